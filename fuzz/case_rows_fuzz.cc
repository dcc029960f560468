// SPDX-License-Identifier: Apache-2.0
// Any bytes as a row of the tables of officers' work: refused, or decoded to what encodes to the same bytes. Any text as a
// receipt code, a public id or a place: refused, or read as what is written again.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/check.h"
#include "base/hex.h"
#include "cases/account_row.h"
#include "cases/appeal_row.h"
#include "cases/attachment.h"
#include "cases/claim.h"
#include "cases/erasure.h"
#include "cases/figure_rows.h"
#include "cases/hold_row.h"
#include "cases/holds.h"
#include "cases/money_block.h"
#include "cases/outcome_result.h"
#include "cases/public_id.h"
#include "cases/queue.h"
#include "cases/receipt_code.h"
#include "cases/release_row.h"
#include "cases/report_row.h"
#include "cases/token_table.h"

using namespace cybercheck;
using namespace cybercheck::cases;

namespace {

template <class Decode, class Encode>
void Check(std::string_view bytes, Decode decode, Encode encode) {
  const auto row = decode(bytes);
  if (row.has_error()) return;
  std::string again;
  encode(*row, again);
  CHECK(again == bytes);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  Check(bytes, DecodeReportRow, EncodeReportRow);
  Check(bytes, DecodeQueueRow, EncodeQueueRow);
  Check(bytes, DecodeAppealRow, EncodeAppealRow);
  Check(bytes, DecodeClaim, EncodeClaim);
  Check(bytes, DecodeErasure, EncodeErasure);
  Check(bytes, DecodeHoldRow, EncodeHoldRow);
  Check(bytes, DecodeReleaseRow, EncodeReleaseRow);
  Check(bytes, DecodeAccountRow, EncodeAccountRow);
  Check(bytes, DecodeAccountShare, EncodeAccountShare);
  Check(bytes, DecodeAttachment, EncodeAttachment);
  Check(bytes, DecodeFigureCounts, EncodeFigureCounts);
  Check(
      bytes, [](std::string_view row) { return DecodeToken("0123456789abcdef", row); }, EncodeToken);
  if (const auto block = MoneyBlock::Read(bytes)) {
    const std::vector<int64_t> satang = block->Values();
    CHECK(MoneyBlock::Read(MoneyBlock::Write(satang))->Values() == satang);
  }
  if (const auto key = DecodeFigureKey(bytes)) CHECK(EncodeFigureKey(*key) == bytes);
  if (const auto ref = DecodeReportKey(bytes)) CHECK(ReportKey(*ref) == bytes);
  if (const auto place = DecodeQueuePlace(bytes)) CHECK(QueueKey(*place) == bytes);
  static_cast<void>(ReadSubmitResult(bytes));
  static_cast<void>(ReadRequeued(bytes));
  static_cast<void>(ReadReviewResult(bytes));
  static_cast<void>(ReadPlace(bytes));
  if (const auto code = ParseReceiptCode(bytes)) CHECK(ParseReceiptCode(FormatReceiptCode(*code)) == code);
  if (const auto id = ParsePublicId(bytes)) {
    const std::string entry = base::HexEncode(id->entry);
    CHECK(bytes == entry + (id->report == 0 ? "" : "." + std::to_string(id->report)));
  }
  if (const auto place = ParseHoldPlace(bytes)) CHECK(ParseHoldPlace(FormatHoldPlace(*place)) == place);
  if (const auto id = ParseHoldId(bytes)) CHECK(bytes.ends_with("-" + std::to_string(id->row)));
  if (const auto place = ParsePlace(bytes)) CHECK(ParsePlace(FormatPlace(*place)) == place);
  return 0;
}
