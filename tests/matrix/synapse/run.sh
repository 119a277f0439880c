#!/usr/bin/env bash
# Runs one scenario against a real Synapse, with the Python packages of requirements.txt, installed once into a cache outside of the
# source tree. Usage: run.sh USHER_BINARY SCENARIO_FILE NAME   (`run.sh --python ARGUMENT…`: that Python itself)
# Without Python's venv module or PyPI: fails in CI, else says loudly that it was skipped (exit 77).
set -euo pipefail
here=$(dirname "$(realpath "$0")")

skip() {
  echo "SKIPPED: $1. The tests against a real Synapse need python3, python3-venv and PyPI." >&2
  [ -n "${CI:-}" ] && exit 1
  exit 77
}
command -v python3 >/dev/null || skip "python3 is missing"
key=$({ python3 --version; cat "$here/requirements.txt"; } | sha256sum | cut -c1-16)
cache=${XDG_CACHE_HOME:-$HOME/.cache}/usher/synapse/$key
if [ ! -f "$cache/complete" ]; then
  mkdir -p "$cache"
  exec 9>"$cache/lock"
  flock 9
  if [ ! -f "$cache/complete" ]; then
    python3 -m venv --clear "$cache/venv" >"$cache/install.log" 2>&1 ||
      { tail -n 20 "$cache/install.log" >&2; skip "python3 -m venv failed"; }
    "$cache/venv/bin/pip" install --disable-pip-version-check --no-deps --only-binary=:all: \
      -r "$here/requirements.txt" >>"$cache/install.log" 2>&1 ||
      { tail -n 20 "$cache/install.log" >&2; skip "pip install failed"; }
    touch "$cache/complete"
  fi
  exec 9>&-
fi
export PYTHONDONTWRITEBYTECODE=1 # pip has compiled the packages; the source tree stays clean
if [ "${1:-}" = --python ]; then
  shift
  exec "$cache/venv/bin/python" "$@"
fi
exec env PYTHONPATH="$here" "$cache/venv/bin/python" -m harness "$@"
