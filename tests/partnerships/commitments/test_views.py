from datetime import date

import pytest

from partnerships.commitments.operations import sign_commitment
from partnerships.models import Commitment
from tests.conftest import NOON
from tests.factories.design import an_offer
from tests.factories.files import a_pdf


def inside(partnership, path=""):
    return f"/partnerships/{partnership.pk}/commitments/{path}"


@pytest.fixture
def offer(partnership, council, olivia):
    return an_offer(partnership, council, olivia)


@pytest.mark.parametrize(
    ("person", "expected"),
    [
        ("olivia", [200, 200, 200, 200, 403, 200]),
        ("pat", [200] * 6),
        ("bo", [200, 403, 200, 403, 403, 403]),
        ("edie", [200, 403, 200, 403, 403, 403]),
        ("ada", [200, 200, 200, 200, 403, 200]),
        ("otto", [404] * 6),
    ],
)
def test_who_opens_what(offer, signed_in, person, expected, request):
    one = f"{offer.pk}/"
    paths = ["", "offer/", one, f"{one}edit/", f"{one}sign/", f"{one}withdraw/"]
    client = signed_in(request.getfixturevalue(person))
    assert [client.get(inside(offer.partnership, path)).status_code for path in paths] == expected


def days(**named):
    return {
        f"{name}_{part}": str(getattr(day, part)) for name, day in named.items() for part in ("day", "month", "year")
    }


def test_an_offer_is_recorded_signed_and_withdrawn_through_the_pages(partnership, council, signed_in, olivia, pat):
    client = signed_in(olivia)
    data = days(starts_on=date(2028, 4, 1), ends_on=date(2028, 12, 31)) | {
        "organisation_words": "Kirkton C",
        "organisation_found_for": "Kirkton C",
        "organisation": str(council.pk),
        "monthly": "£6,000",
        "once": "e" * 32,
    }
    for _ in range(2):
        assert client.post(inside(partnership, "offer/"), data).status_code == 302
    offer = Commitment.objects.get()
    client = signed_in(pat)
    refused = client.post(inside(partnership, f"{offer.pk}/sign/"), {})
    assert (refused.status_code, "Choose a document or send a file" in refused.content.decode()) == (422, True)
    client.post(inside(partnership, f"{offer.pk}/sign/"), {"file": a_pdf()})
    assert Commitment.objects.get().state == "signed"
    refused = client.post(inside(partnership, f"{offer.pk}/withdraw/"), {"note": ""})
    assert (refused.status_code, Commitment.objects.get().state) == (422, "signed")
    client.post(inside(partnership, f"{offer.pk}/withdraw/"), {"note": "The budget was cut"})
    assert Commitment.objects.get().state == "withdrawn"


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"monthly": ""}, "Fill in “How much a month?”"),
        ({"monthly": "lots"}, "Enter the amount with digits only"),
        ({"ends_on_year": "2027"}, "Enter a last day after the first one"),
        (
            {"organisation": "", "organisation_words": "Nobody", "organisation_found_for": "Nobody"},
            "Nothing matches “Nobody”",
        ),
    ],
)
def test_what_is_wrong_is_said(partnership, council, signed_in, olivia, wrong, words):
    data = days(starts_on=date(2028, 4, 1), ends_on=date(2028, 12, 31)) | {
        "organisation_words": "Kirkton C",
        "organisation_found_for": "Kirkton C",
        "organisation": str(council.pk),
        "monthly": "6000",
    }
    answer = signed_in(olivia).post(inside(partnership, "offer/"), data | wrong)
    assert (answer.status_code, words in answer.content.decode(), Commitment.objects.count()) == (422, True, 0)


def test_an_offer_is_changed_while_it_is_one(offer, signed_in, olivia, pat):
    client, url = signed_in(olivia), inside(offer.partnership, f"{offer.pk}/edit/")
    form = client.get(url).context["form"]
    assert form["ends_on"].value() == date(2028, 12, 31)
    data = days(starts_on=date(2028, 4, 1), ends_on=date(2029, 3, 31)) | {"monthly": "5000", "version": "1"}
    assert client.post(url, data).status_code == 302
    assert Commitment.objects.get().ends_on == date(2029, 3, 31)
    sign_commitment(commitment=Commitment.objects.get(), by=pat, at=NOON, file=a_pdf())
    answer = client.post(url, data | {"version": "3"})
    assert (answer.status_code, "Withdraw this one" in answer.content.decode()) == (422, True)


def test_the_list_is_filtered_and_downloaded_at_the_same_cost(
    offer, council, signed_in, olivia, django_assert_max_num_queries
):
    client, url, counts = signed_in(olivia), inside(offer.partnership), []
    for _ in range(2):
        with django_assert_max_num_queries(22) as captured:
            client.get(url)
        counts.append(len(captured.captured_queries))
        an_offer(offer.partnership, council, olivia)
    assert counts[0] == counts[1]
    assert client.get(f"{url}?state=signed").context["object_list"].count() == 0
    csv = b"".join(client.get(f"{url}?format=csv").streaming_content).decode()
    assert csv.splitlines()[1] == "Kirkton Council,6000.00,2028-04-01,2028-12-31,Offered,,"


def test_an_empty_list_says_what_it_is_for(partnership, signed_in, edie):
    page = signed_in(edie).get(inside(partnership)).content.decode()
    assert ("No commitments yet" in page, inside(partnership, "offer/") in page) == (True, False)
