from datetime import date

from psp.core import deadlines
from psp.core.deadlines import Deadline


def test_deadlines_of_all_sources_come_earliest_first(monkeypatch):
    monkeypatch.setattr(deadlines, "_sources", [])
    ends, closes = (
        Deadline("funding", "Money ends", date(2028, 5, 12)),
        Deadline("tender", "Tenders close", date(2027, 1, 1)),
    )
    deadlines.source(lambda partnership: [ends] if partnership == "Kirkton" else [])
    deadlines.source(lambda partnership: [closes])
    assert deadlines.of("Kirkton") == [closes, ends]
    assert deadlines.of("Castle") == [closes]
