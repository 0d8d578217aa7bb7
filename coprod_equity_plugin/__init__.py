"""Coproduction Equity: did the power come back fairly, and did asking for help matter?"""


def classFactory(iface):  # noqa: N802 - QGIS calls it by this name
    """Give QGIS the plugin; ``iface`` is ``None`` under ``qgis_process``."""
    from .plugin import CoproductionEquityPlugin

    return CoproductionEquityPlugin(iface)
