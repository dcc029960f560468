// SPDX-License-Identifier: Apache-2.0
// Random work on cases over two years: complaints, amendments, moves, transfers released, banks' answers and what becomes of
// holds. It remembers what the tables do not keep: how long a case had been in each state that it left.
#pragma once

#include <algorithm>
#include <random>
#include <vector>

#include "event/case_work.h"
#include "event/hold.h"
#include "tests/cases/cases_world.h"

namespace cybercheck::cases {

class CaseWork {
 public:
  struct Left {
    event::CaseState state{};
    uint32_t day = 0;   // on which it left
    uint32_t days = 0;  // that it had been in it
  };

  explicit CaseWork(CasesWorld& world, unsigned seed) : world_(world), random_(seed) {}
  void Steps(int count);
  // A bank holds money of its own accord, at an account of few cases or of none, or tells what became of such a hold; or money
  // of a new case comes there.
  void WorkOnQuietAccount();

  event::Complaint Told();
  const std::vector<event::CaseRef>& filed() const { return filed_; }
  const std::vector<Left>& left() const { return left_; }

 private:
  int64_t NowS() const { return world_.clock.NowMs() / 1000; }
  unsigned Below(unsigned limit) { return static_cast<unsigned>(random_() % limit); }
  // A few are worked on again and again.
  event::CaseRef Some() { return filed_[random_() % (Below(2) == 0 ? std::min<size_t>(filed_.size(), 30) : filed_.size())]; }
  void File();
  void Move(event::CaseRef of);
  void WorkOnHold();
  void ReleaseTransfer(event::CaseRef of);

  CasesWorld& world_;
  std::mt19937 random_;
  std::vector<event::CaseRef> filed_;
  std::vector<event::HoldRef> detected_;
  std::vector<Left> left_;
};

}  // namespace cybercheck::cases
