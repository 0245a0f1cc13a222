"""A register of as many made-up charities as asked for, in the layout of the Scottish register; the same each time."""

import csv
from io import BytesIO, TextIOWrapper
from random import Random
from typing import Any

from psp.demo.register import FILE

FIRST_NUMBER = 500_000  # numbers the real register has not reached
PLACES = (
    *("Ardoch", "Balfour", "Carron", "Dunmore", "Eskdale", "Fairlie", "Glenview", "Harrow", "Inverlea", "Kirkton"),
    *("Lochend", "Mossbank", "Netherby", "Oakbank", "Pitcairn", "Riverside", "Strathlea", "Thornhill", "Westerton"),
)
THEMES = (
    *("Arts", "Befriending", "Bereavement", "Carers", "Community", "Counselling", "Disability", "Family", "Food"),
    *("Furniture", "Gardening", "Heritage", "Housing", "Learning", "Music", "Playgroup", "Recovery", "Sports"),
    *("Transport", "Village Hall", "Volunteer", "Wellbeing", "Women’s", "Young People’s"),
)
KINDS = ("Trust", "Association", "Society", "Project", "Centre", "Network", "Fund", "Group", "Partnership")
LISTS = ("Purposes", "Beneficiaries", "Activities", "Geographical Spread", "Main Operating Location")


def register_file(count: int, *, seed: int) -> BytesIO:
    """Return the register's CSV with this many charities, opened for reading bytes.

    A longer register begins with the same charities as a shorter one of the same seed.
    """
    random = Random(seed)  # noqa: S311 it draws examples, not secrets
    with FILE.open(encoding="utf-8", newline="") as file:
        examples = list(csv.DictReader(file))
    content = BytesIO()
    text = TextIOWrapper(content, encoding="utf-8", newline="", write_through=True)
    writer = csv.DictWriter(text, list(examples[0]), quoting=csv.QUOTE_ALL)
    writer.writeheader()
    writer.writerows(_charity(number, random, examples) for number in range(FIRST_NUMBER, FIRST_NUMBER + count))
    text.detach()
    content.seek(0)
    return content


def _charity(number: int, random: Random, examples: list[dict[str, str]]) -> dict[str, Any]:
    grants, earned = random.randrange(0, 400_000, 500), random.randrange(0, 900_000, 500)
    drawn = {heading: random.choice(examples)[heading] for heading in LISTS}
    name = f"{random.choice(PLACES)} {random.choice(THEMES)} {random.choice(KINDS)}"
    return (
        random.choice(examples)
        | drawn
        | {
            "Charity Number": f"SC{number}",
            "Charity Name": f"{name} {number - FIRST_NUMBER + 1}",
            "Postcode": f"PA{random.randint(1, 78)} {random.randint(1, 9)}AA",
            "Principal Office/Trustees Address": f"{random.randint(1, 200)} High Street",
            "Website": "",
            "Most recent year income": str(grants + earned),
            "Most recent year expenditure": str(grants + earned),
            " Donations and legacies income": str(grants),
            "Charitable activities income": str(earned),
            "Other trading activities income": "0",
            "Investments income": "0",
            "Other income": "0",
        }
    )
