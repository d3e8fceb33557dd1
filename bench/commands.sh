#!/usr/bin/env bash
# How long a command takes from Enter to its last line, and how much CPU time, launcher and JVM included.
# Usage: bench/commands.sh [runs]      (prints a Markdown table; needs nothing but the project itself)
set -euo pipefail
cd "$(dirname "$0")/.."
runs=${1:-11}
offset=12500
cache=cli/target/commands.aot
work=$(mktemp -d)
up=
trap '[ -n "$up" ] && kill "$up" 2>/dev/null; wait; [ ! -f "$work/commands.aot" ] || mv "$work/commands.aot" $cache; rm -rf "$work"' EXIT

fail() { echo "bench/commands.sh: $*" >&2; exit 1; }

# Medians of what `time` said, a line of real, user and system seconds for each run.
median() {
  awk '{ printf "%d %d\n", $1 * 1000, ($2 + $3) * 1000 }' "$1" >"$1.ms"
  local wall cpu
  wall=$(cut -d' ' -f1 "$1.ms" | sort -n | sed -n "$(((runs + 1) / 2))p")
  cpu=$(cut -d' ' -f2 "$1.ms" | sort -n | sed -n "$(((runs + 1) / 2))p")
  echo "$cpu ms ($wall)"
}

# A command that fails is over soon: its time would be nobody's.
once() {
  local TIMEFORMAT='%R %U %S'
  { time "$@" >"$work/said" 2>&1; } 2>>"$times" || { cat "$work/said" >&2; fail "'$*' failed"; }
}

./waypost build
[ -s $cache ] || { rm -f cli/target/waypost.classpath; ./waypost build; }
[ -s $cache ] || fail "the launcher did not learn the commands' cache"
export WAYPOST_URL=http://127.0.0.1:$((8080 + offset)) WAYPOST_KEY=bench-admin-key-0
./waypost up --no-traces --port-offset $offset --admin-key $WAYPOST_KEY --data "$work/data" >"$work/out" 2>&1 &
up=$!
until grep -q 'waypost is ready in' "$work/out"; do
  kill -0 "$up" 2>/dev/null || { cat "$work/out" >&2; exit 1; }
  read -rt 0.05 <> <(:) || true
done

echo "| CPU time, in brackets wall | with the commands' cache | without a cache |"
echo "| --- | --- | --- |"
for line in "--help" "status --port-offset $offset" "tenant list" "hub tree"; do
  read -ra words <<<"$line"
  # One after the other, so that whatever else the machine does meets both alike.
  : >"$work/with"; : >"$work/without"
  for _ in $(seq "$runs"); do
    times=$work/with once ./waypost "${words[@]}"
    mv $cache "$work/commands.aot"
    times=$work/without once ./waypost "${words[@]}"
    mv "$work/commands.aot" $cache
  done
  echo "| \`waypost $line\` | $(median "$work/with") | $(median "$work/without") |"
done
