#!/usr/bin/env bash
# Measures the release binary against a real Synapse on this machine. By hand only: figures of a busy machine mean nothing.
# Usage: bench/matrix.sh [COMMANDS]
set -euo pipefail
cd "$(dirname "$0")/.."

deploy/packages.sh build
[ -f build/release/build.ninja ] || cmake --preset release >/dev/null
cmake --build build/release --target usher >/dev/null
PYTHONPATH=tests/matrix/synapse exec tests/matrix/synapse/run.sh --python bench/matrix_bench.py "$PWD/build/release/src/app/usher" "${1:-200}"
