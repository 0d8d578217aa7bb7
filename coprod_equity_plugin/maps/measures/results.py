"""What the other results measure: clusters, residuals, observed against expected hours, reliability, moments."""

from __future__ import annotations

from ...core import columns
from . import palettes, sources
from .families import gap, hours, minutes, pattern, percent
from .kinds import Category, Measure

CLUSTER, RESIDUAL, STILL_OUT = columns.CLUSTER, columns.RESIDUAL, columns.STILL_OUT
_FEW, _UNDER_HALF, _HALF_OR_MORE, _NEARLY_ALL = columns.STILL_OUT_CLASSES
_NO_PATTERN = ("not-clear", "not distinguishable", "not clear", "not-significant", "not significant", "none")
_CUSTOMERS = "Customers served: homes that lost power, and homes whose reads say that they kept it."

RESULTS: tuple[Measure, ...] = (
    pattern(
        "cluster",
        CLUSTER,
        "Where long waits lie together, and where short ones",
        "{areas_upper} whose wait is like, or unlike, that of their neighbors; {households}",
        "Clusters",
        colours=palettes.CLUSTERS,
        categories=(
            Category(("low-low", "low among low"), "Short waits among short", palettes.CLUSTERS[0], lined=True),
            Category(("low-high", "low among high"), "Short wait among long", palettes.CLUSTERS[1], lined=True),
            Category(_NO_PATTERN, "No cluster", palettes.CLUSTERS[2]),
            Category(("high-low", "high among low"), "Long wait among short", palettes.CLUSTERS[3]),
            Category(("high-high", "high among high"), "Long waits among long", palettes.CLUSTERS[4]),
        ),
        finding="{above} in clusters of long waits, {below} in clusters of short ones.",
        no_finding="No {area} lies in a clear cluster.",
        method="Residual clustering",
        notes=("In a cluster, the pattern of a place and its neighbors is unlikely to be chance.",),
    ),
    gap(
        "residual",
        RESIDUAL,
        "Where waits were longer or shorter than the model expects",
        "Mean hours to restoration less those that the model expects, per {area}, {households}",
        "Observed less expected",
        also=(columns.CLUSTER_VALUE,),
        high_end="Longer than expected",
        low_end="Shorter than expected",
        steps=(0.1, 0.2, 0.5, 1, 2, 3, 6, 12, 24),
        method="Residual clustering",
        notes=("What is left over after the model's explanations is not yet explained; it is no proof of a cause.",),
    ),
    pattern(
        STILL_OUT,
        STILL_OUT,
        "Still without power",
        "Homes still without power, of those that lost it, per {area}",
        "Still without power",
        colours=palettes.STILL_OUT,
        categories=(
            Category((_FEW,), "None, or too few to tell", palettes.STILL_OUT[0]),
            Category((_UNDER_HALF,), "Under half", palettes.STILL_OUT[1]),
            Category((_HALF_OR_MORE,), "Half or more", palettes.STILL_OUT[2]),
            Category((_NEARLY_ALL,), "All, or all but a few", palettes.STILL_OUT[3]),
        ),
        undefined="No homes lost power",
        method="Frames of the restoration",
    ),
    gap(
        "expected_ratio",
        columns.SHRUNK_RATIO,
        "Where waits were longer or shorter than for similar homes",
        "Hours to restoration over those expected for homes of similar age, income and density; {count}",
        "Observed against expected hours",
        unit="%",
        factor=100.0,
        centre=1.0,
        clear_interval=(columns.SHRUNK_RATIO + columns.LOW, columns.SHRUNK_RATIO + columns.HIGH),
        unclear="Not clearly different",
        finding="{above} waited clearly longer than expected, {below} clearly shorter.",
        no_finding="No {area} waited clearly longer or shorter than expected.",
        high_end="Longer than expected",
        low_end="Shorter than expected",
        steps=(1, 2, 5, 10, 20),
        part="ratios",
        notes=(
            "Expected by a model that knows nothing of race. Small {areas} are drawn towards the city.",
            "Not clearly different: the 95 % interval holds the expected hours.",
        ),
    ),
    minutes(
        "saidi",
        columns.SAIDI,
        "Hours without power per customer (SAIDI)",
        "Storm SAIDI (IEEE 1366): hours without power per customer served, per {area}; {count}",
        "SAIDI of the storm",
        notes=(_CUSTOMERS, "1 hour is 60 customer minutes."),
    ),
    minutes(
        "caidi",
        columns.CAIDI,
        "Hours to restoration per interruption (CAIDI)",
        "Storm CAIDI (IEEE 1366): mean hours of an interruption, per {area}; {count}",
        "CAIDI of the storm",
        notes=("1 hour is 60 customer minutes.",),
    ),
    percent(
        "celid",
        columns.CELID,
        "Who was without power for long (CELID)",
        "Storm CELID (IEEE 1366): customers without power for {long_hours} or longer, per {area}; {count}",
        "Customers with a long outage",
        colours=palettes.YELLOW_BROWN,
        steps=(1, 2, 5, 10, 20),
        zero="None",
        sources=sources.READS,
        method="Reliability indices",
        notes=(_CUSTOMERS,),
    ),
    hours(
        "t80",
        columns.T80,
        "When most had power again",
        "Hours from a home's own loss of power until 80 % were restored, per {area}; {count}",
        "80 % restored after",
        undefined="Reads end before 80 % were restored",
        method="Reliability indices",
    ),
    pattern(
        "spot",
        columns.SPOT,
        "Hot spots of long waits, and cold spots",
        "{areas_upper} that with their neighbors waited longer, or shorter, than the rest; {count}",
        "Hot and cold spots",
        colours=palettes.CLUSTERS[::2],
        categories=(
            Category(("cold spot",), "Cold spot: short waits", palettes.CLUSTERS[0], lined=True),
            Category(_NO_PATTERN, "Neither", palettes.CLUSTERS[2]),
            Category(("hot spot",), "Hot spot: long waits", palettes.CLUSTERS[4]),
        ),
        finding="{above} in hot spots of long waits, {below} in cold spots.",
        no_finding="No {area} lies in a clear hot or cold spot.",
        method="Residual clustering",
        notes=("Getis-Ord G*: in a spot, the pattern of a place and its neighbors is unlikely to be chance.",),
    ),
)
