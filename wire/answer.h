// SPDX-License-Identifier: Apache-2.0
// The answer to one check, and its JSON (docs/openapi.yaml, schema Answer). Reuse one Answer: Clear keeps its buffers, and
// filling and writing it allocates nothing once they have grown. Written into caller's buffer; never throws on any bytes: strings
// are escaped, and bytes that are not UTF-8 become U+FFFD.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "indicator/kind.h"
#include "wire/case_type.h"
#include "wire/verdict.h"

namespace cybercheck::wire {

struct ReasonNote {
  Reason reason;
  std::string about;  // a key, host, source or name the reason speaks of; may be empty; never a reporter
};

struct Candidate {
  std::string kind, key, verdict;
};

struct Answer {
  indicator::Kind kind{};
  std::string value;                  // the canonical form as people write it: what was understood, not what was sent
  std::string key;                    // "kind:form", printable
  std::string id;                     // 34 hex digits
  std::string matched;                // the key whose record decided, when it is not `key`; else empty
  std::vector<Candidate> candidates;  // auto only: every reading of the value, best guess first
  Verdict verdict = Verdict::kUnknown;
  int score = 0;                              // 0 to 100
  uint64_t reports = 0;                       // accepted reports that count
  uint64_t reporters = 0;                     // distinct, of reports that count; above 32 an estimate
  int64_t first_seen_s = 0, last_seen_s = 0;  // 0: null
  Category category = Category::kNone;        // kNone: null
  CaseTypes case_types = 0;
  std::vector<std::string> sources;  // classes ("feed", "patrol"), no names of people
  std::vector<ReasonNote> reasons;
  size_t reason_count = 0;  // entries of `reasons` in use
  bool under_review = false;
  bool names_number = false;  // a phone number, account or PromptPay id was looked up: budgeted; not part of the JSON
  std::string would_change;   // code: what would change the verdict (decay, review, appeal); may be empty
  int64_t as_of_s = 0;
  uint64_t policy = 0;  // seq of the policy entry in force
  int32_t ttl_s = 0;    // how long the answer may be kept

  void Clear() noexcept;
  void AddReason(Reason reason, std::string_view about = {});
};

// Which texts an answer carries.
struct Texts {
  bool th = false, en = false;
  bool any() const { return th || en; }
};

void AppendAnswer(const Answer& answer, Context context, Texts texts, std::string& out);
// {"error":{"code":…,"detail":…}}: what stands in a batch in place of an answer.
void AppendItemError(const base::Error& error, std::string& out);
// RFC 9457 application/problem+json.
void AppendProblem(const base::Error& error, std::string& out);

// A JSON string with its quotes.
void AppendJsonString(std::string_view text, std::string& out);

}  // namespace cybercheck::wire
