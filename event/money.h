// SPDX-License-Identifier: Apache-2.0
// Money on its way: who may hold it, and one transfer of it. Amounts are satang (1/100 baht), whole and not negative; times are
// unix seconds. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace cybercheck::event {

// As large as a transfer can be: 10^15 satang are ten trillion baht, half of what the country makes in a year. Sums of a million
// of them fit into 128 bits, sums of nine thousand into 64.
inline constexpr int64_t kSatangMax = 1'000'000'000'000'000;

// Stored by name.
enum class MoneyNodeKind : uint8_t {
  kVictim,     // the victim's own account: has no number here, it is sealed with the victim
  kAccount,    // name: bank code and digits, as the key's form ("004:1234567890")
  kPromptpay,  // name: the key's form ("mobile:+66812345678", "nid:<HMAC>")
  kWallet,     // at a wallet provider
  kCrypto,     // an address on a chain
  kCashOut,    // taken out as cash; name: what is known of where, may be empty
  kMerchant,   // paid for something
  kForeign,    // sent abroad
};
inline constexpr size_t kMoneyNodeKindCount = 8;
std::string_view Name(MoneyNodeKind kind) noexcept;  // "victim", "account", "promptpay", "wallet", "crypto", "cash_out", …
std::optional<MoneyNodeKind> MoneyNodeKindNamed(std::string_view name) noexcept;

inline constexpr size_t kMoneyNameBytesMax = 128;

struct MoneyNode {
  MoneyNodeKind kind = MoneyNodeKind::kVictim;
  std::string name;

  // "victim", "account:004:1234567890", "cash_out:"
  std::string ToString() const;
  // The bank that answers for it: the three digits an account begins with; empty: none is known.
  std::string_view bank() const noexcept;
  friend bool operator==(const MoneyNode&, const MoneyNode&) = default;
  friend auto operator<=>(const MoneyNode&, const MoneyNode&) = default;
};
// nullopt: not written like that. Does not canonicalize.
std::optional<MoneyNode> ParseMoneyNode(std::string_view text);

struct Transfer {
  MoneyNode from, to;
  int64_t satang = 0;
  int64_t at_s = 0;       // 0: not told
  std::string reference;  // the bank's own for it; may be empty
  // Keyed digest of the account it left, where that is the victim's own: by it the same loss told twice is known. 32 hex digits;
  // may be empty.
  std::string payer;
  friend bool operator==(const Transfer&, const Transfer&) = default;
};
inline constexpr size_t kTransferReferenceBytesMax = 64;

// What a transfer, and the hold it opens, is called: a complaint's transfer {its entry, its number in it, row}, a row of an
// amendment or of a bank's answer {entry, 0, row}; a hold that a bank opened first {entry, 0, row}.
struct MoneyRef {
  uint64_t seq = 0;
  uint16_t number = 0;
  uint32_t row = 0;
  friend auto operator<=>(const MoneyRef&, const MoneyRef&) = default;
};

}  // namespace cybercheck::event
