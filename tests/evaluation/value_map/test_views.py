"""Pages of the rows of a study."""

from decimal import Decimal

import pytest
from django.urls import reverse

from evaluation.studies.operations import submit_study
from tests.conftest import NOON
from tests.factories.studies import OutcomeFactory, OutputFactory, StakeholderFactory, StudyFactory

OUTCOME = {
    "description": "Fewer falls",
    "indicator": "Admissions avoided",
    "quantity": "1,250",
    "unit": "admissions",
    "quantity_source": "Case notes",
    "duration_years": "2",
    "starts": "period",
    "proxy": "£4,964",
    "proxy_source": "Unit costs",
    "deadweight": "0",
    "displacement": "0%",
    "attribution": "35",
    "drop_off": "12.5%",
    "attribution_reason": "Family helps",
    "materiality": "valued",
}


def test_an_outcome_is_added_with_everything_the_form_asks(small, signed_in, olivia):
    people = small.stakeholders.get()
    page = signed_in(olivia).post(reverse("add_outcome", args=[small.pk]), OUTCOME | {"stakeholder": people.pk})
    assert (page.status_code, page.url) == (302, reverse("value_map", args=[small.pk]))
    row = small.outcomes.get(indicator="Admissions avoided")
    assert (row.quantity, row.proxy, row.duration_years) == (Decimal(1250), Decimal(4964), 2)
    assert (row.attribution, row.drop_off, row.attribution_reason) == (35, Decimal("12.5"), "Family helps")


def test_what_cannot_be_read_is_said_at_its_field_and_nothing_typed_is_lost(small, signed_in, olivia):
    sent = OUTCOME | {"stakeholder": small.stakeholders.get().pk, "deadweight": "lots", "duration_years": "1.5"}
    page = signed_in(olivia).post(reverse("add_outcome", args=[small.pk]), sent)
    assert page.status_code == 422
    assert page.context["form"].errors == {
        "deadweight": ["Enter a percentage between 0 and 100, like 35"],
        "duration_years": ["Enter a whole number of years between 1 and 100"],
    }
    html = page.content.decode()
    assert 'value="lots"' in html
    assert 'value="£4,964"' in html
    assert small.outcomes.count() == 1


def test_a_form_sent_twice_adds_one_row(small, signed_in, olivia):
    client, sent = signed_in(olivia), {"name": "Neighbours", "decision": "", "once": "abc"}
    for _ in range(2):
        client.post(reverse("add_stakeholder", args=[small.pk]), sent)
    assert small.stakeholders.filter(name="Neighbours").count() == 1


def test_somebody_left_out_needs_a_reason(small, signed_in, olivia):
    page = signed_in(olivia).post(
        reverse("add_stakeholder", args=[small.pk]), {"name": "Others", "decision": "excluded"}
    )
    assert page.context["form"].errors == {"reason": ["Enter why they are left out"]}


@pytest.mark.parametrize("kind", ["input", "output", "outcome"])
def test_the_first_row_of_anybody_begins_with_a_stakeholder(study, signed_in, olivia, kind):
    page = signed_in(olivia).get(reverse(f"add_{kind}", args=[study.pk]))
    here = reverse(f"add_{kind}", args=[study.pk])
    assert page.url == f"{reverse('add_stakeholder', args=[study.pk])}?next={here}"
    added = signed_in(olivia).post(page.url, {"name": "Older people", "decision": "included", "next": here})
    assert added.url == here


@pytest.mark.parametrize("kind", ["stakeholder", "input", "output", "outcome"])
def test_every_kind_of_row_is_edited_moved_and_removed_on_its_pages(small, signed_in, olivia, kind):
    people = StakeholderFactory(study=small, name="Neighbours")
    if kind == "stakeholder":
        row, sent = people, {"name": "Next door", "decision": "included"}
    elif kind == "input":
        row, sent = small.inputs.get(), {"description": "Loan", "value": "£2,000", "year": "1"}
    elif kind == "output":
        row, sent = OutputFactory(study=small, stakeholder=people), {"description": "Visits", "quantity": "30"}
    else:
        row, sent = small.outcomes.get(), OUTCOME
    client, sent = signed_in(olivia), sent | {"stakeholder": people.pk, "version": row.version}
    edit = reverse(f"edit_{kind}", args=[small.pk, row.pk])
    assert client.get(edit).status_code == 200
    assert client.post(edit, sent).status_code == 302
    assert type(row).objects.get(pk=row.pk).version == 2
    assert client.get(reverse(f"move_{kind}", args=[small.pk, row.pk])).status_code == 200
    assert client.post(reverse(f"move_{kind}", args=[small.pk, row.pk]), {"direction": "up"}).status_code == 302
    remove = reverse(f"remove_{kind}", args=[small.pk, row.pk])
    assert client.get(remove).status_code == 200
    page = client.post(remove)
    is_needed = kind == "stakeholder" and people.outcomes.exists()
    assert (page.status_code, type(row).objects.filter(pk=row.pk).exists()) == (
        (422, True) if is_needed else (302, False)
    )


def test_two_people_on_one_outcome_see_both_versions(small, signed_in, olivia):
    row = small.outcomes.get()
    small.outcomes.update(quantity=9, version=2)
    sent = OUTCOME | {"stakeholder": row.stakeholder_id, "version": 1}
    page = signed_in(olivia).post(reverse("edit_outcome", args=[small.pk, row.pk]), sent)
    assert page.status_code == 422
    assert ("Quantity", "1,250", "9") in page.context["conflict"]["rows"]
    assert small.outcomes.get().quantity == 9


def test_an_outcome_page_shows_every_figure_with_its_source(small, signed_in, bo):
    row = small.outcomes.get()
    html = signed_in(bo).get(reverse("outcome", args=[small.pk, row.pk])).content.decode()
    for words in ("10 admissions", "Case notes", "£200", "Unit costs", "Change this outcome"):
        assert words in html


def test_a_row_is_found_in_its_own_study_only(small, signed_in, olivia):
    other = StudyFactory(partnership=small.partnership)
    for name in ("outcome", "edit_outcome", "move_outcome", "remove_outcome"):
        page = signed_in(olivia).get(reverse(name, args=[other.pk, small.outcomes.get().pk]))
        assert page.status_code == 404


PAGES = ["stakeholders", "add_stakeholder", "add_input", "add_output", "add_outcome"]


@pytest.mark.parametrize("name", PAGES)
def test_who_sees_and_who_changes(small, signed_in, olivia, edie, bo, pat, ada, otto, name):
    url = reverse(name, args=[small.pk])
    changes = name != "stakeholders"
    expected = {olivia: 200, edie: 200, bo: 200, ada: 200, pat: 403 if changes else 200, otto: 404}
    assert {person: signed_in(person).get(url).status_code for person in expected} == expected


@pytest.mark.parametrize("name", [name for name in PAGES if name != "stakeholders"])
def test_once_submitted_the_forms_are_closed_with_the_reason(small, signed_in, olivia, name):
    submit_study(study=small, by=olivia, at=NOON)
    page = signed_in(olivia).get(reverse(name, args=[small.pk]))
    assert page.status_code == 403
    assert "no longer a draft (waiting for approval)" in page.content.decode()


def test_a_huge_input_is_refused_in_words(small, signed_in, olivia):
    sent = {"stakeholder": small.stakeholders.get().pk, "description": "x" * 5000, "value": "9" * 400, "year": "9" * 90}
    page = signed_in(olivia).post(reverse("add_input", args=[small.pk]), sent)
    assert page.status_code == 422
    assert set(page.context["form"].errors) == {"description", "value", "year"}


def test_the_stakeholders_page_asks_the_same_number_of_queries_for_one_row_and_many(
    small, signed_in, olivia, django_assert_max_num_queries, django_assert_num_queries
):
    url, client = reverse("stakeholders", args=[small.pk]), signed_in(olivia)
    client.get(url)
    with django_assert_max_num_queries(12) as one:
        client.get(url)
    for _ in range(3):
        people = StakeholderFactory(study=small)
        OutcomeFactory(stakeholder=people)
        OutputFactory(stakeholder=people)
    with django_assert_num_queries(len(one)):
        client.get(url)
