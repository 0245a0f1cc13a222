"""A success criterion that is measured after the gate that asks for its result: said when it is written, and from then on."""

import csv
from datetime import date

import pytest

from partnerships.models import Partnership, SuccessCriterion
from partnerships.pilot.operations import record_result
from partnerships.pilot.queries import criteria_of
from partnerships.pilot.reports import success_criteria
from tests.conftest import NOON, TODAY
from tests.factories.design import a_criterion
from tests.factories.timeline import a_plan
from tests.partnerships.pilot.test_views import inside, typed

# The pilot of this plan runs from 5 January 2027; the gate before evaluation is planned for 5 January 2029.
GATE = date(2029, 1, 5)
AFTER = {"due_on_day": "6", "due_on_month": "1", "due_on_year": "2029"}
ON_THE_DAY = AFTER | {"due_on_day": "5"}


@pytest.fixture
def plan(partnership):
    return a_plan(partnership)


@pytest.fixture
def late(plan, partnership, olivia):
    criterion = a_criterion(partnership, olivia)
    SuccessCriterion.objects.filter(pk=criterion.pk).update(due_on=date(2029, 1, 6))
    return criterion


def test_the_form_says_so_and_keeps_what_was_typed_until_somebody_confirms_it(plan, partnership, olivia, signed_in):
    client, address = signed_in(olivia), inside(partnership, "criteria/add/")
    assert "after_gate" not in client.get(address).text
    refused = client.post(address, typed(**AFTER))
    assert refused.status_code == 422
    assert "Evaluation is planned to start on 5 January 2029, and its gate asks for this result." in refused.text
    assert 'name="after_gate"' in refused.text
    assert "Less lonely" in refused.text
    assert client.post(address, typed(**AFTER, after_gate="on")).status_code == 302
    assert SuccessCriterion.objects.get().due_on == date(2029, 1, 6)


def test_the_day_of_the_gate_is_not_after_it(plan, partnership, olivia, signed_in):
    assert signed_in(olivia).post(inside(partnership, "criteria/add/"), typed(**ON_THE_DAY)).status_code == 302


def test_without_a_plan_there_is_no_day_to_be_after(partnership, olivia, signed_in):
    assert signed_in(olivia).post(inside(partnership, "criteria/add/"), typed(**AFTER)).status_code == 302
    assert criteria_of(partnership, today=TODAY).after_gate == []


def test_it_stays_visible_on_the_list_the_page_the_form_and_the_spreadsheet(late, partnership, olivia, signed_in):
    client = signed_in(olivia)
    assert "1 success criterion is measured after its gate" in client.get(inside(partnership)).text
    for path in (f"criteria/{late.pk}/", f"criteria/{late.pk}/edit/"):
        assert "after the gate of 5 January 2029" in " ".join(client.get(inside(partnership, path)).text.split())
    assert "measured after its gate" in client.get(inside(partnership, "freeze/")).text
    lines = b"".join(client.get(inside(partnership), {"format": "csv"}).streaming_content).decode("utf-8-sig")
    rows = list(csv.DictReader(lines.splitlines()))
    assert [row["After its gate"] for row in rows] == ["Yes"]


def test_the_report_says_so(late, partnership):
    [row] = success_criteria(partnership, NOON)["results"].rows
    assert "after the gate of 5 January 2029" in " ".join(row[2].split())


def test_a_result_recorded_before_the_gate_ends_it_everywhere(late, partnership, olivia, signed_in):
    Partnership.objects.update(state="pilot")
    late.partnership.refresh_from_db()
    record_result(criterion=late, value=late.target, measured_on=TODAY, by=olivia, at=NOON)
    client = signed_in(olivia)
    for path in ("", f"criteria/{late.pk}/", f"criteria/{late.pk}/edit/"):
        assert "fter its gate" not in (page := client.get(inside(partnership, path)).text)
        assert "after the gate of" not in page
    criteria = success_criteria(Partnership.objects.get(), NOON)["criteria"]
    assert (criteria.after_gate_words, criteria.headline) == ("", "1 success criterion, not due yet; 1 is already met")
    assert criteria.headline in client.get(inside(partnership)).text


def test_a_gate_that_moves_takes_the_flag_along(late, partnership):
    assert [c.pk for c in criteria_of(partnership, today=TODAY).after_gate] == [late.pk]
    partnership.milestones.filter(key="evaluation_starts").update(planned_on=date(2029, 1, 6))
    assert criteria_of(partnership, today=TODAY).after_gate == []


def test_a_gate_that_was_passed_counts_on_its_day(late, partnership):
    partnership.milestones.filter(key="evaluation_starts").update(done_on=date(2029, 2, 1), planned_on=GATE)
    assert criteria_of(partnership, today=TODAY).after_gate == []
