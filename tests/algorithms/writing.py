"""What the tests of writing share: somebody who cancels, and what lies in a folder or a file."""

from __future__ import annotations

import pytest
from qgis.core import (
    QgsProcessingContext,
    QgsProcessingException,
    QgsProcessingFeedback,
    QgsProcessingOutputLayerDefinition,
    QgsProject,
    QgsVectorLayer,
)

METERS = 1200  # more than the writer writes between two looks at cancel
EVENT = "2018-10-10T00:00:00"


class ClickAt(QgsProcessingFeedback):
    """Somebody who cancels as soon as the bar shows so much."""

    def __init__(self, percent: float) -> None:
        super().__init__(False)
        self.warnings: list[str] = []
        self.progressChanged.connect(lambda shown: self.cancel() if shown >= percent else None)

    def pushWarning(self, warning: str) -> None:
        self.warnings.append(warning)


# The first table is written from 80 to 98 percent, the curve from 98 to 99.
IN_THE_FIRST, IN_THE_SECOND = 85, 98.5


def cancelled(run, reads, at, **given):
    """Run till somebody cancels; the feedback."""
    feedback = ClickAt(at)
    with pytest.raises(QgsProcessingException, match="Canceled"):
        run("restorationtimes", {"READS": reads, "EVENT_START": EVENT, **given}, feedback=feedback)
    return feedback


def by_the_dialog(provider, reads, path: str, feedback: QgsProcessingFeedback | None = None) -> tuple:
    """Run with an output that is to be loaded into a project: results, whether it ended well, and what to load."""
    project, context = QgsProject(), QgsProcessingContext()
    context.setProject(project)
    output = QgsProcessingOutputLayerDefinition(path, project)
    results, done = provider.algorithm("restorationtimes").run(
        {"READS": reads, "EVENT_START": EVENT, "OUTPUT": output}, context, feedback or QgsProcessingFeedback(False)
    )
    to_load = context.layersToLoadOnCompletion()
    assert all(details.project is project for details in to_load.values())
    return results, done, to_load


def contents(folder) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def layers(path) -> dict[str, int]:
    """The layers of a file, and how many rows each has."""
    whole = QgsVectorLayer(str(path), "any", "ogr")
    names = [line.split("!!::!!")[1] for line in whole.dataProvider().subLayers()]
    return {name: QgsVectorLayer(f"{path}|layername={name}", name, "ogr").featureCount() for name in names}
