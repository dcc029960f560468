// SPDX-License-Identifier: Apache-2.0
#include "store/environment.h"

#include <gtest/gtest.h>
#include <lmdb.h>
#include <unistd.h>

#include "tests/store/temp_directory.h"

namespace cybercheck::store {
namespace {

using base::ErrorCode;
constexpr TableId kWords{"words", 201};

class EnvironmentTest : public testing::Test {
 protected:
  EnvironmentTest() : environment_(Environment::Open(directory_.path(), {}).value()) {}
  Table Put(std::string_view key, std::string_view value) {
    WriteTxn txn = environment_->BeginWrite().value();
    const Table table = environment_->OpenTable(txn, kWords).value();
    EXPECT_TRUE(table.Put(txn, key, value));
    EXPECT_TRUE(txn.Commit());
    return table;
  }
  TempDirectory directory_;
  std::unique_ptr<Environment> environment_;
};

TEST_F(EnvironmentTest, WhatWasCommittedIsReadAndWhatWasAbortedIsNot) {
  const Table table = Put("a", "1");
  {
    WriteTxn txn = environment_->BeginWrite().value();
    ASSERT_TRUE(table.Put(txn, "b", "2"));
    EXPECT_EQ(table.Get(txn, "b").value(), "2");
  }
  const ReadTxn txn = environment_->BeginRead().value();
  EXPECT_EQ(table.Get(txn, "a").value(), "1");
  EXPECT_FALSE(table.Get(txn, "b").value().has_value());
  EXPECT_EQ(table.Count(txn).value(), 1u);
}

TEST_F(EnvironmentTest, AReaderSeesItsSnapshotUntilItRenews) {
  const Table table = Put("a", "1");
  ReadTxn reader = environment_->BeginRead().value();
  Put("a", "2");
  EXPECT_EQ(table.Get(reader, "a").value(), "1");
  reader.Reset();
  ASSERT_TRUE(reader.Renew());
  EXPECT_EQ(table.Get(reader, "a").value(), "2");
}

TEST_F(EnvironmentTest, AValueThatDoesNotVerifyIsDamageNotData) {
  const Table table = Put("a", "one");
  const Table other = Put("b", "one");
  {  // the value of b, moved under a: right bytes, wrong place
    MDB_txn* raw = nullptr;
    ASSERT_EQ(mdb_txn_begin(environment_->raw(), nullptr, 0, &raw), 0);
    MDB_dbi dbi = 0;
    ASSERT_EQ(mdb_dbi_open(raw, kWords.name, 0, &dbi), 0);
    MDB_val a{1, const_cast<char*>("a")}, b{1, const_cast<char*>("b")}, value;
    ASSERT_EQ(mdb_get(raw, dbi, &b, &value), 0);
    std::string copy(static_cast<const char*>(value.mv_data), value.mv_size);
    value = {copy.size(), copy.data()};
    ASSERT_EQ(mdb_put(raw, dbi, &a, &value, 0), 0);
    ASSERT_EQ(mdb_txn_commit(raw), 0);
  }
  const ReadTxn txn = environment_->BeginRead().value();
  EXPECT_EQ(table.Get(txn, "a").error().code, ErrorCode::kDamaged);
  EXPECT_EQ(other.Get(txn, "b").value(), "one");
  Cursor cursor = Cursor::Open(txn, table).value();
  EXPECT_EQ(cursor.First().error().code, ErrorCode::kDamaged);
}

TEST_F(EnvironmentTest, ASecondOpenOfTheSameFileIsRefusedAlsoThroughALink) {
  EXPECT_EQ(Environment::Open(directory_.path(), {}).error().code, ErrorCode::kInUse);
  const TempDirectory elsewhere;
  const std::string link = elsewhere.path() + "/link";
  ASSERT_EQ(symlink(directory_.path().c_str(), link.c_str()), 0);
  EXPECT_EQ(Environment::Open(link, {}).error().code, ErrorCode::kInUse);
  environment_.reset();
  EXPECT_TRUE(Environment::Open(link, {}));
}

TEST_F(EnvironmentTest, AppendTakesOnlyRisingKeys) {
  const Table table = Put("b", "1");
  WriteTxn txn = environment_->BeginWrite().value();
  EXPECT_TRUE(table.Append(txn, "c", "2"));
  EXPECT_TRUE(table.Append(txn, "a", "3").has_error());
}

TEST_F(EnvironmentTest, ACursorWalksBothWaysInOrder) {
  Put("b", "2");
  Put("a", "1");
  const Table table = Put("d", "4");
  const ReadTxn txn = environment_->BeginRead().value();
  Cursor cursor = Cursor::Open(txn, table).value();
  EXPECT_EQ(cursor.First().value()->key, "a");
  EXPECT_EQ(cursor.Next().value()->key, "b");
  EXPECT_EQ(cursor.SeekAtLeast("c").value()->key, "d");
  EXPECT_EQ(cursor.Previous().value()->value, "2");
  EXPECT_EQ(cursor.Last().value()->key, "d");
  EXPECT_FALSE(cursor.Next().value().has_value());
}

TEST_F(EnvironmentTest, UsageTellsOfAReaderThatLags) {
  Put("a", "1");
  EXPECT_EQ(environment_->usage().oldest_reader_txn, environment_->usage().last_txn);
  const ReadTxn reader = environment_->BeginRead().value();
  const uint64_t before = environment_->usage().last_txn;
  Put("a", "2");
  EXPECT_EQ(environment_->usage().oldest_reader_txn, before);
  EXPECT_GT(environment_->usage().last_txn, before);
  EXPECT_GT(environment_->usage().used_bytes, 0u);
}

}  // namespace
}  // namespace cybercheck::store
