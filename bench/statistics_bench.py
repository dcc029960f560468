#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""What does a table of statistics over a million cases cost, beside SQLite and DuckDB? The same generated cases and the same questions for all three, in one run,
each in its own process: cybercheck and DuckDB on one core and on all of them, SQLite on one; every answer's rows, count and sums must be equal. cybercheck also tells the period before
of each row and holds the totals against its counters; nobody else is asked to.

  statistics_bench.py --build build/release --data /var/tmp/cybercheck-bench/cases-1000000 --out statistics.md
  statistics_bench.py --build build/release --cases 100000           makes and loads the cases first
  statistics_bench.py --build build/release --smoke                  seconds, 1,000 cases: does everything still run?
"""
import argparse
import json
import os
import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time

import peers

HERE = os.path.dirname(os.path.abspath(__file__))
DUCKDB = "@duckdb/node-api@1.5.6-r.1"
INDEXES = ("reported", "case_type, reported", "province, reported", "accepted", "closed")


def sqlite(out, questions, runs):
    """Milliseconds by question, in process; rows are taken out as SQLite gives them."""
    link = sqlite3.connect(":memory:")
    with open(f"{out}/cases.csv", encoding="utf-8") as file:
        columns = file.readline().strip().split(",")
        link.execute(f"CREATE TABLE cases ({', '.join(f'{name} INTEGER' for name in columns)})")
        link.executemany(f"INSERT INTO cases VALUES ({','.join('?' * len(columns))})",
                         ([int(cell) if cell else None for cell in line.rstrip("\n").split(",")] for line in file))
    for index in INDEXES:
        link.execute(f"CREATE INDEX \"by {index}\" ON cases ({index})")
    link.execute("ANALYZE")
    answers = {}
    for question in questions:
        times = []
        for _ in range(runs):
            begin = time.perf_counter()
            rows = link.execute(question["sql"]).fetchall()
            times.append((time.perf_counter() - begin) * 1000)
        sums = 8 if question["holds"] else 4
        rows = [row for row in rows if row[-sums]]
        answers[question["name"]] = {"p50_ms": statistics.median(times), "p99_ms": max(times), "rows": len(rows), "count": sum(row[-sums] for row in rows),
                                     "damage": sum(row[1 - sums] for row in rows), "held": sum(row[-3] for row in rows) if question["holds"] else 0}
    link.close()
    return answers


def duckdb(out, runs):
    """None when there is no npm, or it cannot reach a registry."""
    if not shutil.which("npm") or not shutil.which("node"):
        return None
    npm = subprocess.run(["npm", "install", "--prefix", out, "--no-audit", "--no-fund", "--silent", DUCKDB], capture_output=True, text=True)
    if npm.returncode != 0:
        print(f"statistics_bench: DuckDB could not be installed; left out: {npm.stderr.strip()[:300]}", file=sys.stderr)
        return None
    done = subprocess.run(["node", f"{HERE}/statistics_duckdb.mjs", out, str(runs)], capture_output=True, text=True)
    if done.returncode != 0:
        raise RuntimeError(f"DuckDB failed:\n{done.stderr[-2000:]}")
    return json.loads(done.stdout)


def must_agree(question, answer, who):
    for member in ("rows", "count", "damage", "held"):
        if int(answer[member]) != question[member]:
            raise RuntimeError(f"{question['name']}: {member} is {question[member]}, by {who} {answer[member]}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--build", default="build/release")
    parser.add_argument("--data", help="a directory that holds the cases (cybercheck sample)")
    parser.add_argument("--cases", type=int, default=1_000_000, help="without --data: so many are made")
    parser.add_argument("--runs", type=int, default=200, help="of each question; a tenth of it for SQLite")
    parser.add_argument("--work", help="where everything is kept while it runs (default: a temporary directory)")
    parser.add_argument("--out", help="write the table there too")
    parser.add_argument("--smoke", action="store_true")
    args = parser.parse_args()
    if args.smoke:
        args.cases, args.runs = 1000, 5
    scratch = tempfile.mkdtemp(prefix="statistics-", dir=args.work)
    try:
        data = args.data or f"{scratch}/data"
        if not args.data:
            subprocess.run([f"{args.build}/cybercheck", "sample", "--cases", str(args.cases), "--years", "5", "--data", data, "--quiet"], check=True, stdout=subprocess.DEVNULL)
        questions = {}
        for cores, pin in (("all", lambda command: command), ("one", lambda command: peers.pinned(peers.SERVER_CORE, command))):
            subprocess.run(pin([f"{args.build}/bench/statistics_bench", data, str(args.runs), scratch]), check=True)
            with open(f"{scratch}/questions.json", encoding="utf-8") as file:
                questions[cores] = json.load(file)
        alone = {question["name"]: question for question in questions["one"]}
        questions = questions["all"]
        lite = sqlite(scratch, questions, max(args.runs // 40, 3))
        duck = None if args.smoke else duckdb(scratch, args.runs)
        with open(f"{scratch}/cases.csv", encoding="utf-8") as file:
            cases = sum(1 for _ in file) - 1
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
    for question in questions:
        must_agree(question, lite[question["name"]], "SQLite")
        if duck:
            must_agree(question, duck["answers"][question["name"]], "DuckDB")
    out = [f"{cases:,} cases, {args.runs} runs a question; SQLite {sqlite3.sqlite_version}, DuckDB {duck['version'] if duck else 'left out'}. Milliseconds.", "",
           "| table | rows | CPU | p50, 1 core | SQLite p50 | × | DuckDB p50, 1 thread | × | p50, all cores | p99 | DuckDB p50, all threads | p99 | × |",
           "|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|"]
    ratios = {"SQLite": [], "DuckDB on one thread": [], "DuckDB on all": []}
    for question in questions:
        name, one, every = question["name"], alone[question["name"]], question
        ratios["SQLite"].append(lite[name]["p50_ms"] / one["p50_ms"])
        row = [name, f"{one['rows']:,}", f"{one['cpu_ms']:.2f}", f"{one['p50_ms']:.2f}", f"{lite[name]['p50_ms']:.1f}", f"{ratios['SQLite'][-1]:.1f}"]
        theirs = duck["answers"][name] if duck else None
        if theirs:
            ratios["DuckDB on one thread"].append(theirs["one"]["p50_ms"] / one["p50_ms"])
            ratios["DuckDB on all"].append(theirs["all"]["p50_ms"] / every["p50_ms"])
        row += [f"{theirs['one']['p50_ms']:.2f}", f"{ratios['DuckDB on one thread'][-1]:.2f}"] if theirs else ["–"] * 2
        row += [f"{every['p50_ms']:.2f}", f"{every['p99_ms']:.2f}"]
        row += [f"{theirs['all']['p50_ms']:.2f}", f"{theirs['all']['p99_ms']:.2f}", f"{ratios['DuckDB on all'][-1]:.2f}"] if theirs else ["–"] * 3
        out.append("| " + " | ".join(row) + " |")
    slow = [question for question in questions if question["p99_ms"] > 5]
    worst = max(questions, key=lambda question: question["p99_ms"])
    out += ["", f"On all cores {len(questions) - len(slow)} of {len(questions)} within 5 ms at p99; the slowest: {worst['name']}, {worst['p99_ms']:.2f} ms."]
    for peer, times in ratios.items():
        if times:
            out[-1] += f" {peer} takes {min(times):.2f} to {max(times):.2f} times as long, median {statistics.median(times):.2f}."
    text = "\n".join(out) + "\n"
    print(text)
    if args.out:
        with open(args.out, "w", encoding="utf-8") as file:
            file.write(text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
