"""One figure, one function: each quantity that is shown in more than one place is read from all of them and is the same.

The places read the rendered pages, files and reports of generated partnerships: late and on time, running, under contract
and stopped, with money that lasts, ends, dips, overlaps, is only promised, or is only a day typed when they were started.

| quantity | worked out by | shown on |
| --- | --- | --- |
| start of the service | ``timeline.queries.service_start_of`` | partnership list and CSV, programme, its chart and CSV, stage strip, timeline, its CSV and report, move preview, funding |
| slip of the service | ``Timeline.slip_days`` | partnership list and CSV, programme, its chart and CSV, timeline and its CSV |
| end of the money | ``funding.queries.money_end_of`` | overview, funding, timeline, programme and CSV, reports, what is due, calendar |
| money ends too early | ``timeline.queries.ends_before_words``, ``funding.queries.ends_early`` | overview, funding, timeline, reports, programme's count, rows and CSV |
| dips | ``funding.engine.shortfalls`` | overview, funding, report, programme and CSV, what is due |
| money to find, money in hand | ``funding.queries.runway_of`` | overview, funding, report |
| cover of the heads | ``funding.queries.heads_of`` | funding, report |
| first day nobody pays | ``commitments.queries.underwriting_of`` | funding, gate, report |
| missing for the next gate | the registry of ``psp.core.gates`` | overview, partnership list and CSV, home, programme and CSV, transition, report |
| late at the gate | ``programme.queries.overdue_gates`` | programme's count, rows, filter and CSV |
| running, stopped | ``lifecycle.workflow.RUNNING`` | programme, its filter, home of administrators |
| learning points | ``LearningPoint.visible_to`` | programme's figure and its rows |
| periods shorter than recommended | ``timeline.queries.short_periods`` | overview, timeline, report |
| success criteria met | ``pilot.queries.criteria_of`` | pilot, report |
| income of a year | ``IncomeYear.total`` | profile's headline, table and chart, directory, what stands against the register |
| largest shortfall | ``funding.queries.RunwayCard.to_find`` | overview, funding, report |
| value of the contract | ``psp.core.contract_value`` | overview, report |
| what decides the service although its period is over | ``timeline.queries.left_over_words`` | timeline, report, moving on, waiver |
| evaluators still needed | ``evaluators.queries.missing_scorers`` | overview, evaluators |
| what comes next in a tender | ``tenders.queries.next_clock`` | tender, tenders, the partnership's tender |
| what a person owes | ``reminders.queries.owed_by`` | home's count and list, calendar |
"""

import random
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from partnerships.calendar.queries import items_of_person
from partnerships.funding.queries import heads_of, money_of
from partnerships.income.operations import add_income_year
from partnerships.lifecycle.queries import gate_findings
from partnerships.models import Partnership, Role, Timeline, User
from partnerships.moves.operations import move_task
from partnerships.pilot.operations import record_result
from partnerships.timeline.queries import is_service_ahead
from psp.core import due
from psp.core.dates import add_months, in_words
from psp.core.money import in_words as pounds
from tests.conftest import NOON
from tests.factories.design import a_cost, a_criterion, a_line
from tests.factories.learning import LearningPointFactory
from tests.factories.partnerships import PartnershipFactory, PersonRoleFactory
from tests.factories.people import UserFactory
from tests.factories.timeline import a_plan
from tests.factories.undone import undone
from tests.reading import (
    MAIN,
    cells_of,
    csv_rows,
    figures_of,
    labelled_by,
    of_class,
    report_of,
    rows_of_table,
    text_of,
)

TITLE = of_class("psp-card__title")
SEEDS = [2, 3]
KINDS = ("lasts", "ends", "dips", "overlaps", "promised", "typed", "typed and promised", "nothing", "ends and dips")
STATES = ("design", "design", "design", "pilot", "contract", "stopped")


def a_partnership(draw, leader, number, kind):
    """Make one partnership with a plan and with money of a kind, begun up to two years ago."""
    today = timezone.localdate()
    found = PartnershipFactory(name=f"{kind.capitalize()} {number}")
    PersonRoleFactory(partnership=found, person=leader, role="leader")
    # What a person may do is remembered for as long as the object is.
    leader = User.objects.get(pk=leader.pk)
    start = today - timedelta(days=draw.randint(-100, 700))
    typed = start + timedelta(days=draw.randint(900, 1700)) if kind.startswith("typed") or draw.random() < 0.3 else None
    found.spells.update(began_on=start)
    a_plan(found, on=start, funding_ends_on=typed)
    if draw.random() < 0.4:
        days = timedelta(days=draw.choice((-30, 40, 90)))
        to = found.milestones.get(key="evaluation_starts").planned_on + days
        reason = "The partners agreed"
        args = {"to": max(to, today), "expected_version": 1, "reason": reason, "by": leader, "at": timezone.now()}
        move_task(partnership=found, key="evaluation_starts", **args)
    service = Timeline.objects.get(partnership=found).service_starts_on
    money_for(draw, found, leader, kind, start, service)
    if draw.random() < 0.3:
        LearningPointFactory.create_batch(draw.randint(1, 3), partnership=found)
    state = draw.choice(STATES)
    stopped = {"stop_reason": "funding", "stopped_on": today} if state == "stopped" else {}
    Partnership.objects.filter(pk=found.pk).update(state=state, **stopped)
    return Partnership.objects.get(pk=found.pk)


def money_for(draw, partnership, leader, kind, start, service):
    heads = ("development", "vision", "administration", "other")
    cost = {"first_month": start, "last_month": add_months(service, draw.choice((-1, 0, 3)))}
    months = (service.year - start.year) * 12 + service.month - start.month + 4
    line = {"starts_on": start, "ends_on": service}
    if kind in ("typed", "nothing"):
        return
    if kind.endswith("promised"):
        a_line(partnership, leader, status="promised", amount=Decimal(draw.randint(1, 90_000)), **line)
        return
    monthly = Decimal(draw.randint(500, 6000))
    for head in draw.sample(heads, draw.randint(1, 3)):
        a_cost(partnership, leader, head=head, monthly=monthly, **cost)
        if kind == "ends":
            a_line(partnership, leader, head=head, amount=monthly * draw.randint(3, months // 2), **line)
        elif kind == "overlaps":
            for _ in range(2):
                a_line(partnership, leader, head=draw.choice(heads), amount=monthly * months, paid="month", **line)
        elif kind == "lasts":
            a_line(partnership, leader, head=head, amount=monthly * months, **line)
        else:
            # Money until some months from now, then the rest some weeks too late; or too little of it.
            ahead = max(6, (timezone.localdate() - start).days // 30 + draw.randint(1, 6))
            rest = months - ahead if kind == "dips" else draw.randint(1, max(1, (months - ahead) // 2))
            late = add_months(start.replace(day=1), ahead) + timedelta(days=draw.randint(2, 60))
            a_line(partnership, leader, head=head, amount=monthly * ahead, **line)
            a_line(partnership, leader, head=head, amount=monthly * rest, **line | {"starts_on": late})


@pytest.fixture(
    scope="module", params=[pytest.param(seed, marks=pytest.mark.xdist_group(f"figures {seed}")) for seed in SEEDS]
)
def made(request, django_db_setup, django_db_blocker):
    """Make the partnerships of one seed for all tests; give the ids of their leader and of each. Undone at the end."""
    draw = random.Random(request.param)
    with undone(django_db_blocker):
        leader = UserFactory(name="Olivia Reid", role=Role.DEVELOPMENT_OFFICER)
        yield leader.pk, [a_partnership(draw, leader, number, kind).pk for number, kind in enumerate(KINDS)]


@pytest.fixture
def leader(made, db):
    return User.objects.get(pk=made[0])


@pytest.fixture
def several(made, db):
    return [Partnership.objects.get(pk=number) for number in made[1]]


@pytest.fixture
def programme(several, leader, signed_in):
    """Read the programme: its figures, its rows by name and its file."""
    client = signed_in(leader)
    page = client.get("/programme/")
    return figures_of(page), cells_of(page), {row["Partnership"]: row for row in csv_rows(client, "/programme/")}


def shown_end(row):
    """Take the day the money ends out of a cell that says more."""
    cell = row["Money ends"]
    return "" if cell.startswith("–") else " ".join(cell.split()[:3])


def iso(text):
    """Say an ISO day of a file as pages say it."""
    return in_words(date.fromisoformat(text)) if text else ""


def test_the_start_of_the_service_and_its_slip(several, programme, leader, signed_in):
    client = signed_in(leader)
    _figures, rows, file = programme
    chart = {
        row["Partnership"]: row for row in rows_of_table(client.get("/programme/"), "Partnerships on one time axis")
    }
    listed, listed_file = cells_of(client.get("/partnerships/")), csv_rows(client, "/partnerships/")
    listed_file = {row["Partnership"]: row for row in listed_file}
    for partnership in several:
        name = partnership.name
        starts = iso(listed_file[name]["Service starts"])
        assert iso(file[name]["Service starts"]) == starts
        assert chart[name]["Service starts"] == (starts or "–")
        slip = listed_file[name]["Slip, days"]
        assert file[name]["Slip in days"] == slip
        if not starts:
            assert rows[name]["Service starts"] == listed[name]["Service starts"] == "–"
            continue
        assert rows[name]["Service starts"].startswith(starts)
        assert listed[name]["Service starts"].startswith(starts)
        assert rows[name]["Service starts"].removeprefix(starts) == listed[name]["Service starts"].removeprefix(starts)
        timeline = csv_rows(client, f"{partnership.url('timeline')}")
        goal = next(row for row in timeline if row["Period or milestone"].startswith("Service starts"))
        assert (iso(goal["Planned"]), goal["Slip, days"]) == (starts, slip)
        headline = text_of(client.get(partnership.url("timeline")), TITLE)
        assert starts in headline or "Money ends" in headline
        assert f"{starts}" in text_of(client.get(partnership.get_absolute_url()), of_class("psp-strip"))
        assert starts in report_of(partnership)["timeline"]


def test_the_end_of_the_money_and_whether_it_comes_too_early(several, programme, leader, signed_in):
    client = signed_in(leader)
    figures, rows, file = programme
    early = 0
    for partnership in several:
        name, ends = partnership.name, shown_end(rows[partnership.name])
        assert iso(file[name]["Money ends"]) == ends
        overview, funding = client.get(partnership.get_absolute_url()), client.get(partnership.url("funding"))
        cards = [text_of(overview, labelled_by("runway")), text_of(funding, of_class("psp-card--edge"))]
        said = [card for card in cards if "before the service starts" in card.split(".")[0]]
        is_early = file[name]["Money ends before the service starts"] == "Yes"
        assert ("before the service starts" in rows[name]["Money ends"]) is is_early
        early += is_early
        timeline = client.get(partnership.url("timeline"))
        caption, headline = text_of(timeline, of_class("psp-card--edge")), text_of(timeline, TITLE)
        assert (f"Money ends on {ends}." in caption) is bool(ends)
        assert (f"Money ends on {ends}." in report_of(partnership)["timeline"]) is bool(ends)
        if is_service_ahead(partnership, timezone.localdate()):
            # The words with the span are the same wherever they stand.
            assert headline.startswith("Money ends") is is_early
            assert cards[0].startswith(headline) or not is_early
            assert bool(said) is is_early
        if ends and not cards[0].startswith("Money ends") and cards[0]:
            assert f"money ends {ends}" in cards[0] or f"{ends}, " in cards[0]
        card = figures_of(funding)
        if "money ends" in card:
            assert card["money ends"] == figures_of(overview)["money ends"] == ends
            assert ends in report_of(partnership)["funding"]
    assert figures["money ends before the service starts"] == str(early)


def test_the_end_of_the_money_and_its_dips_are_what_is_due(several, programme, leader, signed_in):
    _figures, rows, file = programme
    today = timezone.localdate()
    items = due.items(today - due.FURTHEST_BACK, today + timedelta(3650), today=today, person_id=leader.pk)
    ends = {i.partnership: in_words(i.due_on) for i in items if i.kind == "money_ends" and i.title == "Money ends"}
    dips = {i.partnership: i.title for i in items if i.kind == "money_ends" and i.title != "Money ends"}
    running = [partnership for partnership in several if partnership.is_running]
    assert ends == {p.name: shown_end(rows[p.name]) for p in running if shown_end(rows[p.name])}
    client = signed_in(leader)
    for partnership in running:
        words = file[partnership.name]["Money is short for a while"]
        assert words in rows[partnership.name]["Money ends"]
        assert bool(words) is (partnership.name in dips)
        if words:
            assert dips[partnership.name] == words
            assert words in text_of(client.get(partnership.get_absolute_url()), labelled_by("runway"))
            assert words in text_of(client.get(partnership.url("funding")), of_class("psp-card--edge"))
            assert words in report_of(partnership)["funding"]


def test_money_in_hand_money_to_find_and_the_cover_of_the_heads(several, leader, signed_in):
    client, today = signed_in(leader), timezone.localdate()
    for partnership in several:
        overview, page = client.get(partnership.get_absolute_url()), client.get(partnership.url("funding"))
        shown = figures_of(page)
        for label in shown:
            assert figures_of(overview)[label] == shown[label]
            assert shown[label] in report_of(partnership)["funding"]
        money = money_of(partnership)
        if not shown:
            continue
        heads = heads_of(partnership, today=today, money=money)
        table = rows_of_table(page, "heads")
        printed = report_of(partnership)["funding"]
        for (label, head), row in zip(heads.rows, table, strict=False):
            assert (row["What for"], row["Needed"], row["Secured"]) == (label, pounds(head.needed), pounds(head.funded))
            assert f"{label} {pounds(head.needed)} {pounds(head.funded)} {pounds(head.promised)}" in printed
        whole = table[-1]
        assert (whole["Needed"], whole["Secured"]) == (pounds(heads.whole.needed), pounds(heads.whole.funded))
        # What all heads are short of together is no more than what has to be found, and the page says why it may be less.
        to_find = next((value for label, value in shown.items() if label.startswith("to find")), None)
        if to_find is not None:
            assert heads.whole.short_by <= Decimal(to_find.replace("£", "").replace(",", ""))
            assert f"The {to_find} to find above counts all money together" in text_of(page, MAIN)


def test_what_is_missing_for_the_next_gate(several, programme, leader, signed_in):
    client = signed_in(leader)
    _figures, rows, file = programme
    listed = cells_of(client.get("/partnerships/"))
    listed_file = {row["Partnership"]: row for row in csv_rows(client, "/partnerships/")}
    home = cells_of(client.get("/"))
    for partnership in several:
        name, missing = partnership.name, file[partnership.name]["Missing for the next gate"]
        if not partnership.is_running:
            assert (missing, listed_file[name]["Next gate"]) == ("", "")
            continue
        assert listed_file[name]["Next gate"] == (f"{missing} missing" if missing != "0" else "Ready")
        assert rows[name]["Next gate"].startswith(f"{missing} thing" if missing != "0" else "Nothing")
        assert f"{missing} missing" in listed[name]["Next gate"] or missing == "0"
        if name in home:
            assert f"{missing} missing" in home[name]["Next gate"] or missing == "0"
        gate = text_of(client.get(partnership.get_absolute_url()), "//*[@id='gate']")
        assert f"{missing} of " in gate or "1 thing is missing" in gate or missing == "0"
        refused = text_of(client.get(partnership.transition_url(partnership.next_gate)), MAIN)
        assert f"{missing} thing" in refused or missing == "0"
        headline = gate.split(" are missing")[0].split(" is missing")[0]
        assert headline in report_of(partnership)["where"]


def test_counts_of_the_programme_are_those_of_its_rows_its_filters_and_home(several, programme, leader, ada, signed_in):
    figures, rows, file = programme
    client = signed_in(leader)
    assert figures["running"] == str(len(cells_of(client.get("/programme/?state=running"))))
    assert figures["stopped"] == str(len(cells_of(client.get("/programme/?state=stopped"))))
    running = [row for row in file.values() if row["State"] in ("Design", "Pilot", "Evaluation and redesign", "Tender")]
    slipped = sum(int(row["Slip in days"]) > 0 for row in running)
    headline = text_of(client.get("/programme/"), TITLE)
    assert headline.startswith(f"{slipped} of {len(running)} ") or slipped == 0
    late = [row for row in file.values() if row["Late at its gate since"]]
    assert figures["late at the next gate"] == str(len(late))
    assert figures["late at the next gate"] == str(len(cells_of(client.get("/programme/?gate=late"))))
    assert figures["learning points"] == str(sum(int(row["Learning points"]) for row in file.values()))
    for name, row in rows.items():
        assert ("Late since" in row["Next gate"]) is bool(file[name]["Late at its gate since"])
        assert row["Learning"] == file[name]["Learning points"]
    watched = figures_of(signed_in(ada).get("/"))
    assert (watched["Running partnerships"], watched["Stopped partnerships"]) == (
        figures["running"],
        figures["stopped"],
    )


def test_what_a_person_owes_and_periods_that_are_short(several, leader, signed_in):
    client = signed_in(leader)
    page = client.get("/")
    to_do, words = page.context["to_do"], text_of(page, of_class("psp-subtitle"))
    today = timezone.localdate()
    soon = [item for item in items_of_person(leader, today=today) if item.due_on <= today + timedelta(30)]
    assert [item.key for item in to_do.items] == [item.key for item in soon]
    assert to_do.late == 0 or words.startswith(f"{to_do.late} thing")
    first = several[0]
    first.periods.filter(key="pilot").update(until=first.periods.get(key="pilot").starts_on + timedelta(100))
    said = "Pilot takes "
    pages = [text_of(client.get(first.url(name)), MAIN) for name in ("partnership", "timeline")]
    pages.append(report_of(first)["timeline"])
    spans = [text.split(said, 1)[1].split(";")[0] for text in pages if said in text]
    assert len(spans) >= 2
    assert len(set(spans)) == 1


def test_the_first_day_nobody_pays(several, leader, signed_in):
    client = signed_in(leader)
    for partnership in several:
        page = text_of(client.get(partnership.url("funding")), "//*[@id='underwriting']")
        printed = report_of(partnership)["funding"]
        if "Nobody has committed" in page:
            assert f"{page}." in printed
        findings = gate_findings(partnership, "start_tender", at=timezone.now())
        gap = next(f.gap for f in findings if f.criterion.code == "service_underwritten")
        if is_service_ahead(partnership, timezone.localdate()) and page.startswith("Nobody"):
            assert gap is not None
            assert gap.sentence == page


def test_the_income_of_a_year(charity, ada, signed_in):
    """Every kind of income counts everywhere, grants and contracts too."""
    parts = {"grants": 250_000, "contracts": 53_000, "donations": 30_000}
    add_income_year(organisation=charity, year_end=date(2026, 3, 31), by=ada, at=NOON, **parts)
    client = signed_in(ada)
    page = client.get(charity.get_absolute_url())
    assert "£333,000 came in during the year to 31 March 2026" in text_of(page, MAIN)
    assert cells_of(page)["31 March 2026"]["Income"] == "£333,000"
    assert "£333,000" in rows_of_table(page, "Income by year and kind")[0].values()
    [row] = [row for row in csv_rows(client, "/organisations/") if row["Name"] == charity.name]
    assert Decimal(row["Latest yearly income in pounds"]) == 333_000


def test_success_criteria_that_are_met(several, leader, signed_in):
    first = several[0]
    Partnership.objects.filter(pk=first.pk).update(state="design")
    first.refresh_from_db()
    criteria = [a_criterion(first, leader, due_on=date(2026, 9, number), target=Decimal(50)) for number in (1, 2, 3)]
    Partnership.objects.filter(pk=first.pk).update(state="pilot")
    first.refresh_from_db()
    for criterion, value in zip(criteria, (40, 50, 60), strict=True):
        criterion.partnership.refresh_from_db()
        record_result(
            criterion=criterion, value=Decimal(value), measured_on=date(2026, 9, 10), by=leader, at=timezone.now()
        )
    page = text_of(signed_in(leader).get(first.url("pilot")), TITLE)
    assert page == "2 of 3 success criteria are met"
    assert page in report_of(first)["pilot"]
