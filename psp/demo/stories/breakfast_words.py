"""What was said, counted and asked on the way of Kirkton Breakfast Clubs. All of it is made up."""

OWN = "Our own estimate, free to use"

VISION = "Every child in Kirkton starts the day fed, and no parent has to choose between a shift and a school gate."
VALUES = "Free at the table. Parents run it. Children say what is for breakfast."
MEMORANDUM = (
    "1. Parents chair every other meeting.\n2. Schools give rooms and heating.\n3. Each partner keeps its own name."
)
DESIGN = "Doors open at 7:30am in eleven schools. Two paid workers and two parents for each 40 children."
INVOLVEMENTS = (
    {
        "title": "Breakfast meeting in the gym hall",
        "months": 3,
        "who": "Parents of three schools",
        "number": 46,
        "level": "involved",
        "said": "Half past seven, or it is no use to a cleaner.",
        "done": "The doors open at 7:30am, not at 8.",
    },
    {
        "title": "The menu, by those who eat it",
        "months": 6,
        "who": "Children of the third and fourth year",
        "number": 62,
        "level": "led",
        "said": "Toast you can make yourself.",
        "done": "There is a toast table, and a rota of children who run it.",
    },
)
COSTS = (
    ("Development officer", 2_900, "development", 0, 51),
    ("Parents’ meetings and childcare for them", 420, "vision", 0, 51),
    ("Administrator", 1_050, "administration", 0, 51),
    ("Clubs: workers, food, rooms", 12_600, "other", 12, 51),
)
LINES = (
    ("Morning Star Foundation", 2_900, "development", 0, 51, {}),
    ("kirkton", 450, "vision", 0, 51, {"kind": "own"}),
    ("kirkton", 1_050, "administration", 0, 51, {"kind": "own"}),
    ("kirkton", 12_700, "other", 12, 51, {"kind": "contract"}),
)
AIMS = (
    ("Children are fed", "Children at breakfast on a usual day", "380", {"unit": "number", "source": "Registers"}),
    (
        "Children are on time",
        "Late arrivals in a week",
        "40",
        {"unit": "number", "direction": "at_most", "baseline": "96", "source": "Schools"},
    ),
    ("Parents can work", "Parents who took on work or hours", "25", {"baseline": "0"}),
)
FIGURES = {
    "Children at breakfast on a usual day": ((15, "140", "Four schools."), (24, "355", ""), (35, "421", "")),
    "Late arrivals in a week": ((24, "51", ""), (35, "37", "")),
    "Parents who took on work or hours": ((35, "29", "61 of 210 who answered."),),
}
LEARNED = (
    {
        "title": "A purchaser at the toast table is worth ten meetings",
        "months": 33,
        "stage": "pilot",
        "theme": "procurement",
        "happened": "The council’s draft asked for “nutritionally balanced provision”. Nobody had seen a club.",
        "learned": "After one morning the specification spoke of time, places and who runs the table.",
        "advice": "Hold a partners’ meeting where the service happens.",
    },
    {
        "title": "Agree what happens to the pilot’s staff before the notice",
        "months": 35,
        "stage": "tender",
        "theme": "lasting",
        "happened": "Workers heard of the tender from the newspaper.",
        "learned": "Three of them had applied elsewhere before anyone explained their rights.",
        "advice": "Tell staff first, in one meeting, with somebody who knows the law.",
    },
)
LEARNED_AT_LAST = {
    "title": "Two evaluators who disagree are worth the hour",
    "months": 50,
    "stage": "tender",
    "theme": "procurement",
    "happened": "One saw good logistics, the other a worker alone with 40 children. Both were right.",
    "learned": "The rationale they agreed on was the one the other bidder understood in its debrief.",
    "advice": "Score alone, then talk; never the other way round.",
}
STUDY = {
    "price_base_year": 2026,
    "purpose": "To show the council what it buys.",
    "scope": "Two years in eleven schools.",
    "audience": "The council’s education committee and parents.",
    "comparison": "A contract caterer would serve the food for a third less, without play, care or parents’ hours.",
}
ROWS = (
    {
        "name": "Parents",
        "description": "310 families.",
        "involvement": "Questionnaire, and a meeting in each school.",
        "decision": "included",
        "inputs": ({"description": "Hours given at the table", "value": 38_000, "source": "Rotas, real Living Wage"},),
        "outcomes": (
            {
                "description": "They take on work or hours",
                "indicator": "New work or hours",
                "quantity": 61,
                "unit": "parents",
                "quantity_source": "Questionnaire",
                "duration_years": 3,
                "duration_reason": "Until children go to the high school.",
                "proxy": 5_400,
                "proxy_description": "Pay of ten hours a week, after tax and benefits",
                "proxy_source": "Benefit calculator",
                "proxy_licence": OWN,
                "deadweight": 28,
                "deadweight_reason": "Some would have found work anyhow.",
                "displacement": 8,
                "attribution": 22,
                "attribution_reason": "After-school clubs.",
                "drop_off": 25,
            },
        ),
    },
    {
        "name": "Children",
        "description": "421 on a usual day.",
        "involvement": "Drawings, and 62 short talks.",
        "decision": "included",
        "outputs": ({"description": "Breakfasts", "quantity": 149_000, "unit": "breakfasts", "source": "Registers"},),
        "outcomes": (
            {
                "description": "They are on time and ready to learn",
                "indicator": "Teachers see them ready at nine",
                "quantity": 240,
                "unit": "children",
                "quantity_source": "Teachers’ lists",
                "duration_years": 2,
                "proxy": 620,
                "proxy_description": "An hour of classroom support a week",
                "proxy_source": "Council’s pay scale",
                "proxy_licence": OWN,
                "deadweight": 20,
                "displacement": 0,
                "attribution": 30,
                "drop_off": 20,
            },
            {
                "description": "They are not hungry",
                "indicator": "Ate before nine",
                "quantity": 421,
                "unit": "children",
                "quantity_source": "Registers",
                "materiality": "held",
                "materiality_reason": "No price is put on a child’s hunger.",
            },
        ),
    },
    {
        "name": "Kirkton Council",
        "involvement": "Education and finance teams.",
        "decision": "included",
        "inputs": ({"description": "Payments for the pilot", "value": 302_000, "source": "Ledger"},),
    },
)
DECISIONS = (
    (
        "Half past seven made the difference for parents on shifts.",
        "The contract sets the opening time, and leaves the menu to children.",
    ),
    ("Schools with a parent in the chair kept their volunteers.", "Bidders say how parents take decisions."),
)
PLAN = {
    "what_if": "We run a holiday club instead, in the same rooms.",
    "staff": "Seventeen workers move to the new provider under the law.",
    "users": "No club closes before another opens.",
    "finance": "Three months’ costs lie in the reserve.",
    "decisions": "The parents’ meeting decides.",
}
