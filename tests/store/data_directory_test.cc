// SPDX-License-Identifier: Apache-2.0
// Opening a directory: who may, and what is refused. Damage is made in copies of a file at rest.
#include "store/data_directory.h"

#include <gtest/gtest.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <fstream>
#include <map>
#include <random>

#include "event/big_endian.h"
#include "store/local_sequencer.h"
#include "store/log_verify.h"
#include "store/meta.h"
#include "tests/store/tally_projection.h"
#include "tests/store/temp_directory.h"

namespace cybercheck::store {
namespace {

using base::ErrorCode;
namespace fs = std::filesystem;

DataDirectoryOptions Create() {
  DataDirectoryOptions options;
  options.create = true;
  return options;
}

// A directory with a few thousand rows in several tables.
void Fill(const std::string& path, uint64_t entries) {
  const auto directory = DataDirectory::Open(path, Create()).value();
  TallyProjection tally;
  const auto sequencer = LocalSequencer::Open(directory->data(), {&tally}, {}).value();
  for (uint64_t i = 1; i <= entries; ++i) ASSERT_TRUE(sequencer->SubmitAndWait(TallyDraft(i, 6), Priority::kBulk));
}

std::string ReadAll(const std::string& file) { return base::ReadFile(file, size_t{1} << 30).value(); }
void WriteAll(const std::string& file, const std::string& content) {
  std::ofstream(file, std::ios::binary | std::ios::trunc) << content;
}

using Rows = std::map<std::pair<std::string, std::string>, std::string>;

// Every row by look-up through our own reading, from a directory that opened; nullopt when a value did not verify.
std::optional<Rows> AllRows(DataDirectory& directory) {
  Rows rows;
  const ReadTxn txn = directory.data().BeginRead().value();
  for (const TableId id : {TableId{"log", 2}, TableId{"outcomes", 3}, TableId{"counts", 4}, kTallyTable}) {
    const auto table = directory.data().OpenTable(txn, id);
    if (table.has_error()) return std::nullopt;
    auto cursor = Cursor::Open(txn, *table);
    if (cursor.has_error()) return std::nullopt;
    for (auto row = cursor->First();; row = cursor->Next()) {
      if (row.has_error()) return std::nullopt;
      if (!row->has_value()) break;
      const auto found = table->Get(txn, (*row)->key);
      if (found.has_error()) return std::nullopt;
      rows[{id.name, std::string((*row)->key)}] = found->has_value() ? std::string(**found) : "(not found)";
    }
  }
  return rows;
}

class DataDirectoryTest : public testing::Test {
 protected:
  std::string Path(const std::string& name = "d") const { return directory_.path() + "/" + name; }
  std::string DataFile(const std::string& name = "d") const { return Path(name) + "/data/data.mdb"; }
  TempDirectory directory_;
};

TEST_F(DataDirectoryTest, MakesADirectoryWithAKeyOnlyWhenAsked) {
  EXPECT_EQ(DataDirectory::Open(Path(), {}).error().code, ErrorCode::kNotFound);
  const auto made = DataDirectory::Open(Path(), Create());
  ASSERT_TRUE(made) << base::ToString(made.error());
  struct stat info {};
  ASSERT_EQ(stat((Path() + "/master.key").c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777, 0600u);
  EXPECT_EQ(info.st_size, 32);
}

TEST_F(DataDirectoryTest, SecretsStayTheSameAndNeedTheirKey) {
  std::vector<uint8_t> secret;
  {
    const auto directory = DataDirectory::Open(Path(), Create()).value();
    secret = directory->Secret("promptpay_nid").value();
    EXPECT_EQ(secret.size(), 32u);
    EXPECT_NE(directory->Secret("another").value(), secret);
  }
  EXPECT_EQ(DataDirectory::Open(Path(), Create()).value()->Secret("promptpay_nid").value(), secret);
  const std::string raw = ReadAll(Path() + "/keys/data.mdb");
  EXPECT_EQ(raw.find(std::string(secret.begin(), secret.end())), std::string::npos);

  const std::string key = ReadAll(Path() + "/master.key");
  fs::remove(Path() + "/master.key");
  EXPECT_TRUE(DataDirectory::Open(Path(), Create()).has_error());  // never a new key over old secrets
  WriteAll(Path() + "/master.key", std::string(32, 'x'));
  chmod((Path() + "/master.key").c_str(), 0600);
  if (const auto other = DataDirectory::Open(Path(), {}); other.has_value()) {
    EXPECT_EQ((*other)->Secret("promptpay_nid").error().code, ErrorCode::kDamaged);
  }
  WriteAll(Path() + "/master.key", key);
  chmod((Path() + "/master.key").c_str(), 0644);
  EXPECT_EQ(DataDirectory::Open(Path(), {}).error().code, ErrorCode::kBadConfig);
}

TEST_F(DataDirectoryTest, OneOwner) {
  const auto first = DataDirectory::Open(Path(), Create()).value();
  EXPECT_TRUE(DataDirectory::IsOwned(Path()));
  const auto second = DataDirectory::Open(Path(), {});
  ASSERT_TRUE(second.has_error());
  EXPECT_EQ(second.error().code, ErrorCode::kInUse);
  EXPECT_NE(second.error().detail.find(std::to_string(getpid())), std::string::npos) << second.error().detail;
}

TEST_F(DataDirectoryTest, AnOwnerThatDiedLeavesNothingBehind) {
  const pid_t child = fork();
  if (child == 0) {
    const auto directory = DataDirectory::Open(Path(), Create());
    kill(getpid(), SIGKILL);
  }
  waitpid(child, nullptr, 0);
  EXPECT_FALSE(DataDirectory::IsOwned(Path()));
  EXPECT_TRUE(DataDirectory::Open(Path(), Create()));
}

TEST_F(DataDirectoryTest, ForeignAndDamagedFilesAreRefusedInOneLine) {
  Fill(Path(), 50);
  const std::string good = ReadAll(DataFile());
  const auto refused = [&](const std::string& content, const char* what) {
    WriteAll(DataFile(), content);
    const auto opened = DataDirectory::Open(Path(), {});
    ASSERT_TRUE(opened.has_error()) << what;
    EXPECT_EQ(opened.error().detail.find('\n'), std::string::npos) << what;
    EXPECT_GT(opened.error().detail.size(), 20u) << what;
    EXPECT_EQ(ReadAll(DataFile()), content) << what << ": nothing may be made over it";
  };
  refused("", "empty");
  refused("SQLite format 3" + std::string(8192, '\0'), "another format");
  refused(std::string(good.size(), '\0'), "zeros");
  std::string meta = good;
  meta.replace(0, 4096, 4096, '\0');
  refused(meta, "meta 0 zeroed");
  meta = good;
  meta.replace(4096, 4096, 4096, '\0');
  refused(meta, "meta 1 zeroed");
  meta.replace(0, 4096, 4096, '\0');
  refused(meta, "both zeroed");
  WriteAll(DataFile(), good);
  EXPECT_TRUE(DataDirectory::Open(Path(), {}));
}

TEST_F(DataDirectoryTest, ATruncatedFileIsRefusedAtEveryLength) {
  Fill(Path(), 60);
  const std::string good = ReadAll(DataFile());
  int refused = 0, same = 0;
  const auto whole = AllRows(*DataDirectory::Open(Path(), {}).value());
  ASSERT_TRUE(whole);
  for (size_t page = 0; page * 4096 < good.size(); ++page) {
    for (const int64_t off : {-1, 0, 1}) {
      const int64_t size = static_cast<int64_t>(page * 4096) + off;
      if (size < 0) continue;
      WriteAll(DataFile(), good.substr(0, static_cast<size_t>(size)));
      const auto opened = DataDirectory::Open(Path(), {});
      if (opened.has_error()) {
        ++refused;
      } else {
        EXPECT_EQ(AllRows(**opened), whole) << size;  // only pages that nothing used were cut
        ++same;
      }
    }
  }
  std::printf("truncated: %d refused, %d without loss\n", refused, same);
  EXPECT_GT(refused, 10);
}

TEST_F(DataDirectoryTest, SingleBitFlipsAreRefusedOrChangeNoAnswer) {
  Fill(Path(), 400);
  const std::string good = ReadAll(DataFile());
  const auto whole = AllRows(*DataDirectory::Open(Path(), {}).value());
  ASSERT_TRUE(whole);
  const bool soak = std::getenv("CYBERCHECK_SOAK") != nullptr;
  const int rounds = soak ? 2000 : 400;
  std::mt19937_64 random(20261124);
  int refused = 0, withheld = 0, equal = 0;
  for (int round = 0; round < rounds; ++round) {
    std::string flipped = good;
    const size_t at = random() % flipped.size();
    flipped[at] = static_cast<char>(flipped[at] ^ (1 << random() % 8));
    WriteAll(DataFile(), flipped);
    const auto opened = DataDirectory::Open(Path(), {});
    if (opened.has_error()) {
      ++refused;
      continue;
    }
    const auto rows = AllRows(**opened);
    if (!rows) {
      ++withheld;
      continue;
    }
    ASSERT_EQ(*rows, *whole) << "a flip at byte " << at << " of " << good.size() << " gave other rows";
    ++equal;
  }
  std::printf("%d bit flips in %zu bytes: %d refused at opening, %d met while reading, %d without effect, 0 wrong\n", rounds,
              good.size(), refused, withheld, equal);
  EXPECT_GT(refused, rounds / 4);
}

TEST_F(DataDirectoryTest, DataOfANewerProgramIsRefused) {
  Fill(Path(), 3);
  {
    const auto directory = DataDirectory::Open(Path(), {}).value();
    WriteTxn txn = directory->data().BeginWrite().value();
    const Table meta = directory->data().OpenTable(txn, {"meta", 1}).value();
    std::string format;
    event::AppendU32(format, kStoreFormat + 1);
    ASSERT_TRUE(meta.Put(txn, "format", format));
    ASSERT_TRUE(txn.Commit());
  }
  EXPECT_EQ(DataDirectory::Open(Path(), {}).error().code, ErrorCode::kNewerVersion);
}

TEST_F(DataDirectoryTest, TheWalkShowsEveryRow) {
  Fill(Path(), 30);
  // The child has none of our descriptors, only memory that both share.
  auto* const seen =
      static_cast<uint64_t*>(mmap(nullptr, sizeof(uint64_t), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0));
  ASSERT_NE(seen, MAP_FAILED);
  DataDirectoryOptions options;
  options.on_row = [&](TableId table, std::string_view, std::string_view) { *seen += table.number == kLogTable.number; };
  const auto directory = DataDirectory::Open(Path(), options).value();
  const ReadTxn txn = directory->data().BeginRead().value();
  EXPECT_EQ(*seen, directory->data().OpenTable(txn, kLogTable)->Count(txn).value());
  EXPECT_GT(*seen, 0u);
  munmap(seen, sizeof(uint64_t));
}

}  // namespace
}  // namespace cybercheck::store
