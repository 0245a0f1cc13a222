from datetime import UTC, date, datetime

import pytest

from partnerships.models import Activity
from partnerships.public import gate_findings
from procurement.models import Tender, TimeLimit
from procurement.thresholds.operations import edit_time_limit
from procurement.timetable.operations import count_date_errors, edit_dates
from psp.core.problems import NotPermitted, StaleVersion, WrongState
from tests.conftest import NOON
from tests.psp.core.test_admin_files import bring, taken_out


def test_dates_are_kept_with_what_is_wrong_with_them_counted(tender, pat, figures):
    changes = {"submission_deadline": datetime(2026, 3, 12, 12, tzinfo=UTC), "questions_close_on": date(2026, 3, 9)}
    edit_dates(tender=tender, changes=changes, expected_version=1, by=pat, at=NOON)
    tender = Tender.objects.get()
    # Too few days for bidders, and the questions close too late.
    assert (tender.questions_close_on, tender.date_errors) == (date(2026, 3, 9), 2)
    assert Activity.objects.get().verb == "tender_dates.set"


def test_lawful_dates_have_no_errors_and_say_by_when_packs_come_out(tender, pat, figures):
    edit_dates(tender=tender, changes={"contract_ends_on": date(2030, 9, 30)}, expected_version=1, by=pat, at=NOON)
    tender = Tender.objects.get()
    assert (tender.date_errors, tender.disclose_by) == (0, date(2026, 3, 13))


def test_the_limits_are_those_administrators_keep(tender, figures):
    TimeLimit.objects.filter(code="open_procedure_electronic").update(figure=50)
    assert count_date_errors(tender).date_errors == 1


@pytest.mark.parametrize("state", ["draft", "scheduled"])
def test_a_limit_that_changes_counts_the_dates_of_tenders_that_are_not_out_again(state, complete, ada):
    Tender.objects.update(state=state)
    limit = TimeLimit.objects.get(code="open_procedure_electronic")
    edit_time_limit(time_limit=limit, changes={"figure": 60}, expected_version=1, by=ada, at=NOON)
    open_codes = [one.criterion.code for one in gate_findings(complete, "publish_tender", at=NOON) if one.is_open]
    assert (Tender.objects.get().date_errors, "dates_lawful" in open_codes) == (1, True)
    edit_time_limit(time_limit=limit, changes={"figure": 30}, expected_version=2, by=ada, at=NOON)
    assert Tender.objects.get().date_errors == 0


def test_a_limit_that_changes_in_the_admin_counts_them_again_too(complete, ada):
    limit = TimeLimit.objects.get(code="open_procedure_electronic")
    bring(TimeLimit, ada, taken_out(TimeLimit, limit.code) | {"figure": "60"})
    assert (TimeLimit.objects.get(pk=limit.pk).figure, Tender.objects.get().date_errors) == (60, 1)


def test_a_limit_that_changes_leaves_what_bidders_have_read(published, figures, ada):
    limit = TimeLimit.objects.get(code="open_procedure_electronic")
    before = published.date_errors
    edit_time_limit(time_limit=limit, changes={"figure": 60}, expected_version=1, by=ada, at=NOON)
    assert Tender.objects.get().date_errors == before


def test_without_a_deadline_packs_have_no_last_day(tender, pat, figures):
    edit_dates(tender=tender, changes={"submission_deadline": None}, expected_version=1, by=pat, at=NOON)
    assert Tender.objects.get().disclose_by is None


def test_dates_of_a_published_tender_are_not_edited(published, pat, figures):
    with pytest.raises(WrongState):
        edit_dates(tender=published, changes={"notice_on": date(2026, 3, 1)}, expected_version=1, by=pat, at=NOON)


def test_a_stale_edit_and_one_of_the_leader_are_refused(tender, pat, olivia, figures):
    changes = {"notice_on": date(2026, 3, 1)}
    with pytest.raises(StaleVersion):
        edit_dates(tender=tender, changes=changes, expected_version=3, by=pat, at=NOON)
    with pytest.raises(NotPermitted):
        edit_dates(tender=tender, changes=changes, expected_version=1, by=olivia, at=NOON)
