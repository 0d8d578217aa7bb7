"""Real QGIS without a window, with Processing and the plugin, for the scripts beside this file."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


@contextmanager
def qgis_session() -> Iterator[object]:
    """Start QGIS, register the provider, give it, and take all of it down again."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from qgis.core import QgsApplication

    app = QgsApplication([], False)
    app.initQgis()
    sys.path.append(str(Path(QgsApplication.pkgDataPath()) / "python" / "plugins"))
    from processing.core.Processing import Processing
    from qgis.analysis import QgsNativeAlgorithms

    Processing.initialize()
    registry = QgsApplication.processingRegistry()
    if registry.providerById("native") is None:
        registry.addProvider(QgsNativeAlgorithms(registry))
    from coprod_equity_plugin.plugin import CoproductionEquityPlugin

    plugin = CoproductionEquityPlugin(None)
    plugin.initProcessing()
    try:
        yield plugin.provider
    finally:
        plugin.unload()
        app.exitQgis()
