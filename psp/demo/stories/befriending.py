"""Kirkton Befriending: fifteen months into its pilot, with a return that is late and money that ends too early."""

from decimal import Decimal
from typing import Any

from evaluation.models import PriceIndex
from evaluation.sroi.operations import add_price_index
from partnerships.invitations.operations import invite
from partnerships.lifecycle.operations import waive_criterion
from psp.demo.acts import design, evaluation, pilot
from psp.demo.acts.reports import make_report
from psp.demo.cast import Cast
from psp.demo.days import moment
from psp.demo.stories import befriending_value as value
from psp.demo.stories import befriending_words as words
from psp.demo.story import Story, begin

NAME = "Kirkton Befriending"


def tell(cast: Cast) -> None:
    """Tell the story up to today."""
    story = begin(
        cast,
        name=NAME,
        need=(
            "One in four people over 75 in Kirkton see nobody on most days. The council’s visits stop where personal care "
            "stops, and the surgery sees them only when they fall."
        ),
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
    _gather(story)
    _agree(story)
    _plan(story)
    _deliver(story)
    _forecast(story)
    _today(story)


def _gather(story: Story) -> None:
    story.bidder("good_company", "210 volunteers, and fifteen years of matching people.", months=0, days=2)
    story.partner("northside", months=1, may_bid=True, brings="Its minibus, its lunch club and 65 volunteers.")
    story.role("bo", "contact", months=1)
    story.document(
        "minutes_1",
        "Minutes of the first partners’ meeting",
        *words.MINUTES,
        kind="minutes",
        months=1,
        days=4,
    )
    for told in words.INVOLVEMENTS[:3]:
        design.involve(story, **told)


def _agree(story: Story) -> None:
    vision = design.write(story, "vision", months=5, body=words.VISION, shared_values=words.VALUES)
    design.agree(story, vision, months=5, days=8)
    memorandum = design.write(story, "memorandum", months=6, body=words.MEMORANDUM)
    design.agree(story, memorandum, months=6, days=5)
    design.write(story, "service_design", months=8, body=words.DESIGN)
    design.write(
        story, "service_design", months=9, days=6, note="Matching takes two visits, not one", body=words.REDESIGN
    )


def _plan(story: Story) -> None:
    for what, monthly, head, first in words.COSTS:
        design.cost(story, what, monthly, head=head, months=10, first=first, last=50)
    for source, monthly, head, first, last, more in words.LINES:
        design.fund(story, source, monthly, head=head, months=10, first=first, last=last, **more)
    lottery = design.fund(
        story, "Good Neighbours Lottery", 1_000, head="other", months=10, first=14, last=34, paid="listed"
    )
    design.pay(story, lottery, ("receipt", 14, 8_000), ("receipt", 24, 7_000), ("receipt", 33, 5_000))
    for statement, indicator, target, more in words.AIMS:
        design.aim(story, statement, indicator, months=10, due=35, target=target, **more)
    design.start_pilot(story, months=12)


def _deliver(story: Story) -> None:
    pilot.learn(story, **words.LEARNED[0])
    pilot.reach(story, "first_return", months=15, days=9)
    story.document("survey_1", "Questionnaire after six months", *words.SURVEY, kind="evidence", months=18)
    for indicator, evidence, first in words.FIRST_FIGURES:
        pilot.measure(story, indicator, *first, evidence=evidence)
    pilot.amend(story, "People visited each week", months=19, target="165", reason=words.WHY_FEWER)
    pilot.spend(story, "other", 13, 2_410, 2_505, 2_730, 2_640, 2_590, 2_875, 2_660, 2_580, 2_710)
    pilot.spend(story, "development", 18, 3_150, 3_150, 3_290, 3_150)
    design.involve(story, **words.INVOLVEMENTS[3])
    pilot.reach(story, "midpoint_review", months=24, days=17)
    for indicator, figures in words.LATER_FIGURES.items():
        pilot.measure(story, indicator, *figures)
    design.involve(story, **words.INVOLVEMENTS[4])
    pilot.learn(story, **words.LEARNED[1])


def _forecast(story: Story) -> None:
    """A draft to work in, with a price of two years ago, an index to be checked and a row whose figures are not all in."""
    base = story.on(25).year
    indices = {base - back: Decimal(index) for back, index in value.INDICES.items()}
    index = PriceIndex.objects.filter(name=value.INDEX["name"], edition=value.INDEX["edition"]).first()
    index = index or add_price_index(indices=indices, by=story.leader, at=story.at(25), **value.INDEX)
    title = "Befriending in Kirkton, forecast"
    study = evaluation.study(story, title, months=25, due=30, price_base_year=base, price_index=index, **value.STUDY)
    evaluation.fill(story, study, [_of_years(row, base) for row in value.ROWS], months=25)
    evaluation.simulate(study, story, months=25, days=6)


def _of_years(row: dict[str, Any], base: int) -> dict[str, Any]:
    """Name the year of each price that is told as so many years back."""
    told = [dict(outcome) for outcome in row.get("outcomes", ())]
    for outcome in told:
        if back := outcome.pop("years_back", 0):
            outcome["price_year"] = base - back
    return row | {"outcomes": told}


def _today(story: Story) -> None:
    """What waits: a return that is late, a commitment to be signed, a memorandum that one side has not agreed anew."""
    today = story.cast.days
    pilot.plan_step(
        story,
        "Return of figures, fifth quarter",
        period="pilot",
        months=24,
        days=20,
        due_on=today.day(-12),
        owner="olivia",
    )
    pilot.move(story, "underwriting_committed", months=25, to=32, days=14, reason=words.WHY_LATER)
    pilot.offer(
        story,
        "kirkton",
        7_200,
        months=25,
        days=3,
        first=46,
        last=61,
        sign_by=today.day(19),
        conditions="Three years of funding from the health board continue, and at least 150 people are visited.",
    )
    waive_criterion(
        partnership=story.partnership,
        code="service_underwritten",
        reason=words.WHY_WITHOUT_UNDERWRITING,
        by=story.leader,
        at=story.at(25, 5),
    )
    anew = design.write(
        story, "memorandum", months=25, days=12, note="Volunteers are trained together", body=words.NEW_MEMORANDUM
    )
    design.agree(story, anew, months=25, days=14, but=("kirkton",))
    design.involve(story, **words.LATEST_INVOLVEMENT, on=today.day(-9))
    invite(
        email="jean.kerr@example.org",
        name="Jean Kerr",
        role="development_officer",
        partnership=story.partnership,
        partnership_role="observer",
        by=story.leader,
        at=moment(today.day(-3)),
    )
    make_report(story, "partnership", story.partnership, "text", on=today.day(-2))
    story.document("rota_winter", "Winter rota of visits and calls", *words.ROTA, kind="plan", on=today.day(-4))
