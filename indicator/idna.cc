// SPDX-License-Identifier: Apache-2.0
#include "indicator/idna.h"

#include <algorithm>

#include "base/utf8.h"
#include "indicator/idna_label.h"
#include "indicator/nfc.h"
#include "indicator/punycode.h"
#include "indicator/tables/code_points.h"

namespace cybercheck::indicator {
namespace {

// UTS #46, section 4, steps 1 and 2.
bool MapAndNormalize(std::string_view domain, std::u32string& mapped) {
  mapped.clear();
  for (size_t at = 0; at < domain.size();) {
    const base::CodePoint c = base::DecodeUtf8(domain, at);
    if (c.size == 0) return false;
    at += c.size;
    const tables::TextRef ref = tables::TraitsOf(c.value).idna;
    if (ref == tables::kDisallowed) return false;
    if (ref == tables::kNothing) continue;
    if (ref == tables::kItself) {
      mapped.push_back(c.value);
    } else {
      const std::string_view text = tables::TextOf(ref);
      for (size_t i = 0; i < text.size();) {
        const base::CodePoint part = base::DecodeUtf8(text, i);
        mapped.push_back(part.value);
        i += part.size;
      }
    }
    if (mapped.size() > kIdnaCodePointsMax) return false;
  }
  NormalizeNfc(mapped);
  return true;
}

bool IsAscii(std::u32string_view label) {
  return std::all_of(label.begin(), label.end(), [](char32_t c) { return c < 0x80; });
}

// A label that came as Punycode must be what the mapping would have let through unchanged.
bool IsMapped(const std::u32string& label) {
  thread_local std::u32string normalized;
  for (char32_t c : label)
    if (tables::TraitsOf(c).idna != tables::kItself) return false;
  normalized = label;
  NormalizeNfc(normalized);
  return normalized == label;
}

}  // namespace

bool DomainToAscii(std::string_view domain, std::string& out) {
  thread_local std::u32string mapped, decoded, shown;
  thread_local std::string ace;
  out.clear();
  if (!MapAndNormalize(domain, mapped)) return false;
  // `shown`: the domain with every label in Unicode, which the bidi rule looks at as a whole.
  shown.clear();
  std::u32string_view rest = mapped;
  for (bool last = false; !last;) {
    const size_t dot = rest.find(U'.');
    last = dot == std::u32string_view::npos;
    const std::u32string_view label = rest.substr(0, dot);
    if (!last) rest.remove_prefix(dot + 1);

    if (label.starts_with(U"xn--")) {
      if (!IsAscii(label)) return false;
      // "xn--" and "xn--ascii-" decode, but only to what would not have been encoded.
      if (label.size() == 4 || (label.size() > 5 && label.back() == U'-')) return false;
      ace.assign(label.begin(), label.end());
      if (!DecodePunycode(std::string_view(ace).substr(4), decoded) || !IsMapped(decoded) || !IsValidLabel(decoded)) return false;
      out.append(ace);
      shown.append(decoded);
    } else {
      if (!IsValidLabel(label)) return false;
      if (IsAscii(label)) {
        out.append(label.begin(), label.end());
      } else {
        out.append("xn--");
        if (!AppendPunycode(label, out)) return false;
      }
      shown.append(label);
    }
    if (!last) {
      out.push_back('.');
      shown.push_back(U'.');
    }
  }
  return KeepsBidiRule(shown);
}

}  // namespace cybercheck::indicator
