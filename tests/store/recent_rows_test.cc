// SPDX-License-Identifier: Apache-2.0
// Tables whose changes go to `recent` first, against std::map: whatever is written, merged, cut, aborted, and opened anew, and
// however long a reader holds its snapshot.
#include "store/recent_rows.h"

#include <gtest/gtest.h>

#include <atomic>
#include <filesystem>
#include <map>
#include <random>
#include <thread>

#include "store/open_check.h"
#include "store/replay.h"
#include "tests/store/temp_directory.h"

namespace cybercheck::store {
namespace {

using base::ErrorCode;
constexpr TableId kWords{"words", 201, /*recent=*/true};
constexpr TableId kOthers{"others", 202, /*recent=*/true};
constexpr TableId kPlain{"plain", 203};

using Model = std::map<std::string, std::string>;

Model RowsOf(const ReadTxn& txn, const Table& table) {
  Model rows;
  Cursor cursor = Cursor::Open(txn, table).value();
  std::string last;
  for (auto row = cursor.First().value(); row; row = cursor.Next().value()) {
    EXPECT_LT(last, row->key);
    last = row->key;
    rows.emplace(row->key, row->value);
  }
  return rows;
}

void ExpectIs(const Model& model, const ReadTxn& txn, const Table& table, std::mt19937_64& random) {
  ASSERT_EQ(RowsOf(txn, table), model);
  EXPECT_EQ(table.Count(txn).value(), model.size());
  for (int i = 0; i < 20; ++i) {
    const std::string key = std::to_string(random() % 100);
    const auto value = table.Get(txn, key).value();
    const auto expected = model.find(key);
    ASSERT_EQ(value.has_value(), expected != model.end()) << key;
    if (value) {
      EXPECT_EQ(*value, expected->second);
    }
    Cursor cursor = Cursor::Open(txn, table).value();
    const auto row = cursor.SeekAtLeast(key).value();
    const auto next = model.lower_bound(key);
    ASSERT_EQ(row.has_value(), next != model.end()) << key;
    if (row) {
      EXPECT_EQ(row->key, next->first);
    }
  }
}

class RecentRowsTest : public testing::Test {
 protected:
  void Open(RecentLimits limits, size_t map_bytes = size_t{1} << 30) {
    environment_.reset();
    EnvironmentOptions options;
    options.no_sync = true;
    options.recent = limits;
    options.map_bytes = map_bytes;
    environment_ = Environment::Open(directory_.path(), options).value();
    WriteTxn txn = environment_->BeginWrite().value();
    words_ = environment_->OpenTable(txn, kWords).value();
    others_ = environment_->OpenTable(txn, kOthers).value();
    plain_ = environment_->OpenTable(txn, kPlain).value();
    ASSERT_TRUE(txn.Commit());
  }
  void Put(const std::string& key, const std::string& value) {
    WriteTxn txn = environment_->BeginWrite().value();
    ASSERT_TRUE(words_.Put(txn, key, value));
    ASSERT_TRUE(txn.Commit());
  }
  uint64_t StoredRows() { return words_.AsStored().Count(environment_->BeginRead().value()).value(); }
  Table Recent(const ReadTxn& txn) { return environment_->OpenTable(txn, kRecentTable).value(); }

  TempDirectory directory_;
  std::unique_ptr<Environment> environment_;
  Table words_, others_, plain_;
};

TEST_F(RecentRowsTest, AnyMixOfChangesReadsAsAMap) {
  struct Reader {
    ReadTxn txn;
    Model words, others;
  };
  uint64_t commits = 0, aborts = 0, opens = 0;
  for (uint64_t seed = 1; seed <= 12; ++seed) {
    std::mt19937_64 random(seed);
    RecentLimits limits{5 + random() % 60, 1 + random() % 20, 3 + random() % 40};
    Open(limits);
    Model words, others;
    {  // what the seed before left
      const ReadTxn txn = environment_->BeginRead().value();
      words = RowsOf(txn, words_);
      others = RowsOf(txn, others_);
    }
    std::vector<Reader> readers;
    for (int step = 0; step < 400; ++step) {
      const uint64_t what = random() % 100;
      if (what == 0) {
        readers.clear();
        limits.generation_rows = 5 + random() % 60;
        Open(limits);
        ++opens;
      } else if (what < 8) {
        readers.push_back({environment_->BeginRead().value(), words, others});
      } else if (what < 14 && !readers.empty()) {
        const size_t at = random() % readers.size();
        ExpectIs(readers[at].words, readers[at].txn, words_, random);
        ExpectIs(readers[at].others, readers[at].txn, others_, random);
        readers.erase(readers.begin() + static_cast<std::ptrdiff_t>(at));
      } else {
        Model words_then = words, others_then = others;
        WriteTxn txn = environment_->BeginWrite().value();
        const uint64_t changes = random() % 10 == 0 ? random() % 60 : random() % 6;
        for (uint64_t i = 0; i < changes; ++i) {
          const bool is_word = random() % 4 != 0;
          const Table& table = is_word ? words_ : others_;
          Model& model = is_word ? words_then : others_then;
          const std::string key = std::to_string(random() % 100);
          if (random() % 3 == 0) {
            EXPECT_EQ(table.Delete(txn, key).value(), model.erase(key) != 0);
          } else {
            const std::string value(random() % (random() % 20 == 0 ? 9000 : 40), static_cast<char>('a' + random() % 26));
            ASSERT_TRUE(table.Put(txn, key, value));
            model[key] = value;
          }
          ASSERT_EQ(table.Get(txn, key).value().has_value(), model.contains(key));
          ASSERT_EQ(table.Count(txn).value(), model.size());
        }
        if (random() % 5 == 0) {
          ASSERT_TRUE(plain_.Put(txn, "step", std::to_string(step)));
        }
        {
          Cursor cursor = Cursor::Open(txn, words_).value();
          Model walked;
          for (auto row = cursor.First().value(); row; row = cursor.Next().value()) walked.emplace(row->key, row->value);
          ASSERT_EQ(walked, words_then);
        }
        if (random() % 8 == 0) {
          txn.Abort();
          ++aborts;
          continue;
        }
        if (random() % 40 == 0) txn.MergeRecent();
        const auto committed = txn.Commit();
        ASSERT_TRUE(committed) << base::ToString(committed.error());
        ++commits;
        words = std::move(words_then);
        others = std::move(others_then);
        const ReadTxn now = environment_->BeginRead().value();
        ExpectIs(words, now, words_, random);
        ExpectIs(others, now, others_, random);
        for (const Reader& reader : readers) ExpectIs(reader.words, reader.txn, words_, random);
      }
    }
    readers.clear();
    environment_.reset();
    const auto checked = OpenCheck(directory_.path());
    EXPECT_TRUE(checked) << base::ToString(checked.error());
  }
  std::printf("%llu commits, %llu aborted, opened %llu times\n", static_cast<unsigned long long>(commits),
              static_cast<unsigned long long>(aborts), static_cast<unsigned long long>(opens));
}

TEST_F(RecentRowsTest, ChangesComeToTheirTableAndGoFromRecent) {
  Open({100, 10, 50});
  for (int i = 0; i < 99; ++i) Put("key" + std::to_string(1000 + i), "value");
  EXPECT_EQ(StoredRows(), 0u);
  for (int i = 0; i < 101; ++i) Put("key" + std::to_string(2000 + i), "value");
  EXPECT_EQ(StoredRows(), 100u);
  const ReadTxn txn = environment_->BeginRead().value();
  EXPECT_EQ(words_.Count(txn).value(), 200u);
  // Two rows that count, and what the generation that takes changes holds.
  EXPECT_LE(Recent(txn).Count(txn).value(), 2 + 101u);
}

TEST_F(RecentRowsTest, ManyAtOnceGoStraightAndWhatIsHeldHidesNothingOlder) {
  Open({1000, 10, 50});
  Put("5", "old");
  {
    WriteTxn txn = environment_->BeginWrite().value();
    for (int i = 0; i < 80; ++i) ASSERT_TRUE(words_.Put(txn, std::to_string(i), "straight"));
    ASSERT_TRUE(txn.Commit());
  }
  EXPECT_EQ(StoredRows(), 80u);
  EXPECT_EQ(words_.Get(environment_->BeginRead().value(), "5").value(), "straight");
  Open({1000, 10, 50});
  EXPECT_EQ(words_.Get(environment_->BeginRead().value(), "5").value(), "straight");
  EXPECT_EQ(words_.Count(environment_->BeginRead().value()).value(), 80u);
}

TEST_F(RecentRowsTest, MergeRecentLeavesNoOlderVersionInAnyLivePage) {
  Open({1000, 10, 50});
  const std::string secret = "0812345678-is-nobody's";
  Put("a", secret);
  Put("b", "other");
  {
    WriteTxn txn = environment_->BeginWrite().value();
    EXPECT_TRUE(words_.Delete(txn, "a").value());
    txn.MergeRecent();
    ASSERT_TRUE(txn.Commit());
  }
  const ReadTxn txn = environment_->BeginRead().value();
  for (const Table& table : environment_->AllTables(txn).value()) {
    Cursor cursor = Cursor::Open(txn, table.AsStored()).value();
    for (auto row = cursor.First().value(); row; row = cursor.Next().value())
      EXPECT_EQ(row->value.find(secret), std::string_view::npos);
  }
  EXPECT_EQ(words_.Get(txn, "b").value(), "other");
  EXPECT_EQ(Recent(txn).Count(txn).value(), 2u);  // what counts the rows of two tables
}

TEST_F(RecentRowsTest, AFullMapTakesNothingAndEverythingGoesOn) {
  Open({50, 10, 1000}, size_t{256} << 10);
  Model model;
  std::mt19937_64 random(7);
  int full = 0;
  for (int i = 0; i < 400; ++i) {
    WriteTxn txn = environment_->BeginWrite().value();
    const std::string key = std::to_string(random() % 100), value(random() % 3000, static_cast<char>('a' + i % 26));
    auto done = words_.Put(txn, key, value);
    if (done) done = txn.Commit();
    if (done) {
      model[key] = value;
    } else {
      ASSERT_EQ(done.error().code, ErrorCode::kStorageFull);
      ++full;
      txn.Abort();
      WriteTxn less = environment_->BeginWrite().value();
      const std::string gone = model.begin()->first;
      if (words_.Delete(less, gone) && less.Commit()) model.erase(gone);
    }
    ExpectIs(model, environment_->BeginRead().value(), words_, random);
  }
  EXPECT_GT(full, 0);
  Open({50, 10, 1000}, size_t{16} << 20);
  ExpectIs(model, environment_->BeginRead().value(), words_, random);
}

TEST_F(RecentRowsTest, AnotherProcessThatOnlyReadsSeesEachSnapshotWhole) {
  Open({30, 4, 20});
  std::mt19937_64 random(3);
  Model model;
  for (int i = 0; i < 200; ++i) {
    const std::string key = std::to_string(random() % 100), value = std::to_string(i);
    Put(key, value);
    model[key] = value;
    if (i % 10 != 0) continue;
    // One process opens a file once: a copy stands for the other.
    const TempDirectory copy;
    std::filesystem::copy_file(directory_.path() + "/data.mdb", copy.path() + "/data.mdb");
    EnvironmentOptions options;
    options.read_only = true;
    options.no_lock = true;
    const auto other = Environment::Open(copy.path(), options).value();
    const ReadTxn txn = other->BeginRead().value();
    ExpectIs(model, txn, other->OpenTable(txn, kWords).value(), random);
    for (const Table& table : other->AllTables(txn).value())
      if (table.id().number == kWords.number) {
        ASSERT_EQ(RowsOf(txn, table), model);
      }
  }
}

TEST_F(RecentRowsTest, TheDigestDoesNotTellWhenChangesWereMerged) {
  std::vector<base::Digest> digests;
  for (const RecentLimits limits : {RecentLimits{1000, 10, 1000}, RecentLimits{10, 1, 1000}, RecentLimits{100, 5, 2}}) {
    const TempDirectory directory;
    EnvironmentOptions options;
    options.no_sync = true;
    options.recent = limits;
    const auto environment = Environment::Open(directory.path(), options).value();
    std::mt19937_64 random(11);
    for (int i = 0; i < 100; ++i) {
      WriteTxn txn = environment->BeginWrite().value();
      const Table words = environment->OpenTable(txn, kWords).value();
      for (int j = 0; j < 4; ++j) ASSERT_TRUE(words.Put(txn, std::to_string(random() % 100), std::to_string(i)));
      ASSERT_TRUE(words.Delete(txn, std::to_string(random() % 100)));
      ASSERT_TRUE(txn.Commit());
    }
    digests.push_back(DataDigest(*environment).value());
  }
  EXPECT_EQ(digests[0], digests[1]);
  EXPECT_EQ(digests[0], digests[2]);
}

TEST_F(RecentRowsTest, ARowOfRecentThatIsNotTheLayoutIsDamage) {
  for (const std::string& row : {std::string("x"), std::string("\0\xC9\0\0\1\0\0\0\7key", 12),
                                 std::string("\0\xC9\2\0\1\0\0\0\0k", 10), std::string("\0\xC9\0\0\0\0\0\0\0", 9)}) {
    const TempDirectory directory;
    {
      const auto environment = Environment::Open(directory.path(), {}).value();
      WriteTxn txn = environment->BeginWrite().value();
      ASSERT_TRUE(environment->OpenTable(txn, kWords));
      const Table recent = environment->OpenTable(txn, kRecentTable).value();
      ASSERT_TRUE(recent.Put(txn, std::string("\0\0\0\0\0\0\0\1", 8), row));
      ASSERT_TRUE(txn.Commit());
    }
    const auto opened = Environment::Open(directory.path(), {});
    ASSERT_TRUE(opened.has_error());
    EXPECT_EQ(opened.error().code, ErrorCode::kDamaged);
  }
}

// The sum of all rows is the same in every snapshot, while rows move from memory to their table and are forgotten.
TEST_F(RecentRowsTest, ReadersOnOtherThreadsSeeWholeCommits) {
  Open({40, 6, 1000});
  constexpr int kKeys = 50, kEach = 1000;
  {
    WriteTxn txn = environment_->BeginWrite().value();
    for (int i = 0; i < kKeys; ++i) ASSERT_TRUE(words_.Put(txn, std::to_string(i), std::to_string(kEach)));
    ASSERT_TRUE(txn.Commit());
  }
  std::atomic<bool> stop = false;
  std::atomic<uint64_t> read = 0, wrong = 0;
  std::vector<std::thread> readers;
  for (int r = 0; r < 3; ++r)
    readers.emplace_back([&, r] {
      ReadTxn txn = environment_->BeginRead().value();
      for (uint64_t round = 0; !stop; ++round) {
        txn.Reset();
        if (!txn.Renew()) return;
        // Some hold their snapshot over many commits.
        for (int again = 0; again < (r == 0 ? 20 : 1); ++again) {
          int sum = 0;
          if (round % 2 == 0) {
            for (int i = 0; i < kKeys; ++i) sum += std::stoi(std::string(words_.Get(txn, std::to_string(i)).value().value()));
          } else {
            for (const auto& [key, value] : RowsOf(txn, words_)) sum += std::stoi(value);
          }
          if (sum != kKeys * kEach) ++wrong;
          ++read;
        }
      }
    });
  std::mt19937_64 random(5);
  for (int i = 0; i < 2000 || read < 200; ++i) {
    WriteTxn txn = environment_->BeginWrite().value();
    const std::string from = std::to_string(random() % kKeys), to = std::to_string(random() % kKeys);
    if (from == to) continue;
    const int left = std::stoi(std::string(words_.Get(txn, from).value().value())) - 1;
    const int more = std::stoi(std::string(words_.Get(txn, to).value().value())) + 1;
    ASSERT_TRUE(words_.Put(txn, from, std::to_string(left)));
    ASSERT_TRUE(words_.Put(txn, to, std::to_string(more)));
    if (i % 7 == 0) continue;  // aborted
    ASSERT_TRUE(txn.Commit());
  }
  stop = true;
  for (std::thread& reader : readers) reader.join();
  EXPECT_EQ(wrong, 0u);
}

}  // namespace
}  // namespace cybercheck::store
