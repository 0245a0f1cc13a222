import pytest
from hypothesis import given
from hypothesis import strategies as st

from partnerships.organisations.engine.words import are_alike, search_words, telling_words
from psp.core.folding import fold, typed_words, words_in


def test_accents_capitals_and_apostrophes_do_not_matter():
    assert words_in("Comhairle nan Eilean Sìar: Children’s Café") == [
        "comhairle",
        "nan",
        "eilean",
        "siar",
        "childrens",
        "cafe",
    ]


def test_a_number_is_found_with_and_without_its_letters_and_noughts():
    assert search_words(["Good Company", ""], ["SC012345", "00123456", ""]) == {
        "good",
        "company",
        "sc012345",
        "012345",
        "12345",
        "00123456",
        "123456",
    }


def test_numbers_and_then_the_longest_word_typed_come_first_because_they_tell_most():
    assert typed_words("the befriending of  Paisley the SC12") == ["sc12", "befriending", "paisley", "the", "of"]
    assert typed_words("  ' - ") == []


def test_words_every_name_has_tell_nothing_unless_there_are_no_others():
    assert telling_words("The Befriending Trust of Scotland Ltd") == ["befriending"]
    assert telling_words("The Trust") == ["trust", "the"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Good Company", "The Good Company Ltd"),
        ("Kirkton Befriending Project", "Befriending Project Kirkton"),
        ("Kirkton Befriending", "Kirkton Befrending"),
        ("Cafe Ness", "Café Ness"),
    ],
)
def test_names_that_may_mean_the_same_are_alike(one, other):
    assert are_alike(one, other)
    assert are_alike(other, one)


@pytest.mark.parametrize(
    ("one", "other"), [("Kirkton Befriending", "Northside Befriending"), ("Good Company", ""), ("", "")]
)
def test_other_names_are_not(one, other):
    assert not are_alike(one, other)


@given(st.text(max_size=80))
def test_folding_twice_changes_nothing_and_words_are_among_the_search_words(text):
    assert words_in(fold(text)) == words_in(text)
    assert set(typed_words(text)) <= search_words([text], [])
