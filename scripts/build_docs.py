"""Write docs/data-dictionary.md from the column definitions, so that it cannot drift from them."""

from __future__ import annotations

from pathlib import Path

from coprod_equity_plugin.core import columns

ROOT = Path(__file__).resolve().parent.parent


def data_dictionary() -> str:
    """Every table with its columns, units and meanings, as Markdown."""
    lines = ["# Data dictionary", "", "Made by `python -m scripts.build_docs` from `core/columns.py`.", ""]
    for table in columns.TABLES:
        lines += [f"## {table.title} (`{table.name}`)", ""]
        if table.confidential:
            lines += [
                "Confidential: of single households, meters or requests, or of small counts. Never publish it.",
                "",
            ]
        lines += ["| column | type | what | unit | notes |", "|---|---|---|---|---|"]
        lines += [
            f"| `{column.name}` | {column.kind} | {column.alias} | {column.unit} | {column.meaning} |"
            for column in table.columns
        ]
        lines.append("")
    return "\n".join(lines)


if __name__ == "__main__":
    (ROOT / "docs" / "data-dictionary.md").write_text(data_dictionary(), encoding="utf-8")
