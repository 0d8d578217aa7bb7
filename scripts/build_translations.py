"""Bring resources/i18n up to date: every text that goes through a ``tr``, recorded while the definitions are made.

Run it after changing texts. Translations that are there stay; new texts come in as unfinished; texts that are gone go.
Qt Linguist and Weblate edit the ``.ts`` files; beside each lies what the plugin reads of it, a ``.json`` file.
"""

from __future__ import annotations

import ast
import json
import re
from html import unescape
from pathlib import Path
from xml.sax.saxutils import escape

from scripts.qgis_session import ROOT, qgis_session

FOLDER = ROOT / "coprod_equity_plugin" / "resources" / "i18n"
_ELEMENT = re.compile(r"<(name|source|translation)\b([^>]*)>([^<]*)</\1>")


def texts() -> dict[tuple[str, str], None]:
    """Context and text of everything that can be translated, in the order of the work."""
    from coprod_equity_plugin import i18n

    found: dict[tuple[str, str], None] = {}

    def record(context: str, text: str) -> str:
        if text:
            found[context, text] = None
        return text

    original, i18n.translate = i18n.translate, record
    try:
        with qgis_session() as provider:
            for algorithm in provider.algorithms():
                made = algorithm.create({})
                for say in (made.displayName, made.group, made.shortDescription, made.shortHelpString):
                    say()
                del made
    finally:
        i18n.translate = original
    return {**found, **written_out()}


def written_out() -> dict[tuple[str, str], None]:
    """Context and text of what stands in the code outside the algorithms' definitions: menu, messages, checks."""
    found: dict[tuple[str, str], None] = {}
    for path in sorted(FOLDER.parent.parent.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            called, words = getattr(node.func, "attr", ""), [getattr(word, "value", None) for word in node.args]
            if called == "translate" and len(words) == 2 and all(isinstance(word, str) for word in words):
                found[words[0], words[1]] = None  # i18n.translate(context, text)
            elif called == "tr" and words and path.name == "plugin.py":
                found["Plugin", words[0]] = None
    return found


def read(path: Path) -> dict[tuple[str, str], str]:
    """Context and text -> translation, of what is finished in a ``.ts`` file."""
    found, context, source = {}, "", ""
    for name, attributes, text in _ELEMENT.findall(path.read_text(encoding="utf-8")):
        text = unescape(text)
        if name == "name":
            context = text
        elif name == "source":
            source = text
        elif text and "unfinished" not in attributes:
            found[context, source] = text
    return found


def ts(language: str, known: dict[tuple[str, str], str], found: dict[tuple[str, str], None]) -> str:
    """A ``.ts`` file's text."""
    lines = ['<?xml version="1.0" encoding="utf-8"?>', "<!DOCTYPE TS>", f'<TS version="2.1" language="{language}">']
    for context in dict.fromkeys(name for name, _ in found):
        lines += ["<context>", f"    <name>{escape(context)}</name>"]
        for name, text in found:
            if name == context:
                done = known.get((name, text), "")
                shown = f"<translation>{escape(done)}</translation>" if done else '<translation type="unfinished"/>'
                lines += [
                    "    <message>",
                    f"        <source>{escape(text)}</source>",
                    f"        {shown}",
                    "    </message>",
                ]
        lines.append("</context>")
    return "\n".join([*lines, "</TS>", ""])


def compact(finished: dict[tuple[str, str], str]) -> str:
    """What the plugin reads when QGIS starts: context -> text -> translation, as JSON, a text in a line."""
    nested: dict[str, dict[str, str]] = {}
    for (context, text), translation in finished.items():
        nested.setdefault(context, {})[text] = translation
    return json.dumps(nested, ensure_ascii=False, indent=0) + "\n"


def main() -> None:
    """Write every language's files anew."""
    found = texts()
    for path in sorted(FOLDER.glob("*.ts")):
        known = read(path)
        path.write_text(ts(path.stem, known, found), encoding="utf-8")
        path.with_suffix(".json").write_text(compact(read(path)), encoding="utf-8")
        done = sum(key in known for key in found)
        print(f"{path.relative_to(ROOT)}: {done} of {len(found)} texts translated")


if __name__ == "__main__":
    main()
