"""The one executor of transitions, and what is done to a partnership as a whole."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext as _

from partnerships.activity.operations import lock_history, lock_record, record
from partnerships.lifecycle.models import GateCriterion, Partnership, Spell, StopReason, Waiver
from partnerships.lifecycle.queries import gate_findings, may_be_waived
from partnerships.lifecycle.workflow import State
from psp.core import gates, reference, sequels
from psp.core.access import refusal
from psp.core.dates import in_words, london_date
from psp.core.problems import GateNotMet, Invalid, NotPermitted, WrongState
from psp.core.records import changes_between, save_version, values_of


@transaction.atomic
def perform(obj: Any, transition: str, *, by: Any, at: datetime, note: str = "", on: date | None = None) -> Any:
    """Carry out a transition of any record that has a ``workflow`` and a ``state``.

    1. checks the permission; 2. checks that the state equals the source; 3. checks every criterion of the gate;
    4. moves exactly one row by compare-and-swap; 5. keeps the spell, where the record is a partnership;
    6. records the activity; 7. runs what other slices said follows (``psp.core.sequels``).

    ``by`` is None for what the service does by itself at a date. Raises NotPermitted, WrongState, GateNotMet with all
    that is missing, and Invalid when a reason is needed and not given. Returns the record with its new state.
    """
    lock_history(partnership_of(obj))
    permission = f"{obj._meta.app_label}.{transition}"
    if by is not None and not by.has_perm(permission, obj):
        raise NotPermitted(refusal(""))
    row = obj.workflow.find(transition, obj.state)
    if row is None:
        raise WrongState(_("This cannot be done now: the state is “{state}”.").format(state=obj.get_state_display()))
    if row.needs_reason and not note.strip():
        raise Invalid({"note": _("Enter a reason")})
    findings = gate_findings(obj, transition, at=at)
    if any(finding.is_open for finding in findings):
        raise GateNotMet(findings)
    moved = (
        type(obj)
        ._base_manager.filter(pk=obj.pk, state=row.source)
        .update(state=row.target, version=models.F("version") + 1)
    )
    if not moved:
        raise WrongState(_("Somebody else was quicker: this has already changed."))
    obj.state = row.target
    obj.version += 1
    if isinstance(obj, Partnership):
        _keep_spell(obj, on, today=london_date(at))
    record(
        verb=row.done,
        target=obj,
        partnership=partnership_of(obj),
        by=by,
        at=at,
        changes={"state": [str(row.source), str(row.target)]},
        note=note,
    )
    sequels.follow(transition, obj, by=by, at=at)
    return obj


def partnership_of(obj: Any) -> Partnership | None:
    """Return the partnership a record belongs to, or is."""
    return obj if isinstance(obj, Partnership) else getattr(obj, "partnership", None)


def _keep_spell(partnership: Partnership, on: date | None, *, today: date) -> None:
    """End the open spell and begin the next on a day that can be: not ahead, and not before the open one began."""
    began_on = partnership.spells.filter(ended_on=None).values_list("began_on", flat=True).first()
    if on is not None and on > today:
        raise Invalid({"on": _("Enter today’s date or an earlier one")})
    if on is not None and began_on is not None and began_on > today:
        words = _("By the plan, what comes before begins only on {day}. Move that on the timeline first")
        raise Invalid({"on": words.format(day=in_words(began_on))})
    if on is not None and began_on is not None and on < began_on:
        words = _("Enter a date from {day} on: what came before began then")
        raise Invalid({"on": words.format(day=in_words(began_on))})
    day = on or max(today, began_on or today)
    partnership.spells.filter(ended_on=None).update(ended_on=day)
    Spell.objects.create(partnership=partnership, state=partnership.state, began_on=day)


def begin_design_on(partnership: Partnership, day: date, *, today: date) -> None:
    """Let the design state begin on another day, while it lies ahead. For other slices, inside their transaction."""
    partnership.spells.filter(state=State.DESIGN, ended_on=None, began_on__gt=today).update(began_on=day)


@transaction.atomic
def start_partnership(*, by: Any, at: datetime, began_on: date, **fields: Any) -> Partnership:
    """Start a partnership in the design state.

    ``fields`` are the model's; ``began_on`` the day design began, which may lie ahead. 1. writes the partnership and its
    first spell; 2. records the activity. Raises NotPermitted, and Invalid when the name is taken or the department is
    another council's.
    """
    if not by.has_perm("partnerships.add_partnership"):
        raise NotPermitted(refusal(_("development officers, purchasers and administrators")))
    if Partnership.objects.filter(name__iexact=fields["name"].strip()).exists():
        raise Invalid({"name": _("Enter another name: a partnership of this name exists")})
    _require_own_department(fields.get("purchasing_department"), fields.get("purchasing_council"))
    with _one_of_a_name():
        partnership = Partnership.objects.create(**fields, purchasers_asked_on=london_date(at))
    Spell.objects.create(partnership=partnership, state=partnership.state, began_on=began_on)
    record(verb="partnership.started", target=partnership, partnership=partnership, by=by, at=at)
    return partnership


@transaction.atomic
def edit_partnership(
    *, partnership: Partnership, changes: dict[str, Any], expected_version: int, by: Any, at: datetime
) -> Partnership:
    """Change a partnership's own fields; the purchasers of a council newly named are asked to take it on.

    Raises NotPermitted, StaleVersion, and Invalid when the name is taken or a named purchaser would be left behind.
    """
    lock_record(partnership)
    if not by.has_perm("partnerships.change_partnership", partnership):
        raise NotPermitted(refusal(_("the project leader and the partners’ contacts")))
    others = Partnership.objects.exclude(pk=partnership.pk)
    if others.filter(name__iexact=changes.get("name", partnership.name).strip()).exists():
        raise Invalid({"name": _("Enter another name: a partnership of this name exists")})
    _require_own_department(
        changes.get("purchasing_department", partnership.purchasing_department),
        changes.get("purchasing_council", partnership.purchasing_council),
    )
    council = changes.get("purchasing_council", partnership.purchasing_council)
    is_new_council = council.pk != partnership.purchasing_council_id
    if is_new_council:
        _require_no_purchaser(partnership)
    with _one_of_a_name():
        apply_changes(
            partnership,
            changes,
            expected_version=expected_version,
            verb="partnership.edited",
            by=by,
            at=at,
            unrecorded={"purchasers_asked_on": london_date(at)} if is_new_council else None,
        )
    if is_new_council:
        sequels.follow("name_council", partnership, by=by, at=at)
    return partnership


def _require_no_purchaser(partnership: Partnership) -> None:
    """Refuse another council while somebody purchases: who sees bids is for the purchasing side to change."""
    named = partnership.roles.filter(role__in=["purchaser", "evaluator"], person__is_active=True)
    if not named.exists():
        return
    # Who leads may bid, and does not learn who evaluates.
    purchasers = named.filter(role="purchaser").select_related("person")
    names = ", ".join(sorted({role.person.name for role in purchasers}))
    if names:
        words = _("{people} purchase for the present council: its purchasers and evaluators end their roles first")
        raise Invalid({"purchasing_council": words.format(people=names)})
    words = _("Evaluators are named for the present council: they end their roles before another council is named")
    raise Invalid({"purchasing_council": words})


@contextmanager
def _one_of_a_name() -> Iterator[None]:
    """Refuse in words a name that another partnership took a moment ago: those of two histories do not queue."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as problem:
        raise Invalid({"name": _("Enter another name: a partnership of this name exists")}) from problem


def _require_own_department(department: Any, council: Any) -> None:
    if department is not None and council is not None and department.organisation_id != council.pk:
        words = _("Select a department of {council}, or none")
        raise Invalid({"purchasing_department": words.format(council=council)})


def apply_changes(
    obj: Any,
    changes: dict[str, Any],
    *,
    expected_version: int,
    verb: str,
    by: Any,
    at: datetime,
    unrecorded: Mapping[str, Any] | None = None,
) -> dict[str, list[str | None]]:
    """Write changed fields into a record, against its version, and record the activity with before and after.

    Many-to-many fields take lists of records. ``unrecorded`` holds fields whose values the history does not keep. Returns what changed. Raises StaleVersion with nothing written.
    """
    many = {name for name in changes if obj._meta.get_field(name).many_to_many}
    plain = [name for name in changes if name not in many]
    before = values_of(obj, plain) | {name: _names(getattr(obj, name).all()) for name in many}
    written = {name: changes[name] for name in plain} | dict(unrecorded or {})
    for name, value in written.items():
        setattr(obj, name, value)
    save_version(obj, written, expected=expected_version)
    for name in many:
        getattr(obj, name).set(changes[name])
    after = values_of(obj, plain) | {name: _names(changes[name]) for name in many}
    changed = changes_between(before, after)
    if changed:
        record(verb=verb, target=obj, partnership=partnership_of(obj), by=by, at=at, changes=changed)
    return changed


def _names(rows: Iterable[Any]) -> str:
    return ", ".join(sorted(str(row) for row in rows))


@transaction.atomic
def stop_partnership(*, partnership: Partnership, reason: str, note: str, by: Any, at: datetime) -> Partnership:
    """Stop a partnership for a reason of the short list and in words. Raises NotPermitted, WrongState, Invalid."""
    lock_record(partnership)
    if reason not in StopReason.values:
        raise Invalid({"reason": _("Select why the partnership stops")})
    perform(partnership, "stop_partnership", by=by, at=at, note=note)
    partnership.stop_reason, partnership.stop_note, partnership.stopped_on = reason, note, london_date(at)
    partnership.save(update_fields=["stop_reason", "stop_note", "stopped_on", "updated_at"])
    return partnership


@transaction.atomic
def waive_criterion(*, partnership: Partnership, code: str, reason: str, by: Any, at: datetime) -> Waiver:
    """Do without a criterion, with a reason that stays visible.

    1. keeps the waiver; 2. records the activity; 3. runs what other slices said follows. Raises NotPermitted, Invalid.
    """
    lock_record(partnership)
    if not by.has_perm("partnerships.waive_partnership", partnership):
        raise NotPermitted(refusal(_("the project leader")))
    words = GateCriterion.objects.filter(code=code).first()
    known = {c.code: c for c in gates.every()}.get(code)
    if known is None or not may_be_waived(known, words):
        raise Invalid(_("This criterion cannot be waived"))
    if not reason.strip():
        raise Invalid({"reason": _("Enter a reason")})
    waiver, created = Waiver.objects.get_or_create(
        partnership=partnership,
        code=code,
        withdrawn_at=None,
        defaults={"reason": reason, "given_by": by, "given_at": at},
    )
    if created:
        record(
            verb="criterion.waived",
            target=partnership,
            partnership=partnership,
            by=by,
            at=at,
            note=reason,
            changes={"criterion": [None, str(known.title)]},
        )
        sequels.follow("waive_criterion", waiver, by=by, at=at)
    return waiver


@transaction.atomic
def withdraw_waiver(*, waiver: Waiver, by: Any, at: datetime) -> None:
    """Hold a waived criterion to be needed again, and run what other slices said follows.

    Raises NotPermitted; doing it twice does nothing.
    """
    lock_record(waiver)
    if not by.has_perm("partnerships.waive_partnership", waiver.partnership):
        raise NotPermitted(refusal(_("the project leader")))
    if Waiver.objects.in_force().filter(pk=waiver.pk).update(withdrawn_at=at):
        record(
            verb="waiver.withdrawn",
            target=waiver.partnership,
            partnership=waiver.partnership,
            by=by,
            at=at,
            changes={"criterion": [waiver.code, None]},
        )
        sequels.follow("withdraw_waiver", waiver, by=by, at=at)


@reference.loader("gate criteria")
def load_gate_criteria() -> int:
    """Add a row for each criterion in the registry that has none; leave edited rows alone."""
    known = set(GateCriterion.objects.values_list("code", flat=True))
    new = [
        GateCriterion(
            code=c.code,
            transition=c.transition,
            title=str(c.title),
            why=str(c.why),
            waivable=c.waivable,
            position=c.position,
        )
        for c in gates.every()
        if c.code not in known
    ]
    GateCriterion.objects.bulk_create(new)
    return len(new)
