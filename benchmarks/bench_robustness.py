"""4,000 redraw fits of Models 1-5 beside a bare statsmodels fit, in one run.

``python -m benchmarks.bench_robustness [households]`` (default 79,665, the reference study's city) invents a city,
draws 800 case-control samples of 600 to 5,000 others and fits five models to each. It prints the time (and the
processor's, which a busy machine changes little), the longest time between two questions whether the user cancelled,
and the same for the block groups left out once (five fits to nearly all households for each). The peer is statsmodels'
own ``Logit`` and ``NegativeBinomial`` on one sample of 3,000; where statsmodels is missing, that is said.
"""

from __future__ import annotations

import argparse
import time

import numpy as np
import pandas as pd

from coprod_equity_plugin.core import columns as c
from coprod_equity_plugin.core.models.robustness import RobustnessOptions, vary_models
from coprod_equity_plugin.core.models.specification import LOGIT, MODELS
from coprod_equity_plugin.core.progress import Progress

GROUPS = 140
SIZES = (600, 1500, 3000, 5000)
DRAWS = 200


def city(households: int) -> pd.DataFrame:
    rng = np.random.default_rng(1)
    place = rng.integers(0, GROUPS, households)
    income, density = rng.normal(60, 25, GROUPS).clip(12)[place], rng.normal(7, 0.8, GROUPS)[place]
    minority = rng.choice([0.0, 0.5, 1.0], households, p=[0.6, 0.15, 0.25])
    age = rng.gamma(4, 9, households).round()
    asked = (rng.random(households) < 1 / (1 + np.exp(5.2 - 0.8 * minority + 0.005 * income))).astype(float)
    mean = np.exp(4 + 0.1 * minority - 0.07 * asked - 0.26 * minority * asked + 0.003 * age)
    community = np.bincount(place, asked, GROUPS)[place]
    return pd.DataFrame(
        {
            c.HOUSEHOLD_ID: [f"H{number:06d}" for number in range(households)],
            c.BLOCK_GROUP: place.astype(str),
            c.RESTORATION_HOURS: rng.poisson(mean * rng.gamma(4, 0.25, households)).astype(float),
            c.PARTICIPATION: asked,
            c.MINORITY_SHARE: minority,
            c.ELDERLY_SHARE: (rng.random(households) < 0.35).astype(float),
            c.COLLEGE_SHARE: (rng.random(households) < 0.05).astype(float),
            c.HOUSE_AGE: age,
            c.MEDIAN_INCOME: income,
            c.LOG_DENSITY: density,
            c.EDUCATION_SHARE: rng.beta(4, 4, GROUPS)[place],
            c.RENTER_SHARE: rng.beta(2, 4, GROUPS)[place],
            c.COMMUNITY_REQUESTS: community,
            c.COMMUNITY_REQUESTS_OTHERS: community - asked,
        }
    )


class Watch(Progress):
    """Notes the longest time in which nobody could have cancelled."""

    def __init__(self) -> None:
        self.last, self.longest = time.perf_counter(), 0.0

    def is_cancelled(self) -> bool:
        now = time.perf_counter()
        self.longest, self.last = max(self.longest, now - self.last), now
        return False


def measure(study: pd.DataFrame, **options) -> tuple[float, float, int, int, float]:
    watch, start, used = Watch(), time.perf_counter(), time.process_time()
    result = vary_models(study, RobustnessOptions(**options), progress=watch)
    spent = time.perf_counter() - start, time.process_time() - used
    return *spent, result.fitted, result.failed, watch.longest


def peer(study: pd.DataFrame) -> float:
    import statsmodels.api as sm

    asked = study[c.PARTICIPATION] == 1
    sample = pd.concat([study[asked], study[~asked].sample(3000, random_state=1)])
    start = time.perf_counter()
    for spec in MODELS:
        terms = {term: sample[term.split(":")].prod(axis=1) for term in spec.terms}
        matrix = sm.add_constant(pd.DataFrame(terms))
        model = sm.Logit if spec.family == LOGIT else sm.NegativeBinomial
        model(sample[spec.outcome], matrix).fit(disp=0, maxiter=200)
    return time.perf_counter() - start


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("households", nargs="?", type=int, default=79_665)
    study = city(parser.parse_args().households)
    base, *_ = measure(study, sizes=(), draws=0, leave_out=False)
    print(f"{len(study):,} households, {int(study[c.PARTICIPATION].sum()):,} asked; main result {base:.1f} s")
    for name, options in (
        (f"{DRAWS * len(SIZES):,} samples", {"sizes": SIZES, "draws": DRAWS, "leave_out": False}),
        (f"{GROUPS} block groups left out", {"sizes": (), "draws": 0}),
    ):
        seconds, cpu, fitted, failed, longest = measure(study, **options)
        print(
            f"{name:30} {fitted:6,} fits {failed:4,} failed {seconds:7.1f} s, "
            f"{cpu:.1f} s of processor ({1000 * (seconds - base) / fitted:5.1f} ms a fit), "
            f"cancel within {longest:.2f} s"
        )
    try:
        print(f"statsmodels, one sample of 3,000: {peer(study):.2f} s, times {DRAWS * len(SIZES)} samples")
    except ImportError:
        print("statsmodels is not installed: no peer")


if __name__ == "__main__":
    main()
