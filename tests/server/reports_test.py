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

    def test_what_people_called_it(self):
        for case_type in ('romance', 'goods', 'goods', None):
            body = {'source': 'station', 'indicators': [{'value': '081-000-2016'}], **({'case_type': case_type} if case_type else {})}
            self.assertEqual(self.report(body, 'intake')[0], 201)
        check = self.server.ask_json('GET', '/v1/check?kind=phone&value=0810002016')[1]
        self.assertEqual(check['case_types'], ['goods', 'romance'])
        entry = self.server.control('GET', '/control/log?from=1&count=1000')[1]['entries'][-1]
        self.assertEqual((entry['type'], entry['version']), ('report_submit', 2))

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

    def test_one_key_sent_many_times_at_once_is_one_report(self):
        """Whoever comes while the first is still on its way waits for its outcome, and is given it."""
        again, body = key(), json.dumps({'source': 'tip', 'text': 'โทร 081-000-2012'}, ensure_ascii=False).encode()
        head = ('POST /v1/reports HTTP/1.1\r\nHost: %s\r\nContent-Type: application/json\r\nIdempotency-Key: %s\r\nConnection: close\r\nContent-Length: %d\r\n\r\n'
                % (self.server.host, again, len(body))).encode()
        connections = [self.server.connect() for _ in range(24)]
        for connection in connections:
            connection.sendall(head + body[:-1])
        for connection in connections:
            connection.sendall(body[-1:])
        answers = []
        for connection in connections:
            with connection:
                answer = live_server.receive_all(connection)
            answers.append((live_server.statuses(answer)[0], json.loads(answer.partition(b'\r\n\r\n')[2])))
        self.assertEqual(sorted(status for status, _ in answers), [200] * 23 + [201])
        self.assertEqual(len({answer['id'] for _, answer in answers}), 1)
        self.assertEqual({answer['indicators'][0]['before'] for _, answer in answers}, {'new'})
        # Another body under that key is refused however it comes, and the number was reported once.
        self.assertEqual(self.report({'source': 'tip', 'text': 'x'}, Idempotency_Key=again)[0], 422)
        self.assertEqual(self.server.ask_json('GET', '/v1/check?kind=phone&value=0810002012')[1]['reports'], 1)

    def test_reports_with_one_text_stand_together(self):
        texts = ['พัสดุของคุณตกค้าง โทร 081-000-2014', 'พัสดุของคุณตกค้าง   โทร 081-000-2014\n']
        for text in texts:
            self.assertEqual(self.report({'source': 'tip', 'text': text})[0], 201)
        self.report({'source': 'tip', 'text': 'พัสดุของคุณตกค้าง โทร 081-000-2014 และ 081-000-2015'})
        queue = self.ask('GET', '/v1/queue?order=newest&kind=phone&limit=500', who='officer')[2]
        groups = {item['key']: item['group'] for item in queue['items']}
        one, other = groups['phone:+66810002014'], groups['phone:+66810002015']
        self.assertRegex(one['text'], '^[0-9a-f]{32}$')
        self.assertNotEqual(one['text'], other['text'])
        # What nobody can find a number in is there for officers to read, one line a text.
        before = self.ask('GET', '/v1/queue?show=texts&order=newest&limit=500', who='officer')[2]
        ids = [self.report({'source': 'tip', 'text': text})[2]['id'] for text in ('เขาบอกว่าเป็นตำรวจ', 'เขาบอกว่าเป็นตำรวจ ', 'อีกเรื่องหนึ่ง')]
        status, _, page = self.ask('GET', '/v1/queue?show=texts&order=newest&limit=500', who='officer')
        self.assertEqual((status, page['items'], page['waiting']), (200, [], before['waiting']))
        self.assertEqual([(text['reports'], text['ids']) for text in page['texts'][:2]], [(1, ids[2:]), (2, [ids[1], ids[0]])])
        pages, after = [], ''
        while after is not None:
            page = self.ask('GET', '/v1/queue?show=texts&order=oldest&limit=1' + ('&after=' + after if after else ''), who='officer')[2]
            pages += [id_ for text in page['texts'] for id_ in text['ids']]
            after = page['next']
        self.assertEqual(pages[-3:], ids)
        self.assertEqual(self.ask('GET', '/v1/reports/' + ids[0], who='officer')[2]['said']['text'], 'เขาบอกว่าเป็นตำรวจ')
        for query in ('?show=texts&kind=phone', '?show=texts&order=rank', '?show=other'):
            self.assertEqual(self.ask('GET', '/v1/queue' + query, who='officer')[2]['code'], 'bad_request', query)
        self.assertEqual(self.ask('GET', '/v1/queue?show=texts', who='partner')[0], 403)

    def test_a_redacted_report_is_gone_and_counts_no_more(self):
        again = key()
        body = json.dumps({'source': 'patrol', 'indicators': [{'value': '081-000-2013'}]})
        status, _, report = self.report(body, 'officer', Idempotency_Key=again)
        self.assertEqual((status, report['indicators'][0]['verdict']), (201, 'suspected'))
        seq = self.server.control('GET', '/control/log?from=1&count=1')[1]['applied_seq']
        redact = {'type': 'body_redact', 'id': os.urandom(32).hex(), 'time_ms': 1764200000000, 'actor': 'cli',
                  'body': json.dumps({'salt': os.urandom(16).hex(), 'seq': seq, 'reason': 'the number is a victim\'s'}, separators=(',', ':'))}
        status, answer = self.server.control('POST', '/control/entries', redact)
        self.assertEqual((status, answer['accepted']), (200, True), answer)
        self.assertEqual(self.server.ask_json('GET', '/v1/check?kind=phone&value=0810002013')[1]['verdict'], 'unknown')
        self.assertEqual(self.ask('GET', '/v1/reports/' + report['id'], who='officer')[0], 404)
        status, _, answer = self.report(body, 'officer', Idempotency_Key=again)
        self.assertEqual((status, answer['code']), (404, 'body_redacted'), 'sent once more it is not entered again')
        self.assertIsNone(self.server.control('GET', '/control/log?from=%d&count=1' % seq)[1]['entries'][0]['body'])

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

    def test_caps_hold_over_a_restart(self):
        tip = lambda server: json.loads(server.ask('POST', '/v1/reports', {'source': 'tip', 'indicators': [{'value': '081-000-2017'}]}, {'Idempotency-Key': key()})[2])
        with live_server.LiveServer(BINARY, '--limits', 'off') as server:
            self.assertEqual([tip(server)['indicators'][0]['counts'] for _ in range(4)], [True] * 4)
            self.assertEqual(server.stop(), 0)
            self.assertFalse(os.path.exists(os.path.join(server.data, 'control.sock')), 'nobody waits for a server that has ended')
            with live_server.LiveServer(BINARY, '--limits', 'off', data=server.data) as again:
                self.assertEqual([tip(again)['indicators'][0]['counts'] for _ in range(3)], [True, False, False])

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
        # However often it is sent there is one file of it: no erasure would reach another.
        stored = [name for _, _, names in os.walk(os.path.join(self.server.data, 'attachments')) for name in names]
        self.assertEqual(stored, [added['id']])
        status, _, report = self.report({'source': 'tip', 'text': 'ดูรูป', 'attachments': [added['id']]})
        self.assertEqual(status, 201)
        # Officers find it by the report; whoever reported is told that it is there.
        reading = {'Receipt_Code': report['receipt_code']}
        self.assertEqual(self.ask('GET', '/v1/reports/' + report['id'], who='officer')[2]['files'], [added['id']])
        own = self.ask('GET', '/v1/reports/' + report['id'], **reading)[2]
        self.assertEqual((own['attachments'], own.get('files')), (1, None))
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
