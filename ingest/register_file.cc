// SPDX-License-Identifier: Apache-2.0
#include "ingest/register_file.h"

#include <boost/json.hpp>
#include <charconv>

#include "base/timestamp.h"
#include "indicator/canonical.h"
#include "ingest/rules_files.h"
#include "ingest/tsv_rows.h"
#include "lookup/register.h"

namespace cybercheck::ingest {
namespace {

namespace json = boost::json;
constexpr auto kCode = base::ErrorCode::kBadRegister;

enum Cell : size_t { kKind, kValue, kScope, kOwnerTh, kSourceUrl, kVerifiedOn, kOwnerEn, kLookalikes, kLabel };
const std::vector<std::string_view> kColumns = {"kind",        "value",    "scope",      "owner_th", "source_url",
                                                "verified_on", "owner_en", "lookalikes", "label"};
constexpr size_t kRequired = 6;

json::string Text(std::string_view text) { return json::string(text.data(), text.size()); }

// "row 12, scope: …" of lookup to the line of the file.
base::Error Locate(base::Error error, std::string_view file, const std::vector<TsvRow>& rows) {
  size_t number = 0;
  if (error.detail.starts_with("row "))
    std::from_chars(error.detail.data() + 4, error.detail.data() + error.detail.size(), number);
  const std::string line = number > 0 && number <= rows.size() ? ":" + std::to_string(rows[number - 1].line) : std::string();
  error.detail = std::string(file) + line + ": " + error.detail;
  return error;
}

}  // namespace

base::Result<std::string> ParseRegister(std::string_view file, std::string_view text, int64_t now_s,
                                        std::vector<std::string>& warnings) {
  ASSIGN_OR_RETURN(const std::vector<TsvRow> rows, ReadTsv(file, text, kColumns, kRequired, kCode));
  json::array out;
  indicator::Canonical canonical;
  for (const TsvRow& row : rows) {
    const auto fail = [&](Cell cell, std::string_view what) {
      return base::Fail(kCode, std::string(file) + ":" + std::to_string(row.line) + ": " + std::string(kColumns[cell]) + ": " +
                                   std::string(what));
    };
    const auto kind = indicator::KindNamed(row.cells[kKind]);
    if (!kind) return fail(kKind, "not a kind of indicator");
    canonical.Clear();
    if (auto done = indicator::Canonicalize(*kind, row.cells[kValue], canonical); done.has_error())
      return fail(kValue, base::ToString(done.error()));
    if (canonical.sensitive || canonical.unlistable) return fail(kValue, "this cannot stand in a public register");

    const std::string_view scope = row.cells[kScope];
    json::object member{{"key", canonical.key.ToString()},
                        {"owner_th", Text(row.cells[kOwnerTh])},
                        {"source_url", Text(row.cells[kSourceUrl])},
                        {"verified_on", Text(row.cells[kVerifiedOn])}};
    if (canonical.key.kind == indicator::Kind::kUrl) {
      if (scope != "host" && scope != "page") return fail(kScope, "host or page for a url");
      member["scope"] = Text(scope);
    } else if (scope != "exact") {
      return fail(kScope, "exact for anything but a url");
    }
    if (!row.cells[kOwnerEn].empty()) member["owner_en"] = Text(row.cells[kOwnerEn]);
    if (!row.cells[kLabel].empty()) member["label"] = row.cells[kLabel] == "-" ? json::string() : Text(row.cells[kLabel]);
    if (std::string_view list = row.cells[kLookalikes]; !list.empty()) {
      json::array& hosts = member["lookalikes"].emplace_array();
      while (!list.empty()) {
        const std::string_view host = list.substr(0, list.find(' '));
        list.remove_prefix(std::min(list.size(), host.size() + 1));
        if (!host.empty()) hosts.emplace_back(Text(host));
      }
    }
    const auto verified_ms = base::ParseTimeMs(std::string(row.cells[kVerifiedOn]) + "T00:00:00Z");
    if (verified_ms.has_error()) return fail(kVerifiedOn, "a date, YYYY-MM-DD");
    const int64_t age_days = (now_s - *verified_ms / 1000) / 86400;
    if (age_days < -1) return fail(kVerifiedOn, "is in the future");
    if (age_days > kRegisterFreshDays)
      warnings.push_back(std::string(file) + ":" + std::to_string(row.line) + ": verified " + std::to_string(age_days) +
                         " days ago; check it again at " + std::string(row.cells[kSourceUrl]));
    out.emplace_back(std::move(member));
  }
  auto content = lookup::Register::FromJson(json::serialize(json::object{{"rows", std::move(out)}}));
  if (content.has_error()) return Locate(std::move(content).error(), file, rows);
  return content->ToJson();
}

}  // namespace cybercheck::ingest
