// SPDX-License-Identifier: Apache-2.0
#include "ingest/report_columns.h"

#include <algorithm>
#include <array>

#include "ingest/thai_date.h"

namespace cybercheck::ingest {
namespace {

using enum ReportColumn;
using indicator::Kind;

// In the order of the enum.
constexpr std::array<std::string_view, kReportColumnCount> kNames = {"external_id",    "reported_at",
                                                                     "reported_time",  "occurred_at",
                                                                     "occurred_time",  "category",
                                                                     "case_type",      "text",
                                                                     "note",           "indicator",
                                                                     "phone",          "url",
                                                                     "line",           "tiktok",
                                                                     "facebook",       "account",
                                                                     "bank",           "promptpay",
                                                                     "sms_sender",     "reporter_name",
                                                                     "reporter_phone", "reporter_national_id",
                                                                     "contact_email",  "contact_line",
                                                                     "contact_other"};
static_assert(!kNames.back().empty());

struct ThaiHeader {
  std::string_view text;
  ReportColumn column;
};
constexpr ThaiHeader kThai[] = {{"เลขรับแจ้ง", kExternalId},
                                {"เลขที่รับแจ้ง", kExternalId},
                                {"วันที่รับแจ้ง", kReportedAt},
                                {"วันเวลาที่รับแจ้ง", kReportedAt},
                                {"เวลารับแจ้ง", kReportedTime},
                                {"วันที่เกิดเหตุ", kOccurredAt},
                                {"วันเวลาที่เกิดเหตุ", kOccurredAt},
                                {"เวลาเกิดเหตุ", kOccurredTime},
                                {"เวลาที่เกิดเหตุ", kOccurredTime},
                                {"ประเภทความผิด", kCategory},
                                {"ประเภทคดี", kCaseType},
                                {"รายละเอียด", kText},
                                {"พฤติการณ์", kText},
                                {"ข้อความ", kText},
                                {"หมายเหตุ", kNote},
                                {"ข้อมูลต้องสงสัย", kIndicator},
                                {"เบอร์คนร้าย", kPhone},
                                {"หมายเลขโทรศัพท์คนร้าย", kPhone},
                                {"ลิงก์", kUrl},
                                {"เว็บไซต์", kUrl},
                                {"ไลน์คนร้าย", kLine},
                                {"ติ๊กต็อกคนร้าย", kTiktok},
                                {"เฟซบุ๊กคนร้าย", kFacebook},
                                {"เลขบัญชีคนร้าย", kAccount},
                                {"ธนาคาร", kBank},
                                {"พร้อมเพย์คนร้าย", kPromptpay},
                                {"ชื่อผู้ส่ง sms", kSmsSender},
                                {"ชื่อผู้แจ้ง", kReporterName},
                                {"เบอร์ผู้แจ้ง", kReporterPhone},
                                {"เลขบัตรประชาชนผู้แจ้ง", kReporterNationalId},
                                {"อีเมลผู้แจ้ง", kContactEmail},
                                {"ไลน์ผู้แจ้ง", kContactLine},
                                {"ช่องทางติดต่ออื่น", kContactOther}};

std::string Folded(std::string_view text) {
  std::string out = FoldWritten(text);
  while (!out.empty() && (out.back() == ' ' || out.back() == '\t')) out.pop_back();
  return out.substr(std::min(out.find_first_not_of(" \t"), out.size()));
}

std::optional<ReportColumn> Named(std::string_view folded) {
  for (size_t i = 0; i < kNames.size(); ++i)
    if (kNames[i] == folded) return static_cast<ReportColumn>(i);
  for (const ThaiHeader& header : kThai)
    if (header.text == folded) return header.column;
  return std::nullopt;
}

// "phone 2", "phone_2", "phone2" without their number; empty: there is none.
std::string_view Unnumbered(std::string_view folded) {
  std::string_view rest = folded;
  while (!rest.empty() && rest.back() >= '0' && rest.back() <= '9') rest.remove_suffix(1);
  if (rest.size() == folded.size()) return {};
  while (!rest.empty() && (rest.back() == ' ' || rest.back() == '_')) rest.remove_suffix(1);
  return rest;
}

}  // namespace

std::string_view Name(ReportColumn column) noexcept { return kNames[static_cast<size_t>(column)]; }

bool MayRepeat(ReportColumn column) noexcept { return column == kIndicator || KindOf(column).has_value(); }

std::optional<Kind> KindOf(ReportColumn column) noexcept {
  switch (column) {
    case kPhone:
      return Kind::kPhone;
    case kUrl:
      return Kind::kUrl;
    case kLine:
      return Kind::kLine;
    case kTiktok:
      return Kind::kTiktok;
    case kFacebook:
      return Kind::kFacebook;
    case kAccount:
      return Kind::kAccount;
    case kPromptpay:
      return Kind::kPromptpay;
    case kSmsSender:
      return Kind::kSmsSender;
    default:
      return std::nullopt;
  }
}

base::Result<ReportColumnMap> ReportColumnMap::Parse(std::string_view text) {
  ReportColumnMap map;
  while (!text.empty()) {
    const std::string_view part = text.substr(0, text.find(','));
    text.remove_prefix(std::min(text.size(), part.size() + 1));
    const size_t equals = part.find('=');
    const auto column = equals == std::string_view::npos ? std::nullopt : Named(Folded(part.substr(0, equals)));
    const std::string header = equals == std::string_view::npos ? std::string() : Folded(part.substr(equals + 1));
    if (!column || header.empty())
      return base::Fail(base::ErrorCode::kBadConfig,
                        "column map: \"" + std::string(part) + "\" is not COLUMN=HEADER with a COLUMN of docs/import.md");
    map.by_header_[header] = *column;
  }
  return map;
}

std::optional<ReportColumn> ReportColumnMap::Find(std::string_view header) const {
  const auto find = [this](std::string_view folded) -> std::optional<ReportColumn> {
    const auto at = by_header_.find(folded);
    return at != by_header_.end() ? std::optional(at->second) : Named(folded);
  };
  const std::string folded = Folded(header);
  if (const auto column = find(folded)) return column;
  const std::string_view base_name = Unnumbered(folded);
  const auto column = base_name.empty() ? std::nullopt : find(base_name);
  return column && MayRepeat(*column) ? column : std::nullopt;
}

}  // namespace cybercheck::ingest
