"""Write the shipped model ``equitystudy``: raw files to maps and report in one run.

The model is made here and not drawn by hand, so that its children, names and outputs can be read, reviewed and tested.
Write it with the oldest supported QGIS: newer ones read it, the other way round they may not.
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from xml.etree import ElementTree

from scripts.model_layout import arrange
from scripts.qgis_session import ROOT, qgis_session

MODELS = ROOT / "coprod_equity_plugin" / "resources" / "models"

# what the robustness step draws: samples of each size, and the sizes
DRAWS = 20
SIZES = "600,1000,3000,5000"

# measure -> child id of its map, and what the map is called in the model
MAPS = {
    "mean_hours": ("hours_map", "Map of hours"),
    "requests_composition_census": ("requests_map", "Map of requests"),
    "hours_difference": ("disparity_map", "Map of disparity"),
}

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
}


def build_equity_study():
    """The model, with all children and outputs."""
    from qgis.core import (
        QgsProcessing,
        QgsProcessingModelAlgorithm,
        QgsProcessingModelChildAlgorithm,
        QgsProcessingModelChildParameterSource,
        QgsProcessingModelOutput,
        QgsProcessingModelParameter,
        QgsProcessingParameterDateTime,
        QgsProcessingParameterDefinition,
        QgsProcessingParameterFeatureSource,
        QgsProcessingParameterFile,
        QgsProcessingParameterNumber,
        QgsProcessingParameterString,
    )

    from coprod_equity_plugin.maps.measures import MEASURES

    model = QgsProcessingModelAlgorithm("equitystudy", "Models")
    vector = [QgsProcessing.SourceType.TypeVector]
    polygons = [QgsProcessing.SourceType.TypeVectorPolygon]
    folder = QgsProcessingParameterFile.Behavior.Folder
    inputs = [
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
        # A QDateTime would be lost when the model is written.
        QgsProcessingParameterDateTime("EVENT_START", "Start of the event", defaultValue="2018-10-10T00:00:00"),
        QgsProcessingParameterNumber(
            "WINDOW_HOURS",
            "Request window (hours)",
            QgsProcessingParameterNumber.Type.Double,
            defaultValue=48,
            minValue=1,
        ),
        QgsProcessingParameterString("TIME_ZONE", "Time zone", "America/New_York"),
        QgsProcessingParameterString("EVENT_NAME", "Name of the event", "Hurricane Michael"),
        QgsProcessingParameterNumber(
            "MINIMUM_HOUSEHOLDS",
            "Smallest group that may be shown (households)",
            QgsProcessingParameterNumber.Type.Integer,
            defaultValue=11,
            minValue=3,
        ),
        QgsProcessingParameterString("SOURCES", "Sources, for the foot of the maps", "", optional=True),
    ]
    for definition in inputs:
        model.addModelParameter(definition, QgsProcessingModelParameter(definition.name()))
    model.setParameterOrder([definition.name() for definition in inputs])

    given = QgsProcessingModelChildParameterSource.fromModelParameter
    from_child = QgsProcessingModelChildParameterSource.fromChildOutput
    fixed = QgsProcessingModelChildParameterSource.fromStaticValue
    computed = QgsProcessingModelChildParameterSource.fromExpression
    optional = QgsProcessingParameterDefinition.Flag.FlagOptional
    rows: list[list[str]] = []

    def add(child_id, algorithm, parameters, outputs=(), *, title="", after=(), beside=False):
        child = QgsProcessingModelChildAlgorithm(f"coprodequity:{algorithm}")
        child.setChildId(child_id)
        child.setDescription(title or child.algorithm().displayName())
        for definition in child.algorithm().parameterDefinitions():
            # Stated, though they are the defaults: the Model Designer paints a step red that leaves them open.
            left_open = definition.name() not in parameters and not definition.isDestination()
            if left_open and not definition.flags() & optional and definition.defaultValue() is not None:
                child.addParameterSources(definition.name(), [fixed(definition.defaultValue())])
        for name, sources in parameters.items():
            child.addParameterSources(name, sources if isinstance(sources, list) else [sources])
        if after:
            child.setDependencies(after)
        if not beside:
            rows.append([])
        rows[-1].append(child_id)
        named = {}
        for name in outputs:
            output = QgsProcessingModelOutput(name, child.algorithm().parameterDefinition(name).description())
            output.setChildId(child_id)
            output.setChildOutputName(name)
            named[name] = output
        child.setModelOutputs(named)
        model.addChildAlgorithm(child)

    event = {"EVENT_START": given("EVENT_START")}
    zone = {"TIME_ZONE": given("TIME_ZONE")}
    window = {"WINDOW_HOURS": given("WINDOW_HOURS")}
    add(
        "restoration",
        "restorationtimes",
        {"READS": given("READS"), **event, **zone},
        ["OUTPUT", "CURVE"],
    )
    add(
        "requests",
        "servicerequests",
        {
            **{name: given(name) for name in ("REQUESTS", "REQUESTS_FILE", "PARCELS", "ROLL")},
            **{name: given(name) for name in ("SERVICE_POINTS", "CATEGORIES")},
            **event,
            **zone,
            **window,
        },
        ["OUTPUT", "UNMATCHED"],
    )
    add("people", "householdcomposition", {"VOTERS": given("VOTERS"), **event}, ["OUTPUT"])
    add(
        "places",
        "blockgroupindicators",
        {"BLOCK_GROUPS": given("BLOCK_GROUPS"), "TABLES": given("CENSUS")},
        ["OUTPUT"],
    )
    add(
        "study",
        "studydataset",
        {
            "RESTORATION": from_child("restoration", "OUTPUT"),
            "SERVICE_POINTS": given("SERVICE_POINTS"),
            "PARCELS": given("PARCELS"),
            "ROLL": given("ROLL"),
            "REQUESTS": from_child("requests", "OUTPUT"),
            "UNMATCHED": from_child("requests", "UNMATCHED"),
            "COMPOSITION": from_child("people", "OUTPUT"),
            "BLOCK_GROUPS": from_child("places", "OUTPUT"),
            **event,
        },
        ["OUTPUT", "SAMPLE_FLOW"],
    )
    study = from_child("study", "OUTPUT")
    add(
        "models",
        "equitymodels",
        {"INPUT": study},
        ["COEFFICIENTS", "CONTRASTS", "FIT", "REPORT", "OUTPUT", "ADJUSTED", "HYPOTHESES", "DIAGNOSTICS"],
    )
    add(
        "areas",
        "disparitybyarea",
        {
            "INPUT": study,
            "AREAS": from_child("places", "OUTPUT"),  # with their census shares
            "PRESET": fixed("custom"),
            "MINIMUM_HOUSEHOLDS": given("MINIMUM_HOUSEHOLDS"),
        },
        ["OUTPUT"],
    )
    areas = from_child("areas", "OUTPUT")
    checks = _add_checks(add, given, from_child, fixed, computed, event, window)
    previous = None
    for measure, (child_id, title) in MAPS.items():
        style = f"style_{measure}"
        add(
            style,
            "styledisparity",
            {"INPUT": areas, "MEASURE": fixed(measure), "SAVE_STYLE": fixed(True)},
            title=f"Style: {MEASURES[measure].label}",
            after=_dependencies([previous]) if previous else (),
        )
        add(
            child_id,
            "exportmap",
            {
                "INPUT": from_child(style, "OUTPUT"),
                "MEASURE": fixed(measure),
                "EVENT_NAME": given("EVENT_NAME"),
                "SOURCES": given("SOURCES"),
            },
            ["PDF", "PNG", "CSV", "ALT_TEXT"],
            title=title,
            beside=True,
        )
        previous = child_id
    add(
        "report",
        "equityreport",
        {
            "STUDY": study,
            "COEFFICIENTS": from_child("models", "COEFFICIENTS"),
            "FIT": from_child("models", "FIT"),
            "CONTRASTS": from_child("models", "CONTRASTS"),
            "AREAS": areas,
            "SAMPLE_FLOW": from_child("study", "SAMPLE_FLOW"),
            "CURVE": from_child("restoration", "CURVE"),
            "MAPS": [from_child(child_id, "PNG") for child_id, _ in MAPS.values()],
            "EVENT_NAME": given("EVENT_NAME"),
            "MINIMUM_HOUSEHOLDS": given("MINIMUM_HOUSEHOLDS"),
            **event,
            **checks,
        },
        ["OUTPUT", "TABLES_FOLDER"],
    )
    model.setHelpContent(
        {
            "ALG_DESC": "From raw files to maps and report in one run: restoration times from meter reads, requests, "
            "people and places, the household study table, Models 1-5 with their checks (diagnostics, other request "
            "windows and samples, time to restoration, clusters), disparity by block group, three styled maps and the "
            "report. Household tables are confidential; maps and report show groups of households only.",
            "ALG_CREATOR": "Coproduction Equity",
            **INPUT_HELP,
        }
    )
    _tell_apart(model)
    arrange(model, rows)
    return model


def _add_checks(add, given, from_child, fixed, computed, event, window) -> dict:
    """The steps whose tables only the report reads, and its parameters for them.

    Leaving out each block group once is left out: in a large city it takes longer than all else together, and the
    diagnostics do it for the first coefficient.
    """
    study, requests = from_child("study", "OUTPUT"), from_child("requests", "OUTPUT")
    rule = {"PRESET": fixed("custom"), "MINIMUM_HOUSEHOLDS": given("MINIMUM_HOUSEHOLDS")}
    asked = {"INPUT": study, "REQUESTS": requests, **event}
    steps = (
        (
            "robustness",
            "robustness",
            {**asked, **window, "DRAWS": fixed(DRAWS), "SIZES": fixed(SIZES), "LEAVE_OUT": fixed(False)},
        ),
        ("survival", "survivalmodels", asked),
        (
            "renters",
            "restorationcurve",
            # the curves' own rule asks for 11 at least
            {
                "INPUT": study,
                "GROUP_FIELD": fixed("renter_share"),
                "MINIMUM": computed("max(11, @MINIMUM_HOUSEHOLDS)"),
            },
        ),
        (
            "reliability",
            "reliabilityindices",
            {
                "INPUT": study,
                "RESTORATION": from_child("restoration", "OUTPUT"),
                "AREAS": given("BLOCK_GROUPS"),
                **rule,
            },
        ),
        (
            "clusters",
            "residualclustering",
            {"INPUT": from_child("models", "OUTPUT"), "AREAS": given("BLOCK_GROUPS"), **rule},
        ),
    )
    for step in steps:
        add(*step)
    return {
        **{
            name: from_child("models", name)
            for name in (
                "ADJUSTED",
                "HYPOTHESES",
                "DIAGNOSTICS",
                "STANDARD_ERRORS",
                "ROOTOGRAM",
                "RESIDUAL_QUANTILES",
            )
        },
        "EXPECTED": from_child("models", "OUTPUT"),
        "ROBUSTNESS": from_child("robustness", "SUMMARY"),
        "ROBUSTNESS_FITS": from_child("robustness", "OUTPUT"),
        "SURVIVAL": from_child("survival", "GROUPS"),
        "SURVIVAL_CONTRASTS": from_child("survival", "CONTRASTS"),
        "SURVIVAL_FIT": from_child("survival", "FIT"),
        "GROUP_CURVES": from_child("renters", "OUTPUT"),
        "GROUP_QUANTILES": from_child("renters", "QUANTILES"),
        "GROUPS_BY": fixed("share of renters in the block group"),
        "RELIABILITY": from_child("reliability", "GROUPS"),
        "CLUSTERS": from_child("clusters", "OUTPUT"),
        "INEQUALITY": from_child("areas", "INEQUALITY"),
        "SETTINGS": computed(
            "'Request window, hours: ' || @WINDOW_HOURS || '\\nTime zone: ' || @TIME_ZONE || '\\nRequest categories: '"
            " || if(@CATEGORIES = '', 'all', @CATEGORIES) || '\\nStandard errors: clustered by block group'"
            f" || '\\nRobustness: {DRAWS} samples each of {SIZES} homes, seed 1'"
            " || '\\nClusters: 9,999 permutations, seed 1'"
        ),
    }


def _tell_apart(model) -> None:
    """Put the step's name before an output's where several steps have one of that name; others stay short."""
    children = model.childAlgorithms()
    names = [output.description() for child in children.values() for output in child.modelOutputs().values()]
    for child in children.values():
        outputs = child.modelOutputs()
        for output in outputs.values():
            if names.count(output.description()) > 1:
                output.setDescription(f"{child.description()}: {output.description()}")
        child.setModelOutputs(outputs)
        model.setChildAlgorithm(child)


def _dependencies(children):
    from qgis.core import QgsProcessingModelChildDependency

    return [QgsProcessingModelChildDependency(child) for child in children]


def model_text(model) -> str:
    """The model's file, its attributes in one order: Qt's own changes from run to run."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "model.model3"
        if not model.toFile(str(path)):
            raise OSError(f"{path} could not be written")
        return f"<!DOCTYPE model>\n{ElementTree.canonicalize(path.read_text(encoding='utf-8'))}\n"


def write(folder: Path) -> list[Path]:
    """Write every shipped model into ``folder``."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "equitystudy.model3"
    path.write_text(model_text(build_equity_study()), encoding="utf-8")
    return [path]


if __name__ == "__main__":
    with qgis_session():
        for written in write(MODELS):
            print(written.relative_to(ROOT))
