// SPDX-License-Identifier: Apache-2.0
// Bodies of cases and holds: what is written is read back, and what is not a layout is refused by name.
#include <gtest/gtest.h>

#include <boost/json.hpp>

#include "event/case_file.h"
#include "event/case_work.h"
#include "event/hold.h"
#include "event/publication.h"

namespace cybercheck::event {
namespace {

Complaint Whole() {
  Complaint complaint;
  complaint.channel = CaseChannel::kHotline;
  complaint.kind = ComplaintKind::kOnlineCase;
  complaint.verified = true;
  complaint.voice = "per:00112233445566778899aabbccddeeff";
  complaint.reported_s = 1764200000;
  complaint.occurred_s = 1764190000;
  complaint.category = 1;
  complaint.case_type = "goods";
  complaint.contact = ContactChannel::kLine;
  complaint.station = "1001";
  complaint.damage_satang = 0;
  complaint.external_ids[0] = "KB-1";
  complaint.victims = {{VictimKind::kPerson, 0, Sex::kFemale, 10, "TH", std::string(32, 'a'), {}, Sealed{7, "box"}}, {}};
  complaint.indicators = {{{indicator::Kind::kPhone, "+66812345678"}, ReportIndicator::Origin::kText, false, "081"}};
  complaint.transfers = {{{}, {MoneyNodeKind::kAccount, "004:1234567890"}, 5, 1764190000, "R\"1", std::string(32, 'b')},
                         {{MoneyNodeKind::kAccount, "004:1234567890"}, {MoneyNodeKind::kCashOut, ""}, kSatangMax, 0, {}, {}}};
  complaint.narrative = Sealed{7, "said"};
  complaint.code = std::string(32, 'c');
  complaint.joins = {17, 3};
  return complaint;
}

bool Same(const Complaint& a, const Complaint& b) { return ComplaintMembers(a, b) == "{}" && ComplaintMembers(b, a) == "{}"; }

TEST(CaseFile, ReadsBackWhatItWrites) {
  const CaseFile file{indicator::kCanonVersion, {Whole(), [] {
                                                   Complaint least;
                                                   least.reported_s = 1;
                                                   return least;
                                                 }()}};
  const auto read = DecodeCaseFile(EncodeCaseFile(file));
  ASSERT_TRUE(read) << read.error().detail;
  ASSERT_EQ(read->complaints.size(), 2u);
  EXPECT_TRUE(Same(read->complaints[0], file.complaints[0])) << ComplaintMembers(read->complaints[0], file.complaints[0]);
  EXPECT_TRUE(Same(read->complaints[1], file.complaints[1]));
  EXPECT_EQ(read->complaints[1].damage_satang, kDamageUnknown) << "nobody said that it was an attempt";
  EXPECT_EQ(read->complaints[0].damage_satang, 0);
  EXPECT_EQ(read->complaints[0].victims[0].age, 0) << "a newborn is not of unknown age";
  EXPECT_EQ(read->complaints[0].joins, (CaseRef{17, 3}));
  EXPECT_EQ(read->complaints[1].joins, CaseRef());
}

TEST(CaseFile, AnAmendmentOverwritesWhatItNamesAndNothingElse) {
  Complaint now = Whole();
  ASSERT_TRUE(ApplyComplaintMembers(R"({"damage":77,"external_ids":{"aoc_id":"A-9"},"transfers":[]})", now));
  Complaint expected = Whole();
  expected.damage_satang = 77;
  expected.external_ids[2] = "A-9";
  expected.transfers.clear();
  EXPECT_TRUE(Same(now, expected)) << ComplaintMembers(now, expected);
  // The difference of any two is the amendment from one to the other.
  Complaint blank;
  ASSERT_TRUE(ApplyComplaintMembers(ComplaintMembers(Whole(), blank), blank));
  EXPECT_TRUE(Same(blank, Whole()));
}

TEST(CaseFile, RefusesByName) {
  for (const auto& [member, object] : {std::pair{"damage", R"({"damage":-2})"},
                                       {"channel", R"({"channel":"letter"})"},
                                       {"age", R"({"victims":[{"age":131}]})"},
                                       {"sex", R"({"victims":[{"sex":"w"}]})"},
                                       {"colour", R"({"colour":"black"})"},
                                       {"case", R"({"case":[17,0]})"},
                                       {"to", R"({"transfers":[{"from":"victim"}]})"},
                                       {"from", R"({"transfers":[{"from":"account:","to":"victim"}]})"},
                                       {"external_ids", R"({"external_ids":{"case":"1"}})"}}) {
    Complaint complaint;
    const auto applied = ApplyComplaintMembers(object, complaint);
    ASSERT_FALSE(applied) << object;
    EXPECT_NE(applied.error().detail.find(member), std::string::npos) << applied.error().detail;
  }
}

TEST(CaseWork, ReadsBackWhatItWrites) {
  CaseAmend amend{{17, 3}, R"({"damage":77})", Whole().transfers, Whole().indicators, Sealed{9, "why"}};
  const auto amended = DecodeCaseAmend(EncodeCaseAmend(amend));
  ASSERT_TRUE(amended) << amended.error().detail;
  EXPECT_EQ(amended->of, amend.of);
  EXPECT_EQ(amended->set, amend.set);
  EXPECT_EQ(amended->add_transfers, amend.add_transfers);
  EXPECT_EQ(amended->add_indicators.size(), 1u);
  EXPECT_EQ(amended->reason, amend.reason);

  for (size_t i = 0; i < kCaseStateCount; ++i) {
    CaseMove move{
        {17, 3}, static_cast<CaseState>(i), CaseOutcome::kConvicted, "12/2569", "1001", {"341", "343"}, "double", {18, 0}, {}};
    const auto moved = DecodeCaseMove(EncodeCaseMove(move));
    ASSERT_TRUE(moved) << moved.error().detail;
    EXPECT_EQ(moved->to, move.to);
    EXPECT_EQ(moved->outcome, move.outcome);
    EXPECT_EQ(moved->offences, move.offences);
    EXPECT_EQ(moved->into, move.into);
    EXPECT_EQ(moved->station, move.station);
  }
  const auto link = DecodeCaseLink(EncodeCaseLink({{17, 3}, {18, 0}, false, {}}));
  ASSERT_TRUE(link);
  EXPECT_FALSE(link->confirmed);
  EXPECT_EQ(link->b, (CaseRef{18, 0}));
  const auto total = DecodeControlTotal(EncodeControlTotal({CaseChannel::kStation, "1001", 20783, 12, 500}));
  ASSERT_TRUE(total);
  EXPECT_EQ(total->complaints, 12u);
  const auto release = DecodeTransferRelease(EncodeTransferRelease({{17, 3}, {17, 3, 9}, false, {}}));
  ASSERT_TRUE(release);
  EXPECT_EQ(release->transfer, (MoneyRef{17, 3, 9}));
  EXPECT_FALSE(release->released);
  const auto sent = DecodeNoticeSent(EncodeNoticeSent({{4, 5}, true}));
  ASSERT_TRUE(sent);
  EXPECT_EQ(sent->notices, (std::vector<uint64_t>{4, 5}));
  EXPECT_TRUE(sent->given_up);
  EXPECT_FALSE(DecodeCaseMove(R"({"salt":"00","case":[0,0],"to":"accepted"})"));
  EXPECT_FALSE(DecodeCaseMove(R"({"salt":"00","case":[1,65536],"to":"accepted"})"));
}

TEST(Holds, ReadBackWhatTheyWrite) {
  HoldOpen open;
  open.clocks.victim_s = 3600;
  open.holds = {{HoldGround::kBankDetected, {MoneyNodeKind::kAccount, "014:1"}, 9, 8, 7, "B", {17, 0}}};
  const auto opened = DecodeHoldOpen(EncodeHoldOpen(open));
  ASSERT_TRUE(opened) << opened.error().detail;
  EXPECT_EQ(opened->clocks, open.clocks);
  EXPECT_EQ(opened->holds[0].at, open.holds[0].at);
  EXPECT_EQ(opened->holds[0].held_satang, 8);
  EXPECT_EQ(opened->holds[0].of, (CaseRef{17, 0}));

  HoldAnswer answer{{17, 0, 2}, {}, HoldState::kPartly, 5, 1764200000, Whole().transfers};
  const auto answered = DecodeHoldAnswer(EncodeHoldAnswer(answer));
  ASSERT_TRUE(answered) << answered.error().detail;
  EXPECT_EQ(answered->hold, answer.hold);
  EXPECT_EQ(answered->outcome, answer.outcome);
  EXPECT_EQ(answered->onward, answer.onward);
  answer.outcome = HoldState::kLapsed;
  EXPECT_FALSE(DecodeHoldAnswer(EncodeHoldAnswer(answer))) << "a bank does not let holds lapse";

  const auto moved = DecodeHoldMove(EncodeHoldMove({{17, 0, 2}, HoldState::kReturned, 5, 0, 6, "paid", {}, {}, "claimed"}));
  ASSERT_TRUE(moved);
  EXPECT_EQ(moved->stage, "paid");
  EXPECT_EQ(moved->after, "claimed");
  EXPECT_FALSE(DecodeHoldMove(EncodeHoldMove({{17, 0, 2}, HoldState::kRefused, 5, 0, 6, {}, {}, {}})));
  const auto ask = DecodeReleaseAsk(EncodeReleaseAsk({{17, 0, 2}, Sealed{3, "me"}}));
  ASSERT_TRUE(ask);
  EXPECT_EQ(ask->sealed, (Sealed{3, "me"}));
  const auto kept = DecodeReleaseMove(EncodeReleaseMove({40, ReleaseState::kKept, {}}));
  ASSERT_TRUE(kept);
  EXPECT_EQ(kept->to, ReleaseState::kKept);
}

TEST(Money, IsWrittenOneWay) {
  for (const char* text :
       {"victim", "account:004:1234567890", "promptpay:mobile:+66812345678", "cash_out:", "crypto:bc1q", "merchant:shop"}) {
    const auto node = ParseMoneyNode(text);
    ASSERT_TRUE(node) << text;
    EXPECT_EQ(node->ToString(), text);
  }
  EXPECT_EQ(ParseMoneyNode("account:004:1")->bank(), "004");
  EXPECT_EQ(ParseMoneyNode("wallet:004:1")->bank(), "");
  for (const char* text : {"", "victim:", "account", "account:", "bank:004:1", "crypto:"})
    EXPECT_FALSE(ParseMoneyNode(text)) << text;
}

TEST(Publications, ReadBackWhatTheyWrite) {
  ReleasePublish release{3,
                         ReleaseKind::kMonth,
                         20485,
                         20512,
                         "{\"says\":\"หนึ่ง\"}",
                         std::string(64, 'a'),
                         std::string(64, 'b'),
                         std::string(128, 'c')};
  const auto published = DecodeReleasePublish(EncodeReleasePublish(release));
  ASSERT_TRUE(published) << published.error().detail;
  EXPECT_EQ(published->number, 3u);
  EXPECT_EQ(published->kind, ReleaseKind::kMonth);
  EXPECT_EQ(published->from, 20485u);
  EXPECT_EQ(published->to, 20512u);
  EXPECT_EQ(published->document, release.document);
  EXPECT_EQ(published->signature, release.signature);
  release.digest[0] = 'G';
  EXPECT_FALSE(DecodeReleasePublish(EncodeReleasePublish(release)));
  release.digest[0] = 'a';
  release.to = 1;
  EXPECT_FALSE(DecodeReleasePublish(EncodeReleasePublish(release)));

  TargetSet target{2569, "อายัดทัน", "held_satang / damage_satang", "%", 150000, false, "บช.สอท.", false};
  const auto set = DecodeTargetSet(EncodeTargetSet(target));
  ASSERT_TRUE(set) << set.error().detail;
  EXPECT_EQ(set->name, target.name);
  EXPECT_EQ(set->formula, target.formula);
  EXPECT_EQ(set->target_millionths, 150000);
  EXPECT_FALSE(set->at_most);
  target.formula.clear();
  EXPECT_FALSE(DecodeTargetSet(EncodeTargetSet(target)));
  target.dropped = true;
  EXPECT_TRUE(DecodeTargetSet(EncodeTargetSet(target)));

  const auto note = DecodeBulletinNote(EncodeBulletinNote({20408, 0, {}, "อย่าโอน", "ACSC"}));
  ASSERT_TRUE(note) << note.error().detail;
  EXPECT_EQ(note->week, 20408u);
  EXPECT_EQ(note->people_saved, 0);
  EXPECT_EQ(note->arrests, std::nullopt);
  EXPECT_EQ(note->warning, "อย่าโอน");
  EXPECT_FALSE(DecodeBulletinNote(EncodeBulletinNote({20408, 0, {}, "x", ""})));
  EXPECT_FALSE(DecodeBulletinNote(R"({"salt":"00","week":3,"people_saved":-1,"source":"x"})"));
}

}  // namespace
}  // namespace cybercheck::event
