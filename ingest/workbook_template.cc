// SPDX-License-Identifier: Apache-2.0
#include "ingest/workbook_template.h"

#include <boost/json.hpp>
#include <string>
#include <vector>

#include "base/check.h"
#include "indicator/bank.h"
#include "ingest/bank_columns.h"
#include "ingest/bank_workbook.h"
#include "ingest/report_columns.h"
#include "ingest/shipped.h"

namespace cybercheck::ingest {
namespace {

struct Named {
  std::string_view name;
  WorkbookTemplate which;
};
constexpr Named kNames[] = {{"station.xlsx", WorkbookTemplate::kStation},
                            {"hotline.xlsx", WorkbookTemplate::kHotline},
                            {"online.xlsx", WorkbookTemplate::kOnline},
                            {"patrol.xlsx", WorkbookTemplate::kPatrol},
                            {"bank.xlsx", WorkbookTemplate::kBank}};

// What a column is for, and what stands in it in the example.
struct Explained {
  std::string_view thai, english, example;
};

Explained Explain(ReportColumn column) {
  switch (column) {
    case ReportColumn::kExternalId:
      return {"เลขของหน่วยงานเอง ส่งซ้ำได้โดยไม่นับซ้ำ", "Your own number; makes sending again safe", "ต.1/2568"};
    case ReportColumn::kReportedAt:
      return {"วันที่รับแจ้ง ปี พ.ศ. หรือ ค.ศ. ก็ได้", "When it was received, in either era", "24 พ.ย. 2568"};
    case ReportColumn::kReportedTime:
      return {"เวลารับแจ้ง", "Time of day it was received", "09.30 น."};
    case ReportColumn::kOccurredAt:
      return {"วันที่เกิดเหตุ", "When it happened", "23 พ.ย. 2568"};
    case ReportColumn::kOccurredTime:
      return {"เวลาเกิดเหตุ", "Time of day it happened", "18.00 น."};
    case ReportColumn::kCategory:
      return {"เลือกจากรายการ", "Choose from the list", "หลอกลวง ฉ้อโกง ฟิชชิง"};
    case ReportColumn::kCaseType:
      return {"เลือกจากรายการ หรือเลข 1–14 ของตำรวจ", "Choose from the list, or the police's number 1–14", "5"};
    case ReportColumn::kText:
      return {"เรื่องราว ระบบอ่านเบอร์ ลิงก์ และบัญชีจากข้อความนี้ด้วย เก็บแบบปิดผนึก",
              "What happened; numbers, links and accounts are taken from it; sealed",
              "โทรมาอ้างเป็นเจ้าหน้าที่ ให้กด https://parcel.example/pay"};
    case ReportColumn::kNote:
      return {"หมายเหตุของเจ้าหน้าที่ เก็บแบบปิดผนึก", "A note of the officer; sealed", ""};
    case ReportColumn::kIndicator:
      return {"เบอร์ ลิงก์ บัญชี หรือชื่อผู้ใช้ ตามที่ผู้แจ้งเขียน", "A number, link, account or handle, as it was written", "067-099-5001"};
    case ReportColumn::kPhone:
      return {"เบอร์โทรศัพท์คนร้าย หลายเบอร์คั่นด้วย ;", "The offender's phone; several parted by ;", "067-099-5001"};
    case ReportColumn::kUrl:
      return {"ลิงก์ หลายลิงก์ขึ้นบรรทัดใหม่", "Address; several on lines of their own", "https://parcel.example/pay"};
    case ReportColumn::kLine:
      return {"ไอดีไลน์ หรือ @ชื่อ หรือลิงก์", "LINE id, @name or link", "example-sample-07"};
    case ReportColumn::kTiktok:
      return {"ชื่อผู้ใช้หรือลิงก์ติ๊กต็อก", "TikTok handle or link", ""};
    case ReportColumn::kFacebook:
      return {"ชื่อเพจหรือลิงก์เฟซบุ๊ก", "Facebook page or link", ""};
    case ReportColumn::kAccount:
      return {"เลขบัญชี เขียนให้ครบทุกหลัก รวมศูนย์ข้างหน้า", "The account with all its digits, leading zeros too", "0000000001"};
    case ReportColumn::kBank:
      return {"ธนาคารของบัญชี เลือกจากรายการ", "The account's bank; choose from the list", "ธนาคารกสิกรไทย"};
    case ReportColumn::kPromptpay:
      return {"เลขพร้อมเพย์", "PromptPay id", ""};
    case ReportColumn::kSmsSender:
      return {"ชื่อผู้ส่งข้อความ ตามที่เห็นในโทรศัพท์", "The sender's name as the phone shows it", ""};
    case ReportColumn::kReporterName:
      return {"ชื่อผู้แจ้ง เก็บแบบปิดผนึก", "Name of whoever reports; sealed", "ผู้แจ้ง ตัวอย่าง"};
    case ReportColumn::kReporterPhone:
      return {"เบอร์ผู้แจ้ง เก็บแบบปิดผนึก", "Their phone; sealed", "067-099-5009"};
    case ReportColumn::kReporterNationalId:
      return {"เลขประจำตัวประชาชนผู้แจ้ง ใช้นับเท่านั้น ไม่เก็บ", "Their national id; counted by, never stored", ""};
    case ReportColumn::kContactEmail:
      return {"อีเมลติดต่อกลับ เก็บแบบปิดผนึก", "E-mail to reach them; sealed", "somebody@mail.example"};
    case ReportColumn::kContactLine:
      return {"ไลน์ติดต่อกลับ เก็บแบบปิดผนึก", "LINE to reach them; sealed", ""};
    case ReportColumn::kContactOther:
      return {"ช่องทางติดต่ออื่น เก็บแบบปิดผนึก", "Another way to reach them; sealed", ""};
  }
  return {};
}

Explained Explain(BankColumn column) {
  switch (column) {
    case BankColumn::kLevel:
      return {"ต้องกรอก 1 คือบัญชีที่ผู้เสียหายโอนไป 2 คือบัญชีถัดไป", "Needed. 1: the account the victim paid to, 2: the next", "1"};
    case BankColumn::kBankCaseId:
      return {"เลขเคสของธนาคาร (Bank Case ID)", "The bank's case id", "0042-000001"};
    case BankColumn::kReference:
      return {"เลขอ้างอิงรายการโอนของธนาคาร", "The bank's reference of the transfer", "REF000001"};
    case BankColumn::kFromBank:
      return {"ธนาคารต้นทาง ชื่อหรือรหัสสามหลัก", "Bank the money left, by name or code", "ธนาคารกสิกรไทย"};
    case BankColumn::kFromAccount:
      return {"บัญชีต้นทาง ชั้นที่ 1 เว้นว่างได้ ชั้นถัดไปต้องกรอก", "Account it left; may be empty at level 1 only", ""};
    case BankColumn::kToBank:
      return {"ธนาคารปลายทาง หรือ พร้อมเพย์", "Bank it went to, or พร้อมเพย์ (PromptPay)", "ธนาคารไทยพาณิชย์"};
    case BankColumn::kToAccount:
      return {"บัญชีปลายทาง ครบทุกหลัก หรือ ถอนเงินสด", "Account it went to, all digits, or ถอนเงินสด (cash)", "0000000002"};
    case BankColumn::kToPromptpay:
      return {"เลขพร้อมเพย์ปลายทาง เมื่อไม่ทราบบัญชี", "PromptPay id it went to, where the account is not known", ""};
    case BankColumn::kAmount:
      return {"ต้องกรอก บาท ทศนิยมไม่เกินสองตำแหน่ง", "Needed. Baht, at most two decimals", "50000.00"};
    case BankColumn::kDate:
      return {"ต้องกรอก ปี พ.ศ. หรือ ค.ศ. สี่หลัก", "Needed. A year of four digits, in either era", "24/11/2568"};
    case BankColumn::kTime:
      return {"เวลาโอน", "Time of day", "09:30:15"};
    case BankColumn::kOutcome:
      return {"เว้นว่างเมื่อยังไม่ทราบ เลือกจากรายการ", "Empty while it is not known; choose from the list", "ระงับได้บางส่วน"};
    case BankColumn::kHeld:
      return {"เงินที่ระงับได้ ไม่เกินจำนวนที่โอน", "The sum held, never more than the transfer", "20000.00"};
    case BankColumn::kAnsweredAt:
      return {"วันเวลาที่ระงับ", "When it was held", "24/11/2568 09:41"};
    case BankColumn::kHold:
      return {"รหัสคำขอระงับที่ตอบ หากมี ชั้น ต้นทาง จำนวนเงิน และวันที่ เว้นว่างได้",
              "Id of the hold request that is answered; with it level, source, amount and date may be empty", ""};
    case BankColumn::kCase:
      return {"รหัสคดีในระบบนี้ หากทราบ", "Id of the case here, where it is known", ""};
    case BankColumn::kTpoCaseId:
      return {"เลขรับแจ้งความออนไลน์ (thaipoliceonline) หากทราบ", "Case id at thaipoliceonline, where it is known", ""};
  }
  return {};
}

// The heading row of a shipped csv template: no quotes in it.
std::vector<std::string> HeadingsOf(std::string_view csv) {
  if (csv.starts_with("\xef\xbb\xbf")) csv.remove_prefix(3);
  csv = csv.substr(0, csv.find_first_of("\r\n"));
  std::vector<std::string> out;
  while (true) {
    const std::string_view heading = csv.substr(0, csv.find(','));
    out.emplace_back(heading);
    if (heading.size() == csv.size()) return out;
    csv.remove_prefix(heading.size() + 1);
  }
}

std::vector<std::string> WordsOfList(std::string_view taxonomy_json, std::string_view list) {
  boost::system::error_code broken;
  const boost::json::value value = boost::json::parse({taxonomy_json.data(), taxonomy_json.size()}, broken);
  std::vector<std::string> out;
  if (broken || !value.is_object()) return out;
  const boost::json::value* const rows = value.get_object().if_contains({list.data(), list.size()});
  if (rows == nullptr || !rows->is_array()) return out;
  for (const boost::json::value& row : rows->get_array())
    if (row.is_object())
      if (const boost::json::value* const thai = row.get_object().if_contains("th"); thai != nullptr && thai->is_string())
        out.emplace_back(thai->get_string().data(), thai->get_string().size());
  return out;
}

struct Sheet {
  WorkbookSheetDesign design;
  std::vector<Explained> columns;
  std::vector<std::string_view> names;  // in English
};

Sheet ReportSheet(std::string_view name, std::string_view csv, std::string_view taxonomy_json) {
  Sheet out;
  out.design.name = name;
  const ReportColumnMap map;
  for (const std::string& heading : HeadingsOf(csv)) {
    const auto column = map.Find(heading);
    CHECK(column.has_value());
    WorkbookColumn& added = out.design.columns.emplace_back();
    added.heading = heading;
    added.width = *column == ReportColumn::kText || *column == ReportColumn::kNote ? 40 : 18;
    if (*column == ReportColumn::kCategory) added.choices = WordsOfList(taxonomy_json, "categories");
    if (*column == ReportColumn::kCaseType) added.choices = WordsOfList(taxonomy_json, "case_types");
    if (*column == ReportColumn::kBank)
      for (const indicator::Bank& bank : indicator::Banks()) added.choices.emplace_back(bank.name_th);
    out.columns.push_back(Explain(*column));
    out.names.push_back(Name(*column));
    added.hint = out.columns.back().thai;
  }
  return out;
}

Sheet BankSheet() {
  Sheet out;
  out.design = BankSheetDesign();
  for (size_t i = 0; i < kBankColumnCount; ++i) {
    WorkbookColumn& column = out.design.columns[i];
    out.columns.push_back(Explain(static_cast<BankColumn>(i)));
    out.names.push_back(Name(static_cast<BankColumn>(i)));
    column.type = ColumnType::kText;  // to be typed into: what is typed stays as it is
    column.hint = out.columns.back().thai;
  }
  return out;
}

Sheet SheetOf(WorkbookTemplate which, std::string_view taxonomy_json) {
  switch (which) {
    case WorkbookTemplate::kStation:
      return ReportSheet("สถานีตำรวจ", ShippedStationTemplate(), taxonomy_json);
    case WorkbookTemplate::kHotline:
      return ReportSheet("สายด่วน", ShippedHotlineTemplate(), taxonomy_json);
    case WorkbookTemplate::kOnline:
      return ReportSheet("ออนไลน์", ShippedOnlineTemplate(), taxonomy_json);
    case WorkbookTemplate::kPatrol:
      return ReportSheet("ตรวจพบ", ShippedPatrolTemplate(), taxonomy_json);
    case WorkbookTemplate::kBank:
      break;
  }
  return BankSheet();
}

}  // namespace

std::optional<WorkbookTemplate> WorkbookTemplateNamed(std::string_view name) noexcept {
  for (const Named& known : kNames)
    if (known.name == name) return known.which;
  return std::nullopt;
}

base::Result<void> WriteTemplate(WorkbookTemplate which, std::string_view taxonomy_json, WorkbookWriter& book) {
  Sheet sheet = SheetOf(which, taxonomy_json);
  TRY(book.AddSheet(sheet.design));
  sheet.design.name = "ตัวอย่าง Example";
  TRY(book.AddSheet(sheet.design));
  std::vector<WorkbookValue> example;
  for (const Explained& column : sheet.columns) example.emplace_back(column.example);
  TRY(book.AddRow(example));
  TRY(book.AddSheet({.name = "คำอธิบาย Explanation",
                     .columns = {{"คอลัมน์", ColumnType::kText, 26},
                                 {"Column", ColumnType::kText, 22},
                                 {"คำอธิบาย", ColumnType::kWrapped, 60},
                                 {"Explanation", ColumnType::kWrapped, 60}}}));
  for (size_t i = 0; i < sheet.columns.size(); ++i)
    TRY(book.AddRow(
        {std::string_view(sheet.design.columns[i].heading), sheet.names[i], sheet.columns[i].thai, sheet.columns[i].english}));
  TRY(book.AddRow(
      {"", "", "กรอกในแผ่นแรกเท่านั้น คอลัมน์ทั้งหมดเป็นข้อความ ตัวเลขจึงไม่เปลี่ยน แผ่นอื่นไม่ถูกอ่าน",
       "Fill in the first sheet only; its columns are text, so that no number changes. The other sheets are not read."}));
  return {};
}

}  // namespace cybercheck::ingest
