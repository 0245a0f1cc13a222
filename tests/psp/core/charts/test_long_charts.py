"""Charts of many rows: on paper they are shared out on pages, on a screen they stay in one picture."""

import pytest

from psp.core.charts.bars import Bar, Bars, bars
from psp.core.charts.sizes import LARGE_PRINT, PRINT, WIDE
from psp.core.charts.stacked_bars import Stack, StackedBars, stacked_bars
from psp.core.charts.tornado import Swing, Tornado, tornado
from psp.core.charts.waterfall import Step, Waterfall, waterfall

NAMES = [f"Outcome number {number:02}" for number in range(60)]
LONG = {
    "bars": bars(Bars("b", "Many", tuple(Bar(name, 5, 6) for name in NAMES))),
    "stacked": stacked_bars(StackedBars("s", "Many", ("Met", "Not met"), tuple(Stack(name, (2, 1)) for name in NAMES))),
    "waterfall": waterfall(Waterfall("w", "Many", tuple(Step(name, 500) for name in NAMES))),
    "tornado": tornado(Tornado("t", "Many", tuple(Swing(name, 1, 3) for name in NAMES), base=2)),
}
# What a sheet of A4 with margins of 20 mm has room for, in the units of a picture as wide as the sheet.
HIGHEST = {PRINT: 640 * 257 / 170, LARGE_PRINT: 400 * 257 / 170}


@pytest.mark.parametrize("chart", LONG.values(), ids=LONG)
@pytest.mark.parametrize("size", [PRINT, LARGE_PRINT], ids=lambda size: size.name)
def test_no_picture_is_taller_than_a_page_and_no_row_is_lost(pictures, chart, size):
    drawn = pictures(chart.draw(size))
    said = [word.said for picture in drawn for word in picture.words if word.said in NAMES]
    assert len(drawn) > 1
    assert sorted(said) == NAMES
    assert [picture.view for picture in drawn if picture.view[1] > HIGHEST[size]] == []
    ids = [picture.root.get("aria-labelledby") for picture in drawn]
    assert len(set(ids)) == len(ids)


@pytest.mark.parametrize("chart", LONG.values(), ids=LONG)
def test_on_a_screen_all_rows_stand_in_one_picture(pictures, chart):
    assert len(pictures(chart.draw(WIDE))) == 1
