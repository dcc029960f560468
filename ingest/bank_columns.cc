// SPDX-License-Identifier: Apache-2.0
#include "ingest/bank_columns.h"

#include <array>
#include <string>

#include "ingest/thai_date.h"

namespace cybercheck::ingest {
namespace {

using enum BankColumn;

struct Names {
  std::string_view name, thai;
};
// In the order of the enum.
constexpr std::array<Names, kBankColumnCount> kNames = {{{"level", "ชั้นที่"},
                                                         {"bank_case_id", "เลขเคสธนาคาร"},
                                                         {"reference", "เลขอ้างอิงรายการ"},
                                                         {"from_bank", "ธนาคารต้นทาง"},
                                                         {"from_account", "บัญชีต้นทาง"},
                                                         {"to_bank", "ธนาคารปลายทาง"},
                                                         {"to_account", "บัญชีปลายทาง"},
                                                         {"to_promptpay", "พร้อมเพย์ปลายทาง"},
                                                         {"amount", "จำนวนเงิน (บาท)"},
                                                         {"date", "วันที่โอน"},
                                                         {"time", "เวลาโอน"},
                                                         {"outcome", "ผลการระงับ"},
                                                         {"held", "จำนวนเงินที่ระงับได้ (บาท)"},
                                                         {"answered_at", "วันเวลาที่ระงับ"},
                                                         {"hold", "รหัสคำขอระงับ"},
                                                         {"case", "รหัสคดีในระบบ"},
                                                         {"tpo_case_id", "เลขรับแจ้งความออนไลน์"}}};
static_assert(!kNames.back().name.empty());

struct Alias {
  std::string_view text;
  BankColumn column;
};
constexpr Alias kAliases[] = {{"sub-case level", kLevel},
                              {"subcase level", kLevel},
                              {"sub case level", kLevel},
                              {"suspect level", kLevel},

                              {"ชั้น", kLevel},
                              {"แถว", kLevel},
                              {"แถวที่", kLevel},
                              {"ระดับ", kLevel},
                              {"ลำดับชั้น", kLevel},
                              {"bank case id", kBankCaseId},
                              {"case id", kBankCaseId},
                              {"bank case no", kBankCaseId},
                              {"bank case no.", kBankCaseId},
                              {"เลขที่เคสธนาคาร", kBankCaseId},
                              {"bank case id ธนาคาร", kBankCaseId},
                              {"เลขเคส", kBankCaseId},
                              {"transaction reference", kReference},
                              {"transaction ref", kReference},
                              {"ref", kReference},
                              {"reference no", kReference},
                              {"เลขอ้างอิง", kReference},
                              {"เลขที่อ้างอิง", kReference},
                              {"from bank", kFromBank},
                              {"source bank", kFromBank},
                              {"sending bank", kFromBank},
                              {"จากธนาคาร", kFromBank},
                              {"ธนาคารผู้โอน", kFromBank},
                              {"from account", kFromAccount},
                              {"source account", kFromAccount},
                              {"from account no", kFromAccount},
                              {"จากบัญชี", kFromAccount},
                              {"เลขบัญชีต้นทาง", kFromAccount},
                              {"เลขที่บัญชีต้นทาง", kFromAccount},
                              {"บัญชีผู้โอน", kFromAccount},
                              {"to bank", kToBank},
                              {"destination bank", kToBank},
                              {"receiving bank", kToBank},
                              {"ไปธนาคาร", kToBank},
                              {"ถึงธนาคาร", kToBank},
                              {"ธนาคารผู้รับ", kToBank},
                              {"ธนาคารผู้รับโอน", kToBank},
                              {"to account", kToAccount},
                              {"to account/promptpay", kToAccount},
                              {"destination account", kToAccount},
                              {"to account no", kToAccount},
                              {"ไปบัญชี", kToAccount},
                              {"ถึงบัญชี", kToAccount},
                              {"เลขบัญชีปลายทาง", kToAccount},
                              {"เลขที่บัญชีปลายทาง", kToAccount},
                              {"บัญชี/พร้อมเพย์ปลายทาง", kToAccount},
                              {"บัญชีปลายทาง/พร้อมเพย์", kToAccount},
                              {"บัญชีผู้รับ", kToAccount},
                              {"บัญชีผู้รับโอน", kToAccount},
                              {"to promptpay", kToPromptpay},
                              {"promptpay", kToPromptpay},
                              {"promptpay id", kToPromptpay},
                              {"พร้อมเพย์", kToPromptpay},
                              {"amount baht", kAmount},
                              {"transfer amount", kAmount},
                              {"จำนวนเงิน", kAmount},
                              {"จำนวนเงินที่โอน", kAmount},
                              {"ยอดเงิน", kAmount},
                              {"ยอดโอน", kAmount},
                              {"transfer date", kDate},
                              {"date and time", kDate},
                              {"date/time", kDate},
                              {"datetime", kDate},
                              {"transfer time", kDate},
                              {"transferred at", kDate},
                              {"at", kDate},
                              {"วันที่", kDate},
                              {"วันเวลา", kDate},
                              {"วันเวลาที่โอน", kDate},
                              {"วันที่และเวลา", kDate},
                              {"วันที่ทำรายการ", kDate},
                              {"เวลา", kTime},
                              {"เวลาที่โอน", kTime},
                              {"เวลาทำรายการ", kTime},
                              {"time of day", kTime},
                              {"hold outcome", kOutcome},
                              {"hold result", kOutcome},
                              {"result", kOutcome},
                              {"ผล", kOutcome},
                              {"ผลการดำเนินการ", kOutcome},
                              {"ผลการอายัด", kOutcome},
                              {"held amount", kHeld},
                              {"amount held", kHeld},
                              {"จำนวนเงินที่ระงับได้", kHeld},
                              {"ยอดที่ระงับได้", kHeld},
                              {"ยอดเงินที่ระงับได้", kHeld},
                              {"ยอดอายัด", kHeld},
                              {"จำนวนเงินที่อายัดได้", kHeld},
                              {"answered at", kAnsweredAt},
                              {"held at", kAnsweredAt},
                              {"วันที่ระงับ", kAnsweredAt},
                              {"วันเวลาที่ตอบ", kAnsweredAt},
                              {"hold id", kHold},
                              {"hold request", kHold},
                              {"เลขคำขอระงับ", kHold},
                              {"เลขที่คำขอระงับ", kHold},
                              {"tpo case id", kTpoCaseId},
                              {"tpo case no", kTpoCaseId},
                              {"tpo", kTpoCaseId},
                              {"เลข tpo", kTpoCaseId},
                              {"เลขรับแจ้ง tpo", kTpoCaseId}};

std::string Folded(std::string_view heading) {
  std::string out;
  bool blank = false;
  for (const char c : FoldWritten(heading)) {
    const bool gap = c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '_';
    if (!gap && blank && !out.empty()) out += ' ';
    if (!gap) out += c;
    blank = gap;
  }
  return out;
}

std::optional<BankColumn> Named(std::string_view folded) {
  for (size_t i = 0; i < kNames.size(); ++i)
    if (Folded(kNames[i].name) == folded || Folded(kNames[i].thai) == folded) return static_cast<BankColumn>(i);
  for (const Alias& alias : kAliases)
    if (Folded(alias.text) == folded) return alias.column;
  return std::nullopt;
}

}  // namespace

std::string_view Name(BankColumn column) noexcept { return kNames[static_cast<size_t>(column)].name; }
std::string_view ThaiHeading(BankColumn column) noexcept { return kNames[static_cast<size_t>(column)].thai; }

std::optional<BankColumn> FindBankColumn(std::string_view heading) {
  std::string folded = Folded(heading);
  if (const auto column = Named(folded)) return column;
  if (!folded.ends_with(')')) return std::nullopt;
  const size_t bracket = folded.rfind('(');
  if (bracket == std::string::npos || bracket == 0) return std::nullopt;
  folded.resize(bracket);
  while (folded.ends_with(' ')) folded.pop_back();
  return Named(folded);
}

}  // namespace cybercheck::ingest
