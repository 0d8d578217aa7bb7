"""The help that ships: made from docs/, reached by every help button and the menu, complete without internet."""

from __future__ import annotations

import re
import zipfile
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlparse

import pytest

from coprod_equity_plugin import plugin
from scripts.build_help import HELP, page, pages, sources
from scripts.package import PLUGIN, ROOT, build, plugin_files
from scripts.spanish import WORDS


class Read(HTMLParser):
    """Addresses, words, and tags that were left open."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.addresses, self.words, self.open, self.tags, self.heads = [], [], [], [], []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.addresses += [value for name, value in attrs if name in ("href", "src")]
        if tag not in ("meta", "link", "br", "img", "hr"):
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.words += data.split()
        if {"title", "h1", "h2", "h3", "th"} & set(self.open) or self.open[-2:] == ["nav", "a"]:
            self.heads.append(data)


@pytest.fixture(scope="module")
def made():
    return pages()


def test_what_ships_is_what_docs_say(made):
    there = {path.relative_to(HELP).as_posix() for path in HELP.rglob("*.html")}
    assert there == set(made), "run python -m scripts.build_help"
    for name, text in made.items():
        assert (HELP / name).read_text(encoding="utf-8") == text, f"{name}: run python -m scripts.build_help"
    folder = HELP.relative_to(ROOT)
    shipped = {path.relative_to(folder).as_posix() for path in plugin_files() if folder in path.parents}
    assert shipped == {*made, "help.css"}, "git add the pages"


def test_every_page_has_its_spanish_twin_and_the_two_lead_to_each_other(made):
    english = {name for name in made if "/" not in name}
    assert len(english) > 25
    assert {f"es/{name}" for name in english} == set(made) - english
    for name in english:
        assert f'<a href="es/{name}" lang="es" hreflang="es">Español</a>' in made[name]
        assert '<html lang="en">' in made[name]
        assert f'<a href="../{name}" lang="en" hreflang="en">English</a>' in made[f"es/{name}"]
        assert '<html lang="es">' in made[f"es/{name}"]


def test_no_english_heading_is_left_in_a_spanish_page(made):
    for name, text in made.items():
        heads = set(Read(text).heads)
        if name.startswith("es/"):
            assert not heads & set(WORDS), name
            assert {"Guía", "Algoritmos", "Tablas"} <= heads
            if name == "es/data-dictionary.html":
                assert "están en inglés" in text  # which its tables' titles are
            else:
                assert not heads & set(Read(made[name[3:]]).heads) - {"English"}, name
        else:
            assert {"Guide", "Algorithms", "Tables"} <= heads


def test_the_zip_holds_the_pages_and_stays_small(made, tmp_path):
    path = build(tmp_path)
    assert path.stat().st_size < 3 * 2**20
    with zipfile.ZipFile(path) as archive:
        assert {f"{PLUGIN}/resources/help/{name}" for name in made} <= set(archive.namelist())


def test_every_help_button_opens_a_page_that_is_there(provider):
    for algorithm in provider.algorithms():
        address = urlparse(algorithm.helpUrl())
        assert address.scheme == "file"
        path = Path(unquote(address.path))
        assert path == HELP / f"{algorithm.name()}.html"
        assert f"coprodequity:{algorithm.name()}" in path.read_text(encoding="utf-8")


def test_the_guide_of_the_menu_opens_from_disk(monkeypatch):
    opened = []
    monkeypatch.setattr(plugin.QDesktopServices, "openUrl", opened.append)
    plugin.CoproductionEquityPlugin(None).guide()
    assert [url.isLocalFile() for url in opened] == [True]
    assert "<h1>" in Path(opened[0].toLocalFile()).read_text(encoding="utf-8")


def test_pages_need_nothing_but_each_other(made):
    for name, text in made.items():
        read = Read(text)
        assert read.open == [], name
        assert not {"img", "script", "iframe"} & set(read.tags)
        for address in read.addresses:
            path, _, anchor = address.partition("#")
            assert not anchor, f"{name}: headings have no anchors ({address})"
            assert (HELP / name).parent.joinpath(path).is_file(), f"{name}: {address}"


def test_no_word_of_a_page_is_lost(made):
    """Against the Markdown with its signs taken out: what remains must stand in the page, in the same order."""
    for document, name in sources().items():
        text = (ROOT / "docs" / document).read_text(encoding="utf-8")
        text = re.sub(r"<!--.*?-->|!\[.*?\]\(.*?\)", "", text, flags=re.DOTALL)
        text = re.sub(r"\]\([^)]*\)", "]", text)
        meant = re.findall(r"\w+", re.sub(r"(?m)^```\w*$|^\|[-|]+\|$", "", text))
        body = made[name].partition("<main>")[2].partition("</main>")[0]
        assert re.findall(r"\w+", " ".join(Read(body).words)) == meant, name


def test_what_does_not_ship_is_not_linked():
    text = "# Title\n\n[ours](algorithms/drawsample.md), [not ours](decisions/README.md)\n\n![picture](a.png)\n"
    for document in ("tutorial.md", "es/tutorial.md"):
        made = page(document, text, sources())
        assert '<a href="drawsample.html">ours</a>, not ours' in made
        assert "<img" not in made
        assert "<p></p>" not in made


def test_the_way_to_install_leads_to_the_check_in_the_same_language():
    for document, up in (("tutorial.md", "../"), ("es/tutorial.md", "../../")):
        made = page(document, f"# Title\n\n[how]({up}README.md#install)\n", sources())
        assert '<a href="checkinstallation.html">how</a>' in made
