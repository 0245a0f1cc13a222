"""Keeping discount schedules and price indices."""

from datetime import date
from decimal import Decimal

import pytest

from evaluation.models import DiscountSchedule, PriceIndex
from evaluation.sroi.engine.discounting import GREEN_BOOK, GREEN_BOOK_HEALTH, Timing, flat_schedule
from evaluation.sroi.operations import (
    add_discount_schedule,
    add_price_index,
    edit_reference,
    load_discount_schedules,
)
from evaluation.sroi.queries import engine_deflators, engine_schedule
from partnerships.models import Activity
from psp.core.problems import Invalid, NotPermitted, StaleVersion
from tests.conftest import NOON

D = Decimal
BANDS = [(30, D("3.0")), (75, D("2.5")), (None, D("2.0"))]


def a_schedule(by, **more):
    fields = {"name": "Green Book", "edition": "2027", "in_force_from": date(2027, 4, 1), "source": "Treasury"}
    return add_discount_schedule(by=by, at=NOON, **fields | {"bands": BANDS} | more)


def an_index(by, **more):
    fields = {"name": "Deflators", "edition": "June 2026", "source": "Treasury"}
    return add_price_index(by=by, at=NOON, **fields | {"indices": {2026: D(100), 2024: D("95.5")}} | more)


def test_the_fixture_is_loaded_once_and_is_what_the_engine_holds(db):
    assert (load_discount_schedules(), load_discount_schedules()) == (3, 0)
    kept = {schedule.code: engine_schedule(schedule) for schedule in DiscountSchedule.objects.all()}
    assert kept["green-book-2022"] == GREEN_BOOK
    assert kept["green-book-health-2022"] == GREEN_BOOK_HEALTH
    assert kept["flat"].bands == flat_schedule(D("3.5")).bands


def test_loading_leaves_an_edited_row_alone(ada):
    load_discount_schedules()
    DiscountSchedule.objects.filter(code="flat").update(note="Ours")
    load_discount_schedules()
    assert DiscountSchedule.objects.get(code="flat").note == "Ours"


def test_an_administrator_adds_a_dated_schedule(ada):
    kept = engine_schedule(a_schedule(ada))
    assert (kept.name, kept.version, kept.in_force_from) == ("Green Book", "2027", date(2027, 4, 1))
    assert [(band.to_year, band.rate) for band in kept.bands] == BANDS
    assert kept.factor(1, Timing.END_OF_YEAR).quantize(D("0.0001")) == D("0.9709")
    assert Activity.objects.get().verb == "discount_schedule.added"


def test_others_add_no_schedule(olivia):
    with pytest.raises(NotPermitted):
        a_schedule(olivia)


@pytest.mark.parametrize("bands", [[], [(30, D(3)), (20, D(2))], [(None, D(3)), (20, D(2))], [(30, D(101))]])
def test_bands_that_make_no_schedule_are_refused(ada, bands):
    with pytest.raises(Invalid) as refused:
        a_schedule(ada, bands=bands)
    assert set(refused.value.errors) == {"bands"}
    assert DiscountSchedule.objects.count() == 0


def test_an_edition_is_there_once(ada):
    a_schedule(ada)
    with pytest.raises(Invalid) as refused:
        a_schedule(ada)
    assert set(refused.value.errors) == {"edition"}
    with pytest.raises(Invalid) as refused:
        a_schedule(ada, name="green book")
    assert set(refused.value.errors) == {"name"}


def test_whoever_prepares_a_study_brings_indices_and_an_administrator_checks_them(olivia, ada):
    brought = an_index(olivia)
    assert (brought.needs_checking, brought.years) == (True, [2024, 2026])
    assert [(row.year, row.index) for row in engine_deflators(brought)] == [(2024, D("95.5")), (2026, D(100))]
    assert an_index(ada, edition="July 2026").needs_checking is False
    assert engine_deflators(None) == ()


@pytest.mark.parametrize("indices", [{}, {1800: D(3)}, {2026: D(0)}])
def test_indices_outside_their_limits_are_refused(olivia, indices):
    with pytest.raises(Invalid) as refused:
        an_index(olivia, indices=indices)
    assert set(refused.value.errors) == {"indices"}
    assert PriceIndex.objects.count() == 0


def test_what_is_said_about_figures_changes_and_the_figures_do_not(ada, olivia):
    schedule = a_schedule(ada)
    changes = {"note": "Confirmed", "needs_checking": False, "is_offered": False, "bands": [], "name": "Other"}
    with pytest.raises(NotPermitted):
        edit_reference(reference=schedule, changes=changes, expected_version=1, by=olivia, at=NOON)
    edit_reference(reference=schedule, changes=changes, expected_version=1, by=ada, at=NOON)
    schedule.refresh_from_db()
    assert (schedule.note, schedule.is_offered, schedule.name) == ("Confirmed", False, "Green Book")
    assert len(schedule.bands) == 3
    with pytest.raises(StaleVersion):
        edit_reference(reference=schedule, changes=changes, expected_version=1, by=ada, at=NOON)
