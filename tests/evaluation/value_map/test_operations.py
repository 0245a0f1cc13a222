from decimal import Decimal

import pytest

from evaluation.models import Input, Outcome, Simulation, Stakeholder, Study
from evaluation.results.queries import headline_figures
from evaluation.runs.operations import approve_study
from evaluation.runs.queries import shown
from evaluation.sroi.engine.compute import METHOD_VERSION
from evaluation.studies.operations import submit_study
from evaluation.studies.queries import ratio_words
from evaluation.value_map import operations
from evaluation.value_map.operations import (
    RowEdit,
    StaleRows,
    add_row,
    edit_row,
    move_row,
    refresh_figures,
    refresh_older_figures,
    remove_row,
    save_figures,
)
from partnerships.models import Activity
from psp.core.problems import Invalid, NotPermitted, StaleVersion, WrongState
from tests.conftest import NOON
from tests.factories.history import changes_of
from tests.factories.refusing import refusing
from tests.factories.studies import InputFactory, OutcomeFactory, StakeholderFactory, StudyFactory

D = Decimal


def verbs(partnership):
    return list(Activity.objects.filter(partnership=partnership).order_by("pk").values_list("verb", flat=True))


def fresh(study):
    study.refresh_from_db()
    return study


def test_the_ratio_is_kept_as_rows_are_added(study, edie):
    people = add_row(model=Stakeholder, study=study, by=edie, at=NOON, name="Older people")
    add_row(model=Input, study=study, by=edie, at=NOON, stakeholder=people, description="Grant", value=D(1000))
    # What is put in is there, and nothing that comes of it: no ratio yet, rather than one of nought.
    assert (fresh(study).ratio, "ratio" in study.figures) == (None, False)
    row = {"quantity": D(10), "duration_years": 1, "proxy": D(200), "deadweight": D(0), "displacement": D(0)}
    more = {"attribution": D(0), "drop_off": D(0), "description": "Fewer falls"}
    add_row(model=Outcome, study=study, by=edie, at=NOON, stakeholder=people, **row, **more)
    assert fresh(study).figures["total_present_value"] == "1932.37"
    assert study.ratio == D("1.9324")
    assert study.figures_at == NOON
    assert verbs(study.partnership) == ["stakeholder.added", "input.added", "outcome.added"]


def test_a_row_with_an_open_figure_does_not_count(small, olivia):
    row = small.outcomes.get()
    edit_row(row=row, changes={"attribution": None}, expected_version=1, by=olivia, at=NOON)
    # Nothing is valued any more: that is no present value of nought.
    assert "total_present_value" not in fresh(small).figures


def test_every_change_asks_for_a_new_simulation_of_its_version(small, olivia):
    edit_row(row=small.outcomes.get(), changes={"quantity": D(9)}, expected_version=1, by=olivia, at=NOON)
    assert (fresh(small).map_version, Simulation.objects.get(study=small).state) == (2, "queued")


def test_an_edit_is_recorded_with_what_was_before(small, olivia):
    edit_row(row=small.outcomes.get(), changes={"quantity": D(9)}, expected_version=1, by=olivia, at=NOON)
    activity = Activity.objects.get(verb="outcome.edited")
    assert changes_of(activity) == {"quantity": ["10", "9"]}
    assert small.outcomes.get().edited_by == olivia


@pytest.mark.parametrize("who", ["pat", "otto"])
def test_others_change_nothing(small, request, who):
    person = request.getfixturevalue(who)
    with pytest.raises(NotPermitted):
        add_row(model=Stakeholder, study=small, by=person, at=NOON, name="Neighbours")
    with pytest.raises(NotPermitted):
        edit_row(row=small.outcomes.get(), changes={}, expected_version=1, by=person, at=NOON)
    with pytest.raises(NotPermitted):
        remove_row(row=small.outcomes.get(), by=person, at=NOON)
    with pytest.raises(NotPermitted):
        save_figures(study=small, edits=[], by=person, at=NOON)


def test_once_submitted_nothing_changes_even_from_a_page_loaded_before(small, olivia):
    stale_page = small.outcomes.select_related("study").get()
    submit_study(study=small, by=olivia, at=NOON)
    assert stale_page.study.state == "draft"
    for change in (
        lambda: edit_row(row=stale_page, changes={"quantity": D(99)}, expected_version=1, by=olivia, at=NOON),
        lambda: remove_row(row=stale_page, by=olivia, at=NOON),
        lambda: move_row(row=stale_page, up=True, by=olivia, at=NOON),
        lambda: save_figures(study=stale_page.study, edits=[], by=olivia, at=NOON),
        lambda: add_row(model=Stakeholder, study=stale_page.study, by=olivia, at=NOON, name="Neighbours"),
    ):
        with pytest.raises(WrongState, match="no longer a draft"):
            change()
    assert small.outcomes.get().quantity == D(10)


def test_a_stale_row_form_is_refused(small, olivia, edie):
    row = small.outcomes.get()
    edit_row(row=row, changes={"quantity": D(9)}, expected_version=1, by=edie, at=NOON)
    with pytest.raises(StaleVersion):
        edit_row(row=row, changes={"quantity": D(8)}, expected_version=1, by=olivia, at=NOON)
    assert small.outcomes.get().quantity == D(9)


def test_figures_of_several_rows_are_saved_together_or_not_at_all(small, olivia):
    first = small.outcomes.get()
    second = OutcomeFactory(stakeholder=first.stakeholder)
    edits = [RowEdit(first.pk, 1, {"quantity": D(5)}), RowEdit(second.pk, 7, {"quantity": D(5)}), RowEdit(0, 1, {})]
    with pytest.raises(StaleRows) as refused:
        save_figures(study=small, edits=edits, by=olivia, at=NOON)
    assert refused.value.outcome_ids == (second.pk, 0)
    assert list(small.outcomes.values_list("quantity", flat=True)) == [D(10), D(10)]
    found = save_figures(study=small, edits=[edits[0]], by=olivia, at=NOON)
    assert found.headline.result.outcomes[0].impact == D(1000)


def test_a_row_of_another_study_is_not_saved_through_this_one(small, olivia):
    other = OutcomeFactory(study=StudyFactory(partnership=small.partnership))
    with pytest.raises(StaleRows):
        save_figures(study=small, edits=[RowEdit(other.pk, 1, {"quantity": D(5)})], by=olivia, at=NOON)


def test_a_stakeholder_of_another_study_or_of_a_taken_name_is_refused(small, olivia):
    stranger = StakeholderFactory(study=StudyFactory(partnership=small.partnership))
    with pytest.raises(Invalid, match="stakeholder of this study"):
        edit_row(row=small.outcomes.get(), changes={"stakeholder": stranger}, expected_version=1, by=olivia, at=NOON)
    with pytest.raises(Invalid, match="another name"):
        add_row(model=Stakeholder, study=small, by=olivia, at=NOON, name="older PEOPLE")


def test_a_stakeholder_with_rows_stays_until_they_are_gone(small, olivia):
    people = small.stakeholders.get()
    with pytest.raises(Invalid, match="Remove its inputs, outputs and outcomes first"):
        remove_row(row=people, by=olivia, at=NOON)
    remove_row(row=small.inputs.get(), by=olivia, at=NOON)
    remove_row(row=small.outcomes.get(), by=olivia, at=NOON)
    remove_row(row=people, by=olivia, at=NOON)
    assert small.stakeholders.count() == 0
    assert verbs(small.partnership) == ["input.removed", "outcome.removed", "stakeholder.removed"]


def test_the_history_keeps_what_a_removed_row_said(small, olivia):
    remove_row(row=small.inputs.get(), by=olivia, at=NOON)
    said = changes_of(Activity.objects.get(verb="input.removed"))
    assert (said["description"], said["value"]) == (["Grant", None], ["1000", None])
    assert fresh(small).ratio is None


def test_rows_move_one_place_and_stop_at_the_ends(small, olivia):
    first = small.outcomes.get()
    second = OutcomeFactory(stakeholder=first.stakeholder, position=first.position)
    for up, expected in ((True, [second, first]), (True, [second, first]), (False, [first, second])):
        move_row(row=second, up=up, by=olivia, at=NOON)
        assert list(small.outcomes.all()) == expected


def test_a_study_holds_only_as_many_outcomes_as_a_form_sends(small, olivia, monkeypatch):
    monkeypatch.setattr(operations, "MOST_OUTCOMES", 1)
    people = small.stakeholders.get()
    with pytest.raises(Invalid, match="at most 1"):
        add_row(model=Outcome, study=small, by=olivia, at=NOON, stakeholder=people, description="More")


def test_prices_of_another_year_without_an_index_stop_the_ratio_and_say_why(small, olivia):
    row = small.outcomes.get()
    edit_row(row=row, changes={"price_year": 2019}, expected_version=1, by=olivia, at=NOON)
    assert (fresh(small).ratio, small.figures) == (None, {})


def test_a_huge_ratio_is_the_same_on_the_list_as_on_the_page(small, olivia):
    row = small.outcomes.get()
    huge = {"quantity": D(9_999_999_999), "proxy": D(9_999_999_999), "duration_years": 100}
    edit_row(row=row, changes=huge, expected_version=1, by=olivia, at=NOON)
    assert fresh(small).ratio > 10**18
    assert small.figures["ratio"] == "2886336334986952473.9354"
    assert (
        ratio_words(small.figure("ratio")) == headline_figures(shown(small))[0].value == "£2,886,336,334,986,952,473.94"
    )


def test_figures_of_an_older_method_are_computed_again_until_they_are_frozen(small, olivia, pat):
    """After an upgrade a list must not show a range that the page no longer shows."""
    refresh_figures(small, at=NOON)
    assert refresh_older_figures(at=NOON) == 0
    Study.objects.update(figures={**fresh(small).figures, "high": "9.9999", "method_version": "1.0"})
    assert refresh_older_figures(at=NOON) == 1
    assert (fresh(small).figures["high"], small.figures["method_version"]) != ("9.9999", "1.0")
    assert Simulation.objects.get(study=small).state == "queued"
    submit_study(study=small, by=olivia, at=NOON)
    approve_study(study=small, by=pat, at=NOON)
    Study.objects.update(figures={**fresh(small).figures, "method_version": "1.0"})
    assert refresh_older_figures(at=NOON) == 0


def test_a_study_that_cannot_be_computed_again_holds_up_no_other(small):
    broken = StudyFactory(partnership=small.partnership, pk=4711)
    for study in (broken, small):
        refresh_figures(study, at=NOON)
        Study.objects.filter(pk=study.pk).update(figures={**fresh(study).figures, "method_version": "1.0"})
    with refusing("UPDATE", "evaluation_study", broken.pk):
        assert refresh_older_figures(at=NOON) == 1
    assert (fresh(broken).figures["method_version"], fresh(small).figures["method_version"]) == ("1.0", METHOD_VERSION)


def test_two_studies_do_not_see_each_others_rows(small, olivia):
    other = StudyFactory(partnership=small.partnership)
    InputFactory(stakeholder=StakeholderFactory(study=other), value=D(10))
    add_row(model=Stakeholder, study=small, by=olivia, at=NOON, name="Neighbours")
    assert fresh(small).figures["inputs_total"] == "1000.00"
