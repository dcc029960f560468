#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Statistics against a running server: what an analyst is told of cases that were filed a moment ago, and who may not ask."""
import calendar
import codecs
import csv
import io
import json
import secrets
import subprocess
import time
import unittest

import openpyxl

import live_server
from openapi_document import RELEASES, STATISTICS, Fits, documented_under

BINARY = live_server.binary_from_arguments()
# Only trouble gives these; the rooms' own tests make it.
UNREACHED = {row for row in documented_under(lambda path: path.startswith(STATISTICS) and not path.startswith(RELEASES)) if row[2] in ('429', '503', '507')}


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
            missing = documented_under(lambda path: path.startswith(STATISTICS) and not path.startswith(RELEASES)) - cls.exercised - UNREACHED
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
        self.assertEqual(answer['per_day'], {'days': 28, 'count': 0.18, 'damage_satang': 42857})
        self.assertEqual(answer['previous'], {'from': '2026-01-01', 'to': '2026-01-31', 'as_many': 'months', 'count': 1, 'change_count': 4, 'damage_satang': 40_000, 'change_damage_satang': 1_160_006})
        self.assertIs(answer['reconciles'], True)
        self.assertEqual(answer['as_of']['seq'], seq)
        by_count = self.ask('officer', 'from=2026-02-01&to=2026-02-28&by=case_type&rank=count')
        self.assertEqual([row['case_type'] for row in by_count['rows']], ['goods', 'job'])

    def test_2_types_stand_by_their_numbers(self):
        for case_type in ('romance', 'goods', 'loan', 'job'):
            for day, sex in (('2023-09-05', 'f'), ('2023-09-08', 'm')):
                self.case(bangkok(day), case_type=case_type, victims=[{'sex': sex}])
        self.case(bangkok('2023-09-05'))
        period = 'from=2023-09-01&to=2023-09-30&by='
        types = ['goods', 'job', 'loan', 'romance']  # 1, 2, 3, 11
        self.assertEqual([row['case_type'] for row in self.ask('analyst', period + 'case_type')['rows']], [*types, 'unknown'])
        both = [(row['day'], row['case_type']) for row in self.ask('analyst', period + 'day,case_type')['rows']]
        self.assertEqual(both, [('2023-09-05', one) for one in [*types, 'unknown']] + [('2023-09-08', one) for one in types])
        both = [(row['case_type'], row['day']) for row in self.ask('analyst', period + 'case_type,day')['rows']]
        self.assertEqual(both[:4], [('goods', '2023-09-05'), ('goods', '2023-09-08'), ('job', '2023-09-05'), ('job', '2023-09-08')])

    def test_2_what_is_unknown_stands_last(self):
        for sex, province in (({}, {}), ({'sex': 'f'}, {'province': 50}), ({'sex': 'm'}, {'province': 10})):
            self.case(bangkok('2022-05-05'), victims=[{**sex, **province}])
        for table in ('cases', 'victims'):
            for name, order in (('sex', ['f', 'm', 'x', 'unknown']), ('province', ['10', '50', 'unknown'])):
                rows = self.ask('analyst', 'from=2022-05-01&to=2022-05-31&by=' + name, table=table)['rows']
                self.assertEqual([(row[name], row['count']) for row in rows], [(one, 0 if one == 'x' else 1) for one in order])

    def test_2_an_average_is_over_days_that_have_come(self):
        today = time.strftime('%Y-%m-%d', time.gmtime(time.time() + 7 * 3600))
        year = today[:4]
        so_far = self.ask('analyst', 'from=%s-01-01&to=%s' % (year, today))
        whole = self.ask('analyst', 'from=%s-01-01&to=%s-12-31' % (year, year))
        self.assertEqual((whole['totals'], whole['per_day']), (so_far['totals'], so_far['per_day']))
        self.assertEqual((whole['days'], whole['per_day']['days']), (366 if calendar.isleap(int(year)) else 365, so_far['days']))
        ahead = self.ask('analyst', 'from=2099-01-01&to=2099-01-31')
        self.assertEqual(ahead['per_day'], {'days': 0, 'count': 0.0, 'damage_satang': 0})
        done = subprocess.run([BINARY, 'stats', 'reconcile', '-'], input=json.dumps(whole).encode(), capture_output=True)
        self.assertEqual(done.returncode, 0, done.stdout)

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
        self.assertIn('victims, complaints', self.ask('analyst', '', table='nothing', status=404)['detail'])
        self.case(bangkok('2023-02-01'), indicators=[{'key': 'phone:+66670001234'}])
        kinds = self.ask('analyst', 'from=2020-01-01&by=indicator_kind,standing', table='indicators')
        self.assertIn(('phone', 'complaint'), {(row['indicator_kind'], row['standing']) for row in kinds['rows']})
        self.assertIs(kinds['reconciles'], True)
        self.assertEqual(sum(row['count'] for row in kinds['rows']), kinds['totals']['count'])
        for table in ('reports', 'appeals', 'indicators'):
            self.assertIs(self.ask('analyst', 'by=month', table=table)['reconciles'], True)
            for query in ('by=colour', 'bands=rtp', 'date=reported', 'verified=true', 'rank=damage'):
                self.ask('analyst', query, table=table, status=400)
        self.ask('analyst', '', method='HEAD')
        for query in ('from=2026-02-02&to=2026-02-01', 'from=tomorrow', 'to=2026-02-30', 'by=colour', 'by=sex,sex', 'by=sex,state,day', 'rank=most', 'bands=decades', 'date=now',
                      'weeks=lunar', 'verified=1', 'limit=1', 'from=2026-02-01&from=2026-02-01'):
            self.ask('analyst', query, status=400)

    def test_4_sums_of_holds_where_asked_for(self):
        query = 'from=2026-02-01&to=2026-02-28&by=case_type'
        self.assertNotIn('requested_satang', self.ask('analyst', query)['totals'])
        self.assertEqual(self.ask('analyst', query + '&holds=true')['totals']['requested_satang'], 100 * self.ask('analyst', query)['totals']['count'])
        for table, holds in (('cases', '1'), ('reports', 'true')):
            self.ask('analyst', 'holds=' + holds, table=table, status=400)

    def test_5_complaints_and_victims(self):
        day = '2024-05-05'
        transfer = {'from': 'victim', 'to': 'account:014:7770001234', 'satang': 900}
        victims = [{'age': 70, 'sex': 'f', 'province': 50}, {'age': 15, 'sex': 'm', 'province': 10}, {'kind': 'juristic'}]
        self.case(bangkok(day), channel='station', station='1001', damage=900, victims=victims, transfers=[transfer], external_ids={'bank_case_id': 'STAT-1'})
        self.case(bangkok(day, 13), channel='hotline', kind='other_criminal', damage=900, transfers=[transfer], external_ids={'bank_case_id': 'STAT-1'})
        period = 'from=2024-05-01&to=2024-05-31'
        cases = self.ask('analyst', period)
        self.assertEqual(cases['totals']['count'], 1)
        complaints = self.ask('analyst', period + '&by=channel,kind', table='complaints')
        self.assertEqual([(row['channel'], row['kind'], row['count'], row['damage_satang']) for row in complaints['rows']],
                         [('hotline', 'other_criminal', 1, 900), ('station', 'online_case', 1, 900)])
        units = self.ask('analyst', period + '&by=station,month', table='complaints')
        self.assertEqual([(row['station'], row['month'], row['year_be'], row['count']) for row in units['rows']], [('1001', '2024-05', 2567, 1), ('unknown', '2024-05', 2567, 1)])
        people = self.ask('analyst', period + '&by=age_band,sex', table='victims')
        self.assertEqual({(row['age_band'], row['sex']): row['count'] for row in people['rows'] if row['count']}, {('15-17', 'm'): 1, ('60+', 'f'): 1, ('unknown', 'unknown'): 1})
        self.assertEqual((people['totals']['count'], people['totals']['damage_satang']), (3, 900))
        kinds = self.ask('analyst', period + '&by=victim_kind', table='victims')
        self.assertEqual([(row['victim_kind'], row['count']) for row in kinds['rows']], [('person', 2), ('juristic', 1)])
        for answer in (cases, complaints, units, people, kinds):
            self.assertIs(answer['reconciles'], True)

    def test_6_holds_accounts_and_money_stopped(self):
        day = '2024-07-07'
        a, b = 'account:004:8880000001', 'account:014:8880000002'
        seq = self.case(bangkok(day), damage=1_000, transfers=[{'from': 'victim', 'to': a, 'satang': 1_000, 'at': bangkok(day, 9)},
                                                               {'from': a, 'to': b, 'satang': 400, 'at': bangkok(day, 10)}])
        clocks = [259200, 604800, 604800]
        for row, held in ((0, 900), (1, 300)):
            self.enter('hold_answer', {'hold': [seq, 0, row], 'outcome': 'held', 'held': held, 'at': bangkok(day, 12, 40 + 10 * row), 'clocks': clocks})
        period = 'from=2024-07-01&to=2024-07-31'
        holds = self.ask('analyst', period, table='holds')
        self.assertEqual((holds['totals']['hold_minutes_median'], holds['totals']['hold_minutes_p90']), (45, 50))
        stopped = holds['money_stopped']
        # At the first account 600 of the victim's are left, of 900 that its bank holds.
        self.assertEqual(stopped, {'stopped_satang': 900, 'places': 2, 'damage_satang': 1_000, 'of_damage_bp': 9_000, 'requested_satang': 1_400, 'of_requested_bp': 6_429,
                                   'by_row': [{'row': 1, 'places': 1, 'stopped_satang': 600}, {'row': 2, 'places': 1, 'stopped_satang': 300}]})
        accounts = self.ask('analyst', period + '&by=bank,row', table='accounts')
        self.assertEqual([(row['bank'], row['row'], row['count'], row['received_satang']) for row in accounts['rows']], [('004', '1', 1, 1_000), ('014', '2', 1, 400)])
        places = self.ask('analyst', period + '&by=colour,bank', table='accounts')
        self.assertEqual([(row['colour'], row['bank'], row['count']) for row in places['rows']], [('dark_grey', '004', 1), ('dark_grey', '014', 1)])
        self.assertIs(places['reconciles'], True)
        self.enter('transfer_release', {'case': [seq, 0], 'transfer': [seq, 0, 1], 'released': True})
        places = self.ask('analyst', period + '&by=bank,colour', table='accounts')
        self.assertEqual([(row['bank'], row['colour'], row['count']) for row in places['rows']], [('004', 'dark_grey', 1), ('014', 'none', 1)])
        self.assertIs(places['reconciles'], True)
        colours = list(openpyxl.load_workbook(io.BytesIO(self.ask('analyst', period + '&by=colour&format=xlsx', table='accounts')))['ตาราง'].values)
        self.assertEqual([row[:2] for row in colours], [('สีบัญชี', 'จำนวน'), ('เทาเข้ม', 1), ('ไม่มีสี', 1), ('รวม', 2)])
        banks = self.ask('analyst', 'by=bank', table='holds')
        self.assertIn('hold_minutes_median', banks['rows'][0])

    def test_7_formats(self):
        period = 'from=2026-02-01&to=2026-02-28&by=case_type,week&rank=count'
        self.case(bangkok('2026-02-03'), case_type='=1+1')
        answer = self.ask('analyst', period)
        text = self.ask('analyst', period + '&format=csv').decode()
        self.assertEqual(self.fields['content-disposition'], 'attachment; filename="cases-2026-02-01-2026-02-28.csv"')
        rows = list(csv.DictReader(io.StringIO(text, newline='')))
        self.assertEqual([(row['case_type'].lstrip("'"), row['week'], row['year_be'], row['count']) for row in rows],
                         [(row['case_type'], row['week'], str(row['year_be']), str(row['count'])) for row in answer['rows']])
        self.assertIn("'=1+1", {row['case_type'] for row in rows})
        self.assertEqual(self.ask('analyst', period + '&format=csv&bom=1').decode('utf-8-sig'), text)
        self.assertTrue(self.ask('analyst', period + '&format=csv&bom=1').startswith(codecs.BOM_UTF8))
        bytes_ = self.ask('analyst', period + '&format=xlsx')
        self.assertEqual(self.ask('analyst', period + '&format=xlsx'), bytes_)
        book = openpyxl.load_workbook(io.BytesIO(bytes_))
        self.assertEqual(book.sheetnames, ['ตาราง', 'คำนิยาม'])
        table = list(book['ตาราง'].values)
        self.assertEqual(table[0][:4], ('ประเภทคดี', 'สัปดาห์ที่เริ่ม', 'จำนวน', 'ความเสียหาย (บาท)'))
        self.assertEqual(len(table), len(rows) + 2)
        self.assertEqual(table[-1][:3], ('รวม', None, answer['totals']['count']))
        self.assertTrue(all(row[1].endswith(' ก.พ. 2569') for row in table[1:-1]))
        self.assertIn(('=1+1'), {row[0] for row in table})
        # Beside the rows: the average, the days before, what each row changed by.
        by_type = period.replace(',week', '')
        answer = self.ask('analyst', by_type)
        book = openpyxl.load_workbook(io.BytesIO(self.ask('analyst', by_type + '&format=xlsx')))
        table = list(book['ตาราง'].values)
        self.assertEqual(table[0][-2:], ('จำนวนเปลี่ยนแปลงจากช่วงก่อนหน้า', 'มูลค่าเปลี่ยนแปลงจากช่วงก่อนหน้า (บาท)'))
        self.assertEqual([row[-2:] for row in table[1:]], [(row['change_count'], row['change_damage_satang'] / 100) for row in [*answer['rows'], answer['previous']]])
        beside = dict(list(book['คำนิยาม'].values)[1:])
        self.assertTrue(beside['เฉลี่ยต่อวัน'].startswith('%.2f ' % answer['per_day']['count']), beside['เฉลี่ยต่อวัน'])
        self.assertIn(' · %d · ' % answer['previous']['count'], beside['ช่วงก่อนหน้า (จำนวนเดือนเท่ากัน)'])
        self.assertEqual(self.ask('analyst', 'from=2026-02-01&to=2026-02-27')['previous'], {'from': '2026-01-05', 'to': '2026-01-31', 'as_many': 'days', 'count': 1, 'change_count': 4,
                                                                                            'damage_satang': 40_000, 'change_damage_satang': 460_006})
        for query in ('format=pdf', 'bom=1', 'format=csv&bom=2'):
            self.ask('analyst', query, status=400)

    def test_8_a_published_table_comes_out_again(self):
        """Cases by type of 1 Mar 2022 to 31 Jul 2024, a hundredth of them, filed as an intake system files them."""
        published = {'goods': 296_042, 'job': 82_162, 'loan': 63_878, 'investment': 45_787, 'call_center': 42_404, 'impersonation_borrow': 25_344,
                     'prize_or_other': 22_342, 'remote_control': 15_344,
                     # Published together, 19,300; any division of them is one of theirs.
                     'goods_syndicate': 9_000, 'hacking': 4_000, 'romance': 3_000, 'ponzi': 2_000, 'digital_asset': 1_200, 'ransomware': 100}
        self.assertEqual(sum(published.values()), 612_603)
        counts = {case_type: (count + 50) // 100 for case_type, count in published.items()}
        types = [case_type for case_type, count in counts.items() for _ in range(count)]
        first, last = bangkok('2022-03-01', 0), bangkok('2024-08-01', 0) - 1
        times = [first + (last - first) * n // (len(types) - 1) for n in range(len(types))]
        lines = []
        for n, (case_type, at) in enumerate([*zip(types, times), ('job', first - 1), ('job', last + 1)]):  # the last two beside the period
            at, satang = time.strftime('%Y-%m-%dT%H:%M:%SZ', time.gmtime(at)), 100 * (n + 1)
            transfer = {'to': {'bank': '004', 'account': '%010d' % (1_000_000_000 + n)}, 'amount_satang': satang, 'at': at}
            lines.append(json.dumps({'channel': 'online', 'reported_at': at, 'case_type': case_type, 'damage_satang': satang, 'transfers': [transfer]}))
        with live_server.LiveServer(BINARY, '--limits', 'off') as server:
            fields = {'Authorization': 'Bearer ' + server.token('intake'), 'Content-Type': 'application/x-ndjson'}
            for at in range(0, len(lines), 500):
                status, _, answer = server.ask('POST', '/v1/cases:batch', '\n'.join(lines[at:at + 500]) + '\n', {**fields, 'Idempotency-Key': secrets.token_hex(16)})
                self.assertEqual(status, 201, answer[:300])
                self.assertNotIn(b'"error"', answer)
            fields = {'Authorization': 'Bearer ' + server.token('analyst')}
            path = '/v1/statistics/cases?from=2022-03-01&to=2024-07-31&by=case_type&rank=count'
            status, _, answer = server.ask('GET', path, None, fields)
            self.assertEqual(status, 200)
            told = json.loads(answer)
            _, _, text = server.ask('GET', path + '&format=csv', None, fields)
            _, _, bytes_ = server.ask('GET', path + '&format=xlsx', None, fields)
        self.assertEqual({row['case_type']: row['count'] for row in told['rows']}, counts)
        self.assertEqual([row['case_type'] for row in told['rows']][:8], list(published)[:8])
        self.assertEqual((told['totals']['count'], told['totals']['damage_satang']), (len(types), 50 * len(types) * (len(types) + 1)))
        self.assertIs(told['reconciles'], True)
        shown = list(csv.DictReader(io.StringIO(text.decode(), newline='')))
        self.assertEqual([(row['case_type'], int(row['count']), int(row['damage_satang'])) for row in shown],
                         [(row['case_type'], row['count'], row['damage_satang']) for row in told['rows']])
        sheet = list(openpyxl.load_workbook(io.BytesIO(bytes_))['ตาราง'].values)
        self.assertEqual([row[1:3] for row in sheet[1:]], [(row['count'], row['damage_satang'] / 100) for row in told['rows'] + [told['totals']]])

    def warn(self, who, status=200, method='GET', query=''):
        headers = {'Authorization': 'Bearer ' + self.tokens[who]} if who else {}
        got, fields, answer = self.server.ask(method, '/v1/statistics/warnings' + query, None, headers)
        self.assertEqual(got, status, answer[:500])
        return self.fits('/v1/statistics/warnings', method.lower(), got, fields, answer)

    def test_6_warnings(self):
        today = int(time.time()) + 7 * 3600
        sunday = today // 86400 - (today // 86400 + 4) % 7
        noon = (sunday - 4) * 86400 + 5 * 3600  # of the last week that is over
        before = self.warn('analyst')
        self.case(noon, case_type='romance', damage=900_000_000_000)
        for n in range(4):
            page = {'key': 'url:new-scheme.example/%d' % n} if n < 2 else {'key': 'line:id:new_scheme'}
            both = [page, {'key': 'line:id:new_scheme'}] if n == 1 else [page]
            self.case(noon, damage=1000, indicators=both, **({'case_type': 'outside_taxonomy'} if n else {}))
        self.case(noon, case_type='job', indicators=[{'key': 'line:id:new_scheme'}])
        answer = self.warn('analyst')
        self.assertEqual(answer['week']['count'], before['week']['count'] + 6)
        self.assertEqual(answer['week']['by_damage'][0]['case_type'], 'romance')
        self.assertEqual(answer['unclassified'], before['unclassified'] + 4)
        self.assertGreater(answer['as_of']['seq'], before['as_of']['seq'])
        scheme, = [one for one in answer['schemes'] if 'line:id:new_scheme' in [thing['what'] for thing in one['shared']]]
        self.assertEqual((scheme['cases'], scheme['damage_satang']), (4, 4000))
        self.assertEqual(scheme['shared'], [{'what': 'line:id:new_scheme', 'cases': 3}, {'what': 'host:new-scheme.example', 'cases': 2}])
        self.warn('officer', method='HEAD')
        self.warn('officer', 400, query='?week=1')
        for who, status in ((None, 401), ('intake', 403), ('partner', 403)):
            self.warn(who, status)

    def test_9_all_of_the_document_was_seen(self):
        type(self).completed = True


if __name__ == '__main__':
    unittest.main()
