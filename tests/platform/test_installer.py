"""Installing what is missing: offline from wheels that the test makes, with the real pip, never replacing anything."""

from __future__ import annotations

import zipfile
from pathlib import Path

import numpy as np
import pytest

from coprod_equity_plugin import dependencies, installer


def make_wheel(folder: Path, name: str, version: str, requires: str = "") -> None:
    info = f"{name}-{version}.dist-info"
    with zipfile.ZipFile(folder / f"{name}-{version}-py3-none-any.whl", "w") as wheel:
        wheel.writestr(f"{name}.py", f"VERSION = '{version}'\n")
        needs = f"Requires-Dist: {requires}\n" if requires else ""
        wheel.writestr(f"{info}/METADATA", f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n{needs}")
        wheel.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        wheel.writestr(f"{info}/RECORD", "")


@pytest.fixture
def wheels(tmp_path):
    folder = tmp_path / "wheels"
    folder.mkdir()
    return folder


def test_what_is_missing_comes_with_what_it_needs_and_nothing_that_is_there(wheels, tmp_path):
    make_wheel(wheels, "coprodfirst", "1.2", "coprodsecond>=2")
    make_wheel(wheels, "coprodsecond", "2.1", "numpy>=1.20")
    make_wheel(wheels, "numpy", "99.0")  # newer than the one that is there, which stays
    folder = tmp_path / "dependencies" / "3.x"
    said = []
    assert sorted(installer.install(["coprodfirst>=1,<2"], folder, wheels, said.append)) == [
        "coprodfirst==1.2",
        "coprodsecond==2.1",
    ]
    assert {path.name for path in folder.iterdir() if path.suffix == ".py"} == {"coprodfirst.py", "coprodsecond.py"}
    assert not (folder / "numpy.py").exists()
    assert list(folder.parent.iterdir()) == [folder]  # no working folder is left
    assert said[-1].startswith("Installing ")


@pytest.mark.parametrize("requires", ["numpy>=99", "nosuchcoprodlibrary"])
def test_what_does_not_suit_leaves_the_folder_as_it_was(wheels, tmp_path, requires):
    make_wheel(wheels, "coprodfirst", "1.2", requires)
    folder = tmp_path / "dependencies" / "3.x"
    folder.mkdir(parents=True)
    (folder / "before.py").write_text("")
    with pytest.raises(installer.InstallError, match="Nothing was installed"):
        installer.install(["coprodfirst"], folder, wheels)
    assert [path.name for path in folder.iterdir()] == ["before.py"]
    assert list(folder.parent.iterdir()) == [folder]


def test_the_constraints_hold_what_is_there_outside_the_folder(tmp_path):
    assert f"numpy=={np.__version__}\n" in installer.constraints(tmp_path)


def test_only_what_is_missing_is_wanted(monkeypatch):
    states = [
        dependencies.Library("numpy", "1.20", ">= 1.24, < 3", "/x", "too old, 1.24 or newer is needed"),
        dependencies.Library("Jinja2", "", ">= 3.1, < 4", "", "not installed"),
        dependencies.Library("scipy", "1.10", ">= 1.9, < 2", "/x", ""),
    ]
    monkeypatch.setattr(dependencies, "check", lambda: states)
    wanted = installer.wanted()
    assert wanted.lines == ("Jinja2>=3.1",)
    assert wanted.too_old == ("numpy 1.20 (too old, 1.24 or newer is needed)",)
