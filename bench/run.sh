#!/usr/bin/env bash
# Measures the release binary against `usher sandbox --load` on this machine. By hand only: figures of a busy machine mean nothing.
# Usage: bench/run.sh [RATE] [SECONDS]
set -euo pipefail
cd "$(dirname "$0")/.."
rate=${1:-50}
seconds=${2:-20}

deploy/packages.sh build
[ -f build/release/build.ninja ] || cmake --preset release >/dev/null
cmake --build build/release --target usher >/dev/null
usher=$PWD/build/release/src/app/usher
work=$(mktemp -d)
trap 'kill $(jobs -p) 2>/dev/null || true; wait 2>/dev/null || true; rm -rf "$work"' EXIT

ticks=$(getconf CLK_TCK)
cpu_us() { awk -v t="$ticks" '{ sub(/.*\) /, ""); print ($12 + $13) * 1000000 / t }' "/proc/$1/stat"; }
rss_kib() { awk '/^'"$2"':/ { print $2 }' "/proc/$1/status"; }
wait_for() { # wait_for FILE PATTERN
  for _ in $(seq 1 2000); do grep -q "$2" "$1" 2>/dev/null && return 0; sleep 0.01; done
  echo "did not see \"$2\"" >&2; return 1
}

sandbox() { # sandbox EXTRA-ARGUMENTS…
  : >"$work/sandbox"
  rm -f "$work"/usher.db*
  "$usher" sandbox --write-config "$work/usher.toml" "$@" >"$work/sandbox" 2>"$work/sandbox.err" &
  sandbox_pid=$!
  wait_for "$work/sandbox" '^ready'
}
bot() {
  : >"$work/bot"
  started=$(date +%s%N)
  "$usher" run --config "$work/usher.toml" 2>"$work/bot" &
  bot_pid=$!
  wait_for "$work/bot" slack_connected
}
stop() { kill -TERM "$1" 2>/dev/null || true; wait "$1" 2>/dev/null || true; }

# Start-up: from the process's first log line to Slack's hello, by the bot's own clock.
sandbox
bot
python3 - "$work/bot" "$started" <<'PYTHON'
import datetime, json, sys
for line in open(sys.argv[1]):
    entry = json.loads(line)
    if entry["event"] == "slack_connected":
        hello = datetime.datetime.fromisoformat(entry["ts"].replace("Z", "+00:00")).timestamp()
        print(f"start to hello             {hello * 1000 - int(sys.argv[2]) / 1e6:8.0f} ms")
        break
PYTHON
sleep 2
echo "idle memory (RSS)          $(rss_kib $bot_pid VmRSS | awk '{ printf "%8.1f", $1 / 1024 }') MiB"
url=$(sed -n 's/^ready //p' "$work/sandbox")

# One ticket of 500 replies (about 1 MB), asked for again and again past the cache.
before=$(cpu_us $bot_pid)
for i in $(seq 1 20); do
  key=$(curl -s "${url}_control/type" -d '{"text":"/ticket 990500"}' | sed 's/.*"key":"\([^"]*\)".*/\1/')
  curl -s "${url}_control/answer?key=$key&card=true" >/dev/null
  if [ "$i" = 1 ]; then first=$(cpu_us $bot_pid); fi
done
awk -v a="$before" -v b="$first" 'BEGIN { printf "ticket of 500 replies      %8.1f ms of CPU (first; the clock of /proc ticks every 10 ms)\n", (b - a) / 1000 }'
stop $bot_pid
stop $sandbox_pid

run_load() { # run_load NAME COUNT-LABEL EXTRA…
  sandbox --load "$rate" --seconds "$seconds" "${@:3}"
  bot
  local before after total
  before=$(cpu_us $bot_pid)
  wait_for_total
  after=$(cpu_us $bot_pid)
  total=$(grep '^total' "$work/sandbox")
  echo "$1: $total"
  awk -v a="$before" -v b="$after" -v n="$(awk -v r="$rate" -v s="$seconds" 'BEGIN { print r * s }')" \
    'BEGIN { printf "  CPU of the bot           %8.0f us per %s\n", (b - a) / n, "'"$2"'" }'
  echo "  peak memory              $(rss_kib $bot_pid VmHWM | awk '{ printf "%8.1f", $1 / 1024 }') MiB"
  stop $bot_pid
  stop $sandbox_pid
}
wait_for_total() {
  for _ in $(seq 1 $((seconds * 10 + 200))); do grep -q '^total' "$work/sandbox" && return 0; sleep 0.1; done
  echo "the load did not end" >&2; return 1
}

run_load "commands at $rate/s for $seconds s" command
run_load "messages at $rate/s for $seconds s" message --chatter
