"""The summary, the working and the partnership's section as people see them."""

import csv
import io

import pytest
from django.urls import reverse

from evaluation.models import Simulation, Study
from evaluation.runs.queries import engine_study_of
from evaluation.simulation.operations import run_simulation
from evaluation.value_map.operations import refresh_figures
from tests.conftest import NOON
from tests.factories.studies import DecisionFactory, OutcomeFactory, StakeholderFactory, StudyFactory


def page_of(client, name, *args):
    return client.get(reverse(name, args=args)).content.decode()


def test_the_summary_opens_with_the_ratio_and_what_belongs_beside_it(wheels, signed_in, bo):
    html = page_of(signed_in(bo), "study", wheels.pk)
    for words in ("£1.93", "for each £1", "1.56 to 2.30", "£39,367", "£81,741.93", "£42,375.00"):
        assert words in html
    assert "Before it can be approved, 1 of 7 things is missing" in html
    assert "96.5% of the value comes from" in html
    assert "The range is being worked out" in html


def test_once_simulated_the_histogram_is_there(wheels, signed_in, bo):
    run_simulation(simulation_id=wheels.simulation.pk, study_of=engine_study_of, at=NOON)
    assert "All of 2,000 simulations reach £1" in page_of(signed_in(bo), "study", wheels.pk)
    alone = page_of(signed_in(bo), "study_range", wheels.pk)
    assert "All of 2,000 simulations reach £1" in alone
    assert "hx-get" not in alone
    assert "<html" not in alone


def test_until_then_its_place_asks_again_by_itself(wheels, signed_in, bo):
    assert f'hx-get="{reverse("study_range", args=[wheels.pk])}"' in page_of(signed_in(bo), "study_range", wheels.pk)


def test_a_range_that_was_given_up_says_why_and_what_to_do(wheels, signed_in, bo):
    words = "The worker stopped each time it began. Tell an administrator, then change a figure to try again"
    Simulation.objects.filter(study=wheels).update(state="failed", error=words)
    for name in ("study", "value_map", "study_range"):
        html = page_of(signed_in(bo), name, wheels.pk)
        assert f"<strong>The range could not be worked out</strong>. {words}." in html
        assert ("There is a range once" in html, "is being worked out" in html) == (False, False)


def test_an_empty_study_says_what_to_do_first(study, signed_in, olivia):
    html = page_of(signed_in(olivia), "study", study.pk)
    assert "Nothing to add up yet" in html
    assert reverse("stakeholders", args=[study.pk]) in html
    assert "No working yet" in page_of(signed_in(olivia), "working", study.pk)


def test_a_row_that_does_not_count_yet_is_named(small, signed_in, olivia):
    OutcomeFactory(stakeholder=small.stakeholders.get(), description="Better sleep", proxy=None)
    assert "One outcome does not count yet" in page_of(signed_in(olivia), "study", small.pk)


def test_what_keeps_the_ratio_from_being_worked_out_is_said(small, signed_in, olivia):
    small.outcomes.update(price_year=1999)
    html = page_of(signed_in(olivia), "study", small.pk)
    assert "The ratio cannot be worked out yet" in html
    assert "is in prices of 1999" in html


@pytest.mark.parametrize(
    ("who", "buttons"), [("olivia", ["Submit for approval"]), ("edie", []), ("pat", []), ("bo", [])]
)
def test_each_person_has_the_buttons_of_what_they_may_do(small, signed_in, request, who, buttons):
    html = page_of(signed_in(request.getfixturevalue(who)), "study", small.pk)
    every = ("Submit for approval", "Approve and freeze", "Return to draft", "Withdraw the approval")
    assert [words for words in every if f">{words}</a>" in html] == buttons


def test_the_working_is_there_to_the_penny_and_as_a_spreadsheet(wheels, signed_in, bo):
    html = page_of(signed_in(bo), "working", wheels.pk)
    for words in ("£81,741.93", "£82,508.57", "£79,718.43", "0.9662", "−£1,306.25"):
        assert words in html
    page = signed_in(bo).get(reverse("working", args=[wheels.pk]), {"format": "csv"})
    rows = list(csv.DictReader(io.StringIO(b"".join(page.streaming_content).decode("utf-8-sig"))))
    assert (len(rows), rows[0]["Discount factor"], rows[0]["Value in pounds"]) == (15, "0.966184", "625.10")


def test_the_section_of_a_partnership_starts_the_first_study(partnership, signed_in, olivia, pat):
    html = page_of(signed_in(olivia), "partnership_evaluation", partnership.pk)
    assert reverse("start_study", args=[partnership.pk]) in html
    assert reverse("start_study", args=[partnership.pk]) not in page_of(
        signed_in(pat), "partnership_evaluation", partnership.pk
    )


def test_the_section_shows_the_known_ratio_and_what_the_tender_asks(wheels, signed_in, olivia):
    partnership = wheels.partnership
    html = page_of(signed_in(olivia), "partnership_evaluation", partnership.pk)
    assert "Each £1 put in brings £1.93" in html
    assert html.count(">Missing<") == 2
    DecisionFactory(study=wheels, change="Ask for two visits")
    Study.objects.update(state="approved")
    html = page_of(signed_in(olivia), "partnership_evaluation", partnership.pk)
    assert (html.count(">Missing<"), html.count(">Met<")) == (0, 2)
    assert "Ask for two visits" in html


@pytest.mark.parametrize("name", ["study", "working", "value_map", "study_range"])
def test_those_who_see_the_partnership_read_the_study(small, signed_in, olivia, edie, pat, bo, ada, otto, name):
    url = reverse(name, args=[small.pk])
    found = {person: signed_in(person).get(url).status_code for person in (olivia, edie, pat, bo, ada, otto)}
    assert found == {olivia: 200, edie: 200, pat: 200, bo: 200, ada: 200, otto: 404}


def test_a_page_full_of_gaps_asks_no_more_queries(small, signed_in, olivia, django_assert_max_num_queries):
    people = small.stakeholders.get()
    for changes in ({"proxy": None}, {"proxy_source": ""}, {"materiality": "held"}):
        OutcomeFactory(stakeholder=people, **changes)
    StakeholderFactory(study=small, decision="")
    url, client = reverse("study", args=[small.pk]), signed_in(olivia)
    assert "5 of 7 things are missing" in client.get(url).content.decode()
    with django_assert_max_num_queries(12):
        client.get(url)


@pytest.mark.parametrize("name", ["study", "working", "value_map"])
def test_a_page_asks_the_same_number_of_queries_for_one_row_and_many(
    small, signed_in, olivia, django_assert_max_num_queries, django_assert_num_queries, name
):
    refresh_figures(small, at=NOON)
    url, client = reverse(name, args=[small.pk]), signed_in(olivia)
    client.get(url)
    with django_assert_max_num_queries(12) as one:
        client.get(url)
    OutcomeFactory.create_batch(3, stakeholder=small.stakeholders.get())
    refresh_figures(small, at=NOON)
    with django_assert_num_queries(len(one)):
        client.get(url)


def test_the_section_asks_the_same_number_of_queries_for_one_study_and_three(
    small, signed_in, olivia, django_assert_num_queries, django_assert_max_num_queries
):
    url, client = reverse("partnership_evaluation", args=[small.partnership.pk]), signed_in(olivia)
    client.get(url)
    with django_assert_max_num_queries(12) as one:
        client.get(url)
    StudyFactory.create_batch(2, partnership=small.partnership)
    with django_assert_num_queries(len(one)):
        client.get(url)
