// SPDX-License-Identifier: Apache-2.0
#include "ingest/case_resolver.h"

#include <gtest/gtest.h>

#include <map>

#include "ingest/reporter_voice.h"
#include "ingest/rules_files.h"
#include "ingest/shipped.h"

namespace cybercheck::ingest {
namespace {

using event::MoneyNodeKind;
using enum RawMoneyNode::Owner;

constexpr int64_t kNow = 1764000000;
constexpr char kNationalId[] = "1101700230708";

const std::string& ContentOf(RulesKind kind) {
  static std::map<RulesKind, std::string> contents;
  std::string& content = contents[kind];
  if (content.empty()) content = ParseRules(kind, FileName(kind), Shipped(kind), kNow)->json;
  return content;
}

// The real parts but for the keys: a box is the text itself, and opens until its subject is erased.
class CaseResolverTest : public testing::Test {
 protected:
  CaseResolver Resolver() {
    return CaseResolver(
        {.guard = guard_,
         .taxonomy = taxonomy_,
         .extractor = extractor_,
         .key_national_id = [this](indicator::Canonical& canonical) -> base::Result<void> {
           indicator::KeyNationalId(secret_, canonical);
           return {};
         },
         .key_person = [this](std::string_view id) { return PersonVoice(secret_, id); },
         .people = secret_,
         .new_subject = [this]() -> base::Result<uint64_t> { return ++subjects_; },
         .seal = [this](uint64_t subject, std::string_view plain, std::string_view) -> base::Result<event::Sealed> {
           if (subject == erased_) return base::Fail(base::ErrorCode::kErased);
           return event::Sealed{subject, std::string(plain)};
         },
         .open = [this](const event::Sealed& sealed, std::string_view) -> base::Result<std::string> {
           if (sealed.subject == erased_) return base::Fail(base::ErrorCode::kErased);
           return sealed.box;
         }});
  }
  std::string File(const RawComplaint& raw, const CaseResolver::Filer& filer = {"tok:0000000000000001", true}) {
    complaint_ = {};
    return FaultOf(Resolver().File(raw, filer, kNow, complaint_));
  }
  std::string Amend(const RawComplaint& raw) { return FaultOf(Resolver().Amend(raw, kNow, complaint_)); }
  static std::string FaultOf(const std::optional<ReportFault>& fault) {
    return fault ? std::string(base::Describe(fault->error.code).name) + " at " + fault->place : std::string();
  }
  std::string Keys() const {
    std::string out;
    for (const event::ReportIndicator& one : complaint_.indicators)
      out.append(out.empty() ? "" : " ").append(one.key.ToString()).append(one.counts ? "" : "!");
    return out;
  }
  RawIdentity Who() const { return SealedIdentity::Parse(complaint_.victims.at(0).sealed.value().box)->identity; }

  static RawMoneyNode At(const std::string& bank, const std::string& account, RawMoneyNode::Owner owner = kUnsaid) {
    return {MoneyNodeKind::kAccount, bank, account, owner};
  }
  static RawComplaint Paid(std::vector<RawTransfer> transfers) {
    RawComplaint raw;
    raw.channel = event::CaseChannel::kHotline;
    raw.reported_s = kNow - 60;
    raw.transfers = std::move(transfers);
    return raw;
  }
  static RawVictim Somebody(const std::string& name = {}, const std::string& national_id = {}, const std::string& phone = {},
                            const std::string& email = {}) {
    RawVictim victim;
    RawIdentity& identity = victim.identity.emplace();
    identity.name = name;
    identity.national_id = national_id;
    identity.phone = phone;
    identity.email = email;
    return victim;
  }

  const std::vector<uint8_t> secret_ = std::vector<uint8_t>(32, 7);
  Guard guard_ = *Guard::Make(ContentOf(RulesKind::kSharedHosts));
  Taxonomy taxonomy_ = *Taxonomy::Make(ContentOf(RulesKind::kTaxonomy));
  extract::Extractor extractor_;
  event::Complaint complaint_;
  uint64_t subjects_ = 0, erased_ = 0;
};

TEST_F(CaseResolverTest, NeedsAChannelATimeAndSomethingToGoBy) {
  RawComplaint raw;
  EXPECT_EQ(File(raw).substr(0, 14), "missing_member");
  raw.channel = event::CaseChannel::kHotline;
  EXPECT_EQ(File(raw).substr(0, 14), "missing_member");
  raw.reported_s = kNow;
  EXPECT_EQ(File(raw), "missing_member at ");
  raw.indicators = {{std::nullopt, "067-000-0042"}};
  EXPECT_EQ(File(raw), "");
  EXPECT_EQ(Keys(), "phone:+66670000042");
  EXPECT_EQ(subjects_, 0u) << "nobody's words, nobody's key";
  EXPECT_TRUE(complaint_.verified);
  EXPECT_EQ(File(raw, {}), "");
  EXPECT_FALSE(complaint_.verified);
  EXPECT_EQ(complaint_.voice, "");
}

TEST_F(CaseResolverTest, TheAccountThatMoneyLeftIsTheVictimsAndIsSealed) {
  ASSERT_EQ(File(Paid({{At("014", "1112223334"), At("004", "1234567890"), 500, 0, {}}})), "");
  const event::Transfer& transfer = complaint_.transfers.at(0);
  EXPECT_EQ(transfer.from, event::MoneyNode{});
  EXPECT_EQ(transfer.to.ToString(), "account:004:1234567890");
  EXPECT_EQ(transfer.payer, BlindPayer(secret_, {MoneyNodeKind::kAccount, "014:1112223334"}));
  EXPECT_EQ(Keys(), "account:004:1234567890");
  ASSERT_EQ(complaint_.victims.size(), 1u);
  EXPECT_EQ(complaint_.victims[0].sealed->box, R"({"accounts":["account:014:1112223334"]})");
  // Another's where that is said, or where money is told to have come there.
  ASSERT_EQ(File(Paid({{At("014", "1112223334", kOther), At("004", "1234567890"), 500, 0, {}}})), "");
  EXPECT_EQ(complaint_.transfers[0].from.ToString(), "account:014:1112223334");
  ASSERT_EQ(File(Paid({{std::nullopt, At("004", "1234567890"), 500, 0, {}},
                       {At("004", "1234567890"), At("002", "9876543210"), 400, 0, {}}})),
            "");
  EXPECT_EQ(complaint_.transfers[1].from.ToString(), "account:004:1234567890");
  EXPECT_EQ(Keys(), "account:004:1234567890") << "where it went on is no indicator of the victim's";
  EXPECT_TRUE(complaint_.victims.empty());
}

TEST_F(CaseResolverTest, FaultsNameTheirPlace) {
  EXPECT_EQ(File(Paid({{std::nullopt, At("000", "1234567890"), 5, 0, {}}})), "bank_missing at transfers[0].to.bank");
  EXPECT_EQ(File(Paid({{std::nullopt, At("", "1234567890"), 5, 0, {}}})), "bank_missing at transfers[0].to.bank");
  RawComplaint raw = Paid({{std::nullopt, At("004", "1234567890"), 5, 0, {}}});
  raw.victims = {{}, Somebody("", "1234567890123")};
  EXPECT_TRUE(File(raw).ends_with(" at victims[1].identity.national_id")) << File(raw);
  raw.victims->pop_back();
  raw.one_victim = true;
  (*raw.victims)[0].province = "Atlantis";
  EXPECT_EQ(File(raw), "bad_request at victim.province");
  raw.victims.reset();
  raw.case_type = "mischief";
  EXPECT_EQ(File(raw), "bad_request at case_type");
  raw.case_type = "goods";
  raw.station = "a b";
  EXPECT_EQ(File(raw), "bad_request at station");
}

TEST_F(CaseResolverTest, TheVictimsOwnNumbersAreNoIndicators) {
  RawComplaint raw = Paid({{std::nullopt, At("004", "1234567890"), 5, 0, {}}});
  raw.victims = {Somebody("", "", "067-000-0099")};
  raw.narrative = "call 067-000-0098, mine is 067-000-0099";
  ASSERT_EQ(File(raw), "");
  EXPECT_EQ(Keys(), "account:004:1234567890 phone:+66670000098");
  EXPECT_EQ(complaint_.narrative->subject, complaint_.victims[0].sealed->subject) << "under the first victim's key";
}

TEST_F(CaseResolverTest, APersonIsKnownByTheirIdAlone) {
  RawComplaint raw = Paid({{std::nullopt, At("004", "1234567890"), 5, 0, {}}});
  raw.victims = {Somebody("Somchai", kNationalId)};
  ASSERT_EQ(File(raw), "");
  EXPECT_EQ(complaint_.voice, *PersonVoice(secret_, kNationalId));
  EXPECT_EQ(complaint_.victims[0].person, *BlindPerson(secret_, kNationalId));
  EXPECT_EQ(Who().national_id, kNationalId);
  const std::string voice = complaint_.voice;
  raw.victims = {Somebody("Somchai Example", kNationalId)};
  ASSERT_EQ(File(raw), "");
  EXPECT_EQ(complaint_.voice, voice);
}

TEST_F(CaseResolverTest, AnAmendmentKeepsWhatItDoesNotName) {
  RawComplaint raw = Paid({{std::nullopt, At("004", "1234567890"), 5, 0, {}}});
  raw.victims = {Somebody("Somchai", kNationalId, "067-000-0099")};
  (*raw.victims)[0].age = uint8_t{40};
  raw.damage_satang = 500;
  ASSERT_EQ(File(raw), "");
  const event::Complaint before = complaint_;
  RawComplaint more;
  more.victims = {Somebody("", "", "", "a@mail.example")};
  ASSERT_EQ(Amend(more), "");
  EXPECT_EQ(Who().name, "Somchai");
  EXPECT_EQ(Who().email, "a@mail.example");
  EXPECT_EQ(complaint_.victims[0].age, 40);
  EXPECT_EQ(complaint_.victims[0].sealed->subject, before.victims[0].sealed->subject);
  EXPECT_EQ(complaint_.damage_satang, 500);
  EXPECT_EQ(subjects_, 1u);
  // What was erased is told anew, under a key of its own.
  erased_ = 1;
  ASSERT_EQ(Amend(more), "");
  EXPECT_EQ(Who().name, "");
  EXPECT_EQ(complaint_.victims[0].sealed->subject, 2u);
}

TEST_F(CaseResolverTest, AnAmendmentTakesBackToUnknown) {
  RawComplaint raw = Paid({{std::nullopt, At("004", "1234567890"), 5, 0, {}}});
  raw.victims = {Somebody("Somchai", kNationalId, "067-000-0099")};
  raw.narrative = "words";
  ASSERT_EQ(File(raw), "");
  const event::Complaint before = complaint_;
  RawComplaint less;
  less.victims = {Somebody()};
  (*less.victims)[0].identity->forgotten = {&RawIdentity::phone};
  (*less.victims)[0].age = event::kAgeUnknown;
  less.narrative = "";
  less.damage_satang = event::kDamageUnknown;
  ASSERT_EQ(Amend(less), "");
  EXPECT_EQ(complaint_.victims[0].phone, "");
  EXPECT_EQ(Who().phone, "");
  EXPECT_EQ(Who().name, "Somchai");
  EXPECT_FALSE(complaint_.narrative);
  EXPECT_TRUE(complaint_.voice.starts_with("per:"));
  // Applied to the case as it was told, the entry says the same.
  event::Complaint applied = before;
  ASSERT_TRUE(event::ApplyComplaintMembers(MembersToSet(less, before, complaint_), applied));
  EXPECT_EQ(event::ComplaintMembers(applied, complaint_), "{}");
  (*less.victims)[0].identity->forgotten = {&RawIdentity::national_id, &RawIdentity::name};
  ASSERT_EQ(Amend(less), "");
  EXPECT_EQ(complaint_.voice, "") << "nobody knows whose it is";
  EXPECT_EQ(complaint_.victims[0].person, "");
  EXPECT_FALSE(complaint_.victims[0].sealed) << "nothing is left to be sealed";
}

TEST_F(CaseResolverTest, TransfersAreAddedBehindThoseThereAre) {
  ASSERT_EQ(File(Paid({{std::nullopt, At("004", "1234567890"), 5, 0, {}}})), "");
  std::vector<event::Transfer> added;
  const std::vector<RawTransfer> more = {{At("004", "1234567890"), At("002", "9876543210"), 4, 0, {}},
                                         {std::nullopt, At("006", "5556667778"), 3, 0, {}}};
  ASSERT_FALSE(Resolver().AddTransfers(more, kNow, complaint_, added));
  EXPECT_EQ(complaint_.transfers.size(), 3u);
  ASSERT_EQ(added.size(), 2u);
  EXPECT_EQ(added[0].from.ToString(), "account:004:1234567890");
  EXPECT_EQ(Keys(), "account:004:1234567890 account:006:5556667778");
}

}  // namespace
}  // namespace cybercheck::ingest
