// SPDX-License-Identifier: Apache-2.0
#include "cases/report_row.h"

#include <iterator>

#include "cases/row_text.h"

namespace cybercheck::cases {
namespace {

constexpr std::string_view kStates[] = {"received", "withdrawn", "rejected", "source_revoked", "read"};
constexpr std::string_view kActors[] = {"anonymous", "token", "import", "operator"};
constexpr uint8_t kChannelMax = static_cast<uint8_t>(event::Channel::kPatrol);

}  // namespace

std::string_view Name(ReportState state) noexcept { return kStates[static_cast<size_t>(state)]; }

ReportState StateOfGround(std::string_view ground) noexcept {
  if (ground == "rejected") return ReportState::kRejected;
  if (ground == "source_revoked") return ReportState::kSourceRevoked;
  return ReportState::kWithdrawn;
}

std::string_view Name(ActorKind kind) noexcept { return kActors[static_cast<size_t>(kind)]; }

ActorKind ActorKindOf(std::string_view actor) noexcept {
  if (actor == "anon") return ActorKind::kAnonymous;
  if (actor.starts_with("tok:")) return ActorKind::kToken;
  if (actor.starts_with("import:")) return ActorKind::kImport;
  return ActorKind::kOperator;
}

std::string ReportKey(event::ReportRef ref) {
  std::string key;
  base::AppendBe<8>(ref.seq, key);
  base::AppendBe<2>(ref.report, key);
  return key;
}

base::Result<event::ReportRef> DecodeReportKey(std::string_view key) {
  base::ByteReader reader(key);
  const uint64_t seq = reader.Take<8>();
  const auto report = static_cast<uint16_t>(reader.Take<2>());
  if (!reader.AtEnd()) return BadRow("reports");
  return event::ReportRef{seq, report};
}

void EncodeReportRow(const ReportRow& row, std::string& out) {
  out.clear();
  base::AppendBe<1>(static_cast<uint8_t>(row.channel), out);
  base::AppendBe<1>(static_cast<uint8_t>(row.state), out);
  base::AppendBe<1>(row.source_class, out);
  base::AppendBe<1>(row.category, out);
  base::AppendBe<1>(static_cast<uint8_t>(row.actor), out);
  base::AppendBe<8>(static_cast<uint64_t>(row.reported_s), out);
  base::AppendBe<8>(static_cast<uint64_t>(row.since_s), out);
  base::AppendBe<8>(row.subject, out);
  base::AppendBe<2>(row.first_row, out);
  base::AppendBe<2>(row.indicators, out);
  base::AppendBe<1>(row.attachments, out);
  out.append(row.case_type);
}

base::Result<ReportRow> DecodeReportRow(std::string_view bytes) {
  base::ByteReader reader(bytes);
  const uint64_t channel = reader.Take<1>(), state = reader.Take<1>();
  ReportRow row;
  row.source_class = static_cast<uint8_t>(reader.Take<1>());
  row.category = static_cast<uint8_t>(reader.Take<1>());
  const uint64_t actor = reader.Take<1>();
  row.reported_s = static_cast<int64_t>(reader.Take<8>());
  row.since_s = static_cast<int64_t>(reader.Take<8>());
  row.subject = reader.Take<8>();
  row.first_row = static_cast<uint16_t>(reader.Take<2>());
  row.indicators = static_cast<uint16_t>(reader.Take<2>());
  row.attachments = static_cast<uint8_t>(reader.Take<1>());
  if (!reader.good() || channel > kChannelMax || state >= std::size(kStates) || actor >= std::size(kActors))
    return BadRow("reports");
  row.channel = static_cast<event::Channel>(channel);
  row.state = static_cast<ReportState>(state);
  row.actor = static_cast<ActorKind>(actor);
  row.case_type = reader.TakeBytes(reader.left());
  return row;
}

}  // namespace cybercheck::cases
