// SPDX-License-Identifier: Apache-2.0
// The page at /: one value is asked by POST, so that it stands in no address bar, history or log. Everything shown is set as text.
'use strict';

const words = {
  th: {
    skip: 'ข้ามไปช่องค้นหา', heading: 'ตรวจก่อนเชื่อ ตรวจก่อนโอน',
    lead: 'ใส่หมายเลขโทรศัพท์ ลิงก์ บัญชี ชื่อผู้ใช้ หรือทั้งข้อความที่สงสัย แล้วดูว่ามีข้อมูลเตือนภัยหรือไม่',
    valueLabel: 'สิ่งที่ต้องการตรวจ', hint: 'เช่น เบอร์โทร ที่อยู่เว็บ ไลน์ไอดี หรือ “กสิกร” ตามด้วยเลขบัญชี',
    kindLabel: 'ชนิด', check: 'ตรวจสอบ', checking: 'กำลังตรวจสอบ…',
    kind_auto: 'เลือกให้อัตโนมัติ', kind_phone: 'เบอร์โทรศัพท์', kind_url: 'ลิงก์ / เว็บไซต์', kind_line: 'LINE', kind_tiktok: 'TikTok',
    kind_facebook: 'Facebook', kind_account: 'บัญชีธนาคาร', kind_promptpay: 'พร้อมเพย์', kind_sms_sender: 'ชื่อผู้ส่ง SMS',
    notFound: 'ไม่พบข้อมูล ไม่ได้แปลว่าปลอดภัย', hotline: 'ถูกหลอกแล้ว? โทรสายด่วน AOC', hotlineHours: 'ตลอด 24 ชั่วโมง',
    privacy: 'สิ่งที่ตรวจจะไม่ถูกบันทึก', empty: 'กรุณาใส่สิ่งที่ต้องการตรวจ', failed: 'ตรวจสอบไม่สำเร็จ', offline: 'ติดต่อระบบไม่ได้ กรุณาลองใหม่',
    why: 'เหตุผล', advice: 'คำแนะนำ', dates: 'ข้อมูล', first: 'พบครั้งแรก', last: 'พบล่าสุด', reports: 'จำนวนการแจ้ง', understood: 'เข้าใจว่าเป็น',
    matched: 'ตรงกับ', others: 'อาจเป็นอย่างอื่นได้', asOf: 'ตรวจเมื่อ',
    verdict_unknown: 'ยังไม่พบข้อมูล ไม่ได้แปลว่าปลอดภัย', verdict_suspected: 'น่าสงสัย',
    found: 'พบในข้อความ', foundNothing: 'ไม่พบเบอร์โทร ลิงก์ บัญชี หรือชื่อผู้ใช้ในข้อความนี้', pattern: 'ข้อความมีลักษณะเหมือนข้อความหลอกลวงที่พบบ่อย',
    phone_masked: 'หมายเลขถูกปิดบังบางหลัก กรุณาใส่ให้ครบ', account_masked: 'เลขบัญชีถูกปิดบังบางหลัก กรุณาใส่ให้ครบ',
    bank_missing: 'กรุณาใส่ชื่อธนาคารพร้อมเลขบัญชี', account_length: 'จำนวนหลักของเลขบัญชีไม่ถูกต้อง', not_a_phone: 'ไม่ใช่หมายเลขโทรศัพท์',
    national_id_checksum: 'เลข 13 หลักไม่ถูกต้อง', emv_checksum: 'ข้อมูล QR ไม่ถูกต้อง', not_an_indicator: 'ไม่เข้าใจว่าเป็นข้อมูลชนิดใด',
    value_too_long: 'ข้อความที่ใส่ยาวเกินไป', invalid_utf8: 'มีตัวอักษรที่อ่านไม่ได้', unknown_kind: 'ไม่รู้จักชนิดข้อมูลนี้', empty_value: 'กรุณาใส่สิ่งที่ต้องการตรวจ',
    phone_too_short: 'หมายเลขโทรศัพท์ต้องมีอย่างน้อย 3 หลัก', phone_too_long: 'หมายเลขโทรศัพท์ยาวเกินไป', unsupported_scheme: 'ตรวจสอบได้เฉพาะลิงก์ที่ขึ้นต้นด้วย http, https, ftp หรือ line',
    empty_host: 'ลิงก์นี้ไม่มีชื่อเว็บไซต์', invalid_host: 'ชื่อเว็บไซต์ในลิงก์ไม่ถูกต้อง', invalid_port: 'หมายเลขพอร์ตในลิงก์ไม่ถูกต้อง', not_a_line_id: 'ไม่ใช่ไลน์ไอดีหรือลิงก์ไลน์ (4–20 ตัว ใช้ a–z 0–9 . - _)',
    not_a_tiktok_handle: 'ไม่ใช่ชื่อหรือลิงก์ติ๊กต็อก', not_a_facebook_name: 'ไม่ใช่ชื่อหรือลิงก์เฟซบุ๊ก', reserved_name: 'เป็นหน้าของแพลตฟอร์มเอง ไม่ใช่บัญชีผู้ใช้',
    not_an_account: 'ไม่ใช่เลขที่บัญชีธนาคาร (10–15 หลัก)', bank_unknown: 'ไม่รู้จักธนาคารนี้', not_a_promptpay_id: 'ไม่ใช่พร้อมเพย์ (เบอร์มือถือ เลข 13 หลัก หรือ 15 หลัก)',
    emv_format: 'ข้อมูล QR ไม่ถูกต้อง', not_a_sender_name: 'ไม่ใช่ชื่อผู้ส่ง SMS',
  },
  en: {
    skip: 'Skip to the search field', heading: 'Check before you trust, check before you pay',
    lead: 'Enter a phone number, link, account, user name or a whole message you are unsure of, and see whether there are warnings about it.',
    valueLabel: 'What to check', hint: 'A phone number, web address, LINE ID, or the bank’s name followed by the account number',
    kindLabel: 'Kind', check: 'Check', checking: 'Checking…',
    kind_auto: 'Choose for me', kind_phone: 'Phone number', kind_url: 'Link / website', kind_line: 'LINE', kind_tiktok: 'TikTok',
    kind_facebook: 'Facebook', kind_account: 'Bank account', kind_promptpay: 'PromptPay', kind_sms_sender: 'SMS sender name',
    notFound: 'Not found does not mean safe', hotline: 'Already deceived? Call the AOC hotline', hotlineHours: 'at any hour',
    privacy: 'What you check is not recorded', empty: 'Please enter what to check', failed: 'This could not be checked', offline: 'The service cannot be reached; please try again',
    why: 'Why', advice: 'What to do', dates: 'What is known', first: 'First seen', last: 'Last seen', reports: 'Reports', understood: 'Understood as',
    matched: 'Matches', others: 'It may also be', asOf: 'Checked at',
    verdict_unknown: 'No information yet. This does not mean it is safe.', verdict_suspected: 'Suspicious.',
    found: 'Found in the message', foundNothing: 'No number, link, account or user name was found in this message', pattern: 'It reads like a common scam message',
  },
};
// Any verdict this page does not know is shown as unknown.
const tones = {listed: 'alarm', suspected: 'alarm', reported: 'warn', unresolvable: 'warn', official: 'known', unknown: 'calm'};

const form = document.getElementById('form');
const value = document.getElementById('value');
const kind = document.getElementById('kind');
const submit = document.getElementById('submit');
const result = document.getElementById('result');
let language = 'th';
let shown = null;   // redraws the result in the other language
let asking = null;  // the request under way

function setLanguage(next) {
  language = next;
  document.documentElement.lang = next;
  for (const element of document.querySelectorAll('[data-text]')) element.textContent = words[next][element.dataset.text];
  for (const button of document.querySelectorAll('[data-language]')) button.setAttribute('aria-pressed', String(button.dataset.language === next));
  if (shown !== null) shown();
}

function add(parent, tag, text, className) {
  const element = document.createElement(tag);
  if (text !== undefined) element.textContent = text;
  if (className) element.className = className;
  parent.append(element);
  return element;
}

function when(time) {
  const style = {dateStyle: 'long', timeZone: 'Asia/Bangkok'};
  return new Intl.DateTimeFormat(language === 'th' ? 'th-TH-u-ca-buddhist' : 'en-GB', style).format(new Date(time));
}

function kindName(name) {
  return words[language]['kind_' + name] || name;
}

function fact(list, name, text) {
  add(list, 'dt', name);
  add(list, 'dd', text);
}

function showAnswer(answer) {
  const text = words[language];
  const verdict = Object.hasOwn(tones, answer.verdict) ? answer.verdict : 'unknown';
  result.dataset.tone = tones[verdict];
  result.replaceChildren();
  add(result, 'p', answer.value, 'asked');
  add(result, 'h2', verdict === answer.verdict && answer.text ? answer.text[language] : text.verdict_unknown);
  if (answer.advice) add(result, 'p', answer.advice[language], 'advice');
  if (answer.reasons.length > 0) {
    add(result, 'h3', text.why);
    const list = add(result, 'ul');
    for (const reason of answer.reasons) {
      const said = reason.text ? reason.text[language] : reason.code;
      add(list, 'li', reason.about ? said + ' (' + reason.about + ')' : said);
    }
  }
  add(result, 'h3', text.dates);
  const facts = add(result, 'dl');
  fact(facts, text.understood, kindName(answer.kind));
  if (answer.matched) fact(facts, text.matched, answer.matched);
  if (answer.first_seen) fact(facts, text.first, when(answer.first_seen));
  if (answer.last_seen) fact(facts, text.last, when(answer.last_seen));
  if (answer.reports > 0) fact(facts, text.reports, new Intl.NumberFormat(language).format(answer.reports));
  fact(facts, text.asOf, when(answer.as_of));
  const others = answer.candidates.filter((candidate) => candidate.key !== answer.key);
  if (others.length > 0) {
    add(result, 'h3', text.others);
    const list = add(result, 'ul');
    for (const candidate of others) add(list, 'li', kindName(candidate.kind));
  }
  result.hidden = false;
}

// Of a whole message: the worst of what was found in it.
function showMessage(scan) {
  const text = words[language];
  const verdict = Object.hasOwn(tones, scan.verdict) ? scan.verdict : 'unknown';
  const checked = scan.indicators.filter((found) => !found.error);
  const worst = checked.find((found) => found.verdict === scan.verdict);
  result.dataset.tone = tones[verdict];
  result.replaceChildren();
  add(result, 'h2', worst && verdict === scan.verdict ? worst.text[language] : text['verdict_' + verdict] || text.verdict_unknown);
  if (worst && worst.advice) add(result, 'p', worst.advice[language], 'advice');
  if (scan.patterns.length > 0) add(result, 'p', text.pattern);
  if (checked.length > 0) {
    add(result, 'h3', text.found);
    const list = add(result, 'ul');
    for (const found of checked) add(list, 'li', found.value + ' (' + kindName(found.kind) + ') · ' + found.text[language]);
  } else {
    add(result, 'p', text.foundNothing);
  }
  result.hidden = false;
}

function showTrouble(title, detail) {
  result.dataset.tone = 'warn';
  result.replaceChildren();
  add(result, 'h2', title);
  if (detail) add(result, 'p', detail);
  result.hidden = false;
}

function show(draw) {
  shown = draw;
  draw();
}

async function post(path, body, signal) {
  const response = await fetch(path, {
    method: 'POST', headers: {'Content-Type': 'application/json'}, cache: 'no-store', signal, body: JSON.stringify({...body, texts: ['th', 'en']}),
  });
  return {ok: response.ok, answer: await response.json()};
}

function showProblem(problem) {
  show(() => showTrouble(words[language].failed, (language === 'th' && problem.title_th) || problem.title));
}

// What is no single indicator is read as a message.
async function askAboutMessage(text, signal) {
  const {ok, answer} = await post('/v1/scan', {text}, signal);
  if (ok) show(() => showMessage(answer)); else showProblem(answer);
}

async function ask(event) {
  event.preventDefault();
  const asked = value.value.trim();
  if (asked === '') {
    value.setAttribute('aria-invalid', 'true');
    show(() => showTrouble(words[language].empty));
    value.focus();
    return;
  }
  value.removeAttribute('aria-invalid');
  if (asking !== null) asking.abort();
  const request = asking = new AbortController();
  submit.setAttribute('aria-disabled', 'true');
  submit.textContent = words[language].checking;
  try {
    const item = {value: asked};
    if (kind.value !== 'auto') item.kind = kind.value;
    const {ok, answer} = await post('/v1/check', {items: [item]}, request.signal);
    const error = ok ? answer.results[0].error : null;
    if (!ok) {
      showProblem(answer);
    } else if (error && error.code === 'not_an_indicator' && kind.value === 'auto') {
      await askAboutMessage(asked, request.signal);
    } else if (error) {
      show(() => showTrouble(words[language].failed, words[language][error.code] || error.detail));
    } else {
      show(() => showAnswer(answer.results[0]));
    }
  } catch (trouble) {
    if (trouble.name === 'AbortError') return;
    show(() => showTrouble(words[language].offline));
  } finally {
    if (asking === request) {
      asking = null;
      submit.removeAttribute('aria-disabled');
      submit.textContent = words[language].check;
    }
  }
}

form.addEventListener('submit', ask);
// A field of one line would join the lines of a message.
value.addEventListener('paste', (event) => {
  const pasted = event.clipboardData.getData('text');
  if (!/[\r\n]/.test(pasted)) return;
  event.preventDefault();
  value.setRangeText(pasted.replace(/[\r\n]+/g, ' '), value.selectionStart, value.selectionEnd, 'end');
});
for (const button of document.querySelectorAll('[data-language]')) button.addEventListener('click', () => setLanguage(button.dataset.language));
