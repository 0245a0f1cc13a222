"""Writing new versions of the design stage's texts, and agreeing to them."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from partnerships.activity.operations import lock_record, record
from partnerships.design.models import AGREED_BY, DesignText, Party, TextKind
from partnerships.documents.models import Document, DocumentKind
from partnerships.evidence.operations import given_document
from partnerships.lifecycle.models import Partnership
from partnerships.notifications.operations import notify
from partnerships.partners.queries import speakers_of
from partnerships.reached.operations import record_milestone
from psp.core.access import refusal
from psp.core.dates import in_words, london_date
from psp.core.problems import Invalid, NotPermitted, StaleVersion, WrongState

# The milestone of the plan that each kind of text reaches once it is in force.
REACHES = {
    TextKind.VISION: "vision_agreed",
    TextKind.MEMORANDUM: "mou_signed",
    TextKind.SERVICE_DESIGN: "service_designed",
}


@transaction.atomic
def write_text(
    *,
    partnership: Partnership,
    kind: str,
    by: Any,
    at: datetime,
    based_on: int,
    body: str = "",
    shared_values: str = "",
    note: str = "",
    document: Document | None = None,
    file: Any = None,
) -> DesignText:
    """Write a new version, which takes the place of the latest; every partner it concerns has to agree to it again.

    ``based_on`` is the number of the version the person read, 0 for none. 1. files what was sent; 2. replaces the latest
    version; 3. names today's partners as parties; 4. records the activity; 5. asks their people to agree, or reaches the
    plan's milestone where nobody has to. Raises NotPermitted, StaleVersion where somebody wrote a version in between, Invalid.
    """
    lock_record(partnership)
    if not by.has_perm("partnerships.add_designtext", partnership):
        raise NotPermitted(refusal(_("the project leader and the partners’ contacts")))
    _check_says_something(kind, body, shared_values, has_document=document is not None or bool(file))
    latest = partnership.design_texts.filter(kind=kind, replaced_at=None).first()
    if (latest.number if latest else 0) != based_on:
        raise StaleVersion(str(latest))
    filed = given_document(
        partnership=partnership, document=document, file=file, by=by, at=at, kind=_document_kind(kind)
    )
    if latest is not None:
        DesignText.objects.filter(pk=latest.pk).update(replaced_at=at)
    text = DesignText.objects.create(
        partnership=partnership,
        kind=kind,
        number=based_on + 1,
        body=body,
        shared_values=shared_values,
        document=filed,
        note=note,
        written_by=by,
        written_at=at,
    )
    _name_parties(text)
    verb = f"{kind}.revised" if latest else f"{kind}.drafted"
    record(verb=verb, target=text, partnership=partnership, by=by, at=at, note=note)
    _ask_to_agree(text, by=by, at=at)
    _reach(text, by=by, at=at)
    return text


def _check_says_something(kind: str, body: str, shared_values: str, *, has_document: bool) -> None:
    if kind == TextKind.VISION and not (body.strip() and shared_values.strip()):
        raise Invalid({field: _("Enter both the vision and the values") for field in ("body", "shared_values")})
    if not body.strip() and not has_document:
        raise Invalid({"body": _("Enter the text, or add a document that holds it")})


def _name_parties(text: DesignText) -> None:
    """Name today's partners whose agreement such a text needs."""
    members = text.partnership.members.current().filter(role__in=AGREED_BY[TextKind(text.kind)]).order_by("pk")
    organisations = dict.fromkeys(members.values_list("organisation_id", flat=True))
    Party.objects.bulk_create(Party(text=text, organisation_id=pk) for pk in organisations)


def _ask_to_agree(text: DesignText, *, by: Any, at: datetime) -> None:
    """Tell everybody who can agree for a party."""
    asked = speakers_of(text.parties.select_related("text"))
    notify(
        people={pk for people in asked.values() for pk in people} - {by.pk},
        kind="assignment",
        title=_("Agree for your organisation: {text}").format(text=text),
        url=text.get_absolute_url(),
        key=f"design_text:{text.pk}",
        at=at,
        partnership=text.partnership,
        detail=text.note,
    )


def _document_kind(kind: str) -> str:
    return DocumentKind.DESIGN if kind == TextKind.SERVICE_DESIGN else DocumentKind.AGREEMENT


@transaction.atomic
def agree_text(*, party: Party, by: Any, at: datetime) -> Party:
    """Agree to the latest version for an organisation the person belongs to, dated today.

    Raises NotPermitted, and WrongState where it agreed already or a newer version takes its place.
    """
    lock_record(party)
    if not by.has_perm("partnerships.agree_party", party):
        raise NotPermitted(refusal(_("people of the organisation")))
    return _agree(party, on=london_date(at), signatory=by.name or by.email, document=None, by=by, at=at)


@transaction.atomic
def record_agreement(
    *,
    party: Party,
    agreed_on: date,
    signatory: str,
    by: Any,
    at: datetime,
    document: Document | None = None,
    file: Any = None,
) -> Party:
    """Record what somebody who speaks for an organisation agreed to on paper, with the signed copy.

    Raises NotPermitted, WrongState as ``agree_text``, and Invalid for a day ahead or before the version was written.
    """
    lock_record(party)
    if not by.has_perm("partnerships.record_party", party):
        raise NotPermitted(refusal(_("the project leader and administrators")))
    written_on = london_date(party.text.written_at)
    if not written_on <= agreed_on <= london_date(at):
        words = _("Enter a date from {day}, when this version was written, to today")
        raise Invalid({"agreed_on": words.format(day=in_words(written_on))})
    if not signatory.strip():
        raise Invalid({"signatory": _("Enter who agreed for the organisation")})
    signed = given_document(
        partnership=party.partnership, document=document, file=file, by=by, at=at, kind=DocumentKind.AGREEMENT
    )
    if signed is None:
        raise Invalid({"document": _("Choose the signed copy or send it")})
    return _agree(party, on=agreed_on, signatory=signatory.strip(), document=signed, by=by, at=at)


def _agree(party: Party, *, on: date, signatory: str, document: Document | None, by: Any, at: datetime) -> Party:
    text = DesignText.objects.select_for_update().get(pk=party.text_id)
    agreement = {"agreed_on": on, "signatory": signatory, "document": document, "recorded_by": by}
    if not text.is_latest or not Party.objects.filter(pk=party.pk, agreed_on=None).update(**agreement):
        raise WrongState(_("This organisation agreed already, or a newer version takes the place of this one."))
    for name, value in agreement.items():
        setattr(party, name, value)
    words = _("{signatory} for {organisation}").format(signatory=signatory, organisation=party.organisation)
    record(
        verb=f"{text.kind}.agreed",
        target=text,
        partnership=party.partnership,
        by=by,
        at=at,
        changes={"agreed": [None, f"{words}, {in_words(on)}"]},
    )
    _reach(text, by=by, at=at)
    return party


def _reach(text: DesignText, *, by: Any, at: datetime) -> None:
    """Mark the plan's milestone as done once the text is in force, on the day the last one agreed."""
    if not text.partnership.design_texts.in_force(text.kind).exists():
        return
    days = [day for day in text.parties.values_list("agreed_on", flat=True) if day]
    on = max(days, default=london_date(at))
    record_milestone(partnership=text.partnership, key=REACHES[TextKind(text.kind)], on=on, by=by, at=at)
