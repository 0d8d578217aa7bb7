"""Write the shipped model ``equitystudy``: raw files to maps and report in one run.

The model is made here and not drawn by hand, so that its children, names and outputs can be read, reviewed and tested.
Write it with the oldest supported QGIS: newer ones read it, the other way round they may not.
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from xml.etree import ElementTree

from scripts.qgis_session import ROOT, qgis_session

MODELS = ROOT / "coprod_equity_plugin" / "resources" / "models"

# what the robustness step draws: samples of each size, and the sizes
DRAWS = 20
SIZES = "600,1000,3000,5000"

# measure -> (child id, title of the map in the model)
MAPS = {
    "mean_hours": "hours_map",
    "requests_composition_census": "requests_map",
    "hours_difference": "disparity_map",
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
    from qgis.PyQt.QtCore import QPointF

    model = QgsProcessingModelAlgorithm("equitystudy", "Models")
    vector = [QgsProcessing.SourceType.TypeVector]
    polygons = [QgsProcessing.SourceType.TypeVectorPolygon]
    folder = QgsProcessingParameterFile.Behavior.Folder
    inputs = [
        QgsProcessingParameterString("READS", "Meter reads (file, folder or pattern)"),
        QgsProcessingParameterFeatureSource("SERVICE_POINTS", "Service points", vector),
        QgsProcessingParameterFeatureSource("REQUESTS", "Service requests (311)", vector, optional=True),
        QgsProcessingParameterFile(
            "REQUESTS_FILE", "or file of service requests (Open311, SeeClickFix; JSON or XML)", optional=True
        ),
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
    for row, definition in enumerate(inputs):
        component = QgsProcessingModelParameter(definition.name())
        component.setPosition(QPointF(120, 90 + 90 * row))
        model.addModelParameter(definition, component)
    model.setParameterOrder([definition.name() for definition in inputs])

    given = QgsProcessingModelChildParameterSource.fromModelParameter
    from_child = QgsProcessingModelChildParameterSource.fromChildOutput
    fixed = QgsProcessingModelChildParameterSource.fromStaticValue
    computed = QgsProcessingModelChildParameterSource.fromExpression
    optional = QgsProcessingParameterDefinition.Flag.FlagOptional

    def add(child_id, algorithm, parameters, outputs=(), *, title="", after=(), column=1, row=0):
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
        child.setPosition(QPointF(120 + 320 * column, 90 + 110 * row))
        named = {}
        for name in outputs:
            output = QgsProcessingModelOutput(name, f"{child.description()}: {name.lower()}")
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
        row=1,
    )
    add("people", "householdcomposition", {"VOTERS": given("VOTERS"), **event}, ["OUTPUT"], row=2)
    add(
        "places",
        "blockgroupindicators",
        {"BLOCK_GROUPS": given("BLOCK_GROUPS"), "TABLES": given("CENSUS")},
        ["OUTPUT"],
        row=3,
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
        column=2,
        row=1,
    )
    study = from_child("study", "OUTPUT")
    add(
        "models",
        "equitymodels",
        {"INPUT": study},
        ["COEFFICIENTS", "CONTRASTS", "FIT", "REPORT", "OUTPUT", "ADJUSTED", "HYPOTHESES", "DIAGNOSTICS"],
        column=3,
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
        column=3,
        row=1,
    )
    areas = from_child("areas", "OUTPUT")
    checks = _add_checks(add, given, from_child, fixed, computed, event, window)
    previous = None
    for row, (measure, child_id) in enumerate(MAPS.items()):
        style = f"style_{measure}"
        add(
            style,
            "styledisparity",
            {"INPUT": areas, "MEASURE": fixed(measure), "SAVE_STYLE": fixed(True)},
            title=f"Style {measure}",
            after=_dependencies([previous]) if previous else (),
            column=4,
            row=row,
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
            title=f"Map {measure}",
            column=5,
            row=row,
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
            "MAPS": [from_child(child_id, "PNG") for child_id in MAPS.values()],
            "EVENT_NAME": given("EVENT_NAME"),
            "MINIMUM_HOUSEHOLDS": given("MINIMUM_HOUSEHOLDS"),
            **event,
            **checks,
        },
        ["OUTPUT", "TABLES_FOLDER"],
        column=6,
        row=1,
    )
    model.setHelpContent(
        {
            "ALG_DESC": "From raw files to maps and report in one run: restoration times from meter reads, requests, "
            "people and places, the household study table, Models 1-5 with their checks (diagnostics, other request "
            "windows and samples, time to restoration, clusters), disparity by block group, three styled maps and the "
            "report. Household tables are confidential; maps and report show groups of households only.",
            "ALG_CREATOR": "Coproduction Equity",
        }
    )
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
    for row, (child_id, algorithm, parameters) in enumerate(steps, start=4):
        add(child_id, algorithm, parameters, column=4, row=row)
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
