# SPDX-License-Identifier: Apache-2.0
"""The servers a bench compares: each started here, on a free port, in a temporary directory, pinned to one core, stopped by its pid."""
import os
import re
import shutil
import socket
import subprocess
import time

SERVER_CORE, LOAD_CORE = "0", "1"
TICKS = os.sysconf("SC_CLK_TCK")


def tool(name):
    """Path of a program, or None. Debian keeps servers in /usr/sbin, which is not on everybody's path."""
    return shutil.which(name, path=os.environ.get("PATH", "") + ":/usr/sbin:/sbin")


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def pinned(core, command):
    return (["taskset", "-c", core] if tool("taskset") else []) + command


class Peer:
    """One server process. `pid` is the process that answers."""

    def __init__(self, name, command, port, cwd, log):
        self.name, self.port = name, port
        self.log = open(log, "wb")
        self.process = subprocess.Popen(pinned(SERVER_CORE, command), cwd=cwd, stdin=subprocess.DEVNULL, stdout=self.log, stderr=self.log)
        self.pid = self.process.pid
        self.log_path = log

    def wait_until_answers(self, timeout_s=600):
        end = time.monotonic() + timeout_s
        while time.monotonic() < end:
            if self.process.poll() is not None:
                raise RuntimeError(f"{self.name} ended at once: {open(self.log_path, errors='replace').read()[-2000:]}")
            try:
                socket.create_connection(("127.0.0.1", self.port), 1).close()
                return self
            except OSError:
                time.sleep(0.02)
        raise RuntimeError(f"{self.name} did not answer on port {self.port}")

    def cpu_s(self):
        """User and system time of the whole process so far."""
        fields = open(f"/proc/{self.pid}/stat").read().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / TICKS

    def rss_mb(self):
        """(anonymous, file-backed) resident memory; the mapped database is file-backed and shared with the page cache."""
        status = open(f"/proc/{self.pid}/status").read()
        return tuple(int(re.search(rf"{field}:\s+(\d+) kB", status).group(1)) / 1024 for field in ("RssAnon", "RssFile"))

    def stop(self):
        self.process.terminate()
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.log.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()


def cybercheck(binary, data, work):
    port = free_port()
    command = [binary, "serve", "--data", data, "--listen", f"127.0.0.1:{port}", "--threads", "1", "--limits", "off"]
    return Peer("cybercheck", command, port, work, f"{work}/cybercheck.log").wait_until_answers()


def bare(binary, body, work):
    port = free_port()
    path = f"{work}/body.json"
    open(path, "wb").write(body)
    return Peer("bare epoll", [binary, path, str(port)], port, work, f"{work}/bare.log").wait_until_answers()


def nginx(body, work):
    """One worker that answers every request with `body`; None when nginx is not installed."""
    if not tool("nginx"):
        return None
    port = free_port()
    text = body.decode().replace("\\", "\\\\").replace("'", "\\'")
    assert "$" not in text, "nginx would take a dollar sign for a variable"
    open(f"{work}/nginx.conf", "w").write(f"""
daemon off; master_process off; worker_processes 1; pid {work}/nginx.pid; error_log {work}/nginx.err;
events {{ worker_connections 1024; }}
http {{
  access_log off; keepalive_requests 1000000000; client_body_temp_path {work}; proxy_temp_path {work};
  fastcgi_temp_path {work}; uwsgi_temp_path {work}; scgi_temp_path {work}; server_tokens off; default_type application/json;
  server {{ listen 127.0.0.1:{port}; location / {{ return 200 '{text}'; }} }}
}}
""")
    return Peer("nginx return 200", [tool("nginx"), "-c", f"{work}/nginx.conf", "-e", f"{work}/nginx.err"], port, work,
                f"{work}/nginx.log").wait_until_answers()


def redis(keys, work):
    """A Redis without persistence that holds key:000000000000 … for `keys` keys; None when Redis is not installed."""
    if not (tool("redis-server") and tool("redis-cli") and tool("redis-benchmark")):
        return None
    port = free_port()
    peer = Peer("Redis", [tool("redis-server"), "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", work],
                port, work, f"{work}/redis.log").wait_until_answers()
    load = subprocess.Popen([tool("redis-cli"), "-p", str(port), "--pipe"], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL)
    value = b"suspected:feed:1"
    for begin in range(0, keys, 10000):
        load.stdin.write(b"".join(b"*3\r\n$3\r\nSET\r\n$16\r\nkey:%012d\r\n$%d\r\n%s\r\n" % (i, len(value), value)
                                  for i in range(begin, min(begin + 10000, keys))))
    load.stdin.close()
    if load.wait() != 0:
        peer.stop()
        raise RuntimeError("loading Redis failed")
    return peer
