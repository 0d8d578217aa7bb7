"""The five models of the study, as data: all of them at a glance, and the one place where a sixth is added."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from .. import columns

LOGIT = "logit"
POISSON = "poisson"
NEGATIVE_BINOMIAL = "negativebinomial"
FAMILIES = (LOGIT, NEGATIVE_BINOMIAL, POISSON)

CLASSICAL = "classical"
ROBUST = "robust"
CLUSTER = "cluster"
COVARIANCES = (CLASSICAL, ROBUST, CLUSTER)

# What clustered standard errors do about few clusters; docs/decisions says why CR2 is the algorithms' default.
STANDARD = "standard"
CR2 = "cr2"
JACKKNIFE = "jackknife"
CORRECTIONS = (STANDARD, CR2, JACKKNIFE)

# What happens to a logit in which some columns tell the outcome without error.
REFUSE = "refuse"
FIRTH = "firth"
SEPARATIONS = (REFUSE, FIRTH)


def interaction(first: str, second: str) -> str:
    """The name of the product of two columns, as tables print it."""
    return f"{first}:{second}"


@dataclass(frozen=True)
class ModelSpec:
    """A regression: outcome, family and terms (the intercept is understood).

    Attributes
    ----------
    id
        Its name in the tables' column ``model``.
    title
        Its name for readers.
    outcome, family
        Column of the study table; one of :data:`FAMILIES`.
    terms
        Columns of the study table, or products of them (``a:b``).
    extends
        Id of the model that this one adds a term to; the two are compared by a likelihood-ratio test.
    labels
        Terms with their words, where these are not the study's columns.
    """

    id: str
    title: str
    outcome: str
    family: str
    terms: tuple[str, ...]
    extends: str = ""
    labels: tuple[tuple[str, str], ...] = ()

    def label(self, term: str) -> str:
        """A term in a reader's words."""
        return dict(self.labels).get(term) or term_label(term)

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that the model reads: its outcome, then its predictors without repetition."""
        return tuple(dict.fromkeys([self.outcome, *(part for term in self.terms for part in term.split(":"))]))


MINORITY_AND_PARTICIPATION = interaction(columns.MINORITY_SHARE, columns.PARTICIPATION)
MINORITY_AND_REQUESTS = interaction(columns.MINORITY_SHARE, columns.COMMUNITY_REQUESTS)

_CONTROLS = (columns.HOUSE_AGE, columns.MEDIAN_INCOME, columns.LOG_DENSITY)

# The study's Table 4. Its community participation (Table 2) is the block group's total of requests, so a household's
# own request is in it; columns.COMMUNITY_REQUESTS_OTHERS leaves that one out.
MODELS = (
    ModelSpec(
        "model_1",
        "Model 1, who asked for help",
        columns.PARTICIPATION,
        LOGIT,
        (
            columns.MINORITY_SHARE,
            *_CONTROLS,
            columns.EDUCATION_SHARE,
            columns.ELDERLY_SHARE,
            columns.COLLEGE_SHARE,
            columns.RENTER_SHARE,
        ),
    ),
    ModelSpec(
        "model_2",
        "Model 2, waits and asking for help",
        columns.RESTORATION_HOURS,
        NEGATIVE_BINOMIAL,
        (columns.MINORITY_SHARE, columns.PARTICIPATION, *_CONTROLS),
    ),
    ModelSpec(
        "model_3",
        "Model 3, asking for help by minority share",
        columns.RESTORATION_HOURS,
        NEGATIVE_BINOMIAL,
        (columns.MINORITY_SHARE, columns.PARTICIPATION, MINORITY_AND_PARTICIPATION, *_CONTROLS),
        extends="model_2",
    ),
    ModelSpec(
        "model_4",
        "Model 4, waits and the community's requests",
        columns.RESTORATION_HOURS,
        NEGATIVE_BINOMIAL,
        (columns.MINORITY_SHARE, columns.COMMUNITY_REQUESTS, *_CONTROLS),
    ),
    ModelSpec(
        "model_5",
        "Model 5, the community's requests by minority share",
        columns.RESTORATION_HOURS,
        NEGATIVE_BINOMIAL,
        (columns.MINORITY_SHARE, columns.COMMUNITY_REQUESTS, MINORITY_AND_REQUESTS, *_CONTROLS),
        extends="model_4",
    ),
)


def columns_of(models: Iterable[ModelSpec]) -> tuple[str, ...]:
    """Every column that any of the models reads, in the order in which they first appear."""
    return tuple(dict.fromkeys(name for model in models for name in model.columns))


def term_label(term: str) -> str:
    """A term in a reader's words: the columns' headings, products with a multiplication sign."""
    if term == columns.TERM_CONST:
        return "Constant"
    if term == columns.TERM_ALPHA:
        return "Alpha (dispersion)"
    known = {column.name: column.alias for column in columns.STUDY.columns}
    return " × ".join(known.get(part, part) for part in term.split(":"))
