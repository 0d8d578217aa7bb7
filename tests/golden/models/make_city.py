"""Writes city.csv: an invented study table on which the models' tests run. Seeded; run it again and nothing changes."""

from pathlib import Path

import numpy as np
import pandas as pd

HOUSEHOLDS, BLOCK_GROUPS = 1500, 60


def make_city() -> pd.DataFrame:
    rng = np.random.default_rng(20181010)
    n, groups = HOUSEHOLDS, BLOCK_GROUPS
    place = rng.integers(0, groups, n)
    income = rng.normal(89, 27, groups).clip(12, 200).round(3)
    density = rng.normal(7.76, 0.5, groups).round(4)
    education = rng.beta(8, 6, groups).round(4)
    renters = rng.beta(2, 6, groups).round(4)
    luck = rng.normal(0, 0.08, groups)
    minority = (rng.random(n) < 0.35).astype(float)
    minority[rng.random(n) < 0.06] = 0.5
    elderly = (rng.random(n) < 0.36).astype(float)
    college = (rng.random(n) < 0.10).astype(float)
    age = rng.gamma(9, 4, n).round()
    eta = (
        -1.9
        + 0.842 * minority
        + 0.019 * (age - 36)
        - 0.02 * (income[place] - 89)
        - 0.7 * (density[place] - 7.76)
        - 2.5 * (education[place] - 0.57)
        - 0.947 * elderly
        + 0.58 * college
        + 3 * (renters[place] - 0.25)
    )
    asked = (rng.random(n) < 1 / (1 + np.exp(-eta))).astype(int)
    waits = np.exp(
        3.676
        + 0.103 * minority
        - 0.069 * asked
        - 0.259 * minority * asked
        + 0.011 * age
        + 0.005 * income[place]
        - 0.023 * density[place]
        + luck[place]
    )
    hours = rng.poisson(waits * rng.gamma(6, 1 / 6, n))
    requests = np.bincount(place, asked, groups).astype(int)
    status = np.full(n, "restored", dtype=object)
    status[:12] = "no_outage"
    status[12:20] = "vacant"
    status[20:24] = "censored"
    frame = pd.DataFrame(
        {
            "household_id": [f"H{i:04d}" for i in range(n)],
            "meter_id": [f"M{i:07d}" for i in range(n)],
            "parcel_id": [f"P{i:04d}" for i in range(n)],
            "block_group": [f"12073{100 + i:06d}1" for i in place],
            "status": status,
            "restoration_hours": hours,
            "censored": (status == "censored").astype(int),
            "participation": asked,
            "minority_share": minority,
            "elderly_share": elderly,
            "college_share": college,
            "voters": 2,
            "house_age": age,
            "median_income_k": income[place],
            "log_density": density[place],
            "education_share": education[place],
            "renter_share": renters[place],
            "community_requests": requests[place],
            "community_requests_others": requests[place] - asked,
            "sampling_weight": 1.0,
        }
    )
    frame.loc[30:34, "house_age"] = np.nan
    frame.loc[33:36, "minority_share"] = np.nan
    return frame


if __name__ == "__main__":
    make_city().to_csv(Path(__file__).with_name("city.csv"), index=False)
