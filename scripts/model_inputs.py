"""What the shipped models ask for: each input once, with its help, for all models that have it."""

from __future__ import annotations

# what the dialog says of each input
INPUT_HELP = {
    "READS": "What each meter used, by half-hours or the like: CSV, Parquet, NEM12 or Green Button; a file, a folder "
    "or a pattern such as reads_*.parquet.",
    "SERVICE_POINTS": "The utility's list of meters with their address and parcel id.",
    "REQUESTS": "The 311 export, as CSV or layer. Give it or the file below.",
    "REQUESTS_FILE": "Instead of the export: what an Open311 or SeeClickFix service gives out.",
    "CATEGORIES": "As the export writes them, separated by commas; empty: all categories.",
    "PARCELS": "Polygons with the parcel ids that the assessor's roll holds.",
    "ROLL": "The assessor's table: address, use and year built of each parcel.",
    "VOTERS": "Florida's voter extract, of the state or a county.",
    "CENSUS": "Tables of the American Community Survey for block groups, as data.census.gov gives them out: B19013, "
    "B01003, B15003, B25003 and B03002.",
    "BLOCK_GROUPS": "The census's polygons, of the same years as the tables.",
    "EVENT_START": "When the storm cut the power, in the city's local time.",
    "WINDOW_HOURS": "Requests up to this many hours after the start count as asking for help.",
    "TIME_ZONE": "Of the meter reads and the requests, such as America/New_York.",
    "EVENT_NAME": "Stands in the titles of the maps and the report.",
    "MINIMUM_HOUSEHOLDS": "Groups of fewer households are withheld from tables, maps and report.",
    "SOURCES": "Whose data these are; empty: their kinds.",
    "STUDY": "The output of 'Study dataset', or of the model 'Study table'. Confidential.",
    "INDICATORS": "The output of 'Block group indicators': the polygons with the values of the census, which one of "
    "the maps shows.",
    "RESTORATION": "The output of 'Restoration times', if SAIDI and SAIFI are to count all outages of a home.",
    "SAMPLE_FLOW": "The second output of 'Study dataset': the report then says who was left out.",
    "CURVE": "The second output of 'Restoration times', for the report's first figure.",
    "CURVES_BY": "Field of the study table: the report shows how fast power came back to each of its groups.",
    "COVARIANCE": "Of Models 1-5. cluster: homes of one block group are alike; robust and classical take each home on "
    "its own.",
    "CELID_HOURS": "CELID is the share of the customers that were without power for so long or longer.",
    "EARLIER": "Results of 'Disparity by area' that are public already: what differs from them by too few households, "
    "or was withheld in them, is withheld.",
    "AREAS": "What 'Disparity by area' wrote.",
    "PAPER": "Size of the page.",
    "ORIENTATION": "Of the page.",
    "DPI": "Of the PNG pictures.",
    "SAVE_STYLE": "Each map's style goes into the layer's GeoPackage, the last as its default. A layer that is no "
    "GeoPackage is styled without saving.",
}


def inputs(*names: str) -> list:
    """The definitions of the inputs of those names, in that order."""
    known = {definition.name(): definition for definition in _raw_files() + _study() + _settings() + _options()}
    return [known[name] for name in names]


def _raw_files() -> list:
    from qgis.core import (
        QgsProcessing,
        QgsProcessingParameterFeatureSource,
        QgsProcessingParameterFile,
        QgsProcessingParameterString,
    )

    vector = [QgsProcessing.SourceType.TypeVector]
    polygons = [QgsProcessing.SourceType.TypeVectorPolygon]
    folder = QgsProcessingParameterFile.Behavior.Folder
    return [
        QgsProcessingParameterString("READS", "Meter reads (file, folder or pattern)"),
        QgsProcessingParameterFeatureSource("SERVICE_POINTS", "Service points", vector),
        QgsProcessingParameterFeatureSource("REQUESTS", "Service requests (311)", vector, optional=True),
        QgsProcessingParameterFile("REQUESTS_FILE", "or file of service requests", optional=True),
        QgsProcessingParameterString("CATEGORIES", "Request categories that mean a power outage", "Power Outage"),
        QgsProcessingParameterFeatureSource("PARCELS", "Parcels", polygons),
        QgsProcessingParameterFeatureSource("ROLL", "Assessor's roll", vector),
        QgsProcessingParameterFile("VOTERS", "Voter extract"),
        QgsProcessingParameterFile("CENSUS", "Folder of census tables", folder),
        QgsProcessingParameterFeatureSource("BLOCK_GROUPS", "Block groups", polygons),
    ]


def _study() -> list:
    """What the study table's own steps gave."""
    from qgis.core import (
        QgsProcessing,
        QgsProcessingParameterFeatureSource,
        QgsProcessingParameterField,
        QgsProcessingParameterMultipleLayers,
        QgsProcessingParameterVectorLayer,
    )

    vector = [QgsProcessing.SourceType.TypeVector]
    polygons = [QgsProcessing.SourceType.TypeVectorPolygon]
    return [
        QgsProcessingParameterFeatureSource("STUDY", "Household study table", vector),
        QgsProcessingParameterFeatureSource("INDICATORS", "Block group indicators", polygons),
        QgsProcessingParameterFeatureSource("RESTORATION", "Restoration times", vector, optional=True),
        QgsProcessingParameterFeatureSource("SAMPLE_FLOW", "Sample flow", vector, optional=True),
        QgsProcessingParameterFeatureSource("CURVE", "Restoration curve", vector, optional=True),
        QgsProcessingParameterField("CURVES_BY", "Curves by", "renter_share", "STUDY", optional=True),
        QgsProcessingParameterMultipleLayers("EARLIER", "Published before", vector[0], optional=True),
        QgsProcessingParameterVectorLayer("AREAS", "Disparity by area", polygons),
    ]


def _settings() -> list:
    from qgis.core import (
        QgsProcessingParameterDateTime,
        QgsProcessingParameterNumber,
        QgsProcessingParameterString,
    )

    number = QgsProcessingParameterNumber.Type
    return [
        # A QDateTime would be lost when the model is written.
        QgsProcessingParameterDateTime("EVENT_START", "Start of the event", defaultValue="2018-10-10T00:00:00"),
        QgsProcessingParameterNumber(
            "WINDOW_HOURS", "Request window (hours)", number.Double, defaultValue=48, minValue=1
        ),
        QgsProcessingParameterString("TIME_ZONE", "Time zone", "America/New_York"),
        QgsProcessingParameterString("EVENT_NAME", "Name of the event", "Hurricane Michael"),
        QgsProcessingParameterNumber(
            "MINIMUM_HOUSEHOLDS",
            "Smallest group that may be shown (households)",
            number.Integer,
            defaultValue=11,
            minValue=3,
        ),
        QgsProcessingParameterString("SOURCES", "Sources, for the foot of the maps", "", optional=True),
    ]


def _options() -> list:
    """Choices of single steps, with the steps' own defaults."""
    from qgis.core import QgsProcessingParameterBoolean, QgsProcessingParameterNumber

    integer = QgsProcessingParameterNumber.Type.Integer
    return [
        _choice("COVARIANCE", "Standard errors", ["classical", "robust", "cluster"], "cluster"),
        QgsProcessingParameterNumber("CELID_HOURS", "CELID from, hours", integer, 72, minValue=1),
        _choice("PAPER", "Paper", ["letter", "a4"], "letter"),
        _choice("ORIENTATION", "Orientation", ["landscape", "portrait"], "landscape"),
        QgsProcessingParameterNumber("DPI", "Dots per inch", integer, 200, minValue=72, maxValue=600),
        QgsProcessingParameterBoolean("SAVE_STYLE", "Save styles in the GeoPackage", True),
    ]


def _choice(name: str, label: str, options: list[str], default: str):
    from qgis.core import QgsProcessingParameterEnum

    return QgsProcessingParameterEnum(name, label, options, defaultValue=default, usesStaticStrings=True)
