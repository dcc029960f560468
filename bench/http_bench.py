#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""What does an answer over HTTP cost, and beside whom? Starts cybercheck and its peers one after another, each alone on one core
with wrk (or redis-benchmark) on the other, and writes a table. The gate is server CPU a request, (utime + stime) / requests:
requests a second saturate at what wrk can send and stand beside it.

  http_bench.py --build build/release --work /var/tmp/cybercheck-bench --count 10000000 --seconds 10 --out bench/results.md
  http_bench.py --build build/release --smoke          seconds, 10,000 indicators: does everything still run?
"""
import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.parse
import urllib.request

import peers

HERE = os.path.dirname(os.path.abspath(__file__))
CONNECTIONS = 64
PHONES, STEP, FIRST_ABSENT = 100_000_000, 7_368_787, 40_000_000  # bench/synthetic.h


def synthetic(i):
    n = i * STEP % PHONES
    return ("phone", f"08{n:08d}") if i % 2 == 0 else ("url", f"http://shop{n}.example/pay/{n % 1000}/login.html?o=1")


def answer_to(port, i, texts):
    """The bytes cybercheck answers about number i: what every other HTTP peer answers too."""
    kind, value = synthetic(i)
    query = urllib.parse.urlencode({"kind": kind, "value": value, "texts": texts})
    return urllib.request.urlopen(f"http://127.0.0.1:{port}/v1/check?{query}", timeout=30).read()


def batch_answer_to(port, kind, numbers):
    items = [dict(zip(("kind", "value"), synthetic(i))) for i in numbers]
    request = urllib.request.Request(f"http://127.0.0.1:{port}/v1/check", json.dumps({"items": items}).encode(),
                                     {"Content-Type": "application/json"})
    return urllib.request.urlopen(request, timeout=30).read()


class Run:
    def __init__(self, peer, requests, seconds, cpu_s, latency):
        self.peer, self.per_s, self.cpu_us, self.latency = peer.name, requests / seconds, cpu_s / requests * 1e6, latency


def wrk(peer, script, args, loaded, hits, kind, texts):
    """One run of wrk against `peer`; every answer must be a 2xx."""
    command = [peers.tool("wrk"), "-t1", f"-c{CONNECTIONS}", f"-d{args.seconds}s", "--latency", "--timeout", "10s", "-s",
               f"{HERE}/wrk/{script}.lua", f"http://127.0.0.1:{peer.port}/", "--", str(loaded), str(hits), kind,
               f"127.0.0.1:{peer.port}", texts, "64" if args.smoke else "1"]
    environment = dict(os.environ, CYBERCHECK_BENCH_WRK=f"{HERE}/wrk")
    before = peer.cpu_s()
    output = subprocess.run(peers.pinned(peers.LOAD_CORE, command), env=environment, capture_output=True, text=True, check=True).stdout
    cpu_s = peer.cpu_s() - before
    if "Non-2xx" in output or "Socket errors" in output:
        raise RuntimeError(f"{peer.name} failed under {script}:\n{output}")
    requests, seconds = re.search(r"(\d+) requests in ([\d.]+)s", output).groups()
    latency = {name: value for name, value in re.findall(r"^\s+(50|99)%\s+(\S+)", output, re.M)}
    return Run(peer, int(requests), float(seconds), cpu_s, latency)


def redis_benchmark(peer, args, keyspace, pipeline, keys_a_command):
    command = [peers.tool("redis-benchmark"), "-p", str(peer.port), "-c", str(CONNECTIONS), "-P", str(pipeline), "-r", str(keyspace), "--csv"]
    keys = ["key:__rand_int__"] * keys_a_command

    def once(requests):
        before, begin = peer.cpu_s(), time.monotonic()
        subprocess.run(peers.pinned(peers.LOAD_CORE, command + ["-n", str(requests), "mget" if keys_a_command > 1 else "get"] + keys),
                       capture_output=True, check=True)
        return peer.cpu_s() - before, time.monotonic() - begin

    # redis-benchmark counts requests, not seconds: a short run tells how many fill the time.
    probe = 2000 * pipeline // (10 if keys_a_command > 1 else 1)
    _, seconds = once(probe)
    requests = max(probe, int(probe / seconds * args.seconds))
    cpu_s, seconds = once(requests)
    return Run(peer, requests, seconds, max(cpu_s, 1e-9), {})


SCENARIOS = [  # name, wrk script, kind, hits %, requests (or items) that one wrk "request" holds, Redis (pipeline, keys a command)
    ("phone, single, 1 % hits", "single", "phone", 1, 1, (1, 1)),
    ("phone, single, all hits", "single", "phone", 100, 1, (1, 1)),
    ("URL, single, 1 % hits", "single", "url", 1, 1, None),
    ("URL, single, all hits", "single", "url", 100, 1, None),
    ("phone, 16 pipelined, 1 % hits", "pipelined", "phone", 1, 1, (16, 1)),
    ("phone, 16 pipelined, all hits", "pipelined", "phone", 100, 1, (16, 1)),
    ("URL, 16 pipelined, 1 % hits", "pipelined", "url", 1, 1, None),
    ("phone, batch of 100, 1 % hits", "batch", "phone", 1, 100, (1, 100)),
    ("phone, batch of 100, all hits", "batch", "phone", 100, 100, (1, 100)),
    ("URL, batch of 100, 1 % hits", "batch", "url", 1, 100, None),
]


def load(args, work, count):
    """A data directory with `count` indicators, made once and kept under --work."""
    directory = f"{work}/synthetic-{count}"
    subprocess.run([f"{args.build}/bench/load_synthetic", directory, str(count)], check=True)
    return directory


def measure(args, work, scratch):
    count = args.count
    data = load(args, work, count)
    rows, memory, bodies = [], [], {}
    numbers = {("phone", True): 0, ("phone", False): FIRST_ABSENT, ("url", True): 1, ("url", False): FIRST_ABSENT + 1}

    with peers.cybercheck(f"{args.build}/cybercheck", data, scratch) as server:
        for (kind, hit), i in numbers.items():
            answer = json.loads(answer_to(server.port, i, args.texts))
            expected = "suspected" if hit else "unknown"
            if answer["verdict"] != expected:
                raise RuntimeError(f"number {i} ({kind}) came out {answer['verdict']}, not {expected}: nothing that follows would be true")
        memory.append(("cybercheck, before load",) + server.rss_mb())
        for name, script, kind, hits, items, _ in SCENARIOS:
            hit = hits == 100
            i = numbers[(kind, hit)]
            bodies[name] = batch_answer_to(server.port, kind, [i + 2 * n for n in range(100)]) if script == "batch" else \
                answer_to(server.port, i, args.texts)
            rows.append((name, items, wrk(server, script, args, count, hits, kind, args.texts)))
        memory.append(("cybercheck, after load",) + server.rss_mb())

    for name, script, kind, hits, items, _ in SCENARIOS:
        with peers.bare(f"{args.build}/bench/bare_epoll", bodies[name], scratch) as peer:
            rows.append((name, items, wrk(peer, script, args, count, hits, kind, args.texts)))
        if script != "batch":
            peer = peers.nginx(bodies[name], scratch)
            if peer is None:
                note_missing("nginx")
                continue
            with peer:
                rows.append((name, items, wrk(peer, script, args, count, hits, kind, args.texts)))

    peer = peers.redis(count, scratch)
    if peer is None:
        note_missing("Redis")
    else:
        with peer:
            for name, _, _, hits, items, redis in SCENARIOS:
                if redis:
                    keyspace = count if hits == 100 else count * 100
                    rows.append((name, items, redis_benchmark(peer, args, keyspace, *redis)))
            memory.append(("Redis",) + peer.rss_mb())
    return rows, memory, {name: len(body) for name, body in bodies.items()}


MISSING = set()


def note_missing(name):
    if name not in MISSING:
        print(f"http_bench: {name} is not installed; left out (deploy/install-packages.sh bench)", file=sys.stderr)
    MISSING.add(name)


def table(args, rows, memory, body_bytes):
    out = [f"{args.count:,} indicators, {args.seconds} s a run, {CONNECTIONS} connections, server on core {peers.SERVER_CORE}, "
           f"load on core {peers.LOAD_CORE}, texts={args.texts}. One item = one indicator asked for.", "",
           "| question | server | items/s | CPU µs an item | to the bare responder | items/s to Redis | p50 | p99 |",
           "|---|---|---:|---:|---:|---:|---:|---:|"]
    for name, script, _, _, items, _ in SCENARIOS:
        runs = {run.peer: run for row, _, run in rows if row == name}
        floor, reference = runs.get("bare epoll"), runs.get("Redis")
        for run in runs.values():
            difference = f"{(run.cpu_us - floor.cpu_us) / items:+.2f} µs" if floor and run is not floor else "–"
            ratio = f"{run.per_s / reference.per_s:.2f} ×" if reference and run is not reference else "–"
            out.append(f"| {name} ({body_bytes[name]} B body) | {run.peer} | {run.per_s * items:,.0f} | {run.cpu_us / items:.2f} | {difference} | "
                       f"{ratio} | {run.latency.get('50', '–')} | {run.latency.get('99', '–')} |")
    out += ["", "| process | RssAnon MB | RssFile MB |", "|---|---:|---:|"]
    out += [f"| {name} | {anonymous:.1f} | {file_backed:.1f} |" for name, anonymous, file_backed in memory]
    return "\n".join(out) + "\n"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--build", default="build/release")
    parser.add_argument("--work", help="where loaded directories are kept (default: a temporary directory)")
    parser.add_argument("--count", type=int, default=1_000_000)
    parser.add_argument("--seconds", type=int, default=10)
    parser.add_argument("--texts", default="none", help="none, en, th or th,en")
    parser.add_argument("--out", help="write the table there too")
    parser.add_argument("--smoke", action="store_true")
    args = parser.parse_args()
    args.build = os.path.abspath(args.build)
    if args.smoke:
        args.count, args.seconds = 10_000, 1
    if not peers.tool("wrk"):
        note_missing("wrk, and with it all of this bench,")
        return 0
    scratch = tempfile.mkdtemp(prefix="cybercheck-bench-")
    try:
        work = os.path.abspath(args.work) if args.work else scratch
        os.makedirs(work, exist_ok=True)
        text = table(args, *measure(args, work, scratch))
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
    print(text)
    if args.out:
        open(args.out, "w").write(text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
