"""Kirkton Breakfast Clubs: the whole way, from the first meeting to a contract that has begun."""

from datetime import timedelta

from psp.core.dates import working_day_on_or_after
from psp.demo.acts import award, bids, design, evaluation, pilot, readiness, tender
from psp.demo.acts.reports import make_report
from psp.demo.cast import Cast
from psp.demo.stories import breakfast_bids, readiness_answers
from psp.demo.stories import breakfast_words as words
from psp.demo.story import Story, begin

NAME = "Kirkton Breakfast Clubs"


def tell(cast: Cast) -> None:
    """Tell the story up to today."""
    story = begin(
        cast,
        name=NAME,
        need=(
            "One child in five comes to school hungry in Kirkton’s north, and parents on early shifts had nobody to leave "
            "their children with. Clubs had opened and closed with each grant."
        ),
        service="childcare-and-early-years",
        area="Renfrewshire",
        council="kirkton",
        department="Health and social care",
        third_sector="bright_mornings",
        leader="olivia",
        purchaser="pat",
        months_ago=53,
        contract_value=690_000,
        funding_ends_after=52,
    )
    if story is None:
        return
    _design(story)
    _pilot(story)
    _evaluate(story)
    _contract(story)


def _design(story: Story) -> None:
    story.bidder("bright_mornings", "Eleven clubs run by parents, and their trust.", months=0, days=3)
    story.role("jo", "contact", months=0, days=5)
    story.role("ruth", "purchaser", months=2)
    story.role("craig", "evaluator", months=40)
    story.role("edie", "evaluator", months=40)
    vision = design.write(story, "vision", months=2, body=words.VISION, shared_values=words.VALUES)
    design.agree(story, vision, months=2, days=5)
    for told in words.INVOLVEMENTS:
        design.involve(story, **told)
    memorandum = design.write(story, "memorandum", months=5, body=words.MEMORANDUM)
    design.agree(story, memorandum, months=5, days=4)
    design.write(story, "service_design", months=8, body=words.DESIGN)
    for what, monthly, head, first, last in words.COSTS:
        design.cost(story, what, monthly, head=head, months=9, first=first, last=last)
    for source, amount, head, first, last, more in words.LINES:
        design.fund(story, source, amount, head=head, months=9, first=first, last=last, **more)
    for statement, indicator, target, more in words.AIMS:
        design.aim(story, statement, indicator, months=10, due=35, target=target, **more)
    design.start_pilot(story, months=12)


def _pilot(story: Story) -> None:
    pilot.reach(story, "first_return", months=15)
    pilot.reach(story, "midpoint_review", months=24)
    for indicator, figures in words.FIGURES.items():
        pilot.measure(story, indicator, *figures)
    pilot.sign(story, pilot.offer(story, "kirkton", 13_000, months=29, first=36, last=60), months=30)
    for told in words.LEARNED:
        pilot.learn(story, **told)
    pilot.start_evaluation(story, months=36)


def _evaluate(story: Story) -> None:
    study = evaluation.study(story, "Social value of a breakfast", months=36, due=39, kind="evaluative", **words.STUDY)
    evaluation.fill(story, study, words.ROWS, months=36)
    evaluation.submit(story, study, months=38)
    evaluation.approve(story, study, months=38, days=9)
    make_report(story, "sroi", study, "html", on=story.on(38, 12))
    for finding, change in words.DECISIONS:
        evaluation.decide(story, study, finding, change, months=39)
    evaluation.plan_for_losing(story, "bright_mornings", "jo", months=39, **words.PLAN)
    review = readiness.answer(story, readiness_answers.BREAKFAST, months=40, evidence={})
    readiness.judge(story, review, {}, months=40, days=20)
    readiness.decide(story, review, "ready", "", months=40, days=23)
    readiness.start_tender_stage(story, months=42)


def _contract(story: Story) -> None:
    notice_on = working_day_on_or_after(story.on(42, 6))
    found = tender.prepare(
        story,
        days_before=30,
        notice_on=notice_on,
        value=690_000,
        service_kind="social",
        note="Above the light-touch threshold: a notice is published.",
        ends_a_day=True,
        title="Breakfast clubs in eleven schools of Kirkton",
        description="Breakfast, play and care from 7:30am on every school day for 420 children.",
    )
    tender.ask(story, found, breakfast_bids.QUESTIONS, on=notice_on - timedelta(days=14))
    tender.disclose(story, "bright_mornings", on=notice_on, **breakfast_bids.INVOLVED)
    tender.publish(story, found)
    for question, answer, asker, asked, answered in breakfast_bids.CLARIFICATIONS:
        tender.clarify(story, found, question, answer, asker=asker, asked=asked, answered=answered)
    received = {
        name: bids.record(story, found, name, price, answers, days_before=days, listed=listed)
        for name, price, listed, days, answers in breakfast_bids.BIDS
    }
    bids.open_all(story, found, "ruth")
    chair, other = bids.appoint(story, found, "craig", "edie")
    for evaluator, scores in ((chair, breakfast_bids.CHAIR), (other, breakfast_bids.OTHER)):
        bids.score(evaluator, received, scores, days=8)
    bids.moderate(story, found, chair, received, breakfast_bids.MODERATED, days=14)
    decided_on = working_day_on_or_after(found.submission_deadline.date() + timedelta(days=40))
    won = award.award(story, found, breakfast_bids.REASONS, on=decided_on)
    award.debrief(story, won, received[breakfast_bids.LOSER], days=4, answered=11)
    starts_on = found.contract_starts_on
    award.conclude(
        story, found, won, value=668_000, starts_on=starts_on, ends_on=starts_on.replace(year=starts_on.year + 3)
    )
    pilot.reach_on(story, "service_starts", starts_on)
    pilot.learn(story, **words.LEARNED_AT_LAST)
