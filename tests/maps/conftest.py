"""Layers for the tests of maps."""

from __future__ import annotations

import pytest

from tests.maps.map_layers import make_layer, write_gpkg


@pytest.fixture
def areas(qgis_app):
    return make_layer()


@pytest.fixture
def areas_gpkg(areas, tmp_path):
    return write_gpkg(areas, tmp_path / "study.gpkg")
