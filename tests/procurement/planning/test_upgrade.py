"""The migration of the contract notice in plans made before publication completed it."""

from datetime import date
from importlib import import_module

import pytest
from django.apps import apps

from partnerships.models import Partnership, Timeline
from partnerships.timeline.operations import reschedule
from tests.factories.tenders import PublishedTenderFactory
from tests.factories.timeline import a_plan

STARTED, PUBLISHED = date(2026, 2, 16), date(2026, 3, 2)
upgrade = import_module("procurement.migrations.0015_notices_in_plans")


@pytest.fixture
def earlier(partnership):
    """A plan as an earlier version kept it: the notice done, and bids written, from the start of the tender stage on."""
    Partnership.objects.update(state="tender")
    a_plan(partnership, on=date(2022, 8, 16))
    partnership.periods.filter(key="evaluation").update(began_on=date(2025, 8, 16), over_on=STARTED, until=STARTED)
    partnership.periods.filter(key="bid_writing").update(began_on=STARTED, starts_on=STARTED, until=date(2026, 4, 14))
    partnership.milestones.filter(key="notice_published").update(done_on=STARTED, planned_on=STARTED)
    return partnership


def kept(partnership):
    evaluation, writing = partnership.periods.get(key="evaluation"), partnership.periods.get(key="bid_writing")
    return partnership.milestones.get(key="notice_published").done_on, writing.began_on, evaluation.over_on


def test_a_published_notice_takes_its_day(earlier):
    PublishedTenderFactory(partnership=earlier)
    upgrade.set_notices(apps, None)
    assert kept(earlier) == (PUBLISHED,) * 3
    # The plan can still be worked out.
    reschedule(partnership=earlier, today=PUBLISHED)
    assert kept(earlier) == (PUBLISHED,) * 3


def test_a_notice_nobody_published_is_open_again(earlier):
    upgrade.set_notices(apps, None)
    assert kept(earlier) == (None, None, None)
    reschedule(partnership=earlier, today=PUBLISHED)
    assert Timeline.objects.get(partnership=earlier).service_starts_on > PUBLISHED


def test_days_that_would_not_fit_and_a_contract_stay(earlier):
    PublishedTenderFactory(partnership=earlier)
    earlier.periods.filter(key="bid_writing").update(until=date(2026, 2, 20))
    upgrade.set_notices(apps, None)
    assert kept(earlier) == (STARTED,) * 3
    earlier.tenders.all().delete()
    Partnership.objects.update(state="contract")
    upgrade.set_notices(apps, None)
    assert kept(earlier) == (STARTED,) * 3
