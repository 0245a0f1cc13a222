"""Reads: what a gate finds, for one record in full and for a list of partnerships as a count."""

from collections.abc import Callable, Collection
from datetime import datetime
from functools import lru_cache
from hashlib import sha256
from typing import Any

from django.apps import apps
from django.db.models import (
    BooleanField,
    Case,
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
from partnerships.people.rules import ADMINISTERS, partnership_id_of
from psp.core import gates
from psp.core.dates import london_date
from psp.core.gates import Criterion, Finding
from psp.core.kept import kept


def words_of_criteria() -> dict[str, GateCriterion]:
    """Return the administrators' wording and switches by the criterion's code. One query."""
    return {row.code: row for row in GateCriterion.objects.all()}


def criteria_in_force(transition: str, words: dict[str, GateCriterion]) -> list[Criterion]:
    """List the criteria of a transition in their order, without those administrators switched off; fixed ones stay."""
    rows = [c for c in gates.for_transition(transition) if c.fixed or c.code not in words or words[c.code].is_active]
    return sorted(rows, key=lambda c: (words[c.code].position if c.code in words else c.position, c.code))


def gate_findings(record: Model, transition: str, *, at: datetime) -> list[Finding]:
    """Set every criterion of a transition against a record, met and missing alike, in order; silent ones where missing.

    One query for the words, one for all criteria together, one for the waivers; then one ``explain`` for each gap.
    """
    return findings_of([record], transition, at=at)[record.pk]


def findings_of(records: Collection[Model], transition: str, *, at: datetime) -> dict[int, list[Finding]]:
    """Map the ids of records of one model to what a gate finds, as ``gate_findings`` does of one, in as many queries."""
    words = words_of_criteria()
    criteria = criteria_in_force(transition, words)
    if not criteria or not records:
        return {record.pk: [] for record in records}
    model = type(next(iter(records)))
    facts = {row["pk"]: row for row in facts_on(model, criteria, at).filter(pk__in=[record.pk for record in records])}
    places = {record.pk: partnership_id_of(record) for record in records}
    waivers = {(w.partnership_id, w.code): w for w in _shown_waivers().filter(partnership__in=set(places.values()))}
    return {
        record.pk: [
            _finding(
                c,
                words.get(c.code),
                record,
                at,
                is_met=bool(facts[record.pk][c.code]),
                waiver=waivers.get((places[record.pk], c.code)),
            )
            for c in criteria
            if not (c.silent and facts[record.pk][c.code])
        ]
        for record in records
    }


def _shown_waivers() -> "QuerySet[Waiver]":
    """What a page shows of waivers: of who gave one the name alone, for findings are kept in the cache."""
    shown = ("code", "reason", "given_at", "partnership_id", "given_by__name", "given_by__email")
    return Waiver.objects.in_force().select_related("given_by").only(*shown)


def facts_on(model: type[Model], criteria: Collection[Criterion], at: datetime) -> "QuerySet[Any, dict[str, Any]]":
    """Ask of every record whether each criterion holds: rows of "pk" and the criteria's codes. Runs no query itself.

    Moments that decide lie on whole minutes and count from then on, so the seconds of ``at`` say nothing.
    """
    conditions = tuple((c.code, c.is_met) for c in criteria)
    return _facts_on(model, conditions, at.replace(second=0, microsecond=0)).all()


@lru_cache(maxsize=32)
def _facts_on(model: type[Model], conditions: tuple[tuple[str, Any], ...], minute: datetime) -> "QuerySet[Any, Any]":
    """Build what ``facts_on`` asks once a minute: for a list, building it costs more than the database needs to answer."""
    answers = {code: _truth(is_met(minute)) for code, is_met in conditions}
    return model._base_manager.annotate(**answers).values("pk", *answers)


def answers_of(partnership: Partnership, codes: Collection[str], *, at: datetime) -> dict[str, str]:
    """Say of criteria whether they are "met", "waived", "off" for everybody or "open", whichever gate they are of. Two queries."""
    criteria = [c for c in gates.every() if c.code in codes]
    facts = facts_on(Partnership, criteria, at).get(pk=partnership.pk)
    off = GateCriterion.objects.filter(is_active=False).values_list("code", Value("off"))
    waived = Waiver.objects.in_force().filter(partnership=partnership).values_list("code", Value("waived"))
    excused = dict(off.order_by().union(waived.order_by(), all=True))
    return {c.code: "met" if facts[c.code] else "open" if c.fixed else excused.get(c.code, "open") for c in criteria}


def may_be_waived(criterion: Criterion, words: GateCriterion | None) -> bool:
    """Whether administrators, or the code where they said nothing, let a criterion be waived; a fixed one never."""
    return not criterion.fixed and (words.waivable if words else criterion.waivable)


def is_waivable(words: GateCriterion) -> bool:
    """Whether a criterion, by the row administrators edit, may be waived."""
    known = next((c for c in gates.every() if c.code == words.code), None)
    return known is not None and may_be_waived(known, words)


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


def open_criteria_of(partnerships: "list[Partnership]", *, at: datetime, done: int | str) -> dict[int, int | None]:
    """Count what ``with_open_criteria`` counts for partnerships already fetched, by id.

    Three queries, and less to build than there. The counts are kept while nothing more is ``done`` among them, for a minute at
    most.
    """
    shown = sha256(repr([(partnership.pk, partnership.state) for partnership in partnerships]).encode()).hexdigest()
    key = f"open-criteria:{done}:{shown}:{london_date(at)}"
    return kept(key, lambda: _count_open_criteria(partnerships, at), seconds=60)


def _count_open_criteria(partnerships: "list[Partnership]", at: datetime) -> dict[int, int | None]:
    words = words_of_criteria()
    keys = [partnership.pk for partnership in partnerships]
    # Only the gates somebody stands before: each criterion makes the query longer.
    gates_ahead = dict.fromkeys(p.next_gate for p in partnerships if p.next_gate)
    criteria = {c.code: c for gate in gates_ahead for c in criteria_in_force(gate, words)}
    facts = {row["pk"]: row for row in facts_on(Partnership, criteria.values(), at).filter(pk__in=keys)}
    waived = set(Waiver.objects.in_force().filter(partnership__in=keys).values_list("partnership_id", "code"))
    return {
        p.pk: sum(
            not facts[p.pk][code] and (c.fixed or (p.pk, code) not in waived)
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


def who_sees(person_ids: Collection[int]) -> Callable[[int, int], bool]:
    """Return the question whether one of some people may see a partnership, by their ids. Two queries."""
    sights = sights_of(person_ids)
    people = apps.get_model("partnerships", "User").objects.filter(pk__in=person_ids)
    see_all = set(people.filter(ADMINISTERS).values_list("pk", flat=True))
    return lambda person, partnership: person in see_all or partnership in sights.get(person, ())


def with_people(partnerships: "QuerySet[Partnership]") -> "QuerySet[Partnership]":
    """Fetch what a partnership's heading reads: its council, its members, its people and its periods. Four queries."""
    return partnerships.select_related(
        "purchasing_council", "purchasing_department", "service", "area", "timeline", "funding_plan"
    ).prefetch_related(
        Prefetch("members", apps.get_model("partnerships", "Member").objects.select_related("organisation")),
        Prefetch("roles", apps.get_model("partnerships", "PersonRole").objects.select_related("person")),
        "periods",
    )
