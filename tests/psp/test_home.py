import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from evaluation.models import Simulation
from partnerships.activity.operations import record
from partnerships.activity.queries import done_anywhere
from psp.core import figures
from psp.core.figures import Figure
from psp.core.release import version
from psp.home import done_for, to_do
from tests.conftest import NOON, TODAY
from tests.factories.organisations import OrganisationFactory
from tests.factories.partnerships import PartnershipFactory, PersonRoleFactory
from tests.factories.reports import ReportFactory
from tests.factories.studies import StudyFactory
from tests.factories.tenders import PublishedTenderFactory, an_award
from tests.factories.timeline import a_plan


def test_home_greets_by_first_name_and_lists_the_partnerships_one_sees(signed_in, olivia, partnership):
    PartnershipFactory(name="Somebody else’s")
    page = signed_in(olivia).get(reverse("home"))
    assert "Olivia" in str(page.context["title"])
    assert [p.name for p in page.context["view"].partnerships()] == ["Kirkton Befriending"]


def test_somebody_without_partnerships_is_told_how_to_begin(signed_in, otto):
    page = signed_in(otto).get(reverse("home"))
    assert page.context["view"].partnerships() == []
    assert "No partnerships yet" in page.content.decode()


def test_administrators_see_what_needs_watching(signed_in, ada, pat, partnership, olivia, edie):
    watches = {str(watch.label): watch.value for watch in signed_in(ada).get(reverse("home")).context["watches"]}
    assert watches["Accounts without the second factor they need"] == 3


def test_administrators_see_what_the_machine_could_not_make(signed_in, ada):
    Simulation.objects.create(study=StudyFactory(), state="failed", next_attempt_at=NOON)
    ReportFactory(state="failed")
    page = signed_in(ada).get(reverse("home"))
    failed = {str(watch.label): watch for watch in page.context["watches"] if watch.is_bad and "failed" in watch.label}
    assert {label: watch.value for label, watch in failed.items()} == {
        "Reports that failed": 1,
        "Simulations that failed": 1,
    }
    for watch in failed.values():
        assert signed_in(ada).get(watch.url).context["cl"].result_count == 1


def test_home_asks_no_more_for_three_partnerships_than_for_one(signed_in, ada):
    def queries():
        signed_in(ada).get(reverse("home"))
        cache.clear()
        with CaptureQueriesContext(connection) as found:
            signed_in(ada).get(reverse("home"))
        return len(found)

    PartnershipFactory()
    one = queries()
    PartnershipFactory.create_batch(2)
    assert queries() == one


def test_home_asks_no_more_for_three_tenders_in_standstill_than_for_one(signed_in, otto, pat):
    def queries():
        client = signed_in(otto)
        client.get(reverse("home"))
        cache.clear()
        with CaptureQueriesContext(connection) as found:
            page = client.get(reverse("home"))
        return len(page.context["tenders"]), len(found)

    def award_one():
        partnership = PartnershipFactory(state="tender")
        PersonRoleFactory(partnership=partnership, person=otto, role="observer")
        an_award(PublishedTenderFactory(partnership=partnership, state="standstill"), pat)

    award_one()
    shown, one = queries()
    assert shown == 1
    award_one()
    award_one()
    assert queries() == (3, one)


def test_the_search_box_says_little_and_its_label_all(signed_in, olivia):
    page = signed_in(olivia).get(reverse("home")).content.decode()
    assert ('placeholder="Search"' in page, ">Search everything you can see</label>" in page) == (True, True)


def test_the_help_pages_are_open_to_everyone(client, db):
    from psp.views import HELP_PAGES

    answers = {slug: client.get(reverse("help_page", args=[slug])).status_code for slug in HELP_PAGES}
    assert set(answers.values()) == {200}
    assert client.get(reverse("help_page", args=["no-such-page"])).status_code == 404


def test_home_lists_nothing_of_a_partnership_one_may_not_see_any_more(partnership, bo):
    a_plan(partnership)
    partnership.milestones.filter(key="mou_signed").update(owner=bo)
    assert [item.title for item in to_do(bo, today=TODAY, done=done_anywhere()).items] == [
        "Memorandum of understanding agreed by all partners"
    ]
    cache.clear()
    partnership.roles.filter(person=bo).delete()
    partnership.members.filter(organisation__memberships__person=bo).delete()
    assert to_do(bo, today=TODAY, done=done_anywhere()).items == []


@pytest.mark.parametrize("address", ["/", "/partnerships/"])
def test_what_is_kept_for_one_person_is_not_shown_to_another(signed_in, olivia, otto, partnership, address):
    OrganisationFactory(name="Kirkton Larder")
    shown = [
        "Kirkton Befriending" in signed_in(person).get(address).content.decode()
        for person in (olivia, otto, olivia, otto)
    ]
    assert shown == [True, False, True, False]


def test_the_figures_of_an_overview_are_those_the_person_may_see(signed_in, olivia, pat, partnership, monkeypatch):
    monkeypatch.setattr(figures, "_sources", [lambda _partnership, user: [Figure("For", user.name)]])
    address = partnership.get_absolute_url()
    shown = [signed_in(person).get(address).context["figures"][0].value for person in (olivia, pat, olivia)]
    assert shown == ["Olivia Reid", "Pat Lennox", "Olivia Reid"]


def test_what_is_done_elsewhere_leaves_the_homes_of_others_as_they_are_kept(client, partnership, olivia, pat):
    elsewhere = PartnershipFactory(name="Somebody else’s")
    client.force_login(olivia)

    def queries():
        with CaptureQueriesContext(connection) as found:
            assert client.get(reverse("home")).status_code == 200
        return len(found)

    cold = queries()
    warm = queries()
    record(verb="partnership.edited", target=elsewhere, partnership=elsewhere, by=pat, at=NOON)
    assert queries() == warm < cold
    record(verb="partnership.edited", target=partnership, partnership=partnership, by=pat, at=NOON)
    assert queries() > warm


def test_what_is_shared_and_what_one_joins_empties_a_home(partnership, olivia, pat, otto):
    before = done_for(otto), done_for(olivia)
    record(verb="organisation.edited", target=pat, by=pat, at=NOON)
    shared = done_for(otto), done_for(olivia)
    assert [one != two for one, two in zip(before, shared, strict=True)] == [True, True]
    PersonRoleFactory(partnership=partnership, person=otto, role="observer")
    assert done_for(otto) != shared[0]


def test_an_administrators_list_changes_only_with_what_they_take_part_in(partnership, ada, pat):
    elsewhere = PartnershipFactory(name="Somebody else’s")
    PersonRoleFactory(partnership=partnership, person=ada, role="observer")
    before = done_for(ada)
    record(verb="partnership.edited", target=elsewhere, partnership=elsewhere, by=pat, at=NOON)
    elsewhere_done = done_for(ada)
    record(verb="partnership.edited", target=partnership, partnership=partnership, by=pat, at=NOON)
    assert before == elsewhere_done != done_for(ada)


def test_the_foot_of_a_page_names_the_product_version_to_administrators_alone(signed_in, olivia, ada, charity):
    def foot(person, address):
        page = signed_in(person).get(address).content.decode()
        return page[page.index("<footer") :]

    form = reverse("edit_organisation", args=[charity.pk])
    assert [f"Version {version()}" in foot(ada, address) for address in ("/", form)] == [True, True]
    assert ["Version" in foot(olivia, address) for address in ("/", form)] == [False, False]
