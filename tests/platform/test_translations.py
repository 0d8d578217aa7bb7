"""Texts in Spanish: complete for what toolbox, dialogs, help and menu say, and shown by a QGIS set to it."""

from __future__ import annotations

import os
import re
import subprocess
import sys

import pytest
from qgis.core import QgsProcessingParameterDefinition

from coprod_equity_plugin import i18n
from coprod_equity_plugin.processing.shipped_model import ShippedModel
from scripts.build_translations import FOLDER, ROOT, compact, read, written_out

SPANISH = """
from qgis.core import QgsApplication
from qgis.PyQt.QtCore import QLocale
app = QgsApplication([], False)
app.initQgis()
QgsApplication.setLocale(QLocale("es_MX"))
from coprod_equity_plugin.processing.provider import CoproductionEquityProvider
provider = CoproductionEquityProvider()
QgsApplication.processingRegistry().addProvider(provider)
algorithm = provider.algorithm("disparitybyarea")
from coprod_equity_plugin import i18n
print([i18n.help_page(name).relative_to(i18n.RESOURCES).as_posix() for name in ("guide.html", "help.css")])
print(provider.algorithm("drawsample").helpUrl())
print(algorithm.displayName(), "|", algorithm.group(), "|", algorithm.parameterDefinition("PRESET").description())
"""


@pytest.fixture(scope="module")
def spanish():
    return read(FOLDER / "es.ts")


def test_titles_summaries_and_parameter_names_are_spanish(provider, spanish):
    missing = []
    for algorithm in provider.algorithms():
        shown = [algorithm.displayName(), algorithm.shortDescription()]
        shown += [definition.description() for definition in algorithm.parameterDefinitions()]
        context = type(algorithm).__name__
        missing += [(context, text) for text in shown if text and (context, text) not in spanish]
        within = "ShippedModel" if isinstance(algorithm, ShippedModel) else "EquityAlgorithm"
        assert (within, algorithm.group().strip()) in spanish
    assert missing == []


def test_every_text_of_dialogs_and_help_is_spanish(provider, spanish):
    recorded = {
        (context, text): translation
        for (context, text), translation in spanish.items()
        if translation.strip() and translation != text
    }
    assert "unfinished" not in (FOLDER / "es.ts").read_text(encoding="utf-8")
    missing = []
    for algorithm in provider.algorithms():
        context = type(algorithm).__name__
        said = [algorithm.about()] if isinstance(algorithm, ShippedModel) else [algorithm.SUMMARY, algorithm.HELP]
        shown = said + [one.help() for one in algorithm.parameterDefinitions()]
        missing += [(context, text) for text in shown if text and (context, text) not in recorded]
    assert missing == []


def test_messages_and_checks_that_dialogs_show_are_spanish_and_keep_their_fields(spanish):
    """What the message bar, the installer and the checks before a start say; logs stay English."""
    shown = list(written_out())
    assert {"Plugin", "Libraries", "Requests"} <= {context for context, _ in shown}
    assert [key for key in shown if key not in spanish] == []
    for key in shown:
        assert sorted(re.findall(r"\{\w+\}", key[1])) == sorted(re.findall(r"\{\w+\}", spanish[key])), key


def test_labels_fit_the_dialog_in_both_languages(provider, spanish):
    """QGIS breaks no label into lines: one that is longer pushes what stands at the right out of the narrow dialog."""
    for algorithm in provider.algorithms():
        context = type(algorithm).__name__
        for one in algorithm.parameterDefinitions():
            optional = 11 * bool(one.flags() & QgsProcessingParameterDefinition.Flag.FlagOptional)  # " [optional]"
            for label in (one.description(), spanish[context, one.description()]):
                assert len(label) + optional <= 56, f"{algorithm.name()}, {one.name()}: {label}"


def test_translations_keep_the_words_that_are_typed(spanish):
    """Ids, column codes and file names stand in the Spanish help as they stand in the English one."""
    word = re.compile(r"\b(?:[a-z]+_[a-z_*.]+|[A-Z]\d{5}|[A-Z]+_[A-Z]+|%[A-Za-z])")
    for (_, text), translation in spanish.items():
        assert set(word.findall(text)) <= set(word.findall(translation)), text


def test_what_qgis_reads_is_what_the_translators_wrote(spanish):
    made = (FOLDER / "es.json").read_text(encoding="utf-8")
    assert made == compact(spanish), "run python -m scripts.build_translations"
    said = {(context, text): done for context, texts in i18n.translations("es").items() for text, done in texts.items()}
    assert said == spanish


def test_a_regional_locale_takes_its_language_and_an_unknown_one_none():
    assert i18n.translations("es_MX")["Plugin"]["Guide"] == "Guía"
    assert i18n.translations("xx_YY") == {}


def test_a_spanish_qgis_shows_it():
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run(
        [sys.executable, "-c", SPANISH], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    *_, pages, help_url, shown = done.stdout.strip().splitlines() or [done.stderr]
    assert shown == "Disparidad por zona | 4 Disparidad | Regla de privacidad", done.stderr
    assert pages == "['help/es/guide.html', 'help/help.css']"  # English where there is no Spanish page
    assert help_url.startswith("file:///")
    assert help_url.endswith("/help/es/drawsample.html")
