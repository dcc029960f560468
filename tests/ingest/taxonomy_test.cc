// SPDX-License-Identifier: Apache-2.0
#include "ingest/taxonomy.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/json.hpp>

#include "event/case_file.h"
#include "event/case_work.h"
#include "ingest/shipped.h"
#include "ingest/taxonomy_file.h"
#include "wire/case_type.h"

namespace cybercheck::ingest {
namespace {

namespace json = boost::json;
using cases::CodeList;
using cases::CodeName;
using testing::ElementsAre;
using testing::IsEmpty;

Taxonomy Shipped() {
  const auto parsed = ParseTaxonomy("taxonomy.toml", ShippedTaxonomy());
  EXPECT_TRUE(parsed.has_value());
  return *Taxonomy::Make(*parsed);
}

TEST(TaxonomyTest, NumbersOfThePoliceAreThoseThatRecordsKeep) {
  const Taxonomy taxonomy = Shipped();
  for (uint8_t number = 1; number <= 14; ++number)
    EXPECT_EQ(taxonomy.FindCaseType(std::to_string(number)), wire::CaseTypeName(number)) << int{number};
  EXPECT_TRUE(taxonomy.HasCaseType("outside_taxonomy"));
  EXPECT_EQ(taxonomy.FindCaseType("15"), "") << "outside the taxonomy has no number";

  const json::value document = json::parse(taxonomy.document());
  for (const json::value& row : document.at("case_types").as_array()) {
    const json::value* number = row.as_object().if_contains("number");
    EXPECT_EQ(row.as_object().contains("unconfirmed"), number != nullptr && number->as_int64() >= 9) << row;
  }
}

TEST(TaxonomyTest, AnEarlierTypeBecameASetAndNeverSilentlyOneOfIt) {
  const Taxonomy taxonomy = Shipped();
  EXPECT_THAT(taxonomy.BecameOf("hybrid"), ElementsAre("romance", "investment"));
  EXPECT_THAT(taxonomy.BecameOf("หลอกให้รักแล้วลงทุน (hybrid scam)"), ElementsAre("romance", "investment"));
  EXPECT_THAT(taxonomy.BecameOf("เงินกู้ออนไลน์"), ElementsAre("loan"));
  EXPECT_THAT(taxonomy.BecameOf("goods"), IsEmpty());
  EXPECT_EQ(taxonomy.FindCaseType("hybrid"), "") << "a row that says so is refused";
}

TEST(TaxonomyTest, EveryCodeHasANameInBothLanguages) {
  const Taxonomy taxonomy = Shipped();
  const auto& names = taxonomy.names();
  for (size_t i = 0; i < event::kCaseStateCount; ++i) {
    const CodeName name = names.Of(CodeList::kState, Name(static_cast<event::CaseState>(i)));
    EXPECT_TRUE(!name.en.empty() && !name.th.empty() && name.en != name.th) << i;
  }
  EXPECT_EQ(names.Of(CodeList::kSex, "f"), (CodeName{"Female", "หญิง"}));
  EXPECT_EQ(names.Of(CodeList::kProvince, "50").th, "เชียงใหม่");
  EXPECT_EQ(names.Of(CodeList::kCaseType, "unknown").th, "ไม่ทราบ");
  EXPECT_EQ(names.Of(CodeList::kCaseType, "own_code"), (CodeName{"own_code", "own_code"}));
  EXPECT_EQ(names.Of(CodeList::kAgeBand, "30-44").th, "30–44 ปี");
  EXPECT_EQ(names.Of(CodeList::kAgeBand, "60+").en, "60 and over");
  EXPECT_EQ(NameOfBand(*cases::AgeBands::Named("rtp"), 0).th, "ต่ำกว่า 11 ปี");
  EXPECT_EQ(NameOfBand(*cases::AgeBands::Named("aoc"), 4).th, "ไม่ทราบอายุ");
}

TEST(TaxonomyTest, BandsStandWithTheYearsTheyHold) {
  const json::value document = json::parse(Shipped().document());
  const json::array& schemes = document.at("age_schemes").as_array();
  ASSERT_EQ(schemes.size(), 4u);
  const json::array& rtp = schemes.at(0).at("bands").as_array();
  ASSERT_EQ(rtp.size(), 9u);
  EXPECT_EQ(rtp.at(0).at("code").as_string(), "under");
  EXPECT_EQ(rtp.at(0).at("to").to_number<int>(), 10);
  EXPECT_EQ(rtp.at(5).at("from").to_number<int>(), 30);
  EXPECT_EQ(rtp.at(5).at("to").to_number<int>(), 44);
  EXPECT_TRUE(rtp.at(7).at("to").is_null());
  EXPECT_FALSE(rtp.at(8).as_object().contains("from"));
  EXPECT_EQ(document.at("provinces").as_array().size(), 77u);
}

// What an operator wrote before there were more lists is still a taxonomy.
TEST(TaxonomyTest, AListThatIsLeftOutIsNamedAsShipped) {
  const auto taxonomy = Taxonomy::Make(R"({"version":7,"categories":[],"case_types":[{"code":"own","en":"Own","th":"เอง"}]})");
  ASSERT_TRUE(taxonomy.has_value());
  EXPECT_EQ(taxonomy->version(), 7);
  EXPECT_EQ(taxonomy->names().Of(CodeList::kState, "closed").th, "คดีสิ้นสุด");
  EXPECT_EQ(taxonomy->names().Find(CodeList::kCaseType, "goods"), nullptr);
}

TEST(TaxonomyTest, ListsNameWhatTheProgramKnowsAndNoOther) {
  const std::string shipped(ShippedTaxonomy());
  const auto error_with = [&shipped](std::string_view from, std::string_view to) {
    std::string text = shipped;
    const size_t at = text.find(from);
    EXPECT_NE(at, std::string::npos) << from;
    text.replace(at, from.size(), to);
    const auto parsed = ParseTaxonomy("t.toml", text);
    return parsed.has_value() ? std::string() : ToString(parsed.error());
  };
  EXPECT_THAT(error_with("code = \"statement_taken\"", "code = \"statement_made\""),
              testing::HasSubstr("states: lacks statement_taken"));
  EXPECT_THAT(error_with("to = [\"romance\", \"investment\"]", "to = []"), testing::HasSubstr("to: must be a list of codes"));
  EXPECT_THAT(error_with("to = [\"romance\", \"investment\"]", "to = [\"love\"]"), testing::HasSubstr("love is no case type"));
  EXPECT_THAT(error_with("unconfirmed = true", "unconfirmed = 1"), testing::HasSubstr("must be true or false"));
  EXPECT_THAT(error_with("list = \"2022\"", "lost = \"2022\""), testing::HasSubstr("lost: no such member"));
}

}  // namespace
}  // namespace cybercheck::ingest
