"""Inputs that an output would replace: a GeoPackage named by its path alone is written anew, with all its layers."""

from __future__ import annotations

from pathlib import Path

from qgis.core import (
    QgsMapLayer,
    QgsProcessingAlgorithm,
    QgsProcessingContext,
    QgsProcessingFeatureSourceDefinition,
    QgsProcessingParameterFeatureSink,
    QgsProcessingParameterFeatureSource,
    QgsProcessingParameterFile,
    QgsProcessingParameterMultipleLayers,
    QgsProcessingParameterVectorLayer,
    QgsProcessingUtils,
    QgsProperty,
    QgsProviderRegistry,
)

from .shapefiles import path_of

_READ = (
    QgsProcessingParameterFeatureSource,
    QgsProcessingParameterVectorLayer,
    QgsProcessingParameterMultipleLayers,
    QgsProcessingParameterFile,
)


def replaced_inputs(algorithm: QgsProcessingAlgorithm, parameters: dict, context: QgsProcessingContext) -> list[str]:
    """Pairs "OUTPUT, INPUT" of parameters that name the same file, the one to write it and the other to read it."""
    read: dict[Path, str] = {}
    for definition in algorithm.parameterDefinitions():
        if isinstance(definition, _READ):
            value = parameters.get(definition.name())
            for one in value if isinstance(value, (list, tuple)) else [value]:
                path = _file_of(one, context)
                if path:
                    read[Path(path).resolve()] = definition.name()
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


def _file_of(value: object, context: QgsProcessingContext) -> str:
    """The file that an input's value names; nothing is opened for it: a picture would get an .aux.xml beside it."""
    if isinstance(value, QgsProcessingFeatureSourceDefinition):
        value = value.source
    if isinstance(value, QgsProperty):
        value = value.staticValue()
    if isinstance(value, str):
        value = QgsProcessingUtils.mapLayerFromString(value, context, False) or value
    provider, source = ("ogr", value) if isinstance(value, str) else (None, None)
    if isinstance(value, QgsMapLayer):
        provider, source = value.providerType(), value.source()
    return (QgsProviderRegistry.instance().decodeUri(provider, source).get("path") or "") if source else ""
