"""What holds for every kind of chart, whatever its figures and words."""

import re
from collections import Counter
from pathlib import Path
from xml.etree import ElementTree

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from psp.core.charts.sizes import LARGE_PRINT, MEDIUM, NARROW, ON_SCREEN, PRINT, WIDE

SIZES = (*ON_SCREEN, PRINT, LARGE_PRINT)
STYLES = Path(__file__).parents[4] / "static" / "scss" / "_charts.scss"
ROOT_PIXELS = 16

with_any_figures = settings(
    deadline=None, max_examples=30, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)


@with_any_figures
@given(data=st.data())
def test_pictures_are_valid_and_carry_neither_style_nor_script(kind, pictures, data):
    make, figures = kind
    chart = make(data.draw(figures))
    for picture in pictures(chart.svg + chart.print + chart.large_print):
        elements = list(picture.root.iter())
        assert [e.tag for e in elements if e.tag.split("}")[-1] in {"style", "script", "image", "a"}] == []
        assert [name for e in elements for name in e.attrib if name == "style" or name.startswith("on")] == []


@with_any_figures
@given(data=st.data())
def test_pictures_are_named_and_described(kind, pictures, data):
    make, figures = kind
    drawn = data.draw(figures)
    markup = make(drawn).svg
    ids = Counter(e.get("id") for e in ElementTree.fromstring(markup).iter() if e.get("id"))  # noqa: S314
    assert [name for name, count in ids.items() if count > 1] == []
    for picture in pictures(markup):
        title, desc = list(picture.root)[:2]
        assert picture.root.get("role") == "img"
        assert picture.root.get("aria-labelledby") == f"{title.get('id')} {desc.get('id')}"
        assert (title.tag.split("}")[-1], desc.tag.split("}")[-1]) == ("title", "desc")
        assert desc.text


@with_any_figures
@given(data=st.data(), size=st.sampled_from(SIZES))
def test_everything_lies_inside_the_picture(kind, pictures, data, size):
    make, figures = kind
    for picture in pictures(make(data.draw(figures)).draw(size)):
        assert picture.outside() == []


@with_any_figures
@given(data=st.data(), size=st.sampled_from(SIZES))
def test_words_never_overlap(kind, pictures, data, size):
    make, figures = kind
    for picture in pictures(make(data.draw(figures)).draw(size)):
        assert picture.collisions() == []


@with_any_figures
@given(data=st.data())
def test_every_row_of_the_table_is_as_long_as_its_headings(kind, data):
    make, figures = kind
    table = make(data.draw(figures)).table
    assert {len(row) for row in table.rows} <= {len(table.headings)}
    assert set(table.numeric) <= set(range(len(table.headings)))


@with_any_figures
@given(data=st.data())
def test_the_same_figures_give_the_same_picture(kind, data):
    make, figures = kind
    drawn = data.draw(figures)
    assert make(drawn).svg == make(drawn).svg


def test_words_stay_at_twelve_pixels_or_more_in_every_place():
    """The narrow picture down to a card on a 320 px page, the others down to where the style sheet shows them."""
    found = dict(re.findall(r"^\$(medium|wide): ([\d.]+)rem;$", STYLES.read_text(), re.MULTILINE))
    assert NARROW.text * 248 / NARROW.width >= 12
    assert MEDIUM.text * float(found["medium"]) * ROOT_PIXELS / MEDIUM.width >= 12
    assert WIDE.text * float(found["wide"]) * ROOT_PIXELS / WIDE.width >= 12


def test_words_in_large_print_have_eighteen_points():
    """642 px of an A4 page between margins of 20 mm; a point is 4/3 px."""
    assert LARGE_PRINT.text * 642 / LARGE_PRINT.width / (4 / 3) >= 18
