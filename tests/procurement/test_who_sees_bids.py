"""Every page near bids, for every kind of person, at every stage. What is not named here is not there: 404."""

import pytest

from partnerships.models import PartnershipRole, Role
from procurement.evaluators.operations import declare_interests
from procurement.models import Bid, Contract, Reading, Score
from procurement.reading.operations import read_bids
from psp.core.problems import NotPermitted
from tests.factories import bids
from tests.factories.partnerships import PersonRoleFactory
from tests.factories.people import UserFactory
from tests.factories.tenders import QuestionFactory

pytestmark = [pytest.mark.once, pytest.mark.usefixtures("quick_refusals")]

STAGES = ["before_deadline", "after_deadline", "opened", "moderation", "ranked", "decided", "told"]
PURCHASERS = {"pat", "una"}
SCORERS = {"edie", "evan"}
# Connie is kept from the bid of Moray Friends, Ruth declared an interest in all.
APPOINTED = SCORERS | {"connie", "ruth"}
# Leader, contact, observer, administrator, superuser, and somebody from outside.
SHUT_OUT = {"olivia", "bo", "obi", "ada", "sue", "otto"}
EVERYBODY = PURCHASERS | APPOINTED | SHUT_OUT

# From which stage on, and for whom.
PAGES = {
    "bids": ("before_deadline", PURCHASERS),
    "record_bid": ("before_deadline", PURCHASERS),
    "replace_bid": ("before_deadline", PURCHASERS),
    "withdraw_bid": ("before_deadline", PURCHASERS),
    "open_bids": ("before_deadline", PURCHASERS),
    "evaluators": ("before_deadline", PURCHASERS | APPOINTED),
    "appoint_evaluator": ("before_deadline", PURCHASERS),
    "name_chair": ("before_deadline", PURCHASERS),
    "remove_evaluator": ("before_deadline", PURCHASERS),
    "declare_interests": ("before_deadline", PURCHASERS | APPOINTED),
    "record_late_interest": ("before_deadline", PURCHASERS | {"edie"}),
    "bid sunrise": ("opened", PURCHASERS | SCORERS | {"connie"}),
    "bid moray": ("opened", PURCHASERS | SCORERS),
    "bid_file sunrise": ("opened", PURCHASERS | SCORERS | {"connie"}),
    "bid_file moray": ("opened", PURCHASERS | SCORERS),
    "price_file sunrise": ("ranked", PURCHASERS | SCORERS | {"connie"}),
    "exclude_bid sunrise": ("opened", PURCHASERS),
    "scoring": ("opened", PURCHASERS | APPOINTED),
    "score_question": ("opened", SCORERS | {"connie"}),
    "score_bid sunrise": ("opened", SCORERS | {"connie"}),
    "score_bid moray": ("opened", SCORERS),
    "lock_scores": ("opened", SCORERS | {"connie"}),
    "close_scoring": ("before_deadline", PURCHASERS),
    "moderation": ("moderation", PURCHASERS | SCORERS | {"connie"}),
    "moderate_question": ("moderation", PURCHASERS | SCORERS | {"connie"}),
    "close_moderation": ("before_deadline", PURCHASERS),
    "result": ("ranked", PURCHASERS | SCORERS),
    "prepare_draw": ("ranked", PURCHASERS),
    "rank_again": ("ranked", PURCHASERS),
    "award_tender": ("ranked", PURCHASERS),
    "award": ("decided", PURCHASERS),
    "conclude_tender": ("decided", PURCHASERS),
    "record_notice": ("decided", PURCHASERS),
    "hold_award": ("decided", PURCHASERS),
    "record_debrief": ("decided", PURCHASERS),
    "publish_award_notice": ("decided", PURCHASERS),
}
# They read the bid, so the page says why they may not exclude it.
REFUSED = {"exclude_bid sunrise": SCORERS | {"connie"}}


@pytest.fixture
def people(partnership, request, pat, una, edie, evan, olivia, bo, ada, otto):
    more = {
        "connie": UserFactory(name="Connie Blair"),
        "ruth": UserFactory(name="Ruth Orr"),
        "obi": UserFactory(name="Obi Lang"),
        "sue": UserFactory(name="Sue Park", role=Role.ADMINISTRATOR, is_superuser=True),
    }
    for name in ("connie", "ruth"):
        PersonRoleFactory(partnership=partnership, person=more[name], role=PartnershipRole.EVALUATOR)
    PersonRoleFactory(partnership=partnership, person=more["obi"], role=PartnershipRole.OBSERVER)
    # An administrator who names themselves purchaser and evaluator is no purchaser of bids for that.
    for role in (PartnershipRole.PURCHASER, PartnershipRole.EVALUATOR):
        PersonRoleFactory(partnership=partnership, person=more["sue"], role=role)
    names = ["pat", "una", "edie", "evan", "olivia", "bo", "ada", "otto"]
    return {name: request.getfixturevalue(name) for name in names} | more


@pytest.fixture
def at_stage(published, figures, people):
    """Bring the tender to a stage, with bids of two bidders and four evaluators."""

    def bring(stage):
        tender, pat = published, people["pat"]
        question = QuestionFactory(tender=tender)
        files = [bids.attached(question.pk), bids.attached(None)]
        sunrise = bids.record_a_bid(tender, pat, files=files)
        moray = bids.record_a_bid(tender, pat, name="Moray Friends", price="105000", files=[bids.attached(question.pk)])
        evaluators = dict(
            zip(
                ("edie", "evan", "connie", "ruth"),
                bids.appoint(
                    tender, pat, *(people[name] for name in ("edie", "evan", "connie", "ruth")), at=bids.BEFORE
                ),
                strict=True,
            )
        )
        reached = STAGES.index(stage)
        if reached >= STAGES.index("opened"):
            bids.open_bids(tender, pat, people["una"])
            for name, kept_from, in_all in (("connie", [moray], False), ("ruth", [], True)):
                declare_interests(
                    evaluator=evaluators[name],
                    has_interest=True,
                    interest="I know them.",
                    bids=kept_from,
                    in_all=in_all,
                    by=people[name],
                    at=bids.AFTER,
                )
            for name in ("edie", "evan"):
                bids.declare_none(evaluators[name])
        scoring = [evaluators[name] for name in ("edie", "evan", "connie")]
        if reached >= STAGES.index("moderation"):
            bids.to_moderation(tender, pat, scoring)
        if reached >= STAGES.index("ranked"):
            bids.moderate_all(tender, people["edie"], 3)
            bids.close_moderation(tender=tender, by=pat, at=bids.SCORING)
        if reached >= STAGES.index("decided"):
            bids.to_standstill(tender, pat, tell=reached >= STAGES.index("told"))
        tender.refresh_from_db()
        return tender, {"sunrise": sunrise, "moray": moray}, evaluators["edie"]

    return bring


def url_of(page, tender, by_bidder, evaluator):
    name, _space, bidder = page.partition(" ")
    if name in {"bid_file", "price_file"}:
        file = by_bidder[bidder].files.get(part="price" if name == "price_file" else "quality")
        return tender.url("bid_file", by_bidder[bidder].pk, file.key)
    if bidder:
        return tender.url(name, by_bidder[bidder].pk)
    if name in {"score_question", "moderate_question"}:
        return tender.url(name, tender.questions.get().pk)
    return (
        tender.url(name, evaluator.pk)
        if name in {"name_chair", "remove_evaluator", "record_late_interest"}
        else tender.url(name)
    )


def expected(page, stage, name):
    first, allowed = PAGES[page]
    if page == "award" and stage == "told":
        allowed = EVERYBODY - {"otto"}
    if STAGES.index(stage) < STAGES.index(first):
        return 404
    return 200 if name in allowed else 403 if name in REFUSED.get(page, ()) else 404


@pytest.mark.parametrize("stage", STAGES)
def test_who_sees_what(at_stage, stage, people, signed_in):
    tender, by_bidder, evaluator = at_stage(stage)
    found, wanted = {}, {}
    for name, person in people.items():
        if name in {"una", "evan"}:  # as Pat, as Edie
            continue
        client = signed_in(person)
        for page in PAGES:
            found[page, name] = client.get(url_of(page, tender, by_bidder, evaluator)).status_code
            wanted[page, name] = expected(page, stage, name)
    assert found == wanted


@pytest.mark.parametrize("stage", ["after_deadline", "ranked"])
def test_nobody_shut_out_does_anything(at_stage, stage, people, signed_in):
    tender, by_bidder, evaluator = at_stage(stage)
    before = [Bid.objects.count(), Score.objects.count(), Contract.objects.count(), tender.version, tender.state]
    found = {}
    for name in sorted(SHUT_OUT):
        client = signed_in(people[name])
        for page in PAGES:
            if page != "award" and "file" not in page:
                sent = client.post(url_of(page, tender, by_bidder, evaluator), {"note": "x", "reasons": "x"})
                found[page, name] = sent.status_code
    assert set(found.values()) == {404}
    tender.refresh_from_db()
    assert [
        Bid.objects.count(),
        Score.objects.count(),
        Contract.objects.count(),
        tender.version,
        tender.state,
    ] == before


@pytest.mark.parametrize("stage", STAGES)
def test_the_operation_itself_reads_for_nobody_else(at_stage, stage, people):
    _tender, by_bidder, _evaluator = at_stage(stage)
    Reading.objects.all().delete()
    opened = STAGES.index(stage) >= STAGES.index("opened")
    ranked = STAGES.index(stage) >= STAGES.index("ranked")
    readers = {
        "identity": PURCHASERS | APPOINTED if opened else set(),
        "quality": PURCHASERS | SCORERS if opened else set(),
        "price": PURCHASERS | SCORERS if ranked else set(),
    }
    found = {part: set() for part in readers}
    for part in readers:
        for name, person in people.items():
            try:
                read_bids(bids=by_bidder.values(), part=part, by=person, at=bids.DECIDED)
            except NotPermitted:
                continue
            found[part].add(name)
    assert found == readers
    assert Reading.objects.count() == 2 * sum(len(names) for names in readers.values())


def test_a_purchaser_who_comes_to_belong_to_a_bidder_is_shut_out(at_stage, people, signed_in, partnership):
    from tests.factories.organisations import OrganisationFactory
    from tests.factories.people import MembershipFactory

    tender, _by_bidder, _evaluator = at_stage("opened")
    MembershipFactory(person=people["una"], organisation=OrganisationFactory(name="moray friends"))
    assert signed_in(people["una"]).get(tender.url("bids")).status_code == 404
