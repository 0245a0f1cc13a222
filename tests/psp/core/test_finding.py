"""People find a record however they write its words, on both databases alike."""

import pytest
from django.db.models import Value
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from partnerships.models import Partnership
from psp.core.finding import Folded, finds, in_folded_order
from psp.core.folding import APOSTROPHES, fold
from tests.factories.partnerships import PartnershipFactory

LETTERS = "aZéÉÅñøŁßςΣЖёЇİﬁⅣ½ਖ਼ਭਾعَשָ한社 -_%\\" + APOSTROPHES


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    text=st.text(alphabet=LETTERS, max_size=30)
    | st.text(alphabet=st.characters(exclude_categories=["Cs", "Cn"], exclude_characters="\0"), max_size=30)
)
def test_the_database_folds_as_python_does(db, partnership, text):
    assert Partnership.objects.annotate(said=Folded(Value(text))).values_list("said", flat=True)[0] == fold(text)


@pytest.mark.parametrize(
    "typed",
    ["Côté O’Neill", "cote o'neill", "ONEILL Cote", "o`neill's café", "café CÔTÉ", "  oneill,  cote. "],
)
def test_words_are_found_however_they_are_written(db, typed):
    PartnershipFactory(name="Côté and O’Neill’s Café")
    assert Partnership.objects.filter(finds(typed, "name", "need")).count() == 1


def test_each_word_may_stand_in_another_field(db):
    PartnershipFactory(name="Befriending", need="Lonely people in Paisley")
    assert Partnership.objects.filter(finds("paisley befriend", "name", "need")).exists()
    assert not Partnership.objects.filter(finds("paisley transport", "name", "need")).exists()


def test_the_beginnings_of_words_are_enough_and_their_middles_are_not(db):
    PartnershipFactory(name="Befriending in Start_Art", need="社区关怀 and ਭਾਈਚਾਰਕ ਦੇਖਭਾਲ")
    found = {
        word: Partnership.objects.filter(finds(word, "name", "need")).exists()
        for word in ("befr", "art", "riend", "关怀", "ਦੇਖਭਾਲ")
    }
    assert found == {"befr": True, "art": True, "riend": False, "关怀": True, "ਦੇਖਭਾਲ": True}


@pytest.mark.parametrize("typed", ["%", "_", "!?", "   "])
def test_signs_alone_find_nothing(db, typed):
    PartnershipFactory(name="100% of a_b !?")
    assert not Partnership.objects.filter(finds(typed, "name")).exists()


def test_lists_stand_in_the_order_of_folded_names(db):
    for name in ("zebra", "Éire", "apple", "Eagle", "‘Bee’", "bay"):
        PartnershipFactory(name=name)
    assert [row.name for row in in_folded_order(Partnership.objects.all(), "name")] == [
        "apple", "bay", "‘Bee’", "Eagle", "Éire", "zebra",
    ]  # fmt: skip
    assert in_folded_order(Partnership.objects.all(), "name", descending=True).first().name == "zebra"
