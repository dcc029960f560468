#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Who a request comes from and how much of it is too much, against a running server: proxies, networks, installs, tokens, distinct numbers."""
import json
import subprocess
import unittest
import uuid

import live_server

BINARY = live_server.binary_from_arguments()


def limits(**rates):
    return {'CYBERCHECK_LIMITS__' + name.upper(): rate for name, rate in rates.items()}


def phone(number):
    return '/v1/check?kind=phone&texts=none&value=06%08d' % number


class ClientsTest(unittest.TestCase):
    def statuses(self, server, targets, **fields):
        return [server.ask('GET', target, None, {name.replace('_', '-'): value for name, value in fields.items()})[0] for target in targets]

    def test_a_stranger_cannot_say_who_they_are(self):
        with live_server.LiveServer(BINARY, environment=limits(check_address='3/1h')) as server:
            answers = [server.ask('GET', '/v1/check?value=1441', None, {'X-Forwarded-For': '198.51.100.%d' % n})[0] for n in range(6)]
            self.assertEqual(answers, [200, 200, 200, 429, 429, 429])

    def test_a_trusted_proxy_says_who_asks(self):
        environment = {**limits(check_address='3/1h', check_network='5/1h'), 'CYBERCHECK_SERVER__TRUSTED_PROXIES': '127.0.0.0/8,10.0.0.0/8'}
        with live_server.LiveServer(BINARY, environment=environment) as server:
            check = ['/v1/check?value=1441']
            self.assertEqual(self.statuses(server, check * 4, X_Forwarded_For='198.51.100.1'), [200, 200, 200, 429])
            # What stands left of the client was written by it; inner proxies are taken off.
            self.assertEqual(self.statuses(server, check, X_Forwarded_For='203.0.113.77, 198.51.100.1'), [429])
            self.assertEqual(self.statuses(server, check, X_Forwarded_For='198.51.100.1, 10.0.0.9'), [429])
            # A neighbour has a rate of its own, and what is left of the network's.
            self.assertEqual(self.statuses(server, check * 3, X_Forwarded_For='198.51.100.2'), [200, 200, 429])
            self.assertEqual(self.statuses(server, check * 3, X_Forwarded_For='2001:db8::1'), [200, 200, 200])
            self.assertEqual(self.statuses(server, check, X_Forwarded_For='2001:db8::ffff'), [429])
            self.assertEqual(self.statuses(server, check, X_Forwarded_For='::ffff:198.51.100.1'), [429])

    def test_different_numbers_are_budgeted_and_repeats_are_free(self):
        with live_server.LiveServer(BINARY, environment=limits(lookup_address='5/1h', lookup_token='5/1h')) as server:
            self.assertEqual(self.statuses(server, [phone(n) for n in range(5)] * 3), [200] * 15)
            status, fields, body = server.ask('GET', phone(5))
            self.assertEqual(status, 429)
            self.assertIn('different numbers', json.loads(body)['detail'])
            self.assertGreater(int(fields['retry-after']), 600)
            self.assertEqual(fields['ratelimit-policy'], '"lookup";q=5;w=3600')
            self.assertEqual(self.statuses(server, [phone(n) for n in range(5)]), [200] * 5)
            # However they are packed, and whatever they are written like.
            self.assertEqual(server.ask('POST', '/v1/check', {'items': [{'kind': 'phone', 'value': '+66600000001'}, {'value': 'https://a.example/'}]})[0], 200)
            self.assertEqual(server.ask('POST', '/v1/check', {'items': [{'value': 'https://a.example/'}, {'kind': 'phone', 'value': '0610000001'}]})[0], 429)
            self.assertEqual(server.ask('POST', '/v1/scan', {'text': 'โทร 061-000-0002'})[0], 429)
            self.assertEqual(server.ask('POST', '/v1/scan', {'text': 'โทร 060-000-0002'})[0], 200)
            report = lambda value: server.ask('POST', '/v1/reports', {'source': 'tip', 'category': 'scam', 'indicators': [{'kind': 'phone', 'value': value}]},
                                              {'Idempotency-Key': str(uuid.uuid4())})
            self.assertEqual(report('060-000-0003')[0], 201)
            status, fields, body = report('061-000-0003')
            self.assertEqual((status, json.loads(body)['code']), (429, 'too_many_requests'))
            self.assertGreater(int(fields['retry-after']), 600)
            # A batch of reports is no way around: nothing of it is entered, what was within the budget is free the next time.
            made = subprocess.run([BINARY, 'token', 'create', '--role', 'intake', '--name', 'line', '--data', server.data, '--json'], check=True, capture_output=True)
            fields = {'Authorization': 'Bearer ' + json.loads(made.stdout)['token'], 'Content-Type': 'application/x-ndjson'}
            batch = lambda numbers: server.ask('POST', '/v1/reports:batch', '\n'.join(json.dumps({'source': 'hotline', 'indicators': [{'kind': 'phone', 'value': '06%08d' % n}]}) for n in numbers),
                                               {**fields, 'Idempotency-Key': str(uuid.uuid4())})
            entries = lambda: server.control('GET', '/control/log?from=1&count=1')[1]['applied_seq']
            self.assertEqual(batch([90, 91, 90, 91, 92])[0], 201)
            before = entries()
            status, told, body = batch([92, 93, 94, 95])
            self.assertEqual((status, json.loads(body)['code'], told['ratelimit-policy']), (429, 'too_many_requests', '"lookup-token";q=5;w=3600'))
            self.assertEqual(entries(), before)
            self.assertEqual(batch([90, 91, 92, 93, 94])[0], 201)
            # Links are not numbers.
            self.assertEqual(self.statuses(server, ['/v1/check?kind=url&value=https://%d.example/' % n for n in range(20)]), [200] * 20)
            # An install and a token have budgets of their own.
            install = json.loads(server.ask('POST', '/v1/app_tokens', {})[2])['token']
            self.assertEqual(self.statuses(server, [phone(n) for n in range(20, 40)], Authorization='Bearer ' + install), [200] * 20)
            made = subprocess.run([BINARY, 'token', 'create', '--role', 'partner', '--name', 'bank', '--data', server.data, '--json'], check=True, capture_output=True)
            token = json.loads(made.stdout)['token']
            items = [{'kind': 'phone', 'value': '06%08d' % n} for n in range(5)]
            self.assertEqual(server.ask('POST', '/v1/check', {'items': items}, {'Authorization': 'Bearer ' + token})[0], 200)
            metrics = server.ask('GET', '/metrics')[2].decode()
            self.assertIn('cybercheck_lookups_limited_total 5\n', metrics)

    def test_guessing_tokens_is_slow(self):
        with live_server.LiveServer(BINARY, environment=limits(officer_address='5/1h')) as server:
            answers = [server.ask('GET', '/livez', None, {'Authorization': 'Bearer cct_%016x_%s' % (n, 'A' * 43)})[0] for n in range(8)]
            self.assertEqual(answers, [401] * 5 + [429] * 3)
            self.assertEqual(server.ask('GET', '/livez')[0], 200)

    def test_a_large_batch_counts_for_several_requests(self):
        with live_server.LiveServer(BINARY) as server:
            items = [{'kind': 'url', 'value': 'https://%04d.example/' % n + 'x' * 160} for n in range(200)]
            status, fields, _ = server.ask('POST', '/v1/check', {'items': items})
            self.assertEqual((status, fields['ratelimit-policy']), (200, '"check";q=600;w=60'))
            left = int(fields['ratelimit'].split('r=')[1].split(';')[0])
            self.assertIn(left, range(580, 592))

    def test_off_is_off(self):
        with live_server.LiveServer(BINARY, '--limits', 'off', environment=limits(check_address='1/1h', lookup_address='1/1h')) as server:
            for n in range(50):
                status, fields, _ = server.ask('GET', phone(n))
                self.assertEqual(status, 200)
                self.assertNotIn('ratelimit', fields)


if __name__ == '__main__':
    unittest.main()
