"""What must hold before prices are opened and bids ranked. It cannot be waived."""

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy, ngettext

from procurement.moderation.queries import unmoderated_bids
from procurement.tenders.gates import who_purchases
from psp.core.gates import Gap, criterion


@criterion(
    "scores_moderated",
    before="close_moderation",
    title=gettext_lazy("Every score is moderated, with its rationale"),
    is_met=lambda at: ~Exists(unmoderated_bids().filter(tender=OuterRef("pk"))),
    why=gettext_lazy("Prices stay sealed until quality is locked."),
    position=10,
    fixed=True,
)
def scores_moderated(tender, at):
    count = unmoderated_bids().filter(tender=tender).count()
    words = ngettext("Agree the moderated scores of {count} bid", "Agree the moderated scores of {count} bids", count)
    chair = tender.evaluators.filter(removed_at=None, is_chair=True).select_related("person").first()
    return Gap(words.format(count=count), tender.url("moderation"), str(chair) if chair else who_purchases(tender))
