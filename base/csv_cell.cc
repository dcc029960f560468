// SPDX-License-Identifier: Apache-2.0
#include "base/csv_cell.h"

#include "base/utf8.h"

namespace cybercheck::base {
namespace {

bool BeginsFormula(char32_t c) noexcept {
  switch (c) {
    case U'=':
    case U'+':
    case U'-':
    case U'@':
    case U'\t':
    case U'\r':
    case U'＝':
    case U'＋':
    case U'－':
    case U'＠':
      return true;
    default:
      return false;
  }
}

}  // namespace

void AppendCsvCell(std::string_view text, std::string& out) {
  out += '"';
  for (size_t at = 0; at < text.size();) {
    const CodePoint point = DecodeUtf8(text, at);
    if (at == 0 && BeginsFormula(point.value)) out += '\'';
    if (point.value == U'"') out += '"';
    if (point.size == 0 || point.value == 0)
      AppendUtf8(out, 0xFFFD);
    else
      out.append(text.substr(at, point.size));
    at += point.size == 0 ? 1 : point.size;
  }
  out += '"';
}

}  // namespace cybercheck::base
