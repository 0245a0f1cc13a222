"""What a register says, set against what the directory says: the reads behind previewing, applying and undoing an import."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from partnerships.income.engine import REGISTER_PARTS
from partnerships.income.models import IncomeYear
from partnerships.organisations.engine.words import words_in
from partnerships.organisations.models import Organisation
from partnerships.register.engine.deciding import Outcome, outcome
from partnerships.register.engine.layout import Entry, Said
from partnerships.register.models import ImportRow, RegisterImport
from partnerships.taxonomies.models import Area, ClientGroup

TEXTS = ("name", "known_as", "legal_form", "about", "purposes", "address", "postcode", "website")
LISTS = ("areas", "client_groups")
# The fields an import may change. What else a register says is kept beside them, to be read.
FIELDS = (*TEXTS, "registered_on", "is_closed", *LISTS, "income")
# Words that some write in the name of a place and some do not.
LOOSE = {"and", "area", "city", "council", "islands", "of", "the"}
OTHER_NAMES = {"western isles": "S12000013", "eilean siar": "S12000013", "comhairle nan eilean siar": "S12000013"}


@dataclass(frozen=True, slots=True)
class Terms:
    """The taxonomies as an import looks things up in them: keys of areas by place, of client groups by code."""

    areas: dict[str, int]
    client_groups: dict[str, int]


def terms() -> Terms:
    """Read the areas and client groups. Two queries."""
    areas = list(Area.objects.all())
    by_code = {area.code: area.pk for area in areas if area.code}
    places = {place_key(area.name): area.pk for area in areas}
    others = {place_key(name): by_code[code] for name, code in OTHER_NAMES.items() if code in by_code}
    groups = dict(ClientGroup.objects.exclude(code="").values_list("code", "pk"))
    return Terms(others | places, groups)


@lru_cache(maxsize=1024)
def place_key(name: str) -> str:
    """Bring the name of a place to the form places are compared in: "City of Edinburgh" and "Edinburgh, City of" are one."""
    return " ".join(sorted(set(words_in(name)) - LOOSE))


def resolved(entry: Entry, lists: Terms) -> tuple[Said, list[str]]:
    """Turn names of places and groups into keys of the taxonomies; return what the register says, and what was not found."""
    said, problems = dict(entry.said), list(entry.problems)
    if said.get("income", "") is None:
        del said["income"]
    if "client_groups" in said:
        keys = (lists.client_groups.get(code) for code in said["client_groups"])
        said["client_groups"] = sorted(key for key in keys if key is not None)
    if "location" in said:
        area = lists.areas.get(place_key(said["location"]))
        said["areas"] = [area] if area else []
        if said["location"] and not area and not said["location"].casefold().startswith("outside"):
            problems.append(f"Main Operating Location: “{said['location'][:80]}” is not an area of the directory")
    return said, problems


@dataclass(slots=True)
class Known:
    """An organisation of the directory, with what it says in the register's fields."""

    organisation: Organisation
    values: dict[str, Any]
    years: dict[str, tuple[dict[str, str], bool]] = field(default_factory=dict)

    @property
    def edited(self) -> set[str]:
        """The fields a person has written, in the register's names."""
        names = set(self.organisation.edited_fields)
        return names | {"is_closed"} if "closed_on" in names else names

    def current(self, said: Said) -> dict[str, Any]:
        """What the directory says, the income being that of the year the register speaks of."""
        year, _ = self.years.get((said.get("income") or {}).get("year_end", ""), (None, False))
        return self.values | {"income": year}

    def outcome(self, said: Said) -> Outcome:
        """Decide what changes where the register says this."""
        last = dict(self.organisation.register_values)
        income = said.get("income") or {}
        if (last.get("income") or {}).get("year_end") != income.get("year_end"):
            last.pop("income", None)
        _, is_from_register = self.years.get(income.get("year_end", ""), (None, True))
        edited = self.edited if is_from_register else {*self.edited, "income"}
        return outcome(self.current(said), {name: said[name] for name in FIELDS if name in said}, last, edited)


def known(organisations: "QuerySet[Organisation]") -> list[Known]:
    """Read organisations with what they say in the register's fields. Four queries, however many there are."""
    rows = {row.pk: Known(row, _values(row)) for row in organisations}
    for name, column in (("areas", "area_id"), ("client_groups", "clientgroup_id")):
        through = getattr(Organisation, name).through._base_manager.filter(organisation__in=rows)
        for organisation_id, key in through.order_by(column).values_list("organisation_id", column):
            rows[organisation_id].values[name].append(key)
    for income_year in IncomeYear.objects.filter(organisation__in=rows):
        year_end = income_year.year_end.isoformat()
        parts = {part: f"{getattr(income_year, part):.2f}" for part in REGISTER_PARTS}
        entry = ({"year_end": year_end} | parts, income_year.is_from_register)
        rows[income_year.organisation_id].years[year_end] = entry
    return list(rows.values())


def known_by_number(numbers: Iterable[str]) -> dict[str, Known]:
    """Read the organisations of charity numbers, by number. Four queries."""
    rows = Organisation.objects.filter(charity_number__in=list(numbers))
    return {found.organisation.charity_number: found for found in known(rows)}


def _values(row: Organisation) -> dict[str, Any]:
    values: dict[str, Any] = {name: getattr(row, name) for name in TEXTS}
    values["registered_on"] = row.registered_on.isoformat() if row.registered_on else None
    return values | {"is_closed": row.closed_on is not None, "areas": [], "client_groups": []}


def gone_from(register_import: RegisterImport) -> "QuerySet[Organisation]":
    """Organisations an earlier import brought or checked, still open, of which the file says nothing."""
    rows = ImportRow.objects.filter(register_import=register_import, charity_number=OuterRef("charity_number"))
    checked = Organisation.objects.current().exclude(register_checked_on=None).exclude(charity_number="")
    return checked.filter(~Exists(rows)).order_by("pk")
