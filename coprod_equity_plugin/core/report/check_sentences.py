"""What checks and other ways to fit add up to, in sentences that are made from their numbers."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from .measures import Mean
from .sentences import observed_gap
from .words import fixed, listing, percent, significant

LIGHT_WORDS = {"green": ("●", "fine"), "yellow": ("▲", "look"), "red": ("■", "act"), "none": ("", "")}


def lights_title(counts: Mapping[str, int], models: int) -> str:
    """How many checks of the models came out how; ``counts`` by light."""
    fine, look, act = (counts.get(light, 0) for light in ("green", "yellow", "red"))
    total = fine + look + act
    if not total:
        return "The checks that were handed in have no lights"
    whose = f"of {_number(models, 'model')}"
    if fine == total:
        return f"All {total} checks {whose} are fine" if total > 1 else f"The one check {whose} is fine"
    rest = []
    if look:
        rest.append(f"{look} {'calls' if look == 1 else 'call'} for a look")
    if act:
        rest.append(f"{act} {'calls' if act == 1 else 'call'} for action")
    return f"Of {_number(total, 'check')} {whose}, {fine} {'is' if fine == 1 else 'are'} fine, {listing(rest)}"


def adjusted_gap(differences: dict[int, Mean]) -> str:
    """The adjusted gaps' title; as the observed ones, other things equal."""
    text = observed_gap(differences)
    if text.startswith("Mean hours"):
        return "Expected hours of minority and other homes, other things equal"
    return f"Other things equal, {text[0].lower()}{text[1:]}"


def ways_sentence(question: str, ratios: Sequence[float], same: int, main: float) -> str:
    """How many of the other ways to fit find the same for a question, and the range of their ratios."""
    total = len(ratios)
    if not total:
        return f"{question}: not tried in another way."
    found = (
        "all find the same as the main result"
        if same == total
        else "none finds the same as the main result"
        if same == 0
        else f"{same} {'finds' if same == 1 else 'find'} the same as the main result"
    )
    if total == 1:
        found = "which finds the same as the main result" if same else "which does not find the same as the main result"
    return (
        f"{question}: {_number(total, 'other way')} to fit, {'' if total == 1 else 'of which '}{found}; the ratio runs "
        f"from {significant(min(ratios))} to {significant(max(ratios))} (main result {significant(main)})."
    )


def ways_title(same: Sequence[int], totals: Sequence[int]) -> str:
    """The specification plot's title."""
    total, found = sum(totals), sum(same)
    if not total:
        return "The main result, without another way to fit"
    if found == total:
        return f"All {_number(total, 'other estimate')} find the same as the main results"
    return f"{found} of {_number(total, 'other estimate')} find the same as the main results, {total - found} do not"


def redraw_title(signs: Sequence[float]) -> str:
    """The redraws' title; ``signs`` holds each question's share of samples with the main result's sign."""
    known = [share for share in signs if math.isfinite(share)]
    if not known:
        return "Samples drawn again"
    if min(known) == 1:
        return "Every sample drawn again has the main results' signs"
    low, high = percent(min(known), 0), percent(max(known), 0)
    if low == high:
        return f"Of the samples drawn again, {low} have the main results' signs"
    return f"Of the samples drawn again, {low} to {high} have the main results' signs, by question"


def calibration_title(inside: int, total: int) -> str:
    """The calibration plot's title: groups of homes whose interval holds what the model expects."""
    if not total:
        return "Expected and observed"
    if inside == total:
        return f"In all {_number(total, 'group')} of homes the models expect what was observed, within its interval"
    return f"In {inside} of {_number(total, 'group')} of homes the models expect what was observed, within its interval"


def survival_title(later: bool | None) -> str:
    """What a comparison of restricted means says: minority homes later, earlier (``False``) or not to be told."""
    if later is None:
        return "In time, no clear difference between minority and other homes where neither asked"
    return f"In time too, minority homes that did not ask waited {'longer' if later else 'less'} than others"


def proportional_sentence(p_value: float) -> str:
    """What the test of Model 3's proportional paces says."""
    if not math.isfinite(p_value):
        return ""
    if p_value < 0.05:
        return (
            "The ratios of paces change as time goes on (test of proportionality, p "
            f"{'< 0.001' if p_value < 0.001 else fixed(p_value, 3)}): read each as an average over the storm."
        )
    return f"Nothing shows that the ratios of paces change as time goes on (p {fixed(p_value, 2)})."


def curves_title(names: Sequence[str], middles: Sequence[float]) -> str:
    """The title of curves of any groups, from the hours until half of each were restored."""
    known = {name: round(hours) for name, hours in zip(names, middles) if math.isfinite(hours)}
    if len(known) < 2:
        return "How power came back, by group"
    fastest, slowest = min(known, key=known.get), max(known, key=known.get)
    if known[fastest] == known[slowest]:
        return f"Half of every group had power again after {_number(known[fastest], 'hour')}"
    return (
        f"Half had power again between {_number(known[fastest], 'hour')} (group “{fastest}”) and "
        f"{_number(known[slowest], 'hour')} (group “{slowest}”)"
    )


def _number(count: int, noun: str) -> str:
    return f"{count:,} {noun}{'' if count == 1 else 's'}"
