"""Pages of discount rates and price indices."""

from decimal import Decimal

import pytest

from evaluation.models import DiscountSchedule, PriceIndex
from evaluation.sroi.operations import add_price_index, load_discount_schedules
from tests.conftest import NOON

SCHEDULE = {"name": "Green Book", "edition": "2027", "source": "Treasury", "bands": "30 3.0\n75: 2.5 %\n2.0"}
INDEX = {"name": "Deflators", "edition": "June 2026", "source": "Treasury", "indices": "2024\t95.5\n\n2025-26, 100"}


@pytest.fixture
def rates(db):
    load_discount_schedules()


def test_everybody_reads_the_rates_with_what_to_check(rates, signed_in, olivia):
    page = signed_in(olivia).get("/evaluations/rates/")
    html = page.content.decode()
    assert "Check this" in html
    assert "A review of June 2026 recommends 3.0%" in html
    assert "Add a discount schedule" not in html
    assert "Add price indices" in html
    text = b"".join(signed_in(olivia).get("/evaluations/rates/?format=csv").streaming_content).decode()
    assert "to year 30: 3.5%; to year 75: 3.0%; to year 125: 2.5%" in text


def test_an_administrator_adds_a_schedule_line_by_line(rates, signed_in, ada):
    assert signed_in(ada).post("/evaluations/rates/new/", SCHEDULE).url == "/evaluations/rates/"
    assert DiscountSchedule.objects.get(edition="2027").bands == [
        {"to_year": 30, "rate": "3.0"},
        {"to_year": 75, "rate": "2.5"},
        {"to_year": None, "rate": "2.0"},
    ]


@pytest.mark.parametrize(
    ("bands", "words"),
    [
        ("30 3.0\nthirty", "Line 2 says “thirty”. Write it like “30 3.5”"),
        ("30 3.0\n20 2.0", "Enter the bands in order of their last year, each rate between 0 and 100"),
        ("30 400", "Enter the bands in order of their last year, each rate between 0 and 100"),
    ],
)
def test_a_wrong_line_is_named(rates, signed_in, ada, bands, words):
    page = signed_in(ada).post("/evaluations/rates/new/", SCHEDULE | {"bands": bands})
    assert page.status_code == 422
    assert page.context["form"].errors == {"bands": [words]}


def test_a_development_officer_pastes_an_index(rates, signed_in, olivia):
    assert signed_in(olivia).post("/evaluations/prices/new/", INDEX).status_code == 302
    assert PriceIndex.objects.get().indices == {"2024": "95.5", "2025": "100"}
    page = signed_in(olivia).post("/evaluations/prices/new/", INDEX | {"edition": "July", "indices": "2024 1\n2024 2"})
    assert page.context["form"].errors == {"indices": ["The year 2024 is there twice. Leave one out"]}


def test_only_administrators_change_notes(rates, signed_in, ada, olivia):
    schedule = DiscountSchedule.objects.get(code="green-book-2022")
    index = add_price_index(by=olivia, at=NOON, name="D", edition="1", source="T", indices={2026: Decimal(1)})
    for url in (f"/evaluations/rates/{schedule.pk}/edit/", f"/evaluations/prices/{index.pk}/edit/"):
        assert signed_in(olivia).get(url).status_code == 403
        sent = {"source": "Treasury", "note": "Confirmed", "is_offered": "on", "version": 1}
        assert signed_in(ada).get(url).status_code == 200
        assert signed_in(ada).post(url, sent).status_code == 302
    schedule.refresh_from_db()
    assert (schedule.note, schedule.needs_checking) == ("Confirmed", False)


def test_the_page_asks_few_queries(rates, signed_in, ada, django_assert_max_num_queries):
    client = signed_in(ada)
    client.get("/evaluations/rates/")
    with django_assert_max_num_queries(8):
        client.get("/evaluations/rates/")
