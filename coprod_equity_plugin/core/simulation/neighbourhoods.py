"""Neighbourhoods: what kind of place each part of the city is, blending smoothly into the next."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

# kind: lot area (sq ft), typical year built, income, minority share (logit), elderly (logit), college (logit),
# chance of an apartment block, of a commercial block, of a park, of mobile homes, of condominiums
_KINDS = {
    "downtown": (10_500, 1949, -0.2, -0.8, -0.2, 1.5, 0.05, 0.30, 0.03, 0.00, 0.05),
    "historic": (13_000, 1957, -1.3, 1.9, 0.1, 0.0, 0.02, 0.06, 0.04, 0.00, 0.00),
    "student": (12_000, 1968, -1.1, -0.4, -1.6, 3.2, 0.34, 0.07, 0.03, 0.00, 0.04),
    "modest": (19_000, 1976, -0.9, 0.6, -0.1, 0.3, 0.015, 0.04, 0.05, 0.04, 0.00),
    "garden": (20_000, 1966, 0.3, -1.3, 0.6, 0.0, 0.01, 0.03, 0.06, 0.00, 0.02),
    "ranch": (21_000, 1981, 0.4, -0.9, 0.2, 0.0, 0.012, 0.04, 0.06, 0.00, 0.02),
    "affluent": (28_000, 1992, 1.5, -1.8, 0.1, -0.6, 0.006, 0.03, 0.09, 0.00, 0.015),
    "new": (20_000, 2003, 1.0, -1.0, -0.5, -0.2, 0.012, 0.03, 0.07, 0.00, 0.03),
    "fringe": (40_000, 1988, -0.1, -0.6, 0.2, -0.4, 0.00, 0.01, 0.07, 0.06, 0.00),
}
_BLEND = 0.13  # of the city's radius, over which one neighbourhood turns into the next
_TYPICAL_LOT = 23_500.0  # square feet
FIELDS = (
    "lot_area",
    "year_built",
    "income",
    "minority",
    "elderly",
    "college",
    "apartments",
    "commerce",
    "parks",
    "mobile_homes",
    "condominiums",
)


@dataclass(frozen=True)
class Neighbourhoods:
    """Centres of the neighbourhoods and their character.

    Attributes
    ----------
    centres
        Shape ``(k, 2)``, in units of the city's radius.
    kinds
        Name of each one's kind.
    values
        Shape ``(k, len(FIELDS))``.
    """

    centres: np.ndarray
    kinds: tuple[str, ...]
    values: np.ndarray

    def at(self, x: np.ndarray, y: np.ndarray) -> dict[str, np.ndarray]:
        """Each field where asked (in units of the city's radius): the near neighbourhoods' values, blended."""
        weight = self._weights(x, y)
        return {name: weight @ self.values[:, column] for column, name in enumerate(FIELDS)}

    def nearest(self, x: np.ndarray, y: np.ndarray) -> np.ndarray:
        """Index of the neighbourhood that a place belongs to."""
        return self._weights(x, y).argmax(axis=1)

    def _weights(self, x, y):
        square = (np.asarray(x)[:, None] - self.centres[:, 0]) ** 2 + (np.asarray(y)[:, None] - self.centres[:, 1]) ** 2
        weight = np.exp(-(square - square.min(axis=1, keepdims=True)) / _BLEND**2)
        return weight / weight.sum(axis=1, keepdims=True)


def make_neighbourhoods(count: int, rng: np.random.Generator) -> Neighbourhoods:
    """Lay out neighbourhoods on a disc, the kinds by distance from the centre and by side of the city.

    One sector holds the historic and the modest neighbourhoods, the opposite one the affluent suburbs, as the history
    of many cities of the American South left them; the student area lies beside downtown.
    """
    index = np.arange(count)
    radius = np.sqrt((index + 0.15) / count) * 1.02
    angle = index * 2.399963 + rng.uniform(0, 2 * np.pi) + rng.normal(0, 0.15, count)
    centres = np.column_stack([radius * np.cos(angle), radius * np.sin(angle)])
    south = rng.uniform(0, 2 * np.pi)
    side = np.cos(angle - south)  # 1 in the sector of the modest neighbourhoods, -1 opposite
    kinds = []
    for r, s in zip(radius, side):
        if s > 0.45:
            kind = "historic" if r < 0.62 else "modest" if r < 0.95 else "fringe"
        elif s < -0.3:
            kind = "garden" if r < 0.5 else "affluent" if r < 0.85 else "new"
        else:
            kind = "ranch" if r < 0.7 else ("modest" if s > 0.1 else "new" if rng.random() < 0.6 else "fringe")
        kinds.append(kind)
    kinds[0] = "downtown"
    inner = [place for place in index[1:] if radius[place] < 0.65]
    kinds[min(inner, key=lambda place: abs(side[place]))] = "student"
    if "historic" not in kinds:
        kinds[max((place for place in inner if kinds[place] != "student"), key=lambda place: side[place])] = "historic"
    values = np.array([_KINDS[kind] for kind in kinds])
    character = rng.normal(0, 1, (count, 4))
    values[:, 0] = _TYPICAL_LOT * (values[:, 0] / 19_000) ** 1.35 * np.exp(0.22 * character[:, 0])
    values[:, 1] += np.round(4 * character[:, 1])
    values[:, 2] += 0.25 * character[:, 2]
    values[:, 3] += 0.3 * character[:, 3]
    return Neighbourhoods(centres, tuple(kinds), values)
