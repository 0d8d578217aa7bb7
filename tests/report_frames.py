"""Tables as the algorithms write them, for the report's tests: random homes, the study's printed coefficients."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy import stats

from coprod_equity_plugin.core import columns as c

EVENT = np.datetime64("2018-10-10T00:00:00")
READS_END = np.datetime64("2018-10-24T00:00:00")

# The study's Table 4: model -> term -> coefficient, standard error
TABLE_4 = {
    "model_1": {
        "const": (17.878, 1.673), "minority_share": (0.842, 0.192), "house_age": (0.019, 0.006),
        "median_income_k": (-0.063, 0.005), "log_density": (-1.962, 0.199), "education_share": (-2.522, 0.869),
        "elderly_share": (-0.947, 0.191), "college_share": (0.580, 0.733), "renter_share": (9.813, 0.945),
    },
    "model_2": {
        "const": (3.766, 0.147), "minority_share": (0.044, 0.020), "participation": (-0.134, 0.029),
        "house_age": (0.011, 0.001), "median_income_k": (0.005, 0.0004), "log_density": (-0.039, 0.017),
    },
    "model_3": {
        "const": (3.676, 0.148), "minority_share": (0.103, 0.023), "participation": (-0.069, 0.033),
        "minority_share:participation": (-0.259, 0.049), "house_age": (0.011, 0.001),
        "median_income_k": (0.005, 0.0004), "log_density": (-0.023, 0.017),
    },
    "model_4": {
        "const": (3.379, 0.142), "minority_share": (0.062, 0.020), "community_requests": (-0.012, 0.001),
        "house_age": (0.011, 0.001), "median_income_k": (0.005, 0.0003), "log_density": (0.018, 0.017),
    },
    "model_5": {
        "const": (3.383, 0.143), "minority_share": (0.060, 0.023), "community_requests": (-0.012, 0.001),
        "minority_share:community_requests": (0.0003, 0.002), "house_age": (0.011, 0.001),
        "median_income_k": (0.005, 0.0003), "log_density": (0.017, 0.017),
    },
}  # fmt: skip
_LOG_LIKELIHOODS = (-598.8, -17038.0, -17024.0, -16974.0, -16974.0)
_NAGELKERKE = (0.688, 0.164, 0.171, 0.194, 0.194)


def study(households: int = 3000, areas: int = 40, seed: int = 7) -> pd.DataFrame:
    """Homes whose hours follow Model 3; ids that must never leave."""
    random = np.random.default_rng(seed)
    places = np.array([f"12073{number:07d}" for number in range(1, areas + 1)])
    share = np.linspace(0.05, 0.75, areas)
    income, density = random.normal(85, 20, areas), random.normal(7.8, 0.4, areas)
    area = random.integers(0, areas, households)
    minority = (random.random(households) < share[area]).astype(float)
    mixed = random.random(households) < 0.08
    minority[mixed] = random.choice([0.25, 0.5, 0.75], mixed.sum())
    asked = (random.random(households) < 0.08 + 0.06 * minority).astype(float)
    age = np.round(np.clip(random.normal(37, 12, households), 1, 120))
    expected = np.exp(
        3.5 + 0.103 * minority - 0.069 * asked - 0.259 * minority * asked + 0.011 * age + 0.005 * income[area]
    )
    hours = random.poisson(expected * random.gamma(6.0, 1 / 6.0, households)).astype(float)
    lost = EVENT + (random.integers(24, 36, households) * 1800).astype("m8[s]")
    back = (lost + (hours * 3600).astype("m8[s]")).astype("M8[s]")
    censored = back > READS_END
    hours[censored] = ((READS_END - lost[censored]).astype(float) / 3600).round()
    back[censored] = np.datetime64("NaT")
    requests = np.bincount(area, asked, areas)
    return pd.DataFrame(
        {
            c.HOUSEHOLD_ID: [f"H{number:05d}X" for number in range(households)],
            c.METER_ID: [f"M{number:05d}X" for number in range(households)],
            c.PARCEL_ID: [f"P{number:05d}X" for number in range(households)],
            c.BLOCK_GROUP: places[area],
            c.STATUS: np.where(censored, c.STATUS_CENSORED, c.STATUS_RESTORED),
            c.OUTAGE_START: lost.astype("M8[s]"),
            c.RESTORED_AT: back,
            c.RESTORATION_HOURS: hours,
            c.CENSORED: censored.astype(float),
            c.PARTICIPATION: asked,
            c.MINORITY_SHARE: minority,
            c.ELDERLY_SHARE: random.choice([0.0, 1.0], households, p=[0.65, 0.35]),
            c.COLLEGE_SHARE: random.choice([0.0, 1.0], households, p=[0.97, 0.03]),
            c.VOTERS: 2.0,
            c.HOUSE_AGE: age,
            c.MEDIAN_INCOME: income[area],
            c.LOG_DENSITY: density[area],
            c.EDUCATION_SHARE: random.uniform(0.3, 0.8, areas)[area],
            c.RENTER_SHARE: random.uniform(0.0, 0.4, areas)[area],
            c.COMMUNITY_REQUESTS: requests[area],
            c.COMMUNITY_REQUESTS_OTHERS: requests[area] - asked,
            c.SAMPLING_WEIGHT: 1.0,
        }
    )


def coefficients(changes: dict[tuple[str, str], tuple[float, float]] | None = None) -> pd.DataFrame:
    """Table 4, with some of its numbers changed: (model, term) -> (coefficient, standard error)."""
    changes = changes or {}
    rows = []
    for model, terms in TABLE_4.items():
        for term, printed in terms.items():
            b, error = changes.get((model, term), printed)
            low, high = b - 1.959964 * error, b + 1.959964 * error
            p = 2 * stats.norm.sf(abs(b / error))
            ratios = np.exp([b, low, high])
            rows.append((model, term, b, error, b / error, p, low, high, *ratios, 100 * np.expm1(b)))
    return pd.DataFrame(rows, columns=list(c.COEFFICIENTS.names))


def fit(households: int) -> pd.DataFrame:
    rows = []
    for model, likelihood, nagelkerke in zip(TABLE_4, _LOG_LIKELIHOODS, _NAGELKERKE):
        rows += [
            (model, "n", households), (model, "clusters", 40), (model, "log_likelihood", likelihood),
            (model, "nagelkerke", nagelkerke), (model, "mcfadden", 0.02),
        ]  # fmt: skip
        if model != "model_1":
            rows += [(model, "alpha", 0.17), (model, "alpha_low", 0.15), (model, "alpha_high", 0.19),
                     (model, "lr_alpha", 9000.0), (model, "p_alpha", 0.0)]  # fmt: skip
    return pd.DataFrame(rows, columns=list(c.FIT.names))


def contrasts(asked: tuple[float, float] = (0.103 - 0.259, 0.045)) -> pd.DataFrame:
    """Some contrasts; ``asked`` is the gap among homes that asked and its standard error."""
    values = {
        ("model_1", "minority"): (0.842, 0.192),
        ("model_3", "minority_among_others"): (0.103, 0.023),
        ("model_3", "minority_among_reporters"): asked,
        ("model_4", "one_more_request"): (-0.012, 0.001),
    }
    rows = []
    for (model, name), (b, error) in values.items():
        ends = (100 * np.expm1(b + sign * 1.959964 * error) for sign in (-1, 1))
        p = 2 * stats.norm.sf(abs(b / error))
        rows.append((model, name, b, 100 * np.expm1(b), *ends, p, f"The sentence of {model} {name}."))
    return pd.DataFrame(rows, columns=list(c.CONTRASTS.names))


def disparity(homes: pd.DataFrame) -> pd.DataFrame:
    """Means by block group; the first area is withheld, as ``disparitybyarea`` does it."""
    city = homes[c.RESTORATION_HOURS].mean()
    rows = []
    for place, group in homes.groupby(c.BLOCK_GROUP):
        hours, minority = group[c.RESTORATION_HOURS], group[c.MINORITY_SHARE] >= 0.5
        difference, reach = hours.mean() - city, 2 * hours.std() / len(group) ** 0.5
        row = dict.fromkeys(c.DISPARITY.names, np.nan)
        row.update(
            {
                c.AREA_ID: place, c.HOUSEHOLDS: len(group), c.MEAN_HOURS: hours.mean(),
                c.MEDIAN_HOURS: hours.median(), c.HOURS_DIFFERENCE: difference,
                c.HOURS_DIFFERENCE_LOW: difference - reach, c.HOURS_DIFFERENCE_HIGH: difference + reach,
                c.DIFFERENCE_CLEAR: float(abs(difference) > reach), c.MINORITY_HOUSEHOLDS: minority.sum(),
                c.MINORITY_SHARE: minority.mean(), c.REQUESTS_COUNT: group[c.PARTICIPATION].sum(),
                c.PARTICIPATION_RATE: group[c.PARTICIPATION].mean(), c.SUPPRESSION: "",
            }
        )  # fmt: skip
        rows.append(row)
    frame = pd.DataFrame(rows, columns=list(c.DISPARITY.names))
    numbers = [column.name for column in c.DISPARITY.columns if column.kind != "text"]
    frame.loc[0, numbers] = np.nan
    frame.loc[0, c.SUPPRESSION] = "too few households"
    return frame


def flow(homes: pd.DataFrame) -> pd.DataFrame:
    """Five steps; the last but one loses seven homes, three of which asked."""
    kept = len(homes)
    asked, minority = int(homes[c.PARTICIPATION].sum()), int((homes[c.MINORITY_SHARE] >= 0.5).sum())
    households = np.array([kept + 907, kept + 407, kept + 207, kept + 7, kept])
    reporters = np.array([asked + 83, asked + 63, asked + 43, asked + 3, asked])
    minorities = np.array([minority + 250, minority + 150, minority + 60, minority, minority])
    return pd.DataFrame(
        {
            c.STEP: ["Meters in the reads", "Residential", "Lost power", "Matched to voters", "Complete"],
            c.HOUSEHOLDS: households,
            c.REPORTERS: reporters,
            c.MINORITY_HOUSEHOLDS: minorities,
            c.LOST: np.append(0, -np.diff(households)),
            c.LOST_REPORTERS: np.append(0, -np.diff(reporters)),
            c.REASON: ["", "no home", "no outage", "no voter of known race", "year built missing"],
        }
    )


def curve(homes: pd.DataFrame) -> pd.DataFrame:
    """All customers out at each half-hour of the 21 days."""
    at = np.datetime64("2018-10-03T00:00:00") + (np.arange(1008) * 1800).astype("m8[s]")
    start = homes[c.OUTAGE_START].to_numpy().astype("M8[s]")
    back = homes[c.RESTORED_AT].to_numpy().astype("M8[s]")
    back = np.where(np.isnat(back), np.datetime64("2030-01-01T00:00:00"), back)
    out = np.array([int(np.sum((start <= moment) & (back > moment))) for moment in at])
    restored = np.array([int(np.sum(back <= moment)) for moment in at])
    return pd.DataFrame(
        {
            c.TIME: at,
            c.CUSTOMERS: len(homes),
            c.CUSTOMERS_OUT: out,
            c.SHARE_OUT: out / len(homes),
            c.SHARE_RESTORED: restored / len(homes),
        }
    )
