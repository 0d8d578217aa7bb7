"""What a sample city is made from: its size and seed, the reference study's coefficients and its summary statistics."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from ..errors import InputError, Problem

EVENT_START = "2018-10-10T00:00:00"
WINDOW_END = "2018-10-12T00:00:00"
DAY_3_END = "2018-10-13T00:00:00"
READS_START = "2018-10-03T00:00:00"
READS_DAYS = 21
SLOTS_PER_DAY = 48
SLOTS = READS_DAYS * SLOTS_PER_DAY
TIME_ZONE = "America/New_York"
OFFSET = "-04:00"  # daylight saving time holds for all 21 days
ROLL_YEAR = 2018

MODEL_1 = {
    "const": 17.878,
    "minority_share": 0.842,
    "house_age": 0.019,
    "median_income_k": -0.063,
    "log_density": -1.962,
    "education_share": -2.522,
    "elderly_share": -0.947,
    "college_share": 0.580,
    "renter_share": 9.813,
}
MODEL_3 = {
    "const": 3.676,
    "minority_share": 0.103,
    "participation": -0.069,
    "minority_share:participation": -0.259,
    "house_age": 0.011,
    "median_income_k": 0.005,
    "log_density": -0.023,
}
MODEL_5 = {
    "const": 3.383,
    "minority_share": 0.060,
    "community_requests": -0.012,
    "minority_share:community_requests": 0.0003,
    "house_age": 0.011,
    "median_income_k": 0.005,
    "log_density": 0.017,
}
SOURCES = {
    "model1": "Xu & Tang 2021, Table 4, column 1 (the printed numbers are coefficients, not odds ratios)",
    "model3": "Xu & Tang 2021, Table 4, column 3 (coefficients, not incidence rate ratios)",
    "model5": "Xu & Tang 2021, Table 4, column 5 (coefficients, not incidence rate ratios)",
}


@dataclass(frozen=True)
class Targets:
    """What the city is tuned to: Table 3's means and standard deviations, the text's and Appendix B's counts."""

    requests: int = 688
    reporters: int = 665
    complete_reporters: int = 513
    controls: int = 3_000
    hours: float = 75.134
    hours_sd: float = 35.187
    log_likelihood_model_3: float = -17_024.0
    observations: int = 3_515
    participation: float = 0.146
    minority_share: float = 0.21
    median_income_k: float = 89.043
    median_income_k_sd: float = 27.139
    log_density: float = 7.76
    log_density_sd: float = 0.495
    house_age: float = 36.767
    house_age_sd: float = 12.05
    community_requests: float = 5.455
    education_share: float = 0.576
    education_share_sd: float = 0.129
    elderly_share: float = 0.359
    college_share: float = 0.008
    renter_share: float = 0.066
    renter_share_sd: float = 0.108
    restored_day_2: float = 0.052
    restored_day_3: float = 0.385
    lost_power: float = 0.97


@dataclass(frozen=True)
class CityConfig:
    """The choices that make a sample city; the same choices give the same city.

    Attributes
    ----------
    households
        Homes, each with a meter, 2,000 to 100,000; about one in forty of them stands vacant.
    seed
        Of every random number.
    reads_format
        ``parquet`` or ``csv``.
    hours_model
        ``model3`` (own request) or ``model5`` (requests of the block group): what the hours follow.
    damage
        Whether some meters' reads carry deliberate defects that hide the outage's start or end.
    """

    households: int = 20_000
    seed: int = 2018
    reads_format: Literal["parquet", "csv"] = "parquet"
    hours_model: Literal["model3", "model5"] = "model3"
    damage: bool = True
    targets: Targets = field(default_factory=Targets)

    def __post_init__(self) -> None:
        problems = []
        if not 2_000 <= self.households <= 100_000:
            problems.append(Problem(f"{self.households:,} households", "Choose 2,000 to 100,000"))
        if self.seed < 0:
            problems.append(Problem(f"the seed is {self.seed}", "Choose zero or a positive number"))
        if self.reads_format not in ("parquet", "csv"):
            problems.append(Problem(f"there is no reads format '{self.reads_format}'", "Choose parquet or csv"))
        if self.hours_model not in ("model3", "model5"):
            problems.append(Problem(f"there is no hours model '{self.hours_model}'", "Choose model3 or model5"))
        if problems:
            raise InputError(problems)

    @property
    def block_groups(self) -> int:
        """Residential block groups: the study's 177 for a city of 10,620 homes or more, fewer for a smaller one."""
        return min(max(self.households // 60, 24), 177)
