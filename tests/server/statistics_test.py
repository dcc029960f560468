#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Statistics against a running server: what an analyst is told of cases that were filed a moment ago, and who may not ask."""
import calendar
import json
import secrets
import time
import unittest
import uuid

import live_server
from openapi_document import STATISTICS, Fits, documented_under

BINARY = live_server.binary_from_arguments()
# Only trouble gives these; the rooms' own tests make it.
UNREACHED = {row for row in documented_under(lambda path: path.startswith(STATISTICS)) if row[2] in ('429', '503', '507')}


def bangkok(day, hour=12, minute=0):
    """Unix seconds of a time in Thailand."""
    return calendar.timegm(time.strptime(day, '%Y-%m-%d')) + (hour - 7) * 3600 + minute * 60


class StatisticsTest(Fits, unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = live_server.LiveServer(BINARY, '--limits', 'off')
        cls.tokens = {role: cls.server.token(role) for role in ('partner', 'intake', 'officer', 'supervisor', 'analyst')}

    @classmethod
    def tearDownClass(cls):
        cls.server.__exit__()
        if cls.completed:
            missing = documented_under(lambda path: path.startswith(STATISTICS)) - cls.exercised - UNREACHED
            assert not missing, 'documented, but never answered: %s' % sorted(missing)

    completed = False

    def enter(self, kind, body):
        entry = {'type': kind, 'id': secrets.token_hex(32), 'time_ms': int(time.time() * 1000), 'actor': 'cli',
                 'body': json.dumps({'salt': secrets.token_hex(16), **body}, separators=(',', ':'))}
        status, answer = self.server.control('POST', '/control/entries', entry)
        self.assertTrue(status == 200 and answer['accepted'], answer)
        return answer['seq']

    def case(self, reported, **more):
        account = 'account:004:%010d' % secrets.randbelow(10**10)
        complaint = {'channel': 'hotline', 'verified': True, 'reported_at': reported, 'transfers': [{'from': 'victim', 'to': account, 'satang': 100}], **more}
        return self.enter('case_file', {'canon': 1, 'complaints': [complaint]})

    def ask(self, who, query, status=200, table='cases', method='GET', **fields):
        headers = {name.replace('_', '-'): value for name, value in fields.items()}
        if who is not None:
            headers['Authorization'] = 'Bearer ' + self.tokens[who]
        got, self.fields, answer = self.server.ask(method, '/v1/statistics/%s?%s' % (table, query), None, headers)
        self.assertEqual(got, status, answer[:500])
        return self.fits('/v1/statistics/{table}', method.lower(), got, self.fields, answer)

    def test_1_cases_by_type(self):
        for day, case_type, damage in (('2026-02-01', 'job', 500_000), ('2026-02-28', 'job', 700_000), ('2026-02-14', 'goods', 1), ('2026-02-14', 'goods', 2),
                                       ('2026-02-14', 'goods', 3), ('2026-01-31', 'job', 40_000), ('2026-03-01', 'job', 9)):
            seq = self.case(bangkok(day), case_type=case_type, damage=damage)
        answer = self.ask('analyst', 'from=2026-02-01&to=2026-02-28&by=case_type&rank=damage')
        self.assertEqual([(row['case_type'], row['count'], row['damage_satang'], row['rank_count'], row['rank_damage'], row['share_count_bp'], row['change_count'])
                          for row in answer['rows']], [('job', 2, 1_200_000, 2, 1, 4000, 1), ('goods', 3, 6, 1, 2, 6000, 3)])
        self.assertEqual((answer['totals']['count'], answer['totals']['damage_satang'], answer['days']), (5, 1_200_006, 28))
        self.assertEqual(answer['per_day'], {'count': 0.18, 'damage_satang': 42857})
        self.assertEqual(answer['previous'], {'from': '2026-01-04', 'to': '2026-01-31', 'count': 1, 'change_count': 4, 'damage_satang': 40_000, 'change_damage_satang': 1_160_006})
        self.assertIs(answer['reconciles'], True)
        self.assertEqual(answer['as_of']['seq'], seq)
        by_count = self.ask('officer', 'from=2026-02-01&to=2026-02-28&by=case_type&rank=count')
        self.assertEqual([row['case_type'] for row in by_count['rows']], ['goods', 'job'])

    def test_2_bands_are_shown_though_empty(self):
        answer = self.ask('analyst', 'from=2020-01-01&to=2020-01-31&by=sex,age_band&bands=aoc')
        self.assertEqual(len(answer['rows']), 4 * 5)
        self.assertEqual({row['age_band'] for row in answer['rows']}, {'under', '20-49', '50-64', '65+', 'unknown'})
        self.assertEqual(answer['totals']['count'], 0)

    def test_3_time(self):
        answer = self.ask('supervisor', 'from=2026-02-01&to=2026-02-28&by=week')
        self.assertEqual([(row['week'], row['year_be'], row['count']) for row in answer['rows']], [('2026-02-01', 2569, 1), ('2026-02-08', 2569, 3), ('2026-02-22', 2569, 1)])
        answer = self.ask('supervisor', 'from=2026-02-01&to=2026-02-28&by=week&weeks=iso')
        self.assertEqual([row['week'] for row in answer['rows']], ['2026-01-26', '2026-02-09', '2026-02-23'])
        answer = self.ask('analyst', 'from=2025-01-01&to=2026-12-31&by=fiscal_year')
        self.assertEqual([(row['fiscal_year'], row['year_be'], row['count']) for row in answer['rows']], [('2569', 2569, 7)])
        # Nothing said: the last thirty days, which a new case is in at once.
        before = self.ask('analyst', '')['totals']['count']
        self.case(int(time.time()))
        self.assertEqual(self.ask('analyst', '')['totals']['count'], before + 1)

    def test_4_who_may_ask_what(self):
        self.ask(None, '', status=401)
        for who in ('partner', 'intake'):
            self.ask(who, '', status=403)
        self.ask('analyst', '', table='nothing', status=404)
        self.ask('analyst', '', method='HEAD')
        for query in ('from=2026-02-02&to=2026-02-01', 'from=tomorrow', 'to=2026-02-30', 'by=colour', 'by=sex,sex', 'by=sex,state,day', 'rank=most', 'bands=decades', 'date=now',
                      'weeks=lunar', 'verified=1', 'limit=1', 'from=2026-02-01&from=2026-02-01'):
            self.ask('analyst', query, status=400)

    def test_9_all_of_the_document_was_seen(self):
        type(self).completed = True


if __name__ == '__main__':
    unittest.main()
