// SPDX-License-Identifier: Apache-2.0
#include "store/log_verify.h"

#include <gtest/gtest.h>

#include "store/local_sequencer.h"
#include "store/log.h"
#include "store/scrub.h"
#include "tests/store/tally_projection.h"
#include "tests/store/temp_directory.h"

namespace cybercheck::store {
namespace {

// A byte of any entry changed by somebody who also mends the checksum: the chain finds it.
TEST(LogVerifyTest, AFlippedByteInAnyEntryIsFoundAndNamed) {
  constexpr uint64_t kEntries = 12;
  const TempDirectory directory;
  EnvironmentOptions options;
  options.no_sync = true;  // thousands of commits, none of which anybody relies on
  const auto environment = Environment::Open(directory.path(), options).value();
  TallyProjection tally;
  {
    const auto sequencer = LocalSequencer::Open(*environment, {&tally}, {}).value();
    for (uint64_t i = 1; i <= kEntries; ++i) ASSERT_TRUE(sequencer->SubmitAndWait(TallyDraft(i, 1)));
  }
  const base::Digest head = VerifyLog(*environment)->head;
  int found = 0;
  for (uint64_t seq = 1; seq <= kEntries; ++seq) {
    std::string row;
    {
      const ReadTxn txn = environment->BeginRead().value();
      row = std::string(*environment->OpenTable(txn, kLogTable)->Get(txn, SeqKey(seq)).value());
    }
    for (size_t at = 0; at < row.size(); ++at) {
      WriteTxn txn = environment->BeginWrite().value();
      const Table log = environment->OpenTable(txn, kLogTable).value();
      std::string flipped = row;
      flipped[at] = static_cast<char>(flipped[at] ^ 0x04);
      ASSERT_TRUE(log.Put(txn, SeqKey(seq), flipped));
      ASSERT_TRUE(txn.Commit());
      const auto verified = VerifyLog(*environment);
      if (verified.has_error()) {
        const std::string& detail = verified.error().detail;
        // Time, id, actor and the like are covered by the next entry's previous-hash alone.
        EXPECT_TRUE(detail.starts_with("entry " + std::to_string(seq) + ":") ||
                    detail.starts_with("entry " + std::to_string(seq + 1) + ":"))
            << detail;
        ++found;
      } else {
        // The last entry's header has no successor: its head hash differs from the one written down elsewhere.
        EXPECT_EQ(seq, kEntries) << at;
        EXPECT_NE(verified->head, head);
        ++found;
      }
      WriteTxn back = environment->BeginWrite().value();
      ASSERT_TRUE(log.Put(back, SeqKey(seq), row));
      ASSERT_TRUE(back.Commit());
    }
  }
  std::printf("%d flipped bytes, each found\n", found);
  EXPECT_EQ(VerifyLog(*environment)->head, head);
}

TEST(LogVerifyTest, AMissingEntryIsNamed) {
  const TempDirectory directory;
  const auto environment = Environment::Open(directory.path(), {}).value();
  TallyProjection tally;
  {
    const auto sequencer = LocalSequencer::Open(*environment, {&tally}, {}).value();
    for (uint64_t i = 1; i <= 5; ++i) ASSERT_TRUE(sequencer->SubmitAndWait(TallyDraft(i, 1)));
  }
  WriteTxn txn = environment->BeginWrite().value();
  ASSERT_TRUE(environment->OpenTable(txn, kLogTable)->Delete(txn, SeqKey(3)).value());
  ASSERT_TRUE(txn.Commit());
  const auto verified = VerifyLog(*environment);
  ASSERT_TRUE(verified.has_error());
  EXPECT_TRUE(verified.error().detail.starts_with("entry 3:")) << verified.error().detail;
  EXPECT_FALSE(Scrub(*environment)->problems.empty());
}

}  // namespace
}  // namespace cybercheck::store
