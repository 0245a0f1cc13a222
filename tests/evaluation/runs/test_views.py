"""Pages that approve a study and withdraw the approval."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from evaluation.models import Run, Study
from evaluation.studies.operations import submit_study
from evaluation.value_map.operations import refresh_figures
from psp.core.dates import in_words
from tests.conftest import NOON


@pytest.fixture
def submitted(small, olivia):
    refresh_figures(small, at=NOON)
    return submit_study(study=small, by=olivia, at=NOON)


def test_a_purchaser_approves_on_the_page_and_everyone_reads_the_frozen_figures(submitted, signed_in, pat, bo):
    url = reverse("approve_study", args=[submitted.pk])
    assert "Nobody can change them" in signed_in(pat).get(url).content.decode()
    assert signed_in(pat).post(url).url == f"/evaluations/{submitted.pk}/"
    html = signed_in(bo).get(f"/evaluations/{submitted.pk}/").content.decode()
    assert "Frozen when Pat Lennox approved it" in html
    assert "£1.93" in html
    grid = signed_in(bo).get(reverse("value_map", args=[submitted.pk])).content.decode()
    assert "<input" not in grid.partition("psp-map__table")[2]


@pytest.mark.parametrize(
    ("kind", "days_ahead", "warns"), [("evaluative", 1, True), ("evaluative", 0, False), ("forecast", 1, False)]
)
def test_whoever_approves_what_happened_is_told_that_its_activity_is_not_over(
    submitted, signed_in, pat, kind, days_ahead, warns
):
    ends_on = timezone.localdate() + timedelta(days=days_ahead)
    Study.objects.update(kind=kind, starts_on=ends_on - timedelta(days=300), ends_on=ends_on)
    page = signed_in(pat).get(reverse("approve_study", args=[submitted.pk])).content.decode()
    assert (f"lasts until {in_words(ends_on)}" in page) is warns


def test_a_gate_that_is_not_met_lists_what_is_missing(submitted, signed_in, pat):
    submitted.outcomes.update(proxy_source="")
    page = signed_in(pat).post(reverse("approve_study", args=[submitted.pk]))
    assert page.status_code == 409
    assert "Say where the quantity and the proxy of “Fewer falls” come from" in page.content.decode()
    assert Run.objects.count() == 0


def test_withdrawing_leads_to_the_new_edition(submitted, signed_in, pat):
    signed_in(pat).post(reverse("approve_study", args=[submitted.pk]))
    url = reverse("withdraw_approval", args=[submitted.pk])
    assert signed_in(pat).post(url, {"note": ""}).status_code == 422
    page = signed_in(pat).post(url, {"note": "The quantity was wrong"})
    draft = Study.objects.get(edition=2)
    assert page.url == f"/evaluations/{draft.pk}/"
    old = signed_in(pat).get(f"/evaluations/{submitted.pk}/").content.decode()
    assert f'href="/evaluations/{draft.pk}/">Lunch club, forecast 2027, edition 2</a>' in old


def test_who_may_open_which_page(submitted, signed_in, olivia, edie, pat, ada, otto):
    people = {"olivia": olivia, "edie": edie, "pat": pat, "ada": ada, "otto": otto}
    for name in ("approve_study", "withdraw_approval"):
        url = reverse(name, args=[submitted.pk])
        found = {who: signed_in(person).get(url).status_code for who, person in people.items()}
        assert found == {"olivia": 403, "edie": 403, "pat": 200, "ada": 403, "otto": 404}


def test_every_way_to_change_a_frozen_study_is_closed(submitted, signed_in, pat, olivia):
    signed_in(pat).post(reverse("approve_study", args=[submitted.pk]))
    row, client = submitted.outcomes.get(), signed_in(olivia)
    one = [submitted.pk]
    urls = [
        reverse("edit_study", args=one),
        reverse("add_outcome", args=one),
        reverse("import_value_map", args=one),
        reverse("save_value_map", args=one),
        reverse("save_value_map_row", args=[submitted.pk, row.pk]),
        reverse("edit_outcome", args=[submitted.pk, row.pk]),
        reverse("move_outcome", args=[submitted.pk, row.pk]),
        reverse("remove_outcome", args=[submitted.pk, row.pk]),
    ]
    assert {url: client.post(url, {f"{row.pk}-quantity": "99"}).status_code for url in urls} == dict.fromkeys(urls, 403)
    assert submitted.outcomes.get().quantity == 10
