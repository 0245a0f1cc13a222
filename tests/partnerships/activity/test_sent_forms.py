"""Sending a form again, as people do with Back: the same content counts once, another is another record or a conflict."""

from datetime import timedelta

import pytest
from django.utils import timezone

from partnerships.models import LearningPoint, SentForm, Timeline
from partnerships.tasks import remove_old_forms
from tests.factories.learning import LearningPointFactory
from tests.factories.timeline import a_plan_far_ahead

TOKEN = "0123456789abcdef0123456789abcdef"
TYPED = {
    "title": "Take the bus",
    "stage": "design",
    "theme": "forming",
    "happened": "Nobody came.",
    "learned": "The bus stops at four.",
    "is_shared": "True",
    "once": TOKEN,
}


@pytest.fixture
def add(partnership, signed_in, olivia):
    """Send the form of a learning point; return the answer."""

    def send(by=olivia, **more):
        return signed_in(by).post(f"/partnerships/{partnership.pk}/learning/add/", TYPED | more, follow=True)

    return send


@pytest.fixture
def edit(partnership, signed_in, olivia):
    """Change a learning point of one's own, as a page that was opened at its first version does."""
    point = LearningPointFactory(partnership=partnership, written_by=olivia)
    url = f"/partnerships/{partnership.pk}/learning/{point.pk}/edit/"

    def send(by=olivia, **more):
        return signed_in(by).post(url, TYPED | {"version": "1"} | more, follow=True)

    return send


def titles():
    return sorted(LearningPoint.objects.values_list("title", flat=True))


def words(answer):
    return " ".join(answer.content.decode().split())


def test_a_form_sent_twice_makes_one_record_and_says_so(add):
    first, second = add(), add()
    assert titles() == ["Take the bus"]
    assert first.redirect_chain == second.redirect_chain
    assert "You have already saved this form, so it was not saved again." in words(second)


def test_another_content_under_the_same_token_is_another_record(add):
    add()
    add(title="Take the train")
    assert titles() == ["Take the bus", "Take the train"]


def test_the_token_of_somebody_else_swallows_nothing(add, edie):
    add()
    add(by=edie)
    assert titles() == ["Take the bus", "Take the bus"]


def test_a_form_that_was_refused_can_be_sent_again(add):
    add(title="")
    add()
    assert titles() == ["Take the bus"]


def test_going_back_and_changing_an_edit_shows_both_versions_and_whose_they_are(edit):
    edit()
    answer = edit(title="Take the train")
    assert titles() == ["Take the bus"]
    assert answer.status_code == 422
    for expected in (
        "You have already saved another version of this",
        "You saved it yourself on",
        'value="Take the train"',
        '<td class="govuk-table__cell" data-label="Saved now">Take the bus</td>',
        'name="version" value="2"',
        "Or keep the saved version",
    ):
        assert expected in words(answer)


def test_the_way_on_from_the_conflict_saves_what_was_typed(edit):
    edit()
    edit(title="Take the train")
    assert edit(title="Take the train", version="2").status_code == 200
    assert titles() == ["Take the train"]


def test_an_edit_sent_twice_counts_once(edit):
    first, second = edit(), edit()
    assert (first.redirect_chain, second.status_code) == (second.redirect_chain, 200)
    assert LearningPoint.objects.get().version == 2


def test_an_old_edit_sent_again_after_another_is_not_swallowed(edit):
    edit()
    edit(title="Take the train", version="2")
    answer = edit()
    assert (answer.status_code, titles()) == (422, ["Take the train"])
    assert "You have already saved another version of this" in words(answer)


def test_what_somebody_else_saved_is_not_called_ones_own(edit, ada):
    edit(by=ada)
    answer = words(edit(title="Take the train"))
    assert ("This was saved while you were editing" in answer, "You saved it yourself" in answer) == (True, False)


def test_a_move_of_the_plan_sent_again_after_another_is_not_swallowed(partnership, signed_in, olivia):
    a_plan_far_ahead(partnership)
    notice = partnership.milestones.get(key="notice_published")
    url = f"/partnerships/{partnership.pk}/timeline/milestones/{notice.pk}/move/"

    def move(version, day):
        on = {"on_day": day, "on_month": "7", "on_year": "2100"}
        return signed_in(olivia).post(url, on | {"save": "1", "plan_version": version, "once": TOKEN})

    assert [move("1", "19").status_code, move("1", "19").status_code] == [302, 302]
    version = str(Timeline.objects.get(partnership=partnership).version)
    assert move(version, "20").status_code == 302
    assert move("1", "19").status_code == 422
    notice.refresh_from_db()
    assert notice.planned_on.day == 20


@pytest.mark.parametrize("token", ["\x00", "abc\x00", "x" * 70, "\ud7ff"])
def test_a_token_that_no_form_carries_is_no_fault(add, token):
    assert add(once=token).status_code == 200
    assert (titles(), SentForm.objects.count()) == (["Take the bus"], 0)


@pytest.mark.parametrize("onward", ["/\x00", "learning", "//example.org/", "/" + "x" * 900])
def test_where_to_go_next_is_no_fault_either(add, onward):
    answer = add(next=onward)
    assert (answer.redirect_chain[0][1], titles()) == (302, ["Take the bus"])
    assert add(next=onward).redirect_chain[0][0] == answer.redirect_chain[0][0]


def test_forms_are_forgotten_after_a_week(add):
    add()
    add(title="Take the train")
    old = SentForm.objects.order_by("sent_at").first()
    SentForm.objects.filter(pk=old.pk).update(sent_at=timezone.now() - timedelta(days=7, minutes=1))
    SentForm.objects.exclude(pk=old.pk).update(sent_at=timezone.now() - timedelta(days=6, hours=23))
    remove_old_forms()
    assert [old.pk in SentForm.objects.values_list("pk", flat=True), SentForm.objects.count()] == [False, 1]
