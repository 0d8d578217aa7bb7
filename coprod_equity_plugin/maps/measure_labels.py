"""What dialogs say of the measures, in their order: name -> label.

Apart from the measures themselves, whose colours, breaks and words QGIS would otherwise load whenever it starts.
"""

from __future__ import annotations

AUTO = "auto"  # in place of a name: the layer's own first measure, see choice.py
LABELS = {
    "mean_hours": "Mean hours to restoration",
    "hours_difference": "Difference to the city's mean hours",
    "group_gap": "Gap between minority and other households",
    "participation_rate": "Share of households that asked for help",
    "participation_gap": "Gap in asking for help between minority and other households",
    "requests_per_household_census": "Households that asked for help, per 100 households of the census",
    "requests_composition": "Requests for help over minority share",
    "minority_share": "Minority share of households",
    "hours_by_minority": "Mean hours by minority share",
    "requests_composition_census": "Requests for help over minority share of residents",
    "hours_by_minority_census": "Mean hours by minority share of residents",
    "cluster": "Clusters of long and short waits",
    "residual": "What a model leaves unexplained",
    "still_out": "Homes still without power at a moment",
    "expected_ratio": "Observed against expected hours",
    "saidi": "SAIDI of the storm",
    "caidi": "CAIDI of the storm",
    "celid": "Share of customers with a long outage (CELID)",
    "t80": "Hours until 80 % had power again",
    "spot": "Hot and cold spots",
    "area_minority_share": "Minority share of residents",
    "median_income": "Median household income",
    "renter_share": "Share of renters",
    "education_share": "Bachelor's degree or higher",
    "density": "Population density",
}
