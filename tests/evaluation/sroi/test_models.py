"""Figures of rates and indices cannot become what no study could be computed with."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from evaluation.models import DiscountSchedule, PriceIndex
from evaluation.sroi.operations import load_discount_schedules
from tests.factories.studies import StudyFactory

FLAT = [{"to_year": None, "rate": "3.0"}]


@pytest.mark.parametrize(
    "bands",
    [[], None, "x", [{}], [{"to_year": 30}], [{"to_year": 30, "rate": "many"}], [{"to_year": 30, "rate": "NaN"}], [1]],
)
def test_bands_that_make_no_schedule_are_never_saved(db, bands):
    with pytest.raises(ValidationError, match="Enter the bands in order"):
        DiscountSchedule(code="x", name="x", edition="1", source="x", bands=bands).save()
    assert DiscountSchedule.objects.count() == 0


@pytest.mark.parametrize("indices", [{}, None, [1], {"x": "1"}, {"2026": "0"}, {"2026": None}, {"26": "1"}])
def test_indices_that_are_none_are_never_saved(db, indices):
    with pytest.raises(ValidationError, match="Enter years from 1900 to 2200"):
        PriceIndex(code="x", name="x", edition="1", source="x", indices=indices).save()
    assert PriceIndex.objects.count() == 0


def test_figures_change_until_a_study_rests_on_them(db):
    load_discount_schedules()
    schedule = DiscountSchedule.objects.get(code="green-book-2022")
    schedule.bands = FLAT
    schedule.save()
    StudyFactory(schedule=schedule)
    schedule.note = "Confirmed"
    schedule.save()
    schedule.bands = [{"to_year": None, "rate": "9"}]
    with pytest.raises(ValidationError, match="Studies rest on these figures"):
        schedule.save()
    assert DiscountSchedule.objects.get(code="green-book-2022").in_engine().first_rate == Decimal("3.0")


def test_the_administration_pages_refuse_them_in_words(study, signed_in, ada):
    url = reverse("admin:evaluation_discountschedule_change", args=[study.schedule.pk])
    sent = {"name": "x", "edition": "1", "source": "x", "is_offered": "on", "in_force_from": "2022-11-18"}
    for bands, words in (
        ('[{"to_year": 30, "rate": "x"}]', "Enter the bands in order"),
        ('[{"to_year": null, "rate": "9"}]', "Studies rest on these"),
    ):
        assert words in signed_in(ada).post(url, sent | {"bands": bands}).content.decode()
    study.schedule.refresh_from_db()
    assert len(study.schedule.bands) == 3
