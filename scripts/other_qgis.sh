#!/usr/bin/env bash
# The same code on another QGIS with other libraries: a Debian in a folder of its own, beside the system's Debian, with
# no container engine. The first call makes the folder (a few minutes, 2.7 GB); later ones only run.
#
#   scripts/other_qgis.sh trixie [COMMAND ...]      QGIS 3.44, the newest libraries: PyPI's, on Debian 13
#   scripts/other_qgis.sh bookworm [COMMAND ...]    QGIS 3.40, the oldest libraries: Debian 12's own, and DuckDB 1.1
#
# The command runs from the project's root; if none is named, the test suite does. QGIS344_DIR and QGIS340_DIR say where
# the folders are (default /var/tmp/coprod-equity-qgis344 and -qgis340). Needs root, for chroot and mounts; the mounts
# live in a namespace of their own and are gone when the command ends, so a folder can simply be deleted.
set -euo pipefail
cd "$(dirname "$0")/.."
project=$PWD

fail() { echo "$*" >&2; exit 1; }

PACKAGES=(qgis python3-qgis qgis-providers python3-venv git make xvfb xauth poppler-utils fonts-open-sans)
PACKAGES+=(chromium postgresql postgresql-postgis)  # as scripts/setup.sh --tests: what only tests need
suite=${1:-}
case "$suite" in
    trixie)
        DIR=${QGIS344_DIR:-/var/tmp/coprod-equity-qgis344}
        ALSO="" ;;
    bookworm)
        DIR=${QGIS340_DIR:-/var/tmp/coprod-equity-qgis340}
        PACKAGES+=(python3-pandas python3-statsmodels python3-shapely python3-scipy python3-matplotlib python3-jinja2)
        ALSO="duckdb<1.2" ;;
    *) fail "Which one? scripts/other_qgis.sh trixie (QGIS 3.44) or bookworm (QGIS 3.40), then the command." ;;
esac
shift

if [ "${1:-}" != --inside ]; then
    runner=()
    [ "$(id -u)" = 0 ] || runner=(sudo -E)
    "${runner[@]}" unshare --mount --propagation private true ||
        fail "This machine lets nobody mount in a namespace of their own (a container without that right?), which is
needed to run another QGIS in a folder. Run it on a machine, or in a container with CAP_SYS_ADMIN."
    exec "${runner[@]}" unshare --mount --propagation private bash scripts/other_qgis.sh "$suite" --inside "$@"
fi
shift

# The archive that the system's own apt configuration names, for a Debian; its security suite lies elsewhere.
mirror() {
    apt-get indextargets --format '$(ORIGIN) $(CODENAME) $(REPO_URI)' 'Created-By: Packages' 2>/dev/null |
        awk '$1 == "Debian" && $2 !~ /-/ { print $3; exit }'
}

retried() {  # a download that breaks off is tried again, twice
    local attempt
    for attempt in 1 2 3; do
        if "$@"; then return 0; fi
        [ "$attempt" = 3 ] || { echo "That failed; trying again in $((attempt * 20)) s: $*" >&2; sleep $((attempt * 20)); }
    done
    fail "Failed three times: $*"
}

bind() { mkdir -p "$DIR$1" && mount --rbind "$1" "$DIR$1"; }
inside() { chroot "$DIR" /usr/bin/env -C "$project" "$@"; }

bootstrap() {
    if mountpoint -q "$DIR/proc"; then umount "$DIR/proc"; fi  # of an attempt that broke off
    rm -rf --one-file-system "$DIR"
    mkdir -p "$DIR"
    touch "$DIR/.other-qgis"
    debootstrap --variant=minbase --include=ca-certificates "$suite" "$DIR" "$1"
}

make_debian() {
    if [ -n "$(ls -A "$DIR" 2>/dev/null)" ] && [ ! -e "$DIR/.other-qgis" ] && [ ! -e "$DIR/.complete" ]; then
        fail "$DIR is there and was not made by this script: name another folder (QGIS344_DIR, QGIS340_DIR)."
    fi
    if ! command -v debootstrap >/dev/null; then
        retried apt-get update -q
        retried apt-get install -y -q --no-install-recommends debootstrap
    fi
    local from
    from=$(mirror)
    [ -n "$from" ] || fail "apt is set up for no Debian archive; set one up to get Debian's $suite from."
    # debootstrap's own scripts may be older than the suite: all newer suites share the script of sid.
    [ -e "/usr/share/debootstrap/scripts/$suite" ] || ln -s sid "/usr/share/debootstrap/scripts/$suite"
    retried bootstrap "$from"
    printf "deb $from %s main\n" "$suite" "$suite-updates" "$suite-backports" > "$DIR/etc/apt/sources.list"
    echo 'Acquire::Retries "5";' > "$DIR/etc/apt/apt.conf.d/80retries"
    touch "$DIR/.debian"
}

like_the_host() {  # the same certificates, names and ways to packages as outside
    cp -L /etc/ssl/certs/ca-certificates.crt "$DIR/etc/ssl/certs/ca-certificates.crt"
    cp -L /etc/resolv.conf /etc/hosts "$DIR/etc/"
    [ ! -e /etc/pip.conf ] || cp -L /etc/pip.conf "$DIR/etc/"
    for proxy in /etc/apt/apt.conf.d/*proxy*; do [ ! -e "$proxy" ] || cp "$proxy" "$DIR/etc/apt/apt.conf.d/"; done
}

install() {
    export DEBIAN_FRONTEND=noninteractive
    chroot "$DIR" dpkg --configure -a
    # Tests make a cluster of their own: the packages are to make none, nor start one.
    mkdir -p "$DIR/etc/postgresql-common"
    echo "create_main_cluster = false" > "$DIR/etc/postgresql-common/createcluster.conf"
    retried chroot "$DIR" apt-get update -q
    retried chroot "$DIR" apt-get install -y -q --no-install-recommends -t "$suite-backports" "${PACKAGES[@]}"
    # Not below the project's folder: its own .venv belongs to the system's Python.
    chroot "$DIR" python3 -m venv --system-site-packages /opt/.venv
    inside /opt/.venv/bin/python - > "$DIR/opt/constraints.txt" <<'PY'
from importlib import metadata

for name in ("numpy", "scipy", "matplotlib", "packaging", "python-dateutil", "pandas", "statsmodels", "shapely"):
    try:
        print(f"{name}=={metadata.version(name)}")
    except metadata.PackageNotFoundError:
        continue
PY
    echo "$ALSO" >> "$DIR/opt/constraints.txt"
    retried inside /opt/.venv/bin/python -m pip install -q --retries 5 -c /opt/constraints.txt \
        -r coprod_equity_plugin/requirements.txt -r requirements-dev.txt
    retried inside /opt/.venv/bin/python -m pip install -q --retries 5 --no-deps axe-playwright-python==0.1.8
    chroot "$DIR" git config --global --replace-all safe.directory '*'
}

export LANG=C.UTF-8 LC_ALL=C.UTF-8 HOME=/root TMPDIR=/tmp
mkdir -p "$(dirname "$DIR")"
exec 9> "$DIR.lock"
flock 9  # of two who want the folder at once, one makes it
stamp=$(cat scripts/other_qgis.sh requirements-dev.txt coprod_equity_plugin/requirements.txt | sha256sum | cut -d' ' -f1)
if [ ! -e "$DIR/.debian" ]; then
    echo "Making Debian ($suite) with its QGIS in $DIR"
    make_debian
fi
for folder in /proc /dev /sys "$project"; do bind "$folder"; done
like_the_host
if [ "$(cat "$DIR/.complete" 2>/dev/null)" != "$stamp" ]; then
    install
    echo "$stamp" > "$DIR/.complete"
fi
flock -u 9
exec 9>&-
git_folder=$(git -c safe.directory='*' rev-parse --path-format=absolute --git-common-dir 2>/dev/null || true)
case "$git_folder" in "" | "$project"/*) ;; *) bind "$git_folder" ;; esac  # a worktree's lies elsewhere
if [ -d "${COPROD_EQUITY_REALDATA:-}" ]; then bind "$COPROD_EQUITY_REALDATA"; fi

export QT_QPA_PLATFORM=offscreen PATH=/opt/.venv/bin:/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin
export PYTHONPYCACHEPREFIX=/tmp/pycache PYTHON=/usr/bin/python3 VIRTUAL_ENV=/opt/.venv
unset PYTHONPATH PYENV_ROOT PYENV_VERSION
[ "$#" -gt 0 ] || set -- python -m pytest
inside "$@"
