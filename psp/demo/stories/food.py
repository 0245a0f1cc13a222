"""Northern Food Hub: five months into its design, with a memorandum that one partner has not agreed to and nobody to lead it."""

from partnerships.models import PersonRole
from partnerships.roles.operations import end_role
from psp.demo.acts import design, pilot
from psp.demo.cast import Cast
from psp.demo.story import Story, begin

NAME = "Northern Food Hub"


def tell(cast: Cast) -> None:
    """Tell the story up to today."""
    story = begin(
        cast,
        name=NAME,
        need=(
            "Four villages of the north have no shop left, and the nearest food bank is an hour away. Farms plough in what "
            "they cannot sell. The council pays for parcels that arrive late and go to those who dare to ask."
        ),
        service="community-food-and-meals",
        area="Highland",
        council="northmoor",
        department="Health and social care",
        third_sector="glen_larder",
        leader="nadia",
        purchaser="pat",
        months_ago=5,
        contract_value=320_000,
    )
    if story is None:
        return
    _gather(story)
    _write(story)
    _fund(story)
    _lose_the_leader(story)


def _gather(story: Story) -> None:
    story.partner(
        "moor_growers",
        months=0,
        days=12,
        may_bid=True,
        brings="Vegetables from June to November, and a cold store.",
    )
    story.partner("wheels", months=1, brings="Drivers with their own vans, two days a week.")
    story.role("olivia", "contact", months=1, days=3)
    story.document(
        "minutes_1",
        "Minutes of the first meeting",
        "Present: Glen Larder, Moor Growers, Northmoor Council.",
        "Agreed: to visit all four villages before anything is written.",
        "Action: Moor Wheels to be asked to join.",
        kind="minutes",
        months=0,
        days=14,
    )
    design.involve(
        story,
        "Kitchen-table talks in four villages",
        months=1,
        days=8,
        who="Families, older people and two farm workers",
        number=31,
        level="consulted",
        said="Do not make us queue. Let us choose, and let us bring something too.",
        done="The hub is planned as a shop with a shelf to give, not as a food bank.",
    )
    design.involve(
        story,
        "A notice in the church hall",
        months=2,
        who="Everyone who passes",
        number=120,
        level="told",
        said="Opening hours matter more than the place.",
    )


def _write(story: Story) -> None:
    vision = design.write(
        story,
        "vision",
        months=1,
        days=20,
        body="Good food within ten minutes of every door in the north, grown as near as can be.",
        shared_values="Choice, not charity. Nothing is thrown away. Whoever eats can also help.",
    )
    design.agree(story, vision, months=1, days=24)
    design.write(
        story,
        "memorandum",
        months=2,
        days=6,
        body="1. The partners meet on the first Tuesday of each month.\n2. Each keeps its own board, staff and name.",
    )
    revised = design.write(
        story,
        "memorandum",
        months=3,
        days=2,
        note="Who carries the cost of the cold store",
        body=(
            "1. The partners meet on the first Tuesday of each month.\n2. Each keeps its own board, staff and name.\n"
            "3. Moor Growers keeps the cold store; its electricity is a shared cost.\n"
            "4. A partner leaves with three months’ notice."
        ),
    )
    design.agree(story, revised, months=3, days=9, but=("wheels",))
    pilot.learn(
        story,
        "Visit people before you write anything down",
        months=3,
        stage="design",
        theme="users",
        happened="The first draft spoke of parcels. After 31 talks at kitchen tables it speaks of a shop.",
        learned="What people are ashamed of does not come up at a meeting they have to travel to.",
        advice="Budget for petrol and cake before you budget for a consultation.",
    )


def _fund(story: Story) -> None:
    for what, monthly, head in (
        ("Development officer, three days a week", 1_950, "development"),
        ("Facilitator for the partners’ meetings", 300, "vision"),
        ("Administrator, one day a week", 520, "administration"),
    ):
        design.cost(story, what, monthly, head=head, months=3, first=0, last=12)
    design.fund(story, "Seven Lochs Community Fund", 2_000, head="development", months=3, first=0, last=12)
    design.fund(story, "northmoor", 700, head="vision", months=3, first=0, last=12, paid="once", kind="own")
    design.fund(story, "Rural Kitchens Trust", 2_500, head="development", months=4, first=6, last=18, status="applied")
    design.aim(
        story,
        "Families eat fresh food more often",
        "Households with fresh vegetables on five days a week",
        months=4,
        due=35,
        target="60",
        baseline="35",
    )


def _lose_the_leader(story: Story) -> None:
    """Nadia goes back to her kitchen full time: the project leader's chair is empty, and the gate says so."""
    nadia, olivia = story.person("nadia"), story.person("olivia")
    story.role("nadia", "contact", months=4, days=6)
    led = PersonRole.objects.get(partnership=story.partnership, person=nadia, role="leader")
    end_role(role=led, by=nadia, at=story.at(4, 7))
    story.leader = olivia
