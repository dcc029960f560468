#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Reports, batches and attachments against a running server."""
import json
import os
import unittest
import uuid

import live_server

BINARY = live_server.binary_from_arguments()
SOURCE = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
ROLES = ('partner', 'intake', 'officer', 'supervisor', 'analyst', 'admin')
PNG = bytes.fromhex('89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c4944415408d763f8cfc000000301010018dd8db00000000049454e44ae426082')


def key():
    return str(uuid.uuid4())


class ReportsTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = live_server.LiveServer(BINARY, '--limits', 'off')
        cls.tokens = {role: cls.server.token(role) for role in ROLES}

    @classmethod
    def tearDownClass(cls):
        cls.server.__exit__()

    def ask(self, method, path, body=None, who='anonymous', **fields):
        fields = {name.replace('_', '-'): value for name, value in fields.items()}
        if method == 'POST':
            fields.setdefault('Idempotency-Key', key())
        if who != 'anonymous':
            fields['Authorization'] = 'Bearer ' + self.tokens[who]
        status, got, answer = self.server.ask(method, path, body, fields)
        if got.get('content-type', '').endswith('json') and 'ndjson' not in got['content-type']:
            answer = json.loads(answer)
        return status, got, answer

    def report(self, body, who='anonymous', **fields):
        return self.ask('POST', '/v1/reports', body, who, **fields)

    def test_every_row(self):
        rows = 0
        with open(os.path.join(SOURCE, 'tests/vectors/report_answers.tsv'), encoding='utf-8') as file:
            for line in file:
                if line.startswith('#') or not line.strip():
                    continue
                name, who, body, status, expected = line.rstrip('\n').split('\t')
                rows += 1
                with self.subTest(name):
                    got, fields, answer = self.report(body, who)
                    self.assertEqual(got, int(status), answer)
                    if got != 201:
                        self.assertEqual(answer['code'], expected)
                        continue
                    keys = [one['key'] + ('' if one['counts'] else '!') for one in answer['indicators']]
                    self.assertEqual(' '.join(keys), expected)
                    self.assertEqual(fields['location'], '/v1/reports/' + answer['id'])
        self.assertGreaterEqual(rows, 30)

    def test_visible_at_once_and_known_the_second_time(self):
        patrol = {'source': 'patrol', 'indicators': [{'value': '081-000-2001'}]}
        status, _, first = self.report(patrol, 'officer')
        self.assertEqual((status, first['indicators'][0]['before'], first['indicators'][0]['verdict']), (201, 'new', 'suspected'))
        check = self.server.ask_json('GET', '/v1/check?kind=phone&value=0810002001')[1]
        self.assertEqual((check['verdict'], check['id']), ('suspected', first['indicators'][0]['id']))
        status, _, second = self.report(patrol, 'supervisor')
        self.assertEqual((status, second['indicators'][0]['before']), (201, 'known'))

    def test_replays(self):
        again = key()
        body = json.dumps({'source': 'tip', 'text': 'โทร 081-000-2002'})
        first = self.report(body, Idempotency_Key=again)
        second = self.report(body, Idempotency_Key=again)
        self.assertEqual((first[0], second[0]), (201, 200))
        self.assertEqual(second[1]['idempotency-replayed'], 'true')
        self.assertEqual((first[2]['id'], first[2]['receipt_code']), (second[2]['id'], second[2]['receipt_code']))
        self.assertEqual(second[2]['indicators'][0]['before'], 'new', 'as it was told the first time')
        status, _, other = self.report(body.replace('2002', '2003'), Idempotency_Key=again)
        self.assertEqual((status, other['code']), (422, 'conflict'))
        # The same key of another credential, or on another route, is another write.
        self.assertEqual(self.report(body, 'officer', Idempotency_Key=again)[0], 201)
        self.assertEqual(self.report(body, Idempotency_Key='not-a-uuid')[2]['code'], 'idempotency_key_bad')
        status, _, answer = self.server.ask('POST', '/v1/reports', body)
        self.assertEqual((status, json.loads(answer)['code']), (400, 'idempotency_key_missing'))

    def test_status(self):
        status, _, mine = self.report({'source': 'tip', 'text': 'โทร 081-000-2004 ลับมาก', 'contact': {'name': 'สมหญิง'}})
        path = '/v1/reports/' + mine['id']
        for refused in (self.ask('GET', path), self.ask('GET', path, Receipt_Code='AAAA-AAAA-AAAA-AAAA-A'), self.ask('GET', path, who='partner'),
                        self.ask('GET', path, who='intake'), self.ask('GET', '/v1/reports/' + '0' * 32, Receipt_Code=mine['receipt_code']),
                        self.ask('GET', path + '.1', Receipt_Code=mine['receipt_code']), self.ask('GET', '/v1/reports/x')):
            self.assertEqual((refused[0], refused[2]['code']), (404, 'not_found'))
            self.assertEqual(refused[2], self.ask('GET', path)[2], 'all alike')
        status, _, answer = self.ask('GET', path, Receipt_Code=mine['receipt_code'])
        self.assertEqual((status, answer['state'], answer['source'], answer['indicators'][0]['verdict']), (200, 'received', 'tip', 'reported'))
        self.assertNotIn('said', answer)
        for who in ('officer', 'supervisor', 'admin'):
            status, _, answer = self.ask('GET', path, who=who, X_Access_Purpose='case 12')
            self.assertEqual((status, answer['said']), (200, {'text': 'โทร 081-000-2004 ลับมาก', 'contact': {'name': 'สมหญิง'}}))
        # An intake system sees what it sent itself, without a code; and not what was sealed.
        status, _, own = self.report({'source': 'hotline', 'text': 'x 081-000-2005'}, 'intake')
        status, _, answer = self.ask('GET', '/v1/reports/' + own['id'], who='intake')
        self.assertEqual((status, 'said' in answer), (200, False))
        accesses = ''
        for name in os.listdir(os.path.join(self.server.data, 'access')):
            with open(os.path.join(self.server.data, 'access', name), encoding='utf-8') as file:
                accesses += file.read()
        self.assertIn('"GET /v1/reports/{id}","object":"%s"' % mine['id'], accesses)
        self.assertIn('case 12', accesses)

    def test_nothing_of_people_outside_the_seal(self):
        self.report({'source': 'hotline', 'text': 'ความลับสุดยอด 081-000-2006', 'note': 'NOTE-SECRET', 'contact': {'email': 'secret@mail.example'},
                     'reporter': {'name': 'NAME-SECRET', 'national_id': '1101700230708'}}, 'intake')
        entry = self.server.control('GET', '/control/log?from=1&count=1000')[1]['entries'][-1]
        self.assertEqual(entry['type'], 'report_submit')
        for secret in ('ความลับสุดยอด', 'NOTE-SECRET', 'secret@mail', 'NAME-SECRET', '1101700230708'):
            self.assertNotIn(secret, entry['body'])
        self.assertIn('"reporter":"per:', entry['body'])

    def test_tips_of_one_network_are_capped_and_kept(self):
        answers = [self.report({'source': 'tip', 'indicators': [{'value': '081-000-2007'}]})[2]['indicators'][0] for _ in range(8)]
        self.assertEqual([one['counts'] for one in answers], [True] * 5 + [False] * 3)
        self.assertEqual({one['verdict'] for one in answers}, {'reported'})
        metrics = self.server.ask('GET', '/metrics')[2].decode()
        self.assertIn('cybercheck_tips_capped_total{by="network"} 3', metrics)

    def batch(self, rows, who='intake', **fields):
        body = '\n'.join(row if isinstance(row, str) else json.dumps(row) for row in rows)
        status, got, answer = self.ask('POST', '/v1/reports:batch', body, who, Content_Type='application/x-ndjson', **fields)
        if got['content-type'] == 'application/x-ndjson':
            answer = [json.loads(line) for line in answer.decode().splitlines()]
        return status, got, answer

    def test_batch(self):
        rows = [{'source': 'hotline', 'indicators': [{'value': '081-000-3001'}], 'external_id': '1'},
                '{"source":"hotline"', '',
                {'source': 'patrol', 'indicators': [{'value': '081-000-3002'}]},
                {'source': 'hotline', 'indicators': [{'value': '12', 'kind': 'phone'}]},
                {'source': 'station', 'text': 'x 081-000-3003 081-000-3001', 'reporter': {'national_id': '1101700230708'}}]
        again = key()
        status, _, answer = self.batch(rows, Idempotency_Key=again)
        self.assertEqual(status, 201)
        self.assertEqual([(row['row'], row.get('error', {}).get('code')) for row in answer], [(1, None), (2, 'bad_request'), (4, 'forbidden'), (5, 'phone_too_short'), (6, None)])
        self.assertEqual(answer[4]['id'], answer[0]['id'] + '.1')
        self.assertEqual([(one['key'], one['before']) for one in answer[4]['indicators']], [('phone:+66810003003', 'new'), ('phone:+66810003001', 'known')])
        self.assertIn('indicators[0].value', answer[3]['error']['detail'])
        status, fields, replayed = self.batch(rows, Idempotency_Key=again)
        self.assertEqual((status, fields['idempotency-replayed']), (200, 'true'))
        self.assertEqual(replayed, answer)
        self.assertEqual(self.batch(rows[:1], Idempotency_Key=again)[0], 422)
        status, _, one = self.ask('GET', '/v1/reports/' + answer[4]['id'], Receipt_Code=answer[4]['receipt_code'])
        self.assertEqual((status, one['source']), (200, 'station'))
        self.assertEqual(self.ask('GET', '/v1/reports/' + answer[4]['id'], Receipt_Code=answer[0]['receipt_code'])[0], 404)

    def test_batches_that_are_none(self):
        status, _, answer = self.batch(['[]', '{}'])
        self.assertEqual((status, [row['error']['code'] for row in answer]), (200, ['bad_request', 'missing_member']))
        self.assertEqual(self.batch(['', ' '])[2]['code'], 'bad_request')
        self.assertEqual(self.batch(['{}'] * 501)[2]['code'], 'too_many_items')
        self.assertEqual(self.batch(['{}'], 'anonymous')[0], 401)
        for who in ('partner', 'analyst'):
            self.assertEqual(self.batch(['{}'], who)[0], 403)
        self.assertEqual(self.ask('POST', '/v1/reports:batch', '{}', 'intake')[0], 415)
        # The 42nd row is where 4,096 indicators of one entry end.
        many = {'source': 'hotline', 'indicators': [{'kind': 'phone', 'value': '08200%05d' % n} for n in range(100)]}
        status, _, answer = self.batch([many] * 42)
        self.assertEqual((status, [row.get('error', {}).get('code') for row in answer][39:]), (201, [None, 'too_many_items', 'too_many_items']))

    def test_attachments(self):
        again = key()
        path = '/v1/attachments?url=https%3A%2F%2Fbad.example%2F%E0%B8%81&captured_at=2025-11-20T10:00:00%2B07:00&tool=app+1.2'
        status, fields, added = self.ask('POST', path, PNG, Content_Type='image/png', Idempotency_Key=again)
        self.assertEqual((status, added['media_type'], added['bytes']), (201, 'image/png', len(PNG)), added)
        status, fields, replayed = self.ask('POST', path, PNG, Content_Type='image/png', Idempotency_Key=again)
        self.assertEqual((status, replayed, fields['idempotency-replayed']), (200, added, 'true'))
        self.assertEqual(self.ask('POST', path + '3', PNG, Content_Type='image/png', Idempotency_Key=again)[0], 422)
        status, _, report = self.report({'source': 'tip', 'text': 'ดูรูป', 'attachments': [added['id']]})
        self.assertEqual(status, 201)
        for who, expected in (('anonymous', 401), ('partner', 403), ('intake', 403), ('analyst', 403), ('officer', 200), ('admin', 200)):
            self.assertEqual(self.ask('GET', '/v1/attachments/' + added['id'], who=who)[0], expected, who)
            self.assertEqual(self.ask('GET', '/v1/attachments/%s/capture' % added['id'], who=who)[0], expected, who)
        status, fields, bytes_ = self.ask('GET', '/v1/attachments/' + added['id'], who='officer')
        self.assertEqual((bytes_, fields['content-type'], fields['x-content-type-options']), (PNG, 'image/png', 'nosniff'))
        self.assertEqual(fields['content-disposition'], 'attachment; filename="%s.png"' % added['id'])
        facts = self.ask('GET', '/v1/attachments/%s/capture' % added['id'], who='officer')[2]
        self.assertEqual(facts['capture'], {'url': 'https://bad.example/ก', 'captured_at': '2025-11-20T10:00:00+07:00', 'by': 'anon', 'tool': 'app+1.2'})
        self.assertEqual(self.ask('GET', '/v1/attachments/' + '0' * 32, who='officer')[0], 404)
        self.assertEqual(self.ask('GET', '/v1/attachments/x/capture', who='officer')[0], 404)
        # Nothing of it lies open on the disk.
        for directory, _, names in os.walk(os.path.join(self.server.data, 'attachments')):
            for name in names:
                with open(os.path.join(directory, name), 'rb') as file:
                    self.assertNotIn(b'IHDR', file.read())

    def test_attachments_that_are_none(self):
        for body, kind, code in ((b'', 'image/png', 'bad_request'), (b'hello', 'image/png', 'unsupported_media_type'), (PNG, 'image/jpeg', 'unsupported_media_type'),
                                 (PNG, 'text/html', 'unsupported_media_type'), (PNG, 'application/json', 'unsupported_media_type')):
            self.assertEqual(self.ask('POST', '/v1/attachments', body, Content_Type=kind)[2]['code'], code, (body[:5], kind))
        for query, code in (('?what=1', 'unknown_member'), ('?url=a&url=b', 'bad_request'), ('?url', 'bad_request'), ('?captured_at=yesterday', 'bad_request'),
                            ('?captured_at=2999-01-01T00:00:00Z', 'bad_request'), ('?tool=' + 'a' * 129, 'value_too_long'), ('?url=%FF', 'invalid_utf8'), ('?url=%00', 'bad_request')):
            self.assertEqual(self.ask('POST', '/v1/attachments' + query, PNG, Content_Type='image/png')[2]['code'], code, query)


if __name__ == '__main__':
    unittest.main()
