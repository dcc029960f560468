# SPDX-License-Identifier: Apache-2.0
"""Chromium without a window, spoken to over a pipe (Chrome DevTools Protocol): what a person does, and what they would see."""
import base64
import json
import os
import select
import shutil
import subprocess
import tempfile
import time

KEYS = {'Enter': (13, '\r'), 'Tab': (9, ''), ' ': (32, ' '), 'ArrowDown': (40, '')}


class Browser:
    """One tab. `mobile` is the width in CSS pixels."""

    def __init__(self, width=390, height=844):
        self.directory = tempfile.mkdtemp(prefix='cybercheck_browser_')
        to_read, self.to = os.pipe()
        self.from_, to_write = os.pipe()

        def place_pipes():
            reading, writing = os.dup(to_read), os.dup(to_write)  # not 3 or 4, whatever those were
            os.dup2(reading, 3)
            os.dup2(writing, 4)

        self.process = subprocess.Popen(
            [shutil.which('chromium'), '--headless', '--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--no-first-run', '--lang=th', '--disable-background-networking',
             '--disable-component-update', '--disable-extensions', '--force-prefers-reduced-motion', '--renderer-process-limit=1', '--user-data-dir=' + self.directory,
             '--remote-debugging-pipe', 'about:blank'],
            preexec_fn=place_pipes, close_fds=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        os.close(to_read)
        os.close(to_write)
        self.buffer, self.count, self.events, self.complaints, self.lost = b'', 0, [], [], []
        self.session = None
        target = self.call('Target.createTarget', url='about:blank')['targetId']
        self.session = self.call('Target.attachToTarget', targetId=target, flatten=True)['sessionId']
        for domain in ('Page', 'Runtime', 'Log', 'Network'):
            self.call(domain + '.enable')
        self.resize(width, height)

    def resize(self, width, height=844, scale=1):
        self.call('Emulation.setDeviceMetricsOverride', width=width, height=height, deviceScaleFactor=scale, mobile=width < 700)

    def read(self, seconds):
        end = time.monotonic() + seconds
        while b'\0' not in self.buffer:
            ready, _, _ = select.select([self.from_], [], [], max(0, end - time.monotonic()))
            if not ready:
                raise TimeoutError('the browser says nothing')
            part = os.read(self.from_, 1 << 16)
            if not part:
                raise RuntimeError('the browser is gone')
            self.buffer += part
        message, _, self.buffer = self.buffer.partition(b'\0')
        return json.loads(message)

    def note(self, message):
        if 'method' not in message:
            return  # the answer to what was sent and not waited for
        method, told = message.get('method'), message.get('params', {})
        if method == 'Runtime.exceptionThrown':
            self.complaints.append(told['exceptionDetails'].get('exception', {}).get('description') or told['exceptionDetails']['text'])
        elif method == 'Log.entryAdded' and told['entry']['level'] == 'error' and told['entry']['source'] != 'network':
            self.complaints.append(told['entry']['text'])
        elif method == 'Fetch.requestPaused':
            self.lost.append(told['request'])
            self.send('Fetch.failRequest', requestId=told['requestId'], errorReason='ConnectionReset')
        self.events.append(message)

    def send(self, method, **told):
        self.count += 1
        message = {'id': self.count, 'method': method, 'params': told}
        if self.session:
            message['sessionId'] = self.session
        os.write(self.to, json.dumps(message).encode() + b'\0')
        return self.count

    def call(self, method, **told):
        number = self.send(method, **told)
        while True:
            message = self.read(30)
            if message.get('id') == number:
                if 'error' in message:
                    raise RuntimeError('%s: %s' % (method, message['error']['message']))
                return message['result']
            self.note(message)

    def wait_event(self, method):
        while True:
            for index, message in enumerate(self.events):
                if message['method'] == method:
                    del self.events[:index + 1]
                    return message['params']
            self.note(self.read(30))

    def run(self, script):
        """What `script`, an expression, gives."""
        got = self.call('Runtime.evaluate', expression=script, awaitPromise=True, returnByValue=True, userGesture=True)
        if 'exceptionDetails' in got:
            raise RuntimeError(got['exceptionDetails'].get('exception', {}).get('description', got['exceptionDetails']['text']))
        return got['result'].get('value')

    def until(self, script):
        """Once `script` gives something true; the page itself looks at every frame."""
        looked = ('new Promise((done) => { const start = performance.now(); const look = () => { let got; try { got = %s; } catch { got = null; } '
                  'if (got || performance.now() - start > 20000) done(got instanceof Node ? true : got); else setTimeout(look, 10); }; look(); })' % script)
        while True:
            try:
                got = self.run(looked)
                break
            except RuntimeError as trouble:
                if 'navigated' not in str(trouble):  # the page it was looked for on made way for the next
                    raise
        if not got:
            raise AssertionError('never: %s\n%s' % (script, self.run('document.body.innerText')))
        return got

    def open(self, address):
        self.events.clear()
        self.call('Page.navigate', url=address)
        self.wait_event('Page.loadEventFired')

    def reload(self):
        self.events.clear()
        self.call('Page.reload')
        self.wait_event('Page.loadEventFired')

    def fill(self, selector, text):
        self.run('document.querySelector(%s).focus()' % json.dumps(selector))
        self.run('(document.activeElement.select && document.activeElement.type !== "date" ? document.activeElement.select() : 0)')
        self.call('Input.insertText', text=text)

    def choose(self, selector, value):
        self.run('(() => { const field = document.querySelector(%s); field.value = %s; if (field.value !== %s) throw Error("no such choice"); field.dispatchEvent(new Event("input", {bubbles: true})); })()'
                 % (json.dumps(selector), json.dumps(value), json.dumps(value)))

    def click(self, selector):
        self.run('(() => { const found = document.querySelector(%s); if (!found || !found.getClientRects().length) throw Error("nothing to click: " + %s); found.click(); })()'
                 % (json.dumps(selector), json.dumps(selector)))

    def press(self, key, shift=False):
        code, text = KEYS[key]
        for kind in ('keyDown', 'keyUp'):
            self.call('Input.dispatchKeyEvent', type=kind, key=key, code=key, windowsVirtualKeyCode=code, modifiers=8 if shift else 0, **({'text': text} if text and kind == 'keyDown' else {}))

    def text(self, selector='body'):
        return self.run('document.querySelector(%s).innerText' % json.dumps(selector))

    def lose_answers(self, pattern):
        """From now on requests to `pattern` reach the server, and their answers never the page; None: all is well again."""
        if pattern is None:
            self.call('Fetch.disable')
        else:
            self.call('Fetch.enable', patterns=[{'urlPattern': pattern, 'requestStage': 'Response'}])

    def picture(self, path):
        size = self.call('Page.getLayoutMetrics')['cssContentSize']
        got = self.call('Page.captureScreenshot', captureBeyondViewport=True, clip={'x': 0, 'y': 0, 'width': size['width'], 'height': size['height'], 'scale': 1})
        with open(path, 'wb') as file:
            file.write(base64.b64decode(got['data']))

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait()
        os.close(self.to)
        os.close(self.from_)
        shutil.rmtree(self.directory, ignore_errors=True)
