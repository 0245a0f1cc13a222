from datetime import date
from decimal import Decimal

import pytest

from partnerships.models import Activity
from procurement.models import Tender, Threshold, TimeLimit
from procurement.tenders.engine.figures import START
from procurement.thresholds.operations import (
    add_threshold,
    consider_thresholds,
    edit_threshold,
    edit_time_limit,
    load_thresholds,
    load_time_limits,
)
from procurement.thresholds.queries import figures_in_force, thresholds_of
from psp.core.problems import Invalid, NotPermitted, WrongState
from tests.conftest import NOON

NEW = {
    "name": "Council goods and services",
    "amount": Decimal("207720.00"),
    "includes_vat": True,
    "valid_from": date(2026, 1, 1),
    "valid_until": None,
    "source": "Scottish Procurement Policy Note",
    "trust": "law",
    "note": "The full regulations apply.",
}


def test_loading_adds_what_is_missing_and_leaves_edited_rows_alone(figures):
    Threshold.objects.filter(code="regulated-contract-2016").update(amount=Decimal("60000.00"))
    TimeLimit.objects.filter(code="debrief").delete()
    assert (load_thresholds(), load_time_limits()) == (0, 1)
    assert Threshold.objects.get(code="regulated-contract-2016").amount == Decimal("60000.00")


def test_the_delivered_time_limits_are_the_engines_own_figures(figures):
    assert figures_in_force() == START


def test_an_edited_time_limit_counts_from_then_on(figures, ada):
    limit = TimeLimit.objects.get(code="open_procedure_electronic")
    edit_time_limit(time_limit=limit, changes={"figure": 25, "trust": "law"}, expected_version=1, by=ada, at=NOON)
    rule = figures_in_force().open_procedure_electronic
    assert (rule.figure, rule.trust) == (25, "law")
    assert Activity.objects.get().verb == "time_limit.edited"


def test_a_newer_threshold_takes_over_from_its_day(figures, tender, ada):
    add_threshold(by=ada, at=NOON, **NEW)

    def goods(day):
        return next(row for row in thresholds_of(tender, on=day) if row.threshold.name == NEW["name"])

    assert goods(date(2025, 12, 31)).threshold.amount == Decimal("214904.00")
    assert (goods(date(2026, 1, 1)).threshold.amount, goods(date(2026, 1, 1)).needs_checking) == (
        Decimal("207720.00"),
        False,
    )


def test_a_value_is_held_against_each_threshold_on_its_vat_basis(figures, tender):
    rows = {row.threshold.name: row for row in thresholds_of(tender, on=date(2026, 3, 2))}
    assert {name: (row.compared, row.applies, row.is_current) for name, row in rows.items()} == {
        "Regulated contract": (Decimal("240000.00"), True, True),
        "Council goods and services": (Decimal("288000.00"), True, False),
        "Light touch: social and other specific services": (Decimal("288000.00"), False, False),
        "Community benefits must be considered": (Decimal("240000.00"), False, True),
    }
    assert {row.needs_checking for row in rows.values()} == {True}


def test_a_tender_without_a_value_is_held_against_nothing(figures, tender):
    tender.estimated_value = None
    assert thresholds_of(tender, on=date(2026, 3, 2)) == []


def test_two_thresholds_of_a_name_do_not_begin_on_one_day(figures, ada):
    add_threshold(by=ada, at=NOON, **NEW)
    with pytest.raises(Invalid):
        add_threshold(by=ada, at=NOON, **NEW)
    older = Threshold.objects.get(code="goods-and-services-2024")
    with pytest.raises(Invalid):
        edit_threshold(threshold=older, changes={"valid_from": date(2026, 1, 1)}, expected_version=1, by=ada, at=NOON)


@pytest.mark.parametrize("who", ["pat", "olivia", "otto"])
def test_only_administrators_keep_the_figures(who, figures, request):
    person = request.getfixturevalue(who)
    with pytest.raises(NotPermitted):
        add_threshold(by=person, at=NOON, **NEW)
    with pytest.raises(NotPermitted):
        edit_time_limit(
            time_limit=TimeLimit.objects.first(), changes={"figure": 1}, expected_version=1, by=person, at=NOON
        )


def consider(tender, by, note="A regulated contract"):
    return consider_thresholds(tender=tender, note=note, expected_version=tender.version, by=by, at=NOON)


def test_what_follows_from_the_value_is_recorded_for_that_value(tender, pat):
    consider(tender, pat)
    tender = Tender.objects.get()
    assert (tender.thresholds_note, tender.considered_value) == ("A regulated contract", tender.estimated_value)


def test_nothing_follows_from_no_value_no_words_or_a_published_tender(tender, pat):
    with pytest.raises(Invalid):
        consider(tender, pat, note=" ")
    tender.estimated_value = None
    with pytest.raises(Invalid):
        consider(tender, pat)
    tender.state = "published"
    with pytest.raises(WrongState):
        consider(tender, pat)
