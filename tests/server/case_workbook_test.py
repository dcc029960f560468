#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The banks' workbook against a running server and from the command line: rows into cases, cases into rows, and back."""
import base64
import datetime
import io
import json
import os
import subprocess
import tempfile
import unittest
import uuid

import openpyxl

import live_server
from openapi_document import WORKBOOKS, Fits, documented_under

BINARY = live_server.binary_from_arguments()
XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'
AT, TRANSFERS, HOLDS = '/v1/cases:workbook', '/v1/cases/{id}/transfers', '/v1/holds:workbook'
# Only trouble gives these; the rooms' own tests make it.
UNREACHED = {row for row in documented_under(lambda path: path.startswith(WORKBOOKS)) if row[2] in ('429', '503', '507')}
DAY = datetime.datetime(2026, 11, 10)


def workbook(*rows, columns=None):
    """Rows as dictionaries by column; all columns that any of them has."""
    names = columns or list(dict.fromkeys(['level', 'to_account', 'amount', 'date'] + [name for row in rows for name in row]))
    book = openpyxl.Workbook()
    book.active.append(names)
    for row in rows:
        book.active.append([row.get(name) for name in names])
    return book


def bytes_of(book):
    if isinstance(book, bytes):
        return book
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def table(xlsx):
    """The first sheet of a workbook, as another program reads it: a dictionary a row."""
    sheet = openpyxl.load_workbook(io.BytesIO(xlsx)).active
    head, *rows = sheet.iter_rows(values_only=True)
    return [dict(zip(head, row)) for row in rows]


def first(number, satang, of='BC-1', **more):
    return {'level': 1, 'bank_case_id': of, 'to_bank': '004', 'to_account': '%010d' % number, 'amount': satang / 100, 'date': DAY, **more}


def onward(level, source, to, satang, of='BC-1', **more):
    return {'level': level, 'bank_case_id': of, 'from_bank': '004', 'from_account': '%010d' % source, 'to_bank': '004', 'to_account': '%010d' % to, 'amount': satang / 100, 'date': DAY, **more}


class CaseWorkbookTest(Fits, unittest.TestCase):
    maxDiff = None
    completed = False

    @classmethod
    def setUpClass(cls):
        cls.server = live_server.LiveServer(BINARY, '--limits', 'off')
        cls.tokens = {role: cls.server.token(role) for role in ('intake', 'officer', 'analyst')}
        for bank in ('004', '014'):
            cls.tokens[bank] = cls.server.token('partner', bank=bank)
        cls.numbers = iter(range(6_100_000_001, 6_200_000_000))

    @classmethod
    def tearDownClass(cls):
        code = cls.server.stop()
        try:
            assert code == 0, cls.server.errors()
            replayed = os.path.join(cls.server.directory, 'replayed')
            done = subprocess.run([BINARY, 'log', 'replay', '--data', cls.server.data, '--into', replayed, '--json'], capture_output=True)
            assert done.returncode == 0, done.stderr
            assert json.loads(done.stdout)['equal'], done.stdout
        finally:
            cls.server.__exit__()
        if cls.completed:
            missing = documented_under(lambda path: path.startswith(WORKBOOKS)) - cls.exercised - UNREACHED
            assert not missing, 'documented, but never answered: %s' % sorted(missing)

    def ask(self, who, method, target, body=None, path=None, key=None, kind=XLSX, status=None):
        fields = {'X-Access-Purpose': 'test'}
        if who:
            fields['Authorization'] = 'Bearer ' + self.tokens[who]
        if method == 'POST':
            fields.update({'Idempotency-Key': key or str(uuid.uuid4()), 'Content-Type': kind})
        got, head, answer = self.server.ask(method, target, body, fields)
        answer = self.fits(path or target.partition('?')[0], method.lower(), got, head, answer)
        self.assertEqual(got, status or got, answer[:500] if isinstance(answer, bytes) else answer)
        return answer

    def send(self, book, status=201, who='intake', **more):
        body = book if isinstance(book, bytes) else bytes_of(book)  # saved again, a workbook says another time
        return self.ask(who, 'POST', AT, body, status=status, **more)

    def transfers(self, case, format_='json', status=200, who='officer'):
        return self.ask(who, 'GET', '/v1/cases/%s/transfers?format=%s' % (case, format_), path=TRANSFERS, status=status)

    def case(self, case):
        got, _, answer = self.server.ask('GET', '/v1/cases/' + case, None, {'Authorization': 'Bearer ' + self.tokens['officer']})
        self.assertEqual(got, 200)
        return json.loads(answer)

    def paths(self, case):
        def place(node):
            return ':'.join(filter(None, (node['kind'], node.get('bank'), node.get('account') or node.get('promptpay') or node.get('name'))))
        return sorted((one.get('row', 0), place(one['from']), place(one['to']), one['amount_satang']) for one in self.transfers(case)['transfers'])

    def test_1_rows_become_cases(self):
        one, two, three = (next(self.numbers) for _ in range(3))
        key = str(uuid.uuid4())
        book = workbook(first(one, 1_000_000), onward(2, one, two, 600_000, reference='R-1'), onward(3, two, three, 100_050),
                        {'level': 2, 'bank_case_id': 'BC-1', 'from_bank': 'กสิกรไทย', 'from_account': '%010d' % one, 'to_bank': 'ถอนเงินสด', 'amount': 4000, 'date': DAY},
                        first(next(self.numbers), 5_000, 'BC-2', from_bank='014', from_account='5550001112'))
        sent = bytes_of(book)
        told = self.send(sent, key=key)
        self.assertEqual([told[name] for name in ('rows_total', 'taken', 'rejected', 'rejects_xlsx', 'holds_xlsx')], [5, 5, 0, None, None], told)
        self.assertEqual([(case['became'], case['state'], case['rows'], case['bank_case_id']) for case in told['cases']], [('opened', 'received', 4, 'BC-1'), ('opened', 'received', 1, 'BC-2')])
        case, other = (one_case['case'] for one_case in told['cases'])
        self.assertEqual([(row['row'], row['case']) for row in told['rows']], [(2, case), (3, case), (4, case), (5, case), (6, other)])
        self.assertEqual(len({row['transfer'] for row in told['rows']}), 5)
        account = 'account:004:%010d'
        self.assertEqual(self.paths(case), sorted([(1, 'victim', account % one, 1_000_000), (2, account % one, account % two, 600_000), (3, account % two, account % three, 100_050),
                                                   (2, account % one, 'cash_out', 400_000)]))
        # The victim's own account is sealed with the victim and stands nowhere else.
        self.assertEqual(self.paths(other)[0][1], 'victim')
        self.assertNotIn('5550001112', json.dumps(self.transfers(other)))
        shown = self.case(case)
        self.assertEqual((shown['channel'], shown['external_ids'], shown['requested_satang']), ('bank', {'bank_case_id': 'BC-1'}, 1_700_050))
        self.assertEqual({hold['id'] for hold in shown['holds']}, {row['transfer'] for row in told['rows'][:3]})
        # The same request is the same answer; under another key, or saved anew, it tells nothing new.
        self.assertEqual(self.send(sent, 200, key=key), told)
        for who in ('intake', 'officer'):
            again = self.send(workbook(*[dict(row) for row in ({'bank_case_id': 'BC-1', 'level': 2, 'from_bank': '004', 'from_account': '%010d' % one, 'to_bank': '004', 'to_account': '%010d' % two, 'amount': 6000, 'date': DAY},
                                                                first(one, 1_000_000))]), 200, who)
            self.assertEqual([(of['case'], of['became'], of['rows']) for of in again['cases']], [(case, 'known', 2)])
            self.assertEqual([row['transfer'] for row in again['rows']], [told['rows'][1]['transfer'], told['rows'][0]['transfer']])
        self.assertEqual(self.case(case), shown)
        book.active['G2'] = 9
        self.send(book, 422, key=key)

    def test_2_rows_join_a_case_that_is_there(self):
        one, two = (next(self.numbers) for _ in range(2))
        fields = {'Authorization': 'Bearer ' + self.tokens['intake'], 'Idempotency-Key': str(uuid.uuid4())}
        filed = json.loads(self.server.ask('POST', '/v1/cases', {'channel': 'hotline', 'reported_at': '2026-11-11T00:00:00Z', 'external_ids': {'tpo_case_id': 'T-17'},
                                                                 'transfers': [{'to': {'bank': '004', 'account': '%010d' % one}, 'amount_satang': 5_000_000, 'at': '2026-11-10T03:00:00Z'}]}, fields)[2])
        # One that is known, the same sum a second and a third time, one onward: three are new.
        told = self.send(workbook(*[first(one, 5_000_000, 'BC-3', tpo_case_id='T-17')] * 3, onward(2, one, two, 14_000_000, 'BC-3')))
        self.assertEqual([(of['case'], of['became'], of['rows'], of.get('tpo_case_id')) for of in told['cases']], [(filed['id'], 'joined', 4, 'T-17')])
        self.assertEqual(len({row['transfer'] for row in told['rows']}), 4)
        self.assertEqual([row[3] for row in self.paths(filed['id'])], [5_000_000] * 3 + [14_000_000])
        shown = self.case(filed['id'])
        self.assertEqual((shown['external_ids'], shown['channel'], len(shown['complaints'])), ({'bank_case_id': 'BC-3', 'tpo_case_id': 'T-17'}, 'hotline', 2))
        # What a bank's answer told is not told again.
        hold = [one_hold for one_hold in shown['holds'] if one_hold['account'] == '%010d' % two][0]
        self.server.ask('POST', '/v1/holds/%s/answer' % hold['id'], {'outcome': 'nothing_left', 'onward': [{'bank': '014', 'account': '%010d' % one, 'amount_satang': 700, 'at': '2026-11-10T03:00:00Z'}]},
                        {**fields, 'Authorization': 'Bearer ' + self.tokens['004']})
        by_bank = {'level': 3, 'tpo_case_id': 'T-17', 'from_bank': '004', 'from_account': '%010d' % two, 'to_bank': '014', 'to_account': '%010d' % one, 'amount': 7, 'date': DAY}
        self.assertEqual([of['became'] for of in self.send(workbook(by_bank), 200)['cases']], ['known'])
        self.assertEqual([of['became'] for of in self.send(workbook(by_bank, first(two, 300, None, tpo_case_id='T-17')))['cases']], ['joined'])
        self.assertEqual([row[3] for row in self.paths(filed['id'])].count(700), 1)

    def test_3_what_cannot_be_taken_comes_back_to_be_mended(self):
        one, two = (next(self.numbers) for _ in range(2))
        rows = [first(one, 100, 'BC-5'),
                {**first(one, 100, 'BC-5'), 'to_account': 1.23457e11, 'amount': '=1/0'},
                {**first(one, 100, 'BC-5'), 'to_account': '12'},
                {**first(one, 100, 'BC-5'), 'bank_case_id': None},
                {**first(one, 100, 'x' * 65)},
                {**onward(2, one, two, 100, 'BC-5'), 'from_account': None, 'from_bank': None},
                {**first(one, 100, 'BC-5'), 'amount': 0},
                {**first(one, 100, 'BC-5'), 'case': '0' * 32},
                {**first(one, 100, 'BC-5'), 'tpo_case_id': 'T-5'}, {**first(one, 100, 'BC-5'), 'tpo_case_id': 'T-6'},
                {**first(one, 100, 'BC-5'), 'date': datetime.date(2569, 11, 10), 'amount': 2},   # typed so in the Christian calendar
                {**first(5, 100, 'BC-5'), 'to_bank': '025', 'to_account': 12345678},             # its zeros were taken
                {**first(one, 100, 'BC-5'), 'to_bank': 'wallet', 'to_account': ' W-1 '}]
        told = self.send(workbook(*rows))
        codes = {row['row']: row['error']['code'] for row in told['rows'] if 'error' in row}
        self.assertEqual(codes, {3: 'cell_error', 4: 'account_length', 5: 'missing_value', 6: 'value_too_long', 7: 'missing_value', 8: 'bad_amount', 9: 'not_found', 11: 'contradiction'})
        self.assertEqual((told['taken'], told['rejected']), (13 - len(codes), len(codes)))
        case = told['cases'][0]['case']
        self.assertEqual([one_case['became'] for one_case in told['cases']], ['opened'])
        self.assertIn((1, 'victim', 'wallet:W-1', 100), self.paths(case))
        self.assertIn('2026-11-09T17:00:00Z', {row['at'] for row in self.transfers(case)['transfers'] if row['amount_satang'] == 200})
        # The rejects are a workbook that any program reads; mended, they are taken.
        rejects = openpyxl.load_workbook(io.BytesIO(base64.b64decode(told['rejects_xlsx'])))
        page = rejects.active
        names = {cell.value: cell.column_letter for cell in page[1]}
        self.assertEqual([(int(page[names['row'] + str(row)].value), page[names['reason'] + str(row)].value) for row in range(2, page.max_row + 1)], sorted(codes.items()))
        for row in range(2, page.max_row + 1):
            for name, value in {'to_account': '%010d' % two, 'to_bank': '004', 'bank_case_id': 'BC-5', 'case': None, 'tpo_case_id': None, 'amount': 77 + row, 'level': 1}.items():
                page[names[name] + str(row)] = value
        mended = self.send(rejects)
        self.assertEqual((mended['rejected'], mended['taken'], [of['became'] for of in mended['cases']]), (0, len(codes), ['joined']), mended)
        # Of none that is good nothing is entered.
        none = self.send(workbook({**first(one, 100), 'bank_case_id': None}), 200)
        self.assertEqual((none['taken'], none['cases'], [row['error']['code'] for row in none['rows']]), (0, [], ['missing_value']))

    def test_4_there_and_back(self):
        one, two, three = (next(self.numbers) for _ in range(3))
        fields = {'Authorization': 'Bearer ' + self.tokens['intake'], 'Idempotency-Key': str(uuid.uuid4())}
        # No id but its own, no day, places no bank keeps, money that came back, a path whose beginning nobody told.
        filed = json.loads(self.server.ask('POST', '/v1/cases', {'channel': 'station', 'reported_at': '2026-11-11T00:00:00Z', 'transfers': [
            {'to': {'bank': '004', 'account': '%010d' % one}, 'amount_satang': 1_000_000},
            {'from': {'bank': '004', 'account': '%010d' % one}, 'to': {'kind': 'crypto', 'name': '0xABCDEF00'}, 'amount_satang': 300_000, 'at': '2026-11-10T03:00:00Z', 'reference': 'C-1'},
            {'from': {'bank': '004', 'account': '%010d' % one}, 'to': {'promptpay': '067-000-0001'}, 'amount_satang': 100, 'at': '2026-11-10T03:04:05Z'},
            {'from': {'promptpay': '067-000-0001'}, 'to': {'kind': 'cash_out', 'name': 'ATM Silom'}, 'amount_satang': 90, 'at': '2026-11-10T03:04:05Z'},
            {'from': {'bank': '004', 'account': '%010d' % one}, 'to': {'owner': 'victim'}, 'amount_satang': 50, 'at': '2026-11-10T03:04:05Z'},
            {'from': {'bank': '004', 'account': '%010d' % two, 'owner': 'other'}, 'to': {'bank': '014', 'account': '%010d' % three}, 'amount_satang': 20, 'at': '2026-11-10T03:04:05Z'},
            {'to': {'kind': 'foreign', 'name': ''}, 'amount_satang': 70, 'at': '2026-11-10T03:04:05Z'},
            {'to': {'kind': 'merchant', 'name': 'ร้าน'}, 'amount_satang': 70, 'at': '2026-11-10T03:04:05Z'}]}, fields)[2])
        before = self.case(filed['id'])
        xlsx = self.transfers(filed['id'], 'xlsx')
        rows = table(xlsx)
        self.assertEqual([row['ชั้นที่'] for row in rows], ['1', '2', '2', '3', '2', None, '1', '1'])
        self.assertEqual({row['รหัสคดีในระบบ'] for row in rows}, {filed['id']})
        self.assertEqual([(row['ธนาคารปลายทาง'], row['บัญชีปลายทาง'], row['พร้อมเพย์ปลายทาง'], row['จำนวนเงิน (บาท)']) for row in rows],
                         [('004', '%010d' % one, None, 10000), ('คริปโต', '0xabcdef00', None, 3000), (None, None, 'mobile:+66670000001', 1), ('ถอนเงินสด', 'ATM Silom', None, 0.9),
                          ('ผู้เสียหาย', None, None, 0.5), ('014', '%010d' % three, None, 0.2), ('ต่างประเทศ', None, None, 0.7), ('ร้านค้า', 'ร้าน', None, 0.7)])
        told = self.send(xlsx, 200)
        self.assertEqual((told['rejected'], [(of['case'], of['became'], of['rows']) for of in told['cases']]), (0, [(filed['id'], 'known', 8)]), told)
        self.assertEqual([row['transfer'] for row in told['rows']], [row['id'] for row in self.transfers(filed['id'])['transfers']])
        self.assertEqual(self.case(filed['id']), before)
        # Filled in by another program, only what was added is new.
        book = openpyxl.load_workbook(io.BytesIO(xlsx))
        book.active.append([2, None, 'NEW', '004', '%010d' % one, '014', '%010d' % three, None, 55, DAY, '10:00', None, None, None, None, filed['id'], None])
        told = self.send(book, 201)
        self.assertEqual([(of['case'], of['became'], of['rows']) for of in told['cases']], [(filed['id'], 'joined', 9)])
        after = self.transfers(filed['id'])['transfers']
        self.assertEqual((len(after), after[-1]['amount_satang'], after[-1]['reference'], after[-1]['at'], after[-1]['row']), (9, 5500, 'NEW', '2026-11-10T03:00:00Z', 2))
        # In another directory it is a case as it was here, but for what is sealed.
        with live_server.LiveServer(BINARY, '--limits', 'off') as other:
            rebuilt = openpyxl.load_workbook(io.BytesIO(self.transfers(filed['id'], 'xlsx')))
            for row in range(2, rebuilt.active.max_row + 1):
                rebuilt.active['P%d' % row], rebuilt.active['B%d' % row] = None, 'BC-there'
            token = {'Authorization': 'Bearer ' + other.token('officer'), 'Idempotency-Key': 'k', 'Content-Type': XLSX}
            got, _, answer = other.ask('POST', AT, bytes_of(rebuilt), token)
            told = json.loads(answer)
            self.assertEqual((got, told['taken'], told['rejected']), (201, 9, 0), told)
            got, _, answer = other.ask('GET', '/v1/cases/%s/transfers' % told['cases'][0]['case'], None, token)
            self.assertEqual([{**row, 'id': None, 'at': row['at'] or '2026-11-11T00:00:00Z'} for row in json.loads(answer)['transfers']],
                             [{**row, 'id': None, 'at': row['at'] or '2026-11-11T00:00:00Z'} for row in after])

    def test_5_what_banks_did_goes_to_their_holds(self):
        one, two = (next(self.numbers) for _ in range(2))
        told = self.send(workbook(first(one, 10_000, 'BC-7', outcome='partly', held=20, answered_at=datetime.datetime(2026, 11, 11, 9, 0)), onward(2, one, two, 8_000, 'BC-7', outcome='ไม่มีเงินคงเหลือ')))
        holds = base64.b64decode(told['holds_xlsx'])
        self.assertEqual([(row['รหัสคำขอระงับ'], row['ผลการระงับ'], row['จำนวนเงินที่ระงับได้ (บาท)']) for row in table(holds)],
                         [(told['rows'][0]['transfer'], 'partly', 20), (told['rows'][1]['transfer'], 'nothing_left', None)])
        answered = self.ask('004', 'POST', HOLDS, holds, status=201)
        self.assertEqual((answered['answered'], answered['onward'], answered['rejected']), (2, 0, 0), answered)
        shown = self.case(told['cases'][0]['case'])
        self.assertEqual({(hold['account'], hold['state'], hold['held_satang']) for hold in shown['holds']}, {('%010d' % one, 'partly', 2_000), ('%010d' % two, 'nothing_left', 0)})
        out = table(self.transfers(told['cases'][0]['case'], 'xlsx'))
        self.assertEqual([(row['ผลการระงับ'], row['จำนวนเงินที่ระงับได้ (บาท)']) for row in out], [('partly', 20), ('nothing_left', None)])
        # Another bank is told of none of it.
        self.assertEqual([row['error']['code'] for row in self.ask('014', 'POST', HOLDS, holds, status=200)['rows']], ['not_found', 'not_found'])

    def test_6_who_may(self):
        book = bytes_of(workbook(first(next(self.numbers), 100, 'BC-9')))
        case = self.send(book)['cases'][0]['case']
        for bank in ('004', '014'):
            self.send(book, 403, bank)
            self.transfers(case, 'xlsx', 403, bank)
            self.transfers(case, 'json', 403, bank)
        self.send(book, 403, 'analyst')
        self.send(book, 401, None)
        self.transfers(case, 'xlsx', 403, 'intake')
        self.send(book, 415, kind='application/json')
        self.assertEqual(self.send(b'PK\x03\x04 no workbook', 400)['code'], 'bad_feed')
        self.assertEqual(self.send(workbook(*[{'level': 1}] * 4001), 400)['code'], 'too_many_items')
        self.send(b'x' * ((4 << 20) + 1), 413)

    def test_7_from_the_command_line(self):
        def run(data, file, *options, status=0):
            done = subprocess.run([BINARY, 'import', '--channel', 'bank', '--format', 'xlsx', '--source', 'bank-004', '--data', data, *options, file], capture_output=True, env={**os.environ, 'LC_ALL': 'C'})
            self.assertEqual(done.returncode, status, (done.stdout, done.stderr))
            return json.loads(done.stdout) if '--json' in options else (done.stdout or done.stderr).decode()

        one, two = (next(self.numbers) for _ in range(2))
        with tempfile.TemporaryDirectory(prefix='cybercheck_workbook_') as directory:
            # Beside the server that owns the directory, and in one that the command opens itself.
            for data in (self.server.data, os.path.join(directory, 'data')):
                file = os.path.join(directory, 'day.xlsx')
                book = workbook(first(one, 10_000, 'BC-cli', outcome='held'), onward(2, one, two, 8_000, 'BC-cli', outcome='partly', held=1), {**first(one, 5, 'BC-cli'), 'to_account': '12'})
                book.save(file)
                told = run(data, file, '--json')
                self.assertEqual([told[name] for name in ('rows_total', 'taken', 'rejected', 'rejects_file', 'holds_rejects_file')], [3, 2, 1, file + '.rejects.xlsx', None])
                self.assertEqual([(of['became'], of['bank_case_id']) for of in told['cases']], [('opened', 'BC-cli')])
                self.assertEqual((told['holds']['answered'], told['holds']['rejected']), (2, 0))
                self.assertEqual(os.stat(told['rejects_file']).st_mode & 0o777, 0o600)
                with open(told['rejects_file'], 'rb') as xlsx:
                    rejected = table(xlsx.read())
                self.assertEqual([row['reason'] for row in rejected], ['account_length'])
                # Again it changes nothing; without a fault nothing is left of the rejects of before.
                text = run(data, file, '--rejects', os.path.join(directory, 'other.xlsx'))
                self.assertIn(told['cases'][0]['case'] + '  known  2 rows  BC-cli', text)
                self.assertIn('1    account_length', text)
                book.active.delete_rows(4)
                book.create_sheet('ว่าง', 0)
                book.save(file)
                self.assertIn('no column is called level', run(data, file, status=2))
                self.assertEqual(run(data, file, '--json', '--sheet', book.worksheets[1].title)['rejects_file'], None)
                self.assertFalse(os.path.exists(file + '.rejects.xlsx'))
            self.assertIn('--columns', run(data, file, '--columns', 'a=b', status=2))
            self.assertIn('4 MiB', run(data, BINARY, status=2))
            done = subprocess.run([BINARY, 'log', 'replay', '--data', data, '--into', os.path.join(directory, 'replayed')], capture_output=True)
            self.assertEqual(done.returncode, 0, done.stderr)

    def test_8_many_rows_are_one_entry(self):
        many = workbook(*[first(next(self.numbers), 100 + row, 'BC-many-%d' % (row % 400)) for row in range(4000)])
        told = self.send(many)
        self.assertEqual((told['taken'], len(told['cases']), told['cases'][7]['rows']), (4000, 400, 10))
        self.assertEqual(self.send(many, 200)['cases'][7]['became'], 'known')
        type(self).completed = True


if __name__ == '__main__':
    unittest.main(argv=[os.path.basename(__file__)])
