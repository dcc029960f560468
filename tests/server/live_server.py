# SPDX-License-Identifier: Apache-2.0
"""A real server on a free port, in a directory of its own; and raw requests to it."""
import base64
import contextlib
import hashlib
import http.client
import json
import os
import re
import secrets
import select
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time


class LiveServer:
    def __init__(self, binary, *flags, environment=None, stderr=None, data=None):
        self.directory = tempfile.mkdtemp(prefix='cybercheck_live_')
        self.data = data or os.path.join(self.directory, 'data')
        self.stderr = open(os.path.join(self.directory, 'stderr'), 'w+b')
        command = [binary, 'serve', '--data', self.data, '--listen', '127.0.0.1:0', '--threads', '1', *flags]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=stderr or self.stderr, env={**os.environ, **(environment or {})})
        ready, _, _ = select.select([self.process.stdout], [], [], 60)
        line = self.process.stdout.readline().decode() if ready else ''
        found = re.search(r'serving on http://127\.0\.0\.1:(\d+)', line)
        if not found:
            raise RuntimeError('the server did not start: %r %r' % (line, self.errors()))
        self.port = int(found.group(1))
        self.host = '127.0.0.1:%d' % self.port

    def errors(self):
        self.stderr.seek(0)
        return self.stderr.read().decode(errors='replace')

    def connect(self, timeout=10):
        return socket.create_connection(('127.0.0.1', self.port), timeout=timeout)

    def ask(self, method, target, body=None, fields=None):
        """(status, fields in lower case, body) over a connection of its own."""
        with contextlib.closing(http.client.HTTPConnection('127.0.0.1', self.port, timeout=30)) as connection:
            headers = dict(fields or {})
            if body is not None:
                headers.setdefault('Content-Type', 'application/json')
                if not isinstance(body, (bytes, str)):
                    body = json.dumps(body)
                if isinstance(body, str):
                    body = body.encode()
            connection.request(method, target, body, headers)
            answer = connection.getresponse()
            return answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read()

    def ask_json(self, method, target, body=None):
        status, fields, answer = self.ask(method, target, body)
        return status, json.loads(answer)

    def control(self, method, target, body=None, host='localhost'):
        with contextlib.closing(socket.socket(socket.AF_UNIX)) as connection:
            connection.connect(os.path.join(self.data, 'control.sock'))
            bytes_ = b'' if body is None else json.dumps(body).encode()
            head = '%s %s HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n' % (method, target, host)
            if body is not None:
                head += 'Content-Type: application/json\r\nContent-Length: %d\r\n' % len(bytes_)
            connection.sendall(head.encode() + b'\r\n' + bytes_)
            answer = receive_all(connection)
        head, _, rest = answer.partition(b'\r\n\r\n')
        return int(head[9:12]), json.loads(rest)

    def token(self, role, name='post under test', **members):
        """A new credential of `role`, entered over the control socket."""
        number = secrets.token_hex(8)
        text = 'cct_%s_%s' % (number, base64.urlsafe_b64encode(secrets.token_bytes(32)).rstrip(b'=').decode())
        body = {'salt': secrets.token_hex(16), 'token': number, 'digest': hashlib.sha256(text.encode()).hexdigest(), 'role': role, 'name': name, **members}
        entry = {'type': 'token_create', 'id': secrets.token_hex(32), 'time_ms': int(time.time() * 1000), 'actor': 'cli', 'body': json.dumps(body, separators=(',', ':'))}
        status, answer = self.control('POST', '/control/entries', entry)
        if status != 200 or not answer['accepted']:
            raise RuntimeError('no token: %r' % answer)
        return text

    def anonymous_bytes(self):
        with open('/proc/%d/status' % self.process.pid) as status:
            return int(re.search(r'RssAnon:\s+(\d+) kB', status.read()).group(1)) * 1024

    def cpu_seconds(self):
        with open('/proc/%d/stat' % self.process.pid) as stat:
            fields = stat.read().rsplit(')', 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf('SC_CLK_TCK')

    def stop(self, number=signal.SIGTERM, timeout=15):
        """The exit status."""
        if self.process.poll() is None:
            self.process.send_signal(number)
        return self.process.wait(timeout)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        self.process.stdout.close()
        self.stderr.close()
        shutil.rmtree(self.directory, ignore_errors=True)


def receive_all(connection):
    """Everything until the other side closes."""
    parts = []
    while True:
        try:
            part = connection.recv(65536)
        except ConnectionResetError:
            break
        if not part:
            break
        parts.append(part)
    return b''.join(parts)


def statuses(answers):
    """The status of each answer in `answers`."""
    found = []
    while answers:
        head, separator, rest = answers.partition(b'\r\n\r\n')
        if not separator or not head.startswith(b'HTTP/1.1 '):
            raise ValueError('not an answer: %r' % answers[:80])
        found.append(int(head[9:12]))
        length = re.search(rb'\r\nContent-Length: (\d+)', head)
        answers = rest[int(length.group(1)) if length else 0:]
    return found


def binary_from_arguments():
    if len(sys.argv) < 2:
        sys.exit('usage: %s BINARY' % sys.argv[0])
    return sys.argv.pop(1)
