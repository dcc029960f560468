#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The money of cases against a running server: trails, releases, accounts, what stands together; and how long a large trail takes."""
import csv
import io
import json
import secrets
import subprocess
import time
import unittest
import uuid
import xml.etree.ElementTree as xml

import openpyxl

import live_server
from openapi_document import DOCUMENT, MONEY, Fits, documented_under

BINARY = live_server.binary_from_arguments()
TRANSFERS = 10_000
# Only trouble gives these; the rooms' own tests make it.
UNREACHED = {row for row in documented_under(lambda path: path.startswith(MONEY)) if row[2] in ('429', '503', '507')}


def route_of(target):
    """The path as the document writes it."""
    parts = target.partition('?')[0].split('/')
    if len(parts) > 3:
        parts[3] = '{id}'
    return '/'.join(parts)


class TrailTest(Fits, unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = live_server.LiveServer(BINARY, '--limits', 'off')
        cls.tokens = {role: cls.server.token(role) for role in ('intake', 'officer', 'supervisor', 'analyst')}
        for bank in ('004', '014'):
            done = subprocess.run([BINARY, 'token', 'create', '--role', 'partner', '--bank', bank, '--name', 'bank ' + bank, '--data', cls.server.data, '--json'],
                                  check=True, capture_output=True)
            cls.tokens[bank] = json.loads(done.stdout)['token']
        cls.now = int(time.time())

    @classmethod
    def tearDownClass(cls):
        cls.server.__exit__()
        if cls.completed:
            missing = documented_under(lambda path: path.startswith(MONEY)) - cls.exercised - UNREACHED
            assert not missing, 'documented, but never answered: %s' % sorted(missing)

    completed = False

    def enter(self, kind, body):
        entry = {'type': kind, 'id': secrets.token_hex(32), 'time_ms': int(time.time() * 1000), 'actor': 'cli',
                 'body': json.dumps({'salt': secrets.token_hex(16), **body}, separators=(',', ':'))}
        status, answer = self.server.control('POST', '/control/entries', entry)
        self.assertTrue(status == 200 and answer['accepted'], answer)
        return entry['id'][:32], answer['seq']

    def case(self, transfers, **more):
        complaint = {'channel': 'hotline', 'verified': True, 'reported_at': self.now - 3600, 'transfers': transfers, **more}
        return self.enter('case_file', {'canon': 1, 'complaints': [complaint]})

    def ask(self, who, method, target, body=None, status=200, **fields):
        headers = {name.replace('_', '-'): value for name, value in fields.items()}
        if who is not None:
            headers['Authorization'] = 'Bearer ' + self.tokens[who]
        if method == 'POST':
            headers.setdefault('Idempotency-Key', str(uuid.uuid4()))
        got, self.fields, answer = self.server.ask(method, target, body, headers)
        self.assertEqual(got, status, answer[:500])
        return self.fits(route_of(target), method.lower(), got, self.fields, answer) if route_of(target) in DOCUMENT['paths'] else json.loads(answer)

    def transfer(self, source, target, satang, minutes, **more):
        return {'from': source, 'to': target, 'satang': satang, 'at': self.now - 86400 + 60 * minutes, **more}

    def chain(self, digits):
        """Victim, two mules at two banks, a shop."""
        a, b = 'account:004:%s1' % digits, 'account:014:%s2' % digits
        return a, b, self.case([self.transfer('victim', a, 1_600_000, 0), self.transfer('account:006:%s9' % digits, a, 400_000, 5),
                                self.transfer(a, b, 1_000_000, 10, ref='=1+1'), self.transfer(a, 'merchant:ร้าน', 300_000, 20)])[0]

    def test_1_a_trail(self):
        a, b, case = self.chain('555000001')
        trail = self.ask('officer', 'GET', '/v1/cases/%s/trail' % case, X_Access_Purpose='test')
        self.assertEqual(trail['case'], case)
        self.assertFalse(trail['partial'])
        by_label = {node['label']: node for node in trail['nodes']}
        self.assertEqual((by_label[None]['row'], by_label[a[8:]]['row'], by_label[b[8:]]['row']), (0, 1, 2))
        self.assertEqual(by_label[a[8:]]['colour'], 'dark_grey')
        self.assertEqual(by_label[b[8:]]['remaining_satang'], 800_000)
        self.assertEqual([edge['tainted_satang'] for edge in trail['edges']], [1_600_000, 800_000, 240_000])
        self.assertEqual(trail['edges'][0]['transfer'], case + '-0')
        self.assertEqual(trail['exits'][0]['amount_satang'], 240_000)
        self.assertEqual(trail['proposals'], [{'edge': 3, 'reason': 'purchase'}])
        fifo = self.ask('supervisor', 'GET', '/v1/cases/%s/trail?method=fifo&depth=1' % case)
        self.assertEqual([edge['tainted_satang'] for edge in fifo['edges']], [1_600_000])
        self.assertEqual(fifo['partial_because'], ['depth'])
        rows = list(csv.DictReader(io.StringIO(self.ask('officer', 'GET', '/v1/cases/%s/trail?format=csv' % case).decode(), newline='')))
        self.assertEqual([row['reference'] for row in rows], ['', "'=1+1", ''])
        self.assertIn('attachment', self.fields['content-disposition'])
        xml.fromstring(self.ask('officer', 'GET', '/v1/cases/%s/trail?format=graphml' % case))
        self.ask('officer', 'HEAD', '/v1/cases/%s/trail' % case)
        for query in ('depth=0', 'depth=1001', 'method=lifo', 'format=pdf', 'deep=1', 'depth=1&depth=2'):
            self.ask('officer', 'GET', '/v1/cases/%s/trail?%s' % (case, query), status=400)
        for missing in ('0' * 32, case + '.7', 'x'):
            self.ask('officer', 'GET', '/v1/cases/%s/trail' % missing, status=404)
        self.ask(None, 'GET', '/v1/cases/%s/trail' % case, status=401)
        for who in ('intake', 'analyst', '004'):
            self.ask(who, 'GET', '/v1/cases/%s/trail' % case, status=403)

    def test_1_a_case_as_a_hotline_files_it(self):
        mule = {'bank': '004', 'account': '5550000061'}
        filed = self.ask('intake', 'POST', '/v1/cases', {'channel': 'hotline', 'reported_at': '2026-01-05T03:00:00Z', 'transfers': [
            {'from': {'bank': '014', 'account': '5550000069'}, 'to': mule, 'amount_satang': 150_000, 'at': '2026-01-05T02:00:00Z'},
            {'from': mule, 'to': {'bank': '006', 'account': '5550000062'}, 'amount_satang': 150_000, 'at': '2026-01-05T02:10:00Z'}]}, status=201)
        trail = self.ask('officer', 'GET', '/v1/cases/%s/trail' % filed['id'])
        self.assertEqual([(edge['row'], edge['tainted_satang'], edge['lag_s']) for edge in trail['edges']], [(1, 150_000, None), (2, 150_000, 600)])
        self.assertEqual(len(json.dumps(trail).split('5550000069')), 1)  # the victim's own

    def test_2_a_release(self):
        a, b, case = self.chain('555000002')
        target = '/v1/cases/%s/releases' % case
        wanted = {'transfer': case + '-2', 'reason': 'wages'}
        self.ask('officer', 'POST', target, {'transfer': case + '-2'}, status=400)
        self.ask('officer', 'POST', target, {'transfer': 'x', 'reason': 'y'}, status=400)
        self.ask('officer', 'POST', target, {'transfer': case + '-9', 'reason': 'y'}, status=404)
        self.ask('officer', 'POST', '/v1/cases/%s/releases' % ('0' * 32), wanted, status=404)
        self.ask('officer', 'POST', target, wanted, status=415, Content_Type='text/plain')
        self.ask('officer', 'POST', target, b'x' * (200 << 10), status=413)
        self.ask(None, 'POST', target, wanted, status=401)
        self.ask('intake', 'POST', target, wanted, status=403)
        at_b = '/v1/accounts/' + b
        self.assertEqual(self.ask('officer', 'GET', at_b)['requested_satang'], 1_000_000)
        done = self.ask('officer', 'POST', target, wanted, status=201, Idempotency_Key='once')
        self.assertEqual(done, {'case': case, 'transfer': case + '-2', 'released': True, 'requested_satang': 2_000_000, 'held_satang': 0})
        self.assertEqual(self.ask('officer', 'POST', target, wanted, Idempotency_Key='once'), done)
        self.ask('officer', 'POST', target, {**wanted, 'reason': 'other'}, status=422, Idempotency_Key='once')
        self.ask('officer', 'POST', target, wanted, status=409)
        account = self.ask('officer', 'GET', at_b)
        self.assertEqual((account['requested_satang'], account['released_transfers'], account['level'], account['colour']), (0, 1, None, None))
        self.assertEqual([change['colour'] for change in account['colours']], ['dark_grey', None])
        trail = self.ask('officer', 'GET', '/v1/cases/%s/trail' % case)
        self.assertEqual(trail['totals']['released_satang'], 800_000)
        self.assertEqual([edge['released'] for edge in trail['edges']], [False, True, False])
        self.ask('officer', 'POST', target, {'transfer': case + '-2', 'released': False}, status=201)
        self.assertEqual(self.ask('officer', 'GET', at_b)['colour'], 'dark_grey')
        self.assertEqual(self.ask('officer', 'GET', at_b)['requested_satang'], 1_000_000)

    def test_3_accounts(self):
        a, b, case = self.chain('555000003')
        second = self.case([self.transfer('victim', a, 100, 0), self.transfer('victim', 'wallet:=HYPERLINK(1)', 5, 0)])[0]
        account = self.ask('officer', 'GET', '/v1/accounts/' + a)
        self.assertEqual((account['place'], account['bank'], account['cases'], account['level']), (a, '004', 2, 1))
        self.assertEqual(account['received_satang'], 2_000_100)
        self.assertEqual([one['case'] for one in account['of_cases']], [case, second])
        self.assertEqual(self.ask('officer', 'GET', '/v1/accounts/' + account['id']), account)
        self.ask('officer', 'HEAD', '/v1/accounts/' + account['id'])
        listed = self.ask('officer', 'GET', '/v1/accounts?bank=004&cases=2&level=1&colour=dark_grey&satang=2000100&since=2020-01-01T00:00:00Z')
        self.assertEqual([one['id'] for one in listed['accounts']], [account['id']])
        self.assertEqual((listed['partial'], listed['next']), (False, None))
        # What police list is black, until it is undone.
        report = {'source': 'patrol', 'category': 'scam', 'indicators': [{'kind': 'account', 'value': '004-' + a[12:]}]}
        fields = {'Authorization': 'Bearer ' + self.tokens['officer'], 'Idempotency-Key': str(uuid.uuid4())}
        named = json.loads(self.server.ask('POST', '/v1/reports', report, fields)[2])['indicators'][0]['id']
        decided = self.ask('supervisor', 'POST', '/v1/indicators/%s/review' % named, {'decision': 'list', 'reason': 'HR-03'}, status=201)
        black = self.ask('officer', 'GET', '/v1/accounts/' + a)
        self.assertEqual([change['colour'] for change in black['colours']], ['dark_grey', 'black'], decided)
        self.assertEqual([one['id'] for one in self.ask('officer', 'GET', '/v1/accounts?colour=black')['accounts']], [account['id']])
        # Pages, one account each, are the list.
        everything = self.ask('officer', 'GET', '/v1/accounts?limit=500')['accounts']
        pages, target = [], '/v1/accounts?limit=1'
        while target:
            page = self.ask('officer', 'GET', target)
            pages += page['accounts']
            target = self.fields['link'][1:].partition('>')[0] if page['next'] else None
            self.assertEqual('link' in self.fields, page['next'] is not None)
        self.assertEqual(pages, everything)
        rows = list(csv.DictReader(io.StringIO(self.ask('officer', 'GET', '/v1/accounts?format=csv&limit=5000').decode(), newline='')))
        self.assertEqual([row['id'] for row in rows], [one['id'] for one in everything])
        self.assertIn('wallet:=HYPERLINK(1)', [row['place'] for row in rows])
        for row in rows:
            for cell in row.values():
                self.assertNotIn(cell[:1], tuple('=+-@\t\r'))
        # The same as a workbook, read by another program.
        sheet = openpyxl.load_workbook(io.BytesIO(self.ask('officer', 'GET', '/v1/accounts?format=xlsx'))).active
        book = [dict(zip([cell.value for cell in sheet[1]], values)) for values in sheet.iter_rows(min_row=2, values_only=True)]
        self.assertEqual([row['id'] for row in book], [one['id'] for one in everything])
        for row, one in zip(book, everything):
            self.assertEqual((row['ชั้นที่'], row['จำนวนคดี'], round(row['ยอดรับโอน (บาท)'] * 100), row['สี'] is None), (one['level'], one['cases'], one['received_satang'], one['colour'] is None))
        named = next(row for row in book if row['เลขบัญชี'] == '=HYPERLINK(1)')
        self.assertEqual(sheet.cell(book.index(named) + 2, list(named).index('เลขบัญชี') + 1).data_type, 's')
        self.ask('officer', 'GET', '/v1/accounts?format=xlsx&limit=1001', status=400)
        self.ask('officer', 'HEAD', '/v1/accounts')
        # A bank's own.
        own = self.ask('004', 'GET', '/v1/accounts/' + a)
        self.assertNotIn('of_cases', own)
        self.ask('014', 'GET', '/v1/accounts/' + a, status=404)
        self.ask('004', 'GET', '/v1/accounts/account:004:0000000000', status=404)
        self.assertEqual({one['bank'] for one in self.ask('014', 'GET', '/v1/accounts?limit=500')['accounts']}, {'014'})
        self.assertEqual(self.ask('014', 'GET', '/v1/accounts?bank=004')['accounts'], [])
        for query in ('bank=4', 'level=0', 'colour=red', 'since=now', 'after=1', 'limit=501', 'format=xml', 'cases=-1'):
            self.ask('officer', 'GET', '/v1/accounts?' + query, status=400)
        self.ask('officer', 'GET', '/v1/accounts/x', status=400)
        for target in ('/v1/accounts', '/v1/accounts/' + a):
            self.ask(None, 'GET', target, status=401)
            for who in ('intake', 'analyst'):
                self.ask(who, 'GET', target, status=403)

    def test_4_what_stands_together_counts_cases(self):
        keys = ['phone:+66670001234', 'account:004:5550000041']
        for person in range(2):
            self.case([self.transfer('victim', keys[1], 1000 + person, 0)], voice='per:%032x' % (person + 1), category=1, indicators=[{'key': key} for key in keys])
        status, answer = self.server.ask_json('GET', '/v1/check?kind=phone&value=067-000-1234')
        self.assertEqual(status, 200)
        related = self.ask('officer', 'GET', '/v1/indicators/%s/related' % answer['id'])
        self.assertEqual((related['cases'], related['reports']), (2, 0))
        self.assertEqual([(one['key'], one['cases'], one['together']) for one in related['related']], [(keys[1], 2, 0)])

    def test_5_ten_thousand_transfers(self):
        transfers, before = [], None
        for level in range(5):
            now = ['account:%s:%010d' % (('004', '014', '006')[level % 3], 7_000_000_000 + 1000 * level + i) for i in range(600)]
            for i in range(TRANSFERS // 5):
                source = 'victim' if before is None else before[(7 * i + level) % 600]
                transfers.append(self.transfer(source, now[(11 * i) % 600], 100_000 + 37 * i, 60 * level + i % 60, ref='BC-%06d' % len(transfers)))
            before = now
        case, seq = self.case(transfers[:1000])
        for i in range(1000, TRANSFERS, 1000):
            self.enter('case_amend', {'case': [seq, 0], 'transfers': transfers[i:i + 1000]})
        target = '/v1/cases/%s/trail' % case
        trail = self.ask('officer', 'GET', target)
        self.assertEqual((len(trail['edges']), trail['partial']), (TRANSFERS, False))
        totals = trail['totals']
        self.assertEqual(totals['from_victims_satang'], totals['remaining_satang'] + totals['exits_satang'] + totals['returned_satang'] + totals['released_satang'])
        for query in ('', '?method=fifo', '?format=csv', '?format=graphml'):
            runs, walls = 40, []
            begin = self.server.cpu_seconds()
            for _ in range(runs):
                start = time.perf_counter()
                status, _, _ = self.server.ask('GET', target + query, None, {'Authorization': 'Bearer ' + self.tokens['officer']})
                walls.append(time.perf_counter() - start)
                self.assertEqual(status, 200)
            cpu = (self.server.cpu_seconds() - begin) / runs
            print('trail of %d transfers%s: %.1f ms of the server\'s processor, fastest %.1f ms with the way there' % (TRANSFERS, query, 1000 * cpu, 1000 * min(walls)))
            self.assertLess(cpu, 0.2)  # of a machine that does other things too; docs/trail.md has the figures

    def test_9_every_documented_answer_was_seen(self):
        type(self).completed = True


if __name__ == '__main__':
    unittest.main()
