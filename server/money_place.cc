// SPDX-License-Identifier: Apache-2.0
#include "server/money_place.h"

#include "indicator/bank.h"
#include "indicator/canonical.h"
#include "ingest/case_resolver.h"
#include "server/flat_body.h"

namespace cybercheck::server {
namespace {

using base::ErrorCode;
using base::Fail;
using event::MoneyNodeKind;

base::Result<event::MoneyNode> AccountOf(const MoneyPlace& place, std::string_view where) {
  const indicator::Bank* bank = indicator::BankByCode(place.bank);
  if (bank == nullptr) return Fail(ErrorCode::kBankUnknown, std::string(where) + "bank must be the three digits of a Thai bank");
  indicator::Canonical canonical;
  TRY(indicator::Canonicalize(indicator::Kind::kAccount, std::string(bank->code) + " " + place.account, canonical));
  return event::MoneyNode{MoneyNodeKind::kAccount, canonical.key.form};
}

}  // namespace

base::Result<event::MoneyNode> MoneyNodeOf(const MoneyPlace& place, std::span<const uint8_t> nid_secret, std::string_view where) {
  const bool account = !place.bank.empty() || !place.account.empty();
  const bool other = !place.kind.empty() || !place.name.empty();
  if (account + other + !place.promptpay.empty() != 1)
    return Fail(ErrorCode::kMissingMember,
                std::string(where) + "bank and account are needed, or promptpay, or kind and name: one of the three");
  if (account) {
    if (place.bank.empty() || place.account.empty())
      return Fail(ErrorCode::kMissingMember, std::string(where) + (place.bank.empty() ? "bank" : "account") + " is missing");
    return AccountOf(place, where);
  }
  if (!place.promptpay.empty()) {
    indicator::Canonical canonical;
    TRY(indicator::Canonicalize(indicator::Kind::kPromptpay, place.promptpay, canonical));
    if (canonical.sensitive) indicator::KeyNationalId(nid_secret, canonical);
    return event::MoneyNode{MoneyNodeKind::kPromptpay, canonical.key.form};
  }
  const auto kind = event::MoneyNodeKindNamed(place.kind);
  if (!kind || *kind < MoneyNodeKind::kWallet)
    return Fail(ErrorCode::kBadRequest, std::string(where) + "kind must be wallet, crypto, cash_out, merchant or foreign");
  ASSIGN_OR_RETURN(std::string name, ReadName(std::string(where) + "name", place.name));
  if (name.size() > event::kMoneyNameBytesMax)
    return Fail(ErrorCode::kValueTooLong,
                std::string(where) + "name has at most " + std::to_string(event::kMoneyNameBytesMax) + " bytes");
  if (*kind == MoneyNodeKind::kCrypto && name.empty())
    return Fail(ErrorCode::kMissingMember, std::string(where) + "name is missing: the address");
  return event::MoneyNode{*kind, *kind == MoneyNodeKind::kCrypto ? ingest::CryptoName(name) : std::move(name)};
}

}  // namespace cybercheck::server
