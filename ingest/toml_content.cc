// SPDX-License-Identifier: Apache-2.0
#include "ingest/toml_content.h"

#include <charconv>

namespace cybercheck::ingest {
namespace {

namespace json = boost::json;

// False: the node has no JSON form here.
bool Convert(const toml::node& node, json::value& out) {
  if (const auto* text = node.as_string())
    out = json::string(text->get());
  else if (const auto* number = node.as_integer())
    out = number->get();
  else if (const auto* fraction = node.as_floating_point())
    out = fraction->get();
  else if (const auto* flag = node.as_boolean())
    out = flag->get();
  else if (const auto* list = node.as_array()) {
    json::array& items = out.emplace_array();
    for (const toml::node& item : *list) {
      items.emplace_back(nullptr);
      if (!Convert(item, items.back())) return false;
    }
  } else if (const auto* table = node.as_table()) {
    json::object& members = out.emplace_object();
    for (const auto& [key, item] : *table)
      if (!Convert(item, members[json::string_view(key.data(), key.length())])) return false;
  } else {
    return false;
  }
  return true;
}

std::string At(const std::string& file, const toml::source_region& region) {
  return file + ":" + std::to_string(region.begin.line) + ": ";
}

}  // namespace

base::Result<TomlContent> TomlContent::Parse(std::string_view file, std::string_view text, base::ErrorCode code) {
  TomlContent content;
  content.file_ = file;
  try {
    content.table_ = toml::parse(text, content.file_);
  } catch (const toml::parse_error& error) {
    return base::Fail(code, At(content.file_, error.source()) + std::string(error.description()));
  }
  json::value value;
  for (const auto& [key, node] : content.table_) {
    json::value& member = content.json_[json::string_view(key.data(), key.length())];
    if (!Convert(node, member))
      return base::Fail(code, At(content.file_, node.source()) + std::string(key.str()) + ": dates and times are not used here");
  }
  return content;
}

base::Error TomlContent::Locate(base::Error error, std::string_view rows) const {
  // "a, b: what": the longest part of the path that exists in the file tells the line.
  std::string_view path = std::string_view(error.detail).substr(0, error.detail.find(": "));
  const toml::node* at = &table_;
  toml::source_region region{};
  bool found = false;
  while (!path.empty()) {
    std::string_view name = path.substr(0, path.find(", "));
    path.remove_prefix(std::min(path.size(), name.size() + 2));
    const toml::node* next = nullptr;
    if (name.starts_with("row ") && !rows.empty()) {
      size_t number = 0;
      std::from_chars(name.data() + 4, name.data() + name.size(), number);
      const toml::node* list = table_.get(rows);
      if (list != nullptr && list->as_array() != nullptr && number > 0) next = list->as_array()->get(number - 1);
    } else if (at->as_table() != nullptr) {
      next = at->as_table()->get(name);
    }
    if (next == nullptr) continue;  // "policy" or "patterns" in front names the file
    at = next;
    region = next->source();
    found = true;
  }
  error.detail = found ? At(file_, region) + error.detail : file_ + ": " + error.detail;
  return error;
}

}  // namespace cybercheck::ingest
