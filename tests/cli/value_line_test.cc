// SPDX-License-Identifier: Apache-2.0
#include "cli/value_line.h"

#include <gtest/gtest.h>

#include <ostream>

namespace cybercheck::cli {

bool operator==(const ValueLine& a, const ValueLine& b) { return a.kind == b.kind && a.value == b.value && a.as_of == b.as_of; }
std::ostream& operator<<(std::ostream& out, const ValueLine& line) { return out << line.kind << "|" << line.value << "|" << line.as_of; }

namespace {

TEST(ValueLine, Forms) {
  struct Row {
    const char* line;
    bool with_as_of;
    ValueLine parsed;
  };
  const Row rows[] = {
      {"081-234-5678", false, {"", "081-234-5678", ""}},
      {"phone\t081-234-5678", false, {"phone", "081-234-5678", ""}},
      {"sms_sender\tKBank", false, {"sms_sender", "KBank", ""}},
      {"fax\t081", false, {"fax", "081", ""}},                       // a kind, if an unknown one
      {"\tvalue", false, {"", "value", ""}},
      {"", false, {"", "", ""}},
      {"http://a/\tb", false, {"", "http://a/\tb", ""}},             // a tab inside a value
      {"Phone\t1", false, {"", "Phone\t1", ""}},
      {"url\thttp://a/\tb", false, {"url", "http://a/\tb", ""}},
      {"url\thttp://a/\t2026-01-31T00:00:00Z", true, {"url", "http://a/", "2026-01-31T00:00:00Z"}},
      {"url\thttp://a/\t2026-01-31T00:00:00Z", false, {"url", "http://a/\t2026-01-31T00:00:00Z", ""}},
      {"url\thttp://a/\tb", true, {"url", "http://a/\tb", ""}},
      {"\thttp://a/\t2026-01-31 00:00:00+07:00", true, {"", "http://a/", "2026-01-31 00:00:00+07:00"}},
  };
  for (const Row& row : rows) EXPECT_EQ(ParseValueLine(row.line, row.with_as_of), row.parsed) << row.line;
}

}  // namespace
}  // namespace cybercheck::cli
