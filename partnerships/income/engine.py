"""Income by year and kind, and what it says of an organisation."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from partnerships.organisations.engine.bands import reliance_of

# What people tell apart, and what a register gives: it does not part contracts from grants for a purpose, and of the
# smallest charities it knows the total alone.
PARTS = ("grants", "contracts", "donations", "trading", "other", "charitable_activities", "unsplit")
REGISTER_PARTS = ("donations", "charitable_activities", "trading", "other", "unsplit")


@dataclass(frozen=True, slots=True)
class Year:
    """A financial year's income in pounds by kind."""

    year_end: date
    parts: dict[str, Decimal]
    is_from_register: bool = False

    @property
    def total(self) -> Decimal:
        """All income of the year."""
        return sum(self.parts.values(), Decimal(0))

    @property
    def tells_grants(self) -> bool:
        """Whether grants are told from everything else: a register does not, and some of its kinds hold both."""
        return not (self.is_from_register or self.parts.get("charitable_activities") or self.parts.get("unsplit"))

    @property
    def grant_reliance(self) -> Decimal | None:
        """Grants as a percentage of all income; None in a year without income or where grants are not told apart."""
        return reliance_of(self.parts.get("grants", Decimal(0)), self.total) if self.tells_grants else None


def latest(years: Iterable[Year]) -> Year | None:
    """Return the year that ended last, or None."""
    return max(years, key=lambda year: year.year_end, default=None)


def parts_shown(years: Iterable[Year]) -> list[str]:
    """List the kinds of income that any of the years has, in their order; a kind nobody has is not worth a colour."""
    rows = list(years)
    return [part for part in PARTS if any(year.parts.get(part) for year in rows)]
