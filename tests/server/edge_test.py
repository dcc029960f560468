#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The edge of a running server: framing over real sockets, bad bodies, drain, control socket, metrics, log, memory."""
import json
import os
import re
import shutil
import signal
import socket
import stat
import subprocess
import threading
import time
import unittest
import urllib.parse

import live_server

BINARY = live_server.binary_from_arguments()
SOURCE = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))


def unescape(text):
    out = bytearray()
    at = 0
    while at < len(text):
        if text[at] != '\\':
            out += text[at].encode()
            at += 1
            continue
        kind = text[at + 1]
        at += 2
        if kind in 'rnt\\':
            out += {'r': b'\r', 'n': b'\n', 't': b'\t', '\\': b'\\'}[kind]
        elif kind == 'x':
            out.append(int(text[at:at + 2], 16))
            at += 2
        else:
            end = text.index(')', at)
            star = text.rindex('*', at, end)
            out += unescape(text[at:star]) * int(text[star + 1:end])
            at = end + 1
    return bytes(out)


def rows(name):
    with open(os.path.join(SOURCE, 'tests/vectors', name), encoding='utf-8') as file:
        for line in file:
            if not line.startswith('#') and line.strip('\n'):
                fields = line.rstrip('\n').split('\t')
                yield [fields[0], unescape(fields[1])] + fields[2:]


class EdgeTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = live_server.LiveServer(BINARY, environment={'CYBERCHECK_SERVER__HOSTS': '127.0.0.1:8080,localhost:8080,[::1]:8080', 'CYBERCHECK_LOG__ACCESS': 'on',
                                                                     'CYBERCHECK_LIMITS__CHECK_ADDRESS': 'off', 'CYBERCHECK_LIMITS__CHECK_NETWORK': 'off', 'CYBERCHECK_LIMITS__OFFICER_ADDRESS': 'off'})
        cls.server.ask = lambda method, target, body=None, fields=None, ask=cls.server.ask: ask(method, target, body, {'Host': '127.0.0.1:8080', **(fields or {})})

    @classmethod
    def tearDownClass(cls):
        cls.server.__exit__()

    def exchange(self, *pieces):
        with self.server.connect() as connection:
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            for piece in pieces:
                try:
                    connection.sendall(piece)
                except (BrokenPipeError, ConnectionResetError):
                    break
                if len(pieces) > 1:
                    # The next piece is sent once this one was taken, so that it is a read of its own.
                    while is_unacknowledged(connection):
                        pass
            try:
                connection.shutdown(socket.SHUT_WR)
            except OSError:
                pass
            return live_server.receive_all(connection)

    def test_framing_rows(self):
        canary = b'GET /canary HTTP/1.1\r\nHost: 127.0.0.1:8080\r\n\r\n'
        for name, request, status, after in rows('http_framing.tsv'):
            sent = request + canary
            for pieces in ([sent], [sent[:len(sent) // 2], sent[len(sent) // 2:]], [sent[:-len(canary)], canary]):
                answers = self.exchange(*pieces)
                if request.startswith(b'HEAD') and after == 'goes_on':
                    answers = answers[answers.index(b'\r\n\r\n') + 4:]
                    self.assertEqual(live_server.statuses(answers), [404], name)
                    continue
                expected = [int(status)] if after == 'closes' else [int(status), 404]
                self.assertEqual(live_server.statuses(answers), expected, '%s in %d pieces' % (name, len(pieces)))

    def test_bad_bodies_and_flat_memory(self):
        bodies = list(rows('check_body.tsv'))

        def all_once():
            for name, body, code, *_ in bodies:
                status, fields, answer = self.server.ask('POST', '/v1/check', body)
                answer = json.loads(answer)
                if code == 'ok':
                    self.assertEqual(status, 200, name)
                    self.assertIn('results', answer, name)
                else:
                    self.assertEqual((status, answer['code']), (400, code), name)
                    self.assertEqual(fields['content-type'], 'application/problem+json', name)
        for _ in range(3):
            all_once()
        before = self.server.anonymous_bytes()
        for _ in range(10):
            all_once()
        self.assertLess(self.server.anonymous_bytes() - before, 4 << 20)

    def test_megabyte_url_and_too_large(self):
        url = 'http://megabyte.example/' + 'a' * ((1 << 20) - 100)
        status, _, answer = self.server.ask('POST', '/v1/check', {'items': [{'kind': 'url', 'value': url}]})
        self.assertEqual(status, 200)
        self.assertIn('truncated', [reason['code'] for reason in json.loads(answer)['results'][0]['reasons']])
        status, fields, answer = self.server.ask('POST', '/v1/check', b'{"items":[]' + b' ' * (2 << 20) + b'}')
        self.assertEqual((status, json.loads(answer)['code']), (413, 'body_too_large'))
        self.assertEqual(fields['connection'], 'close')

    def test_item_errors_stand_in_their_place(self):
        items = [{'kind': 'url', 'value': 'http://x.example/'}, {'kind': 'iban', 'value': 'a'}, {'kind': 'url', 'value': ''}, {'kind': 'url', 'value': 'http://\0/'}]
        status, _, answer = self.server.ask('POST', '/v1/check', {'items': items})
        results = json.loads(answer)['results']
        self.assertEqual(status, 200)
        self.assertEqual(results[0]['verdict'], 'unknown')
        self.assertEqual(results[1]['error']['code'], 'unknown_kind')
        self.assertEqual(results[2]['error']['code'], 'empty_value')
        self.assertEqual(len(results), 4)

    def test_personal_items_are_bounded(self):
        phones = [{'kind': 'phone', 'value': '067-000-0001'}] * 11
        status, _, answer = self.server.ask('POST', '/v1/check', {'items': phones})
        self.assertEqual((status, json.loads(answer)['code']), (400, 'too_many_items'))
        status, _, answer = self.server.ask('POST', '/v1/check', {'items': [{'value': '067-000-0001'}] * 11})
        self.assertEqual((status, json.loads(answer)['code']), (400, 'too_many_items'))
        status, _, answer = self.server.ask('POST', '/v1/check', {'items': phones[1:]})
        self.assertEqual((status, len(json.loads(answer)['results'])), (200, 10))
        # Names that are a number too would tell of the number.
        for kind in ('sms_sender', 'line'):
            status, _, answer = self.server.ask('POST', '/v1/check', {'items': [{'kind': kind, 'value': '0670000001'}] * 11})
            self.assertEqual((status, json.loads(answer)['code']), (400, 'too_many_items'), kind)
        status, answer = self.server.control('POST', '/control/check', {'items': phones})
        self.assertEqual((status, len(answer['results'])), (200, 11))

    def test_pipelined_answers_keep_their_order(self):
        wanted = []
        sent = b''
        for number in range(2000):
            sent += b'GET /v1/check?kind=url&texts=none&value=http://%d.example/ HTTP/1.1\r\nHost: 127.0.0.1:8080\r\n\r\n' % number
            wanted.append('url:%d.example/' % number)
        with self.server.connect() as connection:
            writer = threading.Thread(target=lambda: (connection.sendall(sent), connection.shutdown(socket.SHUT_WR)))
            writer.start()
            answers = live_server.receive_all(connection).decode()
            writer.join()
        self.assertEqual(re.findall(r'"key":"([^"]*)"', answers), wanted)

    def test_control_socket_is_the_owners(self):
        path = os.path.join(self.server.data, 'control.sock')
        self.assertEqual(stat.S_IMODE(os.stat(path).st_mode), 0o600)
        status, answer = self.server.control('GET', '/control/status')
        self.assertEqual((status, answer['ready'], answer['pid']), (200, True, self.server.process.pid))
        self.assertEqual(self.server.ask('GET', '/control/status')[0], 404)
        self.assertEqual(self.server.control('GET', '/control/status', host='127.0.0.1:8080')[0], 400)
        if os.geteuid() == 0 and shutil.which('setpriv'):
            # Even where the file's mode lets them in, others are turned away.
            os.chmod(path, 0o666)
            for directory in (self.server.directory, self.server.data):
                os.chmod(directory, 0o755)
            script = ('import socket,sys\ns=socket.socket(socket.AF_UNIX)\ns.connect(sys.argv[1])\ntry:\n  s.sendall(b"GET /control/status HTTP/1.1\\r\\nHost: localhost\\r\\n\\r\\n")\n'
                      '  sys.exit(7 if s.recv(1)==b"" else 0)\nexcept ConnectionError: sys.exit(7)')
            other = subprocess.run(['setpriv', '--reuid=65534', '--clear-groups', '/usr/bin/python3', '-c', script, path], capture_output=True)
            os.chmod(path, 0o600)
            self.assertEqual(other.returncode, 7, other.stderr)

    def test_entries_through_the_control_socket(self):
        # Members in another order than documented, the body's bytes as they are to be stored.
        body = '{"salt":"%s","source":"edge","class":1,"canon":1,"rows":[{"key":"url:entry.example/bad","at":1700000000}]}' % ('0f' * 16)
        entry = {'body': body, 'actor': 'import:edge', 'time_ms': 1700000000000, 'id': 'ab' * 32, 'type': 'feed_observed', 'priority': 'bulk'}
        status, answer = self.server.control('POST', '/control/entries', entry)
        self.assertEqual((status, answer['accepted'], answer['replayed']), (200, True, False), answer)
        status, again = self.server.control('POST', '/control/entries', entry)
        self.assertEqual((status, again['seq'], again['replayed']), (200, answer['seq'], True))
        entry['body'] = body.replace('bad', 'worse')
        status, conflict = self.server.control('POST', '/control/entries', entry)
        self.assertEqual((status, conflict['code']), (422, 'conflict'))
        status, _, checked = self.server.ask('GET', '/v1/check?kind=url&value=http://entry.example/bad')
        self.assertIn(json.loads(checked)['verdict'], ('reported', 'suspected'))
        status, log = self.server.control('GET', '/control/log?from=%d&count=1' % answer['seq'])
        self.assertEqual((log['entries'][0]['body'], log['entries'][0]['actor']), (body, 'import:edge'))
        for broken, code in (({'type': 'x'}, 'bad_request'), ({**entry, 'id': 'zz'}, 'bad_request'), ({**entry, 'more': 1}, 'unknown_member'), ({'type': 'feed_observed'}, 'missing_member'),
                             ({**entry, 'body': '{}'}, 'bad_request'), ({**entry, 'body': body[:-1]}, 'bad_request'), ({**entry, 'body': body.replace('canon', 'kanon')}, 'bad_request')):
            status, refused = self.server.control('POST', '/control/entries', broken)
            self.assertEqual((status, refused['code']), (400, code), broken)
        status, past = self.server.control('POST', '/control/check', {'items': [{'kind': 'url', 'value': 'http://entry.example/bad'}], 'as_of': '2020-01-01T00:00:00Z'})
        self.assertEqual((status, past['results'][0]['verdict']), (200, 'unknown'))
        status, reloaded = self.server.control('POST', '/control/reload', {})
        self.assertEqual((status, reloaded['changed']), (200, []))

    def test_national_ids_are_never_shown(self):
        digits = '8999999999996'  # a national id by its check digit; nobody's
        for value in (digits, '8-9999-99999-99-6', 'พร้อมเพย์ ' + digits, 'https://promptpay.io/' + digits):
            for answer in (self.server.ask('POST', '/v1/check', {'items': [{'value': value}]})[2], self.server.ask('POST', '/v1/scan', {'text': 'โอน พร้อมเพย์ %s ค่ะ' % value})[2],
                           self.server.ask('GET', '/v1/check?value=' + urllib.parse.quote(value))[2]):
                self.assertIn(b'promptpay:nid:*', answer, value)
                self.assertNotIn(digits.encode(), answer.replace(b'-', b''), value)

    def test_a_scanned_account_is_checked_by_its_url_too(self):
        body = '{"salt":"%s","source":"edge","class":1,"canon":1,"rows":[{"key":"url:www.facebook.com/scanned.shop","at":%d}]}' % ('0e' * 16, time.time() - 60)
        status, answer = self.server.control('POST', '/control/entries', {'type': 'feed_observed', 'id': 'ac' * 32, 'time_ms': 1700000000000, 'actor': 'import:edge', 'body': body})
        self.assertTrue(answer['accepted'], answer)
        status, found = self.server.ask_json('POST', '/v1/scan', {'text': 'see https://www.facebook.com/scanned.shop today'})
        self.assertEqual((found['verdict'], found['indicators'][0]['key']), ('suspected', 'facebook:scannedshop'))

    def test_a_set_that_is_none_is_refused_and_writes_go_on(self):
        entry = {'type': 'policy_set', 'id': 'ad' * 32, 'time_ms': 1700000000000, 'actor': 'config', 'body': '{"salt":"%s","digest":1}' % ('0d' * 16)}
        status, answer = self.server.control('POST', '/control/entries', entry)
        self.assertEqual((status, answer['accepted'], answer['code']), (200, False, 'bad_body'))
        body = '{"salt":"%s","source":"edge","class":1,"canon":1,"rows":[{"key":"url:after.example/","at":1700000000}]}' % ('0c' * 16)
        status, answer = self.server.control('POST', '/control/entries', {**entry, 'type': 'feed_observed', 'id': 'ae' * 32, 'actor': 'import:edge', 'body': body})
        self.assertEqual((status, answer['accepted']), (200, True))

    def test_metrics_are_clean(self):
        self.server.ask('GET', '/v1/check?kind=url&value=http://secret-value.example/')
        status, fields, text = self.server.ask('GET', '/metrics')
        self.assertEqual((status, fields['content-type']), (200, 'text/plain; version=0.0.4; charset=utf-8'))
        self.assertNotIn(b'secret-value', text)
        self.assertRegex(text.decode(), r'cybercheck_checks_total\{kind="url",verdict="unknown"\} \d+')
        for gauge in ('review_queue_indicators', 'appeals_open', 'appeals_overdue'):
            self.assertIn('\ncybercheck_%s 0\n' % gauge, text.decode() if isinstance(text, bytes) else text)
        if shutil.which('promtool') is None:
            print('promtool is not installed: the metrics were not linted')
            return
        linted = subprocess.run(['promtool', 'check', 'metrics'], input=text, capture_output=True)
        self.assertEqual((linted.returncode, linted.stderr), (0, b''))

    def test_log_holds_no_values(self):
        self.server.ask('GET', '/v1/check?kind=url&value=http://never-logged.example/')
        self.server.ask('POST', '/v1/scan', {'text': 'see http://never-logged.example/'})
        self.server.ask('GET', '/never-logged')
        until = time.monotonic() + 10
        while self.server.errors().count('"route":"-"') == 0 and time.monotonic() < until:
            select_pause()
        lines = [line for line in self.server.errors().splitlines() if line.startswith('{')]
        self.assertGreater(len(lines), 0)
        for line in lines:
            self.assertEqual(set(json.loads(line)), {'time', 'method', 'route', 'status', 'bytes_in', 'bytes_out', 'us', 'connection'})
        self.assertNotIn('never-logged', self.server.errors())

    def test_half_closed_and_continue(self):
        request = b'GET /livez HTTP/1.1\r\nHost: localhost:8080\r\n\r\n'
        self.assertEqual(live_server.statuses(self.exchange(request)), [200])
        self.assertEqual(self.exchange(request[:20]), b'')
        with self.server.connect() as connection:
            connection.sendall(b'POST /v1/check HTTP/1.1\r\nHost: localhost:8080\r\nContent-Type: application/json\r\nExpect: 100-continue\r\nContent-Length: 12\r\n\r\n')
            self.assertEqual(connection.recv(100), b'HTTP/1.1 100 Continue\r\n\r\n')
            connection.sendall(b'{"items":[]}')
            self.assertTrue(connection.recv(1000).startswith(b'HTTP/1.1 200 OK\r\n'))

    def test_page_and_its_policy(self):
        status, fields, page = self.server.ask('GET', '/')
        self.assertEqual(status, 200)
        self.assertIn("default-src 'self'", fields['content-security-policy'])
        self.assertNotRegex(page.decode(), r'(?i)<script(?![^>]*\bsrc=)|<style|\son\w+=|style=')
        self.assertEqual(self.server.ask('GET', '/', fields={'If-None-Match': fields['etag']})[0], 304)


def is_unacknowledged(connection):
    """Bytes that the kernel still holds for the other side to take (SIOCOUTQ: 0 once they are acknowledged)."""
    import fcntl
    import struct
    import termios
    return struct.unpack('i', fcntl.ioctl(connection.fileno(), termios.TIOCOUTQ, b'\0\0\0\0'))[0] > 0


def select_pause():
    import select
    select.select([], [], [], 0.02)


class LifeTest(unittest.TestCase):
    def test_drain_finishes_what_has_begun(self):
        with live_server.LiveServer(BINARY) as server:
            host = server.host.encode()
            with server.connect() as begun, server.connect() as idle:
                begun.sendall(b'GET /readyz HTTP/1.1\r\nHo')
                idle.sendall(b'GET /livez HTTP/1.1\r\nHost: ' + host + b'\r\n\r\n')
                self.assertTrue(idle.recv(1000).startswith(b'HTTP/1.1 200'))
                server.process.send_signal(signal.SIGTERM)
                # The listener is gone once a connection is refused.
                until = time.monotonic() + 5
                while time.monotonic() < until:
                    try:
                        server.connect(timeout=1).close()
                    except ConnectionRefusedError:
                        break
                    except OSError:
                        pass
                begun.sendall(b'st: ' + host + b'\r\n\r\n')
                answer = live_server.receive_all(begun)
                self.assertTrue(answer.startswith(b'HTTP/1.1 503 '), answer)
                self.assertIn(b'Connection: close\r\n', answer)
                self.assertEqual(live_server.receive_all(idle), b'')
            began = time.monotonic()
            self.assertEqual(server.process.wait(10), 0)
            self.assertLess(time.monotonic() - began, 10)

    def test_second_signal_forces(self):
        with live_server.LiveServer(BINARY) as server:
            with server.connect() as connection:
                connection.sendall(b'GET /li')
                server.process.send_signal(signal.SIGTERM)
                until = time.monotonic() + 5
                while time.monotonic() < until:
                    try:
                        server.connect(timeout=1).close()
                    except OSError:
                        break
                server.process.send_signal(signal.SIGTERM)
                self.assertEqual(server.process.wait(5), 1)

    def test_it_leaves_no_core(self):
        with live_server.LiveServer(BINARY) as server, open('/proc/%d/limits' % server.process.pid) as limits:
            self.assertRegex(limits.read(), r'(?m)^Max core file size\s+0\s+0\s')

    def test_it_ends_though_nobody_reads_its_log(self):
        for asked_again in (False, True):
            unread, told = os.pipe()
            try:
                environment = {'CYBERCHECK_LOG__ACCESS': 'on', 'CYBERCHECK_CONNECTIONS__DRAIN_S_MAX': '1'}
                with live_server.LiveServer(BINARY, environment=environment, stderr=told) as server:
                    request = b'GET /livez HTTP/1.1\r\nHost: ' + server.host.encode() + b'\r\n\r\n'
                    with server.connect() as connection:
                        for _ in range(1500):  # more lines than a pipe holds
                            connection.sendall(request)
                            self.assertTrue(connection.recv(4096).startswith(b'HTTP/1.1 200'))
                    server.process.send_signal(signal.SIGTERM)
                    if asked_again:
                        with self.assertRaises(subprocess.TimeoutExpired):
                            server.process.wait(2)
                        server.process.send_signal(signal.SIGTERM)
                        self.assertEqual(server.process.wait(2), 1)
                    else:
                        self.assertEqual(server.process.wait(10), 1)
            finally:
                os.close(unread)
                os.close(told)

    def test_slow_requests_are_cut_at_their_deadline(self):
        with live_server.LiveServer(BINARY, environment={'CYBERCHECK_CONNECTIONS__HEAD_S_MAX': '1', 'CYBERCHECK_CONNECTIONS__IDLE_S_MAX': '1'}) as server:
            with server.connect() as slow, server.connect() as idle:
                began = time.monotonic()
                slow.sendall(b'GET /livez HTTP/1.1\r\n')
                answer = b''
                slow.settimeout(0.1)
                while time.monotonic() < began + 5:
                    try:
                        slow.sendall(b'X')  # does not move the deadline
                        answer += slow.recv(1000)
                        if answer:
                            break
                    except socket.timeout:
                        pass
                self.assertTrue(answer.startswith(b'HTTP/1.1 408 '), answer)
                self.assertLess(time.monotonic() - began, 2.5)
                self.assertEqual(live_server.receive_all(idle), b'')

    def test_connections_are_bounded(self):
        with live_server.LiveServer(BINARY, environment={'CYBERCHECK_CONNECTIONS__MAX': '10'}) as server:
            held = [server.connect() for _ in range(10)]
            for connection in held:
                connection.sendall(b'GET /livez HTTP/1.1\r\nHost: %s\r\n\r\n' % server.host.encode())
                self.assertTrue(connection.recv(1000).startswith(b'HTTP/1.1 200'))
            with server.connect() as extra:
                self.assertTrue(live_server.receive_all(extra).startswith(b'HTTP/1.1 503 '))
            for connection in held:
                connection.close()

    def test_out_of_descriptors_does_not_spin(self):
        with live_server.LiveServer(BINARY) as server:
            subprocess.run(['prlimit', '--pid', str(server.process.pid), '--nofile=64:64'], check=True)
            flood = []
            for _ in range(200):
                try:
                    flood.append(server.connect(timeout=1))
                except OSError:
                    pass
            before = server.cpu_seconds()
            time_passes(2)
            self.assertLess(server.cpu_seconds() - before, 1)
            for connection in flood:
                connection.close()
            until = time.monotonic() + 5
            status = 0
            while status != 200 and time.monotonic() < until:
                try:
                    status = server.ask('GET', '/livez')[0]
                except OSError:
                    time_passes(0.1)
            self.assertEqual(status, 200)

    def test_configuration_mistakes(self):
        for flags, words in ((['--listen', '0.0.0.0:0'], b'trusted_proxies'), (['--listen', 'nonsense'], b'server.listen'), (['--config', '/nonexistent.toml'], b'nonexistent')):
            done = subprocess.run([BINARY, 'serve', '--data', '/nonexistent/never', *flags, '--check-config'], capture_output=True, timeout=20)
            self.assertNotEqual(done.returncode, 0)
            self.assertIn(words, done.stderr)
            self.assertEqual(done.stderr.count(b'\n'), 1, done.stderr)
        done = subprocess.run([BINARY, 'serve', '--config', os.path.join(SOURCE, 'deploy/cybercheck.toml'), '--check-config'], capture_output=True, timeout=20)
        self.assertEqual(done.returncode, 0, done.stderr)


def time_passes(seconds):
    """The thing under test is what happens while time passes."""
    import select
    select.select([], [], [], seconds)


if __name__ == '__main__':
    unittest.main()
