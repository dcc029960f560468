// SPDX-License-Identifier: Apache-2.0
// Crashes and failing storage: what was acknowledged is there, whole; what was not is there whole or not at all, and its id
// tells.
#include <fcntl.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <sys/mount.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <fstream>
#include <random>
#include <set>

#include "store/data_directory.h"
#include "store/local_sequencer.h"
#include "store/log_verify.h"
#include "store/replay.h"
#include "store/scrub.h"
#include "tests/store/tally_projection.h"
#include "tests/store/temp_directory.h"

namespace cybercheck::store {
namespace {

constexpr uint64_t kFullMark = uint64_t{1} << 63;

struct DriverRun {
  std::set<uint64_t> acknowledged, full;
  int status = 0;
};

// Runs the driver; kills it after `kill_after` acknowledgements (0: lets it end).
DriverRun Drive(const std::string& path, uint64_t first, uint64_t count, uint64_t kill_after,
                const std::vector<std::string>& environment = {}) {
  int ends[2];
  EXPECT_EQ(pipe2(ends, O_CLOEXEC), 0);
  const std::string first_text = std::to_string(first), count_text = std::to_string(count);
  const pid_t child = fork();
  if (child == 0) {
    dup2(ends[1], 3);
    for (const std::string& variable : environment) putenv(strdup(variable.c_str()));
    execl(CRASH_DRIVER, CRASH_DRIVER, path.c_str(), first_text.c_str(), count_text.c_str(), nullptr);
    _exit(127);
  }
  close(ends[1]);
  DriverRun run;
  uint64_t number = 0;
  while (read(ends[0], &number, sizeof number) == sizeof number) {
    if (number & kFullMark)
      run.full.insert(number & ~kFullMark);
    else
      run.acknowledged.insert(number);
    if (kill_after != 0 && run.acknowledged.size() >= kill_after) {
      kill(child, SIGKILL);
      kill_after = 0;
    }
  }
  close(ends[0]);
  waitpid(child, &run.status, 0);
  return run;
}

// Opens with the open check; everything acknowledged is there once, tables are what a replay makes, and unacknowledged ids
// resolve.
void ExpectWhole(const std::string& path, const std::set<uint64_t>& acknowledged, uint64_t first, uint64_t count) {
  const auto directory = DataDirectory::Open(path, {});
  ASSERT_TRUE(directory) << base::ToString(directory.error());
  Environment& data = (*directory)->data();
  {
    const TempDirectory copy;
    const auto destination = Environment::Open(copy.path(), {}).value();
    TallyProjection tally;
    ASSERT_TRUE(Replay(data, *destination, {&tally}));
    ASSERT_EQ(DataDigest(*destination).value(), DataDigest(data).value()) << "something is half applied";
  }
  TallyProjection tally;
  const auto sequencer = LocalSequencer::Open(data, {&tally}, {}).value();
  const uint64_t before = sequencer->applied_seq();
  ASSERT_GE(before, acknowledged.size());
  uint64_t known = 0;
  for (uint64_t number = first; number < first + count; ++number) {
    const auto reply = sequencer->SubmitAndWait(TallyDraft(number, 5));
    ASSERT_TRUE(reply) << base::ToString(reply.error());
    if (reply->replayed) ++known;
    ASSERT_TRUE(reply->replayed || !acknowledged.contains(number)) << "acknowledged entry " << number << " is lost";
  }
  ASSERT_GE(known, acknowledged.size());
  ASSERT_TRUE(Scrub(data)->problems.empty());
}

TEST(CrashTest, KillAtRandomMoments) {
  const int rounds = std::getenv("CYBERCHECK_SOAK") != nullptr ? 200 : 10;
  std::mt19937_64 random(99);
  const TempDirectory directory;
  const std::string path = directory.path() + "/d";
  uint64_t acknowledged = 0;
  for (int round = 0; round < rounds; ++round) {
    const uint64_t first = static_cast<uint64_t>(round) * 1000 + 1, count = 400;
    const DriverRun run = Drive(path, first, count, 1 + random() % 300);
    ASSERT_TRUE(WIFSIGNALED(run.status) || WEXITSTATUS(run.status) == 0) << run.status;
    acknowledged += run.acknowledged.size();
    ASSERT_NO_FATAL_FAILURE(ExpectWhole(path, run.acknowledged, first, count));
  }
  std::printf("%d kills, %llu acknowledged entries, 0 lost, 0 half applied\n", rounds,
              static_cast<unsigned long long>(acknowledged));
}

// Of a run one by one: how many acknowledgements did not have a sync of the data and then a synced meta page between the entry
// before and themselves.
int UnsyncedAcknowledgements(const std::string& path, uint64_t count, bool no_sync) {
  int ends[2];
  EXPECT_EQ(pipe2(ends, O_CLOEXEC), 0);
  const std::string count_text = std::to_string(count), preload = std::string("LD_PRELOAD=") + FAULT_SHIM;
  const pid_t child = fork();
  if (child == 0) {
    dup2(ends[1], 3);
    putenv(strdup(preload.c_str()));
    putenv(strdup("FAULT_LOG_FD=3"));
    execl(CRASH_DRIVER, CRASH_DRIVER, path.c_str(), "1", count_text.c_str(), "one_by_one", no_sync ? "no_sync" : nullptr,
          nullptr);
    _exit(127);
  }
  close(ends[1]);
  constexpr uint64_t kSynced = uint64_t{1} << 62, kMeta = kSynced + 1;
  int unsynced = 0;
  uint64_t acknowledged = 0;
  bool synced = false, meta_after = false;
  for (uint64_t told = 0; read(ends[0], &told, sizeof told) == sizeof told;) {
    if (told == kSynced) {
      synced = true;
    } else if (told == kMeta) {
      meta_after = synced;
    } else {
      unsynced += !meta_after;
      ++acknowledged;
      synced = meta_after = false;
    }
  }
  close(ends[0]);
  int status = 0;
  waitpid(child, &status, 0);
  EXPECT_EQ(status, 0);
  EXPECT_EQ(acknowledged, count);
  return unsynced;
}

TEST(DurabilityTest, NothingIsAcknowledgedBeforeItIsOnDisk) {
  const TempDirectory directory;
  EXPECT_EQ(UnsyncedAcknowledgements(directory.path() + "/synced", 200, false), 0);
  EXPECT_EQ(UnsyncedAcknowledgements(directory.path() + "/unsynced", 200, true), 200);  // else this test could not fail
}

class FaultTest : public testing::TestWithParam<std::pair<const char*, int>> {};

// Fails the Nth call, N = 1, 2, 4, …, until a run meets no failure.
TEST_P(FaultTest, TheNthCallFails) {
  const auto [call, error] = GetParam();
  bool met = true;
  int failed_runs = 0;
  for (int nth = 1; met && nth < 100000; nth = nth < 8 ? nth + 1 : nth * 2) {
    const TempDirectory directory;
    const std::string path = directory.path() + "/d";
    const DriverRun run = Drive(path, 1, 200, 0,
                                {std::string("LD_PRELOAD=") + FAULT_SHIM, std::string("FAULT_CALL=") + call,
                                 "FAULT_NTH=" + std::to_string(nth), "FAULT_ERRNO=" + std::to_string(error)});
    ASSERT_TRUE(WIFEXITED(run.status)) << call << " " << nth;
    const int exit_status = WEXITSTATUS(run.status);
    met = exit_status != 0 || !run.full.empty();
    if (met) ++failed_runs;
    ASSERT_TRUE(exit_status == 0 || exit_status == 3 || exit_status == 74) << call << " " << nth << ": " << exit_status;
    if (exit_status == 3) continue;  // refused to open, said why
    // LMDB gives up for good when its meta page cannot be written, which is a pwrite. Data pages in a row are a writev.
    const bool may_stop = error != ENOSPC || std::string_view(call) == "pwrite";
    ASSERT_TRUE(may_stop || exit_status == 0) << call << " " << nth << ": a full disk is no reason to stop";
    ASSERT_NO_FATAL_FAILURE(ExpectWhole(path, run.acknowledged, 1, 200)) << call << " " << nth;
  }
  std::printf("%s failing with %s: %d runs met it, none lost anything\n", call, strerror(error), failed_runs);
  EXPECT_GT(failed_runs, 0);
}

INSTANTIATE_TEST_SUITE_P(Calls, FaultTest,
                         testing::Values(std::pair("pwrite", EIO), std::pair("pwrite", ENOSPC), std::pair("writev", EIO),
                                         std::pair("writev", ENOSPC), std::pair("fdatasync", EIO)),
                         [](const auto& call) {
                           return std::string(call.param.first) + (call.param.second == EIO ? "_EIO" : "_ENOSPC");
                         });

// A real disk of 64 MB, where the machine lets us mount one.
TEST(DiskFullTest, SixtyFourMegabytes) {
  const TempDirectory directory;
  if (mount("tmpfs", directory.path().c_str(), "tmpfs", 0, "size=64m") != 0) {
    std::printf("left out: a 64 MB disk could not be mounted here (%s)\n", strerror(errno));
    return;
  }
  const std::string path = directory.path() + "/d", filler = directory.path() + "/filler";
  {
    DataDirectoryOptions options;
    options.create = true;
    const auto opened = DataDirectory::Open(path, options).value();
    TallyProjection tally;
    std::vector<std::string> fatal;
    LocalSequencerOptions sequencer_options;
    sequencer_options.fatal = [&](const base::Error& error) { fatal.push_back(base::ToString(error)); };
    const auto sequencer = LocalSequencer::Open(opened->data(), {&tally}, sequencer_options).value();
    ASSERT_TRUE(sequencer->SubmitAndWait(TallyDraft(1, 5)));
    {
      std::ofstream file(filler, std::ios::binary);
      const std::string megabyte(1 << 20, 'x');
      for (int i = 0; i < 60; ++i) file << megabyte;
    }
    uint64_t number = 2;
    base::Error refused;
    for (; number < 20000; ++number) {
      const auto reply = sequencer->SubmitAndWait(TallyDraft(number, 500));
      if (!reply.has_error()) continue;
      refused = reply.error();
      break;
    }
    EXPECT_EQ(refused.code, base::ErrorCode::kStorageFull) << base::ToString(refused);
    EXPECT_TRUE(fatal.empty()) << fatal.front();
    // Reads go on.
    EXPECT_EQ(sequencer->ReadFrom(1, 1)->size(), 1u);
    EXPECT_EQ(VerifyLog(opened->data())->entries, number - 1);
    EXPECT_EQ(sequencer->SubmitAndWait(TallyDraft(number, 500)).error().code, base::ErrorCode::kStorageFull);
    // Space returns, and writes resume by themselves.
    unlink(filler.c_str());
    const auto resumed = sequencer->SubmitAndWait(TallyDraft(number, 500));
    EXPECT_TRUE(resumed) << base::ToString(resumed.error());
    EXPECT_TRUE(Scrub(opened->data())->problems.empty());
    std::printf("64 MB disk: full after %llu entries, reads went on, writes resumed\n",
                static_cast<unsigned long long>(number - 1));
  }
  umount(directory.path().c_str());
}

}  // namespace
}  // namespace cybercheck::store
