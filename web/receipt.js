// SPDX-License-Identifier: Apache-2.0
// The receipt for what was sent: its number and its code, to be copied, saved or shared.
import {add, addButton, addNumber, day, fact, keep, learn, say} from './page.js';

learn({
  th: {
    codeName: 'รหัสติดตาม', once: 'รหัสนี้แสดงครั้งเดียว กรุณาเก็บไว้ก่อนปิดหน้านี้ ไม่มีใครออกให้ใหม่ได้', copy: 'คัดลอก', copied: 'คัดลอกแล้ว', save: 'บันทึกเป็นไฟล์', share: 'ส่งต่อให้ตัวเอง',
    followIt: 'ดูความคืบหน้า', followAt: 'ติดตามได้ที่', sentOn: 'วันที่ส่ง',
  },
  en: {
    codeName: 'Code', once: 'This code is shown once. Keep it before you close this page; nobody can issue it again.', copy: 'Copy', copied: 'Copied', save: 'Save as a file', share: 'Send it to myself',
    followIt: 'See where it stands', followAt: 'To be followed at', sentOn: 'Sent on',
  },
});

export function fillReceipt(section, {title, idName, id, code, what}) {
  add(section, 'h2', title);
  const facts = add(section, 'dl', undefined, 'receipt stacked');
  addNumber(fact(facts, idName, '', 'code'), id);
  fact(facts, say('codeName'), code, 'code large');
  add(section, 'p', say('once'), 'advice');
  const text = ['Cyber Check · ' + title, idName + ' ' + id, say('codeName') + ' ' + code, say('sentOn') + ' ' + day(Date.now()), say('followAt') + ' ' + location.origin + '/follow', ''].join('\n');
  const buttons = add(section, 'p', undefined, 'next');
  const copy = addButton(buttons, say('copy'), async () => {
    try {
      await navigator.clipboard.writeText(text);
      copy.textContent = say('copied');
    } catch {  // no clipboard here: marked, so that a person can
      getSelection().selectAllChildren(facts);
    }
  }, 'plain');
  const save = add(buttons, 'a', say('save'), 'plain');
  save.href = 'data:text/plain;charset=utf-8,' + encodeURIComponent('\ufeff' + text);
  save.download = 'cybercheck-' + (what === 'appeals' ? 'appeal-' : 'report-') + id.slice(0, 8) + '.txt';
  if (navigator.share) addButton(buttons, say('share'), () => navigator.share({text}).catch(() => {}), 'plain');
  const follow = add(buttons, 'a', say('followIt'));
  follow.href = '/follow';
  follow.addEventListener('click', () => keep('following', {what, id, code}));
}
