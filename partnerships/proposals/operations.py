"""Proposing a change of an organisation's entry, and answering it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from partnerships.activity.operations import lock_every_history, lock_history, record
from partnerships.contacts import operations as contacts
from partnerships.income import operations as income
from partnerships.notifications.operations import notify
from partnerships.offers.queries import own_people
from partnerships.organisations.models import Organisation
from partnerships.organisations.operations import add_vehicle_member, check_may_edit, check_vehicle, edit_organisation
from partnerships.proposals.models import Act, Proposal, State, Subject
from partnerships.proposals.queries import MODELS, answerers_of, packed, target_of, unpacked
from partnerships.proposals.rules import can_answer
from psp.core.access import allowed, refusal
from psp.core.notices import Sight
from psp.core.problems import Invalid, NotPermitted, StaleVersion, WrongState

ANSWERERS = gettext_lazy("people of the organisation and administrators")
# Ours: nobody fills an organisation's home page, nor all of them in a day.
MOST_WAITING = 20


@transaction.atomic
def propose_change(
    *,
    organisation: Organisation,
    subject: str,
    act: str,
    by: Any,
    at: datetime,
    target: Any = None,
    values: Mapping[str, Any] | None = None,
    rows: Sequence[tuple[str, str, str]] = (),
    why: str = "",
) -> Proposal:
    """Propose to add, change or delete something in an organisation's entry.

    ``values`` are those of the form that would change it, ``rows`` the same in words. 1. writes the proposal; 2. records it;
    3. tells the organisation's own people and the administrators. Raises Invalid where nothing would change, or a person has
    too many waiting.
    """
    lock_history(None)
    if not by.is_authenticated or not by.is_active:
        raise NotPermitted(refusal(_("people with an account")))
    if act == Act.CHANGE and not values:
        raise Invalid(_("Change at least one answer: this is what the entry says already"))
    if Proposal.objects.waiting().filter(proposed_by=by).count() >= MOST_WAITING:
        words = _("{count} of your proposals wait for an answer. Withdraw one, or wait for the answers")
        raise Invalid(words.format(count=MOST_WAITING))
    model = MODELS.get(subject)
    proposal = Proposal.objects.create(
        organisation=organisation,
        subject=subject,
        act=act,
        target_id=target.pk if target is not None else None,
        target_label=str(target)[:200] if target is not None and target != organisation else "",
        values=packed(model, values or {}) if model else dict(values or {}),
        rows=[list(row) for row in rows],
        why=why,
        proposed_by=by,
        proposed_at=at,
    )
    _record(proposal, "proposal.made", by=by, at=at)
    words = _("{person} proposes a change to {organisation}")
    _tell(proposal, answerers_of(organisation), words, "made", by=by, at=at)
    return proposal


@transaction.atomic
def accept_proposal(*, proposal: Proposal, expected_version: int | None, by: Any, at: datetime) -> Proposal:
    """Accept a proposed change: it is carried out as if the person who accepts had made it.

    ``expected_version`` is that of the record it changes or deletes, as the person read it; None where it adds one.
    1. marks it accepted; 2. carries it out by the operation of its kind; 3. records it; 4. tells the proposer. Raises
    NotPermitted, WrongState once it is answered or what it changes is gone, StaleVersion, and what that operation raises.
    """
    if proposal.subject == Subject.VEHICLE:
        # Who comes to have a stake through it is flagged in any partnership.
        lock_every_history()
    else:
        lock_history(None)
    _answer(proposal, State.ACCEPTED, "", by=by, at=at)
    _carry_out(proposal, expected_version, by=by, at=at)
    _record(proposal, "proposal.accepted", by=by, at=at)
    _tell_proposer(proposal, _("{person} accepted your proposal for {organisation}"), by=by, at=at)
    return proposal


def _carry_out(proposal: Proposal, expected_version: int | None, *, by: Any, at: datetime) -> None:
    organisation, target, who = proposal.organisation, target_of(proposal), {"by": by, "at": at}
    if proposal.subject == Subject.VEHICLE:
        vehicle = Organisation.objects.filter(pk=proposal.target_id or 0).first()
        if vehicle is None:
            raise WrongState(_("What this proposal is about is no longer there. Decline it."))
        add_vehicle_member(vehicle=vehicle, member=organisation, **who)
        return
    if proposal.act != Act.ADD:
        if target is None:
            raise WrongState(_("What this proposal is about is no longer there. Decline it."))
        if target.version != expected_version:
            raise StaleVersion(str(target))
    values = unpacked(MODELS[proposal.subject], proposal.values)
    if proposal.subject == Subject.ORGANISATION and target is not None:
        edit_organisation(organisation=target, changes=values, expected_version=target.version, **who)
        return
    adds: dict[str, Any] = {
        Subject.DEPARTMENT: contacts.add_department,
        Subject.CONTACT: contacts.add_contact,
        Subject.INCOME: income.add_income_year,
    }
    edits: dict[str, tuple[str, Any, Any]] = {
        Subject.DEPARTMENT: ("department", contacts.edit_department, contacts.delete_department),
        Subject.CONTACT: ("contact", contacts.edit_contact, contacts.delete_contact),
        Subject.INCOME: ("income_year", income.edit_income_year, income.delete_income_year),
    }
    name, edit, delete = edits[proposal.subject]
    if proposal.act == Act.ADD:
        adds[proposal.subject](organisation=organisation, **who, **values)
    elif proposal.act == Act.CHANGE and target is not None:
        edit(**{name: target}, changes=values, expected_version=target.version, **who)
    else:
        delete(**{name: target}, **who)


@transaction.atomic
def decline_proposal(*, proposal: Proposal, answer: str, by: Any, at: datetime) -> Proposal:
    """Decline a proposed change, with the reason; the proposer hears of it. Raises NotPermitted, WrongState, Invalid."""
    lock_history(None)
    if not answer.strip():
        raise Invalid({"answer": _("Enter why, for the person who proposed it")})
    _answer(proposal, State.DECLINED, answer, by=by, at=at)
    _record(proposal, "proposal.declined", by=by, at=at)
    _tell_proposer(proposal, _("{person} declined your proposal for {organisation}"), by=by, at=at)
    return proposal


def _answer(proposal: Proposal, state: str, answer: str, *, by: Any, at: datetime) -> None:
    if not allowed(can_answer, by, proposal):
        raise NotPermitted(refusal(ANSWERERS))
    answered = {"state": state, "answer": answer, "answered_by": by, "answered_at": at}
    if not Proposal.objects.waiting().filter(pk=proposal.pk).update(**answered):
        raise WrongState(_("This proposal has been answered or withdrawn."))
    for name, value in answered.items():
        setattr(proposal, name, value)


@transaction.atomic
def withdraw_proposal(*, proposal: Proposal, by: Any, at: datetime) -> Proposal:
    """Withdraw a proposal of one's own. Raises NotPermitted, and WrongState once it is answered."""
    lock_history(None)
    if proposal.proposed_by_id != by.pk:
        raise NotPermitted(refusal(_("the person who proposed it")))
    if not Proposal.objects.waiting().filter(pk=proposal.pk).update(state=State.WITHDRAWN, answered_at=at):
        raise WrongState(_("This proposal has been answered or withdrawn."))
    proposal.state = State.WITHDRAWN
    _record(proposal, "proposal.withdrawn", by=by, at=at)
    return proposal


@transaction.atomic
def own_vehicle(*, vehicle: Organisation, member: Organisation, by: Any, at: datetime) -> Proposal | None:
    """Record that an organisation owns a vehicle together with others, once somebody who speaks for it agrees.

    Who speaks for both writes it down at once, as does an administrator where the owner has nobody here. Otherwise the owner
    is asked; returns what it is asked. Raises NotPermitted for who does not keep the vehicle's entry, Invalid.
    """
    lock_every_history()
    check_may_edit(vehicle, by)
    check_vehicle(vehicle, member)
    people = own_people(member)
    if people.filter(pk=by.pk).exists() or (by.is_administrator and not people.exists()):
        add_vehicle_member(vehicle=vehicle, member=member, by=by, at=at)
        return None
    waiting = Proposal.objects.waiting().filter(organisation=member, subject=Subject.VEHICLE, target_id=vehicle.pk)
    if waiting.exists():
        raise Invalid({"member": _("{organisation} has been asked already").format(organisation=member)})
    words = (str(_("Owns together with others")), "", str(vehicle))
    return propose_change(
        organisation=member, subject=Subject.VEHICLE, act=Act.ADD, target=vehicle, rows=[words], by=by, at=at
    )


def _record(proposal: Proposal, verb: str, *, by: Any, at: datetime) -> None:
    """Record what was done with a proposal and which fields it is about: what it says is deleted in time.

    What comes of one that is accepted, the operation that carries it out records.
    """
    fields = ", ".join(label for label, _before, _after in proposal.rows)
    note = f"{proposal.get_subject_display()}: {fields}" if fields else str(proposal.get_subject_display())
    record(verb=verb, target=proposal.organisation, by=by, at=at, note=note, is_private=True)


def _tell(proposal: Proposal, people: Any, words: str, what: str, *, by: Any, at: datetime) -> None:
    notify(
        people=[person for person in people if person.pk != by.pk],
        kind="proposal",
        title=words.format(person=by, organisation=proposal.organisation),
        detail=str(proposal),
        url=proposal.get_absolute_url(),
        key=f"proposal:{proposal.pk}:{what}",
        at=at,
        sight=Sight("proposal", proposal.pk),
    )


def _tell_proposer(proposal: Proposal, words: str, *, by: Any, at: datetime) -> None:
    _tell(proposal, [proposal.proposed_by], words, "answered", by=by, at=at)
