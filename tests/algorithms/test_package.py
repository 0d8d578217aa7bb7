"""The zip that "Install from ZIP" takes, put into a profile as QGIS does it."""

from __future__ import annotations

import subprocess
import zipfile

import pytest

from scripts import package
from tests.profile import PLUGIN, make_profile, qgis_process


@pytest.fixture(scope="module")
def archive(tmp_path_factory):
    if not package.plugin_files():
        pytest.skip("git tracks no plugin files here")
    return package.build(tmp_path_factory.mktemp("dist"))


def test_one_folder_with_what_the_repository_asks_for(archive):
    names = zipfile.ZipFile(archive).namelist()
    assert {name.split("/")[0] for name in names} == {PLUGIN}
    assert {f"{PLUGIN}/{name}" for name in ("__init__.py", "metadata.txt", "LICENSE", "resources/icon.svg")} <= set(
        names
    )
    assert not [name for name in names if name.endswith(".pyc") or "/tests/" in name or "/." in name]
    assert archive.name == f"{PLUGIN}-{package.version()}.zip"


def test_no_file_of_the_zip_can_be_executed_or_hides(archive):
    for entry in zipfile.ZipFile(archive).infolist():
        assert entry.external_attr >> 16 == 0o644, entry.filename
        assert not entry.is_dir()
    assert archive.stat().st_size < 25 * 2**20


def test_the_same_files_give_the_same_bytes(archive, tmp_path):
    assert package.build(tmp_path).read_bytes() == archive.read_bytes()


def test_qgis_loads_the_plugin_from_the_zip(archive, tmp_path):
    environment = make_profile(tmp_path)
    plugins = tmp_path / "profiles" / "default" / "python" / "plugins"
    (plugins / PLUGIN).unlink()
    with zipfile.ZipFile(archive) as file:
        file.extractall(plugins)
    done = subprocess.run([qgis_process(), "list"], env=environment, check=True, capture_output=True, text=True)
    listed = [line.split("\t")[1] for line in done.stdout.splitlines() if line.startswith("\tcoprodequity:")]
    assert "coprodequity:equitystudy" in listed
    assert "coprodequity:restorationtimes" in listed
