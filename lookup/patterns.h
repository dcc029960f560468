// SPDX-License-Identifier: Apache-2.0
// Text patterns: what scam URLs and messages look like. Tried on what the index does not know; the answer says `suspected` at
// most. Immutable once made; copying is cheap (shared). Matching allocates and locks inside RE2, and is bounded: at most
// kTextBytesMax bytes of a text, at most `max_mem` bytes of states. Where that was not enough the result is `unsure`, never
// "clean".
//
// As JSON (the `content` of a patterns_set entry); expressions are RE2's, matched anywhere, case ignored:
//   {"patterns":[{"name":"parcel_fee","on":"message","category":"scam","regex":"พัสดุ.{0,40}ค่าธรรมเนียม"},
//                {"name":"bank_login","on":"url","category":"scam","regex":"…"}]}
// `name` [a-z0-9_]{1,64}, may repeat (one class, several expressions); `on`: url | message.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "wire/verdict.h"

namespace cybercheck::lookup {

class Patterns {
 public:
  static constexpr size_t kTextBytesMax = 8192;
  static constexpr int64_t kMaxMemDefault = 16 << 20;

  enum class On : uint8_t { kUrl, kMessage };
  struct Match {
    struct Class {
      std::string_view name;  // lives as long as the Patterns
      wire::Category category;
    };
    std::vector<Class> classes;  // each name once, in the file's order
    bool unsure = false;         // memory or length ran out: absence of a match says nothing
  };

  Patterns();  // empty: matches nothing, and is sure

  // Errors: kBadConfig, naming the row (from 1), the member and RE2's words.
  static base::Result<Patterns> FromJson(std::string_view content_json, int64_t max_mem = kMaxMemDefault);
  std::string ToJson() const;

  // `match` is cleared first; reuse it.
  void Find(On on, std::string_view text, Match& match) const;
  size_t size() const noexcept;

 private:
  struct Sets;
  std::shared_ptr<const Sets> sets_;
};

}  // namespace cybercheck::lookup
