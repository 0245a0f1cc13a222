import pytest

from evaluation.value_map.operations import refresh_figures
from partnerships.public import gate_findings
from tests.conftest import NOON
from tests.factories.studies import OutcomeFactory, StakeholderFactory


def missing(study):
    refresh_figures(study, at=NOON)
    return {one.criterion.code: one.gap for one in gate_findings(study, "approve_study", at=NOON) if not one.is_met}


def test_a_study_with_all_it_needs_lacks_nothing(small):
    assert missing(small) == {}


def test_an_empty_study_lacks_value_inputs_and_a_ratio(study):
    gaps = missing(study)
    assert set(gaps) == {"study_values_something", "study_has_inputs", "study_can_be_computed"}
    assert {gap.owner for gap in gaps.values()} == {"Olivia Reid"}
    assert gaps["study_has_inputs"].mend == f"/evaluations/{study.pk}/stakeholders/"


@pytest.mark.parametrize(
    ("changes", "code", "sentence"),
    [
        ({"drop_off": None}, "study_rows_are_complete", "Fill in the figures of “Fewer falls”"),
        (
            {"proxy_source": ""},
            "study_figures_have_sources",
            "Say where the quantity and the proxy of “Fewer falls” come from",
        ),
        (
            {"quantity_source": ""},
            "study_figures_have_sources",
            "Say where the quantity and the proxy of “Fewer falls” come from",
        ),
        (
            {"materiality": "held"},
            "study_left_out_rows_have_reasons",
            "Say why “Fewer falls” is not valued",
        ),
    ],
)
def test_each_gap_names_its_row_and_leads_to_it(small, changes, code, sentence):
    row = small.outcomes.get()
    OutcomeFactory(stakeholder=row.stakeholder)
    small.outcomes.filter(pk=row.pk).update(**changes)
    assert {name: (gap.sentence, gap.mend) for name, gap in missing(small).items()} == {
        code: (sentence, f"/evaluations/{small.pk}/outcomes/{row.pk}/")
    }


def test_several_rows_with_one_gap_are_counted(small):
    for _ in range(2):
        OutcomeFactory(stakeholder=small.stakeholders.get(), proxy_source="")
    gap = missing(small)["study_figures_have_sources"]
    assert gap.sentence.endswith(" and 1 more come from")


@pytest.mark.parametrize(
    ("decision", "reason", "is_missing"), [("", "", True), ("excluded", "", True), ("excluded", "Small", False)]
)
def test_every_stakeholder_is_decided_on(small, decision, reason, is_missing):
    StakeholderFactory(study=small, name="Neighbours", decision=decision, reason=reason)
    assert ("study_stakeholders_are_decided" in missing(small)) is is_missing


def test_a_study_that_cannot_be_computed_lacks_its_ratio(small):
    small.outcomes.update(price_year=2019)
    assert set(missing(small)) == {"study_can_be_computed"}


def test_the_gate_asks_the_same_number_of_queries_however_many_rows(small, django_assert_num_queries):
    for _ in range(5):
        OutcomeFactory(stakeholder=small.stakeholders.get())
    refresh_figures(small, at=NOON)
    with django_assert_num_queries(3):
        gate_findings(small, "approve_study", at=NOON)
