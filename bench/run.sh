#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# All benches in one run, on a machine that does nothing else. Tables go to BENCH_OUT (build/bench-results).
#   BENCH_MILLIONS=1      only one million indicators (default: 1 and 10)
#   BENCH_SECONDS=10      a run of wrk or redis-benchmark
#   BENCH_WORK=DIR        keeps loaded directories for the next run (default /var/tmp/cybercheck-bench: 10 GB at 10 million)
set -eu
cd "$(dirname "$0")/.."
build=${BENCH_BUILD:-build/release}
work=${BENCH_WORK:-/var/tmp/cybercheck-bench}
out=${BENCH_OUT:-build/bench-results}
seconds=${BENCH_SECONDS:-10}
millions=${BENCH_MILLIONS:-10}
mkdir -p "$work" "$out"
counts=1000000
[ "$millions" = 1 ] || counts="$counts ${millions}000000"
{
  uname -srm
  grep -m1 'model name' /proc/cpuinfo
  nproc
  date -u +%Y-%m-%dT%H:%M:%SZ
} > "$out/machine.txt"
echo "== canonicalization"
"$build/bench/canonicalize_bench" | tee "$out/canonicalize.md"
echo "== money trail"
"$build/bench/trail_bench" | tee "$out/trail.md"
echo "== engine: $counts indicators"
# shellcheck disable=SC2086
taskset -c 0 "$build/bench/engine_bench" "$work" $counts | tee "$out/engine.md"
echo "== HTTP, beside its peers: ${millions} million indicators"
/usr/bin/python3 bench/http_bench.py --build "$build" --work "$work" --count "${millions}000000" --seconds "$seconds" --out "$out/http.md"
echo "== durable reports, beside PostgreSQL"
/usr/bin/python3 bench/ingest_bench.py --build "$build" --work "$work" --known 1000000 --seconds "$seconds" --out "$out/ingest.md"
echo "== statistics, beside SQLite and DuckDB"
[ -d "$work/cases-1000000" ] || "$build/cybercheck" sample --cases 1000000 --data "$work/cases-1000000" --quiet
/usr/bin/python3 bench/statistics_bench.py --build "$build" --data "$work/cases-1000000" --work "$work" --out "$out/statistics.md"
echo "tables in $out"
