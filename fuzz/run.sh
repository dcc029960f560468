#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Runs every fuzz target of a directory for some seconds each; stops at the first finding.
# fuzz/run.sh DIRECTORY SECONDS
set -eu
directory=$1 seconds=$2
ran=0
for target in "$directory"/*_fuzz; do
  name=$(basename "$target")
  corpus=$directory/corpus/$name
  mkdir -p "$corpus"
  echo "== $name for $seconds s"
  "$target" -max_total_time="$seconds" -timeout=10 -rss_limit_mb=2048 -print_final_stats=0 -verbosity=0 "$corpus" || { echo "$name found something" >&2; exit 1; }
  ran=$((ran + 1))
done
[ "$ran" -gt 0 ] || { echo "no fuzz targets in $directory" >&2; exit 1; }
echo "$ran passed, 0 failed"
