"""Recording bids. Everything is sealed before it is written; not even who recorded a bid can read it again before opening."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from functools import partial
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_variables

from partnerships.models import Organisation
from partnerships.public import lock_record, record
from procurement.bids.models import Bid, BidFile, Part
from procurement.bids.queries import REOPENED, typed_again
from procurement.bids.rules import can_handle_bids, has_bid, organisations_behind
from procurement.tenders.models import Tender
from procurement.tenders.operations import locked_tender
from procurement.tenders.workflow import AFTER_OPENING, State
from psp.core.access import allowed, refusal
from psp.core.dates import moment_in_words
from psp.core.folding import fold
from psp.core.problems import Invalid, NotPermitted, WrongState
from psp.core.sealing import seal, seal_bytes
from psp.core.stored_files import take_back
from psp.core.unsaved import Typed, store
from psp.core.uploads import check_upload

# The forms with a whole bid in them.
FORMS = ("record_bid", "replace_bid", "record_belated_bid")
HANDLERS = gettext_lazy("the partnership’s purchasers who have no part in a bid")


@dataclass(frozen=True, slots=True)
class Attached:
    """A file of a bid as sent; ``question`` is the id of the question it answers, None for the pricing schedule."""

    file: Any = field(repr=False)
    question: int | None = None
    field: str = "file"


@dataclass(frozen=True, slots=True)
class Content:
    """What a bidder sent. ``price`` in pounds; ``answers`` by the id of the question. Nothing of it shows in a traceback."""

    organisation: Organisation | None = field(repr=False)
    name: str = field(repr=False)
    reference: str = field(repr=False)
    price: Decimal | None = field(repr=False)
    answers: Mapping[int, str] = field(repr=False)
    files: Sequence[Attached] = field(default=(), repr=False)


def check_handles(tender: Tender, by: Any) -> None:
    """Raise NotPermitted unless the person is a purchaser who has no part in a bid. Superusers are no exception."""
    if not allowed(can_handle_bids, by, tender):
        raise NotPermitted(refusal(HANDLERS))


@sensitive_variables()
@transaction.atomic
def record_bid(*, tender: Tender, content: Content, received_at: datetime, by: Any, at: datetime) -> Bid:
    """Record a bid received on paper or electronically.

    ``at``, the server's clock, decides whether it is late, whatever is said in ``received_at``: one that came in time and
    was not typed in is for ``belated``. 1. locks the tender;
    2. seals bidder, quality and price, each by itself; 3. seals the files; 4. records that a bid came in, nothing of what
    it says. Of a late bid only the bidder is kept, sealed, so that it can be told.

    Raises NotPermitted, WrongState, Invalid.
    """
    lock_record(tender)
    check_handles(tender, by)
    locked = locked_tender(tender.pk, at=at)
    is_late = locked.deadline_has_passed(at)
    if locked.state != State.PUBLISHED and not (is_late and locked.state in AFTER_OPENING):
        raise WrongState(_("Bids are recorded only while the tender is open for them."))
    check_scores_nothing(locked, by)
    check_received(locked, received_at, at)
    return write_bid(locked, content, received_at, is_late=is_late, by=by, at=at)


@transaction.atomic
def withdraw_bid(*, tender: Tender, receipt: str, by: Any, at: datetime) -> Bid:
    """Withdraw a bid before the deadline by the receipt number its bidder quotes; it is never opened.

    Raises NotPermitted, WrongState, Invalid.
    """
    lock_record(tender)
    check_handles(tender, by)
    bid = _standing_bid(tender, receipt, at)
    _withdraw(bid, at)
    record(verb="bid.withdrawn", target=bid, partnership=tender.partnership, by=by, at=at, is_private=True)
    return bid


@sensitive_variables()
@transaction.atomic
def replace_bid(*, tender: Tender, receipt: str, content: Content, received_at: datetime, by: Any, at: datetime) -> Bid:
    """Put a bid in the place of an earlier one before the deadline; the earlier one is never opened.

    Whether both are of one bidder is not checked: the answer would tell whose the earlier one is. Raises NotPermitted,
    WrongState, Invalid.
    """
    lock_record(tender)
    check_handles(tender, by)
    earlier = _standing_bid(tender, receipt, at)
    check_scores_nothing(earlier.tender, by)
    check_received(earlier.tender, received_at, at)
    _withdraw(earlier, at)
    bid = write_bid(earlier.tender, content, received_at, is_late=False, by=by, at=at)
    Bid.objects.filter(pk=earlier.pk).update(replaced_by=bid)
    record(verb="bid.replaced", target=earlier, partnership=tender.partnership, by=by, at=at, is_private=True)
    return bid


@transaction.atomic
def reopen_typed_bid(*, tender: Tender, by: Any, at: datetime) -> None:
    """Note, once, that somebody opens a bid again that they typed and could not save: they see its price, as who records one.

    Raises NotPermitted for anybody else than a purchaser without a part in a bid, and for who scores quality.
    """
    lock_record(tender)
    check_handles(tender, by)
    check_scores_nothing(tender, by)
    if not typed_again(tender).filter(actor=by).exists():
        record(verb=REOPENED, target=tender, partnership=tender.partnership, by=by, at=at, is_private=True)


def check_scores_nothing(tender: Tender, by: Any) -> None:
    """Refuse who scores quality: typing a bid in shows its price. Raises NotPermitted."""
    if tender.evaluators.scoring().filter(person=by).exists():
        raise NotPermitted(_("You score quality and must see no price. Another purchaser records the bid."))


def _standing_bid(tender: Tender, receipt: str, at: datetime) -> Bid:
    locked = locked_tender(tender.pk, at=at)
    if locked.state != State.PUBLISHED or locked.deadline_has_passed(at):
        raise WrongState(_("Bids are withdrawn and replaced only before the deadline."))
    typed = "".join(letter for letter in receipt.upper() if letter.isalnum())
    bid = locked.bids.on_time().filter(receipt=f"{typed[:4]}-{typed[4:]}").first()
    if bid is None:
        raise Invalid({"receipt": _("Enter the receipt number of a bid for this tender that was not withdrawn")})
    bid.tender = locked
    return bid


def _withdraw(bid: Bid, at: datetime) -> None:
    if not Bid.objects.filter(pk=bid.pk, withdrawn_at=None).update(withdrawn_at=at):
        raise WrongState(_("Somebody else was quicker: this has already changed."))
    bid.withdrawn_at = at


def check_received(tender: Tender, received_at: datetime, at: datetime) -> None:
    """Refuse a moment that lies ahead or before the tender was published. Raises Invalid."""
    if received_at > at:
        raise Invalid({"received_at": _("Enter a moment that has passed")})
    if tender.published_at and received_at < tender.published_at:
        words = _("Enter a moment after {moment}, when the tender was published")
        raise Invalid({"received_at": words.format(moment=moment_in_words(tender.published_at))})


@sensitive_variables()
def _check_content(tender: Tender, content: Content, *, is_late: bool) -> None:
    errors = {}
    if content.organisation is None and not content.name.strip():
        errors["organisation"] = _("Find the bidder in the directory, or enter its name below")
    elif content.organisation is not None and content.name.strip():
        errors["name"] = _("Leave this empty: the bidder is selected from the directory above")
    if not is_late and (content.price is None or content.price <= 0):
        errors["price"] = _("Enter a price above £0")
    if errors:
        raise Invalid(errors)
    known = set(tender.questions.values_list("pk", flat=True))
    asked = {*content.answers, *(file.question for file in content.files if file.question is not None)}
    if not asked <= known:
        raise Invalid(_("Answer the questions of this tender"))


@sensitive_variables()
def _is_typed_of(tender: Tender, content: Content, typed: Typed) -> bool:
    """Whether a form that was typed and not saved is of the same bidder as a bid of the tender.

    One of another bidder is a bid that is not recorded yet.
    """
    if typed.place not in {tender.url(name) for name in FORMS}:
        return False
    data = typed.data()
    names = _compared(data.get("name", ""), data.get("organisation_words", ""))
    bidder = _compared(content.name, str(content.organisation or ""))
    is_chosen = content.organisation is not None and data.get("organisation") == str(content.organisation.pk)
    is_quoted = bool(content.reference) and data.get("reference", "") == content.reference
    return is_chosen or is_quoted or bool(names & bidder)


@sensitive_variables()
def _compared(*names: str) -> set[str]:
    return {" ".join(fold(name).split()) for name in names} - {""}


@sensitive_variables()
def write_bid(
    tender: Tender, content: Content, received_at: datetime, *, is_late: bool, by: Any, at: datetime, reason: str = ""
) -> Bid:
    """Seal and write a bid of a locked tender; ``reason`` says why one that came in time is recorded after the deadline.

    What was typed of it and could not be saved, by anybody, is forgotten: nothing of a sealed bid is read before the opening.
    Raises NotPermitted for somebody with a stake in the bidder, Invalid.
    """
    _check_content(tender, content, is_late=is_late)
    bid = Bid(tender=tender, received_at=received_at, recorded_at=at, recorded_by=by, is_late=is_late)
    bid.belated_reason = reason
    name = content.organisation.name if content.organisation else " ".join(content.name.split())
    organisation = content.organisation.pk if content.organisation else None
    identity = {"organisation": organisation, "name": name, "reference": content.reference}
    bid.sealed_identity = seal(_labelled(bid, Part.IDENTITY, identity))
    if not is_late:
        files = [(BidFile(part=Part.QUALITY if one.question else Part.PRICE), one) for one in content.files]
        told = [(row.part, _told(row, one)) for row, one in files]
        quality = {
            "answers": {str(pk): text for pk, text in content.answers.items() if text.strip()},
            "files": [said for part, said in told if part == Part.QUALITY],
        }
        price = {"price": str(content.price), "files": [said for part, said in told if part == Part.PRICE]}
        bid.sealed_quality = seal(_labelled(bid, Part.QUALITY, quality))
        bid.sealed_price = seal(_labelled(bid, Part.PRICE, price))
    bid.save(force_insert=True)
    # Asked once it is written, so that the same rule finds the bidder as later.
    if has_bid(organisations_behind(by, tender.partnership), tender):
        raise NotPermitted(_("You belong to an organisation behind this bid. Another purchaser must record it."))
    if not is_late:
        _keep(bid, files)
    store().forget_all(partial(_is_typed_of, tender, content))
    verb = "bid.refused_as_late" if is_late else "bid.recorded_belatedly" if reason else "bid.recorded"
    # The reason is free text and ends with the bid's papers: it stands on the bid alone.
    record(verb=verb, target=bid, partnership=tender.partnership, by=by, at=at, is_private=True)
    return bid


@sensitive_variables()
def _keep(bid: Bid, files: Sequence[tuple[BidFile, Attached]]) -> None:
    """Seal the files and keep them; where one cannot be kept, none is left behind."""
    try:
        for row, attached in files:
            row.bid = bid
            row.sealed.save("", ContentFile(seal_bytes(attached.file.read())), save=False)
            row.save(force_insert=True)
    except Exception:
        for row, _attached in files:
            if row.sealed:
                take_back(str(row.sealed.name))
        raise


def _labelled(bid: Bid, part: Part, content: dict[str, Any]) -> dict[str, Any]:
    # An envelope put into another bid's place does not open.
    return {"receipt": bid.receipt, "part": str(part)} | content


@sensitive_variables()
def _told(row: BidFile, attached: Attached) -> dict[str, Any]:
    checked = check_upload(attached.file, field=attached.field)
    return {
        "key": str(row.key),
        "question": attached.question,
        "name": checked.name,
        "content_type": checked.content_type,
        "size": checked.size,
        "sha256": checked.sha256,
    }
