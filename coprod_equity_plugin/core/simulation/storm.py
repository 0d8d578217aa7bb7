"""The storm: who loses power and when, who asks for help, how long each premise waits, whose reads are damaged."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .config import CityConfig
from .outcomes import (
    ALPHA,
    MEAN_HOURS,
    Participation,
    draw_hours,
    draw_participation,
    draw_starts,
    hours_index,
    implied_dispersion,
)
from .population import LINKED, Homes
from .reads import BUSINESS, DAMAGE, NOT_RESTORED, NOT_RESTORED_SHARE, VACANT
from .requests import Askers, RequestLog, make_requests
from .town import BUSINESS_SHARE, Premises, Residents, Town, expected_reporters

FOREVER = 10**9
_NEVER_OUT = 0.03
_BUSINESS_HOURS = 55.0


@dataclass(frozen=True)
class Storm:
    """What happened to each premise, shape ``(n,)`` each, and what decided it.

    Attributes
    ----------
    lost
        Whether it lost power.
    start
        When, in seconds after the event's start.
    hours
        For how many whole hours.
    damaged
        Key of ``reads.DAMAGE``, ``not_restored`` or empty.
    participation
        Of the homes.
    community
        Deduplicated requests in each home's block group in the window; shape ``(homes,)``.
    constant, implied_alpha
        The hours model's constant, and the dispersion that the study's log likelihood implies.
    log
        The 311 export.
    """

    lost: np.ndarray
    start: np.ndarray
    hours: np.ndarray
    damaged: np.ndarray
    participation: Participation
    community: np.ndarray
    constant: float
    implied_alpha: float
    log: RequestLog

    @property
    def back(self) -> np.ndarray:
        """When power came back, in seconds after the event's start; ``FOREVER`` where the reads end before."""
        return _back(self.start, self.hours, self.damaged)


def _back(start, hours, damaged):
    return np.where(damaged == NOT_RESTORED, FOREVER, start + hours * 3_600)


def strike(
    config: CityConfig, town: Town, residents: Residents, premises: Premises, streams: list[np.random.Generator]
) -> Storm:
    """Let the storm pass; ``streams`` are four independent random generators.

    Order matters: requests depend on covariates alone (Model 1), hours on requests (Model 3 or 5), a request's moment
    on the outage's start and end. Neither the outage's start nor the damage depends on any covariate.
    """
    homes, own = residents.homes, len(residents.homes)
    lost = (streams[0].random(len(town.streets.faces)) >= _NEVER_OUT)[premises.face]
    place = town.front[premises.lot]
    start = draw_starts(*(place - place.mean(axis=0)).T, premises.face, streams[0])

    expected = expected_reporters(config)
    able = lost[:own] & ~homes.vacant
    participation = draw_participation(residents.covariates, able, expected, streams[1])
    reports = np.zeros(len(premises), bool)
    reports[:own] = participation.reports
    businesses = np.flatnonzero((premises.kind == BUSINESS) & lost)
    wanted = round(config.targets.reporters * BUSINESS_SHARE)
    reports[streams[1].choice(businesses, min(wanted, len(businesses)), replace=False)] = True
    community = np.bincount(premises.area[reports], minlength=len(town.areas))[premises.area[:own]]

    index = hours_index(config.hours_model, residents.covariates, participation.reports, community)
    weight = _sample_weight(config, homes, participation.reports, lost[:own])
    constant = float(np.log(MEAN_HOURS / np.average(np.exp(index), weights=weight)))
    mean = np.exp(constant + index)
    order = np.argsort(mean)
    middles = np.searchsorted(np.cumsum(weight[order]) / weight.sum(), (np.arange(40) + 0.5) / 40)
    hours = np.maximum(
        draw_hours(np.concatenate([mean, np.full(len(premises) - own, _BUSINESS_HOURS)]), ALPHA, streams[2]), 1
    )
    damaged = _damage(config, premises, lost, streams[2])
    return Storm(
        lost=lost,
        start=start,
        hours=hours,
        damaged=damaged,
        participation=participation,
        community=community,
        constant=constant,
        implied_alpha=implied_dispersion(config.targets, mean[order][middles]),
        log=_ask(town, premises, lost, start, _back(start, hours, damaged), reports, streams[3]),
    )


def _sample_weight(config: CityConfig, homes: Homes, reports: np.ndarray, lost: np.ndarray) -> np.ndarray:
    """Each home's chance to be in the case-control sample, given who reports."""
    others = homes.complete & ~reports & lost
    share = min(config.targets.controls, others.sum()) / others.sum()
    return homes.complete * reports * LINKED + others * share


def _damage(config: CityConfig, premises: Premises, lost: np.ndarray, rng) -> np.ndarray:
    damaged = np.full(len(premises), "", object)
    pick = rng.random(len(premises))
    edge = NOT_RESTORED_SHARE
    damaged[pick < edge] = NOT_RESTORED
    for name, share in DAMAGE.items():
        if config.damage:
            damaged[(pick >= edge) & (pick < edge + share)] = name
        edge += share
    damaged[(premises.kind == VACANT) | (~lost & (damaged != "no_reads"))] = ""
    return damaged


def _ask(town: Town, premises: Premises, lost, start, back, reports, rng) -> RequestLog:
    centre = np.array([(shape.centroid.x, shape.centroid.y) for shape in town.outlines])
    askers = Askers(
        start=start,
        back=back,
        reports=reports,
        out=lost & (premises.kind != VACANT),
        street=town.addresses.street[premises.lot],
        unit=premises.unit,
        zips=town.zips[premises.lot],
        front=town.front[premises.lot],
        centre=centre[premises.lot],
        shared=premises.shared,
    )
    return make_requests(askers, (*centre.min(axis=0), *centre.max(axis=0)), rng)
