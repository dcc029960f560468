// SPDX-License-Identifier: Apache-2.0
// Sample cases as log entries, pulled one by one: complaints in the order in which they were reported, and among them what
// officers and banks did since then (ingest/sample_plan.h). The same options give the same entries, byte for byte, but for the
// numbers of other entries in them; each is named by the options and its place, so what was entered before is known when it comes
// again, and a load that was stopped goes on.
//
//   each window:  what was done in it, each an entry
//                 the complaints reported in it, each an entry
//                 once all of a day's have come, its control totals
//                 notices that moves made are told to have been sent: nobody shall send them
//
// Later entries name earlier ones by their numbers in the log: whoever enters them tells those (Entered), and Next says when it
// has to wait for one. Memory: 8 bytes a case, and 12 for each whose life goes on. One thread.
#pragma once

#include <array>
#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <queue>
#include <string>
#include <string_view>
#include <tuple>
#include <unordered_map>
#include <utility>
#include <vector>

#include "event/entry.h"
#include "ingest/sample_case.h"

namespace cybercheck::ingest {

class SampleStream {
 public:
  explicit SampleStream(const SampleOptions& options);

  struct Item {
    uint64_t place = 0;   // from 0, without gaps
    bool wanted = false;  // its number will be asked for
    event::Draft draft;
  };
  enum class State : uint8_t { kItem, kWaits, kEnd };
  // kItem: `out` is the next. kWaits: it names an entry whose number is not known yet; ask again after Entered.
  State Next(Item& out);
  // The item `place`, a `wanted` one, is entry `seq` of the log.
  void Entered(uint64_t place, uint64_t seq);

  const SampleWorld& world() const { return world_; }
  uint64_t cases() const { return next_; }             // whose complaints have come
  uint64_t complaints() const { return complaints_; }  // with those that tell a loss again
  size_t open_cases() const { return due_.size(); }    // whose life goes on

 private:
  // A case's next step.
  struct Due {
    uint32_t after_s;  // since the calendar's begin
    uint32_t number;
    uint32_t step;
    friend bool operator>(const Due& a, const Due& b) {
      return std::tie(a.after_s, a.number, a.step) > std::tie(b.after_s, b.number, b.step);
    }
  };
  using StepKey = std::pair<uint32_t, int>;  // case, step
  struct Total {
    uint64_t complaints = 0;
    int64_t damage_satang = 0;
  };
  using Totals = std::array<Total, event::kCaseChannelCount>;

  // What waits for an entry's number.
  struct Awaited {
    std::optional<StepKey> step;  // a later step of its case
    bool notice = false;          // the notice of a move, place `index` of batch `batch`
    uint64_t batch = 0;
    size_t index = 0;
  };
  struct Notices {
    std::vector<uint64_t> seqs;  // 0: not entered yet
    uint32_t window = 0;         // of the last
  };

  State NextStep(Item& out);
  State NextNotices(Item& out);
  void KeepNotice(Awaited& awaited);
  void NextComplaint(Item& out);
  bool NextTotal(Item& out);
  void Schedule(const SampleCase& sample, uint32_t step);
  uint64_t SeqOf(uint32_t number, int step) const;  // 0: not entered yet
  void Finish(std::string_view what, uint64_t first, uint64_t second, int64_t at_s, event::EntryType type, std::string body,
              Item& out);
  void Count(const event::Complaint& complaint);

  const SampleWorld world_;
  const std::string name_;  // of the options, in ids
  enum class Phase : uint8_t { kSteps, kComplaints, kTotals };
  Phase phase_ = Phase::kSteps;
  uint32_t window_ = 0;
  uint32_t next_ = 0;        // case
  uint32_t window_end_ = 0;  // the first case that is not reported in this window
  uint64_t places_ = 0, complaints_ = 0;
  std::priority_queue<Due, std::vector<Due>, std::greater<>> due_;
  std::vector<uint64_t> seqs_;                     // of cases; 0: not entered yet
  std::map<StepKey, uint64_t> kept_;               // entries of steps that a later step of their case names
  std::unordered_map<uint64_t, Awaited> awaited_;  // by place
  std::map<uint32_t, Totals> totals_;              // by day
  size_t channel_ = 0;                             // whose total of the first of these days is next
  std::deque<Notices> notices_;                    // not told to be sent yet
  uint64_t notices_told_ = 0;                      // batches of them
};

}  // namespace cybercheck::ingest
