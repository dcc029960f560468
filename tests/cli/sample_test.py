#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Sample cases through the real binary: every entry is taken, a second load changes nothing, one that was stopped goes on, a replay of the log
builds the same tables, and a running server takes them too."""
import collections
import json
import os
import signal
import subprocess
import time
import unittest

from program import BINARY, QUIET, Case, Server, lines

CASES = 400
SAMPLE = ["sample", "--cases", str(CASES), "--years", "2", "--until", "2026-06-30", "--seed", "5", "--json"]


class SampleTest(Case):
    def load(self, data=None, *arguments):
        return json.loads(self.ok(*SAMPLE, "--data", data or self.data, *arguments))

    def entries(self, data):
        """Entries of sample data, but for how they are chained to what is not: the rules, whose salts are random."""
        entries = [entry for entry in lines(self.ok("log", "dump", "--data", data)) if entry["actor"] == "import:sample"]
        return [{name: value for name, value in entry.items() if name not in ("prev", "hash")} for entry in entries]

    def test_every_entry_is_taken_and_counts_reconcile(self):
        summary = self.load()
        self.assertEqual(summary["refused"], {})
        self.assertTrue(summary["complete"])
        self.assertEqual((summary["cases"], summary["entries_known"]), (CASES, 0))
        self.assertRegex(summary["tracking_code"], r"^[0-9A-HJKMNP-TV-Z]{4}(-[0-9A-HJKMNP-TV-Z]{4}){3}-[0-9A-HJKMNP-TV-Z]$")
        entries = self.entries(self.data)
        self.assertEqual(len(entries), summary["entries"])
        types = collections.Counter(entry["type"] for entry in entries)
        self.assertEqual(types["case_file"], summary["complaints"])
        # Whoever tells a loss again joins its case; with another sum it makes a case of its own, which an officer merges.
        merged = sum(1 for entry in entries if entry["type"] == "case_move" and entry["body"]["to"] == "merged")
        apart = summary["complaints"] - summary["cases"] - summary["joined"]
        self.assertGreater(summary["joined"], CASES * 0.07)
        self.assertGreaterEqual(apart, merged)
        self.assertLess(apart, CASES * 0.02)
        # What channels say they sent is what arrived, but for the days on which they say one more.
        arrived = collections.Counter(entry["body"]["complaints"][0]["channel"] for entry in entries if entry["type"] == "case_file")
        told = collections.Counter()
        for entry in entries:
            if entry["type"] == "control_total":
                told[entry["body"]["channel"]] += entry["body"]["complaints"]
        for channel, count in arrived.items():
            self.assertLessEqual(count, told[channel])
            self.assertLess(told[channel] - count, 40)
        self.ok("log", "verify", "--data", self.data)
        self.ok("log", "replay", "--data", self.data, "--into", self.data + ".replayed")

        again = self.load()
        self.assertEqual((again["entries"], again["entries_known"]), (summary["entries"], summary["entries"]))
        self.assertEqual(len(self.entries(self.data)), summary["entries"])

    def test_two_directories_are_equal_to_the_byte(self):
        self.load()
        self.load(self.data + ".2")
        self.assertEqual(self.entries(self.data), self.entries(self.data + ".2"))

    def test_a_load_that_was_stopped_goes_on(self):
        process = subprocess.Popen([BINARY, *SAMPLE, "--data", self.data], env=QUIET, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        log = os.path.join(self.data, "data", "data.mdb")
        while process.poll() is None and not (os.path.exists(log) and os.stat(log).st_blocks * 512 > 1_500_000):
            time.sleep(0.01)
        process.send_signal(signal.SIGINT)
        out, _ = process.communicate(timeout=60)
        self.load(self.data + ".whole")
        done = self.load()
        self.assertTrue(done["complete"])
        if process.returncode != 0:
            stopped = json.loads(out)
            self.assertFalse(stopped["complete"])
            self.assertEqual(done["entries_known"], stopped["entries"])
        self.assertEqual(self.entries(self.data), self.entries(self.data + ".whole"))

    def test_a_server_takes_them(self):
        with Server(self.data):
            summary = json.loads(self.ok("sample", "--cases", "40", "--seed", "9", "--data", self.data, "--json"))
            # A serving clock is today's: it may let a hold lapse before the sample has told what became of it.
            self.assertLessEqual(set(summary["refused"]), {"hold_move: wrong_state"})
            again = json.loads(self.ok("sample", "--cases", "40", "--seed", "9", "--data", self.data, "--json"))
            self.assertEqual(again["entries_known"], summary["entries"])
            # Another size of the same seed is other data.
            more = json.loads(self.ok("sample", "--cases", "50", "--seed", "9", "--data", self.data, "--json"))
            self.assertEqual(more["entries_known"], 0)
            self.assertLessEqual(set(more["refused"]), {"hold_move: wrong_state"})

    def test_bodies_of_requests(self):
        file = os.path.join(self.tmp, "cases.jsonl")
        self.ok("sample", "--cases", "200", "--out", file, "--identities")
        out = self.ok("sample", "--cases", "200", "--out", "-", "--identities")
        with open(file, encoding="utf-8") as written:
            self.assertEqual(written.read(), out)
        bodies = lines(out)
        self.assertGreater(len(bodies), 200)
        self.assertEqual([body["reported_at"] for body in bodies], sorted(body["reported_at"] for body in bodies))
        for body in bodies:
            self.assertTrue(all(id.startswith("SAMPLE-") for id in body["external_ids"].values()), body)
            self.assertTrue(body["transfers"] or body["indicators"])
        self.fails("--identities is for", "sample", "--cases", "1", "--identities", "--data", self.data)
        self.fails("--until takes a day", "sample", "--cases", "1", "--until", "soon", "--data", self.data)


if __name__ == "__main__":
    unittest.main()
