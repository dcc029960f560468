// SPDX-License-Identifier: Apache-2.0
#include "store/local_sequencer.h"

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <cstdio>
#include <thread>

#include "event/body_redact.h"
#include "store/applier.h"
#include "store/log_verify.h"
#include "store/replay.h"
#include "store/scrub.h"
#include "tests/store/tally_projection.h"
#include "tests/store/temp_directory.h"

namespace cybercheck::store {
namespace {

using base::ErrorCode;

class LocalSequencerTest : public testing::Test {
 protected:
  LocalSequencerTest() : environment_(Environment::Open(directory_.path(), {}).value()) { Start(); }
  void Start() {
    LocalSequencerOptions options;
    options.fatal = [this](const base::Error& error) { fatal_.push_back(base::ToString(error)); };
    sequencer_ = LocalSequencer::Open(*environment_, {&tally_}, options).value();
  }
  base::Digest ReplayedDigest() {
    const TempDirectory copy;
    const auto destination = Environment::Open(copy.path(), {}).value();
    TallyProjection tally;
    const auto replayed = Replay(*environment_, *destination, {&tally});
    EXPECT_TRUE(replayed) << base::ToString(replayed.error());
    return DataDigest(*destination).value();
  }

  TempDirectory directory_;
  std::unique_ptr<Environment> environment_;
  TallyProjection tally_;
  std::vector<std::string> fatal_;
  std::unique_ptr<LocalSequencer> sequencer_;
};

event::Draft RedactDraft(uint64_t seq, const std::string& name) {
  event::Draft draft;
  draft.id = base::Sha256(name);
  draft.time_ms = 1'700'000'500'000;
  draft.type = event::EntryType::kBodyRedact;
  draft.actor = "cli";
  draft.body = event::EncodeBodyRedact({seq, "test"});
  return draft;
}

TEST_F(LocalSequencerTest, AnswersOnceDurableAndReplaysTheStoredOutcome) {
  const auto first = sequencer_->SubmitAndWait(TallyDraft(1));
  ASSERT_TRUE(first);
  EXPECT_TRUE(first->outcome.accepted);
  EXPECT_EQ(first->outcome.seq, 1u);
  EXPECT_FALSE(first->replayed);
  const auto again = sequencer_->SubmitAndWait(TallyDraft(1));  // another salt, the same command
  ASSERT_TRUE(again);
  EXPECT_TRUE(again->replayed);
  EXPECT_EQ(again->outcome.result, first->outcome.result);
  EXPECT_EQ(sequencer_->applied_seq(), 1u);
}

TEST_F(LocalSequencerTest, TheSameIdWithAnotherCommandIsAConflict) {
  ASSERT_TRUE(sequencer_->SubmitAndWait(TallyDraft(1)));
  event::Draft other = TallyDraft(2);
  other.id = TallyDraft(1).id;
  EXPECT_EQ(sequencer_->SubmitAndWait(other).error().code, ErrorCode::kConflict);
  EXPECT_EQ(sequencer_->applied_seq(), 1u);
  EXPECT_TRUE(fatal_.empty());
}

TEST_F(LocalSequencerTest, ARefusalIsStoredAndChangesNoTable) {
  const auto refused = sequencer_->SubmitAndWait(TallyDraft(1, 3, "refused"));
  ASSERT_TRUE(refused);
  EXPECT_FALSE(refused->outcome.accepted);
  EXPECT_EQ(refused->outcome.code, "source_refused");
  EXPECT_TRUE(sequencer_->SubmitAndWait(TallyDraft(1, 3, "refused"))->replayed);
  const auto txn = environment_->BeginRead();
  EXPECT_EQ(environment_->OpenTable(*txn, kTallyTable)->Count(*txn).value(), 0u);
}

TEST_F(LocalSequencerTest, ADraftOfANewerProgramIsRefusedAloneAndTheRestGoesOn) {
  event::Draft newer = TallyDraft(1);
  newer.type = static_cast<event::EntryType>(999);
  EXPECT_EQ(sequencer_->SubmitAndWait(newer).error().code, ErrorCode::kNewerVersion);
  newer = TallyDraft(1);
  newer.version = 2;
  EXPECT_EQ(sequencer_->SubmitAndWait(newer).error().code, ErrorCode::kNewerVersion);
  newer.version = 1;
  newer.rules = event::kRulesCurrent + 1;
  EXPECT_EQ(sequencer_->SubmitAndWait(newer).error().code, ErrorCode::kNewerVersion);
  EXPECT_TRUE(fatal_.empty());
  EXPECT_TRUE(sequencer_->SubmitAndWait(TallyDraft(2)));
  EXPECT_EQ(VerifyLog(*environment_)->entries, 1u);
}

TEST_F(LocalSequencerTest, ABodyThatIsNotWhatItsTypeSaysIsAnsweredAloneAndLeavesNothing) {
  event::Draft bad = TallyDraft(3);
  bad.body = event::BeginBody() + ",\"rows\":7}";
  event::Draft unsalted = TallyDraft(4);
  unsalted.body = "{}";
  std::atomic<int> waiting = 5;
  std::vector<ErrorCode> codes(5, ErrorCode::kInternal);
  const event::Draft drafts[] = {TallyDraft(1), bad, TallyDraft(2), unsalted, TallyDraft(5)};
  for (size_t i = 0; i < 5; ++i)
    sequencer_->Submit(drafts[i], Priority::kInteractive, [&, i](auto reply) {
      if (reply.has_error()) codes[i] = reply.error().code;
      waiting.fetch_sub(1);
      waiting.notify_all();
    });
  for (int left; (left = waiting.load()) != 0;) waiting.wait(left);
  EXPECT_EQ(codes[1], ErrorCode::kDamaged);
  EXPECT_EQ(codes[3], ErrorCode::kBadRequest);
  EXPECT_TRUE(fatal_.empty());
  EXPECT_EQ(sequencer_->applied_seq(), 3u);
  EXPECT_EQ(VerifyLog(*environment_)->entries, 3u);
  EXPECT_EQ(DataDigest(*environment_).value(), ReplayedDigest());
}

TEST_F(LocalSequencerTest, AnEntryOfANewerProgramInALogStopsItsReplay) {
  ASSERT_TRUE(sequencer_->SubmitAndWait(TallyDraft(1)));
  event::Entry entry = sequencer_->ReadFrom(1, 1)->at(0);
  const TempDirectory copy;
  const auto destination = Environment::Open(copy.path(), {}).value();
  TallyProjection tally;
  auto applier = Applier::Open(*destination, {&tally}).value();
  entry.header.type = static_cast<event::EntryType>(999);
  auto txn = destination->BeginWrite().value();
  EXPECT_EQ(applier.Replay(entry, txn).error().code, ErrorCode::kNewerVersion);
}

TEST_F(LocalSequencerTest, AReplayGivesTheSameTables) {
  for (uint64_t i = 1; i <= 600; ++i)
    ASSERT_TRUE(sequencer_->SubmitAndWait(TallyDraft(i, i % 5 + 1, i % 9 == 0 ? "refused" : "test")));
  EXPECT_EQ(DataDigest(*environment_).value(), ReplayedDigest());
  const auto summary = VerifyLog(*environment_);
  ASSERT_TRUE(summary) << base::ToString(summary.error());
  EXPECT_EQ(summary->entries, 600u);
  EXPECT_TRUE(Scrub(*environment_)->problems.empty());
  EXPECT_EQ(sequencer_->ReadFrom(599, 10)->size(), 2u);
}

TEST_F(LocalSequencerTest, ARedactedBodyIsGoneTheChainHoldsAndAReplayStillGivesTheSameTables) {
  for (uint64_t i = 1; i <= 20; ++i) ASSERT_TRUE(sequencer_->SubmitAndWait(TallyDraft(i)));
  ASSERT_TRUE(sequencer_->SubmitAndWait(RedactDraft(7, "a"))->outcome.accepted);
  EXPECT_FALSE(sequencer_->ReadFrom(7, 1)->at(0).body.has_value());
  EXPECT_TRUE(sequencer_->ReadFrom(8, 1)->at(0).body.has_value());
  ASSERT_TRUE(sequencer_->SubmitAndWait(TallyDraft(21)));
  const auto summary = VerifyLog(*environment_);
  ASSERT_TRUE(summary) << base::ToString(summary.error());
  EXPECT_EQ(summary->redacted, 1u);
  EXPECT_EQ(DataDigest(*environment_).value(), ReplayedDigest());

  EXPECT_EQ(sequencer_->SubmitAndWait(RedactDraft(21, "b"))->outcome.code, "not_redactable");  // itself a redaction
  EXPECT_EQ(sequencer_->SubmitAndWait(RedactDraft(7, "d"))->outcome.code, "already_redacted");
  EXPECT_EQ(sequencer_->SubmitAndWait(RedactDraft(99, "c"))->outcome.code, "not_found");
  EXPECT_EQ(DataDigest(*environment_).value(), ReplayedDigest());
}

TEST_F(LocalSequencerTest, ReplayRefusesADestinationThatHoldsSomething) {
  ASSERT_TRUE(sequencer_->SubmitAndWait(TallyDraft(1)));
  const TempDirectory copy;
  const auto destination = Environment::Open(copy.path(), {}).value();
  TallyProjection a, b;
  ASSERT_TRUE(Replay(*environment_, *destination, {&a}));
  EXPECT_EQ(Replay(*environment_, *destination, {&b}).error().code, ErrorCode::kConflict);
}

TEST_F(LocalSequencerTest, EachSubmittersEntriesKeepTheirOrder) {
  constexpr uint64_t kSubmitters = 8, kEach = 100;
  std::vector<std::thread> submitters;
  std::vector<std::vector<uint64_t>> seqs(kSubmitters);
  std::atomic<int> waiting = kSubmitters * kEach;
  for (uint64_t s = 0; s < kSubmitters; ++s) {
    seqs[s].resize(kEach);
    submitters.emplace_back([&, s] {
      for (uint64_t i = 0; i < kEach; ++i)
        sequencer_->Submit(TallyDraft(s * kEach + i), s % 2 == 0 ? Priority::kInteractive : Priority::kBulk,
                           [&, s, i](auto reply) {
                             seqs[s][i] = reply.has_value() ? reply->outcome.seq : 0;
                             waiting.fetch_sub(1);
                             waiting.notify_all();
                           });
    });
  }
  for (std::thread& submitter : submitters) submitter.join();
  for (int left; (left = waiting.load()) != 0;) waiting.wait(left);
  for (const auto& own : seqs) {
    EXPECT_GT(own.front(), 0u);
    EXPECT_TRUE(std::is_sorted(own.begin(), own.end()));
  }
  EXPECT_EQ(sequencer_->applied_seq(), kSubmitters * kEach);
  EXPECT_TRUE(sequencer_->WaitFor(kSubmitters * kEach, 0));
  EXPECT_FALSE(sequencer_->WaitFor(kSubmitters * kEach + 1, 1));
}

TEST_F(LocalSequencerTest, AFullQueueSaysSo) {
  sequencer_.reset();
  LocalSequencerOptions options;
  options.queue_entries_max = 2;
  sequencer_ = LocalSequencer::Open(*environment_, {&tally_}, options).value();
  std::atomic<int> done = 0, overloaded = 0;
  constexpr int kSubmitted = 2000;
  for (uint64_t i = 0; i < kSubmitted; ++i)
    sequencer_->Submit(TallyDraft(i), Priority::kBulk, [&](auto reply) {
      if (reply.has_error() && reply.error().code == ErrorCode::kOverloaded) ++overloaded;
      ++done;
    });
  sequencer_.reset();  // answers what is queued
  EXPECT_EQ(done, kSubmitted);
  EXPECT_GT(overloaded, 0);
}

TEST_F(LocalSequencerTest, GroupCommit) {
  constexpr uint64_t kClients = 64, kEach = 40;
  const auto started = std::chrono::steady_clock::now();
  std::vector<std::thread> clients;
  for (uint64_t c = 0; c < kClients; ++c)
    clients.emplace_back([&, c] {
      for (uint64_t i = 0; i < kEach; ++i) ASSERT_TRUE(sequencer_->SubmitAndWait(TallyDraft(c * kEach + i)));
    });
  for (std::thread& client : clients) client.join();
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - started).count();
  const auto stats = sequencer_->stats();
  std::printf("%d clients: %.0f durable entries/s, %.1f entries a commit\n", static_cast<int>(kClients),
              kClients * kEach / seconds, static_cast<double>(stats.entries) / static_cast<double>(stats.batches));
  EXPECT_EQ(stats.entries, kClients * kEach);
  EXPECT_LT(stats.batches, stats.entries / 2);
}

TEST_F(LocalSequencerTest, AFullMapIsStorageFullAndReadsGoOn) {
  sequencer_.reset();
  environment_.reset();
  EnvironmentOptions options;
  options.map_bytes = 1 << 20;
  environment_ = Environment::Open(directory_.path(), options).value();
  Start();
  uint64_t accepted = 0;
  base::Error refused;
  for (uint64_t i = 1; i < 2000; ++i) {
    const auto reply = sequencer_->SubmitAndWait(TallyDraft(i, 20));
    if (reply.has_error()) {
      refused = reply.error();
      break;
    }
    ++accepted;
  }
  EXPECT_EQ(refused.code, ErrorCode::kStorageFull) << base::ToString(refused);
  EXPECT_GT(accepted, 10u);
  EXPECT_TRUE(fatal_.empty());
  EXPECT_EQ(VerifyLog(*environment_)->entries, accepted);
  EXPECT_EQ(sequencer_->SubmitAndWait(TallyDraft(1, 20))->replayed, true);
  EXPECT_GE(sequencer_->stats().storage_full, 1u);
}

}  // namespace
}  // namespace cybercheck::store
