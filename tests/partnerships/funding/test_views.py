from datetime import date
from decimal import Decimal

import pytest
from django.utils import timezone

from partnerships.models import FundingLine, MonthlyCost, Partnership, Payment, Spending
from tests.factories.design import a_cost, a_line, an_offer
from tests.factories.timeline import a_plan


def inside(partnership, path=""):
    return f"/partnerships/{partnership.pk}/funding/{path}"


def days(**named):
    return {
        f"{name}_{part}": str(getattr(day, part)) for name, day in named.items() for part in ("day", "month", "year")
    }


def a_source(**more):
    return (
        {
            "source_name": "National Lottery",
            "kind": "grant",
            "head": "development",
            "status": "secured",
            "amount": "£108,000",
            "paid": "quarter",
        }
        | days(starts_on=date(2026, 4, 1), ends_on=date(2029, 3, 31))
        | more
    )


@pytest.mark.parametrize(
    ("person", "expected"),
    [
        ("olivia", [200] * 11),
        ("bo", [200] * 11),
        ("ada", [200] * 11),
        ("pat", [200, 200, *[403] * 9]),
        ("edie", [200, 200, *[403] * 9]),
        ("otto", [404] * 11),
    ],
)
def test_who_opens_what(partnership, olivia, signed_in, person, expected, request):
    line, cost = a_line(partnership, olivia, paid="listed"), a_cost(partnership, olivia)
    payment = line.payments.create(on=date(2026, 4, 1), amount=Decimal(5), direction="receipt")
    one = f"sources/{line.pk}/"
    paths = ["", one, "sources/add/", f"{one}edit/", f"{one}remove/", f"{one}payments/add/"]
    paths += [f"payments/{payment.pk}/remove/", "costs/add/", f"costs/{cost.pk}/edit/", f"costs/{cost.pk}/remove/"]
    client = signed_in(request.getfixturevalue(person))
    answers = [client.get(inside(partnership, path)).status_code for path in [*paths, "spending/record/"]]
    assert answers == expected


def test_a_plan_is_kept_through_the_pages(partnership, signed_in, olivia):
    client = signed_in(olivia)
    for _ in range(2):
        assert client.post(inside(partnership, "sources/add/"), a_source(once="f" * 32)).url == inside(partnership)
    line = FundingLine.objects.get()
    page = client.get(line.get_absolute_url()).content.decode()
    assert page.count("£9,000") == 12
    cost = {"what": "Officer", "head": "development", "monthly": "3000"}
    months = days(first_month=date(2026, 4, 9), last_month=date(2029, 3, 9))
    assert client.post(inside(partnership, "costs/add/"), cost | months).status_code == 302
    found = MonthlyCost.objects.get()
    assert (found.first_month, found.last_month) == (date(2026, 4, 1), date(2029, 3, 1))
    month = timezone.localdate().replace(day=1)
    spent = {"month": f"{month:%Y-%m}", "head": "development", "amount": "3,120.50"}
    assert client.post(inside(partnership, "spending/record/"), spent).status_code == 302
    assert (Spending.objects.get().month, Spending.objects.get().amount) == (month, Decimal("3120.50"))
    page = client.get(inside(partnership)).content.decode()
    assert [words in page for words in ("What the money covers", "£120.50", "Download as a spreadsheet")] == [True] * 3


def test_repayments_are_listed_month_by_month(partnership, signed_in, olivia):
    line = a_line(partnership, olivia, kind="loan")
    client, url = signed_in(olivia), inside(partnership, f"sources/{line.pk}/payments/add/")
    data = {"direction": "repayment", "amount": "500", "times": "12"} | days(on=date(2027, 1, 31))
    assert client.post(url, data | {"direction": "receipt"}).status_code == 422
    assert client.post(url, data).status_code == 302
    assert [p.on for p in Payment.objects.all()[:2]] == [date(2027, 1, 31), date(2027, 2, 28)]
    client.post(inside(partnership, f"payments/{Payment.objects.first().pk}/remove/"))
    assert Payment.objects.count() == 11


def test_listed_days_that_do_not_add_up_are_pointed_out(partnership, signed_in, olivia):
    line = a_line(partnership, olivia, paid="listed", amount=Decimal(1000))
    line.payments.create(on=date(2026, 4, 1), amount=Decimal(400), direction="receipt")
    page = signed_in(olivia).get(line.get_absolute_url()).content.decode()
    assert "The days listed add up to £400, not to £1,000." in page


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"source_name": ""}, "Choose an organisation, or enter the name of the source"),
        ({"ends_on_year": "2025"}, "Enter a day on or after the first one"),
        ({"amount": "0"}, "Enter 0.01 or more"),
        ({"amount": "9" * 40}, "Enter an amount of £999,999,999,999.99 or less"),
        ({"amount": "99999999999"}, "Use at most 12 digits"),
        ({"head": ""}, "Choose an answer to “What does it pay for?”"),
        ({"paid": "weekly"}, "Choose one of the answers offered"),
        ({"starts_on_year": "1900"}, "more than 50 years apart"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_kept(partnership, signed_in, olivia, wrong, words):
    a_cost(partnership, olivia)
    answer = signed_in(olivia).post(inside(partnership, "sources/add/"), a_source(**wrong))
    assert (answer.status_code, words in answer.content.decode(), FundingLine.objects.count()) == (422, True, 0)


def test_two_who_edit_a_source_see_each_other(partnership, signed_in, olivia):
    line = a_line(partnership, olivia)
    client, url = signed_in(olivia), inside(partnership, f"sources/{line.pk}/edit/")
    assert client.post(url, a_source(version="1")).status_code == 302
    answer = client.post(url, a_source(version="1", amount="1"))
    assert (answer.status_code, "This was saved while you were editing" in answer.content.decode()) == (422, True)
    assert FundingLine.objects.get().amount == 108_000


def test_an_empty_page_offers_the_first_step_to_those_who_keep_the_plan(partnership, signed_in, olivia, edie):
    add = inside(partnership, "sources/add/")
    page = signed_in(olivia).get(inside(partnership)).content.decode()
    assert ("No funding is recorded yet" in page, add in page) == (True, True)
    assert add not in signed_in(edie).get(inside(partnership)).content.decode()


def test_the_plan_is_downloaded(partnership, signed_in, olivia):
    a_line(partnership, olivia, source_name="=cmd()")
    csv = b"".join(signed_in(olivia).get(inside(partnership, "?format=csv")).streaming_content).decode()
    assert csv.splitlines()[1].startswith("'=cmd(),Grant,Development officer")


def test_the_overview_has_the_runway_once_there_is_one(partnership, signed_in, olivia):
    a_plan(partnership)
    client = signed_in(olivia)
    assert 'id="runway"' not in client.get(partnership.get_absolute_url()).content.decode()
    a_line(partnership, olivia)
    page = client.get(partnership.get_absolute_url()).content.decode()
    assert ("before the service starts" in page, "See what closes the gap" in page) == (True, True)


def test_what_is_covered_ends_where_the_costs_known_end(partnership, signed_in, olivia):
    a_plan(partnership)
    a_line(partnership, olivia)
    a_cost(partnership, olivia, last_month=date(2027, 5, 1))
    page = signed_in(olivia).get(inside(partnership)).content.decode()
    assert ("Costs are known only to May 2027." in page, "pays for all costs known, to 31 May 2027" in page) == (
        True,
        True,
    )


def test_a_stopped_partnership_keeps_its_plan_without_a_gap(partnership, signed_in, olivia):
    a_plan(partnership)
    a_line(partnership, olivia)
    Partnership.objects.update(state="stopped")
    client = signed_in(olivia)
    overview, funding = (
        client.get(url).content.decode() for url in (partnership.get_absolute_url(), inside(partnership))
    )
    assert ('id="runway"' in overview, "Money ends" in funding, "Kirkton Trust" in funding) == (False, False, True)
    assert "No funding is recorded yet" not in funding


def test_the_page_costs_the_same_for_one_and_for_four(
    partnership, council, olivia, signed_in, django_assert_max_num_queries
):
    client, counts = signed_in(olivia), []
    a_plan(partnership)
    for _ in range(2):
        for _ in range(2):
            a_line(partnership, olivia)
            a_cost(partnership, olivia)
            an_offer(partnership, council, olivia)
        with django_assert_max_num_queries(22) as captured:
            client.get(inside(partnership))
        counts.append(len(captured.captured_queries))
    assert counts[0] == counts[1]
