// SPDX-License-Identifier: Apache-2.0
// Appeal against a warning at /appeal: sent once (delivery.js), answered with a receipt; and how long appeals take and how they end.
import {add, begin, board, clock, day, fact, faultText, handedOver, keep, kept, keyText, learn, month, number, onLanguage, refusalText, request, say} from './page.js';
import {sentOnce} from './delivery.js';
import {fillReceipt} from './receipt.js';
import {valueField} from './value_field.js';

learn({
  th: {
    empty: 'กรุณาใส่สิ่งที่ถูกขึ้นบัญชี', chooseGround: 'กรุณาเลือกเหตุที่อุทธรณ์', textLong: 'ข้อความยาวเกินไป (ภาษาไทยได้ประมาณ 5,400 ตัวอักษร)', badField: 'ข้อมูลช่องนี้ไม่ถูกต้อง',
    nothingAgainst: 'ไม่มีรายการเตือนเกี่ยวกับสิ่งนี้ จึงไม่มีอะไรต้องอุทธรณ์ ตรวจดูได้ที่หน้าตรวจสอบ', alreadyOpen: 'มีคำอุทธรณ์เรื่องนี้รอพิจารณาอยู่มากแล้ว คำวินิจฉัยครั้งเดียวใช้กับทุกคำอุทธรณ์',
    lostTitle: 'ยังไม่ทราบว่าคำอุทธรณ์ถึงระบบหรือไม่',
    takenTitle: 'รับคำอุทธรณ์แล้ว', idName: 'เลขที่คำอุทธรณ์', about: 'สิ่งที่อุทธรณ์', dueAt: 'กำหนดตอบภายใน', meanwhile: 'ระหว่างนี้ ผู้ที่ตรวจสอบจะเห็นว่ารายการนี้อยู่ระหว่างพิจารณา', another: 'ยื่นเรื่องอื่น',
    figures: 'การพิจารณาอุทธรณ์', target: 'เป้าหมาย', targetDays: 'ตอบภายใน {} วันทำการ', open: 'รอพิจารณา', overdue: 'เกินกำหนด', median: 'ระยะเวลา (มัธยฐาน)', days: '{} วัน',
    decided: 'วินิจฉัยแล้ว', upheldShare: 'คงรายการเตือนไว้', clearedCount: 'ถอนรายการเตือน', cases: '{} เรื่อง', noneYet: 'ยังไม่มี', month: 'เดือน', openedCount: 'ยื่น', upheldCount: 'คงไว้', clearedShort: 'ถอน', medianDays: 'มัธยฐาน (วัน)', byMonth: 'รายเดือน',
  },
  en: {
    clear: 'Clear the form',
    title: 'Appeal – Cyber Check', skip: 'Skip to the form', heading: 'Appeal', lead: 'Is your number, account, website or name on the warning list, and should not be? Appeal here, free of charge.',
    bankHold: 'If a bank has held or frozen your account, ask your bank or call 1441, too. An appeal here is about the warning only.',
    valueLegend: 'What is listed', groundLegend: 'Why it is wrong', ground_mistake: 'It was listed by mistake and never had to do with a scam', ground_new_owner: 'I have only just got this number or name; the one before did it',
    ground_spoofed: 'The number or name was faked by others', ground_hacked_recovered: 'It was hacked, and is recovered and repaired', ground_innocent_receiver: 'I received money from honest trade',
    textLabel: 'Tell the officer', textHint: 'Since when it is yours, what you can show. Stored encrypted, for those who decide only.', contactLabel: 'How to reach you (optional)', contactHint: 'Phone, e-mail or LINE',
    send: 'Send appeal', privacy: 'What you tell and how to reach you are encrypted before they are stored',
    empty: 'Please enter what is listed', chooseGround: 'Please choose why it is wrong', textLong: 'The text is too long', badField: 'This cannot be taken',
    nothingAgainst: 'There is no warning about it, so there is nothing to appeal against. See for yourself on the page Check.', alreadyOpen: 'Many appeals about it wait already; one decision answers them all',
    lostTitle: 'It is not known yet whether your appeal arrived',
    takenTitle: 'Your appeal has been received', idName: 'Appeal number', about: 'About', dueAt: 'To be answered by', meanwhile: 'Meanwhile whoever checks it sees that it is under review.', another: 'Appeal about something else',
    figures: 'How appeals are decided', target: 'Target', targetDays: 'answered within {} working days', open: 'Waiting', overdue: 'Late', median: 'Time taken (median)', days: '{} days',
    decided: 'Decided', upheldShare: 'Warning kept', clearedCount: 'Warning taken back', cases: '{}', noneYet: 'none yet', month: 'Month', openedCount: 'Opened', upheldCount: 'Kept', clearedShort: 'Taken back', medianDays: 'Median days', byMonth: 'By month',
  },
});

const at = (id) => document.getElementById(id);
const form = at('form');
const submit = at('submit');
const textBytesMax = 16384;
const value = valueField(at('value'), saveDraft);
let faults = [];

function saveDraft() {
  keep('appeal-draft', {value: value.entered, ground: form.elements.ground.value, text: at('text').value, contact: at('contact').value});
}

function fault(id, text, field) {
  const place = at(id + 'Fault');
  place.textContent = text();
  place.hidden = false;
  faults.push({place, text, field});
  if (field) {
    field.setAttribute('aria-invalid', 'true');
    field.focus();
  }
}

function clearFaults() {
  for (const {place, field} of faults) {
    place.hidden = true;
    if (field) field.removeAttribute('aria-invalid');
  }
  faults = [];
  value.fault(null);
}

function inOrder() {
  clearFaults();
  if (value.indicator === null || value.lacksBank) {
    value.fault(value.lacksBank ? {code: 'bank_missing', title: 'Choose the bank'} : {code: 'empty', title_th: say('empty'), title: say('empty')});
    value.focus();
  } else if (form.elements.ground.value === '') {
    fault('ground', () => say('chooseGround'));
    form.elements.ground[0].focus();
  } else if (new TextEncoder().encode(at('text').value).length > textBytesMax) {
    fault('text', () => say('textLong'), at('text'));
  } else {
    return true;
  }
  return false;
}

function showRefusal(got) {
  const problem = got.answer;
  const member = /^(text|contact)\b/.exec(problem.detail || '');
  if (got.status === 404) fault('form', () => say('nothingAgainst'));
  else if (got.status === 409) fault('form', () => say('alreadyOpen'));
  else if (member) fault(member[1], () => (problem.code === 'bad_request' ? say('badField') : faultText(problem)), at(member[1]));
  else if (got.status !== 400 || problem.code === 'bad_request') fault('form', () => refusalText(got));
  else {
    value.fault(problem);
    value.focus();
  }
}

function body() {
  const told = {ground: form.elements.ground.value, ...value.indicator};
  if (at('text').value.trim() !== '') told.text = at('text').value;
  if (at('contact').value.trim() !== '') told.contact = at('contact').value.trim();
  return told;
}

function fillTaken(section, taken) {
  fillReceipt(section, {title: say('takenTitle'), idName: say('idName'), id: taken.id, code: taken.receipt_code, what: 'appeals'});
  const facts = add(section, 'dl');
  fact(facts, say('about'), keyText(taken.indicator.key));
  fact(facts, say('dueAt'), day(taken.due_at) + ' ' + clock(taken.due_at));
  add(section, 'p', say('meanwhile'));
}

const appeal = sentOnce({path: '/v1/appeals', name: 'appeal', form, submit, section: at('outcome'), fill: fillTaken, refuse: showRefusal, lostTitle: 'lostTitle', another: 'another'});

// ---- how appeals are decided

const filled = (key, text) => say(key).replace('{}', text);

async function showFigures() {
  let figures;
  try {
    const got = await request('/v1/appeals/figures');
    if (!got.ok) return;
    figures = got.answer;
  } catch {
    return;  // the form is what people come for
  }
  const shown = board(at('figures'));
  shown.show('calm', (section) => {
    add(section, 'h2', say('figures'));
    const facts = add(section, 'dl');
    const decided = figures.upheld + figures.cleared;
    fact(facts, say('target'), filled('targetDays', number(figures.target_working_days)));
    fact(facts, say('open'), filled('cases', number(figures.open)) + (figures.overdue > 0 ? ' · ' + say('overdue') + ' ' + number(figures.overdue) : ''));
    fact(facts, say('decided'), decided === 0 ? say('noneYet') : filled('cases', number(decided)));
    if (decided === 0) return;
    if (figures.median_days !== null) fact(facts, say('median'), filled('days', number(figures.median_days, 1)));
    fact(facts, say('upheldShare'), filled('cases', number(figures.upheld)) + ' (' + number(figures.upheld_share * 100, 1) + '%)');
    fact(facts, say('clearedCount'), filled('cases', number(figures.cleared)));
    const details = add(section, 'details');
    add(details, 'summary', say('byMonth'));
    const table = add(add(details, 'div', undefined, 'wide'), 'table');
    const head = add(add(table, 'thead'), 'tr');
    for (const [key, name] of [['month'], ['openedCount', 'count'], ['upheldCount', 'count'], ['clearedShort', 'count'], ['overdue', 'count'], ['medianDays', 'count']]) add(head, 'th', say(key), name).scope = 'col';
    const rows = add(table, 'tbody');
    for (const one of figures.months.slice(-12).reverse()) {
      const row = add(rows, 'tr');
      add(row, 'th', month(one.month + '-15', 'short')).scope = 'row';
      for (const count of [one.opened, one.upheld, one.cleared, one.late]) add(row, 'td', number(count), 'count');
      add(row, 'td', one.median_days === null ? '–' : number(one.median_days, 1), 'count');
    }
  });
}

form.addEventListener('submit', (event) => {
  event.preventDefault();
  if (!appeal.busy && inOrder()) appeal.send(body());
});
form.addEventListener('input', saveDraft);
at('clear').addEventListener('click', () => {
  keep('appeal-draft', null);
  form.reset();
  location.reload();
});
onLanguage(() => {
  for (const {place, text} of faults) place.textContent = text();
});

const draft = kept('appeal-draft');
if (draft) {
  value.entered = draft.value;
  if (draft.ground) form.elements.ground.value = draft.ground;
  at('text').value = draft.text;
  at('contact').value = draft.contact;
}
const asked = handedOver('asked');
if (asked && asked.value) value.entered = asked;
begin();
appeal.resume();
showFigures();
