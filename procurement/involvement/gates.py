"""Before a tender is published, what those who ever had a part in the partnership know is known and given to all."""

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from procurement.involvement.models import PriorInvolvement
from procurement.involvement.queries import all_are_recorded, bidders_are_named, unrecorded
from procurement.tenders.gates import PUBLISH, who_purchases
from psp.core.dates import in_words
from psp.core.gates import Gap, criterion


@criterion(
    "involvement_recorded",
    before=PUBLISH,
    title=gettext_lazy("Prior involvement of everyone who ever took part is recorded"),
    is_met=lambda at: bidders_are_named(OuterRef("partnership_id")) & all_are_recorded("partnership_id"),
    why=gettext_lazy(
        "An organisation that helped to design or pilot the service knows more than the other bidders: partners that have left, their "
        "vehicles and owners too."
    ),
    position=70,
    fixed=True,
    # Who owns whom and who is a partner is the word of the organisations themselves, possible bidders among them.
    only_warns=True,
)
def involvement_recorded(tender, at):
    names = ", ".join(organisation.name for organisation in unrecorded(tender.partnership))
    if not names:
        # The gate before the tender is behind them: the page of partners lets the leader say that none will bid.
        owner = str(tender.partnership.leader or _("Nobody is named"))
        return Gap(_("Say which partners may bid, or that none will"), tender.partnership.url("partners"), owner)
    words = _("Record whether these helped to design or pilot the service: {names}").format(names=names)
    return Gap(words, tender.partnership.url("prior_involvements"), who_purchases(tender))


def _not_disclosed(disclose_by):
    return PriorInvolvement.objects.to_be_disclosed().filter(
        Q(pack=None) | Q(disclosed_on=None) | Q(disclosed_on__gt=disclose_by)
    )


@criterion(
    "involvement_disclosed",
    before=PUBLISH,
    title=gettext_lazy("What involved partners know is published to all bidders in time"),
    is_met=lambda at: ~Exists(_not_disclosed(OuterRef("disclose_by")).filter(partnership=OuterRef("partnership_id"))),
    why=gettext_lazy("Public Contracts (Scotland) Regulations 2015, regulation 42."),
    position=80,
    fixed=True,
)
def involvement_disclosed(tender, at):
    rows = PriorInvolvement.objects.to_be_disclosed().filter(partnership=tender.partnership)
    unpublished = rows.filter(Q(pack=None) | Q(disclosed_on=None)).select_related("organisation", "partnership").first()
    if unpublished:
        words = _("Publish a disclosure pack for what {name} knows").format(name=unpublished)
        return Gap(words, unpublished.get_absolute_url(), who_purchases(tender))
    late = rows.filter(disclosed_on__gt=tender.disclose_by).select_related("organisation", "partnership").first()
    words = _("The disclosure pack of {name} comes out too late: publish it by {day} or move the deadline").format(
        name=late, day=in_words(tender.disclose_by)
    )
    return Gap(words, tender.url("tender_dates"), who_purchases(tender))
