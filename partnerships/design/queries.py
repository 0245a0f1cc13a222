"""Reads: where each text of the design stage stands, and whose agreement it still needs."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch, QuerySet

from partnerships.design.models import AGREED_BY, DesignText, Party, TextKind
from partnerships.lifecycle.models import Partnership
from psp.core.finding import Folded


@dataclass(frozen=True, slots=True)
class Standing:
    """The latest version of a kind of text, set against the partners of today.

    ``joined`` are partners it does not name yet, ``gone`` parties that are no partners any more: either makes it a text
    that has to be written and agreed anew.
    """

    kind: TextKind
    text: DesignText | None
    parties: list[Party]
    joined: list[Any]
    gone: list[Party]

    @property
    def slug(self) -> str:
        """The kind as it stands in addresses."""
        return self.kind.replace("_", "-")

    @property
    def needs_agreement(self) -> bool:
        """Somebody has to agree to a text of this kind."""
        return bool(AGREED_BY[self.kind])

    @property
    def waiting(self) -> list[Party]:
        """The parties that have not agreed yet."""
        return [party for party in self.parties if party.agreed_on is None]

    @property
    def has_other_partners(self) -> bool:
        """The partners have changed since it was written."""
        return bool(self.joined or self.gone)

    @property
    def is_in_force(self) -> bool:
        """Everybody it concerns has agreed to it. The same rule as ``DesignTextQuerySet.in_force``."""
        if self.text is None or not self.needs_agreement:
            return self.text is not None
        return bool(self.parties) and not self.waiting and not self.has_other_partners

    @property
    def in_force_since(self) -> Any:
        """The day the last one agreed, or the day it was written where nobody has to."""
        days = [party.agreed_on for party in self.parties if party.agreed_on]
        return max(days) if days else self.text and self.text.written_at


def with_parties(texts: "QuerySet[DesignText]") -> "QuerySet[DesignText]":
    """Fetch each text's writer, document and parties. One query more."""
    parties = Party.objects.select_related("organisation", "document__partnership").order_by(
        Folded("organisation__name")
    )
    rows = texts.select_related("partnership", "written_by", "document__partnership")
    return rows.prefetch_related(Prefetch("parties", parties))


def standings_of(partnership: Partnership) -> dict[str, Standing]:
    """Set the latest text of each kind against the partners of today. Two queries, the members prefetched."""
    texts = {text.kind: text for text in with_parties(partnership.design_texts.latest())}
    return {kind: _standing(kind, texts.get(kind), partnership) for kind in TextKind}


def standing_of(partnership: Partnership, kind: str) -> Standing:
    """Set the latest text of one kind against the partners of today. Two queries, the members prefetched."""
    text = with_parties(partnership.design_texts.latest().filter(kind=kind)).first()
    return _standing(TextKind(kind), text, partnership)


def _standing(kind: TextKind, text: DesignText | None, partnership: Partnership) -> Standing:
    current = {
        member.organisation_id: member.organisation
        for member in partnership.members.all()
        if member.left_on is None and member.role in AGREED_BY[kind]
    }
    parties = list(text.parties.all()) if text else []
    named = {party.organisation_id for party in parties}
    joined = [organisation for pk, organisation in current.items() if pk not in named] if text else []
    return Standing(kind, text, parties, joined, [party for party in parties if party.organisation_id not in current])
