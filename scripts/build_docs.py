"""Write docs/data-dictionary.md from the column definitions, so that it cannot drift from them."""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from coprod_equity_plugin.core import columns  # noqa: E402 - needs the root on the path


def data_dictionary() -> str:
    """Every table with its columns, units and meanings, as Markdown."""
    lines = ["# Data dictionary", "", "Made by `scripts/build_docs.py` from `core/columns.py`.", ""]
    for table in columns.TABLES:
        lines += [f"## {table.title} (`{table.name}`)", ""]
        if table.confidential:
            lines += ["Confidential: each row is a household, a meter or a person's request. Never publish it.", ""]
        lines += ["| column | type | what | unit | notes |", "|---|---|---|---|---|"]
        lines += [
            f"| `{column.name}` | {column.kind} | {column.alias} | {column.unit} | {column.meaning} |"
            for column in table.columns
        ]
        lines.append("")
    return "\n".join(lines)


if __name__ == "__main__":
    (ROOT / "docs" / "data-dictionary.md").write_text(data_dictionary(), encoding="utf-8")
