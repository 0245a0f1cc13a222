from datetime import UTC, date, datetime

import pytest

from partnerships.models import Activity, Notice
from procurement.models import Amendment, Clarification, Tender
from procurement.questions.operations import (
    answer_question,
    edit_question_text,
    leave_question,
    open_asker,
    record_question,
)
from psp.core.problems import GateNotMet, Invalid, NotPermitted, StaleVersion, WrongState
from psp.core.sealing import unseal
from tests.factories import bids
from tests.factories.history import changes_of
from tests.factories.partnerships import PersonRoleFactory

AT = datetime(2026, 3, 20, 12, tzinfo=UTC)
LATE = datetime(2026, 4, 10, 12, tzinfo=UTC)  # four days before the deadline


def ask(tender, by, text="May a vehicle bid?", asked_on=date(2026, 3, 19), asker="Northside Neighbours", at=AT):
    return record_question(tender=tender, text=text, asked_on=asked_on, asker=asker, by=by, at=at)


def answer(asked, by, words="Yes, if its members sign.", extend=False, at=AT, version=None):
    return answer_question(
        clarification=asked, answer=words, extend=extend, expected_version=version or asked.version, by=by, at=at
    )


def test_who_asked_is_sealed_and_in_no_history(published, pat, figures):
    asked = ask(published, pat)
    stored = Clarification.objects.values().get()
    assert (asked.number, asked.text, stored["answer"]) == (1, "May a vehicle bid?", "")
    assert "Northside" not in str(stored) + str(list(Activity.objects.values()))
    assert unseal(stored["sealed_asker"]) == {"asker": "Northside Neighbours"}


def test_questions_are_numbered_in_their_tender(published, pat):
    assert [ask(published, pat).number, ask(published, pat, asker="").number] == [1, 2]
    assert Clarification.objects.get(number=2).sealed_asker == ""


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({"text": " "}, ["text"]),
        ({"asked_on": date(2026, 3, 21)}, ["asked_on"]),
        ({"asked_on": date(2026, 3, 1)}, ["asked_on"]),
        ({"asked_on": date(2026, 3, 28), "at": LATE}, ["asked_on"]),
    ],
)
def test_a_question_has_words_and_a_day_while_questions_are_open(changes, wrong, published, pat):
    with pytest.raises(Invalid) as refusal:
        ask(published, pat, **changes)
    assert list(refusal.value.errors) == wrong


@pytest.mark.parametrize("state", ["draft", "opened", "cancelled"])
def test_questions_are_asked_only_while_the_tender_is_open_for_bids(state, published, pat):
    published.state = state
    published.save()
    with pytest.raises(WrongState):
        ask(published, pat)


def test_no_question_is_taken_at_the_deadline(published, pat):
    with pytest.raises(WrongState):
        ask(published, pat, at=published.submission_deadline)


def test_an_answer_goes_to_all_and_leaves_the_deadline_alone(published, pat, figures):
    asked = ask(published, pat)
    answer(asked, pat)
    found = Clarification.objects.get()
    assert (found.answer, found.answered_at, found.answered_by) == ("Yes, if its members sign.", AT, pat)
    assert (Amendment.objects.count(), Activity.objects.last().verb) == (0, "bidder_question.recorded")
    assert Activity.objects.first().verb == "bidder_question.answered"


def test_purchasers_hear_of_a_question_and_everybody_of_its_answer(published, pat, otto, olivia, bo, edie, figures):
    PersonRoleFactory(partnership=published.partnership, person=otto, role="purchaser")
    asked = ask(published, pat)
    assert [notice.person for notice in Notice.objects.all()] == [otto]
    answer(asked, pat)
    told = Notice.objects.filter(title__startswith="A bidder’s question is answered")
    assert sorted(notice.person.name for notice in told) == sorted(p.name for p in (otto, olivia, bo, edie))
    assert "Northside Neighbours" not in str(list(Notice.objects.values()))


def test_an_answer_six_days_before_the_deadline_is_early_enough(published, pat, figures):
    asked = ask(published, pat)
    answer(asked, pat, at=datetime(2026, 4, 8, 12, tzinfo=UTC))
    assert Amendment.objects.count() == 0


def test_a_late_answer_is_refused_until_the_deadline_moves_with_it(published, pat, figures):
    asked = ask(published, pat)
    with pytest.raises(Invalid) as refusal:
        answer(asked, pat, at=LATE)
    assert refusal.value.errors == {
        "extend": "Tick this to answer now: the deadline then moves to 16 April 2026 at midday"
    }
    assert Clarification.objects.unanswered().count() == 1
    asked.refresh_from_db()
    answer(asked, pat, extend=True, at=LATE)
    tender, amendment = Tender.objects.get(), Amendment.objects.get()
    assert tender.submission_deadline == datetime(2026, 4, 16, 11, tzinfo=UTC)
    assert (tender.decision_on, tender.standstill_ends_on) == (date(2026, 5, 28), date(2026, 6, 8))
    assert amendment.reason == "Question 1 was answered on 10 April 2026, less than 6 days before the deadline."
    assert Clarification.objects.unanswered().count() == 0


def test_an_answer_bidders_have_read_is_never_changed(published, pat, figures):
    asked = answer(ask(published, pat), pat)
    with pytest.raises(WrongState):
        answer(asked, pat, words="No.")
    with pytest.raises(WrongState):
        edit_question_text(clarification=asked, text="Another", expected_version=asked.version, by=pat, at=AT)


def test_a_question_is_reworded_without_its_first_words_staying_in_the_history(published, pat):
    asked = ask(published, pat, text="May we at Northside bid together?")
    edit_question_text(clarification=asked, text="May partners bid together?", expected_version=1, by=pat, at=AT)
    assert Clarification.objects.get().text == "May partners bid together?"
    assert "Northside" not in str(list(Activity.objects.values()))


def test_an_empty_or_stale_answer_is_refused(published, pat, figures):
    asked = ask(published, pat)
    with pytest.raises(Invalid):
        answer(asked, pat, words=" ")
    with pytest.raises(StaleVersion):
        answer(asked, pat, version=9)


@pytest.mark.parametrize("who", ["olivia", "bo", "edie", "ada", "otto"])
def test_only_purchasers_record_and_answer(who, published, pat, request, figures):
    person, asked = request.getfixturevalue(who), ask(published, pat)
    with pytest.raises(NotPermitted):
        ask(published, person)
    with pytest.raises(NotPermitted):
        answer(asked, person)


def test_open_questions_are_seen_by_those_who_answer_them_alone(published, pat, olivia, bo, ada, otto, figures):
    answered, waiting = ask(published, pat), ask(published, pat)
    answer(answered, pat)
    seen = {person.name: list(Clarification.objects.visible_to(person)) for person in (pat, olivia, bo, ada, otto)}
    assert seen == {
        "Pat Lennox": [answered, waiting],
        "Olivia Reid": [answered],
        "Bo Quinn": [answered],
        "Ada Munro": [answered],
        "Otto Vane": [],
    }


def test_an_unanswered_question_holds_the_opening_up_until_a_reason_is_recorded(with_bids, pat, una, olivia):
    asked = ask(with_bids, pat)
    with pytest.raises(WrongState):
        leave_question(clarification=asked, reason="It came late.", by=pat, at=AT)
    with pytest.raises(GateNotMet) as refused:
        bids.open_bids(with_bids, pat, una)
    assert "questions_settled" in [finding.criterion.code for finding in refused.value.missing]
    with pytest.raises(Invalid):
        leave_question(clarification=asked, reason=" ", by=pat, at=bids.AFTER)
    with pytest.raises(NotPermitted):
        leave_question(clarification=asked, reason="It came late.", by=olivia, at=bids.AFTER)
    left = leave_question(clarification=asked, reason="The documents say it.", by=pat, at=LATE)
    assert (left.left_at, left in Clarification.objects.visible_to(olivia)) == (LATE, True)
    assert bids.open_bids(with_bids, pat, una).state == "opened"


def test_from_six_days_before_the_list_asks_for_an_extension_or_a_reason(with_bids, pat, signed_in, clock):
    asked = ask(with_bids, pat)
    url = with_bids.url("leave_question", asked.pk)
    with clock(AT):
        assert url not in signed_in(pat).get(with_bids.url("clarifications")).content.decode()
    with clock(LATE):
        assert url in signed_in(pat).get(with_bids.url("clarifications")).content.decode()
        assert signed_in(pat).post(url, {"note": "The documents say it."}).status_code == 302
        assert "Left unanswered" in signed_in(pat).get(with_bids.url("clarifications")).content.decode()


def test_purchasers_open_who_asked_after_the_deadline_and_that_is_kept(published, pat, bo, signed_in, clock):
    asked = ask(published, pat)
    with pytest.raises(WrongState):
        open_asker(clarification=asked, by=pat, at=bids.BEFORE)
    with pytest.raises(NotPermitted):
        open_asker(clarification=asked, by=bo, at=bids.AFTER)
    url = published.url("question_asker", asked.pk)
    with clock(bids.BEFORE):
        assert signed_in(pat).get(url).status_code == 404
    with clock(bids.AFTER):
        assert url in signed_in(pat).get(published.url("clarifications")).content.decode()
        assert "Northside Neighbours" in signed_in(pat).get(url).content.decode()
    [opened] = Activity.objects.filter(verb="asker.opened")
    assert (opened.actor, opened.is_private, "Northside" in str(changes_of(opened)) + opened.note) == (pat, True, False)


def test_an_administrator_who_passes_every_permission_never_learns_who_asked(
    published, pat, ada, signed_in, clock, figures
):
    ada.is_superuser = True
    ada.save()
    asked = answer(ask(published, pat), pat)
    with pytest.raises(NotPermitted):
        open_asker(clarification=asked, by=ada, at=bids.AFTER)
    url = published.url("question_asker", asked.pk)
    with clock(bids.AFTER):
        assert signed_in(ada).get(url).status_code == 404
        assert url not in signed_in(ada).get(published.url("clarifications")).content.decode()
        assert signed_in(pat).get(url)["Cache-Control"] == "no-store, private"
    assert not Activity.objects.filter(verb="asker.opened", actor=ada).exists()


def test_a_question_left_with_a_reason_is_not_reworded_but_can_still_be_answered(
    published, pat, signed_in, clock, figures
):
    asked = ask(published, pat)
    left = leave_question(clarification=asked, reason="The documents say it.", by=pat, at=LATE)
    with pytest.raises(WrongState):
        edit_question_text(clarification=left, text="Another", expected_version=left.version, by=pat, at=LATE)
    with clock(LATE):
        assert (
            published.url("answer_question", asked.pk)
            in signed_in(pat).get(published.url("clarifications")).content.decode()
        )
    assert answer(left, pat, extend=True, at=LATE).answered_at == LATE
