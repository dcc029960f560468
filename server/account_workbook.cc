// SPDX-License-Identifier: Apache-2.0
#include "server/account_workbook.h"

#include "base/hex.h"
#include "ingest/workbook_writer.h"

namespace cybercheck::server {
namespace {

using event::MoneyNodeKind;
using ingest::ColumnType;
using ingest::WorkbookValue;

// What stands behind the bank, or the keyed form of a national id, which is nobody's to see.
std::string_view NameAt(const event::MoneyNode& node) {
  const std::string_view bank = node.bank();
  if (!bank.empty()) return std::string_view(node.name).substr(bank.size() + 1);
  return node.kind == MoneyNodeKind::kPromptpay && node.name.starts_with("nid:") ? std::string_view("nid:*") : node.name;
}

WorkbookValue Time(int64_t at_s) { return at_s == 0 ? WorkbookValue() : WorkbookValue(at_s); }

}  // namespace

base::Result<std::string> WriteAccounts(const std::vector<cases::Account>& accounts, int64_t now_s) {
  ASSIGN_OR_RETURN(ingest::WorkbookWriter book, ingest::WorkbookWriter::ToBytes(now_s));
  TRY(book.AddSheet({.name = "บัญชี",
                     .columns = {{"ชั้นที่", ColumnType::kNumber, 8},
                                 {"ธนาคาร", ColumnType::kText, 10},
                                 {"ประเภท", ColumnType::kText, 12},
                                 {"เลขบัญชี", ColumnType::kText, 20},
                                 {"จำนวนคดี", ColumnType::kNumber, 10},
                                 {"จำนวนรายการโอน", ColumnType::kNumber, 12},
                                 {"รายการที่พ้นข้อสงสัย", ColumnType::kNumber, 12},
                                 {"ยอดรับโอน (บาท)", ColumnType::kBaht, 16},
                                 {"ยอดขอระงับ (บาท)", ColumnType::kBaht, 16},
                                 {"ยอดระงับ (บาท)", ColumnType::kBaht, 16},
                                 {"ยอดอายัด (บาท)", ColumnType::kBaht, 16},
                                 {"ยอดคืน (บาท)", ColumnType::kBaht, 16},
                                 {"รับโอนครั้งแรก", ColumnType::kDateTime, 18},
                                 {"รับโอนล่าสุด", ColumnType::kDateTime, 18},
                                 {"สี", ColumnType::kText, 12},
                                 {"เป็นสีนี้ตั้งแต่", ColumnType::kDateTime, 18},
                                 {"id", ColumnType::kText, 36}}}));
  for (const cases::Account& account : accounts) {
    const cases::AccountShare& all = account.row.all;
    const std::string id = base::HexEncode(account.key);
    const bool coloured = account.colour && account.colour->colour;
    TRY(book.AddRow({all.level == cases::kLevelUnknown ? WorkbookValue() : WorkbookValue(int64_t{all.level}),
                     account.row.node.bank(), event::Name(account.row.node.kind), NameAt(account.row.node),
                     int64_t{account.row.cases}, int64_t{all.transfers}, int64_t{all.released}, all.received_satang,
                     account.holds.requested_satang, account.holds.held_satang, account.holds.frozen_satang,
                     account.holds.returned_satang, Time(all.first_s), Time(all.last_s),
                     coloured ? cases::ThaiName(*account.colour->colour) : std::string_view(),
                     Time(coloured ? account.colour->since_s : 0), std::string_view(id)}));
  }
  TRY(book.Finish());
  return book.TakeBytes();
}

}  // namespace cybercheck::server
