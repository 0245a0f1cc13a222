"""What a study is for and how it computes, as chapters of the SROI report."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from evaluation.sroi.engine.figures import plain
from psp.core import reports
from psp.core.money import percent
from psp.core.reports import Table


@reports.chapter("sroi", key="about", title=gettext_lazy("About the study"), position=20)
def about(found: Any, at: datetime) -> dict[str, Any]:
    """Read purpose, scope, audience and the comparison with a private company."""
    return {"study": found.study}


@reports.chapter("sroi", key="method", title=gettext_lazy("Method"), position=30)
def method(found: Any, at: datetime) -> dict[str, Any]:
    """Read how the figures are computed: formula, rates, timing, prices. A frozen run says what it was computed with."""
    settings = found.engine_study.settings if found.engine_study else None
    return {
        "study": found.study,
        "settings": settings,
        "version": found.headline.result.method_version if found.headline else "",
        "rates": _rates(settings.schedule) if settings else None,
        "deflators": _deflators(settings.deflators) if settings and settings.deflators else None,
    }


def _deflators(deflators: Any) -> Table:
    rows = tuple((str(one.year), plain(one.index)) for one in deflators)
    return Table(_("Price index by year"), (_("Year"), _("Index")), rows, numeric=(1,))


def _rates(schedule: Any) -> Table:
    rows, first = [], 1
    for band in schedule.bands:
        years = (
            _("Year {first} on").format(first=first)
            if band.to_year is None
            else _("Years {first} to {last}").format(first=first, last=band.to_year)
        )
        rows.append((years, percent(band.rate)))
        first = (band.to_year or 0) + 1
    caption = _("Discount rates: {name}, {version}").format(name=schedule.name, version=schedule.version)
    return Table(caption, (_("Years"), _("Rate a year")), tuple(rows), numeric=(1,))
