"""A PostgreSQL with PostGIS of the test's own: a temporary cluster, a socket in its folder, no port."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def programs() -> Path | None:
    """The folder of a server that has PostGIS; ``None`` if there is none."""
    for folder in sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True):
        extension = Path("/usr/share/postgresql") / folder.parent.name / "extension" / "postgis.control"
        if (folder / "initdb").exists() and extension.exists():
            return folder
    return None


@contextmanager
def cluster() -> Iterator[str]:
    """Start a server as an unprivileged user and give its connection string; stop it and forget it at the end."""
    bin_folder = programs()
    user = "nobody" if os.geteuid() == 0 else pwd.getpwuid(os.geteuid()).pw_name  # the server refuses root
    folder = Path(tempfile.mkdtemp(prefix="pg"))  # short: a socket's path has at most 107 characters
    try:
        if os.geteuid() == 0:
            shutil.chown(folder, user)

        def run(program: str, *arguments: str) -> None:
            subprocess.run(
                [str(bin_folder / program), *arguments],
                cwd=folder,
                check=True,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE,
                text=True,
                **({"user": user} if os.geteuid() == 0 else {}),
            )

        data = str(folder / "data")
        run("initdb", "-D", data, "-U", "equity", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync")
        options = f"-c listen_addresses= -c unix_socket_directories={folder} -c fsync=off"
        run("pg_ctl", "-D", data, "-w", "-o", options, "-l", str(folder / "log"), "start")
        try:
            run("psql", "-h", str(folder), "-U", "equity", "-d", "postgres", "-c", "CREATE DATABASE city")
            run("psql", "-h", str(folder), "-U", "equity", "-d", "city", "-c", "CREATE EXTENSION postgis")
            yield f"dbname='city' host='{folder}' user='equity' sslmode=disable"
        finally:
            run("pg_ctl", "-D", data, "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)
