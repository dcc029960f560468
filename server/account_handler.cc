// SPDX-License-Identifier: Apache-2.0
// Accounts that money of cases came to, for officers, and for each bank its own: GET /v1/accounts and GET /v1/accounts/{id}.
// To a bank other banks' accounts are as if not there, and which cases they are of is the officers' to know.
#include <algorithm>

#include "base/csv_cell.h"
#include "base/hex.h"
#include "base/timestamp.h"
#include "cases/accounts.h"
#include "cases/holds.h"
#include "server/account_workbook.h"
#include "server/handlers.h"
#include "server/hold_json.h"
#include "server/json_members.h"
#include "server/query_string.h"
#include "server/services.h"

namespace cybercheck::server {
namespace {

using base::ErrorCode;
using base::Fail;
using cases::Account;

constexpr uint64_t kPageDefault = 50, kPageMax = 500, kCsvPageMax = 5000;
constexpr uint64_t kWorkbookPageMax = 1000;  // made in some ten milliseconds

// The keyed form of a national id is nobody's to see.
std::string PrintablePlace(const event::MoneyNode& node) {
  const bool keyed = node.kind == event::MoneyNodeKind::kPromptpay && node.name.starts_with("nid:");
  return keyed ? "promptpay:nid:*" : node.ToString();
}

void AppendOrNull(std::string_view name, std::string_view text, std::string& out) {
  if (!text.empty()) return AppendMember(name, text, out);
  BeginMember(name, out);
  out.append("null");
}

void AppendLevel(uint8_t level, std::string& out) {
  BeginMember("level", out);
  out.append(level == cases::kLevelUnknown ? "null" : std::to_string(level));
}

void AppendShare(const cases::AccountShare& share, const cases::HoldSums& holds, std::string& out) {
  AppendLevel(share.level, out);
  AppendMember("transfers", share.transfers, out);
  AppendMember("released_transfers", share.released, out);
  AppendMember("received_satang", share.received_satang, out);
  AppendMember("requested_satang", holds.requested_satang, out);
  AppendMember("held_satang", holds.held_satang, out);
  AppendMember("frozen_satang", holds.frozen_satang, out);
  AppendMember("returned_satang", holds.returned_satang, out);
  AppendTime("first_seen", share.first_s, out);
  AppendTime("last_seen", share.last_s, out);
}

std::string_view ColourName(const std::optional<cases::AccountColour>& colour) {
  return colour ? cases::Name(*colour) : std::string_view();
}

// Members of an account, without its cases and without what it was.
void AppendAccount(const Account& account, std::string& out) {
  AppendMember("id", base::HexEncode(account.key), out);
  AppendMember("place", PrintablePlace(account.row.node), out);
  AppendOrNull("bank", account.row.node.bank(), out);
  AppendMember("cases", account.row.cases, out);
  AppendShare(account.row.all, account.holds, out);
  AppendOrNull("colour", account.colour ? ColourName(account.colour->colour) : std::string_view(), out);
  AppendTime("colour_since", account.colour ? account.colour->since_s : 0, out);
  AppendMember("partial", account.partial, out);
}

constexpr std::string_view kCsvHead =
    "id,place,bank,cases,level,transfers,released_transfers,received_satang,requested_satang,held_satang,frozen_satang,"
    "returned_satang,first_seen,last_seen,colour,colour_since\r\n";

void AppendCsv(const Account& account, std::string& out) {
  const auto number = [&out](int64_t value) { out.append(",").append(std::to_string(value)); };
  const auto time = [&out](int64_t at_s) {
    out += ',';
    if (at_s != 0) out += base::FormatTime(at_s);
  };
  const cases::AccountShare& all = account.row.all;
  out.append(base::HexEncode(account.key)).append(",");
  base::AppendCsvCell(PrintablePlace(account.row.node), out);
  out += ',';
  base::AppendCsvCell(account.row.node.bank(), out);
  number(account.row.cases);
  out += ',';
  if (all.level != cases::kLevelUnknown) out += std::to_string(all.level);
  for (const int64_t value : {int64_t{all.transfers}, int64_t{all.released}, all.received_satang, account.holds.requested_satang,
                              account.holds.held_satang, account.holds.frozen_satang, account.holds.returned_satang})
    number(value);
  time(all.first_s);
  time(all.last_s);
  out += ',';
  if (account.colour) out += ColourName(account.colour->colour);
  time(account.colour ? account.colour->since_s : 0);
  out += "\r\n";
}

struct Asked {
  cases::AccountQuery query;
  bool csv = false, xlsx = false;
  bool none = false;       // another bank's: there are none
  std::string parameters;  // but for `after`, as they were sent
};

base::Result<Asked> AskedOf(const Request& request) {
  std::string bank, level, colour, cases_min, satang, since, after, limit, format;
  TRY(ReadQuery(request.query, {{"bank", &bank},
                                {"level", &level},
                                {"colour", &colour},
                                {"cases", &cases_min},
                                {"satang", &satang},
                                {"since", &since},
                                {"after", &after},
                                {"limit", &limit},
                                {"format", &format}}));
  Asked asked;
  cases::AccountQuery& query = asked.query;
  if (!format.empty() && format != "json" && format != "csv" && format != "xlsx")
    return Fail(ErrorCode::kBadRequest, "format must be json, csv or xlsx");
  asked.csv = format == "csv";
  asked.xlsx = format == "xlsx";
  if (!bank.empty() && (bank.size() != 3 || bank.find_first_not_of("0123456789") != std::string::npos))
    return Fail(ErrorCode::kBadRequest, "bank is three digits");
  query.bank = bank;
  uint64_t number = 0, count = kPageDefault, least = 0;
  TRY(ReadNumber("level", level, 1, cases::kLevelUnknown - 1, number));
  if (number != 0) query.level = static_cast<uint8_t>(number);
  if (!colour.empty()) {
    query.colour = cases::AccountColourNamed(colour);
    if (!query.colour)
      return Fail(ErrorCode::kBadRequest, "colour must be black, dark_grey, light_grey, dark_brown or light_brown");
  }
  TRY(ReadNumber("cases", cases_min, 0, UINT32_MAX, least));
  query.cases_min = static_cast<uint32_t>(least);
  uint64_t satang_min = 0;
  TRY(ReadNumber("satang", satang, 0, INT64_MAX, satang_min));
  query.satang_min = static_cast<int64_t>(satang_min);
  if (!since.empty()) {
    const auto at_ms = base::ParseTimeMs(since);
    if (at_ms.has_error()) return Fail(ErrorCode::kBadRequest, "since is an RFC 3339 time");
    query.since_s = *at_ms / 1000;
  }
  if (!after.empty()) {
    query.after.emplace();
    if (!base::HexDecode(after, *query.after)) return Fail(ErrorCode::kBadRequest, "after is the `next` of the page before");
  }
  if (asked.xlsx) count = kWorkbookPageMax;
  TRY(ReadNumber("limit", limit, 1, asked.csv ? kCsvPageMax : asked.xlsx ? kWorkbookPageMax : kPageMax, count));
  query.limit = count;
  const auto only = OnlyBankOf(request.caller);
  asked.none = only && !query.bank.empty() && query.bank != *only;
  if (only) query.bank = *only;
  for (std::string_view rest = request.query; !rest.empty();) {
    const std::string_view pair = rest.substr(0, rest.find('&'));
    rest.remove_prefix(std::min(pair.size() + 1, rest.size()));
    if (!pair.starts_with("after=")) asked.parameters.append(pair).append("&");
  }
  return asked;
}

base::Result<void> AppendPage(const Request& request, Worker& worker, Response& response) {
  ASSIGN_OR_RETURN(const Asked asked, AskedOf(request));
  Services& services = worker.services();
  ASSIGN_OR_RETURN(const store::ReadTxn txn, services.directory.data().BeginRead());
  cases::AccountPage page;
  if (!asked.none) {
    ASSIGN_OR_RETURN(cases::AccountReader accounts, cases::AccountReader::Open(services.cases.tables(), txn, worker.now_s));
    ASSIGN_OR_RETURN(page, accounts.ReadPage(asked.query));
  }
  const std::string next = page.next ? base::HexEncode(*page.next) : std::string();
  if (!next.empty()) response.next = "/v1/accounts?" + asked.parameters + "after=" + next;
  std::string& out = response.body;
  if (asked.xlsx) {
    response.content_type = MediaType(ContentType::kXlsx);
    response.disposition = "attachment; filename=\"accounts.xlsx\"";
    ASSIGN_OR_RETURN(out, WriteAccounts(page.accounts, worker.now_s));
    return {};
  }
  if (asked.csv) {
    response.content_type = "text/csv; charset=utf-8";
    response.disposition = "attachment; filename=\"accounts.csv\"";
    out = kCsvHead;
    for (const Account& account : page.accounts) AppendCsv(account, out);
    return {};
  }
  out = "{\"accounts\":[";
  for (const Account& account : page.accounts) {
    out.append(out.back() == '[' ? "{" : ",{");
    AppendAccount(account, out);
    out += '}';
  }
  out += ']';
  AppendMember("partial", page.partial, out);
  AppendOrNull("next", next, out);
  out += '}';
  return {};
}

base::Result<void> AppendOne(const Request& request, Worker& worker, std::string& out) {
  const auto key = cases::ParseAccountId(request.params[0]);
  if (!key) return Fail(ErrorCode::kBadRequest, "an account's id is 34 hexadecimal digits, or account:004:1234567890");
  Services& services = worker.services();
  const cases::Tables& tables = services.cases.tables();
  ASSIGN_OR_RETURN(const store::ReadTxn txn, services.directory.data().BeginRead());
  ASSIGN_OR_RETURN(cases::AccountReader accounts, cases::AccountReader::Open(tables, txn, worker.now_s));
  ASSIGN_OR_RETURN(const auto account, accounts.Read(*key));
  const auto only = OnlyBankOf(request.caller);
  if (!account || (only && account->row.node.bank() != *only)) return Fail(ErrorCode::kNotFound);
  out = "{";
  AppendAccount(*account, out);
  BeginMember("colours", out);
  out += '[';
  for (const cases::DatedColour& colour : account->colours) {
    out.append(out.back() == '[' ? "{" : ",{");
    AppendOrNull("colour", ColourName(colour.colour), out);
    AppendTime("since", colour.since_s, out);
    out += '}';
  }
  out += ']';
  if (IsStaff(request.caller)) {
    cases::EntryNames names(tables, txn);
    BeginMember("of_cases", out);
    out += '[';
    for (const Account::Case& one : account->cases) {
      out.append(out.back() == '[' ? "{" : ",{");
      ASSIGN_OR_RETURN(const std::string id, names.Of(one.of));
      AppendMember("case", id, out);
      AppendMember("state", event::Name(one.state), out);
      AppendTime("told_at", one.told_s, out);
      AppendShare(one.share, one.holds, out);
      out += '}';
    }
    out += ']';
  }
  out += '}';
  return {};
}

}  // namespace

void AccountPage(const Request& request, Worker& worker, Response& response) {
  if (auto done = AppendPage(request, worker, response); done.has_error()) response.Refuse(done.error());
}

void AccountStatus(const Request& request, Worker& worker, Response& response) {
  if (auto done = AppendOne(request, worker, response.body); done.has_error()) response.Refuse(done.error());
}

}  // namespace cybercheck::server
