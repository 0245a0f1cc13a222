"""Reads about draws: who can witness one, the one in force, and the check of one that was made."""

from typing import Any

from partnerships.models import PartnershipRole, PersonRole, User
from procurement.draws.models import Draw
from procurement.results.rules import can_see_result
from procurement.scoring.engine.draw import Lot, commitment, lots
from procurement.tenders.models import Tender

ROLES = [PartnershipRole.PURCHASER, PartnershipRole.EVALUATOR]


def people_to_witness(tender: Tender) -> list[User]:
    """List the purchasers and evaluators who see the result, by name: no others can witness. Some queries for each."""
    named = PersonRole.objects.filter(partnership=tender.partnership_id, role__in=ROLES)
    people = User.objects.active().filter(pk__in=named.values("person")).order_by("name", "pk")
    return [person for person in people if can_see_result.test(person, tender)]


def draw_of(tender: Tender) -> Draw | None:
    """Return the draw that is being made or was made for the tender, with its witnesses; None where there is none."""
    rows = Draw.objects.filter(result__tender=tender, abandoned_at=None).select_related("result__tender", "prepared_by")
    return rows.prefetch_related("witnesses__person").first()


def abandoned_draws(tender: Tender) -> list[Draw]:
    """List the draws of a tender that were given up, the latest first."""
    return list(Draw.objects.filter(result__tender=tender).exclude(abandoned_at=None).select_related("prepared_by"))


def witness_of(draw: Draw, person: Any) -> Any | None:
    """Return the person's place as a witness of the draw, or None."""
    return next((one for one in draw.witnesses.all() if one.person_id == person.pk), None)


def lots_of(draw: Draw) -> list[Lot]:
    """Work out again the lots of a draw that was made, from what was published."""
    return lots(draw.seed, [one.number for one in draw.witnesses.all()], draw.bids)


def is_sound(draw: Draw) -> bool:
    """Whether a draw that was made bears out: its seed is the one fixed before, and its order is that of the result."""
    if draw.outcome is None or commitment(draw.seed, draw.bids) != draw.commitment:
        return False
    return [lot.bid for lot in lots_of(draw)] == list(draw.outcome.content()["drawn_order"])
