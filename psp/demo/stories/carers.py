"""Clyde Carers’ Breaks: its pilot is over, and the study of its social value waits for the purchaser's approval."""

from psp.demo.acts import design, evaluation, pilot
from psp.demo.cast import Cast
from psp.demo.stories import carers_value
from psp.demo.story import Story, begin

NAME = "Clyde Carers’ Breaks"


def tell(cast: Cast) -> None:
    """Tell the story up to today."""
    story = begin(
        cast,
        name=NAME,
        need=(
            "6,200 people in Clydeholm care for somebody at home, and two in three have not had a day off in a year. When a "
            "carer breaks down, somebody goes into a care home within a month."
        ),
        service="respite-and-short-breaks",
        area="South Lanarkshire",
        council="clydeholm",
        department="Health and social care",
        third_sector="riverside",
        leader="olivia",
        purchaser="pat",
        months_ago=39,
        contract_value=1_260_000,
        funding_ends_after=52,
    )
    if story is None:
        return
    _design(story)
    _pilot(story)
    _evaluate(story)


def _design(story: Story) -> None:
    story.partner(
        "carers_link",
        months=0,
        days=20,
        may_bid=True,
        brings="Its helpline, and a carers’ panel of 24.",
    )
    story.partner("clyde_health", months=1, brings="Referrals from 31 surgeries.")
    story.bidder("riverside", "Its houses by the river, its staff, and every carer it knows.", months=0, days=2)
    story.role("moira", "contact", months=0, days=20)
    story.role("otto", "observer", months=2)
    vision = design.write(
        story,
        "vision",
        months=2,
        body="No carer in Clydeholm goes a month without a day that is theirs.",
        shared_values="The carer decides what a break is. No break is paid for with guilt. Nobody is assessed twice.",
    )
    design.agree(story, vision, months=2, days=9)
    design.involve(
        story,
        "Carers’ panel: what a break is",
        months=3,
        who="Carers, among them six under 25",
        number=24,
        level="co_designed",
        said="A sitter for two hours is not a break. Ask us what we would do with a day.",
        done="The offer has three lengths, and the carer chooses: an afternoon, a night, a week.",
    )
    memorandum = design.write(
        story,
        "memorandum",
        months=5,
        body="1. Carers have two seats at every partners’ meeting.\n2. Each partner keeps its own board, staff and name.",
    )
    design.agree(story, memorandum, months=5, days=6)
    design.write(
        story,
        "service_design",
        months=9,
        body="One telephone number. A plan for each carer within a week. Breaks of three lengths, booked by the carer.",
    )
    _fund(story)
    for statement, indicator, target, more in AIMS:
        design.aim(story, statement, indicator, months=10, due=35, target=target, **more)
    design.start_pilot(story, months=12)


AIMS = (
    ("Carers get a break", "Carers with a break each month", "400", {"unit": "number", "source": "Booking system"}),
    ("Carers feel better", "Carers whose wellbeing score rose", "60", {"baseline": "31"}),
    (
        "People stay at home for longer",
        "Emergency care home stays of people cared for",
        "40",
        {"unit": "number", "direction": "at_most", "baseline": "71", "source": "Council records"},
    ),
    (
        "A break costs what it may",
        "Cost of a day of break",
        "140",
        {"unit": "money", "direction": "at_most", "source": "Accounts"},
    ),
)


def _fund(story: Story) -> None:
    for what, monthly, head, first in (
        ("Development officer", 3_300, "development", 0),
        ("Carers’ panel and partners’ meetings", 650, "vision", 0),
        ("Administrator", 1_400, "administration", 0),
        ("Breaks, sitters and travel", 14_800, "other", 12),
    ):
        design.cost(story, what, monthly, head=head, months=9, first=first, last=50)
    design.fund(story, "Carers’ Futures Fund", 3_400, head="development", months=9, first=0, last=51)
    design.fund(story, "clyde_health", 650, head="vision", months=9, first=0, last=51, paid="year", kind="own")
    design.fund(story, "clydeholm", 1_450, head="administration", months=9, first=0, last=51, kind="own")
    design.fund(story, "clydeholm", 14_900, head="other", months=9, first=12, last=51, kind="contract")


def _pilot(story: Story) -> None:
    pilot.reach(story, "first_return", months=15, days=4)
    pilot.reach(story, "midpoint_review", months=24, days=11)
    pilot.measure(
        story,
        "Carers with a break each month",
        (15, "112", "The first quarter: few surgeries refer yet."),
        (24, "318", ""),
        (35, "437", "All 31 surgeries refer."),
    )
    pilot.measure(
        story, "Carers whose wellbeing score rose", (24, "52", ""), (35, "64", "283 of 442 who answered twice.")
    )
    pilot.measure(
        story,
        "Emergency care home stays of people cared for",
        (24, "58", ""),
        (35, "44", "Four more than agreed: the winter of the second year."),
    )
    pilot.measure(story, "Cost of a day of break", (24, "151.20", ""), (35, "136.40", "Carers share nights away."))
    promised = pilot.offer(
        story,
        "clydeholm",
        15_000,
        months=29,
        first=46,
        last=64,
        conditions="As long as 350 carers have a break each month.",
    )
    pilot.sign(story, promised, months=30)
    pilot.learn(
        story,
        "Ask surgeries for a name, not for a form",
        months=26,
        stage="pilot",
        theme="together",
        happened="Nine surgeries referred nobody in a year. Their form had 14 fields.",
        learned="A receptionist who may write a name on a card refers more carers than a protocol.",
        advice="Count the fields of your referral form, then halve them.",
    )
    pilot.start_evaluation(story, months=36)


def _evaluate(story: Story) -> None:
    study = evaluation.study(
        story,
        "Social value of Clyde Carers’ Breaks",
        months=36,
        due=39,
        kind="evaluative",
        price_base_year=story.on(36).year,
        purpose="To decide what the contract asks for, and what it may cost.",
        scope="The two years of the pilot, for carers and the people they care for, the council and the health board.",
        audience="The partners, the council’s committee, and carers.",
        comparison=(
            "A private agency offered sitters by the hour for £24. It would have reached carers who can plan a week ahead; the "
            "carers’ panel, the nights away together and the volunteers would not have been there."
        ),
    )
    pilot.learn(
        story,
        "Ask young carers where they are: on their telephones",
        months=36,
        stage="evaluation",
        theme="users",
        happened="Four of 38 young carers rang the booking line. 29 answered a message.",
        learned="The service was built around an office telephone because its staff were.",
        advice="Try to book your own service as a 15-year-old would.",
    )
    evaluation.fill(story, study, carers_value.ROWS, months=36)
    for finding, change, reason in carers_value.DECISIONS:
        evaluation.decide(story, study, finding, change, reason=reason, months=38, days=3)
    evaluation.submit(story, study, months=38, days=20)
    evaluation.simulate(study, story, months=38, days=20)
    evaluation.plan_for_losing(story, "riverside", "moira", months=37, agreed=False, **carers_value.PLAN)
