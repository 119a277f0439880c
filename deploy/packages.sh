#!/usr/bin/env bash
# Installs the Debian packages that Usher needs: `deploy/packages.sh build` or `deploy/packages.sh test` (build and test).
# Does nothing if all are there, so it needs neither root nor network then. Safe to run again.
set -euo pipefail

build=(
  clang-19 lld-19 cmake ninja-build ccache pkg-config
  libasio-dev libwebsocketpp-dev libcurl4-openssl-dev libssl-dev nlohmann-json3-dev libtomlplusplus-dev
  libfmt-dev libsqlite3-dev prometheus-cpp-dev libhowardhinnant-date-dev libcmark-gfm-dev libcli11-dev
  libutf8proc-dev tzdata ca-certificates
)
tests=(doctest-dev clang-tidy-19 clang-format-19 clang-tools-19 libclang-rt-19-dev llvm-19 chromium openssl curl python3 python3-venv)

wanted=("${build[@]}")
if [ "${1:-build}" = test ]; then
  wanted+=("${tests[@]}")
  # Slack's own SDK and the browser driver come from npm; any Node from 18 on will do.
  command -v node >/dev/null || wanted+=(nodejs)
  command -v npm >/dev/null || wanted+=(npm)
fi

missing=()
for package in "${wanted[@]}"; do
  dpkg-query -W -f='${db:Status-Abbrev}' "$package" 2>/dev/null | grep -q '^ii' || missing+=("$package")
done
[ ${#missing[@]} -eq 0 ] && exit 0

if ! command -v apt-get >/dev/null; then
  echo "This is no Debian (no apt-get). Usher builds on Debian 12 and 13; elsewhere install the counterparts of: ${missing[*]}" >&2
  exit 1
fi
as_root=()
if [ "$(id -u)" -ne 0 ]; then
  if command -v sudo >/dev/null && sudo -n true 2>/dev/null; then
    as_root=(sudo -n)
  else
    echo "These packages are missing and need root to install. Run this once, then start again:" >&2
    echo "  sudo apt-get update && sudo apt-get install --no-install-recommends ${missing[*]}" >&2
    exit 1
  fi
fi
echo "Installing ${#missing[@]} Debian packages: ${missing[*]}" >&2
"${as_root[@]}" apt-get update -qq >&2
"${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >&2
