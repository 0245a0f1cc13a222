"""The discount schedule and the price index a study's file means, among those there are."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from evaluation.sroi.engine.layout import StudyFile
from evaluation.sroi.models import FLAT, DiscountSchedule, PriceIndex
from evaluation.sroi.queries import engine_schedule, schedule_words
from evaluation.studies.models import Study

KEEP = "keep"


@dataclass(frozen=True, slots=True)
class Choice:
    """A discount schedule to compute by: one that is there, or one the file brings, which has no key yet."""

    value: str
    label: str
    schedule: DiscountSchedule
    flat_rate: Decimal | None = None


def schedules_to_choose(study: Study, file: StudyFile) -> list[Choice]:
    """List the schedules a file may mean that gives a rate and names none, the likeliest first. Two queries.

    None where the file names its schedule, gives no rate, or gives the rate the study's own schedule begins with.
    """
    rate = file.rate
    if file.settings.schedule is not None or rate is None:
        return []
    own = _kept(study)
    if engine_schedule(own.schedule, own.flat_rate).first_rate == rate:
        return []
    flat = DiscountSchedule.objects.get(code=FLAT)
    offered = DiscountSchedule.objects.offered().exclude(code=FLAT).order_by("name", "-in_force_from", "pk")
    fitting = [row for row in offered if row.in_engine().first_rate == rate]
    found = [Choice(row.code, schedule_words(row), row) for row in fitting]
    return [*found, Choice(FLAT, schedule_words(flat, rate), flat, rate), own]


def _kept(study: Study) -> Choice:
    words = _("Keep this study’s: {schedule}").format(schedule=schedule_words(study.schedule, study.flat_rate))
    return Choice(KEEP, words, study.schedule, study.flat_rate)


def schedule_of(study: Study, file: StudyFile, chosen: str = "") -> Choice:
    """Find the schedule the study will be computed by: the file's own, else the one chosen, else the likeliest."""
    named = file.settings.schedule
    if named is None:
        options = schedules_to_choose(study, file)
        return next((option for option in options if option.value == chosen), options[0] if options else _kept(study))
    flat = DiscountSchedule.objects.get(code=FLAT)
    is_flat = len(named.bands) == 1 and named.bands[0].to_year is None
    if is_flat and (named.version == FLAT or (named.name, named.version) == (flat.name, flat.edition)):
        return Choice(FLAT, "", flat, named.first_rate)
    for row in DiscountSchedule.objects.filter(name=named.name).exclude(code=FLAT):
        if row.in_engine().bands == named.bands and _is_edition(row.edition, named.version):
            return Choice(row.code, "", row)
    brought = DiscountSchedule(
        name=named.name[:150],
        edition=named.version[:60],
        in_force_from=None if named.in_force_from == date.min else named.in_force_from,
        source=file.settings.schedule_source[:300] or _imported_from(file),
        bands=[{"to_year": band.to_year, "rate": str(band.rate)} for band in named.bands],
    )
    return Choice("", "", brought)


def _is_edition(kept: str, named: str) -> bool:
    """Whether a row is the edition a file names; one kept from an earlier import has the day of it in its edition."""
    return kept == named or kept.startswith(f"{named}, ")


def _imported_from(file: StudyFile) -> str:
    return _("The file of the study “{title}”").format(title=file.title[:200])


def index_of(study: Study, file: StudyFile) -> PriceIndex | None:
    """Find the price index the study will use: one that has the file's figures, else one to be made of them."""
    if not file.deflators:
        return None if file.settings.format_version > 1 and file.settings.states_prices else study.price_index
    named = file.settings.price_index or {}
    indices = {str(deflator.year): str(deflator.index) for deflator in file.deflators}
    rows = PriceIndex.objects.filter(name=named["name"]) if named else PriceIndex.objects.all()
    for row in sorted(rows, key=lambda row: row.pk != study.price_index_id):
        if row.in_engine() == file.deflators and (not named or _is_edition(row.edition, named["edition"])):
            return row
    return PriceIndex(
        name=(named.get("name") or _("Prices of “{title}”").format(title=file.title[:80] or study.title[:80]))[:150],
        edition=(named.get("edition") or _("study {number}").format(number=study.pk))[:60],
        source=(named.get("source") or _imported_from(file))[:300],
        indices=indices,
    )
