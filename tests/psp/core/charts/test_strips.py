from datetime import date

from psp.core.charts.periods import Period, Span
from psp.core.charts.sizes import LARGE_PRINT, NARROW, PRINT, WIDE
from psp.core.charts.stage_strip import StageStrip
from psp.core.charts.strips import Strips, strips

TODAY = date(2027, 6, 1)


def strip(name, start, *, begun=True, agreed=None):
    span = Span(date(start, 1, 1), date(start + 1, 1, 1))
    period = Period("pilot", "Pilot", span, agreed=agreed, begun=begun)
    return StageStrip(name, name, (period,), TODAY, service_starts_on=date(start + 3, 1, 1))


def drawn(*rows):
    return strips(Strips("programme", "Partnerships", rows, TODAY, "Partnership"))


def test_the_table_says_where_each_partnership_is():
    late = strip("Kirkton Befriending", 2027, agreed=Span(date(2027, 1, 1), date(2027, 12, 1)))
    table = drawn(late, strip("Castle Reuse", 2028, begun=False)).table
    assert table.headings == ("Partnership", "Period", "From", "Service starts", "Slip")
    assert table.rows == (
        ("Kirkton Befriending", "Pilot", "1 January 2027", "1 January 2030", "31 days later"),
        ("Castle Reuse", "Planned", "1 January 2028", "1 January 2031", "–"),
    )


def test_all_strips_share_one_axis(pictures):
    (picture,) = pictures(drawn(strip("A", 2026), strip("B", 2026), strip("C", 2027)).draw(WIDE))
    left = [float(bar.get("x")) for bar in picture.of_class("planned")]
    assert left[0] == left[1] < left[2]
    assert len(picture.of_class("today")) == 1


def test_names_stand_above_their_bars_where_there_is_no_room_beside(pictures):
    (picture,) = pictures(drawn(strip("Kirkton Befriending", 2027)).draw(NARROW))
    name = next(word for word in picture.words if word.said == "Kirkton Befriending")
    bar = picture.of_class("planned")[0]
    assert name.bottom <= float(bar.get("y"))


def test_a_long_programme_is_shared_out_on_pages(pictures):
    rows = [strip(f"Partnership {n}", 2026) for n in range(60)]
    for size in (PRINT, LARGE_PRINT):
        pages = pictures(drawn(*rows).draw(size))
        assert len(pages) > 1
        assert [page.view[1] <= size.tallest for page in pages] == [True] * len(pages)
        names = {word.said for page in pages for word in page.words}
        assert names >= {row.title for row in rows}


def test_nothing_to_draw_says_so(pictures):
    (picture,) = pictures(drawn().draw(WIDE))
    assert [word.said for word in picture.words] == ["No figures yet"]
