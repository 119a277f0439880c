#!/usr/bin/env bash
# Starts `usher sandbox` and lets Slack's own SDK judge it. Usage: run.sh USHER_BINARY
set -euo pipefail
here=$(dirname "$(realpath "$0")")
folder=$(mktemp -d)
trap 'kill "$sandbox" 2>/dev/null || true; wait "$sandbox" 2>/dev/null || true; rm -rf "$folder"' EXIT
mkfifo "$folder/ready"
"$1" sandbox --write-config "$folder/usher.toml" >"$folder/ready" &
sandbox=$!
read -r _ url <"$folder/ready"
"$here/../../npm.sh" "$here/sdk_check.mjs" "$url" "$folder" "{npm}"
