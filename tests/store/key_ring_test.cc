// SPDX-License-Identifier: Apache-2.0
// Sealing: what opens a box and what does not, and that a destroyed key is gone from the disk.
#include "store/key_ring.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <fstream>
#include <set>
#include <thread>

#include "base/hex.h"
#include "store/data_directory.h"
#include "store/erasures.h"
#include "store/open_check.h"
#include "store/sealed_box.h"
#include "tests/store/temp_directory.h"

namespace cybercheck::store {
namespace {

using base::ErrorCode;
namespace fs = std::filesystem;

constexpr std::array<uint8_t, 32> kEntryId{1, 2, 3};

class KeyRingTest : public testing::Test {
 protected:
  KeyRingTest() { Start(); }
  void Start() {
    DataDirectoryOptions options;
    options.create = true;
    directory_ = DataDirectory::Open(Path(), options).value();
    ring_ = KeyRing::Open(*directory_).value();
  }
  void Stop() {
    ring_.reset();
    directory_.reset();
  }
  void Restart() {
    Stop();
    Start();
  }
  std::string Path() const { return temporary_.path() + "/d"; }
  std::string KeysBytes() const { return base::ReadFile(Path() + "/keys/data.mdb", size_t{1} << 30).value(); }

  // The sealed key of a subject, as `keys` holds it.
  std::string WrappedKey(uint64_t subject) {
    std::string key(8, '\0'), wrapped;
    for (int i = 0; i < 8; ++i) key[static_cast<size_t>(i)] = static_cast<char>(subject >> (56 - 8 * i));
    EXPECT_TRUE(
        directory_->keys().Read([&](Environment& environment, const ReadTxn& txn, const SecretKey&) -> base::Result<void> {
          ASSIGN_OR_RETURN(const Table table, environment.OpenTable(txn, kSubjectsTable));
          ASSIGN_OR_RETURN(const auto value, table.Get(txn, key));
          wrapped = value.value_or("");
          return {};
        }));
    return wrapped;
  }

  TempDirectory temporary_;
  std::unique_ptr<DataDirectory> directory_;
  std::unique_ptr<KeyRing> ring_;
};

TEST_F(KeyRingTest, OpensWhatItSealed) {
  const uint64_t subject = ring_->NewSubject().value();
  const std::string about = AboutReport(kEntryId, 3);
  EXPECT_EQ(about.size(), 34u);
  const event::Sealed sealed = ring_->Seal(subject, "สมชาย โทร 081-000-0000", about).value();
  EXPECT_EQ(sealed.subject, subject);
  EXPECT_EQ(sealed.box.find("081-000-0000"), std::string::npos);
  EXPECT_EQ(ring_->Open(sealed, about).value(), "สมชาย โทร 081-000-0000");
  EXPECT_EQ(ring_->Open(ring_->Seal(subject, "", about).value(), about).value(), "");
  EXPECT_NE(ring_->Seal(subject, "a", about).value().box, ring_->Seal(subject, "a", about).value().box);
}

TEST_F(KeyRingTest, RefusesAnotherUseAnotherSubjectAndEveryChangedByte) {
  const uint64_t subject = ring_->NewSubject().value(), other = ring_->NewSubject().value();
  const std::string about = AboutReport(kEntryId, 0);
  const event::Sealed sealed = ring_->Seal(subject, "text", about).value();
  EXPECT_EQ(ring_->Open(sealed, AboutReport(kEntryId, 1)).error().code, ErrorCode::kDamaged);
  EXPECT_EQ(ring_->Open({other, sealed.box}, about).error().code, ErrorCode::kDamaged);
  for (size_t at = 0; at < sealed.box.size(); ++at) {
    event::Sealed changed = sealed;
    changed.box[at] = static_cast<char>(changed.box[at] ^ 1);
    EXPECT_EQ(ring_->Open(changed, about).error().code, ErrorCode::kDamaged) << at;
  }
  for (size_t size = 0; size < sealed.box.size(); ++size)
    EXPECT_EQ(ring_->Open({subject, sealed.box.substr(0, size)}, about).error().code, ErrorCode::kDamaged) << size;
  EXPECT_EQ(ring_->Open({999999, sealed.box}, about).error().code, ErrorCode::kDamaged);
  EXPECT_EQ(ring_->Open({0, sealed.box}, about).error().code, ErrorCode::kDamaged);
}

TEST_F(KeyRingTest, NumbersAreNeverGivenTwice) {
  std::set<uint64_t> given;
  for (int restart = 0; restart < 3; ++restart) {
    for (int i = 0; i < 1500; ++i) EXPECT_TRUE(given.insert(ring_->NewSubject().value()).second);
    Restart();
  }
  EXPECT_TRUE(ring_->Erase(std::vector<uint64_t>(given.begin(), given.end())));
  Restart();
  for (int i = 0; i < 1500; ++i) EXPECT_TRUE(given.insert(ring_->NewSubject().value()).second);
}

TEST_F(KeyRingTest, SealsOutliveARestart) {
  const uint64_t subject = ring_->NewSubject().value();
  const event::Sealed sealed = ring_->Seal(subject, "text", "about").value();
  Restart();
  EXPECT_EQ(ring_->Open(sealed, "about").value(), "text");
}

TEST_F(KeyRingTest, AnErasedKeyIsGoneFromTheDisk) {
  const uint64_t subject = ring_->NewSubject().value(), other = ring_->NewSubject().value();
  const event::Sealed sealed = ring_->Seal(subject, "text", "about").value(), kept = ring_->Seal(other, "kept", "about").value();
  const std::string wrapped = WrappedKey(subject);
  ASSERT_NE(KeysBytes().find(wrapped), std::string::npos);
  ASSERT_TRUE(ring_->Erase(std::vector{subject}));
  for (const auto& entry : fs::recursive_directory_iterator(Path()))
    if (entry.is_regular_file()) {
      EXPECT_EQ(base::ReadFile(entry.path(), size_t{1} << 30).value().find(wrapped), std::string::npos) << entry.path();
    }
  EXPECT_FALSE(fs::exists(Path() + "/keys.new"));
  for (int round = 0; round < 2; ++round) {
    EXPECT_EQ(ring_->Open(sealed, "about").error().code, ErrorCode::kErased);
    EXPECT_EQ(ring_->Seal(subject, "text", "about").error().code, ErrorCode::kNotFound);
    EXPECT_EQ(ring_->Open(kept, "about").value(), "kept");
    EXPECT_TRUE(ring_->Erase(std::vector{subject})) << "again is no error";
    Restart();  // the open check walks the rewritten file
  }
  const auto erasures = ReadErasures(Path() + "/erasures").value();
  ASSERT_EQ(erasures.size(), 1u);
  EXPECT_EQ(erasures[0].subject, subject);
}

TEST_F(KeyRingTest, SubjectsThatNobodyWasGivenAreNotErased) {
  const uint64_t subject = ring_->NewSubject().value();
  for (const uint64_t nobody : {uint64_t{0}, subject + 1, uint64_t{1} << 40})
    EXPECT_EQ(ring_->Erase(std::vector{subject, nobody}).error().code, ErrorCode::kNotFound) << nobody;
  EXPECT_TRUE(ring_->Seal(subject, "text", "about"));
  EXPECT_FALSE(fs::exists(Path() + "/erasures"));
}

TEST_F(KeyRingTest, WhatIsInTheErasuresIsErasedAtTheNextOpen) {
  const uint64_t subject = ring_->NewSubject().value();
  const event::Sealed sealed = ring_->Seal(subject, "text", "about").value();
  Stop();
  const Erasure erasures[] = {{subject, 1764126000}, {5'000'000, 1764126000}};
  ASSERT_TRUE(AppendErasures(Path() + "/erasures", erasures));
  std::ofstream(Path() + "/erasures", std::ios::app) << "12\t2026";  // cut short
  Start();
  EXPECT_EQ(ring_->Open(sealed, "about").error().code, ErrorCode::kErased);
  EXPECT_GT(ring_->NewSubject().value(), 5'000'000u) << "a number that was somebody's is nobody else's";
  EXPECT_EQ(ReadErasures(Path() + "/erasures").value(), (std::vector<Erasure>{erasures[0], erasures[1]}));
}

TEST_F(KeyRingTest, AnotherMasterKeyIsRefusedAtOnce) {
  ASSERT_TRUE(ring_->NewSubject());
  Stop();
  ASSERT_TRUE(base::ReplaceFile(Path() + "/master.key", std::string(32, 'x'), 0600));
  EXPECT_EQ(DataDirectory::Open(Path(), {}).error().code, ErrorCode::kDamaged);
}

TEST_F(KeyRingTest, RotationChangesEveryWrappedKeyAndNoAnswer) {
  const uint64_t subject = ring_->NewSubject().value();
  const event::Sealed sealed = ring_->Seal(subject, "text", "about").value();
  const auto secret = directory_->Secret("requests").value();
  const std::string wrapped = WrappedKey(subject), old_master = base::ReadFile(Path() + "/master.key").value();
  const SecretKey master = SecretKey::Random();
  ASSERT_TRUE(directory_->keys().Rotate(master));
  for (int round = 0; round < 2; ++round) {
    EXPECT_EQ(base::ReadFile(Path() + "/master.key").value(), master.view());
    struct stat info {};
    ASSERT_EQ(stat((Path() + "/master.key").c_str(), &info), 0);
    EXPECT_EQ(info.st_mode & 0777, 0600u);
    EXPECT_EQ(KeysBytes().find(wrapped), std::string::npos);
    EXPECT_NE(WrappedKey(subject), wrapped);
    EXPECT_EQ(ring_->Open(sealed, "about").value(), "text");
    EXPECT_EQ(directory_->Secret("requests").value(), secret);
    Restart();
  }
  Stop();
  ASSERT_TRUE(base::ReplaceFile(Path() + "/master.key", old_master, 0600));
  EXPECT_EQ(DataDirectory::Open(Path(), {}).error().code, ErrorCode::kDamaged);
}

TEST_F(KeyRingTest, ManyThreadsAndAnEraser) {
  constexpr int kThreads = 4, kEach = 1200;
  std::vector<std::vector<uint64_t>> given(kThreads);
  std::vector<std::thread> threads;
  for (int t = 0; t < kThreads; ++t)
    threads.emplace_back([&, t] {
      for (int i = 0; i < kEach; ++i) {
        const uint64_t subject = ring_->NewSubject().value();
        given[static_cast<size_t>(t)].push_back(subject);
        const auto sealed = ring_->Seal(subject, "text", "about").value();
        if (ring_->Open(sealed, "about").value() != "text") ADD_FAILURE();
        if (i % 400 != 399) continue;
        if (!ring_->Erase(std::vector{subject})) ADD_FAILURE();
        EXPECT_EQ(ring_->Open(sealed, "about").error().code, ErrorCode::kErased);
      }
    });
  std::thread rotator([&] {
    for (int i = 0; i < 3; ++i)
      if (!directory_->keys().Rotate(SecretKey::Random())) ADD_FAILURE();
  });
  for (std::thread& thread : threads) thread.join();
  rotator.join();
  std::set<uint64_t> all;
  for (const auto& mine : given) all.insert(mine.begin(), mine.end());
  EXPECT_EQ(all.size(), size_t{kThreads} * kEach);
  Restart();
  EXPECT_TRUE(ring_->NewSubject());
}

}  // namespace
}  // namespace cybercheck::store
