#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Includes run downward only, each outside library stays in the rooms that may use it, and both compilers can read it.

A room sees only the rooms listed for it here; docs/architecture.md draws the same picture.
"""
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
SEES = {
    "base": [],
    "indicator": ["base"],
    "extract": ["base", "indicator"],
    "event": ["base", "indicator"],
    "wire": ["base", "indicator"],
    "store": ["base", "indicator", "event"],
    "lookup": ["base", "indicator", "event", "wire", "store"],
    "cases": ["base", "indicator", "event", "store"],
    "ingest": ["base", "indicator", "event", "wire", "store", "extract", "lookup", "cases"],
    "server": ["base", "indicator", "event", "wire", "store", "extract", "lookup", "cases", "ingest"],
    "client_sdk": ["base", "indicator", "wire"],
    "cli": ["base", "indicator", "event", "wire", "store", "extract", "lookup", "cases", "ingest", "server"],
}
ONLY_IN = {  # header pattern -> rooms
    r"<lmdb\.h>": {"store"},
    r"<boost/(beast|asio)": {"server", "cli"},
    r"<re2/": {"extract", "lookup"},
    r"<(unicode/|libpsl\.h)": {"ingest"},
    r"<sodium": {"store"},
    r"<(zip|expat|xlsxwriter)\.h>": {"ingest"},
    r"<glpk\.h>": {"cases"},
}
NOT_CLANG = re.compile(r"ranges::(equal_range|find_end|partition|remove|remove_if|rotate|search|search_n|stable_partition|unique)\b")

problems = []
for room, sees in SEES.items():
    for path in sorted((ROOT / room).rglob("*")):
        if path.suffix not in {".h", ".cc"} or path.parts[len(ROOT.parts) + 1] == "tables" and path.suffix == ".cc" and "generate" in path.name:
            continue
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            where = f"{path.relative_to(ROOT)}:{number}"
            own = re.match(r'#include "([a-z_]+)/', line)
            if own and own.group(1) in SEES and own.group(1) != room and own.group(1) not in sees:
                problems.append(f"{where}: {room} may not include {own.group(1)}")
            for pattern, rooms in ONLY_IN.items():
                if re.match(r"#include " + pattern, line) and room not in rooms:
                    problems.append(f"{where}: {line.strip()} belongs in {', '.join(sorted(rooms))} only")
            if found := NOT_CLANG.search(line):
                problems.append(f"{where}: std::{found.group(0)} returns a subrange, which Clang 14, the fuzzers' compiler, cannot compile")
        first = path.read_text(encoding="utf-8").splitlines()[0]
        if "SPDX-License-Identifier: Apache-2.0" not in first:
            problems.append(f"{path.relative_to(ROOT)}:1: no SPDX line")

# A test is registered when its folder's CMakeLists.txt names it, whole or as the noun of a loop over nouns.
for path in sorted(ROOT.glob("tests/**/*_test.cc")) + sorted(ROOT.glob("tests/**/*_test.py")):
    lists = path.parent / "CMakeLists.txt"
    noun = path.stem.removesuffix("_test")
    if not lists.exists() or not re.search(rf"\b{noun}(_test)?\b", lists.read_text(encoding="utf-8")):
        problems.append(f"{path.relative_to(ROOT)}: no CMakeLists.txt registers it, so it never runs")

print("\n".join(problems) if problems else "every include runs downward, every test is registered")
sys.exit(bool(problems))
