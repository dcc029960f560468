// SPDX-License-Identifier: Apache-2.0
#include "tests/indicator/test_rows.h"

#include <boost/json.hpp>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "base/hex.h"

namespace cybercheck::test {
namespace {

std::vector<std::string> Lines(std::string_view text) {
  std::vector<std::string> lines;
  while (!text.empty()) {
    const size_t end = std::min(text.find('\n'), text.size());
    lines.emplace_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

}  // namespace

std::vector<Row> ReadVectors(const std::string& name) {
  const std::string path = std::string(CYBERCHECK_SOURCE_DIR "/tests/vectors/") + name;
  std::ifstream file(path, std::ios::binary);
  if (!file) {
    std::fprintf(stderr, "%s cannot be read\n", path.c_str());
    std::exit(1);
  }
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  std::vector<Row> rows;
  size_t number = 0;
  for (const std::string& line : Lines(text)) {
    ++number;
    if (line.empty() || line.starts_with("# ")) continue;
    Row row{number, {}};
    std::string_view rest = line;
    for (;;) {
      const size_t tab = rest.find('\t');
      row.fields.emplace_back(rest.substr(0, tab));
      if (tab == std::string_view::npos) break;
      rest.remove_prefix(tab + 1);
    }
    rows.push_back(std::move(row));
  }
  return rows;
}

std::string Unescape(std::string_view field) {
  std::string text;
  for (size_t at = 0; at < field.size(); ++at) {
    if (field[at] != '\\' || at + 1 == field.size()) {
      text.push_back(field[at]);
      continue;
    }
    const char c = field[++at];
    uint8_t byte = 0;
    if (c == 'x' && base::HexDecode(field.substr(at + 1, 2), std::span(&byte, 1))) {
      text.push_back(static_cast<char>(byte));
      at += 2;
    } else {
      text.push_back(c == 't' ? '\t' : c == 'r' ? '\r' : c == 'n' ? '\n' : c);
    }
  }
  return text;
}

std::string FromJsonString(std::string_view literal) {
  const boost::json::value value = boost::json::parse({literal.data(), literal.size()});
  return std::string(value.as_string().c_str(), value.as_string().size());
}

std::vector<std::string> ReadReferenceData(const std::string& name) {
  const std::string path = std::string(CYBERCHECK_SOURCE_DIR "/../shared/data/") + name;
  if (!std::filesystem::exists(path)) {
    std::printf("left out: %s is not beside this checkout\n", name.c_str());
    return {};
  }
  FILE* pipe = popen(("zstd -dc '" + path + "'").c_str(), "r");
  std::string text;
  char buffer[1 << 16];
  if (pipe != nullptr)
    for (size_t size; (size = fread(buffer, 1, sizeof buffer, pipe)) > 0;) text.append(buffer, size);
  if (pipe == nullptr || pclose(pipe) != 0) {
    std::fprintf(stderr, "zstd could not read %s\n", path.c_str());
    std::exit(1);
  }
  return Lines(text);
}

}  // namespace cybercheck::test
