"""Reads: what a gate finds, for one record in full and for a list of partnerships as a count."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.apps import apps
from django.db.models import (
    BooleanField,
    Case,
    CharField,
    Exists,
    ExpressionWrapper,
    IntegerField,
    Model,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Value,
    When,
)

from partnerships.lifecycle.models import GateCriterion, Partnership, Waiver
from partnerships.lifecycle.workflow import NEXT_GATE
from psp.core import gates
from psp.core.gates import Criterion, Finding


def words_of_criteria() -> dict[str, GateCriterion]:
    """Return the administrators' wording and switches by the criterion's code. One query."""
    return {row.code: row for row in GateCriterion.objects.all()}


def criteria_in_force(transition: str, words: dict[str, GateCriterion]) -> list[Criterion]:
    """List the criteria of a transition in their order, without those administrators switched off; fixed ones stay."""
    rows = [c for c in gates.for_transition(transition) if c.fixed or c.code not in words or words[c.code].is_active]
    return sorted(rows, key=lambda c: (words[c.code].position if c.code in words else c.position, c.code))


def gate_findings(record: Model, transition: str, *, at: datetime) -> list[Finding]:
    """Set every criterion of a transition against a record, met and missing alike, in order.

    One query for the words, one for all criteria together, one for the waivers; then one ``explain`` for each gap.
    """
    words = words_of_criteria()
    criteria = criteria_in_force(transition, words)
    if not criteria:
        return []
    facts = (
        type(record)
        ._base_manager.filter(pk=record.pk)
        .annotate(**{f"criterion_{n}": _truth(c.is_met(at)) for n, c in enumerate(criteria)})
        .values(*[f"criterion_{n}" for n in range(len(criteria))])
        .get()
    )
    partnership = record if isinstance(record, Partnership) else getattr(record, "partnership", None)
    waivers = {w.code: w for w in Waiver.objects.in_force().filter(partnership=partnership).select_related("given_by")}
    return [
        _finding(c, words.get(c.code), record, at, is_met=bool(facts[f"criterion_{n}"]), waiver=waivers.get(c.code))
        for n, c in enumerate(criteria)
    ]


def answers_of(partnership: Partnership, codes: Collection[str], *, at: datetime) -> dict[str, str]:
    """Say of criteria whether they are "met", "waived", "off" for everybody or "open", whichever gate they are of. One query."""
    criteria = [c for c in gates.every() if c.code in codes]
    answers = {f"criterion_{n}": _answer(c, at) for n, c in enumerate(criteria)}
    found = Partnership._base_manager.filter(pk=partnership.pk).annotate(**answers).values_list(*answers).get()
    return {c.code: answer for c, answer in zip(criteria, found, strict=True)}


def _answer(criterion: Criterion, at: datetime) -> Case:
    waived = Waiver.objects.in_force().filter(partnership=OuterRef("pk"), code=criterion.code)
    off = GateCriterion.objects.filter(code=criterion.code, is_active=False)
    excused = [When(Exists(waived), then=Value("waived")), When(Exists(off), then=Value("off"))]
    return Case(
        When(criterion.is_met(at), then=Value("met")),
        *([] if criterion.fixed else excused),
        default=Value("open"),
        output_field=CharField(),
    )


def may_be_waived(criterion: Criterion, words: GateCriterion | None) -> bool:
    """Whether administrators, or the code where they said nothing, let a criterion be waived; a fixed one never."""
    return not criterion.fixed and (words.waivable if words else criterion.waivable)


def _truth(condition: Any) -> Any:
    return ExpressionWrapper(condition, output_field=BooleanField()) if isinstance(condition, Q) else condition


def _finding(
    criterion: Criterion,
    words: GateCriterion | None,
    record: Model,
    at: datetime,
    *,
    is_met: bool,
    waiver: Waiver | None,
) -> Finding:
    return Finding(
        criterion=criterion,
        is_met=is_met,
        title=str(words.title if words else criterion.title),
        waivable=may_be_waived(criterion, words),
        gap=None if is_met else criterion.explain(record, at),
        waiver=None if is_met or criterion.fixed else waiver,
    )


def with_open_criteria(partnerships: "QuerySet[Partnership]", *, at: datetime) -> "QuerySet[Partnership]":
    """Annotate each partnership with ``open_criteria``: how many criteria of its next gate are neither met nor waived.

    None where the partnership has no next gate. One query for the words; the rest is part of the list's own query.
    """
    words = words_of_criteria()
    cases = []
    for state, transition in NEXT_GATE.items():
        total: Any = Value(0)
        for criterion in criteria_in_force(transition, words):
            waived = Waiver.objects.in_force().filter(partnership=OuterRef("pk"), code=criterion.code)
            total = total + Case(
                When(criterion.is_met(at), then=Value(0)),
                *([] if criterion.fixed else [When(Exists(waived), then=Value(0))]),
                default=Value(1),
                output_field=IntegerField(),
            )
        cases.append(When(state=state, then=total))
    return partnerships.annotate(open_criteria=Case(*cases, default=Value(None), output_field=IntegerField()))


def open_criteria_of(partnerships: "list[Partnership]", *, at: datetime) -> dict[int, int | None]:
    """Count what ``with_open_criteria`` counts for partnerships already fetched, by id. Three queries, and less to build."""
    words = words_of_criteria()
    keys = [partnership.pk for partnership in partnerships]
    # Only the gates somebody stands before: each criterion makes the query longer.
    gates_ahead = dict.fromkeys(p.next_gate for p in partnerships if p.next_gate)
    criteria = {c.code: c for gate in gates_ahead for c in criteria_in_force(gate, words)}
    names = {code: f"criterion_{n}" for n, code in enumerate(criteria)}
    met = Partnership._base_manager.filter(pk__in=keys).annotate(
        **{names[code]: _truth(c.is_met(at)) for code, c in criteria.items()}
    )
    facts = {row["pk"]: row for row in met.values("pk", *names.values())}
    waived = set(Waiver.objects.in_force().filter(partnership__in=keys).values_list("partnership_id", "code"))
    return {
        p.pk: sum(
            not facts[p.pk][names[code]] and (c.fixed or (p.pk, code) not in waived)
            for code, c in criteria.items()
            if c.transition == p.next_gate
        )
        if p.next_gate
        else None
        for p in partnerships
    }


def sights_of(person_ids: Collection[int]) -> dict[int, set[int]]:
    """Map people to the ids of the partnerships they may see, as ``visible_to`` says of each. One query.

    Not asked of administrators, who see every one.
    """
    rows = Partnership._base_manager
    by_role = rows.filter(roles__person__in=person_ids).values_list("roles__person", "pk")
    member = {"members__left_on": None, "members__organisation__memberships__person__in": person_ids}
    by_partner = rows.filter(**member).values_list("members__organisation__memberships__person", "pk")
    council = {"purchasing_council__memberships__person__in": person_ids}
    by_council = rows.filter(**council).values_list("purchasing_council__memberships__person", "pk")
    found: dict[int, set[int]] = {}
    for person, partnership in by_role.order_by().union(by_partner.order_by(), by_council.order_by()):
        found.setdefault(person, set()).add(partnership)
    return found


def with_people(partnerships: "QuerySet[Partnership]") -> "QuerySet[Partnership]":
    """Fetch what a partnership's heading reads: its council, its members, its people and its periods. Four queries."""
    return partnerships.select_related(
        "purchasing_council", "purchasing_department", "service", "area", "timeline"
    ).prefetch_related(
        Prefetch("members", apps.get_model("partnerships", "Member").objects.select_related("organisation")),
        Prefetch("roles", apps.get_model("partnerships", "PersonRole").objects.select_related("person")),
        "periods",
    )
