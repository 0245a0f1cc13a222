from datetime import timedelta

import pytest
from django.utils import timezone

from partnerships.gates.operations import move_on
from partnerships.lifecycle.operations import load_gate_criteria, perform, waive_criterion
from partnerships.models import Activity, GateCriterion, Milestone, Partnership, PersonRole, Timeline, Waiver
from tests.conftest import NOON
from tests.factories.tenders import TenderFactory, an_award
from tests.factories.timeline import a_plan
from tests.reading import MAIN, text_of

VERBS = ["start-pilot", "start-evaluation", "start-tender", "start-contract", "run-contingency", "stop"]
STATES = ["design", "pilot", "evaluation", "tender", "tender", "design"]


def inside(partnership, rest):
    return f"/partnerships/{partnership.pk}/{rest}/"


def today(**more):
    day = timezone.localdate()
    return {"on_day": day.day, "on_month": day.month, "on_year": day.year, "note": ""} | more


@pytest.fixture
def only_leader_needed(db):
    load_gate_criteria()
    GateCriterion.objects.exclude(code="leader_named").update(is_active=False)


def put_in(partnership, state):
    type(partnership).objects.filter(pk=partnership.pk).update(state=state)


@pytest.mark.parametrize(("verb", "state"), list(zip(VERBS, STATES, strict=True)))
@pytest.mark.parametrize(
    ("person", "status"), [("olivia", 200), ("ada", 200), ("bo", 403), ("pat", 403), ("edie", 403), ("otto", 404)]
)
def test_who_moves_a_partnership_on(partnership, without_gates, verb, state, person, status, request, signed_in):
    put_in(partnership, state)
    assert signed_in(request.getfixturevalue(person)).get(inside(partnership, verb)).status_code == status


@pytest.mark.parametrize(
    ("verb", "target"),
    [
        ("start-pilot", "pilot"),
        ("start-evaluation", "evaluation"),
        ("start-tender", "tender"),
        ("start-contract", "contract"),
    ],
)
def test_a_partnership_walks_from_state_to_state(partnership, without_gates, olivia, pat, signed_in, verb, target):
    put_in(partnership, STATES[VERBS.index(verb)])
    an_award(TenderFactory(partnership=partnership, state="standstill"), pat)
    page = signed_in(olivia).post(inside(partnership, verb), today(note="At last"))
    partnership.refresh_from_db()
    assert (page.status_code, page["Location"], partnership.state) == (
        302,
        inside(partnership, "").replace("//", "/"),
        target,
    )
    assert Activity.objects.get().note == "At last"


def test_the_page_says_what_follows(partnership, without_gates, olivia, signed_in):
    text = signed_in(olivia).get(inside(partnership, "start-pilot")).content.decode()
    assert "The partnership moves from the design stage to the pilot stage, for everyone in it." in text


def test_the_pilot_can_have_begun_earlier_and_the_plan_follows(partnership, without_gates, olivia, signed_in):
    a_plan(partnership)
    day = timezone.localdate() - timedelta(days=3)
    sent = {"on_day": day.day, "on_month": day.month, "on_year": day.year}
    signed_in(olivia).post(inside(partnership, "start-pilot"), sent)
    assert partnership.spells.get(state="pilot").began_on == day
    assert partnership.milestones.get(key="pilot_starts").done_on == day


@pytest.mark.parametrize("off", [timedelta(days=1), timedelta(days=-40000)])
def test_a_day_that_cannot_be_is_refused(partnership, without_gates, olivia, signed_in, off):
    day = timezone.localdate() + off
    sent = {"on_day": day.day, "on_month": day.month, "on_year": day.year}
    page = signed_in(olivia).post(inside(partnership, "start-pilot"), sent)
    partnership.refresh_from_db()
    assert (page.status_code, partnership.state) == (422, "design")


def test_everything_missing_is_listed_before_and_after_pressing(partnership, only_leader_needed, ada, signed_in):
    PersonRole.objects.filter(role="leader").delete()
    client, where = signed_in(ada), inside(partnership, "start-pilot")
    for page, status in ((client.get(where), 200), (client.post(where, today()), 409)):
        text = page.content.decode()
        assert (page.status_code, "1 thing is missing" in text, "Name the project leader" in text) == (
            status,
            True,
            True,
        )
        assert inside(partnership, "partners") in text
    partnership.refresh_from_db()
    assert partnership.state == "design"


def test_a_transition_of_another_state_leads_back(partnership, without_gates, olivia, signed_in):
    page = signed_in(olivia).get(inside(partnership, "start-contract"), follow=False)
    assert (page.status_code, page["Location"]) == (302, f"/partnerships/{partnership.pk}/")
    posted = signed_in(olivia).post(inside(partnership, "start-contract"), today())
    assert posted.status_code == 422


def test_the_contingency_plan_needs_a_reason(partnership, without_gates, olivia, signed_in):
    put_in(partnership, "tender")
    client, where = signed_in(olivia), inside(partnership, "run-contingency")
    assert client.post(where, today()).status_code == 422
    assert client.post(where, today(note="The tender was lost")).status_code == 302
    partnership.refresh_from_db()
    assert partnership.state == "contingency"


def test_stopping_keeps_the_reason_and_what_was_typed(partnership, olivia, signed_in):
    client, where = signed_in(olivia), inside(partnership, "stop")
    refused = client.post(where, {"note": "The grant ended in March"})
    assert (refused.status_code, "The grant ended in March" in refused.content.decode()) == (422, True)
    assert client.post(where, {"reason": "funding", "note": "The grant ended in March"}).status_code == 302
    partnership.refresh_from_db()
    assert (partnership.state, partnership.stop_reason) == ("stopped", "funding")


@pytest.mark.parametrize("sent", [{}, {"reason": "x", "note": "y" * 9000}])
def test_bad_input_stops_nothing(partnership, olivia, signed_in, sent):
    assert signed_in(olivia).post(inside(partnership, "stop"), sent).status_code == 422
    partnership.refresh_from_db()
    assert partnership.state == "design"


def test_a_criterion_is_waived_with_a_reason_and_the_waiver_withdrawn(partnership, only_leader_needed, ada, signed_in):
    GateCriterion.objects.filter(code="leader_named").update(waivable=True)
    PersonRole.objects.filter(role="leader").delete()
    client, where = signed_in(ada), inside(partnership, "criteria/leader_named/waive")
    assert "A named project leader" in client.get(where).content.decode()
    assert client.post(where, {"reason": " "}).status_code == 422
    assert client.post(where, {"reason": "She starts on Monday"}).status_code == 302
    waiver = Waiver.objects.get()
    assert (waiver.reason, waiver.given_by) == ("She starts on Monday", ada)
    assert "A named project leader" in client.get(inside(partnership, f"waivers/{waiver.pk}/withdraw")).content.decode()
    assert client.post(inside(partnership, f"waivers/{waiver.pk}/withdraw")).status_code == 302
    assert Waiver.objects.in_force().count() == 0
    assert client.post(inside(partnership, f"waivers/{waiver.pk}/withdraw")).status_code == 404


def test_what_cannot_be_waived_is_refused(partnership, only_leader_needed, olivia, signed_in):
    where = inside(partnership, "criteria/leader_named/waive")
    assert signed_in(olivia).get(where).status_code == 403
    page = signed_in(olivia).post(where, {"reason": "No time"})
    assert (page.status_code, Waiver.objects.count()) == (422, 0)
    assert signed_in(olivia).get(inside(partnership, "criteria/nonsense/waive")).status_code == 404


@pytest.mark.parametrize(("person", "status"), [("bo", 403), ("pat", 403), ("edie", 403), ("otto", 404)])
def test_who_waives(partnership, only_leader_needed, olivia, person, status, request, signed_in):
    GateCriterion.objects.update(waivable=True)
    waiver = waive_criterion(partnership=partnership, code="leader_named", reason="x", by=olivia, at=NOON)
    client = signed_in(request.getfixturevalue(person))
    pages = [inside(partnership, "criteria/leader_named/waive"), inside(partnership, f"waivers/{waiver.pk}/withdraw")]
    assert [client.get(page).status_code for page in pages] == [status] * 2


def test_the_page_asks_why_a_period_is_short_only_where_it_would_be(partnership, without_gates, olivia, signed_in):
    day = timezone.localdate()
    partnership.spells.update(began_on=day - timedelta(days=90))
    a_plan(partnership, on=day - timedelta(days=90))
    client, where = signed_in(olivia), inside(partnership, "start-pilot")
    assert "Why the period that ends is shorter than recommended" in client.get(where).content.decode()
    assert client.post(where, today()).status_code == 422
    assert client.post(where, today(why_short="The service runs already")).status_code == 302
    assert partnership.periods.get(key="design").reason == "The service runs already"


def test_the_page_does_not_ask_where_the_period_is_long_enough(partnership, without_gates, olivia, signed_in):
    day = timezone.localdate() - timedelta(days=400)
    partnership.spells.update(began_on=day)
    a_plan(partnership, on=day)
    client, where = signed_in(olivia), inside(partnership, "start-pilot")
    assert "shorter than recommended" not in client.get(where).content.decode()
    assert client.post(where, today()).status_code == 302


@pytest.fixture
def piloting(partnership, without_gates, olivia):
    """A pilot that began today, of a plan that runs to the end of the pilot's 24 months."""
    a_plan(partnership, on=timezone.localdate() - timedelta(days=200))
    perform(partnership, "start_pilot", by=olivia, at=timezone.now())
    return Partnership.objects.get()


def test_moving_on_shows_which_dates_move_and_what_then_decides(piloting, olivia, signed_in):
    page = signed_in(olivia).get(inside(piloting, "start-evaluation"))
    text = text_of(page, MAIN)
    assert "Dates that move if it happens on" in text
    assert "“Commitment to underwrite the service signed” is not done, although its period is over" in text
    foreseen = page.context["foreseen"]
    move_on(
        partnership=piloting,
        transition="start_evaluation",
        why_short="Short",
        by=olivia,
        at=timezone.now(),
    )
    assert foreseen.service.starts_after == Timeline.objects.get().service_starts_on
    moved = {change.task.key: change.starts_after for change in foreseen.changes if change.task.is_milestone}
    assert moved
    assert moved == dict(Milestone.objects.filter(key__in=moved).values_list("key", "planned_on"))
    assert text_of(signed_in(olivia).get(piloting.url("timeline")), MAIN).count("it decides the service start") == 1


@pytest.fixture
def evaluating(piloting, olivia):
    """A partnership whose pilot is over, with a milestone of the pilot that is still open."""
    perform(piloting, "start_evaluation", by=olivia, at=timezone.now())
    return Partnership.objects.get()


def test_stopping_shows_no_dates_that_move(evaluating, olivia, signed_in):
    client, where = signed_in(olivia), inside(evaluating, "stop")
    for page in (client.get(where), client.post(where, {"note": "No reason selected"})):
        text = text_of(page, MAIN)
        assert ("Stop" in text, "Dates that move" in text, "decides the service start" in text) == (True, False, False)


def test_where_no_date_moves_the_card_names_what_decides_alone(evaluating, olivia, signed_in):
    put_in(evaluating, "tender")
    page = signed_in(olivia).get(inside(evaluating, "run-contingency"))
    text = text_of(page, MAIN)
    assert (page.context["foreseen"].changes, "it decides the service start" in text) == ((), True)
    assert ("Dates that move" in text, "What decides the service start" in text) == (False, True)


def test_a_waiver_shows_which_dates_move(piloting, olivia, signed_in):
    GateCriterion.objects.filter(code="service_underwritten").update(is_active=True)
    perform(piloting, "start_evaluation", by=olivia, at=timezone.now())
    address = inside(piloting, "criteria/service_underwritten/waive")
    page = signed_in(olivia).get(address)
    foreseen = page.context["foreseen"]
    assert "The service then starts on" in text_of(page, MAIN)
    assert "it decides the service start" not in text_of(page, MAIN)
    assert signed_in(olivia).post(address, {"reason": "The council pays"}).status_code == 302
    assert foreseen.service.starts_after == Timeline.objects.get().service_starts_on


def test_withdrawing_a_waiver_shows_which_dates_move_back(piloting, olivia, signed_in):
    GateCriterion.objects.filter(code="service_underwritten").update(is_active=True)
    perform(piloting, "start_evaluation", by=olivia, at=timezone.now())
    waive = inside(piloting, "criteria/service_underwritten/waive")
    assert signed_in(olivia).post(waive, {"reason": "The council pays"}).status_code == 302
    address = inside(piloting, f"waivers/{piloting.waivers.get().pk}/withdraw")
    page = signed_in(olivia).get(address)
    foreseen = {change.task.key: change.starts_after for change in page.context["foreseen"].changes}
    assert "Dates that move without the waiver" in text_of(page, MAIN)
    before = Timeline.objects.get().service_starts_on
    assert signed_in(olivia).post(address).status_code == 302
    assert foreseen["service_starts"] == Timeline.objects.get().service_starts_on != before
