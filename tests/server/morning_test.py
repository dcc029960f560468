#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A morning at the desk, as docs/morning.md tells it: 1,000 complaints of three channels in batches, 5,000 tips of strangers, 200 patrols; some sent twice, some
malformed, some hostile. At every stage the counts are held against a ledger of what was sent: answers, log, evidence, queue, reviews. The seed is fixed."""
import collections
import concurrent.futures
import http.client
import json
import os
import random
import subprocess
import tempfile
import unittest
import uuid

import live_server

BINARY = live_server.binary_from_arguments()
COMPLAINTS, TIPS, PATROLS, BATCH = 1000, 5000, 200, 100
HOSTILE = ["'; DROP TABLE reports; --", '<script>alert(1)</script>', '=cmd|calc!A1', '\u202egro.elpmaxe', '{"$ne":null}', '../../etc/passwd', '%00%0d%0aX: y']
MALFORMED = [  # body and the code it must be refused with
    ({'source': '{channel}', 'indicators': [{'kind': 'phone', 'value': '12'}]}, 'phone_too_short'),
    ({'source': '{channel}', 'indicators': [{'kind': 'fax', 'value': '1'}]}, 'unknown_kind'),
    ({'source': '{channel}', 'indicators': [{'kind': 'account', 'value': 'xxx-x-x6789-0'}]}, 'account_masked'),
    ({'source': '{channel}', 'colour': 'red', 'indicators': [{'value': '067-100-0001'}]}, 'unknown_member'),
    ({'source': '{channel}', 'indicators': '067-100-0001'}, 'bad_request'),
    ({'source': '{channel}', 'occurred_at': '2099-01-01T00:00:00Z', 'indicators': [{'value': '067-100-0001'}]}, 'bad_request'),
    ({'source': '{channel}'}, 'missing_member'),
]


class MorningTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = live_server.LiveServer(BINARY, '--limits', 'off')
        cls.random = random.Random(20261126)
        cls.tokens = {}
        for name, role in [('online', 'intake'), ('hotline', 'intake'), ('station', 'intake'), ('chief', 'supervisor'), ('second', 'supervisor')] + [('patrol%d' % n, 'officer') for n in range(5)]:
            cls.tokens[name] = json.loads(cls.command('token', 'create', '--role', role, '--name', name))['token']
        cls.sent, cls.answers = collections.Counter(), collections.Counter()
        cls.counted = collections.Counter()  # key -> indicators that count, as answers told
        cls.accepted = {}                    # id of a report -> channel
        # Things many people meet, and things only one meets.
        cls.phones = ['067-1%02d-%04d' % (n % 100, n) for n in range(150)]
        cls.urls = ['https://parcel-%d.example/pay?o=%d' % (n % 40, n) for n in range(120)]
        cls.lines = ['@deal%d' % n for n in range(40)]

    @classmethod
    def tearDownClass(cls):
        cls.server.__exit__()

    @classmethod
    def command(cls, *arguments):
        done = subprocess.run([BINARY, *arguments, '--data', cls.server.data, '--json'], capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def thing(self):
        kind, pool = self.random.choice((('phone', self.phones), ('phone', self.phones), ('url', self.urls), ('line', self.lines)))
        at = min(int(self.random.paretovariate(0.7)) - 1, len(pool) - 1)  # a few are met again and again
        return {'kind': kind, 'value': pool[at]}

    def body(self, channel, things):
        body = {'source': channel, 'category': 'scam', 'indicators': [self.thing() for _ in range(things)]}
        dice = self.random.random()
        if dice < 0.3:
            body['case_type'] = self.random.choice(['goods', 'job', 'loan', 'call_center'])
        if dice < 0.1:
            body['text'] = 'โอนแล้วเงียบ ' + self.random.choice(HOSTILE)
        if 0.1 < dice < 0.2:
            body['contact'] = {'name': self.random.choice(HOSTILE), 'phone': '067-100-9999'}
        return body

    def malformed(self, channel):
        body, code = self.random.choice(MALFORMED)
        return json.loads(json.dumps(body).replace('{channel}', channel)), code

    def post(self, path, body, who=None, key=None, kind='application/json', link=None):
        link = link or http.client.HTTPConnection('127.0.0.1', self.server.port, timeout=60)
        fields = {'Content-Type': kind, 'Idempotency-Key': key or str(uuid.UUID(int=self.random.getrandbits(128), version=4))}
        if who:
            fields['Authorization'] = 'Bearer ' + self.tokens[who]
        link.request('POST', path, (body if isinstance(body, str) else json.dumps(body)).encode(), fields)
        answer = link.getresponse()
        return answer.status, answer.read().decode()

    def take(self, channel, answer):
        self.accepted[answer['id']] = channel
        for one in answer['indicators']:
            self.counted[one['key']] += one['counts']

    def one(self, channel, body, expected, who, again, link):
        """Sends a report, perhaps twice, as a phone whose answer got lost does."""
        key = str(uuid.uuid4())
        status, text = self.post('/v1/reports', body, who, key, link=link)
        seen = [(status, json.loads(text))]
        if again:
            status, text = self.post('/v1/reports', body, who, key, link=link)
            seen.append((status, json.loads(text)))
        return channel, expected, seen

    def test_1_complaints_come_in_batches(self):
        for begin in range(0, COMPLAINTS, BATCH):
            channel = ('hotline', 'online', 'station', 'hotline')[begin // BATCH % 4]
            lines, expected = [], []
            for _ in range(BATCH):
                bad = self.random.random() < 0.04
                body, code = self.malformed(channel) if bad else (self.body(channel, self.random.randint(1, 3)), None)
                lines.append(json.dumps(body, ensure_ascii=False))
                expected.append(code)
            key = str(uuid.UUID(int=self.random.getrandbits(128), version=4))
            status, text = self.post('/v1/reports:batch', '\n'.join(lines) + '\n', channel, key, 'application/x-ndjson')
            self.assertEqual(status, 201, text[:300])
            rows = [json.loads(row) for row in text.splitlines()]
            self.assertEqual(len(rows), BATCH)
            for row, code in zip(rows, expected):
                self.sent[channel] += 1
                self.assertEqual(row.get('error', {}).get('code'), code, row)
                self.answers[(channel, 'refused' if code else 'accepted')] += 1
                if not code:
                    self.take(channel, row)
            if begin % 300 == 0:  # the line broke before the answer came
                again, same = self.post('/v1/reports:batch', '\n'.join(lines) + '\n', channel, key, 'application/x-ndjson')
                self.assertEqual((again, [json.loads(row).get('id') for row in same.splitlines()]), (200, [row.get('id') for row in rows]))

    def test_2_tips_come_one_by_one(self):
        plans = []
        for _ in range(TIPS):
            bad = self.random.random() < 0.03
            body, code = self.malformed('tip') if bad else (self.body('tip', 1), None)
            plans.append((body, code, self.random.random() < 0.05))

        def sender(share):
            link = http.client.HTTPConnection('127.0.0.1', self.server.port, timeout=60)
            return [self.one('tip', body, code, None, again, link) for body, code, again in share]

        with concurrent.futures.ThreadPoolExecutor(16) as pool:
            for results in pool.map(sender, [plans[n::16] for n in range(16)]):
                self.settle(results)

    def settle(self, results):
        for channel, code, seen in results:
            self.sent[channel] += len(seen)
            first = seen[0]
            if code:
                self.assertEqual({(status, answer['code']) for status, answer in seen}, {(400, code)})
                self.answers[(channel, 'refused')] += len(seen)
                continue
            self.assertEqual([status for status, _ in seen], [201, 200][:len(seen)], seen)
            self.assertEqual(len({answer['id'] for _, answer in seen}), 1)
            self.answers[(channel, 'accepted')] += 1
            self.answers[(channel, 'replayed')] += len(seen) - 1
            self.take(channel, first[1])

    def test_3_patrols_are_told_what_is_known(self):
        before = collections.Counter()
        link = http.client.HTTPConnection('127.0.0.1', self.server.port, timeout=60)
        for n in range(PATROLS):
            body = self.body('patrol', self.random.randint(1, 20))
            result = self.one('patrol', body, None, 'patrol%d' % (n % 5), n % 20 == 0, link)
            before.update(one['before'] for one in result[2][0][1]['indicators'])
            self.settle([result])
        self.assertEqual(set(before), {'new', 'known'})
        type(self).before = before

    def test_4_every_stage_reconciles(self):
        total = collections.Counter()
        for (channel, what), count in self.answers.items():
            total[channel] += count
        self.assertEqual(total, self.sent)
        # Log.
        in_log = 0
        entries = [json.loads(line) for line in self.command('log', 'dump').splitlines()]
        for entry in entries:
            if entry['type'] == 'report_submit':
                body = entry['body'] if isinstance(entry['body'], dict) else json.loads(entry['body'])
                in_log += len(body['reports'])
        self.assertEqual(in_log, len(self.accepted))
        self.assertEqual(in_log, sum(count for (_, what), count in self.answers.items() if what == 'accepted'))
        # Evidence: every check tells as many reports as were said to count.
        keys = sorted(self.counted)
        for begin in range(0, len(keys), 100):
            share = keys[begin:begin + 100]
            items = [dict(zip(('kind', 'value'), key.split(':', 1))) for key in share]
            results = self.server.ask_json('POST', '/v1/check', {'items': items})[1]['results']
            self.assertEqual({key: result['reports'] for key, result in zip(share, results)}, {key: self.counted[key] for key in share})
            self.assertFalse({result['verdict'] for result in results} & {'listed', 'official'})
        # Queue: everything that has evidence waits, once.
        waiting = self.ask_desk('GET', '/v1/queue?limit=500', 'chief')
        self.assertEqual(waiting['waiting'], sum(1 for count in self.counted.values() if count))
        type(self).queue = waiting['items']

    def ask_desk(self, method, path, who, body=None):
        fields = {'Authorization': 'Bearer ' + self.tokens[who], 'Idempotency-Key': str(uuid.uuid4()), 'X-Access-Purpose': 'morning round'}
        status, _, answer = self.server.ask(method, path, body, fields)
        self.assertIn(status, (200, 201), answer)
        return json.loads(answer)

    def test_5_the_queue_is_worked_off(self):
        ranks = [item['rank'] for item in self.queue]
        self.assertEqual(ranks, sorted(ranks, reverse=True))
        worst = [item['id'] for item in self.queue[:50]]
        listed = self.ask_desk('POST', '/v1/reviews:batch', 'chief', {'decision': 'list', 'reason': 'morning round', 'indicators': worst})
        self.assertEqual({one['state'] for one in listed['results']}, {'decided'})
        cleared = [item['id'] for item in self.queue[50:55]]
        self.ask_desk('POST', '/v1/reviews:batch', 'second', {'decision': 'clear', 'reason': 'real shops', 'indicators': cleared})
        after = self.ask_desk('GET', '/v1/queue?limit=500', 'chief')
        self.assertEqual(after['waiting'], len(self.queue) - 55 if len(self.queue) < 500 else after['waiting'])
        self.assertFalse({item['id'] for item in after['items']} & set(worst + cleared))
        for item in self.queue[:3] + self.queue[50:53]:
            kind, value = item['key'].split(':', 1)
            verdict = self.server.ask_json('POST', '/v1/check', {'items': [{'kind': kind, 'value': value}]})[1]['results'][0]['verdict']
            self.assertEqual(verdict, 'listed' if item['id'] in worst else 'unknown')

    def test_6_the_log_makes_the_same_tables_again(self):
        self.assertEqual(self.server.stop(), 0)
        self.command('log', 'verify')
        self.command('scrub')
        with tempfile.TemporaryDirectory() as into:
            replayed = json.loads(self.command('log', 'replay', '--into', os.path.join(into, 'again')))
        rows = sorted({channel for channel, _ in self.answers})
        print('\n%-8s %8s %9s %9s %8s' % ('channel', 'sent', 'accepted', 'replayed', 'refused'))
        for channel in rows:
            print('%-8s %8d %9d %9d %8d' % (channel, self.sent[channel], *(self.answers[(channel, what)] for what in ('accepted', 'replayed', 'refused'))))
        print('%d reports in the log, %d things they name, %d times as evidence; patrols were told %s' % (len(self.accepted), len(self.counted), sum(self.counted.values()), dict(self.before)))
        self.assertTrue(replayed)


if __name__ == '__main__':
    unittest.main(warnings='ignore')
