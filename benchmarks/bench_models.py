"""Models 1-5 for a whole city: with full tables, beside five bare statsmodels fits and R's glm and glm.nb.

79,665 households in 180 block groups. The plugin's time holds the design checks, the search for separation, the five
fits with clustered errors, the null and Poisson models, all tables, contrasts, hours and the HTML page; statsmodels'
only ``fit()`` with its defaults, R's only ``glm`` and ``glm.nb``. All times are the
processor's (user and system), which a busy machine changes little; run it with ``OMP_NUM_THREADS=1``, or the threads of
NumPy's and R's libraries count together. ``make bench`` runs it; what is missing is skipped.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import pandas as pd

sys.path.insert(0, str(Path(__file__).parent.parent))

from coprod_equity_plugin.core.models.specification import LOGIT, MODELS

HOUSEHOLDS, GROUPS, TURNS = 79_665, 180, 3


def study() -> pd.DataFrame:
    """A city with the study's coefficients (its Table 4) and what a block group's homes share."""
    rng = np.random.default_rng(2018)
    group = rng.integers(0, GROUPS, HOUSEHOLDS)
    of_group = {
        "median_income_k": rng.normal(55, 20, GROUPS).clip(12),
        "log_density": rng.normal(7.5, 0.8, GROUPS),
        "education_share": rng.beta(4, 4, GROUPS),
        "renter_share": rng.beta(2, 3, GROUPS),
    }
    frame = pd.DataFrame({name: values[group] for name, values in of_group.items()})
    frame["minority_share"] = rng.choice([0.0, 0.5, 1.0], HOUSEHOLDS, p=[0.7, 0.1, 0.2])
    frame["elderly_share"] = rng.choice([0.0, 0.5, 1.0], HOUSEHOLDS, p=[0.6, 0.1, 0.3])
    frame["college_share"] = rng.choice([0.0, 1.0], HOUSEHOLDS, p=[0.97, 0.03])
    frame["house_age"] = rng.gamma(6, 6, HOUSEHOLDS).round().clip(3, 121)
    eta = -5.5 + 0.842 * frame["minority_share"] + 0.02 * frame["house_age"] - 0.5 * frame["education_share"]
    frame["participation"] = (rng.random(HOUSEHOLDS) < 1 / (1 + np.exp(-eta))).astype(float)
    requests = np.bincount(group, frame["participation"], GROUPS)
    frame["community_requests"] = requests[group]
    eta = 4.1 + 0.103 * frame["minority_share"] - 0.069 * frame["participation"] + 0.002 * frame["house_age"]
    eta -= 0.259 * frame["minority_share"] * frame["participation"]
    spread = rng.gamma(6, 1 / 6, HOUSEHOLDS) * np.exp(rng.normal(0, 0.15, GROUPS))[group]
    frame["restoration_hours"] = rng.poisson(np.exp(eta) * spread).astype(float)
    frame["block_group"] = [f"1207300{place:05d}" for place in group]
    frame["household_id"] = [f"h{place}" for place in range(HOUSEHOLDS)]
    return frame


def best(work) -> float:
    """The shortest of a few turns, in seconds of the processor."""
    seconds = []
    for _ in range(TURNS):
        start = time.process_time()
        work()
        seconds.append(time.process_time() - start)
    return min(seconds)


def plugin(frame: pd.DataFrame) -> None:
    from coprod_equity_plugin.core.models.equity import fit_equity_models
    from coprod_equity_plugin.core.models.hypotheses import judge
    from coprod_equity_plugin.core.models.margins import margins_of_study
    from coprod_equity_plugin.core.report.model_checks import checks_html
    from coprod_equity_plugin.core.report.model_tables import to_page

    models = fit_equity_models(frame)
    to_page(models, checks_html(models, margins_of_study(models), judge(models.answers)))


def diagnostics(frame: pd.DataFrame) -> None:
    from coprod_equity_plugin.core.models.diagnostics import diagnose_models
    from coprod_equity_plugin.core.models.equity import fit_equity_models

    models = fit_equity_models(frame)
    points = np.random.default_rng(1).random((models.nobs, 2))
    start = time.process_time()
    diagnose_models(models, points)
    seconds = time.process_time() - start
    print(f"{'plugin: all diagnostics, Moran with 999 permutations':58} {seconds:7.2f} s", flush=True)


def design(frame: pd.DataFrame, spec) -> np.ndarray:
    columns = [np.prod([frame[part] for part in term.split(":")], axis=0) for term in spec.terms]
    return np.column_stack([np.ones(len(frame)), *columns])


def statsmodels_fits(frame: pd.DataFrame) -> float:
    import warnings

    import statsmodels.api as sm

    designs = [(design(frame, spec), frame[spec.outcome].to_numpy(), spec.family) for spec in MODELS]

    def work() -> None:
        for matrix, outcome, family in designs:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                (sm.Logit if family == LOGIT else sm.NegativeBinomial)(outcome, matrix).fit(disp=0)

    return best(work)


R = """
suppressMessages(library(MASS)); d <- read.csv(commandArgs(TRUE)[1])
t <- min(sapply(1:%d, function(i) sum(system.time({ %s })[1:2]))); cat(t)
"""


def r_fits(frame: pd.DataFrame) -> float:
    calls = [
        f"glm({spec.outcome} ~ {' + '.join(spec.terms)}, data = d, family = binomial)"
        if spec.family == LOGIT
        else f"glm.nb({spec.outcome} ~ {' + '.join(spec.terms)}, data = d)"
        for spec in MODELS
    ]
    with tempfile.TemporaryDirectory() as folder:
        data, script = Path(folder) / "city.csv", Path(folder) / "fits.R"
        frame.to_csv(data, index=False)
        script.write_text(R % (TURNS, "; ".join(calls)), encoding="utf-8")
        done = subprocess.run(["Rscript", str(script), str(data)], capture_output=True, text=True, check=True)
    return float(done.stdout)


def main() -> None:
    frame = study()
    print(f"{len(frame):,} households, {int(frame['participation'].sum()):,} asked, {GROUPS} block groups")
    ours = best(lambda: plugin(frame))
    print(f"{'plugin: Models 1-5, tables, contrasts, hours, page':58} {ours:7.2f} s", flush=True)
    try:
        theirs = statsmodels_fits(frame)
        print(f"{'statsmodels: five bare fits':58} {theirs:7.2f} s   plugin / it = {ours / theirs:.2f}", flush=True)
    except ImportError as error:
        print(f"statsmodels: not compared, {error}")
    if shutil.which("Rscript"):
        try:
            theirs = r_fits(frame)
            print(f"{'R: glm and four glm.nb':58} {theirs:7.2f} s   plugin / it = {ours / theirs:.2f}", flush=True)
        except subprocess.CalledProcessError as error:
            print(f"R: not compared, {error.stderr.strip().splitlines()[-1]}")
    else:
        print("R: not compared, there is no Rscript")
    diagnostics(frame)


if __name__ == "__main__":
    main()
