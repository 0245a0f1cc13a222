"""What must hold before prices are opened and bids ranked, and before the award. None of it can be waived."""

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from procurement.moderation.queries import unmoderated_bids
from procurement.scoring.gates import too_few
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
    words = ngettext("Agree the consensus scores of {count} bid", "Agree the consensus scores of {count} bids", count)
    chair = tender.evaluators.filter(removed_at=None, is_chair=True).select_related("person").first()
    return Gap(words.format(count=count), tender.url("moderation"), str(chair) if chair else who_purchases(tender))


def _has_its_scorers(at):
    return ~Exists(too_few().filter(tender=OuterRef("pk")))


@criterion(
    "two_scorers_left",
    before="close_moderation",
    title=gettext_lazy("At least two people’s scores of each bid count"),
    is_met=_has_its_scorers,
    why=gettext_lazy("An interest found late takes scores away. One person’s view decides nothing."),
    position=20,
    fixed=True,
)
@criterion(
    "award_rests_on_two",
    before="award_tender",
    title=gettext_lazy("At least two people’s scores of each bid still count"),
    is_met=_has_its_scorers,
    why=gettext_lazy("An interest found late takes scores away. One person’s view decides nothing."),
    position=10,
    fixed=True,
)
def two_scorers_left(tender, at):
    # Nobody is appointed once scores were seen side by side: there is no other way out.
    receipts = ", ".join(too_few().filter(tender=tender).values_list("receipt", flat=True))
    words = _("Cancel the tender and begin anew: fewer than two people’s scores count of {receipts}")
    return Gap(words.format(receipts=receipts), tender.url("cancel_tender"), who_purchases(tender))
