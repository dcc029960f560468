// SPDX-License-Identifier: Apache-2.0
// Random entries of every type that the books keep, over few indicators, officers and people: some refused, some about what is
// not there, some redacted later.
#pragma once

#include <map>
#include <optional>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "event/sealed.h"
#include "tests/cases/cases_world.h"

namespace cybercheck::cases {

class RandomWork {
 public:
  // `redact_reports`: bodies of reports are redacted too, not only those of feeds.
  RandomWork(CasesWorld& world, uint64_t seed, bool redact_reports = false);
  void Step();  // some time passes, and something happens

 private:
  uint64_t Below(uint64_t limit) { return random_() % limit; }
  bool OneIn(uint64_t of) { return Below(of) == 0; }
  const indicator::Key& SomeKey() { return keys_[Below(keys_.size())]; }
  std::string Officer() { return "tok:00000000000000a" + std::to_string(Below(3)); }
  std::optional<event::Sealed> SomeText();
  event::Outcome Submit(event::EntryType type, const std::string& actor, std::string body, uint16_t version = 1);
  uint64_t SomeSeq(event::EntryType type);
  void Reports();
  void Feed();
  void Review();
  void Undo();
  void OpenAppeal();
  void MoveAppeal();
  void WithdrawOrRedact();
  void Claim();
  void Erase();
  void Attach();

  CasesWorld& world_;
  bool redact_reports_;
  std::mt19937_64 random_;
  std::vector<indicator::Key> keys_;
  std::vector<std::pair<uint64_t, event::EntryType>> seqs_;
  std::map<uint64_t, indicator::Key> appeals_;
  std::vector<std::string> files_;
};

}  // namespace cybercheck::cases
