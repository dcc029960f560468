// SPDX-License-Identifier: Apache-2.0
// What all pages share: their language, their requests, and what one page hands to the next without an address, history or log seeing it. Everything shown is
// set as text. A page's Thai words stand in its HTML; only what appears later, and English, is told here and in the page's own script.

const words = {
  th: {
    kind_auto: 'เลือกให้อัตโนมัติ', kind_phone: 'เบอร์โทรศัพท์', kind_url: 'ลิงก์ / เว็บไซต์', kind_line: 'LINE', kind_tiktok: 'TikTok',
    kind_facebook: 'Facebook', kind_account: 'บัญชีธนาคาร', kind_promptpay: 'พร้อมเพย์', kind_sms_sender: 'ชื่อผู้ส่ง SMS',
    verdict_official: 'เป็นของหน่วยงาน แต่ปลอมเบอร์ได้', verdict_listed: 'ขึ้นบัญชีเตือนภัย', verdict_suspected: 'น่าสงสัย', verdict_reported: 'มีผู้แจ้ง ยังไม่ยืนยัน',
    verdict_unknown: 'ยังไม่พบข้อมูล ไม่ได้แปลว่าปลอดภัย', verdict_unresolvable: 'ตรวจสอบปลายทางไม่ได้',
    offline: 'ติดต่อระบบไม่ได้ กรุณาตรวจสัญญาณอินเทอร์เน็ตแล้วลองใหม่', busy: 'ระบบไม่ว่าง กรุณาลองใหม่อีกครั้ง', tooOften: 'ส่งบ่อยเกินไป', comeBack: 'ลองใหม่ได้ตั้งแต่เวลา',
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
    navCheck: 'Check', navReport: 'Report', navFollow: 'Follow', navAppeal: 'Appeal', navReleases: 'Statistics',
    hotline: 'Already deceived? Call the AOC hotline', hotlineHours: 'at any hour',
    kind_auto: 'Choose for me', kind_phone: 'Phone number', kind_url: 'Link / website', kind_line: 'LINE', kind_tiktok: 'TikTok',
    kind_facebook: 'Facebook', kind_account: 'Bank account', kind_promptpay: 'PromptPay', kind_sms_sender: 'SMS sender name',
    verdict_official: 'Belongs to the organisation, but the number can be faked.', verdict_listed: 'On the warning list.', verdict_suspected: 'Suspicious.', verdict_reported: 'Reported, not confirmed.',
    verdict_unknown: 'No information yet. This does not mean it is safe.', verdict_unresolvable: 'Where this leads cannot be checked.',
    offline: 'The service cannot be reached; please check your connection and try again', busy: 'The service is busy; please try again', tooOften: 'Too many requests',
    comeBack: 'Try again from',
  },
};
// Banks of Thailand by code, as people call them; what the server is told is the abbreviation.
export const banks = [
  ['004', 'KBANK', 'กสิกรไทย'], ['014', 'SCB', 'ไทยพาณิชย์'], ['002', 'BBL', 'กรุงเทพ'], ['006', 'KTB', 'กรุงไทย'], ['025', 'BAY', 'กรุงศรีอยุธยา'], ['011', 'TTB', 'ทหารไทยธนชาต'],
  ['030', 'GSB', 'ออมสิน'], ['034', 'BAAC', 'ธ.ก.ส.'], ['033', 'GHB', 'อาคารสงเคราะห์ (ธอส.)'], ['022', 'CIMBT', 'ซีไอเอ็มบี ไทย'], ['024', 'UOBT', 'ยูโอบี'], ['073', 'LHB', 'แลนด์ แอนด์ เฮ้าส์'],
  ['069', 'KKP', 'เกียรตินาคินภัทร'], ['067', 'TISCO', 'ทิสโก้'], ['066', 'ISBT', 'อิสลามแห่งประเทศไทย'], ['071', 'TCRB', 'ไทยเครดิต'],
];
export const kinds = ['auto', 'phone', 'account', 'url', 'line', 'facebook', 'tiktok', 'promptpay', 'sms_sender'];

const redraws = [];
let language = 'th';

export function inThai() {
  return language === 'th';
}

// The word in the language that is shown; Thai where English has none.
export function say(key) {
  return words[language][key] ?? words.th[key] ?? key;
}

// Adds a page's own words.
export function learn(more) {
  for (const one of Object.keys(more)) Object.assign(words[one], more[one]);
}

// `draw` shows again, in the language of now, what it showed.
export function onLanguage(draw) {
  redraws.push(draw);
}

// A store of this tab, gone with it; where the browser has none, the page's memory.
const memory = new Map();

export function keep(name, value) {
  memory.set(name, value);
  try {
    if (value === null) sessionStorage.removeItem(name); else sessionStorage.setItem(name, JSON.stringify(value));
  } catch { /* full, or switched off */ }
}

export function kept(name) {
  try {
    const text = sessionStorage.getItem(name);
    if (text !== null) return JSON.parse(text);
  } catch { /* switched off, or not ours */ }
  return memory.get(name) ?? null;
}

// What another page handed over, once.
export function handedOver(name) {
  const value = kept(name);
  keep(name, null);
  return value;
}

export function setLanguage(next) {
  language = next;
  document.documentElement.lang = next;
  for (const element of document.querySelectorAll('[data-text]')) element.textContent = say(element.dataset.text);
  for (const button of document.querySelectorAll('[data-language]')) button.setAttribute('aria-pressed', String(button.dataset.language === next));
  try { localStorage.setItem('language', next); } catch { /* asked again on the next page */ }
  for (const draw of redraws) draw();
}

// To be called once a page's words are learnt and its listeners stand.
export function begin() {
  for (const element of document.querySelectorAll('[data-text]')) words.th[element.dataset.text] = element.textContent;
  for (const button of document.querySelectorAll('[data-language]')) button.addEventListener('click', () => setLanguage(button.dataset.language));
  let wanted = 'th';
  try { wanted = localStorage.getItem('language') === 'en' ? 'en' : 'th'; } catch { /* Thai */ }
  if (wanted !== language) setLanguage(wanted);
}

export function add(parent, tag, text, className) {
  const element = document.createElement(tag);
  if (text !== undefined) element.textContent = text;
  if (className) element.className = className;
  parent.append(element);
  return element;
}

export function addButton(parent, text, act, className) {
  const button = add(parent, 'button', text, className);
  button.type = 'button';
  button.addEventListener('click', act);
  return button;
}

export function fact(list, name, text, className) {
  add(list, 'dt', name);
  return add(list, 'dd', text, className);
}

// A long number in parts that an eye can hold; copied, it is whole.
export function addNumber(cell, text) {
  cell.replaceChildren();
  for (let at = 0; at < text.length; at += 8) {
    add(cell, 'span', text.slice(at, at + 8), 'chunk');
    add(cell, 'wbr');
  }
}

const locale = () => (language === 'th' ? 'th-TH-u-ca-buddhist' : 'en-GB');

export function day(time, style = 'long') {
  return new Intl.DateTimeFormat(locale(), {dateStyle: style, timeZone: 'Asia/Bangkok'}).format(new Date(time));
}

export function clock(time) {
  const told = new Intl.DateTimeFormat('en-GB', {timeStyle: 'short', timeZone: 'Asia/Bangkok'}).format(new Date(time));
  return language === 'th' ? told.replace(':', '.') + '\u00a0น.' : told;
}

export function days(from, to) {
  const format = new Intl.DateTimeFormat(locale(), {dateStyle: 'medium', timeZone: 'Asia/Bangkok'});
  return format.formatRange ? format.formatRange(new Date(from), new Date(to)) : day(from, 'medium') + ' – ' + day(to, 'medium');
}

// A month by any of its days: มีนาคม 2568.
export function month(date, style = 'long') {
  return new Intl.DateTimeFormat(locale(), {month: style, year: 'numeric', timeZone: 'Asia/Bangkok'}).format(new Date(date));
}

export function number(value, digits = 0) {
  return new Intl.NumberFormat(locale(), {maximumFractionDigits: digits}).format(value);
}

export function kindName(name) {
  return say('kind_' + name) === 'kind_' + name ? name : say('kind_' + name);
}

// The words for a verdict; one that this page does not know is shown as unknown.
export function verdictName(verdict) {
  return say('verdict_' + verdict in words.th ? 'verdict_' + verdict : 'verdict_unknown');
}

// A key as people write it: "phone:+66810001001" is เบอร์โทรศัพท์ 0810001001.
export function keyText(key) {
  const colon = key.indexOf(':');
  const kind = key.slice(0, colon);
  let form = key.slice(colon + 1);
  if (kind === 'phone') form = form.replace(/^\+66/, '0');
  if (kind === 'account') {
    const [code, digits] = form.split(':');
    const bank = banks.find((row) => row[0] === code);
    form = (bank ? (language === 'th' ? bank[2] : bank[1]) : code === '?' ? '' : code) + ' ' + digits;
  }
  return kindName(kind) + ' ' + form.trim();
}

// What was wrong with a value, or with a whole request.
export function faultText(fault) {
  if (language === 'th') return words.th[fault.code] ?? fault.title_th ?? fault.detail ?? fault.title;
  return fault.title ?? fault.detail ?? fault.code;
}

// {status, ok, answer, wait_s, bytes}: `answer` is the JSON, `bytes` what it stood in. Throws where nothing came back within half a minute.
export async function request(path, {method = 'GET', fields = {}, body, signal} = {}) {
  const limit = new AbortController();
  const timer = setTimeout(() => limit.abort(), 30000);
  if (signal) signal.addEventListener('abort', () => limit.abort());
  try {
    const response = await fetch(path, {method, headers: fields, body, cache: method === 'GET' ? 'default' : 'no-store', credentials: 'omit', signal: limit.signal});
    const bytes = await response.arrayBuffer();
    return {status: response.status, ok: response.ok, answer: JSON.parse(new TextDecoder().decode(bytes)), wait_s: Number(response.headers.get('Retry-After')) || 0, bytes};
  } finally {
    clearTimeout(timer);
  }
}

export function post(path, body, fields = {}, signal) {
  return request(path, {method: 'POST', fields: {'Content-Type': 'application/json', ...fields}, body: JSON.stringify(body), signal});
}

// Why the service did not answer as asked, and when to ask again.
export function refusalText({status, answer, wait_s}) {
  if (status !== 429 && status !== 503) return faultText(answer);
  const what = status === 429 ? say('tooOften') : say('busy');
  return wait_s > 0 ? what + ' · ' + say('comeBack') + ' ' + clock(Date.now() + wait_s * 1000 + 59999) : what;
}

// Shows `fill`'s content in a section with the tone of its news, again in the other language when that is asked for.
export function board(section) {
  let shown = null;
  const draw = () => {
    if (shown === null) return;
    section.replaceChildren();
    section.dataset.tone = shown.tone;
    shown.fill(section);
  };
  onLanguage(draw);
  return {
    show(tone, fill) {
      shown = {tone, fill};
      draw();
      section.hidden = false;
    },
    clear() {
      shown = null;
      section.hidden = true;
      section.replaceChildren();
    },
  };
}
