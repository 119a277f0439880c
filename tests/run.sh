#!/usr/bin/env bash
# From a fresh Debian 12 or 13 to a full test run: packages, formatting, build with sanitizers, every test.
# Arguments go to ctest (for example `tests/run.sh -R text`). Safe to run again.
set -euo pipefail
cd "$(dirname "$0")/.."

deploy/packages.sh test
export CTEST_PARALLEL_LEVEL="${CTEST_PARALLEL_LEVEL:-$(nproc)}"

echo "== formatting"
git ls-files '*.cpp' '*.hpp' | xargs clang-format-19 --dry-run --Werror

echo "== build (AddressSanitizer and UndefinedBehaviorSanitizer)"
cmake --preset asan
cmake --build build/asan

echo "== tests"
ctest --test-dir build/asan --output-on-failure --no-tests=error "$@"
