from datetime import date, timedelta
from decimal import Decimal

import pytest

from partnerships.commitments.operations import (
    edit_commitment,
    sign_commitment,
    withdraw_commitment,
)
from partnerships.evidence.queries import evidence_of
from partnerships.models import Activity, Commitment, Notice
from psp.core import due
from psp.core.dates import london_date
from psp.core.problems import Invalid, NotPermitted, StaleVersion, WrongState
from tests.conftest import NOON, TODAY
from tests.factories.design import an_offer
from tests.factories.files import a_pdf
from tests.factories.timeline import a_plan


@pytest.fixture
def offer(partnership, council, olivia):
    return an_offer(partnership, council, olivia)


def test_an_offer_says_who_how_much_and_until_when(offer):
    assert (str(offer), offer.state, offer.ends_on) == (
        "Kirkton Council, £6,000 a month",
        "offered",
        date(2028, 12, 31),
    )
    assert [a.verb for a in Activity.objects.all()] == ["commitment.offered"]


@pytest.mark.parametrize(
    ("person", "may"), [("olivia", True), ("pat", True), ("ada", True), ("bo", False), ("edie", False), ("otto", False)]
)
def test_the_leader_the_purchaser_and_the_lead_public_partner_record_offers(partnership, council, person, may, request):
    by = request.getfixturevalue(person)
    if may:
        assert an_offer(partnership, council, by).organisation == council
    else:
        with pytest.raises(NotPermitted):
            an_offer(partnership, council, by)


def test_anybody_of_the_lead_public_partner_records_an_offer(partnership, council, otto):
    from tests.factories.people import MembershipFactory

    MembershipFactory(person=otto, organisation=council)
    assert an_offer(partnership, council, otto).state == "offered"


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"ends_on": date(2028, 4, 1)}, "ends_on"),
        ({"monthly": Decimal(0)}, "monthly"),
        ({"monthly": Decimal(-5)}, "monthly"),
    ],
)
def test_an_offer_makes_sense(partnership, council, olivia, wrong, field):
    with pytest.raises(Invalid) as refusal:
        an_offer(partnership, council, olivia, **wrong)
    assert (list(refusal.value.errors), Commitment.objects.count()) == ([field], 0)


def test_only_the_underwriter_signs(offer, olivia, bo, ada, pat):
    for person in (olivia, bo, ada):
        with pytest.raises(NotPermitted):
            sign_commitment(commitment=offer, by=person, at=NOON, file=a_pdf())
    sign_commitment(commitment=offer, by=pat, at=NOON, file=a_pdf("letter.pdf"))
    signed = Commitment.objects.get()
    assert (signed.state, signed.signed_on) == ("signed", TODAY)
    assert [(e.document.title, e.document.kind) for e in evidence_of(signed, pat)] == [("letter.pdf", "agreement")]


def test_nothing_is_signed_without_the_signed_paper(offer, pat):
    with pytest.raises(Invalid, match="signed commitment"):
        sign_commitment(commitment=offer, by=pat, at=NOON)
    assert Commitment.objects.get().state == "offered"
    assert [a.verb for a in Activity.objects.all()] == ["commitment.offered"]


def test_signing_twice_is_refused_and_recorded_once(offer, pat):
    sign_commitment(commitment=offer, by=pat, at=NOON, file=a_pdf())
    with pytest.raises(WrongState):
        sign_commitment(commitment=Commitment.objects.get(), by=pat, at=NOON, file=a_pdf(words="again"))
    assert Activity.objects.filter(verb="commitment.signed").count() == 1


def test_signing_reaches_the_milestone_and_tells_the_leader(partnership, offer, pat, olivia):
    a_plan(partnership)
    sign_commitment(commitment=offer, by=pat, at=NOON, file=a_pdf())
    assert partnership.milestones.get(key="underwriting_committed").done_on == TODAY
    assert [(n.person, n.title) for n in Notice.objects.all()] == [
        (olivia, "Kirkton Council has signed its commitment"),
        (pat, "Sign the commitment of Kirkton Council"),
    ]


def test_an_offer_is_withdrawn_freely_and_a_signature_with_a_reason(partnership, council, offer, olivia, pat, bo):
    with pytest.raises(NotPermitted):
        withdraw_commitment(commitment=offer, by=bo, at=NOON)
    withdraw_commitment(commitment=offer, by=olivia, at=NOON)
    signed = an_offer(partnership, council, olivia)
    sign_commitment(commitment=signed, by=pat, at=NOON, file=a_pdf())
    with pytest.raises(Invalid, match="Enter a reason"):
        withdraw_commitment(commitment=signed, by=pat, at=NOON)
    withdraw_commitment(commitment=signed, by=pat, at=NOON, note="The budget was cut")
    assert set(Commitment.objects.values_list("state", flat=True)) == {"withdrawn"}
    assert Activity.objects.filter(verb="commitment.withdrawn").order_by("number").last().note == "The budget was cut"


def test_an_offer_alone_is_changed(offer, olivia, pat):
    changes = {"monthly": Decimal(5000), "ends_on": date(2029, 3, 31)}
    edit_commitment(commitment=offer, changes=changes, expected_version=1, by=pat, at=NOON)
    assert Commitment.objects.get().ends_on == date(2029, 3, 31)
    with pytest.raises(StaleVersion):
        edit_commitment(commitment=offer, changes=changes, expected_version=1, by=pat, at=NOON)
    with pytest.raises(Invalid, match="last day"):
        edit_commitment(commitment=offer, changes={"ends_on": date(2028, 1, 1)}, expected_version=2, by=pat, at=NOON)
    sign_commitment(commitment=Commitment.objects.get(), by=pat, at=NOON, file=a_pdf())
    with pytest.raises(WrongState, match="Withdraw this one"):
        edit_commitment(commitment=offer, changes=changes, expected_version=3, by=pat, at=NOON)


def items(first, last, **whom):
    return [item for item in due.items(first, last, today=first, **whom) if item.kind == "commitment"]


def test_an_offer_is_owed_by_everybody_who_can_sign_for_the_organisation(offer, council, olivia, pat, otto):
    from tests.factories.people import MembershipFactory

    MembershipFactory(person=otto, organisation=council)
    found = items(date(2026, 10, 1), date(2026, 10, 31))
    assert [(i.title, i.due_on, i.people, i.leaders) for i in found] == [
        ("Commitment to be signed by Kirkton Council", date(2026, 10, 31), (pat.pk, otto.pk), (olivia.pk,))
    ]
    assert [person.has_perm("partnerships.sign_commitment", offer) for person in (pat, otto, olivia)] == [1, 1, 0]
    counts = [len(items(date(2026, 10, 1), date(2026, 10, 31), person_id=p.pk)) for p in (pat, otto, olivia)]
    assert counts == [1, 1, 0]


def test_an_offer_without_a_day_is_due_four_weeks_after_it_was_made(partnership, council, olivia, pat):
    made = an_offer(partnership, council, olivia, sign_by=None)
    due_on = london_date(made.created_at) + timedelta(days=28)
    assert [(i.due_on, i.people) for i in items(due_on, due_on)] == [(due_on, (pat.pk,))]


def test_where_an_organisation_has_nobody_the_leader_owes_it(partnership, olivia):
    from tests.factories.organisations import OrganisationFactory

    an_offer(partnership, OrganisationFactory(name="NHS Kirk Valley", kind="health"), olivia)
    assert [i.people for i in items(date(2026, 10, 1), date(2026, 10, 31))] == [(olivia.pk,)]


def test_a_signed_one_that_ends_is_the_leaders(offer, pat, olivia):
    sign_commitment(commitment=offer, by=pat, at=NOON, file=a_pdf())
    assert items(date(2026, 10, 1), date(2026, 10, 31)) == []
    found = items(date(2028, 12, 31), date(2028, 12, 31), person_id=olivia.pk)
    assert [(i.title, i.due_on) for i in found] == [("Commitment of Kirkton Council ends", date(2028, 12, 31))]
    assert [due.without_waiting(found, today=day) for day in (date(2028, 12, 31), date(2029, 1, 1))] == [found, []]


def test_what_is_due_of_commitments_is_four_queries_for_one_and_for_many(
    partnership, council, offer, olivia, django_assert_num_queries
):
    from partnerships.commitments.reminders import commitments_due

    for number in (1, 3):
        with django_assert_num_queries(4):
            assert len(list(commitments_due(date(2026, 10, 1), date(2026, 10, 31), None))) == number
        for _ in range(2):
            an_offer(partnership, council, olivia)


def test_a_signature_withdrawn_opens_the_milestone_again(partnership, offer, pat):
    a_plan(partnership)
    sign_commitment(commitment=offer, by=pat, at=NOON, file=a_pdf())
    withdraw_commitment(commitment=offer, by=pat, at=NOON, note="The budget was cut")
    assert partnership.milestones.get(key="underwriting_committed").done_on is None
