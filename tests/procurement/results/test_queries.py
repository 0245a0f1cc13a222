"""What is said of a frozen result: its ties, and why shown points may not add up."""

from fractions import Fraction

from procurement.results.queries import rounding_words, tie_words
from procurement.scoring.engine.ranking import Contender, rank


def content_of(*points):
    """A frozen result of bids A, B, C … with (quality, price, total) points each, ranked by the engine."""
    codes = [chr(ord("A") + place) for place in range(len(points))]
    by_code = dict(zip(codes, points, strict=True))
    ranking = rank([Contender(code, Fraction(row[2]), Fraction(row[0])) for code, row in by_code.items()])
    rows = [
        {"bid": code, "rank": place, "quality_points": by_code[code][0], "price_points": by_code[code][1]}
        | {"total": by_code[code][2], "exact_total": str(Fraction(by_code[code][2]))}
        for code, place in ranking.ranks
    ]
    ties = [
        {"bids": tie.bids, "total": str(tie.total), "settled_by": str(tie.settled_by), "ahead": tie.ahead}
        for tie in ranking.ties
    ]
    return {"bidders": {code: f"Bidder {code}" for code in codes}, "result": {"bids": rows, "ties": ties}}


def test_in_a_tie_of_three_both_that_quality_put_ahead_are_named():
    content = content_of(("45.00", "35.00", "80.00"), ("45.00", "35.00", "80.00"), ("40.00", "40.00", "80.00"))
    assert tie_words(content) == [
        "Bidder A and Bidder B and Bidder C have exactly the same total, 80.00 points. The higher quality score put "
        "Bidder A and Bidder B first.",
        "Bidder A and Bidder B are equal in all that was announced, with 80.00 points. A draw before two witnesses "
        "decides.",
    ]


def test_points_that_do_not_add_up_are_explained_and_others_are_not():
    assert "rounded once at the end" in rounding_words(content_of(("46.88", "45.81", "92.68")))
    assert rounding_words(content_of(("46.88", "45.81", "92.69"))) == ""
