from datetime import date
from decimal import Decimal
from importlib import import_module

import pytest
from django.apps import apps

from partnerships.models import Activity
from procurement.models import Tender, Threshold, TimeLimit
from procurement.publication.operations import publish_tender
from procurement.tenders.engine.figures import START
from procurement.thresholds.operations import (
    add_threshold,
    consider_thresholds,
    edit_threshold,
    edit_time_limit,
    load_thresholds,
    load_time_limits,
)
from procurement.thresholds.queries import figures_in_force, regime_of, thresholds_of
from psp.core.problems import GateNotMet, Invalid, NotPermitted, WrongState
from tests.conftest import NOON
from tests.factories.tenders import PUBLISHED_AT

NEW = {
    "name": "Council goods and services",
    "duty": "goods_services",
    "amount": Decimal("210000.00"),
    "includes_vat": True,
    "valid_from": date(2028, 1, 1),
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

    for day, amount in (
        (date(2025, 12, 31), "214904.00"),
        (date(2026, 1, 1), "207720.00"),
        (date(2027, 12, 31), "207720.00"),
        (date(2028, 1, 1), "210000.00"),
    ):
        assert (goods(day).threshold.amount, goods(day).needs_checking) == (Decimal(amount), False)


def test_a_value_is_held_against_each_threshold_on_its_vat_basis(figures, tender):
    rows = {row.threshold.name: row for row in thresholds_of(tender, on=date(2026, 3, 2))}
    assert {name: (row.compared, row.applies, row.is_current) for name, row in rows.items()} == {
        "Regulated contract": (Decimal("240000.00"), True, True),
        "Council goods and services": (Decimal("288000.00"), True, True),
        "Light touch: social and other specific services": (Decimal("288000.00"), False, True),
        "Community benefits must be considered": (Decimal("240000.00"), False, True),
    }
    assert {name for name, row in rows.items() if row.needs_checking} == {
        "Regulated contract",
        "Community benefits must be considered",
    }


def test_a_figure_an_administrator_entered_by_hand_is_not_added_again(db, ada):
    Threshold.objects.create(code="by-hand", **NEW | {"amount": Decimal(1), "valid_from": date(2026, 1, 1)})
    assert load_thresholds() == 5
    assert Threshold.objects.get(name=NEW["name"], valid_from=date(2026, 1, 1)).amount == 1
    assert load_thresholds() == 0


def test_rows_of_before_learn_their_duty_and_only_unedited_ones_are_settled(db):
    question = "Care. The figure from 2026 on is not confirmed."
    old = {"amount": 1, "includes_vat": True, "valid_from": date(2022, 1, 1), "trust": "law, unconfirmed"}
    for code, name, version in (
        ("light-touch-2022", "Light touch, as we call it", 1),
        ("ours", "Council goods and services", 2),
        ("another", "Small lots", 1),
    ):
        Threshold.objects.create(code=code, name=name, version=version, note=question, source="Law", **old)
    migration = import_module("procurement.migrations.0008_thresholds_by_duty")
    for _ in range(2):
        migration.name_duties(apps, None)
    assert list(Threshold.objects.order_by("pk").values_list("code", "duty", "trust", "note")) == [
        ("light-touch-2022", "light_touch", "law", "Care."),
        ("ours", "goods_services", "law, unconfirmed", question),
        ("another", "", "law", "Care."),
    ]


@pytest.mark.parametrize(
    ("kind", "value", "day", "headline"),
    [
        ("social", "552950.00", date(2026, 3, 2), "Light touch"),
        ("social", "552949.99", date(2026, 3, 2), "Regulated contract"),
        ("other", "173100.00", date(2026, 3, 2), "The full"),
        ("other", "173099.99", date(2026, 3, 2), "Regulated contract"),
        ("other", "173100.00", date(2025, 12, 31), "Regulated contract"),
        ("social", "49999.99", date(2026, 3, 2), "Below the thresholds"),
    ],
)
def test_one_regime_applies_and_the_page_says_why(kind, value, day, headline, figures, tender):
    """£173,100 without VAT is £207,720 with it, £552,950 is £663,540."""
    tender.service_kind, tender.estimated_value = kind, Decimal(value)
    said = regime_of(tender, on=day)
    assert (said.headline.startswith(headline), said.is_known) == (True, True)
    assert said.reasons[-1].startswith("VAT at 20% is added to £")


def test_the_reasons_name_the_thresholds_in_turn(figures, tender):
    tender.service_kind, tender.estimated_value = "social", Decimal("240000.00")
    assert regime_of(tender, on=date(2026, 3, 2)).reasons == [
        "Social and other specific services are light touch from £663,540 including VAT: £288,000 including VAT does not "
        "reach it.",
        "A contract is regulated from £50,000 excluding VAT: £240,000 excluding VAT reaches it.",
        "VAT at 20% is added to £240,000, the estimated value without VAT.",
    ]


def test_an_exempt_service_is_compared_without_vat(figures, tender):
    tender.service_kind, tender.estimated_value, tender.vat_rate = "social", Decimal("663539.99"), Decimal(0)
    assert regime_of(tender, on=date(2026, 3, 2)).headline.startswith("Regulated")
    tender.estimated_value = Decimal("663540.00")
    assert regime_of(tender, on=date(2026, 3, 2)).headline.startswith("Light touch")


def test_what_is_not_known_is_said_and_not_guessed(figures, tender):
    tender.service_kind = ""
    assert regime_of(tender, on=date(2026, 3, 2)).is_known is False
    tender.service_kind = "social"
    Threshold.objects.filter(duty="light_touch").delete()
    said = regime_of(tender, on=date(2026, 3, 2))
    assert (said.is_known, "No figure is known on 2 March 2026" in said.headline) == (False, True)
    tender.estimated_value = None
    assert regime_of(tender, on=date(2026, 3, 2)) is None


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
    tender.save()
    with pytest.raises(Invalid):
        consider(tender, pat)
    tender.state = "published"
    tender.save()
    with pytest.raises(WrongState):
        consider(tender, pat)


def test_publication_needs_the_kind_of_service_for_the_law_depends_on_it(complete, pat):
    Tender.objects.update(service_kind="")
    complete.refresh_from_db()
    with pytest.raises(GateNotMet) as refused:
        publish_tender(tender=complete, by=pat, at=PUBLISHED_AT)
    gaps = [finding.gap.sentence for finding in refused.value.findings if finding.is_open]
    assert gaps == ["Say what kind of service it is"]
