"""The Scottish Charity Register as the regulator, OSCR, gives it out: one charity a row, 36 columns, no company number."""

from decimal import Decimal

from partnerships.register.engine import cells
from partnerships.register.engine.cells import Value
from partnerships.register.engine.layout import Column, Layout, Said
from psp.core.money import in_words

LEGAL_FORMS = (
    ("scio", "scio"),
    ("company", "charitable_company"),
    ("trust", "trust"),
    ("unincorporated", "unincorporated"),
    ("community benefit society", "society"),
    ("co-operative", "society"),
    ("industrial and provident", "society"),
    ("registered society", "society"),
)
# The directory's client groups, by their code, for the regulator's beneficiaries, which are broader.
CLIENT_GROUPS = {
    "children or young people": "children-and-young-people",
    "children / young people": "children-and-young-people",
    "children/young people": "children-and-young-people",
    "older people": "older-people",
    "people with disabilities or health problems": "disability-or-health",
    "people of a particular ethnic or racial origin": "ethnic-communities",
    "other charities or voluntary bodies": "charities",
    "other charities / voluntary bodies": "charities",
    "no specific group, or for the benefit of the community": "community",
}
AMOUNTS = {
    "donations": ("donations",),
    "charitable_activities": ("charitable_activities",),
    "trading": ("trading",),
    "other": ("investments", "other"),
}


def legal_form(constitution: str) -> str:
    """Find the directory's legal form for the regulator's words; "" where the cell is empty."""
    words = constitution.casefold()
    return next((form for begins, form in LEGAL_FORMS if words.startswith(begins)), "other" if words else "")


def income(values: dict[str, Value]) -> dict[str, str] | None:
    """Put together the latest year's income by kind; None without a year end or any amount.

    What the kinds leave of the total is ``unsplit``: of the smallest charities the total alone is known. Where the kinds
    come to more than the total, the kinds are used and ``contradictions`` says so.
    """
    year_end, total = values.get("year_end"), values.get("income")
    if not year_end or (
        total is None and all(values.get(name) is None for names in AMOUNTS.values() for name in names)
    ):
        return None
    parts = _parts(values)
    rest = max(Decimal(str(total or 0)) - sum(parts.values()), Decimal(0))
    return {"year_end": str(year_end)} | {part: f"{amount:.2f}" for part, amount in (parts | {"unsplit": rest}).items()}


def contradictions(values: dict[str, Value]) -> list[str]:
    """Say that the total of a year's income contradicts its kinds: more than it cannot have come in by kind."""
    total, kinds = values.get("income"), sum(_parts(values).values(), Decimal(0))
    if total is None or not values.get("year_end") or kinds <= Decimal(str(total)):
        return []
    words = "Most recent year income: {total} is less than the kinds of income add up to, {kinds}. The kinds are used"
    return [words.format(total=in_words(Decimal(str(total))), kinds=in_words(kinds))]


def _parts(values: dict[str, Value]) -> dict[str, Decimal]:
    """Add the register's columns up by the directory's kinds of income; a cell that is empty or unreadable is nothing."""
    amounts = {part: [values.get(name) for name in names] for part, names in AMOUNTS.items()}
    return {part: sum((Decimal(str(v)) for v in found if v), Decimal(0)) for part, found in amounts.items()}


INCOME_CELLS = {"year_end", "income", *(name for names in AMOUNTS.values() for name in names)}


def say(values: dict[str, Value]) -> Said:
    """Turn a row's values into the directory's fields. What could not be read is left out: the register says nothing of it."""
    said: Said = {name: values[name] for name in DIRECTLY if name in values}
    if "constitution" in values:
        said["legal_form"] = legal_form(str(values["constitution"]))
    if "purposes" in values:
        said["purposes"] = "\n".join(values["purposes"] or [])
    if "status" in values:
        said["is_closed"] = str(values["status"]).casefold() == "removed"
    if "beneficiaries" in values:
        groups = {CLIENT_GROUPS.get(item.casefold(), "") for item in values["beneficiaries"] or []}
        said["client_groups"] = sorted(groups - {""})
    if values.keys() >= INCOME_CELLS:
        said["income"] = income(values)
    return said


DIRECTLY = (
    "name",
    "known_as",
    "registered_on",
    "postcode",
    "about",
    "address",
    "website",
    "location",
    "spread",
    "activities",
)

OSCR = Layout(
    code="oscr",
    name="Scottish Charity Register",
    number="number",
    columns=(
        Column("Charity Number", "number", cells.number),
        Column("Charity Name", "name", cells.line),
        Column("Registered Date", "registered_on", cells.day),
        Column("Known As", "known_as", cells.line),
        Column("Charity Status", "status", cells.line),
        Column("Postcode", "postcode", cells.postcode),
        Column("Constitutional Form", "constitution", cells.line),
        Column("Geographical Spread", "spread", cells.line),
        Column("Main Operating Location", "location", cells.line),
        Column("Purposes", "purposes", cells.items),
        Column("Beneficiaries", "beneficiaries", cells.items),
        Column("Activities", "activities", cells.items),
        Column("Objectives", "about", cells.text),
        Column("Principal Office/Trustees Address", "address", cells.text),
        Column("Website", "website", cells.website),
        Column("Most recent year income", "income", cells.pounds),
        Column("Year End", "year_end", cells.day),
        Column("Donations and legacies income", "donations", cells.pounds),
        Column("Charitable activities income", "charitable_activities", cells.pounds),
        Column("Other trading activities income", "trading", cells.pounds),
        Column("Investments income", "investments", cells.pounds),
        Column("Other income", "other", cells.pounds),
    ),
    say=say,
    check=contradictions,
)
