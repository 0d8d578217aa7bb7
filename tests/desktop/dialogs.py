"""Runs inside a real QGIS desktop (``qgis --code``): every algorithm's dialog as a picture, in the profile's language.

``COPROD_EQUITY_PICTURES`` holds the examples with which they are filled in; ``COPROD_EQUITY_TOUR`` is the folder for
pictures and ``dialogs.json``: the labels that are cut off in each, and the titles, which show the language.
"""

import json
import os
import traceback

from drawing import draw_dialogs
from hands import OUT
from qgis.core import QgsApplication
from qgis.PyQt.QtCore import QTimer


def main():
    try:
        cut = draw_dialogs(json.loads(os.environ["COPROD_EQUITY_PICTURES"]))
        provider = QgsApplication.processingRegistry().providerById("coprodequity")
        result = {"cut": cut, "titles": {one.name(): one.displayName() for one in provider.algorithms()}}
    except Exception:
        result = {"error": traceback.format_exc()}
    (OUT / "dialogs.json").write_text(json.dumps(result))
    os._exit(0)


QTimer.singleShot(1500, main)
