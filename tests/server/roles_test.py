#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Every address of docs/roles.md with every role, against a running server: who is let in, who is not, and what of it is recorded."""
import json
import os
import re
import subprocess
import unittest
import uuid

import live_server

BINARY = live_server.binary_from_arguments()
SOURCE = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
ROLES = ('anonymous', 'partner', 'intake', 'officer', 'supervisor', 'analyst', 'admin')


def rows():
    """(method, path, {role: allowed}, recorded) of the document."""
    found = []
    with open(os.path.join(SOURCE, 'docs/roles.md'), encoding='utf-8') as file:
        for line in file:
            cells = [cell.strip() for cell in line.strip().strip('|').split('|')]
            if len(cells) != 2 + len(ROLES) + 2 or not cells[1].startswith('`'):
                continue
            allowed = {role: cells[2 + i] == '✓' for i, role in enumerate(ROLES)}
            for method in cells[0].split():
                found.append((method, cells[1].strip('`'), allowed, cells[2 + len(ROLES)] == '✓'))
    return found


ROWS = rows()


def command(data, *arguments):
    return json.loads(subprocess.run([BINARY, *arguments, '--data', data, '--json'], check=True, capture_output=True).stdout or b'null')


def accesses(data):
    directory = os.path.join(data, 'access')
    lines = []
    for name in sorted(os.listdir(directory)) if os.path.isdir(directory) else []:
        with open(os.path.join(directory, name), encoding='utf-8') as file:
            lines += [json.loads(line) for line in file]
    return lines


class RolesTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = live_server.LiveServer(BINARY, '--limits', 'off')
        cls.tokens = {role: command(cls.server.data, 'token', 'create', '--role', role, '--name', role) for role in ROLES[1:]}

    @classmethod
    def tearDownClass(cls):
        cls.server.__exit__()

    def send(self, method, path, token=None, server=None):
        """The status of a request that means nothing: whoever is let in is told that it is no good, not who they are."""
        fields = {'Idempotency-Key': str(uuid.uuid4()), 'X-Access-Purpose': 'the table'}
        if token is not None:
            fields['Authorization'] = 'Bearer ' + token
        target = re.sub(r'\{[a-z_]+\}', '0' * 34, path)
        if path.endswith(':stream'):
            target += '?after=none'  # what it gives has no end
        status, got, body = (server or self.server).ask(method, target, {} if method == 'POST' else None, fields)
        if status == 401:
            self.assertEqual(got['www-authenticate'], 'Bearer')
        return status, body

    def verify(self, data, status, message, *flags):
        done = subprocess.run([BINARY, 'audit', 'verify', '--data', data, *flags], capture_output=True, env={**os.environ, 'LC_ALL': 'C'})
        self.assertEqual(done.returncode, status, done.stderr)
        self.assertIn(message, done.stderr.decode())

    def test_1_every_role_and_every_row(self):
        self.assertGreater(len(ROWS), 10)
        for method, path, allowed, _ in ROWS:
            for role in ROLES:
                token = self.tokens[role]['token'] if role in self.tokens else None
                status, body = self.send(method, path, token)
                if not allowed[role]:
                    self.assertEqual(status, 401 if role == 'anonymous' else 403, (method, path, role, body))
                elif role != 'anonymous':
                    self.assertNotIn(status, (401, 403), (method, path, role, body))
                    self.assertLess(status, 500, (method, path, role, body))

    def test_2_a_token_that_is_none(self):
        revoked = command(self.server.data, 'token', 'create', '--role', 'admin', '--name', 'gone')
        command(self.server.data, 'token', 'revoke', revoked['id'])
        good = self.tokens['admin']['token']
        other_secret = good[:-1] + ('A' if good[-1] != 'A' else 'B')
        unknown = good.replace(self.tokens['admin']['id'], 'f' * 16)
        for token in (revoked['token'], other_secret, unknown, good + 'A', good.upper(), 'cct_'):
            for method, path, _, _ in ROWS:
                self.assertEqual(self.send(method, path, token)[0], 401, (token, method, path))
        over = self.server.token('officer', expires_at=1)
        status, _, body = self.server.ask('GET', '/v1/check?value=1441', None, {'Authorization': 'Bearer ' + over})
        self.assertEqual((status, json.loads(body)['code']), (401, 'unauthorized'))
        self.assertRegex(json.loads(body)['detail'], '^token_expired: .*token create')
        self.assertNotIn('token_expired', json.loads(self.server.ask('GET', '/v1/check?value=1441', None, {'Authorization': 'Bearer ' + over[:-1] + ('A' if over[-1] != 'A' else 'B')})[2])['detail'])
        for scheme in ('Basic ' + good, good, 'Bearer  ' + good):
            self.assertEqual(self.server.ask('GET', '/v1/check?value=1441', None, {'Authorization': scheme})[0], 401, scheme)
        self.assertEqual(self.server.ask('GET', '/v1/check?value=1441', None, {'Authorization': 'bearer ' + good})[0], 200)

    def test_3_an_install_is_nobody(self):
        status, _, body = self.server.ask('POST', '/v1/app_tokens', {})
        self.assertEqual(status, 201)
        token = json.loads(body)['token']
        for method, path, allowed, _ in ROWS:
            status, answer = self.send(method, path, token)
            if not allowed['anonymous']:
                self.assertEqual(status, 401, (method, path, answer))
        self.assertEqual(self.server.ask('GET', '/v1/check?value=1441', None, {'Authorization': 'Bearer ' + token})[0], 200)

    def test_4_what_is_recorded(self):
        with live_server.LiveServer(BINARY, '--limits', 'off') as server:
            tokens = {role: command(server.data, 'token', 'create', '--role', role, '--name', role) for role in ROLES[1:]}
            expected = []
            for method, path, allowed, recorded in ROWS:
                for role in ROLES[1:]:
                    status, _ = self.send(method, path, tokens[role]['token'], server)
                    if not allowed[role] or recorded and status != 415:
                        expected.append(('tok:' + tokens[role]['id'], method + ' ' + path, 'granted' if allowed[role] else 'denied'))
            # What was read was recorded before it was answered; a denial may follow its answer, at the latest with the server's end.
            self.assertEqual(server.stop(), 0)
            lines = accesses(server.data)
            self.assertEqual([(line['actor'], line['route'], line['outcome']) for line in lines], expected)
            self.assertEqual({line['purpose'] for line in lines}, {'the table'})
            verified = command(server.data, 'audit', 'verify')
            self.assertEqual(verified['lines'], len(expected))
            exported = subprocess.run([BINARY, 'audit', 'export', '--data', server.data], check=True, capture_output=True).stdout
            self.assertEqual([json.loads(line) for line in exported.splitlines()], lines)
            # A line that is changed is named; an end that is cut off is seen by who kept the head.
            self.verify(server.data, 0, '', '--head', verified['head'])
            path = os.path.join(server.data, 'access', os.listdir(os.path.join(server.data, 'access'))[0])
            with open(path, 'rb') as file:
                whole = file.read()
            with open(path, 'wb') as file:
                file.write(whole.replace(b'"denied"', b'"granted"', 1))
            first = next(i for i, line in enumerate(lines, 1) if line['outcome'] == 'denied')
            self.verify(server.data, 2, '.ndjson:%d: ' % (first + 1))
            with open(path, 'wb') as file:
                file.write(whole[:whole.rindex(b'\n', 0, -1) + 1])
            self.verify(server.data, 0, '')
            self.verify(server.data, 2, 'line %d' % len(lines), '--head', verified['head'])

    def test_5_what_cannot_be_recorded_is_not_shown(self):
        recorded = [(method, path, allowed) for method, path, allowed, flag in ROWS if flag and method == 'GET']
        with live_server.LiveServer(BINARY, '--limits', 'off') as server:
            token = command(server.data, 'token', 'create', '--role', 'admin', '--name', 'desk')['token']
            os.rmdir(os.path.join(server.data, 'access'))
            for method, path, _ in recorded:
                status, body = self.send(method, path, token, server)
                self.assertEqual(status, 503, (path, body))
                self.assertEqual(json.loads(body)['code'], 'unavailable')
            self.assertEqual(server.ask('GET', '/v1/check?value=1441')[0], 200)
            os.mkdir(os.path.join(server.data, 'access'))
            for method, path, _ in recorded:
                self.assertNotEqual(self.send(method, path, token, server)[0], 503, path)

    def test_6_denials_without_a_token_do_not_fill_the_disk(self):
        closed = next(((method, path) for method, path, allowed, _ in ROWS if not allowed['anonymous']), None)
        if closed is None:
            return
        with live_server.LiveServer(BINARY, '--limits', 'off') as server:
            for _ in range(300):
                self.assertEqual(self.send(*closed, server=server)[0], 401)
            metrics = server.ask('GET', '/metrics')[2].decode()
            server.stop()
            lines = accesses(server.data)
            self.assertGreaterEqual(len(lines), 60)
            self.assertLess(len(lines), 200)
            unrecorded = int(re.search(r'^cybercheck_denials_unrecorded_total (\d+)$', metrics, re.M).group(1))
            self.assertEqual(unrecorded + len(lines), 300)
            self.assertEqual({(line['actor'], line['outcome']) for line in lines}, {('anon', 'denied')})


if __name__ == '__main__':
    unittest.main()
