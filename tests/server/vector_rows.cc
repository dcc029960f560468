// SPDX-License-Identifier: Apache-2.0
#include "tests/server/vector_rows.h"

#include <array>
#include <cstdlib>
#include <fstream>
#include <sstream>

namespace cybercheck::server {
namespace {

std::string Unescape(const std::string& text) {
  std::string out;
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\\') {
      out += text[i];
      continue;
    }
    switch (text.at(++i)) {
      case 'r':
        out += '\r';
        break;
      case 'n':
        out += '\n';
        break;
      case 't':
        out += '\t';
        break;
      case '\\':
        out += '\\';
        break;
      case 'x':
        out += static_cast<char>(std::stoi(text.substr(i + 1, 2), nullptr, 16));
        i += 2;
        break;
      case '(': {
        const size_t end = text.find(')', i), star = text.rfind('*', end);
        const std::string piece = Unescape(text.substr(i + 1, star - i - 1));
        for (int n = std::stoi(text.substr(star + 1, end - star - 1)); n > 0; --n) out += piece;
        i = end;
        break;
      }
      default:
        std::abort();
    }
  }
  return out;
}

std::vector<std::array<std::string, 4>> ReadRows(const char* path) {
  std::ifstream file(path);
  std::vector<std::array<std::string, 4>> rows;
  for (std::string line; std::getline(file, line);) {
    if (line.empty() || line[0] == '#') continue;
    std::istringstream fields(line);
    auto& row = rows.emplace_back();
    for (std::string& field : row) std::getline(fields, field, '\t');
    row[1] = Unescape(row[1]);
  }
  return rows;
}

std::vector<BodyRow> BodyRowsOf(const char* path) {
  std::vector<BodyRow> rows;
  for (auto& [name, body, code, part] : ReadRows(path)) rows.push_back({name, body, code, part});
  return rows;
}

}  // namespace

std::vector<FramingRow> ReadFramingRows() {
  std::vector<FramingRow> rows;
  for (auto& [name, bytes, status, after] : ReadRows(CYBERCHECK_SOURCE_DIR "/tests/vectors/http_framing.tsv"))
    rows.push_back({name, bytes, std::stoi(status), after == "closes"});
  return rows;
}

std::vector<BodyRow> ReadBodyRows() { return BodyRowsOf(CYBERCHECK_SOURCE_DIR "/tests/vectors/check_body.tsv"); }
std::vector<BodyRow> ReadReportBodyRows() { return BodyRowsOf(CYBERCHECK_SOURCE_DIR "/tests/vectors/report_body.tsv"); }

}  // namespace cybercheck::server
