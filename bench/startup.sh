#!/usr/bin/env bash
# How long `up` takes to be ready and how much memory it holds when idle.
# Usage: bench/startup.sh [runs]      (prints a Markdown table; needs nothing but the project itself)
set -euo pipefail
cd "$(dirname "$0")/.."
runs=${1:-5}
offset=12000
work=$(mktemp -d)
trap 'stop; rm -rf "$work"' EXIT
up=

stop() {
  [ -n "$up" ] && kill "$up" 2>/dev/null && wait "$up" 2>/dev/null || true
  up=
}

# start NAME OPTIONS... : leaves the pid in $up and the seconds of the ready line in $ready
start() {
  local out="$work/$1.out"
  shift
  ./waypost up --no-traces --port-offset $offset --admin-key bench-admin-key-0 "$@" >"$out" 2>&1 &
  up=$!
  until grep -q 'waypost is ready in' "$out"; do
    kill -0 "$up" 2>/dev/null || { cat "$out" >&2; exit 1; }
    read -rt 0.05 <> <(:) || true
  done
  ready=$(sed -n 's/.*waypost is ready in \([0-9.,]*\) s.*/\1/p' "$out")
}

# What a process holds, and its share of it: pages of files that others have mapped, too, are counted for each in parts.
held() { awk '/^(Rss|Pss):/ { held[$1] = $2 / 1024 } END { printf "%d MiB, its share %d MiB", held["Rss:"], held["Pss:"] }' "/proc/$1/smaps_rollup"; }
median() { sort -n | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }'; }

./waypost build
echo "| what | value |"
echo "| --- | --- |"

cold=()
warm=()
for run in $(seq "$runs"); do
  start "cold-$run" --data "$work/data-$run"
  cold+=("$ready")
  stop
  start "warm-$run" --data "$work/data-$run"
  warm+=("$ready")
  [ "$run" = "$runs" ] && memory=$(held "$up")
  stop
done
echo "| all-in-one, new data directory: ready, median of $runs | $(printf '%s\n' "${cold[@]}" | median) s (${cold[*]}) |"
echo "| all-in-one, existing data directory: ready, median of $runs | $(printf '%s\n' "${warm[@]}" | median) s (${warm[*]}) |"
echo "| all-in-one, resident memory of the JVM, idle | $memory |"

start split --data "$work/data-1" --split
echo "| split, existing data directory: ready | $ready s |"
for pid in "$work"/data-1/pids/*.pid; do
  echo "| split, resident memory of $(basename "$pid" .pid), idle | $(held "$(cat "$pid")") |"
done
stop
