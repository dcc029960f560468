#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""kill -9 during an import, at random moments, round after round on the same directory: nothing that was acknowledged is missing, nothing is
half-applied, and the import that is finally let run to its end leaves the same records as one that nobody disturbed.
Ten rounds; fifty with CYBERCHECK_SOAK=1. The seed is printed; CYBERCHECK_SEED repeats a run."""
import json
import os
import random
import signal
import subprocess
import time
import unittest

from program import BINARY, QUIET, Case, Server, lines

ROUNDS = 50 if os.environ.get("CYBERCHECK_SOAK") == "1" else 10
ROWS = 60_000
SEED = int(os.environ.get("CYBERCHECK_SEED") or time.time())
AS_OF = "2026-02-01T00:00:00Z"


def feed(random_numbers):
    """Phones and URLs, one in ten named twice, one in fifty not importable."""
    rows = ["kind,value,observed_at,category"]
    for n in range(ROWS):
        if n % 50 == 0:
            rows.append(f"phone,{n % 100},2026-01-02T00:00:00Z,scam")
        elif n % 10 == 1:
            rows.append(rows[random_numbers.randrange(2, len(rows))] if len(rows) > 2 else "phone,0811111111,2026-01-02T00:00:00Z,scam")
        elif n % 2:
            rows.append(f"url,https://shop{n}.example/pay/{n}?o=1,2026-01-{2 + n % 27:02}T00:00:{n % 60:02}Z,scam")
        else:
            rows.append(f"phone,08{n:08d},2026-01-{2 + n % 27:02}T00:00:{n % 60:02}Z,scam")
    return "\n".join(rows) + "\n"


class KilledImports(Case):
    def command(self, data):
        return ["import", "--format", "csv", "--source", "kill", "--data", data, "--json", "--receipts", f"{data}.receipts", self.feed]

    def setUp(self):
        super().setUp()
        self.random = random.Random(SEED)
        self.feed = self.write("feed.csv", feed(self.random))

    def import_whole(self, data):
        began = time.monotonic()
        report = json.loads(self.ok(*self.command(data)))
        self.assertEqual(report["imported"] + report["merged"] + report["rejected"], report["rows"])
        return report, time.monotonic() - began

    def acknowledged(self, data):
        """What receipts say; a line cut by the kill was not yet a receipt."""
        if not os.path.exists(f"{data}.receipts"):
            return {}
        with open(f"{data}.receipts") as file:
            whole = [line for line in file if line.endswith("\n")]
        return {receipt["seq"]: receipt["id"] for receipt in map(json.loads, whole)}

    def answers(self, data):
        """The verdict, dates and counts of every key that the feed names, as of one time."""
        values = set()
        with open(self.feed) as file:
            for row in file.read().splitlines()[1:]:
                kind, value = row.split(",")[:2]
                values.add(f"{kind}\t{value}")
        _, out, err = self.run_check(data, "\n".join(sorted(values)) + "\n")
        return [{name: answer.get(name) for name in ("key", "verdict", "score", "reports", "first_seen", "last_seen", "category", "error")}
                for answer in lines(out)]

    def run_check(self, data, stdin):
        done = subprocess.run([BINARY, "check", "--data", data, "--json", "--as-of", AS_OF, "-"], input=stdin.encode(), capture_output=True, env=QUIET)
        self.assertIn(done.returncode, (1, 2), done.stderr.decode())
        return done.returncode, done.stdout.decode(), done.stderr.decode()

    def assert_sound(self, data):
        """Opens (which walks everything), holds what was acknowledged, and every entry is wholly applied."""
        acknowledged = self.acknowledged(data)
        if not os.path.exists(f"{data}/data/data.mdb"):
            self.assertEqual(acknowledged, {})
            return 0
        headers = lines(self.ok("log", "dump", "--data", data, "--headers"))
        by_seq = {header["seq"]: header["id"] for header in headers}
        for seq, entry_id in acknowledged.items():
            self.assertEqual(by_seq.get(seq), entry_id, f"entry {seq} was acknowledged and is gone (seed {SEED})")
        self.ok("log", "verify", "--data", data)
        self.assertEqual(json.loads(self.ok("scrub", "--data", data, "--json"))["problems"], [])
        return len(headers)

    def assert_replay_agrees(self, data, into):
        """The tables are what the log says, to the byte: no entry is half-applied."""
        got = json.loads(self.ok("log", "replay", "--data", data, "--into", into, "--json"))
        self.assertTrue(got["equal"], f"the tables are not what the log says (seed {SEED})")

    def test_kill_at_random_moments(self):
        undisturbed, seconds = self.import_whole(f"{self.tmp}/undisturbed")
        killed = attempts = 0
        data, is_new = self.data, True
        # An import that ends before its kill is no round; it says how long one takes now, on a machine that others use too.
        while killed < ROUNDS and attempts < 6 * ROUNDS:
            attempts += 1
            began = time.monotonic()
            with subprocess.Popen([BINARY, *self.command(data)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=QUIET) as process:
                try:
                    process.wait(self.random.uniform(0, seconds))
                    if is_new:
                        seconds = time.monotonic() - began
                except subprocess.TimeoutExpired:
                    process.send_signal(signal.SIGKILL)
                    killed += 1
            entries = self.assert_sound(data)
            if entries and killed % 5 == 0:
                self.assert_replay_agrees(data, f"{self.tmp}/replay-{attempts}")
            is_new = entries >= undisturbed["entries"] + 5  # all is in: begin anew
            if is_new:
                data = f"{self.tmp}/data-{attempts}"
        report, _ = self.import_whole(data)
        self.assertEqual(report["rows"], undisturbed["rows"])
        self.assertEqual(report["rejected"], undisturbed["rejected"])
        self.assert_sound(data)
        self.assert_replay_agrees(data, f"{self.tmp}/replay-last")
        self.assertEqual(self.answers(data), self.answers(f"{self.tmp}/undisturbed"), f"seed {SEED}")
        print(f"killed {killed} of {attempts} imports (seed {SEED})")
        self.assertEqual(killed, ROUNDS, "the kills came too late to mean anything")

    def test_kill_an_import_through_a_server(self):
        """Here the importer dies, the server goes on: what it acknowledged stays and the next import completes it."""
        _, seconds = self.import_whole(f"{self.tmp}/undisturbed")
        with Server(self.data):
            for _ in range(max(2, ROUNDS // 5)):
                with subprocess.Popen([BINARY, *self.command(self.data)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=QUIET) as process:
                    try:
                        process.wait(self.random.uniform(0, seconds))
                    except subprocess.TimeoutExpired:
                        process.send_signal(signal.SIGKILL)
                self.assert_sound(self.data)
            self.import_whole(self.data)
        self.assert_sound(self.data)
        self.assertEqual(self.answers(self.data), self.answers(f"{self.tmp}/undisturbed"), f"seed {SEED}")

    def test_kill_the_server_during_an_import(self):
        _, seconds = self.import_whole(f"{self.tmp}/undisturbed")
        for _ in range(max(2, ROUNDS // 5)):
            server = Server(self.data)
            with subprocess.Popen([BINARY, *self.command(self.data)], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env=QUIET) as process:
                try:
                    process.wait(self.random.uniform(0, seconds))
                except subprocess.TimeoutExpired:
                    pass
                server.process.kill()
                server.process.wait()
                server.process.stdout.close()
                err = process.stderr.read().decode()
                self.assertIn(process.wait(), (0, 2), err)
                if process.returncode == 2:
                    self.assertIn("[unavailable]", err)
            self.assert_sound(self.data)
        self.import_whole(self.data)
        self.assertEqual(self.answers(self.data), self.answers(f"{self.tmp}/undisturbed"), f"seed {SEED}")


if __name__ == "__main__":
    print(f"seed {SEED}", flush=True)
    unittest.main(verbosity=1)
