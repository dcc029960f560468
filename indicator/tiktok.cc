// SPDX-License-Identifier: Apache-2.0
#include "indicator/tiktok.h"

#include "indicator/handle.h"
#include "indicator/label.h"
#include "indicator/platform_value.h"
#include "indicator/text_form.h"

namespace cybercheck::indicator {
namespace {

using base::ErrorCode;
using base::Fail;

bool TakeTyped(std::string_view text, Canonical& out) {
  for (const std::string_view type : {"id:", "video:"}) {
    if (!text.starts_with(type) || !IsPlatformId(text.substr(type.size()))) continue;
    out.key.form.assign(text);
    return true;
  }
  constexpr std::string_view kShort = "short:";
  if (!text.starts_with(kShort) || !IsPlatformCode(text.substr(kShort.size()))) return false;
  out.key.form.assign(text);
  out.opaque = true;
  return true;
}

}  // namespace

base::Result<void> CanonicalizeTiktok(std::string_view value, Canonical& out) {
  out.Clear();
  out.key.kind = Kind::kTiktok;
  thread_local std::string buffer;
  const std::string_view text = TrimSpaces(PlainText(value, buffer));
  if (text.empty()) return Fail(ErrorCode::kEmptyValue);
  if (TakeTyped(DropKindName(Kind::kTiktok, text), out)) return {};
  const std::string_view bare = DropLabels(text, LabelsOf(Kind::kTiktok));
  if (IsPlatformUrlText(bare)) {
    if (!TakePlatformUrl(Kind::kTiktok, std::string(bare), out)) return Fail(ErrorCode::kNotATiktokHandle, "a URL that names no TikTok account");
    return {};
  }
  std::string_view name = NameIn(Kind::kTiktok, text);
  if (name.starts_with('@')) name.remove_prefix(1);
  // A handle has a letter in it; this long, a number is what the platform counts accounts with.
  if (name.size() >= 15 && IsPlatformId(name)) {
    out.key.form.assign("id:").append(name);
    return {};
  }
  if (!AppendTiktokHandle(name, out.key.form)) return Fail(ErrorCode::kNotATiktokHandle, "2 to 24 of a-z 0-9 . _");
  return {};
}

}  // namespace cybercheck::indicator
