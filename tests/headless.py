"""Loaded before every other pytest plugin: pytest-qgis starts a QGIS application, which needs to know of no screen."""

import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("OMP_NUM_THREADS", "1")  # sums in a fixed order: results do not change with the machine
