// SPDX-License-Identifier: Apache-2.0
// Accounts that money of cases came to, as they stand after entries of the log.
#include "cases/accounts.h"

#include <gtest/gtest.h>

#include <set>

#include "base/hex.h"
#include "cases/case_store.h"
#include "cases/hold_facts.h"
#include "cases/hold_store.h"
#include "event/appeal.h"
#include "event/case_work.h"
#include "event/hold.h"
#include "event/report_submit.h"
#include "event/review.h"
#include "tests/cases/cases_world.h"

namespace cybercheck::cases {
namespace {

using event::CaseRef;
using event::CaseState;
using event::EntryType;
using event::MoneyNode;
using event::MoneyNodeKind;
using event::Outcome;

constexpr int64_t kNowS = CasesWorld::kNowS;

MoneyNode Mule(int number, const std::string& bank = "004") {
  return {MoneyNodeKind::kAccount, bank + ":" + std::to_string(1'000'000'000 + number)};
}

class World {
 public:
  CaseRef File(std::vector<event::Transfer> transfers, bool verified = true,
               event::CaseChannel channel = event::CaseChannel::kHotline) {
    event::Complaint complaint;
    complaint.channel = channel;
    complaint.verified = verified;
    complaint.reported_s = NowS();
    complaint.transfers = std::move(transfers);
    const Outcome outcome = Submit(EntryType::kCaseFile, event::EncodeCaseFile({indicator::kCanonVersion, {complaint}}));
    return {outcome.seq, 0};
  }
  Outcome Submit(EntryType type, std::string body) {
    const Outcome outcome = log.Submit(type, "tok:officer", std::move(body));
    EXPECT_TRUE(outcome.accepted) << outcome.code << outcome.result;
    return outcome;
  }
  Outcome Release(CaseRef of, const event::MoneyRef& transfer, bool released = true) {
    return log.Submit(EntryType::kTransferRelease, "tok:officer", event::EncodeTransferRelease({of, transfer, released, {}}));
  }
  void Move(CaseRef of, event::CaseMove move) {
    move.of = of;
    Submit(EntryType::kCaseMove, event::EncodeCaseMove(move));
  }
  Account Of(const MoneyNode& node) {
    const store::ReadTxn txn = log.Read();
    AccountReader reader = Must(AccountReader::Open(log.tables(), txn, NowS()));
    const auto account = Must(reader.Read(NodeKey(node)));
    EXPECT_TRUE(account) << node.ToString();
    if (!account) return {};
    EXPECT_EQ(Must(reader.ColourOf(NodeKey(node))), account->colour ? account->colour->colour : std::nullopt);
    if (account->row.cases != 0) {
      EXPECT_EQ(account->row.colour, account->colour ? account->colour->colour : std::nullopt) << "what stands beside it";
    }
    return *account;
  }
  AccountPage Page(const AccountQuery& query) {
    const store::ReadTxn txn = log.Read();
    AccountReader reader = Must(AccountReader::Open(log.tables(), txn, NowS()));
    return Must(reader.ReadPage(query));
  }
  // All pages, by name.
  std::set<std::string> Names(AccountQuery query) {
    std::set<std::string> names;
    query.limit = 3;
    do {
      const AccountPage page = Page(query);
      EXPECT_LE(page.accounts.size(), query.limit);
      for (const Account& account : page.accounts) EXPECT_TRUE(names.insert(account.row.node.name).second);
      query.after = page.next;
    } while (query.after);
    return names;
  }
  CaseRow Row(CaseRef of) {
    const store::ReadTxn txn = log.Read();
    return Must(ReadCase(log.tables(), txn, of)).value_or(CaseRow{});
  }
  std::vector<TransferRow> Transfers(CaseRef of) {
    const store::ReadTxn txn = log.Read();
    return Must(ReadTransfers(log.tables(), txn, of));
  }
  size_t Holds(CaseRef of) {
    const store::ReadTxn txn = log.Read();
    return Must(ReadCaseHolds(log.tables(), txn, of)).size();
  }
  int64_t NowS() const { return log.clock.NowS(); }
  void Wait(int64_t seconds) { log.clock.Advance(seconds * 1000); }

  CasesWorld log;
};

event::Transfer Pays(MoneyNode from, MoneyNode to, int64_t satang, int64_t at_s = kNowS - 3600) {
  return {std::move(from), std::move(to), satang, at_s, {}, {}};
}

std::vector<DatedColour> Colours(std::initializer_list<DatedColour> colours) { return colours; }

TEST(Accounts, AreWhatCasesTellOfThem) {
  World world;
  const CaseRef a = world.File({Pays({}, Mule(1), 1000), Pays(Mule(1), Mule(2), 900, kNowS - 1800)});
  const CaseRef b = world.File({Pays({}, Mule(2), 500), Pays({}, Mule(2), 700, kNowS - 60)});
  const Account account = world.Of(Mule(2));
  EXPECT_EQ(account.row.node, Mule(2));
  EXPECT_EQ(account.row.cases, 2u);
  EXPECT_EQ(account.row.all, (AccountShare{3, 0, 2100, 1, kNowS - 3600, kNowS - 60}));
  EXPECT_EQ(account.holds, (HoldSums{2100, 0, 0, 0}));
  ASSERT_EQ(account.cases.size(), 2u);
  EXPECT_EQ(account.cases[0].of, a);
  EXPECT_EQ(account.cases[0].share, (AccountShare{1, 0, 900, 2, kNowS - 1800, kNowS - 1800}));
  EXPECT_EQ(account.cases[0].holds, (HoldSums{900, 0, 0, 0}));
  EXPECT_EQ(account.cases[1].of, b);
  EXPECT_EQ(account.cases[1].told_s, kNowS);
  EXPECT_EQ(account.colours, Colours({{AccountColour::kDarkGrey, kNowS}}));

  const store::ReadTxn txn = world.log.Read();
  AccountReader reader = Must(AccountReader::Open(world.log.tables(), txn, kNowS));
  EXPECT_FALSE(Must(reader.Read(NodeKey(Mule(3)))));
}

TEST(Accounts, RowsComeBackAsTheyWereAndNothingElseIsOne) {
  AccountRow row{3, {5, 1, 700, 2, kNowS - 9, kNowS}, Mule(1), AccountColour::kLightGrey, true};
  std::string bytes;
  EncodeAccountRow(row, bytes);
  EXPECT_EQ(Must(DecodeAccountRow(bytes)), row);
  for (size_t size = 0; size < bytes.size(); ++size) EXPECT_FALSE(DecodeAccountRow(std::string_view(bytes).substr(0, size)));
  EncodeAccountShare(row.all, bytes);
  EXPECT_EQ(Must(DecodeAccountShare(bytes)), row.all);
  for (size_t size = 0; size < bytes.size(); ++size) EXPECT_FALSE(DecodeAccountShare(std::string_view(bytes).substr(0, size)));
  HoldRow hold;
  hold.state = event::HoldState::kLapsed;
  hold.ground = event::HoldGround::kBankDetected;
  hold.ended_with_case = true;
  hold.requested_s = 1;
  hold.held_s = 2;
  hold.ended_s = 3;
  hold.of = {17, 4};
  bytes = EncodeHoldFacts(hold);
  const HoldFacts facts = Must(DecodeHoldFacts(bytes));
  EXPECT_EQ(facts.state, hold.state);
  EXPECT_EQ(facts.ground, hold.ground);
  EXPECT_TRUE(facts.ended_with_case);
  EXPECT_EQ(facts.requested_s * 100 + facts.held_s * 10 + facts.ended_s, 123);
  EXPECT_EQ(facts.of, hold.of);
  for (size_t size = 0; size < bytes.size(); ++size) EXPECT_FALSE(DecodeHoldFacts(std::string_view(bytes).substr(0, size)));
  for (const size_t at : {size_t{0}, size_t{1}}) {
    std::string wrong = bytes;
    wrong[at] = '\x7f';
    EXPECT_FALSE(DecodeHoldFacts(wrong));
  }
}

TEST(Accounts, TheColourBesideAnAccountFollowsWhatComesAfterARelease) {
  World world;
  event::HoldOpen open;
  open.holds = {{event::HoldGround::kBankDetected, Mule(1), 5000, 5000, kNowS, "KB-1", {}}};
  const Outcome opened = world.Submit(EntryType::kHoldOpen, event::EncodeHoldOpen(open));
  const CaseRef of = world.File({Pays({}, Mule(1), 1000)}, false);
  EXPECT_EQ(world.Of(Mule(1)).row.colour, AccountColour::kDarkBrown) << "a hold stood there before any case";
  event::CaseMove statement;
  statement.to = CaseState::kStatementTaken;
  world.Move(of, statement);
  EXPECT_EQ(world.Of(Mule(1)).row.colour, AccountColour::kDarkGrey);
  world.Wait(60);
  event::HoldMove free;
  free.hold = {opened.seq, 0, 0};
  free.to = event::HoldState::kReleased;
  free.at_s = world.NowS();
  world.Submit(EntryType::kHoldMove, event::EncodeHoldMove(free));
  EXPECT_EQ(world.Of(Mule(1)).row.colour, std::nullopt);
  EXPECT_TRUE(world.Of(Mule(1)).row.hold_released);
  world.File({Pays({}, Mule(1), 700)});
  EXPECT_EQ(world.Of(Mule(1)).row.colour, std::nullopt) << "told in the second of the release: it was looked at";
  world.Wait(1);
  world.File({Pays({}, Mule(1), 800)}, true, event::CaseChannel::kBank);
  EXPECT_EQ(world.Of(Mule(1)).row.colour, AccountColour::kLightGrey);
  world.File({Pays({}, Mule(1), 900)});
  EXPECT_EQ(world.Of(Mule(1)).row.colour, AccountColour::kDarkGrey);
  EXPECT_EQ(world.log.Digest(), world.log.ReplayedDigest());
}

indicator::Key KeyOf(const MoneyNode& node) { return {indicator::Kind::kAccount, node.name}; }

// So that officers can decide about it.
void Report(World& world, const MoneyNode& node) {
  event::Report report;
  report.source_class = 5;
  report.reporter = "tok:officer";
  report.reported_s = world.NowS();
  report.indicators.push_back({KeyOf(node), event::ReportIndicator::Origin::kGiven, true, ""});
  world.Submit(EntryType::kReportSubmit, event::EncodeReportSubmit({indicator::kCanonVersion, {report}}));
}

uint64_t Decide(World& world, const MoneyNode& node, event::ReviewDecision decision, int64_t until_s = 0) {
  event::ReviewDecide decide;
  decide.decision = decision;
  decide.until_s = until_s;
  decide.items = {{KeyOf(node), {}}};
  return world.Submit(EntryType::kReviewDecide, event::EncodeReviewDecide(decide)).seq;
}

TEST(Accounts, WhatOfficersListIsBlackUntilTheyDecideOtherwise) {
  World world;
  using enum event::ReviewDecision;
  Report(world, Mule(1));
  world.File({Pays({}, Mule(1), 1000)});
  world.Wait(10);
  const uint64_t listed = Decide(world, Mule(1), kList);
  EXPECT_EQ(world.Of(Mule(1)).colours, Colours({{AccountColour::kDarkGrey, kNowS}, {AccountColour::kBlack, kNowS + 10}}));
  AccountQuery query;
  query.colour = AccountColour::kBlack;
  EXPECT_EQ(world.Names(query), (std::set<std::string>{Mule(1).name}));
  world.File({Pays({}, Mule(1), 700)});
  EXPECT_EQ(world.Of(Mule(1)).row.colour, AccountColour::kBlack) << "no case makes it lighter";

  world.Wait(10);
  Decide(world, Mule(1), kNeedsMore);
  EXPECT_EQ(world.Of(Mule(1)).row.colour, AccountColour::kBlack) << "nothing is decided";
  world.Submit(EntryType::kReviewUndo, event::EncodeReviewUndo({listed, KeyOf(Mule(1))}));
  EXPECT_EQ(
      world.Of(Mule(1)).colours,
      Colours({{AccountColour::kDarkGrey, kNowS}, {AccountColour::kBlack, kNowS + 10}, {AccountColour::kDarkGrey, kNowS + 20}}));

  world.Wait(10);
  Decide(world, Mule(1), kList);
  world.Wait(10);
  Decide(world, Mule(1), kClear);
  EXPECT_EQ(world.Of(Mule(1)).row.colour, AccountColour::kDarkGrey) << "what victims filed still stands";
  EXPECT_EQ(world.Of(Mule(1)).colours.size(), 5u);
  EXPECT_EQ(world.log.Digest(), world.log.ReplayedDigest());
}

TEST(Accounts, WhatIsListedIsToldWithoutACase) {
  World world;
  using enum event::ReviewDecision;
  Report(world, Mule(1));
  EXPECT_EQ(world.Page({}).accounts.size(), 0u);
  Decide(world, Mule(1), kList);
  EXPECT_EQ(world.Of(Mule(1)).row.node, Mule(1));
  EXPECT_EQ(world.Of(Mule(1)).colours, Colours({{AccountColour::kBlack, kNowS}}));
  // Money comes there afterwards.
  world.Wait(5);
  world.File({Pays({}, Mule(1), 1000)});
  EXPECT_EQ(world.Of(Mule(1)).row.colour, AccountColour::kBlack);

  Report(world, Mule(2));
  Decide(world, Mule(2), kCompromised);
  EXPECT_TRUE(world.Of(Mule(2)).colours.empty()) << "an innocent owner's";
  // For a week; then what stood before stands again.
  Decide(world, Mule(2), kList, world.NowS() + 7 * 86400);
  EXPECT_EQ(world.Of(Mule(2)).colour->colour, AccountColour::kBlack);
  world.Wait(7 * 86400);
  EXPECT_FALSE(world.Of(Mule(2)).colour);

  Report(world, Mule(3));
  Decide(world, Mule(3), kList);
  const Outcome appeal = world.Submit(EntryType::kAppealOpen, event::EncodeAppealOpen({KeyOf(Mule(3)), {}, {}, kNowS + 86400, {}}));
  world.Wait(60);
  event::AppealMove cleared;
  cleared.appeal = appeal.seq;
  cleared.key = KeyOf(Mule(3));
  cleared.to = event::AppealState::kCleared;
  world.Submit(EntryType::kAppealMove, event::EncodeAppealMove(cleared));
  EXPECT_FALSE(world.Of(Mule(3)).colour) << "its owner was right";
  EXPECT_EQ(world.log.Digest(), world.log.ReplayedDigest());
}

TEST(Accounts, AreNamedByKeyOrByWhatTheyAre) {
  const indicator::KeyBytes key = NodeKey(Mule(1));
  EXPECT_EQ(ParseAccountId(base::HexEncode(key)), key);
  EXPECT_EQ(ParseAccountId("account:" + Mule(1).name), key);
  for (const std::string_view text : {"", "victim", "cash_out:", "account:", "nothing:1", "00", "account"})
    EXPECT_FALSE(ParseAccountId(text)) << text;
}

TEST(Accounts, NobodysWordGivesNoColourAndWhatIsTakenBackEndsIt) {
  World world;
  world.File({Pays({}, Mule(1), 1000)}, false);
  EXPECT_TRUE(world.Of(Mule(1)).colours.empty()) << "nobody vouches for who told it";

  const CaseRef of = world.File({Pays({}, Mule(2), 1000)});
  world.Wait(100);
  event::CaseMove rejected;
  rejected.to = CaseState::kRejected;
  rejected.reason = "civil";
  world.Move(of, rejected);
  EXPECT_EQ(world.Of(Mule(2)).colours, Colours({{AccountColour::kDarkGrey, kNowS}, {std::nullopt, kNowS + 100}}));
  EXPECT_FALSE(world.Of(Mule(2)).colour);
}

TEST(Accounts, ABanksVictimIsLightGreyUntilPoliceAreToldOrTheHoldLapses) {
  World world;
  world.File({Pays({}, Mule(1), 1000)}, true, event::CaseChannel::kBank);
  const CaseRef lapses = world.File({Pays({}, Mule(2), 1000)}, true, event::CaseChannel::kBank);
  EXPECT_EQ(world.Of(Mule(1)).colours, Colours({{AccountColour::kLightGrey, kNowS}}));
  world.Wait(10);
  const event::HoldRef hold{lapses.seq, 0, 0};
  world.Submit(EntryType::kHoldAnswer, event::EncodeHoldAnswer({hold, {}, event::HoldState::kHeld, 1000, world.NowS(), {}}));
  EXPECT_EQ(world.Of(Mule(2)).holds.held_satang, 1000);
  const int64_t due_s = world.NowS() + 72 * 3600;
  world.Wait(72 * 3600);
  event::HoldMove lapsed;
  lapsed.hold = hold;
  lapsed.to = event::HoldState::kLapsed;
  lapsed.at_s = due_s;
  world.Submit(EntryType::kHoldMove, event::EncodeHoldMove(lapsed));
  EXPECT_EQ(world.Of(Mule(2)).colours, Colours({{AccountColour::kLightGrey, kNowS}, {std::nullopt, due_s}}));
  EXPECT_EQ(world.Of(Mule(2)).holds.held_satang, 0);
}

TEST(Accounts, WhatABankDetectsIsBrownWithoutACaseToo) {
  World world;
  event::HoldOpen open;
  open.holds = {{event::HoldGround::kBankDetected, Mule(1), 5000, 0, 0, "KB-1", {}},
                {event::HoldGround::kBankDetected, Mule(2), 5000, 5000, kNowS - 50, "KB-2", {}}};
  const Outcome opened = world.Submit(EntryType::kHoldOpen, event::EncodeHoldOpen(open));
  EXPECT_EQ(world.Of(Mule(1)).colours, Colours({{AccountColour::kLightBrown, kNowS}}));
  EXPECT_EQ(world.Of(Mule(2)).colours, Colours({{AccountColour::kDarkBrown, kNowS - 50}}));
  EXPECT_EQ(world.Of(Mule(2)).row.node, Mule(2));
  EXPECT_TRUE(world.Page({}).accounts.empty()) << "no money of a case came there";
  world.Wait(60);
  event::HoldMove free;
  free.hold = {opened.seq, 0, 1};
  free.to = event::HoldState::kReleased;
  free.at_s = world.NowS();
  world.Submit(EntryType::kHoldMove, event::EncodeHoldMove(free));
  EXPECT_EQ(world.Of(Mule(2)).colours, Colours({{AccountColour::kDarkBrown, kNowS - 50}, {std::nullopt, kNowS + 60}}));
}

TEST(Accounts, AReleasedTransferAsksForNoHoldGivesNoLevelAndStepsTheAccountDown) {
  World world;
  const CaseRef of = world.File({Pays({}, Mule(1), 1000), Pays(Mule(1), Mule(2), 800), Pays(Mule(2), Mule(3), 700)});
  const std::string before = world.log.Digest();
  EXPECT_EQ(world.Holds(of), 3u);
  EXPECT_EQ(world.Row(of).requested_satang, 2500);
  world.Wait(500);
  const event::MoneyRef paid{of.seq, 0, 1};
  EXPECT_TRUE(world.Release(of, paid).accepted);
  EXPECT_EQ(world.Holds(of), 2u) << "a hold that was only requested for it is gone";
  EXPECT_EQ(world.Row(of).requested_satang, 1700);
  const std::vector<TransferRow> transfers = world.Transfers(of);
  EXPECT_EQ(transfers[1].level, 2);
  EXPECT_EQ(transfers[2].level, kLevelUnknown) << "rows do not go through it";
  const Account account = world.Of(Mule(2));
  EXPECT_EQ(account.row.all.level, kLevelUnknown);
  EXPECT_EQ(account.row.all.released, 1u);
  EXPECT_EQ(account.colours, Colours({{AccountColour::kDarkGrey, kNowS}, {std::nullopt, kNowS + 500}}));
  EXPECT_TRUE(world.Of(Mule(1)).colour);

  EXPECT_EQ(world.Release(of, paid).code, "wrong_state") << "it is released";
  EXPECT_EQ(world.Release(of, {of.seq, 0, 9}).code, "not_found");
  EXPECT_EQ(world.Release({of.seq, 7}, paid).code, "not_found");

  EXPECT_TRUE(world.Release(of, paid, false).accepted);
  EXPECT_EQ(world.Holds(of), 3u);
  EXPECT_EQ(world.Transfers(of)[2].level, 3);
  EXPECT_EQ(world.Row(of).requested_satang, 2500);
  EXPECT_EQ(world.Of(Mule(2)).colours, Colours({{AccountColour::kDarkGrey, kNowS}}));
  EXPECT_EQ(world.log.Digest(), world.log.ReplayedDigest());
  EXPECT_NE(world.log.Digest(), before) << "its history is longer";
}

TEST(Accounts, ListsAreFilteredAndPagedAndBounded) {
  World world;
  for (int i = 0; i < 10; ++i)
    world.File({Pays({}, Mule(i, i % 2 == 0 ? "004" : "014"), 1000 * (i + 1), kNowS - i * 86400),
                Pays(Mule(i, i % 2 == 0 ? "004" : "014"), Mule(50), 10)});
  world.File({Pays({}, Mule(60), 1)}, false);
  EXPECT_EQ(world.Names({}).size(), 12u);
  AccountQuery query;
  query.bank = "014";
  EXPECT_EQ(world.Names(query).size(), 5u);
  query = {};
  query.level = 2;
  EXPECT_EQ(world.Names(query), (std::set<std::string>{Mule(50).name}));
  query = {};
  query.cases_min = 2;
  EXPECT_EQ(world.Names(query), (std::set<std::string>{Mule(50).name}));
  query = {};
  query.satang_min = 9000;
  EXPECT_EQ(world.Names(query).size(), 2u);
  query = {};
  query.since_s = kNowS - 86400;
  EXPECT_EQ(world.Names(query).size(), 4u);
  query = {};
  query.colour = AccountColour::kDarkGrey;
  EXPECT_EQ(world.Names(query).size(), 11u);
  query.colour = AccountColour::kBlack;
  EXPECT_TRUE(world.Names(query).empty());
}

}  // namespace
}  // namespace cybercheck::cases
