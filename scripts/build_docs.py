"""Write docs/data-dictionary.md and its Spanish twin from the column definitions, so that they cannot drift."""

from __future__ import annotations

from pathlib import Path

from coprod_equity_plugin.core import columns
from scripts.spanish import say

DOCS = Path(__file__).resolve().parent.parent / "docs"
PATHS = {"en": DOCS / "data-dictionary.md", "es": DOCS / "es" / "data-dictionary.md"}


def data_dictionary(language: str = "en") -> str:
    """Every table with its columns, units and meanings, as Markdown; what the columns themselves say is English."""
    made_by = say("Made by `python -m scripts.build_docs` from `core/columns.py`.", language)
    confidential = say(
        "Confidential: of single households, meters or requests, or of small counts. Never publish it.", language
    )
    heads = " | ".join(say(head, language) for head in ("column", "type", "what", "unit", "notes"))
    lines = [f"# {say('Data dictionary', language)}", "", made_by, ""]
    for table in columns.TABLES:
        lines += [f"## {table.title} (`{table.name}`)", ""]
        if table.confidential:
            lines += [confidential, ""]
        lines += [f"| {heads} |", "|---|---|---|---|---|"]
        lines += [
            f"| `{column.name}` | {say(column.kind, language)} | {column.alias} | {column.unit} | {column.meaning} |"
            for column in table.columns
        ]
        lines.append("")
    return "\n".join(lines)


if __name__ == "__main__":
    for language, path in PATHS.items():
        path.write_text(data_dictionary(language), encoding="utf-8")
