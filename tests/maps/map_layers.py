"""Layers as 'Disparity by area' writes them, small enough to work every number out by hand."""

from __future__ import annotations

from pathlib import Path

from qgis.core import (
    QgsCoordinateTransformContext,
    QgsFeature,
    QgsGeometry,
    QgsRectangle,
    QgsVectorFileWriter,
    QgsVectorLayer,
)

from coprod_equity_plugin.bridge.fields import make_field, make_fields
from coprod_equity_plugin.core import columns as c
from coprod_equity_plugin.core.disparity.still_out import CLASSES
from coprod_equity_plugin.maps.measures import CLUSTER, RESIDUAL, STILL_OUT

CITY_MEAN = 70.0
WHOLE = "fewer than 11 households, too uniform, or needed to protect an area that is"
GROUPS = "groups: one of fewer than 11 households, or needed to protect one"
REQUESTS = "requests: fewer than 11 households, or needed to protect some"

# difference, clear, gap, gap clear, minority share, requests, why withheld; 40 households each
SHOWN = (
    (30.0, 1, 8.0, 0, 0.90, 16, None),
    (24.0, 1, 30.0, 1, 0.80, 0, None),
    (13.0, 0, -5.0, 0, 0.61, 4, None),
    (6.0, 0, 2.0, 0, 0.60, 1, None),
    (0.0, 0, 0.0, 0, 0.35, 2, None),
    (-6.0, 0, -6.5, 0, 0.20, 0, None),
    (-6.5, 1, 1.0, 0, 0.05, None, REQUESTS),
    (-12.0, 1, None, None, None, 8, GROUPS),
    (-40.0, 1, None, None, 1.00, 1, None),  # one group only
)
WITHHELD, EMPTY = 2, 1
# of the areas shown
CLUSTERS = ("high-high", "High-High", "high-low", "not-clear", "not significant", "none", "low-high", "low-low", None)
RESIDUALS = (25.0, 20.0, 11.0, 4.0, 0.5, -5.0, -7.0, -13.0, -38.0)
SPOTS = ("hot spot", "hot spot", *["not distinguishable"] * 4, "cold spot", "cold spot", None)
# observed over expected hours, and the ends of its interval
RATIOS = ((1.4, 1.2, 1.6), (1.3, 1.05, 1.5), (1.2, 0.9, 1.5), (1.06, 1.01, 1.1), (1.0, 0.9, 1.1), (0.97, 0.9, 1.0),
          (0.9, 0.8, 0.98), (0.8, 0.7, 0.9), (0.5, 0.4, 0.6))  # fmt: skip
# share of minority residents and its coefficient of variation: a public figure, also of areas that are withheld
RESIDENTS = ((0.9, 0.1), (0.8, 0.1), (0.6, 0.2), (0.55, 0.2), (0.3, 0.45), (0.1, 0.8), (0.05, 0.9), (0.4, 0.4),
             (1.0, 0.05), (0.7, 0.1), (0.2, 0.5), (None, None))  # fmt: skip
RATIO = (c.SHRUNK_RATIO, c.SHRUNK_RATIO + c.LOW, c.SHRUNK_RATIO + c.HIGH)
# of the areas shown: gap in asking for help and whether it is clear, where both groups and requests are shown
ASKING = ((0.30, 1), (-0.18, 1), (0.06, 0), (-0.03, 0), (0.0, 0), (0.12, 1), *3 * ((None, None),))
OTHERS = (c.ADJUSTED, c.RELIABILITY, c.CLUSTERS, c.BLOCK_GROUPS, c.AREAS_WITH_CENSUS)
COUNT = len(SHOWN) + WITHHELD + EMPTY


def rows() -> list[dict]:
    """The attributes of the areas: those shown, then the withheld ones, then the one without households."""
    result = []
    for place in range(COUNT):
        row = dict.fromkeys(c.DISPARITY.names)
        share, variation = RESIDENTS[place]
        for name in (c.AREA_MINORITY_SHARE, c.RENTER_SHARE, c.EDUCATION_SHARE):
            row[name], row[f"{name}_cv"] = share, variation
        row.update({c.MEDIAN_INCOME: share and 100 * share, c.MEDIAN_INCOME_CV: variation})
        row.update({c.AREA_HOUSEHOLDS: share and 400, c.AREA_HOUSEHOLDS_CV: variation})
        row.update({c.DENSITY: share and 5000 * share, c.POPULATION_CV: variation})
        row[c.AREA_ID] = f"12073000100{place % 10}" if place < 10 else f"12073000200{place % 10}"
        if place >= len(SHOWN) + WITHHELD:
            row.update({c.HOUSEHOLDS: 0, c.SUPPRESSION: "no households in the study"})
        elif place >= len(SHOWN):
            row[c.SUPPRESSION] = WHOLE
        else:
            difference, clear, gap, gap_clear, share, requests, reason = SHOWN[place]
            row.update(
                {
                    c.HOUSEHOLDS: 40,
                    c.MEAN_HOURS: CITY_MEAN + difference,
                    c.HOURS_DIFFERENCE: difference,
                    c.DIFFERENCE_CLEAR: clear,
                    c.GROUP_GAP: gap,
                    c.GAP_CLEAR: gap_clear,
                    c.MINORITY_SHARE: share,
                    c.REQUESTS_COUNT: requests,
                    c.PARTICIPATION_RATE: None if requests is None else requests / 40,
                    c.REQUESTS_PER_100: None if requests is None else requests / 4,
                    **dict(zip((c.PARTICIPATION_GAP, c.PARTICIPATION_GAP_CLEAR), ASKING[place])),
                    c.SUPPRESSION: reason,
                    CLUSTER: CLUSTERS[place],
                    RESIDUAL: RESIDUALS[place],
                    STILL_OUT: CLASSES[place % 4],
                    c.SPOT: SPOTS[place],
                    c.SAIDI: 60 * (CITY_MEAN + difference),
                    c.CAIDI: 60 * (CITY_MEAN + difference),
                    c.CELID: max(0.0, difference / 40),
                    c.CELID_HOURS: 72,
                    c.T80: 2 * (CITY_MEAN + difference),
                    **dict(zip(RATIO, RATIOS[place])),
                }
            )
        result.append(row)
    return result


def make_layer(
    *, crs: str = "EPSG:26916", table=c.DISPARITY, records: list[dict] | None = None, tall: bool = False
) -> QgsVectorLayer:
    """A memory layer, squares of one kilometre in four columns, or in two if ``tall``."""
    layer = QgsVectorLayer(f"Polygon?crs={crs}" if crs else "Polygon", "Disparity by area", "memory")
    if not crs:
        layer.setCrs(type(layer.crs())())
    fields = make_fields(table)
    if table is c.DISPARITY:  # and what the other results have, so that one layer does for every measure
        for column in (column for other in OTHERS for column in other.columns):
            if fields.lookupField(column.name) < 0 and column.name != c.BLOCK_GROUP:
                fields.append(make_field(column))
        fields.append(make_field(c.Column(RESIDUAL, "number", "Residual")))
        fields.append(make_field(c.Column(STILL_OUT, "text", "Still without power")))
    layer.dataProvider().addAttributes(fields)
    layer.updateFields()
    features = []
    for place, row in enumerate(rows() if records is None else records):
        feature = QgsFeature(fields)
        feature.setAttributes([row.get(name) for name in fields.names()])
        across = 2 if tall else 4
        x, y = 700000 + 1000 * (place % across), 3370000 + 1000 * (place // across)
        if crs == "EPSG:4269":
            x, y = x / 1e5 - 92, y / 1e5 - 3
            feature.setGeometry(QgsGeometry.fromRect(QgsRectangle(x, y, x + 0.01, y + 0.01)))
        else:
            feature.setGeometry(QgsGeometry.fromRect(QgsRectangle(x, y, x + 1000, y + 1000)))
        features.append(feature)
    layer.dataProvider().addFeatures(features)
    layer.updateExtents()
    return layer


def write_gpkg(layer: QgsVectorLayer, path: Path, name: str = "disparity") -> str:
    """The layer in a GeoPackage; gives the source that OGR takes."""
    options = QgsVectorFileWriter.SaveVectorOptions()
    options.driverName, options.layerName = "GPKG", name
    QgsVectorFileWriter.writeAsVectorFormatV3(layer, str(path), QgsCoordinateTransformContext(), options)
    return f"{path}|layername={name}"


def make_places(kind: str, shapes: list[tuple[str, str]], *, field: str = "name", crs: str = "EPSG:26916"):
    """A memory layer of names with their shapes as WKT."""
    layer = QgsVectorLayer(f"{kind}?crs={crs}&field={field}:string", kind, "memory")
    features = []
    for name, wkt in shapes:
        feature = QgsFeature(layer.fields())
        feature.setAttributes([name])
        feature.setGeometry(QgsGeometry.fromWkt(wkt))
        features.append(feature)
    layer.dataProvider().addFeatures(features)
    layer.updateExtents()
    return layer
