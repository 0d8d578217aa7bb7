#!/usr/bin/env bash
# Makes .venv/ at the root, able to see QGIS. Installs what is missing, says what it does, and is quick when
# nothing is: a stamp over this script and the requirements tells whether the environment is still current.
set -euo pipefail
cd "$(dirname "$0")/.."

PYTHON=${PYTHON:-/usr/bin/python3}   # QGIS's bindings belong to the system's interpreter, not to a pyenv or conda one
PACKAGES=(qgis python3-qgis qgis-providers python3-venv xvfb xauth poppler-utils fonts-open-sans
          postgresql-postgis)   # a server that the tests start and stop themselves

as_root() { if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi; }

missing=()
for package in "${PACKAGES[@]}"; do
    dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing+=("$package")
done
if [ "${#missing[@]}" -gt 0 ]; then
    command -v apt-get >/dev/null || {
        echo "These are missing: ${missing[*]}. Without apt-get, install QGIS 3.22 or newer with its Python bindings first." >&2
        exit 1
    }
    echo "Installing from the system's packages: ${missing[*]}"
    as_root apt-get update -q
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "${missing[@]}"
fi

stamp=$(cat scripts/setup.sh requirements-dev.txt coprod_equity_plugin/requirements.txt | sha256sum | cut -d' ' -f1)
if [ -x .venv/bin/python ] && [ "$(cat .venv/.setup-stamp 2>/dev/null)" = "$stamp" ]; then
    exit 0
fi

echo "Making the virtual environment .venv/"
[ -x .venv/bin/python ] || "$PYTHON" -m venv --system-site-packages .venv
# QGIS and GDAL are compiled against the system's NumPy: whatever is installed must live with the versions that are
# there, or `osgeo.gdal_array` and matplotlib stop importing.
.venv/bin/python - > .venv/host-constraints.txt <<'PY'
from importlib import metadata

for name in ("numpy", "scipy", "matplotlib", "packaging", "python-dateutil"):
    try:
        print(f"{name}=={metadata.version(name)}")
    except metadata.PackageNotFoundError:
        continue
PY
.venv/bin/python -m pip install -q -c .venv/host-constraints.txt -r coprod_equity_plugin/requirements.txt -r requirements-dev.txt
.venv/bin/python -c "import qgis.core, numpy, scipy, pandas, shapely, duckdb, matplotlib, jinja2"
echo "$stamp" > .venv/.setup-stamp
