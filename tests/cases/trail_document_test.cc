// SPDX-License-Identifier: Apache-2.0
// What is in a document; that other readers than ours read it is for trail_readers_test.py.
#include "cases/trail_document.h"

#include <gtest/gtest.h>

#include <boost/json.hpp>

#include "base/utf8.h"
#include "tests/cases/trail_sample.h"

namespace cybercheck::cases {
namespace {

std::string Written(const TrailSample& sample, TrailFormat format) {
  std::string out;
  WriteTrail(sample.Document(), format, out);
  return out;
}

TEST(TrailDocument, JsonToTheByte) {
  const std::vector<TrailNode> nodes = {{event::MoneyNodeKind::kVictim, "004:9999999999"},
                                        {event::MoneyNodeKind::kAccount, "004:0000000001"}};
  const std::vector<TrailEdge> edges = {{0, 1, 1'234'500, 1'772'323'200, false, "KBANK-1"}};
  const std::vector<std::optional<AccountColour>> colours = {std::nullopt, AccountColour::kDarkGrey};
  const TrailOptions options;
  const Trail trail = ComputeTrail(nodes, edges, options);
  std::string out;
  WriteTrail({"c1", options, nodes, edges, colours, &trail}, TrailFormat::kJson, out);
  EXPECT_EQ(out,
            R"({"case":"c1","method":"prorata","depth_max":20,"nodes":[)"
            R"({"id":0,"kind":"victim","label":null,"row":0,"colour":null,"received_satang":0,"sent_satang":1234500,)"
            R"("remaining_satang":0,"first_at":null},)"
            R"({"id":1,"kind":"account","label":"004:0000000001","row":1,"colour":"dark_grey","received_satang":1234500,)"
            R"("sent_satang":0,"remaining_satang":1234500,"first_at":"2026-03-01T00:00:00Z"}],"edges":[)"
            R"({"id":0,"from":0,"to":1,"row":1,"at":"2026-03-01T00:00:00Z","amount_satang":1234500,"tainted_satang":1234500,)"
            R"("lag_s":null,"released":false,"reference":"KBANK-1","transfer":null}],"exits":[],"proposals":[],)"
            R"("totals":{"from_victims_satang":1234500,"remaining_satang":1234500,"exits_satang":0,"returned_satang":0,)"
            R"("released_satang":0,"beyond_depth_satang":0},"partial":false,"partial_because":[],"followed_until":null})");
}

TEST(TrailDocument, AVictimsNumberIsNeverWritten) {
  const TrailSample sample;
  for (const TrailFormat format : {TrailFormat::kJson, TrailFormat::kCsv, TrailFormat::kGraphml}) {
    const std::string out = Written(sample, format);
    EXPECT_EQ(out.find("5550001111"), std::string::npos);
    EXPECT_NE(out.find("004:0000000001"), std::string::npos);
    EXPECT_TRUE(base::IsValidUtf8(out));
    EXPECT_FALSE(ContentType(format).empty());
  }
}

TEST(TrailDocument, WhatIsNotShownIsNotWritten) {
  TrailSample sample;
  EXPECT_NE(Written(sample, TrailFormat::kJson).find("crypto"), std::string::npos);
  sample.options.depth_max = 1;
  sample.Follow();
  for (const TrailFormat format : {TrailFormat::kJson, TrailFormat::kCsv, TrailFormat::kGraphml}) {
    const std::string out = Written(sample, format);
    EXPECT_EQ(out.find("crypto"), std::string::npos);
    EXPECT_EQ(out.find("outside"), std::string::npos);
  }
  const boost::json::value json = boost::json::parse(Written(sample, TrailFormat::kJson));
  EXPECT_TRUE(json.at("partial").as_bool());
  EXPECT_EQ(json.at("partial_because"), boost::json::parse(R"(["depth"])"));
  EXPECT_GT(json.at("totals").at("beyond_depth_satang").as_int64(), 0);
}

TEST(TrailDocument, ReasonsOfBeingPartial) {
  TrailSample sample;
  sample.options.work_max = 4;
  sample.Follow();
  const boost::json::value json = boost::json::parse(Written(sample, TrailFormat::kJson));
  EXPECT_EQ(json.at("partial_because"), boost::json::parse(R"(["work"])"));
}

TEST(TrailDocument, NamesOfFormats) {
  EXPECT_EQ(TrailFormatNamed("json"), TrailFormat::kJson);
  EXPECT_EQ(TrailFormatNamed("csv"), TrailFormat::kCsv);
  EXPECT_EQ(TrailFormatNamed("graphml"), TrailFormat::kGraphml);
  EXPECT_EQ(TrailFormatNamed("xlsx"), std::nullopt);
}

}  // namespace
}  // namespace cybercheck::cases
