"""How models were fitted, in words for their tables and pages: standard errors, clusters, Firth's likelihood."""

from __future__ import annotations

from collections.abc import Mapping

from .covariance import FEW_CLUSTERS
from .fit import ModelFit
from .results import ModelSet
from .small_sample import FEW_FREEDOM
from .specification import CLASSICAL, CR2, JACKKNIFE, ROBUST, STANDARD, term_label

# What clustered standard errors are called after "clustered by ...".
CORRECTION_WORDS = {
    STANDARD: "with the factor G / (G − 1)",
    CR2: "bias-reduced (CR2)",
    JACKKNIFE: "by the jackknife of whole clusters (CR3, to one step)",
}


def covariance_words(result: ModelSet) -> str:
    """Which standard errors and which distribution a set of models has, as a part of a sentence."""
    options = result.options
    if options.covariance == CLASSICAL:
        return "classical standard errors, from the observed information, as in the study"
    if options.covariance == ROBUST:
        return "robust standard errors, with the factor n / (n − 1)"
    if options.correction == CR2:
        freedoms = [value for fit in result.fits.values() for value in fit.freedoms]
        spread = (
            ", each coefficient's interval and p with its own degrees of freedom (Satterthwaite, "
            f"{min(freedoms):.1f} to {max(freedoms):.1f})"
        )
    else:
        spread = f" and the t distribution with {result.clusters - 1:,} degrees of freedom"
    return (
        f"standard errors clustered by {options.cluster_column} ({result.clusters:,} clusters), "
        f"{CORRECTION_WORDS[options.correction]}{spread}"
    )


def few_clusters_note(groups: int, correction: str = STANDARD) -> list[str]:
    """A sentence if clustered standard errors rest on few clusters; ``groups`` is 0 where they are not clustered."""
    if not 0 < groups < FEW_CLUSTERS:
        return []
    what = (
        f"Below {FEW_CLUSTERS} they tend to be too small: read"
        if correction == STANDARD
        else "They allow for that, but what few places share by chance cannot be told from what goes with them: read"
    )
    return [
        f"Standard errors rest on {groups} clusters only. {what} results near the edge of an interval as undecided."
    ]


def method_notes(fits: Mapping[str, ModelFit]) -> list[str]:
    """What readers must know beside the standard errors' name, by the models' titles."""
    notes = []
    for title, fit in fits.items():
        if fit.penalised is not None:
            intervals = (
                "intervals and p of single coefficients are by the profile of the penalised likelihood"
                if fit.profiled
                else f"intervals and p are Wald's, from {fit.kind} standard errors"
            )
            notes.append(
                f"{title}: some columns tell the outcome without error, so it is fitted by Firth's penalised "
                f"likelihood, which keeps estimates finite by drawing them towards zero; {intervals}. Measures that "
                "compare likelihoods are left out."
            )
        if fit.correction == CR2:
            few = [
                f"{term_label(term)} ({freedom:.1f})"
                for term, freedom in zip(fit.terms, fit.freedoms)
                if freedom < FEW_FREEDOM
            ]
            if few:
                notes.append(
                    f"{title}: fewer than {FEW_FREEDOM:g} degrees of freedom stand behind {', '.join(few)}: about as "
                    "many independent places tell what is known of it. Do not trust p values and stars there, and read "
                    "the intervals as rough."
                )
    return notes
