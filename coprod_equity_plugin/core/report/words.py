"""How numbers, moments and doubts are written, the same everywhere in the report."""

from __future__ import annotations

import math

import numpy as np

WITHHELD = "withheld"
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def count(number: float) -> str:
    """A count with thousands separated: ``18,412``."""
    return f"{round(float(number)):,}"


def count_or_fewer(number: float, k: int) -> str:
    """A count, or ``fewer than 11`` where it may not be shown."""
    return f"fewer than {k}" if 0 < number < k else count(number)


def significant(number: float, digits: int = 3) -> str:
    """Three significant digits without an exponent; a true minus sign; ``–`` where there is none."""
    if number is None or not math.isfinite(number):
        return "–"
    if number == 0:
        return "0"
    places = max(digits - 1 - math.floor(math.log10(abs(number))), 0)
    if places == 0:
        number = float(f"{number:.{digits}g}")
    return minus(f"{number:,.{min(places, 6)}f}")


def minus(text: str) -> str:
    """The same number with a typographic minus."""
    return text.replace("-", "−")


def fixed(number: float, places: int) -> str:
    """A number with a fixed count of decimals; ``–`` where there is none."""
    return minus(f"{number:,.{places}f}") if number is not None and math.isfinite(number) else "–"


def hours(number: float, unit: bool = True) -> str:
    """Hours to one decimal: ``75.1 hours``."""
    return f"{fixed(number, 1)} hours" if unit else fixed(number, 1)


def percent(share: float, places: int | None = None) -> str:
    """A share of 0-1 in percent: one decimal below ten percent, else none."""
    number = 100 * share
    if places is None:
        places = 1 if abs(number) < 9.95 else 0
    return f"{fixed(number, places)} %"


def signed_percent(number: float) -> str:
    """A percentage with its sign: ``+10.8 %``, ``−3.1 %``, below one with two decimals."""
    return minus(f"{number:+,.{1 if abs(number) >= 1 else 2}f} %")


def p_value(number: float) -> str:
    """A p-value: two digits, ``< 0.001`` below."""
    if number is None or not math.isfinite(number):
        return "–"
    if number < 0.001:
        return "< 0.001"
    return f"{number:.3f}" if number < 0.1 else f"{number:.2f}"


def moment(when: np.datetime64, year: bool = True, clock: bool = True) -> str:
    """A local date and time for readers: ``10 Oct 2018, 14:30``."""
    stamp = np.asarray(when, "M8[s]").item()
    text = f"{stamp.day} {_MONTHS[stamp.month - 1]}"
    if year:
        text += f" {stamp.year}"
    return f"{text}, {stamp:%H:%M}" if clock else text


def listing(items: list[str]) -> str:
    """``a``, ``a and b``, ``a, b and c``."""
    return " and ".join(filter(None, [", ".join(items[:-1]), *items[-1:]]))
