// SPDX-License-Identifier: Apache-2.0
#include "store/open_check.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <lmdb.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <random>

#include "store/meta.h"
#include "tests/store/stored_copy.h"

namespace cybercheck::store {
namespace {

using base::ErrorCode;

constexpr size_t kPage = 4096;
const bool kSoak = std::getenv("CYBERCHECK_SOAK") != nullptr;

// One bit of a file, flipped while this lives.
class FlippedBit {
 public:
  FlippedBit(const std::string& file, const std::string& content, size_t bit)
      : fd_(::open(file.c_str(), O_WRONLY)), at_(bit / 8), byte_(content[bit / 8]) {
    Write(static_cast<char>(byte_ ^ (1 << (bit % 8))));
  }
  ~FlippedBit() {
    Write(byte_);
    ::close(fd_);
  }
  FlippedBit(const FlippedBit&) = delete;
  FlippedBit& operator=(const FlippedBit&) = delete;

 private:
  void Write(char byte) { EXPECT_EQ(::pwrite(fd_, &byte, 1, static_cast<off_t>(at_)), 1); }
  int fd_;
  size_t at_;
  char byte_;
};

class OpenCheckTest : public testing::Test {
 protected:
  static void SetUpTestSuite() { copy_ = new auto(MakeStoredCopy(260)); }
  static void TearDownTestSuite() { delete copy_; }
  static const std::string& bytes() { return copy_->first; }
  static const Rows& rows() { return copy_->second; }

  base::Result<void> Check(const std::string& file_bytes) {
    WriteFileBytes(directory_.path() + "/data.mdb", file_bytes);
    return OpenCheck(directory_.path());
  }
  // The file with one bit of it flipped: refused, or everything reads as it should.
  void ExpectRefusedOrUnharmed(size_t bit) {
    const std::string file = directory_.path() + "/data.mdb", what = "bit " + std::to_string(bit);
    if (tried_++ == 0) WriteFileBytes(file, bytes());
    const FlippedBit flipped(file, bytes(), bit);
    if (const auto checked = CheckDataFile(file, {}, {}); checked.has_error()) {
      EXPECT_FALSE(checked.error().detail.empty());
      ++refused_;
      return;
    }
    const auto environment = Environment::Open(directory_.path(), {});
    ASSERT_TRUE(environment) << what << ": " << base::ToString(environment.error());
    const auto walked = ReadAll(**environment);
    ASSERT_TRUE(walked) << what << ": " << base::ToString(walked.error());
    EXPECT_EQ(*walked, rows()) << what;
    const auto found = LookUpAll(**environment, rows());
    ASSERT_TRUE(found) << what << ": " << base::ToString(found.error());
    EXPECT_EQ(*found, rows()) << what;
  }

  TempDirectory directory_;
  int tried_ = 0, refused_ = 0;
  static inline std::pair<std::string, Rows>* copy_ = nullptr;
};

TEST_F(OpenCheckTest, AnUndamagedFilePassesAndShowsEveryRow) {
  void* memory = ::mmap(nullptr, sizeof(std::atomic<uint64_t>), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  auto* seen = new (memory) std::atomic<uint64_t>(0);
  WriteFileBytes(directory_.path() + "/data.mdb", bytes());
  const auto checked = OpenCheck(directory_.path(), [seen](TableId, std::string_view, std::string_view) { seen->fetch_add(1); });
  ASSERT_TRUE(checked) << base::ToString(checked.error());
  EXPECT_EQ(seen->load(), std::ranges::count_if(rows(), [](const auto& row) { return row.first.first < kTakenTogether; }));
  ::munmap(memory, sizeof(std::atomic<uint64_t>));
}

// A lock that is held on an open file would outlive an owner that is killed.
TEST_F(OpenCheckTest, TheChildHoldsNoFileOfTheParent) {
  void* memory = ::mmap(nullptr, sizeof(std::atomic<int>), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  auto* open_there = new (memory) std::atomic<int>(-1);
  const int low = ::open("/dev/null", O_RDONLY), high = ::fcntl(low, F_DUPFD, 200);
  ASSERT_TRUE(low > 2 && high >= 200);
  WriteFileBytes(directory_.path() + "/data.mdb", bytes());
  const auto checked = OpenCheck(directory_.path(), [=](TableId, std::string_view, std::string_view) {
    // The child may have opened a file of its own under the number.
    const auto is_ours = [](int fd) {
      struct stat info {};
      return ::fstat(fd, &info) == 0 && S_ISCHR(info.st_mode);
    };
    if (*open_there < 0) *open_there = is_ours(low) + is_ours(high);
  });
  ASSERT_TRUE(checked) << base::ToString(checked.error());
  EXPECT_EQ(open_there->load(), 0);
  ::close(low);
  ::close(high);
  ::munmap(memory, sizeof(std::atomic<int>));
}

TEST_F(OpenCheckTest, OfSingleFlippedBitsEachIsRefusedOrHarmless) {
  std::mt19937_64 random(20261124);
  for (int i = 0; i < 2000; ++i) {
    ExpectRefusedOrUnharmed(random() % (bytes().size() * 8));
    if (HasFatalFailure()) return;
  }
  std::printf("2000 single bits flipped at random in %zu bytes: %d refused, %d harmless (bytes that nothing uses)\n",
              bytes().size(), refused_, tried_ - refused_);
  EXPECT_GT(refused_, 500);
}

// Where LMDB keeps what no checksum of ours covers: both metas, and the heads of every page.
TEST_F(OpenCheckTest, EveryBitOfTheMetasIsRefusedOrHarmless) {
  for (const size_t page : {size_t{0}, size_t{1}})
    for (size_t bit = 0; bit < 152 * 8; ++bit) {
      ExpectRefusedOrUnharmed(page * kPage * 8 + bit);
      if (HasFatalFailure()) return;
    }
  std::printf("%d bits of the meta pages flipped: %d refused, %d harmless\n", tried_, refused_, tried_ - refused_);
}

TEST_F(OpenCheckTest, EveryBitOfPageHeadsIsRefusedOrHarmless) {
  for (size_t page = 2; page < bytes().size() / kPage; page += kSoak ? 1 : 16)
    for (size_t bit = 0; bit < 20 * 8; ++bit) {
      ExpectRefusedOrUnharmed(page * kPage * 8 + bit);
      if (HasFatalFailure()) return;
    }
  std::printf("%d bits of page heads flipped: %d refused, %d harmless\n", tried_, refused_, tried_ - refused_);
}

TEST_F(OpenCheckTest, AFileCutAnywhereIsRefused) {
  for (size_t at = 0; at < bytes().size(); at += kPage)
    for (const int off : {-1, 0, 1}) {
      if (at == 0 && off == -1) continue;
      const auto checked = Check(bytes().substr(0, at + static_cast<size_t>(static_cast<std::ptrdiff_t>(off))));
      ASSERT_TRUE(checked.has_error()) << "cut at " << at << off;
      EXPECT_TRUE(checked.error().code == ErrorCode::kDamaged || checked.error().code == ErrorCode::kForeignFile)
          << base::ToString(checked.error());
      EXPECT_NE(checked.error().detail.find(directory_.path()), std::string::npos);
    }
  EXPECT_NE(Check("").error().detail.find("it is empty (0 bytes)"), std::string::npos);
}

TEST_F(OpenCheckTest, ForeignFilesAreRefusedWithWhatTheyAre) {
  EXPECT_EQ(Check(std::string(1 << 20, 'x')).error().code, ErrorCode::kForeignFile);
  EXPECT_EQ(Check("SQLite format 3").error().code, ErrorCode::kForeignFile);
  EXPECT_EQ(Check(std::string(8192, '\0')).error().code, ErrorCode::kForeignFile);
  for (const size_t page : {size_t{0}, size_t{1}}) {
    std::string zeroed = bytes();
    zeroed.replace(page * kPage, kPage, kPage, '\0');
    const auto checked = Check(zeroed);
    EXPECT_EQ(checked.error().code, ErrorCode::kDamaged);
    EXPECT_NE(checked.error().detail.find("meta page"), std::string::npos) << checked.error().detail;
  }
  std::string other = bytes();
  for (const size_t page : {size_t{0}, size_t{1}}) other[page * kPage + 40 + 1] = 0x20;  // pages of 8 KiB
  EXPECT_EQ(Check(other).error().code, ErrorCode::kDamaged);
  other = bytes();
  for (const size_t page : {size_t{0}, size_t{1}}) other[page * kPage + 20] = 2;  // LMDB's next file format
  EXPECT_EQ(Check(other).error().code, ErrorCode::kForeignFile);
}

TEST_F(OpenCheckTest, AnLmdbFileOfAnotherProgramIsForeign) {
  MDB_env* env = nullptr;
  ASSERT_EQ(mdb_env_create(&env), 0);
  mdb_env_set_maxdbs(env, 4);
  ASSERT_EQ(mdb_env_open(env, directory_.path().c_str(), 0, 0600), 0);
  MDB_txn* txn = nullptr;
  MDB_dbi dbi;
  ASSERT_EQ(mdb_txn_begin(env, nullptr, 0, &txn), 0);
  ASSERT_EQ(mdb_dbi_open(txn, "theirs", MDB_CREATE, &dbi), 0);
  MDB_val key{1, const_cast<char*>("k")}, value{1, const_cast<char*>("v")};
  ASSERT_EQ(mdb_put(txn, dbi, &key, &value, 0), 0);
  ASSERT_EQ(mdb_txn_commit(txn), 0);
  mdb_env_close(env);
  EXPECT_EQ(OpenCheck(directory_.path()).error().code, ErrorCode::kForeignFile);
}

TEST_F(OpenCheckTest, ANewerLayoutIsRefusedAsSuch) {
  const TempDirectory directory;
  {
    const auto environment = Environment::Open(directory.path(), {}).value();
    auto txn = environment->BeginWrite().value();
    const Table meta = environment->OpenTable(txn, kMetaTable).value();
    ASSERT_TRUE(meta.Put(txn, kFormatKey, std::string(3, '\0') + static_cast<char>(kStoreFormat + 1)));
    ASSERT_TRUE(txn.Commit());
  }
  const auto checked = OpenCheck(directory.path());
  EXPECT_EQ(checked.error().code, ErrorCode::kNewerVersion);
  EXPECT_NE(checked.error().detail.find("layout " + std::to_string(kStoreFormat + 1)), std::string::npos)
      << checked.error().detail;
}

TEST_F(OpenCheckTest, AnOlderLayoutIsRefusedAndTheWayOutTold) {
  const TempDirectory directory;
  {
    const auto environment = Environment::Open(directory.path(), {}).value();
    auto txn = environment->BeginWrite().value();
    const Table meta = environment->OpenTable(txn, kMetaTable).value();
    ASSERT_TRUE(meta.Put(txn, kFormatKey, std::string("\0\0\0\1", 4)));
    ASSERT_TRUE(txn.Commit());
  }
  const auto checked = OpenCheck(directory.path());
  EXPECT_EQ(checked.error().code, ErrorCode::kForeignFile);
  EXPECT_NE(checked.error().detail.find("log replay"), std::string::npos) << checked.error().detail;
}

// Leaves are checked in the order of the file; that keys rise from one to the next is known from the branches alone.
TEST_F(OpenCheckTest, PagesThatChangedPlacesUnderTheirBranchAreRefused) {
  const auto u16_at = [](const std::string& page, size_t at) {
    uint16_t value;
    std::memcpy(&value, page.data() + at, sizeof value);
    return value;
  };
  int refused = 0;
  for (size_t at = 2 * kPage; at + kPage <= bytes().size(); at += kPage) {
    const std::string page = bytes().substr(at, kPage);
    uint64_t number;
    std::memcpy(&number, page.data(), sizeof number);
    const int nodes = (u16_at(page, 12) - 16) / 2;
    if (number != at / kPage || u16_at(page, 10) != 0x01 || nodes < 2) continue;
    for (int i = 0; i + 1 < nodes; ++i) {
      std::string damaged = bytes();
      const size_t one = at + u16_at(page, 16 + 2 * i), other = at + u16_at(page, 18 + 2 * i);
      std::swap_ranges(damaged.begin() + one, damaged.begin() + one + 6, damaged.begin() + other);
      const auto checked = Check(damaged);
      if (checked.has_value()) continue;  // a branch that nothing uses any more
      EXPECT_EQ(checked.error().code, ErrorCode::kDamaged);
      ++refused;
    }
  }
  EXPECT_GT(refused, 10);
}

// Tables that grew side by side, each with branches above branches: their pages lie mixed in the file.
TEST_F(OpenCheckTest, OfTablesThatLieMixedInTheFileEveryRowIsSeenOnce) {
  const TempDirectory directory;
  Rows rows;
  {
    EnvironmentOptions options;
    options.no_sync = true;  // nothing crashes here
    const auto environment = Environment::Open(directory.path(), options).value();
    std::mt19937 random(1);
    for (int commit = 0; commit < 30; ++commit) {
      auto txn = environment->BeginWrite().value();
      for (const TableId id : {TableId{"a", 97}, TableId{"b", 98}, TableId{"c", 99}}) {
        const Table table = environment->OpenTable(txn, id).value();
        for (int i = 0; i < 40; ++i) {
          const std::string key = std::to_string(random()) + std::string(400, 'k');
          ASSERT_TRUE(table.Put(txn, key, std::string(random() % 50 == 0 ? 20'000 : random() % 300, 'v')));
        }
      }
      ASSERT_TRUE(txn.Commit());
    }
    rows = ReadAll(*environment).value();
  }
  Rows seen;
  const OnRow on_row = [&](TableId table, std::string_view key, std::string_view value) {
    EXPECT_TRUE(seen.try_emplace({table.number, std::string(key)}, value).second);
  };
  const auto checked = CheckDataFile(directory.path() + "/data.mdb", on_row, {});
  ASSERT_TRUE(checked) << base::ToString(checked.error());
  EXPECT_EQ(seen, rows);
  EXPECT_GT(seen.size(), 3'500U);
  EXPECT_TRUE(OpenCheck(directory.path()));
}

// A checksum cannot tell an old value from the present one; the sums can.
TEST_F(OpenCheckTest, AnOlderStateTakenForTheNewerIsRefused) {
  const TempDirectory directory;
  std::string before, after;
  {
    const auto environment = Environment::Open(directory.path(), {}).value();
    for (const char* value : {"one", "two", "six", "ten"}) {
      auto txn = environment->BeginWrite().value();
      const Table table = environment->OpenTable(txn, {"t", 99}).value();
      ASSERT_TRUE(table.Put(txn, "key", value));
      ASSERT_TRUE(txn.Commit());
      before = std::exchange(after, FileBytes(directory.path() + "/data.mdb"));
    }
  }
  ASSERT_TRUE(Check(after));
  ASSERT_TRUE(Check(before));  // a whole older file is a whole file
  uint64_t newer = 4, older = 3;
  const size_t newer_at = (newer & 1) * kPage + 144;
  ASSERT_EQ(std::memcmp(after.data() + newer_at, &newer, 8), 0);
  // The newer meta is made to look two commits older: to LMDB the one before it is now the newest, and all in it is in order.
  newer -= 2;
  std::string damaged = after;
  std::memcpy(damaged.data() + newer_at, &newer, 8);
  EXPECT_EQ(Check(damaged).error().code, ErrorCode::kDamaged);
  static_cast<void>(older);
}

TEST_F(OpenCheckTest, AChildThatDiesIsARefusalThatSaysHow) {
  WriteFileBytes(directory_.path() + "/data.mdb", bytes());
  const auto checked = OpenCheck(directory_.path(), [](TableId, std::string_view, std::string_view) { ::raise(SIGBUS); });
  EXPECT_EQ(checked.error().code, ErrorCode::kDamaged);
  EXPECT_NE(checked.error().detail.find("signal 7"), std::string::npos) << checked.error().detail;
  EXPECT_NE(checked.error().detail.find("restore a backup"), std::string::npos) << checked.error().detail;
}

}  // namespace
}  // namespace cybercheck::store
