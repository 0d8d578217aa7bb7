"""The sample city's files as the shipped model takes them: what the desktop's "Sample study" fills in."""

from __future__ import annotations

from pathlib import Path

# parameter of `equitystudy` -> file or folder that `createsamplecity` writes
FILES = {
    "READS": "meter_reads",
    "SERVICE_POINTS": "service_points.csv",
    "REQUESTS": "requests_311.csv",
    "PARCELS": "parcels.gpkg|layername=parcels",
    "ROLL": "assessor_nal.csv",
    "VOTERS": "voters_LEO_20181009.txt",
    "CENSUS": "census",
    "BLOCK_GROUPS": "block_groups.gpkg|layername=block_groups",
}


def inputs(folder: str | Path) -> dict[str, str]:
    """The model's inputs for a sample city in a folder."""
    return {name: str(Path(folder) / path) for name, path in FILES.items()}
