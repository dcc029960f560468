// SPDX-License-Identifier: Apache-2.0
#include "lookup/answer_value.h"

#include <algorithm>
#include <array>

namespace cybercheck::lookup {
namespace {

using indicator::Kind;

bool Strip(std::string_view prefix, std::string_view& form) {
  if (!form.starts_with(prefix)) return false;
  form.remove_prefix(prefix.size());
  return true;
}

// Ten digits at most, with two dashes. Put together first: an append a group cost more than all else here.
void Grouped(std::string_view digits, size_t first, size_t second, std::string& out) {
  std::array<char, 12> text;
  char* at = std::copy_n(digits.data(), first, text.data());
  *at++ = '-';
  at = std::copy_n(digits.data() + first, second, at);
  *at++ = '-';
  at = std::copy(digits.data() + first + second, digits.data() + digits.size(), at);
  out.assign(text.data(), at);
}

// `nsn`: eight or nine digits behind +66. Bangkok's area code is 2, others have two digits; mobile numbers are grouped alike.
void WriteThai(std::string_view nsn, std::string& out) {
  std::array<char, 10> number{'0'};
  std::copy(nsn.begin(), nsn.end(), number.begin() + 1);
  Grouped({number.data(), nsn.size() + 1}, nsn.size() == 8 && nsn[0] == '2' ? 2 : 3, 3, out);
}

void WritePhone(std::string_view form, std::string& out) {
  if (form.starts_with("+66") && (form.size() == 11 || form.size() == 12)) {
    WriteThai(form.substr(3), out);
  } else if (Strip("th:", form) && form.size() == 10) {
    Grouped(form, 4, 3, out);
  } else {
    Strip("short:", form);
    out.assign(form);
  }
}

}  // namespace

void WriteValue(Kind kind, std::string_view form, std::string& out) {
  out.clear();
  switch (kind) {
    case Kind::kPhone:
      WritePhone(form, out);
      return;
    case Kind::kAccount: {
      const size_t colon = form.find(':');
      if (colon == std::string_view::npos) break;
      out.append(form.substr(0, colon)).append(1, ' ');
      const std::string_view digits = form.substr(colon + 1);
      if (digits.size() == 10) {
        out.append(digits.substr(0, 3))
            .append(1, '-')
            .append(digits.substr(3, 1))
            .append(1, '-')
            .append(digits.substr(4, 5))
            .append(1, '-')
            .append(digits.substr(9));
        return;
      }
      out.append(digits);
      return;
    }
    case Kind::kPromptpay:
      if (form.starts_with("nid:")) {
        out.append("*");
        return;
      }
      if (Strip("mobile:", form)) {
        WritePhone(form, out);
        return;
      }
      break;
    default:
      break;
  }
  out.append(form);
}

}  // namespace cybercheck::lookup
