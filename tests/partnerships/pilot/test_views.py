from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from partnerships.models import CriteriaFreeze, CriterionResult, Partnership, SuccessCriterion
from partnerships.pilot.operations import freeze_criteria, record_result
from tests.conftest import NOON, TODAY
from tests.factories.design import a_criterion


def inside(partnership, path=""):
    return f"/partnerships/{partnership.pk}/pilot/{path}"


def typed(**more):
    return {
        "statement": "Less lonely",
        "indicator": "People who feel less lonely",
        "unit": "percent",
        "baseline": "20 %",
        "direction": "at_least",
        "target": "55",
        "source": "Questionnaire",
        "due_on_day": "1",
        "due_on_month": "6",
        "due_on_year": "2027",
    } | more


@pytest.fixture
def piloted(partnership, olivia):
    criterion = a_criterion(partnership, olivia)
    freeze_criteria(partnership=partnership, by=olivia, at=NOON)
    Partnership.objects.update(state="pilot")
    criterion.partnership.refresh_from_db()
    record_result(criterion=criterion, value=Decimal(61), measured_on=TODAY, by=olivia, at=NOON)
    return criterion


@pytest.mark.parametrize(
    ("person", "expected"),
    [
        ("olivia", [200, 200, 200, 200, 200, 200, 200, 200]),
        ("bo", [200, 403, 200, 200, 200, 200, 200, 200]),
        ("edie", [200, 403, 403, 200, 403, 403, 200, 200]),
        ("pat", [200, 403, 403, 200, 403, 403, 403, 403]),
        ("ada", [200, 200, 200, 200, 200, 200, 200, 200]),
        ("otto", [404] * 8),
    ],
)
def test_who_opens_what(piloted, signed_in, person, expected, request):
    one, result = f"criteria/{piloted.pk}/", piloted.results.get()
    paths = ["", "freeze/", "criteria/add/", one, f"{one}edit/", f"{one}withdraw/", f"{one}results/add/"]
    client = signed_in(request.getfixturevalue(person))
    answers = [client.get(inside(piloted.partnership, path)).status_code for path in paths]
    answers.append(client.get(inside(piloted.partnership, f"results/{result.pk}/edit/")).status_code)
    assert answers == expected


def test_criteria_are_set_and_frozen_through_the_pages(partnership, signed_in, olivia):
    client = signed_in(olivia)
    for _ in range(2):
        answer = client.post(inside(partnership, "criteria/add/"), typed(once="d" * 32))
        assert answer.status_code == 302
    criterion = SuccessCriterion.objects.get()
    assert (criterion.baseline, criterion.target_words) == (Decimal("20.00"), "at least 55%")
    client.post(inside(partnership, "freeze/"))
    assert CriteriaFreeze.objects.get().partnership == partnership
    again = client.post(inside(partnership, "freeze/"))
    assert (again.status_code, "frozen already" in again.content.decode()) == (422, True)


def test_saving_a_frozen_criterion_unchanged_is_no_amendment(piloted, signed_in, olivia):
    url = inside(piloted.partnership, f"criteria/{piloted.pk}/edit/")
    form = signed_in(olivia).get(url).context["form"]
    data = typed(statement=piloted.statement, baseline=form["baseline"].value(), target=form["target"].value())
    assert signed_in(olivia).post(url, data | {"version": "1", "reason": "Nothing"}).status_code == 302
    assert piloted.amendments.count() == 0


def test_a_frozen_criterion_asks_why(piloted, signed_in, olivia):
    client, url = signed_in(olivia), inside(piloted.partnership, f"criteria/{piloted.pk}/edit/")
    refused = client.post(url, typed(target="60", version="1"))
    assert "Fill in “Why do you change a frozen criterion?”" in refused.content.decode()
    assert client.post(url, typed(target="60", version="1", reason="More people")).status_code == 302
    page = client.get(piloted.get_absolute_url()).content.decode()
    assert ("at least 55% → at least 60%" in page, "More people" in page) == (True, True)


def test_a_stale_change_shows_both(piloted, signed_in, olivia):
    url = inside(piloted.partnership, f"criteria/{piloted.pk}/edit/")
    client = signed_in(olivia)
    client.post(url, typed(target="60", version="1", reason="More people"))
    answer = client.post(url, typed(target="70", version="1", reason="Even more"))
    page = answer.content.decode()
    assert (answer.status_code, "This was saved while you were editing" in page, "Even more" in page) == (
        422,
        True,
        True,
    )
    assert SuccessCriterion.objects.get().target == 60


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"target": ""}, "Fill in “Target”"),
        ({"target": "many"}, "Enter a number"),
        ({"target": "1.234"}, "Use at most 2 digits after the point"),
        ({"target": "9" * 20}, "Use at most 14 digits"),
        ({"target": "9" * 200}, "Use at most 14 digits"),
        ({"target": "1e500"}, "Use at most 14 digits"),
        ({"target": "Infinity"}, "Enter a number"),
        ({"unit": "apples"}, "Choose one of the answers offered"),
        ({"due_on_year": "27"}, "Enter a year with 4 digits"),
    ],
)
def test_what_is_wrong_is_said(partnership, signed_in, olivia, wrong, words):
    answer = signed_in(olivia).post(inside(partnership, "criteria/add/"), typed(**wrong))
    assert (answer.status_code, words in answer.content.decode()) == (422, True)
    assert SuccessCriterion.objects.count() == 0


def test_a_result_is_recorded_through_the_page(piloted, signed_in, edie):
    url = inside(piloted.partnership, f"criteria/{piloted.pk}/results/add/")
    day = timezone.localdate() - timedelta(days=1)
    parts = {f"measured_on_{part}": str(getattr(day, part)) for part in ("day", "month", "year")}
    answer = signed_in(edie).post(url, {"value": "58.5%"} | parts)
    assert (answer.status_code, answer.url) == (302, piloted.get_absolute_url())
    assert CriterionResult.objects.get(measured_on=day).value == Decimal("58.50")


def test_a_criterion_of_another_partnership_is_not_found_here(piloted, signed_in, ada):
    from tests.factories.partnerships import PartnershipFactory

    other = PartnershipFactory()
    assert signed_in(ada).get(inside(other, f"criteria/{piloted.pk}/")).status_code == 404


def test_the_page_shows_the_finding_the_picture_and_the_table(piloted, signed_in, edie):
    SuccessCriterion.objects.update(due_on=TODAY)
    page = signed_in(edie).get(inside(piloted.partnership)).content.decode()
    words = ("1 of 1 success criterion is met", "Results against targets", "At least 55%", "Frozen by Olivia Reid")
    assert [w in page for w in words] == [True] * 4
    csv = b"".join(signed_in(edie).get(inside(piloted.partnership, "?format=csv")).streaming_content).decode()
    assert csv.splitlines()[1].endswith("61.00,2026-06-03,Yes,No")


def test_a_figure_short_of_its_target_before_its_day_is_not_shown_as_a_failure(piloted, signed_in, edie):
    CriterionResult.objects.update(value=40)
    page = signed_in(edie).get(inside(piloted.partnership)).content.decode()
    assert ("Not yet" in page, "Not met" in page) == (True, False)


def test_an_empty_page_offers_the_first_step(partnership, signed_in, olivia, edie):
    add = inside(partnership, "criteria/add/")
    assert add in signed_in(olivia).get(inside(partnership)).content.decode()
    page = signed_in(edie).get(inside(partnership)).content.decode()
    assert ("No success criteria yet" in page, add in page) == (True, False)


def test_the_page_costs_the_same_for_one_and_for_four(piloted, olivia, signed_in, django_assert_max_num_queries):
    client, counts = signed_in(olivia), []
    for _ in range(2):
        with django_assert_max_num_queries(22) as captured:
            client.get(inside(piloted.partnership))
        counts.append(len(captured.captured_queries))
        for number in range(3):
            more = a_criterion(piloted.partnership, olivia, reason="More", statement=f"Criterion {number}")
            record_result(criterion=more, value=Decimal(1), measured_on=TODAY, by=olivia, at=NOON)
    assert counts[0] == counts[1]
