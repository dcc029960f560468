// SPDX-License-Identifier: Apache-2.0
#include "ingest/text_digest.h"

#include "indicator/text_form.h"

namespace cybercheck::ingest {
namespace {

constexpr std::string_view kDomain = "text:";  // nothing else that is keyed begins so
constexpr size_t kDigits = 32;

bool IsSpace(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

}  // namespace

base::Result<std::string> TextDigest(std::string_view text, const DigestKeyer& key) {
  thread_local std::string folded;
  indicator::NfkcCasefold(text, folded);
  std::string plain(kDomain);
  bool space = false;
  for (const char c : folded) {
    if (IsSpace(c)) {
      space = true;
      continue;
    }
    if (space && plain.size() > kDomain.size()) plain += ' ';
    space = false;
    plain += c;
  }
  if (plain.size() == kDomain.size()) return std::string();
  ASSIGN_OR_RETURN(std::string keyed, key(base::Sha256(plain)));
  keyed.resize(kDigits);
  return keyed;
}

}  // namespace cybercheck::ingest
