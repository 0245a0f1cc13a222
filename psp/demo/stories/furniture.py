"""Tayside Furniture Reuse: its tender is out, the bids are open, and one of two evaluators has bids left to score."""

from datetime import timedelta

from procurement.models import Tender
from psp.core.dates import working_day_on_or_after
from psp.demo.acts import design, evaluation, pilot, readiness, tender
from psp.demo.acts.reports import make_report
from psp.demo.cast import Cast
from psp.demo.stories import furniture_bids, furniture_value, readiness_answers
from psp.demo.story import Story, begin

NAME = "Tayside Furniture Reuse"
NOTICE_DAYS_AGO = 52


def tell(cast: Cast) -> None:
    """Tell the story up to today."""
    story = begin(
        cast,
        name=NAME,
        need=(
            "Each year 900 households in Tayness leave a hostel for an empty flat. They wait eleven weeks for a bed, and one "
            "in six gives the flat up again. The council pays for new goods, while 400 tonnes of furniture go to landfill."
        ),
        service="furniture-and-household-goods-reuse",
        area="Perth and Kinross",
        council="tayness",
        department="Housing and homelessness",
        third_sector="second_start",
        leader="callum",
        purchaser="pat",
        months_ago=44,
        contract_value=930_000,
        funding_ends_after=51,
    )
    if story is None:
        return
    _design(story)
    _pilot(story)
    _evaluate(story)
    _review(story)
    found = _publish(story)
    furniture_bids.tell(story, found)


def _design(story: Story) -> None:
    story.bidder("second_start", "Its warehouse, its vans, and 22 people who know the work.", months=0, days=2)
    story.partner("tay_workshop", months=1, may_bid=True, brings="Joiners and upholsterers; a supported business.")
    story.role("isla", "contact", months=1)
    story.role("ruth", "purchaser", months=1)
    story.role("craig", "evaluator", months=40)
    story.role("edie", "evaluator", months=40)
    vision = design.write(
        story,
        "vision",
        months=2,
        days=8,
        body="Whoever gets the key to a flat sleeps in a bed that night.",
        shared_values="Good enough for our own homes. Mend before you buy. People choose for themselves.",
    )
    design.agree(story, vision, months=2, days=14)
    design.involve(
        story,
        "Shopping trip with tenants",
        months=4,
        who="Tenants of six weeks to two years",
        number=12,
        level="involved",
        said="We were given a brown sofa and told to be glad. Let us pick.",
        done="The warehouse opens twice a week for tenants to choose, with points instead of money.",
    )
    design.involve(
        story,
        "Tenants’ panel decides the starter list",
        months=6,
        who="Tenants, three of them now volunteers",
        number=8,
        level="led",
        said="A kettle before a carpet.",
        done="The list has 14 things in the order they set.",
    )
    memorandum = design.write(
        story,
        "memorandum",
        months=5,
        body="1. The council tells the partners of each new let on the same day.\n2. Nobody’s name is on the van but the tenant’s choice of van.",
    )
    design.agree(story, memorandum, months=5, days=8)
    design.write(
        story,
        "service_design",
        months=8,
        days=10,
        body="A let is told by noon, the tenant chooses the next day, and the van comes within two working days.",
    )
    for what, monthly, head, first, last in furniture_value.COSTS:
        design.cost(story, what, monthly, head=head, months=9, first=first, last=last)
    for source, amount, head, first, last, more in furniture_value.LINES:
        design.fund(story, source, amount, head=head, months=9, first=first, last=last, **more)
    source, amount, head, first, last = furniture_value.LOAN
    loan = design.fund(story, source, amount, head=head, months=9, first=first, last=last, kind="loan", paid="once")
    design.pay(story, loan, *furniture_value.REPAYMENTS)
    for statement, indicator, target, more in furniture_value.AIMS:
        design.aim(story, statement, indicator, months=10, due=35, target=target, **more)
    design.start_pilot(story, months=12)


def _pilot(story: Story) -> None:
    pilot.reach(story, "first_return", months=15, days=2)
    pilot.reach(story, "midpoint_review", months=24, days=20)
    for indicator, figures in furniture_value.FIGURES.items():
        pilot.measure(story, indicator, *figures)
    underwriter = pilot.offer(story, "tayness", 16_500, months=29, first=36, last=55)
    pilot.sign(story, underwriter, months=30, days=12)
    story.document(
        "pilot_report",
        "Pilot report, two years",
        "1,614 homes set up; 91 per cent within two working days.",
        "612 tonnes kept out of landfill.",
        "58 people trained, 31 of them in work a year later.",
        kind="evidence",
        months=35,
    )
    pilot.learn(
        story,
        "Let the council see the warehouse before it writes the specification",
        months=34,
        stage="pilot",
        theme="procurement",
        happened="Purchasers asked for “items of a good standard”. Nobody could price that.",
        learned="After a morning in the warehouse they wrote three grades, each with a photograph.",
        advice="Invite those who buy to carry a wardrobe up four flights of stairs.",
    )
    pilot.start_evaluation(story, months=36)


def _evaluate(story: Story) -> None:
    study = evaluation.study(
        story, "Social value of a furnished start", months=36, due=39, kind="evaluative", **furniture_value.STUDY
    )
    evaluation.fill(story, study, furniture_value.ROWS, months=36)
    evaluation.submit(story, study, months=38)
    evaluation.approve(story, study, months=38, days=16)
    for finding, change in furniture_value.DECISIONS:
        evaluation.decide(story, study, finding, change, months=39, days=6)
    evaluation.plan_for_losing(story, "second_start", "callum", months=39, **furniture_value.PLAN)
    evaluation.plan_for_losing(story, "tay_workshop", "isla", months=39, **furniture_value.OTHER_PLAN)


def _review(story: Story) -> None:
    evidence = {"pilot-results": ["pilot_report"]}
    first = readiness.answer(story, readiness_answers.FIRST, months=39, evidence=evidence)
    readiness.judge(story, first, readiness_answers.DOUBTS, months=39, days=20)
    readiness.decide(
        story,
        first,
        "not_ready",
        "Confirm the budget for all three years, and show the specification.",
        months=39,
        days=24,
    )
    second = readiness.answer(story, readiness_answers.SECOND, months=40, evidence={})
    readiness.judge(story, second, readiness_answers.REMARKS, months=40, days=22)
    words = "Publish the disclosure pack with the notice, and name the second evaluator."
    readiness.decide(
        story,
        second,
        "ready_with_conditions",
        "A strong pilot; the level playing field still needs care.",
        months=40,
        days=26,
        conditions=[(words, story.leader, 43)],
    )
    make_report(story, "readiness", second, "html", on=story.on(41, 3))
    readiness.start_tender_stage(story, months=42)


def _publish(story: Story) -> Tender:
    notice_on = working_day_on_or_after(story.cast.days.day(-NOTICE_DAYS_AGO))
    found = tender.prepare(
        story,
        days_before=34,
        notice_on=notice_on,
        value=930_000,
        service_kind="social",
        note="Above the light-touch threshold: a notice is published, and community benefits are considered.",
        title="Furnished starts for new tenants in Tayness",
        description="Beds, cookers and a starter list for 900 households a year, within two working days of a let.",
    )
    tender.ask(story, found, furniture_bids.QUESTIONS, on=notice_on - timedelta(days=20))
    for organisation, words in furniture_bids.INVOLVED.items():
        tender.disclose(story, organisation, on=notice_on, **words)
    tender.publish(story, found)
    readiness.meet(story, "The pack came out with the notice, and a second evaluator is named.", on=notice_on)
    for question, answer, asker, asked, answered in furniture_bids.CLARIFICATIONS:
        tender.clarify(story, found, question, answer, asker=asker, asked=asked, answered=answered)
    return found
