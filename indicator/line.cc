// SPDX-License-Identifier: Apache-2.0
#include "indicator/line.h"

#include <algorithm>

#include "indicator/handle.h"
#include "indicator/label.h"
#include "indicator/phone.h"
#include "indicator/platform_value.h"
#include "indicator/text_form.h"

namespace cybercheck::indicator {
namespace {

using base::ErrorCode;
using base::Fail;

constexpr std::string_view kCodeTypes[] = {"token:", "short:", "group:", "openchat:", "liff:"};

// The address behind "line:", as line.me would have it; empty when what follows is an id.
std::string_view SchemePath(std::string_view text) {
  constexpr std::string_view kScheme = "line:";
  if (text.size() < kScheme.size() || WordAt(text, std::span(&kScheme, 1)) == 0) return {};
  std::string_view rest = text.substr(kScheme.size());
  const bool slashes = rest.starts_with('/');
  while (rest.starts_with('/')) rest.remove_prefix(1);
  return slashes || rest.starts_with("ti/") || rest.starts_with("R/") ? rest : std::string_view();
}

bool TakeCode(std::string_view text, Canonical& out) {
  for (const std::string_view type : kCodeTypes) {
    if (!text.starts_with(type) || !IsPlatformCode(text.substr(type.size()))) continue;
    out.key.form.assign(text);
    out.opaque = type == "token:" || type == "short:";
    return true;
  }
  return false;
}

base::Result<void> TakeName(std::string_view name, Canonical& out) {
  if (name.starts_with('@')) {
    if (!AppendLineOfficial(name.substr(1), out.key.form)) return Fail(ErrorCode::kNotALineId, "@ and 2 to 20 of a-z 0-9 . - _");
    return {};
  }
  if (!AppendLineId(name, out.key.form)) return Fail(ErrorCode::kNotALineId, "4 to 20 of a-z 0-9 . - _");
  return {};
}

// 0812345678: people are found by their phone number too. The digits as dialled in Thailand are the id.
bool TakePhone(std::string_view text, Canonical& out) {
  thread_local Canonical phone;
  const auto letter = [](char c) { return (c | 32) >= 'a' && (c | 32) <= 'z'; };
  if (std::ranges::any_of(text, letter) || text.find_first_of("0123456789") == std::string_view::npos) return false;
  if (CanonicalizePhone(text, phone).has_error()) return false;
  const std::string_view number = phone.key.form;
  if (number.size() != 12 || !number.starts_with("+66") || !phone.extension.empty()) return false;
  out.key.form.assign("0").append(number.substr(3));
  out.AddAlso(Kind::kPhone, Canonical::Relation::kHint).key.form.assign(number);
  return true;
}

}  // namespace

base::Result<void> CanonicalizeLine(std::string_view value, Canonical& out) {
  out.Clear();
  out.key.kind = Kind::kLine;
  thread_local std::string buffer;
  const std::string_view text = TrimSpaces(PlainText(value, buffer));
  if (text.empty()) return Fail(ErrorCode::kEmptyValue);
  if (TakeCode(DropKindName(Kind::kLine, text), out)) return {};
  std::string_view path = SchemePath(text);
  if (!path.empty()) {
    if (!TakePlatformUrl(Kind::kLine, "https://line.me/" + std::string(path), out))
      return Fail(ErrorCode::kNotALineId, "a line: address that names no account");
    return {};
  }
  const std::string_view bare = DropLabels(text, LabelsOf(Kind::kLine));
  if (IsPlatformUrlText(bare)) {
    // What only a browser reads as a line: address (tabs in its scheme) comes back here from the URL's reading: once is enough.
    thread_local bool reading = false;
    struct Once {
      Once() { reading = true; }
      ~Once() { reading = false; }
    };
    if (reading) return Fail(ErrorCode::kNotALineId, "a line: address that names no account");
    const Once once;
    if (!TakePlatformUrl(Kind::kLine, std::string(bare), out)) return Fail(ErrorCode::kNotALineId, "a URL that names no LINE account");
    return {};
  }
  if (TakePhone(bare, out)) return {};
  // Without what stood around it, it may be a number after all.
  const std::string_view name = NameIn(Kind::kLine, text);
  if (!name.starts_with('@') && TakePhone(name, out)) return {};
  return TakeName(name, out);
}

}  // namespace cybercheck::indicator
