// SPDX-License-Identifier: Apache-2.0
#include "tests/extract/sms_corpus.h"

#include <gtest/gtest.h>
#include <iconv.h>

#include <fstream>
#include <iterator>
#include <sstream>
#include <string_view>

#include "base/utf8.h"

namespace cybercheck::extract {
namespace {

constexpr const char* kMessages = CYBERCHECK_SOURCE_DIR "/../shared/data/thai_sms_cp874.csv";
constexpr const char* kSpans = CYBERCHECK_SOURCE_DIR "/tests/vectors/thai_sms_spans.tsv";

std::string DecodeCodePage874(std::string bytes) {
  const iconv_t converter = iconv_open("UTF-8", "CP874");
  EXPECT_NE(converter, reinterpret_cast<iconv_t>(-1));
  std::string utf8(bytes.size() * 3, '\0');
  char* in = bytes.data();
  char* out = utf8.data();
  size_t in_left = bytes.size(), out_left = utf8.size();
  EXPECT_EQ(iconv(converter, &in, &in_left, &out, &out_left), 0u);
  iconv_close(converter);
  utf8.resize(utf8.size() - out_left);
  return utf8;
}

// First field of every record (RFC 4180), the header left out.
std::vector<std::string> FirstFields(std::string_view csv) {
  std::vector<std::string> fields;
  std::string field;
  size_t column = 0;
  bool quoted = false;
  for (size_t i = 0; i < csv.size(); ++i) {
    const char c = csv[i];
    if (quoted) {
      if (c == '"' && i + 1 < csv.size() && csv[i + 1] == '"') {
        if (column == 0) field += csv[i];
        ++i;
      } else if (c == '"') {
        quoted = false;
      } else if (column == 0) {
        field += c;
      }
    } else if (c == '"') {
      quoted = true;
    } else if (c == ',') {
      ++column;
    } else if (c == '\n') {
      fields.push_back(std::move(field));
      field.clear();
      column = 0;
    } else if (c != '\r' && column == 0) {
      field += c;
    }
  }
  if (!field.empty()) fields.push_back(field);
  if (!fields.empty()) fields.erase(fields.begin());
  return fields;
}

size_t ByteOfCodePoint(std::string_view text, size_t code_points) {
  size_t at = 0;
  for (; code_points > 0 && at < text.size(); --code_points) at += base::DecodeUtf8(text, at).size;
  return at;
}

}  // namespace

std::optional<SmsCorpus> LoadSmsCorpus() {
  std::ifstream messages(kMessages, std::ios::binary);
  if (!messages) return std::nullopt;
  const std::vector<std::string> texts =
      FirstFields(DecodeCodePage874(std::string(std::istreambuf_iterator<char>(messages), {})));

  SmsCorpus corpus;
  corpus.rows = texts.size();
  std::ifstream spans(kSpans);
  EXPECT_TRUE(spans.good()) << kSpans;
  for (std::string line; std::getline(spans, line);) {
    if (line.empty() || line[0] == '#') continue;
    std::istringstream fields(line);
    size_t row = 0;
    std::string begin, end, kind;
    fields >> row >> begin >> end >> kind;
    EXPECT_TRUE(row >= 1 && row <= texts.size()) << line;
    if (row < 1 || row > texts.size()) continue;
    if (corpus.annotated.empty() || corpus.annotated.back().row != row) corpus.annotated.push_back({row, {texts[row - 1], {}}});
    if (begin == "-") continue;
    MarkedText& marked = corpus.annotated.back().marked;
    marked.expected.push_back(
        {ByteOfCodePoint(marked.text, std::stoul(begin)), ByteOfCodePoint(marked.text, std::stoul(end)), kind, {}});
  }
  return corpus;
}

}  // namespace cybercheck::extract
