"""Before a tender is published its dates are lawful, and its notice does not lie in the past."""

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from procurement.tenders.gates import PUBLISH, who_purchases
from procurement.timetable.queries import said_of
from psp.core.dates import in_words, london_date
from psp.core.gates import Gap, criterion


@criterion(
    "dates_lawful",
    before=PUBLISH,
    title=gettext_lazy("The dates follow the rules"),
    is_met=lambda at: Q(date_errors=0),
    why=gettext_lazy("Bidders need enough time, and so do questions, answers and the standstill."),
    position=50,
    fixed=True,
)
def dates_lawful(tender, at):
    errors = [said.sentence for said in said_of(tender) if said.is_error]
    count = len(errors) or tender.date_errors
    words = ngettext("Fix {count} date", "Fix {count} dates", count).format(count=count)
    if len(errors) == 1:
        words = errors[0]
    return Gap(words, tender.url("tender_dates"), who_purchases(tender))


@criterion(
    "notice_ahead",
    before=PUBLISH,
    title=gettext_lazy("The notice is dated today or later"),
    is_met=lambda at: Q(notice_on__gte=london_date(at)),
    why=gettext_lazy("The time bidders have is counted from the day of the notice."),
    position=60,
    fixed=True,
)
def notice_ahead(tender, at):
    if tender.notice_on is None:
        return Gap(_("Enter the day of the notice"), tender.url("edit_tender_dates"), who_purchases(tender))
    words = _("Move the notice from {day} to today or later").format(day=in_words(tender.notice_on))
    return Gap(words, tender.url("edit_tender_dates"), who_purchases(tender))
