import csv
import re
from datetime import date, timedelta

from django.core.cache import cache
from django.utils import timezone

from partnerships.lifecycle.operations import perform, stop_partnership
from psp.core.dates import in_words, working_day_on_or_after
from tests.conftest import NOON
from tests.factories.timeline import a_plan, a_plan_far_ahead
from tests.reading import csv_rows


def inside(partnership, rest=""):
    return f"/partnerships/{partnership.pk}/timeline/{rest}"


def test_everyone_in_it_sees_the_timeline_and_planners_the_buttons(
    partnership, olivia, bo, ada, pat, edie, otto, signed_in
):
    """One after the other, as they share what is kept of the page."""
    a_plan(partnership)
    found = []
    for person in (olivia, pat, bo, edie, ada, otto, pat, olivia):
        page = signed_in(person).get(inside(partnership))
        found.append((page.status_code, "Add a milestone" in page.content.decode()))
    seen, plans, gone = (200, False), (200, True), (404, False)
    assert found == [plans, seen, plans, seen, plans, gone, seen, plans]


def test_a_new_plan_says_that_it_is_the_recommended_one_and_why(partnership, olivia, signed_in):
    a_plan_far_ahead(partnership)
    text = signed_in(olivia).get(inside(partnership)).content.decode()
    assert "This is the recommended plan; change what differs" in text
    assert "Six months is the least, and new partners need twelve." in text
    assert text.count("<svg") >= 3
    partnership.timeline.is_recommended = False
    partnership.timeline.save()
    cache.clear()  # nothing was done through the product, so the page would stay
    assert "This is the recommended plan" not in signed_in(olivia).get(inside(partnership)).content.decode()


def test_a_short_period_and_its_reason_are_shown(partnership, olivia, edie, signed_in):
    a_plan_far_ahead(partnership)
    partnership.periods.filter(key="pilot").update(until=date(2092, 1, 5))
    assert "Nobody has said why." in signed_in(olivia).get(inside(partnership)).content.decode()
    partnership.periods.filter(key="pilot").update(reason="The funder’s rules")
    text = signed_in(edie).get(inside(partnership)).content.decode()
    assert "Pilot takes 12 months; at least 24 months are recommended." in text
    assert "The funder’s rules" in text


def test_without_a_plan_the_page_offers_to_make_one(partnership, olivia, edie, signed_in):
    where = inside(partnership, "plan/")
    assert where in signed_in(olivia).get(inside(partnership)).content.decode()
    assert where not in signed_in(edie).get(inside(partnership)).content.decode()


def test_the_table_is_a_spreadsheet_too(partnership, edie, signed_in):
    a_plan_far_ahead(partnership)
    page = signed_in(edie).get(inside(partnership), {"format": "csv"})
    rows = list(csv.reader(b"".join(page.streaming_content).decode("utf-8-sig").splitlines()))
    assert (len(rows), rows[0][:5]) == (31, ["Period or milestone", "Kind", "Owner", "Agreed", "Planned"])
    days = ["2091-01-05", "2091-01-05", "", "2091-01-05"]
    assert ["Pilot starts", "Gate", "", *days, "", "0", "0", "Yes", "", "", ""] in rows
    pilot = next(row for row in rows if row[0].startswith("Partnership building"))
    assert (pilot[3], pilot[5], pilot[-2:]) == ("2091-01-05", "2093-01-04", ["2093-01-04", "2093-01-04"])


def test_the_table_says_what_the_chart_draws(partnership, edie, signed_in):
    """What is late is expected later than planned, and so is every period after it: beside both stands what was agreed."""
    a_plan(partnership, on=date(2020, 1, 5))
    partnership.periods.filter(key="design").update(began_on=date(2020, 1, 5))
    text = " ".join(signed_in(edie).get(inside(partnership)).content.decode().split())
    assert "5 January 2021 to 4 January 2023" in text
    # The pilot waits for what is to be agreed on a working day.
    first = in_words(working_day_on_or_after(timezone.localdate()))
    assert f"now expected {first} to" in text
    assert f"now expected {first}</span>" in text


def test_the_page_asks_the_same_however_long_the_plan(partnership, olivia, signed_in, queries):
    a_plan_far_ahead(partnership)
    client = signed_in(olivia)
    before = queries(client, inside(partnership))
    for number in range(5):
        partnership.milestones.create(key=f"own_{number}", title="x", planned_on=date(2091, 1, 1), owner=olivia)
    # Twelve, the one by which a page knows what is kept of it, and the one for a tender whose days differ from the plan.
    assert queries(client, inside(partnership)) == before <= 12 + 2


def test_a_gates_own_milestone_is_marked_by_hand_once_its_criterion_is_met(partnership, olivia, signed_in):
    a_plan_far_ahead(partnership)
    planned = partnership.milestones.get(key="contingency_planned")

    def offered():
        cache.clear()  # nothing is done through the product here, so the page would stay
        page = signed_in(olivia).get(inside(partnership)).content.decode()
        return [act for act in ("complete", "reopen") if f"milestones/{planned.pk}/{act}/" in page]

    assert offered() == []
    partnership.milestones.filter(pk=planned.pk).update(done_on=date(2091, 1, 1))
    assert offered() == ["reopen"]
    partnership.members.update(may_bid=False)
    assert offered() == []
    partnership.milestones.filter(pk=planned.pk).update(done_on=None)
    assert offered() == ["complete"]


def test_the_page_is_drawn_anew_as_soon_as_a_date_is_moved(partnership, olivia, signed_in):
    a_plan_far_ahead(partnership)
    client = signed_in(olivia)
    client.get(inside(partnership))
    opener = partnership.milestones.get(key="pilot_starts")
    version = partnership.timeline.version
    sent = {"on_day": "7", "on_month": "2", "on_year": "2091", "save": "1", "plan_version": version}
    assert client.post(inside(partnership, f"milestones/{opener.pk}/move/"), sent).status_code == 302
    assert "7 February 2091" in client.get(inside(partnership)).content.decode()


def test_what_has_stopped_is_shown_as_it_stood_and_not_planned_any_more(partnership, olivia, signed_in):
    a_plan(partnership)
    stop_partnership(partnership=partnership, reason="funding", note="None", by=olivia, at=NOON)
    client = signed_in(olivia)
    page = client.get(inside(partnership)).content.decode()
    said = [
        "The partnership stopped on 3 June 2026",
        ">Stopped<",
        "Add a milestone",
        "recommended plan",
        ".ics",
    ]
    assert [words in page for words in said] == [True, True, False, False, False]
    assert re.search(r"\blate\b", page) is None
    opener = partnership.milestones.get(key="pilot_starts")
    assert client.get(inside(partnership, f"milestones/{opener.pk}/move/")).status_code == 403


def test_the_spreadsheet_has_one_last_day_of_a_period_that_is_over(partnership, olivia, without_gates, signed_in):
    a_plan(partnership, on=timezone.localdate() - timedelta(days=200))
    perform(partnership, "start_pilot", by=olivia, at=timezone.now())
    design = csv_rows(signed_in(olivia), inside(partnership))[0]
    yesterday = (timezone.localdate() - timedelta(days=1)).isoformat()
    assert (design["Last day"], design["Done"]) == (yesterday, yesterday)
