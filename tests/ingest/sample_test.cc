// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <boost/json.hpp>
#include <map>
#include <set>

#include "base/hex.h"
#include "cases/bangkok_calendar.h"
#include "cases/receipt_code.h"
#include "indicator/canonical.h"
#include "indicator/national_id.h"
#include "ingest/sample_lines.h"
#include "ingest/sample_marks.h"
#include "ingest/sample_stream.h"
#include "ingest/sample_tables.h"

namespace cybercheck::ingest {
namespace {

using event::EntryType;

constexpr uint32_t kUntilDay = 20'454;  // 2026-01-01

SampleOptions Options(uint32_t cases, uint64_t seed = 7) {
  return {.seed = seed, .cases = cases, .years = 3, .until_day = kUntilDay};
}

// Pulls a stream to its end. Entries get numbers as in an empty log that other writers use too.
template <class Take>
void Pull(SampleStream& stream, Take take) {
  SampleStream::Item item;
  uint64_t seq = 5;
  std::vector<std::pair<uint64_t, uint64_t>> told_late;
  for (;;) {
    const SampleStream::State state = stream.Next(item);
    if (state == SampleStream::State::kEnd) return;
    if (state == SampleStream::State::kWaits) {
      ASSERT_FALSE(told_late.empty()) << "it waits for nothing";
      for (const auto& [place, number] : told_late) stream.Entered(place, number);
      told_late.clear();
      continue;
    }
    seq += 1 + seq % 3;
    if (item.wanted) told_late.emplace_back(item.place, seq);
    take(item, seq);
  }
}

base::Digest DigestOf(const SampleOptions& options) {
  SampleStream stream(options);
  base::Sha256Stream hash;
  Pull(stream, [&](const SampleStream::Item& item, uint64_t) {
    hash.Update(std::span<const uint8_t>(item.draft.id)).Update(item.draft.body).Update(std::to_string(item.draft.time_ms));
  });
  return hash.Finish();
}

TEST(SampleRandom, IsTheSameEverywhere) {
  SampleRandom random(1, "test", 2);
  EXPECT_EQ(random.Next(), 14'645'486'145'187'514'606u);
  EXPECT_EQ(random.Below(1000), 106u);
  EXPECT_EQ(random.LogNormal(1'000'000, 1500), 403'820);
  EXPECT_EQ(random.Hex(32), "529d8f8f3d66375985c290a0ac54bc8d");
}

TEST(SampleRandom, IsLogNormal) {
  SampleRandom random(3, "normal", 0);
  std::vector<int64_t> values(200'001);
  for (int64_t& value : values) value = random.LogNormal(1'000'000, 1000);
  std::sort(values.begin(), values.end());
  EXPECT_NEAR(static_cast<double>(values[100'000]), 1e6, 2e4);
  EXPECT_NEAR(static_cast<double>(values[168'269]), 2.71828e6, 6e4) << "one deviation above";
  EXPECT_NEAR(static_cast<double>(values[31'731]), 3.6788e5, 1e4) << "one deviation below";
}

TEST(SampleStream, SaysTheSameForTheSameSeed) {
  const base::Digest once = DigestOf(Options(2'000));
  EXPECT_EQ(base::HexEncode(once), "d00dc51f16c8ce540fa7898f334fe8349af28c4db9403de25cd7e12fd82a0456");
  EXPECT_EQ(once, DigestOf(Options(2'000)));
  EXPECT_NE(once, DigestOf(Options(2'000, 8)));
  EXPECT_NE(once, DigestOf(Options(2'001)));
}

// Every entry decodes, names entries that came before it, and stands where its time is, give or take what ingest/sample_plan.h
// says.
TEST(SampleStream, IsInOrderAndDecodes) {
  SampleStream stream(Options(5'000));
  int64_t reported_ms = 0, latest_ms = 0;
  const int64_t late_ms = (2 * kSampleRowsMax + 1) * stream.world().calendar().window_s() * 1000;
  uint64_t place = 0;
  std::set<event::EntryId> ids;
  std::map<EntryType, uint64_t> types;
  std::set<uint64_t> files, answers, asks, moves;
  uint64_t complaints = 0;
  const auto known = [&](const event::MoneyRef& ref) {
    return files.contains(ref.seq) || (ref.number == 0 && answers.contains(ref.seq));
  };
  Pull(stream, [&](const SampleStream::Item& item, uint64_t seq) {
    const event::Draft& draft = item.draft;
    ASSERT_EQ(item.place, place++);
    ASSERT_TRUE(ids.insert(draft.id).second);
    ASSERT_GE(draft.time_ms, latest_ms - late_ms);
    latest_ms = std::max(latest_ms, draft.time_ms);
    ++types[draft.type];
    switch (draft.type) {
      case EntryType::kCaseFile: {
        const auto file = event::DecodeCaseFile(draft.body);
        ASSERT_TRUE(file) << file.error().detail;
        complaints += file->complaints.size();
        files.insert(seq);
        ASSERT_EQ(file->complaints.front().reported_s * 1000, draft.time_ms);
        if (file->complaints.front().external_ids ==
            stream.world().Case(static_cast<uint32_t>(stream.cases() - 1)).complaint.external_ids) {
          ASSERT_GE(draft.time_ms, reported_ms);
          reported_ms = draft.time_ms;
        }
        break;
      }
      case EntryType::kHoldAnswer: {
        const auto answer = event::DecodeHoldAnswer(draft.body);
        ASSERT_TRUE(answer) << answer.error().detail;
        ASSERT_TRUE(known(answer->hold));
        ASSERT_LE(answer->at_s * 1000, draft.time_ms);
        answers.insert(seq);
        break;
      }
      case EntryType::kHoldMove: {
        const auto move = event::DecodeHoldMove(draft.body);
        ASSERT_TRUE(move) << move.error().detail;
        ASSERT_TRUE(known(move->hold));
        ASSERT_LE(move->at_s * 1000, draft.time_ms);
        break;
      }
      case EntryType::kCaseAmend: {
        const auto amend = event::DecodeCaseAmend(draft.body);
        ASSERT_TRUE(amend) << amend.error().detail;
        ASSERT_TRUE(files.contains(amend->of.seq));
        break;
      }
      case EntryType::kCaseMove: {
        const auto move = event::DecodeCaseMove(draft.body);
        ASSERT_TRUE(move) << move.error().detail;
        ASSERT_TRUE(files.contains(move->of.seq));
        ASSERT_EQ(move->to == event::CaseState::kMerged, files.contains(move->into.seq));
        moves.insert(seq);
        break;
      }
      case EntryType::kTransferRelease: {
        const auto release = event::DecodeTransferRelease(draft.body);
        ASSERT_TRUE(release) << release.error().detail;
        ASSERT_TRUE(known(release->transfer));
        break;
      }
      case EntryType::kReleaseAsk: {
        const auto ask = event::DecodeReleaseAsk(draft.body);
        ASSERT_TRUE(ask) << ask.error().detail;
        ASSERT_TRUE(known(ask->hold));
        asks.insert(seq);
        break;
      }
      case EntryType::kReleaseMove: {
        const auto move = event::DecodeReleaseMove(draft.body);
        ASSERT_TRUE(move) << move.error().detail;
        ASSERT_TRUE(asks.contains(move->ask));
        break;
      }
      case EntryType::kControlTotal: {
        const auto total = event::DecodeControlTotal(draft.body);
        ASSERT_TRUE(total) << total.error().detail;
        break;
      }
      case EntryType::kNoticeSent: {
        const auto sent = event::DecodeNoticeSent(draft.body);
        ASSERT_TRUE(sent) << sent.error().detail;
        for (const uint64_t notice : sent->notices) ASSERT_EQ(moves.erase(notice), 1u);
        break;
      }
      default:
        FAIL() << Name(draft.type);
    }
  });
  EXPECT_TRUE(moves.empty()) << "notices that somebody would send";
  EXPECT_EQ(stream.cases(), 5'000u);
  EXPECT_EQ(stream.complaints(), complaints);
  for (const EntryType type : {EntryType::kCaseFile, EntryType::kHoldAnswer, EntryType::kHoldMove, EntryType::kCaseAmend,
                               EntryType::kCaseMove, EntryType::kTransferRelease, EntryType::kReleaseAsk, EntryType::kReleaseMove,
                               EntryType::kControlTotal, EntryType::kNoticeSent})
    EXPECT_GT(types[type], 0u) << Name(type);
}

// The number of a case's complaint is told as late as it can be.
TEST(SampleStream, WaitsForNumbersAndGoesOn) {
  SampleStream stream(Options(300));
  SampleStream::Item item;
  std::map<uint64_t, uint64_t> untold;
  uint64_t waits = 0, items = 0;
  for (;;) {
    const SampleStream::State state = stream.Next(item);
    if (state == SampleStream::State::kEnd) break;
    if (state == SampleStream::State::kWaits) {
      ++waits;
      ASSERT_FALSE(untold.empty());
      stream.Entered(untold.begin()->first, untold.begin()->second);
      untold.erase(untold.begin());
      continue;
    }
    ++items;
    if (item.wanted) untold.emplace(item.place, items);
  }
  EXPECT_GT(waits, 100u);
  EXPECT_EQ(stream.cases(), 300u);
  EXPECT_EQ(stream.open_cases(), 0u);
}

// A share of a hundred thousand cases, in per cent.
struct Share {
  uint64_t of = 0, count = 0;
  void Add(bool is) {
    ++of;
    count += is;
  }
  double PerCent() const { return 100.0 * static_cast<double>(count) / static_cast<double>(of); }
};

class SampleShares : public testing::Test {
 protected:
  static constexpr uint32_t kCases = 100'000;
  SampleWorld world_{Options(kCases)};
};

TEST_F(SampleShares, AreThoseOfPublishedFigures) {
  std::map<std::string, uint64_t> types;
  std::map<std::string, int64_t> damages;
  std::map<uint8_t, uint64_t> provinces;
  std::map<std::pair<int, int>, uint64_t> bands;
  std::map<event::ComplaintKind, uint64_t> kinds;
  std::map<std::string, uint32_t> seen;
  uint64_t told = 0, ages = 0;
  Share female, attempts, unknown_type, repeated;
  int64_t held = 0, asked = 0;
  std::vector<int64_t> minutes;
  std::map<std::string, std::vector<uint32_t>> by_indicator;
  for (uint32_t number = 0; number < kCases; ++number) {
    const SampleCase sample = world_.Case(number);
    const event::Complaint& complaint = sample.complaint;
    unknown_type.Add(complaint.case_type.empty());
    if (!complaint.case_type.empty()) {
      ++told;
      ++types[complaint.case_type];
      damages[complaint.case_type] += std::max<int64_t>(0, complaint.damage_satang);
    }
    ++kinds[complaint.kind];
    const event::Victim& victim = complaint.victims.front();
    if (victim.sex == event::Sex::kFemale || victim.sex == event::Sex::kMale) female.Add(victim.sex == event::Sex::kFemale);
    if (victim.province != 0) ++provinces[victim.province];
    if (victim.age != event::kAgeUnknown) {
      ++ages;
      for (const auto& [from, to] : {std::pair(11, 14), {15, 17}, {18, 21}, {22, 29}, {30, 44}, {45, 59}, {60, 130}})
        if (victim.age >= from && victim.age <= to) ++bands[{from, to}];
    }
    attempts.Add(complaint.damage_satang == 0);
    uint32_t again = 0;
    for (const SampleStep& step : sample.steps) {
      again += std::holds_alternative<event::Complaint>(step.body);
      if (const auto* answer = std::get_if<event::HoldAnswer>(&step.body)) {
        held += answer->held_satang;
        if (step.after == SampleStep::kOwnComplaint) {
          asked += complaint.transfers[step.row].satang;
          minutes.push_back((answer->at_s - complaint.reported_s) / 60);
        }
      }
    }
    repeated.Add(again > 0);
    for (const event::ReportIndicator& indicator : complaint.indicators) by_indicator[indicator.key.ToString()].push_back(number);
  }
  // Counts of the eight types that are published, of 612,603.
  constexpr double kPublished = 612'603;
  for (const auto& [code, count] : {std::pair("goods", 296'042),
                                    {"job", 82'162},
                                    {"loan", 63'878},
                                    {"investment", 45'787},
                                    {"call_center", 42'404},
                                    {"impersonation_borrow", 25'344},
                                    {"prize_or_other", 22'342},
                                    {"remote_control", 15'344}})
    EXPECT_NEAR(100.0 * static_cast<double>(types[code]) / static_cast<double>(told), 100.0 * count / kPublished, 0.5) << code;
  EXPECT_EQ(types.size(), SampleTypes().size());
  // Ranked by damage the order is another.
  EXPECT_GT(damages["investment"], damages["job"]);
  EXPECT_GT(damages["job"], damages["goods"]);
  EXPECT_GT(damages["call_center"], damages["goods"]);
  EXPECT_GT(damages["goods"], damages["loan"] / 2);
  // 4.72, 26.9, 11.35 and 10.06 thousand million baht of about 310,000, 48,000, 86,000 and 44,500 cases.
  const auto mean = [&](const char* code) { return static_cast<double>(damages[code]) / 100 / static_cast<double>(types[code]); };
  EXPECT_NEAR(mean("goods"), 15'200, 3'000);
  EXPECT_NEAR(mean("job"), 132'000, 30'000);
  EXPECT_NEAR(mean("investment"), 560'000, 180'000);
  EXPECT_NEAR(female.PerCent(), 64, 0.6);
  for (const auto& [band, per_cent] : {std::pair(std::pair(11, 14), 0.12),
                                       {{15, 17}, 0.78},
                                       {{18, 21}, 6.22},
                                       {{22, 29}, 25.33},
                                       {{30, 44}, 41.51},
                                       {{45, 59}, 19.62},
                                       {{60, 130}, 6.42}})
    EXPECT_NEAR(100.0 * static_cast<double>(bands[band]) / static_cast<double>(ages), per_cent, 0.5) << band.first;
  EXPECT_EQ(provinces.size(), 77u);
  EXPECT_NEAR(100.0 * static_cast<double>(provinces[10]) / kCases, 100.0 * 5'528 / 66'136, 0.5);
  EXPECT_NEAR(100.0 * static_cast<double>(kinds[event::ComplaintKind::kOnlineCase]) / kCases, 92.8, 0.5);
  EXPECT_NEAR(attempts.PerCent(), 7, 2);
  EXPECT_NEAR(unknown_type.PerCent(), 2.5, 0.3);
  EXPECT_NEAR(repeated.PerCent(), 9, 2);
  // Of what banks were asked to hold, an eighth or so was still there.
  EXPECT_NEAR(100.0 * static_cast<double>(held) / static_cast<double>(asked), 13, 6);
  std::sort(minutes.begin(), minutes.end());
  EXPECT_NEAR(static_cast<double>(minutes[minutes.size() / 2]), 9, 3);
  EXPECT_GT(minutes[minutes.size() * 9 / 10], 20);
  // 197,728 of 434,504 published cases are linked with others.
  std::set<uint32_t> linked;
  for (const auto& [key, cases] : by_indicator)
    if (cases.size() > 1) linked.insert(cases.begin(), cases.end());
  EXPECT_NEAR(100.0 * static_cast<double>(linked.size()) / kCases, 45.5, 6);
}

TEST_F(SampleShares, FollowTheCalendar) {
  std::array<uint64_t, 24> hours{};
  std::map<std::string, uint64_t> days;
  for (uint32_t number = 0; number < kCases; ++number) {
    const int64_t at_s = world_.calendar().ReportedAt(number);
    ASSERT_TRUE(number == 0 || at_s >= world_.calendar().ReportedAt(number - 1));
    const uint32_t window = world_.calendar().WindowAt(at_s);
    ASSERT_LE(world_.calendar().FirstOf(window), number);
    ASSERT_GT(world_.calendar().FirstOf(window + 1), number);
    ++hours[static_cast<size_t>((at_s + 7 * 3600) / 3600 % 24)];
    ++days[cases::FormatDay(cases::DayOf(at_s))];
  }
  EXPECT_GT(hours[10], 10 * hours[4]);
  EXPECT_GT(days["2025-11-11"] * 10, days["2025-11-04"] * 13) << "the same weekday";
  EXPECT_LT(days["2025-04-14"] * 10, days["2025-04-21"] * 9) << "Songkran";
  EXPECT_GT(days["2025-12-31"], 50u);
  EXPECT_EQ(days.begin()->first, "2023-01-03");
  EXPECT_EQ(days.rbegin()->first, "2026-01-01");
}

bool IsSampleNode(const event::MoneyNode& node) {
  switch (node.kind) {
    case event::MoneyNodeKind::kVictim:
      return node.name.empty();
    case event::MoneyNodeKind::kAccount:
      return IsSampleKey({indicator::Kind::kAccount, node.name});
    case event::MoneyNodeKind::kPromptpay:
      return IsSampleKey({indicator::Kind::kPromptpay, node.name});
    case event::MoneyNodeKind::kCashOut:
      return node.name.empty() || node.name.starts_with(kSamplePrefix);
    default:
      return node.name.starts_with(kSamplePrefix);
  }
}

TEST_F(SampleShares, AreFictionalAndCanonical) {
  indicator::Canonical canonical;
  const auto check = [&](const indicator::Key& key) {
    ASSERT_TRUE(IsSampleKey(key)) << key.ToString();
    const auto read = indicator::Canonicalize(
        key.kind, key.kind == indicator::Kind::kPromptpay ? key.form.substr(key.form.find(':') + 1) : key.form, canonical);
    ASSERT_TRUE(read) << key.ToString() << " " << read.error().detail;
    ASSERT_EQ(canonical.key, key);
  };
  std::set<std::string> ids;
  for (uint32_t number = 0; number < 20'000; ++number) {
    SampleCase sample = world_.Case(number);
    std::vector<event::Complaint> complaints{sample.complaint};
    std::vector<event::Transfer> transfers = sample.complaint.transfers;
    for (const SampleStep& step : sample.steps) {
      if (const auto* answer = std::get_if<event::HoldAnswer>(&step.body))
        transfers.insert(transfers.end(), answer->onward.begin(), answer->onward.end());
      if (const auto* complaint = std::get_if<event::Complaint>(&step.body)) complaints.push_back(*complaint);
      if (const auto* move = std::get_if<event::CaseMove>(&step.body)) {
        ASSERT_TRUE(move->station.empty() || move->station.starts_with(kSamplePrefix));
        ASSERT_TRUE(move->crime_case_no.empty() || move->crime_case_no.starts_with(kSamplePrefix));
      }
    }
    for (const event::Complaint& complaint : complaints) {
      for (const event::ReportIndicator& indicator : complaint.indicators) check(indicator.key);
      ASSERT_FALSE(complaint.transfers.empty() && complaint.indicators.empty());
      ASSERT_TRUE(complaint.station.empty() || complaint.station.starts_with(kSamplePrefix));
      ASSERT_LE(complaint.station.size(), event::kStationBytesMax);
      size_t named = 0;
      for (const std::string& id : complaint.external_ids) {
        if (id.empty()) continue;
        ++named;
        ASSERT_TRUE(id.starts_with(kSamplePrefix));
        ASSERT_TRUE(ids.insert(id).second) << id;
      }
      ASSERT_GT(named, 0u) << "every complaint can be told by an external id";
      ASSERT_TRUE(ids.insert(complaint.code).second);
      ASSERT_LT(complaint.occurred_s, complaint.reported_s);
      int64_t sum = 0;
      for (const event::Transfer& transfer : complaint.transfers) {
        sum += transfer.satang;
        ASSERT_LT(transfer.at_s, complaint.reported_s);
      }
      if (&complaint == &complaints.front() && complaint.damage_satang > 0) {
        ASSERT_EQ(sum, complaint.damage_satang);
      }
    }
    for (const event::Transfer& transfer : transfers) {
      ASSERT_TRUE(IsSampleNode(transfer.from) && IsSampleNode(transfer.to))
          << transfer.from.ToString() << " " << transfer.to.ToString();
      ASSERT_GT(transfer.satang, 0);
      ASSERT_TRUE(transfer.reference.empty() || transfer.reference.starts_with(kSamplePrefix));
    }
  }
}

TEST(SampleMarks, HoldForEveryNumber) {
  std::set<std::string> phones;
  for (uint64_t number = 0; number < 100'000; ++number) {
    ASSERT_TRUE(phones.insert(SamplePhone(number)).second);
    ASSERT_TRUE(indicator::IsNationalId(SampleNationalId(number)));
    ASSERT_EQ(SampleNationalId(number).front(), '9');
  }
  const SampleWorld world(Options(10));
  EXPECT_TRUE(cases::ParseReceiptCode(world.TrackingCode(3, 0)));
  EXPECT_NE(world.TrackingCode(3, 0), world.TrackingCode(3, 1));
  EXPECT_FALSE(IsSampleKey({indicator::Kind::kPhone, "+66812345678"}));
  EXPECT_FALSE(IsSampleKey({indicator::Kind::kAccount, "004:1234567890"}));
  EXPECT_FALSE(IsSampleKey({indicator::Kind::kUrl, "sample-x.example.com/"}));
}

TEST(SampleLines, AreRequestsInTheOrderOfTheirTimes) {
  SampleLines lines(Options(3'000), {.identities = true});
  std::string line, last;
  uint64_t count = 0;
  while (line.clear(), lines.Next(line)) {
    ++count;
    ASSERT_EQ(line.find('\n'), line.size() - 1);
    const std::string_view kName = "\"reported_at\":\"";
    const std::string reported = line.substr(line.find(kName) + kName.size(), 20);
    ASSERT_LE(last, reported);
    last = reported;
    ASSERT_NE(line.find("\":\"SAMPLE-"), std::string::npos);
    boost::system::error_code broken;
    boost::json::parse(line, broken);
    ASSERT_FALSE(broken) << line;
  }
  EXPECT_EQ(lines.cases(), 3'000u);
  EXPECT_EQ(lines.complaints(), count);
  EXPECT_GT(count, 3'100u);
}

}  // namespace
}  // namespace cybercheck::ingest
