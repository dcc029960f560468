#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""A ledger kept outside the server: clients report, each under its own Idempotency-Key, and write down what was acknowledged. The server is ended at named
points of a report's life and at random moments, by kill -9, by a loss of power (what was not synced is gone, or each write of it with probability 1/2), and by
failing calls. The same for a case's life: filed with the hold it asks for, answered by the bank, accepted by an officer; and for what comes by the many: batches of complaints, workbooks of transfers and of
answers, and what victims are told of their cases' moves. Started again, nothing acknowledged is missing, nothing is there twice, and the keys of requests whose answer never came resolve.

A few rounds of each; 200 with CYBERCHECK_SOAK=1. The seed is printed; CYBERCHECK_SEED repeats a run."""
import errno
import http.client
import io
import json
import os
import random
import re
import select
import shutil
import subprocess
import sys
import tempfile
import threading
import time
import unittest
import uuid
import zipfile
from xml.sax.saxutils import escape

BINARY, POWER_SHIM, FAULT_SHIM = sys.argv[1:4]
del sys.argv[1:4]
SOAK = os.environ.get('CYBERCHECK_SOAK') == '1'
SEED = int(os.environ.get('CYBERCHECK_SEED') or time.time())
POINTS = ['received', 'decided', 'written', 'synced', 'committed', 'answering']
CLIENTS = 8


class Server:
    """On a directory that outlives it."""

    def __init__(self, data, environment=None, *flags):
        self.log = tempfile.TemporaryFile()
        command = [BINARY, 'serve', '--data', data, '--listen', '127.0.0.1:0', '--threads', '2', '--limits', 'off', *flags]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=self.log, env={**os.environ, **(environment or {})})
        ready, _, _ = select.select([self.process.stdout], [], [], 60)
        line = self.process.stdout.readline().decode() if ready else ''
        found = re.search(r'serving on http://127\.0\.0\.1:(\d+)', line)
        self.port = int(found.group(1)) if found else None

    def errors(self):
        self.log.seek(0)
        return self.log.read().decode(errors='replace')

    def end(self, kill=False):
        if self.process.poll() is None:
            self.process.kill() if kill else self.process.terminate()
        status = self.process.wait(30)
        self.process.stdout.close()
        return status


class Client:
    def __init__(self, port, token):
        self.link = http.client.HTTPConnection('127.0.0.1', port, timeout=30)
        self.token = token

    def report(self, key, phone):
        """(status, answer)"""
        body = json.dumps({'source': 'hotline', 'category': 'scam', 'indicators': [{'kind': 'phone', 'value': phone}]})
        self.link.request('POST', '/v1/reports', body, {'Content-Type': 'application/json', 'Authorization': 'Bearer ' + self.token, 'Idempotency-Key': key})
        answer = self.link.getresponse()
        return answer.status, json.loads(answer.read())

    def write(self, key, path, body):
        """(status, answer)"""
        self.link.request('POST', path, json.dumps(body), {'Content-Type': 'application/json', 'Authorization': 'Bearer ' + self.token, 'Idempotency-Key': key})
        answer = self.link.getresponse()
        return answer.status, json.loads(answer.read())

    def read(self, path):
        self.link.request('GET', path, headers={'Authorization': 'Bearer ' + self.token, 'X-Access-Purpose': 'ledger'})
        answer = self.link.getresponse()
        return answer.status, json.loads(answer.read())

    def reports_of(self, phones):
        body = json.dumps({'items': [{'kind': 'phone', 'value': phone} for phone in phones]})
        self.link.request('POST', '/v1/check', body, {'Content-Type': 'application/json'})
        return [result['reports'] for result in json.loads(self.link.getresponse().read())['results']]


class Ledger(unittest.TestCase):
    ROLE = 'intake'

    FLAGS = ()

    def setUp(self):
        self.directory = tempfile.mkdtemp(prefix='cybercheck_ledger_')
        self.addCleanup(shutil.rmtree, self.directory, ignore_errors=True)
        self.data = self.directory + '/data'
        created = self.run_command('token', 'create', '--role', self.ROLE, '--name', 'ledger', '--data', self.data, '--json')
        self.token = json.loads(created)['token']
        self.random = random.Random(SEED)
        self.next_phone = 0
        self.acknowledged, self.ambiguous = {}, {}  # key -> (phone, id) | phone
        self.refused = 0
        self.mutex = threading.Lock()

    def run_command(self, *arguments):
        done = subprocess.run([BINARY, *arguments], capture_output=True, text=True, timeout=120)
        self.assertEqual(done.returncode, 0, done.stderr)
        return done.stdout

    def phone(self):
        with self.mutex:
            self.next_phone += 1
            return '067%07d' % (1000000 + self.next_phone)

    def client_loop(self, port, until):
        client = Client(port, self.token)
        while not until.is_set():
            key, phone = str(uuid.UUID(int=self.random.getrandbits(128), version=4)), self.phone()
            try:
                status, answer = client.report(key, phone)
            except (OSError, http.client.HTTPException, ValueError):
                with self.mutex:
                    self.ambiguous[key] = phone
                return
            with self.mutex:
                if status == 201:
                    self.acknowledged[key] = (phone, answer['id'])
                elif status in (503, 507):
                    self.ambiguous[key] = phone  # 507: nothing was written; trying again must work all the same
                    self.refused += 1
                else:
                    until.set()
                    raise AssertionError('%d %r' % (status, answer))

    def load(self, environment, seconds, kill_after=None):
        """Clients report until the server ends or the time is over; the server's exit status."""
        server = Server(self.data, environment, *self.FLAGS)
        if server.port is None:  # cut before it answered
            return server.end(kill=True)
        until = threading.Event()
        clients = [threading.Thread(target=self.client_loop, args=(server.port, until)) for _ in range(CLIENTS)]
        for client in clients:
            client.start()
        end = time.monotonic() + (kill_after if kill_after is not None else seconds)
        while time.monotonic() < end and server.process.poll() is None:
            select.select([], [], [], 0.002)
        if kill_after is not None:
            server.process.kill()
        until.set()
        for client in clients:
            client.join(40)
            self.assertFalse(client.is_alive())
        return server.end()

    def settle(self, what):
        """Everything in the ledger is there once; what was ambiguous is asked for again under its key, and then is there once."""
        server = Server(self.data)
        self.assertIsNotNone(server.port, what + ': did not start again: ' + server.errors())
        client = Client(server.port, self.token)
        sample = list(self.acknowledged.items())
        for key, (phone, id_) in sample:
            status, answer = client.report(key, phone)
            self.assertEqual((status, answer.get('id')), (200, id_), '%s: an acknowledged report is lost: %r' % (what, answer))
        for key, phone in self.ambiguous.items():
            status, answer = client.report(key, phone)
            self.assertIn(status, (200, 201), what)
        phones = [phone for phone, _ in self.acknowledged.values()] + list(self.ambiguous.values())
        for begin in range(0, len(phones), 500):
            self.assertEqual(set(client.reports_of(phones[begin:begin + 500])), {1}, what + ': applied twice or not at all')
        self.assertEqual(server.end(), 0)
        counts = len(self.acknowledged), len(self.ambiguous)
        self.acknowledged, self.ambiguous = {}, {}
        return counts

    def verify(self):
        self.run_command('log', 'verify', '--data', self.data)
        self.run_command('scrub', '--data', self.data)
        into = self.directory + '/replayed'
        self.run_command('log', 'replay', '--data', self.data, '--into', into)
        shutil.rmtree(into)

    def rounds(self, name, count, environment_of):
        acknowledged = ambiguous = ended = 0
        for number in range(count):
            environment = environment_of(number)
            kill_after = environment.pop('KILL_AFTER', None)
            # A cut is met after some dozens of reports; how long that takes is the machine's affair.
            status = self.load(environment, 60 if 'POWER_CUT' in environment else 3, kill_after)
            ended += status != 0
            one = self.settle('%s, round %d, seed %d, %r' % (name, number, SEED, environment))
            acknowledged, ambiguous = acknowledged + one[0], ambiguous + one[1]
        self.verify()
        print('%s: %d rounds, %d of them ended; %d acknowledged, 0 lost, 0 twice; %d ambiguous, all resolved by their key; seed %d'
              % (name, count, ended, acknowledged, ambiguous, SEED))
        self.assertGreater(acknowledged, 0)
        return ended

    def power(self, number, **more):
        return {'LD_PRELOAD': POWER_SHIM, 'POWER_CUT': POINTS[number % len(POINTS)], 'POWER_NTH': str(1 + self.random.randrange(60)), **more}


class LedgerTest(Ledger):
    def test_killed_at_random_moments(self):
        self.rounds('kill -9 at random moments', 80 if SOAK else 3, lambda _: {'KILL_AFTER': 0.02 + self.random.random() * 0.6})

    def test_killed_at_named_points(self):
        count = 120 if SOAK else len(POINTS)
        self.assertEqual(self.rounds('killed at named points', count, lambda number: self.power(number)), count)

    def test_power_is_lost(self):
        count = 120 if SOAK else len(POINTS)
        ended = self.rounds('power lost', count, lambda number: self.power(number, POWER_LOSS='all' if number % 2 else str(1 + self.random.randrange(1 << 30))))
        self.assertEqual(ended, count)

    def test_without_syncs_the_ledger_tells(self):
        """Else the tests above could not fail."""
        for number in range(20):
            self.load({'LD_PRELOAD': POWER_SHIM, 'POWER_CUT': 'answering', 'POWER_NTH': str(40 + number), 'POWER_LOSS': 'all', 'POWER_NOSYNC': '1'}, 3)
            try:
                self.settle('without syncs')
            except (AssertionError, KeyError):
                print('a store that does not sync: its loss was seen in round %d' % (number + 1))
                return
        self.fail('a store that does not sync lost nothing that the ledger saw')

    def test_nothing_is_acknowledged_before_its_sync(self):
        def order(environment):
            path = self.directory + '/order'
            server = Server(self.data, {'LD_PRELOAD': POWER_SHIM, 'POWER_LOG': path, **environment})
            open(path, 'w').close()  # starting has committed too
            client = Client(server.port, self.token)
            for _ in range(200):
                status, _ = client.report(str(uuid.uuid4()), self.phone())
                self.assertEqual(status, 201)
            self.assertEqual(server.end(), 0)
            with open(path) as file:
                return file.read()

        events = order({})
        self.assertEqual(events.count('2'), 200)
        for before in events.split('2')[:-1]:
            self.assertRegex(before, 's.*m', 'an answer was sent before the commit it reports was synced')
        unsynced = order({'POWER_NOSYNC': '1'})
        self.assertEqual(unsynced.count('2'), 200)
        self.assertTrue(all('s' not in before for before in unsynced.split('2')[:-1]))  # so the expectation above would fail

    def test_calls_that_fail(self):
        cases = [('pwrite', errno.EIO), ('pwrite', errno.ENOSPC), ('writev', errno.EIO), ('writev', errno.ENOSPC), ('fdatasync', errno.EIO)]
        count = 60 if SOAK else 10
        met = self.rounds('failing calls', count, lambda number: {
            'LD_PRELOAD': FAULT_SHIM, 'FAULT_CALL': cases[number % 5][0], 'FAULT_ERRNO': str(cases[number % 5][1]),
            'FAULT_NTH': str(12 + self.random.randrange(80))})
        self.assertTrue(met > 0 or self.refused > 0)


class CasesLedgerTest(Ledger):
    """What a case went through is written down as (path, body) under each key; what its answer said of the case, under the case."""
    ROLE = 'officer'

    def setUp(self):
        super().setUp()
        self.stages = {}  # case id -> [hold id, held, state] as far as acknowledged; of a stage that is ambiguous, both

    def write_or_note(self, client, path, body):
        """The answer; None when it never came."""
        key = str(uuid.UUID(int=self.random.getrandbits(128), version=4))
        try:
            status, answer = client.write(key, path, body)
        except (OSError, http.client.HTTPException, ValueError):
            status, answer = None, None
        with self.mutex:
            if status == 201:
                self.acknowledged[key] = (path, body)
                return answer
            self.ambiguous[key] = (path, body)
        if status not in (None, 503, 507):
            raise AssertionError('%s: %r %r' % (path, status, answer))
        return None

    def client_loop(self, port, until):
        client = Client(port, self.token)
        while not until.is_set():
            account = '067%07d' % (1000000 + int(self.phone()[3:]))
            body = {'channel': 'hotline', 'reported_at': '2026-03-01T14:00:00+07:00', 'damage_satang': 5000,
                    'transfers': [{'to': {'bank': '004', 'account': account}, 'amount_satang': 5000, 'at': '2026-03-01T09:00:00+07:00'}]}
            filed = self.write_or_note(client, '/v1/cases', body)
            if filed is None:
                return
            case, hold = filed['id'], filed['holds'][0]['id']
            with self.mutex:
                self.stages[case] = [hold, {0}, {'received'}]
            answer = {'outcome': 'partly', 'held_satang': 3000, 'at': '2026-03-01T14:05:00+07:00',
                      'onward': [{'bank': '014', 'account': account, 'amount_satang': 2000, 'at': '2026-03-01T09:10:00+07:00'}]}
            answered = self.write_or_note(client, '/v1/holds/%s/answer' % hold, answer)
            with self.mutex:
                self.stages[case][1] = {0, 3000} if answered is None else {3000}
            if answered is None:
                return
            moved = self.write_or_note(client, '/v1/cases/%s/moves' % case, {'to': 'accepted'})
            with self.mutex:
                self.stages[case][2] = {'received', 'accepted'} if moved is None else {'accepted'}
            if moved is None:
                return

    def settle(self, what):
        server = Server(self.data)
        self.assertIsNotNone(server.port, what + ': did not start again: ' + server.errors())
        client = Client(server.port, self.token)
        for case, (hold, held, states) in self.stages.items():
            status, now = client.read('/v1/cases/' + case)
            self.assertEqual((status, now.get('complaints_total')), (200, 1), what + ': an acknowledged case is lost or counted twice')
            self.assertIn(now['state'], states, what)
            self.assertIn(now['held_satang'], held, what)
            # The bank's answer and what it opened are there together or not at all.
            self.assertEqual(len(now['holds']), 1 if now['held_satang'] == 0 else 2, what)
        for key, (path, body) in self.acknowledged.items():
            status, answer = client.write(key, path, body)
            self.assertEqual(status, 200, '%s: %s is lost: %r' % (what, path, answer))
        for key, (path, body) in self.ambiguous.items():
            status, answer = client.write(key, path, body)
            self.assertIn(status, (200, 201), '%s: %s: %r' % (what, path, answer))
        self.assertEqual(server.end(), 0)
        counts = len(self.acknowledged), len(self.ambiguous)
        self.acknowledged, self.ambiguous, self.stages = {}, {}, {}
        return counts

    def test_killed_at_random_moments(self):
        self.rounds('cases, kill -9 at random moments', 40 if SOAK else 3, lambda _: {'KILL_AFTER': 0.02 + self.random.random() * 0.6})

    def test_killed_at_named_points(self):
        count = 60 if SOAK else len(POINTS)
        self.assertEqual(self.rounds('cases, killed at named points', count, lambda number: self.power(number)), count)

    def test_power_is_lost(self):
        count = 60 if SOAK else len(POINTS)
        ended = self.rounds('cases, power lost', count, lambda number: self.power(number, POWER_LOSS='all' if number % 2 else str(1 + self.random.randrange(1 << 30))))
        self.assertEqual(ended, count)


XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'
PARTS = {'[Content_Types].xml': '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
                                '<Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>'
                                '<Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>',
         '_rels/.rels': '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
                        '<Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>',
         'xl/workbook.xml': '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
                            '<sheets><sheet name="S" sheetId="1" r:id="r1"/></sheets></workbook>',
         'xl/_rels/workbook.xml.rels': '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
                                       '<Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>'}


def workbook(*rows):
    """Dictionaries by column as a workbook; every cell a text."""
    names = list(dict.fromkeys(['level', 'to_account', 'amount', 'date'] + [name for row in rows for name in row]))
    sheet = ''.join('<row r="%d">%s</row>' % (number, ''.join('<c t="inlineStr" r="%s%d"><is><t>%s</t></is></c>' % ('ABCDEFGHIJKLMNOP'[i], number, escape(str(text)))
                                                              for i, text in enumerate(cells) if text is not None))
                    for number, cells in enumerate([names] + [[row.get(name) for name in names] for row in rows], 1))
    file = io.BytesIO()
    with zipfile.ZipFile(file, 'w') as archive:
        for name, content in PARTS.items():
            archive.writestr(name, content)
        archive.writestr('xl/worksheets/sheet1.xml', '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>%s</sheetData></worksheet>' % sheet)
    return file.getvalue()


class ManyLedgerTest(Ledger):
    """Batches of complaints, workbooks of transfers, workbooks of answers, and notices of moves. Under each key what was sent, and which ids its answer gave: asked again it gives the same. A notice may come twice; it may not be
    forgotten, neither where the server died before it was sent nor where it died before it wrote down that it was."""
    ROLE = 'officer'
    ACCOUNT = 1

    def setUp(self):
        super().setUp()
        self.given = self.directory + '/given'
        config = self.directory + '/config.toml'
        with open(config, 'w', encoding='utf-8') as file:
            file.write('[notify]\ncommand = ["/bin/sh", "-c", "cat >> \\"$0\\"", "%s"]\nretry_s = 1\n' % self.given)
        self.FLAGS = ('--config', config)
        self.cases = {}  # id -> (transfers, {held})
        self.moved = set()
        self.notices = self.again = 0
        self.addCleanup(lambda: print('notices of %d moves, %d of them given twice' % (self.notices, self.again)))

    def send(self, client, key, path, body, content_type):
        """(status, [ids])"""
        client.link.request('POST', path, body, {'Content-Type': content_type, 'Authorization': 'Bearer ' + self.token, 'Idempotency-Key': key})
        answer = client.link.getresponse()
        text = answer.read()
        if answer.status not in (200, 201):
            return answer.status, text
        if path == '/v1/cases:batch':
            rows = [json.loads(line) for line in text.splitlines()]
            return answer.status, [(row['case'], row['holds'][0]['id']) for row in rows]
        told = json.loads(text)
        if path == '/v1/cases:workbook':
            return answer.status, [(case['case'], case['became'], case['rows']) for case in told['cases']] + [(row['case'], row['transfer']) for row in told['rows']]
        if path == '/v1/holds:workbook':
            return answer.status, [(row['hold'], row['became']) for row in told['rows']]
        return answer.status, told['id']

    def send_or_note(self, client, path, body, content_type):
        """What the answer called things; None when it never came."""
        key = str(uuid.UUID(int=self.random.getrandbits(128), version=4))
        try:
            status, ids = self.send(client, key, path, body, content_type)
        except (OSError, http.client.HTTPException, ValueError):
            status, ids = None, None
        with self.mutex:
            if status == 201:
                self.acknowledged[key] = (path, body, content_type, ids)
                return ids
            self.ambiguous[key] = (path, body, content_type)
        if status not in (None, 503, 507):
            raise AssertionError('%s: %r %r' % (path, status, ids))
        return None

    def account(self):
        with self.mutex:
            ManyLedgerTest.ACCOUNT += 1
            return '%010d' % (6_700_000_000 + ManyLedgerTest.ACCOUNT)

    def client_loop(self, port, until):
        client = Client(port, self.token)
        victim = {'identity': {'name': 'Somchai Example', 'phone': '067-000-0099'}}
        while not until.is_set():
            accounts = [self.account() for _ in range(4)]
            batch = '\n'.join(json.dumps({'channel': 'hotline', 'reported_at': '2026-03-01T14:00:00+07:00', 'victim': victim,
                                          'transfers': [{'to': {'bank': '004', 'account': account}, 'amount_satang': 5000, 'at': '2026-03-01T09:00:00+07:00'}]}) for account in accounts)
            filed = self.send_or_note(client, '/v1/cases:batch', batch, 'application/x-ndjson')
            if filed is None:
                return
            with self.mutex:
                self.cases.update({case: (1, {0}) for case, _ in filed})
            answers = workbook(*[{'hold': hold, 'to_bank': '004', 'to_account': account, 'outcome': 'partly', 'held': '20'} for (_, hold), account in zip(filed, accounts)])
            answered = self.send_or_note(client, '/v1/holds:workbook', answers, XLSX)
            with self.mutex:
                self.cases.update({case: (1, {0, 2000} if answered is None else {2000}) for case, _ in filed})
            if answered is None:
                return
            moved = self.send_or_note(client, '/v1/cases/%s/moves' % filed[0][0], json.dumps({'to': 'statement_taken'}), 'application/json')
            with self.mutex:
                self.moved.add(filed[0][0])
            if moved is None:
                return
            transfers = workbook(*[row for account, other in zip(accounts, accounts[1:]) for row in (
                {'level': 1, 'bank_case_id': 'BC-' + account, 'to_bank': '014', 'to_account': account, 'amount': '50', 'date': '2026-03-01'},
                {'level': 2, 'bank_case_id': 'BC-' + account, 'from_bank': '014', 'from_account': account, 'to_bank': '014', 'to_account': other, 'amount': '30', 'date': '2026-03-01'})])
            told = self.send_or_note(client, '/v1/cases:workbook', transfers, XLSX)
            if told is None:
                return
            with self.mutex:
                self.cases.update({one[0]: (2, {0}) for one in told if len(one) == 3})

    def settle(self, what):
        server = Server(self.data, None, *self.FLAGS)
        self.assertIsNotNone(server.port, what + ': did not start again: ' + server.errors())
        client = Client(server.port, self.token)
        for key, (path, body, content_type, ids) in self.acknowledged.items():
            self.assertEqual(self.send(client, key, path, body, content_type), (200, ids), '%s: what %s gave is lost' % (what, path))
        for key, (path, body, content_type) in self.ambiguous.items():
            status, ids = self.send(client, key, path, body, content_type)
            self.assertIn(status, (200, 201), '%s: %s: %r' % (what, path, ids))
            self.assertEqual(self.send(client, key, path, body, content_type), (200, ids), what)
            if path == '/v1/cases:batch':
                self.cases.update({case: (1, {0}) for case, _ in ids})
            elif path == '/v1/cases:workbook':
                self.cases.update({one[0]: (2, {0}) for one in ids if len(one) == 3})
        for case, (transfers, held) in self.cases.items():
            status, now = client.read('/v1/cases/' + case)
            self.assertEqual((status, now.get('complaints_total'), now.get('transfers_total'), len(now['holds'])), (200, 1, transfers, transfers), what + ': there twice, or not at all')
            self.assertIn(now['held_satang'], held, what)
        self.assertEqual(set(self.moved) - self.told(server), set(), what + ': nobody was told of a move')
        self.assertEqual(server.end(), 0)
        counts = len(self.acknowledged), len(self.ambiguous)
        self.acknowledged, self.ambiguous, self.cases, self.moved = {}, {}, {}, set()
        return counts

    def told(self, server):
        """Cases of which a notice was given, once none waits any more."""
        end = time.monotonic() + 60
        while True:
            client = http.client.HTTPConnection('127.0.0.1', server.port, timeout=30)
            client.request('GET', '/metrics')
            if re.search(r'^cybercheck_notices_waiting 0$', client.getresponse().read().decode(), re.M):
                break
            self.assertLess(time.monotonic(), end, server.errors())
            select.select([], [], [], 0.02)
        if not os.path.exists(self.given):  # no move came as far as that
            return set()
        with open(self.given, encoding='utf-8') as file:
            notices = re.findall(r'"case":"([^"]+)","state":"statement_taken"', file.read())
        os.unlink(self.given)
        self.notices += len(set(notices))
        self.again += len(notices) - len(set(notices))
        return set(notices)

    def test_killed_at_random_moments(self):
        self.rounds('many, kill -9 at random moments', 40 if SOAK else 3, lambda _: {'KILL_AFTER': 0.1 + self.random.random() * 0.4})

    def test_killed_at_named_points(self):
        count = 60 if SOAK else 3
        self.assertEqual(self.rounds('many, killed at named points', count, lambda number: self.power(number * (1 if SOAK else 2))), count)

    def test_power_is_lost(self):
        count = 60 if SOAK else 2
        ended = self.rounds('many, power lost', count, lambda number: self.power(number + 3, POWER_LOSS='all' if number % 2 else str(1 + self.random.randrange(1 << 30))))
        self.assertEqual(ended, count)


if __name__ == '__main__':
    unittest.main(warnings='ignore')
