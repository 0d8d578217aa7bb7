"""Bring resources/i18n/*.ts up to date: every text that goes through a ``tr``, recorded while the definitions are made.

Run it after changing texts. Translations that are there stay; new texts come in as unfinished; texts that are gone go.
Qt Linguist and Weblate edit the files.
"""

from __future__ import annotations

import ast
from xml.sax.saxutils import escape

from scripts.qgis_session import ROOT, qgis_session

FOLDER = ROOT / "coprod_equity_plugin" / "resources" / "i18n"


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


def main() -> None:
    """Write every language's file anew."""
    from coprod_equity_plugin.i18n import read

    found = texts()
    for path in sorted(FOLDER.glob("*.ts")):
        known = read(path)
        path.write_text(ts(path.stem, known, found), encoding="utf-8")
        done = sum(key in known for key in found)
        print(f"{path.relative_to(ROOT)}: {done} of {len(found)} texts translated")


if __name__ == "__main__":
    main()
