"""The provider: the plugin's algorithms, listed one by one, and the shipped models."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

from qgis.core import QgsApplication, QgsProcessingProvider
from qgis.PyQt.QtGui import QIcon

from .. import dependencies

RESOURCES = Path(__file__).parent.parent / "resources"

# module in .algorithms, class; in the order of the work
ALGORITHMS = (
    ("create_sample_city", "CreateSampleCity"),
    ("check_installation", "CheckInstallation"),
    ("restoration_times", "RestorationTimes"),
    ("restoration_from_events", "RestorationFromEvents"),
    ("service_requests", "ServiceRequests"),
    ("household_composition", "HouseholdComposition"),
    ("block_group_indicators", "BlockGroupIndicators"),
    ("study_dataset", "StudyDataset"),
    ("draw_sample", "DrawSample"),
    ("equity_models", "EquityModels"),
    ("regression_model", "RegressionModel"),
    ("robustness", "Robustness"),
    ("survival_models", "SurvivalModels"),
    ("disparity_by_area", "DisparityByArea"),
    ("reliability_indices", "ReliabilityIndices"),
    ("residual_clustering", "ResidualClustering"),
    ("restoration_curve", "RestorationCurve"),
    ("style_disparity", "StyleDisparity"),
    ("play_outages", "PlayOutages"),
    ("export_map", "ExportMap"),
    ("export_frames", "ExportFrames"),
    ("equity_report", "EquityReport"),
)


class CoproductionEquityProvider(QgsProcessingProvider):
    """All algorithms under the id ``coprodequity``."""

    def id(self) -> str:
        return "coprodequity"

    def name(self) -> str:
        return "Coproduction Equity"

    def icon(self) -> QIcon:
        return QIcon(str(RESOURCES / "icon.svg"))

    def svgIconPath(self) -> str:
        return str(RESOURCES / "icon.svg")

    def load(self) -> bool:
        dependencies.add_dependency_folders(QgsApplication.qgisSettingsDirPath())
        return super().load()

    def loadAlgorithms(self) -> None:
        for module, name in ALGORITHMS:
            algorithm = getattr(import_module(f".algorithms.{module}", __package__), name)
            self.addAlgorithm(algorithm())
        # A model finds its children only once we are in the registry; the plugin then refreshes.
        if QgsApplication.processingRegistry().providerById(self.id()) is None:
            return
        from .shipped_model import ShippedModel

        for path in sorted((RESOURCES / "models").glob("*.model3")):
            self.addAlgorithm(ShippedModel(str(path)))
