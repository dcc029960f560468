#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Where do the instructions of an answer go? Starts the server under callgrind, asks each question some thousand times, and writes the
user instructions an item, by function, from recv to send. Unlike times these do not depend on who else is using the machine.

  instructions.py --build build/release --work /var/tmp/cybercheck-bench --out DIR      DIR/QUESTION.callgrind for callgrind_annotate
  instructions.py --build build/release --smoke                                         does it still run?
"""
import argparse
import glob
import os
import random
import re
import shutil
import socket
import subprocess
import sys
import tempfile

import peers
from http_bench import PHONES, FIRST_ABSENT, synthetic

ENTRY = "cybercheck::server::Connection::OnReadable()"  # all that is done with what one recv brought
PIPELINED, BATCH = 16, 100


class Client:
    def __init__(self, port):
        self.host = f"127.0.0.1:{port}"
        self.socket = socket.create_connection(("127.0.0.1", port))
        self.file = self.socket.makefile("rb")

    def get(self, kind, value):
        value = "".join(c if c.isalnum() or c == "." else f"%{ord(c):02X}" for c in value)
        return f"GET /v1/check?kind={kind}&value={value}&texts=none HTTP/1.1\r\nHost: {self.host}\r\n\r\n".encode()

    def post(self, items):
        body = '{"items":[' + ",".join(f'{{"kind":"{kind}","value":"{value}"}}' for kind, value in items) + "]}"
        return (f"POST /v1/check HTTP/1.1\r\nHost: {self.host}\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
                f"{body}").encode()

    def ask(self, requests, answers):
        """Sends; returns the bodies of so many answers."""
        self.socket.sendall(requests)
        return [self.answer() for _ in range(answers)]

    def answer(self):
        status = self.file.readline()
        length = 0
        while (line := self.file.readline()) != b"\r\n":
            if line.lower().startswith(b"content-length:"):
                length = int(line.split(b":")[1])
        body = self.file.read(length)
        if b" 200 " not in status:
            raise RuntimeError(f"{status!r} {body!r}")
        return body


def items(kind, hit, loaded, count, seed):
    """`count` different indicators, spread over all that is loaded or over what never is."""
    draw, odd = random.Random(seed), 0 if kind == "phone" else 1
    first, last = (0, loaded // 2) if hit else (FIRST_ABSENT // 2, PHONES // 2)
    return [synthetic(draw.randrange(first, last) * 2 + odd) for _ in range(count)]


def question_single(client, chosen):
    for item in chosen:
        yield client.ask(client.get(*item), 1)


def question_pipelined(client, chosen):
    for at in range(0, len(chosen), PIPELINED):
        group = chosen[at:at + PIPELINED]
        yield client.ask(b"".join(client.get(*item) for item in group), len(group))


def question_batch(client, chosen):
    for at in range(0, len(chosen), BATCH):
        yield client.ask(client.post(chosen[at:at + BATCH]), 1)


QUESTIONS = [(f"{kind}-{shape}-{'hit' if hit else 'miss'}", ask, kind, hit)
             for shape, ask in (("single", question_single), ("pipelined", question_pipelined), ("batch", question_batch))
             for kind in ("phone", "url") for hit in (False, True)]


# What is done for an item, by the functions that begin with these names; none of them calls another.
STEPS = [
    ("the end of the head found", ("server::HeadScan::Feed",)),
    ("head read by the framing policy", ("server::ReadHead",)),
    ("head read by the second reader", ("server::ReadsAlike",)),
    ("route, caller, limits", ("server::FindRoute", "server::HttpSession::Admit")),
    ("question decoded", ("server::DecodeCheckQuery", "server::DecodeCheckBody")),
    ("snapshot taken and let go", ("server::Worker::Reading", "lookup::Engine::Session::End")),
    ("canonicalized", ("indicator::Canonicalize(",)),
    ("keys to look up, hashed, looked for in the filter", ("lookup::Lookups::Lookups", "lookup::Engine::Session::State::Prefetch",
                                                           "lookup::Filter::MayContain")),
    ("SHA-256 of the key, in software", ("base::Sha256(",)),
    ("official register", ("lookup::Register::",)),
    ("text patterns", ("lookup::Patterns::Find",)),
    ("record found in LMDB, verified", ("store::Table::Get",)),
    ("record decoded and judged", ("lookup::DecodeRecord", "lookup::Judge(")),
    ("value, key and id written", ("lookup::WriteValue", "lookup::AppendKey", "base::HexEncodeTo")),
    ("answer written as JSON", ("wire::AppendAnswer",)),
    ("status line and fields, body copied", ("server::AppendResponse",)),
]


def control(server, *arguments):
    subprocess.run(["callgrind_control", *arguments, str(server.pid)], check=True, capture_output=True)


def functions(path):
    """Instructions with all that is called, by function, and the sum."""
    text = subprocess.run(["callgrind_annotate", "--inclusive=yes", "--threshold=99.9", "--show-percs=no", path], check=True,
                          capture_output=True, text=True).stdout
    # A function into which others are inlined stands once for every file these come from; the largest count is the whole.
    found, total = {}, 0
    for line in text.splitlines():
        if match := re.match(r"\s*([\d,]+)\s+PROGRAM TOTALS", line):
            total = int(match[1].replace(",", ""))
        elif match := re.match(r"\s*([\d,]+)\s+\S*?:(.+?)(?: \[.*\])?$", line):
            found[match[2]] = max(found.get(match[2], 0), int(match[1].replace(",", "")))
    return list(found.items()), total


def short(function):
    for long, plain in (("std::__cxx11::basic_string<char, std::char_traits<char>, std::allocator<char> >", "std::string"),
                        ("std::basic_string_view<char, std::char_traits<char> >", "std::string_view"), ("cybercheck::", ""),
                        ("(anonymous namespace)::", "")):
        function = function.replace(long, plain)
    return function


def steps_table(rows, asked):
    """Markdown: a row a step, a column a question."""
    columns = []
    for _, found, total in rows:
        costs = [sum(count for function, count in found if short(function).startswith(names)) for _, names in STEPS]
        columns.append([cost / asked for cost in costs + [total - sum(costs), total]])
    out = ["| step | " + " | ".join(name for name, _, _ in rows) + " |", "|---|" + "---:|" * len(rows)]
    for i, step in enumerate([name for name, _ in STEPS] + ["all else", "**sum**"]):
        out.append(f"| {step} | " + " | ".join(f"{column[i]:,.0f}" if column[i] >= 0.5 else "–" for column in columns) + " |")
    return "\n".join(out)


def measure(args, work, scratch):
    directory = f"{work}/synthetic-{args.count}"
    subprocess.run([f"{args.build}/bench/load_synthetic", directory, str(args.count)], check=True)
    port = peers.free_port()
    command = ["valgrind", "--tool=callgrind", f"--toggle-collect={ENTRY}", f"--callgrind-out-file={scratch}/cg",
               f"{args.build}/cybercheck", "serve", "--data", directory, "--listen", f"127.0.0.1:{port}", "--threads", "1", "--limits", "off"]
    os.environ["LD_PRELOAD"] = f"{args.build}/bench/libsmall_map.so"
    rows = []
    with peers.Peer("cybercheck", command, port, scratch, f"{scratch}/cybercheck.log").wait_until_answers() as server:
        client = Client(port)
        for name, ask, kind, hit in QUESTIONS:
            if args.only and not re.search(args.only, name):
                continue
            for bodies in ask(client, items(kind, hit, args.count, 400, 1)):  # buffers grow, pages come in
                for body in bodies:
                    if (b'"unknown"' in body) == hit:
                        raise RuntimeError(f"{name}: {body!r}")
            control(server, "--zero")
            for _ in ask(client, items(kind, hit, args.count, args.items, 2)):
                pass
            control(server, f"--dump={name}")
            newest = max(glob.glob(f"{scratch}/cg.*"), key=os.path.getmtime)
            path = f"{args.out or scratch}/{name}.callgrind"
            shutil.copyfile(newest, path)
            rows.append((name, *functions(path)))
    return rows


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--build", default="build/release")
    parser.add_argument("--work", help="where loaded directories are kept (default: a temporary directory)")
    parser.add_argument("--count", type=int, default=100_000, help="indicators loaded")
    parser.add_argument("--items", type=int, default=4000, help="asked for, a question")
    parser.add_argument("--only", help="only questions whose name matches")
    parser.add_argument("--top", type=int, default=25, help="functions shown")
    parser.add_argument("--out", help="keep callgrind's files there")
    parser.add_argument("--smoke", action="store_true")
    args = parser.parse_args()
    args.build = os.path.abspath(args.build)
    if args.smoke:
        args.count, args.items = 10_000, 200
    if not peers.tool("callgrind_control"):
        print("instructions: valgrind is not installed (deploy/install-packages.sh bench)", file=sys.stderr)
        return 0
    scratch = tempfile.mkdtemp(prefix="cybercheck-instructions-")
    try:
        work = os.path.abspath(args.work) if args.work else scratch
        os.makedirs(work, exist_ok=True)
        if args.out:
            os.makedirs(args.out, exist_ok=True)
        rows = measure(args, work, scratch)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
    asked = max(args.items, 1)
    for name, found, total in rows:
        print(f"{name}: {total / asked:,.0f} instructions an item")
        shown = [(function, count) for function, count in found if count != total or function == ENTRY]
        for function, count in shown[:args.top]:
            print(f"  {count / asked:10,.1f}  {short(function)[:120]}")
    print("\n" + steps_table(rows, asked))
    return 0


if __name__ == "__main__":
    sys.exit(main())
