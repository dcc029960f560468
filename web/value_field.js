// SPDX-License-Identifier: Apache-2.0
// The fields for one number, link, account or name: its kind, for an account its bank, and what is wrong with it.
import {add, banks, faultText, inThai, kinds, learn, onLanguage, say} from './page.js';

learn({
  th: {
    fieldKind: 'ชนิด', fieldBank: 'ธนาคาร', otherBank: 'ธนาคารอื่น (พิมพ์ชื่อธนาคารหน้าเลขบัญชี)', chooseBank: 'เลือกธนาคาร',
    field_auto: 'เบอร์โทร ลิงก์ บัญชี หรือชื่อผู้ใช้', field_phone: 'เบอร์โทรศัพท์', field_account: 'เลขบัญชี', field_url: 'ลิงก์ หรือที่อยู่เว็บไซต์', field_line: 'ไลน์ไอดี หรือลิงก์ LINE',
    field_facebook: 'ชื่อหรือลิงก์ Facebook', field_tiktok: 'ชื่อหรือลิงก์ TikTok', field_promptpay: 'เบอร์หรือเลขพร้อมเพย์', field_sms_sender: 'ชื่อผู้ส่ง SMS',
  },
  en: {
    fieldKind: 'Kind', fieldBank: 'Bank', otherBank: 'Another bank (write its name before the number)', chooseBank: 'Choose the bank',
    field_auto: 'Phone number, link, account or user name', field_phone: 'Phone number', field_account: 'Account number', field_url: 'Link or web address', field_line: 'LINE ID or link',
    field_facebook: 'Facebook name or link', field_tiktok: 'TikTok name or link', field_promptpay: 'PromptPay number', field_sms_sender: 'SMS sender name',
  },
});
let made = 0;

function labelled(parent, tag, id, className) {
  const box = add(parent, 'div', undefined, className);
  const label = add(box, 'label');
  const field = add(box, tag);
  label.htmlFor = field.id = id;
  return {box, label, field};
}

// Into `parent`. `changed` is told of every change by a person.
export function valueField(parent, changed = () => {}) {
  const id = 'value' + ++made;
  const value = labelled(parent, 'input', id);
  const fault = add(parent, 'p', undefined, 'fault');
  const row = add(parent, 'div', undefined, 'row');
  const kind = labelled(row, 'select', id + 'kind', 'kind');
  const bank = labelled(row, 'select', id + 'bank', 'kind');
  fault.id = id + 'fault';
  fault.hidden = true;
  Object.assign(value.field, {type: 'text', autocomplete: 'off', autocapitalize: 'none', spellcheck: false, maxLength: 8192});
  for (const name of kinds) add(kind.field, 'option').value = name;
  for (const name of ['', ...banks.map((one) => one[1]), 'other']) add(bank.field, 'option').value = name;
  let wrong = null;

  function draw() {
    kind.label.textContent = say('fieldKind');
    bank.label.textContent = say('fieldBank');
    value.label.textContent = say('field_' + kind.field.value);
    for (const option of kind.field.options) option.textContent = say('kind_' + option.value);
    for (const option of bank.field.options) {
      const known = banks.find((one) => one[1] === option.value);
      option.textContent = known ? (inThai() ? known[2] : known[1]) : say(option.value === '' ? 'chooseBank' : 'otherBank');
    }
    bank.box.hidden = kind.field.value !== 'account';
    value.field.inputMode = {phone: 'tel', account: bank.field.value === 'other' ? 'text' : 'numeric', url: 'url'}[kind.field.value] || 'text';
    fault.hidden = wrong === null;
    fault.textContent = wrong === null ? '' : faultText(wrong);
  }
  function setFault(next) {
    wrong = next;
    for (const field of [value.field, bank.field]) {
      field.toggleAttribute('aria-invalid', false);
      field.removeAttribute('aria-describedby');
    }
    if (wrong !== null) {
      const blamed = faulty();
      blamed.setAttribute('aria-invalid', 'true');
      blamed.setAttribute('aria-describedby', fault.id);
    }
    draw();
  }
  const faulty = () => (wrong !== null && wrong.code === 'bank_missing' && kind.field.value === 'account' ? bank.field : value.field);
  // Without its bank an account number is another's, too.
  function choose(next) {
    kind.field.value = kinds.includes(next) ? next : 'auto';
  }
  for (const field of [kind.field, bank.field, value.field]) {
    field.addEventListener('input', () => {
      setFault(null);
      changed();
    });
  }
  onLanguage(draw);
  draw();
  return {
    // {kind, value} as the service is asked; null: nothing was entered.
    get indicator() {
      const text = value.field.value.trim();
      if (text === '') return null;
      const named = kind.field.value === 'account' && bank.field.value !== '' && bank.field.value !== 'other' ? bank.field.value + ' ' + text : text;
      return kind.field.value === 'auto' ? {value: named} : {kind: kind.field.value, value: named};
    },
    // What was entered, for a draft.
    get entered() { return {kind: kind.field.value, bank: bank.field.value, value: value.field.value}; },
    set entered(told) {
      choose(told.kind);
      bank.field.value = told.bank || (told.kind === 'account' ? 'other' : '');
      value.field.value = told.value || '';
      draw();
    },
    // Whether an account lacks its bank.
    get lacksBank() { return kind.field.value === 'account' && bank.field.value === '' && value.field.value.trim() !== ''; },
    fault: setFault,
    focus() { faulty().focus(); },
  };
}
