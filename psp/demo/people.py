"""The people of the demonstration. All are fictional; their addresses belong to nobody."""

from dataclasses import dataclass

from partnerships.models import Role


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody to sign in as. ``of`` names their organisations, as in ``organisations.py``."""

    name: str
    role: Role
    blurb: str
    of: tuple[str, ...] = ()
    job_title: str = ""

    @property
    def email(self) -> str:
        return f"{self.name.split()[0].lower()}@example.org"


OFFICER, PURCHASER, ADMINISTRATOR = Role.DEVELOPMENT_OFFICER, Role.COUNCIL_PURCHASER, Role.ADMINISTRATOR

# In the order the sign-in page lists them.
PEOPLE = {
    "olivia": Person(
        "Olivia Reid",
        OFFICER,
        "Leads Kirkton Befriending (pilot) and Clyde Carers’ Breaks (evaluation); helps Northern Food Hub.",
        ("good_company",),
        "Development officer",
    ),
    "pat": Person(
        "Pat Lennox",
        PURCHASER,
        "Purchases for four councils: approves the evaluation, judges readiness, runs the tender.",
        ("kirkton", "tayness", "clydeholm", "northmoor"),
        "Commissioning manager, shared service",
    ),
    "ada": Person("Ada Munro", ADMINISTRATOR, "Keeps accounts, reference data, registers and the mail queue."),
    "edie": Person(
        "Edie Hall",
        OFFICER,
        "Scores bids for Tayside Furniture Reuse: two bids are still to score.",
        (),
        "Independent adviser",
    ),
    "bo": Person(
        "Bo Quinn",
        OFFICER,
        "Speaks for Northside Neighbours, a partner that may bid; sees no bid of others.",
        ("northside",),
        "Manager",
    ),
    "otto": Person("Otto Vane", OFFICER, "Observes Clyde Carers’ Breaks: reads everything, changes nothing."),
    "ruth": Person(
        "Ruth Imrie",
        PURCHASER,
        "The second purchaser of Tayness Council: opened the bids together with Pat.",
        ("tayness",),
        "Contracts officer",
    ),
    "craig": Person(
        "Craig Doyle",
        PURCHASER,
        "Chairs the scoring for Tayside Furniture Reuse; his scores are locked.",
        ("tayness",),
        "Homelessness services lead",
    ),
    "callum": Person(
        "Callum Baird",
        OFFICER,
        "Leads Tayside Furniture Reuse, whose bids are being scored.",
        ("second_start",),
        "Development officer",
    ),
    "isla": Person(
        "Isla Moss",
        OFFICER,
        "Speaks for Tay Valley Workshop, which works with Second Start and may bid itself.",
        ("tay_workshop",),
        "Workshop manager",
    ),
    "jo": Person(
        "Jo Anand",
        OFFICER,
        "Speaks for Bright Mornings, which won the contract for Kirkton Breakfast Clubs.",
        ("bright_mornings",),
        "Clubs manager",
    ),
    "nadia": Person(
        "Nadia Petrie", OFFICER, "Speaks for Glen Larder in Northern Food Hub.", ("glen_larder",), "Kitchen manager"
    ),
    "moira": Person(
        "Moira Keir", OFFICER, "Speaks for Riverside Respite in Clyde Carers’ Breaks.", ("riverside",), "Chief officer"
    ),
}
