// SPDX-License-Identifier: Apache-2.0
// The two projections together, as the server has them: what lookup decides and tells is what the books keep.
#include <gtest/gtest.h>

#include <algorithm>

#include "cases/queue.h"
#include "event/report_submit.h"
#include "event/report_withdraw.h"
#include "lookup/projection.h"
#include "lookup/record.h"
#include "lookup/rules_set.h"
#include "tests/cases/books_model.h"
#include "tests/cases/random_work.h"

namespace cybercheck::cases {
namespace {

using event::EntryType;

std::unique_ptr<store::Projection> MakeLookup() { return std::make_unique<lookup::LookupProjection>(); }

// Where lookup's records say that indicators wait.
std::map<QueuePlace, indicator::KeyBytes> PlacesOfRecords(CasesWorld& world) {
  std::map<QueuePlace, indicator::KeyBytes> places;
  const store::ReadTxn txn = world.Read();
  const store::Table records = Must(world.environment().OpenTable(txn, lookup::kRecordsTable));
  store::Cursor cursor = Must(store::Cursor::Open(txn, records));
  lookup::Record record;
  for (auto row = Must(cursor.First()); row; row = Must(cursor.Next())) {
    Must(lookup::DecodeRecord(row->value, record));
    if (record.queue.seq == 0) continue;
    std::copy(row->key.begin(), row->key.end(), places[{record.queue.seq, record.queue.row}].begin());
  }
  return places;
}

// Every place a record names is a row of the queue; every other row has its place in `places`.
void ExpectQueueAgrees(CasesWorld& world) {
  const auto places = PlacesOfRecords(world);
  const store::ReadTxn txn = world.Read();
  size_t known = 0;
  store::Cursor cursor = Must(store::Cursor::Open(txn, world.tables().queue));
  for (auto row = Must(cursor.First()); row; row = Must(cursor.Next())) {
    const QueuePlace place = Must(DecodeQueuePlace(row->key));
    const indicator::KeyBytes key = indicator::IndexKey(Must(DecodeQueueRow(row->value)).key);
    const auto of_record = places.find(place);
    if (of_record != places.end()) {
      EXPECT_EQ(of_record->second, key);
      ++known;
      continue;
    }
    const auto kept = Must(world.tables().places.Get(txn, KeyOf(key)));
    ASSERT_TRUE(kept) << FormatPlace(place);
    EXPECT_EQ(Must(DecodeQueuePlace(*kept)), place);
  }
  EXPECT_EQ(known, places.size());
}

TEST(WithLookupTest, WhatNoReportSpeaksOfAnyMoreLeavesTheQueue) {
  CasesWorld world(MakeLookup);
  const auto report = [&](const std::string& reporter) {
    event::ReportSubmit submit;
    submit.reports.resize(1);
    submit.reports[0].source_class = 4;
    submit.reports[0].reporter = reporter;
    submit.reports[0].reported_s = CasesWorld::kNowS;
    submit.reports[0].indicators.resize(1);
    submit.reports[0].indicators[0].key = {indicator::Kind::kPhone, "+66670000001"};
    return world.Submit(EntryType::kReportSubmit, "anon", event::EncodeReportSubmit(submit)).seq;
  };
  const auto withdraw = [&](uint64_t seq) {
    return world.Submit(EntryType::kReportWithdraw, "cli", event::EncodeReportWithdraw({"source_revoked", {{seq, 0}}})).result;
  };
  const auto length = [&] { return Must(QueueLength(world.tables(), world.Read())); };
  const uint64_t first = report("net:1"), second = report("net:2");
  EXPECT_EQ(withdraw(first), R"({"withdrawn":1})");
  EXPECT_EQ(length(), 1u);
  EXPECT_EQ(withdraw(second), R"({"withdrawn":1,"left":[[1,0]]})");
  EXPECT_EQ(length(), 0u);
  EXPECT_EQ(withdraw(second), R"({"withdrawn":1})");
  report("net:3");
  EXPECT_EQ(length(), 1u);
  ExpectQueueAgrees(world);
}

TEST(WithLookupTest, RandomWorkIsBookedAsTheSlowModelBooksIt) {
  uint64_t accepted = 0, seconds = 0;
  for (uint64_t seed = 1; seed <= 4; ++seed) {
    SCOPED_TRACE(seed);
    CasesWorld world(MakeLookup);
    const std::string shared = R"({"hosts":["shared0.example","shared1.example","shared2.example"]})";
    ASSERT_TRUE(world.Submit(EntryType::kSharedHostsSet, "config", lookup::EncodeRulesSet({"ab", "file", shared})).accepted);
    RandomWork work(world, seed, true);
    for (int round = 0; round < 5; ++round) {
      for (int step = 0; step < 120; ++step) work.Step();
      BooksModel::Of(world).ExpectSame(world, world.clock.NowS());
      ExpectQueueAgrees(world);
      ASSERT_FALSE(testing::Test::HasFailure()) << "round " << round;
      if (round == 2) world.Reopen();
    }
    const BooksModel model = BooksModel::Of(world);
    accepted += model.appeals.size() + model.reports.size();
    for (const auto& [key, waits] : model.queue) seconds += waits.why == QueueWhy::kSecondNeeded;
    EXPECT_EQ(world.Digest(), world.ReplayedDigest());
  }
  EXPECT_GT(accepted, 1000u);
  EXPECT_GT(seconds, 0u);
}

}  // namespace
}  // namespace cybercheck::cases
