"""Keeping the directory: adding and editing organisations, their words and the members of a vehicle."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from partnerships.activity.operations import lock_history, lock_record, record
from partnerships.lifecycle.operations import apply_changes
from partnerships.organisations.engine.bands import size_of
from partnerships.organisations.engine.words import phrase_of, phrases_named, search_words
from partnerships.organisations.models import Kind, Organisation, OrganisationWord, VehicleMember
from partnerships.organisations.queries import alike
from partnerships.taxonomies.models import Service
from psp.core import sequels
from psp.core.access import refusal
from psp.core.bulk import insert_values
from psp.core.dates import london_date
from psp.core.problems import Invalid, NotPermitted
from psp.core.sweeps import in_batches

WHO_ADDS = gettext_lazy("development officers, purchasers and administrators")
WHO_EDITS = gettext_lazy("people of the organisation and administrators")
LISTS = ("services", "client_groups", "areas")
NUMBERS = ("charity_number", "company_number")
NAMES_SERVICES = ("name", "known_as", "about", "purposes")
FOUND_BY = {*NAMES_SERVICES, *NUMBERS}
CHUNK = 500


def check_may_edit(organisation: Organisation, by: Any) -> None:
    """Raise NotPermitted unless the person may change what the directory says of an organisation."""
    if not by.has_perm("partnerships.change_organisation", organisation):
        raise NotPermitted(refusal(WHO_EDITS))


@transaction.atomic
def add_organisation(*, by: Any, at: datetime, is_another: bool = False, **fields: Any) -> Organisation:
    """Add an organisation to the directory.

    ``fields`` are the model's, lists of the taxonomies included; ``is_another`` says that those of a similar name are
    others. 1. checks the numbers and the name; 2. writes it, with everything filled in marked as a person's;
    3. keeps its words; 4. records the activity.
    Raises NotPermitted, and Invalid where the directory has the number, or a similar name (under ``is_another``).
    """
    lock_history(None)
    if not by.has_perm("partnerships.add_organisation"):
        raise NotPermitted(refusal(WHO_ADDS))
    _check_numbers(fields)
    if not is_another and alike(fields["name"]):
        raise Invalid({"is_another": _("Check the organisations of a similar name. Tick this if yours is another one")})
    lists = {name: list(fields.pop(name)) for name in LISTS if name in fields}
    filled_in = sorted(name for name, value in (fields | lists).items() if value not in (None, "", []))
    organisation = Organisation(
        **fields, edited_fields=filled_in, size_band=size_of(fields.get("paid_staff"), None) or ""
    )
    with _one_of_a_number():
        organisation.save(force_insert=True)
    for name, terms in lists.items():
        getattr(organisation, name).set(terms)
    keep_words([organisation])
    record(verb="organisation.added", target=organisation, by=by, at=at)
    return organisation


@transaction.atomic
def edit_organisation(
    *, organisation: Organisation, changes: dict[str, Any], expected_version: int, by: Any, at: datetime
) -> Organisation:
    """Change what the directory says of an organisation.

    1. checks the numbers; 2. notes the changed fields as a person's, so that no import overwrites them; 3. writes them
    against the version, with the size that follows; 4. records before and after; 5. keeps its words.
    Raises NotPermitted, StaleVersion, and Invalid where another organisation has the number, or for a change to or from a
    council by anybody but an administrator.
    """
    lock_record(organisation)
    check_may_edit(organisation, by)
    _check_kind(organisation, changes.get("kind", organisation.kind), by)
    _check_numbers(changes, but=organisation.pk)
    edited = {name for name, value in changes.items() if _differs(organisation, name, value)}
    staff = changes.get("paid_staff", organisation.paid_staff)
    follows = {
        "edited_fields": sorted({*organisation.edited_fields, *edited}),
        "size_band": size_of(staff, organisation.latest_income) or "",
    }
    with _one_of_a_number():
        apply_changes(
            organisation,
            changes,
            expected_version=expected_version,
            verb="organisation.edited",
            by=by,
            at=at,
            unrecorded=follows,
        )
    if edited & FOUND_BY:
        keep_words([organisation])
    return organisation


def _check_kind(organisation: Organisation, kind: str, by: Any) -> None:
    """Keep councils councils: who may invite purchasers, who read bids, rests on it."""
    if (kind == Kind.COUNCIL) != (organisation.kind == Kind.COUNCIL) and not by.is_administrator:
        raise Invalid({"kind": _("Only administrators change whether an organisation is a council")})


def _differs(organisation: Organisation, name: str, value: Any) -> bool:
    if name in LISTS:
        return {term.pk for term in getattr(organisation, name).all()} != {term.pk for term in value}
    return bool(getattr(organisation, name) != value)


def _check_numbers(fields: dict[str, Any], *, but: int = 0) -> None:
    for name in NUMBERS:
        number = fields.get(name, "")
        other = Organisation.objects.filter(**{name: number}).exclude(pk=but).first() if number else None
        if other is not None:
            raise Invalid({name: _("Enter another number: {other} has this one").format(other=other)})


@contextmanager
def _one_of_a_number() -> Iterator[None]:
    """Turn the database's refusal of a number somebody else took a moment ago into words."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as problem:
        raise Invalid(_("Somebody added an organisation of this number a moment ago")) from problem


def check_vehicle(vehicle: Organisation, member: Organisation) -> None:
    """Raise Invalid unless an organisation can own a vehicle, or another one that is no public body."""
    if vehicle.is_public_body:
        raise Invalid(_("A public body has no owners. Change the kind of the organisation first"))
    if member.pk == vehicle.pk:
        raise Invalid({"member": _("Select another organisation: none owns itself")})


@transaction.atomic
def add_vehicle_member(*, vehicle: Organisation, member: Organisation, by: Any, at: datetime) -> None:
    """Write down that an organisation owns a vehicle, or another one that is no public body. Doing it twice does nothing.

    An owner of before begins another period: the earlier one stays as it was. For ``proposals``, which lets the owner agree:
    what others say of an organisation binds none of its people. Raises Invalid where the first is a public body or both are the same.
    """
    lock_history(None)
    check_vehicle(vehicle, member)
    today = {"joined_on": london_date(at)}
    _row, is_new = VehicleMember.objects.current().get_or_create(vehicle=vehicle, member=member, defaults=today)
    if is_new:
        record(verb="vehicle_member.added", target=vehicle, by=by, at=at, changes={"member": [None, str(member)]})
        sequels.follow("change_vehicle", vehicle, by=by, at=at)


@transaction.atomic
def remove_vehicle_member(*, vehicle: Organisation, member: Organisation, by: Any, at: datetime) -> None:
    """Record that an organisation owns a vehicle no longer; that it did is kept. Doing it twice does nothing.

    Raises NotPermitted.
    """
    lock_history(None)
    check_may_edit(vehicle, by)
    held = VehicleMember.objects.current().filter(vehicle=vehicle, member=member)
    if held.update(left_on=london_date(at)):
        record(verb="vehicle_member.removed", target=vehicle, by=by, at=at, changes={"member": [str(member), None]})


def keep_words(organisations: Iterable[Organisation]) -> None:
    """Bring the words organisations are found by, and the services they name, up to date, 500 organisations at a time.

    Call it wherever organisations are written without an operation of this slice, and after ``bulk_create``.
    """
    services = {service.pk: phrase_of(service.name) for service in Service.objects.order_by("pk")}
    named_by = Organisation.named_services.through
    for chunk in _chunks(organisations):
        words = [
            (row.pk, word)
            for row in chunk
            for word in sorted(search_words((row.name, row.known_as), (row.charity_number, row.company_number)))
        ]
        named = [
            (row.pk, service)
            for row in chunk
            for service in phrases_named(services, (getattr(row, field) for field in NAMES_SERVICES))
        ]
        with transaction.atomic():
            for model in (OrganisationWord, named_by):
                model.objects.filter(organisation__in=[row.pk for row in chunk]).delete()
            insert_values(OrganisationWord, ("organisation", "word"), words)
            insert_values(named_by, ("organisation", "service"), named)


def rebuild_words() -> int:
    """Make the words of every organisation anew; return how many organisations there are. Safe while people search.

    An organisation that fails keeps the words it has, and holds up no other.
    """
    rows = Organisation.objects.only(*NAMES_SERVICES, *NUMBERS).order_by("pk")
    in_batches(rows.iterator(chunk_size=CHUNK), keep_words, size=CHUNK, event="words_not_kept")
    return rows.count()


def _chunks(rows: Iterable[Organisation]) -> Iterator[list[Organisation]]:
    chunk: list[Organisation] = []
    for row in rows:
        chunk.append(row)
        if len(chunk) == CHUNK:
            yield chunk
            chunk = []
    if chunk:
        yield chunk
