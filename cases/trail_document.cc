// SPDX-License-Identifier: Apache-2.0
#include "cases/trail_document.h"

#include <charconv>
#include <vector>

#include "base/csv_cell.h"
#include "base/json_bytes.h"
#include "base/timestamp.h"
#include "base/utf8.h"

namespace cybercheck::cases {
namespace {

void AppendNumber(int64_t value, std::string& out) {
  char digits[24];
  out.append(digits, std::to_chars(digits, digits + sizeof(digits), value).ptr);
}

void AppendTime(int64_t unix_s, std::string& out) {
  char time[20];
  base::FormatTimeTo(unix_s, time);
  out.append(time, sizeof(time));
}

void AppendJsonString(std::string_view text, std::string& out) {
  static constexpr char kHex[] = "0123456789abcdef";
  out += '"';
  for (size_t at = 0; at < text.size();) {
    const base::CodePoint point = base::DecodeUtf8(text, at);
    if (point.size == 0) {
      base::AppendUtf8(out, 0xFFFD);
      ++at;
      continue;
    }
    const char c = text[at];
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (base::IsJsonSpecial(c)) {
      out += "\\u00";
      out += kHex[static_cast<uint8_t>(c) >> 4];
      out += kHex[static_cast<uint8_t>(c) & 15];
    } else {
      out.append(text.substr(at, point.size));
    }
    at += point.size;
  }
  out += '"';
}

// As the text of an element and as the value of an attribute.
void AppendXmlText(std::string_view text, std::string& out) {
  for (size_t at = 0; at < text.size();) {
    const base::CodePoint point = base::DecodeUtf8(text, at);
    const char32_t c = point.value;
    if (c == U'&') {
      out += "&amp;";
    } else if (c == U'<') {
      out += "&lt;";
    } else if (c == U'>') {
      out += "&gt;";
    } else if (c == U'"') {
      out += "&quot;";
    } else if (c == U'\t' || c == U'\n' || c == U'\r') {  // a reader would make others of them
      out += "&#";
      AppendNumber(static_cast<int64_t>(c), out);
      out += ';';
    } else if (point.size == 0 || c < 0x20 || c == 0xFFFE || c == 0xFFFF) {
      base::AppendUtf8(out, 0xFFFD);
    } else {
      out.append(text.substr(at, point.size));
    }
    at += point.size == 0 ? 1 : point.size;
  }
}

class Writer {
 public:
  Writer(const TrailDocument& document, std::string& out)
      : document_(document), trail_(*document.trail), out_(out), shown_(document.nodes.size()) {
    for (uint32_t i = 0; i < shown_.size(); ++i) shown_[i] = trail_.nodes[i].row != Trail::kNoRow;
    for (uint32_t i = 0; i < document.edges.size(); ++i)  // a released one may lead to a node without a row
      if (IsShown(i)) shown_[document.edges[i].to] = true;
  }

  void Json();
  void Csv();
  void Graphml();

 private:
  bool IsShown(uint32_t edge) const { return trail_.edges[edge].row != Trail::kNoRow; }
  std::string_view Label(uint32_t node) const {
    return document_.nodes[node].kind == event::MoneyNodeKind::kVictim ? std::string_view() : document_.nodes[node].label;
  }
  std::string_view Transfer(uint32_t edge) const {  // empty: not told
    return edge < document_.transfers.size() ? std::string_view(document_.transfers[edge]) : std::string_view();
  }
  bool IsPartial() const { return trail_.partial() || document_.cut_colours; }
  std::string_view Colour(uint32_t node) const {  // empty: none
    if (node >= document_.colours.size() || !document_.colours[node]) return {};
    return Name(*document_.colours[node]);
  }

  // Of JSON.
  void Member(std::string_view name) {
    if (out_.back() != '{') out_ += ',';
    out_ += '"';
    out_ += name;
    out_ += "\":";
  }
  void Number(std::string_view name, int64_t value) {
    Member(name);
    AppendNumber(value, out_);
  }
  void String(std::string_view name, std::string_view value) {
    Member(name);
    AppendJsonString(value, out_);
  }
  void StringOrNull(std::string_view name, std::string_view value) {
    if (!value.empty()) return String(name, value);
    Member(name);
    out_ += "null";
  }
  void Bool(std::string_view name, bool value) {
    Member(name);
    out_ += value ? "true" : "false";
  }
  void NumberOrNull(std::string_view name, std::optional<int64_t> value) {
    if (value) return Number(name, *value);
    Member(name);
    out_ += "null";
  }
  void TimeOrNull(std::string_view name, std::optional<int64_t> unix_s) {
    Member(name);
    if (!unix_s) {
      out_ += "null";
      return;
    }
    out_ += '"';
    AppendTime(*unix_s, out_);
    out_ += '"';
  }
  void Array(std::string_view name) {
    Member(name);
    out_ += '[';
  }
  void Object() { out_ += out_.back() == '[' ? "{" : ",{"; }
  void JsonNode(uint32_t i);
  void JsonEdge(uint32_t i);
  void JsonTotals();

  // Of GraphML.
  void Data(std::string_view key, std::string_view value) {
    out_ += "<data key=\"";
    out_ += key;
    out_ += "\">";
    AppendXmlText(value, out_);
    out_ += "</data>";
  }
  void Data(std::string_view key, int64_t value) {
    out_ += "<data key=\"";
    out_ += key;
    out_ += "\">";
    AppendNumber(value, out_);
    out_ += "</data>";
  }
  void DataTime(std::string_view key, int64_t unix_s) {
    char time[20];
    base::FormatTimeTo(unix_s, time);
    Data(key, std::string_view(time, sizeof(time)));
  }

  const TrailDocument& document_;
  const Trail& trail_;
  std::string& out_;
  std::vector<bool> shown_;  // nodes
};

std::optional<int64_t> RowOrNone(uint32_t row) {
  if (row == Trail::kNoRow) return std::nullopt;
  return row;
}
std::optional<int64_t> LagOrNone(int64_t lag_s) {
  if (lag_s == Trail::kNoLag) return std::nullopt;
  return lag_s;
}

std::optional<int64_t> TimeOrNone(int64_t at_s) {
  if (at_s == kTimeNotTold) return std::nullopt;
  return at_s;
}

void Writer::JsonNode(uint32_t i) {
  const Trail::Node& node = trail_.nodes[i];
  Object();
  Number("id", i);
  String("kind", Name(document_.nodes[i].kind));
  StringOrNull("label", Label(i));
  NumberOrNull("row", RowOrNone(node.row));
  StringOrNull("colour", Colour(i));
  Number("received_satang", node.received_satang);
  Number("sent_satang", node.sent_satang);
  Number("remaining_satang", node.remaining_satang);
  TimeOrNull("first_at", node.first_at_s);
  out_ += '}';
}

void Writer::JsonEdge(uint32_t i) {
  const TrailEdge& edge = document_.edges[i];
  Object();
  Number("id", i);
  Number("from", edge.from);
  Number("to", edge.to);
  Number("row", trail_.edges[i].row);
  TimeOrNull("at", TimeOrNone(edge.at_s));
  Number("amount_satang", edge.amount_satang);
  Number("tainted_satang", trail_.edges[i].tainted_satang);
  NumberOrNull("lag_s", LagOrNone(trail_.edges[i].lag_s));
  Bool("released", edge.released);
  StringOrNull("reference", edge.reference);
  StringOrNull("transfer", Transfer(i));
  out_ += '}';
}

void Writer::JsonTotals() {
  const Trail::Totals& totals = trail_.totals;
  Member("totals");
  out_ += '{';
  Number("from_victims_satang", totals.from_victims_satang);
  Number("remaining_satang", totals.remaining_satang);
  Number("exits_satang", totals.exits_satang);
  Number("returned_satang", totals.returned_satang);
  Number("released_satang", totals.released_satang);
  Number("beyond_depth_satang", totals.beyond_depth_satang);
  out_ += '}';
}

void Writer::Json() {
  out_ += '{';
  String("case", document_.case_id);
  String("method", Name(document_.options.method));
  Number("depth_max", document_.options.depth_max);
  Array("nodes");
  for (uint32_t i = 0; i < shown_.size(); ++i)
    if (shown_[i]) JsonNode(i);
  out_ += ']';
  Array("edges");
  for (uint32_t i = 0; i < document_.edges.size(); ++i)
    if (IsShown(i)) JsonEdge(i);
  out_ += ']';
  Array("exits");
  for (const Trail::Exit& exit : trail_.exits) {
    Object();
    Number("node", exit.node);
    String("kind", Name(document_.nodes[exit.node].kind));
    Number("amount_satang", exit.satang);
    out_ += '}';
  }
  out_ += ']';
  Array("proposals");
  for (const Trail::Proposal& proposal : trail_.proposals) {
    Object();
    Number("edge", proposal.edge);
    String("reason", Name(proposal.reason));
    out_ += '}';
  }
  out_ += ']';
  JsonTotals();
  Bool("partial", IsPartial());
  Array("partial_because");
  for (const auto& [cut, name] :
       {std::pair(trail_.cut_depth, "\"depth\""), std::pair(trail_.cut_work, "\"work\""),
        std::pair(trail_.cut_amounts, "\"amounts\""), std::pair(document_.cut_colours, "\"colours\"")}) {
    if (!cut) continue;
    if (out_.back() != '[') out_ += ',';
    out_ += name;
  }
  out_ += ']';
  TimeOrNull("followed_until", trail_.followed_until_s);
  out_ += '}';
}

void Writer::Csv() {
  out_ +=
      "id,row,at,from_id,from_kind,from,to_id,to_kind,to,to_colour,amount_satang,tainted_satang,lag_s,released,reference,"
      "proposal,transfer\r\n";
  auto proposal = trail_.proposals.begin();
  for (uint32_t i = 0; i < document_.edges.size(); ++i) {
    const TrailEdge& edge = document_.edges[i];
    const Trail::Edge& result = trail_.edges[i];
    if (!IsShown(i)) continue;
    AppendNumber(i, out_);
    out_ += ',';
    AppendNumber(result.row, out_);
    out_ += ',';
    if (edge.at_s != kTimeNotTold) AppendTime(edge.at_s, out_);
    for (const uint32_t node : {edge.from, edge.to}) {
      out_ += ',';
      AppendNumber(node, out_);
      out_ += ',';
      out_ += Name(document_.nodes[node].kind);
      out_ += ',';
      base::AppendCsvCell(Label(node), out_);
    }
    out_ += ',';
    out_ += Colour(edge.to);
    out_ += ',';
    AppendNumber(edge.amount_satang, out_);
    out_ += ',';
    AppendNumber(result.tainted_satang, out_);
    out_ += ',';
    if (result.lag_s != Trail::kNoLag) AppendNumber(result.lag_s, out_);
    out_ += edge.released ? ",true," : ",false,";
    base::AppendCsvCell(edge.reference, out_);
    out_ += ',';
    if (proposal != trail_.proposals.end() && proposal->edge == i) out_ += Name(proposal++->reason);
    out_ += ',';
    out_ += Transfer(i);
    out_ += "\r\n";
  }
}

void Writer::Graphml() {
  out_ +=
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
      "<graphml xmlns=\"http://graphml.graphdrawing.org/xmlns\" xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" "
      "xsi:schemaLocation=\"http://graphml.graphdrawing.org/xmlns http://graphml.graphdrawing.org/xmlns/1.0/graphml.xsd\">\n";
  struct Key {
    std::string_view of, name, type;
  };
  // Its id is the first letter of what it is for, and its name: nodes and edges share names.
  static constexpr Key kKeys[] = {
      {"graph", "case", "string"},        {"graph", "method", "string"},
      {"graph", "partial", "boolean"},    {"node", "kind", "string"},
      {"node", "label", "string"},        {"node", "row", "int"},
      {"node", "colour", "string"},       {"node", "received_satang", "long"},
      {"node", "sent_satang", "long"},    {"node", "remaining_satang", "long"},
      {"node", "first_at", "string"},     {"edge", "row", "int"},
      {"edge", "at", "string"},           {"edge", "amount_satang", "long"},
      {"edge", "tainted_satang", "long"}, {"edge", "lag_s", "long"},
      {"edge", "released", "boolean"},    {"edge", "reference", "string"},
      {"edge", "proposal", "string"},     {"edge", "transfer", "string"},
  };
  for (const Key& key : kKeys) {
    out_ += "<key id=\"";
    out_ += key.of.front();
    out_ += '_';
    out_ += key.name;
    out_ += "\" for=\"";
    out_ += key.of;
    out_ += "\" attr.name=\"";
    out_ += key.name;
    out_ += "\" attr.type=\"";
    out_ += key.type;
    out_ += "\"/>\n";
  }
  out_ += "<graph id=\"trail\" edgedefault=\"directed\">\n";
  Data("g_case", document_.case_id);
  Data("g_method", Name(document_.options.method));
  Data("g_partial", IsPartial() ? "true" : "false");
  out_ += '\n';
  for (uint32_t i = 0; i < shown_.size(); ++i) {
    if (!shown_[i]) continue;
    const Trail::Node& node = trail_.nodes[i];
    out_ += "<node id=\"n";
    AppendNumber(i, out_);
    out_ += "\">";
    Data("n_kind", Name(document_.nodes[i].kind));
    if (!Label(i).empty()) Data("n_label", Label(i));
    if (node.row != Trail::kNoRow) Data("n_row", node.row);
    if (!Colour(i).empty()) Data("n_colour", Colour(i));
    Data("n_received_satang", node.received_satang);
    Data("n_sent_satang", node.sent_satang);
    Data("n_remaining_satang", node.remaining_satang);
    if (node.first_at_s) DataTime("n_first_at", *node.first_at_s);
    out_ += "</node>\n";
  }
  auto proposal = trail_.proposals.begin();
  for (uint32_t i = 0; i < document_.edges.size(); ++i) {
    const TrailEdge& edge = document_.edges[i];
    const Trail::Edge& result = trail_.edges[i];
    if (!IsShown(i)) continue;
    out_ += "<edge id=\"e";
    AppendNumber(i, out_);
    out_ += "\" source=\"n";
    AppendNumber(edge.from, out_);
    out_ += "\" target=\"n";
    AppendNumber(edge.to, out_);
    out_ += "\">";
    Data("e_row", result.row);
    if (edge.at_s != kTimeNotTold) DataTime("e_at", edge.at_s);
    Data("e_amount_satang", edge.amount_satang);
    Data("e_tainted_satang", result.tainted_satang);
    if (result.lag_s != Trail::kNoLag) Data("e_lag_s", result.lag_s);
    Data("e_released", edge.released ? "true" : "false");
    if (!edge.reference.empty()) Data("e_reference", edge.reference);
    if (proposal != trail_.proposals.end() && proposal->edge == i) Data("e_proposal", Name(proposal++->reason));
    if (!Transfer(i).empty()) Data("e_transfer", Transfer(i));
    out_ += "</edge>\n";
  }
  out_ += "</graph>\n</graphml>\n";
}

}  // namespace

std::optional<TrailFormat> TrailFormatNamed(std::string_view name) noexcept {
  if (name == "json") return TrailFormat::kJson;
  if (name == "csv") return TrailFormat::kCsv;
  if (name == "graphml") return TrailFormat::kGraphml;
  return std::nullopt;
}

std::string_view ContentType(TrailFormat format) noexcept {
  switch (format) {
    case TrailFormat::kCsv:
      return "text/csv; charset=utf-8";
    case TrailFormat::kGraphml:
      return "application/graphml+xml; charset=utf-8";
    case TrailFormat::kJson:
      break;
  }
  return "application/json";
}

void WriteTrail(const TrailDocument& document, TrailFormat format, std::string& out) {
  Writer writer(document, out);
  switch (format) {
    case TrailFormat::kJson:
      return writer.Json();
    case TrailFormat::kCsv:
      return writer.Csv();
    case TrailFormat::kGraphml:
      return writer.Graphml();
  }
}

}  // namespace cybercheck::cases
