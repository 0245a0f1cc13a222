"""The organisations of the demonstration. The councils and their towns do not exist."""

from dataclasses import dataclass, field
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Entry:
    """What the directory says of an organisation. ``income`` is by year, the latest first: grants, contracts, donations, trading."""

    name: str
    about: str
    kind: str = "third_sector"
    legal_form: str = ""
    charity_number: str = ""
    strengths: str = ""
    identity: str = ""
    services: tuple[str, ...] = ()
    client_groups: tuple[str, ...] = ()
    areas: tuple[str, ...] = ()
    paid_staff: int | None = None
    volunteers: int | None = None
    income: tuple[tuple[int, int, int, int], ...] = ()
    departments: tuple[tuple[str, str], ...] = ()
    contact: tuple[str, str, str] | None = None
    others: dict[str, object] = field(default_factory=dict)

    def years(self) -> list[dict[str, Decimal]]:
        names = ("grants", "contracts", "donations", "trading")
        return [dict(zip(names, map(Decimal, year), strict=True)) for year in self.income]


def council(name: str, area: str) -> Entry:
    return Entry(
        name,
        f"A fictional council. It buys services for the people of {name.split(maxsplit=1)[0]} and works with the third sector to design them.",
        kind="council",
        legal_form="public_body",
        areas=(area,),
        departments=(
            ("Health and social care", "Services for older people, carers and adults with a disability."),
            ("Housing and homelessness", "Temporary homes, furniture grants and tenancy support."),
            ("Procurement", "Contracts of £50,000 and more, and advice to all departments."),
        ),
        contact=("Contracts desk", "Procurement", f"contracts@{name.split(maxsplit=1)[0].lower()}.example.org"),
    )


ORGANISATIONS = {
    "kirkton": council("Kirkton Council", "Renfrewshire"),
    "tayness": council("Tayness Council", "Perth and Kinross"),
    "clydeholm": council("Clydeholm Council", "South Lanarkshire"),
    "northmoor": council("Northmoor Council", "Highland"),
    "good_company": Entry(
        "Good Company",
        "Volunteers visit people who would otherwise see nobody all week, and stay with them for years.",
        legal_form="scio",
        charity_number="SC099901",
        strengths="Seven in ten of its volunteers stay longer than two years. Checked by the Care Inspectorate’s standards on its own wish.",
        identity="Good Company keeps its own board, staff, volunteers and name. It will not charge people for a visit.",
        services=("befriending", "volunteering", "mental-health-and-wellbeing"),
        client_groups=("older-people", "lonely-people", "dementia"),
        areas=("Renfrewshire", "Inverclyde"),
        paid_staff=14,
        volunteers=210,
        income=((182_000, 121_000, 26_000, 4_000), (204_000, 88_000, 22_000, 3_000), (211_000, 52_000, 19_000, 0)),
        contact=("Olivia Reid", "Development officer", "olivia@example.org"),
    ),
    "northside": Entry(
        "Northside Neighbours",
        "A neighbours’ association with a lunch club, a minibus and a telephone tree.",
        legal_form="scio",
        charity_number="SC099902",
        strengths="Knows every close in Northside; can start a visit the same week.",
        identity="Decisions stay with the neighbours’ meeting. It works in Northside only.",
        services=("befriending", "community-food-and-meals", "community-transport"),
        client_groups=("older-people", "lonely-people"),
        areas=("Renfrewshire",),
        paid_staff=4,
        volunteers=65,
        income=((61_000, 9_000, 8_000, 6_000), (58_000, 0, 9_000, 5_000)),
        contact=("Bo Quinn", "Manager", "bo@example.org"),
    ),
    "second_start": Entry(
        "Second Start Furniture",
        "Collects, mends and sells furniture, and sets up homes for people who leave homelessness.",
        legal_form="charitable_company",
        charity_number="SC099903",
        strengths="A bed, a cooker and a table within two working days. Trains 30 people a year.",
        identity="Second Start stays a social enterprise: all surplus goes into training.",
        services=("furniture-and-household-goods-reuse", "employability-and-training", "recycling-and-environment"),
        client_groups=("homeless-people", "low-income", "unemployed-people"),
        areas=("Perth and Kinross", "Dundee City"),
        paid_staff=22,
        volunteers=48,
        income=((96_000, 210_000, 12_000, 348_000), (120_000, 185_000, 10_000, 301_000)),
        contact=("Callum Baird", "Development officer", "callum@example.org"),
    ),
    "tay_workshop": Entry(
        "Tay Valley Workshop",
        "A supported business: joiners and upholsterers, most of them with a disability.",
        legal_form="cic",
        strengths="More than half of its workers are disabled people.",
        identity="The workshop keeps its own board and its workers’ council.",
        services=("furniture-and-household-goods-reuse", "supported-employment"),
        client_groups=("learning-disabilities", "unemployed-people"),
        areas=("Perth and Kinross", "Angus"),
        paid_staff=31,
        volunteers=6,
        income=((140_000, 260_000, 2_000, 190_000), (150_000, 231_000, 3_000, 176_000)),
        others={"is_supported_business": True},
    ),
    "glen_larder": Entry(
        "Glen Larder",
        "A community kitchen and pantry that shares what farms and shops have left.",
        legal_form="scio",
        charity_number="SC099905",
        identity="Food is shared, never means-tested.",
        services=("community-food-and-meals", "health-improvement"),
        client_groups=("low-income", "families", "rural-communities"),
        areas=("Highland",),
        paid_staff=6,
        volunteers=80,
        income=((118_000, 0, 31_000, 12_000), (101_000, 0, 24_000, 9_000)),
        contact=("Nadia Petrie", "Kitchen manager", "nadia@example.org"),
    ),
    "moor_growers": Entry(
        "Moor Growers",
        "Allotments and a market garden that grow for the pantries of the north.",
        legal_form="society",
        services=("community-food-and-meals", "employability-and-training"),
        client_groups=("rural-communities", "unemployed-people"),
        areas=("Highland", "Moray"),
        paid_staff=3,
        volunteers=40,
        income=((44_000, 0, 5_000, 38_000), (39_000, 0, 4_000, 31_000)),
    ),
    "riverside": Entry(
        "Riverside Respite",
        "Short breaks for unpaid carers: an afternoon, a night or a week.",
        legal_form="charitable_company",
        charity_number="SC099907",
        strengths="Every break is planned with the carer and the person cared for.",
        identity="Riverside keeps its own board, on which carers have the majority.",
        services=("carer-support", "respite-and-short-breaks"),
        client_groups=("carers", "young-carers"),
        areas=("South Lanarkshire",),
        paid_staff=19,
        volunteers=24,
        income=(
            (151_000, 290_000, 18_000, 6_000),
            (162_000, 240_000, 15_000, 5_000),
            (170_000, 196_000, 14_000, 5_000),
        ),
        contact=("Moira Keir", "Chief officer", "moira@example.org"),
    ),
    "carers_link": Entry(
        "Clyde Carers’ Link",
        "Carers for carers: advice, a helpline and a voice at the council.",
        legal_form="scio",
        charity_number="SC099908",
        services=("carer-support", "advice-and-information", "advocacy"),
        client_groups=("carers",),
        areas=("South Lanarkshire", "Glasgow City"),
        paid_staff=7,
        volunteers=30,
        income=((92_000, 41_000, 6_000, 0), (96_000, 30_000, 5_000, 0)),
    ),
    "clyde_health": Entry(
        "Clydeholm Health Board",
        "A fictional health board: hospitals, community nurses and family doctors.",
        kind="health",
        legal_form="public_body",
        areas=("South Lanarkshire",),
    ),
    "home_trust": Entry(
        "Home Trust Removals",
        "A private removals and storage company.",
        kind="private",
        legal_form="shares",
        services=("furniture-and-household-goods-reuse",),
        areas=("Dundee City",),
        paid_staff=40,
    ),
    "bright_mornings": Entry(
        "Bright Mornings",
        "Breakfast and play before school, run by parents.",
        legal_form="scio",
        charity_number="SC099911",
        services=("childcare-and-early-years", "family-support"),
        client_groups=("families", "children-and-young-people"),
        areas=("Renfrewshire",),
        paid_staff=17,
        volunteers=33,
        income=((71_000, 164_000, 9_000, 22_000), (84_000, 92_000, 8_000, 20_000)),
    ),
    "wheels": Entry(
        "Moor Wheels",
        "Volunteers who drive people to hospital and to the shops.",
        legal_form="unincorporated",
        services=("community-transport",),
        client_groups=("older-people", "rural-communities"),
        areas=("Highland",),
        paid_staff=2,
        volunteers=35,
        income=((36_000, 0, 4_000, 3_000),),
    ),
}
