"""Alt text of maps: what a reader who cannot see the picture has to know, from its numbers."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np


def map_alt_text(
    *,
    title: str,
    subtitle: str,
    classes: Sequence[tuple[str, int]],
    areas: str,
    finding: str = "",
    values: np.ndarray | None = None,
    unit: str = "",
    circles: np.ndarray | None = None,
) -> str:
    """Describe a map in a few sentences.

    Parameters
    ----------
    title, subtitle, finding
        As on the map.
    classes
        Words and number of areas of each legend entry, in the legend's order.
    areas
        What the areas are called, plural.
    values
        Mapped values in ``unit``, shape ``(n,)``, NaN where there is none.
    unit
        Of the values, spelled out or a sign; empty where they are counts.
    circles
        Counts drawn as circles, shape ``(n,)``; empty if there are none.

    Returns
    -------
    str
        One paragraph: what is shown, the range and median, the classes with their counts.
    """
    sentences = [f"Map: {title}.", f"{subtitle.rstrip('.')}."]
    if finding:
        sentences.append(finding)
    known = values[~np.isnan(values)] if values is not None else np.array([])
    if len(known):
        low, middle, high = (_plain(value) for value in np.quantile(known, [0, 0.5, 1]))
        of = f" {unit}" if unit else ""
        sentences.append(f"Values run from {low} to {high}{of}, with a median of {middle}{of}.")
    counts = circles[~np.isnan(circles)] if circles is not None else np.array([])
    if len(counts):
        sentences.append(f"Circles show {int(counts.sum()):,} households in all, at most {int(counts.max()):,} in one.")
    listed = [f"{words[:1].lower()}{words[1:]} in {number:,}" for words, number in classes if number]
    if listed:
        sentences.append(f"Number of {areas} by class: {'; '.join(listed)}.")
    return " ".join(sentences)


def _plain(value: float) -> str:
    """Three significant digits at most, no exponent, a real minus sign."""
    if value == 0:
        return "0"
    digits = max(0, 2 - int(np.floor(np.log10(abs(value)))))
    text = f"{value:,.{digits}f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return text.replace("-", "\N{MINUS SIGN}")
