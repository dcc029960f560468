// SPDX-License-Identifier: Apache-2.0
#include "lookup/proposal.h"

#include <algorithm>

#include "lookup/be_bytes.h"

namespace cybercheck::lookup {

std::string EncodeProposal(const Proposal& proposal) {
  std::string out;
  AppendBe<8>(proposal.seq, out);
  AppendBe<8>(proposal.actor, out);
  AppendBe<1>(static_cast<uint8_t>(proposal.decision), out);
  AppendBe<1>(proposal.category, out);
  AppendBe<5>(static_cast<uint64_t>(proposal.until_s), out);
  out.append(proposal.into.begin(), proposal.into.end());
  return out;
}

base::Result<Proposal> DecodeProposal(std::string_view bytes) {
  ByteReader reader(bytes);
  Proposal proposal;
  proposal.seq = reader.Take<8>();
  proposal.actor = reader.Take<8>();
  const uint64_t decision = reader.Take<1>();
  proposal.category = static_cast<uint8_t>(reader.Take<1>());
  proposal.until_s = static_cast<int64_t>(reader.Take<5>());
  const std::string_view into = reader.TakeBytes(proposal.into.size());
  std::ranges::copy(into, proposal.into.begin());
  if (!reader.AtEnd() || decision > static_cast<uint64_t>(event::ReviewDecision::kNeedsMore))
    return base::Fail(base::ErrorCode::kDamaged, "a row of proposals is not laid out as they are");
  proposal.decision = static_cast<event::ReviewDecision>(decision);
  return proposal;
}

}  // namespace cybercheck::lookup
