"""The section on how power came back: curves by group, shares by day, T50/T80/T95."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from .. import columns
from ..models.survival_curves import Curve, Quantile, quantile, restoration_curve
from ..progress import Progress
from . import figures, prose, tables
from .beside_times import Times, curve_times, keep_apart, own_times
from .blocks import Block, Count, Download, Figure, Heading, Paragraph, to_csv
from .counts import cell, group_cell
from .figures import GROUP_NAMES, DrawnCurve
from .inputs import Households, numbers, times
from .protect import is_small, safe_steps
from .sentences import curve_title
from .words import count, moment, percent

STAGES = (0.5, 0.8, 0.95)
_STEP = 0.5  # hours: what half-hourly reads resolve


@dataclass(frozen=True)
class Restoration:
    """Curves and quantiles by group (``all``, ``minority``, ``other``), still with their small counts."""

    curves: dict[str, Curve]
    quantiles: dict[str, list[Quantile | None]]
    places: np.ndarray
    by_clock: bool

    def marks(self, group: str) -> tuple[float, ...]:
        """How many of a group's homes had power back by the hours that are told of it."""
        size = self.curves[group].households
        return tuple(stage * size for stage, told in zip(STAGES, self.quantiles[group]) if told is not None)


def groups_of(homes: Households, k: int) -> dict[str, np.ndarray]:
    """Masks of the groups that may stand beside the whole: both, or neither."""
    everyone = np.ones(len(homes), dtype=bool)
    parts = {"all": everyone}
    sizes = (int(homes.minority.sum()), int((~homes.minority).sum()))
    if all(size >= k for size in sizes):
        parts.update(minority=homes.minority, other=~homes.minority)
    return parts


def measure(homes: Households, k: int, progress: Progress, beside: Sequence[Times] = ()) -> Restoration:
    """Curves on the event's clock (on each home's own where the study holds no times), quantiles on the homes' own.

    The curves move only where they may stand beside what other tables tell of homes by hour (``beside``).
    """
    by_clock = homes.clock is not None
    masks = groups_of(homes, k)
    curves, quantiles = {}, {}
    for place, (group, mask) in enumerate(masks.items()):
        part = progress.part(100 * place / len(masks), 100 * (place + 1) / len(masks))
        own = restoration_curve(
            homes.hours[mask], homes.censored[mask], homes.clusters[mask], homes.weights[mask], 1.0, part
        )
        curves[group] = own
        if by_clock:
            curves[group] = restoration_curve(
                homes.clock[mask], homes.censored[mask], homes.clusters[mask], homes.weights[mask], _STEP, part
            )
        quantiles[group] = [quantile(own, stage) if (1 - stage) * own.households >= k else None for stage in STAGES]
        part.set(100)
    drawn = [curves[group] for group in curves if group != "all"] or [curves["all"]]
    size = max(len(curve.hours) for curve in drawn)
    restored = np.stack([_padded(curve.restored, size) for curve in drawn])
    leaving = np.stack([_padded(_leaving(curve), size) for curve in drawn])
    step = _STEP if by_clock else 1.0
    midnights = range(0, size, int(24 / step))
    places = safe_steps(restored, leaving, [curve.households for curve in drawn], k, tuple(midnights))
    progress.check()
    if len(places):
        places = places[
            np.all([keep_apart(told, beside, k) for told in curve_times(homes, list(curves), places * step)], axis=0)
        ]
    return Restoration(curves, quantiles, places, by_clock)


def _padded(values: np.ndarray, size: int) -> np.ndarray:
    return np.concatenate([values, np.zeros(size - len(values), dtype=values.dtype)])


def _leaving(curve: Curve) -> np.ndarray:
    """Homes whose reads end at each time: what goes from those at risk without being restored."""
    after = np.append(curve.at_risk[1:], 0)
    return curve.at_risk - after - curve.restored


def _at(curve: Curve, values: np.ndarray, places: np.ndarray) -> np.ndarray:
    return values[np.minimum(places, len(curve.hours) - 1)]


def _drawn(result: Restoration, group: str) -> DrawnCurve:
    curve, places = result.curves[group], result.places
    step = curve.hours[1] - curve.hours[0] if len(curve.hours) > 1 else 1.0
    hours, shares = places * step, [_at(curve, values, places) for values in (curve.share_out, curve.low, curve.high)]
    if not len(places) or places[0] > 0:
        hours = np.insert(hours, 0, 0.0)
        shares = [np.insert(values, 0, 1.0) for values in shares]
    return DrawnCurve(group, hours, *shares, curve.households)


def _still_out(curve: Curve, place: int) -> int:
    """Homes neither restored nor out of sight just after a time."""
    return int(curve.at_risk[place + 1]) if place + 1 < len(curve.at_risk) else 0


def blocks(
    result: Restoration,
    homes: Households,
    event_start: np.datetime64,
    k: int,
    city: pd.DataFrame | None,
    beside: Sequence[Times] = (),
) -> tuple[list[Block], int, list[Times]]:
    """The section's blocks; also how many midnights had to be left out, and what is told of homes by hour.

    ``beside`` is what other tables tell of it, as for :func:`measure`.
    """
    groups = [group for group in ("minority", "other") if group in result.curves] or ["all"]
    drawn = {group: _drawn(result, group) for group in result.curves}
    step = _STEP if result.by_clock else 1.0
    per_day = int(24 / step)
    kept = set(result.places.tolist())
    last = int(result.places[-1]) if len(result.places) else 0
    end = figures.curve_end([drawn[group] for group in groups])
    midnights = range(0, min(last, round(end / step)) + 1, per_day)
    every = 1 if len(midnights) <= 11 else 2
    risks: dict[str, list[tuple[float, str]]] = {group: [] for group in groups}
    hidden = 0
    for place in midnights[::every]:
        shown = place == 0 or place in kept
        hidden += 0 if shown else len(groups)
        for group in groups:
            curve = result.curves[group]
            left = curve.households if place == 0 else _still_out(curve, min(place, len(curve.hours) - 1))
            risks[group].append((place * step, count(left) if shown else "–"))
    start = event_start if result.by_clock else None
    alt = _alt(result, drawn, groups, start)
    title = _title(result, drawn, start)
    line = _city_line(city, event_start, drawn[groups[0]].hours, k, result.curves["all"]) if result.by_clock else None
    told = curve_times(homes, list(result.curves), result.places * step)
    told += [replace(own_times(homes, np.zeros(0), group), marks=result.marks(group)) for group in result.quantiles]
    if line is not None:
        customers = Times(np.isfinite(homes.lost_clock), homes.lost_clock, line[0])
        safe = keep_apart(customers, beside, k)
        line = tuple(values[safe] for values in line) if safe.any() else None
        told += [replace(customers, ends=customers.ends[safe])]
    city_line = None if line is None else line[:2]
    picture = figures.curve_chart([drawn[group] for group in groups], risks, start, title, alt, city_line)
    note = (
        "Share of the homes that lost power and do not have it back for good (Kaplan-Meier), with pointwise 95 % bands "
        f"that allow for homes of one block group losing and getting power together. The lines move in steps of at "
        f"least {k} homes of each group; they end where fewer would be left."
    )
    if hidden:
        note += " “–”: count withheld."
    if city_line is not None:
        note += " Dotted: all customers in the meter reads, of any use."
    downloads = (
        Download("restoration_curves.csv", _csv(drawn, groups, start)),
        Download("restoration_curves.png", picture.png, "Picture (PNG)", "image/png"),
    )
    counts = [] if line is None else _city_counts(line)
    for group in groups:
        counts += _counts(result.curves[group], group, [place for place in result.places.tolist() if place > 0], step)
    if "all" not in groups:
        counts += _counts(result.curves["all"], "all", [place for place in midnights if place in kept], step)
    out: list[Block] = [Figure("curve", title, picture.svg, alt, note, downloads, counts=counts)]
    if result.by_clock:
        out += _days(result, drawn, event_start, per_day, kept, last)
    shown = [group for group in ("all", "minority", "other") if group in result.quantiles]
    table = tables.quantile_table({group: result.quantiles[group] for group in shown}, GROUP_NAMES, STAGES)
    out += [
        Heading("Hours without power"),
        Paragraph(prose.STAGES),
        tables.with_csv(table),
    ]
    return out, hidden, told


def _counts(curve: Curve, group: str, places: list[int], step: float) -> list[Count]:
    """Homes still out at the curve's points: they follow from the shares in its file, shown under it or not."""
    last = len(curve.hours) - 1
    return [
        Count("Restoration curve", group_cell(group, out_at=f"{place * step:g}"), _still_out(curve, min(place, last)))
        for place in places
    ]


def _city_counts(line: tuple[np.ndarray, np.ndarray, np.ndarray]) -> list[Count]:
    hours, _, out = line
    return [
        Count("Dotted curve", cell("customers in the reads", out_at=f"{hour:g}"), int(number))
        for hour, number in zip(hours, out)
    ]


def _days(result, drawn, event_start, per_day, kept, last) -> list[Block]:
    groups = [group for group in ("all", "minority", "other") if group in result.curves]
    labels, shares = [], {group: [] for group in groups}
    for day, place in enumerate(range(per_day, last + 1, per_day), start=1):
        if place not in kept:
            continue
        date = np.asarray(event_start, "M8[s]") + np.timedelta64(24 * day * 3600 - 1, "s")
        labels.append(f"{moment(date, year=False, clock=False)} (day {day})")
        at = {group: int(np.searchsorted(drawn[group].hours, place * _STEP)) for group in groups}
        for group in groups:
            curve = drawn[group]
            shares[group].append((1 - curve.share_out[at[group]], 1 - curve.high[at[group]], 1 - curve.low[at[group]]))
        if min(1 - values[-1][0] for values in shares.values()) < 0.005:
            break
    if not labels:
        return []
    table = tables.days_table(labels, shares, GROUP_NAMES)
    return [
        Heading("Restored by the end of each day"),
        Paragraph(prose.REFERENCE_DAYS),
        tables.with_csv(table),
    ]


def _crossing(curve: DrawnCurve, share: float) -> float:
    reached = curve.share_out <= share
    return float(curve.hours[np.argmax(reached)]) if reached.any() else float("nan")


def _when(hours: float, start: np.datetime64) -> str:
    return moment(np.asarray(start, "M8[s]") + np.timedelta64(round(float(hours) * 3600), "s"), year=False)


def _title(result: Restoration, drawn: dict[str, DrawnCurve], start: np.datetime64 | None) -> str:
    if "minority" not in drawn:
        return "How power came back"
    minority, other = (_crossing(drawn[group], 0.5) for group in ("minority", "other"))
    if start is None or not (np.isfinite(minority) and np.isfinite(other)):
        middle = [result.quantiles[group][0] for group in ("minority", "other")]
        if any(item is None for item in middle):
            return "How power came back, minority and other homes"
        return curve_title(middle[0].hours, middle[1].hours)
    if minority == other:
        return f"Half of the minority homes and half of the others had power again by {_when(other, start)}"
    return (
        f"Half of the minority homes had power again by {_when(minority, start)}, half of the others by "
        f"{_when(other, start)}"
    )


def _alt(result: Restoration, drawn: dict[str, DrawnCurve], groups: list[str], start: np.datetime64 | None) -> str:
    parts = []
    for group in groups:
        curve = drawn[group]
        marks = []
        for share in (0.5, 0.2, 0.05):
            at = _crossing(curve, share)
            if np.isfinite(at):
                when = _when(at, start) if start is not None else f"{at:.0f} hours"
                marks.append(
                    f"{percent(share, 0)} by {when}" if start is not None else f"{percent(share, 0)} after {when}"
                )
        parts.append(
            f"{GROUP_NAMES[group]} ({count(curve.households)}): {', '.join(marks) or 'more than half all along'}"
        )
    return "Line chart of the share of homes still without power over time. " + "; ".join(parts) + "."


def _csv(drawn: dict[str, DrawnCurve], groups: list[str], start: np.datetime64 | None) -> bytes:
    rows = []
    for group in groups:
        curve = drawn[group]
        for place, hours in enumerate(curve.hours):
            when = (
                ""
                if start is None
                else str(np.asarray(start, "M8[s]") + np.timedelta64(round(float(hours) * 3600), "s"))
            )
            ends = (curve.share_out[place], curve.low[place], curve.high[place])
            rows.append([group, f"{hours:g}", when, *(f"{value:.4f}" for value in ends)])
    clock = "hours_since_event_start" if start is not None else "hours_since_power_was_lost"
    return to_csv(["group", clock, "local_time", "share_without_power", "low", "high"], rows)


def _city_line(
    curve: pd.DataFrame | None, event_start: np.datetime64, hours: np.ndarray, k: int, compared: Curve
) -> tuple[np.ndarray, np.ndarray, np.ndarray] | None:
    """Hours, share and number of all customers out at the times of the groups' curves.

    No step is of fewer than ``k``, and at no time are fewer than ``k`` out, or back, or get power back since the time
    before, that are not among the homes compared: less those, the line would count them.
    """
    if curve is None:
        return None
    at = (times(curve, columns.TIME) - np.asarray(event_start, "M8[s]")).astype(np.int64) / 3600.0
    out, share = numbers(curve, columns.CUSTOMERS_OUT), numbers(curve, columns.SHARE_OUT)
    customers = numbers(curve, columns.CUSTOMERS)
    kept: list[int] = []
    left = np.inf
    peak = at[int(np.nanargmax(out))] if np.isfinite(out).any() else np.inf
    for hour in hours[hours >= peak]:
        place = int(np.searchsorted(at, hour, side="right")) - 1
        if place < 0 or not np.isfinite(out[place]) or is_small(out[place], k):
            continue
        others = out[place] - _still_out(compared, min(round(hour / _STEP), len(compared.hours) - 1))
        rest = customers[place] - compared.households - others
        if is_small(np.abs([others, rest]), k).any():
            continue
        if not kept or not is_small(np.abs([out[place] - out[kept[-1]], others - left]), k).any():
            kept.append(place)
            left = others
    return (at[kept], share[kept], out[kept]) if kept else None
