// SPDX-License-Identifier: Apache-2.0
// The official register: numbers and addresses that an agency or bank has published as its own. Immutable once made; copying is
// cheap (shared). Scope is exact: this number; this host with all its pages and no other host; this one page.
//
// As JSON (the `content` of a register_set entry); keys are canonical:
//   {"rows":[{"key":"phone:short:1441","owner_en":"Anti Online Scam Operation
//   Center","owner_th":"ศูนย์ปฏิบัติการแก้ไขปัญหาอาชญากรรมออนไลน์",
//             "source_url":"https://…","verified_on":"2026-11-01"},
//            {"key":"url:thaipoliceonline.go.th/","scope":"host","owner_en":…,"lookalikes":["thaipoliceonline.com"], …}]}
// `scope`: host | page, for URLs only; absent: host when the form is "host/", else page. `lookalikes`: hosts known to imitate
// this one. `label`: what imitators would borrow from the host name; absent: its first label that says something; "": none.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "indicator/key.h"

namespace cybercheck::lookup {

struct OfficialRow {
  enum class Scope : uint8_t { kExact, kHost };  // kExact: a number, name, account or page; kHost: every page of one exact host
  indicator::Key key;
  Scope scope = Scope::kExact;
  std::string owner_en, owner_th;       // agency or bank; one of the two is required
  std::string owner;                    // as answers tell it, in both languages where there are two: "ธนาคารกสิกรไทย · Kasikornbank"
  std::string source_url;               // where the owner publishes it; required
  int32_t verified_on_day = 0;          // days since 1970-01-01; required
  std::vector<std::string> lookalikes;  // hosts
  std::string label;                    // "thaipoliceonline"; empty: none long enough
};

class Register {
 public:
  Register();  // empty

  // Errors: kBadRegister, naming the row (from 1) and the member.
  static base::Result<Register> FromJson(std::string_view content_json);
  std::string ToJson() const;

  // The row whose own key this is, or for a URL the row that names its exact host. Null: not official.
  const OfficialRow* Find(indicator::Kind kind, std::string_view form) const noexcept;
  // The row that a host pretends to be: named as look-alike, or an official host's `label` of at least 6 letters is seen in it
  // (lookup/seen_name.h; the public suffix is not asked). Null for official hosts and their subdomains. A hint, never a verdict.
  const OfficialRow* Resembled(std::string_view host) const noexcept;
  // The sender name that `form` imitates: another name, seen as the same (kb4nk, 5cb, кbank with a Cyrillic letter). Null: none.
  const OfficialRow* ResembledSender(std::string_view form) const noexcept;

  const std::vector<OfficialRow>& rows() const noexcept;
  // Rows verified more than `days` before `now_s`: to be checked again by hand.
  std::vector<const OfficialRow*> VerifiedBefore(int64_t now_s, int days) const;

 private:
  struct Index;
  std::shared_ptr<const Index> index_;
};

}  // namespace cybercheck::lookup
