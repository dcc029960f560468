// SPDX-License-Identifier: Apache-2.0
// One thread's part of the engine: its transaction, its buffers, and the check of one canonicalized value.
#pragma once

#include <array>
#include <optional>
#include <vector>

#include "base/epoch.h"
#include "lookup/engine.h"
#include "lookup/evidence.h"
#include "lookup/filter.h"
#include "lookup/lookups.h"
#include "lookup/record.h"
#include "lookup/verdict.h"
#include "store/environment.h"

namespace cybercheck::lookup {

struct Engine::Session::State {
  struct ReadSection {
    explicit ReadSection(base::EpochReader& reader) : guard(reader.Enter()) {}
    base::EpochReader::Guard guard;
  };

  State(store::ReadTxn read_txn, store::Table records_table, store::Table evidence_table, base::EpochDomain& domain,
        const base::Clock& time)
      : txn(std::move(read_txn)), records(records_table), evidence(evidence_table), reader(domain), clock(time) {}

  // Fills `answer`. Errors: kDamaged, kIo.
  base::Result<void> CheckOne(const indicator::Canonical& canonical, wire::Answer& answer);

  store::ReadTxn txn;
  store::Table records, evidence;
  base::EpochReader reader;
  std::optional<ReadSection> section;
  const base::Clock& clock;
  int64_t begun_s = 0;  // when the batch was: asking the time for every item would cost as much as its filter

  // Of the check at hand.
  const Filter* filter = nullptr;
  const Rules* rules = nullptr;
  int64_t now_s = 0;
  indicator::KeyBytes own_key{};
  std::array<uint64_t, Lookups::kMax> hashes;  // in the filter, one a lookup
  bool in_the_past = false, patterns = true;

  // Buffers.
  indicator::Canonical canonical;
  std::vector<indicator::Canonical> candidates;
  wire::Answer other;
  Record record;
  SlotFold fold;
  Patterns::Match match;
  std::string merged_key, other_key;

 private:
  struct Found {
    Judgement judgement;
    const Lookup* lookup = nullptr;  // null: nothing is known
    bool merged = false;             // the answer is that of the key in `merged_key`
  };
  // Hashes all keys and asks for their lines of the filter; what is done until Find needs them hides the way to memory.
  void Prefetch(const Lookups& lookups);
  // The worst of all keys looked up, up to the first that a decision settles.
  base::Result<void> Find(const Lookups& lookups, const OfficialRow* official, Found& found);
  // Into `record`; false: not in the index.
  base::Result<bool> Read(const Lookup& lookup);
  // Decodes what was read into `record`, as of the time asked about.
  base::Result<void> Understand(const indicator::KeyBytes& key, std::string_view bytes);
  // The record in `record` is by decision the same as another: its answer, where that is worse, with its key in `other_key`.
  base::Result<bool> FollowMerge(Judgement& judgement);
  void TellHint(const indicator::Canonical& canonical, const Lookup& lookup, const Judgement& judgement,
                wire::Answer& answer) const;
  void TellOfficial(const indicator::Canonical& canonical, const OfficialRow* official, wire::Answer& answer) const;
  void TellUnlisted(const indicator::Canonical& canonical, const OfficialRow* official, wire::Answer& answer);
  void TellMatch(const indicator::Canonical& canonical, const Found& found, wire::Answer& answer) const;
};

}  // namespace cybercheck::lookup
