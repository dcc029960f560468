// SPDX-License-Identifier: Apache-2.0
// What a check or scan asks for, decoded from a JSON body or a query string. Strict: an unknown, repeated, missing or mistyped
// member refuses the request and is named with its place ("items[3].value must be a string"). Views point into the request or
// into `scratch`.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "indicator/kind.h"
#include "wire/answer.h"

namespace cybercheck::server {

inline constexpr size_t kCheckBodyBytesMax = 2 << 20;
inline constexpr size_t kCheckItemsMax = 1000;
// Phones, accounts and PromptPay ids in one request without a token: their whole space could be asked through.
inline constexpr size_t kPersonalItemsMax = 10;
bool IsPersonal(indicator::Kind kind) noexcept;
inline constexpr size_t kScanBodyBytesMax = 128
                                            << 10;  // extract::kTextBytesMax, each byte escaped as \u00XX at worst, and the rest

struct CheckItem {
  std::optional<indicator::Kind> kind;  // nullopt: auto
  bool kind_known = true;               // false: answered unknown_kind in its place
  std::string_view value;
};

struct CheckBody {
  std::vector<CheckItem> items;
  wire::Context context = wire::Context::kNone;
  std::optional<wire::Texts> texts;  // nullopt: the route's default
  int64_t as_of_s = 0;               // 0: now
  std::string_view text;             // scan
  std::string scratch;

  void Clear() noexcept;
};

// Errors: kBadRequest, kInvalidUtf8, kUnknownMember, kMissingMember, kTooManyItems. `as_of_allowed`: the member "as_of" is known.
base::Result<void> DecodeCheckBody(std::string_view json, bool as_of_allowed, CheckBody& out);
// kind=&value=&texts=&context=, percent-decoded once; "+" is a plus. Errors: as above, and kUnknownKind.
base::Result<void> DecodeCheckQuery(std::string_view query, CheckBody& out);
// {"text":…,"texts":[…],"context":…}. Errors: as above. The extractor bounds the text.
base::Result<void> DecodeScanBody(std::string_view json, CheckBody& out);

}  // namespace cybercheck::server
