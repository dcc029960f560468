// SPDX-License-Identifier: Apache-2.0
#include "store/access_log.h"

#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <csignal>
#include <fstream>
#include <future>
#include <sstream>
#include <thread>
#include <vector>

#include "base/file.h"
#include "base/timestamp.h"
#include "store/access_months.h"
#include "tests/store/temp_directory.h"

namespace {
std::atomic<int> syncs_failing{0};
std::atomic<int> syncs{0};
}  // namespace

// In place of the library's.
extern "C" int fdatasync(int fd) {
  ++syncs;
  if (syncs_failing.load() > 0) {
    --syncs_failing;
    errno = EIO;
    return -1;
  }
  return static_cast<int>(::syscall(SYS_fdatasync, fd));
}

namespace cybercheck::store {
namespace {

int64_t At(const char* time) { return *base::ParseTimeMs(time); }

Access Look(const std::string& object) {
  return {.actor = "tok:0123456789abcdef",
          .route = "GET /v1/indicators/{id}/evidence",
          .object = object,
          .purpose = "case \"12\"\n",
          .outcome = "granted"};
}

std::vector<std::string> LinesOf(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::vector<std::string> lines;
  for (std::string line; std::getline(file, line);) lines.push_back(line);
  return lines;
}

void WriteLines(const std::string& path, const std::vector<std::string>& lines) {
  std::ofstream file(path, std::ios::binary | std::ios::trunc);
  for (const std::string& line : lines) file << line << '\n';
}

class AccessLogTest : public testing::Test {
 protected:
  std::unique_ptr<AccessLog> Open() {
    auto log = AccessLog::Open(directory(), clock_);
    EXPECT_TRUE(log.has_value()) << base::ToString(log.error());
    return std::move(*log);
  }
  std::string directory() const { return temp_.path() + "/access"; }
  std::string Path(const std::string& month) const { return AccessMonthPath(directory(), month); }
  AccessCheck Check() const {
    auto check = CheckAccessMonths(directory());
    EXPECT_TRUE(check.has_value());
    return *check;
  }
  // Three months, three lines each.
  void Fill() {
    const auto log = Open();
    for (const char* time : {"2026-01-10T00:00:00Z", "2026-02-10T00:00:00Z", "2026-04-10T00:00:00Z"}) {
      clock_.Set(At(time));
      for (int i = 0; i < 3; ++i) ASSERT_TRUE(log->RecordAndWait(Look("x" + std::to_string(i))).has_value());
    }
  }

  TempDirectory temp_;
  base::ManualClock clock_{At("2026-01-10T00:00:00Z")};
};

TEST_F(AccessLogTest, ALineIsThereWhenItIsAcknowledged) {
  const auto log = Open();
  ASSERT_TRUE(log->RecordAndWait(Look("01ab")).has_value());
  const auto lines = LinesOf(Path("2026-01"));
  ASSERT_EQ(lines.size(), 1u);
  EXPECT_EQ(
      lines[0],
      "{\"n\":1,\"prev\":\"" + std::string(64, '0') +
          "\",\"at\":\"2026-01-10T00:00:00Z\",\"actor\":\"tok:0123456789abcdef\",\"route\":\"GET /v1/indicators/{id}/evidence\","
          "\"object\":\"01ab\",\"purpose\":\"case \\\"12\\\"\\u000a\",\"outcome\":\"granted\"}");
  struct stat file {};
  ASSERT_EQ(::stat(Path("2026-01").c_str(), &file), 0);
  EXPECT_EQ(file.st_mode & 0777, 0600u);
}

TEST_F(AccessLogTest, TheChainGoesOnOverMonthsAndRestarts) {
  Fill();
  Fill();  // the clock starts in April: it does not go back to January's file
  const AccessCheck check = Check();
  EXPECT_EQ(check.fault, "");
  EXPECT_EQ(check.lines, 18u);
  EXPECT_EQ(check.head.n, 18u);
  EXPECT_EQ(check.months, 3u);
  EXPECT_EQ(LinesOf(Path("2026-04")).size(), 12u);
}

TEST_F(AccessLogTest, ManyShareASync) {
  const auto log = Open();
  syncs = 0;
  std::vector<std::thread> threads;
  std::atomic<int> recorded{0};
  for (int i = 0; i < 8; ++i)
    threads.emplace_back([&] {
      std::vector<std::future<void>> waits;
      for (int j = 0; j < 250; ++j) {
        auto done = std::make_shared<std::promise<void>>();
        waits.push_back(done->get_future());
        log->Record(Look("y"), [&recorded, done](base::Result<void> result) {
          if (result.has_value()) ++recorded;
          done->set_value();
        });
      }
      for (auto& wait : waits) wait.get();
    });
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(recorded, 2000);
  EXPECT_LT(syncs, 1000);
  EXPECT_EQ(Check().lines, 2000u);
  EXPECT_EQ(Check().fault, "");
}

TEST_F(AccessLogTest, EveryChangeIsFoundAtItsLine) {
  Fill();
  const auto january = LinesOf(Path("2026-01")), february = LinesOf(Path("2026-02"));
  const auto fault_with = [&](const std::string& month, const std::vector<std::string>& lines,
                              const std::vector<std::string>& before) {
    WriteLines(Path(month), lines);
    const std::string fault = Check().fault;
    WriteLines(Path(month), before);
    EXPECT_EQ(Check().fault, "");
    return fault.substr(0, fault.find(": "));
  };
  std::string changed = january[1];
  changed[changed.size() - 3] = 'X';
  EXPECT_EQ(fault_with("2026-01", {january[0], changed, january[2]}, january), "2026-01.ndjson:3");     // edited
  EXPECT_EQ(fault_with("2026-01", {january[0], january[2]}, january), "2026-01.ndjson:2");              // taken out
  EXPECT_EQ(fault_with("2026-01", {january[0], january[2], january[1]}, january), "2026-01.ndjson:2");  // changed places
  EXPECT_EQ(fault_with("2026-01", {january[0], january[0], january[1], january[2]}, january), "2026-01.ndjson:2");  // put in
  EXPECT_EQ(fault_with("2026-01", {january[0], january[1]}, january), "2026-02.ndjson:1");  // the end of a month cut
  EXPECT_EQ(fault_with("2026-02", {}, february), "2026-04.ndjson:1");                       // a month emptied
  EXPECT_EQ(fault_with("2026-01", {january[0], "{}", january[1], january[2]}, january), "2026-01.ndjson:2");
  // Every single byte of a line that another follows.
  for (size_t i = 0; i < january[0].size(); ++i) {
    changed = january[0];
    changed[i] = static_cast<char>(changed[i] ^ 1);
    EXPECT_NE(fault_with("2026-01", {changed, january[1], january[2]}, january), "") << i;
  }
  // A month in the middle that is gone.
  ASSERT_EQ(::unlink(Path("2026-02").c_str()), 0);
  EXPECT_EQ(Check().fault.substr(0, 16), "2026-04.ndjson:1");
}

TEST_F(AccessLogTest, AnExpiredMonthIsNoFault) {
  Fill();
  EXPECT_TRUE(ExpireAccessMonths(directory(), "x").has_error());
  EXPECT_EQ(*ExpireAccessMonths(directory(), "2026-02"), std::vector<std::string>{"2026-01"});
  EXPECT_EQ(Check().fault, "");
  EXPECT_EQ(Check().lines, 6u);
  // The newest stays.
  EXPECT_EQ(*ExpireAccessMonths(directory(), "2027-01"), std::vector<std::string>{"2026-02"});
  const auto log = Open();
  ASSERT_TRUE(log->RecordAndWait(Look("z")).has_value());
  EXPECT_EQ(Check().fault, "");
  EXPECT_EQ(Check().head.n, 10u);
}

TEST_F(AccessLogTest, ALineCutShortIsCutOff) {
  Fill();
  const auto whole = LinesOf(Path("2026-04"));
  for (const std::string& tail :
       {std::string("{\"n\":10,\"pre"), std::string("{"), std::string(100, '\0'), std::string("{\"n\":\0\0\n\0", 8)}) {
    WriteLines(Path("2026-04"), whole);
    std::ofstream(Path("2026-04"), std::ios::binary | std::ios::app) << tail;
    EXPECT_TRUE(Check().unfinished);
    EXPECT_EQ(Check().fault, "");
    Open().reset();
    EXPECT_EQ(LinesOf(Path("2026-04")), whole);
    EXPECT_FALSE(Check().unfinished);
  }
  // But not where a month follows.
  std::ofstream(Path("2026-02"), std::ios::binary | std::ios::app) << "{\"n\":";
  EXPECT_NE(Check().fault, "");
}

TEST_F(AccessLogTest, AChainThatDoesNotHoldIsNotContinued) {
  Fill();
  auto lines = LinesOf(Path("2026-04"));
  lines.erase(lines.begin());
  WriteLines(Path("2026-04"), lines);
  const auto log = AccessLog::Open(directory(), clock_);
  ASSERT_TRUE(log.has_error());
  EXPECT_EQ(log.error().code, base::ErrorCode::kDamaged);
  EXPECT_NE(log.error().detail.find("2026-04.ndjson:1"), std::string::npos);
}

TEST_F(AccessLogTest, AFullDiskRefusesAndResumes) {
  const auto log = Open();
  ASSERT_TRUE(log->RecordAndWait(Look("a")).has_value());
  rlimit before{};
  ASSERT_EQ(::getrlimit(RLIMIT_FSIZE, &before), 0);
  const auto handler = std::signal(SIGXFSZ, SIG_IGN);
  rlimit small = before;
  small.rlim_cur = 400;  // the second line fits in part
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &small), 0);
  const auto refused = log->RecordAndWait(Look("b"));
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &before), 0);
  std::signal(SIGXFSZ, handler);
  ASSERT_TRUE(refused.has_error());
  EXPECT_EQ(refused.error().code, base::ErrorCode::kStorageFull);
  EXPECT_EQ(LinesOf(Path("2026-01")).size(), 1u);
  ASSERT_TRUE(log->RecordAndWait(Look("c")).has_value());
  EXPECT_EQ(Check().lines, 2u);
  EXPECT_EQ(Check().fault, "");
}

TEST_F(AccessLogTest, AFailedSyncIsNeverTrustedAgain) {
  {
    const auto log = Open();
    ASSERT_TRUE(log->RecordAndWait(Look("a")).has_value());
    syncs_failing = 1;
    const auto failed = log->RecordAndWait(Look("b"));
    ASSERT_TRUE(failed.has_error());
    EXPECT_EQ(failed.error().code, base::ErrorCode::kUnavailable);
    EXPECT_TRUE(log->RecordAndWait(Look("c")).has_error());
  }
  const auto log = Open();
  ASSERT_TRUE(log->RecordAndWait(Look("d")).has_value());
  EXPECT_EQ(Check().lines, 2u);
  EXPECT_EQ(Check().fault, "");
}

}  // namespace
}  // namespace cybercheck::store
