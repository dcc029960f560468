// SPDX-License-Identifier: Apache-2.0
#include "cases/hold_book.h"

#include <gtest/gtest.h>

#include <map>
#include <random>

#include "base/timestamp.h"
#include "cases/case_history.h"
#include "cases/case_store.h"
#include "cases/hold_clock.h"
#include "cases/holds.h"
#include "cases/subjects.h"
#include "event/case_file.h"
#include "event/case_work.h"
#include "tests/cases/cases_world.h"

namespace cybercheck::cases {
namespace {

using event::EntryType;
using event::HoldGround;
using event::HoldState;
using event::MoneyNode;
using event::MoneyNodeKind;

constexpr char kBank[] = "tok:00000000000000b4";
constexpr char kOfficer[] = "tok:00000000000000aa";
constexpr int64_t kHour = 3600, kDay = 86400;

MoneyNode Account(std::string_view bank, int number) {
  return {MoneyNodeKind::kAccount, std::string(bank) + ":" + std::to_string(1'000'000'000 + number)};
}

int64_t At(const char* time) { return Must(base::ParseTimeMs(time)) / 1000; }

event::Complaint ComplaintOf(std::vector<event::Transfer> transfers, const std::string& bank_case_id = {},
                             event::CaseChannel channel = event::CaseChannel::kHotline, int64_t reported_s = CasesWorld::kNowS) {
  event::Complaint complaint;
  complaint.channel = channel;
  complaint.verified = true;
  complaint.reported_s = reported_s;
  complaint.transfers = std::move(transfers);
  complaint.external_ids[static_cast<size_t>(event::ExternalId::kBankCaseId)] = bank_case_id;
  return complaint;
}

// The number of the case's entry.
event::CaseRef File(CasesWorld& world, event::Complaint complaint) {
  event::CaseFile file;
  file.complaints.push_back(std::move(complaint));
  const auto outcome = world.Submit(EntryType::kCaseFile, "tok:00000000000000cc", event::EncodeCaseFile(file));
  EXPECT_TRUE(outcome.accepted) << outcome.code;
  return {outcome.seq, 0};
}

event::Outcome Open(CasesWorld& world, event::HoldRequest request, const event::HoldClocks& clocks = {}) {
  event::HoldOpen open;
  open.clocks = clocks;
  open.holds.push_back(std::move(request));
  return world.Submit(EntryType::kHoldOpen, kBank, event::EncodeHoldOpen(open));
}

event::Outcome Answer(CasesWorld& world, const event::HoldRef& hold, HoldState outcome, int64_t held = 0, int64_t at_s = 0,
                      std::vector<event::Transfer> onward = {}) {
  event::HoldAnswer answer;
  answer.hold = hold;
  answer.outcome = outcome;
  answer.held_satang = held;
  answer.at_s = at_s == 0 ? world.clock.NowS() : at_s;
  answer.onward = std::move(onward);
  return world.Submit(EntryType::kHoldAnswer, kBank, event::EncodeHoldAnswer(answer));
}

event::HoldAnswer AnswerOf(CasesWorld& world, const event::HoldRef& hold, HoldState outcome, int64_t held,
                           std::vector<event::Transfer> onward = {}) {
  event::HoldAnswer answer;
  answer.hold = hold;
  answer.outcome = outcome;
  answer.held_satang = held;
  answer.at_s = world.clock.NowS();
  answer.onward = std::move(onward);
  return answer;
}

event::Outcome Move(CasesWorld& world, event::HoldMove move) {
  if (move.at_s == 0) move.at_s = world.clock.NowS();
  return world.Submit(EntryType::kHoldMove, kOfficer, event::EncodeHoldMove(move));
}

HoldRow RowAt(CasesWorld& world, const event::HoldRef& ref) { return Must(ReadHold(world.tables(), world.Read(), ref)).value(); }
CaseRow CaseAt(CasesWorld& world, event::CaseRef ref) { return Must(ReadCase(world.tables(), world.Read(), ref)).value(); }

std::map<MoneyNode, HoldRow> HoldsOf(CasesWorld& world, event::CaseRef of) {
  std::map<MoneyNode, HoldRow> holds;
  for (auto& [ref, row] : Must(ReadCaseHolds(world.tables(), world.Read(), of))) holds.emplace(row.at, row);
  return holds;
}

// Every list names every hold where its row says, and the sums of cases are those of their holds.
void ExpectWhole(CasesWorld& world) {
  const store::ReadTxn txn = world.Read();
  const Tables& tables = world.tables();
  std::map<event::CaseRef, CaseRow> sums;
  uint64_t holds = 0, due = 0, of_cases = 0;
  store::Cursor cursor = Must(store::Cursor::Open(txn, tables.holds));
  for (auto row = Must(cursor.First()); row; row = Must(cursor.Next())) {
    const event::HoldRef ref = Must(DecodeMoneyRefKey(row->key));
    const HoldRow hold = Must(DecodeHoldRow(row->value));
    ++holds;
    EXPECT_EQ(hold.due_s, DueOf(hold));
    EXPECT_TRUE(Must(tables.hold_lists.Get(txn, HoldListKey(BankOf(hold), hold.state, hold.requested_s, ref))));
    if (hold.due_s != 0) {
      ++due;
      EXPECT_TRUE(Must(tables.holds_due.Get(txn, HoldDueKey(hold.due_s, ref))));
    }
    if (hold.of.seq == 0) continue;
    ++of_cases;
    EXPECT_TRUE(Must(tables.case_holds.Get(txn, CaseKey(hold.of) + MoneyRefKey(ref))));
    CaseRow& sum = sums[hold.of];
    sum.requested_satang += hold.requested_satang;
    sum.held_satang += hold.held_satang;
    sum.frozen_satang += hold.frozen_satang;
    sum.returned_satang += hold.returned_satang;
  }
  EXPECT_EQ(Must(tables.hold_lists.Count(txn)), holds);
  EXPECT_EQ(Must(tables.holds_due.Count(txn)), due);
  EXPECT_EQ(Must(tables.case_holds.Count(txn)), of_cases);
  store::Cursor of = Must(store::Cursor::Open(txn, tables.cases));
  for (auto row = Must(of.First()); row; row = Must(of.Next())) {
    const CaseRow known = Must(DecodeCaseRow(row->value));
    const CaseRow& sum = sums[Must(DecodeCaseKey(row->key))];
    EXPECT_EQ(known.requested_satang, sum.requested_satang);
    EXPECT_EQ(known.held_satang, sum.held_satang);
    EXPECT_EQ(known.frozen_satang, sum.frozen_satang);
    EXPECT_EQ(known.returned_satang, sum.returned_satang);
  }
}

TEST(HoldClockTest, RunsAsTheDecreeSays) {
  struct Case {
    HoldGround ground;
    const char *held, *complaint, *until, *due;
  };
  const Case cases[] = {
      {HoldGround::kVictim, "2026-03-01T09:00:00+07:00", "2026-03-01T14:00:00+07:00", "", "2026-03-08T14:00:00+07:00"},
      {HoldGround::kVictim, "2026-03-01T09:00:00+07:00", "", "", "2026-03-04T09:00:00+07:00"},
      // The same moments, told in other zones.
      {HoldGround::kVictim, "2026-03-01T02:00:00Z", "2026-03-01T02:00:00-05:00", "", "2026-03-08T07:00:00Z"},
      {HoldGround::kVictim, "2026-02-28T21:00:00-05:00", "", "", "2026-03-04T11:00:00+09:00"},
      // Over a leap day, and over years' ends.
      {HoldGround::kVictim, "2028-02-28T10:00:00+07:00", "", "", "2028-03-02T10:00:00+07:00"},
      {HoldGround::kVictim, "2027-02-28T10:00:00+07:00", "", "", "2027-03-03T10:00:00+07:00"},
      {HoldGround::kVictim, "2028-02-26T10:00:00+07:00", "2028-02-27T10:00:00+07:00", "", "2028-03-05T10:00:00+07:00"},
      {HoldGround::kVictim, "2026-12-30T23:30:00+07:00", "2026-12-31T00:30:00+07:00", "", "2027-01-07T00:30:00+07:00"},
      // A complaint when the time for it is over brings nothing back; at its last second it does.
      {HoldGround::kVictim, "2026-03-01T09:00:00+07:00", "2026-03-04T09:00:01+07:00", "", "2026-03-04T09:00:00+07:00"},
      {HoldGround::kVictim, "2026-03-01T09:00:00+07:00", "2026-03-04T09:00:00+07:00", "", "2026-03-11T09:00:00+07:00"},
      // An onward hold, made long after the complaint.
      {HoldGround::kVictim, "2026-03-10T09:00:00+07:00", "2026-03-01T14:00:00+07:00", "", "2026-03-13T09:00:00+07:00"},
      {HoldGround::kVictim, "2026-03-06T09:00:00+07:00", "2026-03-01T14:00:00+07:00", "", "2026-03-09T09:00:00+07:00"},
      {HoldGround::kBankDetected, "2026-03-01T09:00:00+07:00", "", "", "2026-03-08T09:00:00+07:00"},
      {HoldGround::kBankDetected, "2026-03-01T09:00:00+07:00", "2026-03-05T09:00:00+07:00", "", "2026-03-08T09:00:00+07:00"},
      {HoldGround::kVictim, "2026-03-01T09:00:00+07:00", "", "2026-04-01T00:00:00+07:00", "2026-04-01T00:00:00+07:00"},
      {HoldGround::kVictim, "2026-03-01T09:00:00+07:00", "", "2026-03-02T00:00:00+07:00", "2026-03-04T09:00:00+07:00"},
      {HoldGround::kWarrant, "2026-03-01T09:00:00+07:00", "2026-03-01T14:00:00+07:00", "", ""},
  };
  for (const Case& one : cases) {
    HoldRow row;
    row.ground = one.ground;
    row.held_satang = 1;
    row.held_s = At(one.held);
    if (*one.complaint != '\0') row.complaint_s = At(one.complaint);
    if (*one.until != '\0') row.until_s = At(one.until);
    EXPECT_EQ(DueOf(row), *one.due == '\0' ? 0 : At(one.due)) << one.held << " " << one.complaint << " " << one.until;
    row.held_satang = 0;
    EXPECT_EQ(DueOf(row), 0);
  }
}

TEST(HoldBookTest, ATransferAsksItsBankAndAnswersLeadOnward) {
  CasesWorld world;
  const int64_t now_s = CasesWorld::kNowS;
  const MoneyNode a = Account("004", 1), b = Account("014", 2), c = Account("002", 3), d = Account("006", 4);
  const event::CaseRef of = File(world, ComplaintOf({{{}, a, 10'000, now_s - kHour, {}, {}}}));
  EXPECT_EQ(RowAt(world, {of.seq, 0, 0}).due_s, 0);  // only requested: no clock
  EXPECT_EQ(CaseAt(world, of).requested_satang, 10'000);
  event::HoldRef hold{of.seq, 0, 0};
  const MoneyNode chain[] = {a, b, c, d};
  for (size_t i = 0; i < 4; ++i) {
    std::vector<event::Transfer> onward;
    if (i < 3) onward.push_back({chain[i], chain[i + 1], 9'000 - static_cast<int64_t>(i) * 1000, now_s, {}, {}});
    const auto answer =
        i < 3 ? Answer(world, hold, HoldState::kPartly, 1000, 0, onward) : Answer(world, hold, HoldState::kHeld, 7000);
    ASSERT_TRUE(answer.accepted) << i << answer.code;
    const HoldRow row = RowAt(world, hold);
    EXPECT_EQ(row.level, i + 1);
    EXPECT_EQ(row.at, chain[i]);
    EXPECT_EQ(row.due_s, now_s + 7 * kDay);  // the complaint's seven days
    hold = {answer.seq, 0, 0};
  }
  const CaseRow row = CaseAt(world, of);
  EXPECT_EQ(row.transfers, 4u);
  EXPECT_EQ(row.held_satang, 1000 * 3 + 7000);
  EXPECT_EQ(row.requested_satang, 10'000 + 9'000 + 8'000 + 7'000);
  const auto transfers = Must(ReadTransfers(world.tables(), world.Read(), of));
  ASSERT_EQ(transfers.size(), 4u);
  for (size_t i = 0; i < 4; ++i) {
    EXPECT_EQ(transfers[i].level, i + 1);
    EXPECT_EQ(transfers[i].by_bank, i > 0);
  }
  ExpectWhole(world);
  EXPECT_EQ(world.ReplayedDigest(), world.Digest());
}

TEST(HoldBookTest, AnAnswerThatIsNoneIsRefused) {
  CasesWorld world;
  const MoneyNode a = Account("004", 1), b = Account("014", 2);
  const event::HoldRef hold{File(world, ComplaintOf({{{}, a, 10'000, 0, {}, {}}})).seq, 0, 0};
  EXPECT_EQ(Answer(world, {hold.seq, 0, 9}, HoldState::kRefused).code, "not_found");
  EXPECT_EQ(Answer(world, hold, HoldState::kHeld, 0).code, "bad_case");
  EXPECT_EQ(Answer(world, hold, HoldState::kRefused, 5).code, "bad_case");
  EXPECT_EQ(Answer(world, hold, HoldState::kHeld, 10'001).code, "bad_case");
  EXPECT_EQ(Answer(world, hold, HoldState::kHeld, 5, world.clock.NowS() + kHour).code, "bad_case");
  EXPECT_EQ(Answer(world, hold, HoldState::kNothingLeft, 0, 0, {{b, a, 5, 0, {}, {}}}).code, "bad_case");
  // A correction is an answer too, keeps the clock it has, and tells no transfer twice.
  const std::vector<event::Transfer> onward = {{a, b, 4000, 0, "r1", {}}};
  ASSERT_TRUE(Answer(world, hold, HoldState::kPartly, 6000, world.clock.NowS() - kHour, onward).accepted);
  const int64_t held_s = RowAt(world, hold).held_s;
  world.clock.Advance(kHour * 1000);
  ASSERT_TRUE(Answer(world, hold, HoldState::kPartly, 5000, 0, onward).accepted);
  EXPECT_EQ(RowAt(world, hold).held_s, held_s);
  EXPECT_EQ(RowAt(world, hold).held_satang, 5000);
  EXPECT_EQ(CaseAt(world, {hold.seq, 0}).transfers, 2u);
  ASSERT_TRUE(Move(world, {hold, HoldState::kReleased, 0, 0, 0, {}, {}, {}, {}}).accepted);
  EXPECT_EQ(Answer(world, hold, HoldState::kHeld, 5).code, "wrong_state");
  ExpectWhole(world);
}

TEST(HoldBookTest, ManyAnswersAreEachDoneOrNot) {
  CasesWorld world;
  const MoneyNode a = Account("004", 1), b = Account("004", 2), c = Account("014", 3), d = Account("014", 4);
  const event::CaseRef of = File(world, ComplaintOf({{{}, a, 10'000, 0, {}, {}}, {{}, b, 20'000, 0, {}, {}}}));
  const event::HoldRef first{of.seq, 0, 0}, second{of.seq, 0, 1}, none{of.seq, 0, 9};
  const std::vector<event::HoldAnswer> answers = {
      AnswerOf(world, first, HoldState::kPartly, 4000, {{a, c, 3000, 0, {}, {}}, {a, d, 1000, 0, {}, {}}}),
      AnswerOf(world, none, HoldState::kRefused, 0), AnswerOf(world, second, HoldState::kHeld, 20'001),
      AnswerOf(world, second, HoldState::kPartly, 5000, {{b, c, 7000, 0, {}, {}}})};
  const auto submit = [&world](const std::vector<event::HoldAnswer>& told) {
    return world.Submit(EntryType::kHoldAnswer, kBank, event::EncodeHoldAnswers(told), event::kHoldAnswersVersion);
  };
  const event::Outcome outcome = submit(answers);
  ASSERT_TRUE(outcome.accepted) << outcome.code;
  EXPECT_EQ(outcome.result, R"({"rows":["","not_found","bad_case",""]})");
  EXPECT_EQ(RowAt(world, first).held_satang, 4000);
  EXPECT_EQ(RowAt(world, second).held_satang, 5000);
  EXPECT_EQ(CaseAt(world, of).transfers, 5u);
  // Each onward row has a number of its own in the entry.
  EXPECT_EQ(RowAt(world, {outcome.seq, 0, 0}).requested_satang, 3000);
  EXPECT_EQ(RowAt(world, {outcome.seq, 0, 1}).requested_satang, 1000);
  EXPECT_EQ(RowAt(world, {outcome.seq, 0, 2}).requested_satang, 7000);
  const event::Outcome refused = submit({answers[1], answers[2]});
  EXPECT_EQ(refused.code, "not_found");
  EXPECT_EQ(refused.result, R"({"rows":["not_found","bad_case"]})");
  EXPECT_EQ(world.Submit(EntryType::kHoldAnswer, kBank, event::EncodeHoldAnswer(answers[0]), event::kHoldAnswersVersion).code,
            "bad_body");
  ExpectWhole(world);
  EXPECT_EQ(world.ReplayedDigest(), world.Digest());
}

// A bank that is asked first by the victim holds before any case is there; the case of its id then has all that it told.
TEST(HoldBookTest, ACaseGetsWhatABankHeldBefore) {
  for (const bool case_first : {false, true}) {
    CasesWorld world;
    const MoneyNode a = Account("004", 1), b = Account("014", 2), cash{MoneyNodeKind::kCashOut, "ATM"};
    const int64_t held_s = world.clock.NowS();
    event::CaseRef of;
    const auto file = [&] {
      of = File(world,
                ComplaintOf({{{}, a, 10'000, held_s - kHour, {}, {}}}, "BC-1", event::CaseChannel::kHotline, world.clock.NowS()));
    };
    if (case_first) file();
    const auto opened = Open(world, {HoldGround::kVictim, a, 10'000, 4000, held_s, "BC-1", {}});
    ASSERT_TRUE(opened.accepted) << opened.code;
    const event::HoldRef first{opened.seq, 0, 0};
    const auto answer =
        Answer(world, first, HoldState::kPartly, 4000, 0, {{a, b, 5000, held_s, {}, {}}, {a, cash, 1000, held_s, {}, {}}});
    ASSERT_TRUE(answer.accepted) << answer.code;
    if (!case_first) {
      EXPECT_EQ(RowAt(world, first).due_s, held_s + 72 * kHour);
      EXPECT_EQ(RowAt(world, {answer.seq, 0, 0}).level, 2);
      world.clock.Advance(5 * kHour * 1000);
      file();
      EXPECT_EQ(RowAt(world, first).due_s, held_s + 5 * kHour + 7 * kDay);
    }
    // One hold a bank: the transfer to A asks for none of its own.
    const auto holds = HoldsOf(world, of);
    ASSERT_EQ(holds.size(), 2u) << case_first;
    EXPECT_EQ(holds.at(a).held_satang, 4000);
    EXPECT_EQ(holds.at(b).state, HoldState::kRequested);
    EXPECT_EQ(holds.at(b).upstream, first);
    EXPECT_EQ(holds.at(b).level, 2);
    EXPECT_EQ(Must(ReadCaseHolds(world.tables(), world.Read(), of)).size(), 2u);
    EXPECT_EQ(CaseAt(world, of).transfers, 3u);
    EXPECT_EQ(CaseAt(world, of).held_satang, 4000);
    EXPECT_EQ(Must(world.tables().bank_holds.Count(world.Read())), 0u);
    ExpectWhole(world);
    EXPECT_EQ(world.ReplayedDigest(), world.Digest());
  }
}

event::Outcome MoveCase(CasesWorld& world, event::CaseRef of, event::CaseState to, event::CaseRef into = {}) {
  event::CaseMove move;
  move.of = of;
  move.to = to;
  move.into = into;
  move.reason = "no_offence";
  move.outcome = event::CaseOutcome::kWithdrawn;
  return world.Submit(EntryType::kCaseMove, kOfficer, event::EncodeCaseMove(move));
}

TEST(HoldBookTest, ACaseThatIsTakenUpAgainAsksAgain) {
  for (const event::CaseState ended : {event::CaseState::kRejected, event::CaseState::kClosed}) {
    CasesWorld world;
    const MoneyNode a = Account("004", 1), b = Account("014", 2);
    const event::CaseRef of = File(world, ComplaintOf({{{}, a, 500, 0, {}, {}}, {{}, b, 700, 0, {}, {}}}));
    ASSERT_TRUE(Answer(world, {of.seq, 0, 1}, HoldState::kHeld, 700).accepted);
    ASSERT_TRUE(MoveCase(world, of, ended).accepted);
    EXPECT_EQ(HoldsOf(world, of).at(a).state, HoldState::kReleased);
    world.clock.Advance(kHour * 1000);
    ASSERT_TRUE(MoveCase(world, of, event::CaseState::kReopened).accepted);
    const auto holds = HoldsOf(world, of);
    EXPECT_EQ(holds.at(a).state, HoldState::kRequested);
    EXPECT_EQ(holds.at(a).requested_s, world.clock.NowS());
    EXPECT_EQ(holds.at(b).state, HoldState::kHeld);
    EXPECT_EQ(holds.size(), 2u);
    ExpectWhole(world);
    EXPECT_EQ(world.ReplayedDigest(), world.Digest());
  }
}

// The transfers of the case are told anew.
event::Outcome Correct(CasesWorld& world, event::CaseRef of, std::vector<event::Transfer> transfers) {
  event::Complaint before;
  {
    const store::ReadTxn txn = world.Read();
    before = Must(FoldCase(world.tables(), txn, of));
  }
  event::Complaint now = before;
  now.transfers = std::move(transfers);
  event::CaseAmend amend;
  amend.of = of;
  amend.set = event::ComplaintMembers(now, before);
  return world.Submit(EntryType::kCaseAmend, kOfficer, event::EncodeCaseAmend(amend));
}

TEST(HoldBookTest, ATransferThatIsCorrectedAfterTheAnswerAsksWhereTheMoneyWent) {
  CasesWorld world;
  const MoneyNode mistyped = Account("004", 1), right = Account("014", 2);
  const event::CaseRef of = File(world, ComplaintOf({{{}, mistyped, 500, 0, {}, {}}}));
  ASSERT_TRUE(Answer(world, {of.seq, 0, 0}, HoldState::kWrongAccount).accepted);
  const event::Outcome corrected = Correct(world, of, {{{}, right, 500, 0, {}, {}}});
  ASSERT_TRUE(corrected.accepted) << corrected.code;
  auto holds = HoldsOf(world, of);
  ASSERT_EQ(holds.size(), 2u);
  EXPECT_EQ(holds.at(mistyped).state, HoldState::kWrongAccount);
  EXPECT_EQ(holds.at(right).state, HoldState::kRequested);
  EXPECT_EQ(holds.at(right).level, 1);
  // Told again it asks for no more, and its answer leads on.
  ASSERT_TRUE(Correct(world, of, {{{}, right, 500, 60, {}, {}}}).accepted);
  ASSERT_EQ(HoldsOf(world, of).size(), 2u);
  for (const auto& [ref, hold] : Must(ReadCaseHolds(world.tables(), world.Read(), of)))
    EXPECT_TRUE(hold.at == mistyped || Answer(world, ref, HoldState::kHeld, 500).accepted);
  ASSERT_TRUE(Correct(world, of, {{{}, right, 500, 61, {}, {}}}).accepted);
  EXPECT_EQ(HoldsOf(world, of).size(), 2u);
  EXPECT_EQ(CaseAt(world, of).held_satang, 500);
  const store::ReadTxn txn = world.Read();
  const std::vector<TransferRow> transfers = Must(ReadTransfers(world.tables(), txn, of));
  ASSERT_EQ(transfers.size(), 1u);
  const auto asks = Must(HoldOfTransfer(world.tables(), txn, of, transfers[0]));
  ASSERT_TRUE(asks);
  EXPECT_EQ(asks->second.at, right) << "not the one that is called as the transfer is";
  ExpectWhole(world);
  EXPECT_EQ(world.ReplayedDigest(), world.Digest());
}

TEST(HoldBookTest, AnotherBankIsToldOfARequestThatIsCorrected) {
  CasesWorld world;
  const event::CaseRef of = File(world, ComplaintOf({{{}, Account("004", 1), 500, 0, {}, {}}}));
  event::HoldRef last = Must(LastHold(world.tables(), world.Read()));
  ASSERT_TRUE(Correct(world, of, {{{}, Account("014", 1), 500, 0, {}, {}}}).accepted);
  const auto told = Must(HoldsSince(world.tables(), world.Read(), last, "014", HoldState::kRequested, 100, 100));
  ASSERT_EQ(told.size(), 1u);
  EXPECT_EQ(told[0].row.at, Account("014", 1));
  EXPECT_EQ(HoldsOf(world, of).size(), 1u);
  // At the same bank it is the same request.
  last = Must(LastHold(world.tables(), world.Read()));
  ASSERT_TRUE(Correct(world, of, {{{}, Account("014", 2), 500, 0, {}, {}}}).accepted);
  const auto holds = Must(ReadCaseHolds(world.tables(), world.Read(), of));
  ASSERT_EQ(holds.size(), 1u);
  EXPECT_EQ(holds[0].first, last);
  EXPECT_EQ(holds[0].second.at, Account("014", 2));
  ExpectWhole(world);
  EXPECT_EQ(world.ReplayedDigest(), world.Digest());
}

TEST(HoldBookTest, AMergedCaseTakesItsHoldsAlongAndBack) {
  for (const bool further : {false, true}) {
    CasesWorld world;
    const MoneyNode a = Account("004", 1), b = Account("014", 2), c = Account("002", 3), d = Account("006", 4);
    const MoneyNode cash{MoneyNodeKind::kCashOut, "ATM"};
    const event::CaseRef one = File(world, ComplaintOf({{{}, a, 500, 0, {}, {}}, {{}, b, 700, 0, {}, {}}}, "BC-1"));
    const event::CaseRef two = File(world, ComplaintOf({{{}, c, 900, 0, {}, {}}}, "BC-2"));
    const event::CaseRef three = File(world, ComplaintOf({{{}, d, 50, 0, {}, {}}}));
    ASSERT_TRUE(Open(world, {HoldGround::kBankDetected, Account("004", 9), 60, 60, world.clock.NowS(), "BC-1", {}}).accepted);
    ASSERT_TRUE(
        Answer(world, {one.seq, 0, 0}, HoldState::kPartly, 100, 0, {{a, d, 400, 0, {}, {}}, {a, cash, 30, 0, {}, {}}}).accepted);
    const CaseRow one_before = CaseAt(world, one), two_before = CaseAt(world, two), three_before = CaseAt(world, three);
    ASSERT_TRUE(MoveCase(world, one, event::CaseState::kMerged, two).accepted);
    ASSERT_TRUE(!further || MoveCase(world, two, event::CaseState::kMerged, three).accepted);
    const event::CaseRef with = further ? three : two;
    EXPECT_EQ(CaseAt(world, with).held_satang, 160);
    // Banks know the requests by their names, and answer them after the merge, too.
    ASSERT_TRUE(Answer(world, {one.seq, 0, 1}, HoldState::kHeld, 700).accepted);
    EXPECT_EQ(CaseAt(world, with).held_satang, 860);
    ExpectWhole(world);
    ASSERT_TRUE(MoveCase(world, one, event::CaseState::kReopened).accepted);
    const CaseRow back = CaseAt(world, one);
    EXPECT_EQ(back.held_satang, 860) << further;
    EXPECT_EQ(back.requested_satang, one_before.requested_satang);
    EXPECT_EQ(back.transfers, one_before.transfers);
    EXPECT_EQ(CaseAt(world, with).held_satang, 0);
    EXPECT_EQ(CaseAt(world, with).complaints, further ? 2 : 1);
    if (further) {
      EXPECT_EQ(CaseAt(world, three).requested_satang, two_before.requested_satang + three_before.requested_satang);
      ASSERT_TRUE(MoveCase(world, two, event::CaseState::kReopened).accepted);
    }
    EXPECT_EQ(CaseAt(world, two).requested_satang, two_before.requested_satang);
    EXPECT_EQ(CaseAt(world, two).transfers, two_before.transfers);
    EXPECT_EQ(CaseAt(world, two).complaints, 1);
    EXPECT_EQ(CaseAt(world, three).requested_satang, three_before.requested_satang);
    EXPECT_EQ(HoldsOf(world, one).at(d).upstream, (event::HoldRef{one.seq, 0, 0}));
    ExpectWhole(world);
    EXPECT_EQ(world.ReplayedDigest(), world.Digest());
  }
}

TEST(HoldBookTest, WhatIsAskedOfOneCaseStaysANumber) {
  CasesWorld world;
  const event::CaseRef of = File(world, ComplaintOf({{{}, Account("004", 1), 500, 0, {}, {}}}));
  event::Outcome outcome;
  const auto more = [&](size_t count) {
    std::vector<event::Transfer> onward;
    for (size_t i = 0; i < count; ++i)
      onward.push_back({Account("004", 1), Account("014", static_cast<int>(i)), event::kSatangMax, 0, {}, {}});
    for (size_t i = 0; i < count; ++i) onward[i].reference = std::to_string(world.clock.NowMs()) + "-" + std::to_string(i);
    world.clock.Advance(1000);
    return Answer(world, {of.seq, 0, 0}, HoldState::kNothingLeft, 0, 0, std::move(onward));
  };
  for (int i = 0; i < 8; ++i) {
    outcome = more(499);
    ASSERT_TRUE(outcome.accepted) << outcome.code;
  }
  EXPECT_EQ(more(499).code, "bad_case");
  EXPECT_GT(CaseAt(world, of).requested_satang, 0);
  ExpectWhole(world);
}

TEST(HoldBookTest, AnOpeningThatIsNoneIsRefused) {
  CasesWorld world;
  const MoneyNode a = Account("004", 1);
  const int64_t now_s = world.clock.NowS();
  EXPECT_EQ(Open(world, {HoldGround::kVictim, a, 100, 101, now_s, "BC", {}}).code, "bad_case");
  EXPECT_EQ(Open(world, {HoldGround::kVictim, a, 100, 0, now_s, "BC", {}}).code, "bad_case");
  EXPECT_EQ(Open(world, {HoldGround::kVictim, a, 100, 5, now_s + kHour, "BC", {}}).code, "bad_case");
  EXPECT_EQ(Open(world, {HoldGround::kVictim, a, 100, 0, 0, {}, {}}).code, "bad_case");
  EXPECT_EQ(Open(world, {HoldGround::kVictim, a, 100, 0, 0, {}, {77, 0}}).code, "not_found");
  EXPECT_EQ(Open(world, {HoldGround::kVictim, {MoneyNodeKind::kCashOut, "ATM"}, 100, 0, 0, "BC", {}}).code, "bad_case");
  EXPECT_EQ(Open(world, {HoldGround::kWarrant, a, 100, 0, 0, "BC", {}}).code, "bad_case");
  EXPECT_EQ(Open(world, {HoldGround::kVictim, a, 100, 0, 0, "BC", {}, "W"}).code, "bad_case");
  EXPECT_TRUE(Open(world, {HoldGround::kWarrant, a, 100, 50, now_s, "BC", {}, "W"}).accepted);
  ExpectWhole(world);
}

TEST(HoldBookTest, LapsesAtItsMinuteAndNotBefore) {
  CasesWorld world;
  const MoneyNode a = Account("004", 1);
  const int64_t held_s = world.clock.NowS();
  const auto opened = Open(world, {HoldGround::kVictim, a, 0, 4000, held_s, "BC-2", {}});
  const event::HoldRef hold{opened.seq, 0, 0};
  const int64_t due_s = held_s + 72 * kHour;
  event::HoldMove lapse;
  lapse.hold = hold;
  lapse.to = HoldState::kLapsed;
  lapse.at_s = due_s;
  EXPECT_EQ(Move(world, lapse).code, "wrong_state");
  world.clock.Advance((72 * kHour - 1) * 1000);
  EXPECT_EQ(Move(world, lapse).code, "wrong_state");
  EXPECT_TRUE(Must(HoldsDue(world.tables(), world.Read(), world.clock.NowS(), 10)).empty());
  world.Reopen();
  world.clock.Advance(1000);
  const auto due = Must(HoldsDue(world.tables(), world.Read(), world.clock.NowS(), 10));
  ASSERT_EQ(due.size(), 1u);
  EXPECT_EQ(due[0], std::make_pair(due_s, hold));
  ASSERT_TRUE(Move(world, lapse).accepted);
  EXPECT_EQ(RowAt(world, hold).state, HoldState::kLapsed);
  EXPECT_EQ(RowAt(world, hold).held_satang, 0);
  EXPECT_EQ(RowAt(world, hold).ended_s, due_s);
  EXPECT_EQ(Move(world, lapse).code, "wrong_state");
  ExpectWhole(world);
  EXPECT_EQ(world.ReplayedDigest(), world.Digest());
}

TEST(HoldBookTest, FourAmountsAreNeverMixed) {
  CasesWorld world;
  const MoneyNode a = Account("004", 1);
  const event::CaseRef of = File(world, ComplaintOf({{{}, a, 10'000, 0, {}, {}}}));
  const event::HoldRef hold{of.seq, 0, 0};
  const auto amounts = [&] {
    const CaseRow row = CaseAt(world, of);
    return std::array{row.requested_satang, row.held_satang, row.frozen_satang, row.returned_satang};
  };
  using Amounts = std::array<int64_t, 4>;
  ASSERT_TRUE(Answer(world, hold, HoldState::kPartly, 8000).accepted);
  EXPECT_EQ(amounts(), (Amounts{10'000, 8000, 0, 0}));
  EXPECT_EQ(Move(world, {hold, HoldState::kFrozen, 0, 0, 8001, {}, "W1", {}, {}}).code, "bad_case");
  EXPECT_EQ(Move(world, {hold, HoldState::kFrozen, 0, 0, 100, {}, {}, {}, {}}).code, "bad_case");
  ASSERT_TRUE(Move(world, {hold, HoldState::kFrozen, 0, 0, 6000, {}, "W1", {}, {}}).accepted);
  EXPECT_EQ(amounts(), (Amounts{10'000, 2000, 6000, 0}));
  // What is held beside it keeps its clock, and lapses alone.
  world.clock.Advance(7 * kDay * 1000);
  ASSERT_TRUE(Move(world, {hold, HoldState::kLapsed, RowAt(world, hold).due_s, 0, 0, {}, {}, {}, {}}).accepted);
  EXPECT_EQ(amounts(), (Amounts{10'000, 0, 6000, 0}));
  EXPECT_EQ(RowAt(world, hold).state, HoldState::kFrozen);
  EXPECT_EQ(Move(world, {hold, HoldState::kReturned, 0, 0, 0, "announced", {}, {}, "reported"}).code, "wrong_state");
  ASSERT_TRUE(Move(world, {hold, HoldState::kReturned, 0, 0, 0, "reported", {}, {}, {}}).accepted);
  EXPECT_EQ(amounts(), (Amounts{10'000, 0, 6000, 0}));
  EXPECT_EQ(Move(world, {hold, HoldState::kReturned, 0, 0, 7000, "paid", {}, {}, "reported"}).code, "bad_case");
  ASSERT_TRUE(Move(world, {hold, HoldState::kReturned, 0, 0, 6000, "paid", {}, {}, "reported"}).accepted);
  EXPECT_EQ(amounts(), (Amounts{10'000, 0, 0, 6000}));
  EXPECT_TRUE(RowAt(world, hold).IsOver());
  ExpectWhole(world);
  EXPECT_EQ(world.ReplayedDigest(), world.Digest());
}

TEST(HoldBookTest, WhoHoldsTheAccountMayAskForIt) {
  CasesWorld world;
  const event::HoldRef hold{File(world, ComplaintOf({{{}, Account("004", 1), 10'000, 0, {}, {}}})).seq, 0, 0};
  ASSERT_TRUE(Answer(world, hold, HoldState::kHeld, 10'000).accepted);
  const auto ask = [&] {
    return world.Submit(EntryType::kReleaseAsk, "anon", event::EncodeReleaseAsk({hold, event::Sealed{7, "me"}}));
  };
  const auto move = [&](uint64_t of, event::ReleaseState to) {
    return world.Submit(EntryType::kReleaseMove, kOfficer, event::EncodeReleaseMove({of, to, event::Sealed{9, "why"}}));
  };
  const auto first = ask(), second = ask();
  ASSERT_TRUE(first.accepted);
  EXPECT_EQ(Must(ReadOpenReleases(world.tables(), world.Read(), 10)).size(), 2u);
  ASSERT_TRUE(move(first.seq, event::ReleaseState::kInReview).accepted);
  ASSERT_TRUE(move(first.seq, event::ReleaseState::kKept).accepted);
  EXPECT_EQ(move(first.seq, event::ReleaseState::kReleased).code, "wrong_state");
  EXPECT_EQ(RowAt(world, hold).state, HoldState::kHeld);
  ASSERT_TRUE(move(second.seq, event::ReleaseState::kReleased).accepted);
  EXPECT_EQ(RowAt(world, hold).state, HoldState::kReleased);
  EXPECT_EQ(ask().code, "wrong_state");
  const HoldFigures figures = Must(ReadHoldFigures(world.tables(), world.Read()));
  EXPECT_EQ(figures.releases_asked, 2u);
  EXPECT_EQ(figures.released, 1u);
  EXPECT_EQ(figures.kept, 1u);
  EXPECT_EQ(figures.releases_open, 0u);
  // Retention knows whose keys seal who asked, and why it was decided.
  std::map<uint64_t, SubjectClass> classes;
  Must(WalkSubjects(world.tables(), world.Read(), [&](const SubjectUse& use) -> base::Result<void> {
    classes[use.subject] = use.subject_class;
    return {};
  }));
  EXPECT_EQ(classes, (std::map<uint64_t, SubjectClass>{{7, SubjectClass::kAppeal}, {9, SubjectClass::kNote}}));
  ExpectWhole(world);
}

TEST(HoldBookTest, MinutesFromComplaintToHoldAreCountedByBank) {
  CasesWorld world;
  const int64_t now_s = CasesWorld::kNowS;
  world.clock.Advance(10 * kDay * 1000);
  // Ten holds of one bank after 1, 2, … 9 and 100 minutes; one of another that was first.
  for (int i = 1; i <= 10; ++i) {
    const event::CaseRef of = File(world, ComplaintOf({{{}, Account("004", i), 100 + i, 0, {}, {}}}));
    ASSERT_TRUE(Answer(world, {of.seq, 0, 0}, HoldState::kHeld, 50, now_s + (i == 10 ? 100 : i) * 60 + 59).accepted);
  }
  const event::CaseRef of = File(world, ComplaintOf({{{}, Account("014", 1), 100, 0, {}, {}}}));
  ASSERT_TRUE(Answer(world, {of.seq, 0, 0}, HoldState::kHeld, 50, now_s - 60).accepted);
  const HoldFigures figures = Must(ReadHoldFigures(world.tables(), world.Read()));
  EXPECT_EQ(figures.all.held, 10u);
  EXPECT_EQ(figures.all.held_before, 1u);
  EXPECT_EQ(figures.banks.at("004").hold_median, 5.5);
  EXPECT_EQ(figures.banks.at("004").hold_p90, 9.0);
  EXPECT_EQ(figures.banks.at("014").hold_median, std::nullopt);
  EXPECT_EQ(figures.banks.at("014").held_before, 1u);
  EXPECT_EQ(figures.all.answered, 11u);
}

TEST(HoldBookTest, PagesGoThroughAllBanksInTheOrderOfAsking) {
  CasesWorld world;
  for (int i = 0; i < 25; ++i) {
    File(world, ComplaintOf({{{}, Account(i % 3 == 0 ? "004" : i % 3 == 1 ? "014" : "002", i), 100 + i, 0, {}, {}}}));
    world.clock.Advance(1000);
  }
  HoldQuery query;
  query.limit = 4;
  query.state = HoldState::kRequested;
  std::vector<HoldPlace> seen;
  while (true) {
    const HoldPage page = Must(ReadHolds(world.tables(), world.Read(), query));
    for (const Hold& hold : page.holds) seen.push_back({hold.row.requested_s, hold.ref});
    if (!page.next) break;
    query.after = ParseHoldPlace(FormatHoldPlace(*page.next));
    ASSERT_TRUE(query.after);
  }
  EXPECT_EQ(seen.size(), 25u);
  EXPECT_TRUE(std::is_sorted(seen.begin(), seen.end()));
  query.after.reset();
  query.bank = "014";
  query.limit = 50;
  EXPECT_EQ(Must(ReadHolds(world.tables(), world.Read(), query)).holds.size(), 8u);
  query.state = HoldState::kHeld;
  EXPECT_TRUE(Must(ReadHolds(world.tables(), world.Read(), query)).holds.empty());
}

// Whatever is done in whatever order, taken or refused: lists and sums are what the rows say, and a replay comes out equal.
TEST(HoldBookTest, AnyWorkKeepsTheBooksWhole) {
  for (unsigned seed = 1; seed <= 6; ++seed) {
    CasesWorld world;
    std::mt19937 random(seed);
    const auto below = [&](size_t n) { return static_cast<size_t>(random() % n); };
    const char* const banks[] = {"004", "014", "002"};
    std::vector<event::CaseRef> cases;
    const auto node = [&]() -> MoneyNode {
      if (below(8) == 0) return {MoneyNodeKind::kCashOut, below(2) == 0 ? "" : "ATM"};
      return Account(banks[below(3)], static_cast<int>(below(12)));
    };
    const auto some_hold = [&]() -> event::HoldRef {
      const HoldPage page = Must(ReadHolds(world.tables(), world.Read(), {.bank = {}, .state = {}, .after = {}, .limit = 500}));
      return page.holds.empty() ? event::HoldRef{1, 0, 0} : page.holds[below(page.holds.size())].ref;
    };
    size_t accepted = 0;
    for (int step = 0; step < 250; ++step) {
      world.clock.Advance(static_cast<int64_t>(below(6 * kHour)) * 1000);
      const int64_t now_s = world.clock.NowS();
      const std::string id = below(2) == 0 ? "" : "BC-" + std::to_string(below(30));
      event::Outcome outcome;
      switch (below(10)) {
        case 0:
        case 1: {
          event::CaseFile file;
          std::vector<event::Transfer> transfers;
          for (size_t i = 0; i <= below(3); ++i)
            transfers.push_back({{}, node(), static_cast<int64_t>(below(1000)) + 1, now_s - 60, {}, {}});
          file.complaints.push_back(ComplaintOf(std::move(transfers), id,
                                                below(3) == 0 ? event::CaseChannel::kBank : event::CaseChannel::kStation, now_s));
          outcome = world.Submit(EntryType::kCaseFile, kBank, event::EncodeCaseFile(file));
          if (outcome.accepted && outcome.result.find("\"joined\"") == std::string::npos) cases.push_back({outcome.seq, 0});
          break;
        }
        case 2: {
          const int64_t held = below(2) == 0 ? 0 : static_cast<int64_t>(below(500)) + 1;
          outcome = Open(world, {static_cast<HoldGround>(below(2)),
                                 node(),
                                 static_cast<int64_t>(below(1000)),
                                 held,
                                 held == 0 ? 0 : now_s - 60,
                                 id.empty() ? "BC-x" : id,
                                 {}});
          break;
        }
        case 3:
        case 4:
        case 5: {
          const event::HoldRef ref = some_hold();
          const auto row = Must(ReadHold(world.tables(), world.Read(), ref));
          std::vector<event::Transfer> onward;
          for (size_t i = below(3); row && i > 0; --i)
            onward.push_back({row->at, node(), static_cast<int64_t>(below(300)), now_s, {}, {}});
          const auto to = static_cast<HoldState>(1 + below(5));
          const bool holds = to == HoldState::kHeld || to == HoldState::kPartly;
          if (below(2) == 0) {
            outcome = Answer(world, ref, to, holds ? static_cast<int64_t>(below(400)) : 0, now_s, onward);
            break;
          }
          const std::vector<event::HoldAnswer> answers = {
              AnswerOf(world, some_hold(), HoldState::kHeld, 1 + static_cast<int64_t>(below(200))),
              AnswerOf(world, ref, to, holds ? static_cast<int64_t>(below(400)) : 0, onward)};
          outcome = world.Submit(EntryType::kHoldAnswer, kBank, event::EncodeHoldAnswers(answers), event::kHoldAnswersVersion);
          break;
        }
        case 6:
        case 7: {
          event::HoldMove move;
          move.hold = some_hold();
          move.to = std::array{HoldState::kHeld, HoldState::kFrozen, HoldState::kReleased, HoldState::kReturned}[below(4)];
          move.satang = static_cast<int64_t>(below(200));
          move.warrant = "W";
          move.stage = "paid";
          move.until_s = now_s + static_cast<int64_t>(below(10 * kDay));
          outcome = Move(world, move);
          break;
        }
        case 8: {
          if (cases.empty()) break;
          event::CaseMove move;
          move.of = cases[below(cases.size())];
          move.to = std::array{event::CaseState::kMerged, event::CaseState::kRejected, event::CaseState::kReopened,
                               event::CaseState::kAccepted}[below(4)];
          move.into = cases[below(cases.size())];
          move.reason = "duplicate";
          outcome = world.Submit(EntryType::kCaseMove, kOfficer, event::EncodeCaseMove(move));
          break;
        }
        default: {
          if (cases.empty()) break;
          event::CaseAmend amend;
          amend.of = cases[below(cases.size())];
          amend.add_transfers.push_back({Account(banks[below(3)], static_cast<int>(below(12))), node(), 50, now_s, {}, {}});
          outcome = world.Submit(EntryType::kCaseAmend, kOfficer, event::EncodeCaseAmend(amend));
          break;
        }
      }
      accepted += outcome.accepted ? 1 : 0;
      for (const auto& [due_s, ref] : Must(HoldsDue(world.tables(), world.Read(), now_s, 100)))
        EXPECT_TRUE(Move(world, {ref, HoldState::kLapsed, due_s, 0, 0, {}, {}, {}, {}}).accepted);
      if (step % 25 == 24) ExpectWhole(world);
      if (testing::Test::HasFailure()) FAIL() << "seed " << seed << " step " << step;
    }
    EXPECT_GT(accepted, 80u) << seed;
    EXPECT_GT(cases.size(), 10u) << seed;
    EXPECT_EQ(world.ReplayedDigest(), world.Digest()) << seed;
  }
}

}  // namespace
}  // namespace cybercheck::cases
