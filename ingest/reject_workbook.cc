// SPDX-License-Identifier: Apache-2.0
#include "ingest/reject_workbook.h"

#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "base/error_names.h"
#include "base/file.h"

namespace cybercheck::ingest {
namespace {

constexpr std::string_view kRow = "row", kColumn = "column", kReason = "reason", kThai = "สาเหตุ", kEnglish = "explanation";
constexpr std::string_view kHeadings[] = {kRow, kColumn, kReason, kThai, kEnglish};

struct Reason {
  std::string_view code;
  RejectionWords words;
};
// Those that are no codes of base/error.h; docs/import.md lists them.
constexpr Reason kReasons[] = {
    {"ambiguous_account",
     {"Leading zeros of the account may be lost.", "เลขศูนย์หน้าบัญชีอาจหายไป กรุณาจัดรูปแบบคอลัมน์เป็นข้อความแล้วกรอกใหม่"}},
    {"ambiguous_date", {"The date can be read in more than one way.", "วันที่อ่านได้มากกว่าหนึ่งแบบ กรุณาเขียนชื่อเดือนและปีสี่หลัก"}},
    {"bad_amount", {"This is no amount in baht.", "จำนวนเงินไม่ถูกต้อง"}},
    {"bad_level", {"The level is a whole number from 1.", "ชั้นต้องเป็นจำนวนเต็มตั้งแต่ 1"}},
    {"bad_time", {"The date or time cannot be read.", "อ่านวันที่หรือเวลาไม่ได้"}},
    {"cell_error", {"The cell holds an error or a formula without value.", "เซลล์มีข้อผิดพลาดหรือสูตรที่ไม่มีค่า กรุณากรอกค่าโดยตรง"}},
    {"changed", {"The same number was entered before with another content.", "เลขนี้เคยส่งมาแล้วแต่เนื้อหาต่างกัน"}},
    {"column_count", {"The row has more columns than headings.", "จำนวนคอลัมน์ไม่ตรงกับหัวตาราง"}},
    {"contradiction", {"Two cells of the row contradict each other.", "ข้อมูลในแถวขัดแย้งกัน"}},
    {"control_character", {"The cell holds a control character.", "เซลล์มีอักขระควบคุม"}},
    {"field_too_long", {"The cell is too long.", "ข้อความในเซลล์ยาวเกินไป"}},
    {"missing_value", {"The cell is needed.", "ต้องกรอกช่องนี้"}},
    {"no_secret", {"National ids cannot be stored here.", "ระบบนี้ยังรับเลขประจำตัวประชาชนไม่ได้"}},
    {"nul_byte", {"The cell holds a NUL.", "เซลล์มีอักขระที่ใช้ไม่ได้"}},
    {"row_too_long", {"The row is too long.", "แถวยาวเกินไป"}},
    {"spreadsheet_number",
     {"A spreadsheet has changed this number; make the column text.",
      "โปรแกรมตารางเปลี่ยนตัวเลขนี้ กรุณาจัดรูปแบบคอลัมน์เป็นข้อความแล้วกรอกใหม่"}},
    {"time_in_future", {"The time is after now.", "เวลาอยู่ในอนาคต"}},
    {"too_many_columns", {"The row has too many columns.", "คอลัมน์มากเกินไป"}},
    {"unknown_case_type", {"No case type is called so.", "ไม่มีประเภทคดีนี้"}},
    {"unknown_category", {"No category is called so.", "ไม่มีประเภทความผิดนี้"}},
    {"unknown_outcome", {"No outcome is called so.", "ไม่มีผลการระงับนี้"}},
    {"windows_874", {"The cell is in Thai Windows' code page.", "เซลล์ใช้รหัสอักขระ Windows-874"}},
};

}  // namespace

RejectionWords WordsOf(std::string_view reason) noexcept {
  for (const Reason& known : kReasons)
    if (known.code == reason) return known.words;
  if (const auto code = base::ErrorCodeNamed(reason)) return {base::Describe(*code).title_en, base::Describe(*code).title_th};
  return {reason, reason};
}

bool IsRejectHeading(std::string_view heading) noexcept { return std::ranges::find(kHeadings, heading) != std::end(kHeadings); }

base::Result<RejectWorkbook> RejectWorkbook::Open(std::string path, int64_t created_s) {
  RejectWorkbook out;
  out.path_ = std::move(path);
  out.created_s_ = created_s;
  if (!out.path_.empty() && ::unlink(out.path_.c_str()) != 0 && errno != ENOENT)
    return base::IoError(out.path_, "remove the older reject file");
  return out;
}

RejectWorkbook RejectWorkbook::InMemory(int64_t created_s) {
  RejectWorkbook out;
  out.in_memory_ = true;
  out.created_s_ = created_s;
  return out;
}

void RejectWorkbook::SetHeadings(std::string sheet, std::vector<std::string> headings) {
  sheet_ = std::move(sheet);
  headings_ = std::move(headings);
}

base::Result<void> RejectWorkbook::Begin() {
  auto made = in_memory_ ? WorkbookWriter::ToBytes(created_s_) : WorkbookWriter::ToFile(path_, created_s_);
  if (made.has_error()) return std::move(made).error();
  book_.emplace(std::move(*made));
  WorkbookSheetDesign design{.name = sheet_, .columns = {}};
  for (const std::string& heading : headings_)
    if (!IsRejectHeading(heading)) design.columns.push_back({heading, ColumnType::kText, 18});
  const ColumnType types[] = {ColumnType::kNumber, ColumnType::kText, ColumnType::kText, ColumnType::kWrapped,
                              ColumnType::kWrapped};
  const double widths[] = {8, 18, 22, 50, 50};
  for (size_t i = 0; i < std::size(kHeadings); ++i) design.columns.push_back({std::string(kHeadings[i]), types[i], widths[i]});
  // A sheet's name may have been more than a writer takes.
  if (auto added = book_->AddSheet(design); added.has_error() && added.error().code == base::ErrorCode::kBadConfig) {
    design.name = "rejects";
    return book_->AddSheet(design);
  } else {
    return added;
  }
}

base::Result<void> RejectWorkbook::Add(uint64_t row, const Rejection& rejection, const std::vector<std::string>& cells) {
  ++rows_;
  if (path_.empty() && !in_memory_) return {};
  if (!book_) TRY(Begin());
  std::vector<WorkbookValue> values;
  for (size_t i = 0; i < headings_.size(); ++i) {
    if (IsRejectHeading(headings_[i])) continue;
    values.emplace_back(i < cells.size() ? std::string_view(cells[i]) : std::string_view());
  }
  const RejectionWords words = WordsOf(rejection.reason);
  std::string english(words.english);
  if (!rejection.detail.empty()) english += " (" + rejection.detail + ")";
  values.emplace_back(static_cast<int64_t>(row));
  values.emplace_back(rejection.column);
  values.emplace_back(rejection.reason);
  values.emplace_back(words.thai);
  values.emplace_back(std::string_view(english));
  return book_->AddRow(values);
}

base::Result<void> RejectWorkbook::Finish() { return book_ ? book_->Finish() : base::Result<void>(); }

base::Result<std::string> RejectWorkbook::TakeBytes() {
  if (!book_) return std::string();
  return book_->TakeBytes();
}

}  // namespace cybercheck::ingest
