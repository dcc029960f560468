// SPDX-License-Identifier: Apache-2.0
// Any bytes as a record, a row of hosts or of proposals: refused, or decoded to what encodes to the same bytes; any record can be
// judged.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/check.h"
#include "lookup/host_row.h"
#include "lookup/proposal.h"
#include "lookup/record.h"
#include "lookup/verdict.h"

using namespace cybercheck;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  static lookup::Record record;
  static std::string again;
  static const lookup::Policy policy;
  if (lookup::DecodeRecord(bytes, record)) {
    lookup::EncodeRecord(record, again);
    CHECK(again == bytes);
    CHECK(lookup::FormOfRecord(bytes) == record.form);
    for (const int64_t now_s : {int64_t{0}, int64_t{1'760'000'000}, lookup::kTimeMaxS}) {
      const lookup::Judgement judgement = lookup::Judge(record, indicator::Kind::kUrl, policy, now_s);
      CHECK(judgement.score >= 0 && judgement.score <= 100);
      // Evidence never lists, but cases of several people that officers accepted.
      const bool by_cases = std::ranges::count(judgement.reasons(), wire::Reason::kListedByCases) != 0;
      CHECK(judgement.decided || by_cases || judgement.verdict != wire::Verdict::kListed);
      CHECK(judgement.source_classes != 0 || judgement.decided || judgement.verdict == wire::Verdict::kUnknown);
      CHECK(!judgement.merged || !judgement.decided);
    }
  }
  if (const auto host = lookup::HostRow::Decode(bytes)) {
    host->Encode(again);
    CHECK(again == bytes);
    static_cast<void>(host->ReachedAt(policy));
  }
  if (const auto proposal = lookup::DecodeProposal(bytes)) CHECK(lookup::EncodeProposal(*proposal) == bytes);
  return 0;
}
