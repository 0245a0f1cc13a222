"""The partnership report, and two chapters of it: where the partnership is, and its history."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from partnerships.activity.models import Activity
from partnerships.lifecycle.models import Partnership
from partnerships.lifecycle.queries import with_people
from partnerships.overview.queries import Gate, next_gate_of
from partnerships.strip.queries import strip_of
from psp.core import contract_value, reports
from psp.core.charts.stage_strip import stage_strip
from psp.core.dates import in_words, london_date
from psp.core.money import in_words as money_in_words
from psp.core.reports import Cover, ReportKind, Table

PARTNERSHIP = "partnership"
LATEST_SHOWN = 20


def _subjects(person: Any) -> Any:
    return with_people(Partnership.objects.visible_to(person))


def _cover(partnership: Partnership, at: datetime) -> Cover:
    partners = [member.organisation.name for member in partnership.members.all() if member.left_on is None]
    facts = [
        (_("State"), partnership.get_state_display()),
        (_("Partners"), ", ".join(sorted(partners)) or _("None yet")),
    ]
    if partnership.leader:
        facts.append((_("Project leader"), str(partnership.leader)))
    return Cover(partnership.name, facts, partnership.is_demo)


reports.register(
    ReportKind(
        code=PARTNERSHIP,
        title=gettext_lazy("Partnership report"),
        description=gettext_lazy(
            "Where the partnership is, what the next gate needs, its timeline, people, design, results, money and learning"
        ),
        permission="partnerships.view_partnership",
        subjects=_subjects,
        cover=_cover,
        within="pk",
    )
)


@reports.chapter(PARTNERSHIP, key="where", title=gettext_lazy("Where the partnership is"), position=10)
def where_it_is(partnership: Partnership, at: datetime) -> dict[str, Any]:
    """Read the state, the stages as one bar, and what the next gate finds."""
    strip = strip_of(partnership, today=london_date(at), name="report-strip")
    gate, value = next_gate_of(partnership, at=at), contract_value.of(partnership, at=at)
    return {
        "partnership": partnership,
        "gate": gate,
        "strip": stage_strip(strip) if strip else None,
        "missing": _missing(gate) if gate and gate.missing else None,
        "waived": _waived(gate) if gate and gate.waived else None,
        "value": money_in_words(value) if value is not None else "",
    }


def _missing(gate: Gate) -> Table:
    rows = tuple(
        (
            finding.gap.sentence if finding.gap else finding.title,
            (finding.gap.owner if finding.gap else "") or "–",
            in_words(finding.gap.due_on) if finding.gap and finding.gap.due_on else "–",
        )
        for finding in gate.missing
    )
    return Table(_("What is missing"), (_("What is missing"), _("Who owes it"), _("By when")), rows)


def _waived(gate: Gate) -> Table:
    rows = tuple(
        (
            finding.title,
            finding.waiver.reason,
            f"{finding.waiver.given_by}, {in_words(london_date(finding.waiver.given_at))}",
        )
        for finding in gate.waived
    )
    return Table(_("What the partnership does without"), (_("Criterion"), _("Reason"), _("Waived by")), rows)


@reports.chapter(PARTNERSHIP, key="history", title=gettext_lazy("History"), position=100)
def history(partnership: Partnership, at: datetime) -> dict[str, Any]:
    """Read the states it has been through and what was done last.

    What is private to administrators is left out, and the making of reports: a report is no part of what it tells of.
    """
    rows = Activity.objects.open_to_all().filter(partnership=partnership, at__lte=at)
    rows = rows.exclude(verb__startswith="report.")
    spells = [
        (
            spell.get_state_display(),
            in_words(spell.began_on),
            in_words(spell.ended_on) if spell.ended_on else _("Today"),
        )
        for spell in partnership.spells.all()
    ]
    return {
        "count": rows.count(),
        "spells": Table(_("States"), (_("State"), _("From"), _("Until")), tuple(spells)),
        "latest": rows.with_actor()[:LATEST_SHOWN],
    }
