// SPDX-License-Identifier: Apache-2.0
#include "lookup/answer_value.h"

namespace cybercheck::lookup {
namespace {

using indicator::Kind;

bool Strip(std::string_view prefix, std::string_view& form) {
  if (!form.starts_with(prefix)) return false;
  form.remove_prefix(prefix.size());
  return true;
}

void Grouped(std::string_view digits, size_t first, size_t second, std::string& out) {
  out.append(digits.substr(0, first))
      .append(1, '-')
      .append(digits.substr(first, second))
      .append(1, '-')
      .append(digits.substr(first + second));
}

void WritePhone(std::string_view form, std::string& out) {
  if (Strip("short:", form)) {
    out.append(form);
  } else if (Strip("th:", form)) {
    if (form.size() == 10)
      Grouped(form, 4, 3, out);
    else
      out.append(form);
  } else if (form.starts_with("+66") && form.size() == 12) {  // mobile: nine digits after the country code
    out.append(1, '0').append(form.substr(3, 2)).append(1, '-').append(form.substr(5, 3)).append(1, '-').append(form.substr(8));
  } else if (form.starts_with("+662") && form.size() == 11) {
    out.append("02-").append(form.substr(4, 3)).append(1, '-').append(form.substr(7));
  } else if (form.starts_with("+66") && form.size() == 11) {
    out.append(1, '0').append(form.substr(3, 2)).append(1, '-').append(form.substr(5, 3)).append(1, '-').append(form.substr(8));
  } else {
    out.append(form);
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
