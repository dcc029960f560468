// SPDX-License-Identifier: Apache-2.0
// Every row comes back as it was, and nothing but its own layout is read as one.
#include <gtest/gtest.h>

#include "cases/account_row.h"
#include "cases/appeal_row.h"
#include "cases/attachment.h"
#include "cases/claim.h"
#include "cases/erasure.h"
#include "cases/figure_rows.h"
#include "cases/hold_row.h"
#include "cases/queue_row.h"
#include "cases/release_row.h"
#include "cases/report_row.h"

namespace cybercheck::cases {
namespace {

// Encodes, decodes, encodes again; every cut before `needed` bytes is refused.
template <class Row, class Encode, class Decode>
void ExpectRoundTrip(const Row& row, Encode encode, Decode decode, size_t needed) {
  std::string bytes, again;
  encode(row, bytes);
  const auto back = decode(bytes);
  ASSERT_TRUE(back) << base::ToString(back.error());
  EXPECT_EQ(*back, row);
  encode(*back, again);
  EXPECT_EQ(again, bytes);
  for (size_t size = 0; size < needed; ++size) EXPECT_FALSE(decode(std::string_view(bytes).substr(0, size))) << size;
}

TEST(RowsTest, ComeBackAsTheyWere) {
  const indicator::Key url{indicator::Kind::kUrl, "bad.example/a"};
  ExpectRoundTrip(ReportRow{event::Channel::kStation, ReportState::kRejected, 5, 2, ActorKind::kImport, -1, 1'764'200'000, 7, 300,
                            100, 20, "goods"},
                  EncodeReportRow, DecodeReportRow, 34);
  ExpectRoundTrip(ReportRow(), EncodeReportRow, DecodeReportRow, 34);
  ExpectRoundTrip(QueueRow{QueueWhy::kMoreCame, 1'764'200'000, 3, indicator::IndexKey(url), {}, url}, EncodeQueueRow,
                  DecodeQueueRow, 29);
  ExpectRoundTrip(QueueRow{QueueWhy::kMoreCame, 1'764'200'000, 3, indicator::IndexKey(url), {1, 2, 3}, url}, EncodeQueueRow,
                  DecodeQueueRow, 45);
  ExpectRoundTrip(AppealRow{event::AppealState::kCleared, event::AppealGround::kInnocentReceiver, event::Channel::kHotline, 1, 2,
                            3, 4, 5, "tok:a", "tok:b", url},
                  EncodeAppealRow, DecodeAppealRow, 56);
  ExpectRoundTrip(Claim{1, 2, "tok:a"}, EncodeClaim, DecodeClaim, 16);
  ExpectRoundTrip(Erasure{1, 2, "request"}, EncodeErasure, DecodeErasure, 16);
  ExpectRoundTrip(Attachment{1, 2, 3, 4, base::Sha256("x"), {5, 6}, "image/png"}, EncodeAttachment, DecodeAttachment, 74);
  ExpectRoundTrip(FigureCounts{1, 2, 3}, EncodeFigureCounts, DecodeFigureCounts, 24);
  EXPECT_EQ(*DecodeFigureKey(EncodeFigureKey({Figure::kAppealsDecided, 1, 2})), (FigureKey{Figure::kAppealsDecided, 1, 2}));
  EXPECT_EQ(*DecodeReportKey(ReportKey({1, 2})), (event::ReportRef{1, 2}));
  EXPECT_EQ(*DecodeQueuePlace(QueueKey({1, 2})), (QueuePlace{1, 2}));
}

TEST(RowsTest, HoldsAndAccountsComeBackAsTheyWere) {
  HoldRow hold;
  hold.state = event::HoldState::kReturned;
  hold.ground = event::HoldGround::kBankDetected;
  hold.opened = hold.ended_with_case = hold.counted = true;
  hold.level = 3;
  hold.requested_satang = 1;
  hold.held_satang = 2;
  hold.frozen_satang = 3;
  hold.returned_satang = event::kSatangMax;
  hold.requested_s = 4;
  hold.held_s = 5;
  hold.answered_s = 6;
  hold.complaint_s = 7;
  hold.due_s = 8;
  hold.until_s = 9;
  hold.ended_s = 10;
  hold.clocks = {11, 12, 13};
  hold.of = {14, 15};
  hold.upstream = {16, 17, 18};
  hold.at = {event::MoneyNodeKind::kAccount, "004:1234567890"};
  hold.bank_case_id = "BC-1";
  hold.warrant = "W 1";
  hold.stage = "claimed";
  hold.answered_by = "tok:a";
  ExpectRoundTrip(hold, EncodeHoldRow, DecodeHoldRow, 130);
  ExpectRoundTrip(HoldRow(), EncodeHoldRow, DecodeHoldRow, 130);
  ExpectRoundTrip(ReleaseRow{event::ReleaseState::kKept, {1, 2, 3}, 4, 5, 6, 7, "tok:a", "tok:b"}, EncodeReleaseRow,
                  DecodeReleaseRow, 47);
  ExpectRoundTrip(AccountShare{1, 2, 3, 4, 5}, EncodeAccountShare, DecodeAccountShare, 29);
  ExpectRoundTrip(AccountRow{1, {2, 3, 4, 5, 6}, {event::MoneyNodeKind::kWallet, "w"}, AccountColour::kDarkBrown, true},
                  EncodeAccountRow, DecodeAccountRow, 36);
  std::string bytes;
  EncodeHoldRow(hold, bytes);
  for (const size_t at : {size_t{0}, size_t{1}, size_t{2}, size_t{129}}) {
    std::string wrong = bytes;
    wrong[at] = '\x7f';
    EXPECT_FALSE(DecodeHoldRow(wrong)) << at;
  }
}

TEST(RowsTest, NumbersThatMeanNothingAreRefused) {
  std::string report, queue, appeal;
  EncodeReportRow({}, report);
  EncodeQueueRow({QueueWhy::kNew, 0, 0, {}, {}, {indicator::Kind::kPhone, "+66670000001"}}, queue);
  EncodeAppealRow({event::AppealState::kOpened, {}, {}, 0, 0, 0, 0, 0, "", "", {indicator::Kind::kPhone, "+66670000001"}},
                  appeal);
  const auto changed = [](std::string bytes, size_t at) {
    bytes[at] = '\x7f';
    return bytes;
  };
  for (const size_t at : {size_t{0}, size_t{1}, size_t{4}}) EXPECT_FALSE(DecodeReportRow(changed(report, at)));
  for (const size_t at : {size_t{0}, size_t{28}}) EXPECT_FALSE(DecodeQueueRow(changed(queue, at)));
  for (const size_t at : {size_t{0}, size_t{1}, size_t{2}, size_t{43}, size_t{45}})
    EXPECT_FALSE(DecodeAppealRow(changed(appeal, at)));
  EXPECT_FALSE(DecodeFigureKey(std::string(9, '\0')));
  EXPECT_FALSE(DecodeFigureCounts(std::string(25, '\0')));
}

TEST(RowsTest, HoursAreCountedWhenBegun) {
  EXPECT_EQ(HoursBetween(100, 100), 0u);
  EXPECT_EQ(HoursBetween(100, 99), 0u);
  EXPECT_EQ(HoursBetween(100, 101), 1u);
  EXPECT_EQ(HoursBetween(0, 3600), 1u);
  EXPECT_EQ(HoursBetween(0, 3601), 2u);
  EXPECT_EQ(HoursBetween(INT64_MIN, INT64_MAX), 1'000'000u);
}

}  // namespace
}  // namespace cybercheck::cases
