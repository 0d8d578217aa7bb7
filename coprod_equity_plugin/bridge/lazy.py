"""NumPy, imported when it is first used: QGIS loads these modules when it starts, and NumPy alone costs it 80 ms."""

from __future__ import annotations

import importlib
from typing import Any


class _Module:
    """Stands for a module; a name is looked up in it once and kept."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __getattr__(self, attribute: str) -> Any:
        value = getattr(importlib.import_module(self._name), attribute)
        setattr(self, attribute, value)
        return value


np = _Module("numpy")
