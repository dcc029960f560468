#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A trail's documents, read by readers that are not ours: Python's json, csv and expat (and networkx, where it is installed).

The sample's texts are hostile to each of them. All three must tell the same edges.
"""
import csv
import io
import json
import subprocess
import sys
import xml.etree.ElementTree as xml

BINARY = sys.argv[1]
SPACE = "{http://graphml.graphdrawing.org/xmlns}"


def document(kind):
    return subprocess.run([BINARY, kind], check=True, capture_output=True).stdout.decode("utf-8", errors="strict")


def unique(pairs):
    members = dict(pairs)
    assert len(members) == len(pairs), f"a member twice: {pairs}"
    return members


def check(name, got, wanted):
    assert got == wanted, f"{name}:\n  got    {got}\n  wanted {wanted}"


as_json = json.loads(document("json"), object_pairs_hook=unique, parse_constant=lambda name: sys.exit(f"{name} is no JSON"))
nodes = {node["id"]: node for node in as_json["nodes"]}
edges = {edge["id"]: edge for edge in as_json["edges"]}
check("case", as_json["case"], 'c-<1>&"2"')
check("labels", [node["label"] for node in as_json["nodes"]],
      [None, "004:0000000001", "=HYPERLINK(1)", "bc1\"<&>'\x01\ufffd\r\n\t]]>crypto", 'ร้านค้า, "ตลาด"', "@released", "\uffff-x"])
check("edges shown", sorted(edges), [0, 1, 2, 3, 4, 8, 9])
check("proposals", as_json["proposals"], [{"edge": 3, "reason": "purchase"}, {"edge": 8, "reason": "small_share"}])
check("exits", as_json["exits"], [{"node": 3, "kind": "crypto", "amount_satang": 2500000}, {"node": 4, "kind": "merchant", "amount_satang": 129000}])
totals = as_json["totals"]
check("conservation", totals["from_victims_satang"],
      sum(totals[name] for name in ("remaining_satang", "exits_satang", "returned_satang", "released_satang")))
check("sum of what remains", totals["remaining_satang"],
      sum(node["remaining_satang"] for node in nodes.values() if node["kind"] in ("account", "promptpay", "wallet")))

text = document("csv")
assert text.endswith("\r\n")
rows = list(csv.DictReader(io.StringIO(text, newline=""), strict=True))
check("rows of the CSV", [int(row["id"]) for row in rows], sorted(edges))
proposals = {proposal["edge"]: proposal["reason"] for proposal in as_json["proposals"]}


def inert(value):
    return "'" + value if value[:1] in tuple("=+-@\t\r") else value


for row in rows:
    edge = edges[int(row["id"])]
    assert None not in row and None not in row.values(), row
    check("cells", row, {
        "id": str(edge["id"]), "row": str(edge["row"]), "at": edge["at"] or "",
        "from_id": str(edge["from"]), "from_kind": nodes[edge["from"]]["kind"], "from": inert(nodes[edge["from"]]["label"] or ""),
        "to_id": str(edge["to"]), "to_kind": nodes[edge["to"]]["kind"], "to": inert(nodes[edge["to"]]["label"] or ""),
        "to_colour": nodes[edge["to"]]["colour"] or "", "amount_satang": str(edge["amount_satang"]),
        "tainted_satang": str(edge["tainted_satang"]), "lag_s": "" if edge["lag_s"] is None else str(edge["lag_s"]),
        "released": json.dumps(edge["released"]), "reference": inert(edge["reference"] or ""),
        "proposal": proposals.get(edge["id"], ""), "transfer": edge["transfer"] or "",
    })
    for cell in row.values():
        assert cell[:1] not in tuple("=+-@\t\r"), f"a formula: {cell}"

graphml = document("graphml")
root = xml.fromstring(graphml.encode("utf-8"))
keys = {key.get("id"): key for key in root.findall(SPACE + "key")}
check("keys are unique", len(keys), len(root.findall(SPACE + "key")))
READ = {"string": str, "long": int, "int": int, "boolean": lambda word: {"true": True, "false": False}[word]}


def data(element, of):
    found = {}
    for entry in element.findall(SPACE + "data"):
        key = keys[entry.get("key")]
        assert key.get("for") == of and key.get("attr.name") not in found
        found[key.get("attr.name")] = READ[key.get("attr.type")](entry.text or "")
    return found


def xml_text(value):  # what XML cannot hold
    return value.replace("\x01", "\ufffd").replace("\uffff", "\ufffd") if isinstance(value, str) else value


graph = root.find(SPACE + "graph")
check("graph", data(graph, "graph"), {"case": as_json["case"], "method": "prorata", "partial": False})
check("nodes", {node.get("id"): data(node, "node") for node in graph.findall(SPACE + "node")},
      {f"n{node['id']}": {name: xml_text(value) for name, value in node.items() if name != "id" and value is not None} for node in nodes.values()})
found = {}
for element in graph.findall(SPACE + "edge"):
    found[element.get("id")] = {"from": element.get("source"), "to": element.get("target"), **data(element, "edge")}
wanted = {}
for edge in edges.values():
    wanted[f"e{edge['id']}"] = {name: xml_text(value) for name, value in edge.items() if name != "id" and value is not None}
    wanted[f"e{edge['id']}"].update({"from": f"n{edge['from']}", "to": f"n{edge['to']}"})
    if edge["id"] in proposals:
        wanted[f"e{edge['id']}"]["proposal"] = proposals[edge["id"]]
check("edges", found, wanted)

try:
    import networkx
except ImportError:
    print("networkx is not installed: left out")
else:
    read = networkx.parse_graphml(graphml, force_multigraph=True)
    check("networkx", (read.is_directed(), read.number_of_nodes(), read.number_of_edges()), (True, len(nodes), len(edges)))
print("json, csv and graphml tell the same trail")
