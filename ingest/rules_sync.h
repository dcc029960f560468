// SPDX-License-Identifier: Apache-2.0
// Brings the rules in force in line with the files: at start and on reload, each file whose digest differs from the one in force
// is entered as a …_set entry. The id of the entry covers the digest and the entry it replaces, so repeating is safe and going
// back to an older file works.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "ingest/rules_files.h"
#include "store/environment.h"
#include "store/sequencer.h"

namespace cybercheck::ingest {

struct InForce {
  uint64_t seq = 0;
  base::Digest digest{};
};
// By RulesKind; nullopt: nothing is in force yet.
using RulesInForce = std::array<std::optional<InForce>, kAllRules.size()>;

// Reads lookup's `rules` table for the entries in force, and their digests from the log. Errors: kDamaged, kIo.
base::Result<RulesInForce> ReadRulesInForce(store::Environment& data, store::Sequencer& sequencer);

// The `content` in force as lookup keeps it; nullopt: none. Errors: kDamaged, kIo.
base::Result<std::optional<std::string>> ReadContentInForce(store::Environment& data, RulesKind kind);

struct RulesChange {
  RulesKind kind{};
  uint64_t seq = 0;
};

// Submits what differs and waits for it. `actor`: "config" at start and reload, "cli" for a command. Gives the changes made.
// Errors: those of the Sequencer; kBadConfig with the code of the refusal when an entry is refused.
base::Result<std::vector<RulesChange>> SyncRules(store::Sequencer& sequencer, const RulesInForce& in_force,
                                                 const std::vector<RulesContent>& files, const std::string& actor,
                                                 const base::Clock& clock);

}  // namespace cybercheck::ingest
