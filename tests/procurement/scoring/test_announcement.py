"""What bidders are told before about scoring and ranking is what the engine does."""

from decimal import Decimal

import pytest
from django.urls import reverse

from procurement.criteria.queries import sections_of
from procurement.models import Tender
from procurement.publication.operations import publish_tender
from procurement.scoring.queries import announced_rules, announcement_of
from tests.factories.tenders import PUBLISHED_AT, QuestionFactory


def rules_of(tender):
    return dict(announcement_of(tender))


def test_the_price_formula_is_shown_with_the_worked_example(tender):
    Tender.objects.update(quality_weight=Decimal(60), price_weight=Decimal(40))
    tender.refresh_from_db()
    rules = rules_of(tender)
    assert rules["Points for price"] == (
        "Points for price = 40 × the lowest price ÷ this price. The lowest price is that of the bids that are ranked. "
        "Example: bids of £100,000 and £105,000 earn 40.00 and 38.10 points for price."
    )
    assert rules["Quality and price"] == "Quality weighs 60%, price 40%."


def test_each_method_says_its_own_formula(tender):
    tender.price_method = "distance_from_mean"
    # The mean is £102,500: each lies £2,500 from it, and 50 × (1 − 2,500 ÷ 102,500) = 48.78.
    assert "earn 48.78 and 48.78 points for price" in rules_of(tender)["Points for price"]
    tender.price_method, tender.budget = "fixed_budget", Decimal(90_000)
    assert rules_of(tender)["Points for price"] == (
        "The budget is £90,000. Price earns no points, and a bid above the budget is not ranked."
    )


def test_scale_minimums_rounding_and_the_whole_ladder_are_announced(tender):
    question = tender.questions.get()
    question.minimum_score = 2
    question.save()
    rules = rules_of(tender)
    assert [level[0] for level in rules["Scale of each question"].splitlines()] == list("01234")
    assert f"scores less than 2 on “{question.text}” is not ranked" in rules["Bids that are not ranked"]
    assert "exact totals" in rules["Order and rounding"]
    assert "never decide" in rules["Order and rounding"]
    ladder = rules["If totals are equal"]
    steps = [
        ladder.index(words) for words in ("quality", "greatest weight", "lower price", "draw before two witnesses")
    ]
    assert steps == sorted(steps)
    assert ladder.endswith(f"The greatest weight has “{question.text}”.")


def test_questions_that_share_the_greatest_weight_are_named_or_said_to_decide_nothing(tender):
    tender.questions.update(weight=Decimal(40))
    second = QuestionFactory(tender=tender, weight=Decimal(40))
    assert "this step decides nothing here" in rules_of(tender)["If totals are equal"]
    QuestionFactory(tender=tender, weight=Decimal(20))
    first = tender.questions.first()
    assert rules_of(tender)["If totals are equal"].endswith(
        f"The greatest weight has “{first.text}” and “{second.text}”."
    )


def test_what_was_announced_stays_as_it_was(complete, pat):
    publish_tender(tender=complete, by=pat, at=PUBLISHED_AT)
    announced = announced_rules(complete)
    assert announced == announcement_of(complete)
    complete.quality_weight = Decimal(90)
    assert announced_rules(complete) == announced != announcement_of(complete)
    complete.published = {"title": "Announced by an earlier version"}
    complete.tie_rule = "The purchasers decide."
    assert announced_rules(complete) == [("If totals are equal", "The purchasers decide.")]


@pytest.mark.parametrize("who", ["pat", "edie"])
def test_the_rules_are_on_the_page_and_as_text(tender, signed_in, who, request):
    client = signed_in(request.getfixturevalue(who))
    page = client.get(tender.url("tender_criteria")).content.decode()
    text = client.get(reverse("ranking_rules", args=[tender.partnership_id, tender.pk]))
    assert text["Content-Type"] == "text/plain; charset=utf-8"
    for heading, words in announcement_of(tender):
        assert heading in page
        assert f"{heading}\n{words}" in text.content.decode()
    assert len(sections_of(list(tender.questions.all()))) == 1


@pytest.mark.parametrize("who", ["bo", "olivia"])
def test_the_rules_are_kept_from_possible_bidders_before(tender, signed_in, who, request):
    client = signed_in(request.getfixturevalue(who))
    assert "How bids are scored and ranked" not in client.get(tender.url("tender_criteria")).content.decode()
    assert client.get(tender.url("ranking_rules")).status_code == 404


def test_the_page_of_publication_shows_what_bidders_will_be_told(complete, signed_in, pat, clock):
    with clock(PUBLISHED_AT):
        page = signed_in(pat).get(complete.url("publish_tender")).content.decode()
    assert "What bidders are told about scoring and ranking" in page
    assert "draw before two witnesses" in page
