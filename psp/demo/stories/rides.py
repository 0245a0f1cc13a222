"""Moor and Glen Rides: it stopped in its pilot, and says why."""

from partnerships.lifecycle.operations import stop_partnership
from psp.demo.acts import design, pilot
from psp.demo.cast import Cast
from psp.demo.story import Story, begin

NAME = "Moor and Glen Rides"


def tell(cast: Cast) -> None:
    """Tell the story to its end, nine months ago."""
    story = begin(
        cast,
        name=NAME,
        need="The last bus to the hospital went in spring. People sell their houses because of an eye clinic.",
        service="community-transport",
        area="Highland",
        council="northmoor",
        department="Health and social care",
        third_sector="wheels",
        leader="nadia",
        purchaser="pat",
        months_ago=37,
        contract_value=180_000,
        funding_ends_after=30,
    )
    if story is None:
        return
    _design(story)
    _stop(story)


def _design(story: Story) -> None:
    vision = design.write(
        story,
        "vision",
        months=3,
        body="Nobody misses a clinic for want of a bus.",
        shared_values="A driver waits. A neighbour is not a parcel.",
    )
    design.agree(story, vision, months=3, days=6)
    design.involve(
        story,
        "A day on the minibus",
        months=4,
        who="Passengers, most over 70",
        number=17,
        level="involved",
        said="It is the way back that frightens us.",
        done="The driver waits, and the fare pays for the waiting.",
    )
    memorandum = design.write(
        story, "memorandum", months=6, body="1. The partners meet each month, by telephone in winter."
    )
    design.agree(story, memorandum, months=6, days=4)
    design.write(
        story, "service_design", months=9, body="Booked the day before, two drivers on call, the driver waits."
    )
    for what, monthly, head in (
        ("Development officer, half time", 1_600, "development"),
        ("Meetings", 120, "vision"),
        ("Bookings desk", 700, "administration"),
    ):
        design.cost(story, what, monthly, head=head, months=9, first=0, last=49)
    design.fund(story, "Northern Roads Fund", 1_600, head="development", months=9, first=0, last=27)
    design.fund(story, "northmoor", 120, head="vision", months=9, first=0, last=27, kind="own")
    design.fund(story, "northmoor", 700, head="administration", months=9, first=0, last=27, kind="own")
    design.aim(
        story,
        "People reach their clinic",
        "Clinic visits reached",
        months=10,
        due=33,
        target="95",
        baseline="71",
        source="Bookings desk",
    )
    design.start_pilot(story, months=12)


def _stop(story: Story) -> None:
    pilot.reach(story, "first_return", months=15)
    pilot.measure(story, "Clinic visits reached", (15, "88", ""), (24, "94", "Two winters in."))
    pilot.learn(
        story,
        "Ask who pays for year three before year one begins",
        months=27,
        stage="pilot",
        theme="funding",
        happened="The fund closed after two years. The council had never been asked in writing to take over.",
        learned="A nod in a meeting is not a commitment, and a good result does not pay a driver.",
        advice="Get the commitment to underwrite signed before the pilot’s second year.",
    )
    stop_partnership(
        partnership=story.partnership,
        reason="funding",
        note="The Northern Roads Fund closed, and no partner could carry the drivers’ pay until a tender.",
        by=story.leader,
        at=story.at(28),
    )
