"""The readiness report, and the readiness of a partnership as a chapter of its own report.

It names unrestricted evidence alone: the report is the same for everyone who may read it.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import Prefetch
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from partnerships.models import Evidence
from procurement.readiness.models import Group, Judgement, ReadinessAnswer, ReadinessReview
from procurement.readiness.queries import conditions_of, earlier_judgements, standing_of, with_progress
from psp.core import reports
from psp.core.charts.stacked_bars import Stack, StackedBars, stacked_bars
from psp.core.dates import in_words, london_date
from psp.core.reports import Cover, ReportKind, Table

READINESS = "readiness"
FINDINGS = [*((code.value, code.label) for code in Judgement), ("", gettext_lazy("Not judged yet"))]


def _subjects(person: Any) -> Any:
    rows = ReadinessReview.objects.visible_to(person).order_by("-number")
    return with_progress(rows).select_related("partnership", "requested_by", "decided_by")


def _cover(review: ReadinessReview, at: datetime) -> Cover:
    decision = review.get_decision_display() if review.decision else _("Not decided yet")
    facts = [(_("Round"), str(review.number)), (_("Decision"), decision)]
    if review.decided_at:
        facts.append((_("Decided"), f"{in_words(london_date(review.decided_at))}, {review.decided_by}"))
    return Cover(review.partnership.name, facts, review.partnership.is_demo)


reports.register(
    ReportKind(
        code=READINESS,
        title=gettext_lazy("Readiness report"),
        description=gettext_lazy(
            "Each criterion with what was shown and how it was judged, the decision and its conditions"
        ),
        permission="procurement.view_readinessreview",
        subjects=_subjects,
        cover=_cover,
        name=lambda review: _("round {number}").format(number=review.number),
    )
)


@reports.chapter(READINESS, key="decision", title=gettext_lazy("The decision"), position=10)
def decision(review: ReadinessReview, at: datetime) -> dict[str, Any]:
    """Read what was decided and how many criteria are met in each group. One query."""
    rows = list(review.answers.all())
    return {"review": review, "chart": _picture(rows) if rows else None}


def _picture(rows: Sequence[ReadinessAnswer]) -> Any:
    counted = Counter((row.group, row.judgement) for row in rows)
    groups = [group for group in Group if any(row.group == group for row in rows)]
    stacks = tuple(
        Stack(str(group.label), tuple(counted[group.value, code] for code, _label in FINDINGS)) for group in groups
    )
    title = _("{met} of {all} criteria are met").format(met=sum(row.judgement == "met" for row in rows), all=len(rows))
    parts = tuple(str(label) for _code, label in FINDINGS)
    return stacked_bars(StackedBars("readiness", title, parts, stacks, what=_("Group")))


@reports.chapter(READINESS, key="criteria", title=gettext_lazy("Criteria"), position=20)
def criteria(review: ReadinessReview, at: datetime) -> dict[str, Any]:
    """Read each criterion with its answer, evidence and judgement, by group, and what the round before found."""
    shown = Evidence.objects.filter(document__is_restricted=False).select_related("document", "version")
    rows = review.answers.select_related("answered_by", "judged_by")
    earlier = earlier_judgements(review)
    by_group: dict[str, list[Any]] = {}
    for row in rows.prefetch_related(Prefetch("evidence", shown)).order_by("position", "pk"):
        by_group.setdefault(row.group, []).append((row, earlier.get(row.criterion_id)))
    return {"groups": [(group.label, by_group[group]) for group in Group if group in by_group]}


@reports.chapter(READINESS, key="conditions", title=gettext_lazy("Conditions"), position=30)
def conditions(review: ReadinessReview, at: datetime) -> dict[str, Any] | None:
    """Read what has to follow the decision; left out where nothing has."""
    rows = tuple(
        (
            str(row),
            str(row.owner),
            in_words(row.due_on),
            _("{day}: {how}").format(day=in_words(row.met_on), how=row.met_note or _("met"))
            if row.met_on
            else _("Open"),
        )
        for row in conditions_of(review)
    )
    headings = (_("Condition"), _("Owner"), _("Due"), _("Met"))
    return {"conditions": Table(_("Conditions"), headings, rows)} if rows else None


@reports.chapter(READINESS, key="rounds", title=gettext_lazy("Rounds"), position=40)
def rounds(review: ReadinessReview, at: datetime) -> dict[str, Any]:
    """Read every round up to this one. One query."""
    found: Any = with_progress(review.partnership.readiness_reviews.filter(number__lte=review.number))
    rows = tuple(
        (
            _("Round {number}").format(number=row.number),
            in_words(london_date(row.requested_at)),
            in_words(london_date(row.decided_at)) if row.decided_at else "–",
            row.get_decision_display() if row.decision else row.get_state_display(),
            _("{judged} of {all}").format(judged=row.judged, all=row.criteria),
        )
        for row in found.order_by("number")
    )
    headings = (_("Round"), _("Begun"), _("Decided"), _("Decision"), _("Judged"))
    return {"rounds": Table(_("Rounds of the review"), headings, rows)}


@reports.chapter("partnership", key="readiness", title=gettext_lazy("Readiness for the tender"), position=75)
def readiness(partnership: Any, at: datetime) -> dict[str, Any] | None:
    """Read where the review stands; left out before there is one. One query."""
    standing = standing_of(partnership)
    if standing.open_round is None and standing.decided is None:
        return None
    return {"open_round": standing.open_round, "decided": standing.decided}
