#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The pages for people, in a browser, against a running server: report, lose the network, follow, appeal, read what was released; by keyboard, at 320 pixels."""
import calendar
import glob
import gzip
import json
import os
import re
import secrets
import shutil
import sys
import tempfile
import time
import unittest
import uuid
import zlib

import browser
import live_server

BINARY = live_server.binary_from_arguments()
SOURCE = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
PAGES = ('/', '/report', '/follow', '/appeal', '/releases')
PICTURES = os.environ.get('CYBERCHECK_PICTURES')  # a folder: every page is drawn there, at the width of a phone and of a desk


def png(side):
    """A picture of noise, so that it does not pack."""
    rows = b''.join(b'\0' + secrets.token_bytes(side * 3) for _ in range(side))
    chunk = lambda name, body: len(body).to_bytes(4, 'big') + name + body + zlib.crc32(name + body).to_bytes(4, 'big')
    return (b'\x89PNG\r\n\x1a\n' + chunk(b'IHDR', side.to_bytes(4, 'big') * 2 + b'\x08\x02\0\0\0') + chunk(b'IDAT', zlib.compress(rows)) + chunk(b'IEND', b''))


class PagesTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = live_server.LiveServer(BINARY)
        cls.browser = browser.Browser()
        cls.tokens = {role: cls.server.token(role) for role in ('officer', 'supervisor', 'analyst')}

    @classmethod
    def tearDownClass(cls):
        cls.browser.__exit__()
        cls.server.__exit__()

    def setUp(self):
        self.browser.complaints.clear()
        self.browser.lost.clear()

    def tearDown(self):
        self.browser.lose_answers(None)
        self.assertEqual(self.browser.complaints, [])

    def url(self, path, server=None):
        return 'http://%s%s' % ((server or self.server).host, path)

    def fresh(self, path, server=None):
        """`path` as somebody sees it who was never here."""
        self.browser.open(self.url('/livez', server))
        self.browser.run('sessionStorage.clear(), localStorage.clear()')
        self.browser.open(self.url(path, server))

    def staff(self, who, method, path, body=None, expected=200):
        fields = {'Authorization': 'Bearer ' + self.tokens[who]}
        if method == 'POST':
            fields['Idempotency-Key'] = str(uuid.uuid4())
        status, _, answer = self.server.ask(method, path, body, fields)
        self.assertEqual(status, expected, answer[:400])
        return json.loads(answer)

    def check(self, value):
        return self.server.ask_json('POST', '/v1/check', {'items': [{'value': value}]})[1]['results'][0]

    def drawn(self, name):
        if PICTURES:
            for width in (390, 1100):
                self.browser.resize(width)
                self.browser.picture(os.path.join(PICTURES, '%s_%d.png' % (name, width)))
            self.browser.resize(390)

    # ---- report and follow

    def report(self, value, text=''):
        self.browser.fill('#values input', value)
        if text:
            self.browser.fill('#text', text)
        self.browser.click('#submit')

    def receipt(self):
        self.browser.until('document.querySelector(".receipt")')
        return self.browser.run('[...document.querySelectorAll(".receipt dd")].map((cell) => cell.textContent)')

    def test_a_report_is_found_by_its_code(self):
        tab = self.browser
        self.fresh('/report')
        tab.fill('#values input', '067-300-0001')
        tab.click('#more')
        tab.choose('#values .value:last-child select', 'account')
        tab.fill('#values .value:last-child input', '067-1-23456-7')
        tab.choose('#type', 'call_center')
        tab.fill('#text', 'อ้างว่าเป็นตำรวจ ให้โอนเงินผ่าน https://pay-police.example/x เบอร์ผม 067-300-0009')
        tab.run('document.querySelector("#reach").open = true')
        tab.fill('#phone', '0673000009')
        tab.run('document.querySelector("#date").value = "2568-11-20"')  # as a phone set to the Buddhist era may tell it
        tab.run('document.querySelector("#time").value = "09:30"')
        tab.run('document.querySelector("#time").dispatchEvent(new Event("input", {bubbles: true}))')
        self.assertIn('20 พฤศจิกายน', tab.text('#whenSaid'))
        self.assertIn('2568', tab.text('#whenSaid'))
        self.drawn('report_filled')
        tab.click('#submit')
        tab.until('document.querySelector("#values .value:last-child .fault:not([hidden])")')  # whose account?
        self.assertTrue(tab.run('document.activeElement.id.endsWith("bank")'))
        tab.choose('#values .value:last-child .kind:last-child select', 'KBANK')
        tab.click('#submit')
        number, code = self.receipt()
        self.drawn('report_receipt')
        self.assertRegex(number, '^[0-9a-f]{32}$')
        self.assertIn('รหัสนี้แสดงครั้งเดียว', tab.text('#outcome'))
        self.assertIn('กสิกรไทย 0671234567', tab.text('#outcome'))
        seen = self.staff('officer', 'GET', '/v1/reports/' + number)
        self.assertEqual([one['key'] for one in seen['indicators']], ['phone:+66673000001', 'account:004:0671234567', 'url:pay-police.example/x'])
        self.assertEqual((seen['source'], seen['category'], seen['case_type'], seen['said']['contact']['phone']), ('tip', 'scam', 'call_center', '0673000009'))
        self.assertEqual(self.check('067-300-0001')['verdict'], 'reported')
        self.assertEqual(self.check('067-300-0009')['verdict'], 'unknown')
        # A reload does not take the receipt away, and the file to keep holds all that is needed.
        tab.reload()
        self.assertEqual(self.receipt(), [number, code])
        saved = tab.run('decodeURIComponent(document.querySelector("a[download]").href)')
        # Whoever pastes it sees what became of it.
        self.fresh('/follow')
        tab.fill('#id', saved)
        self.assertEqual(tab.run('[document.querySelector("#id").value, document.querySelector("#code").value]'), [number, code])
        tab.click('#submit')
        tab.until('document.querySelector("#outcome h2")')
        self.drawn('follow_report')
        self.assertIn('รับแจ้งแล้ว', tab.text('#outcome h2'))
        self.assertIn('มีผู้แจ้ง ยังไม่ยืนยัน', tab.text('#outcome'))
        self.assertEqual(tab.run('location.pathname + location.search + location.hash'), '/follow')
        tab.fill('#code', 'AAAA' + code[4:])
        tab.click('#submit')
        tab.until('/ไม่พบเรื่องนี้/.test(document.querySelector("#outcome").innerText)')
        tab.fill('#code', 'x')
        tab.click('#submit')
        tab.until('!document.querySelector("#codeFault").hidden')

    def test_a_lost_answer_makes_no_second_report(self):
        tab = self.browser
        self.fresh('/report')
        tab.lose_answers('*/v1/reports')
        self.report('067-300-0011', 'โทรมาขู่')
        tab.until('/ยังไม่ทราบ/.test(document.querySelector("#outcome h2").innerText) && document.querySelector("#outcome .act:enabled")')
        self.drawn('report_lost')
        tab.click('#outcome .act')  # lost again
        tab.until('document.querySelector("#outcome .act:enabled")')
        tab.reload()                # sent by itself, and lost once more
        tab.until('document.querySelector("#outcome .act:enabled")')
        self.assertEqual(len(tab.lost), 3)
        self.assertEqual(len({(request['headers']['Idempotency-Key'], request['postData']) for request in tab.lost}), 1)
        self.assertEqual(self.check('067-300-0011')['reports'], 1, 'the server has had it since the first')
        tab.lose_answers(None)
        tab.click('#outcome .act')
        number, code = self.receipt()
        self.assertEqual(self.check('067-300-0011')['reports'], 1)
        status, _, answer = self.server.ask('GET', '/v1/reports/' + number, fields={'Receipt-Code': code})
        self.assertEqual((status, json.loads(answer)['state']), (200, 'received'))
        # The next one is another.
        tab.click('#outcome > button:last-child')
        tab.until('!document.querySelector("#form").hidden && document.querySelector("#values input").value === ""')
        self.report('067-300-0011')
        self.assertNotEqual(self.receipt()[0], number)

    def test_what_is_wrong_stands_at_its_field(self):
        tab = self.browser
        self.fresh('/report')
        tab.click('#submit')
        self.assertIn('อย่างน้อยหนึ่งอย่าง', tab.text('#formFault'))
        tab.fill('#values input', '067-300-0021')
        tab.click('#more')
        tab.choose('#values .value:last-child select', 'phone')
        tab.fill('#values .value:last-child input', 'ไม่ใช่เบอร์')
        tab.click('#submit')
        self.assertEqual(tab.until('document.querySelector("#values .value:last-child .fault:not([hidden])")?.textContent'), 'ไม่ใช่หมายเลขโทรศัพท์')
        self.assertTrue(tab.run('document.activeElement.getAttribute("aria-invalid") === "true" && document.getElementById(document.activeElement.getAttribute("aria-describedby")).textContent'))
        tab.click('[data-language=en]')
        self.assertEqual(tab.run('document.querySelector("#values .value:last-child .fault").textContent'), 'The value is not a phone number.')
        self.drawn('report_fault')
        tab.click('[data-language=th]')
        # A phone that needs its memory drops the page; what was entered is there again.
        tab.reload()
        self.assertEqual(tab.run('[...document.querySelectorAll("#values input")].map((field) => field.value)'), ['067-300-0021', 'ไม่ใช่เบอร์'])
        tab.click('#values .value:last-child > .plain')
        tab.run('(() => { const date = document.querySelector("#date"); date.value = "2399-01-01"; date.dispatchEvent(new Event("input", {bubbles: true})); })()')
        tab.click('#submit')
        self.assertIn('ยังมาไม่ถึง', tab.text('#whenFault'))
        tab.run('document.querySelector("#reach").open = true')
        tab.fill('#email', 'me@mail.example')
        tab.click('#clear')
        tab.until('document.querySelector("#values input").value === "" && document.querySelector("#date").value === "" && document.querySelector("#email").value === ""')

    def test_who_sends_too_much_is_told_when_to_come_again(self):
        with live_server.LiveServer(BINARY, environment={'CYBERCHECK_LIMITS__REPORT_ADDRESS': '1/10m'}) as server:
            tab = self.browser
            self.fresh('/report', server)
            self.report('067-300-0031')
            self.receipt()
            tab.click('#outcome > button:last-child')
            tab.until('!document.querySelector("#form").hidden && document.querySelector("#values input").value === ""')
            self.report('067-300-0032')
            self.assertRegex(tab.until('!document.querySelector("#formFault").hidden && document.querySelector("#formFault").textContent'), r'ส่งบ่อยเกินไป · ลองใหม่ได้ตั้งแต่เวลา \d\d\.\d\d\sน\.')
            self.drawn('report_limit')
            self.assertEqual(tab.run('document.querySelector("#values input").value'), '067-300-0032', 'nothing is lost')

    def test_pictures_go_along_and_photos_are_made_smaller(self):
        tab = self.browser
        with tempfile.TemporaryDirectory() as place:
            small, large, wrong = (os.path.join(place, name) for name in ('slip.png', 'photo.png', 'notes.txt'))
            for path, body in ((small, png(20)), (large, png(700)), (wrong, b'text')):
                with open(path, 'wb') as file:
                    file.write(body)
            self.fresh('/report')
            tab.run('document.querySelector("#pictures").open = true')
            root = tab.call('DOM.getDocument')['root']['nodeId']
            field = tab.call('DOM.querySelector', nodeId=root, selector='#file')['nodeId']
            tab.call('DOM.setFileInputFiles', nodeId=field, files=[small, large, wrong])
            tab.until('document.querySelectorAll("#files li").length === 2 && !document.querySelector("#filesFault").hidden')
        self.assertIn('notes.txt', tab.text('#filesFault'))
        tab.until('/ส่งแล้ว[^]*ส่งแล้ว/.test(document.querySelector("#files").innerText)')
        self.drawn('report_files')
        tab.reload()  # they are there already and need not be chosen again
        tab.until('document.querySelectorAll("#files li").length === 2')
        self.report('067-300-0041')
        number, _ = self.receipt()
        files = self.staff('officer', 'GET', '/v1/reports/' + number)['files']
        kinds = []
        for one in files:
            _, fields, body = self.server.ask('GET', '/v1/attachments/' + one, fields={'Authorization': 'Bearer ' + self.tokens['officer']})
            kinds.append(fields['content-type'])
            self.assertLess(len(body), 700_000)
        self.assertEqual(kinds, ['image/png', 'image/jpeg'])

    def test_what_was_checked_is_carried_to_the_report_and_stands_in_no_address(self):
        tab = self.browser
        self.fresh('/')
        tab.fill('#value', '067-300-0051')
        tab.choose('#kind', 'phone')
        tab.press('Enter')
        tab.until('document.querySelector("#result .next a")')
        self.drawn('check_unknown')
        tab.events.clear()
        tab.click('#result .next a')
        tab.wait_event('Page.loadEventFired')
        self.assertEqual(tab.run('[location.href, document.querySelector("#values input").value, document.querySelector("#values select").value]'), [self.url('/report'), '067-300-0051', 'phone'])
        self.assertIsNone(tab.run('sessionStorage.getItem("asked")'))
        # A whole message goes into the text.
        self.fresh('/')
        tab.fill('#value', 'ได้รับรางวัล กด https://prize-win.example/x ด่วน')
        tab.press('Enter')
        tab.until('document.querySelector("#result .next a")')
        tab.events.clear()
        tab.click('#result .next a')
        tab.wait_event('Page.loadEventFired')
        self.assertIn('prize-win.example', tab.run('document.querySelector("#text").value'))

    # ---- appeal

    def test_an_appeal_from_the_page_to_its_answer(self):
        tab = self.browser
        self.staff('officer', 'POST', '/v1/reports', {'source': 'patrol', 'indicators': [{'value': '067-300-0061'}]}, 201)
        self.fresh('/appeal')
        self.assertIn('3 วันทำการ', tab.until('!document.querySelector("#figures").hidden && document.querySelector("#figures").innerText'))
        tab.click('#submit')
        self.assertEqual(tab.run('document.querySelector("#value .fault").textContent'), 'กรุณาใส่สิ่งที่ถูกขึ้นบัญชี')
        tab.fill('#value input', '067-300-0069')
        tab.click('#submit')
        self.assertIn('เลือกเหตุ', tab.text('#groundFault'))
        tab.click('input[value=new_owner]')
        tab.click('#submit')
        self.assertIn('ไม่มีรายการเตือน', tab.until('!document.querySelector("#formFault").hidden && document.querySelector("#formFault").textContent'))
        # From a check: what was asked is there.
        tab.open(self.url('/'))
        tab.fill('#value', '067-300-0061')
        tab.press('Enter')
        tab.until('document.querySelector("#result .next a[href=\\"/appeal\\"]")')
        tab.events.clear()
        tab.click('#result .next a[href="/appeal"]')
        tab.wait_event('Page.loadEventFired')
        self.assertEqual(tab.run('document.querySelector("#value input").value'), '067-300-0061')
        tab.fill('#text', 'ได้เบอร์นี้มาเดือนที่แล้ว')
        self.drawn('appeal_filled')
        tab.lose_answers('*/v1/appeals')
        tab.click('#submit')
        tab.until('document.querySelector("#outcome .act:enabled")')
        tab.lose_answers(None)
        tab.click('#outcome .act')
        number, code = self.receipt()
        self.drawn('appeal_receipt')
        self.assertTrue(self.check('067-300-0061')['under_review'])
        tab.events.clear()
        tab.click('#outcome .next a[href="/follow"]')
        tab.wait_event('Page.loadEventFired')
        tab.until('/รับคำอุทธรณ์แล้ว/.test(document.querySelector("#outcome").innerText)')
        self.assertEqual(tab.run('[document.querySelector("#id").value, document.querySelector("#code").value]'), [number, code])
        self.staff('supervisor', 'POST', '/v1/appeals/%s/moves' % number, {'to': 'in_review'}, 201)
        self.staff('supervisor', 'POST', '/v1/appeals/%s/moves' % number, {'to': 'cleared', 'reason': 'ตรวจสอบกับผู้ให้บริการแล้ว'}, 201)
        tab.click('#submit')
        tab.until('/อุทธรณ์ฟังขึ้น/.test(document.querySelector("#outcome h2").innerText)')
        self.assertIn('ตรวจสอบกับผู้ให้บริการแล้ว', tab.text('#outcome'))
        self.drawn('follow_appeal')
        tab.open(self.url('/appeal'))
        tab.until('/ถอนรายการเตือน/.test(document.querySelector("#figures").innerText)')
        tab.run('document.querySelector("#figures details").open = true')
        self.drawn('appeal_figures')

    # ---- what was released

    def file(self, count, day, case_type, damage=250_000_00, province=10, sex='f', age=35):
        reported = calendar.timegm(time.strptime(day, '%Y-%m-%d')) + 5 * 3600
        complaints = [{'channel': 'hotline', 'verified': True, 'reported_at': reported, 'case_type': case_type, 'damage': damage, 'victims': [{'kind': 'person', 'sex': sex, 'age': age, 'province': province}],
                       'transfers': [{'from': 'victim', 'to': 'account:004:%010d' % secrets.randbelow(10**10), 'satang': damage}]} for _ in range(count)]
        entry = {'type': 'case_file', 'id': secrets.token_hex(32), 'time_ms': int(time.time() * 1000), 'actor': 'cli',
                 'body': json.dumps({'salt': secrets.token_hex(16), 'canon': 1, 'complaints': complaints}, separators=(',', ':'))}
        status, answer = self.server.control('POST', '/control/entries', entry)
        self.assertTrue(status == 200 and answer['accepted'], answer)

    def test_what_was_released(self):
        tab = self.browser
        self.fresh('/releases')
        tab.until('/ยังไม่มีสถิติ/.test(document.querySelector("#list").innerText)')
        self.file(40, '2025-03-03', 'goods')
        self.file(25, '2025-03-04', 'job', province=50, sex='m', age=52)
        self.file(3, '2025-03-05', 'romance', province=58)
        self.file(31, '2025-04-05', 'goods')
        self.staff('analyst', 'POST', '/v1/releases', {'kind': 'month', 'period': '2025-03'}, 201)
        self.file(22, '2025-03-06', 'goods')
        self.staff('analyst', 'POST', '/v1/releases', {'kind': 'month', 'period': '2025-03'}, 201)
        self.staff('analyst', 'POST', '/v1/releases', {'kind': 'month', 'period': '2025-04'}, 201)
        self.staff('analyst', 'POST', '/v1/releases', {'kind': 'week', 'period': '2025-03-02'}, 201)
        tab.reload()
        tab.until('document.querySelectorAll("#list a").length === 3')
        self.drawn('releases_list')
        self.assertEqual(tab.run('[...document.querySelectorAll("#list a")].map((link) => link.textContent)'), ['สัปดาห์วันที่ 2–8 มี.ค. 2568', 'เดือนเมษายน 2568', 'เดือนมีนาคม 2568'])
        tab.click('#list a[href="#2"]')
        tab.until('document.querySelector("#release table")')
        self.drawn('release')
        shown = tab.text('#release')
        for text in ('เดือนมีนาคม 2568', 'หลอกให้โอนเงินเพื่อทำงานหารายได้พิเศษ', 'ปกปิด', 'เครื่องนี้คำนวณแล้ว ตรงกับที่ลงลายมือชื่อ', 'กรุงเทพมหานคร', 'เดิม'):
            self.assertIn(text, shown)
        rows = tab.run('[...document.querySelectorAll("#release > .wide:first-of-type tbody tr")].map((row) => [...row.children].map((cell) => cell.firstChild.textContent))')
        document = self.server.ask_json('GET', '/v1/releases/2')[1]
        told = [['ปกปิด' if row[name] is None else '{:,}'.format(row[name] // (100 if name == 'damage_satang' else 1)) for name in ('count', 'damage_satang')] for row in document['tables'][0]['rows']]
        self.assertEqual([row[1:] for row in rows], told)
        self.assertEqual(tab.run('[...document.querySelectorAll("#release .next a")].map((link) => link.getAttribute("href"))'), ['/v1/releases/2', '/v1/releases/2?format=csv'])
        tab.click('[data-language=en]')
        self.assertIn('March 2025', tab.text('#release'))
        tab.run('history.back()')
        tab.until('document.querySelectorAll("#list a").length === 3')

    # ---- all of them

    def test_every_page_at_320_pixels_in_both_languages(self):
        tab = self.browser
        for path in PAGES:
            for language in ('th', 'en'):
                with self.subTest(path=path, language=language):
                    self.fresh(path)
                    tab.resize(320)
                    tab.click('[data-language=%s]' % language)
                    if path == '/report':
                        tab.run('document.querySelectorAll("details").forEach((one) => { one.open = true; })')
                        tab.click('#more')
                        tab.choose('#values select', 'account')
                    self.assertLessEqual(tab.run('document.documentElement.scrollWidth'), 320)
                    if language == 'en':  # no word is left in Thai but names of languages, and banks have English ones
                        self.assertEqual(re.findall('[\u0e00-\u0e7f]{2,}', re.sub('ไทย', '', tab.text())), [])
                        self.assertIs(tab.run('/[\\u0e00-\\u0e7f]/.test(document.title)'), False)
                    small = tab.run('[...document.querySelectorAll("a, button, select, input:not([type=radio]), summary, .choices label")].filter((one) => one.getClientRects().length && !one.closest("p:not(.next)") '
                                    '&& !one.classList.contains("skip") && one.getBoundingClientRect().height < 43).map((one) => one.outerHTML)')
                    self.assertEqual(small, [], 'too small for a thumb')
                    nameless = [node['role']['value'] for node in tab.call('Accessibility.getFullAXTree')['nodes'] if node.get('role', {}).get('value') in
                                ('textbox', 'combobox', 'button', 'link', 'radio', 'Date', 'InputTime', 'group', 'navigation') and not node.get('ignored') and not node.get('name', {}).get('value')
                                and node['role']['value'] != 'group']
                    self.assertEqual(nameless, [])
        tab.resize(390)
        tab.run('localStorage.clear()')

    def test_a_report_by_keyboard_alone(self):
        tab = self.browser
        self.fresh('/report')
        tab.press('Tab')
        self.assertEqual(tab.run('document.activeElement.className'), 'skip')
        tab.press('Enter')
        tab.until('location.hash === "#form"')
        tab.press('Tab')
        self.assertEqual(tab.run('document.activeElement.closest("#values") && document.activeElement.tagName'), 'INPUT')
        tab.call('Input.insertText', text='067-300-0071')
        for _ in range(30):
            if tab.run('document.activeElement.id === "submit"'):
                break
            self.assertNotEqual(tab.run('getComputedStyle(document.activeElement).outlineStyle'), 'none', 'focus is seen: ' + tab.run('document.activeElement.outerHTML'))
            tab.press('Tab')
        tab.press('Enter')
        self.receipt()
        self.assertEqual(tab.run('document.activeElement.id'), 'outcome', 'and is read')

    def test_pages_are_of_one_make(self):
        heads = set()
        for path in glob.glob(os.path.join(SOURCE, 'web/*.html')):
            with open(path, encoding='utf-8') as file:
                html = file.read()
            heads.add(re.sub(r' aria-current="page"', '', html[html.index('<header>'):html.index('</header>')]))
            self.assertEqual(html.count('aria-current="page"'), 1, path)
            self.assertNotRegex(html, r'<script>|style=|onclick|src="(?!/)|<img', path)
            self.assertIn('<noscript>', html)
        self.assertEqual(len(heads), 1)
        # What may be chosen is the taxonomy in force, by its own names.
        taxonomy = self.server.ask_json('GET', '/v1/taxonomies')[1]
        self.fresh('/report')
        for language in ('th', 'en'):
            self.browser.click('[data-language=%s]' % language)
            for field, rows in (('#category', taxonomy['categories']), ('#type', [{'code': ''}] + taxonomy['case_types'])):
                shown = self.browser.run('[...document.querySelector("%s").options].map((option) => [option.value, option.textContent])' % field)
                self.assertEqual([one for one in shown if one[0]], [[row['code'], row[language]] for row in rows if row['code']])
        # Every bank that may be chosen is one.
        banks = self.browser.run('import("/page.js").then((page) => page.banks)')
        for code, name, _ in banks:
            keys = [self.server.ask_json('POST', '/v1/check', {'items': [{'kind': 'account', 'value': name + ' ' + digits}]})[1]['results'][0].get('key') for digits in ('0671234567', '067123456789')]
            self.assertIn('account:%s:' % code, ' '.join(filter(None, keys)))

    def test_colours_can_be_read(self):
        with open(os.path.join(SOURCE, 'web/style.css'), encoding='utf-8') as file:
            blocks = re.findall(r':root \{(.*?)\}', file.read(), re.S)

        def light(colour):
            parts = [int(colour[at:at + 2], 16) / 255 for at in (1, 3, 5)]
            red, green, blue = (part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
            return 0.2126 * red + 0.7152 * green + 0.0722 * blue

        for block in blocks:
            colours = dict(re.findall(r'--([a-z-]+): (#[0-9a-f]{6})', block))
            pairs = [(ink, back) for ink in ('ink', 'quiet', 'act', 'alarm') for back in ('paper', 'card')] + [('act-ink', 'act')]
            pairs += [(ink, tone + '-back') for tone in ('alarm', 'warn', 'calm', 'known') for ink in (tone, 'ink', 'quiet')]
            for ink, back in pairs:
                above, below = sorted((light(colours[ink]), light(colours[back])), reverse=True)
                self.assertGreaterEqual((above + 0.05) / (below + 0.05), 4.5, (ink, back))

    def test_nothing_comes_from_elsewhere_and_little_is_sent(self):
        tab = self.browser
        for path in PAGES:
            self.fresh(path)
            names = tab.run('performance.getEntriesByType("resource").map((one) => one.name).filter((name) => !name.includes("/v1/"))')
            self.assertTrue(all(name.startswith(self.url('/')) for name in names), names)
            sent = 0
            for name in [path] + [name[len(self.url('')):] for name in names]:
                _, plain, body = self.server.ask('GET', name)
                status, packed, bytes_ = self.server.ask('GET', name, fields={'Accept-Encoding': 'deflate, gzip;q=0.8, br'})
                self.assertEqual((status, packed['content-encoding'], packed['vary'], gzip.decompress(bytes_)), (200, 'gzip', 'Accept-Encoding', body), name)
                self.assertEqual(bytes_[4:8], bytes(4), 'built twice, it is the same')
                self.assertNotEqual(packed['etag'], plain['etag'])
                self.assertNotIn('content-encoding', plain)
                self.assertEqual(plain['vary'], 'Accept-Encoding')
                self.assertEqual(self.server.ask('GET', name, fields={'Accept-Encoding': 'gzip', 'If-None-Match': packed['etag']})[0], 304)
                self.assertEqual(self.server.ask('GET', name, fields={'Accept-Encoding': 'gzip', 'If-None-Match': plain['etag']})[0], 200)
                for refused in ('gzip;q=0', 'gzip; q=0.000', 'x-gzipped', 'identity', ''):
                    self.assertEqual(self.server.ask('GET', name, fields={'Accept-Encoding': refused})[2], body, refused)
                sent += len(bytes_)
            self.assertLess(sent, 30_000, path)
            status, fields, _ = self.server.ask('GET', path)
            self.assertEqual((status, fields['content-security-policy'].split(';')[0], fields['referrer-policy']), (200, "default-src 'self'", 'no-referrer'))


if __name__ == '__main__':
    if shutil.which('chromium') is None:
        print('no chromium: the pages were not opened')
        sys.exit(0)
    unittest.main()
