#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The officers' desk against a running server: patrols, the queue, reviews, two pairs of eyes, standing clears, merges, undo, appeals. Every answer is held
against docs/openapi.yaml, and every status it documents for these routes is met."""
import json
import subprocess
import tempfile
import unittest
import unittest.mock
import uuid

import live_server
from openapi_document import DOCUMENT, OFFICERS, Fits, documented

BINARY = live_server.binary_from_arguments()
# Trouble with the storage and the limits of rates have tests of their own.
UNREACHED = {row for row in documented(OFFICERS) if row[2] in ('429', '503', '507')}
ROUTES = [(path, method) for path, item in DOCUMENT['paths'].items() for method in ('get', 'post') if method in item and (path, method, '401') in documented(OFFICERS)]


class OfficersTest(Fits, unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = live_server.LiveServer(BINARY, '--limits', 'off')
        cls.tokens = {}
        for name, role in (('patrol', 'officer'), ('chief', 'supervisor'), ('second', 'supervisor'), ('third', 'supervisor'), ('fourth', 'supervisor'), ('hotline', 'intake'), ('analyst', 'analyst')):
            cls.tokens[name] = json.loads(cls.command('token', 'create', '--role', role, '--name', name))['token']
        cls.numbers = iter(range(1000))

    @classmethod
    def tearDownClass(cls):
        cls.server.__exit__()
        missing = documented(OFFICERS) - cls.exercised - UNREACHED
        assert not missing, 'documented, but never answered: %s' % sorted(missing)

    @classmethod
    def command(cls, *arguments):
        done = subprocess.run([BINARY, *arguments, '--data', cls.server.data, '--json'], capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def ask(self, who, method, route, body=None, id_='', query='', key=None, fields=None):
        """(status, answer) of a route of the document, which must have it so."""
        sent = {'X-Access-Purpose': 'test', **(fields or {})}
        if who:
            sent['Authorization'] = 'Bearer ' + self.tokens[who]
        if method == 'post':
            sent['Idempotency-Key'] = key or str(uuid.uuid4())
        path = route.replace('{id}', id_) + query
        status, got, answer = self.server.ask(method.upper(), path, body, sent)
        fitting = self.fits(route, method, status, got, answer)
        if method == 'post' and status in (201, 202) and (route, 'post', '200') not in self.exercised:
            # Once a route: the same again is the same write, and another body under its key is refused.
            again, got, answer = self.server.ask('POST', path, body, sent)
            self.assertEqual((again, self.fits(route, 'post', again, got, answer)), (200, fitting))
            other, got, answer = self.server.ask('POST', path, json.dumps(body) + ' ', sent)
            self.assertEqual(other, 422)
            self.assertIn('Idempotency-Key', json.loads(answer)['detail'])
            self.fits(route, 'post', other, got, answer)
        return status, fitting

    def phone(self):
        return '067-2%02d-%04d' % divmod(next(self.numbers), 10000)

    def report(self, who, value, source='patrol', kind='phone', **more):
        fields = {'Idempotency-Key': str(uuid.uuid4())}
        if who:
            fields['Authorization'] = 'Bearer ' + self.tokens[who]
        body = {'source': source, 'category': 'scam', 'indicators': [{'kind': kind, 'value': value}], **more}
        status, _, answer = self.server.ask('POST', '/v1/reports', body, fields)
        self.assertEqual(status, 201, answer)
        return json.loads(answer)['indicators'][0]

    def ask_report(self, who, value):
        """The id of a report about a number."""
        fields = {'Idempotency-Key': str(uuid.uuid4()), 'Authorization': 'Bearer ' + self.tokens[who]}
        return json.loads(self.server.ask('POST', '/v1/reports', {'source': 'patrol', 'indicators': [{'kind': 'phone', 'value': value}]}, fields)[2])['id']

    def verdict(self, value, kind='phone'):
        return self.server.ask_json('POST', '/v1/check', {'items': [{'kind': kind, 'value': value}]})[1]['results'][0]

    def review(self, who, id_, decision, reason='seen by us', **more):
        return self.ask(who, 'post', '/v1/indicators/{id}/review', {'decision': decision, 'reason': reason, **more}, id_)

    def import_feed(self, value, kind='phone', source='feed'):
        with tempfile.NamedTemporaryFile('w', suffix='.csv') as file:
            file.write('kind,value\n%s,%s\n' % (kind, value))
            file.flush()
            subprocess.run([BINARY, 'import', '--format', 'csv', '--source', source, '--data', self.server.data, file.name], check=True, capture_output=True)

    def test_a_patrol_is_told_what_is_known_and_reviews_nothing_of_its_own(self):
        phone = self.phone()
        first = self.report('patrol', phone)
        self.assertEqual((first['before'], first['verdict']), ('new', 'suspected'))
        self.assertEqual(self.report('patrol', phone)['before'], 'known')
        status, queue = self.ask('patrol', 'get', '/v1/queue')
        self.assertEqual(status, 200)
        self.assertEqual([item['why'] for item in queue['items'] if item['id'] == first['id']], ['new'])
        self.assertEqual(self.review('chief', first['id'], 'list')[1]['indicator']['verdict'], 'listed')
        self.assertEqual(self.verdict(phone)['verdict'], 'listed')
        self.assertEqual(self.report('patrol', phone)['before'], 'listed')
        self.assertNotIn(first['id'], [item['id'] for item in self.ask('chief', 'get', '/v1/queue')[1]['items']])
        own = self.report('chief', self.phone())
        self.assertEqual(self.review('chief', own['id'], 'list'), (409, unittest.mock.ANY))
        self.assertEqual(self.review('second', own['id'], 'list')[0], 201)

    def test_a_clear_stands_against_feeds_and_tips(self):
        phone = self.phone()
        self.import_feed(phone)
        id_ = self.verdict(phone)['id']
        self.assertEqual(self.verdict(phone)['verdict'], 'suspected')
        self.assertEqual(self.review('chief', id_, 'clear')[1]['indicator']['verdict'], 'unknown')
        self.import_feed(phone, source='another')
        self.report(None, phone, source='tip')
        self.assertEqual(self.verdict(phone)['verdict'], 'unknown')
        item = [item for item in self.ask('second', 'get', '/v1/queue', query='?show=all&order=newest&kind=phone')[1]['items'] if item['id'] == id_]
        self.assertEqual([one['why'] for one in item], ['requeued'])
        status, answer = self.review('chief', id_, 'list')
        self.assertEqual((status, answer['code']), (409, 'own_decision'))
        self.assertEqual(self.review('second', id_, 'list')[1]['indicator']['verdict'], 'listed')

    def test_time_alone_lists_nobody_again(self):
        years = lambda phone, n: json.loads(subprocess.run([BINARY, 'check', '--json', '--as-of', '20%d-01-01T00:00:00Z' % n, phone, '--data', self.server.data], capture_output=True).stdout)
        phone, told = self.phone(), self.phone()
        ids = [self.report('hotline', one, source='hotline')['id'] for one in (phone, told)]
        self.assertEqual(self.review('chief', ids[0], 'list')[0], 201)
        for id_ in ids:
            self.assertEqual(self.review('second', id_, 'clear')[0], 201)
        self.assertEqual([years(one, 40)['verdict'] for one in (phone, told)], ['unknown', 'reported'])
        # By appeal, or said again about what is cleared, it is the same.
        self.assertEqual(self.review('second', ids[0], 'clear')[0], 201)
        self.assertEqual(years(phone, 40)['verdict'], 'unknown')
        listed = self.report('hotline', self.phone(), source='hotline')
        self.assertEqual(self.review('chief', listed['id'], 'list')[0], 201)
        opened = self.ask(None, 'post', '/v1/appeals', {'indicator': listed['id'], 'ground': 'mistake'})[1]
        for to in ('in_review', 'cleared'):
            self.assertEqual(self.ask('second', 'post', '/v1/appeals/{id}/moves', {'to': to, 'reason': 'x'}, opened['id'])[0], 201)
        self.assertEqual(years(listed['key'].partition(':')[2], 40)['verdict'], 'unknown')

    def test_official_things_need_two_officers(self):
        self.report('hotline', '1441', source='hotline')
        id_ = self.verdict('1441')['id']
        self.assertEqual(self.verdict('1441')['verdict'], 'reported')
        status, first = self.review('chief', id_, 'compromised')
        self.assertEqual((status, first['state'], first['indicator']['verdict']), (202, 'second_needed', 'reported'))
        self.assertEqual(self.review('chief', id_, 'compromised')[1]['state'], 'second_needed')
        evidence = self.ask('second', 'get', '/v1/indicators/{id}/evidence', id_=id_)[1]
        self.assertEqual((evidence['needs_second'], evidence['proposal']['decision']), (True, 'compromised'))
        done = self.review('second', id_, 'compromised')
        self.assertEqual((done[0], done[1]['indicator']['verdict']), (201, 'listed'))
        self.assertEqual(self.ask('second', 'post', '/v1/indicators/{id}/undo', {'review': done[1]['review']}, id_)[1]['indicator']['verdict'], 'reported')

    def test_one_officer_alone_brings_no_warning_of_an_official_thing_back(self):
        self.report('hotline', '1155', source='hotline')
        id_ = self.verdict('1155')['id']
        for decision, verdict in (('list', 'listed'), ('clear', 'official')):
            self.assertEqual(self.review('third', id_, decision)[1]['state'], 'second_needed')
            done = self.review('fourth', id_, decision)[1]
            self.assertEqual(self.verdict('1155')['verdict'], verdict)
        for who in ('chief', 'fourth'):
            status, refused = self.ask(who, 'post', '/v1/indicators/{id}/undo', {'review': done['review']}, id_)
            self.assertEqual((status, refused['code'], self.verdict('1155')['verdict']), (409, 'second_needed', 'official'))
        self.assertEqual(self.review('chief', id_, 'list')[0], 202)
        self.assertEqual(self.review('second', id_, 'list')[1]['indicator']['verdict'], 'listed')

    def test_nobody_decides_about_a_complaint_they_took_down(self):
        phone = self.phone()
        id_ = self.report('chief', phone, source='station')['id']
        status, refused = self.review('chief', id_, 'list')
        self.assertEqual((status, refused['code']), (409, 'own_work'))
        self.assertIn('complaint', refused['detail'])
        status, answer = self.ask('chief', 'post', '/v1/reviews:batch', {'decision': 'list', 'reason': 'x', 'indicators': [id_]})
        self.assertEqual((status, [one['state'] for one in answer['results']]), (200, ['own_work']))
        self.assertEqual(self.review('second', id_, 'list')[0], 201)
        # Neither by way of a case.
        phone = self.phone()
        body = {'channel': 'station', 'reported_at': '2025-11-20T10:00:00+07:00', 'indicators': [{'kind': 'phone', 'value': phone}]}
        sent = {'Authorization': 'Bearer ' + self.tokens['chief'], 'Idempotency-Key': str(uuid.uuid4())}
        status, _, answer = self.server.ask('POST', '/v1/cases', body, sent)
        self.assertEqual(status, 201, answer)
        id_ = self.verdict(phone)['id']
        self.assertEqual(self.review('chief', id_, 'list')[1]['code'], 'own_work')
        self.assertEqual(self.review('second', id_, 'list')[0], 201)

    def test_taking_a_decision_back_is_a_decision_too(self):
        def undo(who, id_, review):
            status, answer = self.ask(who, 'post', '/v1/indicators/{id}/undo', {'review': review}, id_)
            return status, answer.get('code') or answer['indicator']['verdict']

        # Nobody brings their own submission back by taking back a colleague's clear.
        own = self.report('chief', self.phone())['id']
        cleared = self.review('second', own, 'clear')[1]
        self.assertEqual(cleared['indicator']['verdict'], 'unknown')
        self.assertEqual(undo('chief', own, cleared['review']), (409, 'own_work'))
        self.assertEqual(undo('second', own, cleared['review']), (201, 'suspected'))

        # Nor their own decision, against which somebody appealed.
        phone = self.phone()
        id_ = self.report('patrol', phone)['id']
        listed = self.review('chief', id_, 'list')[1]
        appeal = self.ask(None, 'post', '/v1/appeals', {'indicator': id_, 'ground': 'mistake'})[1]['id']
        for to in ('in_review', 'cleared'):
            self.assertEqual(self.ask('second', 'post', '/v1/appeals/{id}/moves', {'to': to, 'reason': 'not theirs'}, appeal)[0], 201)
        decisions = self.ask('chief', 'get', '/v1/indicators/{id}/evidence', id_=id_)[1]['decisions']
        by_appeal = [one['review'] for one in decisions if one['ground'] == 'appeal'][0]
        self.assertEqual(undo('chief', id_, by_appeal), (409, 'own_decision'))
        self.assertEqual(self.verdict(phone)['verdict'], 'unknown')
        # What they decided themselves they may take back, as may a colleague whom nothing binds.
        self.assertEqual(undo('chief', id_, listed['review']), (201, 'unknown'))
        self.assertEqual(undo('second', id_, by_appeal), (201, 'suspected'))

        # What a first officer noted, where two are needed.
        self.report('chief', '1599')
        official = self.verdict('1599')['id']
        noted = self.review('second', official, 'clear')[1]
        self.assertEqual(noted['state'], 'second_needed')
        self.assertEqual(undo('chief', official, noted['review']), (409, 'own_work'))
        self.assertEqual(undo('second', official, noted['review'])[0], 201)

    def test_evidence_tells_which_piece_gives_what(self):
        phone, url = self.phone(), 'https://desk-%s.example/pay' % uuid.uuid4().hex[:8]
        self.import_feed(phone)
        self.report('hotline', phone, source='hotline', case_type='goods', text='ส่งลิงก์ %s มาให้' % url)
        self.report(None, phone, source='tip')
        id_ = self.verdict(phone)['id']
        status, evidence = self.ask('patrol', 'get', '/v1/indicators/{id}/evidence', id_=id_)
        self.assertEqual(status, 200)
        pieces = {piece['class']: piece for piece in evidence['pieces']}
        self.assertEqual(set(pieces), {'feed', 'complaint', 'tip'})
        left = 1
        for piece in pieces.values():
            left *= 1 - piece['weight'] * piece['decay']
            self.assertLessEqual(piece['adds'], piece['score_alone'])
        self.assertAlmostEqual(evidence['score'], 100 * (1 - left), delta=1.01)
        self.assertEqual([row.get('channel') for row in evidence['rows']], ['tip', 'hotline', None])
        page = self.ask('patrol', 'get', '/v1/indicators/{id}/evidence', id_=id_, query='?limit=2')[1]
        rest = self.ask('patrol', 'get', '/v1/indicators/{id}/evidence', id_=id_, query='?limit=2&after=' + page['next'])[1]
        self.assertEqual(page['rows'] + rest['rows'], evidence['rows'])
        self.assertNotIn('reporter"', json.dumps(evidence))
        related = self.ask('patrol', 'get', '/v1/indicators/{id}/related', id_=id_)[1]
        self.assertEqual([one['together'] for one in related['related']], [1])
        self.assertTrue(related['related'][0]['key'].startswith('url:desk-'))
        for route in ('/v1/indicators/{id}/evidence', '/v1/indicators/{id}/related'):
            self.assertEqual(self.ask('patrol', 'head', route, id_=id_)[0], 200)

    def test_merged_things_answer_as_one(self):
        one, other = self.phone(), self.phone()
        a, b = self.report('patrol', one), self.report('patrol', other)
        self.assertEqual(self.review('chief', b['id'], 'list')[0], 201)
        merged = self.review('chief', a['id'], 'merge', into=b['id'])
        self.assertEqual((merged[0], merged[1]['indicator']['verdict']), (201, 'listed'))
        self.assertEqual(self.verdict(one)['verdict'], 'listed')
        self.assertEqual(self.review('chief', a['id'], 'merge')[0], 400)
        self.assertEqual(self.review('chief', a['id'], 'merge', into=a['id'])[0], 400)

    def test_what_needs_more_comes_back_with_more(self):
        phone = self.phone()
        id_ = self.report('patrol', phone)['id']
        self.assertEqual(self.review('chief', id_, 'needs_more')[0], 201)
        waiting = lambda show: {item['id']: item['why'] for item in self.ask('patrol', 'get', '/v1/queue', query='?limit=500&order=oldest' + show)[1]['items']}
        self.assertNotIn(id_, waiting(''))
        self.assertEqual(waiting('&show=all')[id_], 'needs_more')
        self.report('hotline', phone, source='hotline')
        self.assertEqual(waiting('')[id_], 'more_came')

    def test_a_batch_answers_each_by_itself(self):
        theirs = [self.report('patrol', self.phone())['id'] for _ in range(3)]
        own = self.report('chief', self.phone())['id']
        body = {'decision': 'list', 'reason': 'one gang', 'indicators': theirs + [own], 'until': '2099-01-01T00:00:00+07:00', 'category': 'scam'}
        key = str(uuid.uuid4())
        status, answer = self.ask('chief', 'post', '/v1/reviews:batch', body, key=key)
        self.assertEqual((status, [one['state'] for one in answer['results']]), (201, ['decided'] * 3 + ['own_work']))
        self.assertEqual({one['indicator']['verdict'] for one in answer['results'][:3]}, {'listed'})
        self.assertEqual(self.ask('chief', 'post', '/v1/reviews:batch', body, key=key), (200, answer))
        self.assertEqual(self.ask('chief', 'post', '/v1/reviews:batch', {**body, 'reason': 'another'}, key=key)[0], 422)
        self.assertEqual(self.ask('chief', 'post', '/v1/reviews:batch', {**body, 'indicators': theirs[:1] * 2})[0], 400)
        self.assertEqual(self.ask('chief', 'post', '/v1/reviews:batch', {**body, 'decision': 'merge', 'into': '01' + '0' * 32})[0], 404)

    def test_what_stands_in_the_way_of_one_spoils_no_other_of_a_batch(self):
        theirs, claimed = [self.report('hotline', self.phone(), source='hotline')['id'] for _ in range(2)]
        told = self.report('chief', self.phone(), source='station')['id']
        unknown = '01' + '0' * 32
        self.assertEqual(self.ask('patrol', 'post', '/v1/queue/claims', {'indicators': [claimed]})[0], 201)
        body, key = {'decision': 'list', 'reason': 'one gang', 'indicators': [claimed, told, unknown, theirs]}, str(uuid.uuid4())
        status, answer = self.ask('chief', 'post', '/v1/reviews:batch', body, key=key)
        self.assertEqual((status, [one['state'] for one in answer['results']]), (201, ['wrong_state', 'own_work', 'not_found', 'decided']))
        self.assertIn('works on it until', answer['results'][0]['detail'])
        self.assertEqual([one.get('id', one.get('indicator', {}).get('id')) for one in answer['results']], body['indicators'])
        # Sent again it is the same, whatever has come to stand in the way since, or no longer does.
        self.assertEqual(self.ask('patrol', 'post', '/v1/queue/releases', {'indicators': [claimed]})[0], 201)
        self.assertEqual(self.ask('patrol', 'post', '/v1/queue/claims', {'indicators': [theirs]})[0], 201)
        status, again = self.ask('chief', 'post', '/v1/reviews:batch', body, key=key)
        self.assertEqual((status, [one['state'] for one in again['results']]), (200, ['wrong_state', 'own_work', 'not_found', 'decided']))
        self.assertEqual(again['review'], answer['review'])
        # Also where nothing of it could be decided any more.
        body, key = {**body, 'indicators': [claimed]}, str(uuid.uuid4())
        status, answer = self.ask('chief', 'post', '/v1/reviews:batch', body, key=key)
        self.assertEqual((status, [one['state'] for one in answer['results']]), (201, ['decided']))
        self.assertEqual(self.ask('patrol', 'post', '/v1/queue/claims', {'indicators': [claimed]})[0], 201)
        self.assertEqual(self.ask('chief', 'post', '/v1/reviews:batch', body, key=key), (200, answer))
        self.assertEqual(self.ask('chief', 'post', '/v1/reviews:batch', {**body, 'reason': 'another'}, key=key)[0], 422)

    def test_two_officers_do_not_work_on_one_thing(self):
        ids = [self.report('hotline', self.phone(), source='hotline')['id'] for _ in range(2)]
        status, claimed = self.ask('patrol', 'post', '/v1/queue/claims', {'indicators': ids})
        self.assertEqual((status, claimed['indicators']), (201, 2))
        self.assertEqual(self.ask('chief', 'post', '/v1/queue/claims', {'indicators': ids[:1]})[1]['code'], 'wrong_state')
        mine = [item['id'] for item in self.ask('patrol', 'get', '/v1/queue', query='?show=mine')[1]['items']]
        self.assertEqual(sorted(mine), sorted(ids))
        self.assertFalse(set(ids) & {item['id'] for item in self.ask('chief', 'get', '/v1/queue', query='?show=unclaimed&limit=500')[1]['items']})
        self.assertEqual(self.review('chief', ids[0], 'list')[1]['code'], 'wrong_state')
        status, answer = self.ask('chief', 'post', '/v1/reviews:batch', {'decision': 'list', 'reason': 'x', 'indicators': ids})
        self.assertEqual((status, [one['state'] for one in answer['results']], 'review' in answer), (200, ['wrong_state'] * 2, False))
        self.assertEqual(self.ask('patrol', 'post', '/v1/queue/releases', {'indicators': ids})[0], 201)
        self.assertEqual(self.ask('chief', 'post', '/v1/queue/claims', {'indicators': ids})[0], 201)
        self.assertEqual(self.ask('patrol', 'post', '/v1/queue/releases', {'indicators': ids})[0], 409)

    def test_an_appellant_is_told_of_the_decision_that_was_made_and_when_it_is_taken_back(self):
        phone = self.phone()
        id_ = self.report('patrol', phone)['id']
        self.assertEqual(self.review('chief', id_, 'list')[0], 201)
        opened = self.ask(None, 'post', '/v1/appeals', {'indicator': id_, 'ground': 'mistake'})[1]
        move = lambda to, reason: self.ask('second', 'post', '/v1/appeals/{id}/moves', {'to': to, 'reason': reason}, opened['id'])[0]
        # What was refused within the same second says nothing.
        self.assertEqual([move('cleared', 'too early'), move('in_review', 'x'), move('cleared', 'because'), move('cleared', 'too late')], [409, 201, 201, 409])
        follow = lambda: self.ask(None, 'get', '/v1/appeals/{id}', id_=opened['id'], fields={'Receipt-Code': opened['receipt_code']})[1]
        told = follow()
        self.assertEqual((told['state'], told['reason'], 'taken_back' in told, told['indicator']['verdict']), ('cleared', 'because', False, 'unknown'))
        clear = self.ask('chief', 'get', '/v1/indicators/{id}/evidence', id_=id_)[1]['decisions'][0]
        self.assertEqual((clear['decision'], clear['ground']), ('clear', 'appeal'))
        self.assertEqual(self.ask('second', 'post', '/v1/indicators/{id}/undo', {'review': clear['review']}, id_)[1]['indicator']['verdict'], 'listed')
        told = follow()
        self.assertEqual((told['state'], told['taken_back'], told['indicator']['verdict']), ('cleared', True, 'listed'))
        self.assertEqual(self.ask(None, 'post', '/v1/appeals', {'indicator': id_, 'ground': 'mistake'})[0], 201)

    def test_an_appeal_from_opening_to_decision(self):
        phone = self.phone()
        id_ = self.report('patrol', phone)['id']
        self.assertEqual(self.review('chief', id_, 'list')[0], 201)
        body = {'kind': 'phone', 'value': phone, 'ground': 'new_owner', 'text': 'ซื้อซิมมาใหม่', 'contact': 'somebody@example.test'}
        key = str(uuid.uuid4())
        status, opened = self.ask(None, 'post', '/v1/appeals', body, key=key)
        self.assertEqual(status, 201)
        self.assertEqual(self.ask(None, 'post', '/v1/appeals', body, key=key), (200, opened))
        self.assertEqual(self.ask(None, 'post', '/v1/appeals', {**body, 'text': 'x'}, key=key)[0], 422)
        # Somebody else's appeal keeps nobody from theirs: it has a code of its own, and the same answer.
        status, other = self.ask(None, 'post', '/v1/appeals', {'indicator': id_, 'ground': 'mistake', 'text': 'the owner'})
        self.assertEqual(status, 201)
        self.assertNotEqual(other['receipt_code'], opened['receipt_code'])
        self.assertTrue(self.verdict(phone)['under_review'])
        self.assertEqual(self.report('patrol', phone)['before'], 'under_appeal')

        appeal = opened['id']
        code = {'Receipt-Code': opened['receipt_code'].lower().replace('-', ' ')}
        self.assertEqual(self.ask(None, 'get', '/v1/appeals/{id}', id_=appeal, fields=code)[1]['state'], 'opened')
        self.assertNotIn('said', self.ask(None, 'get', '/v1/appeals/{id}', id_=appeal, fields=code)[1])
        wrong = {'Receipt-Code': 'ABCD-EFGH-JKMN-PQRS-T'}
        self.assertEqual(self.ask(None, 'get', '/v1/appeals/{id}', id_=appeal, fields=wrong), self.ask(None, 'get', '/v1/appeals/{id}', id_='0' * 32, fields=wrong))
        self.assertEqual(self.ask(None, 'get', '/v1/appeals/{id}', id_=appeal)[0], 404)
        self.assertEqual(self.ask('second', 'get', '/v1/appeals/{id}', id_=appeal)[1]['said'], {'text': body['text'], 'contact': body['contact']})
        listed = {one['id']: one['decided_together'] for one in self.ask('second', 'get', '/v1/appeals')[1]['appeals']}
        self.assertEqual((listed[appeal], listed[other['id']]), (2, 2))
        for route, fields in (('/v1/appeals', None), ('/v1/appeals/figures', None), ('/v1/appeals/{id}', code)):
            self.assertEqual(self.ask('second', 'head', route, id_=appeal, fields=fields)[0], 200)

        move = lambda who, to, **more: self.ask(who, 'post', '/v1/appeals/{id}/moves', {'to': to, **more}, appeal)
        self.assertEqual(self.ask('second', 'post', '/v1/appeals/{id}/moves', {'to': 'in_review'}, other['id'])[1]['state'], 'in_review')
        self.assertEqual(move('second', 'in_review')[1]['code'], 'wrong_state')
        self.assertEqual(self.ask(None, 'get', '/v1/appeals/{id}', id_=appeal, fields=code)[1]['state'], 'in_review')
        self.assertEqual(move('second', 'cleared')[0], 400)
        self.assertEqual(move('chief', 'upheld', reason='mine')[1]['code'], 'own_decision')
        self.assertEqual(move('second', 'cleared', reason='new owner proven')[1]['indicator']['verdict'], 'unknown')
        self.assertEqual(move('second', 'upheld', reason='late')[1]['code'], 'wrong_state')
        decided = self.ask(None, 'get', '/v1/appeals/{id}', id_=appeal, fields=code)[1]
        self.assertEqual((decided['state'], decided['reason']), ('cleared', 'new owner proven'))
        answer = self.ask(None, 'get', '/v1/appeals/{id}', id_=other['id'], fields={'Receipt-Code': other['receipt_code']})[1]
        self.assertEqual((answer['state'], answer['reason']), ('cleared', 'new owner proven'))
        self.assertEqual(self.verdict(phone)['verdict'], 'unknown')
        figures = self.ask(None, 'get', '/v1/appeals/figures')[1]
        self.assertEqual((figures['cleared'], len(figures['months']), figures['late']), (2, 1, 0))
        self.assertAlmostEqual(figures['upheld_share'], figures['upheld'] / (figures['upheld'] + figures['cleared']), places=3)
        self.assertEqual(self.ask('hotline', 'post', '/v1/appeals', {**body, 'channel': 'station', 'ground': 'mistake'})[0], 201)
        self.assertEqual(self.ask(None, 'post', '/v1/appeals', {**body, 'channel': 'station'})[0], 403)

    def test_a_hundred_appeals_about_one_indicator_may_wait(self):
        id_ = self.report('patrol', self.phone())['id']
        body = {'indicator': id_, 'ground': 'mistake'}
        key = str(uuid.uuid4())
        opened = [self.ask(None, 'post', '/v1/appeals', body, key=key)] + [self.ask(None, 'post', '/v1/appeals', body) for _ in range(99)]
        self.assertEqual({status for status, _ in opened}, {201})
        self.assertEqual(self.ask(None, 'post', '/v1/appeals', body)[1]['code'], 'wrong_state')
        status, again = self.ask(None, 'post', '/v1/appeals', body, key=key)  # scores are of now, and fall with time
        self.assertEqual((status, again['id'], again['receipt_code']), (200, opened[0][1]['id'], opened[0][1]['receipt_code']))
        for to in ('in_review', 'upheld'):
            self.assertEqual(self.ask('second', 'post', '/v1/appeals/{id}/moves', {'to': to, 'reason': 'they all lie'}, opened[57][1]['id'])[0], 201)
        told = self.ask(None, 'get', '/v1/appeals/{id}', id_=opened[99][1]['id'], fields={'Receipt-Code': opened[99][1]['receipt_code']})[1]
        self.assertEqual((told['state'], told['reason']), ('upheld', 'they all lie'))
        self.assertEqual(self.ask(None, 'post', '/v1/appeals', body)[0], 201)

    def test_an_appeal_is_against_what_the_answer_came_from(self):
        host = 'gang-%s.example' % uuid.uuid4().hex[:8]
        listed = self.report('patrol', 'https://%s/' % host, kind='url')
        self.assertEqual(self.review('chief', listed['id'], 'list')[0], 201)
        page = 'https://%s/about/us' % host
        self.assertEqual(self.verdict(page, 'url')['verdict'], 'listed')
        status, opened = self.ask(None, 'post', '/v1/appeals', {'kind': 'url', 'value': page, 'ground': 'hacked_recovered'})
        self.assertEqual((status, opened['indicator']['id']), (201, listed['id']))
        unknown = {'kind': 'phone', 'value': self.phone(), 'ground': 'mistake'}
        status, refused = self.ask(None, 'post', '/v1/appeals', unknown)
        self.assertEqual((status, refused['detail']), (404, 'nothing is said against it here, so there is nothing to appeal against'))
        move = lambda to: self.ask('second', 'post', '/v1/appeals/{id}/moves', {'to': to, 'reason': 'x'}, opened['id'])
        self.assertEqual((move('in_review')[0], move('upheld')[1]['indicator']['verdict']), (201, 'listed'))
        # An appeal that is turned down is told why, too; no decision about the indicator says so.
        told = self.ask(None, 'get', '/v1/appeals/{id}', id_=opened['id'], fields={'Receipt-Code': opened['receipt_code']})[1]
        self.assertEqual((told['state'], told['reason']), ('upheld', 'x'))

    def test_texts_without_an_indicator_are_read_and_put_away(self):
        def text(who, words, source='hotline'):
            fields = {'Idempotency-Key': str(uuid.uuid4()), **({'Authorization': 'Bearer ' + self.tokens[who]} if who else {})}
            status, _, answer = self.server.ask('POST', '/v1/reports', {'source': source, 'text': words}, fields)
            self.assertEqual(status, 201, answer)
            return json.loads(answer)

        def waiting():
            return [id_ for one in self.ask('chief', 'get', '/v1/queue', query='?show=texts&order=newest&limit=500')[1]['texts'] for id_ in one['ids']]

        def state(report):
            status, _, answer = self.server.ask('GET', '/v1/reports/' + report['id'], None, {'Receipt-Code': report['receipt_code']})
            self.assertEqual(status, 200)
            return json.loads(answer)['state']

        figures = lambda: self.server.ask('GET', '/v1/statistics/reports?date=reported&from=2026-01-01&to=2027-12-31', None, {'Authorization': 'Bearer ' + self.tokens['chief'], 'X-Access-Purpose': 'test'})[2]
        put = lambda who, reports, **more: self.ask(who, 'post', '/v1/queue/texts', {'reports': [report['id'] for report in reports], **more})
        one, two, own = text(None, 'เขาบอกว่าเป็นตำรวจ', 'tip'), text('hotline', 'อีกเรื่องหนึ่ง'), text('chief', 'เรื่องของฉัน')
        self.assertLessEqual({report['id'] for report in (one, two, own)}, set(waiting()))
        counted = figures()
        status, done = put('chief', [one, two])
        self.assertEqual((status, [report['state'] for report in done['reports']]), (201, ['read', 'read']))
        self.assertFalse({one['id'], two['id']} & set(waiting()))
        self.assertEqual((state(one), figures()), ('read', counted))
        self.assertEqual(put('second', [one], read=False)[1]['reports'], [{'id': one['id'], 'state': 'received'}])
        self.assertIn(one['id'], waiting())
        self.assertNotIn(two['id'], waiting())
        # All of them or none.
        self.assertEqual(put('chief', [one, own])[1]['code'], 'own_work')
        self.assertEqual(state(one), 'received')
        self.assertEqual(put('second', [own])[0], 201)
        named = {'id': self.ask_report('patrol', self.phone())}
        self.assertEqual(put('chief', [named])[1]['code'], 'wrong_state')
        self.assertEqual(put('chief', [{'id': '0' * 32}])[0], 404)
        self.assertEqual((put('chief', [])[0], put('chief', [{'id': 'x'}])[0], put('patrol', [one])[0]), (400, 400, 403))

    def test_bad_words(self):
        id_ = self.report('patrol', self.phone())['id']
        bodies = {'/v1/queue/texts': {'reports': ['0' * 32]}, '/v1/indicators/{id}/review': {'decision': 'list', 'reason': 'x'}, '/v1/indicators/{id}/undo': {'review': '0' * 32}, '/v1/queue/claims': {'indicators': [id_]},
                  '/v1/queue/releases': {'indicators': [id_]}, '/v1/reviews:batch': {'decision': 'list', 'reason': 'x', 'indicators': [id_]}, '/v1/appeals/{id}/moves': {'to': 'in_review'}}
        for path, method in ROUTES:
            route_id = '0' * 32 if 'appeals' in path else id_
            self.assertEqual(self.ask(None, method, path, bodies.get(path), route_id)[0], 404 if path == '/v1/appeals/{id}' else 401, path)
            if (path, method, '403') in documented(OFFICERS):
                self.assertEqual(self.ask('analyst', method, path, bodies.get(path), route_id)[0], 403, path)
            if method == 'get':
                query = '?limit=0' if '{id}' not in path or 'evidence' in path else ''
                self.assertEqual(self.ask('chief', 'get', path, id_=route_id if query else 'x', query=query)[0], 400, path)
                continue
            for body in ('{', '[]', '{"colour":1}', '{"reason":7}'):
                self.assertEqual(self.ask('chief', method, path, body, route_id)[0], 400, (path, body))
            self.assertEqual(self.ask('chief', method, path, ' ' * 140000, route_id)[0], 413, path)
            self.assertEqual(self.ask('chief', method, path, 'x', route_id, fields={'Content-Type': 'text/plain'})[0], 415, path)
            if '{id}' in path:
                self.assertEqual(self.ask('chief', method, path, bodies[path], ('0' * 32 if 'appeals' in path else '01' + '0' * 32))[0], 404, path)
        self.assertEqual(self.review('chief', id_, 'list', reason=' \n ')[1]['code'], 'missing_member')
        for route in ('/v1/indicators/{id}/evidence', '/v1/indicators/{id}/related'):
            self.assertEqual(self.ask('chief', 'get', route, id_='01' + '0' * 32)[0], 404)
        for route in ('/v1/queue/claims', '/v1/queue/releases'):
            self.assertEqual(self.ask('chief', 'post', route, {'indicators': ['01' + '0' * 32]})[0], 404)
        self.assertEqual(self.ask('chief', 'head', '/v1/queue')[0], 200)
        own = self.report('chief', self.phone())['id']
        status, answer = self.ask('chief', 'post', '/v1/reviews:batch', {'decision': 'list', 'reason': 'x', 'indicators': [own]})
        self.assertEqual((status, answer['results'][0]['state']), (200, 'own_work'))
        appeal = {'indicator': id_, 'ground': 'mistake'}
        for bad in ('{', {}, {**appeal, 'ground': 'x'}, {**appeal, 'value': 'both'}, {**appeal, 'channel': 'patrol'}, {**appeal, 'text': 7}, {'value': '1', 'kind': 'phone', 'ground': 'mistake'}):
            self.assertEqual(self.ask(None, 'post', '/v1/appeals', bad)[0], 400, bad)
        self.assertEqual(self.ask(None, 'post', '/v1/appeals', {**appeal, 'indicator': '01' + '0' * 32})[0], 404)
        self.assertEqual(self.ask(None, 'post', '/v1/appeals', ' ' * 140000)[0], 413)
        self.assertEqual(self.ask(None, 'post', '/v1/appeals', 'x', fields={'Content-Type': 'text/plain'})[0], 415)
        self.assertEqual(self.ask(None, 'options', '/v1/appeals/figures')[0], 204)
        self.tokens['nobody'] = 'cct_' + '0' * 16 + '_' + 'A' * 43
        self.assertEqual(self.ask('nobody', 'get', '/v1/appeals/{id}', id_='0' * 32)[0], 401)


class FloodTest(unittest.TestCase):
    def test_what_several_speak_of_is_seen_behind_a_flood(self):
        with live_server.LiveServer(BINARY, '--limits', 'off') as server:
            def post(path, body, who=None, kind='application/json'):
                fields = {'Idempotency-Key': str(uuid.uuid4()), 'Content-Type': kind, **({'Authorization': 'Bearer ' + who} if who else {})}
                return server.ask('POST', path, body, fields)

            hotline, chief = server.token('intake'), server.token('supervisor')
            row = lambda n: json.dumps({'source': 'hotline', 'indicators': [{'kind': 'url', 'value': 'https://flood-%d.example/' % n}]})
            for first in range(0, 2500, 500):
                self.assertEqual(post('/v1/reports:batch', '\n'.join(map(row, range(first, first + 500))), hotline, 'application/x-ndjson')[0], 201)
            for voice in range(2):
                reported = {'source': 'hotline', 'indicators': [{'kind': 'phone', 'value': '067-299-0001'}]}
                self.assertEqual(post('/v1/reports', reported, server.token('intake', 'desk %d' % voice))[0], 201)
            status, _, answer = server.ask('GET', '/v1/queue?limit=3', None, {'Authorization': 'Bearer ' + chief})
            queue = json.loads(answer)
            self.assertEqual((status, queue['waiting'], queue['partial'], queue['items'][0]['key']), (200, 2501, True, 'phone:+66672990001'))


if __name__ == '__main__':
    unittest.main()
