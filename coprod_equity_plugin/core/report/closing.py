"""The last sections: what is withheld, methods and limits, and how to repeat the report."""

from __future__ import annotations

from collections.abc import Sequence

from . import prose
from .blocks import Block, Heading, Items, Paragraph, Section, Table
from .inputs import ReportInputs, ReportOptions
from .words import count, moment


def privacy_section(k: int, withheld: Sequence[tuple[str, int]], areas: tuple[int, int]) -> Section:
    """What was withheld: names with numbers of cells, and areas without any or some of their values."""
    items = [f"{name[0].upper()}{name[1:]}: {count(number)} withheld." for name, number in withheld if number]
    whole, partly = areas
    items.append(
        f"Areas: {count(whole)} without any value, {count(partly)} more without some of their values, because too few "
        "homes stand behind them or there are none."
    )
    blocks: list[Block] = [Paragraph(prose.privacy(k)), Items(items), Paragraph(prose.HOW_WITHHELD)]
    return Section("privacy", "What is withheld, and why", blocks)


def methods_section() -> Section:
    """Standing texts."""
    blocks: list[Block] = [
        Items(prose.METHODS),
        Paragraph(prose.REFERENCE),
        Heading("Limits"),
        Items(prose.METHOD_LIMITS),
    ]
    return Section("methods", "Methods and limits", blocks)


def manifest_section(inputs: ReportInputs, options: ReportOptions) -> Section:
    """Inputs with their hashes, parameters, versions."""
    manifest = inputs.manifest
    blocks: list[Block] = []
    if manifest.inputs:
        rows = [
            [item.role, item.name, "–" if item.rows is None else count(item.rows), item.sha256 or "–"]
            for item in manifest.inputs
        ]
        blocks.append(
            Table(
                "manifest_inputs",
                "Inputs",
                ("Input", "Name", "Rows", "SHA-256 of the file"),
                rows,
                text_columns=(1, 3),
            )
        )
    parameters = [
        ("Event", options.event_name),
        ("Event's start", f"{moment(options.event_start)} local time"),
        ("Smallest number of homes shown", str(options.minimum_households)),
        *manifest.parameters,
    ]
    blocks.append(Table("manifest_parameters", "Parameters", ("Parameter", "Value"), parameters, text_columns=(1,)))
    if manifest.versions:
        blocks.append(
            Table("manifest_versions", "Versions", ("Software", "Version"), list(manifest.versions), text_columns=(1,))
        )
    if manifest.created:
        blocks.append(Paragraph(f"Made on {manifest.created}. Making the report draws no random numbers."))
    return Section("manifest", "How to repeat this", blocks)
