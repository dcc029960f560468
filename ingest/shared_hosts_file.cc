// SPDX-License-Identifier: Apache-2.0
#include "ingest/shared_hosts_file.h"

#include <boost/json.hpp>
#include <set>

#include "ingest/tsv_rows.h"
#include "lookup/shared_hosts.h"

namespace cybercheck::ingest {

base::Result<std::string> ParseSharedHosts(std::string_view file, std::string_view text) {
  namespace json = boost::json;
  constexpr auto kCode = base::ErrorCode::kBadConfig;
  ASSIGN_OR_RETURN(const std::vector<TsvRow> rows, ReadTsv(file, text, {"host", "what", "note"}, 2, kCode));
  json::array hosts, suffixes, shorteners;
  std::set<std::string_view> seen;
  for (const TsvRow& row : rows) {
    const std::string_view host = row.cells[0], what = row.cells[1];
    const auto fail = [&](std::string_view column, std::string_view problem) {
      return base::Fail(
          kCode, std::string(file) + ":" + std::to_string(row.line) + ": " + std::string(column) + ": " + std::string(problem));
    };
    // As a canonical URL form writes it: lower case, punycode.
    const bool plain = host.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789.-_") == std::string_view::npos;
    if (!plain || host.find('.') == std::string_view::npos || host.front() == '.' || host.back() == '.')
      return fail("host", "a lower-case host name (punycode where it is not ASCII), without scheme and path");
    if (!seen.insert(host).second) return fail("host", "stands twice");
    if (what == "shared")
      hosts.emplace_back(json::string(host.data(), host.size()));
    else if (what == "suffix")
      suffixes.emplace_back(json::string(host.data(), host.size()));
    else if (what == "shortener")
      shorteners.emplace_back(json::string(host.data(), host.size()));
    else
      return fail("what", "shared, suffix or shortener");
  }
  auto content = lookup::SharedHosts::FromJson(json::serialize(
      json::object{{"hosts", std::move(hosts)}, {"suffixes", std::move(suffixes)}, {"shorteners", std::move(shorteners)}}));
  if (content.has_error()) return base::Fail(kCode, std::string(file) + ": " + content.error().detail);
  return content->ToJson();
}

}  // namespace cybercheck::ingest
