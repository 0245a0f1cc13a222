"""Kirkton Befriending: fifteen months into its pilot, with a return that is late and money that ends too early."""

from psp.demo.acts import design
from psp.demo.cast import Cast
from psp.demo.story import Story, begin

NAME = "Kirkton Befriending"


def tell(cast: Cast) -> None:
    """Tell the story up to today."""
    story = begin(
        cast,
        name=NAME,
        need="One in four people over 75 in Kirkton see nobody on most days. The council’s visits stop where personal care does.",
        service="befriending",
        area="Renfrewshire",
        council="kirkton",
        department="Health and social care",
        third_sector="good_company",
        leader="olivia",
        purchaser="pat",
        months_ago=27,
        contract_value=540_000,
        funding_ends_after=46,
    )
    if story is None:
        return
    _design(story)


def _design(story: Story) -> None:
    story.partner("northside", months=1, may_bid=True, brings="Its minibus, its lunch club and 65 volunteers.")
    story.role("bo", "contact", months=1)
    vision = design.write(
        story,
        "vision",
        months=2,
        body="Nobody in Kirkton is lonely against their will.",
        shared_values="Listen first. Nobody pays for company. Who visits, stays.",
    )
    design.agree(story, vision, months=2, days=10)
    design.involve(
        story,
        "Tea afternoon in the library",
        months=2,
        days=20,
        who="People over 75 who live alone",
        number=23,
        level="consulted",
        said="Come on the same day each week, and come yourself: not somebody new each time.",
        done="Each volunteer visits the same three people, on fixed days.",
    )
    mou = design.write(
        story,
        "memorandum",
        months=4,
        body="1. The partners meet every month.\n2. Each keeps its own board, staff and name.\n3. Either may leave with three months’ notice.",
    )
    design.agree(story, mou, months=4, days=6)
    design.involve(
        story,
        "Design table: what a visit is",
        months=5,
        days=12,
        who="Older people, two daughters, a volunteer",
        number=9,
        level="co_designed",
        said="A visit is not a check. Ask before you move anything.",
        done="The service design begins with a page they wrote: “What we ask of you”.",
    )
    design.write(
        story,
        "service_design",
        months=8,
        body="A volunteer visits every week and rings in between. A coordinator matches, trains and stands in.",
    )
    for what, monthly, head in (
        ("Development officer", 3_150, "development"),
        ("Facilitation of the partners’ meetings", 450, "vision"),
        ("Administrator, two days a week", 980, "administration"),
        ("Volunteers’ expenses and training", 2_600, "other"),
    ):
        design.cost(story, what, monthly, head=head, months=9, first=0, last=48)
    design.fund(story, "Highland Oak Foundation", 60_000, head="development", months=9, first=0, last=46)
    design.fund(story, "kirkton", 24_000, head="vision", months=9, first=0, last=46, kind="own")
    design.fund(story, "kirkton", 48_000, head="administration", months=9, first=0, last=46, paid="month", kind="own")
    design.aim(
        story,
        "Older people are less lonely",
        "People who feel less lonely",
        months=10,
        due=35,
        target="55",
        baseline="20",
    )
    design.aim(
        story,
        "Visits reach those who see nobody",
        "People visited each week",
        months=10,
        due=35,
        target="180",
        unit="number",
        source="Visit diary",
    )
    design.start_pilot(story, months=12)
