"""What must hold before scores are seen side by side. None of it can be waived."""

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from procurement.bids.models import Bid
from procurement.evaluators.models import Evaluator
from procurement.evaluators.queries import with_scorer_count
from procurement.scoring.engine.moderation import PEOPLE_NEEDED
from procurement.tenders.gates import who_purchases
from psp.core.gates import Gap, criterion

CLOSE = "close_scoring"


def too_few():
    return with_scorer_count(Bid.objects.live()).filter(scorer_count__lt=PEOPLE_NEEDED)


def still_scoring():
    return Evaluator.objects.scoring().filter(Q(declared_at=None) | Q(locked_at=None))


@criterion(
    "bid_left_to_score",
    before=CLOSE,
    title=gettext_lazy("There is a bid that is not excluded"),
    is_met=lambda at: Exists(Bid.objects.live().filter(tender=OuterRef("pk"))),
    position=10,
    fixed=True,
)
def bid_left_to_score(tender, at):
    return Gap(_("Every bid is excluded: cancel the tender"), tender.url("cancel_tender"), who_purchases(tender))


@criterion(
    "two_evaluators_per_bid",
    before=CLOSE,
    title=gettext_lazy("At least two people score each bid"),
    is_met=lambda at: ~Exists(too_few().filter(tender=OuterRef("pk"))),
    why=gettext_lazy("One person’s view decides nothing."),
    position=20,
    fixed=True,
)
def two_evaluators_per_bid(tender, at):
    count = too_few().filter(tender=tender).count()
    words = ngettext(
        "Appoint evaluators: {count} bid has fewer than two",
        "Appoint evaluators: {count} bids have fewer than two",
        count,
    )
    return Gap(words.format(count=count), tender.url("evaluators"), who_purchases(tender))


@criterion(
    "scores_locked",
    before=CLOSE,
    title=gettext_lazy("Every evaluator has locked their scores"),
    is_met=lambda at: ~Exists(still_scoring().filter(tender=OuterRef("pk"))),
    why=gettext_lazy("Nobody sees another’s scores before their own are final."),
    position=30,
    fixed=True,
)
def scores_locked(tender, at):
    names = ", ".join(str(one) for one in still_scoring().filter(tender=tender).select_related("person"))
    return Gap(_("Scores are not locked: {names}").format(names=names), tender.url("scoring"), names)


@criterion(
    "chair_named",
    before=CLOSE,
    title=gettext_lazy("A chair is named for the moderation"),
    is_met=lambda at: Exists(Evaluator.objects.scoring().filter(tender=OuterRef("pk"), is_chair=True)),
    position=40,
    fixed=True,
)
def chair_named(tender, at):
    return Gap(_("Name the chair of the moderation"), tender.url("evaluators"), who_purchases(tender))
