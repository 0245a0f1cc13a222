import pytest

from partnerships.register.engine.oscr import OSCR, income, legal_form
from partnerships.register.engine.reading import entries
from tests.factories.register import HEADINGS, a_file, a_row


def test_the_example_says_what_the_directory_can_hold():
    (entry,) = entries(a_file(), OSCR)
    assert (entry.row, entry.number, entry.problems) == (2, "SC999999", ())
    assert entry.said == {
        "name": "Example Befriending",
        "known_as": "",
        "registered_on": "2010-04-01",
        "postcode": "PA1 1AA",
        "about": "To support older people",
        "address": "1 High Street, Paisley",
        "website": "https://www.example.org",
        "location": "Renfrewshire",
        "spread": "A specific local point, community or neighbourhood",
        "activities": ["It carries out activities or services itself"],
        "legal_form": "scio",
        "purposes": "The advancement of health\nThe relief of those in need by reason of age, ill health or disability",
        "is_closed": False,
        "client_groups": ["older-people"],
        "income": {
            "year_end": "2026-03-31",
            "donations": "20000.00",
            "charitable_activities": "70000.00",
            "trading": "5000.00",
            "other": "0.00",
            "unsplit": "0.00",
        },
    }


def test_the_register_has_36_columns_and_some_begin_with_a_blank():
    assert (len(HEADINGS), [name for name in HEADINGS if name.startswith(" ")]) == (
        36,
        [" Next year end date", " Donations and legacies income"],
    )
    assert {column.heading for column in OSCR.columns} <= {name.strip() for name in HEADINGS}


@pytest.mark.parametrize(
    ("words", "form"),
    [
        ("SCIO (Scottish Charitable Incorporated Organisation)", "scio"),
        ("Company (the charity is registered with Companies House)", "charitable_company"),
        ("Trust (founding document is a deed of trust) (other than educational endowment)", "trust"),
        ("Unincorporated association", "unincorporated"),
        ("Community benefit society", "society"),
        ("Statutory corporation (e.g. Royal Charter)", "other"),
        ("", ""),
    ],
)
def test_constitutional_forms_become_legal_forms(words, form):
    assert legal_form(words) == form


AMOUNTS = dict.fromkeys(("donations", "charitable_activities", "trading", "investments", "other"))


def test_of_a_small_charity_the_total_alone_is_known():
    found = income(AMOUNTS | {"year_end": "2026-03-31", "income": "9000.00"})
    assert found == {
        "year_end": "2026-03-31",
        "donations": "0.00",
        "charitable_activities": "0.00",
        "trading": "0.00",
        "other": "0.00",
        "unsplit": "9000.00",
    }


def test_investments_count_as_other_and_parts_beyond_the_total_stand():
    cells = {
        "year_end": "2026-03-31",
        "income": "100.00",
        "investments": "80.00",
        "other": "-10.00",
        "donations": "60.00",
    }
    found = income(AMOUNTS | cells)
    assert (found["other"], found["donations"], found["unsplit"]) == ("70.00", "60.00", "0.00")


def test_without_a_year_end_or_any_amount_nothing_is_said_of_income():
    assert income(AMOUNTS | {"year_end": None, "income": "5.00"}) is None
    assert income(AMOUNTS | {"year_end": "2026-03-31", "income": None}) is None


def test_a_charity_removed_from_the_register_is_closed():
    closed = [entry.said["is_closed"] for entry in entries(a_file(a_row(Charity_Status="Removed"), a_row("SC1")), OSCR)]
    assert closed == [True, False]


def test_groups_the_directory_does_not_name_are_left_out():
    row = a_row(Beneficiaries="'Other defined groups','No specific group, or for the benefit of the community'")
    (entry,) = entries(a_file(row), OSCR)
    assert entry.said["client_groups"] == ["community"]


def test_a_cell_that_cannot_be_read_says_nothing_and_is_named():
    row = a_row(Website="see facebook", Year_End="31/02/2026", Most_recent_year_income="lots", Postcode="")
    (entry,) = entries(a_file(row), OSCR)
    assert entry.problems == (
        "Website: “see facebook” is not the address of a website",
        "Most recent year income: “lots” is not an amount like 95000",
        "Year End: “31/02/2026” is not a date like 31/03/2026",
    )
    assert {"website", "income"} & entry.said.keys() == set()
    assert (entry.said["postcode"], entry.said["name"]) == ("", "Example Befriending")


def test_a_total_below_its_kinds_is_said_and_the_kinds_are_used():
    [entry] = entries(a_file(a_row(Most_recent_year_income="90000")), OSCR)
    words = "Most recent year income: £90,000 is less than the kinds of income add up to, £95,000. The kinds are used"
    assert entry.problems == (words,)
    assert sum(float(amount) for part, amount in entry.said["income"].items() if part != "year_end") == 95_000


def test_a_total_above_its_kinds_is_no_contradiction():
    [entry] = entries(a_file(a_row(Most_recent_year_income="99000")), OSCR)
    assert (entry.problems, entry.said["income"]["unsplit"]) == ((), "4000.00")
