"""The list of studies, starting and editing one, and handing it over."""

import csv
import io

import pytest
from django.urls import reverse

from evaluation.models import Study
from evaluation.studies.operations import submit_study
from tests.conftest import NOON
from tests.factories.partnerships import PersonRoleFactory
from tests.factories.studies import ScheduleFactory, StudyFactory

LIST = "/evaluations/"


def form(**more):
    return {
        "title": "Lunch club, looking back",
        "kind": "evaluative",
        "schedule": ScheduleFactory().pk,
        "timing": "end_of_year",
        "price_base_year": "2026",
    } | more


def rows(page):
    text = b"".join(page.streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def test_the_list_shows_the_ratio_and_leads_to_the_study(wheels, signed_in, olivia):
    html = signed_in(olivia).get(LIST).content.decode()
    assert "£1.93" in html
    assert "1.56 to 2.30" in html
    assert f'href="/evaluations/{wheels.pk}/"' in html


def test_a_person_sees_the_studies_of_their_partnerships_only(wheels, signed_in, otto):
    page = signed_in(otto).get(LIST)
    assert list(page.context["object_list"]) == []
    assert "No evaluations yet" in page.content.decode()


def test_the_list_is_searched_filtered_and_sorted(wheels, signed_in, olivia):
    other = StudyFactory(partnership=wheels.partnership, title="Walks", kind="evaluative", state="submitted")
    elsewhere = StudyFactory(title="Lunch elsewhere")
    client = signed_in(olivia)

    def found(**query):
        return list(client.get(LIST, query).context["object_list"])

    assert found(q="lunch") == [wheels]
    assert found(q="kirkton") == [wheels, other]
    assert found(state="submitted") == [other]
    assert found(kind="forecast") == [wheels]
    assert found(partnership=wheels.partnership.pk) == [wheels, other]
    assert found(partnership=elsewhere.partnership.pk) == [wheels, other]
    assert found(sort="ratio") == [wheels, other]
    assert found(sort="-ratio") == [wheels, other]
    assert found(sort="-title") == [other, wheels]
    assert found(sort="nonsense", page="99") == [wheels, other]


def test_the_spreadsheet_has_the_figures_of_what_is_filtered(wheels, signed_in, olivia):
    StudyFactory(partnership=wheels.partnership, title="Walks")
    (row,) = rows(signed_in(olivia).get(LIST, {"format": "csv", "q": "lunch"}))
    assert (row["Study"], row["Ratio"], row["Range, one figure varied"]) == (
        "Lunch club, forecast 2027",
        "1.9290",
        "1.56 to 2.30",
    )
    assert (row["Total present value"], row["Inputs"]) == ("81741.93", "42375.00")


def test_the_list_asks_the_same_number_of_queries_for_one_study_and_three(
    wheels, signed_in, olivia, django_assert_max_num_queries, django_assert_num_queries
):
    client = signed_in(olivia)
    client.get(LIST)
    with django_assert_max_num_queries(12) as one:
        client.get(LIST)
    for _ in range(2):
        study = StudyFactory()
        PersonRoleFactory(partnership=study.partnership, person=olivia, role="leader")
    with django_assert_num_queries(len(one)):
        client.get(LIST)


def test_a_study_is_started_and_leads_on_to_its_stakeholders(study, signed_in, edie):
    partnership = study.partnership
    url = reverse("start_study", args=[partnership.pk])
    assert signed_in(edie).get(url).context["form"].initial["price_base_year"] > 2025
    page = signed_in(edie).post(url, form())
    made = Study.objects.get(title="Lunch club, looking back")
    assert (page.url, made.kind) == (reverse("stakeholders", args=[made.pk]), "evaluative")


@pytest.mark.parametrize(("state", "kind"), [("design", "forecast"), ("evaluation", "evaluative")])
def test_the_form_offers_the_kind_the_partnership_is_ready_for(study, signed_in, edie, state, kind):
    type(study.partnership).objects.update(state=state)
    page = signed_in(edie).get(reverse("start_study", args=[study.partnership.pk]))
    assert page.context["form"].initial["kind"] == kind
    assert "The tender asks for an evaluative one." in page.content.decode()


def test_an_empty_form_says_what_to_fill_in(study, signed_in, edie):
    page = signed_in(edie).post(reverse("start_study", args=[study.partnership.pk]), {})
    assert page.status_code == 422
    assert set(page.context["form"].errors) == {"title", "kind", "schedule", "timing"}


def test_wrong_settings_are_said_at_their_field(study, signed_in, edie):
    sent = form(flat_rate="400", price_base_year="26", starts_on_day="2", starts_on_month="6", starts_on_year="2027")
    sent |= {"ends_on_day": "1", "ends_on_month": "6", "ends_on_year": "2027"}
    page = signed_in(edie).post(reverse("edit_study", args=[study.pk]), sent | {"version": 1})
    assert page.status_code == 422
    assert set(page.context["form"].errors) == {"flat_rate", "price_base_year", "ends_on"}


def test_a_rate_beside_a_schedule_is_refused_where_it_was_typed(study, signed_in, edie):
    page = signed_in(edie).post(reverse("edit_study", args=[study.pk]), form(flat_rate="4", version=1))
    assert page.context["form"].errors == {
        "flat_rate": ["Leave the rate empty: the schedule you chose has rates of its own"]
    }


def test_a_schedule_no_longer_offered_stays_with_the_study_that_uses_it(study, signed_in, edie):
    study.schedule.is_offered = False
    study.schedule.save()
    page = signed_in(edie).get(reverse("edit_study", args=[study.pk]))
    assert study.schedule in page.context["form"].fields["schedule"].queryset
    page = signed_in(edie).get(reverse("start_study", args=[study.partnership.pk]))
    assert study.schedule not in page.context["form"].fields["schedule"].queryset


def test_submitting_and_returning_are_confirmed_on_their_pages(small, signed_in, olivia, pat):
    submit, back = reverse("submit_study", args=[small.pk]), reverse("return_study", args=[small.pk])
    assert "Nobody can change the study" in signed_in(olivia).get(submit).content.decode()
    assert signed_in(olivia).post(submit).url == f"/evaluations/{small.pk}/"
    small.refresh_from_db()
    assert small.state == "submitted"
    assert signed_in(pat).post(back, {"note": ""}).status_code == 422
    assert signed_in(pat).post(back, {"note": "Add a source"}).status_code == 302
    small.refresh_from_db()
    assert small.state == "draft"


def test_the_pages_say_who_approves_and_who_is_missing(small, signed_in, olivia, pat):
    submit, client = reverse("submit_study", args=[small.pk]), signed_in(olivia)
    assert "Pat Lennox can approve it" in client.get(submit).content.decode()
    small.partnership.roles.filter(person=pat).delete()
    assert "Nobody can approve it" in client.get(submit).content.decode()
    sent = client.post(submit)
    assert (sent.status_code, "Nobody can approve it" in sent.content.decode()) == (422, True)
    page = client.get(small.get_absolute_url()).content.decode()
    assert ("Who is missing" in page, "Nobody can approve the evaluation" in page) == (True, True)


def test_who_may_open_which_form(small, signed_in, olivia, edie, pat, ada, otto):
    urls = {name: reverse(name, args=[small.pk]) for name in ("edit_study", "submit_study", "return_study")}
    urls["start_study"] = reverse("start_study", args=[small.partnership.pk])
    people = {"olivia": olivia, "edie": edie, "pat": pat, "ada": ada, "otto": otto}
    found = {
        name: {who: signed_in(person).get(url).status_code for who, person in people.items()}
        for name, url in urls.items()
    }
    assert found == {
        "edit_study": {"olivia": 200, "edie": 200, "pat": 403, "ada": 200, "otto": 404},
        "submit_study": {"olivia": 200, "edie": 403, "pat": 403, "ada": 200, "otto": 404},
        "return_study": {"olivia": 200, "edie": 403, "pat": 200, "ada": 403, "otto": 404},
        "start_study": {"olivia": 200, "edie": 200, "pat": 403, "ada": 200, "otto": 404},
    }


def test_a_submitted_study_cannot_be_edited_on_its_page(small, signed_in, olivia):
    submit_study(study=small, by=olivia, at=NOON)
    assert signed_in(olivia).get(reverse("edit_study", args=[small.pk])).status_code == 403


@pytest.mark.parametrize(
    "query", ["?state=x", "?kind=%00", "?partnership=abc", "?partnership=99999999999999999999", "?q=" + "x" * 3000]
)
def test_nonsense_in_the_address_of_the_list_is_borne(study, signed_in, olivia, query):
    assert signed_in(olivia).get(LIST + query).status_code == 200
