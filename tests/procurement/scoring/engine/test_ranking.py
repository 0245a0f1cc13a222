from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from procurement.scoring.engine.ranking import Contender, Ranking, SettledBy, Tie, rank, waiting_for_draw

CONTENDERS = st.lists(
    st.builds(
        Contender,
        bid=st.sampled_from("abcdef"),
        total=st.sampled_from([Fraction(70), Fraction(80)]),
        quality=st.sampled_from([Fraction(30), Fraction(40)]),
        heaviest=st.sampled_from([Fraction(10), Fraction(20)]),
        price=st.sampled_from([Fraction(100), Fraction(101), None]),
    ),
    unique_by=lambda one: one.bid,
)


def bid(code, total, quality, heaviest=10, price=100):
    return Contender(code, Fraction(total), Fraction(quality), Fraction(heaviest), Fraction(price))


def rungs(one):
    """What a bid is ranked by, greater is better."""
    return one.total, one.quality, one.heaviest, one.price is not None, -(one.price or 0)


def test_more_points_win():
    ranking = rank([bid("a", "80.01", 30), bid("b", "90", 40), bid("c", "80.02", 20)])
    assert ranking == Ranking((("b", 1), ("c", 2), ("a", 3)), (), "b")


def test_equal_points_go_to_the_higher_quality():
    ranking = rank([bid("a", 80, 30), bid("b", 80, 40)])
    tie = Tie(("b", "a"), Fraction(80), SettledBy.HIGHER_QUALITY, ("b",))
    assert ranking == Ranking((("b", 1), ("a", 2)), (tie,), "b")


def test_equal_in_all_wait_for_a_draw():
    ranking = rank([bid("a", 80, 40), bid("b", 80, 40), bid("c", 70, 40)])
    tie = Tie(("a", "b"), Fraction(80), SettledBy.NOTHING_YET, ("a", "b"))
    assert ranking == Ranking((("a", 1), ("b", 1), ("c", 3)), (tie,), None)
    assert waiting_for_draw(ranking) == ["a", "b"]


def test_a_draw_settles_the_tie_it_names_whole_and_nothing_else():
    contenders = [bid("a", 80, 40), bid("b", 80, 40), bid("c", 70, 40)]
    tie = Tie(("b", "a"), Fraction(80), SettledBy.DRAW, ("b",))
    drawn = rank(contenders, ["c", "b", "a"])
    assert drawn == Ranking((("b", 1), ("a", 2), ("c", 3)), (tie,), "b")
    assert (waiting_for_draw(drawn), rank(contenders, ["b"]).winner) == ([], None)


def test_a_tie_settled_in_part_by_quality_shows_both_steps():
    ranking = rank([bid("a", 80, 30), bid("b", 80, 40), bid("c", 80, 30)])
    assert ranking == Ranking(
        ranks=(("b", 1), ("a", 2), ("c", 2)),
        ties=(
            Tie(("b", "a", "c"), Fraction(80), SettledBy.HIGHER_QUALITY, ("b",)),
            Tie(("a", "c"), Fraction(80), SettledBy.NOTHING_YET, ("a", "c")),
        ),
        winner="b",
    )


def test_no_bids_have_no_winner():
    assert rank([]) == Ranking((), (), None)


@given(CONTENDERS, st.randoms())
def test_the_order_of_entry_never_matters(contenders, random):
    shuffled = random.sample(contenders, len(contenders))
    assert rank(shuffled) == rank(contenders)


@given(CONTENDERS)
def test_a_rank_is_one_more_than_the_bids_that_are_better(contenders):
    ranks = dict(rank(contenders).ranks)
    for one in contenders:
        assert ranks[one.bid] == 1 + sum(rungs(other) > rungs(one) for other in contenders)


@given(CONTENDERS, st.permutations("abcdef"))
def test_a_draw_leaves_nobody_sharing_a_place_and_moves_nobody_past_a_better_bid(contenders, order):
    before, after = dict(rank(contenders).ranks), dict(rank(contenders, order).ranks)
    assert sorted(after.values()) == list(range(1, len(contenders) + 1))
    for one in contenders:
        for other in contenders:
            if before[one.bid] < before[other.bid]:
                assert after[one.bid] < after[other.bid]
            if one != other and before[one.bid] == before[other.bid]:
                assert (after[one.bid] < after[other.bid]) == (order.index(one.bid) < order.index(other.bid))
