"""Keeping the register of prior involvement and the right to prove. Nothing of it is ever deleted."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from partnerships.models import DocumentKind, Organisation, Partnership, PartnershipRole
from partnerships.public import apply_changes, given_document, lock_record, notify, record, speakers_of
from procurement.involvement.models import Outcome, PriorInvolvement
from procurement.involvement.rules import can_keep
from procurement.tenders.models import is_out
from procurement.tenders.operations import check_may
from procurement.tenders.queries import people_who
from procurement.tenders.workflow import State
from psp.core import sequels
from psp.core.access import refusal
from psp.core.dates import in_words, london_date
from psp.core.problems import Invalid, NotPermitted, WrongState

# Ours: how long an organisation has to answer before it can be decided about without an answer.
DAYS_TO_PROVE = 10


def _check_complete(fields: dict[str, Any], file: Any) -> None:
    if not fields["helped_design"]:
        return
    errors = {}
    if not fields["how"].strip():
        errors["how"] = _("Enter how the organisation helped to design or pilot the service")
    if not fields["information"].strip():
        errors["information"] = _("Enter what information it had, or that it had none that others lack")
    if fields["disclosed_on"] and not (fields["pack"] or file):
        errors["pack"] = _("Select the document that was published")
    if errors:
        raise Invalid(errors)


def _check_reachable(partnership: Partnership, fields: dict[str, Any], file: Any, *, at: datetime) -> None:
    """Raise Invalid where a pack would be recorded as published while no bidder can read it: once the tender is out.

    Before the deadline a pack with today's day or an earlier one becomes part of the tender (``publication``).
    """
    tender = partnership.tenders.open().filter(is_out(at)).first()
    if tender is None or not fields["helped_design"] or not fields["disclosed_on"]:
        return
    pack = None if file else fields["pack"]
    if pack is not None and tender.documents.filter(document=pack).exists():
        return
    if fields["disclosed_on"] > london_date(at):
        words = _(
            "Leave the day empty until you publish the pack: the tender is out, and entering the day publishes it"
        )
        raise Invalid({"disclosed_on": words})
    is_over = tender.stand_as_of(at).state != State.PUBLISHED or tender.deadline_has_passed(at)
    if is_over and (pack is None or pack.is_restricted):
        words = _("Leave the day empty: the deadline for bids has passed, so bidders can no longer be given the pack")
        raise Invalid({"disclosed_on": words})


def _with_pack(fields: dict[str, Any], file: Any, partnership: Partnership, *, by: Any, at: datetime) -> dict[str, Any]:
    """Return the fields with the new pack that was sent, restricted and in the same transaction: nobody reads it before."""
    if not file:
        return fields
    pack = given_document(
        partnership=partnership, document=None, file=file, kind=DocumentKind.TENDER, is_restricted=True, by=by, at=at
    )
    return fields | {"pack": pack}


@transaction.atomic
def record_involvement(
    *, partnership: Partnership, organisation: Organisation, by: Any, at: datetime, file: Any = None, **fields: Any
) -> PriorInvolvement:
    """Record how an organisation was involved in the design or pilot of the service, or that it was not.

    Any organisation, whether or not it is or ever was a partner: knowledge does not end with a partnership (reg. 42).
    ``file`` is a new disclosure pack, kept from who may bid from its first moment; once the tender is out, one recorded as
    published is given to all of them. Raises NotPermitted, and
    Invalid when something is missing, recorded already, or the organisation is the council that purchases.
    """
    lock_record(partnership)
    check_may("procurement.add_priorinvolvement", partnership, by)
    if organisation.pk == partnership.purchasing_council_id:
        raise Invalid({"organisation": _("Select another organisation: the council that purchases does not bid")})
    if PriorInvolvement.objects.filter(partnership=partnership, organisation=organisation).exists():
        raise Invalid({"organisation": _("This organisation is in the register already: change its entry")})
    _check_complete(fields, file)
    _check_reachable(partnership, fields, file, at=at)
    fields = _with_pack(fields, file, partnership, by=by, at=at)
    involvement = PriorInvolvement.objects.create(partnership=partnership, organisation=organisation, **fields)
    record(verb="prior_involvement.recorded", target=involvement, partnership=partnership, by=by, at=at)
    sequels.follow("record_prior_involvement", partnership, by=by, at=at)
    return involvement


@transaction.atomic
def edit_involvement(
    *,
    involvement: PriorInvolvement,
    changes: dict[str, Any],
    expected_version: int,
    by: Any,
    at: datetime,
    file: Any = None,
) -> PriorInvolvement:
    """Change an entry; the history keeps what it said before. Raises NotPermitted, StaleVersion, Invalid.

    ``file`` is a new disclosure pack, as in ``record_involvement``.
    """
    lock_record(involvement)
    check_may("procurement.change_priorinvolvement", involvement, by)
    _check_complete(changes, file)
    before = {name: getattr(involvement, name) for name in ("helped_design", "pack", "disclosed_on")}
    after = before | changes
    if file or any(after[name] != before[name] for name in before):
        _check_reachable(involvement.partnership, after, file, at=at)
    changes = _with_pack(changes, file, involvement.partnership, by=by, at=at)
    apply_changes(
        involvement, changes, expected_version=expected_version, verb="prior_involvement.edited", by=by, at=at
    )
    sequels.follow("record_prior_involvement", involvement.partnership, by=by, at=at)
    return involvement


@transaction.atomic
def ask_for_proof(*, involvement: PriorInvolvement, by: Any, at: datetime) -> PriorInvolvement:
    """Ask the organisation to prove that its involvement does not distort competition (reg. 42); its people are notified.

    Raises NotPermitted, and WrongState when it was asked already or did not help to design.
    """
    lock_record(involvement)
    check_may("procurement.change_priorinvolvement", involvement, by)
    if not involvement.helped_design or involvement.asked_on:
        raise WrongState(_("This organisation has been asked already, or had no part in the design or pilot."))
    changes = {"asked_on": london_date(at)}
    apply_changes(involvement, changes, expected_version=involvement.version, verb="proof.requested", by=by, at=at)
    words = _("Prove that the involvement of {organisation} distorts nothing")
    _tell(involvement, words, speakers_of([involvement])[involvement.pk], by=by, at=at)
    return involvement


def _tell(involvement: PriorInvolvement, title: str, people: Iterable[int], *, by: Any, at: datetime) -> None:
    notify(
        people=set(people) - {by.pk},
        kind="assignment",
        title=title.format(organisation=involvement.organisation),
        url=involvement.get_absolute_url(),
        key=f"prior_involvement:{involvement.pk}:{involvement.version}",
        at=at,
        partnership=involvement.partnership,
    )


@transaction.atomic
def answer_proof(*, involvement: PriorInvolvement, proof: str, by: Any, at: datetime) -> PriorInvolvement:
    """Record what the organisation says for itself, and tell those who decide. The words are not part of the history others read.

    Raises NotPermitted, Invalid, and WrongState when nobody asked or the outcome is decided.
    """
    lock_record(involvement)
    if not by.has_perm("procurement.prove_priorinvolvement", involvement):
        raise NotPermitted(refusal(_("people of the organisation, and purchasers")))
    if not involvement.asked_on or involvement.outcome:
        raise WrongState(_("Nobody has asked for a proof, or the outcome is decided."))
    if not proof.strip():
        raise Invalid({"proof": _("Enter what the organisation says")})
    apply_changes(
        involvement,
        {"answered_on": london_date(at)},
        expected_version=involvement.version,
        verb="proof.given",
        by=by,
        at=at,
        unrecorded={"proof": proof},
    )
    words = _("Decide what follows from the involvement of {organisation}")
    _tell(involvement, words, people_who(can_keep.test, involvement, PartnershipRole.PURCHASER), by=by, at=at)
    return involvement


@transaction.atomic
def decide_involvement(
    *, involvement: PriorInvolvement, outcome: str, reason: str, by: Any, at: datetime
) -> PriorInvolvement:
    """Decide what follows from an organisation's involvement, with the reason.

    Exclusion needs an answer of the organisation, or ten days without one since it was asked (reg. 42; the days are ours).
    Raises NotPermitted, Invalid.
    """
    lock_record(involvement)
    check_may("procurement.change_priorinvolvement", involvement, by)
    if outcome not in Outcome.values:
        raise Invalid({"outcome": _("Select the outcome")})
    if not reason.strip():
        raise Invalid({"reason": _("Enter the reason: it is part of the tender report")})
    if outcome == Outcome.EXCLUDED and not involvement.answered_on:
        if not involvement.asked_on:
            raise Invalid(
                {"outcome": _("Ask the organisation first: it has the right to prove that nothing is distorted")}
            )
        first = involvement.asked_on + timedelta(days=DAYS_TO_PROVE)
        if london_date(at) < first:
            words = _("Wait for the answer, or until {day}: the organisation has the right to prove")
            raise Invalid({"outcome": words.format(day=in_words(first))})
    changes = {"outcome": outcome, "outcome_reason": reason, "decided_on": london_date(at)}
    apply_changes(
        involvement, changes, expected_version=involvement.version, verb="prior_involvement.decided", by=by, at=at
    )
    sequels.follow("record_prior_involvement", involvement.partnership, by=by, at=at)
    return involvement
