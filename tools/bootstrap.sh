#!/bin/sh
# Makes the local environment .venv from a lock file with hashes. Needs Python 3.11 to 3.13 with pip, nothing else.
#   tools/bootstrap.sh LOCKFILE [STAMP]
# A second call with an unchanged lock file does nothing.
set -eu
cd "$(dirname "$0")/.."
lock=${1:?usage: tools/bootstrap.sh LOCKFILE}
venv=.venv
stamp=$venv/.installed-$(basename "$lock")
fingerprint=$(cat "$lock" pyproject.toml tools/bootstrap.sh | cksum)
if [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$fingerprint" ] && "$venv/bin/python" -c 'import sys' 2>/dev/null; then
    exit 0
fi

find_python() {
    for candidate in ${PYTHON:-} python3.11 python3.12 python3.13 python3 python; do
        if "$candidate" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' 2>/dev/null; then
            command -v "$candidate"
            return 0
        fi
    done
    echo "No Python 3.11, 3.12 or 3.13 found: install one, or say which to use with PYTHON=/path/to/python3.12 make …" >&2
    return 1
}

python=$(find_python)
if ! "$venv/bin/python" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' 2>/dev/null; then
    rm -rf "$venv"
    echo "Making $venv with $("$python" --version)" >&2
fi

# uv installs from the same lock in seconds; it is itself pinned by hash. Where the machine has Python without venv or
# ensurepip (Debian splits them off), uv makes the environment instead.
uv=
if [ -x "$venv/bin/python" ] || "$python" -m venv "$venv" 2>/dev/null; then
    if "$venv/bin/python" -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements-uv.lock; then
        uv="$venv/bin/uv"
    fi
else
    rm -rf "$venv"
    "$python" -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes --target .cache/uv -r requirements-uv.lock ||
        { echo "Python at $python has neither venv nor pip: install python3-venv (Debian) or another Python, then run make again" >&2; exit 1; }
    PYTHONPATH=.cache/uv "$python" -m uv venv --quiet --python "$python" "$venv"
    uv=.cache/uv/bin/uv
fi

echo "Installing the packages of $lock" >&2
if [ -n "$uv" ] && "$uv" --version >/dev/null 2>&1; then
    "$uv" pip install --quiet --python "$venv/bin/python" --compile-bytecode --no-deps --require-hashes -r "$lock"
    "$uv" pip install --quiet --python "$venv/bin/python" --no-deps --no-build-isolation --editable .
else
    # pip 23 misreads one extra, hence --no-deps: the lock names every package
    "$venv/bin/python" -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r "$lock"
    "$venv/bin/python" -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
fi
printf '%s' "$fingerprint" >"$stamp"
