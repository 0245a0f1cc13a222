from datetime import UTC, date, datetime

import pytest

from partnerships.learning.operations import edit_learning_point, withdraw_learning_point, write_learning_point
from partnerships.models import Activity, LearningPoint
from psp.core import due
from psp.core.problems import NotPermitted, StaleVersion, WrongState
from tests.conftest import NOON, TODAY
from tests.factories.history import changes_of
from tests.factories.learning import LearningPointFactory
from tests.factories.partnerships import PartnershipFactory


def a_point(partnership, by, **more):
    fields = {
        "title": "Agree first",
        "stage": "design",
        "theme": "forming",
        "happened": "It was late.",
        "learned": "Ask.",
    }
    return write_learning_point(partnership=partnership, by=by, at=NOON, **fields | more)


@pytest.mark.parametrize(
    ("person", "may"), [("olivia", True), ("pat", True), ("edie", True), ("ada", True), ("otto", False)]
)
def test_people_with_a_role_write(partnership, person, may, request):
    by = request.getfixturevalue(person)
    if may:
        assert a_point(partnership, by).written_by == by
        assert changes_of(Activity.objects.get()) == {"shared with": [None, "everybody signed in"]}
    else:
        with pytest.raises(NotPermitted):
            a_point(partnership, by)


def test_the_author_and_the_leader_change_it(partnership, edie, olivia, bo):
    point = a_point(partnership, edie)
    with pytest.raises(NotPermitted):
        edit_learning_point(point=point, changes={"title": "Mine"}, expected_version=1, by=bo, at=NOON)
    edit_learning_point(point=point, changes={"title": "Ask early"}, expected_version=1, by=edie, at=NOON)
    edit_learning_point(point=point, changes={"title": "Ask earlier"}, expected_version=2, by=olivia, at=NOON)
    with pytest.raises(StaleVersion):
        edit_learning_point(point=point, changes={"title": "Late"}, expected_version=2, by=edie, at=NOON)
    with pytest.raises(NotPermitted):
        withdraw_learning_point(point=point, by=bo, at=NOON)
    withdraw_learning_point(point=point, by=edie, at=NOON)
    with pytest.raises(WrongState):
        withdraw_learning_point(point=point, by=edie, at=NOON)
    assert not LearningPoint.objects.visible_to(olivia).exists()


def test_an_edit_that_waited_does_not_bring_back_a_withdrawn_point(partnership, edie):
    point = a_point(partnership, edie)
    waiting = LearningPoint.objects.get()
    withdraw_learning_point(point=point, by=edie, at=NOON)
    with pytest.raises(StaleVersion):
        edit_learning_point(point=waiting, changes={"title": "Ask"}, expected_version=1, by=edie, at=NOON)
    kept = LearningPoint.objects.get()
    assert (kept.withdrawn_at, kept.title) == (NOON, "Agree first")


def test_what_is_shared_is_read_by_everybody_and_the_rest_within_the_partnership(partnership, olivia, otto, ada):
    shared = LearningPointFactory(partnership=partnership)
    private = LearningPointFactory(partnership=partnership, is_shared=False)
    elsewhere = LearningPointFactory(partnership=PartnershipFactory(), is_shared=False)
    LearningPointFactory(partnership=partnership, withdrawn_at=NOON)
    seen = {person.name: set(LearningPoint.objects.visible_to(person)) for person in (olivia, otto, ada)}
    assert seen == {
        "Olivia Reid": {shared, private},
        "Otto Vane": {shared},
        "Ada Munro": {shared, private, elsewhere},
    }


def test_two_weeks_after_a_gate_a_learning_point_is_due(partnership, olivia, edie):
    partnership.spells.update(ended_on=date(2026, 6, 1))
    partnership.spells.create(state="pilot", began_on=date(2026, 6, 1))

    def owed(**whom):
        found = due.items(date(2026, 6, 15), date(2026, 6, 15), today=TODAY, **whom)
        return [(i.title, i.people) for i in found if i.kind == "learning"]

    expected = [("Write down what you learned up to the last gate", (olivia.pk,))]
    assert (owed(), owed(person_id=olivia.pk), owed(person_id=edie.pk)) == (expected, expected, [])
    LearningPointFactory(partnership=partnership, written_at=datetime(2026, 5, 31, 12, tzinfo=UTC))
    assert owed() == expected
    LearningPointFactory(partnership=partnership, written_at=datetime(2026, 6, 1, 12, tzinfo=UTC))
    assert owed() == []


def test_nothing_is_due_in_the_first_state(partnership):
    found = due.items(date(2026, 1, 1), date(2026, 2, 28), today=TODAY)
    assert [item for item in found if item.kind == "learning"] == []


@pytest.mark.parametrize(
    ("person", "expected"),
    [
        ("olivia", [200] * 6),
        ("edie", [200, 200, 200, 200, 403, 403]),
        ("ada", [200] * 6),
        ("otto", [200, 200, 404, 404, 404, 404]),
    ],
)
def test_who_opens_what(partnership, olivia, signed_in, person, expected, request):
    point = a_point(partnership, olivia)
    inside = f"/partnerships/{partnership.pk}/learning/"
    urls = ["/learning/", f"/learning/{point.pk}/", inside, f"{inside}add/"]
    urls += [f"{inside}{point.pk}/edit/", f"{inside}{point.pk}/withdraw/"]
    client = signed_in(request.getfixturevalue(person))
    assert [client.get(url).status_code for url in urls] == expected


def test_a_private_point_is_not_there_for_others_on_any_page(partnership, olivia, signed_in, otto):
    point = a_point(partnership, olivia, title="Our quarrel", is_shared=False)
    client = signed_in(otto)
    assert client.get(f"/learning/{point.pk}/").status_code == 404
    assert "Our quarrel" not in client.get("/learning/").content.decode()
    assert "Our quarrel" not in b"".join(client.get("/learning/?format=csv").streaming_content).decode()


def test_a_shared_point_leads_to_its_partnership_those_alone_who_see_it(partnership, olivia, otto, signed_in):
    point = a_point(partnership, olivia)
    link = f'href="{partnership.get_absolute_url()}"'
    assert link in signed_in(olivia).get(point.get_absolute_url()).content.decode()
    page = signed_in(otto).get(point.get_absolute_url()).content.decode()
    assert (link in page, "Kirkton Befriending" in page, "not necessarily of their employers" in page) == (
        False,
        True,
        True,
    )


def test_a_point_is_added_once_and_withdrawn_through_the_pages(partnership, edie, signed_in):
    client, inside = signed_in(edie), f"/partnerships/{partnership.pk}/learning/"
    data = {"title": "Ask", "stage": "pilot", "theme": "users", "happened": "x", "learned": "y", "is_shared": "False"}
    refused = client.post(f"{inside}add/", data | {"theme": "", "learned": "z" * 5001})
    assert refused.status_code == 422
    page = refused.content.decode()
    assert ("Choose an answer to “Theme”" in page, "Shorten this to 5000 characters" in page) == (True, True)
    for _ in range(2):
        assert client.post(f"{inside}add/", data | {"once": "a" * 32}).status_code == 302
    point = LearningPoint.objects.get()
    assert (point.is_shared, point.written_by) == (False, edie)
    assert client.post(f"{inside}{point.pk}/withdraw/").url == inside
    assert client.get(point.get_absolute_url()).status_code == 404


def test_points_are_found_by_stage_theme_and_words(signed_in, otto):
    LearningPointFactory(title="Money", stage="pilot", theme="funding", advice="Ask the trust early")
    LearningPointFactory(title="People", stage="design", theme="users")
    client = signed_in(otto)

    def titles(query):
        return [point.title for point in client.get(f"/learning/{query}").context["object_list"]]

    assert titles("?stage=pilot") == ["Money"]
    assert titles("?theme=users") == ["People"]
    assert titles("?q=trust+early") == ["Money"]
    assert titles("?q=trust+nowhere") == []
    assert titles("?sort=title&stage=nonsense") == ["Money", "People"]


def test_the_list_costs_the_same_for_one_and_for_four(signed_in, otto, django_assert_max_num_queries):
    client, counts = signed_in(otto), []
    for number in (1, 3):
        LearningPointFactory.create_batch(number)
        with django_assert_max_num_queries(12) as captured:
            client.get("/learning/")
        counts.append(len(captured.captured_queries))
    assert counts[0] == counts[1]


def test_empty_lists_say_what_they_are_for(partnership, signed_in, edie):
    client = signed_in(edie)
    assert "Nothing is written down yet" in client.get("/learning/").content.decode()
    assert (
        f"/partnerships/{partnership.pk}/learning/add/"
        in client.get(f"/partnerships/{partnership.pk}/learning/").content.decode()
    )
