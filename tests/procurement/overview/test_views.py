import pytest

from tests.factories.tenders import PublishedTenderFactory


@pytest.mark.parametrize(
    ("who", "status"), [("olivia", 200), ("pat", 200), ("edie", 200), ("bo", 200), ("ada", 200), ("otto", 404)]
)
def test_everybody_in_the_partnership_sees_where_its_tender_stands(who, status, published, signed_in, request):
    url = published.partnership.url("partnership_tender")
    assert signed_in(request.getfixturevalue(who)).get(url).status_code == status


def test_the_list_shows_the_tenders_of_ones_partnerships_with_their_clocks(published, signed_in, olivia):
    PublishedTenderFactory(title="Somebody else’s")
    page = signed_in(olivia).get("/tenders/").content.decode()
    assert "Befriending for older people in Kirkton" in page
    assert "14 April 2026 at midday" in page
    assert "Somebody else’s" not in page


def test_the_list_can_be_searched_filtered_sorted_and_exported(published, signed_in, ada):
    PublishedTenderFactory(title="Furniture for new homes", state="standstill")
    client = signed_in(ada)

    def titles(query):
        return [tender.title for tender in client.get(f"/tenders/?{query}").context["object_list"]]

    assert titles("q=furniture") == ["Furniture for new homes"]
    assert titles("q=Kirkton") == ["Befriending for older people in Kirkton"]
    assert titles("state=standstill") == ["Furniture for new homes"]
    assert titles(f"council={published.partnership.purchasing_council_id}") == [
        "Befriending for older people in Kirkton"
    ]
    assert titles("sort=title") == ["Befriending for older people in Kirkton", "Furniture for new homes"]
    assert titles("state=nonsense&sort=nonsense&page=99&council=x") != []
    lines = b"".join(client.get("/tenders/?q=furniture&format=csv").streaming_content).decode().splitlines()
    assert (len(lines), lines[1].split(",")[0]) == (2, "Furniture for new homes")


def test_the_list_takes_as_many_queries_for_one_tender_as_for_three(published, signed_in, ada, queries_of):
    client = signed_in(ada)
    one = queries_of(client, "/tenders/")
    PublishedTenderFactory()
    PublishedTenderFactory()
    assert queries_of(client, "/tenders/") == one


def test_an_empty_list_says_what_it_is_for(signed_in, otto):
    assert "No tenders yet" in signed_in(otto).get("/tenders/").content.decode()


def test_the_partnerships_page_leads_to_preparing_a_tender(tender_stage, signed_in, pat, olivia):
    address, create = tender_stage.url("partnership_tender"), tender_stage.url("create_tender")
    assert create in signed_in(pat).get(address).content.decode()
    assert create not in signed_in(olivia).get(address).content.decode()


def test_before_the_tender_stage_the_page_says_what_is_missing(partnership, signed_in, olivia):
    page = signed_in(olivia).get(partnership.url("partnership_tender")).content.decode()
    assert "Begin the readiness review" in page
    assert "Agree a contingency plan: Good Company, Northside Neighbours" in page


def test_the_tender_page_says_where_readiness_stands(partnership, review, signed_in, olivia):
    page = signed_in(olivia).get(partnership.url("partnership_tender")).content.decode()
    assert f"Round {review.number}" in page
