// SPDX-License-Identifier: Apache-2.0
// The released statistics at /releases, and one of them at /releases#3: what was published, who says so, and what is withheld.
import {add, addNumber, begin, board, clock, day, days, fact, inThai, learn, month, number, refusalText, request, say} from './page.js';

learn({
  th: {
    none: 'ยังไม่มีสถิติที่เผยแพร่', loading: 'กำลังโหลด…', back: '‹ รายการทั้งหมด', failed: 'เปิดสถิติไม่สำเร็จ', again: 'ลองใหม่',
    kind_week: 'รายสัปดาห์', kind_month: 'รายเดือน', kind_year: 'รายปี', kind_fiscal_year: 'ปีงบประมาณ', kindOne_week: 'สัปดาห์วันที่', kindOne_month: 'เดือน', kindOne_year: 'ปี พ.ศ.', kindOne_fiscal_year: 'ปีงบประมาณ พ.ศ.',
    newer: 'ฉบับปรับปรุง', issue: 'ฉบับที่', to: 'ถึง', asOf: 'ข้อมูล ณ', count: 'คดี', damage: 'ความเสียหาย (บาท)', all: 'ทั้งหมด', withheld: 'ปกปิด', before: 'งวดก่อน', revised: 'เดิม', othersWithheld: 'อื่น ๆ อีก {} กลุ่ม',
    withheldTitle: '“ปกปิด” คืออะไร',
    withheldText: 'ช่องที่มีผู้เสียหายน้อยกว่า {} คน หรือความเสียหายที่เกินร้อยละ {} มาจากคนเดียว ไม่เปิดเผย เพื่อไม่ให้รู้ได้ว่าเป็นใคร และต้องปกปิดบางช่องเพิ่ม เพื่อไม่ให้คำนวณย้อนกลับได้ ช่องที่ปกปิดจึงไม่ได้แปลว่าเป็นศูนย์ ความเสียหายปัดเป็นหลัก {} บาท ผลรวมจึงอาจไม่เท่ากันพอดี',
    signature: 'ลายมือชื่อและการตรวจสอบ', digest: 'ค่าแฮช SHA-256', digestGood: 'เครื่องนี้คำนวณแล้ว ตรงกับที่ลงลายมือชื่อ', digestBad: 'ไม่ตรงกับที่ลงลายมือชื่อ อย่าใช้ตัวเลขชุดนี้', signedBy: 'ลงลายมือชื่อด้วยกุญแจ', published: 'เผยแพร่เมื่อ',
    howToCheck: 'ตรวจลายมือชื่อเองด้วย openssl', json: 'ไฟล์ JSON ที่ลงลายมือชื่อ', csv: 'ไฟล์ CSV', revises: 'ปรับปรุงจากฉบับที่',
  },
  en: {
    title: 'Released statistics – Cyber Check', skip: 'Skip to the statistics', heading: 'Released statistics', lead: 'Cases and losses of online crime, released by period, signed, and telling of nobody.',
    none: 'Nothing has been released yet', loading: 'Loading…', back: '‹ All releases', failed: 'This could not be shown', again: 'Try again',
    kind_week: 'Weeks', kind_month: 'Months', kind_year: 'Years', kind_fiscal_year: 'Fiscal years', kindOne_week: 'Week', kindOne_month: '', kindOne_year: 'Year', kindOne_fiscal_year: 'Fiscal year',
    newer: 'revised', issue: 'Release', to: 'to', asOf: 'As of', count: 'Cases', damage: 'Damage (baht)', all: 'All', withheld: 'withheld', before: 'The period before', revised: 'was', othersWithheld: '{} other groups',
    withheldTitle: 'What is withheld, and why',
    withheldText: 'A cell behind which stand fewer than {} people, or a sum of which more than {} per cent is one person’s, is not told, so that nobody can be recognised; some more are withheld so that it cannot be worked out. Withheld does not mean none. Sums are rounded to {} baht, so parts need not add up.',
    signature: 'Signature', digest: 'SHA-256', digestGood: 'Computed on this device; it is what was signed', digestBad: 'This is not what was signed. Do not use these figures.', signedBy: 'Signed with the key', published: 'Published',
    howToCheck: 'Check the signature yourself, with openssl', json: 'The signed JSON', csv: 'CSV', revises: 'Revises release',
  },
});

const at = (id) => document.getElementById(id);
const list = board(at('list'));
const release = board(at('release'));
const kindsOfPeriod = ['week', 'month', 'year', 'fiscal_year'];
let wanted = 0;    // counts what was asked for; an answer to something earlier is not shown
let taxonomy = null;

function periodName({kind, from, to, year_be: yearBe}) {
  const first = say('kindOne_' + kind);
  if (kind === 'month') return first + month(from);
  if (kind === 'week') return first + ' ' + days(from, to);
  return first + ' ' + (inThai() ? yearBe : kind === 'year' ? yearBe - 543 : yearBe - 543 + ' (' + from.slice(0, 4) + '–' + to.slice(0, 4) + ')');
}

function showTrouble(where, got, again) {
  where.show('warn', (section) => {
    add(section, 'h2', say('failed'));
    add(section, 'p', got ? refusalText(got) : say('offline'));
    const button = add(section, 'button', say('again'), 'act');
    button.type = 'button';
    button.addEventListener('click', again);
  });
}

async function fetched(path) {
  try {
    return await request(path);
  } catch {
    return null;
  }
}

async function showList() {
  const asked = ++wanted;
  release.clear();
  list.show('', (section) => add(section, 'p', say('loading')));
  const releases = [];
  for (let after = 0; after !== null;) {
    const got = await fetched('/v1/releases?limit=1000&after=' + after);
    if (asked !== wanted) return;
    if (got === null || !got.ok) {
      showTrouble(list, got, showList);
      return;
    }
    releases.push(...got.answer.releases);
    after = got.answer.next;
  }
  list.show('', (section) => fillList(section, releases));
}

// The latest period first; of a period that was told again, what was told last.
function fillList(section, releases) {
  if (releases.length === 0) add(section, 'p', say('none'), 'strong');
  for (const kind of kindsOfPeriod) {
    const latest = new Map();
    for (const one of releases) if (one.kind === kind) latest.set(one.period, {...one, again: latest.has(one.period)});
    if (latest.size === 0) continue;
    add(section, 'h2', say('kind_' + kind));
    const lines = add(section, 'ul', undefined, 'periods');
    for (const one of [...latest.values()].sort((a, b) => (a.from < b.from ? 1 : -1))) {
      const line = add(lines, 'li');
      add(line, 'a', periodName(one)).href = '#' + one.number;
      if (one.again) add(line, 'span', ' · ' + say('newer'), 'small');
    }
  }
}

async function showRelease(which) {
  const asked = ++wanted;
  list.clear();
  release.show('', (section) => add(section, 'p', say('loading')));
  const [got, names, signature] = await Promise.all([fetched('/v1/releases/' + which), taxonomy ? {ok: true, answer: taxonomy} : fetched('/v1/taxonomies'), fetched('/v1/releases/' + which + '/signature')]);
  if (asked !== wanted) return;
  if (got === null || !got.ok || names === null || !names.ok) {
    showTrouble(release, got && !got.ok ? got : names, () => showRelease(which));
    return;
  }
  taxonomy = names.answer;
  const signed = signature !== null && signature.ok ? signature.answer : null;
  const digest = signed && globalThis.crypto && crypto.subtle ? hex(await crypto.subtle.digest('SHA-256', got.bytes)) : null;
  release.show('', (section) => fillRelease(section, got.answer, signed, digest));
  at('release').focus();
}

function hex(bytes) {
  return Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

// ---- a release

function nameOf(dimension, code) {
  const lists = {case_type: taxonomy.case_types, sex: taxonomy.sexes, channel: taxonomy.channels, contact_channel: taxonomy.contact_channels, province: taxonomy.provinces,
    age_band: taxonomy.age_schemes.flatMap((scheme) => scheme.bands)};
  const found = (lists[dimension] || []).find((row) => row.code === code);
  return found ? found[inThai() ? 'th' : 'en'] : String(code);
}

const dimensionName = (dimension) => nameOfDimension(dimension)[inThai() ? 'th' : 'en'];
const nameOfDimension = (dimension) => taxonomy.dimensions.find((row) => row.code === dimension) || {th: dimension, en: dimension};

function addCell(row, value, was) {
  const cell = add(row, 'td', value === null ? say('withheld') : number(value), value === null ? 'count withheld' : 'count');
  if (was !== undefined && was !== null && value !== null && was !== value) add(cell, 'span', say('revised') + ' ' + number(was), 'was');
}

const baht = (satang) => (satang === null || satang === undefined ? satang : Math.round(satang / 100));

function addFigures(row, cell) {
  const was = cell.published && cell.revised ? cell.published : {};
  addCell(row, cell.count, was.count);
  addCell(row, baht(cell.damage_satang), baht(was.damage_satang));
}

function addTable(section, table, totals) {
  const box = add(section, 'div', undefined, 'wide');
  const element = add(box, 'table');
  add(element, 'caption', table.by.map(dimensionName).join(' × '));
  const head = add(add(element, 'thead'), 'tr');
  add(head, 'td');
  for (const text of [say('count'), say('damage')]) add(head, 'th', text, 'count').scope = 'col';
  const rows = add(element, 'tbody');
  const told = (cell) => cell.count !== null || cell.damage_satang !== null;
  // Of pairs most are withheld; those that are not would be lost among them.
  const shown = table.by.length > 1 ? table.rows.filter(told) : table.rows;
  for (const cell of shown) {
    const row = add(rows, 'tr');
    add(row, 'th', table.by.map((dimension) => nameOf(dimension, cell[dimension])).join(' · ')).scope = 'row';
    addFigures(row, cell);
  }
  if (shown.length < table.rows.length) {
    const row = add(rows, 'tr');
    add(row, 'th', say('othersWithheld').replace('{}', number(table.rows.length - shown.length))).scope = 'row';
    addCell(row, null);
    addCell(row, null);
  }
  const row = add(add(element, 'tfoot'), 'tr');
  add(row, 'th', say('all')).scope = 'row';
  addFigures(row, totals);
}

function fillRelease(section, document_, signed, digest) {
  const back = add(add(section, 'p'), 'a', say('back'));
  back.href = '/releases#';
  add(section, 'h2', periodName(document_.period));
  const facts = add(section, 'dl');
  fact(facts, say('issue'), String(document_.release) + (document_.revises ? ' · ' + say('revises') + ' ' + document_.revises : ''));
  fact(facts, say('asOf'), day(document_.as_of.at) + ' ' + clock(document_.as_of.at));
  if (signed && signed.published_at) fact(facts, say('published'), day(signed.published_at));
  const {threshold, dominance_percent: dominance, satang_rounding: rounding} = document_.protection;
  const why = add(section, 'details');
  add(why, 'summary', say('withheldTitle'));
  add(why, 'p', [threshold, dominance, rounding / 100].reduce((text, one) => text.replace('{}', number(one)), say('withheldText')));
  for (const table of document_.tables) addTable(section, table, document_.totals);
  const before = document_.period_before;
  if (before) {
    const past = add(section, 'details');
    add(past, 'summary', say('before') + ' · ' + periodName(before.period));
    for (const table of before.tables) addTable(past, table, before.totals);
  }
  add(section, 'h3', say('signature'));
  const address = '/v1/releases/' + document_.release;
  const proof = add(section, 'dl', undefined, 'stacked');
  if (signed) {
    addNumber(fact(proof, say('digest'), '', 'code'), signed.sha256);
    if (digest !== null) add(proof, 'dd', digest === signed.sha256 ? '✓ ' + say('digestGood') : '✗ ' + say('digestBad'), digest === signed.sha256 ? 'good' : 'fault');
    addNumber(fact(proof, say('signedBy') + ' ' + signed.algorithm, '', 'code'), signed.key);
  }
  const files = add(section, 'p', undefined, 'next');
  for (const [text, path] of [[say('json'), address], [say('csv'), address + '?format=csv']]) add(files, 'a', text).href = path;
  const how = add(section, 'details');
  add(how, 'summary', say('howToCheck'));
  const origin = location.origin;
  add(how, 'pre', ['curl -s ' + origin + address + ' > release.json', 'curl -s ' + origin + '/v1/releases/key | jq -r .pem > key.pem',
    'curl -s ' + origin + address + '/signature | jq -r .signature | base64 -d > release.sig', 'openssl pkeyutl -verify -pubin -inkey key.pem -rawin -in release.json -sigfile release.sig'].join('\n')).tabIndex = 0;
}

function show() {
  const which = /^#([1-9][0-9]{0,8})$/.exec(location.hash);
  if (which) showRelease(which[1]); else showList();
}

window.addEventListener('hashchange', show);
begin();
show();
