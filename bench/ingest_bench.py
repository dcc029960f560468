#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""What does a durable report cost, and beside whom? 64 clients report phones to cybercheck over HTTP, one report a request and in batches; PostgreSQL does the
same four writes (entry with unique id, outcome, indicator upsert, evidence) in one transaction, by one prepared call of a function. Both answer after the
disk has it. Servers on one core, load on the other, data on the same disk.

  ingest_bench.py --build build/release --work /var/tmp/cybercheck-bench --known 1000000 --seconds 15 --out ingest.md
  ingest_bench.py --build build/release --smoke          seconds, 1,000 indicators: does everything still run?
"""
import argparse
import glob
import http.client
import json
import os
import pwd
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import uuid

import peers

HERE = os.path.dirname(os.path.abspath(__file__))
CLIENTS = 64
BATCH = 100

SCHEMA = """
CREATE TABLE entries (seq bigserial PRIMARY KEY, id bytea NOT NULL UNIQUE, at timestamptz NOT NULL, type int NOT NULL, actor text NOT NULL, body text NOT NULL);
CREATE TABLE outcomes (id bytea PRIMARY KEY, seq bigint NOT NULL, accepted boolean NOT NULL, result text NOT NULL);
CREATE TABLE indicators (key bytea PRIMARY KEY, form text NOT NULL, observations int NOT NULL, first_at timestamptz NOT NULL, last_at timestamptz NOT NULL, head bigint NOT NULL);
CREATE TABLE evidence (seq bigint NOT NULL, row int NOT NULL, key bytea NOT NULL, class int NOT NULL, at timestamptz NOT NULL, PRIMARY KEY (seq, row));
INSERT INTO indicators SELECT substr(sha256(('phone:08' || lpad(((i::bigint * 7368787) % 100000000)::text, 8, '0'))::bytea), 1, 17),
  'phone:08' || lpad(((i::bigint * 7368787) % 100000000)::text, 8, '0'), 1, now(), now(), 0 FROM generate_series(0, {known} - 1) AS i ON CONFLICT DO NOTHING;
CREATE FUNCTION report(id bytea, form text, body text) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE number bigint; k bytea := substr(sha256(form::bytea), 1, 17);
BEGIN
  INSERT INTO entries (id, at, type, actor, body) VALUES (report.id, now(), 8, 'tok:0123456789abcdef', report.body) RETURNING seq INTO number;
  INSERT INTO indicators VALUES (k, form, 1, now(), now(), number)
    ON CONFLICT ON CONSTRAINT indicators_pkey DO UPDATE SET observations = indicators.observations + 1, last_at = now(), head = number;
  INSERT INTO evidence VALUES (number, 0, k, 6, now());
  INSERT INTO outcomes VALUES (report.id, number, true, '{{"before":"k","queued":[]}}');
  RETURN number;
END $$;
VACUUM ANALYZE;
"""
# pgbench takes a colon before a word for a variable, within quotes too.
BODY = ('{"salt":"00112233445566778899aabbccddeeff","request":"00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff","canon":1,'
        '"reports":[{"channel":"hotline","class":6,"reporter":"tok:0123456789abcdef","reported_at":1764200000,"category":1,"case_type":"goods",'
        '"indicators":[{"key":"phone:+66800000000","submitted":"0800000000"}]}]}').replace(":", "\\x3a")
SCRIPT = """\\set n random(0, {known} - 1)
\\set a random(0, 9223372036854775806)
SELECT report(decode(lpad(to_hex(:a::bigint), 64, '0'), 'hex'), E'phone\\x3a08' || lpad(((:n::bigint * 7368787) % 100000000)::text, 8, '0'), E'{body}');
"""


class Cybercheck:
    def __init__(self, args, scratch):
        self.data = f"{scratch}/data"
        loaded = f"{args.work}/synthetic-{args.known}" if args.work else f"{scratch}/synthetic"
        subprocess.run([f"{args.build}/bench/load_synthetic", loaded, str(args.known)], check=True, stdout=subprocess.DEVNULL)
        shutil.copytree(loaded, self.data, copy_function=shutil.copy2)
        output = subprocess.run([f"{args.build}/cybercheck", "token", "create", "--role", "intake", "--name", "bench", "--data", self.data, "--json"],
                                check=True, capture_output=True, text=True).stdout
        self.token = json.loads(output)["token"]
        self.peer = peers.cybercheck(f"{args.build}/cybercheck", self.data, scratch)
        self.runs = 0

    def wrk(self, args, rows, connections):
        self.runs += 1
        command = [peers.tool("wrk"), "-t1", f"-c{connections}", f"-d{args.seconds}s", "--latency", "--timeout", "20s", "-s", f"{HERE}/wrk/report.lua",
                   f"http://127.0.0.1:{self.peer.port}/", "--", self.token, f"127.0.0.1:{self.peer.port}", str(int(time.time()) + self.runs), str(rows), str(args.known)]
        before = self.peer.cpu_s()
        output = subprocess.run(peers.pinned(peers.LOAD_CORE, command), capture_output=True, text=True, check=True).stdout
        if "Non-2xx" in output or "Socket errors" in output:
            raise RuntimeError(f"reports failed:\n{output}")
        requests, seconds = re.search(r"(\d+) requests in ([\d.]+)s", output).groups()
        latency = dict(re.findall(r"^\s+(50|99)%\s+(\S+)", output, re.M))
        reports = int(requests) * rows
        return reports / float(seconds), (self.peer.cpu_s() - before) / reports * 1e6, latency

    def visible(self, args):
        """While the load runs: milliseconds from sending a report to having the answer of a check that knows it. Every one must know it at once."""
        times, load = [], threading.Thread(target=lambda: self.wrk(args, 1, CLIENTS // 2))
        load.start()
        time.sleep(0.3)
        link = http.client.HTTPConnection("127.0.0.1", self.peer.port)
        end, n = time.monotonic() + args.seconds - 1, 0
        while time.monotonic() < end:
            n += 1
            phone = f"067{1000000 + n % 1000000:07d}"  # the first million holds the reserved test numbers
            begin = time.monotonic()
            body = json.dumps({"source": "hotline", "category": "scam", "indicators": [{"kind": "phone", "value": phone}]})
            link.request("POST", "/v1/reports", body, {"Content-Type": "application/json", "Authorization": "Bearer " + self.token, "Idempotency-Key": str(uuid.uuid4())})
            answer = link.getresponse()
            answer.read()
            link.request("GET", f"/v1/check?kind=phone&value={phone}&texts=none")
            check = json.loads(link.getresponse().read())
            times.append((time.monotonic() - begin) * 1000)
            if answer.status != 201 or check["reports"] == 0:
                raise RuntimeError(f"report {n} answered {answer.status} and the next check does not know it: {check}")
        load.join()
        return times


def postgres(args, scratch):
    """(transactions a second, p50 ms, p99 ms) of pgbench; None when PostgreSQL is not installed."""
    found = sorted(glob.glob("/usr/lib/postgresql/*/bin/initdb"))
    if not found or os.geteuid() != 0:
        return None
    binaries = os.path.dirname(found[-1])
    owner = pwd.getpwnam("postgres")
    home = f"{scratch}/postgres"
    os.makedirs(home)
    os.chown(home, owner.pw_uid, owner.pw_gid)
    os.chmod(scratch, 0o755)

    def as_postgres(command, **options):
        done = subprocess.run(["runuser", "-u", "postgres", "--"] + command, capture_output=True, text=True, cwd=home, **options)
        if done.returncode != 0:
            raise RuntimeError(f"{command[0]} failed:\n{done.stdout}{done.stderr}")
        return done

    port = peers.free_port()
    as_postgres([f"{binaries}/initdb", "-D", f"{home}/db", "--auth=trust", "--no-locale", "-E", "UTF8"])
    with open(f"{home}/db/postgresql.conf", "a") as config:
        config.write(f"port={port}\nlisten_addresses=''\nunix_socket_directories='{home}'\nshared_buffers=1GB\nmax_wal_size=8GB\nmax_connections=128\n"
                     "synchronous_commit=on\nfsync=on\n")
    as_postgres(peers.pinned(peers.SERVER_CORE, [f"{binaries}/pg_ctl", "-D", f"{home}/db", "-w", "-l", f"{home}/log", "start"]))
    try:
        as_postgres([f"{binaries}/psql", "-h", home, "-p", str(port), "-v", "ON_ERROR_STOP=1", "postgres"], input=SCHEMA.format(known=args.known))
        with open(f"{home}/script.sql", "w") as script:
            script.write(SCRIPT.format(known=args.known, body=BODY))
        clients = ["-h", home, "-p", str(port), "-n", "-M", "prepared", "-c", str(CLIENTS), "-j", "1", "-f", f"{home}/script.sql"]
        output = as_postgres(peers.pinned(peers.LOAD_CORE, [f"{binaries}/pgbench", *clients, "-T", str(args.seconds), "-l", "--log-prefix", f"{home}/times", "postgres"])).stdout
        rate = float(re.search(r"tps = ([\d.]+)", output).group(1))
        latencies = sorted(int(line.split()[2]) / 1000 for path in glob.glob(f"{home}/times*") for line in open(path))
        return rate, latencies[len(latencies) // 2], latencies[len(latencies) * 99 // 100]
    finally:
        as_postgres([f"{binaries}/pg_ctl", "-D", f"{home}/db", "-m", "immediate", "stop"])


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--build", default="build/release")
    parser.add_argument("--work", help="where loaded directories are kept, and the disk that is measured (default: a temporary directory)")
    parser.add_argument("--known", type=int, default=1_000_000, help="indicators known before the run; reports fall on them evenly")
    parser.add_argument("--seconds", type=int, default=15)
    parser.add_argument("--out", help="write the table there too")
    parser.add_argument("--smoke", action="store_true")
    args = parser.parse_args()
    args.build = os.path.abspath(args.build)
    if args.smoke:
        args.known, args.seconds = 1000, 2
    if not peers.tool("wrk"):
        print("ingest_bench: wrk is not installed; left out (deploy/install-packages.sh bench)", file=sys.stderr)
        return 0
    if args.work:
        os.makedirs(args.work, exist_ok=True)
    scratch = tempfile.mkdtemp(prefix="ingest-", dir=args.work)
    rows = []
    try:
        server = Cybercheck(args, scratch)
        with server.peer:
            single = server.wrk(args, 1, CLIENTS)
            batch = server.wrk(args, BATCH, CLIENTS // 8)
            visible = sorted(server.visible(args))
        rows.append(("cybercheck, one report a request", single[0], f"{single[1]:.1f}", single[2].get("50", "–"), single[2].get("99", "–")))
        rows.append((f"cybercheck, batches of {BATCH}", batch[0], f"{batch[1]:.1f}", batch[2].get("50", "–"), batch[2].get("99", "–")))
        peer = postgres(args, scratch)
        if peer is None:
            print("ingest_bench: PostgreSQL is not installed, or this is not root; left out (deploy/install-packages.sh bench)", file=sys.stderr)
        else:
            rows.append(("PostgreSQL, one transaction a report", peer[0], "–", f"{peer[1]:.2f}ms", f"{peer[2]:.2f}ms"))
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
    floor = rows[-1][1] if len(rows) == 3 else None
    out = [f"{args.known:,} indicators known before, {CLIENTS} clients ({CLIENTS // 8} for batches), {args.seconds} s a run.", "",
           "| server | reports/s | to PostgreSQL | CPU µs a report | p50 | p99 |", "|---|---:|---:|---:|---:|---:|"]
    out += [f"| {name} | {rate:,.0f} | {f'{rate / floor:.2f} ×' if floor else '–'} | {cpu} | {p50} | {p99} |" for name, rate, cpu, p50, p99 in rows]
    out += ["", f"From sending a report to having the answer of a check that knows it, {len(visible):,} times while {CLIENTS // 2} others report: "
            f"p50 {statistics.median(visible):.2f} ms, p99 {visible[len(visible) * 99 // 100]:.2f} ms; every one was known to the next check."]
    text = "\n".join(out) + "\n"
    print(text)
    if args.out:
        open(args.out, "w").write(text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
