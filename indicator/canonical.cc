// SPDX-License-Identifier: Apache-2.0
#include "indicator/canonical.h"

#include <algorithm>

#include "base/check.h"
#include "base/hex.h"
#include "base/sha256.h"
#include "base/utf8.h"
#include "indicator/account.h"
#include "indicator/facebook.h"
#include "indicator/line.h"
#include "indicator/phone.h"
#include "indicator/promptpay.h"
#include "indicator/sms_sender.h"
#include "indicator/text_form.h"
#include "indicator/tiktok.h"
#include "indicator/url.h"

namespace cybercheck::indicator {
namespace {

constexpr std::string_view kNationalId = "nid:";

}  // namespace

void Canonical::Clear() noexcept {
  key.kind = Kind::kPhone;
  key.form.clear();
  also_count = 0;
  visitable = true;
  truncated = opaque = unlistable = from_abroad = userinfo = sensitive = refanged = false;
  extension.clear();
}

Canonical::Also& Canonical::AddAlso(Kind kind, Relation relation) {
  if (also_count == also.size()) also.emplace_back();
  Also& added = also[also_count++];
  added.key.kind = kind;
  added.key.form.clear();
  added.relation = relation;
  return added;
}

base::Result<void> Canonicalize(Kind kind, std::string_view value, Canonical& out) {
  out.Clear();
  out.key.kind = kind;
  if (TrimSpaces(value).empty()) return base::Fail(base::ErrorCode::kEmptyValue);
  if (value.size() > kValueBytesMax)
    return base::Fail(base::ErrorCode::kValueTooLong, "at most " + std::to_string(kValueBytesMax) + " bytes");
  // A URL may hold any bytes: browsers escape them in a path.
  if (kind == Kind::kUrl) return CanonicalizeUrl(value, out);
  if (!base::IsValidUtf8(value)) return base::Fail(base::ErrorCode::kInvalidUtf8);
  switch (kind) {
    case Kind::kPhone: return CanonicalizePhone(value, out);
    case Kind::kUrl: break;
    case Kind::kLine: return CanonicalizeLine(value, out);
    case Kind::kTiktok: return CanonicalizeTiktok(value, out);
    case Kind::kFacebook: return CanonicalizeFacebook(value, out);
    case Kind::kAccount: return CanonicalizeAccount(value, out);
    case Kind::kPromptpay: return CanonicalizePromptpay(value, out);
    case Kind::kSmsSender: return CanonicalizeSmsSender(value, out);
  }
  return base::Fail(base::ErrorCode::kUnknownKind);
}

bool NamesNumber(const Canonical& canonical) noexcept {
  const auto is_number = [](Kind kind) { return kind == Kind::kPhone || kind == Kind::kAccount || kind == Kind::kPromptpay; };
  return is_number(canonical.key.kind) || std::ranges::any_of(canonical.Alsos(), [&](const Canonical::Also& also) { return is_number(also.key.kind); });
}

std::string PrintableKey(const Canonical& canonical) {
  if (!canonical.sensitive) return canonical.key.ToString();
  return std::string(Name(canonical.key.kind)) + ":" + std::string(kNationalId) + "*";
}

void KeyNationalId(std::span<const uint8_t> secret, Canonical& canonical) {
  if (!canonical.sensitive) return;
  std::string& form = canonical.key.form;
  CHECK(form.starts_with(kNationalId));
  const base::Digest digest = base::HmacSha256(secret, std::string_view(form).substr(kNationalId.size()));
  form.resize(kNationalId.size() + 32);
  base::HexEncodeTo(std::span(digest).first(16), form.data() + kNationalId.size());
  canonical.sensitive = false;
}

}  // namespace cybercheck::indicator
