import pytest

from partnerships.models import DesignText, Party
from tests.conftest import NOON
from tests.factories.design import a_text, all_agree, an_involvement, ready_for_pilot
from tests.factories.files import a_pdf
from tests.factories.partnerships import MemberFactory


def inside(partnership, path=""):
    return f"/partnerships/{partnership.pk}/design/{path}"


@pytest.mark.parametrize(
    ("person", "expected"),
    [
        ("olivia", [200, 200, 200, 200, 200, 200]),
        ("bo", [200, 200, 200, 200, 403, 403]),
        ("pat", [200, 200, 200, 403, 403, 403]),
        ("edie", [200, 200, 200, 403, 403, 403]),
        ("ada", [200, 200, 200, 200, 403, 200]),
        ("otto", [404] * 6),
    ],
)
def test_who_opens_what(partnership, olivia, signed_in, person, expected, request):
    party = a_text(partnership, "memorandum", olivia).parties.get(organisation__name="Good Company")
    paths = ["", "memorandum/", "memorandum/1/", "memorandum/write/", f"parties/{party.pk}/agree/"]
    client = signed_in(request.getfixturevalue(person))
    answers = [client.get(inside(partnership, path)).status_code for path in [*paths, f"parties/{party.pk}/record/"]]
    assert answers == expected


@pytest.mark.parametrize("path", ["no-such-text/", "no-such-text/write/", "vision/9/", "parties/999/agree/"])
def test_what_is_not_there_is_not_found(partnership, signed_in, olivia, path):
    assert signed_in(olivia).get(inside(partnership, path)).status_code == 404


@pytest.mark.parametrize("kind", ["vision", "memorandum", "service-design"])
def test_an_empty_page_offers_the_first_version_to_those_who_may_write(partnership, signed_in, olivia, pat, kind):
    write = inside(partnership, f"{kind}/write/")
    assert write in signed_in(olivia).get(inside(partnership, f"{kind}/")).content.decode()
    assert write not in signed_in(pat).get(inside(partnership, f"{kind}/")).content.decode()


def test_a_text_is_written_agreed_and_replaced_through_the_pages(partnership, signed_in, olivia, pat):
    client = signed_in(olivia)
    data = {"based_on": "0", "body": "Nobody is lonely.", "shared_values": "Listen first.", "once": "b" * 32}
    for _ in range(2):
        assert client.post(inside(partnership, "vision/write/"), data).url == inside(partnership, "vision/")
    text = DesignText.objects.get()
    mine, theirs = (text.parties.get(organisation__name=name) for name in ("Good Company", "Kirkton Council"))
    client.post(inside(partnership, f"parties/{mine.pk}/agree/"))
    page = client.get(inside(partnership, "vision/")).content.decode()
    assert ("Nobody is lonely." in page, inside(partnership, f"parties/{mine.pk}/agree/") in page) == (True, False)
    signed_in(pat).post(inside(partnership, f"parties/{theirs.pk}/agree/"))
    assert "In force since" in client.get(inside(partnership)).content.decode()
    again = signed_in(pat).post(inside(partnership, f"parties/{theirs.pk}/agree/"))
    assert (again.status_code, "agreed already" in again.content.decode()) == (422, True)


def test_the_form_starts_from_the_latest_version(partnership, signed_in, olivia):
    a_text(partnership, "memorandum", olivia, body="1. We meet.")
    form = signed_in(olivia).get(inside(partnership, "memorandum/write/")).context["form"]
    assert (form["body"].value(), form["based_on"].value()) == ("1. We meet.", 1)


def test_a_version_written_meanwhile_is_shown_and_nothing_typed_is_lost(partnership, signed_in, olivia, bo):
    a_text(partnership, "memorandum", olivia, body="1. We meet monthly.")
    a_text(partnership, "memorandum", bo, body="1. We meet weekly.")
    client, url = signed_in(olivia), inside(partnership, "memorandum/write/")
    answer = client.post(url, {"based_on": "1", "body": "1. We meet daily.", "note": "Clause 1"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert [words in page for words in ("1. We meet weekly.", "1. We meet daily.", "Bo Quinn saved it")] == [True] * 3
    sent = answer.context["form"]
    answer = client.post(url, {"based_on": sent["based_on"].value(), "body": sent["body"].value(), "note": "Clause 1"})
    assert answer.status_code == 302
    assert [t.body for t in DesignText.objects.order_by("number")] == [
        "1. We meet monthly.",
        "1. We meet weekly.",
        "1. We meet daily.",
    ]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({}, "Fill in “Vision”"),
        ({"body": "x" * 50_001, "shared_values": "y"}, "Shorten this to 50000 characters"),
        ({"body": "x", "shared_values": "y", "based_on": "nine"}, "Enter a whole number"),
        ({"body": "x", "shared_values": "y", "document": "999"}, "Choose one of the answers offered"),
    ],
)
def test_what_is_wrong_is_said(partnership, signed_in, olivia, data, words):
    answer = signed_in(olivia).post(inside(partnership, "vision/write/"), {"based_on": "0"} | data)
    assert (answer.status_code, words in answer.content.decode(), DesignText.objects.count()) == (422, True, 0)


def test_an_agreement_on_paper_is_recorded_with_its_copy(partnership, signed_in, olivia):
    party = a_text(partnership, "memorandum", olivia, at=NOON).parties.get(organisation__name="Northside Neighbours")
    url = inside(partnership, f"parties/{party.pk}/record/")
    day = {"agreed_on_day": "3", "agreed_on_month": "6", "agreed_on_year": "2026"}
    client = signed_in(olivia)
    refused = client.post(url, {"signatory": "Jo Orr"} | day)
    assert "Choose a document or send a file" in refused.content.decode()
    assert client.post(url, {"signatory": "Jo Orr", "file": a_pdf()} | day).status_code == 302
    assert Party.objects.get(pk=party.pk).signatory == "Jo Orr"


def test_a_changed_partnership_asks_for_a_new_version(partnership, signed_in, olivia):
    all_agree(a_text(partnership, "memorandum", olivia), leader=olivia)
    MemberFactory(partnership=partnership, organisation__name="Castle Care")
    page = signed_in(olivia).get(inside(partnership, "memorandum/")).content.decode()
    assert "The partners have changed since this version" in page
    assert "New: Castle Care." in " ".join(page.split())


def test_words_people_typed_are_never_markup(partnership, signed_in, olivia):
    a_text(partnership, "vision", olivia, body="<script>alert(1)</script>", shared_values="<b>bold</b>", note="")
    page = signed_in(olivia).get(inside(partnership, "vision/")).content.decode()
    assert ("<script>alert" in page, "<b>bold" in page) == (False, False)


def test_the_page_costs_the_same_with_little_and_with_much(
    partnership, signed_in, olivia, django_assert_max_num_queries
):
    client, counts = signed_in(olivia), []
    ready_for_pilot(partnership, olivia)
    for _ in range(2):
        with django_assert_max_num_queries(25) as captured:
            client.get(inside(partnership))
        counts.append(len(captured.captured_queries))
        for number in range(3):
            MemberFactory(partnership=partnership)
            an_involvement(partnership, olivia, title=f"Afternoon {number}")
        for kind in ("vision", "memorandum", "service_design"):
            all_agree(a_text(partnership, kind, olivia), leader=olivia)
    assert counts[0] == counts[1]


def test_a_file_sent_with_a_form_that_is_refused_is_asked_for_again(partnership, olivia, signed_in):
    client = signed_in(olivia)
    address = f"/partnerships/{partnership.pk}/design/memorandum/write/"
    both = {"based_on": "0", "document": "nothing", "file": a_pdf()}
    page = client.post(address, both).content.decode()
    assert "Choose the file again" in page
    assert "Choose the file again" not in client.get(address).content.decode()


def test_where_words_or_a_document_will_do_neither_is_called_optional(partnership, olivia, signed_in):
    client = signed_in(olivia)
    pages = [f"/partnerships/{partnership.pk}/design/{kind}/write/" for kind in ("memorandum", "vision")]
    assert ["(optional)" in client.get(page).content.decode() for page in pages] == [False, True]
