// SPDX-License-Identifier: Apache-2.0
// What became of a report or an appeal, at /follow: asked with the receipt's number and code. The code goes in a field of the request, never in an address; the
// number does stand in the request's path, tells nothing without the code, and is in no log.
import {add, addNumber, begin, board, clock, day, fact, handedOver, keyText, learn, onLanguage, refusalText, request, say, verdictName} from './page.js';

learn({
  th: {
    asking: 'กำลังค้นหา…', idFault: 'กรุณาใส่เลขรับแจ้ง 32 หลัก (ตัวเลขและ a–f)', codeFault: 'กรุณาใส่รหัสติดตาม 17 ตัว เช่น ABCD-EFGH-JKMN-PQRS-T',
    notThere: 'ไม่พบเรื่องนี้', notThereText: 'เลขกับรหัสไม่ตรงกัน หรือเลือกประเภทเรื่องไม่ตรง กรุณาตรวจตัวอักษรแล้วลองใหม่',
    number_reports: 'เลขรับแจ้ง', number_appeals: 'เลขที่คำอุทธรณ์', reportedAt: 'รับแจ้งเมื่อ', since: 'สถานะตั้งแต่', attachments: 'ไฟล์แนบ', indicators: 'สิ่งที่แจ้ง และสถานะตอนนี้',
    state_received: 'รับแจ้งแล้ว อยู่ในระบบ', state_read: 'เจ้าหน้าที่อ่านแล้ว', state_withdrawn: 'ถอนแล้ว', state_rejected: 'เจ้าหน้าที่ตรวจแล้ว ไม่รับเป็นเบาะแส', state_source_revoked: 'ยกเลิกแล้ว เพราะแหล่งที่ส่งถูกเพิกถอน',
    waits_review: 'รอเจ้าหน้าที่ตรวจสอบ', waits_more_evidence: 'รอข้อมูลเพิ่มเติม', notCounted: 'เก็บไว้ให้เจ้าหน้าที่ดู ยังไม่ใช้เตือน',
    noneFound: 'ไม่พบเบอร์ ลิงก์ หรือบัญชีในข้อความ เจ้าหน้าที่จะอ่านเอง',
    state_opened: 'รับคำอุทธรณ์แล้ว รอพิจารณา', state_in_review: 'เจ้าหน้าที่กำลังพิจารณา', state_upheld: 'ยกอุทธรณ์ คงไว้ตามเดิม', state_cleared: 'อุทธรณ์ฟังขึ้น ถอนรายการเตือนแล้ว',
    takenBack: 'ภายหลังเจ้าหน้าที่ยกเลิกคำวินิจฉัยนี้ และกำลังตรวจสอบใหม่ คุณยื่นอุทธรณ์อีกครั้งได้',
    openedAt: 'ยื่นเมื่อ', dueAt: 'กำหนดตอบภายใน', decidedAt: 'วินิจฉัยเมื่อ', ground: 'เหตุที่อุทธรณ์', about: 'สิ่งที่อุทธรณ์', reason: 'คำชี้แจง',
    overdue: 'เกินกำหนดแล้ว ขออภัยในความล่าช้า เรื่องนี้อยู่ลำดับต้นของคิว',
    ground_mistake: 'ขึ้นบัญชีผิด', ground_new_owner: 'เพิ่งได้เบอร์หรือชื่อนี้มา', ground_spoofed: 'ถูกปลอมเบอร์หรือแอบอ้างชื่อ', ground_hacked_recovered: 'เคยถูกแฮ็ก ได้คืนแล้ว',
    ground_innocent_receiver: 'รับโอนเงินจากการค้าขายโดยสุจริต',
  },
  en: {
    title: 'Follow – Cyber Check', skip: 'Skip to the form', heading: 'Follow a report or appeal', lead: 'See where it stands, with the number and the code you were given when you sent it.',
    whatLegend: 'What you sent', whatReport: 'A report', whatAppeal: 'An appeal', idLabel: 'Number', idHint: 'You can paste the whole receipt here; number and code are taken from it.',
    codeLabel: 'Code', ask: 'See where it stands', privacy: 'Number and code appear in no address or history of the browser',
    asking: 'Looking…', idFault: 'Please enter the 32 characters of the number (digits and a–f)', codeFault: 'Please enter the 17 characters of the code, like ABCD-EFGH-JKMN-PQRS-T',
    notThere: 'Not found', notThereText: 'Number and code do not belong together, or it is of the other sort. Please check the characters and try again.',
    number_reports: 'Report number', number_appeals: 'Appeal number', reportedAt: 'Received', since: 'In this state since', attachments: 'Files', indicators: 'What was reported, and where it stands',
    state_received: 'Received', state_read: 'Read by an officer', state_withdrawn: 'Withdrawn', state_rejected: 'Looked into by an officer and not taken', state_source_revoked: 'Void: where it came from was revoked',
    waits_review: 'waits for an officer', waits_more_evidence: 'waits for more evidence', notCounted: 'kept for officers, no warning yet', noneFound: 'No number, link or account was found in the text; officers will read it',
    state_opened: 'Received, waits to be looked into', state_in_review: 'An officer is looking into it', state_upheld: 'Dismissed; it stays as it was', state_cleared: 'Granted; the warning has been taken back',
    takenBack: 'An officer has since withdrawn this decision, and it is being looked into again. You can appeal anew.',
    openedAt: 'Opened', dueAt: 'To be answered by', decidedAt: 'Decided', ground: 'Ground', about: 'About', reason: 'Reason given', overdue: 'This is late, and we are sorry. It is among the first in the queue.',
    ground_mistake: 'Listed by mistake', ground_new_owner: 'I have only just got this number or name', ground_spoofed: 'The number or name was faked', ground_hacked_recovered: 'It was hacked, and is recovered',
    ground_innocent_receiver: 'Money received from honest trade',
  },
});

const at = (id) => document.getElementById(id);
const form = at('form');
const submit = at('submit');
const outcome = board(at('outcome'));
const idForm = /[0-9a-f]{32}(\.[1-9][0-9]*)?/i, codeForm = /([0-9a-z]{4}[- ]?){4}[0-9a-z](?![0-9a-z])/i;
let asking = false;
let faults = [];

const what = () => form.elements.what.value;
const known = (prefix, name) => (say(prefix + name) === prefix + name ? name : say(prefix + name));

// A whole receipt may be pasted where its number belongs.
function takeApart() {
  const text = at('id').value;
  const id = idForm.exec(text);
  if (id === null || text.trim() === id[0]) return;
  const code = /([0-9A-Z]{4}-){4}[0-9A-Z]\b/.exec(text);
  if (/อุทธรณ์|appeal/i.test(text)) form.elements.what.value = 'appeals';
  at('id').value = id[0].toLowerCase();
  if (code !== null) at('code').value = code[0];
}

function fault(name) {
  at(name).setAttribute('aria-invalid', 'true');
  at(name + 'Fault').hidden = false;
  at(name + 'Fault').textContent = say(name + 'Fault');
  at(name).focus();
  faults.push(name);
}

function clearFaults() {
  for (const name of faults) {
    at(name).removeAttribute('aria-invalid');
    at(name + 'Fault').hidden = true;
  }
  faults = [];
}

const moment = (time) => day(time) + ' ' + clock(time);

function fillReport(section, report) {
  add(section, 'h2', known('state_', report.state));
  const facts = add(section, 'dl');
  addNumber(fact(facts, say('number_reports'), '', 'code'), report.id);
  fact(facts, say('reportedAt'), moment(report.reported_at));
  if (report.state !== 'received') fact(facts, say('since'), moment(report.since));
  if (report.attachments > 0) fact(facts, say('attachments'), String(report.attachments));
  add(section, 'h3', say('indicators'));
  if (report.indicators.length === 0) add(section, 'p', say('noneFound'));
  const list = add(section, 'ul');
  for (const one of report.indicators) {
    const about = [one.counts ? verdictName(one.verdict) : say('notCounted')];
    if (one.waits_for) about.push(known('waits_', one.waits_for));
    add(list, 'li', keyText(one.key) + ' · ' + about.join(' · '));
  }
}

function fillAppeal(section, appeal) {
  add(section, 'h2', known('state_', appeal.state));
  if (appeal.taken_back) add(section, 'p', say('takenBack'), 'advice');
  if (appeal.reason) {
    add(section, 'h3', say('reason'));
    add(section, 'p', appeal.reason, 'told');
  }
  if (appeal.overdue) add(section, 'p', say('overdue'), 'advice');
  const facts = add(section, 'dl');
  addNumber(fact(facts, say('number_appeals'), '', 'code'), appeal.id);
  fact(facts, say('about'), keyText(appeal.indicator.key) + ' · ' + verdictName(appeal.indicator.verdict));
  fact(facts, say('ground'), known('ground_', appeal.ground));
  fact(facts, say('openedAt'), moment(appeal.opened_at));
  if (appeal.decided_at) fact(facts, say('decidedAt'), moment(appeal.decided_at)); else fact(facts, say('dueAt'), moment(appeal.due_at));
}

function showTrouble(title, detail) {
  outcome.show('warn', (section) => {
    add(section, 'h2', title());
    if (detail) add(section, 'p', detail());
  });
}

async function ask() {
  takeApart();
  clearFaults();
  const id = at('id').value.trim().toLowerCase();
  const code = at('code').value.trim().toUpperCase();
  const kind = what();
  if ((codeForm.exec(code) || [''])[0] !== code || code === '') fault('code');
  if ((idForm.exec(id) || [''])[0] !== id || id === '') fault('id');
  if (faults.length > 0 || asking) return;
  asking = true;
  submit.setAttribute('aria-disabled', 'true');
  submit.textContent = say('asking');
  try {
    const got = await request('/v1/' + kind + '/' + id, {fields: {'Receipt-Code': code}});
    if (got.ok) {
      const tone = kind === 'reports' ? (got.answer.state === 'received' ? 'known' : 'calm') : got.answer.state === 'cleared' && !got.answer.taken_back ? 'known' : 'calm';
      outcome.show(tone, (section) => (kind === 'reports' ? fillReport : fillAppeal)(section, got.answer));
    } else if (got.status === 404 || got.status === 400) {
      showTrouble(() => say('notThere'), () => say('notThereText'));
    } else {
      showTrouble(() => refusalText(got));
    }
  } catch {
    showTrouble(() => say('offline'));
  }
  asking = false;
  submit.removeAttribute('aria-disabled');
  submit.textContent = say('ask');
  at('outcome').focus();
}

form.addEventListener('submit', (event) => {
  event.preventDefault();
  ask();
});
at('id').addEventListener('input', takeApart);
onLanguage(() => {
  for (const name of faults) at(name + 'Fault').textContent = say(name + 'Fault');
});
begin();
const following = handedOver('following');
if (following) {
  form.elements.what.value = following.what;
  at('id').value = following.id;
  at('code').value = following.code;
  ask();
}
