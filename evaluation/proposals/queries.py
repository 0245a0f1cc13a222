"""What importing a file will do to a study, worked out before anything is changed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from evaluation.runs.queries import shown
from evaluation.sroi.engine.compute import METHOD_VERSION, compute
from evaluation.sroi.engine.discounting import NoRateError, Timing
from evaluation.sroi.engine.figures import BadFigureError
from evaluation.sroi.engine.layout import StudyFile
from evaluation.sroi.engine.layout_fields import ABOUT, ABOUT_DAYS
from evaluation.sroi.engine.layout_settings import Setting
from evaluation.sroi.models import FLAT, DiscountSchedule, PriceIndex
from evaluation.sroi.queries import engine_schedule, schedule_words
from evaluation.studies.models import RANGED, Study, TimingWords
from evaluation.studies.queries import NOT_YET, pounds_words, ratio_words
from evaluation.value_map.engine import Kind
from evaluation.value_map.queries import range_words
from psp.core.dates import in_words
from psp.core.money import percent

KEEP = "keep"
ASSUMED = {
    Setting.SCHEDULE: gettext_lazy("The file names no discount schedule: {schedule} is assumed, as in this study"),
    Setting.RATE: gettext_lazy("The file gives a rate of {rate} and names no discount schedule: {schedule} is assumed"),
    Setting.TIMING: gettext_lazy(
        "The file does not say when in a year its value arises: “{timing}” is assumed, as in this study"
    ),
    Setting.DISCOUNT_INPUTS: gettext_lazy(
        "The file does not say whether inputs are discounted: “{inputs}” is assumed, as in this study"
    ),
    Setting.METHOD: gettext_lazy("The file does not say by which method it was computed: method {method} is assumed"),
    Setting.OTHER_METHOD: gettext_lazy(
        "The file was computed by method {other}: here it is computed by method {method}"
    ),
}


@dataclass(frozen=True, slots=True)
class Choice:
    """A discount schedule to compute by: one that is there, or one the file brings, which has no key yet."""

    value: str
    label: str
    schedule: DiscountSchedule
    flat_rate: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that will be different: what it is, and in words how it stands now and afterwards."""

    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Proposal:
    """What an import will do. ``settings`` are the study's fields to set; a schedule or index without a key is new.

    ``trouble`` says why the study cannot be computed afterwards; "" where it can.
    """

    file: StudyFile
    settings: dict[str, Any]
    changes: list[Change]
    figures: list[Change]
    assumed: list[str]
    remarks: list[str]
    trouble: str = ""


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


def propose(study: Study, file: StudyFile, chosen: str = "") -> Proposal:
    """Work out what importing an answered file will change, what it assumes, and what the study will come to.

    ``chosen`` is the value of one of ``schedules_to_choose``. Reads only.
    """
    choice = schedule_of(study, file, chosen)
    settings = _settings(study, file, choice)
    after = Study(**{name: getattr(study, name) for name in _NAMES} | settings)
    figures, trouble = _figures(study, file, after)
    remarks = [str(remark) for remark in file.remarks]
    if not trouble:
        computed = compute(_computed(file, after))
        remarks += [str(problem) for problem in file.disagreements(computed)]
    changes = [*_rows(study, file), *_changes(study, after, settings)]
    return Proposal(file, settings, changes, figures, _assumed(file, after), remarks, trouble)


_PLAIN = (
    "timing",
    "discount_inputs",
    "price_base_year",
    *(f"{name}_{end}" for name in RANGED for end in ("low", "high")),
)
_NAMES = ("schedule", "flat_rate", "price_index", *_PLAIN, *ABOUT, *ABOUT_DAYS)


def _settings(study: Study, file: StudyFile, choice: Choice) -> dict[str, Any]:
    """Give the study's fields that the file changes: what it is silent about stays, and no words are overwritten."""
    wanted: dict[str, Any] = {
        "schedule": choice.schedule,
        "flat_rate": choice.flat_rate,
        "price_index": index_of(study, file),
    }
    if file.settings.timing is not None:
        wanted["timing"] = file.settings.timing.value
    if file.settings.discount_inputs is not None:
        wanted["discount_inputs"] = file.settings.discount_inputs
    if file.settings.states_prices:
        wanted["price_base_year"] = file.price_base_year
    if file.settings.format_version > 1:
        wanted |= dict.fromkeys((f"{name}_{end}" for name in RANGED for end in ("low", "high")), None)
    for one in file.study_ranges:
        wanted |= {f"{one.field}_low": one.low, f"{one.field}_high": one.high}
    wanted |= {name: value for name, value in file.about.items() if not getattr(study, name)}
    return {name: value for name, value in wanted.items() if value != getattr(study, name)}


def _computed(file: StudyFile, after: Study) -> Any:
    schedule = engine_schedule(after.schedule, after.flat_rate)
    return file.study(schedule, Timing(after.timing), discount_inputs=after.discount_inputs)


def _figures(study: Study, file: StudyFile, after: Study) -> tuple[list[Change], str]:
    """Set what the study comes to now beside what it will come to; or say what is in the way."""
    now = shown(study)
    result = now.headline.result if now.headline else None
    try:
        coming = compute(_computed(file, after))
    except (BadFigureError, NoRateError) as problem:
        return [], str(problem)
    before = result.totals if result else None
    pairs = [
        (_("Social return for each £1"), ratio_words(result.ratio) if result else NOT_YET, ratio_words(coming.ratio)),
        *(
            (label, pounds_words(getattr(before, name, None)), pounds_words(getattr(coming.totals, name)))
            for label, name in ((_("Total present value"), "total_present_value"), (_("Put in"), "inputs_total"))
        ),
    ]
    return [Change(label, str(was), str(will)) for label, was, will in pairs], ""


def _rows(study: Study, file: StudyFile) -> list[Change]:
    counts: Sequence[tuple[str, Any, int]] = (
        (_("Stakeholders"), study.stakeholders, len(names_of(file))),
        (_("Inputs"), study.inputs, len(file.inputs)),
        (_("Outputs"), study.outputs, len(file.outputs)),
        (_("Outcomes"), study.outcomes, len(file.rows)),
    )
    return [Change(label, str(rows.count()), str(coming)) for label, rows, coming in counts]


def names_of(file: StudyFile) -> list[str]:
    """List the stakeholders of a file in the order they first appear."""
    stated = [row.name for row in file.stakeholders]
    in_rows = [row.stakeholder for rows in (file.inputs, file.outputs) for row in rows]
    return list(dict.fromkeys([*stated, *in_rows, *(row.fields["stakeholder"] for row in file.rows)]))


def _changes(study: Study, after: Study, settings: dict[str, Any]) -> list[Change]:
    labels = {
        _("Discount schedule"): ("schedule", "flat_rate"),
        _("Value arises"): ("timing",),
        _("Inputs"): ("discount_inputs",),
        _("Prices of"): ("price_base_year",),
        _("Price index"): ("price_index",),
        _("Range of the discount rate"): ("discount_rate_low", "discount_rate_high"),
        _("Range of the inputs"): ("inputs_low", "inputs_high"),
        _("Activity from"): ("starts_on",),
        _("Activity until"): ("ends_on",),
        _("Purpose"): ("purpose",),
        _("Scope"): ("scope",),
        _("Audience"): ("audience",),
        _("Compared with a private company"): ("comparison",),
    }
    changes = [
        Change(label, _said(study, names[0]), _said(after, names[0]))
        for label, names in labels.items()
        if any(name in settings for name in names)
    ]
    return [change for change in changes if change.before != change.after]


def _said(study: Study, name: str) -> str:
    value = getattr(study, name)
    if name == "schedule":
        return schedule_words(study.schedule, study.flat_rate)
    if name in ("discount_rate_low", "inputs_low"):
        kind = Kind.PERCENT if name == "discount_rate_low" else Kind.MONEY
        return range_words(study, name.removesuffix("_low"), kind) or _("Automatic")
    if name == "discount_inputs":
        return _inputs_words(study)
    if name == "timing":
        return str(TimingWords(value).label)
    return in_words(value) if isinstance(value, date) else str(value or "–")


def _inputs_words(study: Study) -> str:
    return _("Discounted too") if study.discount_inputs else _("Not discounted")


def _assumed(file: StudyFile, after: Study) -> list[str]:
    """Say each setting the file is silent about, and what stands in for it."""
    words = {
        "rate": percent(file.rate) if file.rate is not None else "",
        "schedule": schedule_words(after.schedule, after.flat_rate),
        "timing": TimingWords(after.timing).label,
        "inputs": _inputs_words(after),
        "method": METHOD_VERSION,
        "other": file.settings.method_version,
    }
    said = [str(ASSUMED[setting]).format(**words) for setting in file.settings.assumed()]
    if not file.settings.states_prices and after.price_base_year:
        line = _("The file does not say which year’s prices it is in: they are taken as prices of {year}")
        said.append(line.format(year=after.price_base_year))
    return said
