#!/usr/bin/env bash
# How long a command takes from Enter to its last line, launcher and JVM included.
# Usage: bench/commands.sh [runs]      (prints a Markdown table; needs nothing but the project itself)
set -euo pipefail
cd "$(dirname "$0")/.."
runs=${1:-11}
offset=12500
work=$(mktemp -d)
up=
trap '[ -n "$up" ] && kill "$up" 2>/dev/null; wait; rm -rf "$work"' EXIT

median() { sort -n | awk '{ v[NR] = $1 } END { printf "%d ms (%d to %d)", v[int((NR + 1) / 2)], v[1], v[NR] }'; }
time_of() {
  for _ in $(seq "$runs"); do
    from=$(date +%s%N)
    "$@" >/dev/null 2>&1 || true
    echo $((($(date +%s%N) - from) / 1000000))
  done | median
}

./waypost build
export WAYPOST_URL=http://127.0.0.1:$((8080 + offset)) WAYPOST_KEY=bench-admin-key-0
./waypost up --no-traces --port-offset $offset --admin-key $WAYPOST_KEY --data "$work/data" >"$work/out" 2>&1 &
up=$!
until grep -q 'waypost is ready in' "$work/out"; do
  kill -0 "$up" 2>/dev/null || { cat "$work/out" >&2; exit 1; }
  read -rt 0.05 <> <(:) || true
done

echo "| command | with the commands' cache | without a cache |"
echo "| --- | --- | --- |"
for line in "--help" "status --port-offset $offset" "tenant list" "hub tree"; do
  read -ra words <<<"$line"
  with=$(time_of ./waypost "${words[@]}")
  mv cli/target/commands.aot "$work/commands.aot"
  without=$(time_of ./waypost "${words[@]}")
  mv "$work/commands.aot" cli/target/commands.aot
  echo "| \`waypost $line\` | $with | $without |"
done
