// SPDX-License-Identifier: Apache-2.0
// One report and what became of it. What it said stands in its entry; its indicators are rows `first_row` to `first_row` +
// `indicators` - 1 of the entry's evidence.
//
// Table `reports`, (seq u64, report u16) ->
//   0         1        2       3          4       5          13        21        29        31           33            34
//   +---------+--------+-------+----------+-------+----------+---------+---------+---------+------------+-------------+--------+
//   | channel | state  | class | category | actor | reported | since   | subject | first   | indicators | attachments | case   |
//   | u8      | u8     | u8    | u8       | u8    | u64      | u64     | u64     | row u16 | u16        | u8          | type … |
//   +---------+--------+-------+----------+-------+----------+---------+---------+---------+------------+-------------+--------+
//   channel  number in event::Channel · class, category  numbers of wire/verdict.h · since  when it came into its state, u64 unix
//   seconds as all times · subject  whose key seals its texts; 0: nothing is sealed
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"
#include "event/report_submit.h"
#include "event/report_withdraw.h"

namespace cybercheck::cases {

// Stored by number.
enum class ReportState : uint8_t { kReceived, kWithdrawn, kRejected, kSourceRevoked, kRead };
std::string_view Name(ReportState state) noexcept;            // "received", "withdrawn", "rejected", "source_revoked", "read"
ReportState StateOfGround(std::string_view ground) noexcept;  // of a report_withdraw; an unknown ground is kWithdrawn
// Whether it counts no more. One that named no indicator and was read is done with, and counts.
constexpr bool IsTakenBack(ReportState state) { return state != ReportState::kReceived && state != ReportState::kRead; }

// How the entry was signed: nothing that tells who. Stored by number.
enum class ActorKind : uint8_t { kAnonymous, kToken, kImport, kOperator };
std::string_view Name(ActorKind kind) noexcept;          // "anonymous", "token", "import", "operator"
ActorKind ActorKindOf(std::string_view actor) noexcept;  // "anon", "tok:…", "import:…", all else

struct ReportRow {
  event::Channel channel{};
  ReportState state = ReportState::kReceived;
  uint8_t source_class = 0;
  uint8_t category = 0;
  ActorKind actor{};
  int64_t reported_s = 0;
  int64_t since_s = 0;
  uint64_t subject = 0;
  uint16_t first_row = 0;
  uint16_t indicators = 0;
  uint8_t attachments = 0;
  std::string case_type;
  friend bool operator==(const ReportRow&, const ReportRow&) = default;
};

std::string ReportKey(event::ReportRef ref);
base::Result<event::ReportRef> DecodeReportKey(std::string_view key);  // kDamaged
void EncodeReportRow(const ReportRow& row, std::string& out);
base::Result<ReportRow> DecodeReportRow(std::string_view bytes);  // kDamaged; any bytes are safe

}  // namespace cybercheck::cases
