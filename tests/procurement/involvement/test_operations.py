from datetime import date, timedelta

import pytest

from partnerships.models import Activity, Document
from procurement.involvement.operations import (
    answer_proof,
    ask_for_proof,
    decide_involvement,
    edit_involvement,
    record_involvement,
)
from procurement.involvement.queries import Disclosure, disclosure_of, register_of
from procurement.models import PriorInvolvement
from psp.core.problems import Invalid, NotPermitted, StaleVersion, WrongState
from tests.conftest import NOON, TODAY
from tests.factories.files import a_pdf
from tests.factories.history import changes_of
from tests.factories.tenders import PlainDocumentFactory

HELPED = {
    "helped_design": True,
    "how": "It ran the pilot",
    "information": "Costs of the pilot",
    "disclosed": "",
    "pack": None,
    "disclosed_on": None,
    "extra_days": 0,
}
NOT_HELPED = HELPED | {"helped_design": False, "how": "", "information": ""}


@pytest.fixture
def involved(partnership, charity):
    return PriorInvolvement.objects.create(partnership=partnership, organisation=charity, **HELPED)


def decide(involved, by, outcome="restored", reason="The pack says it all", at=NOON):
    return decide_involvement(involvement=involved, outcome=outcome, reason=reason, by=by, at=at)


def test_a_purchaser_records_who_helped_and_who_did_not(partnership, charity, bo, pat):
    other = bo.memberships.get().organisation
    record_involvement(partnership=partnership, organisation=charity, by=pat, at=NOON, **HELPED)
    record_involvement(partnership=partnership, organisation=other, by=pat, at=NOON, **NOT_HELPED)
    assert [
        (entry.organisation.name, entry.may_bid, entry.involvement.helped_design) for entry in register_of(partnership)
    ] == [
        ("Good Company", True, True),
        ("Northside Neighbours", True, False),
    ]
    assert Activity.objects.filter(verb="prior_involvement.recorded").count() == 2


def test_an_organisation_is_in_the_register_once_and_the_purchasing_council_never(
    involved, partnership, charity, council, pat
):
    for organisation in (charity, council):
        with pytest.raises(Invalid) as refusal:
            record_involvement(partnership=partnership, organisation=organisation, by=pat, at=NOON, **NOT_HELPED)
        assert list(refusal.value.errors) == ["organisation"]


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [({"how": ""}, ["how"]), ({"information": " "}, ["information"]), ({"disclosed_on": TODAY}, ["pack"])],
)
def test_help_with_the_design_is_recorded_whole(changes, wrong, partnership, charity, pat):
    with pytest.raises(Invalid) as refusal:
        record_involvement(partnership=partnership, organisation=charity, by=pat, at=NOON, **HELPED | changes)
    assert list(refusal.value.errors) == wrong


def test_a_change_keeps_what_was_said_before(involved, pat):
    edit_involvement(involvement=involved, changes=HELPED | {"extra_days": 10}, expected_version=1, by=pat, at=NOON)
    assert changes_of(Activity.objects.get()) == {"extra_days": ["0", "10"]}
    with pytest.raises(StaleVersion):
        edit_involvement(involvement=involved, changes=HELPED, expected_version=1, by=pat, at=NOON)


def test_the_right_to_prove_goes_its_steps(involved, pat, olivia):
    with pytest.raises(WrongState):
        answer_proof(involvement=involved, proof="We know no more", by=olivia, at=NOON)
    ask_for_proof(involvement=involved, by=pat, at=NOON)
    with pytest.raises(WrongState):
        ask_for_proof(involvement=involved, by=pat, at=NOON)
    answer_proof(involvement=involved, proof="We know no more than the pack says", by=olivia, at=NOON)
    decide(involved, pat, outcome="undistorted", reason="The pack holds it all")
    with pytest.raises(WrongState):
        answer_proof(involvement=involved, proof="One more thing", by=olivia, at=NOON)
    found = PriorInvolvement.objects.get()
    assert (found.asked_on, found.answered_on, found.outcome, found.decided_on) == (TODAY, TODAY, "undistorted", TODAY)
    assert "We know no more" not in str(list(Activity.objects.values()))


def test_nobody_is_excluded_before_it_could_prove(involved, pat):
    with pytest.raises(Invalid):
        decide(involved, pat, outcome="excluded")
    ask_for_proof(involvement=involved, by=pat, at=NOON)
    with pytest.raises(Invalid):
        decide(involved, pat, outcome="excluded", at=NOON + timedelta(days=9))
    decide(involved, pat, outcome="excluded", at=NOON + timedelta(days=10))
    assert PriorInvolvement.objects.get().outcome == "excluded"


def test_an_organisation_that_answered_may_be_excluded_at_once(involved, pat, olivia):
    ask_for_proof(involvement=involved, by=pat, at=NOON)
    answer_proof(involvement=involved, proof="We have nothing to say", by=olivia, at=NOON)
    assert decide(involved, pat, outcome="excluded").outcome == "excluded"


@pytest.mark.parametrize(("outcome", "reason"), [("", "Because"), ("maybe", "Because"), ("restored", " ")])
def test_a_decision_is_one_of_the_list_and_has_its_reason(outcome, reason, involved, pat):
    with pytest.raises(Invalid):
        decide(involved, pat, outcome=outcome, reason=reason)


@pytest.mark.parametrize("who", ["olivia", "bo", "edie", "ada", "otto"])
def test_only_purchasers_keep_the_register(who, involved, request):
    person = request.getfixturevalue(who)
    with pytest.raises(NotPermitted):
        edit_involvement(involvement=involved, changes=HELPED, expected_version=1, by=person, at=NOON)
    with pytest.raises(NotPermitted):
        ask_for_proof(involvement=involved, by=person, at=NOON)
    with pytest.raises(NotPermitted):
        decide(involved, person)


@pytest.mark.parametrize("who", ["bo", "edie", "ada"])
def test_only_the_organisation_and_purchasers_answer(who, involved, pat, request):
    ask_for_proof(involvement=involved, by=pat, at=NOON)
    with pytest.raises(NotPermitted):
        answer_proof(involvement=involved, proof="It knows all", by=request.getfixturevalue(who), at=NOON)


def test_the_last_pack_counts_and_one_missing_counts_as_none(involved, partnership, bo):
    assert disclosure_of(partnership) == Disclosure(True, None, 0)
    pack = PlainDocumentFactory(partnership=partnership)
    PriorInvolvement.objects.update(pack=pack, disclosed_on=date(2026, 3, 1))
    other = bo.memberships.get().organisation
    late = HELPED | {"pack": pack, "disclosed_on": date(2026, 3, 9)}
    PriorInvolvement.objects.create(partnership=partnership, organisation=other, **late)
    assert disclosure_of(partnership) == Disclosure(True, date(2026, 3, 9), 0)
    PriorInvolvement.objects.update(helped_design=False)
    assert disclosure_of(partnership) == Disclosure(False, None, 0)


def test_the_register_takes_three_queries_however_long(involved, partnership, django_assert_num_queries):
    with django_assert_num_queries(3):
        assert len(register_of(partnership)) == 2
    PriorInvolvement.objects.all().delete()
    with django_assert_num_queries(3):
        assert [entry.involvement for entry in register_of(partnership)] == [None, None]


def test_the_days_added_count_in_the_dates_of_the_tender_being_prepared(tender, figures, charity, pat):
    """30 days from 2 March, and 30 more, are past the deadline of 14 April."""
    recorded = record_involvement(
        partnership=tender.partnership, organisation=charity, by=pat, at=NOON, **HELPED | {"extra_days": 30}
    )
    tender.refresh_from_db()
    assert (tender.date_errors, tender.disclose_by) == (1, tender.notice_on)
    edit_involvement(involvement=recorded, changes=HELPED | {"extra_days": 5}, expected_version=1, by=pat, at=NOON)
    tender.refresh_from_db()
    # At midday of 14 April the last whole day is the 13th.
    assert (tender.date_errors, tender.disclose_by) == (0, date(2026, 3, 9))


@pytest.mark.parametrize("is_new", [True, False])
def test_a_pack_sent_with_an_entry_is_never_read_by_who_may_bid(is_new, partnership, charity, olivia, pat, bo):
    other = bo.memberships.get().organisation
    if is_new:
        sent = {"partnership": partnership, "organisation": other, **HELPED}
        entry = record_involvement(**sent, file=a_pdf("pack.pdf"), by=pat, at=NOON)
    else:
        entry = PriorInvolvement.objects.create(partnership=partnership, organisation=other, **HELPED)
        version = entry.version
        entry = edit_involvement(
            involvement=entry, changes=HELPED, file=a_pdf("pack.pdf"), expected_version=version, by=pat, at=NOON
        )
    assert (entry.pack.title, entry.pack.is_restricted) == ("pack.pdf", True)
    readers = [Document.objects.visible_to(person).filter(pk=entry.pack.pk).exists() for person in (pat, olivia, bo)]
    assert readers == [True, False, False]
