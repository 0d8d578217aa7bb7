"""The report in a real browser: no violation of WCAG 2.1 A and AA by axe-core, and nothing cut off on paper."""

from __future__ import annotations

import re
import shutil
import subprocess
from dataclasses import replace
from html import unescape
from xml.etree import ElementTree

import pytest

from coprod_equity_plugin.core.report.inputs import MapFile, ReportOptions
from coprod_equity_plugin.core.report.page import build_report
from tests import report_frames as frames
from tests.browser.browser import axe, browser, print_pdf, violations
from tests.report_more import tables
from tests.report_page import png

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(browser() is None, reason="no Chromium here (apt-get install chromium)"),
]
PAPER = {"Letter": (612, 792), "A4": (595, 842)}
SIDE = 17 / 25.4 * 72  # the page's margin in points


@pytest.fixture(scope="module")
def html() -> str:
    inputs = tables()[0]
    maps = [MapFile("hours", png(), "Hours without power", "Map: Hours without power. Longest in the south, 94 hours.")]
    return build_report(replace(inputs, maps=maps), ReportOptions(frames.EVENT)).html


@pytest.fixture(scope="module")
def script() -> str:
    text = axe()
    if text is None:
        pytest.skip("axe-core is not installed (make setup), nor is COPROD_EQUITY_AXE set to its file")
    return text


@pytest.mark.parametrize("width", [1000, 380])
def test_no_violation_of_wcag(html, script, tmp_path, width):
    found = violations(tmp_path, html, script, width)
    assert found["violations"] == []
    assert {"color-contrast", "image-alt", "svg-img-alt", "html-has-lang", "link-name"} <= set(found["passes"])


def test_the_check_finds_what_is_wrong(html, script, tmp_path):
    broken = re.sub(r'(<img[^>]*) alt="[^"]*"', r"\1", html, count=1).replace('<html lang="en">', "<html>")
    broken = broken.replace("--quiet: #57606a", "--quiet: #c8ced6")
    rules = {rule for rule, *_ in violations(tmp_path, broken, script)["violations"]}
    assert {"image-alt", "html-has-lang", "color-contrast"} <= rules


def words_by_page(pdf) -> list[list[tuple[float, float, str]]]:
    """Left and right end of every word of every page, in points."""
    out = subprocess.run(["pdftotext", "-bbox", str(pdf), "-"], capture_output=True, text=True, check=True).stdout
    root = ElementTree.fromstring(re.sub(r' xmlns="[^"]*"', "", out[out.index("<html") :]))
    return [
        [(float(word.get("xMin")), float(word.get("xMax")), word.text or "") for word in page.iter("word")]
        for page in root.iter("page")
    ]


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="no pdftotext here (apt-get install poppler-utils)")
@pytest.mark.parametrize("size", PAPER)
def test_nothing_is_cut_off_on_paper(html, tmp_path, size):
    pages = words_by_page(print_pdf(tmp_path, html, size))
    texts = [re.sub(r"\s+", "", "".join(word for *_, word in page)) for page in pages]
    assert 12 <= len(pages) <= 40
    for page in pages:
        assert page, "an empty page"
        assert min(left for left, *_ in page) >= SIDE - 2
        assert max(right for _, right, _ in page) <= PAPER[size][0] - SIDE + 2
    titles = re.findall(r'<figure class="(?:wide|narrow)" id="figure-\w+">\n<p class="figure-title">(.*?)</p>', html)
    assert len(titles) >= 11
    for title in titles:
        squeezed = re.sub(r"\s+", "", unescape(title))
        assert sum(squeezed in text for text in texts) == 1, title
    # a figure's title, its axis' label (real text in the SVG) and its note stand on one page
    spec = next(text for text in texts if "Homesstilldarkattheendof" in text)
    assert "Ratioofthetwogaps" in spec
    assert "Fulldot:thesamefinding" in spec
    curve = next(text for text in texts if "Homesstillwithoutpower" in text and "Homesstillout" in text)
    assert "Kaplan-Meier" in curve
