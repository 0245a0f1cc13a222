import pytest

from partnerships.activity.queries import done_anywhere
from partnerships.lifecycle.operations import load_gate_criteria, waive_criterion
from partnerships.lifecycle.queries import gate_findings, open_criteria_of, with_open_criteria
from partnerships.models import GateCriterion, Partnership, PersonRole, Waiver
from psp.core.gates import Criterion
from psp.core.problems import Invalid
from tests.conftest import NOON
from tests.factories.partnerships import PartnershipFactory

OWN = ["lead_public_named", "lead_third_sector_named", "leader_named"]


@pytest.fixture
def several(partnership, ada):
    """One with nothing missing, one with everything, one of these waived, and two that stand before no such gate."""
    load_gate_criteria()
    GateCriterion.objects.exclude(code__in=OWN).update(is_active=False)
    GateCriterion.objects.update(waivable=True)
    waived = PartnershipFactory(name="Waived")
    waive_criterion(partnership=waived, code="leader_named", reason="On Monday", by=ada, at=NOON)
    for name, state in (("Bare", "design"), ("Piloting", "pilot"), ("Stopped", "stopped")):
        PartnershipFactory(name=name, state=state)
    return Partnership.objects.order_by("name")


EXPECTED = {"Bare": 3, "Kirkton Befriending": 0, "Piloting": 0, "Stopped": None, "Waived": 2}


def test_open_criteria_are_counted_in_the_lists_own_query(several, django_assert_num_queries):
    with django_assert_num_queries(2):
        found = {p.name: p.open_criteria for p in with_open_criteria(several, at=NOON)}
    assert found == EXPECTED


def test_they_are_counted_the_same_for_partnerships_at_hand(several, django_assert_num_queries):
    rows = list(several)
    with django_assert_num_queries(3):
        found = open_criteria_of(rows, at=NOON, done=1)
    with django_assert_num_queries(0):
        again = open_criteria_of(rows, at=NOON, done=1)
    assert ({p.name: found[p.pk] for p in rows}, again) == (EXPECTED, found)


def test_what_is_missing_is_counted_anew_as_soon_as_anything_is_done(partnership, ada):
    load_gate_criteria()
    GateCriterion.objects.update(waivable=True)
    before = open_criteria_of([partnership], at=NOON, done=done_anywhere())[partnership.pk]
    waive_criterion(partnership=partnership, code="users_involved", reason="Agreed in words.", by=ada, at=NOON)
    assert open_criteria_of([partnership], at=NOON, done=done_anywhere()) == {partnership.pk: before - 1}


def test_a_criterion_switched_off_counts_nowhere(several):
    GateCriterion.objects.filter(code="leader_named").update(is_active=False)
    PersonRole.objects.all().delete()
    rows = list(several)
    found = open_criteria_of(rows, at=NOON, done=1)
    assert {p.name: found[p.pk] for p in rows} == EXPECTED | {"Bare": 2}
    assert {p.name: p.open_criteria for p in with_open_criteria(several, at=NOON)} == EXPECTED | {"Bare": 2}


def test_what_law_asks_for_is_neither_switched_off_nor_waived(partnership, ada):
    load_gate_criteria()
    GateCriterion.objects.update(is_active=False, waivable=True)
    Partnership.objects.update(state="tender")
    partnership.refresh_from_db()
    Waiver.objects.create(partnership=partnership, code="award_stands", reason="Hurry", given_by=ada, given_at=NOON)
    [finding] = gate_findings(partnership, "start_contract", at=NOON)
    assert (finding.criterion.code, finding.is_open, finding.waivable) == ("award_stands", True, False)
    assert open_criteria_of([partnership], at=NOON, done=done_anywhere()) == {partnership.pk: 1}
    assert with_open_criteria(Partnership.objects.all(), at=NOON).get().open_criteria == 1
    with pytest.raises(Invalid):
        waive_criterion(partnership=partnership, code="award_stands", reason="Hurry", by=ada, at=NOON)


def test_a_fixed_criterion_is_never_waivable():
    with pytest.raises(ValueError, match="fixed"):
        Criterion("x", "start_pilot", "X", is_met=None, explain=None, waivable=True, fixed=True)


def test_without_partnerships_there_is_nothing_to_count(db):
    assert open_criteria_of([], at=NOON, done=0) == {}


def test_people_see_partnerships_once_whatever_brings_them_there(partnership, pat, olivia, otto):
    PersonRole.objects.create(partnership=partnership, person=pat, role="observer")
    assert [list(Partnership.objects.visible_to(person)) for person in (pat, olivia, otto)] == [
        [partnership],
        [partnership],
        [],
    ]
