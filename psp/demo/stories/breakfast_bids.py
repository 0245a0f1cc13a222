"""The tender of Kirkton Breakfast Clubs: what was asked, who bid, and how the bids were scored."""

QUESTIONS = (
    {
        "section": "The service",
        "text": "How do you open eleven clubs at 7:30am on the first day of term?",
        "weight": 40,
        "minimum_score": 2,
    },
    {"section": "Parents", "text": "How do parents take decisions in your clubs?", "weight": 35},
    {"section": "Fair Work First", "text": "How do you pay and hear your workers?", "weight": 25},
)
INVOLVED = {
    "how": "It designed the service with parents and ran the pilot.",
    "information": "Costs and registers of two years.",
    "disclosed": "Costs by school and month, registers without names.",
}
CLARIFICATIONS = (
    ("Are rooms free of charge?", "Yes, with heating and cleaning, from 7am to 9am.", "Sunrise Catering", 5, 7),
    (
        "How many children need one-to-one support?",
        "Nine last year; the council pays for it beside the contract.",
        "Sunrise Catering",
        8,
        12,
    ),
)
BRIGHT, SUNRISE = "Bright Mornings", "Sunrise Catering"
LOSER = SUNRISE
BIDS = (
    (
        SUNRISE,
        612_000,
        "",
        3,
        (
            "One kitchen, eleven vans, one supervisor for each club.",
            "A survey of parents each year.",
            "Sector pay; a hotline for staff.",
        ),
    ),
    (
        BRIGHT,
        668_000,
        "bright_mornings",
        1,
        (
            "The clubs are open today, and so they are on the first day of term.",
            "A parent chairs each club’s monthly meeting.",
            "Living Wage employer; workers sit on the board.",
        ),
    ),
)
CHAIR = {
    SUNRISE: ((3, "Plausible logistics."), (1, "A survey is not a decision."), (2, "Just above the least.")),
    BRIGHT: ((4, "Proven."), (4, "What was asked for."), (3, "Good; no figures on turnover.")),
}
OTHER = {
    SUNRISE: (
        (2, "The supervisor is alone with 40 children for half an hour."),
        (1, "Yearly is too late."),
        (2, "Nothing on voice but a hotline."),
    ),
    BRIGHT: (
        (4, "Open and staffed."),
        (3, "Strong; how conflicts are settled is left open."),
        (4, "Clear on pay and voice."),
    ),
}
MODERATED = {
    SUNRISE: (
        (2, "Logistics hold; the single supervisor does not."),
        (1, "Both of us: asking is not deciding."),
        (2, "The least that is asked."),
    ),
    BRIGHT: (
        (4, "Both of us: proven on the ground."),
        (4, "The open point on conflicts is answered by the memorandum quoted."),
        (3, "Turnover is missing, the rest is strong."),
    ),
}
REASONS = "The highest total: parents decide in every club, and all eleven are ready on the first day. The price is nine per cent above the lowest."
