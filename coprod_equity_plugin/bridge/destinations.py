"""Inputs that an output would replace: a GeoPackage named by its path alone is written anew, with all its layers."""

from __future__ import annotations

from pathlib import Path

from qgis.core import (
    QgsMapLayer,
    QgsProcessing,
    QgsProcessingAlgorithm,
    QgsProcessingContext,
    QgsProcessingParameterFeatureSink,
    QgsProcessingParameterFeatureSource,
    QgsProcessingParameterFile,
    QgsProcessingParameterMultipleLayers,
    QgsProcessingParameterVectorLayer,
    QgsProviderRegistry,
)

from .shapefiles import path_of

_FILES = QgsProcessing.SourceType.TypeFile
_LAYER = (QgsProcessingParameterFeatureSource, QgsProcessingParameterVectorLayer)


def replaced_inputs(algorithm: QgsProcessingAlgorithm, parameters: dict, context: QgsProcessingContext) -> list[str]:
    """Pairs "OUTPUT, INPUT" of parameters that name the same file, the one to write it and the other to read it."""
    read: dict[Path, str] = {}
    for definition in algorithm.parameterDefinitions():
        name = definition.name()
        if parameters.get(name) in (None, ""):
            continue
        if isinstance(definition, _LAYER):
            paths = [_file_of(algorithm.parameterAsVectorLayer(parameters, name, context))]
        elif isinstance(definition, QgsProcessingParameterMultipleLayers) and definition.layerType() == _FILES:
            # Not as layers: opened as one, a picture gets an .aux.xml beside it.
            paths = algorithm.parameterAsFileList(parameters, name, context)
        elif isinstance(definition, QgsProcessingParameterMultipleLayers):
            paths = [_file_of(layer) for layer in algorithm.parameterAsLayerList(parameters, name, context)]
        elif isinstance(definition, QgsProcessingParameterFile):
            paths = [algorithm.parameterAsFile(parameters, name, context)]
        else:
            continue
        read.update({Path(path).resolve(): name for path in paths if path})
    written = {
        definition.name(): path_of(parameters.get(definition.name()))
        for definition in algorithm.destinationParameterDefinitions()
        if isinstance(definition, QgsProcessingParameterFeatureSink)
    }
    return [
        f"{name}, {read[Path(path).resolve()]}"
        for name, path in written.items()
        if path and Path(path).resolve() in read
    ]


def _file_of(layer: QgsMapLayer | None) -> str:
    if layer is None:
        return ""
    return QgsProviderRegistry.instance().decodeUri(layer.providerType(), layer.source()).get("path") or ""
