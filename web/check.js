// SPDX-License-Identifier: Apache-2.0
// The page at /: one value is asked by POST, so that it stands in no address bar, history or log.
import {add, begin, board, day, fact, faultText, inThai, keep, kindName, learn, number, onLanguage, post, refusalText, say, verdictName} from './page.js';

learn({
  th: {
    checking: 'กำลังตรวจสอบ…', empty: 'กรุณาใส่สิ่งที่ต้องการตรวจ', failed: 'ตรวจสอบไม่สำเร็จ',
    why: 'เหตุผล', dates: 'ข้อมูล', first: 'พบครั้งแรก', last: 'พบล่าสุด', reports: 'จำนวนการแจ้ง', understood: 'เข้าใจว่าเป็น',
    matched: 'ตรงกับ', others: 'อาจเป็นอย่างอื่นได้', asOf: 'ตรวจเมื่อ',
    found: 'พบในข้อความ', foundNothing: 'ไม่พบเบอร์โทร ลิงก์ บัญชี หรือชื่อผู้ใช้ในข้อความนี้', pattern: 'ข้อความมีลักษณะเหมือนข้อความหลอกลวงที่พบบ่อย',
    report: 'แจ้งเบาะแสเรื่องนี้', appeal: 'เป็นของคุณและไม่ถูกต้อง? ยื่นอุทธรณ์',
  },
  en: {
    title: 'Cyber Check – check before you trust', skip: 'Skip to the search field', heading: 'Check before you trust, check before you pay',
    lead: 'Enter a phone number, link, account, user name or a whole message you are unsure of, and see whether there are warnings about it.',
    valueLabel: 'What to check', hint: 'A phone number, web address, LINE ID, or the bank’s name followed by the account number',
    kindLabel: 'Kind', check: 'Check', checking: 'Checking…', notFound: 'Not found does not mean safe', privacy: 'What you check is not recorded',
    empty: 'Please enter what to check', failed: 'This could not be checked',
    why: 'Why', dates: 'What is known', first: 'First seen', last: 'Last seen', reports: 'Reports', understood: 'Understood as',
    matched: 'Matches', others: 'It may also be', asOf: 'Checked at',
    found: 'Found in the message', foundNothing: 'No number, link, account or user name was found in this message', pattern: 'It reads like a common scam message',
    report: 'Report this', appeal: 'Is it yours, and wrong? Appeal',
  },
});
// Any verdict this page does not know is shown as unknown.
const tones = new Map([['listed', 'alarm'], ['suspected', 'alarm'], ['reported', 'warn'], ['unresolvable', 'warn'], ['official', 'known'], ['unknown', 'calm']]);
const toneOf = (verdict) => tones.get(verdict) ?? 'calm';
const tongue = () => (inThai() ? 'th' : 'en');

const form = document.getElementById('form');
const value = document.getElementById('value');
const kind = document.getElementById('kind');
const submit = document.getElementById('submit');
const result = board(document.getElementById('result'));
let asking = null;  // the request under way

// Links to what can be done next. What was asked goes along by the tab's own store, never in the address.
function addNext(section, asked, verdict) {
  const next = add(section, 'p', undefined, 'next');
  const link = (path, text) => {
    const anchor = add(next, 'a', text);
    anchor.href = path;
    anchor.addEventListener('click', () => keep('asked', asked));
  };
  if (verdict !== 'official') link('/report', say('report'));
  if (verdict !== 'unknown' && verdict !== 'official') link('/appeal', say('appeal'));
}

function fillAnswer(section, answer, asked) {
  add(section, 'p', answer.value, 'asked');
  add(section, 'h2', tones.has(answer.verdict) && answer.text ? answer.text[tongue()] : say('verdict_unknown'));
  if (answer.advice) add(section, 'p', answer.advice[tongue()], 'advice');
  if (answer.reasons.length > 0) {
    add(section, 'h3', say('why'));
    const list = add(section, 'ul');
    for (const reason of answer.reasons) {
      const said = reason.text ? reason.text[tongue()] : reason.code;
      add(list, 'li', reason.about ? said + ' (' + reason.about + ')' : said);
    }
  }
  add(section, 'h3', say('dates'));
  const facts = add(section, 'dl');
  fact(facts, say('understood'), kindName(answer.kind));
  if (answer.matched) fact(facts, say('matched'), answer.matched);
  if (answer.first_seen) fact(facts, say('first'), day(answer.first_seen));
  if (answer.last_seen) fact(facts, say('last'), day(answer.last_seen));
  if (answer.reports > 0) fact(facts, say('reports'), number(answer.reports));
  fact(facts, say('asOf'), day(answer.as_of));
  const others = answer.candidates.filter((candidate) => candidate.key !== answer.key);
  if (others.length > 0) {
    add(section, 'h3', say('others'));
    const list = add(section, 'ul');
    for (const candidate of others) add(list, 'li', kindName(candidate.kind));
  }
  addNext(section, asked, answer.verdict);
}

// Of a whole message: the worst of what was found in it.
function fillMessage(section, scan, asked) {
  const checked = scan.indicators.filter((found) => !found.error);
  const worst = checked.find((found) => found.verdict === scan.verdict);
  add(section, 'h2', worst && tones.has(scan.verdict) ? worst.text[tongue()] : verdictName(scan.verdict));
  if (worst && worst.advice) add(section, 'p', worst.advice[tongue()], 'advice');
  if (scan.patterns.length > 0) add(section, 'p', say('pattern'));
  if (checked.length > 0) {
    add(section, 'h3', say('found'));
    const list = add(section, 'ul');
    for (const found of checked) add(list, 'li', found.value + ' (' + kindName(found.kind) + ') · ' + found.text[tongue()]);
  } else {
    add(section, 'p', say('foundNothing'));
  }
  addNext(section, asked, 'unknown');
}

function showTrouble(title, detail) {
  result.show('warn', (section) => {
    add(section, 'h2', title());
    if (detail) add(section, 'p', detail());
  });
}

const failed = () => say('failed');

// What is no single indicator is read as a message.
async function askAboutMessage(text, signal) {
  const got = await post('/v1/scan', {text, texts: ['th', 'en']}, {}, signal);
  if (got.ok) result.show(toneOf(got.answer.verdict), (section) => fillMessage(section, got.answer, {text})); else showTrouble(failed, () => refusalText(got));
}

async function ask(event) {
  event.preventDefault();
  const asked = value.value.trim();
  if (asked === '') {
    value.setAttribute('aria-invalid', 'true');
    showTrouble(() => say('empty'));
    value.focus();
    return;
  }
  value.removeAttribute('aria-invalid');
  if (asking !== null) asking.abort();
  const request = asking = new AbortController();
  submit.setAttribute('aria-disabled', 'true');
  submit.textContent = say('checking');
  try {
    const item = {value: asked};
    if (kind.value !== 'auto') item.kind = kind.value;
    const got = await post('/v1/check', {items: [item], texts: ['th', 'en']}, {}, request.signal);
    const answer = got.ok ? got.answer.results[0] : null;
    if (!got.ok) {
      showTrouble(failed, () => refusalText(got));
    } else if (answer.error && answer.error.code === 'not_an_indicator' && kind.value === 'auto') {
      await askAboutMessage(asked, request.signal);
    } else if (answer.error) {
      showTrouble(failed, () => faultText(answer.error));
    } else {
      result.show(toneOf(answer.verdict), (section) => fillAnswer(section, answer, {kind: kind.value, value: asked}));
    }
  } catch {
    if (asking === request) showTrouble(() => say('offline'));
  } finally {
    if (asking === request) {
      asking = null;
      submit.removeAttribute('aria-disabled');
      submit.textContent = say('check');
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
onLanguage(() => {
  if (asking !== null) submit.textContent = say('checking');
});
begin();
