#!/usr/bin/env bash
# The same code on QGIS 3.44: Debian 13 with backports in a folder of its own, beside the system's Debian or Ubuntu,
# with no container engine. The first call makes the folder (a few minutes, 2.7 GB); later ones only run.
#
#   scripts/qgis344.sh [COMMAND ...]     what to run inside, from the project's root; the test suite if nothing is named
#
# QGIS344_DIR says where the folder is (default /var/tmp/coprod-equity-qgis344). Needs root, for chroot and mounts; the
# mounts live in a namespace of their own and are gone when the command ends, so the folder can simply be deleted.
set -euo pipefail
cd "$(dirname "$0")/.."
project=$PWD
DIR=${QGIS344_DIR:-/var/tmp/coprod-equity-qgis344}
PACKAGES=(qgis python3-qgis qgis-providers python3-venv git make xvfb xauth poppler-utils fonts-open-sans)

if [ "${1:-}" != --inside ]; then
    runner=()
    [ "$(id -u)" = 0 ] || runner=(sudo -E)
    exec "${runner[@]}" unshare --mount --propagation private bash "$0" --inside "$@"
fi
shift

# The archive that the system's own apt configuration names, for a Debian; its security suite lies elsewhere.
mirror() {
    apt-get indextargets --format '$(ORIGIN) $(CODENAME) $(REPO_URI)' 'Created-By: Packages' 2>/dev/null |
        awk '$1 == "Debian" && $2 !~ /-/ { print $3; exit }'
}

bind() { mkdir -p "$DIR$1" && mount --bind "$1" "$DIR$1"; }
inside() { chroot "$DIR" /usr/bin/env -C "$project" "$@"; }

make_debian() {
    command -v debootstrap >/dev/null || { apt-get update -q && apt-get install -y -q --no-install-recommends debootstrap; }
    local from
    from=$(mirror)
    [ -n "$from" ] || { echo "apt is set up for no Debian archive; set one up to get Debian 13 from." >&2; exit 1; }
    rm -rf "$DIR"
    # debootstrap's own scripts may be older than the suite: all newer suites share the script of sid.
    [ -e /usr/share/debootstrap/scripts/trixie ] || ln -s sid /usr/share/debootstrap/scripts/trixie
    debootstrap --variant=minbase --include=ca-certificates trixie "$DIR" "$from"
    printf 'deb %s %s main\n' "$from" trixie "$from" trixie-updates "$from" trixie-backports > "$DIR/etc/apt/sources.list"
}

like_the_host() {  # the same certificates, names and ways to packages as outside
    cp -L /etc/ssl/certs/ca-certificates.crt "$DIR/etc/ssl/certs/ca-certificates.crt"
    cp -L /etc/resolv.conf /etc/hosts "$DIR/etc/"
    [ ! -e /etc/pip.conf ] || cp -L /etc/pip.conf "$DIR/etc/"
    for proxy in /etc/apt/apt.conf.d/*proxy*; do [ ! -e "$proxy" ] || cp "$proxy" "$DIR/etc/apt/apt.conf.d/"; done
}

for folder in proc dev sys; do [ -d "$DIR/$folder" ] && bind "/$folder"; done || true
stamp=$(cat scripts/qgis344.sh requirements-dev.txt coprod_equity_plugin/requirements.txt | sha256sum | cut -d' ' -f1)
export LANG=C.UTF-8 LC_ALL=C.UTF-8 HOME=/root TMPDIR=/tmp
if [ "$(cat "$DIR/.complete" 2>/dev/null)" != "$stamp" ]; then
    if [ ! -x "$DIR/usr/bin/qgis" ]; then
        echo "Making Debian 13 with QGIS 3.44 in $DIR"
        make_debian
        for folder in proc dev sys; do bind "/$folder"; done
    fi
    like_the_host
    export DEBIAN_FRONTEND=noninteractive
    chroot "$DIR" apt-get update -q
    chroot "$DIR" apt-get install -y -q --no-install-recommends -t trixie-backports "${PACKAGES[@]}"
    # Not below the project's folder: its own .venv belongs to the system's Python.
    chroot "$DIR" python3 -m venv --system-site-packages /opt/.venv
    bind "$project"
    inside /opt/.venv/bin/python - > "$DIR/opt/constraints.txt" <<'PY'
from importlib import metadata

for name in ("numpy", "scipy", "matplotlib", "packaging", "python-dateutil"):
    try:
        print(f"{name}=={metadata.version(name)}")
    except metadata.PackageNotFoundError:
        continue
PY
    inside /opt/.venv/bin/python -m pip install -q -c /opt/constraints.txt \
        -r coprod_equity_plugin/requirements.txt -r requirements-dev.txt
    chroot "$DIR" git config --global --replace-all safe.directory '*'
    echo "$stamp" > "$DIR/.complete"
else
    like_the_host
    bind "$project"
fi
git_folder=$(git -c safe.directory='*' rev-parse --path-format=absolute --git-common-dir 2>/dev/null || true)
case "$git_folder" in "" | "$project"/*) ;; *) bind "$git_folder" ;; esac  # a worktree's lies elsewhere
if [ -d "${COPROD_EQUITY_REALDATA:-}" ]; then bind "$COPROD_EQUITY_REALDATA"; fi

export QT_QPA_PLATFORM=offscreen PATH=/opt/.venv/bin:/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin
export PYTHONPYCACHEPREFIX=/tmp/pycache PYTHON=/usr/bin/python3 VIRTUAL_ENV=/opt/.venv
unset PYTHONPATH PYENV_ROOT PYENV_VERSION
[ "$#" -gt 0 ] || set -- python -m pytest -q
inside "$@"
