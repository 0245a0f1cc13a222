"""Money, success criteria and value map of Tayside Furniture Reuse. Every figure is made up."""

OWN = "Our own estimate, free to use"

COSTS = (
    ("Development officer", 3_050, "development", 0, 52),
    ("Facilitation of the partnership", 380, "vision", 0, 52),
    ("Administrator, three days a week", 1_250, "administration", 0, 52),
    ("Vans, warehouse and mending", 15_900, "other", 12, 52),
)
LINES = (
    ("Fair Start Scotland Trust", 3_050, "development", 0, 51, {}),
    ("tayness", 380, "vision", 0, 51, {"kind": "own"}),
    ("Circular Futures", 1_300, "administration", 0, 51, {}),
    ("tayness", 15_300, "other", 12, 51, {"kind": "contract"}),
)
LOAN = ("Social Lenders’ Circle", 1_000, "other", 12, 51)
REPAYMENTS = (("repayment", 30, 6_000), ("repayment", 42, 6_000))
AIMS = (
    ("A home can be lived in from the first week", "Homes set up within two working days", "90", {"baseline": "12"}),
    (
        "People keep their flats",
        "Tenancies that last a year",
        "88",
        {"baseline": "74", "source": "Council’s housing system"},
    ),
    (
        "Less goes to landfill",
        "Tonnes of furniture reused in a year",
        "300",
        {"unit": "number", "source": "Weighbridge"},
    ),
    ("People find work", "Trainees in work a year later", "60", {"source": "Calls after 3, 6 and 12 months"}),
)
FIGURES = {
    "Homes set up within two working days": (
        (15, "71", "One van until the second came in month 17."),
        (24, "88", ""),
        (35, "91", "1,469 of 1,614 homes."),
    ),
    "Tenancies that last a year": ((30, "85", ""), (35, "89", "Of 702 lets of the first year.")),
    "Tonnes of furniture reused in a year": ((24, "284", ""), (35, "328", "")),
    "Trainees in work a year later": ((35, "53", "31 of 58: the winter without bus 16 cost six places."),),
}
STUDY = {
    "price_base_year": 2026,
    "purpose": "To show what a furnished start changes, and for whom.",
    "scope": "All homes set up in the two years of the pilot.",
    "audience": "The council’s housing committee and the partners’ boards.",
    "comparison": "A removals company offered the deliveries for 6 per cent less, with new goods from abroad and no training.",
}
ROWS = (
    {
        "name": "New tenants",
        "description": "1,614 households in two years.",
        "involvement": "Panel of eight, and 320 calls after six months.",
        "decision": "included",
        "outputs": ({"description": "Homes set up", "quantity": 1_614, "unit": "homes", "source": "Delivery sheets"},),
        "outcomes": (
            {
                "description": "Families settle and spend less on credit",
                "indicator": "No instalment purchase in the first half-year",
                "quantity": 1_130,
                "unit": "households",
                "quantity_source": "Calls after six months, 320 of 1,614",
                "duration_years": 1,
                "proxy": 410,
                "proxy_description": "Interest and charges saved",
                "proxy_source": "Advice shop’s case notes",
                "proxy_licence": OWN,
                "deadweight": 30,
                "deadweight_reason": "Some had savings or family.",
                "displacement": 0,
                "attribution": 20,
                "attribution_reason": "Grants of the welfare fund.",
                "drop_off": 0,
            },
            {
                "description": "Children sleep in their own bed",
                "indicator": "A bed for each child in the first week",
                "quantity": 640,
                "unit": "children",
                "quantity_source": "Delivery sheets",
                "duration_years": 1,
                "materiality": "held",
                "materiality_reason": "The panel refused to price a night’s sleep.",
            },
        ),
    },
    {
        "name": "Tayness Council",
        "involvement": "Workshop with housing and finance.",
        "decision": "included",
        "inputs": ({"description": "Payments for the pilot", "value": 392_000, "source": "Ledger"},),
        "outcomes": (
            {
                "description": "Fewer flats are given up",
                "indicator": "Tenancies that last a year, against before",
                "quantity": 105,
                "unit": "tenancies",
                "quantity_source": "Council’s housing system",
                "duration_years": 2,
                "duration_reason": "Who stays a year mostly stays two.",
                "proxy": 5_200,
                "proxy_description": "A failed let: void rent, repairs, hostel",
                "proxy_source": "The council’s own costing",
                "proxy_licence": OWN,
                "deadweight": 25,
                "deadweight_reason": "Lets lasted longer in the next council as well.",
                "displacement": 0,
                "attribution": 35,
                "attribution_reason": "Housing support workers visit in the first weeks.",
                "drop_off": 40,
                "drop_off_reason": "Later moves have other reasons.",
            },
        ),
    },
    {
        "name": "Trainees",
        "description": "58 people out of work, half of them once homeless.",
        "involvement": "Interviews on the first and the last day.",
        "decision": "included",
        "inputs": ({"description": "Fair Start Scotland Trust", "value": 104_000, "source": "Grant letter"},),
        "outcomes": (
            {
                "description": "They find work",
                "indicator": "In work a year later",
                "quantity": 31,
                "unit": "people",
                "quantity_source": "Calls after 12 months",
                "duration_years": 3,
                "duration_reason": "Two years are seen; a third is careful.",
                "proxy": 9_400,
                "proxy_description": "Pay above benefits, after tax",
                "proxy_source": "Benefit calculator, single adult",
                "proxy_licence": OWN,
                "deadweight": 32,
                "deadweight_reason": "People on other schemes found work too.",
                "displacement": 12,
                "displacement_reason": "Some jobs would have gone to others.",
                "attribution": 20,
                "attribution_reason": "Job coaches.",
                "drop_off": 35,
            },
        ),
    },
    {
        "name": "The environment",
        "involvement": "Council’s recycling officer spoke for it.",
        "decision": "included",
        "outcomes": (
            {
                "description": "Less waste is buried",
                "indicator": "Tonnes reused",
                "quantity": 612,
                "unit": "tonnes",
                "quantity_source": "Weighbridge",
                "duration_years": 1,
                "proxy": 134,
                "proxy_description": "Landfill tax and handling for a tonne",
                "proxy_source": "Waste contract",
                "proxy_licence": OWN,
                "deadweight": 18,
                "displacement": 0,
                "attribution": 0,
                "drop_off": 0,
            },
        ),
    },
)
DECISIONS = (
    (
        "A bed within two days kept more tenancies than anything else.",
        "The contract pays for the two days, not for items.",
    ),
    ("Training places ended where the bus did.", "Bidders say how trainees reach the workshop in winter."),
)
PLAN = {
    "what_if": "The shop goes on; the warehouse is let in part to the workshop.",
    "staff": "Twelve drivers and fitters move to the winner, ten stay with the shop.",
    "users": "Tenants already on the list are served to the end.",
    "finance": "The loan is repaid from the sale of two vans.",
    "decisions": "The board meets in the week of the award; the members’ meeting confirms.",
}
OTHER_PLAN = {
    "what_if": "We offer mending to whoever wins, at the price in the disclosure pack.",
    "staff": "Six joiners go back to the school furniture line.",
    "users": "We serve no tenants ourselves.",
    "finance": "A tenth of our income; the order book covers it within a year.",
    "decisions": "The workers’ council and the board decide together.",
}
