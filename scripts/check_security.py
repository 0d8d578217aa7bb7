"""The plugin repository's scans of what ships: Bandit and detect-secrets. Any finding there blocks a version for good.

All of Bandit's rules are asked, of which the repository enables some: what a later rule set adds is found here first.
Both programs say little by their exit code (detect-secrets always ends with 0), so their output is read.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from scripts.package import PLUGIN, ROOT, plugin_files


def run(*arguments: str, folder: Path = ROOT) -> dict:
    """The JSON that a module run as a program prints."""
    done = subprocess.run([sys.executable, "-m", *arguments], cwd=folder, capture_output=True, text=True, check=False)
    try:
        return json.loads(done.stdout[done.stdout.index("{") :])
    except ValueError:
        raise SystemExit(f"{arguments[0]} gave no report: {done.stderr or done.stdout}") from None


def bandit(*paths: str) -> list[str]:
    """Bandit's findings in files or folders; a file that it cannot read is one."""
    report = run("bandit", "--quiet", "--recursive", "--format", "json", *paths)
    return [f"{item['filename']}: {item['reason']}" for item in report["errors"]] + [
        f"{item['filename']}:{item['line_number']}: {item['test_id']} {item['issue_text']}"
        for item in report["results"]
    ]


def secrets(*paths: str, folder: Path = ROOT) -> list[str]:
    """What detect-secrets takes for a secret, in the files named from a folder; it passes over files elsewhere."""
    report = run("detect_secrets", "scan", "--all-files", *paths, folder=folder)
    return [
        f"{name}:{item['line_number']}: {item['type']}" for name, items in report["results"].items() for item in items
    ]


def breaches() -> list[str]:
    """Everything that the repository's scans would find in what ships."""
    return bandit(PLUGIN) + secrets(*(path.as_posix() for path in plugin_files()))


if __name__ == "__main__":
    problems = breaches()
    for problem in problems:
        print(problem, file=sys.stderr)
    sys.exit(1 if problems else 0)
