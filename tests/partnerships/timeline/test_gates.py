"""The card that says nothing is missing and the transition ask the same, the plan included."""

from datetime import timedelta

import pytest

from partnerships.lifecycle.operations import perform
from partnerships.lifecycle.queries import open_criteria_of, with_open_criteria
from partnerships.models import Partnership
from partnerships.overview.queries import next_gate_of, words_of_gate
from psp.core.problems import GateNotMet
from tests.conftest import NOON, TODAY
from tests.factories.timeline import a_plan


@pytest.fixture
def ahead(partnership, without_gates):
    """Everything is there for the pilot, but by the plan design begins only tomorrow."""
    partnership.spells.update(began_on=TODAY + timedelta(1))
    a_plan(partnership, on=TODAY + timedelta(1), at=NOON)
    return Partnership.objects.get()


def test_a_design_that_lies_ahead_is_missing_on_the_card_in_lists_and_for_the_transition(ahead, olivia):
    card = next_gate_of(ahead, at=NOON)
    assert card.headline == "Before the pilot can start, 1 thing is missing"
    assert [finding.gap.sentence for finding in card.missing] == [
        "By the plan, design begins only on 4 June 2026. Move it on the timeline first"
    ]
    listed = with_open_criteria(Partnership.objects.all(), at=NOON).get()
    assert (listed.open_criteria, words_of_gate(listed)) == (1, "1 missing")
    assert open_criteria_of([ahead], at=NOON, done=1) == {ahead.pk: 1}
    for on in (None, TODAY, TODAY + timedelta(1)):
        with pytest.raises(GateNotMet):
            perform(ahead, "start_pilot", by=olivia, at=NOON, on=on)


def test_once_design_has_begun_nothing_is_missing_and_the_pilot_starts(ahead, olivia):
    tomorrow = NOON + timedelta(1)
    assert next_gate_of(ahead, at=tomorrow).headline == "The pilot can start: nothing is missing"
    assert perform(ahead, "start_pilot", by=olivia, at=tomorrow).state == "pilot"


def test_the_overview_offers_no_button_and_the_page_of_the_transition_says_what_is_missing(ahead, olivia, signed_in):
    client = signed_in(olivia)
    Partnership.objects.get().spells.update(began_on="2090-01-05")
    overview = client.get(ahead.get_absolute_url()).text
    assert "nothing is missing" not in overview
    assert "design begins only on 5 January 2090" in overview
    assert "design begins only on 5 January 2090" in client.get(ahead.url("start_pilot")).text
