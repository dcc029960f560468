#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Notices to victims against a running server: a real program and a real TLS server take them, refuse them, hang, die; so does the server."""
import contextlib
import http.server
import json
import os
import re
import signal
import ssl
import subprocess
import tempfile
import threading
import time
import unittest
import uuid

import live_server

BINARY = live_server.binary_from_arguments()
PHONE = '067-000-0099'
# Keeps what it is given; fails while DIR/fail is there, hangs while DIR/hang is.
PROGRAM = '''#!/bin/sh
document=$(cat)
printf '%s\\n' "$document" >> "$1/given"
while [ -e "$1/hang" ]; do sleep 0.02; done
[ ! -e "$1/fail" ]
'''


def when():
    return time.strftime('%Y-%m-%dT%H:%M:%SZ', time.gmtime(time.time() - 60))


class Desk:
    """A server that is told where notices go, started and ended as often as need be."""

    def __init__(self, directory, **settings):
        self.directory = directory
        self.config = os.path.join(directory, 'config.toml')
        with open(self.config, 'w', encoding='utf-8') as file:
            file.write('[notify]\n' + ''.join('%s = %s\n' % (name, json.dumps(value)) for name, value in settings.items()))
        self.data = os.path.join(directory, 'data')
        self.server = None
        self.numbers = iter(range(1, 1000))

    def __enter__(self):
        if self.server:
            self.server.__exit__()
        self.server = live_server.LiveServer(BINARY, '--limits', 'off', '--config', self.config, data=self.data)
        self.tokens = {role: self.server.token(role) for role in ('intake', 'officer')}
        return self

    def __exit__(self, *_):
        self.server.__exit__()

    def post(self, who, target, body):
        status, _, answer = self.server.ask('POST', target, body, {'Authorization': 'Bearer ' + self.tokens[who], 'Idempotency-Key': str(uuid.uuid4())})
        assert status == 201, (status, answer)
        return json.loads(answer)

    def case(self, **identity):
        victim = {'victim': {'identity': {'name': 'สมชาย ตัวอย่าง', **identity}}} if identity else {}
        to = {'bank': '004', 'account': '%010d' % (7_100_000_000 + next(self.numbers))}
        return self.post('intake', '/v1/cases', {'channel': 'hotline', 'reported_at': when(), 'transfers': [{'to': to, 'amount_satang': 100}], **victim})['id']

    def move(self, case, to='statement_taken', **more):
        return self.post('officer', '/v1/cases/%s/moves' % case, {'to': to, **more})

    def figure(self, name):
        text = self.server.ask('GET', '/metrics')[2].decode()
        return float(re.search(r'^cybercheck_notices_%s (\S+)' % name, text, re.M).group(1))

    def until(self, name, value):
        until(lambda: self.figure(name) == value, lambda: '%s: %s, not %s; %s' % (name, self.figure(name), value, self.server.errors()))

    def told(self):
        """What entries say of notices."""
        done = subprocess.run([BINARY, 'log', 'dump', '--data', self.data], check=True, capture_output=True)
        entries = [json.loads(line) for line in done.stdout.decode().splitlines() if '"notice_sent"' in line]
        return [(entry['body']['notices'], entry['body'].get('given_up', False)) for entry in entries]


def until(true, what=lambda: 'it did not happen'):
    end = time.monotonic() + 20
    while not true():
        assert time.monotonic() < end, what()
        time.sleep(0.02)


def ended(pid):
    try:
        with open('/proc/%d/stat' % pid, encoding='utf-8') as file:
            return file.read().split(') ')[1][0] == 'Z'
    except FileNotFoundError:
        return True


class Taking:
    """Where the program keeps what it was given."""

    def __init__(self, directory):
        self.directory = directory
        self.program = os.path.join(directory, 'send')
        with open(self.program, 'w', encoding='utf-8') as file:
            file.write(PROGRAM)
        os.chmod(self.program, 0o700)

    @property
    def command(self):
        return [self.program, self.directory]

    def given(self):
        try:
            with open(os.path.join(self.directory, 'given'), encoding='utf-8') as file:
                return [json.loads(line) for line in file if line.endswith('\n') and line.strip()]
        except FileNotFoundError:
            return []

    @contextlib.contextmanager
    def when(self, what):
        path = os.path.join(self.directory, what)
        open(path, 'w', encoding='utf-8').close()
        try:
            yield
        finally:
            os.unlink(path)


class Receiver:
    """An HTTPS server with a certificate of its own making."""

    def __init__(self, directory, name='localhost'):
        self.ca = os.path.join(directory, name + '.pem')
        key = os.path.join(directory, name + '.key')
        alternative = 'IP:' + name if name[0].isdigit() else 'DNS:' + name
        subprocess.run(['openssl', 'req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-keyout', key, '-out', self.ca, '-days', '2',
                        '-subj', '/CN=' + name, '-addext', 'subjectAltName=' + alternative], check=True, capture_output=True)
        self.got, self.answers = [], []
        received = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers['Content-Length']))
                received.got.append((self.path, dict(self.headers), json.loads(body)))
                self.send_response(received.answers.pop(0) if received.answers else 202)
                self.send_header('Location', '/elsewhere')
                self.end_headers()

            def log_message(self, *_):
                pass

        class Server(http.server.ThreadingHTTPServer):
            def handle_error(self, *_):  # a client that does not believe it
                pass

        self.http = Server(('127.0.0.1', 0), Handler)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.ca, key)
        self.http.socket = context.wrap_socket(self.http.socket, server_side=True, do_handshake_on_connect=False)
        self.port = self.http.server_address[1]
        self.thread = threading.Thread(target=self.http.serve_forever, daemon=True)
        self.thread.start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.http.shutdown()
        self.http.server_close()
        self.thread.join()


class NoticesTest(unittest.TestCase):
    def setUp(self):
        holder = tempfile.TemporaryDirectory(prefix='cybercheck_notices_')
        self.addCleanup(holder.cleanup)
        self.directory = holder.name
        self.taking = Taking(self.directory)

    def test_a_program_is_given_each_move_once(self):
        with Desk(self.directory, command=self.taking.command) as desk:
            case = desk.case(phone=PHONE, email='somchai@mail.example')
            desk.move(case)
            desk.move(case, 'accepted', crime_case_no='12/2569', station='DEMO-01')
            desk.until('sent_total', 2)
            first, second = self.taking.given()
            self.assertEqual((first['case'], first['state'], second['state']), (case, 'statement_taken', 'accepted'))
            self.assertEqual(first['to'], [{'phone': '+66670000099', 'email': 'somchai@mail.example'}])
            self.assertRegex(first['id'], r'^[0-9a-f]{32}-[0-9]+$')
            self.assertNotEqual(first['id'], second['id'])
            self.assertIn('สอบปากคำแล้ว', first['texts']['th'])
            self.assertIn('Your statement has been taken.', first['texts']['en'])
            self.assertIn('1441', first['texts']['th'])
            whole = json.dumps([first, second], ensure_ascii=False)
            for never in ('://', 'www.', 'สมชาย', '7100000'):
                self.assertNotIn(never, whole)
            desk.until('waiting', 0)
            self.assertEqual([given_up for _, given_up in desk.told()], [False, False])

    def test_who_cannot_be_reached_is_told_nothing(self):
        with Desk(self.directory, command=self.taking.command) as desk:
            for case in (desk.case(), desk.case(email='see http://evil.example'), desk.case(phone='1441')):
                desk.move(case)
            # Nobody has seen who filed this: its telephone may be a stranger's.
            status, _, answer = desk.server.ask('POST', '/v1/cases', {
                'channel': 'online', 'reported_at': when(), 'victim': {'identity': {'phone': PHONE}}, 'indicators': [{'value': '067-000-0042'}]}, {'Idempotency-Key': str(uuid.uuid4())})
            self.assertEqual(status, 201)
            desk.move(json.loads(answer)['id'], 'rejected', reason='not_a_crime')
            desk.until('given_up_total', 4)
            self.assertEqual((self.taking.given(), desk.figure('waiting')), ([], 0))

    def test_what_is_refused_is_tried_again(self):
        with Desk(self.directory, command=self.taking.command, retry_s=1) as desk:
            with self.taking.when('fail'):
                desk.move(desk.case(phone=PHONE))
                desk.until('failed_total', 1)
                self.assertEqual((desk.figure('waiting'), desk.told()), (1, []))
                # It holds up nobody else.
                desk.move(desk.case(phone=PHONE))
                until(lambda: len({one['id'] for one in self.taking.given()}) == 2)
            desk.until('waiting', 0)
            self.assertEqual(desk.figure('sent_total'), 2)
            self.assertEqual(len({one['id'] for one in self.taking.given()}), 2)

    def test_several_go_side_by_side(self):
        for at_once in (1, 4):
            with Desk(self.directory, command=self.taking.command, at_once=at_once) as desk:
                before = len(self.taking.given())
                with self.taking.when('hang'):
                    cases = [desk.case(phone=PHONE) for _ in range(2 * at_once)]
                    for case in cases:
                        desk.move(case)
                    until(lambda: len(self.taking.given()) == before + at_once)
                    # None is taken before the hanging ends, so the others cannot have been handed over.
                    self.assertEqual((desk.figure('sent_total'), desk.figure('waiting')), (0, 2 * at_once))
                desk.until('waiting', 0)
                self.assertEqual(sorted(one['case'] for one in self.taking.given()[before:]), sorted(cases))
                self.assertEqual(desk.server.stop(), 0)

    def test_those_of_one_case_go_in_the_order_of_its_moves(self):
        with Desk(self.directory, command=self.taking.command, retry_s=1) as desk:
            with self.taking.when('fail'):
                case, other = desk.case(phone=PHONE), desk.case(phone=PHONE)
                for to in ('statement_taken', 'accepted', 'investigating'):
                    desk.move(case, to)
                desk.move(other)
                # The first is tried, and again; those behind it wait for it, and other cases do not.
                until(lambda: desk.figure('failed_total') >= 4)
                until(lambda: {(one['case'], one['state']) for one in self.taking.given()} == {(case, 'statement_taken'), (other, 'statement_taken')})
            desk.until('waiting', 0)
            told = [one['state'] for one in self.taking.given() if one['case'] == case]
            self.assertEqual(list(dict.fromkeys(told)), ['statement_taken', 'accepted', 'investigating'])
            self.assertEqual((told.count('accepted'), told.count('investigating')), (1, 1))

    def test_after_so_many_tries_it_is_given_up(self):
        with Desk(self.directory, command=self.taking.command, retry_s=1, tries_max=2) as desk, self.taking.when('fail'):
            desk.move(desk.case(phone=PHONE))
            desk.until('given_up_total', 1)
            self.assertEqual(([given_up for _, given_up in desk.told()], len(self.taking.given()), desk.figure('waiting')), ([True], 2, 0))

    def test_a_program_that_hangs_is_killed_with_what_it_started(self):
        with Desk(self.directory, command=['/bin/sh', '-c', 'cat >> "$0/given"; echo >> "$0/given"; sleep 4711 & echo $! > "$0/child"; wait', self.directory],
                  timeout_s=1, tries_max=1) as desk:
            desk.move(desk.case(phone=PHONE))
            desk.until('given_up_total', 1)
            with open(os.path.join(self.directory, 'child'), encoding='utf-8') as file:
                child = int(file.read())
            until(lambda: ended(child))
            self.assertIn('took too long', desk.server.errors())
            self.assertNotIn('0099', desk.server.errors())

    def test_a_server_that_was_killed_sends_it_again_and_what_was_taken_never(self):
        with Desk(self.directory, command=self.taking.command) as desk:
            with self.taking.when('hang'):
                desk.move(desk.case(phone=PHONE))
                until(lambda: len(self.taking.given()) == 1)
                desk.server.process.send_signal(signal.SIGKILL)
                desk.server.process.wait()
            with desk:
                desk.until('sent_total', 1)
                desk.until('waiting', 0)
                first, again = self.taking.given()
                self.assertEqual(first, again)
                desk.server.process.send_signal(signal.SIGKILL)
                desk.server.process.wait()
            with desk:
                desk.move(desk.case(phone=PHONE))
                desk.until('sent_total', 1)
                self.assertEqual(len(self.taking.given()), 3)
                self.assertEqual(desk.server.stop(), 0)

    def test_a_server_that_ends_waits_for_no_program(self):
        with Desk(self.directory, command=self.taking.command, timeout_s=120) as desk, self.taking.when('hang'):
            desk.move(desk.case(phone=PHONE))
            until(lambda: len(self.taking.given()) == 1)
            self.assertEqual(desk.server.stop(timeout=10), 0)

    def test_an_erased_victim_is_told_nothing(self):
        with Desk(self.directory, command=self.taking.command, retry_s=1) as desk:
            with self.taking.when('fail'):
                case = desk.case(phone=PHONE)
                desk.move(case)
                desk.until('failed_total', 1)
                subprocess.run([BINARY, 'subject', 'erase', '--data', desk.data, '--case', case], check=True, capture_output=True)
            desk.until('given_up_total', 1)
            self.assertEqual(desk.figure('sent_total'), 0)

    def test_without_a_target_they_wait_and_expire(self):
        with Desk(self.directory) as desk:
            case = desk.case(phone=PHONE)
            desk.move(case)
            self.assertEqual((desk.figure('waiting'), desk.figure('given_up_total')), (1, 0))
            self.assertEqual(desk.server.stop(), 0)
        with Desk(self.directory, command=self.taking.command) as desk:
            desk.until('sent_total', 1)
            desk.until('waiting', 0)  # told to the log too: what follows ends the process
        old = Desk(os.path.join(self.directory), keep_days=1)
        with old as desk:
            case = desk.case(phone=PHONE)
            entries = subprocess.run([BINARY, 'log', 'dump', '--data', desk.data], check=True, capture_output=True).stdout.decode().splitlines()
            filed = json.loads(entries[-1])
            status, answer = desk.server.control('POST', '/control/entries', {
                'type': 'case_move', 'id': '%064x' % 4711, 'time_ms': int((time.time() - 2 * 86400) * 1000), 'actor': 'cli',
                'body': json.dumps({'salt': '%032x' % 1, 'case': [filed['seq'], 0], 'to': 'statement_taken'}, separators=(',', ':'))})
            self.assertTrue(status == 200 and answer['accepted'], answer)
            self.assertEqual(desk.figure('waiting'), 1)
            desk.server.stop()
        with old as desk:
            desk.until('waiting', 0)
            self.assertEqual(desk.figure('given_up_total'), 1)

    def test_an_https_server_is_given_them(self):
        bearer = os.path.join(self.directory, 'bearer')
        with open(bearer, 'w', encoding='utf-8') as file:
            file.write('secret-of-the-gateway\n')
        with Receiver(self.directory) as receiver:
            receiver.answers = [500, 302, 429]
            with Desk(self.directory, url='https://localhost:%d/notices?from=police' % receiver.port, ca_file=receiver.ca, bearer_file=bearer, retry_s=1) as desk:
                desk.move(desk.case(phone=PHONE))
                desk.until('failed_total', 3)
                desk.until('sent_total', 1)
                self.assertEqual(len(receiver.got), 4)
                path, fields, body = receiver.got[-1]
                self.assertEqual((path, fields['Content-Type'], fields['Authorization'], fields['Idempotency-Key'], fields['Host']),
                                 ('/notices?from=police', 'application/json', 'Bearer secret-of-the-gateway', body['id'], 'localhost:%d' % receiver.port))
                self.assertEqual(len({body['id'] for _, _, body in receiver.got}), 1)
                self.assertEqual(body['to'], [{'phone': '+66670000099'}])
                self.assertNotIn('secret-of', desk.server.errors())

    def test_a_server_that_cannot_be_believed_is_given_nothing(self):
        with Receiver(self.directory) as receiver, Receiver(self.directory, '127.0.0.9') as other:
            # Another's certificate; the right one under another name; none of those the system trusts.
            for url, ca in (('https://localhost:%d' % receiver.port, other.ca), ('https://127.0.0.1:%d' % other.port, other.ca), ('https://localhost:%d' % receiver.port, None)):
                with self.subTest(url=url, ca=ca), tempfile.TemporaryDirectory() as directory:
                    with Desk(directory, url=url, tries_max=1, **({'ca_file': ca} if ca else {})) as desk:
                        desk.move(desk.case(phone=PHONE))
                        desk.until('given_up_total', 1)
                        self.assertIn('TLS: certificate verify failed', desk.server.errors())
            self.assertEqual((receiver.got, other.got), ([], []))

    def test_a_configuration_that_cannot_be_meant_is_refused(self):
        missing = os.path.join(self.directory, 'missing')
        rows = [
            ({'command': ['send']}, 'whole path'),
            ({'command': [missing]}, 'No such file'),
            ({'command': self.taking.command, 'url': 'https://sms.example/'}, 'one of them'),
            ({'ca_file': missing}, 'no notify.url'),
            ({'url': 'https://sms.example/', 'ca_file': missing}, 'notify.ca_file'),
            ({'url': 'https://sms.example/', 'bearer_file': missing}, 'missing'),
            ({'url': 'http://sms.example/'}, 'without TLS'),
            ({'url': 'https://user:word@sms.example/'}, 'names a user'),
            ({'url': 'ftp://sms.example/'}, 'https://'),
            ({'url': 'https://sms.example:0/'}, 'port'),
            ({'url': 'https://sms example/'}, 'character'),
            ({'tries_max': 0}, 'tries_max'),
        ]
        for settings, words in rows:
            with self.subTest(**settings):
                config = Desk(self.directory, **settings).config
                done = subprocess.run([BINARY, 'serve', '--data', os.path.join(self.directory, 'none'), '--config', config, '--check-config'], capture_output=True)
                self.assertEqual(done.returncode, 2, done)
                self.assertIn(words, done.stderr.decode())
        for settings in ({'command': self.taking.command}, {'url': 'https://sms.example/x'}, {'url': 'http://127.0.0.1:8081/x'}, {'url': 'https://[2001:db8::1]:8443'}):
            config = Desk(self.directory, **settings).config
            subprocess.run([BINARY, 'serve', '--data', os.path.join(self.directory, 'none'), '--config', config, '--check-config'], check=True, capture_output=True)


if __name__ == '__main__':
    unittest.main()
