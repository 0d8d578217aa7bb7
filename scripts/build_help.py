"""Write the help that ships with the plugin, resources/help/, from docs/: it opens where there is no internet.

The guide is the tutorial, without its pictures; the other pages are the algorithms' and the data dictionary. A link to
what does not ship loses its address and keeps its words. The Spanish pages, resources/help/es/, are made of docs/es/
in the same way; each page leads to its twin.
"""

from __future__ import annotations

import posixpath
import re
from html import escape

from markdown_it import MarkdownIt
from markdown_it.token import Token

from scripts.package import PLUGIN, ROOT
from scripts.spanish import LANGUAGES, say

DOCS, HELP = ROOT / "docs", ROOT / PLUGIN / "resources" / "help"
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_TWIN = {"en": ("es", "Español"), "es": ("en", "English")}
_PAGE = """<!DOCTYPE html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title} - Coproduction Equity</title>
<link rel="stylesheet" href="{root}help.css">
</head>
<body>
<nav>{links}</nav>
<main>
{body}</main>
</body>
</html>
"""


def sources() -> dict[str, str]:
    """Document below docs/ -> the name of its page, for all that ships."""
    found = {}
    for language in LANGUAGES:
        within = _folder(language)
        found |= {f"{within}tutorial.md": f"{within}guide.html"}
        found |= {f"{within}data-dictionary.md": f"{within}data-dictionary.html"}
        for path in sorted((DOCS / within / "algorithms").glob("*.md")):
            name = "index.html" if path.name == "README.md" else f"{path.stem}.html"
            found[f"{within}algorithms/{path.name}"] = f"{within}{name}"
    return found


def _folder(language: str) -> str:
    """Where a language's documents and pages lie, below those of English."""
    return "" if language == "en" else f"{language}/"


def language_of(document: str) -> str:
    """The language of a document below docs/."""
    return next((language for language in LANGUAGES if document.startswith(f"{language}/")), "en")


def page(document: str, text: str, shipped: dict[str, str]) -> str:
    """A document's page as HTML."""
    parser = MarkdownIt("commonmark", {"html": False}).enable("table")
    tokens = parser.parse(_COMMENT.sub("", text))
    title = next(token.content for before, token in zip(tokens, tokens[1:]) if before.tag == "h1")
    kept: list[Token] = []
    for token in tokens:
        if token.type == "inline":
            token.children = _shipped(token.children or [], document, shipped)
            if not token.children and kept[-1].type == "paragraph_open":  # of a picture alone
                kept.pop()
                continue
        elif token.type == "paragraph_close" and kept[-1].type != "inline":
            continue
        kept.append(token)
    language = language_of(document)
    return _PAGE.format(
        title=escape(title),
        language=language,
        root="../" * _folder(language).count("/"),
        links=_links(document, shipped),
        body=parser.renderer.render(kept, parser.options, {}),
    )


def _links(document: str, shipped: dict[str, str]) -> str:
    """What stands at the head of every page: the ways to the others, and to this one in the other language."""
    language = language_of(document)
    parts = (("guide.html", "Guide"), ("index.html", "Algorithms"), ("data-dictionary.html", "Tables"))
    links = [f'<a href="{name}">{say(words, language)}</a>' for name, words in parts]
    other, called = _TWIN[language]
    twin = _folder(other) + document[len(_folder(language)) :]
    if twin in shipped:
        links.append(f'<a href="{_from(document, twin, shipped)}" lang="{other}" hreflang="{other}">{called}</a>')
    return " ".join(links)


def _from(document: str, other: str, shipped: dict[str, str]) -> str:
    """The address of a document's page, seen from another's."""
    return posixpath.relpath(shipped[other], posixpath.dirname(shipped[document]) or ".")


def _shipped(children: list[Token], document: str, shipped: dict[str, str]) -> list[Token]:
    """The parts of a paragraph without pictures, its links leading to what ships."""
    kept, open_links = [], []
    for token in children:
        if token.type == "image":
            continue
        if token.type == "link_open":
            address = _address(str(token.attrs["href"]), document, shipped)
            open_links.append(address)
            if not address:
                continue
            token.attrs["href"] = address
        elif token.type == "link_close" and not open_links.pop():
            continue
        kept.append(token)
    return kept


def _address(link: str, document: str, shipped: dict[str, str]) -> str:
    if "://" in link:
        return link
    path, _, anchor = link.partition("#")
    name = posixpath.normpath(posixpath.join(posixpath.dirname(document), path))
    if name == "../README.md":  # who reads the shipped pages has installed the plugin already
        name, anchor = f"{_folder(language_of(document))}algorithms/checkinstallation.md", ""
    if name not in shipped:
        return ""
    address = _from(document, name, shipped)
    return f"{address}#{anchor}" if anchor else address


def pages() -> dict[str, str]:
    """File name -> text of every page."""
    shipped = sources()
    return {
        name: page(document, (DOCS / document).read_text(encoding="utf-8"), shipped)
        for document, name in shipped.items()
    }


def main() -> None:
    """Write all pages; those of documents that are gone go too."""
    made = pages()
    for old in HELP.rglob("*.html"):
        if old.relative_to(HELP).as_posix() not in made:
            old.unlink()
    for name, text in made.items():
        (HELP / name).parent.mkdir(exist_ok=True)
        (HELP / name).write_text(text, encoding="utf-8")
    print(f"{len(made)} pages in {HELP.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
