#!/usr/bin/env bash
# Ten thousand messages in a minute, every twentieth of which names a ticket: none is lost, each ticket has its card, and memory stays flat.
set -euo pipefail
cd "$(dirname "$0")/.."
rate=167
seconds=60

[ -f build/release/build.ninja ] || cmake --preset release >/dev/null
cmake --build build/release --target usher >/dev/null
usher=$PWD/build/release/src/app/usher
work=$(mktemp -d)
trap 'kill $(jobs -p) 2>/dev/null || true; wait 2>/dev/null || true; rm -rf "$work"' EXIT

"$usher" sandbox --write-config "$work/usher.toml" --load $rate --seconds $seconds --chatter --mention-every 20 >"$work/sandbox" 2>&1 &
until grep -q '^ready' "$work/sandbox"; do sleep 0.1; done
"$usher" run --config "$work/usher.toml" 2>"$work/bot" &
bot=$!
memory() { awk '/^VmRSS:/ { print $2 }' "/proc/$bot/status"; }

until grep -q '^ *20s' "$work/sandbox"; do sleep 0.1; done
early=$(memory)
until grep -q '^total' "$work/sandbox"; do sleep 0.1; done
late=$(memory)
grep '^total' "$work/sandbox"
echo "memory after 20 s: $early KiB, at the end: $late KiB"

python3 - "$work/sandbox" "$early" "$late" <<'PYTHON'
import re, sys
total = dict(re.findall(r"(\w+)=(\d+)", next(line for line in open(sys.argv[1]) if line.startswith("total"))))
sent, acked, answered = int(total["sent"]), int(total["acked"]), int(total["answered"])
named = (sent + 19) // 20
problems = []
if acked != sent:
    problems.append(f"{sent - acked} messages were not acknowledged")
if answered != named:
    problems.append(f"{named} messages named a ticket and {answered} got a card")
if int(total["duplicates"]):
    problems.append(f"{total['duplicates']} cards too many")
if int(sys.argv[3]) - int(sys.argv[2]) > 4096:
    problems.append("memory grew by more than 4 MiB")
print("\n".join(problems) or "flood survived")
sys.exit(1 if problems else 0)
PYTHON
