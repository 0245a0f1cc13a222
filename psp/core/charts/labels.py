"""Keeping labels apart: beside one another in rows, or below one another along an edge."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Placed:
    """A label's left edge and the row it is in, counted from the drawing outwards."""

    left: float
    row: int


def in_rows(labels: Sequence[tuple[float, float]], low: float, high: float, *, gap: float = 10) -> list[Placed]:
    """Place labels, given as (centre, width), inside ``low``..``high`` in as few rows as keep them apart.

    Each stays centred as far as the edges let it. The first label given has the first row to itself first.
    """
    rows: list[list[tuple[float, float]]] = []
    placed = []
    for centre, width in labels:
        left = max(low, min(centre - width / 2, high - width))
        right = left + width
        row = next(
            (n for n, taken in enumerate(rows) if all(right + gap <= a or left >= b + gap for a, b in taken)), len(rows)
        )
        if row == len(rows):
            rows.append([])
        rows[row].append((left, right))
        placed.append(Placed(left, row))
    return placed


def spread(wanted: Sequence[float], distance: float, low: float, high: float) -> list[float]:
    """Move places along an edge apart to at least ``distance``, in their order and as little as needed.

    Where the edge is too short for all, they are spread over it evenly.
    """
    count = len(wanted)
    if count < 2:
        return [min(max(place, low), high) for place in wanted]
    distance = min(distance, (high - low) / (count - 1))
    order = sorted(range(count), key=lambda index: wanted[index])
    places = [min(max(wanted[index], low), high) for index in order]
    for n in range(1, count):
        places[n] = max(places[n], places[n - 1] + distance)
    places[-1] = min(places[-1], high)
    for n in range(count - 2, -1, -1):
        places[n] = min(places[n], places[n + 1] - distance)
    result = [0.0] * count
    for index, place in zip(order, places, strict=True):
        result[index] = place
    return result
