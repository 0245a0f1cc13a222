"""Scheduled publications whose gate is no longer met, due before their moment."""

from datetime import timedelta

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from partnerships.public import findings_of
from procurement.tenders.gates import PUBLISH
from procurement.tenders.models import Tender
from procurement.tenders.queries import due_of_tender, needs_withdrawal, owed
from procurement.tenders.rules import can_prepare
from procurement.tenders.workflow import State
from psp.core.dates import end_of_day, in_words, start_of_day
from psp.core.due import source
from psp.core.moments import Moment

DAY = timedelta(days=1)


@source("publication_gap", gettext_lazy("Scheduled publications with something missing"))
def publication_gaps(first, last, person_id=None):
    """List the scheduled publications with what their gates find missing, due by the moment, which a day begins with.

    Worked out from the gate: there as soon as a gap opens, gone with it, and over once the tender is out. Owed by all who
    may publish. Four queries, three for each day with publications, and what the rule and each gap ask.
    """
    moments = (start_of_day(first + DAY), end_of_day(last + DAY))
    rows = Tender.objects.filter(state=State.SCHEDULED, published_at__range=moments)
    owing = list(owed(rows, may=can_prepare.test, person_id=person_id))
    missing = _missing([tender for tender, _people, _leaders in owing])
    for tender, people, _leaders in owing:
        if findings := missing[tender.pk]:
            due = Moment.of(tender.published_at)
            yield due_of_tender(
                "publication_gap",
                tender,
                _title(tender, findings),
                due.day,
                people,
                people,
                page="withdraw_publication",
                words={
                    "day": in_words(tender.published_at),
                    "missing": "; ".join(finding.gap.sentence for finding in findings),
                },
                moment=due,
                over_on=due.day + DAY,
                is_confidential=True,
            )


def _missing(tenders):
    """Map the ids of scheduled tenders to the open findings of their gates, each as of its moment."""
    by_moment = {}
    for tender in tenders:
        by_moment.setdefault(tender.published_at, []).append(tender)
    return {
        pk: [finding for finding in findings if finding.is_open]
        for moment, together in by_moment.items()
        for pk, findings in findings_of(together, PUBLISH, at=moment).items()
    }


def _title(tender, findings):
    if any(finding.holds_back and needs_withdrawal(tender, finding) for finding in findings):
        return _(
            "Withdraw the publication at the start of {day} and add what is missing, or it is stopped: {tender}. {missing}"
        )
    if any(finding.holds_back for finding in findings):
        return _("Add what is missing, or the publication at the start of {day} is stopped: {tender}. {missing}")
    return _("Decide whether to withdraw the publication at the start of {day}: {tender}. {missing}")
