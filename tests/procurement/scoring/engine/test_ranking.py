from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from procurement.scoring.engine.ranking import Contender, Ranking, SettledBy, Tie, rank

CONTENDERS = st.lists(
    st.builds(
        Contender,
        bid=st.sampled_from("abcdef"),
        total=st.sampled_from([Decimal(70), Decimal(80)]),
        quality_points=st.sampled_from([Decimal(30), Decimal(40)]),
    ),
    unique_by=lambda one: one.bid,
)


def bid(code, total, quality):
    return Contender(code, Decimal(total), Decimal(quality))


def test_more_points_win():
    ranking = rank([bid("a", "80.01", 30), bid("b", "90", 40), bid("c", "80.02", 20)])
    assert ranking == Ranking((("b", 1), ("c", 2), ("a", 3)), (), "b")


def test_equal_points_go_to_the_higher_quality():
    ranking = rank([bid("a", 80, 30), bid("b", 80, 40)])
    tie = Tie(("b", "a"), Decimal(80), SettledBy.HIGHER_QUALITY)
    assert ranking == Ranking((("b", 1), ("a", 2)), (tie,), "b")


def test_equal_points_and_quality_wait_for_a_decision():
    ranking = rank([bid("a", 80, 40), bid("b", 80, 40), bid("c", 70, 40)])
    tie = Tie(("a", "b"), Decimal(80), SettledBy.NOTHING_YET)
    assert ranking == Ranking((("a", 1), ("b", 1), ("c", 3)), (tie,), None)


def test_a_decision_settles_the_tie_it_names_whole_and_nothing_else():
    contenders = [bid("a", 80, 40), bid("b", 80, 40), bid("c", 70, 40)]
    tie = Tie(("b", "a"), Decimal(80), SettledBy.DECISION)
    assert rank(contenders, ["c", "b", "a"]) == Ranking((("b", 1), ("a", 2), ("c", 3)), (tie,), "b")
    assert rank(contenders, ["b"]).winner is None


def test_a_tie_settled_in_part_by_quality_shows_both_steps():
    ranking = rank([bid("a", 80, 30), bid("b", 80, 40), bid("c", 80, 30)])
    assert ranking == Ranking(
        ranks=(("b", 1), ("a", 2), ("c", 2)),
        ties=(
            Tie(("b", "a", "c"), Decimal(80), SettledBy.HIGHER_QUALITY),
            Tie(("a", "c"), Decimal(80), SettledBy.NOTHING_YET),
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
    by_code = {one.bid: (one.total, one.quality_points) for one in contenders}
    ranks = dict(rank(contenders).ranks)
    assert ranks == {code: 1 + sum(mine < other for other in by_code.values()) for code, mine in by_code.items()}
