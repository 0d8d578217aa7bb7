"""Write the shipped styles: one QML for each measure, for layers that 'Disparity by area' wrote.

Their breaks are a policy, not anybody's data, so that two cities or two storms compare. Write them with the oldest
supported QGIS.
"""

from __future__ import annotations

from pathlib import Path

from scripts.qgis_session import ROOT, qgis_session

STYLES = ROOT / "coprod_equity_plugin" / "resources" / "styles"

# in hours or percent; a measure that is not here has breaks of its own, or none
BREAKS = {
    "mean_hours": (12, 24, 48, 72, 96, 120),
    "hours_difference": (-24, -12, -6, 6, 12, 24),
    "group_gap": (-24, -12, -6, 6, 12, 24),
    "residual": (-24, -12, -6, 6, 12, 24),
    "participation_rate": (1, 2, 5, 10, 20),
    "hours_by_minority": (48, 96, 25, 50),
}


def styled(name: str):
    """An empty layer with the columns of the areas, styled by a measure."""
    from qgis.core import QgsVectorLayer

    from coprod_equity_plugin.bridge.fields import make_field, make_fields
    from coprod_equity_plugin.core.columns import DISPARITY, Column
    from coprod_equity_plugin.maps.measures import CLUSTER, MEASURES, RESIDUAL, STILL_OUT
    from coprod_equity_plugin.maps.styling import policy_style

    layer = QgsVectorLayer("Polygon", name, "memory")
    fields = make_fields(DISPARITY)
    others = (
        Column(CLUSTER, "text", "Cluster"),
        Column(RESIDUAL, "number", "Residual"),
        Column(STILL_OUT, "text", "Still without power"),
    )
    for column in others:
        if fields.lookupField(column.name) < 0:
            fields.append(make_field(column))
    layer.dataProvider().addAttributes(fields)
    layer.updateFields()
    measure = MEASURES[name]
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
        written.append(path)
    return written


def main() -> None:
    """Write them into the plugin."""
    STYLES.mkdir(exist_ok=True)
    with qgis_session():
        write_styles(STYLES)


if __name__ == "__main__":
    main()
