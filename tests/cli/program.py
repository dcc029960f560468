# SPDX-License-Identifier: Apache-2.0
"""The real binary, driven from outside: what the tests of tests/cli share."""
import json
import os
import re
import select
import signal
import subprocess
import sys
import tempfile
import time
import unittest

BINARY = os.environ.get("CYBERCHECK_BINARY") or sys.exit("CYBERCHECK_BINARY names the program to test")
SOURCE = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
QUIET = {"LANG": "C.UTF-8", "PATH": os.environ["PATH"], "HOME": os.environ.get("HOME", "/"),
         **{name: value for name, value in os.environ.items() if name.endswith("SAN_OPTIONS")}}


def run(*arguments, stdin=None, env=None, cwd=None, timeout=300):
    """(exit status, standard output, standard error) as text."""
    data = stdin.encode() if isinstance(stdin, str) else stdin
    done = subprocess.run([BINARY, *arguments], input=data if data is not None else b"", capture_output=True, timeout=timeout,
                          env={**QUIET, **(env or {})}, cwd=cwd)
    return done.returncode, done.stdout.decode("utf-8", "surrogateescape"), done.stderr.decode("utf-8", "surrogateescape")


def lines(text):
    return [json.loads(line) for line in text.splitlines()]


class Server:
    """`serve` on a free port; ends with SIGTERM."""

    def __init__(self, data, *arguments):
        self.data = data
        self.process = subprocess.Popen([BINARY, "serve", "--data", data, "--listen", "127.0.0.1:0", "--threads", "1", *arguments],
                                        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=QUIET)
        text = b""
        end = time.monotonic() + 120
        while b"\n" not in text:
            ready, _, _ = select.select([self.process.stdout], [], [], max(0, end - time.monotonic()))
            piece = os.read(self.process.stdout.fileno(), 4096) if ready else b""
            if not piece:
                self.process.kill()
                raise AssertionError(f"the server did not say that it serves; exit status {self.process.wait()}, it said {text!r}")
            text += piece
        self.url = re.search(rb"http://[\d.:]+", text).group().decode()

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        status = self.process.wait(60)
        self.process.stdout.close()
        return status

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.stop()


class Case(unittest.TestCase):
    """A test with a temporary directory of its own."""

    def setUp(self):
        self._directory = tempfile.TemporaryDirectory(prefix="cybercheck-cli-")
        self.addCleanup(self._directory.cleanup)
        self.tmp = self._directory.name
        self.data = os.path.join(self.tmp, "data")

    def write(self, name, text):
        path = os.path.join(self.tmp, name)
        with open(path, "wb") as file:
            file.write(text if isinstance(text, bytes) else text.encode())
        return path

    def ok(self, *arguments, status=0, **named):
        got, out, err = run(*arguments, **named)
        self.assertEqual(got, status, f"{arguments}\nstdout: {out}\nstderr: {err}")
        return out

    def fails(self, contains, *arguments, **named):
        got, out, err = run(*arguments, **named)
        self.assertEqual(got, 2, f"{arguments}\nstdout: {out}\nstderr: {err}")
        self.assertIn(contains, err)
        self.assertTrue(err.startswith("cybercheck: "), err)
        return out, err
