"""What the lists in dialogs say in place of an enum's strings, which models, batch files and scripts keep."""

from __future__ import annotations

from qgis.core import QgsProcessingParameterEnum

from .. import i18n
from ..maps.measures import MEASURES

WIDGET = f"{__package__}.choice_list.ChoiceList"  # imported by dialogs only: it needs QGIS's widgets
# parameter -> its string -> words; they begin like the string where they can, as the parameter's help names that
WORDS: dict[str, dict[str, str]] = {
    "RENTERS": {
        "households": "Households: share of homes that are rented",
        "people": "People: share of people in rented homes",
    },
    "READS_FORMAT": {"parquet": "Parquet", "csv": "CSV"},
    "HOURS_MODEL": {
        "model3": "Model 3: the home's own request",
        "model5": "Model 5: the requests in its block group",
    },
    "PRESET": {
        "households_11": "At least 11 households",
        "15_15": "At least 15 customers (15/15 rule)",
        "customers_100": "At least 100 customers",
        "custom": "Custom: the number below",
    },
    "GROUPING": {
        "threshold": "Threshold: from it on, and below",
        "quartiles": "Quartiles: four groups",
        "values": "Values: each is a group",
    },
    "COVARIANCE": {
        "classical": "Classical",
        "robust": "Robust: for independent households",
        "cluster": "Clustered: households of a cluster may be alike",
    },
    "CLUSTER_CORRECTION": {
        "standard": "Standard: factor G / (G - 1)",
        "cr2": "CR2: bias-reduced, for few clusters",
        "jackknife": "Jackknife (CR3): each cluster left out in turn",
    },
    "SEPARATION": {"refuse": "Refuse, and say which columns", "firth": "Firth's penalised likelihood"},
    "PAPER": {"letter": "Letter", "a4": "A4"},
    "ORIENTATION": {"landscape": "Landscape", "portrait": "Portrait"},
    "ATLAS_PDF": {"one": "One PDF with all pages", "each": "Each page a PDF"},
    "LAYOUT": {
        "auto": "Automatic: told by the first line",
        "florida_state": "Florida: extract of the state",
        "florida_county": "Florida: extract of a county",
        "table": "Table of another kind: name its columns",
    },
    "FAMILY": {
        "logit": "Logit: yes or no",
        "negativebinomial": "Negative binomial: counts such as hours",
        "poisson": "Poisson: counts of rare events",
    },
    "NEIGHBOURHOOD": {
        "queen": "Queen: areas that share an edge or a corner",
        "nearest": "Nearest areas, by centroid",
    },
    "EVENT_LAYOUT": {
        "auto": "Automatic: told by the columns",
        "events": "Events: one in a row",
        "outages": "Outages: one in a row, with both times",
    },
    "READ_LAYOUT": {
        "auto": "Automatic: told by the file",
        "long": "Long: one read in a row",
        "wide": "Wide: many reads of a meter in a row",
        "nem12": "NEM12",
        "greenbutton": "Green Button (XML)",
    },
    "LABEL": {"auto": "Automatic: told by the column's name", "start": "Start", "end": "End"},
    "GEOMETRY": {"centroid": "Centroid: a point inside the parcel", "parcel": "Parcel: its polygon"},
    "MEASURE": {
        "as_styled": "As the layer is styled",
        "auto": "Automatic: the layer's first measure",
        **{name: measure.label for name, measure in MEASURES.items()},
    },
}


def in_words(parameter: QgsProcessingParameterEnum) -> None:
    """Have dialogs show a parameter's choices in words, in the user's language."""
    said = WORDS.get(parameter.name(), {})
    words = [i18n.translate("Choices", said[option]) if option in said else option for option in parameter.options()]
    parameter.setMetadata({"widget_wrapper": {"class": WIDGET, "words": words}})
