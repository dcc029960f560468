// SPDX-License-Identifier: Apache-2.0
#include "indicator/facebook.h"

#include <algorithm>

#include "indicator/handle.h"
#include "indicator/label.h"
#include "indicator/platform_url.h"
#include "indicator/platform_value.h"
#include "indicator/text_form.h"

namespace cybercheck::indicator {
namespace {

using base::ErrorCode;
using base::Fail;

bool TakeTyped(std::string_view text, Canonical& out) {
  const size_t colon = text.find(':');
  if (colon == std::string_view::npos) return false;
  const std::string_view type = text.substr(0, colon + 1), code = text.substr(colon + 1);
  if (type == "id:") {
    if (!IsPlatformId(code)) return false;
  } else if (type == "group:") {
    return out.key.form.assign(type), AppendGroupName(code, out.key.form);
  } else if (type == "share:" || type == "watch:") {
    if (!IsPlatformCode(code)) return false;
    out.opaque = type == "share:" || !IsPlatformId(code);
  } else {
    return false;
  }
  out.key.form.assign(text);
  return true;
}

bool IsReserved(std::string_view name) {
  thread_local std::string lower;
  lower.assign(name);
  std::ranges::transform(lower, lower.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  return IsReservedFacebookName(lower);
}

}  // namespace

base::Result<void> CanonicalizeFacebook(std::string_view value, Canonical& out) {
  out.Clear();
  out.key.kind = Kind::kFacebook;
  thread_local std::string buffer;
  const std::string_view text = TrimSpaces(PlainText(value, buffer));
  if (text.empty()) return Fail(ErrorCode::kEmptyValue);
  if (TakeTyped(DropKindName(Kind::kFacebook, text), out)) return {};
  out.key.form.clear();
  const std::string_view bare = DropLabels(text, LabelsOf(Kind::kFacebook));
  if (IsPlatformUrlText(bare)) {
    if (TakePlatformUrl(Kind::kFacebook, std::string(bare), out)) return {};
    if (IsReservedFacebookUrl(out.key.form)) return Fail(ErrorCode::kReservedName);
    return Fail(ErrorCode::kNotAFacebookName, "a URL that names no Facebook account");
  }
  std::string_view name = NameIn(Kind::kFacebook, text);
  if (name.starts_with('@')) name.remove_prefix(1);
  if (IsReserved(name)) return Fail(ErrorCode::kReservedName);
  if (IsPlatformId(name)) {
    out.key.form.assign("id:").append(name);
    return {};
  }
  if (!AppendFacebookName(name, out.key.form)) return Fail(ErrorCode::kNotAFacebookName, "at least 5 letters and digits");
  return {};
}

}  // namespace cybercheck::indicator
