#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Files of reports through the real binary: beside no server, beside a running one, again, and grown."""
import csv
import io
import json
import os
import tempfile
import unittest

from program import SOURCE, Server, lines, run


def hotline(rows):
    with open(os.path.join(SOURCE, "deploy/templates/hotline.csv"), encoding="utf-8-sig") as template:
        header = next(csv.reader(template))
    out = io.StringIO()
    writer = csv.DictWriter(out, header, restval="", lineterminator="\r\n")
    writer.writeheader()
    for row in rows:
        writer.writerow(row)
    return "\ufeff" + out.getvalue()


MORNING = [
    {"เลขรับแจ้ง": "A-1", "วันที่รับแจ้ง": "24 พ.ย. 2568", "เวลารับแจ้ง": "๐๙.๐๐ น.", "ประเภทคดี": "5", "เบอร์คนร้าย": "๐๖๗-๐๙๙-๕๐๐๑", "รายละเอียด": "ตำรวจปลอม",
     "ชื่อผู้แจ้ง": "ชื่อลับสุดยอด", "เลขบัตรประชาชนผู้แจ้ง": "1101700230708"},
    {"เลขรับแจ้ง": "A-2", "วันที่รับแจ้ง": "24/11/2568", "ธนาคาร": "กสิกรไทย", "เลขบัญชีคนร้าย": "1.23E+11"},
    {"เลขรับแจ้ง": "A-3", "วันที่รับแจ้ง": "3/2/2025", "เบอร์คนร้าย": "067-099-5003"},
    {"เลขรับแจ้ง": "A-4", "วันที่รับแจ้ง": "24/11/2568", "เบอร์คนร้าย": "670995004", "พร้อมเพย์คนร้าย": "1-1017-00230-70-8"},
]


class ReportImportTest(unittest.TestCase):
    def setUp(self):
        self.directory = tempfile.TemporaryDirectory(prefix="cybercheck_reports_")
        self.data = os.path.join(self.directory.name, "data")
        self.file = os.path.join(self.directory.name, "morning.csv")

    def tearDown(self):
        self.directory.cleanup()

    def write(self, text):
        with open(self.file, "w", encoding="utf-8", newline="") as file:
            file.write(text)

    def imported(self, *options):
        status, out, error = run("import", "--channel", "hotline", "--format", "csv", "--source", "h1441", "--data", self.data, "--json", *options, self.file)
        self.assertEqual(status, 0, error)
        summary = json.loads(out)
        self.assertEqual(summary["imported"] + summary["merged"] + summary["rejected"], summary["rows"])
        return summary

    def test_a_morning_and_again(self):
        self.write(hotline(MORNING))
        first = self.imported()
        self.assertEqual((first["imported"], first["rejected_by_reason"]), (2, {"ambiguous_date": 1, "spreadsheet_number": 1}))
        with open(self.file + ".rejects.csv", encoding="utf-8") as file:
            rejected = [(row["row"], row["column"], row["reason"], row["value"]) for row in csv.DictReader(file)]
        self.assertEqual(rejected, [("3", "account", "spreadsheet_number", "1.23E+11"), ("4", "reported_at", "ambiguous_date", "3/2/2025")])
        self.assertEqual(self.imported()["merged"], 2)
        # The same through a server that owns the directory, whose next answer knows what was added.
        with Server(self.data):
            self.assertEqual((self.imported()["merged"], self.imported("--day-first")["imported"]), (2, 1))
            self.write(hotline(MORNING + [{"เลขรับแจ้ง": "A-5", "เบอร์คนร้าย": "067-099-5005", "รายละเอียด": "x", "ชื่อผู้แจ้ง": "ชื่อลับสุดยอด", "เลขบัตรประชาชนผู้แจ้ง": "1101700230708"}]))
            grown = self.imported()
            self.assertEqual((grown["imported"], grown["merged"]), (1, 2))
            found = lines(run("check", "--data", self.data, "--json", "067-099-5001", "067-099-5003", "067-099-5004", "067-099-5005")[1])
            self.assertEqual([one["verdict"] for one in found], ["reported"] * 4, "one complaint is told, and no more")
            self.assertGreater(found[3]["score"], found[0]["score"], "a year ago weighs less than today")
        self.write(hotline([{**MORNING[0], "เบอร์คนร้าย": "067-099-5009"}]))
        self.assertEqual(self.imported()["rejected_by_reason"], {"changed": 1})
        # What names people is sealed, or keyed: by whichever of the two processes it was entered, to the same voice.
        entries = [entry for entry in lines(run("log", "dump", "--data", self.data, "--json")[1]) if entry["type"] == "report_submit"]
        self.assertEqual(len(entries), 4)
        text = json.dumps(entries, ensure_ascii=False)
        self.assertNotIn("ชื่อลับสุดยอด", text)
        self.assertNotIn("1101700230708", text)
        voices = [entry["body"]["reports"][0]["reporter"] for entry in entries]
        self.assertEqual(voices[0], voices[3])
        self.assertTrue(voices[0].startswith("per:"))
        self.assertEqual(voices[1], "src:h1441")

    def test_json_lines(self):
        self.file = os.path.join(self.directory.name, "rows.jsonl")
        self.write('{"text":"โทร 067-099-5001"}\n{"source":"tip","text":"x"}\n{"source":"station","indicators":[{"value":"067-099-5002"}]}\n[]\n')
        status, out, error = run("import", "--channel", "station", "--format", "jsonl", "--source", "st-12", "--data", self.data, "--json", self.file)
        self.assertEqual(status, 0, error)
        summary = json.loads(out)
        self.assertEqual((summary["imported"], summary["rejected_by_reason"]), (2, {"bad_request": 1, "other_channel": 1}))

    def test_options_that_do_not_go_together(self):
        self.write("phone\n067-099-5001\n")
        for options in (("--channel", "tip"), ("--channel", "radio"), ("--channel", "hotline", "--kind", "phone"), ("--channel", "hotline", "--observed-at", "2025-01-01T00:00:00Z"),
                        ("--channel", "hotline", "--class", "sample"), ("--channel", "hotline", "--columns", "number=x"), ("--channel", "hotline", "--delimiter", ";;"), ("--day-first",)):
            status, _, error = run("import", "--format", "csv", "--source", "x", "--data", self.data, *options, self.file)
            self.assertEqual(status, 2, options)
            self.assertRegex(error, "%s|column map" % next(name for name in reversed(options) if name.startswith("--")))
        self.assertEqual(run("import", "--channel", "hotline", "--format", "openphish", "--source", "x", "--data", self.data, self.file)[0], 2)
        self.assertEqual(run("import", "--channel", "hotline", "--format", "csv", "--source", "a" * 45, "--data", self.data, self.file)[0], 2)


if __name__ == "__main__":
    unittest.main()
