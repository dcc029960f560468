// SPDX-License-Identifier: Apache-2.0
// What the columns of a report file mean: by their English names, by the Thai headers of deploy/templates, or by a map the
// operator gives. docs/import.md lists them. Pure.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "indicator/kind.h"

namespace cybercheck::ingest {

enum class ReportColumn : uint8_t {
  kExternalId,
  kReportedAt,
  kReportedTime,  // of day, where the date stands in a column of its own
  kOccurredAt,
  kOccurredTime,
  kCategory,
  kCaseType,
  kText,
  kNote,
  kIndicator,  // of whatever kind it looks like
  kPhone,
  kUrl,
  kLine,
  kTiktok,
  kFacebook,
  kAccount,
  kBank,  // of the account in the same row
  kPromptpay,
  kSmsSender,
  kReporterName,
  kReporterPhone,
  kReporterNationalId,
  kContactEmail,
  kContactLine,
  kContactOther,
};
inline constexpr size_t kReportColumnCount = static_cast<size_t>(ReportColumn::kContactOther) + 1;

std::string_view Name(ReportColumn column) noexcept;  // "external_id", …
// Whether several columns of a file may mean this one: those of indicators.
bool MayRepeat(ReportColumn column) noexcept;
// The kind of what stands there; nullopt: no indicator, or (kIndicator) any.
std::optional<indicator::Kind> KindOf(ReportColumn column) noexcept;

class ReportColumnMap {
 public:
  // "phone=เบอร์คนร้าย,text=รายละเอียด". Errors: kBadConfig, naming the part that is not COLUMN=HEADER.
  static base::Result<ReportColumnMap> Parse(std::string_view text);
  // Headers are compared without case and surrounding blanks; "เบอร์คนร้าย 2" means what "เบอร์คนร้าย" does, where that may repeat.
  std::optional<ReportColumn> Find(std::string_view header) const;

 private:
  std::map<std::string, ReportColumn, std::less<>> by_header_;
};

}  // namespace cybercheck::ingest
