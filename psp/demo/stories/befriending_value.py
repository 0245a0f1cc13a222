"""Value map of Kirkton Befriending: a forecast still being written. Every figure is made up, the price index too."""

OWN = "Our own estimate, free to use"

INDEX = {
    "name": "Prices, for the demonstration",
    "edition": "made up",
    "source": "Made up for the demonstration: these are not the published deflators",
    "note": "Add the GDP deflators that HM Treasury publishes as an edition of their own before you rely on a figure.",
}
# How far back it reaches, and what prices of that year stand at where those of this one are 100.
INDICES = {4: "86.1", 3: "91.0", 2: "95.2", 1: "97.8", 0: "100"}

STUDY = {
    "kind": "forecast",
    "purpose": "To see what two years of visits could change before the evaluation begins, and which figures to collect.",
    "scope": "165 people visited each week in the pilot, for two years.",
    "audience": "The partners, and the council’s committee for health and social care.",
    "comparison": "A care company offered calls by telephone. Nobody would come to the door, and no volunteers be found.",
}
ROWS = (
    {
        "name": "Older people who live alone",
        "description": "165 people over 75 who see nobody on most days.",
        "involvement": "Two lunches with the panel of nine, and 60 calls after six months.",
        "decision": "included",
        "outputs": (
            {"description": "Visits", "quantity": 7_900, "unit": "visits", "source": "Coordinator’s diary, a year"},
        ),
        "outcomes": (
            {
                "description": "Less lonely from week to week",
                "indicator": "Sees somebody on four days or more",
                "quantity": 112,
                "quantity_low": 96,
                "quantity_high": 121,
                "unit": "people",
                "quantity_source": "Calls after six months, 60 of 165",
                "duration_years": 2,
                "duration_reason": "Pairs that last six months mostly last two years.",
                "proxy": 1_340,
                "proxy_description": "A place in a day centre, half a day a week",
                "proxy_source": "The council’s price list of two years ago",
                "proxy_licence": OWN,
                "years_back": 2,
                "deadweight": 18,
                "deadweight_reason": "Some would have been called on by family.",
                "displacement": 0,
                "attribution": 25,
                "attribution_reason": "The lunch club and the church visit too.",
                "drop_off": 20,
                "drop_off_reason": "Health fails, and volunteers move away.",
            },
            {
                "description": "More at ease in their own home",
                "indicator": "Says so at the second call",
                "quantity": 74,
                "unit": "people",
                "quantity_source": "Calls after six months, 60 of 165",
                "duration_years": 1,
                "materiality": "held",
                "materiality_reason": "The panel asked us to tell it and not to price it.",
            },
        ),
    },
    {
        "name": "NHS in Renfrewshire",
        "involvement": "Talk with two practice managers.",
        "decision": "included",
        "outcomes": (
            {
                "description": "Fewer falls that end in hospital",
                "indicator": "Admissions after a fall",
                "quantity": 9,
                "unit": "admissions",
                "quantity_source": "Surgery’s list, against the year before",
                "duration_years": 1,
                "proxy": 4_300,
                "proxy_high": 5_100,
                "proxy_description": "An admission after a fall",
                "proxy_source": "Health board’s unit costs",
                "proxy_licence": OWN,
                "deadweight": 30,
                "deadweight_reason": "Falls became fewer in the next surgery as well.",
                "displacement": 0,
                "attribution": 45,
                "attribution_reason": "Handrails were fitted in the same year.",
                "drop_off": 0,
            },
        ),
    },
    {
        "name": "Volunteers",
        "description": "65 people, a third of them retired themselves.",
        "involvement": "Evening with twelve volunteers.",
        "decision": "included",
        "inputs": ({"description": "Hours given, at no charge", "value": 0, "source": "Coordinator’s diary"},),
        # How much of it they would have found elsewhere is still being asked: the row does not count yet.
        "outcomes": (
            {
                "description": "Feel needed",
                "indicator": "Says so after a year",
                "quantity": 41,
                "unit": "volunteers",
                "quantity_source": "Evening with twelve volunteers",
                "duration_years": 1,
                "proxy": 280,
                "proxy_description": "An evening class for a year",
                "proxy_source": "College’s price list",
                "proxy_licence": OWN,
                "displacement": 0,
                "drop_off": 0,
            },
        ),
    },
    {
        "name": "Kirkton Council",
        "involvement": "Meeting with the service manager.",
        "decision": "included",
        "inputs": (
            {"description": "Payments for the pilot, two years", "value": 96_000, "source": "Grant agreement"},
            {"description": "Trusts and the lottery", "value": 71_500, "source": "Grant letters"},
        ),
    },
)
