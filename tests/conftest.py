"""Fixtures that every room of the tests shares. Tests in core/ use none that need QGIS."""

from __future__ import annotations

import contextlib
import gc
import inspect
import os
import platform
import types
from importlib import metadata
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

ROOT = Path(__file__).parent.parent

# How fast a busy machine draws examples is no property of the code.
settings.register_profile("house", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("house")


LIBRARIES = ("numpy", "scipy", "pandas", "statsmodels", "shapely", "duckdb", "matplotlib", "Jinja2")


def pytest_report_header() -> str:
    """What this run is of."""
    try:
        from qgis.core import Qgis

        qgis = Qgis.QGIS_VERSION
    except ImportError:
        qgis = "none"
    versions = [f"{name} {metadata.version(name)}" for name in LIBRARIES]
    return f"QGIS {qgis}, Python {platform.python_version()}, {', '.join(versions)}"


@pytest.fixture(scope="session", autouse=True)
def _no_layer_outlives_qgis():
    """Empty the frames that failed algorithms leave behind.

    QGIS never lets go of the traceback of an exception that an algorithm raised, and so of every frame up to the test;
    a layer that such a frame holds would be freed after QGIS has ended, and take Python down with it.
    """
    yield
    for kept in gc.get_objects():
        if isinstance(kept, types.TracebackType):
            frame = kept.tb_frame
            while frame is not None:
                if not frame.f_code.co_flags & inspect.CO_GENERATOR:  # fixtures still have their own end to come
                    with contextlib.suppress(RuntimeError):  # pytest's own, still running
                        frame.clear()
                frame = frame.f_back
    gc.collect()


@pytest.fixture(scope="session")
def realdata() -> Path:
    """Public data that no one here wrote; tests that read it skip where it is missing."""
    folder = Path(os.environ.get("COPROD_EQUITY_REALDATA", ROOT.parent / "shared" / "realdata"))
    if not folder.is_dir():
        pytest.skip(f"the real data are not there ({folder}); set COPROD_EQUITY_REALDATA to their folder")
    return folder


@pytest.fixture(scope="session")
def provider(qgis_app, qgis_processing):
    """The plugin's provider in the registry, as the plugin itself registers it."""
    from coprod_equity_plugin.plugin import CoproductionEquityPlugin

    plugin = CoproductionEquityPlugin(None)
    plugin.initProcessing()
    yield plugin.provider
    plugin.unload()


@pytest.fixture
def run(provider):
    """Run an algorithm by its id without the provider's prefix; fails on any error."""
    from qgis import processing

    def run_algorithm(algorithm: str, parameters: dict, **options) -> dict:
        return processing.run(f"coprodequity:{algorithm}", parameters, **options)

    return run_algorithm
