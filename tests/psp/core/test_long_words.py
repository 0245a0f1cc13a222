import re

from hypothesis import given
from hypothesis import strategies as st

from psp.core.long_words import LONGEST, shortened, with_breaks

LONG = "x" * (LONGEST + 1)


def test_only_words_longer_than_a_column_may_break():
    html = with_breaks(f"<p>Short {LONG} {'y' * LONGEST}</p>")
    assert html == f'<p>Short <span class="psp-long">{LONG}</span> {"y" * LONGEST}</p>'


def test_attributes_styles_titles_and_pictures_stay_as_they_are():
    html = f'<title>{LONG}</title><style>{LONG}</style><a href="{LONG}"></a><svg><g><text>{LONG}</text></g></svg>'
    assert with_breaks(html) == html


def test_words_after_a_picture_are_looked_at_again():
    assert with_breaks(f"<svg></svg><p>{LONG}</p>").count("psp-long") == 1


@given(st.text(alphabet="ab &;<>\n").map(lambda words: words.replace("<", "&lt;").replace(">", "&gt;")))
def test_what_is_said_stays_the_same(words):
    assert re.sub(r"</?span[^>]*>", "", with_breaks(f"<p>{words}</p>")) == f"<p>{words}</p>"


def test_words_too_long_for_a_margin_end_in_an_ellipsis():
    assert (shortened("Short", 5), shortened("Longer words", 8)) == ("Short", "Longer…")
