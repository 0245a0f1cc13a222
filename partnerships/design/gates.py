"""What the pilot needs of the design stage's texts."""

from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from partnerships.design.models import DesignText, TextKind
from partnerships.design.queries import Standing, standing_of
from psp.core.dates import in_words
from psp.core.gates import Gap, criterion


def _in_force(kind: TextKind) -> Any:
    return Exists(DesignText.objects.in_force(kind).filter(partnership=OuterRef("pk")))


@criterion(
    "vision_agreed",
    before="start_pilot",
    title=gettext_lazy("Vision and values agreed by both leads"),
    is_met=lambda at: _in_force(TextKind.VISION),
    why=gettext_lazy("Partners that do not share what they are for fall out over how it is done."),
    position=40,
)
def vision_agreed(partnership: Any, at: datetime) -> Gap:
    """Say what the vision and values lack."""
    return _gap(partnership, TextKind.VISION, _("Write down the shared vision and values"))


@criterion(
    "memorandum_agreed",
    before="start_pilot",
    title=gettext_lazy("A memorandum of understanding agreed by every partner"),
    is_met=lambda at: _in_force(TextKind.MEMORANDUM),
    why=gettext_lazy(
        "Who does what, who decides and how somebody leaves is settled before money and people depend on it."
    ),
    position=50,
)
def memorandum_agreed(partnership: Any, at: datetime) -> Gap:
    """Say what the memorandum lacks."""
    return _gap(partnership, TextKind.MEMORANDUM, _("Write the memorandum of understanding"))


@criterion(
    "service_designed",
    before="start_pilot",
    title=gettext_lazy("A service design"),
    is_met=lambda at: _in_force(TextKind.SERVICE_DESIGN),
    why=gettext_lazy("A pilot tries out a design. Without one there is nothing to learn from."),
    position=60,
)
def service_designed(partnership: Any, at: datetime) -> Gap:
    """Say that the service design is missing."""
    return _gap(partnership, TextKind.SERVICE_DESIGN, _("Write the service design"))


def _gap(partnership: Any, kind: TextKind, nothing: str) -> Gap:
    standing = standing_of(partnership, kind)
    page = partnership.url("design_text", kind.replace("_", "-"))
    leader = str(partnership.leader or "")
    if standing.text is None:
        return Gap(nothing, page, leader)
    if standing.has_other_partners or not standing.parties:
        words = _("Write the {text} anew: the partners have changed since {day}")
        return Gap(words.format(text=str(kind.label).lower(), day=in_words(standing.text.written_at)), page, leader)
    return Gap(_waiting_words(standing), page, ", ".join(str(party) for party in standing.waiting))


def _waiting_words(standing: Standing) -> str:
    waiting = len(standing.waiting)
    words = ngettext("{text}: {n} partner has yet to agree", "{text}: {n} partners have yet to agree", waiting)
    return words.format(text=standing.text, n=waiting)
