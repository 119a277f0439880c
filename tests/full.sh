#!/usr/bin/env bash
# The longer proofs, before a release: everything of tests/run.sh, clang-tidy over all sources, 500 kills of the running bot, a flood of messages, and a load.
set -euo pipefail
cd "$(dirname "$0")/.."

tests/run.sh
echo "== clang-tidy"
tests/tidy.sh build/asan
echo "== 500 kills"
USHER_KILLS=500 build/asan/tests/app/usher_app_tests -tc="*kill -9*"
echo "== flood"
tests/flood.sh
echo "== load"
bench/run.sh 50 60
