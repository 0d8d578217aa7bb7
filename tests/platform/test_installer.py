"""Installing what is missing: offline from wheels that the test makes, with the real pip, never replacing anything."""

from __future__ import annotations

import importlib
import subprocess
import sys
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
        wheel.writestr(f"{info}/RECORD", f"{name}.py,,\n{info}/METADATA,,\n{info}/WHEEL,,\n{info}/RECORD,,\n")


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
        dependencies.Library("numpy", "1.20", ">= 1.24, < 3", "/x", "too old, 1.24 or newer is needed", "qgis"),
        dependencies.Library("Jinja2", "", ">= 3.1, < 4", "", "not installed"),
        dependencies.Library("scipy", "1.10", ">= 1.9, < 2", "/x", ""),
    ]
    monkeypatch.setattr(dependencies, "check", lambda: states)
    wanted = installer.wanted()
    assert wanted.lines == ("Jinja2>=3.1",)
    assert wanted.too_old == ("numpy 1.20 (too old, 1.24 or newer is needed)",)


# --- what lies in the profile's folder already ------------------------------------------------------------------------
@pytest.fixture
def profile_folder(tmp_path, monkeypatch):
    """The dependency folder of a profile, on the import path as the plugin puts it there; nothing imported stays."""
    folder = dependencies.dependency_folder(str(tmp_path / "profile"))
    folder.mkdir(parents=True)
    monkeypatch.setattr(sys, "path", list(sys.path))
    dependencies.add_dependency_folders(str(tmp_path / "profile"))
    assert sys.path[-1] == str(folder)
    for name in ("coprodfirst", "coprodsecond"):
        monkeypatch.setitem(dependencies.REQUIREMENTS, name, (name, "2", "3"))
    yield folder
    importlib.invalidate_caches()


def put_by_another(wheel_folder: Path, folder: Path, name: str, version: str) -> None:
    """As QPIP does it: plain pip."""
    make_wheel(wheel_folder, name, version)
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-index", "--find-links", str(wheel_folder)]
    subprocess.run([*pip, "--target", str(folder), f"{name}=={version}"], check=True)
    importlib.invalidate_caches()


def entries_of(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()} - {"__pycache__"}


def state_of(name: str) -> dependencies.Library:
    return next(iter(dependencies.check([name])))


def test_what_was_installed_here_and_is_too_old_is_renewed(wheels, profile_folder):
    make_wheel(wheels, "coprodfirst", "1.2")
    installer.install(["coprodfirst"], profile_folder, wheels)
    assert state_of("coprodfirst")[1:] == (
        "1.2", ">= 2, < 3", str(profile_folder), "too old, 2 or newer is needed", "ours",
    )  # fmt: skip
    assert "renews what it once put there itself" in dependencies.how_to_install([state_of("coprodfirst")])
    assert "coprodfirst" in installer.wanted().lines

    make_wheel(wheels, "coprodfirst", "2.4")
    assert installer.install(["coprodfirst>=2"], profile_folder, wheels) == ["coprodfirst==2.4"]
    assert (profile_folder / "coprodfirst.py").read_text() == "VERSION = '2.4'\n"
    assert entries_of(profile_folder) == {"coprodfirst.py", "coprodfirst-2.4.dist-info"}
    assert list(profile_folder.parent.iterdir()) == [profile_folder]
    assert (state_of("coprodfirst").version, state_of("coprodfirst").problem) == ("2.4", "")


def test_what_another_program_put_there_is_told_apart_and_left_alone(wheels, profile_folder):
    put_by_another(wheels, profile_folder, "coprodfirst", "1.2")
    assert (state_of("coprodfirst").holder, state_of("coprodfirst").version) == ("profile", "1.2")
    said = dependencies.how_to_install([state_of("coprodfirst")])
    assert "coprodfirst 1.2: put by another program, such as QPIP, into the profile's folder" in said
    assert "pip install --user" not in said
    assert "brought by QGIS or the system" not in said
    wanted = installer.wanted()
    assert wanted.foreign == ("coprodfirst 1.2 (too old, 2 or newer is needed)",)
    assert not [line for line in wanted.lines if line.startswith("coprodfirst")]
    before = sorted(profile_folder.rglob("*"))
    make_wheel(wheels, "coprodfirst", "2.4")
    make_wheel(wheels, "coprodsecond", "2.0", "coprodfirst>=2")
    with pytest.raises(installer.InstallError, match=r"coprodfirst 1\.2 in .* would have to be newer"):
        installer.install(["coprodsecond"], profile_folder, wheels)
    assert sorted(profile_folder.rglob("*")) == before


def test_what_lies_there_and_suits_is_kept_whoever_put_it(wheels, profile_folder):
    put_by_another(wheels, profile_folder, "coprodfirst", "2.1")
    make_wheel(wheels, "coprodfirst", "2.4")
    make_wheel(wheels, "coprodsecond", "2.0", "coprodfirst>=2")
    assert installer.install(["coprodsecond"], profile_folder, wheels) == ["coprodsecond==2.0"]
    assert (profile_folder / "coprodfirst.py").read_text() == "VERSION = '2.1'\n"
    assert [state_of(name).problem for name in ("coprodfirst", "coprodsecond")] == ["", ""]


def test_what_qgis_brings_too_old_is_qgiss(monkeypatch):
    monkeypatch.setitem(dependencies.REQUIREMENTS, "numpy", ("numpy", "98", "99"))
    assert (state_of("numpy").holder, state_of("numpy").problem) == ("qgis", "too old, 98 or newer is needed")
    said = dependencies.how_to_install([state_of("numpy")])
    assert f"numpy {np.__version__}: brought by QGIS or the system, where the plugin never replaces anything." in said
    assert "put by another program" not in said
    assert installer.wanted().too_old == (f"numpy {np.__version__} (too old, 98 or newer is needed)",)


def test_a_folder_that_cannot_be_changed_stays_as_it_was(wheels, profile_folder, monkeypatch):
    make_wheel(wheels, "coprodfirst", "1.2")
    installer.install(["coprodfirst"], profile_folder, wheels)
    make_wheel(wheels, "coprodfirst", "2.4")
    rename = Path.rename

    def in_use(source, target):
        if Path(target) == profile_folder / "coprodfirst.py" and source.parent.name == "staging":
            raise PermissionError("in use")
        return rename(source, target)

    monkeypatch.setattr(Path, "rename", in_use)
    with pytest.raises(installer.InstallError, match="could not be changed"):
        installer.install(["coprodfirst>=2"], profile_folder, wheels)
    assert (profile_folder / "coprodfirst.py").read_text() == "VERSION = '1.2'\n"
    assert entries_of(profile_folder) == {"coprodfirst.py", "coprodfirst-1.2.dist-info"}
    assert list(profile_folder.parent.iterdir()) == [profile_folder]
