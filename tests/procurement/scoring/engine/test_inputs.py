import pytest
from hypothesis import given
from hypothesis import strategies as st

from procurement.scoring.engine.inputs import NotScorable, Problem, whole_score


@pytest.mark.parametrize(("typed", "score"), [("0", 0), ("4", 4), (" 3 ", 3), ("2.0", 2)])
def test_whole_scores_from_0_to_4_are_read(typed, score):
    assert whole_score(typed) == score


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("2.5", "score_not_whole"),
        ("4.5", "score_off_scale"),
        ("5", "score_off_scale"),
        ("-1", "score_off_scale"),
        ("1e999999", "score_off_scale"),
        ("", "score_not_a_number"),
        ("three", "score_not_a_number"),
        ("NaN", "score_not_a_number"),
        ("Infinity", "score_not_a_number"),
    ],
)
def test_any_other_score_is_refused_with_the_reason(typed, code):
    with pytest.raises(NotScorable) as refusal:
        whole_score(typed)
    assert refusal.value.problems == (Problem(code, params={"typed": typed, "top": 4}),)


@given(st.text(max_size=12))
def test_any_text_is_a_whole_score_or_refused(typed):
    try:
        score = whole_score(typed)
    except NotScorable:
        return
    assert score in {0, 1, 2, 3, 4}
