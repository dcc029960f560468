#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Releases, bulletins, targets and yearbooks against a running server: what everybody may read, who says so, what staff are told beside it."""
import base64
import calendar
import csv
import hashlib
import io
import json
import os
import re
import secrets
import shutil
import subprocess
import tempfile
import time
import unittest
import uuid

import live_server
import openpyxl
from openapi_document import RELEASES, Fits, documented_under

BINARY = live_server.binary_from_arguments()
# Only trouble gives these, and another release at the same moment; the rooms' own tests make it.
UNREACHED = {row for row in documented_under(lambda path: path.startswith(RELEASES)) if row[2] in ('409', '429', '503', '507', '413', '415')}


def bangkok(day, hour=12):
    """Unix seconds of a time in Thailand."""
    return calendar.timegm(time.strptime(day, '%Y-%m-%d')) + (hour - 7) * 3600


class ReleasesTest(Fits, unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = live_server.LiveServer(BINARY, '--limits', 'off')
        cls.tokens = {role: cls.server.token(role) for role in ('partner', 'intake', 'officer', 'supervisor', 'analyst')}

    @classmethod
    def tearDownClass(cls):
        cls.server.__exit__()
        if cls.completed:
            missing = documented_under(lambda path: path.startswith(RELEASES)) - cls.exercised - UNREACHED
            assert not missing, 'documented, but never answered: %s' % sorted(missing)

    completed = False

    def file(self, count, day, case_type, damage=100_000, province=10, sex='f', age=35, kind='online_case'):
        complaints = [{'channel': 'hotline', 'verified': True, 'reported_at': bangkok(day), 'case_type': case_type, 'damage': damage, 'kind': kind,
                       'victims': [{'kind': 'person', 'sex': sex, 'age': age, 'province': province}],
                       'transfers': [{'from': 'victim', 'to': 'account:004:%010d' % secrets.randbelow(10**10), 'satang': damage, 'at': bangkok(day)}]} for _ in range(count)]
        entry = {'type': 'case_file', 'id': secrets.token_hex(32), 'time_ms': int(time.time() * 1000), 'actor': 'cli',
                 'body': json.dumps({'salt': secrets.token_hex(16), 'canon': 1, 'complaints': complaints}, separators=(',', ':'))}
        status, answer = self.server.control('POST', '/control/entries', entry)
        self.assertTrue(status == 200 and answer['accepted'], answer)

    def ask(self, who, path, status=200, route=None, method='GET', body=None, key=None, raw=False, **fields):
        headers = {name.replace('_', '-'): value for name, value in fields.items()}
        if who is not None:
            headers['Authorization'] = 'Bearer ' + self.tokens[who]
        if method == 'POST':
            headers['Idempotency-Key'] = key or str(uuid.uuid4())
        got, self.fields, answer = self.server.ask(method, path, body, headers)
        self.assertEqual(got, status, answer[:600])
        value = self.fits(route or path.split('?')[0], method.lower(), got, self.fields, answer)
        return answer if raw else value

    def publish(self, kind, period, status=201, who='analyst', key=None):
        return self.ask(who, '/v1/releases', status, method='POST', body={'kind': kind, 'period': period}, key=key)

    def release(self, number):
        return self.ask(None, '/v1/releases/%d' % number, route='/v1/releases/{number}')

    def row(self, document, *parts):
        """The cell of a table's row: ('case_type', 'job')."""
        names = list(parts[0::2])
        table = next(table for table in document['tables'] if table['by'] == names)
        return next((row for row in table['rows'] if all(row[name] == part for name, part in zip(names, parts[1::2]))), {'count': None})  # no row: not told

    def test_1_a_release_is_public_signed_and_protected(self):
        self.file(40, '2025-03-03', 'goods')
        self.file(25, '2025-03-04', 'job', province=50)
        self.file(3, '2025-03-05', 'romance', province=58)
        key = str(uuid.uuid4())
        published = self.publish('month', '2025-03', key=key)
        self.assertEqual((published['number'], published['period'], published['year_be'], self.fields['location']), (1, '2025-03', 2568, '/v1/releases/1'))
        self.assertEqual(self.publish('month', '2025-03', 200, key=key), published)  # the same request is the same release
        self.assertEqual([row['number'] for row in self.ask(None, '/v1/releases?kind=month')['releases']], [1])
        document = self.release(1)
        self.assertEqual(document['totals']['count'], 68)
        self.assertEqual(self.row(document, 'case_type', 'goods')['count'], 40)
        self.assertIsNone(self.row(document, 'case_type', 'romance')['count'])
        self.assertIsNone(self.row(document, 'province', '58')['count'])
        self.assertIsNone(self.row(document, 'province', '50')['count'], '68 less 40 less 25')
        self.assertEqual(document['definitions_th'].keys(), document['definitions'].keys())
        self.assertEqual(document['protection'], {'threshold': 10, 'dominance_percent': 70, 'satang_rounding': 100_000})
        etag = self.fields['etag']
        self.ask(None, '/v1/releases/1', 304, '/v1/releases/{number}', If_None_Match=etag)
        rows = list(csv.DictReader(io.StringIO(self.ask(None, '/v1/releases/1?format=csv', route='/v1/releases/{number}').decode())))
        self.assertEqual(rows[0]['count'], '68')
        self.assertEqual(next(row for row in rows if row['part'] == 'x')['count'], '')

    def test_2_whoever_reads_it_can_check_it(self):
        body = self.ask(None, '/v1/releases/1', route='/v1/releases/{number}', raw=True)
        signature = self.ask(None, '/v1/releases/1/signature', route='/v1/releases/{number}/signature')
        key = self.ask(None, '/v1/releases/key')
        self.assertEqual(hashlib.sha256(body).hexdigest(), signature['sha256'])
        self.assertEqual(key['pem'], signature['pem'])
        with tempfile.TemporaryDirectory() as place:
            def verifies(message):
                for name, content in (('key.pem', key['pem'].encode()), ('sig', base64.b64decode(signature['signature'])), ('message', message)):
                    with open(os.path.join(place, name), 'wb') as out:
                        out.write(content)
                done = subprocess.run(['openssl', 'pkeyutl', '-verify', '-pubin', '-inkey', 'key.pem', '-rawin', '-in', 'message', '-sigfile', 'sig'], cwd=place,
                                      capture_output=True)
                return done.returncode == 0
            self.assertTrue(verifies(body))
            self.assertFalse(verifies(body.replace(b'"count":40', b'"count":41')))

    def test_3_nothing_but_fixed_periods(self):
        for kind, period in (('month', '2025-3'), ('month', '2025-03-02'), ('week', '2025-03-03'), ('day', '2025-03-03'), ('year', '2568-01'), ('month', '2999-01'),
                             ('month', time.strftime('%Y-%m')), ('fiscal_year', '2024')):
            self.publish(kind, period, 400)
        self.publish('month', '2025-02', 401, who=None)
        for who in ('partner', 'intake', 'officer'):
            self.publish('month', '2025-02', 403, who=who)
        key = str(uuid.uuid4())
        self.publish('week', '2025-03-02', key=key)
        self.publish('week', '2025-03-09', 422, key=key)
        for path, status in (('/v1/releases/99', 404), ('/v1/releases/0', 400), ('/v1/releases/1?format=xml', 400), ('/v1/releases/1?from=2025-03-02', 400)):
            self.ask(None, path, status, '/v1/releases/{number}')
        self.ask(None, '/v1/releases/99/signature', 404, '/v1/releases/{number}/signature')
        self.ask(None, '/v1/releases/1/signature?x=1', 400, '/v1/releases/{number}/signature')
        self.ask(None, '/v1/releases/key?x=1', 400)
        self.ask(None, '/v1/releases?kind=day', 400)
        self.ask(None, '/v1/statistics/bulletin?week_of=2025-03-02', 401)
        # A credential that is none is told so on public routes too.
        for path, route in (('/v1/releases', None), ('/v1/releases/key', None), ('/v1/releases/1', '/v1/releases/{number}'), ('/v1/releases/1/signature', '/v1/releases/{number}/signature')):
            self.ask(None, path, 401, route, Authorization='Bearer ' + 'x' * 43)
            self.ask(None, path, 200, route, 'HEAD')
            self.ask(None, path, 204, route, 'OPTIONS')

    def test_4_told_again_is_a_revision(self):
        self.file(2, '2025-03-10', 'goods')
        before = self.ask(None, '/v1/releases/1', route='/v1/releases/{number}', raw=True)
        self.publish('month', '2025-03')
        again = self.release(3)
        self.assertEqual((again['revises'], again['totals']['count'], again['totals']['revised']), (1, 68, False))  # two more are not told
        self.file(30, '2025-03-11', 'goods')
        self.publish('month', '2025-03')
        again = self.release(4)
        self.assertEqual((again['revises'], again['totals']['published']['count'], again['totals']['count'], again['totals']['change_count']), (3, 68, 100, 32))
        self.assertEqual(self.ask(None, '/v1/releases/1', route='/v1/releases/{number}', raw=True), before)
        self.file(50, '2025-04-11', 'job')
        self.publish('month', '2025-04')
        earlier = self.release(5)['period_before']
        self.assertEqual((earlier['period']['name'], earlier['totals']['count'], earlier['totals']['published']['release']), ('2025-03', 100, 4))

    def test_4_what_was_published_adds_up(self):
        for number in range(1, 6):
            document = self.ask(None, '/v1/releases/%d' % number, route='/v1/releases/{number}', raw=True)
            done = subprocess.run([BINARY, 'stats', 'reconcile', '--json', '-'], input=document, capture_output=True)
            self.assertEqual((done.returncode, json.loads(done.stdout)['slips']), (0, []), number)
            self.assertGreater(json.loads(done.stdout)['checks'], 2)

    def test_5_bulletin(self):
        self.file(30, '2025-11-10', 'goods', 200_000)
        self.file(60, '2025-11-16', 'goods', 123_400)
        self.file(12, '2025-11-22', 'investment', 98_765_400, sex='m', age=52)
        answer = self.ask('analyst', '/v1/statistics/bulletin?week_of=2025-11-16')
        self.assertEqual((answer['cases'], answer['damage_satang'], answer['previous']['change_cases'], answer['to']), (72, 60 * 123_400 + 12 * 98_765_400, 42, '2025-11-22'))
        self.assertEqual((answer['top_by_count']['case_type'], answer['top_by_damage']['case_type']), ('goods', 'investment'))
        self.assertEqual((answer['most_hit_sex']['sex'], answer['most_hit_age_band']['age_band'], answer['note']), ('f', '31-40', None))
        # Cases of other kinds are counted, and not called online cases.
        self.assertIn('แจ้งความคดีออนไลน์ รวม 72 คดี', answer['text'])
        self.file(3, '2025-06-03', 'goods')
        self.file(2, '2025-06-03', 'goods', kind='other_criminal')
        mixed = self.ask('analyst', '/v1/statistics/bulletin?week_of=2025-06-01')
        self.assertEqual((answer['online_cases'], mixed['cases'], mixed['online_cases']), (72, 5, 3))
        self.assertIn('แจ้งความ รวม 5 คดี (เป็นคดีออนไลน์ 3 คดี)', mixed['text'])
        self.assertIn('เป็นคดีออนไลน์ 3 คดี', self.ask('analyst', '/v1/statistics/bulletin?week_of=2025-06-01&format=html').decode())
        self.assertNotIn('คดีออนไลน์ประจำสัปดาห์', mixed['text'])
        refused = self.ask('analyst', '/v1/statistics/bulletin?week_of=2025-11-18', 400)
        self.assertIn('2025-11-16', refused['detail'])
        self.assertIs(answer['over'], True)
        # The week that is running has fewer days than the one before it: it is not compared, and says so. One that lies ahead is none.
        day = time.time() + 7 * 3600
        sunday = time.gmtime(day - (time.gmtime(day).tm_wday + 1) % 7 * 86400)
        running = self.ask('analyst', '/v1/statistics/bulletin?week_of=' + time.strftime('%Y-%m-%d', sunday))
        self.assertIs(running['over'], False)
        self.assertIn('สัปดาห์ยังไม่สิ้นสุด', running['text'])
        self.assertNotIn('เมื่อเทียบกับสัปดาห์ก่อนหน้า', running['text'])
        self.ask('analyst', '/v1/statistics/bulletin?week_of=' + time.strftime('%Y-%m-%d', time.gmtime(calendar.timegm(sunday) + 7 * 86400)), 400)
        for query in ('', 'week_of=tomorrow', 'week_of=2025-11-16&format=pdf'):
            self.ask('analyst', '/v1/statistics/bulletin?' + query, 400)
        self.ask('partner', '/v1/statistics/bulletin?week_of=2025-11-16', 403)
        self.ask('officer', '/v1/statistics/bulletin?week_of=2025-11-16', method='HEAD')
        note = {'week_of': '2025-11-16', 'people_saved': 11, 'arrests': 4, 'warning': 'ระวังเพจปลอม <อ้างเป็นธนาคาร>', 'source': 'ACSC รายงานที่ 47/2568'}
        path = '/v1/statistics/bulletin/notes'
        key = str(uuid.uuid4())
        self.assertEqual(self.ask('officer', path, 201, method='POST', body=note, key=key), note)
        self.ask('officer', path, 200, method='POST', body=note, key=key)
        self.ask('officer', path, 422, method='POST', body={**note, 'arrests': 5}, key=key)
        self.ask('analyst', path, 403, method='POST', body=note)
        self.ask(None, path, 401, method='POST', body=note)
        for wrong in ({**note, 'week_of': '2025-11-17'}, {**note, 'source': ''}, {**note, 'arrests': -1}, {**note, 'week_of': '2100-01-03'}):
            self.ask('officer', path, 400, method='POST', body=wrong)
        told = self.ask('analyst', '/v1/statistics/bulletin?week_of=2025-11-16')
        self.assertEqual((told['note']['arrests'], told['note']['by'][:4]), (4, 'tok:'))
        text = self.ask('analyst', '/v1/statistics/bulletin?week_of=2025-11-16&format=text').decode()
        self.assertEqual(told['text'], text)
        for words in ('ระหว่างวันที่ 16–22 พฤศจิกายน 2568', 'รวม 72 คดี มูลค่าความเสียหายรวม 11,925,888 บาท', 'จำนวนคดีเพิ่มขึ้น 42 คดี', 'ช่วงอายุ 31–40 ปี', 'ช่วยเหลือประชาชนไม่ให้ตกเป็นเหยื่อ: 11 ราย'):
            self.assertIn(words, text)
        page = self.ask('analyst', '/v1/statistics/bulletin?week_of=2025-11-16&format=html').decode()
        self.assertIn('&lt;อ้างเป็นธนาคาร&gt;', page)
        self.print_page(page)

    def print_page(self, page):
        chromium = shutil.which('chromium')
        if chromium is None:
            return print('no chromium: the page was not printed')
        with tempfile.TemporaryDirectory() as place:
            with open(os.path.join(place, 'page.html'), 'w', encoding='utf-8') as out:
                out.write(page)
            subprocess.run([chromium, '--headless', '--no-sandbox', '--disable-gpu', '--user-data-dir=' + os.path.join(place, 'profile'), '--no-pdf-header-footer',
                            '--print-to-pdf=' + os.path.join(place, 'page.pdf'), 'file://' + os.path.join(place, 'page.html')], check=True, capture_output=True, timeout=120)
            with open(os.path.join(place, 'page.pdf'), 'rb') as file:
                pdf = file.read()
        self.assertEqual(len(re.findall(rb'/Type\s*/Page\b', pdf)), 1, 'one page of paper')
        width, height = (float(number) for number in re.search(rb'/MediaBox\s*\[\s*0 0 ([\d.]+) ([\d.]+)', pdf).groups())
        self.assertTrue(abs(width - 595) < 2 and abs(height - 842) < 2, (width, height))

    def test_6_targets(self):
        path = '/v1/statistics/targets'
        target = {'fiscal_year': 2569, 'name': 'สัดส่วนคดีลงทุน', 'formula': '100 * cases where case_type=investment and sex=m / cases', 'unit': '%', 'target': '20', 'at_most': True, 'owner': 'บช.สอท.'}
        key = str(uuid.uuid4())
        made = self.ask('supervisor', path, 201, method='POST', body=target, key=key)
        self.assertEqual((made['name'], made['target'], made['dropped']), (target['name'], 20, False))
        self.ask('supervisor', path, 200, method='POST', body=target, key=key)
        self.ask('supervisor', path, 422, method='POST', body={**target, 'target': '21'}, key=key)
        self.ask('supervisor', path, 201, method='POST', body={**target, 'name': 'คดีต่อวัน', 'formula': 'cases / days', 'target': '0.5', 'at_most': False})
        answer = self.ask('analyst', path + '?fiscal_year=2569')
        by_name = {row['name']: row for row in answer['targets']}
        share = by_name[target['name']]
        self.assertAlmostEqual(share['actual'], 100 * 12 / 102, places=5)
        self.assertIs(share['reached'], True)
        self.assertEqual([row['actual'] for row in share['trend'][:2]], [None, share['actual']])  # nothing in October
        self.assertEqual((answer['measured_to'], answer['reconciles'], share['trend'][0]['month'], share['trend'][0]['year_be']), (answer['to'], True, '2025-10', 2568))
        self.assertTrue(set(answer['as_of']) == {'seq', 'time'} and answer['as_of']['seq'] > 0)
        self.assertIn('merged', answer['definitions']['cases']['en'])
        self.assertEqual(answer['definitions']['cases.date']['th'], 'วันที่รับแจ้ง')
        self.assertEqual(self.ask('analyst', path + '?fiscal_year=2560')['targets'], [])
        ahead = self.ask('analyst', path + '?fiscal_year=2690')
        self.assertEqual((ahead['targets'], ahead['measured_to']), ([], None))
        for wrong in ('format=pdf', 'bom=1', 'format=csv&bom=2'):
            self.ask('analyst', path + '?' + wrong, 400)
        for formula, known in (('holds.held where bank=004', 'held_satang'), ('holds where colour=black', 'bank, state, ground'), ('appeals where outcome=won', 'upheld, cleared'),
                               ('hold', 'money_stopped'), ('reports where category=frauds', 'gambling'), ('indicators where standing=bad', 'listed, compromised')):
            self.assertIn(known, self.ask('supervisor', path, 400, method='POST', body={**target, 'formula': formula})['detail'])
        for wrong in ({**target, 'formula': 'cases +'}, {**target, 'formula': 'people'}, {**target, 'formula': '(cases'}, {**target, 'formula': 'cases where month=2025-01'},
                      {**target, 'formula': 'cases where case_type=investments'}, {**target, 'formula': 'cases + cases where age_band=70+'}, {**target, 'formula': 'cases where sex=female'},
                      {**target, 'target': 'much'}, {**target, 'fiscal_year': 2026}, {**target, 'actual': 5}, {**target, 'owner': ''}):
            self.ask('supervisor', path, 400, method='POST', body=wrong)
        self.ask('analyst', path, 403, method='POST', body=target)
        self.ask(None, path, 401, method='POST', body=target)
        self.ask('supervisor', path, 404, method='POST', body={'fiscal_year': 2569, 'name': 'none', 'dropped': True})
        self.ask('supervisor', path, 201, method='POST', body={'fiscal_year': 2569, 'name': target['name'], 'dropped': True})
        self.assertEqual([row['name'] for row in self.ask('analyst', path + '?fiscal_year=2569')['targets']], ['คดีต่อวัน'])
        self.ask('analyst', path + '?fiscal_year=1', 400)
        self.ask(None, path, 401)
        self.ask('intake', path, 403)
        self.ask('analyst', path, method='HEAD')

    def test_6_targets_of_all_tables(self):
        """A formula's actual figure is what the table itself answers for the same days."""
        dimensions = {'cases': ('case_type', 'age_band', 'state'), 'victims': ('sex,age_band', 'province'), 'complaints': ('channel,kind',), 'holds': ('bank', 'state,ground'),
                      'accounts': ('row,colour', 'bank,place'), 'indicators': ('indicator_kind', 'standing'), 'reports': ('channel',), 'appeals': ('outcome',)}
        tip = self.server.ask('POST', '/v1/reports', {'source': 'tip', 'indicators': [{'value': '081-000-2017'}]}, {'Idempotency-Key': str(uuid.uuid4())})
        self.assertEqual(tip[0], 201, tip)
        seen = set()
        for year in (2569, time.gmtime(time.time() + 7 * 3600 + 92 * 86400).tm_year + 543):
            path = '/v1/statistics/targets?fiscal_year=%d' % year
            period = self.ask('analyst', path)
            wanted = {}
            for table, questions in dimensions.items():
                for by in ('', *questions):
                    query = '/v1/statistics/%s?from=%s&to=%s&by=%s' % (table, period['from'], period['measured_to'], by) + ('&holds=true' if table == 'cases' else '')
                    answer = json.loads(self.server.ask('GET', query, None, {'Authorization': 'Bearer ' + self.tokens['analyst']})[2])
                    for row in [row for row in answer['rows'] if row['count']][:3]:
                        seen.add(table)
                        where = ' and '.join('%s=%s' % (name, row[name]) for name in answer['by'])
                        for measure in [name for name in answer['totals'] if name in row]:
                            wanted['%s.%s%s' % (table, measure, ' where ' + where if where else '')] = row[measure]
            for number, formula in enumerate(wanted):
                self.ask('supervisor', '/v1/statistics/targets', 201, method='POST', body={'fiscal_year': year, 'name': '%03d' % number, 'formula': formula, 'target': '1', 'owner': 'x'})
            told = {row['formula']: row for row in self.ask('analyst', path)['targets']}
            self.assertEqual({formula: told[formula]['actual'] for formula in wanted}, wanted)
            for formula, row in told.items():
                if formula.split()[0].rpartition('.')[2] in ('count', 'damage_satang', 'requested_satang', 'withdrawn'):
                    self.assertEqual(sum(month['actual'] for month in row['trend']), row['actual'], formula)
            for number in range(len(wanted)):
                self.ask('supervisor', '/v1/statistics/targets', 201, method='POST', body={'fiscal_year': year, 'name': '%03d' % number, 'dropped': True})
        self.assertEqual(seen, set(dimensions) - {'appeals'})

    def test_6_targets_as_files(self):
        path = '/v1/statistics/targets?fiscal_year=2569'
        for name, formula, target, at_most in (('=ร้อยละที่ระงับได้ทัน', '100 * stopped_satang / damage_satang', '12.5', False), ('คดีต่อเดือน', 'cases', '100', True), ('ไม่มีค่า', 'cases / (days - days)', '1', False)):
            self.ask('supervisor', '/v1/statistics/targets', 201, method='POST',
                     body={'fiscal_year': 2569, 'name': name, 'formula': formula, 'unit': '%', 'target': target, 'at_most': at_most, 'owner': 'บช.สอท.'})
        told = {row['name']: row for row in self.ask('analyst', path)['targets']}
        text = self.ask('analyst', path + '&format=csv').decode()
        self.assertEqual(self.fields['content-disposition'], 'attachment; filename="targets-2569.csv"')
        self.assertTrue(self.ask('analyst', path + '&format=csv&bom=1').startswith(b'\xef\xbb\xbf'))
        self.assertEqual(self.ask('analyst', path + '&format=csv&bom=1').decode('utf-8-sig'), text)
        rows = list(csv.DictReader(io.StringIO(text, newline='')))
        years = {row['name'].lstrip("'"): row for row in rows if row['kind'] == 'fiscal_year'}
        self.assertIn("'=ร้อยละที่ระงับได้ทัน", {row['name'] for row in rows})
        for name, row in told.items():
            shown = years[name]
            self.assertEqual((shown['period'], shown['year_be'], shown['from'], shown['to']), ('2569', '2569', '2025-10-01', '2026-09-30'))
            self.assertEqual((float(shown['actual']) if shown['actual'] else None, float(shown['target'])), (row['actual'], row['target']))
            self.assertEqual({'': None, 'true': True, 'false': False}[shown['reached']], row['reached'])
            months = [one for one in rows if one['name'].lstrip("'") == name and one['kind'] == 'month']
            self.assertEqual([(one['period'], int(one['year_be']), float(one['actual']) if one['actual'] else None) for one in months],
                             [(one['month'], one['year_be'], one['actual']) for one in row['trend']])
            self.assertEqual((months[4]['from'], months[4]['to'], months[4]['reached']), ('2026-02-01', '2026-02-28', ''))
        bytes_ = self.ask('analyst', path + '&format=xlsx')
        self.assertEqual(bytes_, self.ask('analyst', path + '&format=xlsx'))
        book = openpyxl.load_workbook(io.BytesIO(bytes_))
        self.assertEqual(book.sheetnames, ['ตัวชี้วัด', 'คำนิยาม'])
        heading, *lines = book['ตัวชี้วัด'].values
        self.assertEqual(heading[:8], ('ตัวชี้วัด', 'หน่วย', 'เกณฑ์', 'เป้าหมาย', 'ค่าจริง', 'ผล', 'ต.ค. 2568', 'พ.ย. 2568'))
        self.assertEqual(heading[17:], ('ก.ย. 2569', 'ผู้รับผิดชอบ', 'สูตร'))
        for line in lines:
            row = told[line[0]]
            self.assertEqual((line[2], line[3], line[5]), ('ไม่เกิน' if row['at_most'] else 'ไม่ต่ำกว่า', row['target'], {None: 'ยังไม่มีค่า', True: 'บรรลุ', False: 'ไม่บรรลุ'}[row['reached']]))
            for shown, actual in zip((line[4], *line[6:18]), (row['actual'], *(month['actual'] for month in row['trend'])), strict=True):
                self.assertEqual(shown, actual) if actual is None else self.assertAlmostEqual(shown, actual, places=5)
        beside = dict(list(book['คำนิยาม'].values)[1:])
        self.assertEqual((beside['ปีงบประมาณ'], beside['ช่วงเวลาที่วัด'], beside['กระทบยอด']), ('2569', '1 ต.ค. 2568 – 30 ก.ย. 2569', 'ตรงกัน'))
        self.assertIn('money_stopped', beside)

    def test_7_yearbook(self):
        path = '/v1/statistics/yearbook'
        book = self.ask('analyst', path + '?year=2568&calendar=calendar')
        self.assertEqual(book, self.ask('officer', path + '?year=2568'))  # the same snapshot, the same bytes
        sheets = openpyxl.load_workbook(io.BytesIO(book))
        self.assertEqual(sheets.sheetnames, ['สรุป', 'ขั้นตอน', 'ผลคดี', 'ประเภทคดี', 'อายุและเพศ', 'จังหวัด', 'การระงับเงิน', 'วันในแต่ละขั้นตอน', 'คำนิยาม', 'การเปลี่ยนประเภทคดี', 'การปรับปรุงตัวเลข'])
        summary = [[cell.value for cell in row] for row in sheets['สรุป'].rows]
        self.assertEqual([row[0] for row in summary[1:]], ['ปี 2564', 'ปี 2565', 'ปี 2566', 'ปี 2567', 'ปี 2568'])
        self.assertEqual(summary[5][1], 257)
        types = {row[0].value: row[5].value for row in sheets['ประเภทคดี'].rows}
        self.assertEqual(sum(value for name, value in list(types.items())[1:] if name != 'รวม'), types['รวม'])
        revisions = [[cell.value for cell in row] for row in sheets['การปรับปรุงตัวเลข'].rows]
        self.assertEqual(revisions[1][:5], ['1', '1–31 มีนาคม 2568', 68, 100, 32])
        self.assertGreater(sheets['การเปลี่ยนประเภทคดี'].max_row, 6)
        fiscal = openpyxl.load_workbook(io.BytesIO(self.ask('analyst', path + '?year=2569&calendar=fiscal')))
        self.assertEqual(fiscal['สรุป'].cell(6, 2).value, 102)
        # Types in the police's order, all of them; a year that is not over is of its days so far, and compared with none.
        names = [row[0].value for row in sheets['ประเภทคดี'].rows]
        self.assertEqual((len(names), names[1], names[2], names[14]), (17, 'หลอกลวงซื้อขายสินค้าหรือบริการ ที่ไม่เป็นขบวนการ', 'หลอกให้โอนเงินเพื่อทำงานหารายได้พิเศษ',
                                                                       'เข้ารหัสคอมพิวเตอร์เพื่อเรียกค่าไถ่ (Ransomware)'))
        today = time.gmtime(time.time() + 7 * 3600)
        self.file(30, '%d-01-01' % today.tm_year, 'goods')
        running = openpyxl.load_workbook(io.BytesIO(self.ask('analyst', path + '?year=%d' % (today.tm_year + 543))))['สรุป']
        self.assertIn('ยังไม่สิ้นปี', running.cell(6, 1).value)
        self.assertAlmostEqual(running.cell(6, 3).value, running.cell(6, 2).value / today.tm_yday, delta=0.0051)
        self.assertIsNone(running.cell(6, 4).value)
        for query in ('year=2026', 'calendar=lunar', 'format=csv'):
            self.ask('analyst', path + '?' + query, 400)
        self.ask(None, path, 401)
        self.ask('partner', path, 403)
        self.ask('analyst', path, method='HEAD')
        self.open_in_office(book)

    def open_in_office(self, book):
        if shutil.which('soffice') is None:
            return print('no LibreOffice: the workbook was not opened in it')
        with tempfile.TemporaryDirectory() as place:
            with open(os.path.join(place, 'yearbook.xlsx'), 'wb') as out:
                out.write(book)
            subprocess.run(['soffice', '-env:UserInstallation=file://' + os.path.join(place, 'profile'), '--headless', '--convert-to',
                            'csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1', '--outdir', place, os.path.join(place, 'yearbook.xlsx')],
                           check=True, capture_output=True, timeout=240)
            names = [name for name in os.listdir(place) if name.endswith('.csv')]
            self.assertEqual(len(names), 11, names)
            with open(os.path.join(place, next(name for name in names if 'สรุป' in name)), encoding='utf-8') as file:
                self.assertIn('ปี 2568,257', file.read())

    def test_9_all_of_the_document_was_seen(self):
        type(self).completed = True


if __name__ == '__main__':
    unittest.main()
