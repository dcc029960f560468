#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Workbooks through the real binary, beside another program's reading and writing of them (openpyxl)."""
import datetime
import json
import os
import stat
import tempfile
import unittest

import openpyxl

from program import run

REPORT_TEMPLATES = ["station", "hotline", "online", "patrol"]


class WorkbookImportTest(unittest.TestCase):
    def setUp(self):
        self.directory = tempfile.TemporaryDirectory(prefix="cybercheck_workbooks_")
        self.data = os.path.join(self.directory.name, "data")
        self.file = os.path.join(self.directory.name, "november.xlsx")

    def tearDown(self):
        self.directory.cleanup()

    def template(self, name):
        status, _, error = run("export", "--template", name, self.file)
        self.assertEqual(status, 0, error)
        self.assertEqual(stat.S_IMODE(os.stat(self.file).st_mode), 0o600)
        return openpyxl.load_workbook(self.file)

    def imported(self, channel, file, status=0, *options):
        code, out, error = run("import", "--channel", channel, "--format", "xlsx", "--source", "s12", "--data", self.data, "--json", *options, file)
        self.assertEqual(code, status, error)
        return json.loads(out) if out else error

    def test_templates_are_what_another_program_reads(self):
        for name in REPORT_TEMPLATES + ["bank"]:
            book = self.template(name + ".xlsx")
            self.assertEqual(book.worksheets[3].sheet_state, "hidden", name)
            form, example, words = book.worksheets[:3]
            headings = [cell.value for cell in form[1]]
            self.assertEqual(headings, [cell.value for cell in example[1]])
            self.assertEqual([row[0].value for row in words.iter_rows(min_row=2, max_row=len(headings) + 1)], headings)
            self.assertEqual(form.freeze_panes, "A2")
            self.assertTrue(form.data_validations.dataValidation, name)
            with open(self.file, "rb") as file:
                first = file.read()
            self.template(name + ".xlsx")
            with open(self.file, "rb") as file:
                self.assertEqual(file.read(), first, "the same bytes every time")

    def test_the_example_of_each_template_is_imported(self):
        for name in REPORT_TEMPLATES:
            book = self.template(name + ".xlsx")
            sheet = book.worksheets[1].title
            summary = self.imported(name, self.file, 0, "--sheet", sheet)
            self.assertEqual((summary["rows"], summary["imported"], summary["rejected"]), (1, 1, 0), name)

    def test_a_station_fills_it_in_and_mends_what_comes_back(self):
        book = self.template("station.xlsx")
        sheet = book.worksheets[0]
        at = {cell.value: cell.column for cell in sheet[1]}

        def put(row, **cells):
            for heading, value in cells.items():
                sheet.cell(row, at[heading]).value = value

        put(2, เลขรับแจ้ง="A-1", วันที่รับแจ้ง="24 พ.ย. 2568", เบอร์คนร้าย="067-099-5001", ธนาคาร="ธนาคารกสิกรไทย", เลขบัญชีคนร้าย="0000000001")
        put(3, เลขรับแจ้ง="A-2", วันที่รับแจ้ง=datetime.datetime(2568, 11, 10, 9, 30), ธนาคาร="KBANK", เลขบัญชีคนร้าย=12345678)
        put(4, เลขรับแจ้ง="A-3", วันที่รับแจ้ง=datetime.date(2025, 11, 10), ธนาคาร="KBANK", เลขบัญชีคนร้าย=1.23457e20)
        put(5, เลขรับแจ้ง="A-4", วันที่รับแจ้ง=datetime.date(1968, 11, 10), เบอร์คนร้าย="067-099-5002")
        put(6, เลขรับแจ้ง="A-5", วันที่รับแจ้ง="10/11/2568", เบอร์คนร้าย="=1+1")
        book.save(self.file)
        summary = self.imported("station", self.file)
        self.assertEqual((summary["rows"], summary["imported"]), (5, 2))
        self.assertEqual(summary["rejected_by_reason"], {"ambiguous_date": 1, "cell_error": 1, "spreadsheet_number": 1})
        again = self.imported("station", self.file)
        self.assertEqual((again["imported"], again["merged"], again["rejected"]), (0, 2, 3))

        rejects = self.file + ".rejects.xlsx"
        self.assertEqual(stat.S_IMODE(os.stat(rejects).st_mode), 0o600)
        book = openpyxl.load_workbook(rejects)
        sheet = book.worksheets[0]
        at = {cell.value: cell.column for cell in sheet[1]}
        told = [(sheet.cell(row, at["row"]).value, sheet.cell(row, at["column"]).value, sheet.cell(row, at["reason"]).value) for row in range(2, 5)]
        self.assertEqual(told, [(4, "account", "spreadsheet_number"), (5, "reported_at", "ambiguous_date"), (6, "phone", "cell_error")])
        self.assertIn("กรุณา", sheet.cell(2, at["สาเหตุ"]).value)
        sheet.cell(2, at["เลขบัญชีคนร้าย"]).value = "0000000003"
        sheet.cell(3, at["วันที่รับแจ้ง"]).value = "10/11/2568"
        sheet.cell(4, at["เบอร์คนร้าย"]).value = "067-099-5003"
        mended = os.path.join(self.directory.name, "mended.xlsx")
        book.save(mended)
        summary = self.imported("station", mended)
        self.assertEqual((summary["rows"], summary["imported"], summary["rejected"]), (3, 3, 0))
        self.assertEqual(summary["ignored_columns"], [])

    def test_what_is_no_workbook_says_what_to_do(self):
        for content, words in [(b"a,b\r\n", "no workbook"), (b"", "empty"), (bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600), "password")]:
            with open(self.file, "wb") as file:
                file.write(content)
            self.assertIn(words, self.imported("station", self.file, 2))
        status, _, error = run("import", "--format", "xlsx", "--source", "x", "--data", self.data, self.file)
        self.assertEqual(status, 2)
        self.assertIn("--channel", error)


if __name__ == "__main__":
    unittest.main()
