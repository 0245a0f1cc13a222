from datetime import UTC, date, datetime

import pytest

from procurement.models import Tender
from psp.core.moments import MIDDAY, Moment

DATES = {
    "notice_on": (1, 3, 2027),
    "questions_close_on": (26, 3, 2027),
    "submission_deadline": (13, 4, 2027),
    "decision_on": (25, 5, 2027),
    "standstill_ends_on": (4, 6, 2027),
    "contract_starts_on": (1, 10, 2027),
}


def typed(dates, **more):
    parts = {
        f"{name}_{part}": str(value)
        for name, day in dates.items()
        for part, value in zip(("day", "month", "year"), day, strict=True)
    }
    return (
        parts
        | {"submission_deadline_time": "12 noon", "is_electronic": "on", "notices_are_electronic": "on", "version": "1"}
        | more
    )


def test_who_opens_the_dates_and_who_sets_them(tender, signed_in, request, figures):
    names = ["olivia", "pat", "edie", "bo", "ada", "otto"]

    def statuses(page):
        return [signed_in(request.getfixturevalue(name)).get(tender.url(page)).status_code for name in names]

    assert statuses("tender_dates") == [200, 200, 200, 200, 200, 404]
    assert statuses("edit_tender_dates") == [403, 200, 403, 403, 403, 404]


def test_the_page_says_at_once_everything_that_is_wrong(tender, signed_in, olivia, figures):
    Tender.objects.update(
        submission_deadline=datetime(2026, 3, 12, 12, tzinfo=UTC), questions_close_on=date(2026, 3, 9)
    )
    page = signed_in(olivia).get(tender.url("tender_dates")).content.decode()
    assert "2 dates need attention" in page
    assert (
        "Bidders have 9 whole days from the day after the notice: give them 30. Use 11:59pm on 1 April or midday on 2 April"
        in page
    )
    assert "Guidance, not confirmed – check this" in page


def test_dates_are_saved_in_londons_time(tender, signed_in, pat, figures):
    answer = signed_in(pat).post(tender.url("edit_tender_dates"), typed(DATES))
    tender.refresh_from_db()
    assert (answer.url, tender.date_errors) == (tender.url("tender_dates"), 0)
    assert tender.submission_deadline == datetime(2027, 4, 13, 11, tzinfo=UTC)


@pytest.mark.parametrize(
    ("start", "day", "expected"),
    [
        (
            "notice_on",
            (1, 3, 2027),
            {"submission_deadline": Moment.at(date(2027, 4, 1), MIDDAY), "contract_starts_on": date(2027, 10, 1)},
        ),
        (
            "contract_starts_on",
            (1, 10, 2027),
            {"submission_deadline": Moment.at(date(2027, 4, 1), MIDDAY), "notice_on": date(2027, 3, 1)},
        ),
    ],
)
def test_dates_are_proposed_forwards_and_backwards_and_nothing_is_saved(
    start, day, expected, tender, signed_in, pat, figures
):
    answer = signed_in(pat).post(tender.url("edit_tender_dates"), typed({start: day}, propose=start))
    form = answer.context["form"]
    assert (answer.status_code, "nothing is saved yet" in answer.content.decode()) == (200, True)
    assert {name: form[name].value() for name in expected} == expected
    assert Tender.objects.get().notice_on == date(2026, 3, 2)


def test_a_proposal_as_it_stands_follows_the_rules(tender, signed_in, pat, figures):
    client = signed_in(pat)
    answer = client.post(tender.url("edit_tender_dates"), typed({"notice_on": (1, 3, 2027)}, propose="notice_on"))
    form = answer.context["form"]
    days = {name: getattr(form[name].value(), "day", form[name].value()) for name in DATES}
    days = {name: form[name].value() if isinstance(day, int) else day for name, day in days.items()}
    sent = typed(
        {name: (day.day, day.month, day.year) for name, day in days.items()}, version=answer.context["version"]
    )
    assert client.post(tender.url("edit_tender_dates"), sent).status_code == 302
    assert Tender.objects.get().date_errors == 0


def test_a_proposal_needs_the_date_it_is_counted_from(tender, signed_in, pat):
    answer = signed_in(pat).post(tender.url("edit_tender_dates"), typed({}, propose="notice_on"))
    assert (answer.status_code, "Enter this date first" in answer.content.decode()) == (422, True)


@pytest.mark.parametrize(
    "wrong",
    [
        {"notice_on": (31, 2, 2027)},
        {"notice_on": ("x" * 500, 2, 2027)},
        {"contract_starts_on": (1, 10, 2027), "contract_ends_on": (1, 10, 2027)},
    ],
)
def test_wrong_dates_are_shown_again(wrong, tender, signed_in, pat):
    answer = signed_in(pat).post(tender.url("edit_tender_dates"), typed(wrong))
    assert (answer.status_code, Tender.objects.get().version) == (422, 1)
    assert signed_in(pat).post(tender.url("edit_tender_dates"), {"propose": "notice_on"}).status_code == 422


def test_a_stale_save_shows_both(tender, signed_in, pat):
    Tender.objects.update(notice_on=date(2026, 3, 3), version=2)
    answer = signed_in(pat).post(tender.url("edit_tender_dates"), typed(DATES))
    assert (answer.status_code, answer.context["conflict"] is not None) == (422, True)


def test_a_published_tender_is_refused_with_the_reason(published, signed_in, pat, figures):
    answer = signed_in(pat).post(published.url("edit_tender_dates"), typed(DATES))
    assert (answer.status_code, "can no longer be edited" in answer.content.decode()) == (422, True)
