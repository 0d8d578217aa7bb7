"""The plugin's life cycle: what ``initGui`` adds, ``unload`` takes away."""

from __future__ import annotations

from qgis.core import QgsApplication


class CoproductionEquityPlugin:
    """Registers the Processing provider.

    Parameters
    ----------
    iface
        QGIS's desktop interface, or ``None`` under ``qgis_process``, which calls only :meth:`initProcessing`.
    """

    def __init__(self, iface) -> None:
        self.iface = iface
        self.provider = None

    def initProcessing(self) -> None:  # noqa: N802 - QGIS's name
        """Register the provider; needs no desktop."""
        from .processing.provider import CoproductionEquityProvider

        self.provider = CoproductionEquityProvider()
        QgsApplication.processingRegistry().addProvider(self.provider)
        # The shipped models use our own algorithms, which can be found only once the provider is in the registry.
        self.provider.refreshAlgorithms()

    def initGui(self) -> None:  # noqa: N802 - QGIS's name
        """Register the provider in the desktop."""
        self.initProcessing()

    def unload(self) -> None:
        """Take the provider away again."""
        if self.provider is not None:
            QgsApplication.processingRegistry().removeProvider(self.provider)
            self.provider = None
