"""The plugin's life cycle: what ``initGui`` adds, ``unload`` takes away."""

from __future__ import annotations

from pathlib import Path

from qgis.core import Qgis, QgsApplication, QgsTask
from qgis.PyQt.QtCore import QTimer, QUrl
from qgis.PyQt.QtGui import QDesktopServices, QIcon
from qgis.PyQt.QtWidgets import QAction, QFileDialog, QMessageBox

from . import dependencies, i18n

MENU = "Coproduction Equity"
ICON = Path(__file__).parent / "resources" / "icon.svg"
LEVEL = Qgis.MessageLevel


class CoproductionEquityPlugin:
    """Registers the Processing provider, and in the desktop a menu.

    Parameters
    ----------
    iface
        QGIS's desktop interface, or ``None`` under ``qgis_process``, which calls only :meth:`initProcessing`.
    """

    def __init__(self, iface) -> None:
        self.iface = iface
        self.provider = None
        self.actions: list[QAction] = []
        self.message = None
        self.task = None
        self.later = None

    def tr(self, text: str) -> str:
        """Translate a text of the menu."""
        return i18n.translate("Plugin", text)

    def initProcessing(self) -> None:  # noqa: N802 - QGIS's name
        """Register the provider and the shipped models; needs no desktop."""
        self.register()
        self.provider.refreshAlgorithms()

    def register(self) -> None:
        """Register the provider. The shipped models use its algorithms, so they come only when it is refreshed."""
        from .processing.provider import CoproductionEquityProvider

        self.provider = CoproductionEquityProvider()
        QgsApplication.processingRegistry().addProvider(self.provider)

    def initGui(self) -> None:  # noqa: N802 - QGIS's name
        """Register the provider in the desktop and add the menu."""
        self.register()
        # Reading the models and looking for libraries takes longer than all else: that waits until QGIS has started.
        self.later = QTimer()
        self.later.setSingleShot(True)
        self.later.timeout.connect(self.started)
        self.later.start(0)
        for name, title, slot in (
            ("SampleStudy", self.tr("Sample study..."), self.sample_study),
            ("Guide", self.tr("Guide"), self.guide),
            ("Install", self.tr("Install missing libraries..."), self.install),
        ):
            action = QAction(QIcon(str(ICON)), title, self.iface.mainWindow())
            action.setObjectName(f"CoproductionEquity{name}")
            action.triggered.connect(slot)
            self.iface.addPluginToMenu(MENU, action)
            self.actions.append(action)

    def started(self) -> None:
        """Register the shipped models, and say in the message bar what is missing."""
        self.provider.refreshAlgorithms()
        missing = [library.name for library in dependencies.check() if library.problem]
        if missing:
            bar = self.iface.messageBar()
            text = self.tr(
                "This QGIS lacks Python libraries: {names}. Plugins > Coproduction Equity > Install missing libraries "
                "gets them; until then some algorithms cannot run."
            ).format(names=", ".join(missing))
            self.message = bar.createMessage(MENU, text)
            self.message.destroyed.connect(self._message_closed)
            bar.pushWidget(self.message, LEVEL.Warning)

    def unload(self) -> None:
        """Take all of it away again."""
        if self.later is not None:
            self.later.stop()
            self.later = None
        if self.message is not None:
            self.message.destroyed.disconnect(self._message_closed)
            self.iface.messageBar().popWidget(self.message)
            self.message = None
        if self.task is not None:
            self.task.cancel()
            self.task = None
        for action in self.actions:
            self.iface.removePluginMenu(MENU, action)
            action.deleteLater()
        self.actions.clear()
        if self.provider is not None:
            QgsApplication.processingRegistry().removeProvider(self.provider)
            self.provider = None
            from .processing.results import KEPT

            KEPT.clear()

    def _message_closed(self) -> None:
        self.message = None

    def guide(self) -> None:
        """Open the guide, which lies with the plugin: a managed laptop may have no internet."""
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(i18n.help_page("guide.html"))))

    def sample_study(self) -> None:
        """Let the user make a sample city; then open the study with its files filled in."""
        from qgis import processing

        from .processing.sample_study import inputs

        made = processing.execAlgorithmDialog("coprodequity:createsamplecity", {"HOUSEHOLDS": 5000})
        if made and made.get("OUTPUT"):
            processing.createAlgorithmDialog("coprodequity:equitystudy", inputs(made["OUTPUT"])).show()

    def install(self) -> None:
        """Say what is missing and where it would go; install it if the user then says so."""
        from . import installer

        parent, title = self.iface.mainWindow(), self.tr("Install missing libraries")
        wanted = installer.wanted()
        folder = dependencies.dependency_folder(QgsApplication.qgisSettingsDirPath())
        for names, text in (
            (wanted.too_old, self.tr("QGIS itself brings these too old, and the plugin never replaces one: {names}.")),
            (
                wanted.foreign,
                self.tr(
                    "Another program, such as QPIP, put these into {folder}, and they are too old: {names}. Upgrade "
                    "them with that program, or delete them there, and come back."
                ),
            ),
        ):
            if names:
                QMessageBox.information(parent, title, text.format(names=", ".join(names), folder=folder))
        if not wanted.lines:
            if not wanted.too_old and not wanted.foreign:
                QMessageBox.information(parent, title, self.tr("Nothing is missing."))
            return
        box = QMessageBox(
            QMessageBox.Icon.Question,
            title,
            self.tr(
                "{names}\n\nThey and what they need go into {folder}, in versions that suit what this QGIS has. "
                "Nothing of QGIS is replaced; delete the folder to undo it."
            ).format(names="\n".join(wanted.lines), folder=folder),
            QMessageBox.StandardButton.Cancel,
            parent,
        )
        download = box.addButton(self.tr("From the internet"), QMessageBox.ButtonRole.AcceptRole)
        offline = box.addButton(self.tr("From a folder of wheels..."), QMessageBox.ButtonRole.AcceptRole)
        box.exec()
        wheels = None
        if box.clickedButton() is offline:
            wheels = QFileDialog.getExistingDirectory(parent, title)
            if not wheels:
                return
        elif box.clickedButton() is not download:
            return

        def work(task):
            return installer.install(wanted.lines, folder, Path(wheels) if wheels else None)

        self.task = QgsTask.fromFunction(title, work, on_finished=self._installed)
        QgsApplication.taskManager().addTask(self.task)

    def _installed(self, error, installed=None) -> None:
        self.task = None
        if error is not None:
            self.iface.messageBar().pushMessage(MENU, str(error), LEVEL.Critical, 0)
            return
        dependencies.add_dependency_folders(QgsApplication.qgisSettingsDirPath())
        text = self.tr("Installed: {names}.").format(names=", ".join(installed or ()))
        self.iface.messageBar().pushMessage(MENU, text, LEVEL.Success, 0)
