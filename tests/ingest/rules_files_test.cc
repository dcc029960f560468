// SPDX-License-Identifier: Apache-2.0
#include "ingest/rules_files.h"

#include <gtest/gtest.h>

#include <boost/json.hpp>

#include "base/file.h"
#include "base/timestamp.h"
#include "ingest/rules_sync.h"
#include "ingest/shipped.h"
#include "lookup/policy.h"
#include "lookup/register.h"
#include "tests/ingest/service.h"

namespace cybercheck::ingest {
namespace {

constexpr int64_t kCompiled = 1795500000;  // 2026-11-24

std::string ErrorOf(RulesKind kind, std::string_view text) {
  const auto content = ParseRules(kind, "/somewhere/" + std::string(FileName(kind)), text, kCompiled);
  return content.has_error() ? base::ToString(content.error()) : "accepted";
}

TEST(RulesFilesTest, ShippedFilesAreValidAndComeFromDeploy) {
  const auto files = ReadRules({}, kCompiled);
  ASSERT_TRUE(files.has_value()) << base::ToString(files.error());
  for (const RulesContent& file : *files) {
    EXPECT_TRUE(file.warnings.empty()) << file.file << ": " << file.warnings.front();
    const auto bytes = base::ReadFile(CYBERCHECK_SOURCE_DIR "/deploy/" + std::string(FileName(file.kind)));
    ASSERT_TRUE(bytes.has_value());
    EXPECT_EQ(*bytes, Shipped(file.kind)) << file.file << ": the binary holds older bytes";
    boost::system::error_code broken;
    EXPECT_TRUE(boost::json::parse(file.json, broken).is_object()) << file.file;
  }
  EXPECT_EQ(ShippedSampleFeed(), *base::ReadFile(CYBERCHECK_SOURCE_DIR "/deploy/sample/feed.csv"));
}

TEST(RulesFilesTest, ShippedPolicyIsTheDefault) {
  const auto content = ParseRules(RulesKind::kPolicy, "policy.toml", ShippedPolicy(), kCompiled);
  ASSERT_TRUE(content.has_value());
  EXPECT_EQ(*lookup::Policy::FromJson(content->json), lookup::Policy())
      << "comments promise that left out means what stands there";
}

TEST(RulesFilesTest, ShippedRegisterNamesWhatPeopleAskFor) {
  const auto content = ParseRules(RulesKind::kRegister, "register.tsv", ShippedRegister(), kCompiled);
  ASSERT_TRUE(content.has_value()) << base::ToString(content.error());
  const auto official = lookup::Register::FromJson(content->json);
  ASSERT_TRUE(official.has_value()) << base::ToString(official.error());
  using indicator::Kind;
  for (const std::string form : {"short:191", "short:1441", "short:1599", "short:1155", "short:1193", "short:1669", "short:199",
                                 "+6628888888", "+6627777777"})
    EXPECT_NE(official->Find(Kind::kPhone, form), nullptr) << form;
  for (const std::string form : {"thaipoliceonline.go.th/", "www.thaipoliceonline.go.th/x/y?z", "www.kasikornbank.com/th"})
    EXPECT_NE(official->Find(Kind::kUrl, form), nullptr) << form;
  EXPECT_EQ(official->Find(Kind::kUrl, "thaipoliceonline.com/"), nullptr);
  ASSERT_NE(official->Resembled("thaipoliceonline.com"), nullptr);
  EXPECT_EQ(official->Resembled("thaipoliceonline.com")->key.form, "thaipoliceonline.go.th/");
  EXPECT_EQ(official->Resembled("bangkok-hotels.example"), nullptr) << "a city's name belongs to nobody";
  for (const lookup::OfficialRow& row : official->rows()) {
    EXPECT_FALSE(row.owner_en.empty()) << row.key.form;
    EXPECT_FALSE(row.owner_th.empty()) << row.key.form;
    EXPECT_EQ(row.verified_on_day, kCompiled / 86400) << row.key.form;
  }
}

TEST(RulesFilesTest, RegisterRowsAreRefusedOrWarnedAbout) {
  const std::string header = "kind\tvalue\tscope\towner_th\tsource_url\tverified_on\n";
  const auto line = [&](const std::string& row) { return ErrorOf(RulesKind::kRegister, "# comment\n" + header + row + "\n"); };
  EXPECT_EQ(line("phone\t191\texact\tตำรวจ\thttps://x.example\t2026-11-24"), "accepted");
  for (const auto& [row, error] : std::vector<std::pair<std::string, std::string>>{
           {"phone\t191\texact\tตำรวจ\t\t2026-11-24", "register.tsv:3: source_url is missing"},
           {"phone\t191\texact\tตำรวจ\thttps://x.example\t", "register.tsv:3: verified_on is missing"},
           {"phone\t191\texact\tตำรวจ\thttps://x.example", "register.tsv:3: verified_on is missing"},
           {"phone\t191\texact\t\thttps://x.example\t2026-11-24", "register.tsv:3: owner_th is missing"},
           {"phone\t191\t\tตำรวจ\thttps://x.example\t2026-11-24", "register.tsv:3: scope is missing"},
           {"phone\t191\thost\tตำรวจ\thttps://x.example\t2026-11-24", "register.tsv:3: scope: exact"},
           {"fax\t191\texact\tตำรวจ\thttps://x.example\t2026-11-24", "register.tsv:3: kind: "},
           {"phone\tx\texact\tตำรวจ\thttps://x.example\t2026-11-24", "register.tsv:3: value: not_a_phone"},
           {"phone\t191\texact\tตำรวจ\tx.example\t2026-11-24", "register.tsv:3: "},
           {"phone\t191\texact\tตำรวจ\thttps://x.example\t24/11/2026", "register.tsv:3: verified_on: "},
           {"phone\t191\texact\tตำรวจ\thttps://x.example\t2027-11-24", "register.tsv:3: verified_on: is in the future"},
           {"url\thttps://x.example/p\thost\tx\thttps://x.example\t2026-11-24", "register.tsv:3: "},
           {"phone\t191\texact\tตำรวจ\thttps://x.example\t2026-11-24\tmore", "register.tsv:3: more cells"}}) {
    EXPECT_NE(line(row).find(error), std::string::npos) << row << " gave " << line(row);
  }
  EXPECT_NE(ErrorOf(RulesKind::kRegister, "kind\tvalue\n").find("lacks the column scope"), std::string::npos);
  EXPECT_NE(ErrorOf(RulesKind::kRegister, "kind\tvalue\tcolour\n").find("no such column: colour"), std::string::npos);

  const auto old = ParseRules(RulesKind::kRegister, "register.tsv",
                              header + "phone\t191\texact\tตำรวจ\thttps://x.example\t2026-05-01\n", kCompiled);
  ASSERT_TRUE(old.has_value());
  ASSERT_EQ(old->warnings.size(), 1u);
  EXPECT_NE(old->warnings[0].find("register.tsv:2: verified 207 days ago"), std::string::npos) << old->warnings[0];
}

TEST(RulesFilesTest, ErrorsNameLineAndMember) {
  for (const auto& [kind, text, error] : std::vector<std::tuple<RulesKind, std::string, std::string>>{
           {RulesKind::kPolicy, "name = \"x\"\n\nmore = 1\n", "bad_policy: policy.toml:3: more: no such member"},
           {RulesKind::kPolicy, "[cap]\nfeed = \"suspected\"\ntip = \"listed\"\n", "policy.toml:3: cap, tip"},
           {RulesKind::kPolicy, "[half_life_days]\nphone = 0\n", "policy.toml:2: half_life_days, phone"},
           {RulesKind::kPolicy, "[half_life_days]\nfax = 1\n", "policy.toml:2: half_life_days, fax"},
           {RulesKind::kPolicy, "[promote]\nrows = 5.5\n", "policy.toml:2: promote, rows"},
           {RulesKind::kPolicy, "name = \n", "policy.toml:1: "},
           {RulesKind::kPolicy, "name = 2026-01-01\n", "policy.toml:1: name"},
           {RulesKind::kPatterns, "[[patterns]]\nname = \"a\"\non = \"url\"\ncategory = \"scam\"\nregex = '('\n",
            "patterns.toml:5: row 1, regex"},
           {RulesKind::kPatterns,
            "[[patterns]]\nname = \"a\"\non = \"url\"\ncategory = \"scam\"\nregex = 'a'\n[[patterns]]\nname = \"b\"\non = "
            "\"fax\"\n"
            "category = \"scam\"\nregex = 'a'\n",
            "patterns.toml:8: row 2, on"},
           {RulesKind::kTaxonomy, "categories = []\n", "taxonomy.toml: version"},
           {RulesKind::kTaxonomy, "version = 1\ncategories = []\ncase_types = []\n", "taxonomy.toml:2: categories: lacks scam"},
           {RulesKind::kTaxonomy, "version = 1\ncase_types = []\n[[categories]]\ncode = \"x\"\nen = \"x\"\n",
            "taxonomy.toml:3: row 1, th: missing"},
           {RulesKind::kSharedHosts, "host\twhat\n\nBad.example\tshared\n", "shared_hosts.tsv:3: host"},
           {RulesKind::kSharedHosts, "host\twhat\nbad.example\tmine\n", "shared_hosts.tsv:2: what"},
           {RulesKind::kSharedHosts, "host\twhat\nbad.example\tshared\nbad.example\tsuffix\n",
            "shared_hosts.tsv:3: host: stands twice"},
           {RulesKind::kSharedHosts, "", "has no header"}}) {
    EXPECT_NE(ErrorOf(kind, text).find(error), std::string::npos) << "wanted " << error << "\ngot    " << ErrorOf(kind, text);
  }
}

TEST(RulesSyncTest, EntersWhatDiffersAndGoesBack) {
  Service service(kCompiled);
  auto files = ReadRules({}, kCompiled);
  ASSERT_TRUE(files.has_value());
  const auto sync = [&](const std::vector<RulesContent>& wanted) {
    const auto in_force = ReadRulesInForce(*service.environment, *service.sequencer);
    EXPECT_TRUE(in_force.has_value()) << base::ToString(in_force.error());
    const auto changes = SyncRules(*service.sequencer, *in_force, wanted, "config", service.clock);
    EXPECT_TRUE(changes.has_value()) << base::ToString(changes.error());
    return changes->size();
  };
  EXPECT_EQ(sync(*files), 5u);
  EXPECT_EQ(sync(*files), 0u) << "nothing differs";

  auto changed = *files;
  changed[0] = *ParseRules(RulesKind::kPolicy, "policy.toml", "name = \"strict\"\nsuspected_from = 40\n", kCompiled);
  EXPECT_EQ(sync(changed), 1u);
  EXPECT_NE(ReadContentInForce(*service.environment, RulesKind::kPolicy)->value().find("strict"), std::string::npos);
  EXPECT_EQ(sync(*files), 1u) << "back to the older file: a new entry, not the old one's outcome";
  EXPECT_NE(ReadContentInForce(*service.environment, RulesKind::kPolicy)->value().find("default"), std::string::npos);
  EXPECT_EQ(sync(changed), 1u);
  EXPECT_EQ(sync(*files), 1u);
  EXPECT_EQ(service.sequencer->applied_seq(), 9u);
}

}  // namespace
}  // namespace cybercheck::ingest
