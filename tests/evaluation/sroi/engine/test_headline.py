"""What a study comes to at a glance."""

from evaluation.sroi.engine.assumptions import Assumption, Field
from evaluation.sroi.engine.figures import rounded
from evaluation.sroi.engine.headline import headline_of
from evaluation.sroi.engine.sensitivity import likely_range, one_way
from tests.evaluation.sroi.rows import ADMISSIONS, EXPECTED, D, a_study, an_input, an_outcome, wheels


def test_the_worked_example_at_a_glance():
    found = headline_of(wheels())
    assert rounded(found.ratio, 4) == D(EXPECTED["end_of_year"]["ratio"])
    assert found.likely == likely_range(one_way(wheels()))
    assert (found.break_even.assumption, found.break_even.value) == (ADMISSIONS, D(7))
    assert rounded(found.break_even.breaks_even_at, 4) == D(EXPECTED["break_even_admissions"])


def test_without_inputs_there_is_no_ratio_range_or_break_even():
    found = headline_of(a_study(an_outcome(), inputs=[an_input(0)]))
    assert (found.ratio, found.swings, found.likely, found.break_even) == (None, (), None, None)


def test_an_assumption_that_cannot_bring_the_ratio_to_one_is_passed_over():
    small, large = an_outcome("small", quantity=D(10)), an_outcome("large", quantity=D(40))
    found = headline_of(a_study(small, large, inputs=[an_input(4000)]))
    assert found.break_even.assumption == Assumption(Field.QUANTITY, ("large",))
    assert found.break_even.breaks_even_at == D(30)


def test_where_no_outcome_alone_reaches_it_the_inputs_say_what_would_use_the_value_up():
    rows = [an_outcome(str(place), quantity=D(100)) for place in range(20)]
    found = headline_of(a_study(*rows))
    assert found.break_even.assumption == Assumption(Field.INPUTS)
    assert found.break_even.breaks_even_at == found.result.total_present_value


def test_no_break_even_where_nothing_is_gained():
    rows = [an_outcome(str(place), quantity=D(-100)) for place in range(20)]
    assert headline_of(a_study(*rows)).break_even is None
