"""What a register says, set against what the directory says: the reads behind previewing, applying and undoing an import."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from partnerships.income.engine import PARTS, REGISTER_PARTS
from partnerships.income.models import IncomeYear
from partnerships.organisations.models import LegalForm, Organisation
from partnerships.register.engine.deciding import Outcome, outcome
from partnerships.register.engine.layout import Entry, Said
from partnerships.register.models import ImportRow, RegisterImport
from partnerships.taxonomies.models import Area, ClientGroup
from psp.core import money
from psp.core.dates import in_words
from psp.core.folding import words_in

TEXTS = ("name", "known_as", "legal_form", "about", "purposes", "address", "postcode", "website")
LISTS = ("areas", "client_groups")
# The fields an import may change. What else a register says is kept beside them, to be read.
FIELDS = (*TEXTS, "registered_on", "is_closed", *LISTS, "income")
OTHER_LABELS = {"is_closed": gettext_lazy("Open or closed"), "income": gettext_lazy("Latest income")}
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
        place = said["location"]
        area = lists.areas.get(place_key(place))
        if area or not place or place.casefold().startswith("outside"):
            said["areas"] = [area] if area else []
        else:
            problems.append(f"Main Operating Location: “{place[:80]}” is not an area of the directory")
    return said, problems


@dataclass(slots=True)
class Known:
    """An organisation of the directory, with what it says in the register's fields."""

    organisation: Organisation
    values: dict[str, Any]
    years: dict[str, tuple[dict[str, str], bool]] = field(default_factory=dict)

    def edited(self, said: Said) -> set[str]:
        """The fields a person has written, in the register's names; the income is that of the year the register speaks of."""
        names = set(self.organisation.edited_fields)
        names |= {"is_closed"} if "closed_on" in names else set()
        _year, is_from_register = self.years.get(_year_end(said), (None, True))
        return names if is_from_register else {*names, "income"}

    def current(self, said: Said) -> dict[str, Any]:
        """What the directory says, the income being that of the year the register speaks of.

        A person tells grants and contracts apart, which the register adds up: where the whole year is the same, both say
        the same.
        """
        year, is_from_register = self.years.get(_year_end(said), (None, True))
        if year and not is_from_register and income_total(year) == income_total(said["income"]):
            year = said["income"]
        return self.values | {"income": year}

    def outcome(self, said: Said) -> Outcome:
        """Decide what changes where the register says this."""
        last = dict(self.organisation.register_values)
        income = said.get("income") or {}
        if (last.get("income") or {}).get("year_end") != income.get("year_end"):
            last.pop("income", None)
        edited = self.edited(said)
        return outcome(self.current(said), {name: said[name] for name in FIELDS if name in said}, last, edited)


def _year_end(said: Said) -> str:
    return str((said.get("income") or {}).get("year_end", ""))


def income_total(income: dict[str, str]) -> Decimal:
    """Add up a year's income of every kind it names: the register's kinds, and those people tell apart."""
    return sum((Decimal(income[part]) for part in PARTS if part in income), Decimal(0))


def known(organisations: "QuerySet[Organisation]") -> list[Known]:
    """Read organisations with what they say in the register's fields. Four queries, however many there are."""
    rows = {row.pk: Known(row, _values(row)) for row in organisations}
    for name, column in (("areas", "area_id"), ("client_groups", "clientgroup_id")):
        through = getattr(Organisation, name).through._base_manager.filter(organisation__in=rows)
        for organisation_id, key in through.order_by(column).values_list("organisation_id", column):
            rows[organisation_id].values[name].append(key)
    for income_year in IncomeYear.objects.filter(organisation__in=rows):
        year_end = income_year.year_end.isoformat()
        kinds = REGISTER_PARTS if income_year.is_from_register else PARTS
        parts = {part: f"{getattr(income_year, part):.2f}" for part in kinds}
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


def names_of_terms() -> dict[str, dict[int, str]]:
    """The names of areas and client groups by key, for saying in words what a row changes. Two queries."""
    return {
        "areas": dict(Area.objects.values_list("pk", "name")),
        "client_groups": dict(ClientGroup.objects.values_list("pk", "name")),
    }


def label_of(name: str) -> str:
    """Say a register's field as the directory labels it."""
    if name in OTHER_LABELS:
        return str(OTHER_LABELS[name])
    field: Any = Organisation._meta.get_field(name)
    return str(field.verbose_name).capitalize()


def value_in_words(name: str, value: Any, names: dict[str, dict[int, str]]) -> str:
    """Say a value of a register's field; "" for none. ``names`` are those of ``names_of_terms``."""
    if value in (None, "", []):
        return ""
    if name in LISTS:
        return ", ".join(names[name].get(key, "?") for key in value)
    say = SAID_SPECIALLY.get(name, str)
    return str(say(value))


def _income_in_words(income: dict[str, str]) -> str:
    total = income_total(income)
    day = in_words(date.fromisoformat(income["year_end"]))
    return _("{pounds} in the year to {day}").format(pounds=money.in_words(total), day=day)


SAID_SPECIALLY: dict[str, Callable[[Any], Any]] = {
    "is_closed": lambda is_closed: _("Closed") if is_closed else _("Open"),
    "income": _income_in_words,
    "registered_on": lambda text: in_words(date.fromisoformat(text)),
    "legal_form": lambda code: dict(LegalForm.choices).get(code, code),
}


def kept_words(organisation: Organisation) -> list[tuple[str, str, str]]:
    """List where a person's words stand against the register's, as (label, the directory's, the register's).

    Six queries; none for an organisation that was never checked.
    """
    if not organisation.register_values:
        return []
    found = known(Organisation.objects.filter(pk=organisation.pk))[0]
    said = organisation.register_values
    kept, current = found.outcome(said).kept, found.current(said)
    names = names_of_terms() if set(kept) & set(LISTS) else {}
    return [
        (label_of(name), value_in_words(name, current[name], names), value_in_words(name, said[name], names))
        for name in kept
    ]
