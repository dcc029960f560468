// SPDX-License-Identifier: Apache-2.0
#include "ingest/row_resolver.h"

#include "base/timestamp.h"
#include "base/utf8.h"
#include "ingest/spreadsheet_number.h"

namespace cybercheck::ingest {
namespace {

using indicator::Kind;

bool IsDigits(std::string_view text) { return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos; }

bool IsNumberKind(Kind kind) { return kind == Kind::kPhone || kind == Kind::kAccount || kind == Kind::kPromptpay; }

}  // namespace

RowResolver::RowResolver(const Guard& guard, RowDefaults defaults, NationalIdKeyer key_national_id)
    : guard_(guard), defaults_(defaults), key_national_id_(std::move(key_national_id)) {}

std::optional<Rejection> RowResolver::ResolveTime(const std::string& text, int64_t& observed_s) const {
  if (text.empty()) {
    observed_s = defaults_.observed_s;
    return std::nullopt;
  }
  if (IsDigits(text) && text.size() <= 13) {
    observed_s = std::stoll(text);
    if (text.size() > 11) observed_s /= 1000;  // milliseconds
  } else {
    std::string written = text;
    if (written.size() == 10) written += "T00:00:00Z";
    if (written.ends_with(" UTC")) written.replace(written.size() - 4, 4, "Z");
    if (written.size() == 19) written += 'Z';  // feeds that write no offset mean UTC
    const auto ms = base::ParseTimeMs(written);
    if (ms.has_error())
      return Rejection{"observed_at", "bad_time",
                       "write 2026-11-20T10:00:00+07:00, 2026-11-20 10:00:00 (UTC), 2026-11-20 or unix seconds"};
    observed_s = *ms / 1000;
  }
  if (observed_s <= 0) return Rejection{"observed_at", "bad_time", "the time is not after 1970-01-01"};
  if (observed_s > defaults_.now_s + kFutureS) {
    const bool buddhist = observed_s > defaults_.now_s + int64_t{400} * 365 * 86400;
    return Rejection{"observed_at", "time_in_future",
                     buddhist ? "the year looks like one of the Buddhist era; write it minus 543" : "the time is after now"};
  }
  return std::nullopt;
}

std::optional<Rejection> RowResolver::ResolveKey(Kind kind, const RawRow& row, event::FeedRow& out) {
  const std::string& written = row[Column::kValue];
  if (IsNumberKind(kind) && IsSpreadsheetNumber(written))
    return Rejection{"value", "spreadsheet_number",
                     "a spreadsheet has rounded or reformatted this number; make the column text and export again"};
  value_.clear();
  if (kind == Kind::kAccount && !row[Column::kBank].empty()) (value_ += row[Column::kBank]) += ' ';
  value_ += written;

  canonical_.Clear();
  if (auto done = indicator::Canonicalize(kind, value_, canonical_); done.has_error())
    return Rejection{"value", base::Describe(done.error().code).name, std::move(done.error().detail)};
  if (canonical_.unlistable)
    return Rejection{"value", base::Describe(base::ErrorCode::kBankMissing).name, "evidence about an account needs its bank"};
  if (canonical_.truncated)
    return Rejection{"value", base::Describe(base::ErrorCode::kValueTooLong).name,
                     "a URL of more than 8192 bytes would list something else than it says"};
  const bool sensitive = canonical_.sensitive;
  if (sensitive) {
    if (key_national_id_ == nullptr) return Rejection{"value", "no_secret", "national ids are keyed, and no key was given"};
    if (auto keyed = key_national_id_(canonical_); keyed.has_error())
      return Rejection{"value", base::Describe(keyed.error().code).name, std::move(keyed.error().detail)};
  }

  MakeEvidenceForm(guard_, canonical_, value_, sensitive, form_);
  if (form_.refusal != Guard::Refusal::kNone)
    return Rejection{"value", ReasonCode(form_.refusal), "the row would list a whole host that belongs to many"};
  out.key = std::move(form_.key);
  out.promotes_host = form_.promotes_host;
  out.submitted = std::move(form_.submitted);
  return std::nullopt;
}

std::optional<Rejection> RowResolver::Resolve(const RawRow& row, event::FeedRow& out) {
  out.promotes_host = out.withdrawn = false;
  out.submitted.clear();
  if (!row.fault.empty()) return Rejection{"", row.fault, std::string(row.fault_detail)};
  for (size_t i = 0; i < kColumnCount; ++i) {
    const std::string_view column = Name(static_cast<Column>(i));
    if (!base::IsValidUtf8(row.cells[i]))
      return Rejection{column, base::Describe(base::ErrorCode::kInvalidUtf8).name,
                       "bytes that the file's encoding does not have"};
    if (row.cells[i].find('\0') != std::string::npos) return Rejection{column, "nul_byte", "the cell holds a NUL"};
  }
  if (row.unverified) return Rejection{"verified", "not_verified", "the source has not confirmed this row"};
  if (row[Column::kValue].empty()) return Rejection{"value", "missing_value", "the cell is empty"};

  if (auto bad = ResolveTime(row[Column::kObservedAt], out.observed_s)) return bad;

  std::optional<Kind> kind = defaults_.kind;
  if (!row[Column::kKind].empty()) {
    kind = indicator::KindNamed(row[Column::kKind]);
    if (!kind)
      return Rejection{"kind", base::Describe(base::ErrorCode::kUnknownKind).name,
                       "one of phone, url, line, tiktok, facebook, account, promptpay, sms_sender"};
  }
  if (!kind) return Rejection{"kind", "missing_kind", "the cell is empty"};

  out.category = static_cast<uint8_t>(defaults_.category);
  if (!row[Column::kCategory].empty()) {
    const auto category = wire::CategoryNamed(row[Column::kCategory]);
    if (!category) return Rejection{"category", "unknown_category", "one of those in docs/import.md"};
    out.category = static_cast<uint8_t>(*category);
  }
  if (const std::string& withdrawn = row[Column::kWithdrawn]; !withdrawn.empty()) {
    out.withdrawn = withdrawn == "true" || withdrawn == "1" || withdrawn == "yes";
    if (!out.withdrawn && withdrawn != "false" && withdrawn != "0" && withdrawn != "no")
      return Rejection{"withdrawn", "bad_withdrawn", "true or false"};
  }
  return ResolveKey(*kind, row, out);
}

}  // namespace cybercheck::ingest
