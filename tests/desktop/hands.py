"""What a planner's hands do in the real desktop: open a dialog, type, choose, press Run, open a batch or the designer.

For the scripts that run inside QGIS (``qgis --code``), which find this folder on their path. ``COPROD_EQUITY_TOUR`` is
the folder for pictures.
"""

import os
from pathlib import Path

from qgis.core import QgsApplication, QgsProject
from qgis.PyQt.QtCore import QEventLoop, QMetaObject, Qt, QTimer
from qgis.PyQt.QtTest import QTest
from qgis.PyQt.QtWidgets import (
    QAbstractSpinBox,
    QApplication,
    QCheckBox,
    QComboBox,
    QDialogButtonBox,
    QFileDialog,
    QLineEdit,
    QMessageBox,
    QTextEdit,
)

OUT = Path(os.environ["COPROD_EQUITY_TOUR"])
PATIENCE = 420  # seconds for one run, on a machine that does other work too


def settle(milliseconds=300):
    """Let the desktop draw."""
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()


def picture(widget, name):
    """A picture of a widget as it stands on the screen."""
    settle()
    return widget.grab().save(str(OUT / f"{name}.png"))


def write_in(widget, value):
    """Fill a parameter's widget as a hand would: type, choose, tick; gives whether it had something to fill."""
    if isinstance(widget, QCheckBox):
        if widget.isChecked() != value:
            QTest.mouseClick(widget, Qt.MouseButton.LeftButton)
        return True
    for kind in (QAbstractSpinBox, QComboBox, QLineEdit):
        found = widget if isinstance(widget, kind) else widget.findChild(kind)
        if found is None:
            continue
        if kind is QComboBox:
            found.setCurrentIndex(found.findText(str(value)))
            return found.currentText() == str(value)
        line = found.findChild(QLineEdit) if kind is QAbstractSpinBox else found
        line.selectAll()
        QTest.keyClicks(line, str(value))
        QTest.keyClick(line, Qt.Key.Key_Tab)
        return True
    return False


def open_dialog(algorithm):
    """Open an algorithm's dialog as the toolbox does."""
    import processing

    dialog = processing.createAlgorithmDialog(algorithm, {})
    dialog.show()
    settle()
    return dialog


def choose(dialog, chosen):
    """Set layers and files as the buttons beside them would."""
    from qgis.core import QgsProcessingContext

    wrappers = dialog.mainWidget().wrappers
    context = QgsProcessingContext()
    context.setProject(QgsProject.instance())
    for parameter, value in chosen.items():
        wrapper = wrappers[parameter]
        if hasattr(wrapper, "setParameterValue"):
            wrapper.setParameterValue(value, context)
        else:
            wrapper.setValue(value)


def widget_of(dialog, parameter):
    """The widget with which a parameter is filled."""
    wrapper = dialog.mainWidget().wrappers[parameter]
    return wrapper.wrappedWidget() if hasattr(wrapper, "wrappedWidget") else wrapper.widget


def run_dialog(algorithm, typed, chosen, name):
    """Open an algorithm's dialog, type and choose, press Run and wait.

    ``typed`` go into the widgets by hand; ``chosen`` (layers, files) as the button beside them would set them.
    """
    dialog = open_dialog(algorithm)
    choose(dialog, chosen)
    filled = {parameter: write_in(widget_of(dialog, parameter), value) for parameter, value in typed.items()}
    picture(dialog, f"filled_{name}")
    return {"filled": filled, **run_and_close(dialog, name)}


def run_and_close(dialog, name):
    """Press Run in a dialog, wait, and close it; whether it ended well, what it said, and what it gave."""
    ended = []
    loop = QEventLoop()

    def end(successful, results):
        ended.append((successful, {key: str(value) for key, value in results.items()}))
        loop.quit()

    dialog.algorithmFinished.connect(end)
    press_run(dialog)
    if not ended:
        QTimer.singleShot(PATIENCE * 1000, loop.quit)
        loop.exec()
    settle()  # the layers are loaded after the algorithm's end
    picture(dialog, f"log_{name}")
    told = [item.text() for item in dialog.messageBar().items()]
    dialog.close()
    return {
        "finished": bool(ended) and ended[0][0],
        "told": told,  # why it did not start
        "results": ended[0][1] if ended else {},
    }


def batch(algorithm, stored, name):
    """Open a stored batch file in the batch dialog with the dialog's own code, and run its rows."""
    from processing.gui.BatchAlgorithmDialog import BatchAlgorithmDialog

    dialog = BatchAlgorithmDialog(QgsApplication.processingRegistry().createAlgorithmById(algorithm))
    dialog.show()
    panel_ = dialog.mainWidget()
    asked = QFileDialog.getOpenFileName
    QFileDialog.getOpenFileName = lambda *_, **__: (str(stored), "")
    agree_when_asked()  # newer QGIS asks whether a file of an older one is trusted
    try:
        panel_.load()
    finally:
        QFileDialog.getOpenFileName = asked
    rows = panel_.batchRowCount()
    if hasattr(panel_, "checkLoadLayersOnCompletion"):  # newer QGIS load them anyway
        panel_.checkLoadLayersOnCompletion.setChecked(True)
    picture(dialog, f"batch_{name}")
    press_run(dialog)
    # 3.22 runs the rows before the click returns; newer ones in the background, one after the other.
    for _ in range(5 * PATIENCE):
        if "Batch execution completed" in text_of(dialog):
            break
        settle(200)
    settle()
    text = text_of(dialog)
    dialog.close()
    return {"rows": rows, "failed": text.count("failed"), "done": "Batch execution completed" in text}


def agree_when_asked(tries=20):
    """Press Yes in the question that opens within the next seconds, if one does."""
    asked = QApplication.activeModalWidget()
    if isinstance(asked, QMessageBox):
        yes = next(
            button for button in asked.buttons() if asked.standardButton(button) == QMessageBox.StandardButton.Yes
        )
        QTest.mouseClick(yes, Qt.MouseButton.LeftButton)
    elif tries:
        QTimer.singleShot(200, lambda: agree_when_asked(tries - 1))


def text_of(dialog):
    return " ".join(edit.toPlainText() for edit in dialog.findChildren(QTextEdit))


def press_run(dialog):
    buttons = [button for box in dialog.findChildren(QDialogButtonBox) for button in box.buttons()]
    QTest.mouseClick(next(button for button in buttons if button.text() == "Run"), Qt.MouseButton.LeftButton)


def design(name, chosen):
    """Open a shipped model in the Model Designer and run it from there; what is drawn, and what it gave."""
    from processing.gui.AlgorithmDialog import AlgorithmDialog
    from processing.modeler.ModelerDialog import ModelerDialog

    model = QgsApplication.processingRegistry().algorithmById(f"coprodequity:{name}")
    designer = ModelerDialog.create(model)
    designer.resize(1300, 800)
    designer.show()
    picture(designer, f"designer_{name}")
    ended = []

    def fill():
        # Dialogs that were closed before are still there on newer QGIS.
        dialogs = [window for window in QApplication.topLevelWidgets() if isinstance(window, AlgorithmDialog)]
        dialog = next(window for window in dialogs if window.isVisible())
        wrappers = dialog.mainWidget().wrappers
        from qgis.core import QgsProcessingContext

        for parameter, value in chosen.items():
            wrapper = wrappers[parameter]
            if hasattr(wrapper, "setParameterValue"):
                wrapper.setParameterValue(value, QgsProcessingContext())
            else:
                wrapper.setValue(value)

        def end(successful, results):
            ended.append(successful)
            QTimer.singleShot(500, dialog.close)

        dialog.algorithmFinished.connect(end)
        press_run(dialog)

    # As a click does, not by a call from Python, which would keep Python's lock while newer QGIS waits for the dialog.
    QMetaObject.invokeMethod(designer.actionRun(), "trigger", Qt.ConnectionType.QueuedConnection)
    QTimer.singleShot(3000, fill)
    items = len(designer.view().scene().items()) if hasattr(designer, "view") else 0
    children = len(designer.model().childAlgorithms())
    for _ in range(5 * PATIENCE):
        if ended:
            break
        settle(200)
    settle(1000)  # the dialog closes
    designer.setDirty(False)
    designer.close()
    return {"items": items, "children": children, "finished": ended == [True]}
