#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes that are sent again when what they were about has moved on, so that they would be refused now: whoever repeats one under its key is answered as the
first time, another body under the key is refused, and whoever has not the sender's credential and key learns nothing."""
import datetime
import io
import json
import os
import subprocess
import tempfile
import time
import unittest
import uuid

import openpyxl

import live_server

BINARY = live_server.binary_from_arguments()
SOURCE = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
ROLES = {'patrol': 'officer', 'chief': 'supervisor', 'second': 'supervisor', 'hotline': 'intake'}
JSON, NDJSON, XLSX = 'application/json', 'application/x-ndjson', 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'
# What an answer tells of the write itself; verdicts, states and sums it tells as they stand now.
LASTING = {'id', 'error', 'code', 'cases', 'key', 'receipt_code', 'tracking_code', 'issue', 'review', 'indicator', 'indicators', 'results', 'rows', 'row', 'hold', 'became', 'onward', 'answered', 'rejected'}


def lasting(told):
    if isinstance(told, dict):
        return {name: lasting(value) for name, value in told.items() if name in LASTING}
    return [lasting(one) for one in told] if isinstance(told, list) else told


class Senders:
    """For a TestCase: a server and who writes to it."""

    numbers = iter(range(1, 100_000))

    @classmethod
    def serve(cls, *flags):
        cls.server = live_server.LiveServer(BINARY, '--limits', 'off', *flags)
        cls.tokens = {name: cls.server.token(role, name) for name, role in ROLES.items()}
        cls.tokens['bank'] = cls.server.token('partner', 'bank', bank='004')

    @classmethod
    def tearDownClass(cls):
        cls.server.__exit__()

    def command(self, *arguments):
        done = subprocess.run([BINARY, *arguments, '--data', self.server.data], capture_output=True, text=True)
        self.assertEqual(done.returncode, 0, done.stderr)

    def send(self, who, path, body, key=None, kind=JSON):
        """(status, whether it was repeated, answer)"""
        fields = {'Idempotency-Key': key or str(uuid.uuid4()), 'Content-Type': kind}
        if who:
            fields['Authorization'] = 'Bearer ' + self.tokens[who]
        status, got, answer = self.server.ask('POST', path, body, fields)
        lines = [json.loads(line) for line in answer.splitlines()]
        return status, got.get('idempotency-replayed') == 'true', lines if kind == NDJSON and status < 300 else lines[0]

    def post(self, who, path, body, **more):
        status, repeated, told = self.send(who, path, body, **more)
        self.assertEqual((status, repeated), (201, False), (path, told))
        return told

    def repeats(self, who, path, body, move, now, kind=JSON, stranger=None):
        """Sends `body`, then `move` moves what it is about, so that a new request is answered `now`; then the first again. `stranger`: (who, what they are answered under
        the same key)."""
        key = str(uuid.uuid4())
        told = self.post(who, path, body, key=key, kind=kind)
        move()
        status, repeated, refused = self.send(who, path, body, kind=kind)
        self.assertEqual((status, repeated), (now, False), (path, refused))
        if stranger:
            status, repeated, answer = self.send(stranger[0], path, body, key, kind)
            self.assertEqual((status, repeated), (stranger[1], False), (path, answer))
        status, repeated, again = self.send(who, path, body, key, kind)
        self.assertEqual((status, repeated), (200, True), (path, again))
        self.assertEqual(lasting(again), lasting(told), path)
        if kind == JSON:
            for other in (json.dumps(body) + ' ', '{"colour":1}', '{'):
                status, repeated, refused = self.send(who, path, other, key)
                self.assertEqual((status, repeated, refused['code']), (422, False, 'conflict'), (path, other, refused))
                self.assertIn('Idempotency-Key', refused['detail'])
        return told

    def phone(self):
        return '067-3%02d-%04d' % divmod(next(self.numbers), 10000)

    def account(self):
        return '%010d' % (6_000_000_000 + next(self.numbers))

    def report(self, who, value, kind='phone', source='patrol', **more):
        return self.post(who, '/v1/reports', {'source': source, 'indicators': [{'kind': kind, 'value': value}], **more})

    def indicator(self, who, value, **more):
        return self.report(who, value, **more)['indicators'][0]['id']

    def review(self, who, id_, decision, **more):
        return self.post(who, '/v1/indicators/%s/review' % id_, {'decision': decision, 'reason': 'seen by us', **more})

    def case(self, transfers=1):
        at = time.strftime('%Y-%m-%dT%H:%M:%SZ', time.gmtime(time.time() - 3600))
        return self.post('hotline', '/v1/cases', {'channel': 'hotline', 'reported_at': at, 'transfers': [self.transfer(at) for _ in range(transfers)],
                                                  'victim': {'identity': {'name': 'Somchai Example', 'phone': self.phone()}}})

    def transfer(self, at):
        return {'to': {'bank': '004', 'account': self.account()}, 'amount_satang': 100, 'at': at}

    def hold(self, **more):
        return self.post('bank', '/v1/holds', {'bank': '004', 'account': self.account(), 'requested_satang': 100000, 'bank_case_id': 'BC-%d' % next(self.numbers), **more})

    def last(self):
        """The number of the last entry."""
        return self.server.control('GET', '/control/status')[1]['applied_seq']

    def workbook(self, *rows):
        book, file = openpyxl.Workbook(), io.BytesIO()
        for row in rows:
            book.active.append(row)
        book.save(file)
        return file.getvalue()


class RepeatsTest(Senders, unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.serve()

    # Appeals.

    def test_an_appeal_whose_indicator_was_cleared(self):
        host = 'gang-%s.example' % uuid.uuid4().hex[:8]
        id_ = self.indicator('patrol', 'https://%s/' % host, kind='url')
        self.review('chief', id_, 'list')
        body = {'kind': 'url', 'value': 'https://%s/about/us' % host, 'ground': 'hacked_recovered', 'text': 'it is ours again'}
        told = self.repeats(None, '/v1/appeals', body, lambda: self.review('second', id_, 'clear'), 404, stranger=('hotline', 404))
        self.assertEqual(told['indicator']['id'], id_)
        # The key of somebody without a token is theirs alone while nobody else knows it.
        status, repeated, refused = self.send(None, '/v1/appeals', body, str(uuid.uuid4()))
        self.assertEqual((status, repeated), (404, False), refused)

    def test_an_appeal_among_a_hundred(self):
        id_ = self.indicator('patrol', self.phone())
        body = {'indicator': id_, 'ground': 'mistake'}

        def fill():
            for _ in range(99):
                self.post(None, '/v1/appeals', body)

        self.repeats(None, '/v1/appeals', body, fill, 409)

    def test_what_became_of_an_appeal(self):
        id_ = self.indicator('patrol', self.phone())
        self.review('chief', id_, 'list')
        path = '/v1/appeals/%s/moves' % self.post(None, '/v1/appeals', {'indicator': id_, 'ground': 'mistake'})['id']
        body = {'to': 'in_review'}
        self.repeats('second', path, body, lambda: self.post('second', path, {'to': 'cleared', 'reason': 'not theirs'}), 409, stranger=('chief', 409))

    # Reviews.

    def test_a_review_of_what_the_reviewer_took_down_later(self):
        phone = self.phone()
        id_ = self.indicator('patrol', phone)
        self.repeats('chief', '/v1/indicators/%s/review' % id_, {'decision': 'list', 'reason': 'seen by us'}, lambda: self.report('chief', phone, source='station'), 409)

    def test_a_review_of_what_another_works_on_now(self):
        id_ = self.indicator('hotline', self.phone(), source='hotline')
        self.repeats('chief', '/v1/indicators/%s/review' % id_, {'decision': 'needs_more', 'reason': 'too little'}, lambda: self.post('patrol', '/v1/queue/claims', {'indicators': [id_]}), 409,
                     stranger=('second', 409))

    def test_a_batch_of_reviews_none_of_which_could_be_decided_now(self):
        phone, told = self.phone(), []
        own = self.indicator('patrol', phone)
        gone = self.indicator('hotline', self.phone(), source='hotline')
        seq = self.last()
        claimed = self.indicator('hotline', self.phone(), source='hotline')

        def move():
            self.report('chief', phone, source='station')
            self.command('log', 'redact', str(seq), '--reason', 'a victim\'s')
            self.post('patrol', '/v1/queue/claims', {'indicators': [claimed]})
            told.extend(one['state'] for one in self.send('chief', '/v1/reviews:batch', body)[2]['results'])

        body = {'decision': 'needs_more', 'reason': 'too little', 'indicators': [own, gone.upper(), claimed]}
        self.repeats('chief', '/v1/reviews:batch', body, move, 200)
        self.assertEqual(told, ['own_work', 'not_found', 'wrong_state'])

    def test_an_undo_whose_indicator_is_decided_anew(self):
        phone = self.phone()
        id_ = self.indicator('patrol', phone)
        review = self.review('chief', id_, 'list')['review']
        path = '/v1/indicators/%s/undo' % id_

        def again():
            self.review('second', id_, 'clear')
            self.report('second', phone, source='station')

        self.repeats('second', path, {'review': review}, again, 404)

    def test_claims_that_were_given_back_and_taken(self):
        id_ = self.indicator('hotline', self.phone(), source='hotline')
        body = {'indicators': [id_]}

        def pass_on():
            self.post('patrol', '/v1/queue/releases', body)
            self.post('chief', '/v1/queue/claims', body)

        self.repeats('patrol', '/v1/queue/claims', body, pass_on, 409)
        self.repeats('chief', '/v1/queue/releases', body, lambda: self.post('patrol', '/v1/queue/claims', body), 409)

    def test_what_is_nothing_any_more(self):
        phone = self.phone()
        id_ = self.indicator('hotline', phone, source='hotline')
        seq = self.last()
        self.repeats('patrol', '/v1/queue/claims', {'indicators': [id_]}, lambda: self.command('log', 'redact', str(seq), '--reason', 'a victim\'s'), 404, stranger=('chief', 404))

    # Cases.

    def test_a_link_of_cases_that_were_merged(self):
        a, b = self.case()['id'], self.case()['id']
        self.repeats('patrol', '/v1/cases/%s/links' % a, {'case': b, 'reason': 'one mule'}, lambda: self.post('patrol', '/v1/cases/%s/moves' % b, {'to': 'merged', 'into': a}), 400,
                     stranger=('chief', 400))

    def test_a_workbook_about_a_case_that_was_merged(self):
        of, into = self.case()['id'], self.case()['id']
        book = self.workbook(['level', 'case', 'to_bank', 'to_account', 'amount', 'date'], [1, of, '004', self.account(), 600, datetime.datetime(2026, 11, 10)])
        told = self.repeats('hotline', '/v1/cases:workbook', book, lambda: self.post('patrol', '/v1/cases/%s/moves' % of, {'to': 'merged', 'into': into}), 200, kind=XLSX)
        self.assertEqual([one['became'] for one in told['cases']], ['joined'])

    def test_transfers_of_a_case_that_has_as_many_as_it_may(self):
        of = self.case(1000)['id']
        path = '/v1/cases/%s/transfers' % of
        at = time.strftime('%Y-%m-%dT%H:%M:%SZ', time.gmtime(time.time() - 3600))
        more = lambda count: {'transfers': [self.transfer(at) for _ in range(count)], 'reason': 'from the bank'}

        def fill():
            for _ in range(16):
                self.post('hotline', path, more(1000))

        self.repeats('hotline', path, more(1000), fill, 201)
        self.repeats('hotline', path, more(600), lambda: None, 400)

    def test_where_a_case_was_moved_from(self):
        of, into = self.case()['id'], self.case()['id']
        path = '/v1/cases/%s/moves' % of
        self.repeats('patrol', path, {'to': 'statement_taken'}, lambda: self.post('patrol', path, {'to': 'accepted', 'station': 'DEMO-01', 'crime_case_no': '1/2569', 'note': 'x'}), 409)

    def test_a_code_that_a_later_one_voided(self):
        path = '/v1/cases/%s/codes' % self.case()['id']
        self.repeats('hotline', path, {}, lambda: self.post('hotline', path, {}), 201)

    # Holds.

    def test_what_a_bank_did_before_the_money_was_frozen(self):
        path = '/v1/holds/%s' % self.hold()['id']
        self.repeats('bank', path + '/answer', {'outcome': 'held', 'held_satang': 7}, lambda: self.post('patrol', path + '/moves', {'to': 'frozen', 'warrant': 'W'}), 409)
        self.repeats('patrol', path + '/moves', {'to': 'returned', 'stage': 'reported'}, lambda: self.post('patrol', path + '/moves', {'to': 'returned', 'stage': 'announced'}), 409)

    def test_money_asked_back(self):
        hold = self.hold(held_satang=100)['id']
        asked = self.post(None, '/v1/holds/%s/release_requests' % hold, {'text': 'a shop that sold a phone'})['id']
        path = '/v1/release_requests/%s/moves' % asked
        self.repeats('chief', path, {'to': 'in_review'}, lambda: self.post('chief', path, {'to': 'kept', 'reason': 'no shop'}), 409)

    def test_a_workbook_that_tells_where_money_went_that_is_frozen_now(self):
        account = self.account()
        hold = self.post('bank', '/v1/holds', {'bank': '004', 'account': account, 'requested_satang': 100000, 'bank_case_id': 'BC-' + account})['id']
        self.post('bank', '/v1/holds/%s/answer' % hold, {'outcome': 'partly', 'held_satang': 7})
        book = self.workbook(['hold', 'level', 'from_bank', 'from_account', 'to_bank', 'to_account', 'amount', 'date'],
                             [hold, 2, '004', account, '014', '8100000077', 600, datetime.datetime(2026, 11, 10)])
        freeze = lambda: self.post('patrol', '/v1/holds/%s/moves' % hold, {'to': 'frozen', 'warrant': 'W'})
        told = self.repeats('bank', '/v1/holds:workbook', book, freeze, 200, kind=XLSX)
        self.assertEqual((told['onward'], told['rejected']), (1, 0))


class ListsTest(Senders, unittest.TestCase):
    """When other lists are in force."""

    @classmethod
    def setUpClass(cls):
        cls.directory = tempfile.TemporaryDirectory(prefix='cybercheck_repeats_')
        with open(os.path.join(SOURCE, 'deploy/taxonomy.toml'), encoding='utf-8') as file:
            cls.shipped = file.read()
        cls.taxonomy = os.path.join(cls.directory.name, 'taxonomy.toml')
        config = os.path.join(cls.directory.name, 'config.toml')
        with open(config, 'w', encoding='utf-8') as file:
            file.write('[files]\ntaxonomy = "%s"\n' % cls.taxonomy)
        cls.write('[[case_types]]\nnumber = 99\ncode = "brief"\nen = "Of a brief time"\nth = "ชั่วคราว"\n')
        cls.serve('--config', config)

    @classmethod
    def tearDownClass(cls):
        super().tearDownClass()
        cls.directory.cleanup()

    @classmethod
    def write(cls, more=''):
        with open(cls.taxonomy, 'w', encoding='utf-8') as file:
            file.write(cls.shipped + more)

    def test_a_type_of_case_that_is_on_no_list_any_more(self):
        at = time.strftime('%Y-%m-%dT%H:%M:%SZ', time.gmtime(time.time() - 3600))
        report = lambda case_type: {'source': 'hotline', 'case_type': case_type, 'indicators': [{'kind': 'phone', 'value': self.phone()}]}
        case = lambda case_type: {'channel': 'hotline', 'reported_at': at, 'case_type': case_type, 'transfers': [self.transfer(at)]}
        lines = lambda make, *types: '\n'.join(json.dumps(make(one)) for one in types)
        of = self.case()['id']
        writes = [('/v1/reports', report('brief'), JSON, 400), ('/v1/cases', case('brief'), JSON, 400),
                  ('/v1/cases/%s/amendments' % of, {'set': {'case_type': 'brief'}, 'reason': 'told by telephone'}, JSON, 400)]
        for path, make in (('/v1/reports:batch', report), ('/v1/cases:batch', case)):
            writes += [(path, lines(make, 'brief', 'brief'), NDJSON, 200), (path, lines(make, 'brief', 'goods'), NDJSON, 201), (path, lines(make, 'none', 'goods'), NDJSON, 201)]
        keys = [str(uuid.uuid4()) for _ in writes]
        told = [self.post('hotline', path, body, key=key, kind=kind) for (path, body, kind, _), key in zip(writes, keys)]
        self.write()
        self.assertEqual(self.server.control('POST', '/control/reload', {})[1]['changed'], ['taxonomy'])
        for (path, body, kind, now), key, first in zip(writes, keys, told):
            status, repeated, refused = self.send('hotline', path, body, kind=kind)
            self.assertEqual((status, repeated), (now, False), (path, refused))
            status, repeated, again = self.send('hotline', path, body, key, kind)
            self.assertEqual((status, repeated, lasting(again)), (200, True, lasting(first)), (path, again))
            status, repeated, refused = self.send('hotline', path, (body if kind == NDJSON else json.dumps(body)) + ' ', key, kind)
            self.assertEqual((status, repeated, refused['code']), (422, False, 'conflict'), (path, refused))


if __name__ == '__main__':
    unittest.main()
