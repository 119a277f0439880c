#!/usr/bin/env bash
# Runs a Node script with the npm packages of the package.json beside it, installed once into a cache outside of the source tree.
# Usage: tests/npm.sh SCRIPT.mjs ARGUMENT…   ({npm} among the arguments becomes the folder with node_modules)
# Without npm or its registry: fails in CI, else says loudly that it was skipped (exit 77).
set -euo pipefail
script=$(realpath "$1")
folder=$(dirname "$script")
cache=${XDG_CACHE_HOME:-$HOME/.cache}/usher/npm/$(sha256sum "$folder/package.json" | cut -c1-16)

skip() {
  echo "SKIPPED: $1. This check needs npm and its registry." >&2
  [ -n "${CI:-}" ] && exit 1
  exit 77
}
command -v node >/dev/null && command -v npm >/dev/null || skip "node or npm is missing"
if [ ! -f "$cache/complete" ]; then
  mkdir -p "$cache"
  exec 9>"$cache/lock"
  flock 9
  if [ ! -f "$cache/complete" ]; then
    cp "$folder/package.json" "$cache/"
    npm install --prefix "$cache" --no-package-lock --no-audit --no-fund --silent >"$cache/install.log" 2>&1 ||
      { tail -n 20 "$cache/install.log" >&2; skip "npm install failed"; }
    touch "$cache/complete"
  fi
  flock -u 9
fi
shift
exec node "$script" "${@//\{npm\}/$cache}"
