"""A model put together by script, step by step, as a planner would in the Model Designer."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from xml.etree import ElementTree

from scripts.model_layout import arrange


class ModelBuilder:
    """A model with its inputs, to which steps are added in the order of the work.

    Parameters
    ----------
    name
        The model's id.
    inputs
        Its parameters, in the order of the dialog.
    help_of
        Parameter -> what the dialog says of it.
    advanced
        The parameters that the dialog folds away.
    """

    def __init__(self, name: str, inputs: Sequence, help_of: Mapping[str, str], advanced: Sequence[str] = ()) -> None:
        from qgis.core import (
            QgsProcessingModelAlgorithm,
            QgsProcessingModelChildParameterSource,
            QgsProcessingModelParameter,
            QgsProcessingParameterDefinition,
        )

        self.model = QgsProcessingModelAlgorithm(name, "Models")
        self.inputs = [definition.name() for definition in inputs]
        self._help = {name: help_of[name] for name in self.inputs}
        for definition in inputs:
            if definition.name() in advanced:
                definition.setFlags(definition.flags() | QgsProcessingParameterDefinition.Flag.FlagAdvanced)
            self.model.addModelParameter(definition, QgsProcessingModelParameter(definition.name()))
        self.model.setParameterOrder(self.inputs)
        self.given = QgsProcessingModelChildParameterSource.fromModelParameter
        self.made = QgsProcessingModelChildParameterSource.fromChildOutput
        self.fixed = QgsProcessingModelChildParameterSource.fromStaticValue
        self.computed = QgsProcessingModelChildParameterSource.fromExpression
        self._rows: list[list[str]] = []

    def same(self, *names: str) -> dict:
        """Parameters of a step that are the model's inputs of those names."""
        return {name: self.given(name) for name in names}

    def step(self, child_id, algorithm, parameters, outputs=(), *, title="", after=(), beside=False) -> None:
        """Add an algorithm.

        Parameters
        ----------
        child_id
            Its id in the model; outputs of the model are called ``child_id:OUTPUT``.
        algorithm
            Its id among ours.
        parameters
            Name -> source of its value, or a list of them; what is left open gets the algorithm's own default.
        outputs
            The outputs that are the model's, too.
        title
            What the model calls it; the algorithm's own name if empty.
        after
            Ids of steps that come first, though nothing of theirs is read.
        beside
            Draw it beside the step before, not below.
        """
        from qgis.core import (
            QgsProcessingModelChildAlgorithm,
            QgsProcessingModelChildDependency,
            QgsProcessingModelOutput,
            QgsProcessingParameterDefinition,
        )

        optional = QgsProcessingParameterDefinition.Flag.FlagOptional
        child = QgsProcessingModelChildAlgorithm(f"coprodequity:{algorithm}")
        child.setChildId(child_id)
        child.setDescription(title or child.algorithm().displayName())
        for definition in child.algorithm().parameterDefinitions():
            # Stated, though they are the defaults: the Model Designer paints a step red that leaves them open.
            left_open = definition.name() not in parameters and not definition.isDestination()
            if left_open and not definition.flags() & optional and definition.defaultValue() is not None:
                child.addParameterSources(definition.name(), [self.fixed(definition.defaultValue())])
        for name, sources in parameters.items():
            child.addParameterSources(name, sources if isinstance(sources, list) else [sources])
        if after:
            child.setDependencies([QgsProcessingModelChildDependency(name) for name in after])
        if not beside:
            self._rows.append([])
        self._rows[-1].append(child_id)
        named = {}
        for name in outputs:
            output = QgsProcessingModelOutput(name, child.algorithm().parameterDefinition(name).description())
            output.setChildId(child_id)
            output.setChildOutputName(name)
            named[name] = output
        child.setModelOutputs(named)
        self.model.addChildAlgorithm(child)

    def finished(self, summary: str, about: str):
        """The model, with its help, its outputs told apart and every box in its place."""
        self.model.setHelpContent(
            {"SHORT_DESCRIPTION": summary, "ALG_DESC": about, "ALG_CREATOR": "Coproduction Equity", **self._help}
        )
        self._tell_apart()
        arrange(self.model, self._rows)
        return self.model

    def _tell_apart(self) -> None:
        """Put the step's name before an output's where several steps have one of that name; others stay short."""
        children = self.model.childAlgorithms()
        names = [output.description() for child in children.values() for output in child.modelOutputs().values()]
        for child in children.values():
            outputs = child.modelOutputs()
            for output in outputs.values():
                if names.count(output.description()) > 1:
                    output.setDescription(f"{child.description()}: {output.description()}")
            child.setModelOutputs(outputs)
            self.model.setChildAlgorithm(child)


def model_text(model) -> str:
    """The model's file, its attributes in one order: Qt's own changes from run to run."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "model.model3"
        if not model.toFile(str(path)):
            raise OSError(f"{path} could not be written")
        return f"<!DOCTYPE model>\n{ElementTree.canonicalize(path.read_text(encoding='utf-8'))}\n"
