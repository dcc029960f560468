// SPDX-License-Identifier: Apache-2.0
// A form that is sent once, however often its bytes must travel: they and their Idempotency-Key are kept in the tab before the first byte leaves, and go again
// unchanged, over a lost answer or a reload, until it is known what became of them. Then the receipt stays until its owner asks for an empty form.
import {add, addButton, board, keep, kept, learn, refusalText, request, say} from './page.js';

learn({
  th: {sending: 'กำลังส่ง…', retry: 'ส่งอีกครั้ง', lostText: 'สัญญาณขาดระหว่างส่ง กดส่งอีกครั้งได้เลย ระบบรู้ว่าเป็นเรื่องเดิม จะไม่ถูกนับซ้ำ'},
  en: {sending: 'Sending…', retry: 'Send again', lostText: 'The connection broke while it was sent. Send it again: it is known as the same one and counted once.'},
});

export function newKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}

// What is kept under `name` goes to `path` once more. `lost`: nobody knows yet whether it arrived; `got` is the answer, if any came.
async function attempt(path, name) {
  const {key, body, doubt} = kept(name);
  keep(name, {key, body, doubt: true});  // from here on it may have arrived, whatever becomes of this page
  let got = null;
  try {
    got = await request(path, {method: 'POST', fields: {'Content-Type': 'application/json', 'Idempotency-Key': key}, body});
  } catch {
    return {lost: true, got};
  }
  // Turned away unread (429), it is as doubtful as it was before; any other refusal is of these bytes and stands for every earlier try of them.
  if (got.status === 408 || got.status >= 500 || (got.status === 429 && doubt)) return {lost: true, got};
  keep(name, null);
  return {lost: false, got};
}

// `form` with its button `submit`, and `section` for news. `fill` shows what was answered, `refuse` what was wrong; `lostTitle` and `another` are words.
export function sentOnce({path, name, form, submit, section, fill, refuse, lostTitle, another}) {
  const news = board(section);
  const receipt = name + '-receipt';
  let busy = false;

  function showTaken(taken) {
    form.hidden = true;
    news.show('known', () => {
      fill(section, taken);
      addButton(section, say(another), () => {
        keep(receipt, null);
        form.reset();  // a browser gives back to a reloaded page what stood in it
        location.reload();
      }, 'plain');
    });
  }
  function showLost(got) {
    form.hidden = true;
    news.show('warn', () => {
      add(section, 'h2', say(lostTitle));
      add(section, 'p', got ? refusalText(got) : say('offline'));
      add(section, 'p', say('lostText'));
      addButton(section, say('retry'), again, 'act');
    });
  }
  async function again() {
    if (busy) return;
    busy = true;
    submit.setAttribute('aria-disabled', 'true');
    submit.textContent = say('sending');
    for (const button of section.querySelectorAll('button')) Object.assign(button, {disabled: true, textContent: say('sending')});
    const {lost, got} = await attempt(path, name);
    busy = false;
    submit.removeAttribute('aria-disabled');
    submit.textContent = say('send');
    if (lost) {
      showLost(got);
    } else if (got.ok) {
      keep(receipt, got.answer);
      keep(name + '-draft', null);
      showTaken(got.answer);
    } else {
      form.hidden = false;
      news.clear();
      refuse(got);
      return;
    }
    section.focus();
  }
  window.addEventListener('online', () => {
    if (kept(name) !== null) again();
  });
  return {
    get busy() { return busy; },
    send(body) {
      keep(name, {key: newKey(), body: JSON.stringify(body), doubt: false});
      return again();
    },
    // Where an earlier load of the page was left.
    resume() {
      const taken = kept(receipt);
      if (taken !== null) {
        showTaken(taken);
      } else if (kept(name) !== null) {
        showLost(null);
        again();
      }
    },
  };
}
