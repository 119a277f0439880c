#!/usr/bin/env bash
# From a fresh Debian 12 or 13 to the running demo: packages, build, `usher demo`. Arguments are passed on (`--stdin`, `--port N`).
# Only the demo's own output goes to standard output. Safe to run again; nothing is built twice.
set -euo pipefail
cd "$(dirname "$0")/.."

deploy/packages.sh build

log=build/demo.log
mkdir -p build
step() {
  echo "$1 …" >&2
  if ! "${@:2}" >"$log" 2>&1; then
    tail -n 40 "$log" >&2
    echo "That failed; the whole output is in $log" >&2
    exit 1
  fi
}
[ -f build/release/build.ninja ] || step "Preparing the build" cmake --preset release
step "Building Usher (a few minutes the first time)" cmake --build build/release --target usher
exec build/release/src/app/usher demo "$@"
