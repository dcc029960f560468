// SPDX-License-Identifier: Apache-2.0
#include "ingest/bank_workbook.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "indicator/canonical.h"
#include "ingest/account_number.h"
#include "ingest/baht.h"
#include "ingest/bank_columns.h"
#include "ingest/reject_workbook.h"
#include "tests/ingest/zip_bytes.h"

namespace cybercheck::ingest {
namespace {

using testing::ElementsAre;

constexpr int64_t kNow = 1764000000;  // 2025-11-24T23:00:00+07:00

std::string Escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '<')
      out += "&lt;";
    else if (c == '&')
      out += "&amp;";
    else
      out += c;
  }
  return out;
}

// A row of cells: "text", "#number", "@number shown as a date", "!error"; empty: no cell.
std::string Row(uint32_t number, const std::vector<std::string>& cells) {
  std::string out = "<row r=\"" + std::to_string(number) + "\">";
  for (size_t i = 0; i < cells.size(); ++i) {
    if (cells[i].empty()) continue;
    const std::string at = "<c r=\"" + CellName(static_cast<uint32_t>(i), number) + "\"";
    const std::string value = "<v>" + Escaped(std::string_view(cells[i]).substr(1)) + "</v></c>";
    if (cells[i][0] == '#')
      out += at + ">" + value;
    else if (cells[i][0] == '@')
      out += at + " s=\"1\">" + value;
    else if (cells[i][0] == '!')
      out += at + " t=\"e\">" + value;
    else
      out += at + " t=\"str\"><v>" + Escaped(cells[i]) + "</v></c>";
  }
  return out + "</row>";
}

std::string Party(const BankParty& party) {
  if (party.kind == BankPartyKind::kElsewhere) return party.place.ToString();
  constexpr std::string_view kKinds[] = {"-", "", "", "", "victim"};
  return party.key ? party.key->ToString() + (party.zeros_restored ? " (zeros)" : "")
                   : std::string(kKinds[static_cast<size_t>(party.kind)]);
}

struct ReadBook {
  std::vector<std::string> rows;
  std::vector<BankTransfer> transfers;
  BankWorkbookSummary summary;
  std::string refusal, rejects;
};

ReadBook Read(std::string_view bytes) {
  ReadBook out;
  auto book = WorkbookReader::Open(bytes);
  if (book.has_error()) {
    out.refusal = base::ToString(book.error());
    return out;
  }
  RejectWorkbook rejects = RejectWorkbook::InMemory(kNow);
  BankWorkbookOptions options;
  options.now_s = kNow;
  options.key_national_id = [](indicator::Canonical& canonical) -> base::Result<void> {
    indicator::KeyNationalId(std::vector<uint8_t>(32, 1), canonical);
    return {};
  };
  const auto headings = [&](const std::vector<std::string>& texts) -> base::Result<void> {
    rejects.SetHeadings("โอน", texts);
    return {};
  };
  const auto done = ReadBankWorkbook(*book, options, headings, [&](const BankWorkbookRow& row) -> base::Result<void> {
    std::string text = std::to_string(row.number) + " ";
    if (row.rejection) {
      text += std::string(row.rejection->column) + ": " + std::string(row.rejection->reason);
      TRY(rejects.Add(row.number, *row.rejection, row.cells));
    } else {
      const BankTransfer& t = row.transfer;
      text += std::to_string(t.level) + " " + Party(t.from) + " > " + Party(t.to) + " " + std::to_string(t.amount_satang) + " " +
              std::to_string(t.at_s) + (t.at_is_day ? "d" : "") + " " + std::string(Name(t.outcome)) +
              (t.held_satang ? " " + std::to_string(*t.held_satang) : "");
      out.transfers.push_back(t);
    }
    out.rows.push_back(text);
    return {};
  });
  if (done.has_error())
    out.refusal = base::ToString(done.error());
  else
    out.summary = *done;
  EXPECT_TRUE(rejects.Finish().has_value());
  out.rejects = *rejects.TakeBytes();
  return out;
}

const std::vector<std::string> kHeadings = {"Sub-case level", "เลขเคสธนาคาร",       "From Bank",      "เลขบัญชีต้นทาง",
                                            "ธนาคารปลายทาง",  "บัญชี/พร้อมเพย์ปลายทาง", "จำนวนเงิน (บาท)", "วันที่โอน",
                                            "เวลา",           "ผลการระงับ",          "ยอดที่ระงับได้",     "ชื่อบัญชี"};

std::string Book(const std::vector<std::vector<std::string>>& rows) {
  std::string xml = Row(1, kHeadings);
  for (size_t i = 0; i < rows.size(); ++i) xml += Row(static_cast<uint32_t>(i + 2), rows[i]);
  return WorkbookBytes({{std::string(kSheetPart), SheetXml(xml)}});
}

constexpr int64_t kTenthHalfPastNine = 1762741800;  // 10 November 2025, 09:30 in Thailand

TEST(BankWorkbookTest, TransfersAsBanksWriteThem) {
  const ReadBook read = Read(Book({
      {"1", "0042-1", "KBANK", "", "ไทยพาณิชย์", "000-0-00000-2", "50,000.00", "10 พ.ย. 2568", "๐๙.๓๐ น.", "ระงับได้บางส่วน",
       "#20000.5", "ชื่อ"},
      {"ชั้นที่ 2", "0042-1", "#14", "0000000002", "006", "๐๐๐๐๐๐๐๐๐๓", "#29999.500000000004", "@45971.395833333336", "", "", "", ""},
      {"#2", "", "SCB", "0000000002", "KTB", "#12345678", "#100", "@45971", "@0.39583333333333331", "held", "", ""},
      {"3", "", "KTB", "0000000003", "พร้อมเพย์", "#812345678", "#1", "10/11/2568", "", "", "", ""},
      {"3", "", "KTB", "0000000003", "PromptPay", "1-1017-00230-70-8", "#1", "10/11/2568", "", "", "", ""},
      {"3", "", "KTB", "0000000003", "", "ถอนเงินสด", "500 บาท", "10/11/2568", "", "", "", ""},
      {"4", "", "KTB", "0000000003", "034", "#12345678901", "#7", "@244298", "", "nothing_left", "#0", ""},
  }));
  EXPECT_EQ(read.refusal, "");
  const std::string at = std::to_string(kTenthHalfPastNine), day = std::to_string(kTenthHalfPastNine - 34'200);
  ASSERT_EQ(read.rows.size(), 7u);
  EXPECT_EQ(read.rows[0], "2 1 - > account:014:0000000002 5000000 " + at + " partly 2000050");
  EXPECT_EQ(read.rows[1], "3 2 account:014:0000000002 > account:006:0000000003 2999950 " + at + " ");
  EXPECT_EQ(read.rows[2], "4 2 account:014:0000000002 > account:006:0012345678 (zeros) 10000 " + at + " held");
  EXPECT_EQ(read.rows[3], "5 3 account:006:0000000003 > promptpay:mobile:+66812345678 (zeros) 100 " + day + "d ");
  EXPECT_TRUE(read.rows[4].starts_with("6 3 account:006:0000000003 > promptpay:nid:")) << read.rows[4];
  EXPECT_EQ(read.rows[4].find("1101700230708"), std::string::npos);
  EXPECT_EQ(read.rows[5], "7 3 account:006:0000000003 > cash_out: 50000 " + day + "d ");
  // Typed as the year 2568 of the Christian calendar: 10 November.
  EXPECT_EQ(read.rows[6], "8 4 account:006:0000000003 > account:034:012345678901 (zeros) 700 " + day + "d nothing_left 0");
  EXPECT_EQ(read.summary.rows, 7u);
  EXPECT_EQ(read.summary.rejected, 0u);
  EXPECT_THAT(read.summary.ignored_headings, ElementsAre("ชื่อบัญชี"));
  EXPECT_EQ(read.rejects, "");
}

TEST(BankWorkbookTest, WhatIsDoubtfulIsRejectedAndNamed) {
  const std::vector<std::string> good = {"1", "", "", "", "SCB", "0000000002", "#100", "10/11/2568", "", "", "", ""};
  struct Case {
    size_t column;
    std::string cell;
    std::string_view rejection;
  };
  const Case cases[] = {
      {0, "", "level: missing_value"},
      {0, "0", "level: bad_level"},
      {0, "#1.5", "level: bad_level"},
      {1, "#4.2E+15", "bank_case_id: spreadsheet_number"},
      {4, "", "to_bank: bank_missing"},
      {4, "ธนาคารที่ไม่มี", "to_bank: bank_unknown"},
      {5, "", "to_account: missing_value"},
      {5, "#1.23457E+11", "to_account: spreadsheet_number"},
      {5, "1.23457E+11", "to_account: spreadsheet_number"},
      {5, "1234567890.0", "to_account: spreadsheet_number"},
      {5, "#1234567890.5", "to_account: spreadsheet_number"},
      {5, "#1234567", "to_account: account_length"},
      {5, "123456789", "to_account: account_length"},
      {5, "xxx-x-x6789-0", "to_account: account_masked"},
      {5, "!#N/A", "to_account: cell_error"},
      {6, "", "amount: missing_value"},
      {6, "#0", "amount: bad_amount"},
      {6, "#-5", "amount: bad_amount"},
      {6, "#1.005", "amount: bad_amount"},
      {6, "1,23", "amount: bad_amount"},
      {6, "@45971", "amount: bad_amount"},
      {7, "", "date: missing_value"},
      {7, "#45971", "date: spreadsheet_number"},
      {7, "@25520.5", "date: ambiguous_date"},  // 1969: 12 typed as a year of two digits
      {7, "@244412", "date: time_in_future"},   // the year 2569
      {7, "@244043", "date: bad_time"},         // 29 February 2568: no such day in 2025
      {7, "3/2/2025", "date: ambiguous_date"},
      {9, "อาจจะ", "outcome: unknown_outcome"},
      {9, "partly", "held: missing_value"},
      {10, "#50", "outcome: contradiction"},
      {10, "#500", "held: contradiction"},
  };
  std::vector<std::vector<std::string>> rows;
  std::vector<std::string> expected;
  for (const Case& one : cases) {
    rows.push_back(good);
    rows.back()[one.column] = one.cell;
    expected.push_back(std::to_string(rows.size() + 1) + " " + std::string(one.rejection));
  }
  // From the second level on money leaves an account that is known.
  rows.push_back(good);
  rows.back()[0] = "2";
  expected.push_back(std::to_string(rows.size() + 1) + " from_account: missing_value");
  // A bank of accounts of 10 and 12 digits: 10 of a number may be 12.
  rows.push_back(good);
  rows.back()[4] = "ธ.ก.ส.";
  rows.back()[5] = "#1234567890";
  expected.push_back(std::to_string(rows.size() + 1) + " to_account: ambiguous_account");
  const ReadBook read = Read(Book(rows));
  EXPECT_EQ(read.rows, expected);

  // They come back as a workbook: the cells as they stood, and why.
  auto book = WorkbookReader::Open(std::string_view(read.rejects));
  ASSERT_TRUE(book.has_value()) << base::ToString(book.error());
  std::vector<std::vector<std::string>> told;
  ASSERT_TRUE(book->ReadRows(0,
                             [&](const WorkbookRow& row) -> base::Result<void> {
                               told.emplace_back();
                               for (uint32_t column = 0; column < 17; ++column) {
                                 const WorkbookCell* const cell = row.Find(column);
                                 told.back().emplace_back(cell == nullptr ? "" : cell->text);
                               }
                               return {};
                             })
                  .has_value());
  ASSERT_EQ(told.size(), rows.size() + 1);
  EXPECT_EQ(told[0][5], "บัญชี/พร้อมเพย์ปลายทาง");
  EXPECT_THAT(std::vector<std::string>(told[0].begin() + 12, told[0].end()),
              ElementsAre("row", "column", "reason", "สาเหตุ", "explanation"));
  EXPECT_EQ(told[8][5], "1.23457E+11");
  EXPECT_EQ(told[8][12], "9");
  EXPECT_EQ(told[8][13], "to_account");
  EXPECT_EQ(told[8][14], "spreadsheet_number");
  EXPECT_THAT(told[8][15], testing::HasSubstr("จัดรูปแบบคอลัมน์เป็นข้อความ"));
  EXPECT_THAT(told[8][16], testing::HasSubstr("make the column text"));
  // The rejects, sent as they are, are read like any other workbook; their own columns mean nothing.
  const ReadBook again = Read(read.rejects);
  EXPECT_EQ(again.refusal, "");
  EXPECT_EQ(again.summary.rows, rows.size());
  EXPECT_THAT(again.summary.ignored_headings, ElementsAre("ชื่อบัญชี"));
}

TEST(BankWorkbookTest, HeadingsMayStandBelowATitleAndAreNamedWhenMissing) {
  const std::string titled = WorkbookBytes(
      {{std::string(kSheetPart), SheetXml(Row(1, {"รายงานเส้นทางเงิน"}) +
                                          Row(3, {"level", "to bank", "to account", "amount", "date and time", "to_promptpay"}) +
                                          Row(4, {"1", "004", "0000000001", "1.50", "2025-11-10 09:30", "081-234-5678"}))}});
  const ReadBook read = Read(titled);
  EXPECT_THAT(read.rows, ElementsAre("4 1 - > account:004:0000000001 150 " + std::to_string(kTenthHalfPastNine) + " "));
  const std::string other =
      WorkbookBytes({{std::string(kSheetPart), SheetXml(Row(1, {"level", "amount", "x"}) + Row(2, {"1", "2", "3"}))}});
  EXPECT_EQ(Read(other).refusal,
            "bad_feed: no column is called to_account or บัญชีปลายทาง (there are: level, amount, x); cybercheck export --template "
            "bank.xlsx shows them all");
  const std::string twice = WorkbookBytes({{std::string(kSheetPart), SheetXml(Row(1, {"level", "ชั้นที่"}))}});
  EXPECT_EQ(Read(twice).refusal, "bad_feed: two columns mean level");
}

TEST(BankWorkbookTest, WhatIsWrittenIsReadBack) {
  const ReadBook first = Read(Book({
      {"1", "0042-1", "KBANK", "", "ไทยพาณิชย์", "0000000002", "50,000.01", "10 พ.ย. 2568", "09:30:15", "ระงับได้บางส่วน", "#20000.5",
       ""},
      {"2", "0042-1", "SCB", "0000000002", "พร้อมเพย์", "081-234-5678", "#7", "10/11/2568", "", "", "", ""},
      {"3", "", "KTB", "0000000003", "พร้อมเพย์", "004999000000001", "#1", "10/11/2568", "", "", "", ""},
      {"3", "", "KTB", "0000000003", "", "cash", "#1", "10/11/2568", "23:59:59", "refused", "", ""},
      {"4", "", "พร้อมเพย์", "081-234-5678", "คริปโต", "0xABC", "#1", "10/11/2568", "", "", "", ""},
      {"5", "", "Crypto", "0xABC", "Wallet", "W 7", "#1", "10/11/2568", "", "", "", ""},
      {"5", "", "วอลเล็ต", "W 7", "ผู้เสียหาย", "", "#1", "10/11/2568", "", "", "", ""},
      {"1", "", "victim", "", "ถอนเงินสด", "ATM 5", "#1", "10/11/2568", "", "", "", ""},
      {"1", "", "", "", "ต่างประเทศ", "", "#1", "10/11/2568", "", "", "", ""},
  }));
  EXPECT_THAT(first.rows,
              testing::IsSupersetOf({"6 4 promptpay:mobile:+66812345678 > crypto:0xabc 100 1762707600d ",
                                     "7 5 crypto:0xabc > wallet:W 7 100 1762707600d ", "8 5 wallet:W 7 > victim 100 1762707600d ",
                                     "9 1 - > cash_out:ATM 5 100 1762707600d ", "10 1 - > foreign: 100 1762707600d "}));
  ASSERT_EQ(first.transfers.size(), 9u) << testing::PrintToString(first.rows);
  auto book = WorkbookWriter::ToBytes(kNow);
  ASSERT_TRUE(book.has_value());
  auto writer = BankWorkbookWriter::Begin(*book);
  ASSERT_TRUE(writer.has_value());
  for (const BankTransfer& transfer : first.transfers) ASSERT_TRUE(writer->Add(transfer).has_value());
  ASSERT_TRUE(book->Finish().has_value());
  const ReadBook second = Read(*book->TakeBytes());
  EXPECT_EQ(second.refusal, "");
  EXPECT_EQ(second.rows, first.rows);
}

TEST(BankWorkbookTest, EveryColumnIsFoundByItsNames) {
  for (size_t i = 0; i < kBankColumnCount; ++i) {
    const auto column = static_cast<BankColumn>(i);
    EXPECT_EQ(FindBankColumn(Name(column)), column);
    EXPECT_EQ(FindBankColumn(ThaiHeading(column)), column);
    EXPECT_FALSE(IsRejectHeading(Name(column)));
  }
  EXPECT_EQ(FindBankColumn("  TO  Account "), BankColumn::kToAccount);
  EXPECT_FALSE(FindBankColumn("ชื่อบัญชี").has_value());
}

TEST(BahtTest, Amounts) {
  const std::pair<std::string_view, int64_t> good[] = {{"1,234.50", 123450},
                                                       {"๑๒๓๔.๕ บาท", 123450},
                                                       {"฿50", 5000},
                                                       {"50.-", 5000},
                                                       {"50 THB", 5000},
                                                       {"0", 0},
                                                       {"1,234,567", 123456700},
                                                       {"10000000000000", 1'000'000'000'000'000}};
  for (const auto& [text, satang] : good) EXPECT_EQ(ReadBaht(text), satang) << text;
  for (const std::string_view bad :
       {"", "-1", "1.234", "1,23", "12,34,567", ",123", "1.", "1.2.3", "1e5", "10000000000000.01", "บาท", "99999999999999999999"})
    EXPECT_FALSE(ReadBaht(bad).has_value()) << bad;
  EXPECT_EQ(ReadBahtNumber("12345.670000000002"), 1234567);
  EXPECT_EQ(ReadBahtNumber("1E+5"), 10'000'000);
  for (const std::string_view bad : {"1.005", "-1", "1E+30", "x"}) EXPECT_FALSE(ReadBahtNumber(bad).has_value()) << bad;
}

TEST(AccountNumberTest, ZerosComeBackOnlyWhereNothingElseCanBeMeant) {
  std::string digits;
  bool restored = false;
  const indicator::Bank& kbank = *FindBank("กสิกรไทย");
  EXPECT_FALSE(RestoreAccount(kbank, "12345678", digits, restored));
  EXPECT_EQ(digits, "0012345678");
  EXPECT_TRUE(restored);
  EXPECT_FALSE(RestoreAccount(kbank, "1234567890", digits, restored));
  EXPECT_FALSE(restored);
  EXPECT_EQ(RestoreAccount(kbank, "1234567", digits, restored)->reason, "account_length");
  EXPECT_EQ(RestoreAccount(kbank, "12345678901", digits, restored)->reason, "account_length");
  EXPECT_EQ(RestoreAccount(kbank, "1E+9", digits, restored)->reason, "spreadsheet_number");
  const indicator::Bank& gsb = *FindBank("30");
  EXPECT_EQ(gsb.code, "030");
  EXPECT_FALSE(RestoreAccount(gsb, "1234567890", digits, restored));
  EXPECT_EQ(digits, "001234567890");
  EXPECT_FALSE(RestoreAccount(gsb, "1234567890123", digits, restored));
  EXPECT_EQ(digits, "001234567890123");
  EXPECT_EQ(RestoreAccount(*FindBank("HSBC"), "1234567890", digits, restored)->reason, "ambiguous_account");
  EXPECT_FALSE(RestorePromptpay("812345678", digits, restored));
  EXPECT_EQ(digits, "0812345678");
  EXPECT_FALSE(RestorePromptpay("1101700230708", digits, restored));
  EXPECT_EQ(RestorePromptpay("4999000000001", digits, restored)->reason, "ambiguous_account");
  EXPECT_EQ(RestorePromptpay("21234567", digits, restored)->reason, "ambiguous_account");
  EXPECT_EQ(FindBank("bayview"), nullptr);
  EXPECT_EQ(FindBank("4")->code, "004");
}

}  // namespace
}  // namespace cybercheck::ingest
