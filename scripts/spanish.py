"""What the documentation says in Spanish by itself; titles and help come from the plugin's own translations."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

LANGUAGES = ("en", "es")
WORDS = {
    # every page
    "Guide": "Guía",
    "Algorithms": "Algoritmos",
    "Tables": "Tablas",
    # an algorithm's page
    "group": "grupo",
    "What it gives for a simulated city. {title}": "Lo que da para una ciudad simulada. {title}",
    "The dialog of {title}, filled in as in the example below": (
        "El diálogo de {title}, en inglés, rellenado como en el ejemplo de abajo"
    ),
    "{title} in QGIS's Model Designer": "{title} en el diseñador de modelos de QGIS, en inglés",
    "What the example below gives. The city is simulated: no home, meter, address or voter in it is real.": (
        "Lo que da el ejemplo de abajo. La ciudad es simulada: ninguna vivienda, ningún medidor, ninguna dirección y "
        "ningún votante son reales."
    ),
    "Parameters": "Parámetros",
    "Outputs": "Salidas",
    "Example": "Ejemplo",
    "name": "nombre",
    "what": "qué es",
    "type": "tipo",
    "default": "por defecto",
    "help": "ayuda",
    "optional": "opcional",
    "advanced": "avanzado",
    "In a shell, with no screen:": "En un terminal, sin pantalla:",
    "In QGIS's Python console:": "En la consola de Python de QGIS:",
    "Provider `coprodequity`. Tables and columns: [data dictionary](../data-dictionary.md).": (
        "Proveedor `coprodequity`. Tablas y columnas: [diccionario de datos](../data-dictionary.md)."
    ),
    # the data dictionary
    "Data dictionary": "Diccionario de datos",
    "Made by `python -m scripts.build_docs` from `core/columns.py`.": (
        "Los títulos de las tablas y de las columnas, sus unidades y sus notas están en inglés, tal como aparecen en "
        "las capas y en los archivos que escribe el complemento. Lo genera `python -m scripts.build_docs` a partir de "
        "`core/columns.py`."
    ),
    "Confidential: of single households, meters or requests, or of small counts. Never publish it.": (
        "Confidencial: de hogares, medidores o solicitudes individuales, o de recuentos pequeños. No la publique nunca."
    ),
    "column": "columna",
    "unit": "unidad",
    "notes": "notas",
    "text": "texto",
    "integer": "entero",
    "number": "número",
    "flag": "indicador",
    "datetime": "fecha y hora",
}


def say(text: str, language: str) -> str:
    """A text of the documentation in a language."""
    return WORDS[text] if language == "es" else text


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Within, algorithms are made as a QGIS set to the language makes them."""
    from coprod_equity_plugin import i18n

    texts, original = i18n.translations(language), i18n.translate
    i18n.translate = lambda context, text: texts.get(context, {}).get(text, text)
    try:
        yield
    finally:
        i18n.translate = original
