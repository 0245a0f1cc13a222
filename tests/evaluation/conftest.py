"""A study of Kirkton Befriending for the tests of evaluations, and the Guide's worked example in it."""

import pytest

from evaluation.exchange.operations import import_value_map
from evaluation.sroi.engine.layout import read_study
from evaluation.sroi.operations import load_discount_schedules
from tests.conftest import NOON
from tests.evaluation.sroi.rows import WHEELS_BYTES
from tests.factories.studies import InputFactory, OutcomeFactory, StakeholderFactory, StudyFactory


@pytest.fixture
def study(partnership):
    """A draft without rows."""
    load_discount_schedules()
    return StudyFactory(partnership=partnership, title="Lunch club, forecast 2027")


@pytest.fixture
def wheels(study, olivia):
    """The draft with the rows of the worked example: £81,741.93 of value, a ratio of 1.93."""
    return import_value_map(study=study, file=read_study(WHEELS_BYTES), replace=False, by=olivia, at=NOON)


@pytest.fixture
def small(study):
    """The draft with one input of £1,000 and one outcome of £2,000 a year, ready to be approved."""
    people = StakeholderFactory(study=study, name="Older people")
    InputFactory(stakeholder=people)
    OutcomeFactory(stakeholder=people, description="Fewer falls")
    return study
