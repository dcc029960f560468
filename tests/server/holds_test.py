#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Holds against a running server: banks that answer in turn, what each may see, the stream, the clocks, money given back."""
import base64
import calendar
import contextlib
import datetime
import http.client
import io
import json
import os
import re
import secrets
import socket
import subprocess
import tempfile
import time
import unittest
import uuid
import zipfile

import openpyxl

import live_server
from openapi_document import DOCUMENT, HOLDS, Fits, documented_under

BINARY = live_server.binary_from_arguments()
BANKS = ('004', '014', '002', '006')
XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'
HEADINGS = {'level': 'ชั้นที่', 'bank_case_id': 'เลขเคสธนาคาร', 'reference': 'เลขอ้างอิงรายการ', 'from_bank': 'ธนาคารต้นทาง', 'from_account': 'บัญชีต้นทาง', 'to_bank': 'ธนาคารปลายทาง',
            'to_account': 'บัญชีปลายทาง', 'amount': 'จำนวนเงิน (บาท)', 'date': 'วันที่โอน', 'outcome': 'ผลการระงับ', 'held': 'จำนวนเงินที่ระงับได้ (บาท)', 'answered_at': 'วันเวลาที่ระงับ',
            'hold': 'รหัสคำขอระงับ'}
# Only trouble gives these; the rooms' own tests make it.
UNREACHED = {row for row in documented_under(lambda path: path.startswith(HOLDS)) if row[2] in ('429', '503', '507')}


def seconds(text):
    return calendar.timegm(time.strptime(text, '%Y-%m-%dT%H:%M:%SZ'))


def path_of(target):
    """As the document writes it."""
    path = target.partition('?')[0]
    return path if path in DOCUMENT['paths'] else re.sub(r'^(/v1/[a-z_]+/)[^/]+', r'\1{id}', path)


class Answers(Fits, unittest.TestCase):
    """Held against the document."""


class Desk:
    """A server with its callers."""

    answers = Answers()

    def __init__(self, **settings):
        self.directory = tempfile.mkdtemp(prefix='cybercheck_holds_')
        config = os.path.join(self.directory, 'config.toml')
        with open(config, 'w', encoding='utf-8') as file:
            file.write('[holds]\n' + ''.join('%s = %d\n' % item for item in settings.items()))
        self.server = live_server.LiveServer(BINARY, '--limits', 'off', '--config', config)
        self.tokens = {role: self.server.token(role) for role in ('intake', 'officer', 'supervisor', 'analyst')}
        for bank in BANKS:
            self.tokens[bank] = self.partner(bank)['token']

    def partner(self, bank):
        done = subprocess.run([BINARY, 'token', 'create', '--role', 'partner', '--bank', bank, '--name', 'bank ' + bank, '--data', self.server.data, '--json'],
                              check=True, capture_output=True)
        return json.loads(done.stdout)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.server.__exit__()
        subprocess.run(['rm', '-rf', self.directory], check=True)

    def ask(self, who, method, target, body=None, key=None, **fields):
        headers = {name.replace('_', '-'): value for name, value in fields.items()}
        if who is not None:
            headers['Authorization'] = 'Bearer ' + self.tokens[who]
        if method == 'POST':
            headers['Idempotency-Key'] = key or str(uuid.uuid4())
        status, got, answer = self.server.ask(method, target, body, headers)
        return status, got, self.answers.fits(path_of(target), method.lower(), status, got, answer)

    def post(self, who, target, body, status=201, **more):
        got, _, answer = self.ask(who, 'POST', target, body, **more)
        assert got == status, (got, answer)
        return answer

    def get(self, who, target, status=200, **more):
        got, _, answer = self.ask(who, 'GET', target, **more)
        assert got == status, (got, answer)
        return answer

    def holds(self, who, query='state=requested'):
        return self.get(who, '/v1/holds?' + query)['holds']

    def enter(self, kind, body):
        entry = {'type': kind, 'id': secrets.token_hex(32), 'time_ms': int(time.time() * 1000), 'actor': 'cli',
                 'body': json.dumps({'salt': secrets.token_hex(16), **body}, separators=(',', ':'))}
        status, answer = self.server.control('POST', '/control/entries', entry)
        assert status == 200 and answer['accepted'], answer
        return answer

    def case(self, account, satang, reported=None, bank_case_id=None):
        """A case that a hotline filed, with one transfer; what it asks for."""
        complaint = {'channel': 'hotline', 'verified': True, 'reported_at': int(time.time()) if reported is None else reported,
                     'transfers': [{'from': 'victim', 'to': 'account:' + account, 'satang': satang}]}
        if bank_case_id:
            complaint['external_ids'] = {'bank_case_id': bank_case_id}
        self.enter('case_file', {'canon': 1, 'complaints': [complaint]})


@contextlib.contextmanager
def stream(desk, who, query='', last=None, path='/v1/holds:stream', accept='*/*'):
    """Events of GET /v1/holds:stream as they come."""
    connection = http.client.HTTPConnection('127.0.0.1', desk.server.port, timeout=10)
    headers = {'Authorization': 'Bearer ' + desk.tokens[who], 'Accept': accept}
    if last:
        headers['Last-Event-ID'] = last
    connection.request('GET', path + query, headers=headers)
    answer = connection.getresponse()
    assert answer.status == 200, (answer.status, answer.read())
    assert answer.getheader('content-type') == 'text/event-stream'
    Answers.exercised.add((path, 'get', '200'))

    def events():
        event = {}
        while True:
            line = answer.readline()
            if not line:
                return
            line = line.decode().rstrip('\n')
            if line:
                name, _, value = line.partition(': ')
                event[name] = value
            else:
                if 'data' in event:
                    yield event['id'], json.loads(event['data'])
                event = {}

    try:
        yield events()
    finally:
        answer.close()
        connection.close()


class HoldsTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.desk = Desk()

    @classmethod
    def tearDownClass(cls):
        cls.desk.__exit__()
        if cls.completed:
            missing = documented_under(lambda path: path.startswith(HOLDS)) - Answers.exercised - UNREACHED
            assert not missing, 'documented, but never answered: %s' % sorted(missing)

    completed = False

    def open(self, who, bank, number, **more):
        return self.desk.post(who, '/v1/holds', {'bank': bank, 'account': '%010d' % number, 'requested_satang': 100000, 'bank_case_id': 'BC-%d' % number, **more})

    def test_1_a_chain_of_four_banks(self):
        desk = self.desk
        desk.case('004:1000000001', 1000000)
        left = 1000000
        for i, bank in enumerate(BANKS):
            began = time.monotonic()
            mine = [hold for hold in desk.holds(bank) if hold['level'] == i + 1]
            self.assertEqual(len(mine), 1, bank)
            hold = mine[0]
            self.assertEqual((hold['state'], hold['ground'], hold['bank'], hold['account']), ('requested', 'victim', bank, '100000000%d' % (i + 1)))
            self.assertEqual((hold['requested_satang'], hold['held_satang'], hold['due_at']), (left, 0, None))
            self.assertIsNotNone(hold['case'])
            onward = [] if i == 3 else [{'bank': BANKS[i + 1], 'account': '100000000%d' % (i + 2), 'amount_satang': left - 100000}]
            body = {'outcome': 'held' if i == 3 else 'partly', 'held_satang': left if i == 3 else 100000, 'onward': onward}
            answer = desk.post(bank, '/v1/holds/%s/answer' % hold['id'], body)
            self.assertLess(time.monotonic() - began, 1)
            self.assertEqual((answer['id'], answer['held_satang'], answer['level']), (hold['id'], body['held_satang'], i + 1))
            self.assertEqual(seconds(answer['due_at']) - seconds(answer['complaint_at']), 7 * 86400)
            # Nobody else sees it, reads it, answers it.
            for other in BANKS:
                if other == bank:
                    continue
                self.assertNotIn(hold['id'], [one['id'] for one in desk.holds(other, 'limit=500')])
                self.assertEqual(desk.holds(other, 'bank=' + bank), [])
                self.assertEqual(desk.ask(other, 'GET', '/v1/holds/' + hold['id'])[0], 404)
                self.assertEqual(desk.ask(other, 'POST', '/v1/holds/%s/answer' % hold['id'], {'outcome': 'refused'})[0], 404)
            left -= 100000
        every = [hold for hold in desk.holds('officer', 'limit=500') if hold['account'].startswith('100000000')]
        self.assertEqual(sorted(hold['level'] for hold in every), [1, 2, 3, 4])
        self.assertEqual(sum(hold['held_satang'] for hold in every), 1000000)
        self.assertEqual(len({hold['case'] for hold in every}), 1)

    def test_2_who_may_do_what(self):
        desk = self.desk
        hold = self.open('014', '014', 2000000001)
        at = '/v1/holds/' + hold['id']
        for who, status in ((None, 401), ('intake', 403), ('analyst', 403), ('002', 404), ('014', 200), ('officer', 200), ('supervisor', 200)):
            self.assertEqual(desk.ask(who, 'GET', at)[0], status, who)
        for who, status in ((None, 401), ('intake', 403), ('analyst', 403), ('014', 200), ('officer', 200)):
            self.assertEqual(desk.ask(who, 'GET', '/v1/holds')[0], status, who)
        for who, status in ((None, 401), ('analyst', 403), ('002', 403), ('014', 201), ('intake', 201), ('officer', 201)):
            got, _, answer = desk.ask(who, 'POST', '/v1/holds', {'bank': '014', 'account': '2000000002', 'bank_case_id': 'BC-who'})
            self.assertEqual(got, status, (who, answer))
        for who, status in ((None, 401), ('intake', 403), ('analyst', 403), ('002', 404), ('014', 201)):
            self.assertEqual(desk.ask(who, 'POST', at + '/answer', {'outcome': 'held', 'held_satang': 5000})[0], status, who)
        move = {'to': 'frozen', 'warrant': 'W 1/2569'}
        for who, status in ((None, 401), ('intake', 403), ('analyst', 403), ('002', 403), ('014', 403), ('officer', 201)):
            self.assertEqual(desk.ask(who, 'POST', at + '/moves', move)[0], status, who)
        self.assertEqual(desk.ask('014', 'POST', '/v1/holds', {'bank': '014', 'account': '2000000003', 'bank_case_id': 'x', 'ground': 'warrant', 'warrant': 'W'})[0], 403)

    def test_3_what_is_refused_is_named(self):
        desk = self.desk
        hold = self.open('004', '004', 3000000001)
        at = '/v1/holds/' + hold['id']
        for body, status, word in (({'outcome': 'held'}, 400, 'held_satang'), ({'outcome': 'gone'}, 400, 'outcome'), ({'outcome': 'refused', 'held_satang': 5}, 400, 'held_satang'),
                                   ({'outcome': 'held', 'held_satang': 100001}, 400, 'amount'), ({'outcome': 'held', 'held_satang': -1}, 400, 'held_satang'),
                                   ({'outcome': 'held', 'held_satang': 1, 'at': '2999-01-01T00:00:00Z'}, 400, 'at'),
                                   ({'outcome': 'nothing_left', 'onward': [{'bank': '004', 'account': '1000000001'}]}, 400, 'onward[0].amount_satang'),
                                   ({'outcome': 'nothing_left', 'onward': [{'bank': '999', 'account': '1000000001', 'amount_satang': 1}]}, 400, 'onward[0].bank'),
                                   ({'outcome': 'nothing_left', 'onward': [{'amount_satang': 1}]}, 400, 'onward[0].'),
                                   ({'outcome': 'nothing_left', 'extra': 1}, 400, 'extra')):
            got, _, answer = desk.ask('004', 'POST', at + '/answer', body)
            self.assertEqual(got, status, (body, answer))
            self.assertIn(word, answer['detail'])
        for body, word in (({'bank': '004', 'account': '3000000009'}, 'case'), ({'bank': '004', 'bank_case_id': 'x'}, 'account'), ({'bank': '004', 'account': '3000000009', 'bank_case_id': 'x', 'ground': 'mood'}, 'ground'),
                           ({'bank': '004', 'account': '3000000009', 'bank_case_id': 'x', 'held_at': '2026-01-01T00:00:00Z'}, 'held_satang')):
            got, _, answer = desk.ask('004', 'POST', '/v1/holds', body)
            self.assertEqual(got, 400, (body, answer))
            self.assertIn(word, answer['detail'])
        self.assertEqual(desk.ask('officer', 'GET', '/v1/holds?state=mood')[0], 400)
        self.assertEqual(desk.ask('officer', 'GET', '/v1/holds/' + '0' * 32 + '-0')[0], 404)
        self.assertEqual(desk.ask('officer', 'POST', at + '/moves', {'to': 'lapsed'})[0], 400)
        self.assertEqual(desk.ask('officer', 'POST', at + '/moves', {'to': 'held', 'until': '2999-01-01T00:00:00Z'})[0], 409)
        # The same request again is the same answer, whatever happened since.
        key = str(uuid.uuid4())
        first = desk.post('004', at + '/answer', {'outcome': 'held', 'held_satang': 7}, key=key)
        desk.post('officer', at + '/moves', {'to': 'frozen', 'warrant': 'W'})
        self.assertEqual(desk.ask('004', 'POST', at + '/answer', {'outcome': 'held', 'held_satang': 7}, key=key)[0], 200)
        self.assertEqual(first['held_satang'], 7)

    def test_4_money_on_its_way_back(self):
        desk = self.desk
        at = '/v1/holds/' + self.open('006', '006', 4000000001, held_satang=60000)['id']
        hold = desk.get('officer', at)
        self.assertEqual((hold['state'], hold['held_satang']), ('partly', 60000))
        self.assertEqual(seconds(hold['due_at']) - seconds(hold['held_at']), 72 * 3600)
        until = time.strftime('%Y-%m-%dT%H:%M:%SZ', time.gmtime(time.time() + 30 * 86400))
        self.assertEqual(desk.post('officer', at + '/moves', {'to': 'held', 'until': until, 'reason': 'the offender is being heard'})['due_at'], until)
        self.assertEqual(desk.ask('officer', 'POST', at + '/moves', {'to': 'frozen', 'warrant': 'W', 'satang': 60001})[0], 400)
        frozen = desk.post('officer', at + '/moves', {'to': 'frozen', 'warrant': 'W 7/2569'})
        self.assertEqual((frozen['state'], frozen['held_satang'], frozen['frozen_satang'], frozen['due_at'], frozen['warrant']), ('frozen', 0, 60000, None, 'W 7/2569'))
        self.assertEqual(desk.ask('officer', 'POST', at + '/moves', {'to': 'returned', 'stage': 'claimed'})[0], 409)
        self.assertEqual(desk.ask('officer', 'POST', at + '/moves', {'to': 'returned', 'stage': 'gone'})[0], 400)
        for stage in ('reported', 'announced', 'claimed'):
            self.assertEqual(desk.ask('officer', 'POST', at + '/moves', {'to': 'returned', 'stage': stage, 'satang': 1})[0], 400)
            key = str(uuid.uuid4())
            self.assertEqual(desk.post('officer', at + '/moves', {'to': 'returned', 'stage': stage}, key=key)['stage'], stage)
            desk.post('officer', at + '/moves', {'to': 'returned', 'stage': stage}, 200, key=key)
        paid = desk.post('officer', at + '/moves', {'to': 'returned', 'stage': 'paid', 'satang': 60000})
        self.assertEqual((paid['state'], paid['frozen_satang'], paid['returned_satang']), ('returned', 0, 60000))
        self.assertIsNotNone(paid['ended_at'])

    def test_5_the_stream_tells_of_new_holds(self):
        desk = self.desk
        with stream(desk, '002') as mine, stream(desk, 'officer') as every:
            began = time.monotonic()
            other = self.open('004', '004', 5000000001)
            hold = self.open('002', '002', 5000000002)
            got, told = next(mine)
            self.assertLess(time.monotonic() - began, 1)
            self.assertEqual((got, told['id'], told['account'], told['state']), (hold['id'], hold['id'], '5000000002', 'requested'))
            self.assertNotIn('answered_by', told)
            self.assertEqual([next(every)[0], next(every)[0]], [other['id'], hold['id']])
        later = [self.open('002', '002', 5000000003)['id'], self.open('002', '002', 5000000004)['id']]
        with stream(desk, '002', '?state=requested', hold['id'], '/v1/holds', 'text/event-stream') as mine:
            self.assertEqual([next(mine)[0], next(mine)[0]], later)
        for who, query, status in (('002', '?bank=004', 403), ('002', '?after=x', 400), (None, '', 401), ('intake', '', 403)):
            self.assertEqual(desk.ask(who, 'GET', '/v1/holds:stream' + query)[0], status, (who, query))

    def test_6_a_stream_ends_with_its_credential(self):
        desk = self.desk
        gone = desk.partner('025')
        desk.tokens['gone'] = gone['token']
        with stream(desk, 'gone') as mine:
            subprocess.run([BINARY, 'token', 'revoke', gone['id'], '--data', desk.server.data], check=True, capture_output=True)
            self.assertEqual(list(mine), [])

    def test_7_who_holds_the_account_asks_for_it(self):
        desk = self.desk
        at = '/v1/holds/' + self.open('014', '014', 7000000001, held_satang=100)['id']
        self.assertEqual(desk.ask(None, 'POST', at + '/release_requests', {})[0], 400)
        secret = 'a shop that sold a phone, 0670000001'
        asked = desk.post(None, at + '/release_requests', {'name': 'Somsri Example', 'text': secret, 'contact': '0670000001'})
        there = '/v1/release_requests/' + asked['id']
        self.assertEqual(desk.ask(None, 'GET', there)[0], 404)
        mine = desk.get(None, there, receipt_code=asked['receipt_code'])
        self.assertEqual(mine['state'], 'asked')
        self.assertNotIn('said', mine)
        self.assertEqual(desk.ask('014', 'GET', there)[0], 404)
        self.assertEqual(desk.get('officer', there)['said']['text'], secret)
        self.assertIn(asked['id'], [one['id'] for one in desk.get('supervisor', '/v1/release_requests')['release_requests']])
        self.assertEqual(desk.ask('officer', 'POST', there + '/moves', {'to': 'released', 'reason': 'x'})[0], 403)
        self.assertEqual(desk.ask('supervisor', 'POST', there + '/moves', {'to': 'released'})[0], 400)
        desk.post('supervisor', there + '/moves', {'to': 'in_review'})
        desk.post('supervisor', there + '/moves', {'to': 'released', 'reason': 'innocent'})
        self.assertEqual(desk.ask('supervisor', 'POST', there + '/moves', {'to': 'kept', 'reason': 'x'})[0], 409)
        self.assertEqual(desk.get('officer', at)['state'], 'released')
        for root, _, files in os.walk(desk.server.data):
            for name in files:
                if os.path.isfile(os.path.join(root, name)):
                    with open(os.path.join(root, name), 'rb') as file:
                        self.assertNotIn(b'Somsri', file.read(), name)
        figures = desk.get(None, '/v1/holds/figures')
        self.assertEqual(figures['release_requests']['released'], 1)
        self.assertGreaterEqual(figures['all']['held'], 4)
        self.assertIn('004', [bank['bank'] for bank in figures['banks']])

    def test_8_a_bank_is_first_and_the_case_comes(self):
        desk = self.desk
        first = self.open('004', '004', 8000000001, held_satang=100)
        self.assertIsNone(first['case'])
        desk.post('004', '/v1/holds/%s/answer' % first['id'], {'outcome': 'partly', 'held_satang': 100, 'onward': [{'bank': '014', 'account': '8000000002', 'amount_satang': 50}, {'kind': 'cash_out', 'amount_satang': 5}]})
        onward = [hold for hold in desk.holds('014') if hold['account'] == '8000000002']
        self.assertEqual((len(onward), onward[0]['case'], onward[0]['level']), (1, None, 2))
        desk.case('004:8000000001', 100000, bank_case_id='BC-8000000001')
        hold = desk.get('004', '/v1/holds/' + first['id'])
        self.assertIsNotNone(hold['case'])
        self.assertEqual(seconds(hold['due_at']) - seconds(hold['complaint_at']), 7 * 86400)
        self.assertEqual(desk.get('014', '/v1/holds/' + onward[0]['id'])['case'], hold['case'])
        self.assertEqual([one['id'] for one in desk.holds('officer', 'limit=500') if one['account'] == '8000000001'], [first['id']])

    def workbook(self, who, query=''):
        """What GET /v1/holds?format=xlsx gives, opened by another program: (book, its column letters by heading)."""
        _, got, answer = self.desk.ask(who, 'GET', '/v1/holds?format=xlsx' + query)
        self.assertEqual(got['content-type'], XLSX)
        book = openpyxl.load_workbook(io.BytesIO(answer))
        return book, {cell.value: cell.column_letter for cell in book.active[1]}

    def send(self, who, book, status=201, key=None):
        file = io.BytesIO()
        if isinstance(book, bytes):
            file.write(book)
        else:
            book.save(file)
        headers = {'Authorization': 'Bearer ' + self.desk.tokens[who], 'Idempotency-Key': key or str(uuid.uuid4()), 'Content-Type': XLSX}
        got, fields, answer = self.desk.server.ask('POST', '/v1/holds:workbook', file.getvalue(), headers)
        self.assertEqual(got, status, answer[:500])
        return self.desk.answers.fits('/v1/holds:workbook', 'post', got, fields, answer)

    def test_8a_names_are_the_same_however_they_are_written(self):
        hold = self.open('014', '014', 9_100_000_001, bank_case_id=' BC-blank ', held_satang=500)
        self.assertEqual(hold['bank_case_id'], 'BC-blank')
        self.desk.case('014:9100000001', 100000, bank_case_id='BC-blank')
        self.assertIsNotNone(self.desk.get('014', '/v1/holds/' + hold['id'])['case'])
        self.desk.case('004:9100000002', 100000)
        asked = next(one for one in self.desk.holds('004') if one['account'] == '9100000002')
        answer = '/v1/holds/%s/answer' % asked['id']
        for onward, place in (({'kind': 'cash_out', 'name': 'ATM\x00'}, 'onward[0].name'), ({'kind': 'wallet', 'name': 'x', 'reference': 'a\x1bb'}, 'onward[0].reference')):
            told = self.desk.post('004', answer, {'outcome': 'nothing_left', 'onward': [{'amount_satang': 5, **onward}]}, 400)
            self.assertEqual(told['detail'], place + ' holds a control character')
        self.assertIn('bank_case_id', self.desk.post('014', '/v1/holds', {'bank': '014', 'account': '9100000001', 'bank_case_id': 'a\x00b'}, 400)['detail'])
        self.assertIn('bank_case_id', self.desk.post('014', '/v1/holds', {'bank': '014', 'account': '9100000001', 'bank_case_id': '  '}, 400)['detail'])

    def test_8b_a_bank_answers_in_the_workbook_it_was_given(self):
        desk = self.desk
        bank = '030'
        desk.tokens[bank] = desk.partner(bank)['token']
        for number in range(8100000001, 8100000006):
            desk.case('030:%d00' % number, 100000 + number % 10, bank_case_id='BC-wb-%d' % number)
        desk.case('004:8100000009', 100000)
        book, columns = self.workbook(bank, '&state=requested')
        sheet = book.active
        at = {str(sheet[columns['บัญชีปลายทาง'] + str(row)].value): row for row in range(2, sheet.max_row + 1)}
        self.assertEqual(sorted(at), ['%d00' % number for number in range(8100000001, 8100000006)])
        holds = {hold['account']: hold for hold in desk.holds(bank)}
        for account, row in at.items():
            hold = holds[account]
            self.assertEqual([sheet[columns[name] + str(row)].value for name in ('รหัสคำขอระงับ', 'เลขเคสธนาคาร', 'ธนาคารปลายทาง', 'จำนวนเงิน (บาท)', 'ชั้นที่', 'ผลการระงับ')],
                             [hold['id'], hold['bank_case_id'] or None, bank, hold['requested_satang'] / 100, '1', None])
        # As it is, it answers nothing and is no fault.
        untouched = self.send(bank, book, 200)
        self.assertEqual((untouched['open'], untouched['rejected'], untouched['rejects_xlsx']), (5, 0, None))

        def fill(row, **cells):
            for name, value in cells.items():
                sheet[columns[HEADINGS[name]] + str(row)] = value

        one, two, three, four, five = (at['%d00' % number] for number in range(8100000001, 8100000006))
        fill(one, outcome='ระงับได้')
        fill(two, outcome='ระงับได้บางส่วน', held=300.5, answered_at=datetime.datetime.utcnow() + datetime.timedelta(hours=7, minutes=-5))
        fill(three, outcome='ไม่มีเงินคงเหลือ')
        fill(four, outcome='partly', held=99999)
        today = datetime.date.today() - datetime.timedelta(days=1)
        for row, cells in enumerate(({'hold': sheet[columns['รหัสคำขอระงับ'] + str(three)].value, 'level': 2, 'from_bank': bank, 'from_account': '810000000300', 'to_bank': '014', 'to_account': '8100000077', 'amount': 600, 'date': today},
                                     {'level': 2, 'from_bank': bank, 'from_account': '810000000200', 'to_bank': 'KTB', 'to_account': '8100000078', 'amount': 500, 'date': today, 'reference': 'R-1'},
                                     {'level': 2, 'from_bank': bank, 'from_account': '810000000500', 'to_bank': '014', 'to_account': '8100000079', 'amount': 5, 'date': today},
                                     {'hold': [hold['id'] for hold in desk.holds('004') if hold['account'] == '8100000009'][0], 'level': 1, 'to_bank': '004', 'to_account': '8100000009', 'amount': 1000, 'outcome': 'refused', 'date': today}), 7):
            fill(row, **cells)
        key = str(uuid.uuid4())
        sent = io.BytesIO()  # saved again, a workbook says another time
        book.save(sent)
        told = self.send(bank, sent.getvalue(), key=key)
        self.assertEqual([told[name] for name in ('rows_total', 'answered', 'onward', 'open', 'rejected')], [9, 3, 2, 1, 3], told)
        self.assertEqual({row['row']: row['error']['code'] for row in told['rows'] if 'error' in row}, {four: 'contradiction', 9: 'missing_value', 10: 'not_found'})
        after = {hold['account']: hold for hold in desk.holds(bank, 'limit=500')}
        self.assertEqual([(after['%d00' % number]['state'], after['%d00' % number]['held_satang']) for number in range(8100000001, 8100000006)],
                         [('held', 100001), ('partly', 30050), ('nothing_left', 0), ('requested', 0), ('requested', 0)])
        self.assertEqual([(hold['requested_satang'], hold['level']) for hold in desk.holds('014', 'limit=500') if hold['account'] == '8100000077'], [(60000, 2)])
        self.assertEqual([hold['requested_satang'] for hold in desk.holds('006', 'limit=500') if hold['account'] == '8100000078'], [50000])
        # The same request is the same answer; the same rows again change nothing.
        again = self.send(bank, sent.getvalue(), 200, key)
        self.assertIsNotNone(again['rejects_xlsx'])
        self.assertEqual({**again, 'rejects_xlsx': None}, {**told, 'rejects_xlsx': None})  # a workbook says when it was made
        again = self.send(bank, book)
        self.assertEqual((again['answered'], again['onward']), (3, 2))
        self.assertEqual(len([hold for hold in desk.holds('014', 'limit=500') if hold['account'] == '8100000077']), 1)

        # What was not taken comes back under its own headings, and is taken once it is mended.
        rejects = openpyxl.load_workbook(io.BytesIO(base64.b64decode(told['rejects_xlsx'])))
        page = rejects.active
        names = {cell.value: cell.column_letter for cell in page[1]}
        self.assertEqual([(int(page[names['row'] + str(row)].value), page[names['reason'] + str(row)].value) for row in range(2, page.max_row + 1)],
                         [(four, 'contradiction'), (9, 'missing_value'), (10, 'not_found')])
        page[names[HEADINGS['held']] + '2'] = 2
        page[names[HEADINGS['hold']] + '3'] = holds['810000000500']['id']
        mended = self.send(bank, rejects)
        self.assertEqual([mended[name] for name in ('answered', 'onward', 'rejected')], [1, 0, 2], mended)
        self.assertEqual([row['error']['code'] for row in mended['rows'] if 'error' in row], ['missing_value', 'not_found'])

        # The round trip: what is exported now is read back as it stands.
        book, columns = self.workbook(bank)
        self.assertEqual([book.active[columns['ผลการระงับ'] + str(row)].value for row in range(2, 7)].count('partly'), 2)
        told = self.send(bank, book)
        self.assertEqual([told[name] for name in ('answered', 'open', 'rejected')], [4, 1, 0])
        self.assertEqual({account: (hold['state'], hold['held_satang'], hold['held_at']) for account, hold in after.items() if account != '810000000400'},
                         {hold['account']: (hold['state'], hold['held_satang'], hold['held_at']) for hold in desk.holds(bank, 'limit=500') if hold['account'] != '810000000400'})
        # What is over takes no answer.
        desk.post('officer', '/v1/holds/%s/moves' % holds['810000000100']['id'], {'to': 'released', 'reason': 'x'})
        told = self.send(bank, book)
        self.assertEqual([row['error']['code'] for row in told['rows'] if 'error' in row], ['wrong_state'])
        self.assertIsNotNone(told['rejects_xlsx'])

    def test_8c_workbooks_that_are_none(self):
        book, columns = self.workbook('004')
        for who, status in (('intake', 403), ('analyst', 403)):
            self.send(who, book, status)
        self.assertEqual(self.desk.ask(None, 'POST', '/v1/holds:workbook', {})[0], 401)
        self.assertEqual(self.desk.ask('004', 'POST', '/v1/holds:workbook', {})[0], 415)
        self.assertEqual(self.send('004', b'PK\x03\x04 no workbook', 400)['code'], 'bad_feed')
        bomb = io.BytesIO()
        with zipfile.ZipFile(bomb, 'w', zipfile.ZIP_DEFLATED) as archive, zipfile.ZipFile(io.BytesIO(self.bytes_of(book))) as whole:
            for part in whole.namelist():
                content = whole.read(part)
                archive.writestr(part, content.replace(b'<sheetData>', b'<sheetData>' + b' ' * (80 << 20)) if 'sheet1.xml' in part else content)
        self.assertEqual(self.send('004', bomb.getvalue(), 400)['code'], 'bad_feed')
        many = openpyxl.Workbook()
        many.active.append(list(HEADINGS.values()))
        for _ in range(2001):
            many.active.append(['x'] * len(HEADINGS))
        self.assertEqual(self.send('004', many, 400)['code'], 'too_many_items')
        self.assertEqual(self.desk.ask('004', 'GET', '/v1/holds?format=csv')[0], 400)
        self.assertEqual(self.desk.ask('004', 'GET', '/v1/holds?limit=501')[0], 400)
        key = str(uuid.uuid4())
        hold = self.open('004', '004', 8200000001)
        answer = openpyxl.Workbook()
        answer.active.append(list(HEADINGS))
        answer.active.append(['', '', '', '', '', '004', '8200000001', '', '', 'refused', '', '', hold['id']])
        self.assertEqual(self.send('004', answer, key=key)['rows'], [{'row': 2, 'hold': hold['id'], 'became': 'answered'}])
        answer.active['J2'] = 'nothing_left'
        self.send('004', answer, 422, key)
        with contextlib.closing(http.client.HTTPConnection('127.0.0.1', self.desk.server.port, timeout=10)) as connection:
            connection.putrequest('POST', '/v1/holds:workbook')
            for name, value in (('Authorization', 'Bearer ' + self.desk.tokens['004']), ('Idempotency-Key', key), ('Content-Type', XLSX), ('Content-Length', str((4 << 20) + 1))):
                connection.putheader(name, value)
            connection.endheaders()
            got = connection.getresponse()
            self.desk.answers.fits('/v1/holds:workbook', 'post', got.status, {name.lower(): value for name, value in got.getheaders()}, got.read())
            self.assertEqual(got.status, 413)
        # A page says where it goes on.
        _, fields, answer = self.desk.ask('officer', 'GET', '/v1/holds?format=xlsx&limit=1')
        self.assertRegex(fields['link'], r'^</v1/holds\?format=xlsx&limit=1&after=[^>]+>; rel="next"$')
        self.assertEqual(openpyxl.load_workbook(io.BytesIO(answer)).active.max_row, 2)

    @staticmethod
    def bytes_of(book):
        file = io.BytesIO()
        book.save(file)
        return file.getvalue()

    def test_9_what_else_the_document_says(self):
        desk = self.desk
        hold = self.open('004', '004', 9100000001, held_satang=100)
        asked = desk.post(None, '/v1/holds/%s/release_requests' % hold['id'], {'text': 'x'})
        for target in ('/v1/holds', '/v1/holds:stream', '/v1/holds/figures', '/v1/holds/' + hold['id'], '/v1/release_requests', '/v1/release_requests/' + asked['id']):
            self.assertEqual(desk.ask('officer', 'HEAD', target)[0], 200, target)
        self.assertEqual(desk.ask(None, 'OPTIONS', '/v1/holds/figures')[0], 204)
        hold_at, release_at, nobody = '/v1/holds/' + hold['id'], '/v1/release_requests/' + asked['id'], '0' * 32
        writes = (('officer', '/v1/holds', {'bank': '004', 'account': '9100000002', 'bank_case_id': 'x'}, None),
                  ('officer', hold_at + '/answer', {'outcome': 'held', 'held_satang': 5}, '/v1/holds/%s-0/answer' % nobody),
                  ('officer', hold_at + '/moves', {'to': 'frozen', 'warrant': 'W'}, '/v1/holds/%s-0/moves' % nobody),
                  (None, hold_at + '/release_requests', {'text': 'x'}, '/v1/holds/%s-0/release_requests' % nobody),
                  ('supervisor', release_at + '/moves', {'to': 'released', 'reason': 'x'}, '/v1/release_requests/%s/moves' % nobody))
        desk.tokens['none'] = 'cct_none'
        for who, target, body, absent in writes:
            key = str(uuid.uuid4())
            self.assertEqual(desk.ask(who, 'POST', target, body, key=key)[0], 201, target)
            self.assertEqual(desk.ask(who, 'POST', target, body, key=key)[0], 200, target)
            self.assertEqual(desk.ask(who, 'POST', target, {**body, **({'at': '2026-01-01T00:00:00Z'} if 'outcome' in body or 'warrant' in body else {'text': 'y'} if 'text' in body else {'reason': 'y'} if 'reason' in body else {'requested_satang': 5})}, key=key)[0], 422, target)
            self.assertEqual(desk.ask('none', 'POST', target, body)[0], 401, target)
            self.assertEqual(desk.ask(who, 'POST', target, {'what': 1})[0], 400, target)
            self.assertEqual(desk.ask(who, 'POST', target, 'x' * (257 << 10))[0], 413, target)
            self.assertEqual(desk.ask(who, 'POST', target, '{}', Content_Type='text/plain')[0], 415, target)
            if absent:
                self.assertEqual(desk.ask(who, 'POST', absent, body)[0], 404, absent)
        self.assertEqual(desk.ask('officer', 'POST', '/v1/holds', {'bank': '004', 'account': '9100000003', 'case': nobody})[0], 404)
        self.assertEqual(desk.ask('officer', 'POST', hold_at + '/answer', {'outcome': 'refused'})[0], 409)
        self.assertEqual(desk.ask(None, 'POST', hold_at + '/release_requests', {'text': 'x'})[0], 409)
        for who, target, status in (('none', release_at, 401), ('none', '/v1/release_requests', 401), ('014', '/v1/release_requests', 403), ('officer', '/v1/release_requests?limit=0', 400),
                                    ('officer', '/v1/release_requests/x', 400), ('officer', '/v1/holds/x', 400), ('officer', '/v1/holds:stream?after=%s-0' % nobody, 404)):
            self.assertEqual(desk.ask(who, 'GET', target)[0], status, target)
        # The log says all of it again.
        self.assertEqual(desk.server.stop(), 0)
        into = os.path.join(desk.directory, 'replayed')
        for arguments in (('verify',), ('replay', '--into', into)):
            done = subprocess.run([BINARY, 'log', *arguments, '--data', desk.server.data], capture_output=True)
            self.assertEqual(done.returncode, 0, done.stderr)
        type(self).completed = True


class LapseTest(unittest.TestCase):
    def wait_for(self, ask, seconds_max=20):
        until = time.monotonic() + seconds_max
        while time.monotonic() < until:
            found = ask()
            if found:
                return found
            time.sleep(0.1)
        return self.fail('it did not come to pass')

    def test_a_hold_lapses_at_its_minute(self):
        with Desk(victim_s=2, complaint_s=4, detected_s=600) as desk:
            def opened(number, **more):
                return desk.post('004', '/v1/holds', {'bank': '004', 'account': '%010d' % number, 'held_satang': 100, 'bank_case_id': 'L-%d' % number, **more})

            alone = opened(9000000001)
            desk.case('004:9000000002', 100)
            told = [hold for hold in desk.holds('004') if hold['account'] == '9000000002'][0]
            complained = desk.post('004', '/v1/holds/%s/answer' % told['id'], {'outcome': 'held', 'held_satang': 100})
            detected = opened(9000000003, ground='bank_detected')
            prolonged = opened(9000000004)
            until = time.strftime('%Y-%m-%dT%H:%M:%SZ', time.gmtime(time.time() + 3600))
            desk.post('officer', '/v1/holds/%s/moves' % prolonged['id'], {'to': 'held', 'until': until})
            for hold, length in ((alone, 2), (complained, 4)):
                there = '/v1/holds/' + hold['id']
                lapsed = self.wait_for(lambda there=there: desk.get('004', there)['state'] == 'lapsed' and desk.get('004', there))
                self.assertEqual((lapsed['held_satang'], lapsed['due_at']), (0, None))
                self.assertEqual(lapsed['ended_at'], hold['due_at'])
                self.assertEqual(seconds(hold['due_at']) - seconds(hold['complaint_at'] or hold['held_at']), length)
            for hold in (detected, prolonged):
                self.assertEqual(desk.get('004', '/v1/holds/' + hold['id'])['state'], 'held')

    def test_what_was_due_while_the_server_was_away_lapses_once(self):
        with Desk(victim_s=2) as desk:
            hold = desk.post('004', '/v1/holds', {'bank': '004', 'account': '9000000005', 'held_satang': 100, 'bank_case_id': 'L-5'})
            data = desk.server.data
            self.assertEqual(desk.server.stop(), 0)
            self.wait_for(lambda: time.time() > seconds(hold['due_at']))
            process = subprocess.Popen([BINARY, 'serve', '--data', data, '--listen', '127.0.0.1:0', '--threads', '1'], stdout=subprocess.PIPE)
            try:
                process.stdout.readline()

                def lapses():
                    with contextlib.closing(socket.socket(socket.AF_UNIX)) as connection:
                        connection.connect(os.path.join(data, 'control.sock'))
                        connection.sendall(b'GET /control/log?from=1 HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n')
                        return live_server.receive_all(connection).count(b'"lapsed')
                self.wait_for(lapses)
            finally:
                process.terminate()
                process.wait(15)
                process.stdout.close()
            dumped = subprocess.run([BINARY, 'log', 'dump', '--data', data], check=True, capture_output=True).stdout.decode()
            self.assertEqual(dumped.count('hold_move'), 1, dumped)


if __name__ == '__main__':
    unittest.main()
