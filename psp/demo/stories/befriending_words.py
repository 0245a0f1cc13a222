"""What was said, counted and agreed in Kirkton Befriending. All of it is made up."""

MINUTES = (
    "Present: Good Company, Northside Neighbours, Kirkton Council.",
    "1. Nobody knows how many people are alone. Bo asks the surgeries, Pat the care at home teams.",
    "2. Before any leaflet is printed, three afternoons with older people.",
    "Next meeting: the first Thursday of the month, at the lunch club.",
)
VISION = "Nobody in Kirkton is lonely against their will."
VALUES = "Listen first. Nobody pays for company. Who visits, stays."
MEMORANDUM = (
    "1. The partners meet on the first Thursday of each month and take turns in the chair.\n"
    "2. Each keeps its own board, staff, name and volunteers.\n"
    "3. Money for the pilot is held by Good Company and reported each quarter.\n"
    "4. A partner leaves with three months’ notice."
)
NEW_MEMORANDUM = f"{MEMORANDUM}\n5. Volunteers of all partners are trained together, four times a year."
DESIGN = "A volunteer visits every week and rings in between. A coordinator matches, trains and stands in."
REDESIGN = (
    "A coordinator visits twice before a match is made. A volunteer then comes every week on the same day and rings in "
    "between. Each volunteer has three people at most. Nobody is passed on: when a volunteer leaves, they bring the next one."
)
INVOLVEMENTS = (
    {
        "title": "Leaflet in the surgery",
        "months": 1,
        "days": 10,
        "who": "Whoever waited",
        "number": 300,
        "level": "told",
        "said": "Nobody rang.",
        "done": "No more leaflets: the coordinator sits in the waiting room on Tuesdays.",
    },
    {
        "title": "Tea afternoon in the library",
        "months": 2,
        "days": 20,
        "who": "People over 75 who live alone",
        "number": 23,
        "level": "consulted",
        "said": "Come on the same day each week, and come yourself: not somebody new each time.",
        "done": "Each volunteer visits the same three people, on fixed days.",
    },
    {
        "title": "Design table: what a visit is",
        "months": 4,
        "days": 12,
        "who": "Older people, two daughters, a volunteer",
        "number": 9,
        "level": "co_designed",
        "said": "A visit is not a check. Ask before you move anything.",
        "done": "The service design begins with a page they wrote: “What we ask of you”.",
    },
    {
        "title": "Six months on: what we would change",
        "months": 18,
        "days": 12,
        "who": "People who are visited",
        "number": 41,
        "level": "involved",
        "said": "The telephone call matters as much as the visit.",
        "done": "Calls are booked like visits, and missed ones are counted.",
    },
    {
        "title": "The users’ group chooses new volunteers",
        "months": 24,
        "days": 26,
        "who": "Four people who are visited",
        "number": 4,
        "level": "led",
        "said": "We can tell within a cup of tea.",
        "done": "Two of them sit in each interview and have the last word.",
    },
)
LATEST_INVOLVEMENT = {
    "title": "Autumn lunch: who is still missing",
    "who": "People who are visited, and six who are not yet",
    "number": 34,
    "level": "consulted",
    "said": "Look behind the shops in Mill Lane. Nobody there opens a letter.",
}
COSTS = (
    ("Development officer", 3_150, "development", 0),
    ("Facilitation of the partners’ meetings", 450, "vision", 0),
    ("Administrator, two days a week", 980, "administration", 0),
    ("Volunteers’ expenses and training", 2_600, "other", 12),
)
LINES = (
    ("Highland Oak Foundation", 3_150, "development", 0, 45, {}),
    ("kirkton", 450, "vision", 0, 45, {"kind": "own"}),
    ("kirkton", 980, "administration", 0, 45, {"kind": "own", "paid": "month"}),
    ("Renfield Health Fund", 2_780, "other", 12, 36, {}),
    ("good_company", 880, "other", 36, 45, {"kind": "own"}),
    ("Carnegie Street Trust", 2_400, "other", 36, 48, {"status": "applied"}),
)
AIMS = (
    ("Older people are less lonely", "People who feel less lonely", "55", {"baseline": "20"}),
    (
        "Visits reach those who see nobody",
        "People visited each week",
        "180",
        {"unit": "number", "baseline": "0", "source": "Visit diary"},
    ),
    ("Volunteers stay", "Volunteers who stay a year", "70", {"source": "Volunteers’ register"}),
    (
        "A visit costs what it may",
        "Cost of a visit",
        "19",
        {"unit": "money", "direction": "at_most", "source": "Accounts and visit diary"},
    ),
    (
        "The surgery is asked for company less often",
        "Appointments a month without a medical reason",
        "60",
        {"unit": "number", "direction": "at_most", "baseline": "110", "source": "Two surgeries, in the last quarter"},
    ),
)
SURVEY = (
    "88 people were asked, 71 answered.",
    "31 feel less lonely than six months ago (44 per cent).",
    "Most named: the same face, the same day.",
)
FIRST_FIGURES = (
    ("People who feel less lonely", "survey_1", ((18, "44", "71 of 88 answered."),)),
    ("People visited each week", "", ((15, "58", ""), (18, "88", "Two coordinators from month 17 on."))),
    ("Cost of a visit", "", ((18, "24.10", "Training of the first 60 volunteers is in it."),)),
)
WHY_FEWER = "A match takes two visits by the coordinator: agreed by all partners after the first year."
LATER_FIGURES = {
    "People who feel less lonely": ((24, "51", "118 of 141 answered."),),
    "People visited each week": ((21, "121", ""), (24, "142", "")),
    "Volunteers who stay a year": ((24, "74", "68 of 92."),),
    "Cost of a visit": ((24, "20.35", ""),),
}
WHY_LATER = "The council’s budget is set in March; its committee meets six weeks after."
LEARNED = (
    {
        "title": "Give the memorandum to a lawyer last, not first",
        "months": 13,
        "stage": "design",
        "theme": "forming",
        "happened": "The first draft came from the council’s solicitors and had 31 pages. Northside did not sign.",
        "learned": "Four sentences that all had written could be agreed in five days.",
        "advice": "Write it together at one table. Ask the lawyers what is missing, not what it should say.",
    },
    {
        "title": "A missed telephone call hurts more than a missed visit",
        "months": 25,
        "stage": "pilot",
        "theme": "users",
        "happened": "Calls between visits were left to each volunteer. A third were not made, and nobody knew.",
        "learned": "People dress for the call. Once calls were booked like visits, nine in ten were made.",
        "advice": "Count what looks small to you.",
    },
)
ROTA = (
    "Visits on fixed days, calls on Mondays and Thursdays.",
    "Two drivers on call from December to February.",
    "Stand-in for each coordinator, with a telephone number.",
)
WHY_WITHOUT_UNDERWRITING = (
    "The council’s offer waits for the health board’s budget in spring. The partners prepare the tender meanwhile, and the "
    "council’s director has asked to be reminded in March."
)
