// SPDX-License-Identifier: Apache-2.0
// Report something at /report. What is being entered is kept in the tab (a phone drops a page as soon as its owner looks up a number elsewhere), what is sent
// is sent once (delivery.js), and the receipt stays until its owner says that it is in safe hands.
import {add, addButton, begin, clock, day, fact, faultText, handedOver, keep, kept, keyText, learn, onLanguage, refusalText, request, say, verdictName} from './page.js';
import {newKey, sentOnce} from './delivery.js';
import {fillReceipt} from './receipt.js';
import {valueField} from './value_field.js';

learn({
  th: {
    remove: 'เอาออก', valueNumber: 'รายการที่', nothing: 'กรุณาใส่เบอร์ ลิงก์ บัญชี หรือชื่ออย่างน้อยหนึ่งอย่าง หรือเล่าเหตุการณ์',
    textLong: 'ข้อความยาวเกินไป (ภาษาไทยได้ประมาณ 5,400 ตัวอักษร)', future: 'วันเวลานี้ยังมาไม่ถึง', dateMissing: 'กรุณาใส่วันที่ด้วย', badField: 'ข้อมูลช่องนี้ไม่ถูกต้อง',
    understood: 'เข้าใจว่า', lostTitle: 'ยังไม่ทราบว่าเบาะแสถึงระบบหรือไม่',
    takenTitle: 'รับแจ้งเบาะแสแล้ว', thanks: 'ขอบคุณที่ช่วยเตือนคนอื่น ผู้ที่ตรวจสอบหลังจากนี้จะเห็นข้อมูลทันที',
    idName: 'เลขรับแจ้ง', reported: 'สิ่งที่แจ้ง', before_known: 'มีผู้แจ้งมาก่อนแล้ว', before_listed: 'ขึ้นบัญชีเตือนภัยอยู่แล้ว', before_cleared: 'เคยตรวจสอบแล้วว่าไม่ผิด เจ้าหน้าที่จะดูอีกครั้ง',
    before_under_appeal: 'อยู่ระหว่างอุทธรณ์', notCounted: 'เก็บไว้ให้เจ้าหน้าที่ดู ยังไม่ใช้เตือน', noneFound: 'ไม่พบเบอร์ ลิงก์ หรือบัญชีในข้อความ เจ้าหน้าที่จะอ่านเอง', another: 'แจ้งเรื่องอื่น',
    fileSending: 'กำลังส่ง…', fileSent: 'ส่งแล้ว', fileLost: 'ส่งไม่สำเร็จ', fileKind: 'รับเฉพาะภาพและ PDF', fileLarge: 'ไฟล์ใหญ่เกิน 10 MB', filesMany: 'แนบได้ไม่เกิน 20 ไฟล์',
    filesWait: 'ยังมีไฟล์ที่ส่งไม่ถึง กรุณารอ ส่งอีกครั้ง หรือเอาออก', filesGone: 'ไฟล์แนบใช้ไม่ได้แล้ว กรุณาเอาออกและเลือกใหม่',
  },
  en: {
    clear: 'Clear the form',
    title: 'Report – Cyber Check', skip: 'Skip to the form', heading: 'Report a scam',
    lead: 'Tell us the number, link, account or user name they use, and others are warned at once. You need not say who you are.',
    noComplaint: 'This is not a police complaint. If money is gone, call 1441 at once to have the account held, and file a complaint at a police station or at',
    valuesLegend: 'What the scammer uses', valuesHint: 'At least one, or tell what happened below', more: '+ Another number, link, account or name',
    textLabel: 'What happened, or the message you got', textHint: 'Paste the whole message; numbers, links and accounts are found in it. Leave out your own ID number and passwords.',
    categoryLabel: 'It is about', typeLabel: 'How they did it (if you know)', type_none: 'Not known',
    category_scam: 'Scam or phishing', category_gambling: 'Illegal gambling', category_e_cigarette: 'Electronic cigarettes', category_obscene: 'Obscene content', category_weapons: 'Weapons',
    category_drugs: 'Drugs', category_false_information: 'False information', category_royal_institution: 'Offences concerning the royal institution',
    category_intellectual_property: 'Intellectual property', category_other_illegal: 'Other illegal content',
    type_goods: 'Goods or services, by one seller', type_job: 'Paid tasks, extra income', type_loan: 'Loans', type_investment: 'Investment through a computer system',
    type_call_center: 'Threats by telephone (call centre)', type_impersonation_borrow: 'Posing as somebody else to borrow money', type_prize_or_other: 'Transfers for a prize or another purpose',
    type_remote_control: 'Installing a program that takes control', type_goods_syndicate: 'Goods or services, by an organised group', type_hacking: 'Attacks on computer systems or data',
    type_romance: 'Romance', type_ponzi: 'Ponzi and share schemes', type_digital_asset: 'Digital assets', type_ransomware: 'Ransomware', type_outside_taxonomy: 'None of these',
    whenLegend: 'When it happened (if you know)', dateLabel: 'Date', timeLabel: 'Time',
    filesSummary: 'Add screenshots or slips (optional)', fileLabel: 'Choose files',
    filesHint: 'Pictures or PDF, up to 20. Photos are made smaller and the place they were taken is removed. Files are sent as soon as they are chosen; only officers can open them.',
    contactSummary: 'Let an officer reach you (optional)', contactHint: 'Stored encrypted, for officers only. Your own number is never taken for the scammer’s, even where it stands in the text.',
    nameLabel: 'Name', phoneLabel: 'Your phone number', lineLabel: 'Your LINE', emailLabel: 'E-mail', send: 'Send report',
    privacy: 'What you tell and how to reach you are encrypted before they are stored. While you write, it stays in this tab of your device.',
    remove: 'Remove', valueNumber: 'Item', nothing: 'Please enter at least one number, link, account or name, or tell what happened',
    textLong: 'The text is too long', future: 'This lies ahead', dateMissing: 'Please enter the date, too', badField: 'This cannot be taken', understood: 'Understood as', lostTitle: 'It is not known yet whether your report arrived',
    takenTitle: 'Your report has been received',
    thanks: 'Thank you. Whoever checks from now on will see it.', idName: 'Report number', reported: 'What you reported', before_known: 'reported before', before_listed: 'on the warning list already',
    before_cleared: 'was looked into and cleared; officers will look again', before_under_appeal: 'under appeal', notCounted: 'kept for officers, no warning yet',
    noneFound: 'No number, link or account was found in the text; officers will read it', another: 'Report something else',
    fileSending: 'Sending…', fileSent: 'Sent', fileLost: 'Not sent', fileKind: 'Only pictures and PDF are taken', fileLarge: 'Larger than 10 MB', filesMany: 'At most 20 files',
    filesWait: 'Some files have not arrived: wait, send them again or remove them', filesGone: 'A file is no longer there; remove it and choose it again',
  },
});

const at = (id) => document.getElementById(id);
const form = at('form');
const submit = at('submit');
const textBytesMax = 16384, rowsMax = 100, filesMax = 20, fileBytesMax = 10 << 20;
const plainFields = ['text', 'category', 'type', 'date', 'time', 'name', 'phone', 'line', 'email'];
let rows = [];
let files = [];  // {name, state: 'sending' | 'sent' | 'lost', id, key, blob, fault}
let faults = [];

// ---- what is entered

function saveDraft() {
  const fields = Object.fromEntries(plainFields.map((name) => [name, at(name).value]));
  keep('report-draft', {fields, values: rows.map((row) => row.field.entered), files: files.filter((file) => file.state === 'sent').map(({name, id}) => ({name, id}))});
}

function numberRows() {
  rows.forEach((row, index) => {
    row.legend.textContent = say('valueNumber') + ' ' + (index + 1);
    row.legend.hidden = row.button.hidden = rows.length === 1;
    row.button.textContent = say('remove');
    row.button.setAttribute('aria-label', say('remove') + ' ' + (index + 1));
  });
  at('more').hidden = rows.length >= rowsMax;
}

function addRow(entered) {
  const box = add(at('values'), 'div', undefined, 'value');
  box.setAttribute('role', 'group');
  const legend = add(box, 'p', undefined, 'legend');
  legend.id = 'legend' + newKey();
  box.setAttribute('aria-labelledby', legend.id);
  const field = valueField(box, saveDraft);
  const button = addButton(box, '', () => {
    const place = rows.indexOf(row);
    rows.splice(place, 1);
    box.remove();
    numberRows();
    rows[Math.max(0, place - 1)].field.focus();
    saveDraft();
  }, 'plain');
  const row = {field, legend, button, box};
  if (entered) field.entered = entered;
  rows.push(row);
  numberRows();
  return row;
}

// Those of the request, in its order.
const filledRows = () => rows.filter((row) => row.field.indicator !== null);

// The time as the form tells it; null: none. Thailand keeps one time all year. A year of the Buddhist era is one.
function occurred() {
  if (at('date').value === '') return null;
  const [year, rest] = [Number(at('date').value.slice(0, 4)), at('date').value.slice(4)];
  return (year > 2400 ? year - 543 : year) + rest + 'T' + (at('time').value || '00:00') + ':00+07:00';
}

function drawWhen() {
  const time = occurred();
  at('whenSaid').textContent = time === null ? '' : say('understood') + ' ' + day(time, 'full') + (at('time').value ? ' ' + clock(time) : '');
}

function drawType() {
  at('typeBox').hidden = at('category').value !== 'scam';
}

// ---- faults

function fault(id, text) {
  const field = at(id + 'Fault');
  field.textContent = text();
  field.hidden = false;
  faults.push({field, text});
}

function clearFaults() {
  for (const {field} of faults) field.hidden = true;
  faults = [];
  for (const row of rows) row.field.fault(null);
  for (const name of plainFields) at(name).removeAttribute('aria-invalid');
}

function blame(name, id, text) {
  at(name).setAttribute('aria-invalid', 'true');
  const details = at(name).closest('details');
  if (details) details.open = true;
  fault(id, text);
  at(name).focus();
}

// Whether all is well that can be seen from here.
function inOrder() {
  clearFaults();
  const text = at('text').value;
  const time = occurred();
  const lacking = rows.find((row) => row.field.lacksBank);
  if (rows.every((row) => row.field.indicator === null) && text.trim() === '') {
    fault('form', () => say('nothing'));
    rows[0].field.focus();
  } else if (lacking) {
    lacking.field.fault({code: 'bank_missing', title: 'Choose the bank'});
    lacking.field.focus();
  } else if (new TextEncoder().encode(text).length > textBytesMax) {
    blame('text', 'text', () => say('textLong'));
  } else if (time !== null && new Date(time) > new Date()) {
    blame('date', 'when', () => say('future'));
  } else if (time === null && at('time').value !== '') {
    blame('date', 'when', () => say('dateMissing'));
  } else if (files.some((file) => file.state !== 'sent')) {
    at('pictures').open = true;
    fault('files', () => say('filesWait'));
    at('file').focus();
  } else {
    return true;
  }
  return false;
}

// The service names what is wrong by its place in the request.
function showRefusal(got) {
  const problem = got.answer;
  const place = /^indicators\[(\d+)\]/.exec(problem.detail || '');
  const row = place && filledRows()[Number(place[1])];
  const named = Object.entries({text: ['text', 'text'], occurred_at: ['date', 'when'], 'contact.name': ['name', 'contact'], 'contact.phone': ['phone', 'contact'], 'contact.line': ['line', 'contact'],
    'contact.email': ['email', 'contact'], attachments: ['file', 'files']}).find(([member]) => (problem.detail || '').startsWith(member));
  if (row) {
    row.field.fault(problem.code === 'bad_request' ? {code: 'badField', title: say('badField')} : problem);
    row.field.focus();
  } else if (named) {
    const [member, [name, id]] = named;
    blame(name, id, () => (member === 'attachments' ? say('filesGone') : problem.code === 'bad_request' ? say('badField') : faultText(problem)));
  } else {
    fault('form', () => refusalText(got));
  }
}

// ---- sending

function body() {
  const told = {source: 'tip', category: at('category').value};
  const time = occurred();
  if (time !== null) told.occurred_at = time;
  if (told.category === 'scam' && at('type').value !== '') told.case_type = at('type').value;
  if (filledRows().length > 0) told.indicators = filledRows().map((row) => row.field.indicator);
  if (at('text').value.trim() !== '') told.text = at('text').value;
  const contact = Object.fromEntries(['name', 'phone', 'line', 'email'].map((name) => [name, at(name).value.trim()]).filter(([, value]) => value !== ''));
  if (Object.keys(contact).length > 0) told.contact = contact;
  if (files.length > 0) told.attachments = files.map((file) => file.id);
  return told;
}

function fillTaken(section, taken) {
  fillReceipt(section, {title: say('takenTitle'), idName: say('idName'), id: taken.id, code: taken.receipt_code, what: 'reports'});
  add(section, 'p', say('thanks'));
  add(section, 'h3', say('reported'));
  if (taken.indicators.length === 0) add(section, 'p', say('noneFound'));
  const list = add(section, 'ul');
  for (const one of taken.indicators) {
    const about = [verdictName(one.verdict)];
    if (one.before && one.before !== 'new') about.push(say('before_' + one.before));
    if (!one.counts) about.splice(0, about.length, say('notCounted'));
    add(list, 'li', keyText(one.key) + ' · ' + about.join(' · '));
  }
}

const report = sentOnce({path: '/v1/reports', name: 'report', form, submit, section: at('outcome'), fill: fillTaken, refuse: showRefusal, lostTitle: 'lostTitle', another: 'another'});

// ---- pictures

// A photo is made as small as can still be read; drawing it anew leaves behind where it was taken.
async function smaller(file) {
  if (!file.type.startsWith('image/')) return file;
  if (file.type === 'image/png' && file.size < 400000) return file;
  const picture = await createImageBitmap(file);
  const scale = Math.min(1, 2000 / Math.max(picture.width, picture.height));
  const canvas = document.createElement('canvas');
  canvas.width = Math.round(picture.width * scale);
  canvas.height = Math.round(picture.height * scale);
  canvas.getContext('2d').drawImage(picture, 0, 0, canvas.width, canvas.height);
  return new Promise((done) => canvas.toBlob(done, 'image/jpeg', 0.8));
}

function drawFiles() {
  at('files').replaceChildren();
  for (const file of files) {
    const line = add(at('files'), 'li');
    add(line, 'span', file.name, 'asked');
    const state = {sending: 'fileSending', sent: 'fileSent', lost: 'fileLost'}[file.state];
    add(line, 'span', ' · ' + say(state) + (file.fault ? ' · ' + file.fault() : ''), file.state === 'lost' ? 'fault' : 'small');
    if (file.state === 'lost' && file.blob) addButton(line, say('retry'), () => sendOne(file), 'plain').setAttribute('aria-label', say('retry') + ' ' + file.name);
    addButton(line, say('remove'), () => {
      files = files.filter((other) => other !== file);
      drawFiles();
      saveDraft();
    }, 'plain').setAttribute('aria-label', say('remove') + ' ' + file.name);
  }
}

async function sendOne(file) {
  Object.assign(file, {state: 'sending', fault: null});
  drawFiles();
  try {
    const got = await request('/v1/attachments', {method: 'POST', fields: {'Content-Type': file.blob.type, 'Idempotency-Key': file.key}, body: file.blob});
    if (got.ok) Object.assign(file, {state: 'sent', id: got.answer.id, blob: null});
    else Object.assign(file, {state: 'lost', fault: () => refusalText(got)});
  } catch {
    Object.assign(file, {state: 'lost', fault: () => say('offline')});
  }
  drawFiles();
  saveDraft();
}

async function addFiles() {
  clearFaults();
  const chosen = [...at('file').files];
  at('file').value = '';
  for (const one of chosen) {
    if (files.length >= filesMax) {
      fault('files', () => say('filesMany'));
      return;
    }
    let blob = null;
    try {
      blob = one.type === 'application/pdf' ? one : one.type.startsWith('image/') ? await smaller(one) : null;
    } catch { /* no picture that this browser can read */ }
    if (blob === null || blob.size > fileBytesMax) {
      fault('files', () => one.name + ' · ' + say(blob === null ? 'fileKind' : 'fileLarge'));
      continue;
    }
    const file = {name: one.name, state: 'sending', key: newKey(), blob};
    files.push(file);
    await sendOne(file);
  }
}

// ---- the page

form.addEventListener('submit', (event) => {
  event.preventDefault();
  if (!report.busy && inOrder()) report.send(body());
});
form.addEventListener('input', () => {
  drawWhen();
  drawType();
  saveDraft();
});
at('more').addEventListener('click', () => addRow().field.focus());
at('file').addEventListener('change', addFiles);
at('clear').addEventListener('click', () => {
  keep('report-draft', null);
  form.reset();
  location.reload();
});
onLanguage(() => {
  numberRows();
  drawWhen();
  drawFiles();
  for (const {field, text} of faults) field.textContent = text();
});

const draft = kept('report-draft');
if (draft) {
  for (const name of plainFields) at(name).value = draft.fields[name] ?? at(name).value;
  for (const entered of draft.values) addRow(entered);
  files = draft.files.map((file) => ({...file, state: 'sent'}));
  at('pictures').open = files.length > 0;
  at('reach').open = ['name', 'phone', 'line', 'email'].some((name) => at(name).value !== '');
}
if (rows.length === 0) addRow();
const asked = handedOver('asked');
if (asked && asked.text) at('text').value = asked.text;
if (asked && asked.value) {
  const free = rows.find((row) => row.field.indicator === null) ?? addRow();
  free.field.entered = asked;
}
drawType();
begin();
drawWhen();
drawFiles();
report.resume();
