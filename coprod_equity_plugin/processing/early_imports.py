"""Libraries that are loaded in the main thread before an algorithm works in another.

SciPy, Matplotlib and DuckDB are built with pybind11, which keeps the Python state of the thread that loads it first for
as long as that thread lives. QGIS's worker threads outlive their Python state: a later task in the same one then ends
QGIS 3.44 ("_PyThreadState_Attach: non-NULL old thread state"). The main thread's state stays.
"""

from __future__ import annotations

import importlib
from collections.abc import Iterable

MODULES = {
    "scipy": ("scipy.stats",),
    "matplotlib": ("matplotlib.backends.backend_agg",),
    "duckdb": ("duckdb",),
}


def load(needs: Iterable[str]) -> None:
    """Import what of an algorithm's libraries has to be; nothing happens where it is there already."""
    for need in needs:
        for name in MODULES.get(need, ()):
            importlib.import_module(name)
