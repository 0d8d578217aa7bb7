"""Homes and block groups: what a perfect study would measure of them, tuned to the reference study's Table 3."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .areas import PERSONS_PER_HOME, Areas
from .config import MODEL_1, ROLL_YEAR, CityConfig, Targets
from .streets import APARTMENTS, COMMERCIAL, DUPLEX, INSTITUTION, QUANTUM, Streets

SQUARE_METRES_PER_MILE = 2_589_988.11
_HIGHEST_INCOME, _LOWEST_INCOME = 134.25, 10.3
_TOP_CODE = 250.0
_COMMUNITY = 1.015  # what is tuned here comes out so much lower, published figures being whole people
MIXING = 0.0093  # by which homes of mixed race (people.py) raise the mean share above that of the homes' classes

# chances, each independent of every covariate
_VACANT = 0.025
_NO_VOTERS = 0.08
_NO_KNOWN_RACE = 0.008
_PROTECTED = 0.008
_NO_YEAR_BUILT = 0.008
LINKED = 0.925  # of reporting households' requests; requests.py decides which


@dataclass
class Places:
    """Block groups' published estimates, shape ``(k,)`` each; income in thousand dollars, shares 0-1.

    ``people_25`` and ``degree`` are B15003's total and bachelor's or higher, ``occupied`` and ``rented`` B25003's.
    """

    population: np.ndarray
    income: np.ndarray
    log_density: np.ndarray
    people_25: np.ndarray
    degree: np.ndarray
    occupied: np.ndarray
    rented: np.ndarray
    minority: np.ndarray

    @property
    def education(self) -> np.ndarray:
        return self.degree / np.maximum(self.people_25, 1)

    @property
    def renter(self) -> np.ndarray:
        return self.rented / np.maximum(self.occupied, 1)


@dataclass
class Homes:
    """Homes, one per residential meter, shape ``(n,)`` each.

    ``minority``, ``elderly`` and ``college`` are classes (bool) from which people.py draws the persons; ``has_voters``,
    ``race_known``, ``protected`` and ``year_known`` say what the records will hold of the home.
    """

    lot: np.ndarray
    area: np.ndarray
    vacant: np.ndarray
    house_age: np.ndarray
    minority: np.ndarray
    elderly: np.ndarray
    college: np.ndarray
    has_voters: np.ndarray
    race_known: np.ndarray
    protected: np.ndarray
    year_known: np.ndarray

    def __len__(self) -> int:
        return len(self.lot)

    @property
    def complete(self) -> np.ndarray:
        """Whether the records hold every covariate of the home but its block group's."""
        return ~self.vacant & self.has_voters & self.race_known & ~self.protected & self.year_known


def standard(values: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Values less their weighted mean, over their weighted standard deviation."""
    centred = values - np.average(values, weights=weights)
    return centred / np.sqrt(np.average(centred**2, weights=weights))


def participation_index(minority, house_age, income, log_density, education, elderly, college, renter) -> np.ndarray:
    """Model 1's linear predictor without its constant."""
    terms = {
        "minority_share": minority,
        "house_age": house_age,
        "median_income_k": income,
        "log_density": log_density,
        "education_share": education,
        "elderly_share": elderly,
        "college_share": college,
        "renter_share": renter,
    }
    return sum(MODEL_1[name] * np.asarray(values, dtype=float) for name, values in terms.items())


def intercept_for(index: np.ndarray, expected: float, near: float | None = None) -> float:
    """The constant at which ``sum(expit(constant + index))`` is ``expected``, by bisection.

    Prior correction (Manski & Lerman 1977; King & Zeng 2001, section 4): a case-control sample changes the constant
    of a logit and nothing else, so the city's own constant follows from how many report in all. With ``near`` the
    search stays within 2 of it, and is coarser.
    """
    low, high, steps = -60.0 - index.max(), 60.0 - index.min(), 60
    if near is not None:
        low, high, steps = near - 2, near + 2, 14
    for _ in range(steps):
        middle = (low + high) / 2
        if (1 / (1 + np.exp(-(middle + index).clip(-500, 500)))).sum() < expected:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def settle(
    config: CityConfig, streets: Streets, areas: Areas, expected_reporters: float, rng: np.random.Generator
) -> tuple[Homes, Places]:
    """Fill the homes and draw the census estimates, tuned so that the case-control sample resembles Table 3.

    What is tuned are locations and scales of the covariates' distributions, and how far income follows the other
    block-group covariates (which decides how many requests come from few block groups). Coefficients are never touched.
    """
    targets = config.targets
    residential = ~np.isin(streets.kind, (COMMERCIAL, INSTITUTION))
    lot = np.repeat(np.flatnonzero(residential), streets.units[residential])
    area = areas.of_face[streets.face_of_lot[lot]]
    count, total = len(lot), len(areas)
    vacant = rng.random(count) < _VACANT
    has_voters = rng.random(count) >= _NO_VOTERS
    race_known = rng.random(count) >= _NO_KNOWN_RACE
    protected = rng.random(count) < _PROTECTED
    year_known = (rng.random(len(streets.kind)) >= _NO_YEAR_BUILT)[lot]
    lived = np.bincount(area[~vacant], minlength=total)

    field = _fields(streets, areas, lot, area, total)
    noise = rng.normal(0, 1, (total, 6))
    population = np.round(lived * PERSONS_PER_HOME * np.exp(0.07 * noise[:, 0])).astype(np.int64)
    land = np.maximum(areas.land, 1) / SQUARE_METRES_PER_MILE
    log_density = np.log(np.maximum(population, 1) / land)
    weight = lived.astype(float)
    wealth = standard(field["income"] + 0.35 * noise[:, 1], weight)
    schooling = 0.45 * wealth + 0.9 * standard(0.5 * field["income"] - 0.4 * field["minority"] + noise[:, 2], weight)
    schooling = standard(schooling, weight)
    rent = 0.75 * field["apartments"] + 0.012 * np.exp(0.9 * noise[:, 3])
    minority_logit = field["minority"] - 0.25 * wealth + 0.4 * noise[:, 4]

    year = streets.face_year[streets.face_of_lot] + np.round(rng.normal(0, 2.5, len(streets.kind)))
    infill = rng.random(len(year)) < 0.05
    year = np.where(infill, rng.integers(1985, 2016, len(year)), year)
    raw_age = standard(ROLL_YEAR - year[lot], np.ones(count))
    draws = rng.random((count, 3))
    settings = _tune(
        targets, expected_reporters, area, vacant, has_voters & race_known & ~protected & year_known,
        log_density, wealth, schooling, rent, minority_logit, field, raw_age, draws, weight,
    )  # fmt: skip
    homes = Homes(
        lot=lot,
        area=area,
        vacant=vacant,
        house_age=settings["age"],
        minority=settings["minority"],
        elderly=settings["elderly"],
        college=settings["college"],
        has_voters=has_voters,
        race_known=race_known,
        protected=protected,
        year_known=year_known,
    )
    return homes, _publish(areas, population, lived, settings, noise[:, 5])


def _fields(streets: Streets, areas: Areas, lot, area, total) -> dict[str, np.ndarray]:
    """The neighbourhoods' character, averaged over each block group's homes."""
    s, t = streets.faces[:, :2].mean(axis=1) / QUANTUM, streets.faces[:, 2:].mean(axis=1) / QUANTUM
    at_face = streets.neighbourhoods.at(s / streets.warp.radius, t / streets.warp.radius)
    face = streets.face_of_lot[lot]
    homes = np.maximum(np.bincount(area, minlength=total), 1)
    field = {
        name: np.bincount(area, at_face[name][face], total) / homes
        for name in ("income", "minority", "elderly", "college")
    }
    shared = np.isin(streets.kind[lot], (APARTMENTS, DUPLEX))
    field["apartments"] = np.bincount(area, shared, total) / homes
    return field


def _tune(
    targets: Targets, expected, area, vacant, complete, log_density, wealth, schooling, rent, minority_logit, field,
    raw_age, draws, weight,
) -> dict:  # fmt: skip
    """Move locations and scales until the expected case-control sample has Table 3's means; fixed draws throughout."""
    total = len(log_density)
    state = {
        "income": 93.0, "income_sd": 24.0, "rho": 0.4, "education": 0.59, "education_sd": 0.12, "rent": 0.5,
        "minority": -0.6, "elderly": -0.5, "college": -5.0, "age": 36.0, "age_sd": 12.0,
    }  # fmt: skip
    occupied, constant = ~vacant, None
    for step in range(90):
        education = np.clip(state["education"] + state["education_sd"] * schooling, 0.05, 0.876)
        renter = np.clip(state["rent"] * rent, 0.0, 0.715)
        other = MODEL_1["log_density"] * log_density + MODEL_1["renter_share"] * renter
        follows = standard(other, weight)
        own = standard(wealth - np.average(wealth * follows, weights=weight) * follows, weight)
        latent = state["rho"] * follows + np.sqrt(1 - state["rho"] ** 2) * own
        income = np.clip(state["income"] + state["income_sd"] * latent, _LOWEST_INCOME, _HIGHEST_INCOME)
        minority = draws[:, 0] < _expit(minority_logit + state["minority"])[area]
        elderly = draws[:, 1] < _expit(0.8 * field["elderly"] + state["elderly"])[area]
        college = ~elderly & (draws[:, 2] < _expit(field["college"] + state["college"])[area])
        age = np.clip(np.round(state["age"] + state["age_sd"] * raw_age), 3, 121)
        index = participation_index(
            minority, age, income[area], log_density[area], education[area], elderly, college, renter[area]
        )
        chance = np.zeros(len(area))
        constant = intercept_for(index[occupied], expected / targets.lost_power, constant if step > 20 else None)
        chance[occupied] = _expit(constant + index[occupied])
        reporters = chance * targets.lost_power
        cases = reporters * complete * LINKED
        controls = (occupied & complete) * (1 - chance)
        sample = cases + controls * (targets.controls / controls.sum())
        community = np.bincount(area, reporters, total) * (1 + 0.05)  # businesses ask too
        seen = np.average(community[area] + 0.95 * cases / np.maximum(sample, 1e-12), weights=sample)

        def moments(values, sample=sample):
            mean = np.average(values, weights=sample)
            return mean, np.sqrt(np.average((values - mean) ** 2, weights=sample))

        pace = 0.6 if step < 50 else 0.3
        mean, spread = moments(income[area])
        state["income"] += pace * (targets.median_income_k - mean)
        state["income_sd"] *= (targets.median_income_k_sd / spread) ** (0.5 * pace)
        mean, spread = moments(education[area])
        state["education"] += pace * (targets.education_share - mean)
        state["education_sd"] *= (targets.education_share_sd / spread) ** (0.5 * pace)
        mean, spread = moments(age)
        state["age"] += pace * (targets.house_age - mean)
        state["age_sd"] *= (targets.house_age_sd / spread) ** (0.5 * pace)
        state["rent"] *= (targets.renter_share / moments(renter[area])[0]) ** (0.6 * pace)
        for name, values in (("minority", minority), ("elderly", elderly), ("college", college)):
            wanted = getattr(targets, f"{name}_share") - (MIXING if name == "minority" else 0.0)
            got = min(max(moments(values.astype(float))[0], 1e-4), 1 - 1e-4)
            state[name] += pace * np.clip(np.log(wanted / (1 - wanted)) - np.log(got / (1 - got)), -1, 1)
        state["rho"] = float(
            np.clip(state["rho"] - 0.25 * pace * np.log(_COMMUNITY * targets.community_requests / seen), -0.3, 0.9)
        )
        state["income_sd"] = float(np.clip(state["income_sd"], 12.0, 34.0))
        state["rent"] = float(np.clip(state["rent"], 0.05, 1.2))
    return {
        "income": income, "education": education, "renter": renter, "minority": minority, "elderly": elderly,
        "college": college, "age": age, "log_density": log_density,
        "area_minority": _expit(minority_logit + state["minority"]), "state": state,
    }  # fmt: skip


def _expit(values):
    return 1 / (1 + np.exp(-values))


def _publish(areas: Areas, population, lived, settings, noise) -> Places:
    """Round to what the Bureau prints: people, households, dollars."""
    income = np.round(settings["income"], 3)
    income[areas.topcoded] = _TOP_CODE
    people_25 = np.round(population * np.clip(0.66 + 0.02 * noise, 0.6, 0.72)).astype(np.int64)
    degree = np.round(people_25 * settings["education"]).astype(np.int64)
    occupied = lived.astype(np.int64)
    rented = np.round(occupied * settings["renter"]).astype(np.int64)
    land = np.maximum(areas.land, 1) / SQUARE_METRES_PER_MILE
    return Places(
        population=population,
        income=income,
        log_density=np.log(np.maximum(population, 1) / land),
        people_25=people_25,
        degree=degree,
        occupied=occupied,
        rented=rented,
        minority=settings["area_minority"],
    )
