from datetime import date
from decimal import Decimal

import pytest

from partnerships.models import FundingPlan, Milestone, Partnership, Timeline
from partnerships.programme.queries import programme_of, reasons_chart
from partnerships.programme.views import ProgrammePage
from partnerships.timeline.queries import service_start_of
from tests.conftest import NOON, TODAY
from tests.factories.learning import LearningPointFactory
from tests.factories.organisations import AreaFactory, OrganisationFactory
from tests.factories.partnerships import PartnershipFactory, PersonRoleFactory
from tests.factories.studies import StudyFactory
from tests.factories.timeline import a_plan


@pytest.fixture
def three(partnership, olivia):
    """Kirkton Befriending is late and its money ends early; Castle Reuse is on time; Bridge Respite stopped."""
    castle = PartnershipFactory(name="Castle Reuse", state="pilot", area=AreaFactory(name="Castle"))
    bridge = PartnershipFactory(name="Bridge Respite", state="stopped", stop_reason="funding")
    for other in (castle, bridge):
        PersonRoleFactory(partnership=other, person=olivia, role="leader")
        a_plan(other)
    a_plan(partnership)
    Timeline.objects.filter(partnership=partnership).update(service_starts_on=date(2030, 3, 9))
    FundingPlan.objects.create(partnership=partnership, money_ends_on=date(2029, 1, 1), computed_at=NOON)
    FundingPlan.objects.create(partnership=castle, money_ends_on=date(2031, 1, 1), computed_at=NOON)
    LearningPointFactory.create_batch(2, partnership=castle)
    return partnership, castle, bridge


def shown(client, query=""):
    return [row.name for row in client.get(f"/programme/{query}").context["object_list"]]


def test_the_programme_adds_up_what_a_person_sees(three, olivia, otto):
    found = programme_of(Partnership.objects.visible_to(olivia), olivia, today=TODAY)
    assert (found.states, found.late, found.money_ends_early, found.reasons, found.learning) == (
        {"design": 1, "pilot": 1, "stopped": 1},
        1,
        1,
        {"funding": 1},
        2,
    )
    assert found.headline == "1 of 2 running partnerships is later than agreed"
    assert programme_of(Partnership.objects.visible_to(otto), otto, today=TODAY).headline == "No partnership is running"


def test_why_partnerships_stopped_stands_with_the_most_frequent_first(three, olivia):
    PartnershipFactory.create_batch(2, state="stopped", stop_reason="lost")
    chart = reasons_chart(programme_of(Partnership.objects.all(), olivia, today=TODAY))
    assert chart.table.rows == (("The tender was lost and no plan follows", "2"), ("The money ended", "1"))
    assert reasons_chart(programme_of(Partnership.objects.filter(state="design"), olivia, today=TODAY)) is None


def test_the_picture_and_its_table_show_every_partnership_of_the_page(three, signed_in, olivia):
    PartnershipFactory(name="No plan yet")
    client = signed_in(olivia)
    chart = client.get("/programme/").context["chart"]
    assert [row[0] for row in chart.table.rows] == ["Bridge Respite", "Castle Reuse", "Kirkton Befriending"]
    assert [row[-1] for row in chart.table.rows][1] == "None"
    assert chart.svg.count("Castle Reuse") >= 3


def test_people_see_their_own_partnerships_only(three, signed_in, olivia, otto, ada):
    PartnershipFactory(name="Elsewhere")
    assert shown(signed_in(olivia)) == ["Bridge Respite", "Castle Reuse", "Kirkton Befriending"]
    assert shown(signed_in(otto)) == []
    assert shown(signed_in(ada)) == ["Bridge Respite", "Castle Reuse", "Elsewhere", "Kirkton Befriending"]


def test_filters_narrow_the_list_and_what_it_adds_up_to(three, signed_in, olivia, council):
    client = signed_in(olivia)
    area = three[1].area.pk
    other = OrganisationFactory(kind="council").pk
    assert shown(client, "?state=running") == ["Castle Reuse", "Kirkton Befriending"]
    assert shown(client, "?state=stopped") == ["Bridge Respite"]
    assert shown(client, f"?council={council.pk}") == ["Kirkton Befriending"]
    assert shown(client, f"?council={other}") == []
    assert shown(client, f"?area={area}") == ["Castle Reuse"]
    assert client.get(f"/programme/?area={area}").context["programme"].learning == 2
    assert shown(client, "?sort=-name&page=7") == ["Kirkton Befriending", "Castle Reuse", "Bridge Respite"]


def test_what_has_no_plan_comes_last_either_way(three, signed_in, olivia):
    client = signed_in(olivia)
    assert shown(client, "?sort=money") == ["Kirkton Befriending", "Castle Reuse", "Bridge Respite"]
    assert shown(client, "?sort=-money") == ["Castle Reuse", "Kirkton Befriending", "Bridge Respite"]
    assert shown(client, "?sort=service")[-1] == "Kirkton Befriending"


def test_rows_say_what_is_missing_late_and_learned(three, signed_in, olivia):
    client = signed_in(olivia)
    rows = {
        row.name: (row.open_criteria, row.learning_count) for row in client.get("/programme/").context["object_list"]
    }
    assert rows == {"Kirkton Befriending": (6, 0), "Castle Reuse": (1, 2), "Bridge Respite": (None, 0)}
    csv = b"".join(client.get("/programme/?format=csv&state=pilot").streaming_content).decode().splitlines()
    assert (len(csv), csv[1].split(",")[0], csv[1].split(",")[-1]) == (2, "Castle Reuse", "2")


def test_the_programme_costs_the_same_for_three_and_for_nine(three, signed_in, olivia, django_assert_max_num_queries):
    client, counts = signed_in(olivia), []
    for _ in range(2):
        with django_assert_max_num_queries(20) as captured:
            client.get("/programme/")
        counts.append(len(captured.captured_queries))
        for number in range(6):
            more = PartnershipFactory(state="pilot")
            PersonRoleFactory(partnership=more, person=olivia, role="contact")
            a_plan(more)
            LearningPointFactory(partnership=more)
            FundingPlan.objects.create(partnership=more, money_ends_on=date(2029, 1, number + 1), computed_at=NOON)
    assert counts[0] == counts[1]


def test_what_should_have_passed_its_gate_is_counted_marked_and_filtered(three, signed_in, olivia):
    kirkton, _castle, bridge = three
    gates = Milestone.objects.filter(is_gate=True)
    gates.update(planned_on=date(2090, 1, 1))
    for late in (kirkton, bridge):  # Bridge Respite stopped: it waits at no gate any more
        gates.filter(partnership=late, key="pilot_starts").update(planned_on=date(2026, 3, 2))
    page = signed_in(olivia).get("/programme/")
    since = {row.name: row.late_at_gate_since for row in page.context["object_list"]}
    assert since == {"Kirkton Befriending": date(2026, 3, 2), "Castle Reuse": None, "Bridge Respite": None}
    assert page.context["programme"].stuck == 1
    assert "Late since 2 March 2026" in page.content.decode()
    assert shown(signed_in(olivia), "?gate=late") == ["Kirkton Befriending"]
    gates.filter(partnership=kirkton).update(done_on=date(2026, 3, 2))
    assert shown(signed_in(olivia), "?gate=late") == []


def test_each_row_shows_the_social_value_the_person_may_see(three, signed_in, olivia):
    figures = {"total_present_value": "81741.93", "ratio": "1.9290"}
    StudyFactory(partnership=three[1], ratio=Decimal("1.9290"), figures=figures, state="approved")
    page = signed_in(olivia).get("/programme/")
    said = {row.name: [(f.value, f.detail) for f in row.figures] for row in page.context["object_list"]}
    assert said["Castle Reuse"] == [("£1.93", "£81,742 of present value, forecast")]
    assert (said["Kirkton Befriending"], said["Bridge Respite"]) == ([], [])
    file = b"".join(signed_in(olivia).get("/programme/?format=csv&state=pilot").streaming_content).decode()
    assert "£1.93" in file


def test_the_service_of_a_stopped_partnership_has_no_start(three, signed_in, olivia):
    assert [service_start_of(row) is None for row in three] == [False, False, True]
    text = signed_in(olivia).get("/programme/?state=stopped").content.decode()
    assert '<td class="govuk-table__cell" data-label="Service starts"><span class="psp-quiet">–</span>' in text


def test_the_picture_shows_every_partnership_however_many_pages_the_list_has(three, signed_in, olivia, monkeypatch):
    monkeypatch.setattr(ProgrammePage, "paginate_by", 2)
    page = signed_in(olivia).get("/programme/?sort=-name")
    rows = [row[0] for row in page.context["chart"].table.rows]
    assert rows == ["Kirkton Befriending", "Castle Reuse", "Bridge Respite"]
    monkeypatch.setattr("partnerships.programme.views.MOST_STRIPS", 2)
    page = signed_in(olivia).get("/programme/?sort=-name")
    assert [row[0] for row in page.context["chart"].table.rows] == ["Kirkton Befriending", "Castle Reuse"]
    assert "The picture shows the partnerships of this page." in page.content.decode()


def test_an_empty_programme_says_what_it_is_for(signed_in, otto):
    assert "No partnerships to show" in signed_in(otto).get("/programme/").content.decode()
