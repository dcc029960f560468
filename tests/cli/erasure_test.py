#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""What people wrote is nowhere in the clear; who was erased is gone from the data, the keys, the log, the files and the backups, and stays
gone after a restore; the chain and all counts stand. Backups are made while a server runs, and killed at random moments."""
import json
import os
import random
import signal
import subprocess
import time
import unittest
import urllib.request
import uuid

from program import BINARY, QUIET, Case, Server, lines

REPORTS_BINARY = os.environ["SEALED_REPORTS_BINARY"]
ROUNDS = 30 if os.environ.get("CYBERCHECK_SOAK") == "1" else 6
SEED = int(os.environ.get("CYBERCHECK_SEED") or time.time())
FEED = "kind,value,observed_at,category\nphone,0670000001,2026-01-02T00:00:00Z,scam\n"


def holds(directory, needles):
    """The files below `directory` in which one of the needles stands, as bytes, in UTF-8, base64's three shifts or UTF-16."""
    found = []
    for root, _, names in os.walk(directory):
        for name in names:
            if name.endswith(".sock"):
                continue
            with open(os.path.join(root, name), "rb") as file:
                content = file.read()
            found += [os.path.join(root, name) for needle in needles if needle.encode() in content or needle.encode("utf-16le") in content]
    return found


class Erasure(Case):
    def setUp(self):
        super().setUp()
        self.backups = os.path.join(self.tmp, "backups")
        feed = self.write("feed.csv", FEED)
        self.ok("import", "--format", "csv", "--source", "feed", "--data", self.data, "--quiet", feed)

    def make_reports(self, count, reported_at=None):
        texts = [f"ความลับ-{uuid.uuid4()}-end" for _ in range(count)]
        done = subprocess.run([REPORTS_BINARY, self.data, str(int(reported_at or time.time()))], input="\n".join(texts).encode() + b"\n",
                              capture_output=True, timeout=120, env=QUIET)
        self.assertEqual(done.returncode, 0, done.stderr)
        reports = lines(done.stdout.decode())
        self.assertEqual(len(reports), count)
        return [text.removeprefix("ความลับ-") for text in texts], reports

    def keys(self, data=None):
        return json.loads(self.ok("keys", "list", "--json", "--data", data or self.data))

    def backup(self, *arguments):
        return json.loads(self.ok("backup", "--json", "--data", self.data, "--to", self.backups, *arguments))

    def attachment(self, report, data=None):
        return os.path.join(data or self.data, "attachments", report["attachment"][:2], report["attachment"])

    def answer(self):
        answer = json.loads(self.ok("check", "--json", "--data", self.data, "067-000-0009"))
        return {name: answer[name] for name in ("verdict", "reports", "key")}

    def test_erased_everywhere_and_for_ever(self):
        texts, reports = self.make_reports(5)
        self.assertEqual(holds(self.tmp, texts), [], "what was sealed stands somewhere in the clear")
        before = self.answer()
        self.assertGreaterEqual(before["reports"], 1)
        with Server(self.data):
            first = self.backup()
            self.assertEqual(first["attachments"], 5)
            head = json.loads(self.ok("log", "verify", "--json", "--data", self.data))
            by_report = json.loads(self.ok("subject", "erase", "--json", "--data", self.data, "--report", reports[0]["id"]))
            self.assertEqual(sorted(by_report["erased"]), sorted([reports[0]["subject"], reports[0]["attachment_subject"]]))
            by_number = json.loads(self.ok("subject", "erase", "--json", "--data", self.data, str(reports[1]["subject"])))
            again = json.loads(self.ok("subject", "erase", "--json", "--data", self.data, str(reports[1]["subject"])))
            self.assertEqual(again, by_number, "again is the same command")
            self.fails("no subject", "subject", "erase", "--data", self.data, "123456789")
            self.fails("no report", "subject", "erase", "--data", self.data, "--report", "0" * 32)
            self.assertFalse(os.path.exists(self.attachment(reports[0])))
            self.assertTrue(os.path.exists(self.attachment(reports[1])))
            self.assertEqual(self.keys()["subjects_destroyed"], 3)
            self.assertEqual(self.answer(), before, "counts stand")
            self.assertEqual(json.loads(self.ok("log", "verify", "--json", "--data", self.data))["entries"], head["entries"] + 2)
            self.ok("scrub", "--data", self.data)
            second = self.backup()
            self.assertEqual(second["erasures"], 3)
        self.assertEqual(holds(self.tmp, texts), [])
        self.ok("log", "verify", "--data", self.data)
        replayed = json.loads(self.ok("log", "replay", "--json", "--data", self.data, "--into", os.path.join(self.tmp, "replayed")))
        self.assertTrue(replayed["equal"])
        # From before the erasure, and from after it.
        for number, source in enumerate((first["generation"], self.backups)):
            into = os.path.join(self.tmp, f"restored{number}")
            restored = json.loads(self.ok("restore", "--json", "--from", source, "--into", into))
            self.assertEqual(restored["erased"], 3 if number == 0 else 0)
            self.assertEqual(restored["erasures"], 3)
            with Server(into):
                for report in reports[:1]:
                    self.fails("", "subject", "erase", "--data", into, "--report", "1" * 32)
                listed = self.keys(into)
            self.assertEqual(listed["subjects"], self.keys()["subjects"])
            self.ok("log", "verify", "--data", into)
            self.ok("scrub", "--data", into)
            self.assertTrue(os.path.exists(self.attachment(reports[2], into)))
        self.assertEqual(holds(self.tmp, texts), [])

    def test_whoever_appealed_is_erased_and_the_appeal_goes_on(self):
        secret = uuid.uuid4().hex
        with Server(self.data) as server:
            def post(path, body):
                fields = {"Idempotency-Key": str(uuid.uuid4()), "Content-Type": "application/json"}
                with urllib.request.urlopen(urllib.request.Request(server.url + path, json.dumps(body).encode(), fields), timeout=60) as answer:
                    return json.load(answer)

            reported = post("/v1/reports", {"source": "tip", "indicators": [{"kind": "phone", "value": "067-000-0077"}]})
            appeal = post("/v1/appeals", {"indicator": reported["indicators"][0]["id"], "ground": "mistake", "text": "ของฉัน " + secret, "contact": secret + "@example.test"})
            self.fails("no appeal", "subject", "erase", "--data", self.data, "--appeal", "0" * 32)
            erased = json.loads(self.ok("subject", "erase", "--json", "--data", self.data, "--appeal", appeal["id"]))
            self.assertEqual(len(erased["erased"]), 1)
            token = json.loads(self.ok("token", "create", "--role", "supervisor", "--name", "desk", "--json", "--data", self.data))["token"]
            request = urllib.request.Request(server.url + "/v1/appeals/" + appeal["id"], headers={"Authorization": "Bearer " + token})
            with urllib.request.urlopen(request, timeout=60) as answer:
                told = json.load(answer)
            self.assertEqual((told["state"], told["said"]), ("opened", None))
        self.assertEqual(holds(self.tmp, [secret]), [])

    def test_a_victim_is_erased_and_the_case_goes_on(self):
        secret = uuid.uuid4().hex
        identity = {"name": "นางลับที่สุด " + secret, "phone": "067-000-0042", "address": "บ้าน " + secret}
        texts = [secret, "นางลับที่สุด", "เล่าเรื่อง " + secret, "2223334445", "ฉันถูกหลอก"]

        def ask(server, method, path, body=None, token=None):
            fields = {"Idempotency-Key": str(uuid.uuid4()), "Content-Type": "application/json", **({"Authorization": "Bearer " + token} if token else {})}
            request = urllib.request.Request(server.url + path, json.dumps(body).encode() if body is not None else None, fields, method=method)
            with urllib.request.urlopen(request, timeout=60) as answer:
                return answer.status, json.load(answer)
        with Server(self.data) as server:
            token = json.loads(self.ok("token", "create", "--role", "officer", "--name", "desk", "--json", "--data", self.data))["token"]
            paid = {"from": {"bank": "014", "account": "2223334445"}, "to": {"bank": "004", "account": "1234567890"}, "amount_satang": 5000, "at": "2026-01-05T03:00:00Z"}
            told = {"reported_at": "2026-01-05T04:00:00Z", "victim": {"age": 40, "identity": identity}, "transfers": [paid], "narrative": "ฉันถูกหลอก " + secret}
            filed = ask(server, "POST", "/v1/cases", {"channel": "hotline", **told}, token)
            self.assertEqual(filed[0], 201, filed)
            joined = ask(server, "POST", "/v1/cases", {"channel": "station", **told}, token)
            self.assertTrue(joined[1]["joined"], joined)
            amended = ask(server, "POST", f"/v1/cases/{filed[1]['id']}/amendments", {"set": {"narrative": "เล่าเรื่อง " + secret}, "reason": "told better"}, token)
            self.assertEqual(amended[0], 201, amended)
            case = ask(server, "GET", "/v1/cases/" + filed[1]["id"], None, token)[1]
            self.assertEqual((case["victims"][0]["identity"]["name"], case["narrative"]), (identity["name"], "เล่าเรื่อง " + secret))
            first = self.backup()
            self.assertEqual(holds(self.tmp, texts), [], "what was sealed stands somewhere in the clear")
            self.fails("no case", "subject", "erase", "--data", self.data, "--case", "0" * 32)
            erased = json.loads(self.ok("subject", "erase", "--json", "--data", self.data, "--case", joined[1]["id"]))
            self.assertEqual(len(erased["erased"]), 2, "one of each complaint")
            case = ask(server, "GET", "/v1/cases/" + filed[1]["id"], None, token)[1]
            self.assertTrue(case["erased"] and case["victims"][0]["erased"])
            self.assertEqual((case["victims"][0]["age"], case["complaints_total"], case["requested_satang"]), (40, 2, 5000))
            self.assertEqual(ask(server, "POST", "/v1/cases:find", {"phone": "0670000042"}, token)[1]["cases"], [])
            for one in (filed, joined):
                status, tracked = ask(server, "POST", "/v1/track", {"code": one[1]["tracking_code"]})
                self.assertEqual((status, tracked["state"]), (200, "received"))
            # Told again, it is told under a new key.
            again = ask(server, "POST", f"/v1/cases/{filed[1]['id']}/amendments", {"set": {"victim": {"identity": {"name": "named again"}}}, "reason": "x"}, token)
            self.assertEqual(again[0], 201, again)
            self.assertEqual(ask(server, "GET", "/v1/cases/" + filed[1]["id"], None, token)[1]["victims"][0]["identity"], {"name": "named again"})
            self.backup()
            self.ok("log", "verify", "--data", self.data)
            self.ok("scrub", "--data", self.data)
        self.assertEqual(holds(self.tmp, texts), [])
        replayed = json.loads(self.ok("log", "replay", "--json", "--data", self.data, "--into", os.path.join(self.tmp, "replayed")))
        self.assertTrue(replayed["equal"])
        into = os.path.join(self.tmp, "restored_case")
        self.assertEqual(json.loads(self.ok("restore", "--json", "--from", first["generation"], "--into", into))["erased"], 2)

    def test_scrub_names_the_files_that_are_not_what_was_written(self):
        _, reports = self.make_reports(4)
        with Server(self.data):
            whole = json.loads(self.ok("scrub", "--json", "--data", self.data))
            self.assertEqual((whole["attachments"], whole["damaged"], whole["orphans"]), (4, 0, []))
            changed, missing = self.attachment(reports[0]), self.attachment(reports[1])
            with open(changed, "r+b") as file:
                file.seek(40)
                byte = file.read(1)
                file.seek(40)
                file.write(bytes([byte[0] ^ 1]))
            os.remove(missing)
            nobodys = os.path.join(os.path.dirname(changed), os.path.basename(changed)[:2] + "0" * 30)
            fresh = nobodys[:-1] + "1"
            for path in (nobodys, fresh):
                with open(path, "wb") as file:
                    file.write(b"left")
            os.utime(nobodys, (0, 0))
            with open(self.attachment(reports[2]), "rb") as file:
                kept = file.read()
            self.ok("subject", "erase", "--data", self.data, "--report", reports[2]["id"])
            with open(self.attachment(reports[2]), "wb") as file:  # as a crash between key and file would leave it
                file.write(kept)
            found = subprocess.run([BINARY, "scrub", "--json", "--data", self.data], capture_output=True, env=QUIET)
            self.assertEqual(found.returncode, 2)
            told = json.loads(found.stdout)
            self.assertEqual((told["attachments"], told["damaged"]), (1, 2))
            self.assertIn(os.path.basename(changed), "".join(told["problems"]))
            self.assertIn(f"attachment {os.path.basename(missing)}: the file is missing", told["problems"])
            self.assertEqual(sorted(told["orphans"]), sorted([os.path.basename(nobodys), reports[2]["attachment"]]))
        self.fails("is not the file that was written", "scrub", "--data", self.data)

    def test_a_new_master_key(self):
        texts, reports = self.make_reports(2)
        first = self.backup()
        with open(os.path.join(self.data, "master.key"), "rb") as file:
            old = file.read()
        with Server(self.data):
            self.ok("keys", "rotate", "--data", self.data)
            self.ok("subject", "erase", "--data", self.data, str(reports[0]["subject"]))
        with open(os.path.join(self.data, "master.key"), "rb") as file:
            self.assertNotEqual(file.read(), old)
        chosen = self.write("chosen.key", bytes(range(32)))
        os.chmod(chosen, 0o644)
        self.fails("chmod 600", "keys", "rotate", "--data", self.data, "--new-key", chosen)
        os.chmod(chosen, 0o600)
        self.ok("keys", "rotate", "--data", self.data, "--new-key", chosen)
        with open(os.path.join(self.data, "master.key"), "rb") as file:
            self.assertEqual(file.read(), bytes(range(32)))
        self.assertEqual(self.keys()["subjects_destroyed"], 1)
        # The backup from before opens with its own; one without it wants it told.
        self.ok("restore", "--from", first["generation"], "--into", os.path.join(self.tmp, "restored"))
        second = self.backup("--without-master-key")
        self.assertFalse(os.path.exists(os.path.join(second["generation"], "keys", "master.key")))
        self.fails("--master-key", "restore", "--from", self.backups, "--into", os.path.join(self.tmp, "none"))
        self.ok("restore", "--from", self.backups, "--into", os.path.join(self.tmp, "told"), "--master-key", chosen)

    def test_retention(self):
        now = time.time()
        self.make_reports(3, now - 40 * 86400)
        self.make_reports(2, now)
        config = self.write("c.toml", "[retention]\ntip = 30\n")
        dry = json.loads(self.ok("keys", "retain", "--json", "--dry-run", "--data", self.data, "--config", config))
        self.assertEqual((dry["classes"]["tip"]["uses"], dry["classes"]["tip"]["due"], dry["subjects_due"], dry["erased"]), (5, 3, 3, 0))
        self.assertEqual(self.keys()["subjects_destroyed"], 0)
        self.assertEqual(json.loads(self.ok("keys", "retain", "--json", "--data", self.data))["erased"], 0, "kept unless told")
        with Server(self.data):
            done = json.loads(self.ok("keys", "retain", "--json", "--data", self.data, "--config", config))
            self.assertEqual(done["erased"], 3)
            self.assertEqual(self.keys()["subjects_destroyed"], 3)
            again = json.loads(self.ok("keys", "retain", "--json", "--data", self.data, "--config", config))
            self.assertEqual((again["subjects_due"], again["classes"]["tip"]["uses"]), (0, 2))

    def test_kill_during_backup(self):
        self.make_reports(20)
        rng = random.Random(SEED)
        print(f"seed {SEED}")
        began = time.monotonic()
        whole = self.backup()
        took = time.monotonic() - began
        with Server(self.data):
            for _ in range(ROUNDS):
                process = subprocess.Popen([BINARY, "backup", "--data", self.data, "--to", self.backups, "--quiet"], env=QUIET,
                                           stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
                time.sleep(rng.random() * took)
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
                generations = [name for name in os.listdir(self.backups) if name.endswith("Z")]
                self.assertIn(os.path.basename(whole["generation"]), generations)
            last = self.backup()
        self.assertEqual([name for name in os.listdir(self.backups) if name.endswith(".new")], [])
        self.assertEqual(last["entries"], whole["entries"])
        for number, name in enumerate(sorted(name for name in os.listdir(self.backups) if name.endswith("Z"))):
            self.ok("restore", "--from", os.path.join(self.backups, name), "--into", os.path.join(self.tmp, f"restored{number}"))

    def test_what_is_missing_is_named(self):
        self.make_reports(1)
        self.fails("holds no data", "backup", "--data", os.path.join(self.tmp, "nothing"), "--to", self.backups)
        self.fails("no backup", "restore", "--from", self.tmp, "--into", os.path.join(self.tmp, "r"))
        made = self.backup()
        os.remove(os.path.join(made["generation"], "keys", "data.mdb"))
        self.fails("keys/data.mdb is missing", "restore", "--from", self.backups, "--into", os.path.join(self.tmp, "r"))
        os.remove(os.path.join(self.data, "keys", "data.mdb"))
        self.fails("keys/data.mdb is missing", "backup", "--data", self.data, "--to", self.backups)


if __name__ == "__main__":
    unittest.main(verbosity=2)
