"""Files as the regulator gives them out: the headings as they are, blanks included, and made-up charities."""

import csv
import io
from collections.abc import Iterable

HEADINGS = [
    "Charity Number",
    "Charity Name",
    "Registered Date",
    "Known As",
    "Charity Status",
    "Notes",
    "Postcode",
    "Constitutional Form",
    "Previous Constitutional Form 1",
    "Geographical Spread",
    "Main Operating Location",
    "Purposes",
    "Beneficiaries",
    "Activities",
    "Objectives",
    "Principal Office/Trustees Address",
    "Website",
    "Most recent year income",
    "Most recent year expenditure",
    "Mailing cycle",
    "Year End",
    "Date annual return received",
    " Next year end date",
    " Donations and legacies income",
    "Charitable activities income",
    "Other trading activities income",
    "Investments income",
    "Other income",
    "Raising funds spending",
    "Charitable activities spending",
    "Other spending",
    "Parent charity name",
    "Parent charity number",
    "Parent charity country of registration",
    "Designated religious body",
    "Regulatory Type",
]
EXAMPLE = {
    "Charity Number": "SC999999",
    "Charity Name": "Example Befriending",
    "Registered Date": "01/04/2010 00:00",
    "Charity Status": "Active",
    "Postcode": "PA1 1AA",
    "Constitutional Form": "SCIO (Scottish Charitable Incorporated Organisation)",
    "Geographical Spread": "A specific local point, community or neighbourhood",
    "Main Operating Location": "Renfrewshire",
    "Purposes": "'The advancement of health','The relief of those in need by reason of age, ill health or disability'",
    "Beneficiaries": "'Older people','Other defined groups'",
    "Activities": "'It carries out activities or services itself'",
    "Objectives": "To support older people",
    "Principal Office/Trustees Address": "1 High Street, Paisley",
    "Website": "www.example.org",
    "Most recent year income": "95000",
    "Most recent year expenditure": "91000",
    "Mailing cycle": "9",
    "Year End": "31/03/2026",
    "Date annual return received": "30/06/2026",
    " Next year end date": "31/03/2027",
    " Donations and legacies income": "20000",
    "Charitable activities income": "70000",
    "Other trading activities income": "5000",
    "Investments income": "0",
    "Other income": "0",
    "Designated religious body": "No",
    "Regulatory Type": "Standard",
}


BY_NAME = {heading.strip(): heading for heading in HEADINGS}


def a_row(number: str = "SC999999", **cells: str) -> dict[str, str]:
    """A row like the example's but for the cells given; their names are headings with ``_`` for blanks."""
    named = {BY_NAME[name.replace("_", " ")]: cell for name, cell in cells.items()}
    return EXAMPLE | {"Charity Number": number} | named


def a_file(
    *rows: dict[str, str], headings: Iterable[str] = HEADINGS, delimiter: str = ",", encoding: str = "utf-8"
) -> io.BytesIO:
    """A register's file with these rows, the example alone where none are given."""
    text = io.StringIO(newline="")
    writer = csv.DictWriter(
        text, list(headings), restval="", delimiter=delimiter, quoting=csv.QUOTE_ALL, extrasaction="ignore"
    )
    writer.writeheader()
    writer.writerows(rows or [EXAMPLE])
    return io.BytesIO(text.getvalue().encode(encoding))


KINDS_OF_NAME = ("Befriending", "Community Trust", "Furniture Reuse", "Carers Centre", "Youth Project", "Village Hall")
PLACES = ("Renfrewshire", "Glasgow City", "City of Edinburgh", "Fife", "Highland", "Aberdeenshire", "North Lanarkshire")
WORDS = (
    "Ardoch",
    "Balfour",
    "Carrick",
    "Duncraig",
    "Errol",
    "Fasque",
    "Gairloch",
    "Hallin",
    "Inver",
    "Kilmory",
    "Lorne",
)


def many_rows(count: int, *, income: int = 0) -> Iterable[dict[str, str]]:
    """Made-up charities in any number, each its own; ``income`` is added to each one's, to make next year's file."""
    for n in range(count):
        name = f"{WORDS[n % 11]} {WORDS[n // 11 % 11]} {KINDS_OF_NAME[n % 6]} {n}"
        earned = n % 977 * 1_000 + income
        yield a_row(
            f"SC{n + 1:06}",
            Charity_Name=name,
            Main_Operating_Location=PLACES[n % 7],
            Objectives=f"To serve the people of {WORDS[n % 11]} " + "with care and in good company. " * (n % 20),
            Most_recent_year_income=str(earned),
            Charitable_activities_income=str(earned),
            Donations_and_legacies_income="0",
            Other_trading_activities_income="0",
        )
