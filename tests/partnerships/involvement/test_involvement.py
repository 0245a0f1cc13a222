from datetime import date

import pytest

from partnerships.involvement.operations import edit_involvement, remove_involvement
from partnerships.involvement.queries import involvement_summary
from partnerships.lifecycle.queries import gate_findings
from partnerships.models import Activity, Evidence, Involvement, Level
from psp.core.problems import Invalid, NotPermitted, StaleVersion
from tests.conftest import NOON, TODAY
from tests.factories.design import an_involvement
from tests.factories.history import changes_of
from tests.factories.timeline import a_plan


def is_met(partnership):
    findings = gate_findings(partnership, "start_pilot", at=NOON)
    return next(f.is_met for f in findings if f.criterion.code == "users_involved")


@pytest.mark.parametrize(
    ("level", "met"),
    [("told", False), ("consulted", False), ("involved", True), ("co_designed", True), ("led", True)],
)
def test_being_told_or_asked_alone_is_not_taking_part(partnership, olivia, level, met):
    a_plan(partnership)
    an_involvement(partnership, olivia, level=level)
    assert is_met(partnership) == met
    assert involvement_summary(partnership).takes_part == met
    assert bool(partnership.milestones.get(key="users_involved").done_on) == met


def test_the_summary_counts_occasions_and_people_by_level(partnership, olivia):
    an_involvement(partnership, olivia, level="consulted", number=18, done="")
    an_involvement(partnership, olivia, level="consulted", number=2)
    latest = an_involvement(partnership, olivia, level="led", number=6, held_on=TODAY)
    found = involvement_summary(partnership)
    assert found.levels == [
        (Level.TOLD, 0, 0),
        (Level.CONSULTED, 2, 20),
        (Level.INVOLVED, 0, 0),
        (Level.CO_DESIGNED, 0, 0),
        (Level.LED, 1, 6),
    ]
    assert (found.occasions, found.people, found.without_answer, found.latest[0]) == (3, 26, 1, latest)


@pytest.mark.parametrize(
    ("person", "may"), [("pat", True), ("edie", True), ("bo", True), ("ada", True), ("otto", False)]
)
def test_who_keeps_the_log(partnership, person, may, request):
    by = request.getfixturevalue(person)
    if may:
        assert an_involvement(partnership, by).title == "Tea afternoon"
    else:
        with pytest.raises(NotPermitted):
            an_involvement(partnership, by)


def test_an_occasion_lies_behind(partnership, olivia):
    with pytest.raises(Invalid, match="today’s date"):
        an_involvement(partnership, olivia, held_on=date(2026, 6, 4))
    assert Involvement.objects.count() == 0


def test_an_entry_is_corrected_against_its_version_and_removed_with_its_words_in_the_history(partnership, olivia, edie):
    entry = an_involvement(partnership, olivia)
    edit_involvement(entry=entry, changes={"number": 15}, expected_version=1, by=edie, at=NOON)
    with pytest.raises(StaleVersion):
        edit_involvement(entry=entry, changes={"number": 16}, expected_version=1, by=olivia, at=NOON)
    remove_involvement(entry=entry, by=olivia, at=NOON)
    activities = Activity.objects.filter(verb__startswith="involvement").order_by("number")
    assert [(a.verb, changes_of(a).get("number")) for a in activities] == [
        ("involvement.logged", [None, "14"]),
        ("involvement.edited", ["14", "15"]),
        ("involvement.removed", None),
    ]
    assert changes_of(activities.last())["said"] == ["Come on the same day each week.", None]
    assert (Involvement.objects.count(), Evidence.objects.count()) == (0, 0)


def inside(partnership, path=""):
    return f"/partnerships/{partnership.pk}/involvement/{path}"


@pytest.mark.parametrize(
    ("person", "expected"),
    [("olivia", [200] * 5), ("edie", [200] * 5), ("pat", [200] * 5), ("ada", [200] * 5), ("otto", [404] * 5)],
)
def test_who_opens_what(partnership, olivia, signed_in, person, expected, request):
    one = f"{an_involvement(partnership, olivia).pk}/"
    client = signed_in(request.getfixturevalue(person))
    paths = ["", "add/", one, f"{one}edit/", f"{one}remove/"]
    assert [client.get(inside(partnership, path)).status_code for path in paths] == expected


def test_an_observer_reads_only(partnership, olivia, otto, signed_in):
    partnership.roles.create(person=otto, role="observer")
    one = f"{an_involvement(partnership, olivia).pk}/"
    client = signed_in(otto)
    paths = ["", "add/", one, f"{one}edit/", f"{one}remove/"]
    assert [client.get(inside(partnership, path)).status_code for path in paths] == [200, 403, 200, 403, 403]
    assert inside(partnership, "add/") not in client.get(inside(partnership)).content.decode()


def typed(**more):
    return {
        "title": "Tea afternoon",
        "held_on_day": "6",
        "held_on_month": "May",
        "held_on_year": "2026",
        "who": "Older people",
        "number": "14",
        "level": "led",
        "said": "Come on time.",
        "done": "",
    } | more


def test_an_entry_is_logged_through_the_page_once(partnership, olivia, signed_in):
    client = signed_in(olivia)
    for _ in range(2):
        assert client.post(inside(partnership, "add/"), typed(once="c" * 32)).status_code == 302
    entry = Involvement.objects.get()
    assert (entry.held_on, entry.level, entry.done) == (date(2026, 5, 6), "led", "")
    client.post(inside(partnership, f"{entry.pk}/remove/"))
    assert Involvement.objects.count() == 0


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"title": ""}, "Fill in “What was the occasion?”"),
        ({"held_on_day": "31", "held_on_month": "2"}, "February 2026 has 28 days"),
        ({"held_on_year": "2199"}, "Enter today’s date or an earlier one"),
        ({"number": "0"}, "Enter 1 or more"),
        ({"number": "9" * 30}, "Enter 100000 or less"),
        ({"level": ""}, "Choose an answer to “How far were they involved?”"),
        ({"said": "x" * 10_001}, "Shorten this to 10000 characters"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(partnership, olivia, signed_in, wrong, words):
    answer = signed_in(olivia).post(inside(partnership, "add/"), typed(who="Two carers", **wrong))
    page = answer.content.decode()
    assert (answer.status_code, words in page, "Two carers" in page) == (422, True, True)
    assert Involvement.objects.count() == 0


def test_the_log_is_searched_filtered_and_downloaded(partnership, olivia, signed_in):
    an_involvement(partnership, olivia, title="Questionnaire", level="told", said="=SUM(A1)", done="")
    an_involvement(partnership, olivia, title="Advisory group", level="led")
    client = signed_in(olivia)

    def titles(query):
        return [entry.title for entry in client.get(inside(partnership) + query).context["object_list"]]

    assert titles("?q=advisory") == ["Advisory group"]
    assert titles("?level=told") == ["Questionnaire"]
    assert titles("?answer=no") == ["Questionnaire"]
    assert titles("?sort=title") == ["Advisory group", "Questionnaire"]
    csv = b"".join(client.get(f"{inside(partnership)}?format=csv&level=told").streaming_content).decode()
    assert ("'=SUM(A1)" in csv, "Advisory group" in csv) == (True, False)


def test_the_log_costs_the_same_for_one_and_for_four(partnership, olivia, signed_in, django_assert_max_num_queries):
    client, counts = signed_in(olivia), []
    for number in (1, 3):
        for _ in range(number):
            an_involvement(partnership, olivia)
        with django_assert_max_num_queries(20) as captured:
            client.get(inside(partnership))
        counts.append(len(captured.captured_queries))
    assert counts[0] == counts[1]


def test_an_empty_log_says_what_it_is_for(partnership, edie, signed_in):
    page = signed_in(edie).get(inside(partnership)).content.decode()
    assert ("Nobody has been involved yet" in page, inside(partnership, "add/") in page) == (True, True)
