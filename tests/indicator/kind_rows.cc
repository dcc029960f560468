// SPDX-License-Identifier: Apache-2.0
#include "tests/indicator/kind_rows.h"

#include <gtest/gtest.h>

#include <random>

#include "base/utf8.h"
#include "tests/indicator/test_rows.h"

namespace cybercheck::test {
namespace {

using indicator::Canonical;
using indicator::Canonicalize;
using indicator::Kind;

std::string Told(Kind kind, std::string_view value, Canonical& out) {
  const auto read = Canonicalize(kind, value, out);
  if (read.has_error()) return "!" + std::string(Describe(read.error().code).name);
  return out.key.form;
}

void ExpectOwnForm(const Canonical& canonical, std::string_view value) {
  Canonical again;
  const Kind kind = canonical.key.kind;
  EXPECT_EQ(Told(kind, canonical.key.form, again), canonical.key.form) << "of \"" << value << '"';
  EXPECT_EQ(again.key.kind, kind);
  EXPECT_EQ(again.sensitive, canonical.sensitive) << value;
  EXPECT_EQ(again.unlistable, canonical.unlistable) << value;
  if (kind != Kind::kUrl) {
    EXPECT_EQ(again.opaque, canonical.opaque) << value;
  }
  if (kind != Kind::kUrl && kind != Kind::kSmsSender) {
    EXPECT_EQ(Told(kind, canonical.key.ToString(), again), canonical.key.form) << "of the printed key of \"" << value << '"';
  }
}

}  // namespace

std::string Extras(const Canonical& canonical) {
  std::string text;
  const auto add = [&](std::string_view word) { text.append(text.empty() ? "" : " ").append(word); };
  for (const Canonical::Also& also : canonical.Alsos()) add((also.relation == Canonical::Relation::kHint ? "~" : "=") + also.key.ToString());
  if (!canonical.extension.empty()) add("ext:" + canonical.extension);
  if (canonical.from_abroad) add("from_abroad");
  if (canonical.opaque) add("opaque");
  if (canonical.unlistable) add("unlistable");
  if (canonical.sensitive) add("sensitive");
  if (canonical.refanged) add("refanged");
  return text.empty() ? "-" : text;
}

void ExpectRows(const std::string& name, Kind kind, size_t rows_min) {
  size_t rows = 0;
  Canonical out;
  for (const Row& row : ReadVectors(name)) {
    ++rows;
    SCOPED_TRACE(name + ":" + std::to_string(row.line));
    ASSERT_EQ(row.fields.size(), 3u);
    const std::string value = Unescape(row.fields[0]);
    const std::string told = Told(kind, value, out);
    EXPECT_EQ(told, row.fields[1]) << '"' << value << '"';
    if (told != row.fields[1] || told.starts_with('!')) continue;
    EXPECT_EQ(out.key.kind, kind);
    EXPECT_EQ(Extras(out), row.fields[2]) << '"' << value << '"';
    ExpectOwnForm(out, value);
  }
  EXPECT_GE(rows, rows_min);
}

void ExpectTotalAndIdempotent(Kind kind, std::string_view alphabet) {
  std::mt19937 random(20240817);
  std::vector<std::string> pieces;
  for (size_t at = 0; at < alphabet.size();) {
    const size_t size = base::DecodeUtf8(alphabet, at).size;
    pieces.emplace_back(alphabet.substr(at, size));
    at += size;
  }
  for (const std::string_view word : {"+66", "0066", "08", "1800", "ต่อ", "line.me/ti/p/~", "https://", "tiktok.com/@", "facebook.com/", "กสิกร", "004:", "token:",
                                      "id:", "พร้อมเพย์", "000201", "\u200b", "0812345678", "1101700230708", "004999000000001", "ค่ะ", "Line ID", "nid:", "e\u0301", "¼", "ﬁ", "\uff21", " ", "-", ":"})
    pieces.emplace_back(word);
  Canonical out;
  size_t keys = 0;
  for (int i = 0; i < 40000 && !testing::Test::HasFailure(); ++i) {
    std::string value;
    for (auto left = random() % 16 + 1; left > 0; --left) value += random() % 200 == 0 ? std::string(1, static_cast<char>(random())) : pieces[random() % pieces.size()];
    if (Told(kind, value, out).starts_with('!')) continue;
    ++keys;
    EXPECT_FALSE(out.key.form.empty()) << value;
    ExpectOwnForm(out, value);
  }
  EXPECT_GT(keys, 50u) << "the alphabet makes too few values to show anything";
}

}  // namespace cybercheck::test
