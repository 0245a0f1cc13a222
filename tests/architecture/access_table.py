"""Reads ``access_matrix.txt``: what every address answers, per role.

Roles are those held in Kirkton Befriending, whose records the addresses hold; "other": the same role in another
partnership. ``name@sealed`` is the same page of a tender whose bids are sealed. 302 for "anonymous" leads to the sign-in.
"""

from pathlib import Path

from tests.factories.addresses import places
from tests.factories.world import ROLES

COLUMNS = ("anonymous", "other", *ROLES, "administrator", "superuser")
OTHERS = tuple(f"other {role}" for role in ROLES)


def read_table():
    """Return ``{name: {role: status}}``. "other" is one status for all roles, or five with commas between."""
    table = {}
    for line in Path(__file__).with_name("access_matrix.txt").read_text().splitlines():
        name, *cells = line.split("#")[0].split() or [""]
        if name:
            assert name not in table, f"{name} has two rows"
            assert len(cells) == len(COLUMNS), f"{name} has {len(cells)} cells, not {len(COLUMNS)}"
            row = dict(zip(COLUMNS, cells, strict=True))
            others = row.pop("other").split(",")
            row |= dict(zip(OTHERS, others * len(OTHERS) if len(others) == 1 else others, strict=True))
            table[name] = {role: int(status) for role, status in row.items()}
    return table


def every_place():
    """Return the places of the URLconf by the name of their row."""
    named = {place.name: place for place in places()}
    return named | {f"{name}@sealed": place for name, place in named.items() if "tender" in place.parts}


def partnership_of(name, world):
    return world.sealed if name.endswith("@sealed") else world.own
