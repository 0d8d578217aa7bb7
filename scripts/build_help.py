"""Write the help that ships with the plugin, resources/help/*.html, from docs/: it opens where there is no internet.

The guide is the tutorial, without its pictures; the other pages are the algorithms' and the data dictionary. A link to
what does not ship loses its address and keeps its words.
"""

from __future__ import annotations

import posixpath
import re
from html import escape
from pathlib import PurePosixPath

from markdown_it import MarkdownIt
from markdown_it.token import Token

from scripts.package import PLUGIN, ROOT

DOCS, HELP = ROOT / "docs", ROOT / PLUGIN / "resources" / "help"
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_INSTEAD = {"../README.md": "checkinstallation.html"}  # who reads the shipped pages has installed the plugin already
_PAGE = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title} - Coproduction Equity</title>
<link rel="stylesheet" href="help.css">
</head>
<body>
<nav><a href="guide.html">Guide</a> <a href="index.html">Algorithms</a> <a href="data-dictionary.html">Tables</a></nav>
<main>
{body}</main>
</body>
</html>
"""


def sources() -> dict[str, str]:
    """Document below docs/ -> the name of its page, for all that ships."""
    found = {"tutorial.md": "guide.html", "data-dictionary.md": "data-dictionary.html"}
    for path in sorted((DOCS / "algorithms").glob("*.md")):
        found[f"algorithms/{path.name}"] = "index.html" if path.name == "README.md" else f"{path.stem}.html"
    return found


def page(document: str, text: str, shipped: dict[str, str]) -> str:
    """A document's page as HTML."""
    parser = MarkdownIt("commonmark", {"html": False}).enable("table")
    tokens = parser.parse(_COMMENT.sub("", text))
    title = next(token.content for before, token in zip(tokens, tokens[1:]) if before.tag == "h1")
    kept: list[Token] = []
    for token in tokens:
        if token.type == "inline":
            token.children = _shipped(token.children or [], PurePosixPath(document).parent, shipped)
            if not token.children and kept[-1].type == "paragraph_open":  # of a picture alone
                kept.pop()
                continue
        elif token.type == "paragraph_close" and kept[-1].type != "inline":
            continue
        kept.append(token)
    return _PAGE.format(title=escape(title), body=parser.renderer.render(kept, parser.options, {}))


def _shipped(children: list[Token], folder: PurePosixPath, shipped: dict[str, str]) -> list[Token]:
    """The parts of a paragraph without pictures, its links leading to what ships."""
    kept, open_links = [], []
    for token in children:
        if token.type == "image":
            continue
        if token.type == "link_open":
            address = _address(str(token.attrs["href"]), folder, shipped)
            open_links.append(address)
            if not address:
                continue
            token.attrs["href"] = address
        elif token.type == "link_close" and not open_links.pop():
            continue
        kept.append(token)
    return kept


def _address(link: str, folder: PurePosixPath, shipped: dict[str, str]) -> str:
    if "://" in link:
        return link
    path, _, anchor = link.partition("#")
    name = posixpath.normpath((folder / path).as_posix())
    if name not in shipped:
        return _INSTEAD.get(name, "")
    return f"{shipped[name]}#{anchor}" if anchor else shipped[name]


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
    for old in HELP.glob("*.html"):
        if old.name not in made:
            old.unlink()
    for name, text in made.items():
        (HELP / name).write_text(text, encoding="utf-8")
    print(f"{len(made)} pages in {HELP.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
