// SPDX-License-Identifier: Apache-2.0
#include "server/yearbook.h"

#include <algorithm>
#include <array>
#include <boost/json.hpp>
#include <iterator>
#include <map>

#include "cases/bangkok_calendar.h"
#include "cases/code_names.h"
#include "cases/publications.h"
#include "cases/release_period.h"
#include "cases/released_cells.h"
#include "cases/statistics.h"
#include "cases/tally_tables.h"
#include "event/case_work.h"
#include "ingest/workbook_writer.h"
#include "server/bulletin_text.h"

namespace cybercheck::server {
namespace {

using cases::CaseDimension;
using cases::CaseSums;
using cases::CodeList;
using ingest::ColumnType;
using ingest::WorkbookColumn;
using ingest::WorkbookValue;
using ingest::WorkbookWriter;

constexpr size_t kYears = 5;

// A row of cells that owns its texts until it is written.
class Row {
 public:
  Row& Text(std::string text) {
    texts_.push_back(std::make_unique<std::string>(std::move(text)));
    cells_.emplace_back(std::string_view(*texts_.back()));
    return *this;
  }
  Row& Number(int64_t number) {
    cells_.emplace_back(number);
    return *this;
  }
  Row& Fraction(double number) {
    cells_.emplace_back(number);
    return *this;
  }
  Row& Nothing() {
    cells_.emplace_back(std::monostate());
    return *this;
  }
  base::Result<void> To(WorkbookWriter& book) const { return book.AddRow(cells_); }

 private:
  std::vector<std::unique_ptr<std::string>> texts_;
  std::vector<WorkbookValue> cells_;
};

// In the order in which the taxonomy lists them, which is the police's.
std::vector<std::string> CaseTypesOf(const ingest::Taxonomy& taxonomy) {
  std::vector<std::string> codes;
  boost::system::error_code error;
  const boost::json::value document = boost::json::parse(taxonomy.document(), error);
  const auto* types = !error && document.is_object() ? document.get_object().if_contains("case_types") : nullptr;
  if (types == nullptr || !types->is_array()) return codes;
  for (const boost::json::value& type : types->get_array()) {
    const auto* code = type.is_object() ? type.get_object().if_contains("code") : nullptr;
    if (code != nullptr && code->is_string()) codes.emplace_back(std::string_view(code->get_string()));
  }
  return codes;
}

class Book {
 public:
  Book(WorkbookWriter& book, const cases::Tables& tables, const store::ReadTxn& txn, uint32_t year, bool fiscal,
       const ingest::Taxonomy& taxonomy)
      : book_(book), tables_(tables), txn_(txn), fiscal_(fiscal), taxonomy_(taxonomy), names_(taxonomy.names()) {
    for (size_t i = 0; i < kYears; ++i) {
      years_[i] = year - static_cast<uint32_t>(kYears - 1 - i);
      periods_[i] = fiscal ? cases::FiscalYearPeriod(years_[i]) : cases::YearPeriod(years_[i] - cases::kBuddhistYears);
    }
  }

  base::Result<void> Write(uint64_t as_of_seq, int64_t as_of_s) {
    as_of_day_ = cases::DayOf(as_of_s);
    TRY(Summary());
    TRY(By("ขั้นตอน", CaseDimension::kState, CodeList::kState));
    TRY(By("ผลคดี", CaseDimension::kOutcome, CodeList::kOutcome));
    TRY(By("ประเภทคดี", CaseDimension::kCaseType, CodeList::kCaseType));
    TRY(AgeAndSex());
    TRY(By("จังหวัด", CaseDimension::kProvince, CodeList::kProvince));
    TRY(Holds());
    TRY(DaysPerStage());
    TRY(Definitions(as_of_seq, as_of_s));
    TRY(TaxonomyBreaks());
    return Revisions();
  }

 private:
  std::string YearName(size_t i) const { return (fiscal_ ? "ปีงบประมาณ " : "ปี ") + std::to_string(years_[i]); }
  // Whether its last day was over when the last entry was made: of another year there are fewer days than it has.
  bool IsOver(size_t i) const { return periods_[i].to < as_of_day_; }

  base::Result<cases::CaseFigures> Count(size_t year, std::vector<CaseDimension> by) {
    cases::CaseQuestion question;
    question.from = periods_[year].from;
    question.to = periods_[year].to;
    question.by = std::move(by);
    return cases::CountCases(tables_, txn_, question);
  }

  base::Result<void> Summary() {
    TRY(book_.AddSheet({.name = "สรุป",
                        .columns = {{"ปี", ColumnType::kText, 18},
                                    {"คดี", ColumnType::kNumber, 14},
                                    {"เฉลี่ยต่อวัน", ColumnType::kNumber, 14},
                                    {"เปลี่ยนแปลงจากปีก่อน", ColumnType::kNumber, 20},
                                    {"ความเสียหาย (บาท)", ColumnType::kBaht, 24},
                                    {"คดีที่ไม่ทราบความเสียหาย", ColumnType::kNumber, 24}}}));
    for (size_t i = 0; i < kYears; ++i) {
      ASSIGN_OR_RETURN(const cases::CaseFigures figures, Count(i, {}));
      totals_[i] = figures.totals;
      Row row;
      row.Text(YearName(i) + (IsOver(i) ? "" : " (ยังไม่สิ้นปี)")).Number(static_cast<int64_t>(totals_[i].count));
      const uint32_t days = IsOver(i) ? figures.days : as_of_day_ + 1 - std::min(periods_[i].from, as_of_day_ + 1);
      if (days == 0)
        row.Nothing();
      else
        row.Fraction(static_cast<double>(cases::PerDayHundredths(static_cast<int64_t>(totals_[i].count), days)) / 100);
      if (i == 0 || !IsOver(i))
        row.Nothing();
      else
        row.Number(static_cast<int64_t>(totals_[i].count) - static_cast<int64_t>(totals_[i - 1].count));
      row.Number(totals_[i].damage_satang).Number(static_cast<int64_t>(totals_[i].damage_unknown));
      TRY(row.To(book_));
    }
    return {};
  }

  // Rows in the order in which the tables tell them; of all years together.
  base::Result<void> By(const std::string& sheet, CaseDimension dimension, CodeList list) {
    std::vector<WorkbookColumn> columns{{names_.Of(CodeList::kDimension, cases::Name(dimension)).th, ColumnType::kText, 44}};
    for (size_t i = 0; i < kYears; ++i) columns.push_back({YearName(i) + " (คดี)", ColumnType::kNumber, 18});
    for (size_t i = 0; i < kYears; ++i) columns.push_back({YearName(i) + " ความเสียหาย (บาท)", ColumnType::kBaht, 28});
    TRY(book_.AddSheet({.name = sheet, .columns = std::move(columns)}));
    std::vector<std::string> order;
    std::map<std::string, std::array<CaseSums, kYears>> sums;
    for (size_t i = 0; i < kYears; ++i) {
      ASSIGN_OR_RETURN(cases::CaseFigures figures, Count(i, {dimension}));
      for (const auto& row : figures.rows) sums[figures.PartOf(row, 0)][i] = row.sums;
      order = std::move(figures.names[0]);
    }
    if (dimension == CaseDimension::kCaseType) order = InThePolicesOrder(std::move(order), sums);
    for (const std::string& code : order)
      if (sums.contains(code)) TRY(AddYears(names_.Of(list, code).th, sums[code]));
    return AddYears("รวม", totals_);
  }

  // Types by their numbers, all of them though there was no case; then what the taxonomy does not know.
  template <class Sums>
  std::vector<std::string> InThePolicesOrder(std::vector<std::string> others, Sums& sums) const {
    std::vector<std::string> order;
    for (std::string& code : CaseTypesOf(taxonomy_)) {
      sums.try_emplace(code);
      std::erase(others, code);
      order.push_back(std::move(code));
    }
    order.insert(order.end(), std::make_move_iterator(others.begin()), std::make_move_iterator(others.end()));
    return order;
  }

  base::Result<void> AddYears(const std::string& name, const std::array<CaseSums, kYears>& years) {
    Row row;
    row.Text(name);
    for (const CaseSums& sums : years) row.Number(static_cast<int64_t>(sums.count));
    for (const CaseSums& sums : years) row.Number(sums.damage_satang);
    return row.To(book_);
  }

  base::Result<void> AgeAndSex() {
    TRY(book_.AddSheet({.name = "อายุและเพศ",
                        .columns = {{"ปี", ColumnType::kText, 18},
                                    {"เพศ", ColumnType::kText, 14},
                                    {"ช่วงอายุ", ColumnType::kText, 20},
                                    {"คดี", ColumnType::kNumber, 12},
                                    {"ร้อยละ", ColumnType::kNumber, 12},
                                    {"ความเสียหาย (บาท)", ColumnType::kBaht, 24}}}));
    const auto bands = *cases::AgeBands::Named("rtp");
    for (size_t i = 0; i < kYears; ++i) {
      ASSIGN_OR_RETURN(const cases::CaseFigures figures, Count(i, {CaseDimension::kSex, CaseDimension::kAgeBand}));
      for (const auto& row : figures.rows) {
        std::string band = figures.PartOf(row, 1);
        for (size_t number = 0; number < bands.count(); ++number)
          if (bands.NameOf(number) == figures.PartOf(row, 1)) band = cases::NameOfBand(bands, number).th;
        const uint32_t share = cases::ShareBp(static_cast<int64_t>(row.sums.count), static_cast<int64_t>(figures.totals.count));
        TRY(Row()
                .Text(YearName(i))
                .Text(names_.Of(CodeList::kSex, figures.PartOf(row, 0)).th)
                .Text(band)
                .Number(static_cast<int64_t>(row.sums.count))
                .Fraction(share / 100.0)
                .Number(row.sums.damage_satang)
                .To(book_));
      }
    }
    return {};
  }

  base::Result<void> Holds() {
    TRY(book_.AddSheet({.name = "การระงับเงิน",
                        .columns = {{"ปี", ColumnType::kText, 18},
                                    {"ความเสียหาย (บาท)", ColumnType::kBaht, 22},
                                    {"ขอระงับ (บาท)", ColumnType::kBaht, 22},
                                    {"ระงับ (บาท)", ColumnType::kBaht, 22},
                                    {"อายัดตามหมาย (บาท)", ColumnType::kBaht, 22},
                                    {"คืนแล้ว (บาท)", ColumnType::kBaht, 22},
                                    {"ระงับได้ทัน (บาท)", ColumnType::kBaht, 22},
                                    {"บัญชี", ColumnType::kNumber, 12},
                                    {"ร้อยละของความเสียหาย", ColumnType::kNumber, 22},
                                    {"ร้อยละของยอดที่ขอระงับ", ColumnType::kNumber, 22}}}));
    for (size_t i = 0; i < kYears; ++i) {
      const CaseSums& sums = totals_[i];
      ASSIGN_OR_RETURN(const cases::MoneyStopped stopped,
                       cases::CountMoneyStopped(tables_, txn_, periods_[i].from, periods_[i].to));
      TRY(Row()
              .Text(YearName(i))
              .Number(sums.damage_satang)
              .Number(sums.requested_satang)
              .Number(sums.held_satang)
              .Number(sums.frozen_satang)
              .Number(sums.returned_satang)
              .Number(stopped.stopped_satang)
              .Number(stopped.places)
              .Fraction(cases::ShareBp(stopped.stopped_satang, stopped.damage_satang) / 100.0)
              .Fraction(cases::ShareBp(stopped.stopped_satang, stopped.requested_satang) / 100.0)
              .To(book_));
    }
    return {};
  }

  base::Result<void> DaysPerStage() {
    TRY(book_.AddSheet({.name = "วันในแต่ละขั้นตอน",
                        .columns = {{"ปี", ColumnType::kText, 18},
                                    {"ขั้นตอน", ColumnType::kText, 30},
                                    {"คดีที่พ้นขั้นตอน", ColumnType::kNumber, 18},
                                    {"มัธยฐาน (วัน)", ColumnType::kNumber, 16},
                                    {"เปอร์เซ็นไทล์ที่ 90 (วัน)", ColumnType::kNumber, 22}}}));
    for (size_t i = 0; i < kYears; ++i) {
      ASSIGN_OR_RETURN(const auto states, cases::DaysInStates(tables_, txn_, periods_[i].from, periods_[i].to));
      for (const auto& [state, spread] : states) {
        Row row;
        row.Text(YearName(i)).Text(names_.Of(CodeList::kState, event::Name(static_cast<event::CaseState>(state))).th);
        row.Number(static_cast<int64_t>(spread.count));
        if (spread.median_halves)
          row.Fraction(static_cast<double>(*spread.median_halves) / 2);
        else
          row.Nothing();
        if (spread.p90) row.Number(*spread.p90);
        TRY(row.To(book_));
      }
    }
    return {};
  }

  base::Result<void> Definitions(uint64_t as_of_seq, int64_t as_of_s) {
    TRY(book_.AddSheet(
        {.name = "คำนิยาม", .columns = {{"รายการ", ColumnType::kText, 26}, {"ความหมาย", ColumnType::kWrapped, 100}}}));
    const std::string days = FullThaiDay(periods_.front().from) + " – " + FullThaiDay(periods_.back().to);
    const std::string position = "รายการที่ " + std::to_string(as_of_seq) + " (" + FullThaiDay(cases::DayOf(as_of_s)) + ")";
    const std::pair<const char*, std::string> kRows[] = {
        {"ช่วงเวลา", days + (fiscal_ ? " ปีงบประมาณ 1 ตุลาคม ถึง 30 กันยายน เรียกตามปีที่สิ้นสุด" : " ปีปฏิทิน")},
        {"ข้อมูล ณ", position},
        {"คดี", "ทุกคดีนับแต่รับแจ้ง ทั้งที่ยืนยันตัวตนแล้วและยังไม่ยืนยัน ตามวันที่รับแจ้ง (เวลาประเทศไทย) ไม่รวมคดีที่รวมเข้ากับคดีอื่นหรือไม่รับ"},
        {"ความเสียหาย", "ผลรวมของคดีที่ทราบความเสียหาย คดีที่ไม่ทราบแสดงจำนวนแยกไว้"},
        {"ขั้นตอน", "ขั้นตอนของคดี ณ เวลาที่จัดทำ ไม่ใช่ ณ สิ้นปีนั้น"},
        {"ขอระงับ / ระงับ / อายัด / คืน", "สี่ยอดที่ต่างกัน: ยอดที่ขอให้ธนาคารระงับ ยอดที่ธนาคารระงับอยู่ ยอดที่อายัดตามหมาย และยอดที่คืนผู้เสียหายแล้ว"},
        {"ระงับได้ทัน", "ของแต่ละบัญชี ยอดที่น้อยกว่าระหว่างยอดที่ระงับไว้กับเงินของผู้เสียหายที่ยังอยู่ในบัญชี แต่ละบาทนับครั้งเดียว"},
        {"อายุและเพศ", "ของผู้เสียหายคนแรกของคดี ช่วงอายุตามที่สำนักงานตำรวจแห่งชาติใช้"},
        {"วันในแต่ละขั้นตอน", "ของคดีที่พ้นขั้นตอนนั้นในปีนั้น เป็นวันเต็ม"},
        {"ใช้ภายในหน่วยงาน", "ตัวเลขในเล่มนี้ไม่ผ่านการปกปิดกลุ่มเล็ก การเผยแพร่ให้ใช้ตัวเลขที่ประกาศแล้ว (releases)"}};
    for (const auto& [name, text] : kRows) TRY(Row().Text(name).Text(text).To(book_));
    return {};
  }

  // What makes years that are told by case type hard to compare.
  base::Result<void> TaxonomyBreaks() {
    TRY(book_.AddSheet({.name = "การเปลี่ยนประเภทคดี",
                        .columns = {{"รายการ", ColumnType::kText, 40},
                                    {"รหัส", ColumnType::kText, 22},
                                    {"เทียบกับปัจจุบัน", ColumnType::kWrapped, 60},
                                    {"หมายเหตุ", ColumnType::kWrapped, 60}}}));
    TRY(Row().Text("บัญชีประเภทคดีที่ใช้").Text("ฉบับที่ " + std::to_string(taxonomy_.version())).To(book_));
    boost::system::error_code error;
    const boost::json::value document = boost::json::parse(taxonomy_.document(), error);
    if (error || !document.is_object()) return {};
    const auto text = [](const boost::json::value& value, const char* name) -> std::string {
      const auto* member = value.is_object() ? value.get_object().if_contains(name) : nullptr;
      return member != nullptr && member->is_string() ? std::string(std::string_view(member->get_string())) : std::string();
    };
    const auto list = [&](const char* name) {
      const auto* member = document.get_object().if_contains(name);
      return member != nullptr && member->is_array() ? member->get_array() : boost::json::array();
    };
    for (const boost::json::value& type : list("case_types")) {
      const auto* unconfirmed = type.is_object() ? type.get_object().if_contains("unconfirmed") : nullptr;
      if (unconfirmed == nullptr || !unconfirmed->is_bool() || !unconfirmed->get_bool()) continue;
      TRY(Row().Text(text(type, "th")).Text(text(type, "code")).Nothing().Text("ชื่อและลำดับยังไม่ได้รับการยืนยัน").To(book_));
    }
    for (const boost::json::value& type : list("earlier_case_types")) {
      std::string to;
      const auto* became = type.is_object() ? type.get_object().if_contains("to") : nullptr;
      size_t count = 0;
      if (became != nullptr && became->is_array())
        for (const boost::json::value& code : became->get_array()) {
          if (!code.is_string()) continue;
          to.append(to.empty() ? "" : " หรือ ").append(names_.Of(CodeList::kCaseType, std::string_view(code.get_string())).th);
          ++count;
        }
      TRY(Row()
              .Text(text(type, "th"))
              .Text(text(type, "code"))
              .Text(to)
              .Text(count > 1 ? "ประเภทเดิมแยกเป็นหลายประเภท จัดเป็นประเภทใดประเภทหนึ่งไม่ได้ เทียบข้ามปีไม่ได้" : "ประเภทเดิม")
              .To(book_));
    }
    return {};
  }

  // What was released of these years, as told and as it is now.
  base::Result<void> Revisions() {
    TRY(book_.AddSheet({.name = "การปรับปรุงตัวเลข",
                        .columns = {{"ประกาศฉบับที่", ColumnType::kText, 16},
                                    {"ช่วงเวลา", ColumnType::kText, 40},
                                    {"คดีที่ประกาศ", ColumnType::kNumber, 16},
                                    {"คดี ณ ปัจจุบัน", ColumnType::kNumber, 16},
                                    {"ผลต่าง", ColumnType::kNumber, 12},
                                    {"ความเสียหายที่ประกาศ (บาท)", ColumnType::kBaht, 26},
                                    {"ความเสียหาย ณ ปัจจุบัน (บาท)", ColumnType::kBaht, 26}}}));
    ASSIGN_OR_RETURN(const auto publications, cases::ReadPublications(tables_, txn_));
    for (const cases::Publication& publication : publications) {
      if (publication.to < periods_.front().from || publication.from > periods_.back().to) continue;
      if (publication.kind == event::ReleaseKind::kWeek) continue;
      ASSIGN_OR_RETURN(const auto release, cases::ReadRelease(tables_, txn_, publication.number));
      cases::ReleasedCells told;
      TRY(cases::AddReleasedCells(release->body.document, publication.from, publication.to, told));
      cases::CaseQuestion question;
      question.from = publication.from;
      question.to = publication.to;
      ASSIGN_OR_RETURN(const cases::CaseFigures now, cases::CountCases(tables_, txn_, question));
      const auto cell = told.cells.find("");
      const auto count = cell == told.cells.end() ? std::nullopt : cell->second.count;
      const auto damage = cell == told.cells.end() ? std::nullopt : cell->second.damage_satang;
      Row row;
      row.Text(std::to_string(publication.number)).Text(ThaiDays(publication.from, publication.to));
      if (count)
        row.Number(*count);
      else
        row.Nothing();
      row.Number(static_cast<int64_t>(now.totals.count));
      if (count)
        row.Number(static_cast<int64_t>(now.totals.count) - *count);
      else
        row.Nothing();
      if (damage)
        row.Number(*damage);
      else
        row.Nothing();
      row.Number(now.totals.damage_satang);
      TRY(row.To(book_));
    }
    return {};
  }

  WorkbookWriter& book_;
  const cases::Tables& tables_;
  const store::ReadTxn& txn_;
  bool fiscal_;
  uint32_t as_of_day_ = 0;
  const ingest::Taxonomy& taxonomy_;
  const cases::CodeNames& names_;
  std::array<uint32_t, kYears> years_{};
  std::array<cases::ReleasePeriod, kYears> periods_{};
  std::array<CaseSums, kYears> totals_{};
};

}  // namespace

base::Result<std::string> YearbookWorkbook(const cases::Tables& tables, const store::ReadTxn& txn, uint32_t year, bool fiscal,
                                           const ingest::Taxonomy& taxonomy) {
  ASSIGN_OR_RETURN(const uint64_t as_of_seq, tables.log->LastSeq(txn));
  ASSIGN_OR_RETURN(const auto last, tables.log->Read(txn, as_of_seq));
  const int64_t as_of_s = last ? last->header.time_ms / 1000 : 0;
  ASSIGN_OR_RETURN(WorkbookWriter writer, WorkbookWriter::ToBytes(as_of_s));
  Book book(writer, tables, txn, year, fiscal, taxonomy);
  TRY(book.Write(as_of_seq, as_of_s));
  TRY(writer.Finish());
  return writer.TakeBytes();
}

}  // namespace cybercheck::server
