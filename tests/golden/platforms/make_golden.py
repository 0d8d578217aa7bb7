"""Writes results.json: the study of a small simulated city, which every QGIS and every set of libraries has to repeat.

From the project's root: ``python -m tests.golden.platforms.make_golden``. Not another program's numbers, as the golden
files beside it are: it says that results stay the same, and is made anew when they are meant to change.
"""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

from coprod_equity_plugin.core import columns as c

GOLDEN = Path(__file__).with_name("results.json")
INDICES = (c.SAIDI, c.SAIFI, c.CAIDI, c.CELID, c.T50, c.T80, c.T95, c.RESTRICTED_MEAN)
WITH_INTERVALS = (c.SAIDI, c.SAIFI, c.CAIDI, c.CELID, c.T50, c.RESTRICTED_MEAN)
# file -> the columns that name a row, and the numbers that are held; a column that is added later changes nothing here
TABLES = {
    "flow.gpkg": ((c.STEP,), (c.HOUSEHOLDS, c.REPORTERS, c.LOST)),
    "coefficients.gpkg": ((c.MODEL, c.TERM), (c.ESTIMATE, c.STD_ERROR, c.P_VALUE, c.CONF_LOW, c.CONF_HIGH)),
    "fit.gpkg": ((c.MODEL, c.STATISTIC), (c.VALUE,)),
    "contrasts.gpkg": (
        (c.MODEL, c.CONTRAST),
        (c.ESTIMATE, c.PERCENT_CHANGE, c.CONF_LOW, c.CONF_HIGH, c.P_VALUE),
    ),
    "areas.gpkg": (
        (c.AREA_ID,),
        (
            c.HOUSEHOLDS, c.MEAN_HOURS, c.HOURS_DIFFERENCE, c.HOURS_DIFFERENCE_LOW, c.HOURS_DIFFERENCE_HIGH,
            c.GROUP_GAP, c.GROUP_GAP_LOW, c.GROUP_GAP_HIGH, c.PARTICIPATION_RATE,
        ),
    ),
    "reliability.gpkg": ((c.AREA_ID,), (c.CUSTOMERS_SERVED, *INDICES)),
    "reliability_groups.gpkg": (
        (c.GROUP,),
        (*INDICES, *(name + end for name in WITH_INTERVALS for end in (c.LOW, c.HIGH))),
    ),
}  # fmt: skip


def reliability_parameters(steps) -> dict[str, str]:
    """Of the one algorithm that is not among the steps."""
    return {
        "INPUT": steps.path("study.gpkg"), "AREAS": steps.raw["BLOCK_GROUPS"],
        "RESTORATION": steps.path("restoration.gpkg"),
        "OUTPUT": steps.path("reliability.gpkg"), "GROUPS": steps.path("reliability_groups.gpkg"),
    }  # fmt: skip


def numbers(folder: Path) -> dict[str, dict[str, list[float | None]]]:
    """Table -> row -> its numbers in the order of :data:`TABLES`, from the files that the steps left in a folder."""
    found = {}
    for name, (keys, values) in TABLES.items():
        frame = _table(folder / name, [*keys, *values])
        found[name.removesuffix(".gpkg")] = {
            " | ".join(str(row[key]) for key in keys): [_number(row[value]) for value in values]
            for row in frame.to_dict("records")
        }
    restoration = _table(folder / "restoration.gpkg", [c.STATUS, c.OUTAGE_HOURS, c.RESTORATION_HOURS])
    for status, rows in restoration.groupby(c.STATUS):
        found.setdefault("restoration", {})[str(status)] = [
            len(rows), float(rows[c.OUTAGE_HOURS].sum()), float(rows[c.RESTORATION_HOURS].sum()),
        ]  # fmt: skip
    matched = _table(folder / "requests.gpkg", [c.CATEGORY])
    found["requests"] = {"matched": [len(matched)], "to review": [len(_table(folder / "unmatched.gpkg", []))]}
    return found


def _table(path: Path, names: list[str]):
    from qgis.core import QgsVectorLayer

    from coprod_equity_plugin.bridge.frames import read_table

    return read_table(QgsVectorLayer(str(path), path.stem, "ogr"), names)


def _number(value) -> float | None:
    return None if value is None or value != value else float(value)


def main() -> None:
    """Simulate the city, study it, write the numbers."""
    from scripts.qgis_session import qgis_session
    from tests.algorithms.conftest import HOUSEHOLDS, SEED, Steps

    with qgis_session(), tempfile.TemporaryDirectory() as folder:
        from qgis import processing

        raw = Path(folder) / "raw"
        processing.run("coprodequity:createsamplecity", {"HOUSEHOLDS": HOUSEHOLDS, "SEED": SEED, "OUTPUT": str(raw)})
        steps = Steps(raw, Path(folder) / "studied")
        for algorithm, parameters in steps.parameters().items():
            processing.run(f"coprodequity:{algorithm}", parameters)
        processing.run("coprodequity:reliabilityindices", reliability_parameters(steps))
        found = numbers(steps.folder)
    tables = []
    for name, rows in found.items():  # a row to a line, so that a change can be read
        lines = ",\n".join(f"  {json.dumps(row)}: {json.dumps(held, allow_nan=False)}" for row, held in rows.items())
        tables.append(f'"{name}": {{\n{lines}\n}}')
    GOLDEN.write_text("{\n" + ",\n".join(tables) + "\n}\n", encoding="utf-8")
    print(f"{GOLDEN.name}: {sum(len(row) for table in found.values() for row in table.values())} numbers")


if __name__ == "__main__":
    main()
