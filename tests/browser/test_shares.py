"""0.12 in a box for a percentage is asked about, and one press answers: with a script, and without one."""

import re

import pytest
from django.urls import reverse

from evaluation.sroi.operations import load_discount_schedules
from evaluation.value_map.operations import refresh_figures
from tests.conftest import NOON
from tests.evaluation.sroi.rows import D
from tests.factories.studies import InputFactory, OutcomeFactory, StakeholderFactory, StudyFactory

pytestmark = [pytest.mark.browser, pytest.mark.once]


@pytest.fixture
def study(transactional_db, partnership):
    load_discount_schedules()
    study = StudyFactory(partnership=partnership)
    people = StakeholderFactory(study=study)
    InputFactory(stakeholder=people)
    OutcomeFactory(stakeholder=people)
    refresh_figures(study, at=NOON)
    return study


def test_with_a_script_one_press_under_the_box_saves_the_figure(study, olivia, window_of):
    page = window_of(olivia)
    heard = []
    page.on("pageerror", lambda error: heard.append(str(error)))
    page.goto(reverse("value_map", args=[study.pk]))
    box = page.locator("[data-cell=deadweight]")
    box.fill("0.12")
    box.press("Tab")
    page.get_by_text("0.12% or 12%?").wait_for()
    assert study.outcomes.get().deadweight == 0
    page.get_by_role("button", name=re.compile("^12%")).click()
    page.locator("#saved", has_text="All changes saved").wait_for()
    assert (box.input_value(), study.outcomes.get().deadweight) == ("12", 12)
    assert page.get_by_role("button", name=re.compile("^12%")).count() == 0
    # The other answer is kept with its sign, and is not asked about again.
    box.fill("0.12")
    box.press("Tab")
    page.get_by_role("button", name=re.compile("^0.12%")).click()
    page.wait_for_function("document.querySelector('[data-cell=deadweight]').value === '0.12%'")
    page.locator("#saved", has_text="All changes saved").wait_for()
    assert study.outcomes.get().deadweight == D("0.12")
    assert heard == []


def test_without_a_script_one_press_answers_in_the_grid_and_in_the_form(study, olivia, window_of):
    page = window_of(olivia, java_script_enabled=False)
    page.goto(reverse("value_map", args=[study.pk]))
    page.locator("[data-cell=deadweight]").fill("0.12")
    page.get_by_role("button", name="Save and recalculate").click()
    page.get_by_role("button", name=re.compile("^12%")).click()
    assert page.url.endswith(reverse("value_map", args=[study.pk]))
    assert study.outcomes.get().deadweight == 12
    page.goto(reverse("edit_outcome", args=[study.pk, study.outcomes.get().pk]))
    page.locator("[name=attribution]").fill("0.5")
    # Enter sends the form as the button beneath it does, and answers nothing.
    page.locator("[name=attribution]").press("Enter")
    page.locator("[name=attribution]").press("Enter")
    page.get_by_role("button", name=re.compile("^50%")).click()
    assert study.outcomes.get().attribution == 50
