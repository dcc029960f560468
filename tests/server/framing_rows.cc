// SPDX-License-Identifier: Apache-2.0
#include "tests/server/framing_rows.h"

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
      case 'r': out += '\r'; break;
      case 'n': out += '\n'; break;
      case 't': out += '\t'; break;
      case '\\': out += '\\'; break;
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
      default: std::abort();
    }
  }
  return out;
}

}  // namespace

std::vector<FramingRow> ReadFramingRows() {
  std::ifstream file(CYBERCHECK_SOURCE_DIR "/tests/vectors/http_framing.tsv");
  std::vector<FramingRow> rows;
  for (std::string line; std::getline(file, line);) {
    if (line.empty() || line[0] == '#') continue;
    std::istringstream fields(line);
    FramingRow row;
    std::string bytes, status, after;
    std::getline(fields, row.name, '\t');
    std::getline(fields, bytes, '\t');
    std::getline(fields, status, '\t');
    std::getline(fields, after, '\t');
    row.bytes = Unescape(bytes);
    row.status = std::stoi(status);
    row.closes = after == "closes";
    rows.push_back(std::move(row));
  }
  return rows;
}

}  // namespace cybercheck::server
