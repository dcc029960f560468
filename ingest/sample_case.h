// SPDX-License-Identifier: Apache-2.0
// One case of sample data with all that becomes of it: the complaint that opens it, others that tell the same loss, what banks
// answer, how it moves to its end. Made from the seed and its number alone, as often as wanted. What is entered later names what
// was entered before by place in the plan; the numbers of entries are filled in when they are known (ingest/sample_stream.h).
#pragma once

#include <cstdint>
#include <variant>
#include <vector>

#include "event/case_file.h"
#include "event/case_work.h"
#include "event/hold.h"
#include "ingest/sample_calendar.h"
#include "ingest/sample_network.h"

namespace cybercheck::ingest {

struct SampleOptions {
  uint64_t seed = 1;
  uint32_t cases = 1000;
  uint32_t years = 3;
  uint32_t until_day = 0;  // the last day, Asia/Bangkok, as days since 1970-01-01
};
inline constexpr uint32_t kSampleCasesMax = 10'000'000;
inline constexpr uint32_t kSampleYearsMax = 10;

using SampleBody = std::variant<event::Complaint, event::HoldAnswer, event::HoldMove, event::CaseAmend, event::CaseMove,
                                event::TransferRelease, event::ReleaseAsk, event::ReleaseMove>;

struct SampleStep {
  static constexpr int kOwnComplaint = -1;

  int64_t at_s = 0;           // when it happens: the entry's time
  int64_t due_s = 0;          // when its turn is (ingest/sample_plan.h)
  int after = kOwnComplaint;  // an earlier step, whose entry it names
  uint32_t row = 0;           // of that entry's transfers
  SampleBody body;            // without the numbers of entries
};

struct SampleCase {
  uint32_t number = 0;
  event::Complaint complaint;
  std::vector<SampleStep> steps;  // in the order of their turns; none behind the calendar's end
};

class SampleWorld {
 public:
  explicit SampleWorld(const SampleOptions& options);

  // Of all options: another size is other data, and what two loads into one directory make has nothing in common.
  uint64_t seed() const { return seed_; }
  const SampleCalendar& calendar() const { return calendar_; }
  SampleCase Case(uint32_t number) const;

  // The tracking code of a complaint as its sender would have it. `copy` 0 opens the case, from 1 they tell the same loss again.
  std::string TrackingCode(uint32_t number, uint32_t copy) const;

 private:
  uint64_t seed_;
  SampleCalendar calendar_;
  SampleNetworks networks_;
};

}  // namespace cybercheck::ingest
