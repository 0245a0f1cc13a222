"""The tender of Tayside Furniture Reuse: what is asked, who bids, and how far the scoring is."""

from procurement.models import Tender
from psp.demo.acts import bids
from psp.demo.story import Story

QUESTIONS = (
    {
        "section": "The service",
        "text": "How will you set a home up within two working days of a let, on the busiest day of the year too?",
        "guidance": "Vans, people, stock, and what happens when a lift is broken.",
        "weight": 35,
        "minimum_score": 2,
        "max_words": 800,
    },
    {
        "section": "The service",
        "text": "How do tenants choose, and what do you do when they do not like what comes?",
        "weight": 25,
        "max_words": 600,
    },
    {
        "section": "People",
        "text": "How do trainees learn and reach the workshop in winter, and how many find work?",
        "weight": 20,
        "max_words": 600,
    },
    {
        "section": "Fair Work First",
        "text": "How do you pay at least the real Living Wage and give workers an effective voice?",
        "weight": 20,
        "max_words": 500,
    },
)
INVOLVED = {
    "second_start": {
        "how": "It wrote the service design with the council and ran the pilot.",
        "information": "Costs by month, volumes by ward, routes, and the names of donors.",
        "disclosed": "Costs by month, volumes by ward and routes of two years. Donors’ names are personal data and stay out.",
    },
    "tay_workshop": {
        "how": "It joined the partners’ meetings and priced the mending.",
        "information": "The price of each kind of repair.",
        "disclosed": "Average repair times and prices by kind.",
    },
}
CLARIFICATIONS = (
    (
        "May the warehouse lie outside Tayness?",
        "Yes, where tenants reach it by one bus within 40 minutes.",
        "Home Trust Removals",
        4,
        6,
    ),
    (
        "Do the 900 households include moves between flats?",
        "No. In the last three years there were about 140 of these a year; they are a separate price.",
        "Caledon Storage",
        9,
        13,
    ),
    (
        "Does staff of the pilot transfer to a new provider?",
        "Twelve posts are assigned to the service. The disclosure pack lists hours, pay and length of service without names.",
        "Home Trust Removals",
        11,
        16,
    ),
)
SECOND_START, HOME_TRUST, CALEDON = "Second Start Furniture", "Home Trust Removals", "Caledon Storage"
BIDS = (
    (
        HOME_TRUST,
        884_000,
        "home_trust",
        5,
        (
            "Eight vans on one dispatch system; goods come new from stock within a day.",
            "Tenants choose from a catalogue of three ranges on their telephone.",
            "Four trainees a year, by minibus from the station.",
            "Everyone is paid the real Living Wage; a staff forum meets each quarter.",
        ),
    ),
    (
        SECOND_START,
        918_500,
        "second_start",
        2,
        (
            "Four vans, a fifth shared with the workshop on peak days, and a stock of 60 ready sets.",
            "The warehouse opens twice a week; what does not suit is changed within a week, without a reason.",
            "30 trainees a year; a works bus from three villages in winter; 53 per cent in work a year later.",
            "Accredited Living Wage employer; workers elect two of nine board members.",
        ),
    ),
    (
        CALEDON,
        861_000,
        "",
        1,
        (
            "Deliveries are bundled by area on two days a week.",
            "A starter pack of standard goods; exchanges against proof of damage.",
            "Trainees are placed with partner firms.",
            "Pay follows the sector’s agreement; exit interviews are read by the managers.",
        ),
    ),
)
CRAIG = {
    HOME_TRUST: (
        (3, "Enough vans and a tested system; the broken lift is not answered."),
        (2, "A catalogue is a choice of a kind, seen on a small screen."),
        (1, "Four places for 900 homes."),
        (3, "Paid and heard; quarterly is thin."),
    ),
    SECOND_START: (
        (3, "Peak days are covered with the workshop’s van; stock is counted, not claimed."),
        (4, "Choosing in person and changing without a reason is what tenants asked for."),
        (4, "A works bus in winter: the one who answers the question."),
        (4, "Accredited, and workers on the board."),
    ),
    CALEDON: (
        (1, "Two days a week cannot keep two working days."),
        (1, "Standard goods; proof of damage puts the burden on tenants."),
        (1, "Placed elsewhere; nobody says how they get there."),
        (2, "The sector’s agreement lies below the real Living Wage in two grades."),
    ),
}
EDIE = {
    HOME_TRUST: (
        (3, "Convincing on volume."),
        (3, "Tenants can choose at home, in their own time."),
        (1, "A gesture."),
        (3, "Clear on pay."),
    ),
    SECOND_START: ((3, "Realistic about the busiest day."),),
}


def tell(story: Story, tender: Tender) -> None:
    """Let the bids come in and be opened; Craig has locked his scores, Edie is at her second bid."""
    found = {
        name: bids.record(story, tender, name, price, answers, days_before=days, listed=listed)
        for name, price, listed, days, answers in BIDS
    }
    bids.open_all(story, tender, "ruth")
    craig, edie = bids.appoint(story, tender, "craig", "edie")
    bids.score(craig, found, CRAIG, days=6)
    bids.score(edie, found, EDIE, days=12, lock=False)
