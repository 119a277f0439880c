#!/usr/bin/env bash
# clang-tidy over every source file; a file is skipped if neither it nor any header nor .clang-tidy has changed since it was last found clean.
# Usage: tests/tidy.sh BUILD_FOLDER
set -euo pipefail
cd "$(dirname "$0")/.."
build=$1
stamps=${XDG_CACHE_HOME:-$HOME/.cache}/usher/tidy
mkdir -p "$stamps"

headers=$(git ls-files -s '*.hpp' .clang-tidy cmake | sha256sum)
git ls-files 'src/*.cpp' | while read -r file; do
  stamp=$stamps/$( (echo "$headers"; cat "$file") | sha256sum | cut -c1-40)
  [ -f "$stamp" ] || printf '%s\0%s\0' "$file" "$stamp"
done | xargs -0 -r -n 2 -P "$(nproc)" bash -c \
  'clang-tidy-19 --quiet -p "$0" "$1" 2>/dev/null && touch "$2"' "$build"
