"""Write the shipped styles: one QML for each measure, for layers as the algorithm of its numbers writes them.

Their breaks are a policy, not anybody's data, so that two cities or two storms compare. Write them with the oldest
supported QGIS.
"""

from __future__ import annotations

from pathlib import Path

from scripts.qgis_session import ROOT, qgis_session
from scripts.steady_xml import make_steady

STYLES = ROOT / "coprod_equity_plugin" / "resources" / "styles"

# in hours or percent; a measure that is not here has breaks of its own, or none
BREAKS = {
    "mean_hours": (12, 24, 48, 72, 96, 120),
    "hours_difference": (-24, -12, -6, 6, 12, 24),
    "group_gap": (-24, -12, -6, 6, 12, 24),
    "residual": (-24, -12, -6, 6, 12, 24),
    "participation_rate": (1, 2, 5, 10, 20),
    "participation_gap": (-20, -10, -5, 5, 10, 20),
    "requests_per_household_census": (1, 2, 5, 10, 20),
    "hours_by_minority": (48, 96, 25, 50),
    "hours_by_minority_census": (48, 96, 25, 50),
    "expected_ratio": (-40, -20, -10, 10, 20, 40),
    "saidi": (12, 24, 48, 72, 96, 120),
    "caidi": (12, 24, 48, 72, 96, 120),
    "celid": (5, 10, 20, 40, 60),
    "t80": (24, 48, 72, 96, 120, 168),
    "median_income": (25_000, 50_000, 75_000, 100_000, 150_000),
    "density": (500, 1_000, 2_000, 5_000, 10_000),
}


def styled(name: str):
    """An empty layer with the columns of the measure's own table, styled by it."""
    from qgis.core import QgsVectorLayer

    from coprod_equity_plugin.bridge.fields import make_fields
    from coprod_equity_plugin.core import columns as c
    from coprod_equity_plugin.maps.measures import MEASURES, RESIDUAL, STILL_OUT
    from coprod_equity_plugin.maps.styling import policy_style

    measure = MEASURES[name]
    of_frames = c.Table(
        "frames", "", (*c.DISPARITY.columns, c.Column(STILL_OUT, "text", ""), c.Column(RESIDUAL, "number", ""))
    )
    tables = (c.DISPARITY, c.AREAS_WITH_CENSUS, c.ADJUSTED, c.RELIABILITY, c.CLUSTERS, c.BLOCK_GROUPS, of_frames)
    if not measure.of_event:  # of the census, not of a storm
        tables = (c.BLOCK_GROUPS,)
    table = next(table for table in tables if set(measure.needs) <= set(table.names))
    layer = QgsVectorLayer("Polygon", name, "memory")
    fields = make_fields(table)
    layer.dataProvider().addAttributes(fields)
    layer.updateFields()
    policy_style(layer, measure, BREAKS.get(name, measure.breaks))
    return layer


def write_styles(folder: Path) -> list[Path]:
    """Write them all; gives their paths."""
    from qgis.core import QgsMapLayer

    from coprod_equity_plugin.maps.measures import MEASURES

    category = QgsMapLayer.StyleCategory
    written = []
    for name in MEASURES:
        path = folder / f"{name}.qml"
        message, saved = styled(name).saveNamedStyle(str(path), category.Symbology | category.CustomProperties)
        if not saved:
            raise OSError(message)
        make_steady(path)
        written.append(path)
    return written


def main() -> None:
    """Write them into the plugin."""
    STYLES.mkdir(exist_ok=True)
    with qgis_session():
        write_styles(STYLES)


if __name__ == "__main__":
    main()
