#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Cases against a running server: filed, joined, amended, moved, tracked, found, erased from nobody's list by nobody's word."""
import concurrent.futures
import json
import os
import re
import statistics
import subprocess
import tempfile
import time
import unittest
import uuid

import live_server
from openapi_document import CASES, DOCUMENT, Fits, check, documented

BINARY = live_server.binary_from_arguments()
ROLES = ('partner', 'intake', 'officer', 'supervisor', 'analyst', 'admin')
# Only trouble with the storage, or of the network, gives these.
UNREACHED = {'503', '507', '408', '413', '415', '429'}


def national_id(number):
    """The 13 digits of a person nobody is: 0 is no kind of citizen."""
    digits = '0%011d' % number
    return digits + str((11 - sum(int(d) * (13 - i) for i, d in enumerate(digits)) % 11) % 10)


def when(seconds_ago=0):
    return time.strftime('%Y-%m-%dT%H:%M:%SZ', time.gmtime(time.time() - seconds_ago))


def account(number, bank='004'):
    return {'bank': bank, 'account': '%010d' % number}


def transfer(to, satang=1_250_000, at=None, **more):
    return {'to': account(to) if isinstance(to, int) else to, 'amount_satang': satang, 'at': at or when(3600), **more}


def complaint(channel='hotline', **more):
    return {'channel': channel, 'reported_at': when(60), **more}


class CasesTest(Fits, unittest.TestCase):
    numbers = iter(range(1, 1_000_000))

    @classmethod
    def setUpClass(cls):
        cls.server = live_server.LiveServer(BINARY, '--limits', 'off')
        cls.tokens = {role: cls.server.token(role) for role in ROLES}

    @classmethod
    def tearDownClass(cls):
        cls.server.__exit__()
        if cls.completed:
            # 409 elsewhere: somebody else was faster.
            missing = {one for one in documented_of_cases() - cls.exercised if one[2] not in UNREACHED and (one[2] != '409' or one[0].endswith('/moves'))}
            assert not missing, 'documented, but never answered: %s' % sorted(missing)

    completed = False

    def ask(self, method, path, body=None, who='officer', status=None, pattern=None, key=None):
        """The answer, held against docs/openapi.yaml."""
        fields = {'X-Access-Purpose': 'test'}
        if method == 'POST' and path not in ('/v1/track', '/v1/cases:find'):
            fields['Idempotency-Key'] = key or str(uuid.uuid4())
        if who != 'anonymous':
            fields['Authorization'] = 'Bearer ' + self.tokens[who]
        got, head, answer = self.server.ask(method, path, body, fields)
        bare = path.partition('?')[0]
        pattern = pattern or re.sub(r'^/v1/cases/[^/]+', '/v1/cases/{id}', bare)
        answer = self.fits(pattern, method.lower(), got, head, answer)
        if got == 201 and (pattern, 'post', '422') not in self.exercised:
            # Once a route: the same again is the same write, and another body under its key is refused.
            again, head, told = self.server.ask(method, path, body, fields)
            self.assertEqual((again, head.get('idempotency-replayed'), self.fits(pattern, 'post', again, head, told)), (200, 'true', answer))
            other, head, told = self.server.ask(method, path, json.dumps(body) + ' ', fields)
            self.assertEqual(other, 422)
            self.fits(pattern, 'post', other, head, told)
        if status is not None:
            self.assertEqual(got, status, (path, answer))
        return answer

    def file(self, body, who='intake', status=201, **more):
        return self.ask('POST', '/v1/cases', body, who, status, **more)

    def move(self, case, to, status=201, **more):
        return self.ask('POST', '/v1/cases/%s/moves' % case, {'to': to, **more}, 'officer', status)

    def amend(self, case, members, status=201, who='intake', reason='told by telephone'):
        return self.ask('POST', '/v1/cases/%s/amendments' % case, {'set': members, 'reason': reason}, who, status)

    def get(self, case, who='officer', status=200):
        return self.ask('GET', '/v1/cases/' + case, None, who, status)

    def track(self, code, status=200):
        return self.ask('POST', '/v1/track', {'code': code}, 'anonymous', status)

    def verdict(self, value, kind='account'):
        return self.server.ask_json('GET', '/v1/check?kind=%s&value=%s' % (kind, value))[1]['verdict']

    def number(self):
        return 7_000_000_000 + next(self.numbers)

    def someone(self):
        return {'identity': {'name': 'Somchai Example', 'national_id': national_id(next(self.numbers))}}

    # One call.

    def test_bank_account_amount_and_time_make_a_case_with_an_open_hold(self):
        to = self.number()
        filed = self.file(complaint(transfers=[transfer(to)]))
        self.assertEqual((filed['state'], filed['verified'], filed['joined'], filed['case']), ('received', True, False, filed['id']))
        self.assertEqual([(hold['bank'], hold['account'], hold['state'], hold['requested_satang']) for hold in filed['holds']],
                         [('004', '%010d' % to, 'requested', 1_250_000)])
        self.assertEqual([(one['key'], one['verdict']) for one in filed['indicators']], [('account:004:%010d' % to, 'reported')])
        status, _, answer = self.server.ask('GET', '/v1/holds?state=requested&bank=004&limit=500', None, {'Authorization': 'Bearer ' + self.tokens['officer']})
        self.assertEqual((status, [hold['case'] for hold in json.loads(answer)['holds'] if hold['id'] == filed['holds'][0]['id']]), (200, [filed['id']]))
        case = self.get(filed['id'])
        self.assertEqual((case['case_type'], case['damage_satang'], case['requested_satang']), ('unknown', None, 1_250_000))
        self.assertEqual(case['next'], ['statement_taken', 'accepted', 'transferred', 'merged', 'rejected', 'closed'])
        listed = self.ask('GET', '/v1/cases?state=received&limit=500', None, 'officer', 200)['cases']
        self.assertIn(filed['id'], [one['id'] for one in listed])

    def test_the_whole_contract(self):
        to = self.number()
        body = complaint('station', case_type='goods', occurred_at=when(7200), kind='online_case', category='scam', contact_channel='facebook',
                         station='DEMO-01', external_ids={'tpo_case_id': 'T%d' % to}, damage_satang=1234500,
                         victim={'age': 34, 'sex': 'f', 'province': 'เชียงใหม่', 'nationality': 'TH', 'kind': 'person',
                                 'identity': {'name': 'สมศรี ตัวอย่าง', 'national_id': national_id(to % 10**9), 'phone': '067-000-0099', 'address': '1 ถนนตัวอย่าง'}},
                         indicators=[{'kind': 'line', 'value': '@badshop%d' % to}, {'value': 'http://shop%d.example/x' % to}],
                         transfers=[transfer(to, 1234500, **{'from': account(1112223334, '014')}, reference='R1')],
                         narrative='เห็นโฆษณาในเฟซบุ๊ก โทร 067-000-0098 เบอร์ฉัน 067-000-0099')
        filed = self.file(body, who='officer')
        keys = {one['key'] for one in filed['indicators']}
        self.assertEqual(keys, {'line:@badshop%d' % to, 'url:shop%d.example/x' % to, 'account:004:%010d' % to, 'phone:+6667000098'} & keys | keys - {'phone:+66670000099'})
        self.assertNotIn('99', ''.join(key for key in keys if key.startswith('phone')))
        case = self.get(filed['id'])
        victim = case['victims'][0]
        self.assertEqual((victim['age'], victim['sex'], victim['province'], victim['nationality']), (34, 'f', '50', 'TH'))
        self.assertEqual(victim['identity']['name'], 'สมศรี ตัวอย่าง')
        self.assertEqual(victim['identity']['accounts'], ['account:014:1112223334'])
        self.assertEqual(case['transfers'][0]['from'], {'kind': 'victim'})
        self.assertEqual(case['narrative'], body['narrative'])
        seen = self.get(filed['id'], 'intake')
        self.assertNotIn('narrative', seen)
        self.assertNotIn('identity', seen['victims'][0])
        self.assertNotIn('1112223334', json.dumps(seen))
        self.ask('GET', '/v1/cases/' + filed['id'], None, 'partner', 403)
        self.ask('GET', '/v1/cases/' + filed['id'], None, 'anonymous', 401)
        tracked = self.track(filed['tracking_code'])
        self.assertEqual((tracked['state'], tracked['unit']['code'], tracked['requested_satang']), ('received', 'DEMO-01', 1234500))
        self.assertIn('1441', tracked['texts']['th']['no_fee'])

    def test_every_fault_is_named(self):
        good = complaint(transfers=[transfer(self.number())])
        faults = [
            ({'channel': 'radio'}, 'channel must be'), ({'channel': None}, 'channel'), ({'reported_at': '2026-13-01T00:00:00Z'}, 'reported_at'),
            ({'reported_at': when(-7200)}, 'reported_at is after now'), ({'occurred_at': 'yesterday'}, 'occurred_at'), ({'case_type': 'theft'}, 'case_type'),
            ({'victim': {'age': 131}}, 'victim.age'), ({'victim': {'sex': 'q'}}, 'victim.sex'), ({'victim': {'province': '28'}}, 'victim.province'),
            ({'victim': {'nationality': 'XX'}}, 'victim.nationality'), ({'victim': {'identity': {'national_id': '1234567890123'}}}, 'victim.identity.national_id'),
            ({'victim': {'identity': {'phone': '12'}}}, 'victim.identity.phone'), ({'victim': {'identity': {'shoe': '9'}}}, 'victim.identity.shoe'),
            ({'victims': [{}, {'age': -1}]}, 'victims[1].age'), ({'victims': [{}] * 21}, 'victims'), ({'victim': {}, 'victims': []}, 'not both'),
            ({'damage_satang': -1}, 'damage_satang'), ({'damage_satang': 1.5}, '64-bit integer'), ({'damage_satang': 10**15 + 1}, 'damage_satang'),
            ({'station': 'a b'}, 'station'), ({'external_ids': {'x': '1'}}, 'external_ids.x'), ({'contact_channel': 'pigeon'}, 'contact_channel'),
            ({'kind': 'civil'}, 'kind'), ({'indicators': [{'kind': 'phone', 'value': '1'}]}, 'indicators[0].value'), ({'shoe': 1}, 'shoe'),
            ({'transfers': [{'to': {'account': '1234567890'}, 'amount_satang': 1}]}, 'transfers[0].to.bank'),
            ({'transfers': [{'to': {'bank': '999', 'account': '1234567890'}, 'amount_satang': 1}]}, 'transfers[0].to'),
            ({'transfers': [{'to': {'bank': '004'}, 'amount_satang': 1}]}, 'transfers[0].to.account'),
            ({'transfers': [{'to': {}, 'amount_satang': 1}]}, 'transfers[0].to'), ({'transfers': [{'to': {'kind': 'crypto', 'name': ' '}, 'amount_satang': 1}]}, 'transfers[0].to.name'),
            ({'transfers': [{'to': {'promptpay': '1'}, 'amount_satang': 1}]}, 'transfers[0].to.promptpay'), ({'transfers': [{'amount_satang': 1}]}, 'transfers[0].to'),
            ({'transfers': [{'to': account(1)}]}, 'transfers[0].amount_satang'), ({'transfers': [transfer(1, -1)]}, 'transfers[0].amount_satang'),
            ({'transfers': [transfer(1, at=when(-9999))]}, 'transfers[0].at'), ({'transfers': [transfer({'promptpay': '0670000001', 'kind': 'wallet', 'name': 'b'})]}, 'transfers[0].to'),
            ({'transfers': []}, 'a transfer or an indicator'),
        ]
        for members, named in faults:
            body = {name: value for name, value in {**good, **members}.items() if value is not None}
            answer = self.file(body, status=400)
            self.assertIn(named, answer['detail'], (members, answer))

    def test_replays_repeat_the_code(self):
        key, body = str(uuid.uuid4()), complaint(transfers=[transfer(self.number())])
        first = self.file(body, key=key)
        again = self.file(body, key=key, status=200)
        self.assertEqual((first['id'], first['tracking_code']), (again['id'], again['tracking_code']))
        self.file({**body, 'damage_satang': 5}, key=key, status=422)

    # What is counted.

    def test_four_complaints_of_one_loss_count_once(self):
        to, victim, at = self.number(), self.someone(), when(5000)
        paid = dict(transfers=[transfer(to, 900_000, at)], victim=victim)
        bank = self.file(complaint('bank', **paid, external_ids={'bank_case_id': 'B%d' % to}))
        hotline = self.file(complaint('hotline', **paid, damage_satang=900_000))
        web = self.file(complaint('online', **paid), 'anonymous')
        station = self.file(complaint('station', external_ids={'bank_case_id': 'B%d' % to}, transfers=[transfer(self.number(), 1)], station='DEMO-02'))
        self.assertEqual([one.get('joined') for one in (bank, hotline, web, station)], [False, True, None, True])
        self.assertEqual({hotline['case'], station['case']}, {bank['id']})
        case = self.get(web['id'])
        self.assertEqual((case['id'], case['complaints_total'], case['damage_satang'], case['transfers_total']), (bank['id'], 4, 900_000, 2))
        self.assertEqual([one['channel'] for one in case['complaints']], ['bank', 'hotline', 'online', 'station'])
        for filed in (bank, hotline, web, station):
            self.assertEqual(self.track(filed['tracking_code'])['state'], 'received')

    def test_twenty_amendments_equal_the_final_record(self):
        to = [self.number() for _ in range(4)]
        at = when(9000)
        person = self.someone()
        filed = self.file(complaint(transfers=[transfer(to[0], 100, at)]))
        steps = [
            {'damage_satang': 100}, {'case_type': 'job'}, {'victim': {'age': 20}}, {'victim': {'sex': 'm'}}, {'victim': {'province': '10'}}, {'victim': person},
            {'occurred_at': at}, {'contact_channel': 'line'}, {'station': 'DEMO-01'}, {'external_ids': {'aoc_id': 'A%d' % to[0]}}, {'narrative': 'first'},
            {'transfers': [transfer(to[0], 100, at), transfer(to[1], 200, at)]}, {'damage_satang': 300}, {'case_type': 'loan'}, {'victim': {'age': 21}},
            {'narrative': 'second'}, {'indicators': [{'value': '067-000-%04d' % (to[0] % 10000)}]}, {'kind': 'other_criminal'},
            {'transfers': [transfer(to[1], 250, at), transfer(to[2], 50, at)]}, {'external_ids': {'aoc_id': 'B%d' % to[0]}, 'damage_satang': 300},
        ]
        for step in steps:
            self.amend(filed['id'], step)
        final = self.get(filed['id'])
        self.assertEqual(len([one for one in final['history'] if one['type'] == 'amendment']), 20)
        self.assertEqual((final['damage_satang'], final['case_type'], final['victims'][0]['age'], final['victims'][0]['sex'], final['narrative']), (300, 'loan', 21, 'm', 'second'))
        self.assertEqual(final['victims'][0]['identity']['national_id'], person['identity']['national_id'])
        self.assertEqual((final['requested_satang'], final['transfers_total']), (300, 2))
        self.assertEqual({(hold['account'], hold['requested_satang']) for hold in final['holds'] if hold['state'] == 'requested'},
                         {('%010d' % to[1], 250), ('%010d' % to[2], 50)})
        self.assertEqual(self.ask('POST', '/v1/cases:find', {'aoc_id': 'A%d' % to[0]}, 'intake', 200)['cases'], [])
        self.assertEqual([one['id'] for one in self.ask('POST', '/v1/cases:find', {'aoc_id': 'B%d' % to[0]}, 'intake', 200)['cases']], [filed['id']])
        # Told so at once, it is the same; only what else was found on the way is more.
        once = self.file(complaint(kind='other_criminal', damage_satang=300, case_type='loan', contact_channel='line', occurred_at=at, station='DEMO-01', narrative='second',
                                   victim={'age': 21, 'sex': 'm', 'province': '10', **self.someone()}, indicators=[{'value': '067-000-%04d' % (to[0] % 10000)}],
                                   transfers=[transfer(to[1] + 10**6, 250, at), transfer(to[2] + 10**6, 50, at)]))
        other = self.get(once['id'])
        for member in ('kind', 'case_type', 'damage_satang', 'requested_satang', 'contact_channel', 'occurred_at', 'station', 'transfers_total', 'narrative', 'state'):
            self.assertEqual(final[member], other[member], member)
        self.amend(filed['id'], {'damage_satang': 1}, 400, reason='')
        self.assertIn('set.victim.age', self.amend(filed['id'], {'victim': {'age': 999}}, 400)['detail'].replace('victim.age', 'set.victim.age'))
        self.amend('0' * 32, {'damage_satang': 1}, 404)

    def test_of_amendments_at_once_none_undoes_another(self):
        first = self.file(complaint(transfers=[transfer(self.number())]))['id']
        self.amend(first, {'damage_satang': 1})
        self.ask('POST', '/v1/cases/%s/transfers' % first, {'transfers': [transfer(self.number())], 'reason': 'told'}, 'intake', 201)
        for _ in range(5):
            case = self.file(complaint(transfers=[transfer(self.number())], victim={'age': 30, 'identity': {'name': 'Somchai Example'}}))['id']
            paid = [transfer(self.number(), 5, **{'from': account(self.number())}) for _ in range(2)]
            writes = [('amendments', {'set': {'victim': {'sex': 'f'}}, 'reason': 'told'}), ('amendments', {'set': {'victim': {'province': '50'}}, 'reason': 'told'}),
                      *(('transfers', {'transfers': [one], 'reason': 'told'}) for one in paid)]
            with concurrent.futures.ThreadPoolExecutor(len(writes)) as at_once:
                list(at_once.map(lambda write: self.ask('POST', '/v1/cases/%s/%s' % (case, write[0]), write[1], 'intake', 201), writes))
            told = self.get(case)
            victim = told['victims'][0]
            self.assertEqual((victim['age'], victim['sex'], victim['province'], told['transfers_total']), (30, 'f', '50', 3))
            self.assertEqual(len(victim['identity']['accounts']), 2)

    def test_transfers_are_added(self):
        to = [self.number() for _ in range(3)]
        filed = self.file(complaint(transfers=[transfer(to[0], 500)]))
        added = self.ask('POST', '/v1/cases/%s/transfers' % filed['id'], {'transfers': [
            {'from': account(to[0]), 'to': account(to[1], '014'), 'amount_satang': 300, 'at': when(3500)}, {'from': account(to[1], '014'), 'to': {'kind': 'cash_out', 'name': 'ATM'}, 'amount_satang': 300}]}, 'intake', 201)
        self.assertEqual(added['state'], 'received')
        rows = self.get(filed['id'])['transfers']
        self.assertEqual([(one['from']['kind'], one['to']['kind'], one.get('row')) for one in rows], [('victim', 'account', 1), ('account', 'account', 2), ('account', 'cash_out', 3)])
        self.assertEqual(self.ask('GET', '/v1/cases/%s/transfers' % filed['id']), {'case': filed['id'], 'transfers': rows})
        self.ask('GET', '/v1/cases/%s/transfers?format=csv' % filed['id'], status=400)
        self.ask('GET', '/v1/cases/%s/transfers' % ('0' * 32), status=404)
        for who, status in (('anonymous', 401), ('intake', 403), ('partner', 403), ('analyst', 403)):
            self.ask('GET', '/v1/cases/%s/transfers' % filed['id'], None, who, status)
        self.ask('POST', '/v1/cases/%s/transfers' % filed['id'], {'transfers': []}, 'intake', 400)
        self.ask('POST', '/v1/cases/%s/transfers' % ('0' * 32), {'transfers': [transfer(5)]}, 'intake', 404)

    # The life of a case.

    def test_from_received_to_closed_and_what_is_not_allowed(self):
        filed = self.file(complaint(transfers=[transfer(self.number())], victim=self.someone(), station='DEMO-01'))
        case = filed['id']
        refused = self.move(case, 'judgment', 409)
        self.assertEqual((refused['from'], refused['allowed']), ('received', ['statement_taken', 'accepted', 'transferred', 'merged', 'rejected', 'closed']))
        self.move(case, 'nowhere', 400)
        self.assertIn('reason', self.move(case, 'rejected', 400)['detail'])
        self.assertIn('station', self.move(case, 'transferred', 400)['detail'])
        self.assertIn('into', self.move(case, 'merged', 400)['detail'])
        self.assertEqual(self.move(case, 'statement_taken')['state'], 'statement_taken')
        self.move(case, 'accepted', crime_case_no='12/2569', station='DEMO-01', offences=['Criminal Code 343'], note='seen')
        # Nobody else's number at this station.
        other = self.file(complaint(transfers=[transfer(self.number())], victim=self.someone(), station='DEMO-01'))
        self.assertIn('crime_case_no', self.move(other['id'], 'accepted', 422, crime_case_no='12/2569', station='DEMO-01')['detail'])
        for to in ('investigating', 'suspended', 'investigating', 'file_submitted', 'prosecution', 'judgment'):
            self.assertEqual(self.move(case, to)['state'], to)
            self.assertEqual(self.track(filed['tracking_code'])['state'], to)
        self.assertIn('outcome', self.move(case, 'closed', 400)['detail'])
        self.move(case, 'closed', outcome='convicted')
        told = self.get(case)
        self.assertEqual((told['outcome'], told['crime_case_no'], told['next']), ('convicted', '12/2569', ['reopened']))
        self.assertEqual([one['to'] for one in told['history'] if one['type'] == 'move'],
                         ['statement_taken', 'accepted', 'investigating', 'suspended', 'investigating', 'file_submitted', 'prosecution', 'judgment', 'closed'])
        self.assertEqual([one['note'] for one in told['history'] if 'note' in one], ['seen'])
        self.assertNotIn('seen', json.dumps(self.get(case, 'intake')))
        self.move(case, 'reopened')
        self.ask('POST', '/v1/cases/%s/moves' % ('0' * 32), {'to': 'accepted'}, 'officer', 404)
        self.ask('POST', '/v1/cases/%s/moves' % case, {'to': 'accepted'}, 'intake', 403)
        self.ask('POST', '/v1/cases/%s/moves' % case, {'to': 'accepted'}, 'anonymous', 401)
        found = self.ask('POST', '/v1/cases:find', {'crime_case_no': '12/2569', 'station': 'DEMO-01'}, 'intake', 200)['cases']
        self.assertEqual([one['id'] for one in found], [case])

    def test_merged_and_back(self):
        a, b = (self.file(complaint(transfers=[transfer(self.number(), 700)], victim=self.someone()))['id'] for _ in range(2))
        self.move(a, 'merged', into=b)
        told = self.get(a)
        self.assertEqual((told['id'], told['requested_satang'], told['complaints_total']), (b, 1400, 2))
        self.move(a, 'reopened')
        self.assertEqual((self.get(a)['id'], self.get(b)['requested_satang']), (a, 700))

    def test_notes_assignments_and_links(self):
        to = self.number()
        a, b, c = (self.file(complaint(transfers=[transfer(number, 100 + i)], victim=self.someone()))['id'] for i, number in enumerate((to, to, self.number())))
        path = '/v1/cases/%s/notes' % a
        noted = self.ask('POST', path, {'note': 'called the bank', 'assignee': 'me'}, 'officer', 201)
        self.assertTrue(noted['assignee'].startswith('tok:'))
        self.assertEqual([one['id'] for one in self.ask('GET', '/v1/cases?assignee=' + noted['assignee'], None, 'officer', 200)['cases']], [a])
        self.assertEqual(self.ask('POST', path, {'assignee': '-'}, 'officer', 201)['assignee'], '')
        self.ask('POST', path, {}, 'officer', 400)
        self.ask('POST', path, {'assignee': 'Somchai'}, 'officer', 400)
        self.assertIn('called the bank', [one.get('note') for one in self.get(a)['history']])
        linked = self.ask('GET', '/v1/cases/%s/linked' % a, None, 'officer', 200)['linked']
        self.assertEqual([(one['case'], one['shared'], one['confirmed']) for one in linked], [(b, 2, None)])
        self.assertEqual(linked[0]['indicators'], ['account:004:%010d' % to])
        self.ask('POST', '/v1/cases/%s/links' % a, {'case': b, 'reason': 'one mule'}, 'officer', 201)
        self.ask('POST', '/v1/cases/%s/links' % a, {'case': c, 'confirmed': False}, 'officer', 201)
        self.ask('POST', '/v1/cases/%s/links' % a, {'case': a}, 'officer', 400)
        self.ask('POST', '/v1/cases/%s/links' % a, {'case': '0' * 32}, 'officer', 404)
        linked = self.ask('GET', '/v1/cases/%s/linked' % a, None, 'officer', 200)['linked']
        self.assertEqual([(one['case'], one['shared'], one['confirmed']) for one in linked], [(b, 2, True), (c, 0, False)])
        self.ask('GET', '/v1/cases/%s/linked' % ('0' * 32), None, 'officer', 404)

    # What a case says of its indicators.

    def test_only_two_accepted_cases_of_two_people_list(self):
        to = self.number()
        value = '004:%010d' % to

        def web(person, satang):
            return self.file(complaint('online', victim=person, transfers=[transfer(to, satang)]), 'anonymous')['id']
        before = self.verdict(value)
        self.assertEqual(before, 'unknown')
        one, another = self.someone(), self.someone()
        first, second = web(one, 100), web(one, 200)
        self.assertEqual(self.verdict(value), 'unknown')
        for case in (first, second):
            self.move(case, 'statement_taken')
        self.assertEqual(self.verdict(value), 'reported')
        for case in (first, second):
            self.move(case, 'accepted')
        self.assertEqual(self.verdict(value), 'suspected', 'two of one person')
        third = web(another, 300)
        self.assertEqual(self.verdict(value), 'suspected', 'not accepted')
        self.move(third, 'accepted')
        self.assertEqual(self.verdict(value), 'listed')
        # How many people it takes is policy: the same records answer the next question by it, and none is written anew.
        for list_from, verdict in ((3, 'suspected'), (2, 'listed')):
            with tempfile.NamedTemporaryFile('w', suffix='.toml') as policy:
                policy.write('[cases]\nlist_from = %d\n' % list_from)
                policy.flush()
                tried = subprocess.run([BINARY, 'policy', 'try', '--data', self.server.data, policy.name], check=True, capture_output=True, text=True)
                self.assertIn('listed', tried.stdout)
                subprocess.run([BINARY, 'policy', 'set', '--data', self.server.data, policy.name], check=True, capture_output=True)
            self.assertEqual(self.verdict(value), verdict)
        self.move(third, 'rejected', reason='not_a_crime')
        self.assertEqual(self.verdict(value), 'suspected')
        for case in (first, second):
            self.move(case, 'closed', outcome='withdrawn')
        self.assertEqual(self.verdict(value), 'unknown')
        fourth = web(another, 400)
        self.move(fourth, 'statement_taken')
        self.assertEqual(self.verdict(value), 'reported')
        self.move(fourth, 'rejected', reason='not_a_crime')
        self.assertEqual(self.verdict(value), 'unknown')

    def test_a_stranger_who_knows_of_a_loss_makes_its_case_speak_against_nobody(self):
        to, at, payer = self.number(), when(4000), account(self.number(), '014')
        innocent = [self.number() for _ in range(2)]
        known = dict(transfers=[transfer(to, 800, at, **{'from': payer})])
        filed = self.file(complaint('hotline', victim=self.someone(), **known))
        self.move(filed['id'], 'accepted')
        self.file(complaint('online', indicators=[{'kind': 'account', 'value': '004 %010d' % innocent[0]}], **known), 'anonymous')
        case = self.get(filed['id'])
        self.assertEqual((case['complaints_total'], {one['key']: one['counts'] for one in case['indicators']}),
                         (2, {'account:004:%010d' % to: True, 'account:004:%010d' % innocent[0]: False}))
        self.assertEqual(self.verdict('004:%010d' % innocent[0]), 'unknown')
        # The stranger comes first.
        to, known = self.number(), None
        known = dict(transfers=[transfer(to, 900, at, **{'from': payer})])
        self.file(complaint('online', indicators=[{'kind': 'account', 'value': '004 %010d' % innocent[1]}], **known), 'anonymous')
        joined = self.file(complaint('hotline', victim=self.someone(), **known))
        self.assertTrue(joined['joined'])
        # A stranger's transfers are not the victim's: the bank is told that nobody vouches for them.
        more = self.file(complaint('online', transfers=[*known['transfers'], transfer(innocent[0], 70)]), 'anonymous')
        self.assertEqual(self.get(more['id'])['id'], more['id'])
        asked = [one for one in self.ask('GET', '/v1/holds?state=requested&limit=500')['holds'] if one['account'] == '%010d' % innocent[0]]
        self.assertEqual([one['verified'] for one in asked], [False])
        self.move(joined['case'], 'accepted')
        self.assertEqual(self.verdict('004:%010d' % to), 'suspected')
        self.assertEqual(self.verdict('004:%010d' % innocent[1]), 'unknown')
        # An officer who knows better says so.
        self.amend(joined['case'], {'indicators': [{'kind': 'account', 'value': '004 %010d' % number} for number in (to, innocent[1])]}, who='officer')
        self.assertEqual(self.verdict('004:%010d' % innocent[1]), 'suspected')

    def test_the_public_files_online_and_joins_nobody_by_name(self):
        to = self.number()
        filed = self.file(complaint('online', transfers=[transfer(to)]), 'anonymous')
        self.assertEqual((filed['state'], filed['verified']), ('received', False))
        self.assertEqual(set(filed) & {'joined', 'case', 'holds'}, set())
        self.file(complaint('hotline', transfers=[transfer(to)]), 'anonymous', 401)
        self.file(complaint('station', transfers=[transfer(to)]), 'analyst', 403)
        self.file(complaint('online', transfers=[transfer(to)], external_ids={'bank_case_id': 'x'}), 'anonymous', 401)
        self.assertTrue(self.get(filed['id'])['filed_by_public'])

    def test_an_amendment_takes_back_to_unknown(self):
        to = self.number()
        filed = self.file(complaint(case_type='goods', category='scam', occurred_at=when(9000), contact_channel='line', station='DEMO-01', damage_satang=500, narrative='โอนแล้วติดต่อไม่ได้',
                                    external_ids={'aoc_id': 'A%d' % to, 'crimes_id': 'C%d' % to}, transfers=[transfer(to)],
                                    victim={'age': 40, 'sex': 'm', 'province': '10', 'nationality': 'TH', 'identity': {**self.someone()['identity'], 'phone': '067-000-0031', 'email': 'a@mail.example'}}))
        self.move(filed['id'], 'accepted')
        nothing = {'occurred_at': None, 'category': None, 'case_type': None, 'contact_channel': None, 'station': None, 'damage_satang': None, 'narrative': None,
                   'external_ids': {'aoc_id': None}, 'victim': {'age': None, 'sex': None, 'province': None, 'nationality': None, 'identity': {'phone': None, 'email': None}}}
        self.amend(filed['id'], nothing)
        case = self.get(filed['id'])
        self.assertEqual((case['occurred_at'], case['case_type'], case['contact_channel'], case['damage_satang'], case['external_ids']),
                         (None, 'unknown', 'unknown', None, {'crimes_id': 'C%d' % to}))
        self.assertEqual(set(case) & {'category', 'narrative', 'station'}, set())
        self.assertEqual({name: value for name, value in case['victims'][0].items() if name != 'identity'}, {'kind': 'person', 'sex': 'unknown'})
        self.assertEqual(set(case['victims'][0]['identity']), {'name', 'national_id'})
        find = lambda **asked: [one['id'] for one in self.ask('POST', '/v1/cases:find', asked, 'intake', 200)['cases']]
        self.assertEqual((find(phone='067-000-0031'), find(aoc_id='A%d' % to)), ([], []))
        who = case['victims'][0]['identity']['national_id']
        self.assertEqual(find(national_id=who), [filed['id']])
        # Whose it is is not known any more: nobody finds it by that, and it weighs as a complaint.
        self.amend(filed['id'], {'victim': {'identity': {'national_id': None, 'name': None}}})
        self.assertEqual((find(national_id=who), self.get(filed['id'])['victims']), ([], [{'kind': 'person', 'sex': 'unknown'}]))
        for members, place in (({'channel': None}, 'channel'), ({'reported_at': None}, 'reported_at'), ({'transfers': None}, 'transfers'), ({'victim': None}, 'victim'), ({'victim': {'kind': None}}, 'victim.kind')):
            self.assertIn(place, self.amend(filed['id'], members, 400)['detail'])
        for members in ({'station': None}, {'victim': {'age': None}}, {'external_ids': {'aoc_id': None}}, {'victim': {'identity': {'phone': None}}}):
            self.file(complaint(transfers=[transfer(to)], **members), status=400)

    # Following it.

    def test_a_code_of_a_stranger_tells_nothing_of_the_case_it_joined(self):
        to, at, payer = self.number(), when(4000), account(self.number(), '014')
        known = dict(transfers=[transfer(to, 800, at, **{'from': payer})])
        filed = self.file(complaint('hotline', victim=self.someone(), **known))
        stranger = self.file(complaint('online', **known), 'anonymous')
        alone = self.file(complaint('online', transfers=[transfer(self.number(), 800, at)]), 'anonymous')
        self.assertEqual(self.get(filed['id'])['complaints_total'], 2)
        # As one that joined nothing.
        same = lambda told: {name: value for name, value in told.items() if name not in ('since', 'reported_at')}
        before = self.track(stranger['tracking_code'])
        self.assertEqual(same(before), same(self.track(alone['tracking_code'])))
        self.assertEqual((before['state'], before['requested_satang']), ('received', 800))
        self.ask('POST', '/v1/holds/%s/answer' % filed['holds'][0]['id'], {'outcome': 'held', 'held_satang': 800}, 'officer', 201, pattern='/v1/holds/{id}/answer')
        self.move(filed['id'], 'accepted', station='DEMO-01')
        self.assertEqual(self.track(stranger['tracking_code']), before)
        self.assertEqual((self.track(filed['tracking_code'])['state'], self.track(filed['tracking_code'])['held_satang']), ('accepted', 800))
        # Who is known by 1441 gets a code of the case; theirs is void.
        issued = self.ask('POST', '/v1/cases/%s/codes' % filed['id'], {}, 'intake', 201)
        self.assertEqual(self.track(issued['tracking_code'])['state'], 'accepted')
        self.track(stranger['tracking_code'], 404)
        # An intake system's complaint follows the case it joins.
        joined = self.file(complaint('station', **known))
        self.assertEqual((joined['joined'], self.track(joined['tracking_code'])['state']), (True, 'accepted'))

    def test_a_later_code_voids_the_earlier(self):
        filed = self.file(complaint(transfers=[transfer(self.number())]))
        self.assertEqual(self.track(filed['tracking_code'].replace('-', ' ').lower())['state'], 'received')
        key = str(uuid.uuid4())
        issued = self.ask('POST', '/v1/cases/%s/codes' % filed['id'], {}, 'intake', 201, key=key)
        again = self.ask('POST', '/v1/cases/%s/codes' % filed['id'], {}, 'intake', 200, key=key)
        self.assertEqual(issued, again)
        void = self.track(filed['tracking_code'], 404)
        self.assertEqual(self.track(issued['tracking_code'])['state'], 'received')
        self.assertEqual(void, self.track('0000-0000-0000-0000-0', 404))
        self.assertEqual(void, self.track('nonsense', 404))
        self.track(7, 400)
        self.ask('POST', '/v1/cases/%s/codes' % ('0' * 32), {}, 'intake', 404)
        self.ask('POST', '/v1/cases/%s/codes' % filed['id'], {'why': 1}, 'intake', 400)

    def test_found_by_what_somebody_has_at_hand(self):
        person = self.someone()
        person['identity']['phone'] = '067-001-%04d' % (next(self.numbers) % 10000)
        ids = [self.file(complaint(transfers=[transfer(self.number(), 100 + i)], victim=person))['id'] for i in range(7)]

        def find(status=200, who='intake', **body):
            return self.ask('POST', '/v1/cases:find', body, who, status)
        by_id = find(national_id=person['identity']['national_id'])['cases']
        self.assertEqual(len(by_id), 5)
        self.assertLessEqual({one['id'] for one in by_id}, set(ids))
        self.assertEqual(set(by_id[0]), {'id', 'state', 'reported_at', 'station'})
        self.assertEqual(len(find(phone=person['identity']['phone'].replace('-', ''))['cases']), 5)
        self.assertEqual([one['id'] for one in find(case_id=ids[3])['cases']], [ids[3]])
        self.assertEqual(find(national_id=national_id(999_999_999))['cases'], [])
        find(400)
        find(400, national_id='1234567890123')
        find(400, national_id=national_id(5), phone='0670000001')
        find(400, crime_case_no='1/2569')
        find(401, who='anonymous', phone='0670000001')
        find(403, who='analyst', phone='0670000001')
        accesses = []
        for name in os.listdir(os.path.join(self.server.data, 'access')):
            with open(os.path.join(self.server.data, 'access', name), encoding='utf-8') as file:
                accesses += [json.loads(line) for line in file]
        finds = [line for line in accesses if line['route'] == 'POST /v1/cases:find' and line['outcome'] == 'granted']
        self.assertGreaterEqual(len({line['object'] for line in finds}), 5)
        self.assertNotIn(person['identity']['national_id'], json.dumps(accesses))
        self.assertEqual({line['purpose'] for line in finds}, {'test'})

    # What arrived against what was sent.

    def batch(self, rows, who='intake', status=201, key=None):
        body = ''.join((row if isinstance(row, str) else json.dumps(row)) + '\n' for row in rows)
        fields = {'Content-Type': 'application/x-ndjson', 'Idempotency-Key': key or str(uuid.uuid4())}
        if who != 'anonymous':
            fields['Authorization'] = 'Bearer ' + self.tokens[who]
        got, head, answer = self.server.ask('POST', '/v1/cases:batch', body, fields)
        self.assertEqual(got, status, answer)
        answer = self.fits('/v1/cases:batch', 'post', got, head, answer)
        if head['content-type'] != 'application/x-ndjson':
            return head, answer
        told = [json.loads(line) for line in answer.decode().splitlines()]
        for row in told:
            check(DOCUMENT['components']['schemas']['CaseBatchRow'], row)
        return head, told

    def test_a_batch_is_filed_row_by_row(self):
        first, second = self.number(), self.number()
        who = self.someone()
        rows = [complaint(transfers=[transfer(first, at=when(7200))], victim=who),
                '{"channel":"hotline"}',
                complaint('station', transfers=[transfer(first, at=when(7000))], victim=who),
                '',
                complaint('bank', external_ids={'bank_case_id': 'B%d' % second}, transfers=[transfer(second)]),
                complaint(transfers=[transfer({'bank': '000', 'account': '1'})])]
        key = str(uuid.uuid4())
        _, told = self.batch(rows, key=key)
        self.assertEqual([row['row'] for row in told], [1, 2, 3, 5, 6])
        self.assertEqual([row.get('joined') for row in told], [False, None, True, False, None])
        self.assertEqual([row.get('error', {}).get('code') for row in told], [None, 'missing_member', None, None, told[4]['error']['code']])
        self.assertIn('transfers[0].to.', told[4]['error']['detail'])
        self.assertEqual((told[2]['case'], told[2]['id']), (told[0]['id'], told[0]['id'] + '.1'))
        self.assertEqual(self.get(told[2]['id'])['complaints_total'], 2)
        self.assertEqual([hold['account'] for hold in told[3]['holds']], ['%010d' % second])
        self.assertEqual(self.track(told[3]['tracking_code'])['state'], 'received')
        head, again = self.batch(rows, status=200, key=key)
        self.assertEqual((head['idempotency-replayed'], [row.get('tracking_code') for row in again]), ('true', [row.get('tracking_code') for row in told]))
        self.batch(rows[:1], status=422, key=key)

    def test_what_the_generator_writes_is_taken_and_joins_as_it_means(self):
        lines = subprocess.run([BINARY, 'sample', '--cases', '60', '--identities', '--out', '-', '--quiet'], check=True, capture_output=True).stdout.decode().splitlines()
        self.assertGreater(len(lines), 60)
        _, told = self.batch(lines[:500])
        self.assertEqual([row for row in told if 'error' in row], [])
        self.assertEqual(len({row['case'] for row in told}), 60)

    def test_batches_that_are_none(self):
        _, told = self.batch(['[]', '{}'], status=200)
        self.assertEqual([row['error']['code'] for row in told], ['bad_request', 'missing_member'])
        self.assertEqual(self.batch([''], status=400)[1]['code'], 'bad_request')
        self.assertEqual(self.batch(['{}'] * 501, status=400)[1]['code'], 'too_many_items')
        for who, status in (('anonymous', 401), ('partner', 403), ('analyst', 403)):
            self.batch(['{}'], who, status)
        many = complaint(transfers=[transfer(self.number(), 1 + i) for i in range(1000)])
        _, told = self.batch([many] * 6)
        self.assertEqual([row.get('error', {}).get('code') for row in told], [None] * 4 + ['too_many_items'] * 2)

    def test_a_batch_counts_as_looked_up(self):
        with tempfile.TemporaryDirectory() as directory:
            config = os.path.join(directory, 'config.toml')
            with open(config, 'w', encoding='utf-8') as file:
                file.write('[limits]\nlookup_token = "5/1h"\n')
            with live_server.LiveServer(BINARY, '--config', config) as server:
                body = ''.join(json.dumps(complaint(transfers=[transfer(self.number())])) + '\n' for _ in range(6))
                status, head, answer = server.ask('POST', '/v1/cases:batch', body, {
                    'Content-Type': 'application/x-ndjson', 'Idempotency-Key': str(uuid.uuid4()), 'Authorization': 'Bearer ' + server.token('intake')})
                self.fits('/v1/cases:batch', 'post', status, head, answer)
                self.assertEqual((status, json.loads(answer)['code']), (429, 'too_many_requests'))
                self.assertEqual(json.loads(server.ask('GET', '/v1/cases', None, {'Authorization': 'Bearer ' + server.token('officer')})[2])['cases'], [])

    def test_control_totals_name_the_gap(self):
        station, today = 'GAP-%d' % next(self.numbers), time.strftime('%Y-%m-%d', time.gmtime(time.time() + 7 * 3600))
        for i in range(3):
            self.file(complaint('station', station=station, damage_satang=100, reported_at=when(0), transfers=[transfer(self.number())]))
        told = {'channel': 'station', 'station': station, 'day': today, 'complaints': 5, 'damage_satang': 500}
        self.ask('POST', '/v1/control_totals', told, 'intake', 201)
        self.ask('POST', '/v1/control_totals', {**told, 'day': 'today'}, 'intake', 400)
        self.ask('POST', '/v1/control_totals', told, 'analyst', 403)
        self.ask('POST', '/v1/control_totals', told, 'anonymous', 401)
        rows = self.ask('GET', '/v1/control_totals?from=%s&to=%s' % (today, today), None, 'officer', 200)['totals']
        row = next(one for one in rows if one['station'] == station)
        self.assertEqual((row['arrived'], row['told'], row['gap'], row['arrived_satang'], row['gap_satang']), (3, 5, 2, 300, 200))
        self.ask('GET', '/v1/control_totals?from=2026-02-30', None, 'officer', 400)
        self.ask('GET', '/v1/control_totals', None, 'intake', 403)
        self.ask('GET', '/v1/control_totals', None, 'anonymous', 401)

    def test_lists_are_paged_and_strict(self):
        for _ in range(5):
            self.file(complaint(transfers=[transfer(self.number())], station='PAGE'))
        seen, after = [], ''
        while after is not None:
            page = self.ask('GET', '/v1/cases?station=PAGE&limit=2' + ('&after=' + after if after else ''), None, 'officer', 200)
            seen += [one['id'] for one in page['cases']]
            after = page['next']
        self.assertEqual((len(seen), len(set(seen))), (5, 5))
        for query in ('state=closed', 'state=x', 'limit=0', 'after=zz', 'shoe=1'):
            self.ask('GET', '/v1/cases?' + query, None, 'officer', 400)
        self.ask('GET', '/v1/cases', None, 'intake', 403)
        self.ask('GET', '/v1/cases', None, 'anonymous', 401)
        self.get('0' * 32, status=404)

    def test_zz_all_that_is_documented_was_seen(self):
        for path in ('amendments', 'transfers', 'notes', 'links', 'codes'):
            for who, status in (('anonymous', 401), ('analyst', 403)):
                self.ask('POST', '/v1/cases/%s/%s' % ('0' * 32, path), {}, who, status)
        for who, status in (('anonymous', 401), ('intake', 403)):
            self.ask('GET', '/v1/cases/%s/linked' % ('0' * 32), None, who, status)
        self.ask('POST', '/v1/cases/%s/notes' % ('0' * 32), {'note': 'x'}, 'officer', 404)
        type(self).completed = True


def documented_of_cases():
    return {one for one in documented(CASES) if one[1] in ('get', 'post')}


class WrongCodesTest(unittest.TestCase):
    def test_ten_thousand_wrong_codes_reveal_nothing(self):
        with live_server.LiveServer(BINARY) as server:
            token = server.token('intake')
            body = complaint(transfers=[transfer(1_234_567_890)])
            status, _, answer = server.ask('POST', '/v1/cases', body, {'Idempotency-Key': str(uuid.uuid4()), 'Authorization': 'Bearer ' + token})
            self.assertEqual(status, 201, answer)
            code = json.loads(answer)['tracking_code']
            self.assertEqual(server.ask('POST', '/v1/track', {'code': code})[0], 200)
            statuses, bodies = {}, set()
            for number in range(10_000):
                got, _, answer = server.ask('POST', '/v1/track', {'code': '%016X0' % number})
                statuses[got] = statuses.get(got, 0) + 1
                if got == 404:
                    bodies.add(answer)
            self.assertEqual(set(statuses), {404, 429})
            self.assertLessEqual(statuses[404], 40, statuses)
            self.assertEqual(len(bodies), 1)
            # Past the limit a right code is told from a wrong one by nothing.
            self.assertEqual(server.ask('POST', '/v1/track', {'code': code})[0], 429)

    def test_wrong_codes_take_as_long_as_each_other(self):
        with live_server.LiveServer(BINARY, '--limits', 'off') as server:
            token = server.token('intake')
            filed = [json.loads(server.ask('POST', '/v1/cases', complaint(transfers=[transfer(5_000_000_000 + i)]),
                                           {'Idempotency-Key': str(uuid.uuid4()), 'Authorization': 'Bearer ' + token})[2]) for i in range(3)]
            server.ask('POST', '/v1/cases/%s/codes' % filed[0]['id'], {}, {'Idempotency-Key': str(uuid.uuid4()), 'Authorization': 'Bearer ' + token})
            codes = {'void': filed[0]['tracking_code'], 'mistyped': filed[1]['tracking_code'][:-1] + '*', 'none': '0000-0000-0000-0000-0'}
            times = {name: [] for name in codes}
            for _ in range(300):
                for name, code in codes.items():
                    began = time.perf_counter()
                    self.assertEqual(server.ask('POST', '/v1/track', {'code': code})[0], 404)
                    times[name].append(time.perf_counter() - began)
            medians = [statistics.median(one) for one in times.values()]
            self.assertLess(max(medians) - min(medians), 0.5 * min(medians), medians)


if __name__ == '__main__':
    unittest.main()
