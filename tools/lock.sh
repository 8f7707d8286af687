#!/bin/sh
# Compiles the lock files: every package of every supported Python with its hashes, no index address, no path.
set -eu
cd "$(dirname "$0")/.."
uv=.venv/bin/uv
compile() { "$uv" pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --no-emit-index-url "$@"; }
compile pyproject.toml --extra build -o requirements.lock
compile pyproject.toml --extra build --extra dev -c requirements.lock -o requirements-dev.lock
echo uv | compile - -o requirements-uv.lock
if grep -nE 'https?://|file:|--(extra-)?index-url|--find-links' requirements.lock requirements-dev.lock requirements-uv.lock; then
    echo "A lock file carries an address: see the lines above" >&2
    exit 1
fi
