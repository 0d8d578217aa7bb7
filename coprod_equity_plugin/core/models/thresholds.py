"""Every diagnostic of a model as data: what it is called, where its lights change and why, and what to say.

A light is green where the score lies within ``good``, yellow within ``fair``, red beyond. Where a bound is a convention
of ours and not of a source, ``source`` says so.
"""

from __future__ import annotations

from dataclasses import dataclass

from .specification import FAMILIES, LOGIT, NEGATIVE_BINOMIAL, POISSON

GREEN, YELLOW, RED, PLAIN = "green", "yellow", "red", "none"
COUNTS = (NEGATIVE_BINOMIAL, POISSON)
_INF = float("inf")
_OURS = "a convention of this plugin"


@dataclass(frozen=True)
class DiagnosticSpec:
    """A diagnostic.

    Attributes
    ----------
    id, title
        Its name in the table, and for readers.
    families
        Those it is computed for.
    good, fair
        Ranges of its score; ``None`` for a number that has no light.
    source
        Whose ranges these are.
    fine, concern
        What a green light means, and what another means and what to do.
    chance
        Whether a deviation that may be chance (p of 0.05 or more) is green whatever its size.
    """

    id: str
    title: str
    families: tuple[str, ...]
    good: tuple[float, float] | None
    fair: tuple[float, float] | None
    source: str
    fine: str
    concern: str = ""
    chance: bool = False

    def light(self, score: float, p_value: float = float("nan")) -> str:
        """The light for a score."""
        if self.good is None:
            return PLAIN
        if (self.chance and p_value >= 0.05) or self.good[0] <= score <= self.good[1]:
            return GREEN
        return YELLOW if self.fair[0] <= score <= self.fair[1] else RED

    @property
    def rule(self) -> str:
        """The ranges and their source in words."""
        if self.good is None:
            return "no light"
        text = f"green {_range(*self.good)}, yellow {_range(*self.fair)}, else red ({self.source})"
        return f"{text}; green too where it may be chance (p of 0.05 or more)" if self.chance else text


def _range(low: float, high: float) -> str:
    if high == _INF:
        return f"from {low:g}"
    return f"up to {high:g}" if low in (0.0, -_INF) else f"from {low:g} to {high:g}"


DIAGNOSTICS = (
    DiagnosticSpec(
        "separation",
        "Combinations of columns that predict the outcome without error",
        FAMILIES,
        (0, 0),
        (0, 0),
        "Albert and Anderson 1984",
        "None, so every coefficient has a finite value.",
        "Maximum likelihood has no finite estimates. Those shown are Firth's; look at their intervals.",
    ),
    DiagnosticSpec(
        "cases_per_coefficient",
        "Cases per coefficient",
        FAMILIES,
        (10, _INF),
        (5, _INF),
        "Peduzzi et al. 1996; Vittinghoff and McCulloch 2007",
        "Enough for stable estimates.",
        "Estimates are unstable: leave out terms, join rare categories, or use more rows.",
    ),
    DiagnosticSpec(
        "clusters",
        "Clusters of the standard errors",
        FAMILIES,
        (40, _INF),
        (20, _INF),
        "Cameron and Miller 2015",
        "Enough for clustered standard errors.",
        "Clustered standard errors tend to be too small: read results near the edge of an interval as undecided.",
    ),
    DiagnosticSpec(
        "pearson_dispersion",
        "Pearson's chi-squared per degree of freedom",
        COUNTS,
        (0.8, 1.25),
        (0.5, 2),
        _OURS,
        "The outcome varies about as much as the model says (1 is exact).",
        "The outcome varies more or less than the model says: rely on robust or clustered standard errors, and look "
        "for missing predictors.",
    ),
    DiagnosticSpec(
        "overdispersion",
        "Variance beyond Poisson (Cameron and Trivedi's slope)",
        (POISSON,),
        (0, 0.01),
        (0, 0.1),
        _OURS,
        "A Poisson model describes the counts' spread.",
        "The counts vary more than a Poisson model expects: use the negative binomial.",
        chance=True,
    ),
    DiagnosticSpec(
        "overdispersion_p",
        "p of no variance beyond Poisson (Cameron and Trivedi)",
        (NEGATIVE_BINOMIAL,),
        (0, 0.05),
        (0, 0.1),
        "Cameron and Trivedi 1990",
        "The counts vary more than a Poisson model expects, so the negative binomial is called for.",
        "The counts may vary no more than a Poisson model expects: compare with that.",
    ),
    DiagnosticSpec(
        "zeros",
        "Zeros, observed less expected, as a share of rows",
        COUNTS,
        (-0.01, 0.01),
        (-0.05, 0.05),
        _OURS,
        "The model expects as many zeros as there are.",
        "The model expects other numbers of zeros: ask what a zero is here, and whether zeros arise another way.",
        chance=True,
    ),
    DiagnosticSpec(
        "residuals_ks",
        "Quantile residuals' largest distance from normal (Kolmogorov-Smirnov)",
        FAMILIES,
        (0, 0.03),
        (0, 0.08),
        _OURS,
        "The outcome is distributed as the model says.",
        "The outcome is distributed otherwise: coefficients may still describe means, but rely on robust or clustered "
        "standard errors and check with a survival model.",
        chance=True,
    ),
    DiagnosticSpec(
        "variance_inflation",
        "Largest variance inflation of a predictor (per column, products centred)",
        FAMILIES,
        (0, 5),
        (0, 10),
        "O'Brien 2007 on the rules of 5 and 10",
        "No predictor repeats the others.",
        "Predictors repeat each other, so their coefficients are uncertain: leave one out or join them.",
    ),
    DiagnosticSpec(
        "condition_number",
        "Condition number of the standardised columns",
        FAMILIES,
        (0, 10),
        (0, 30),
        "Belsley, Kuh and Welsch 1980",
        "No combination of columns is near to being fixed.",
        "Some combination of columns is nearly fixed: single coefficients of it are uncertain.",
    ),
    DiagnosticSpec(
        "link_test",
        "p of the squared linear predictor (link test)",
        FAMILIES,
        (0.05, 1),
        (0.001, 1),
        "Pregibon 1980; the lower bound is ours",
        "No sign that the terms enter in a wrong form.",
        "Some term enters in a wrong form: try its logarithm, a square, or an interaction.",
    ),
    DiagnosticSpec(
        "auc",
        "Area under the ROC curve",
        (LOGIT,),
        (0.7, 1),
        (0.6, 1),
        "Hosmer, Lemeshow and Sturdivant 2013, chapter 5",
        "The model tells who has the outcome from who has not.",
        "The model hardly tells who has the outcome: its coefficients may hold, its probabilities are of little use.",
    ),
    DiagnosticSpec(
        "brier_skill",
        "Brier score's gain on the base rate",
        (LOGIT,),
        (0.01, 1),
        (0, 1),
        _OURS,
        "The probabilities are nearer to the outcome than the base rate is.",
        "The probabilities are no nearer to the outcome than the base rate: do not map them.",
    ),
    DiagnosticSpec(
        "calibration_intercept",
        "Calibration in the large, in rows not fitted to",
        (LOGIT,),
        (-0.1, 0.1),
        (-0.3, 0.3),
        _OURS,
        "Probabilities are right on average.",
        "Probabilities are too low (above 0) or too high (below 0) on average.",
        chance=True,
    ),
    DiagnosticSpec(
        "calibration_slope",
        "Calibration slope, in rows not fitted to",
        (LOGIT,),
        (0.9, 1.1),
        (0.7, 1.3),
        _OURS,
        "Probabilities are neither too extreme nor too flat.",
        "Below 1 probabilities are too extreme: use fewer terms or more rows. Above 1 they are too flat.",
        chance=True,
    ),
    DiagnosticSpec(
        "hosmer_lemeshow",
        "Largest gap between a tenth's observed and expected share (Hosmer and Lemeshow)",
        (LOGIT,),
        (0, 0.02),
        (0, 0.05),
        _OURS,
        "In every tenth of the rows about as many have the outcome as expected.",
        "In some tenth of the rows the shares differ: look for a missing interaction or a bent relation.",
        chance=True,
    ),
    DiagnosticSpec(
        "tjur",
        "Tjur's coefficient of discrimination",
        (LOGIT,),
        None,
        None,
        "Tjur 2009",
        "Mean probability of the rows with the outcome less that of the others.",
    ),
    DiagnosticSpec(
        "sensitivity",
        "Share told right of the rows with the outcome, at the base rate",
        (LOGIT,),
        None,
        None,
        "",
        "If a probability at or above the base rate is read as yes.",
    ),
    DiagnosticSpec(
        "specificity",
        "Share told right of the rows without the outcome, at the base rate",
        (LOGIT,),
        None,
        None,
        "",
        "If a probability below the base rate is read as no.",
    ),
    DiagnosticSpec(
        "cooks_distance",
        "Largest Cook's distance",
        FAMILIES,
        (0, 0.5),
        (0, 1),
        "Cook and Weisberg 1982",
        "No single row moves the coefficients much.",
        "A single row moves the coefficients: check the rows with extreme values.",
    ),
    DiagnosticSpec(
        "leverage",
        "Share of rows with more than three times the mean leverage",
        FAMILIES,
        (0, 0.05),
        (0, 0.1),
        _OURS,
        "Few rows lie far from the others.",
        "Many rows lie far from the others: look at the predictors' tails.",
    ),
    DiagnosticSpec(
        "dfbetas",
        "Largest change of the first coefficient by one row, in standard errors",
        FAMILIES,
        (0, 0.5),
        (0, 1),
        "Belsley, Kuh and Welsch 1980; the lower bound is ours",
        "No single row decides the first coefficient.",
        "A single row decides the first coefficient: check the rows with extreme values.",
    ),
    DiagnosticSpec(
        "leave_one_group_out",
        "Largest change of the first coefficient without one group, in standard errors",
        FAMILIES,
        (0, 1),
        (0, 2),
        _OURS,
        "The result does not hang on any one group.",
        "The result hangs on one group: say so, and look at what is special there.",
    ),
    DiagnosticSpec(
        "morans_i_rows",
        "Moran's I of the residuals, eight nearest rows",
        FAMILIES,
        (-0.05, 0.05),
        (-0.15, 0.15),
        _OURS,
        "What the model leaves unexplained is not alike among neighbours.",
        "Neighbours' residuals are alike: use standard errors clustered by area, and map the residuals.",
        chance=True,
    ),
    DiagnosticSpec(
        "morans_i_groups",
        "Moran's I of the groups' mean residuals, six nearest groups",
        FAMILIES,
        (-0.1, 0.1),
        (-0.3, 0.3),
        _OURS,
        "Groups near each other are not alike beyond what the model explains.",
        "Groups near each other are alike, so that even clustered standard errors may be too small: add what they "
        "share, such as the circuit, or use larger clusters.",
        chance=True,
    ),
)
BY_ID = {spec.id: spec for spec in DIAGNOSTICS}
