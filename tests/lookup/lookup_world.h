// SPDX-License-Identifier: Apache-2.0
// A data directory with the lookup projection, the Sequencer and an engine, as the server has them, in a temporary directory that
// is removed at the end. Faults of the set-up end the test process.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "base/clock.h"
#include "event/appeal.h"
#include "event/feed_observed.h"
#include "event/report_submit.h"
#include "event/report_withdraw.h"
#include "event/review.h"
#include "lookup/engine.h"
#include "lookup/projection.h"
#include "lookup/record.h"
#include "lookup/record_tally.h"
#include "store/local_sequencer.h"

namespace cybercheck::lookup {

class LookupWorld {
 public:
  static constexpr int64_t kNowS = 1'760'000'000;

  explicit LookupWorld(int64_t now_s = kNowS);
  ~LookupWorld();
  LookupWorld(const LookupWorld&) = delete;
  LookupWorld& operator=(const LookupWorld&) = delete;

  // Entries; the outcome must be "accepted" unless the name says otherwise.
  event::Outcome Feed(const std::string& source, std::vector<event::FeedRow> rows);
  event::Outcome TryFeed(const std::string& source, const event::FeedObserved& feed);
  event::Outcome Set(event::EntryType type, const std::string& content);
  event::Outcome Redact(uint64_t seq);
  event::Outcome Report(std::vector<event::Report> reports, const std::string& actor = "anon");
  event::Outcome Withdraw(std::vector<event::ReportRef> reports);
  event::Outcome Review(const std::string& officer, event::ReviewDecision decision, const std::vector<std::string>& keys,
                        const std::string& into = {}, int64_t until_s = 0);
  event::Outcome Undo(const std::string& officer, uint64_t seq, const std::string& key);
  event::Outcome Appeal(const std::string& key, uint16_t version = 1);
  event::Outcome MoveAppeal(const std::string& officer, uint64_t appeal, const std::string& key, event::AppealState to);
  event::Outcome Submit(event::EntryType type, const std::string& actor, std::string body, uint16_t version = 1);

  // What a check says. Errors end the process.
  wire::Answer Check(std::optional<indicator::Kind> kind, const std::string& value, int64_t as_of_s = 0);
  base::Result<wire::Answer> TryCheck(const Engine::Query& query);

  // The record of a key, decoded; nullopt: none. Its form lives until the next call.
  std::optional<Record> RecordOf(const std::string& key);
  // All rows of all tables but `meta` and `counts`: "table/key" -> value. Records must be tallied as they stand.
  std::map<std::string, std::string> Dump();
  // A new world with the same log, applied anew.
  std::unique_ptr<LookupWorld> Replayed();
  // Closes everything, and opens it again from the files.
  void Reopen();

  base::ManualClock& clock() { return clock_; }
  store::Environment& environment() { return *environment_; }
  LookupProjection& projection() { return *projection_; }
  Engine& engine() { return *engine_; }
  store::Sequencer& sequencer() { return *sequencer_; }

 private:
  void Open();
  void Close();
  void ExpectTallied(const store::ReadTxn& txn);
  std::string path_;
  base::ManualClock clock_;
  std::unique_ptr<store::Environment> environment_;
  std::unique_ptr<LookupProjection> projection_;
  std::unique_ptr<store::LocalSequencer> sequencer_;
  std::unique_ptr<Engine> engine_;
  std::optional<Engine::Session> session_;
  uint64_t next_id_ = 1;
  std::string record_bytes_;
};

indicator::Key KeyOf(const std::string& key);
// One voice about some keys, now.
event::Report Said(event::Channel channel, const std::string& reporter, const std::vector<std::string>& keys,
                   int64_t at_s = LookupWorld::kNowS);
void ExpectSameTables(const std::map<std::string, std::string>& a, const std::map<std::string, std::string>& b,
                      const std::string& what);

// A row of a feed: "url:bad.example/x" seen at `at_s`.
event::FeedRow SeenAt(const std::string& key, int64_t at_s, bool promotes = false);
bool HasReason(const wire::Answer& answer, wire::Reason reason, std::string_view about = {});

}  // namespace cybercheck::lookup
