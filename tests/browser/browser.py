"""A real browser without a screen: what a page looks like to a script in it, and on paper."""

from __future__ import annotations

import importlib.util
import json
import os
import shutil
import subprocess
from html import unescape
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
FLAGS = (
    "--headless",
    "--no-sandbox",  # tests may run as root
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--disable-dev-shm-usage",
)
RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa")


def browser() -> str | None:
    """The browser's program; ``None`` where there is none."""
    return next((path for path in map(shutil.which, NAMES) if path), None)


def axe() -> str | None:
    """The text of axe-core, from the package that brings it or the file named by ``COPROD_EQUITY_AXE``."""
    given = os.environ.get("COPROD_EQUITY_AXE")
    if given:
        return Path(given).read_text(encoding="utf-8")
    found = importlib.util.find_spec("axe_playwright_python")  # found, not imported: nothing but its file is needed
    if found is None or not found.submodule_search_locations:
        return None
    return (Path(found.submodule_search_locations[0]) / "axe.min.js").read_text(encoding="utf-8")


def run(folder: Path, page: Path, *options: str) -> str:
    """What the browser prints of a page, in a profile of its own."""
    done = subprocess.run(
        [browser(), *FLAGS, f"--user-data-dir={folder / 'profile'}", *options, page.as_uri()],
        capture_output=True,
        text=True,
        timeout=280,
        check=True,
    )
    return done.stdout


def violations(folder: Path, html: str, script: str, width: int = 1000) -> dict:
    """What axe finds in a page: ``violations`` (rule, impact, places) and ``passes`` (rules that had what to check)."""
    ask = (
        "axe.run({exclude: [['#axe-result']]}, {runOnly: " + json.dumps(RULES) + "}).then(found => {"
        "document.getElementById('axe-result').textContent = JSON.stringify({"
        "violations: found.violations.map(rule => [rule.id, rule.impact, rule.nodes.map(node => node.html.slice(0, 200)"
        " + ' ' + node.failureSummary)]), passes: found.passes.map(rule => rule.id)}) + 'END'})"
    )
    page = folder / "page.html"
    tail = f'<pre id="axe-result"></pre><script>{script}</script><script>{ask}</script></body>'
    page.write_text(html.replace("</body>", tail), encoding="utf-8")
    shown = run(folder, page, f"--window-size={width},900", "--virtual-time-budget=120000", "--dump-dom")
    result = shown[shown.index('<pre id="axe-result">') + len('<pre id="axe-result">') :]
    return json.loads(unescape(result[: result.index("END")]))


def print_pdf(folder: Path, html: str, size: str) -> Path:
    """The page printed to a size of paper."""
    page, pdf = folder / f"{size}.html", folder / f"{size}.pdf"
    page.write_text(html.replace("</head>", f"<style>@page {{ size: {size} }}</style></head>"), encoding="utf-8")
    run(folder, page, "--no-pdf-header-footer", f"--print-to-pdf={pdf}")
    return pdf
