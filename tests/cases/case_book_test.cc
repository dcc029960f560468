// SPDX-License-Identifier: Apache-2.0
// Cases on the log, with lookup beside them as the server has it: what is filed, amended, moved and merged, and what a case says
// of its indicators.
#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <map>
#include <random>

#include "cases/case_history.h"
#include "cases/case_index.h"
#include "cases/case_life.h"
#include "cases/case_store.h"
#include "cases/control_totals.h"
#include "event/subject_erase.h"
#include "lookup/evidence_view.h"
#include "lookup/policy.h"
#include "lookup/projection.h"
#include "lookup/record.h"
#include "lookup/verdict.h"
#include "store/table_walk.h"
#include "tests/cases/cases_world.h"

namespace cybercheck::cases {
namespace {

using event::CaseRef;
using event::CaseState;
using event::Complaint;
using event::EntryType;
using event::Outcome;
using wire::Verdict;

constexpr char kPhone[] = "+66812345678";
constexpr char kAccount[] = "004:1234567890";

std::unique_ptr<store::Projection> MakeLookup() { return std::make_unique<lookup::LookupProjection>(); }

std::string Person(int number) {
  std::string digits = std::to_string(number);
  return std::string(32 - digits.size(), '0') + digits;
}

event::Transfer Paid(int64_t satang, const std::string& to = kAccount) {
  return {{}, {event::MoneyNodeKind::kAccount, to}, satang, CasesWorld::kNowS - 3600, {}, {}};
}

// A victim's complaint of a transfer, received by an intake system.
Complaint Told(int person, int64_t satang = 500'000) {
  Complaint complaint;
  complaint.channel = event::CaseChannel::kHotline;
  complaint.verified = true;
  complaint.voice = "per:" + Person(person);
  complaint.reported_s = CasesWorld::kNowS - 60;
  complaint.category = 1;
  complaint.case_type = "goods";
  complaint.damage_satang = satang;
  complaint.victims = {{event::VictimKind::kPerson, 34, event::Sex::kFemale, 10, "TH", Person(person), {}, {}}};
  complaint.indicators.resize(2);
  complaint.indicators[0].key = {indicator::Kind::kPhone, kPhone};
  complaint.indicators[1].key = {indicator::Kind::kAccount, kAccount};
  complaint.transfers = {Paid(satang)};
  return complaint;
}

class Cases {
 public:
  Outcome File(std::vector<Complaint> complaints, const std::string& actor = "tok:intake") {
    return world.Submit(EntryType::kCaseFile, actor, event::EncodeCaseFile({indicator::kCanonVersion, std::move(complaints)}));
  }
  CaseRef Open(const Complaint& complaint) {
    const Outcome outcome = File({complaint});
    EXPECT_TRUE(outcome.accepted) << outcome.code;
    return {outcome.seq, 0};
  }
  Outcome Move(CaseRef of, CaseState to, event::CaseMove move = {}) {
    move.of = of;
    move.to = to;
    return world.Submit(EntryType::kCaseMove, "tok:officer", event::EncodeCaseMove(move));
  }
  Outcome Set(CaseRef of, const std::string& members) {
    return world.Submit(EntryType::kCaseAmend, "tok:officer", event::EncodeCaseAmend({of, members, {}, {}, {}}));
  }
  CaseRow Row(CaseRef of) {
    const store::ReadTxn txn = world.Read();
    auto row = Must(ReadCase(world.tables(), txn, of));
    return row ? *row : CaseRow{};
  }
  Verdict Now(indicator::Kind kind = indicator::Kind::kPhone, const std::string& form = kPhone, bool official = false) {
    const store::ReadTxn txn = world.Read();
    const store::Table records = Must(world.environment().OpenTable(txn, lookup::kRecordsTable));
    const auto bytes = Must(records.Get(txn, KeyOf(indicator::IndexKey(kind, form))));
    if (!bytes) return Verdict::kUnknown;
    lookup::Record record;
    Must(lookup::DecodeRecord(*bytes, record));
    return lookup::Judge(record, kind, lookup::Policy{}, world.clock.NowS(), official).verdict;
  }
  // Every row of these tables, without the numbers of entries that say when it was told.
  std::map<std::string, uint64_t> Rows(std::initializer_list<store::TableId> ids) {
    std::map<std::string, uint64_t> counts;
    const store::ReadTxn txn = world.Read();
    for (const store::TableId id : ids) {
      const store::Table table = Must(world.environment().OpenTable(txn, id));
      store::TableWalk walk(txn, table);
      Must(walk.Run({}, UINT64_MAX, [&](std::string_view key, std::string_view value) {
        ++counts[std::string(id.name) + "|" + std::string(key) + "|" + std::string(value)];
      }));
    }
    return counts;
  }
  void ExpectReplayEqual() { EXPECT_EQ(world.Digest(), world.ReplayedDigest()); }

  CasesWorld world{MakeLookup};
};

TEST(CaseBook, FourComplaintsOfOneLossAreOneCase) {
  Cases cases;
  // The bank knows the account the victim paid from, and nothing else.
  Complaint bank = Told(0);
  bank.channel = event::CaseChannel::kBank;
  bank.voice = "tok:bank";
  bank.victims.clear();
  bank.case_type.clear();
  bank.damage_satang = event::kDamageUnknown;
  bank.external_ids[0] = "KB-1";
  bank.transfers[0].payer = Person(77);
  bank.indicators.clear();
  const CaseRef first = cases.Open(bank);

  Complaint hotline = Told(1);
  hotline.external_ids[0] = "KB-1";
  Complaint web = Told(1);
  web.channel = event::CaseChannel::kOnline;
  web.transfers[0].at_s += 3600;
  Complaint station = Told(1);
  station.channel = event::CaseChannel::kStation;
  station.victims.clear();
  station.voice.clear();
  station.transfers[0].payer = Person(77);
  const Outcome outcome = cases.File({hotline, web, station});
  ASSERT_TRUE(outcome.accepted) << outcome.code;
  const auto result = boost::json::parse(outcome.result).as_object();
  EXPECT_EQ(result.at("classes").as_string(), "---") << outcome.result;
  EXPECT_EQ(result.at("joined").as_array().size(), 3u);

  const CaseRow row = cases.Row(first);
  EXPECT_EQ(row.complaints, 4);
  EXPECT_EQ(row.damage_satang, 500'000) << "told three times, counted once";
  EXPECT_EQ(row.transfers, 1u);
  EXPECT_EQ(row.age, 34) << "what the bank did not know, the hotline did";
  EXPECT_EQ(row.case_type, "goods");
  EXPECT_EQ(row.channel, event::CaseChannel::kBank);
  EXPECT_NE(row.police_told_s(), 0);
  const store::ReadTxn txn = cases.world.Read();
  EXPECT_EQ(Must(cases.world.tables().cases.Count(txn)), 1u);
  EXPECT_EQ(Must(cases.world.tables().complaints.Count(txn)), 4u);
  cases.ExpectReplayEqual();
}

TEST(CaseBook, AnotherLossIsAnotherCase) {
  Cases cases;
  cases.Open(Told(1));
  Complaint later = Told(1);
  later.transfers[0].at_s += 25 * 3600;
  Complaint more = Told(1, 600'000);
  Complaint other = Told(2);
  EXPECT_EQ(boost::json::parse(cases.File({later, more, other}).result).at("classes").as_string(), "666");
}

TEST(CaseBook, MerelyReceivedIsSuspectedAtMostAndTwoAcceptedOfTwoPeopleList) {
  Cases cases;
  const CaseRef one = cases.Open(Told(1)), two = cases.Open(Told(2, 600'000));
  for (int person = 3; person < 40; ++person) cases.Open(Told(person, 1000 + person));
  EXPECT_EQ(cases.Now(), Verdict::kSuspected);
  ASSERT_TRUE(cases.Move(one, CaseState::kAccepted).accepted);
  EXPECT_EQ(cases.Now(), Verdict::kSuspected) << "one case is one voice";
  ASSERT_TRUE(cases.Move(two, CaseState::kAccepted).accepted);
  EXPECT_EQ(cases.Now(), Verdict::kListed);
  EXPECT_EQ(cases.Now(indicator::Kind::kAccount, kAccount), Verdict::kListed);
  EXPECT_EQ(cases.Now(indicator::Kind::kPhone, kPhone, true), Verdict::kReported) << "a bank's own number can be faked";
  event::CaseMove rejected;
  rejected.outcome = event::CaseOutcome::kWithdrawn;
  ASSERT_TRUE(cases.Move(two, CaseState::kClosed, rejected).accepted);
  EXPECT_EQ(cases.Now(), Verdict::kSuspected);
  ASSERT_TRUE(cases.Move(two, CaseState::kReopened).accepted);
  EXPECT_EQ(cases.Now(), Verdict::kListed) << "it had been accepted";
  cases.ExpectReplayEqual();
}

TEST(CaseBook, OnePersonTwiceNeverLists) {
  Cases cases;
  const CaseRef one = cases.Open(Told(1)), two = cases.Open(Told(1, 600'000));
  Complaint nameless = Told(0, 700'000);
  nameless.voice = "tok:intake";
  nameless.victims.clear();
  const CaseRef three = cases.Open(nameless);
  for (const CaseRef ref : {one, two, three}) ASSERT_TRUE(cases.Move(ref, CaseState::kAccepted).accepted);
  EXPECT_EQ(cases.Now(), Verdict::kSuspected);
}

TEST(CaseBook, WhatNobodyVouchesForWeighsNothing) {
  Cases cases;
  std::vector<CaseRef> filed;
  for (int person = 1; person <= 3; ++person) {
    Complaint web = Told(person, 1000 + person);
    web.channel = event::CaseChannel::kOnline;
    web.verified = false;
    const Outcome outcome = cases.File({web}, "anon");
    ASSERT_TRUE(outcome.accepted);
    filed.push_back({outcome.seq, 0});
  }
  EXPECT_EQ(cases.Now(), Verdict::kUnknown);
  EXPECT_TRUE(cases.Row(filed[0]).by_public);
  ASSERT_TRUE(cases.Set(filed[0], R"({"verified":true})").accepted);
  EXPECT_EQ(cases.Now(), Verdict::kReported);
  ASSERT_TRUE(cases.Move(filed[1], CaseState::kStatementTaken).accepted);
  EXPECT_TRUE(cases.Row(filed[1]).verified) << "who takes a statement has seen who gives it";
  cases.ExpectReplayEqual();
}

Complaint OfPublic(Complaint complaint) {
  complaint.channel = event::CaseChannel::kOnline;
  complaint.verified = false;
  return complaint;
}

TEST(CaseBook, AStrangersTransfersAreNotTheVictims) {
  Complaint stranger = OfPublic(Told(1));
  stranger.transfers.push_back(Paid(777, "014:1999999999"));
  stranger.damage_satang = 1'000'000'000;
  Complaint victim = Told(1);
  victim.damage_satang = event::kDamageUnknown;
  for (const bool first : {false, true}) {
    Cases cases;
    CaseRef own, other;
    if (first) {
      other = {cases.File({stranger}, "anon").seq, 0};
      own = cases.Open(victim);
    } else {
      own = cases.Open(victim);
      other = {cases.File({stranger}, "anon").seq, 0};
    }
    EXPECT_EQ(cases.Row(own).transfers, 1u) << first;
    EXPECT_EQ(cases.Row(own).requested_satang, 500'000);
    EXPECT_EQ(cases.Row(own).damage_satang, event::kDamageUnknown);
    EXPECT_FALSE(cases.Row(other).verified);
    EXPECT_EQ(cases.Row(other).transfers, 2u) << "asked for, as a stranger's";
    // Who tells of no more money than is known joins, and tells nothing that weighs.
    Complaint same = OfPublic(Told(1));
    same.damage_satang = 1'000'000'000;
    same.case_type = "romance";
    cases.File({same}, "anon");
    EXPECT_EQ(cases.Row(own).complaints, first ? 1 : 2);
    EXPECT_EQ(cases.Row(own).damage_satang, event::kDamageUnknown);
    EXPECT_EQ(cases.Row(own).case_type, "goods");
    cases.ExpectReplayEqual();
  }
}

TEST(CaseBook, WhatSomebodyVouchesForTakesThePlaceOfWhatAStrangerToldFirst) {
  Cases cases;
  Complaint stranger = OfPublic(Told(1));
  stranger.kind = event::ComplaintKind::kDisposed;
  stranger.reported_s = 1000;
  stranger.station = "9999";
  stranger.case_type = "romance";
  stranger.damage_satang = 1;
  stranger.victims[0].age = 90;
  stranger.victims[0].phone = Person(66);
  stranger.victims[0].sealed = event::Sealed{6, "stranger"};
  const Outcome filed = cases.File({stranger}, "anon");
  Complaint victim = Told(1);
  victim.station = "1001";
  victim.victims[0].sealed = event::Sealed{7, "victim"};
  const Outcome joined = cases.File({victim});
  EXPECT_EQ(boost::json::parse(joined.result).at("classes").as_string(), "-");
  const CaseRow row = cases.Row({filed.seq, 0});
  EXPECT_EQ(row.kind, event::ComplaintKind::kOnlineCase);
  EXPECT_EQ(row.reported_s, victim.reported_s);
  EXPECT_EQ(row.since_s, victim.reported_s);
  EXPECT_EQ(row.station, "1001");
  EXPECT_EQ(row.case_type, "goods");
  EXPECT_EQ(row.damage_satang, victim.damage_satang);
  EXPECT_EQ(row.age, 34);
  EXPECT_TRUE(row.verified);
  EXPECT_EQ(cases.Now(), Verdict::kReported);
  {
    const store::ReadTxn txn = cases.world.Read();
    const Complaint told = Must(FoldCase(cases.world.tables(), txn, {filed.seq, 0}));
    EXPECT_EQ(told.victims[0].sealed->subject, 7u) << "messages go to the victim";
    EXPECT_TRUE(Must(CasesOfPerson(cases.world.tables(), txn, Person(66), 5)).empty());
  }
  // Filed by the victim at a time that can be: it was told then.
  Complaint online = OfPublic(Told(2, 900));
  online.reported_s = victim.reported_s - 1800;
  const Outcome early = cases.File({online}, "anon");
  cases.Open(Told(2, 900));
  EXPECT_EQ(cases.Row({early.seq, 0}).reported_s, online.reported_s);
  EXPECT_EQ(cases.Row({early.seq, 0}).complaints, 2);
  cases.ExpectReplayEqual();
}

TEST(CaseBook, ALossOfARejectedCaseIsHeardAnew) {
  Cases cases;
  Complaint told = Told(1);
  told.external_ids[0] = "KB-1";
  const CaseRef rejected = cases.Open(told);
  event::CaseMove move;
  move.reason = "no_offence";
  ASSERT_TRUE(cases.Move(rejected, CaseState::kRejected, move).accepted);
  for (const bool named : {false, true}) {
    Complaint again = Told(1);
    if (named) again.external_ids[0] = "KB-1";
    const CaseRef anew = cases.Open(again);
    EXPECT_EQ(cases.Row(anew).complaints, 1) << named;
    EXPECT_EQ(cases.Row(anew).requested_satang, 500'000) << named;
    if (!named) {
      ASSERT_TRUE(cases.Move(anew, CaseState::kRejected, move).accepted);
      continue;
    }
    // Its bank's id is the new case's, and so is what the bank tells under it.
    const store::ReadTxn txn = cases.world.Read();
    EXPECT_EQ(Must(FindExternalId(cases.world.tables(), txn, event::ExternalId::kBankCaseId, "KB-1", "")), anew);
  }
  EXPECT_EQ(cases.Row(rejected).complaints, 1);
  cases.ExpectReplayEqual();
}

TEST(CaseBook, MoreMoneyThanThereIsIsNoComplaint) {
  Cases cases;
  Complaint told = Told(1);
  for (int i = 0; i < 9; ++i) told.transfers.push_back(Paid(event::kSatangMax / 10, "014:" + std::to_string(1'000'000'000 + i)));
  const CaseRef ref = cases.Open(told);
  Complaint more = Told(1);
  for (int i = 0; i < 9; ++i) more.transfers.push_back(Paid(event::kSatangMax / 10, "002:" + std::to_string(1'000'000'000 + i)));
  EXPECT_TRUE(cases.File({more}).accepted);
  EXPECT_EQ(cases.Row(ref).complaints, 2);
  EXPECT_LE(cases.Row(ref).requested_satang, event::kSatangMax);
  more.transfers.push_back(Paid(event::kSatangMax, "002:1999999999"));
  EXPECT_EQ(cases.File({more}).code, "bad_case");
  cases.ExpectReplayEqual();
}

TEST(CaseBook, CasesAreMergedOneIntoAnotherAsOftenAsAnybodyWould) {
  Cases cases;
  std::vector<CaseRef> chain;
  for (int i = 0; i < 40; ++i) chain.push_back(cases.Open(Told(i + 1, 100 + i)));
  for (size_t i = 0; i + 1 < chain.size(); ++i) {
    event::CaseMove into;
    into.into = chain[i + 1];
    const Outcome outcome = cases.Move(chain[i], CaseState::kMerged, into);
    ASSERT_TRUE(outcome.accepted) << i << outcome.code;
  }
  const store::ReadTxn txn = cases.world.Read();
  EXPECT_EQ(Must(CountingCase(cases.world.tables(), txn, chain.front())), chain.back());
  EXPECT_EQ(Must(FoldCase(cases.world.tables(), txn, chain.back())).transfers.size(), 40u);
  EXPECT_EQ(cases.Row(chain.back()).complaints, 40);
}

TEST(CaseBook, ARejectedCaseLeavesEveryRecordAsIfItHadNeverBeen) {
  const auto tables = {lookup::kRecordsTable, lookup::kEvidenceTable, lookup::kCaseEvidenceTable};
  Cases with, without;
  const CaseRef before = with.Open(Told(1));
  const CaseRef rejected = with.Open(Told(2, 7));
  const CaseRef after = with.Open(Told(3, 8));
  without.Open(Told(1));
  // An entry that says nothing, so that numbers stay the same.
  without.world.Submit(EntryType::kControlTotal, "tok:intake", event::EncodeControlTotal({{}, "", 20783, 1, 1}));
  without.Open(Told(3, 8));
  ASSERT_NE(with.Rows(tables), without.Rows(tables));
  event::CaseMove move;
  move.reason = "no_offence";
  ASSERT_TRUE(with.Move(rejected, CaseState::kRejected, move).accepted);
  EXPECT_EQ(with.Rows(tables), without.Rows(tables));
  EXPECT_TRUE(with.Move(rejected, CaseState::kReopened).accepted);
  EXPECT_NE(with.Rows(tables), without.Rows(tables));
  // The first and the last too: nothing is left of them.
  for (const CaseRef ref : {rejected, before, after}) {
    const Outcome outcome = with.Move(ref, CaseState::kRejected, move);
    ASSERT_TRUE(outcome.accepted) << outcome.code << outcome.result;
  }
  EXPECT_TRUE(with.Rows(tables).empty());
  EXPECT_EQ(with.Now(), Verdict::kUnknown);
  with.ExpectReplayEqual();
}

TEST(CaseBook, AfterTwentyAmendmentsEveryTableIsThatOfTheFinalRecord) {
  Complaint first;
  first.channel = event::CaseChannel::kHotline;
  first.verified = true;
  first.voice = "tok:intake";
  first.reported_s = CasesWorld::kNowS - 60;
  first.transfers = {Paid(1)};
  Complaint last = Told(9, 123'456);
  last.channel = event::CaseChannel::kStation;
  last.station = "1001";
  last.occurred_s = CasesWorld::kNowS - 7200;
  last.contact = event::ContactChannel::kLine;
  last.external_ids = {"KB-9", "TPO-9", "AOC-9", "", "12/2569"};
  last.transfers = {Paid(100'000),
                    Paid(23'456, "014:9876543210"),
                    {{event::MoneyNodeKind::kAccount, kAccount}, {event::MoneyNodeKind::kCashOut, ""}, 5, 0, {}, {}}};

  Cases amended, whole;
  const CaseRef ref = amended.Open(first);
  std::mt19937 random(7);
  const auto members = boost::json::parse(event::ComplaintMembers(last, first)).as_object();
  std::vector<std::string> names;
  for (const auto& [name, value] : members) names.push_back(std::string(name));
  for (int i = 0; i < 20; ++i) {
    // Wrong first, in any order; at the end everything right.
    Complaint guess = Told(static_cast<int>(random() % 5), static_cast<int64_t>(random() % 1000 + 1));
    guess.station = std::to_string(random() % 3);
    guess.external_ids[random() % 3] = "G" + std::to_string(random() % 9);
    const Complaint& told = i == 19 ? last : guess;
    const event::Complaint now = [&] {
      const store::ReadTxn txn = amended.world.Read();
      return Must(FoldCase(amended.world.tables(), txn, ref));
    }();
    const Outcome outcome = amended.Set(ref, event::ComplaintMembers(told, now));
    ASSERT_TRUE(outcome.accepted) << i << outcome.code << outcome.result;
  }
  whole.Open(last);
  EXPECT_EQ(amended.Rows({kCasesTable, kComplaintsTable, kTransfersTable, kPeopleTable, kExternalIdsTable, kLossesTable,
                          kCaseStatesTable, kControlTotalsTable, kAccountsTable, kAccountCasesTable, kHoldListsTable}),
            whole.Rows({kCasesTable, kComplaintsTable, kTransfersTable, kPeopleTable, kExternalIdsTable, kLossesTable,
                        kCaseStatesTable, kControlTotalsTable, kAccountsTable, kAccountCasesTable, kHoldListsTable}));
  EXPECT_EQ(amended.Now(), whole.Now());
  EXPECT_EQ(amended.Now(indicator::Kind::kAccount, kAccount), whole.Now(indicator::Kind::kAccount, kAccount));
  amended.ExpectReplayEqual();
}

TEST(CaseBook, EveryMoveIsTakenOrRefusedAsTheLifeIsDrawn) {
  for (size_t from = 0; from < event::kCaseStateCount; ++from) {
    for (size_t to = 0; to < event::kCaseStateCount; ++to) {
      // A path to `from`, by the table itself.
      Cases cases;
      const CaseRef ref = cases.Open(Told(1)), other = cases.Open(Told(2, 9));
      event::CaseMove filled;
      filled.outcome = event::CaseOutcome::kConvicted;
      filled.reason = "double";
      filled.station = "1002";
      filled.into = other;
      std::map<CaseState, CaseState> came{{CaseState::kReceived, CaseState::kReceived}};
      std::vector<CaseState> reached{CaseState::kReceived};
      for (size_t i = 0; i < reached.size(); ++i)
        for (const CaseState next : NextStates(reached[i]))
          if (came.emplace(next, reached[i]).second) reached.push_back(next);
      ASSERT_EQ(came.size(), event::kCaseStateCount) << "every state can be reached";
      std::vector<CaseState> path;
      for (auto state = static_cast<CaseState>(from); state != CaseState::kReceived; state = came[state]) path.push_back(state);
      for (auto it = path.rbegin(); it != path.rend(); ++it) ASSERT_TRUE(cases.Move(ref, *it, filled).accepted);
      const Outcome outcome = cases.Move(ref, static_cast<CaseState>(to), filled);
      const bool allowed = MayMove(static_cast<CaseState>(from), static_cast<CaseState>(to));
      EXPECT_EQ(outcome.accepted, allowed) << from << " " << to << outcome.code;
      if (allowed) continue;
      EXPECT_EQ(outcome.code, "wrong_state");
      EXPECT_EQ(boost::json::parse(outcome.result).at("allowed").as_array().size(),
                NextStates(static_cast<CaseState>(from)).size());
    }
  }
}

TEST(CaseBook, AMoveNamesWhatItLacks) {
  Cases cases;
  const CaseRef ref = cases.Open(Told(1));
  for (const auto& [to, member] : {std::pair{CaseState::kClosed, "outcome"},
                                   {CaseState::kRejected, "reason"},
                                   {CaseState::kMerged, "into"},
                                   {CaseState::kTransferred, "station"}}) {
    const Outcome outcome = cases.Move(ref, to);
    EXPECT_EQ(outcome.code, "missing_member");
    EXPECT_EQ(boost::json::parse(outcome.result).at("member").as_string(), member);
  }
  event::CaseMove itself;
  itself.into = ref;
  EXPECT_EQ(cases.Move(ref, CaseState::kMerged, itself).code, "conflict");
  EXPECT_EQ(cases.Move({99, 0}, CaseState::kAccepted).code, "not_found");
}

TEST(CaseBook, AMergedCaseIsCountedWithTheOtherAndComesBackWhole) {
  Cases cases;
  const CaseRef one = cases.Open(Told(1)), two = cases.Open(Told(2, 900));
  ASSERT_TRUE(cases.Move(one, CaseState::kAccepted).accepted);
  ASSERT_TRUE(cases.Move(two, CaseState::kAccepted).accepted);
  EXPECT_EQ(cases.Now(), Verdict::kListed);
  const CaseRow before = cases.Row(one);
  event::CaseMove into;
  into.into = one;
  ASSERT_TRUE(cases.Move(two, CaseState::kMerged, into).accepted);
  EXPECT_EQ(cases.Now(), Verdict::kSuspected) << "one case is one voice";
  EXPECT_EQ(cases.Row(one).complaints, 2);
  EXPECT_EQ(cases.Row(one).transfers, 2u);
  EXPECT_EQ(cases.Row(two).into, one);
  event::CaseMove circle;
  circle.into = two;
  EXPECT_EQ(cases.Move(one, CaseState::kMerged, circle).code, "conflict");
  ASSERT_TRUE(cases.Move(two, CaseState::kReopened).accepted);
  EXPECT_EQ(cases.Now(), Verdict::kListed);
  EXPECT_EQ(cases.Row(one), before);
  cases.ExpectReplayEqual();
}

TEST(CaseBook, WhatWasReleasedStaysReleasedThroughAMergeAndBack) {
  Cases cases;
  Complaint told = Told(2, 900);
  told.transfers.push_back(Paid(700, "004:1999999999"));
  const CaseRef one = cases.Open(Told(1)), two = cases.Open(told);
  const auto released = [&cases](CaseRef of) {
    std::vector<int64_t> amounts;
    for (const TransferRow& row : Must(ReadTransfers(cases.world.tables(), cases.world.Read(), of)))
      if (row.released) amounts.push_back(row.transfer.satang);
    return amounts;
  };
  event::TransferRelease release;
  release.of = two;
  release.transfer = {two.seq, 0, 1};
  ASSERT_TRUE(cases.world.Submit(EntryType::kTransferRelease, "tok:officer", event::EncodeTransferRelease(release)).accepted);
  const CaseRow before = cases.Row(one);
  event::CaseMove into;
  into.into = one;
  ASSERT_TRUE(cases.Move(two, CaseState::kMerged, into).accepted);
  EXPECT_EQ(cases.Row(one).transfers, 3u);
  EXPECT_EQ(released(one), std::vector<int64_t>{700});
  ASSERT_TRUE(cases.Move(two, CaseState::kReopened).accepted);
  EXPECT_EQ(released(one), std::vector<int64_t>{});
  EXPECT_EQ(released(two), std::vector<int64_t>{700});
  EXPECT_EQ(cases.Row(one), before);
  cases.ExpectReplayEqual();
}

TEST(CaseBook, WhatStandsTogetherInCasesIsRelated) {
  Cases cases;
  const CaseRef first = cases.Open(Told(1));
  Complaint other = Told(2, 700'000);
  other.indicators.resize(3);
  other.indicators[2].key = {indicator::Kind::kPromptpay, "nid:" + Person(9)};
  const Outcome batch = cases.File({other, Told(3, 900'000)});
  ASSERT_TRUE(batch.accepted);
  const auto related = [&cases] {
    const store::ReadTxn txn = cases.world.Read();
    const auto view = Must(lookup::EvidenceView::Open(cases.world.environment(), txn));
    const indicator::KeyBytes key = indicator::IndexKey(indicator::Kind::kPhone, kPhone);
    return Must(view.ReadRelated(key, lookup::Rules{}, cases.world.clock.NowS()));
  };
  auto found = related();
  EXPECT_EQ(found.cases, 3u);
  EXPECT_EQ(found.reports, 0u);
  ASSERT_EQ(found.keys.size(), 1u) << "a person's national id is left out";
  EXPECT_EQ(found.keys[0].key, (indicator::Key{indicator::Kind::kAccount, kAccount}));
  EXPECT_EQ(found.keys[0].cases, 3u);
  EXPECT_EQ(found.keys[0].first_s, CasesWorld::kNowS - 60);

  // Its class changes with its state, and with that the entry that its evidence stands in.
  EXPECT_TRUE(cases.Move(first, CaseState::kStatementTaken).accepted);
  EXPECT_TRUE(cases.Move(first, CaseState::kAccepted).accepted);
  EXPECT_EQ(related().keys[0].cases, 3u);
  event::CaseMove rejected;
  rejected.reason = "civil";
  EXPECT_TRUE(cases.Move({batch.seq, 1}, CaseState::kRejected, rejected).accepted);
  EXPECT_EQ(related().keys[0].cases, 2u);
}

TEST(CaseBook, AnExternalIdBelongsToOneCase) {
  Cases cases;
  Complaint one = Told(1);
  one.external_ids[1] = "TPO-1";
  const CaseRef first = cases.Open(one), second = cases.Open(Told(2, 9));
  const Outcome outcome = cases.Set(second, R"({"external_ids":{"tpo_case_id":"TPO-1"}})");
  EXPECT_EQ(outcome.code, "conflict");
  EXPECT_EQ(boost::json::parse(outcome.result).at("member").as_string(), "tpo_case_id");
  ASSERT_TRUE(cases.Set(first, R"({"external_ids":{"tpo_case_id":""}})").accepted);
  EXPECT_TRUE(cases.Set(second, R"({"external_ids":{"tpo_case_id":"TPO-1"}})").accepted);
  cases.ExpectReplayEqual();
}

TEST(CaseBook, ACodeOfAnEarlierIssueIsVoid) {
  Cases cases;
  Complaint told = Told(1);
  told.code = Person(555);
  const CaseRef ref = cases.Open(told);
  const auto code = [&](uint32_t issue) {
    return cases.world.Submit(EntryType::kCaseCode, "tok:intake", event::EncodeCaseCode({ref, issue, Person(556)}));
  };
  EXPECT_EQ(code(2).code, "wrong_state");
  EXPECT_TRUE(code(1).accepted);
  EXPECT_EQ(code(1).code, "wrong_state");
  EXPECT_EQ(cases.Row(ref).issue, 1u);
}

TEST(CaseBook, ControlTotalsNameTheGap) {
  Cases cases;
  Complaint told = Told(1, 100);
  told.station = "1001";
  cases.Open(told);
  const uint32_t day = static_cast<uint32_t>((told.reported_s + 7 * 3600) / 86400);
  cases.world.Submit(EntryType::kControlTotal, "tok:intake",
                     event::EncodeControlTotal({event::CaseChannel::kHotline, "1001", day, 3, 700}));
  const store::ReadTxn txn = cases.world.Read();
  const auto rows = Must(ReadControlTotals(cases.world.tables(), txn, day, day, 10));
  ASSERT_EQ(rows.size(), 2u);
  EXPECT_EQ(rows[0].station, "");
  EXPECT_EQ(rows[0].arrived, 1u);
  EXPECT_EQ(rows[1].station, "1001");
  EXPECT_EQ(rows[1].arrived, 1u);
  EXPECT_EQ(rows[1].told, 3u);
  EXPECT_EQ(rows[1].told_satang - rows[1].arrived_satang, 600u);
}

TEST(CaseBook, ErasingAVictimLeavesCountsAndTakesTheWayFromThePersonToTheCase) {
  Cases cases;
  Complaint told = Told(1);
  told.victims[0].sealed = event::Sealed{7, "box"};
  const CaseRef ref = cases.Open(told);
  {
    const store::ReadTxn txn = cases.world.Read();
    EXPECT_EQ(Must(CasesOfPerson(cases.world.tables(), txn, Person(1), 5)), std::vector<CaseRef>{ref});
  }
  const CaseRow before = cases.Row(ref);
  cases.world.Submit(EntryType::kSubjectErase, "cli", event::EncodeSubjectErase({"request", {7}}));
  const auto found = [&cases] {
    const store::ReadTxn txn = cases.world.Read();
    return Must(CasesOfPerson(cases.world.tables(), txn, Person(1), 5));
  };
  EXPECT_TRUE(found().empty());
  EXPECT_EQ(cases.Row(ref), before);
  // A case that takes theirs in is not found by who they were, either.
  Complaint nobody = Told(2, 7);
  nobody.victims.clear();
  event::CaseMove into;
  into.into = cases.Open(nobody);
  ASSERT_TRUE(cases.Move(ref, CaseState::kMerged, into).accepted);
  EXPECT_TRUE(found().empty());
  cases.ExpectReplayEqual();
}

TEST(CaseBook, RandomWorkReplaysTheSame) {
  Cases cases;
  std::mt19937 random(20261126);
  std::vector<CaseRef> filed;
  for (int i = 0; i < 600; ++i) {
    const CaseRef any = filed.empty() ? CaseRef{} : filed[random() % filed.size()];
    switch (filed.empty() ? 0 : random() % 5) {
      case 0: {
        std::vector<Complaint> complaints;
        for (unsigned n = random() % 3 + 1; n > 0; --n) {
          Complaint told = Told(static_cast<int>(random() % 6), static_cast<int64_t>(random() % 4 + 1) * 100);
          told.verified = random() % 4 != 0;
          if (random() % 4 == 0) told.external_ids[0] = "B" + std::to_string(random() % 5);
          complaints.push_back(std::move(told));
        }
        const size_t count = complaints.size();
        const Outcome outcome = cases.File(std::move(complaints));
        ASSERT_TRUE(outcome.accepted) << outcome.code;
        const auto classes = boost::json::parse(outcome.result).at("classes").as_string();
        for (size_t n = 0; n < count; ++n)
          if (classes[n] != '-') filed.push_back({outcome.seq, static_cast<uint16_t>(n)});
        break;
      }
      case 1: {
        Complaint told = Told(static_cast<int>(random() % 6), static_cast<int64_t>(random() % 4 + 1) * 100);
        cases.Set(any, event::ComplaintMembers(told));
        break;
      }
      default: {
        event::CaseMove move;
        move.outcome = static_cast<event::CaseOutcome>(random() % event::kCaseOutcomeCount);
        move.reason = "double";
        move.station = "100" + std::to_string(random() % 3);
        move.into = filed[random() % filed.size()];
        cases.Move(any, static_cast<CaseState>(random() % event::kCaseStateCount), move);
      }
    }
  }
  cases.ExpectReplayEqual();
}

}  // namespace
}  // namespace cybercheck::cases
