#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Every command of the real binary: what it prints, how it ends, on a directory of its own and through the server that owns it."""
import json
import os
import socket
import stat
import unittest

from program import SOURCE, Case, Server, lines, run

FEED = "kind,value,observed_at,category\n" \
       "phone,081-000-0001,2026-01-02T03:04:05Z,scam\n" \
       "url,https://bad.example/login,2026-01-02T03:04:06Z,scam\n" \
       "line,@badshop,2026-01-03T00:00:00Z,gambling\n" \
       "phone,12,2026-01-03T00:00:00Z,scam\n"
AS_OF = "2026-01-05T00:00:00Z"
SECRET = "8999999999996"  # a national id by its check digit; nobody's


class WithoutData(Case):
    def test_version(self):
        self.assertRegex(self.ok("version"), r"^cybercheck \d+\.\d+\.\d+\n")
        self.assertEqual(json.loads(self.ok("version", "--json"))["canon"], 1)
        self.assertEqual(self.ok("--version").count("\n"), 1)

    def test_help_teaches(self):
        for command in ("serve", "check", "scan", "canonicalize", "import", "log dump", "log verify", "log replay", "log redact", "stats reconcile", "policy show", "policy check",
                        "policy set", "policy try", "source withdraw", "scrub", "subject erase", "keys list", "keys rotate", "keys retain", "backup",
                        "restore"):
            text = self.ok(*command.split(), "--help")
            self.assertIn(f"cybercheck {command} ", text)
            self.assertIn("--json", text)
            self.assertIn("Examples:", text)

    def test_bad_usage(self):
        self.fails('did you mean "check"?', "chekc", "1")
        self.fails('did you mean "--json"?', "check", "1", "--jsno")
        self.fails("is required", "check")
        self.fails("wants one of", "log")
        self.fails("--format takes", "import", "--format", "xls", "--source", "a", "--data", self.data, "/dev/null")
        self.fails("--source takes", "import", "--format", "csv", "--source", "A b", "--data", self.data, "/dev/null")
        self.fails("cannot be opened", "import", "--format", "csv", "--source", "a", "--data", self.data, f"{self.tmp}/none.csv")
        self.assertFalse(os.path.exists(self.data), "bad usage makes no directory")

    def test_commands_that_read_make_no_directory(self):
        for command in (("check", "1441"), ("scan", "1441"), ("log", "dump"), ("log", "verify"), ("policy", "show"), ("policy", "try", __file__), ("source", "withdraw", "x"), ("scrub",), ("log", "redact", "1", "--reason", "x")):
            self.fails("cybercheck: error", *command, "--data", self.data)
            self.assertFalse(os.path.exists(self.data), command)

    def test_not_a_data_directory(self):
        os.mkdir(self.data)
        self.write("data/holiday.jpg", "x")
        self.fails("cybercheck: error", "check", "1441", "--data", self.data)
        self.fails("[foreign_file]", "import", "--format", "csv", "--source", "a", "--data", self.data, self.write("f.csv", FEED))
        self.assertEqual(os.listdir(self.data), ["holiday.jpg"])

    def test_url_that_nobody_answers(self):
        with socket.socket() as s:
            s.bind(("127.0.0.1", 0))  # bound, not listening: refused
            self.fails("[unavailable]", "check", "--url", f"http://127.0.0.1:{s.getsockname()[1]}", "1441")
        self.fails("http:// only", "check", "--url", "https://h.example", "1441")
        self.fails("--as-of needs --data", "check", "--url", "http://127.0.0.1:1", "--as-of", AS_OF, "1441")

    def test_full_output_is_an_error(self):
        with open("/dev/full", "wb") as full:
            import subprocess
            from program import BINARY, QUIET
            done = subprocess.run([BINARY, "version"], stdout=full, stderr=subprocess.PIPE, env=QUIET)
        self.assertEqual(done.returncode, 2)
        self.assertIn(b"standard output could not be written", done.stderr)

    def test_stats_reconcile(self):
        published = os.path.join(SOURCE, "tests", "vectors", "published")
        whole, slips = os.path.join(published, "case_types.csv"), os.path.join(published, "complaints.csv")
        self.assertIn("all add up", self.ok("stats", "reconcile", whole))
        status, out, _ = run("stats", "reconcile", slips, "--json")
        slip, = json.loads(out)["slips"]
        self.assertEqual((status, slip["printed"], slip["right"], slip["off"]), (1, "463,712", "468,312", "-4,600"))
        status, out, _ = run("stats", "reconcile", whole, slips, "--lang", "th")
        self.assertEqual(status, 1)
        self.assertIn("ผลรวมของส่วนย่อยคือ 468,312 (4,600 น้อยไป)", out)
        self.assertEqual(run("stats", "reconcile", "-", stdin="a,count\nx,1\ntotal,1\n")[0], 0)
        # A spreadsheet of Thai Windows knows no UTF-8.
        self.assertEqual(run("stats", "reconcile", "-", stdin="รายการของเดือนนี้,จำนวนคดี\nก,๑\nรวม,๒\n".encode("cp874"))[0], 1)
        self.fails("line 2", "stats", "reconcile", self.write("t.csv", "a,count\n\"x\n"))
        self.fails("cannot be opened", "stats", "reconcile", f"{self.tmp}/none.csv")
        for file in (self.write("t.csv", "a,b\nx,y\n"), self.write("t.json", "{}")):
            self.fails("The file cannot be read.", "stats", "reconcile", file)  # no feed
        # Rows that are periods, each against the one before it.
        weeks = "week,from,to,count,change\n1,2 พ.ย. 2568,8 พ.ย. 2568,100,\n2,9 พ.ย. 2568,15 พ.ย. 2568,120,%s\n"
        self.assertEqual(run("stats", "reconcile", "-", stdin=weeks % "20")[0], 0)
        status, out, _ = run("stats", "reconcile", "-", stdin=weeks % "25")
        self.assertEqual(status, 1)
        self.assertIn("2 · change: printed is 25, against the period before that is 20 (5 too much)", out)
        # A release: tables of its period and of the one before.
        period = {"period": {"name": "2026-02"}, "totals": {"count": 30, "damage_satang": 100000},
                  "tables": [{"by": ["sex"], "rows": [{"sex": "f", "count": 20, "damage_satang": 100000}, {"sex": "m", "count": 10, "damage_satang": None}]}]}
        cell = {"count": 30, "damage_satang": None, "published": {"release": 1, "count": 20, "damage_satang": None}, "revised": True, "change_count": 10}
        earlier = {"period": {"name": "2026-01"}, "totals": cell, "tables": [{"by": ["case_type"], "rows": [{"case_type": "job", **cell}]}]}
        release = {"release": 2, "protection": {"satang_rounding": 100000}, **period, "period_before": earlier}
        status, out, _ = run("stats", "reconcile", "--json", "-", stdin=json.dumps(release))
        self.assertEqual((status, json.loads(out)["checks"], json.loads(out)["reconciles"]), (0, 3, True))
        cell["change_count"] = 11
        status, out, _ = run("stats", "reconcile", "-", stdin=json.dumps(release))
        self.assertEqual(status, 1)
        self.assertIn("2026-01 totals · change_count: printed is 11, against the period before that is 10 (1 too much)", out)
        self.assertFalse(os.path.exists(self.data), "a table says everything itself")

    def test_policy_check(self):
        good = os.path.join(os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__)))), "deploy", "policy.toml")
        self.assertIn("valid", self.ok("policy", "check", good))
        self.assertTrue(json.loads(self.ok("policy", "check", good, "--json"))["valid"])
        self.fails("[bad_policy]", "policy", "check", self.write("p.toml", "suspected_form = 50\n"))
        self.fails("none.toml", "policy", "check", f"{self.tmp}/none.toml")

    def test_serve_check_config(self):
        self.assertIn("valid", self.ok("serve", "--check-config", "--data", self.data))
        self.fails("[bad_config]", "serve", "--check-config", "--data", self.data, "--listen", "nowhere")
        old = self.write("old.tsv", "kind\tvalue\tscope\towner_th\tsource_url\tverified_on\nphone\t191\texact\tตำรวจ\thttps://x.example\t2020-01-02\n")
        named = self.write("old.toml", f'[files]\nofficial_register = "{old}"\n')
        self.assertIn("check it again at https://x.example", run("serve", "--check-config", "--config", named)[2])
        self.fails("[bad_config]", "serve", "--check-config", "--config", self.write("c.toml", "[server]\nlisen = \"x\"\n"))
        self.assertFalse(os.path.exists(self.data))


class Canonicalize(Case):
    def test_arguments_and_lines_give_the_same(self):
        values = ["081-234-5678", "https://a.b.example:443/x/../y?q", "@badshop"]
        self.assertEqual(self.ok("canonicalize", *values), self.ok("canonicalize", stdin="\n".join(values)))

    def test_forms_of_input(self):
        out = self.ok("canonicalize", stdin=b"phone\t081-234-5678\r\nfax\t081\n081-234-5678\n\n\xff\xfe\nurl\thttp://a.example/\tb\nphone\t\0\n")
        got = lines(out)
        self.assertEqual(len(got), 7)
        self.assertEqual(got[0]["key"], "phone:+66812345678")
        self.assertEqual(got[1]["error"]["code"], "unknown_kind")
        self.assertEqual(got[2]["key"], "phone:+66812345678")
        self.assertEqual(got[3]["error"]["code"], "empty_value")
        self.assertEqual(got[4]["error"]["code"], "invalid_utf8")
        self.assertEqual(got[5]["key"], "url:a.example/b")
        self.assertIn("error", got[6])

    def test_errors_of_arguments_set_the_status_those_of_lines_do_not(self):
        self.ok("canonicalize", "--kind", "phone", "1", status=2)
        self.ok("canonicalize", "--kind", "phone", stdin="1\n")

    def test_expressions(self):
        got = json.loads(self.ok("canonicalize", "-e", "--kind", "url", "http://a.b.example/1/2.html?param=1"))
        self.assertEqual(got["expressions"][0], "a.b.example/1/2.html?param=1")
        self.assertIn("b.example/", got["expressions"])
        self.assertNotIn("expressions", json.loads(self.ok("canonicalize", "-e", "--kind", "phone", "081-234-5678")))

    def test_national_ids_are_never_printed(self):
        for arguments in (("--kind", "promptpay"), ()):
            status, out, err = run("canonicalize", *arguments, SECRET)
            self.assertNotIn(SECRET, out + err)
            self.assertIn("promptpay:nid:*", out)

    def test_long_lines_are_answered_in_their_place(self):
        got = lines(self.ok("canonicalize", stdin=b"phone\t0812345678\nurl\thttp://a.example/" + b"x" * 3_000_000 + b"\nphone\t0812345679\n"))
        self.assertEqual([line.get("key") for line in got][::2], ["phone:+66812345678", "phone:+66812345679"])
        self.assertEqual(got[1]["error"]["code"], "value_too_long")

    def test_answers_before_the_next_line(self):
        import subprocess
        from program import BINARY, QUIET
        with subprocess.Popen([BINARY, "canonicalize"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=QUIET) as process:
            for number in ("0812345678", "0812345679"):
                process.stdin.write(number.encode() + b"\n")
                process.stdin.flush()
                self.assertIn(number[1:], process.stdout.readline().decode())
            process.stdin.close()


class WithData(Case):
    """The commands on a directory that nobody owns; WithServer repeats them through its owner."""

    def setUp(self):
        super().setUp()
        self.feed = self.write("feed.csv", FEED)
        self.report = json.loads(self.ok("import", "--format", "csv", "--source", "station", "--data", self.data, "--json", self.feed))

    def test_import_adds_up_and_repeats(self):
        report = self.report
        self.assertEqual((report["rows"], report["imported"], report["merged"], report["rejected"]), (4, 3, 0, 1))
        self.assertEqual(report["rejected_by_reason"], {"phone_too_short": 1})
        with open(report["rejects_file"]) as file:
            self.assertIn("phone_too_short", file.read())
        self.assertEqual(stat.S_IMODE(os.stat(report["rejects_file"]).st_mode), 0o600)
        before = self.ok("log", "dump", "--data", self.data)
        again = json.loads(self.ok("import", "--format", "csv", "--source", "station", "--data", self.data, "--json", self.feed))
        self.assertEqual((again["imported"], again["merged"], again["rejected"]), (0, 3, 1))
        self.assertEqual(self.ok("log", "dump", "--data", self.data), before)
        text = self.ok("import", "--format", "csv", "--source", "station", "--data", self.data, self.feed)
        self.assertRegex(text, r"(?m)^ +1    phone_too_short$")

    def test_import_from_standard_input(self):
        report = json.loads(self.ok("import", "--format", "jsonl", "--source", "pipe", "--data", self.data, "--json", "-", cwd=self.tmp,
                                    stdin='{"kind":"phone","value":"0810000002","observed_at":"2026-01-02T03:04:05Z"}\n'))
        self.assertEqual((report["rows"], report["imported"]), (1, 1))

    def test_import_that_cannot_be_read(self):
        got, out, err = run("import", "--format", "csv", "--source", "a", "--data", self.data, "--encoding", "utf-8", self.write("b.csv", b"name\nx\n"))
        self.assertEqual(got, 2, out + err)
        self.fails("cybercheck: error", "import", "--format", "csv", "--source", "a", "--data", self.data, self.tmp)

    def test_master_key_is_the_owners(self):
        self.assertEqual(stat.S_IMODE(os.stat(f"{self.data}/master.key").st_mode), 0o600)

    def test_check_status_and_json(self):
        def verdict(*arguments, status):
            return json.loads(self.ok("check", "--data", self.data, "--json", "--as-of", AS_OF, *arguments, status=status))
        self.assertEqual(verdict("0810000001", status=1)["verdict"], "suspected")
        self.assertEqual(verdict("HTTPS://BAD.example:443/a/../login#x", status=1)["verdict"], "suspected")
        self.assertEqual(verdict("081-234-5678", status=0)["verdict"], "unknown")
        self.assertEqual(verdict("--kind", "phone", "1441", status=0)["verdict"], "official")
        self.assertEqual(verdict("--kind", "phone", "1", status=2)["error"]["code"], "phone_too_short")
        answer = verdict("0810000001", status=1)
        self.assertEqual(answer["first_seen"], "2026-01-02T03:04:05Z")
        self.assertIn("text", answer["reasons"][0])

    def test_reserved_indicators(self):
        for digit, verdict, status in ((1, "unknown", 0), (2, "unresolvable", 0), (3, "reported", 0), (4, "suspected", 1), (5, "listed", 1), (6, "official", 0)):
            answer = json.loads(self.ok("check", "--data", self.data, "--json", f"067-000-000{digit}", status=status))
            self.assertEqual(answer["verdict"], verdict)

    def test_check_lines(self):
        stdin = f"phone\t0810000001\t{AS_OF}\nurl\thttps://bad.example/login\t2026-01-01T00:00:00Z\n\t081-234-5678\nphone\t1\n0810000001\n"
        got = lines(self.ok("check", "--data", self.data, "--json", "-", stdin=stdin, status=2))
        self.assertEqual([line.get("verdict") or line["error"]["code"] for line in got][:4], ["suspected", "unknown", "unknown", "phone_too_short"])
        self.assertEqual(len(got), 5)
        self.assertNotIn("advice", got[0])
        many = "".join(f"phone\t08{n:08d}\n" for n in range(1000))
        got = lines(self.ok("check", "--data", self.data, "--json", "--as-of", AS_OF, "-", stdin=many, status=0))
        self.assertEqual([line["key"] for line in got], [f"phone:+668{n:08d}" for n in range(1000)])

    def test_check_words(self):
        english = self.ok("check", "--data", self.data, "--as-of", AS_OF, "0810000001", "@nobody_at_all", status=1)
        self.assertIn("[suspected]", english)
        self.assertIn("[unknown]", english)
        self.assertIn("2026-01-02", english)
        self.assertNotIn("\x1b", english)
        thai = self.ok("check", "--data", self.data, "--as-of", AS_OF, "0810000001", status=1, env={"LC_ALL": "th_TH.UTF-8"})
        self.assertIn("น่าสงสัย", thai)
        self.assertIn("น่าสงสัย", self.ok("check", "--lang", "th", "--data", self.data, "--as-of", AS_OF, "0810000001", status=1))
        self.assertIn("ไม่ได้แปลว่าปลอดภัย", self.ok("check", "--lang", "th", "--data", self.data, "081-234-5678"))

    def test_values_cannot_drive_the_terminal(self):
        status, out, err = run("check", "--data", self.data, "http://a.example/\x1b[2J\x07", "\x1b]0;x\x07")
        self.assertNotIn("\x1b", out + err)
        self.assertNotIn("\x07", out + err)

    def test_check_takes_any_value(self):
        for value in ("", " ", "\x7f", "[::1]", "http://[::1]/", "x" * 100000, "http://" + "a" * 100000, "{", "\\", '"'):
            status, out, err = run("check", "--data", self.data, "--json", "--", value)
            self.assertIn(status, (0, 1, 2))
            self.assertEqual(len(lines(out)), 1, err)
        status, out, err = run("check", "--data", self.data, "--json", b"\xff\xfe".decode("utf-8", "surrogateescape"))
        self.assertEqual(json.loads(out)["error"]["code"], "invalid_utf8")

    def test_check_bad_options(self):
        self.fails("--texts takes", "check", "--data", self.data, "--json", "--texts", "fr", "1441")
        self.fails("--as-of", "check", "--data", self.data, "--as-of", "yesterday", "1441")
        got = json.loads(self.ok("check", "--data", self.data, "--json", "--kind", "fax", "1441", status=2))
        self.assertEqual(got["error"]["code"], "unknown_kind")

    def test_national_ids_are_listed_under_their_keyed_form(self):
        feed = self.write("ids.csv", "kind,value,observed_at\npromptpay,%s,2026-01-02\n" % SECRET)
        report = json.loads(self.ok("import", "--format", "csv", "--source", "ids", "--data", self.data, "--json", feed))
        self.assertEqual((report["imported"], report["rejected"]), (1, 0), report)
        answer = json.loads(self.ok("check", "--data", self.data, "--json", "--as-of", AS_OF, SECRET, status=1))
        self.assertEqual((answer["key"], answer["reports"]), ("promptpay:nid:*", 1), answer)
        self.assertNotIn(SECRET, json.dumps(answer))
        self.assertNotIn(SECRET, self.ok("log", "dump", "--data", self.data))

    def test_scan(self):
        text = "ด่วน! โอนด่วน https://suspected.cybercheck.test/pay หรือโทร 067-000-0001"
        got = json.loads(self.ok("scan", "--data", self.data, "--json", text, status=1))
        self.assertEqual(got["verdict"], "suspected")
        spans = [text.encode()[one["span"][0]:one["span"][1]].decode() for one in got["indicators"]]
        self.assertEqual(spans, ["https://suspected.cybercheck.test/pay", "067-000-0001"])
        self.assertEqual(self.ok("scan", "--data", self.data, stdin=text, status=1), self.ok("scan", "--data", self.data, text, status=1))
        self.assertEqual(json.loads(self.ok("scan", "--data", self.data, "--json", "hello"))["indicators"], [])
        self.assertIn("nothing to check", self.ok("scan", "--data", self.data, "hello"))
        self.fails("[invalid_utf8]", "scan", "--data", self.data, stdin=b"\xff")
        self.fails("[value_too_long]", "scan", "--data", self.data, stdin="x" * 600000)

    def test_log_dump(self):
        entries = lines(self.ok("log", "dump", "--data", self.data))
        self.assertEqual([entry["seq"] for entry in entries], list(range(1, len(entries) + 1)))
        feeds = [entry for entry in entries if entry["type"] == "feed_observed"]
        self.assertEqual(feeds[0]["actor"], "import:station")
        self.assertEqual(len(feeds[0]["body"]["rows"]), 3)
        self.assertEqual(len(feeds[0]["body"]["salt"]), 32)
        self.assertEqual({entry["type"] for entry in entries} - {"feed_observed"},
                         {"policy_set", "register_set", "shared_hosts_set", "patterns_set", "taxonomy_set"})
        self.assertEqual(lines(self.ok("log", "dump", "--data", self.data, "--from", "2", "--count", "2")), entries[1:3])
        self.assertNotIn("body", lines(self.ok("log", "dump", "--data", self.data, "--headers"))[0])
        self.assertEqual(self.ok("log", "dump", "--data", self.data, "--from", "1000"), "")

    def test_log_dump_is_the_chain(self):
        import hashlib
        for raw, entry in zip(lines(self.ok("log", "dump", "--data", self.data, "--raw")), lines(self.ok("log", "dump", "--data", self.data))):
            self.assertEqual(hashlib.sha256(raw["body"].encode()).hexdigest(), raw["body_hash"])
            self.assertEqual(json.loads(raw["body"]), entry["body"])

    def test_log_verify_and_scrub(self):
        self.assertEqual(json.loads(self.ok("log", "verify", "--data", self.data, "--json"))["entries"], len(lines(self.ok("log", "dump", "--data", self.data))))
        self.assertEqual(json.loads(self.ok("scrub", "--data", self.data, "--json"))["damaged"], 0)
        self.ok("log", "verify", "--data", self.data)
        self.ok("scrub", "--data", self.data)

    def test_log_redact(self):
        report = self.write("report.csv", b"kind,value,observed_at,category\nphone,0670000077,2026-01-02T00:00:00Z,scam\n")
        self.ok("import", "--format", "csv", "--source", "gone", "--data", self.data, "--quiet", report)
        seq = str(lines(self.ok("log", "dump", "--data", self.data, "--headers"))[-1]["seq"])
        self.assertNotEqual(json.loads(self.ok("check", "--json", "--data", self.data, "067-000-0077"))["verdict"], "unknown")
        done = json.loads(self.ok("log", "redact", seq, "--reason", "test", "--data", self.data, "--json"))
        self.assertEqual((done["redacted"], done["by"]), (int(seq), int(seq) + 1))
        self.assertEqual(json.loads(self.ok("check", "--json", "--data", self.data, "067-000-0077"))["verdict"], "unknown")
        self.fails("gone already", "log", "redact", seq, "--reason", "test", "--data", self.data)
        self.fails("no entry", "log", "redact", "999999", "--reason", "test", "--data", self.data)
        self.fails("only what a feed or a report said", "log", "redact", str(done["by"]), "--reason", "test", "--data", self.data)
        self.assertEqual(json.loads(self.ok("log", "verify", "--data", self.data, "--json"))["redacted"], 1)

    def test_policy(self):
        shown = json.loads(self.ok("policy", "show", "--data", self.data, "--json"))
        self.assertEqual(shown["policy"]["suspected_from"], 50)
        self.assertEqual(json.loads(self.ok("policy", "show", "--data", self.data)), shown)
        source = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "deploy", "policy.toml")
        with open(source) as file:
            text = file.read()
        stricter = self.write("strict.toml", text.replace("suspected_from = 50", "suspected_from = 99"))
        first = json.loads(self.ok("policy", "set", "--data", self.data, "--json", stricter))["seq"]
        self.assertEqual(json.loads(self.ok("policy", "show", "--data", self.data, "--json"))["seq"], first)
        self.assertEqual(json.loads(self.ok("check", "--data", self.data, "--json", "--as-of", AS_OF, "0810000001"))["verdict"], "reported")
        self.assertEqual(json.loads(self.ok("policy", "set", "--data", self.data, "--json", stricter))["seq"], first, "the same again is no new entry")
        self.assertGreater(json.loads(self.ok("policy", "set", "--data", self.data, "--json", source))["seq"], first)
        self.assertEqual(json.loads(self.ok("check", "--data", self.data, "--json", "--as-of", AS_OF, "0810000001", status=1))["verdict"], "suspected")

    def test_policy_try(self):
        mild = self.write("mild.toml", "suspected_from = 99\n")
        before = self.ok("log", "dump", "--data", self.data)
        tried = json.loads(self.ok("policy", "try", "--data", self.data, "--json", mild))
        self.assertEqual(tried["records"], 3)
        self.assertEqual(tried["moved"], sum(move["records"] for move in tried["moves"]))
        self.assertEqual({(move["from"], move["to"]) for move in tried["moves"]} - {("suspected", "reported")}, set())
        self.assertRegex(self.ok("policy", "try", "--data", self.data, mild), rf"(?m)^{tried['moved']} of 3 verdicts would move$")
        self.assertEqual(self.ok("log", "dump", "--data", self.data), before)
        self.fails("[bad_policy]", "policy", "try", "--data", self.data, self.write("p.toml", "cap = 3\n"))

    def test_source_withdraw(self):
        self.ok("import", "--format", "csv", "--source", "other", "--data", self.data, self.feed)
        told = json.loads(self.ok("source", "withdraw", "station", "--data", self.data, "--json"))
        self.assertEqual(told, {"source": "station", "records": 3, "withdrawn": 3})
        answer = json.loads(self.ok("check", "--data", self.data, "--json", "--as-of", AS_OF, "0810000001", status=1))
        self.assertEqual((answer["verdict"], answer["reporters"]), ("suspected", 1))
        before = self.ok("log", "dump", "--data", self.data)
        self.assertEqual(json.loads(self.ok("source", "withdraw", "station", "--data", self.data, "--json"))["withdrawn"], 0)
        self.assertEqual(self.ok("log", "dump", "--data", self.data), before)
        self.assertIn("3 indicators withdrawn", self.ok("source", "withdraw", "other", "--data", self.data))
        self.assertEqual(json.loads(self.ok("check", "--data", self.data, "--json", "0810000001"))["verdict"], "unknown")
        self.fails("[not_found]", "source", "withdraw", "nobody", "--data", self.data)

    def test_receipts(self):
        receipts = f"{self.tmp}/receipts"
        self.ok("import", "--format", "csv", "--source", "other", "--data", self.data, "--receipts", receipts, self.feed)
        with open(receipts) as file:
            got = lines(file.read())
        entry = lines(self.ok("log", "dump", "--data", self.data, "--from", str(got[0]["seq"])))[0]
        self.assertEqual((entry["id"], entry["actor"]), (got[0]["id"], "import:other"))

    def test_no_value_in_the_process_title_after_start(self):
        # What was typed stands in /proc/PID/cmdline as the shell put it there; values from standard input must not appear.
        import subprocess
        from program import BINARY, QUIET
        with subprocess.Popen([BINARY, "check", "--data", self.data, "--json", "-"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=QUIET) as process:
            process.stdin.write(b"phone\t0810000009\n")
            process.stdin.flush()
            process.stdout.readline()
            for name in ("cmdline", "comm"):
                with open(f"/proc/{process.pid}/{name}", "rb") as file:
                    self.assertNotIn(b"0810000009", file.read())
            process.stdin.close()


class WithServer(WithData):
    """The same through the control socket of the server that owns the directory, and what only a server shows."""

    def setUp(self):
        Case.setUp(self)
        self.server = Server(self.data, "--limits", "off")
        self.addCleanup(self.server.__exit__)
        self.feed = self.write("feed.csv", FEED)
        self.report = json.loads(self.ok("import", "--format", "csv", "--source", "station", "--data", self.data, "--json", self.feed))

    def test_remote_url(self):
        answer = json.loads(self.ok("check", "--url", self.server.url, "--json", "067-000-0004", status=1))
        self.assertEqual(answer["verdict"], "suspected")
        many = "".join(f"phone\t08{n:08d}\n" for n in range(95))
        self.assertEqual(len(lines(self.ok("check", "--url", self.server.url + "/", "--json", "-", stdin=many))), 95)
        self.assertEqual(json.loads(self.ok("scan", "--url", self.server.url, "--json", "067-000-0004", status=1))["verdict"], "suspected")

    def test_same_bytes_with_and_without_a_server(self):
        arguments = ("check", "--data", self.data, "--json", "--as-of", AS_OF, "0810000001", "https://bad.example/login", "@badshop", "081-234-5678", "")
        through = self.ok(*arguments, status=2)
        dump = self.ok("log", "dump", "--data", self.data)
        self.assertEqual(self.server.stop(), 0)
        self.assertEqual(self.ok(*arguments, status=2), through)
        self.assertEqual(self.ok("log", "dump", "--data", self.data), dump)

    def test_second_owner_is_refused(self):
        self.fails("[in_use]", "serve", "--data", self.data, "--listen", "127.0.0.1:0")
        self.fails("cybercheck: error", "log", "replay", "--data", self.data, "--into", self.data)

    def test_socket_is_the_owners(self):
        self.assertEqual(stat.S_IMODE(os.stat(f"{self.data}/control.sock").st_mode), 0o600)


if __name__ == "__main__":
    unittest.main(verbosity=1)
