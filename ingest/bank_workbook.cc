// SPDX-License-Identifier: Apache-2.0
#include "ingest/bank_workbook.h"

#include <algorithm>
#include <array>

#include "base/utf8.h"
#include "event/money.h"
#include "indicator/canonical.h"
#include "ingest/account_number.h"
#include "ingest/baht.h"
#include "ingest/bank_columns.h"
#include "ingest/bank_words.h"
#include "ingest/case_resolver.h"
#include "ingest/reject_workbook.h"
#include "ingest/row_limits.h"
#include "ingest/spreadsheet_number.h"
#include "ingest/workbook_date.h"

namespace cybercheck::ingest {
namespace {

using enum BankColumn;
using base::ErrorCode;

constexpr uint32_t kHeadingRowsMax = 20;  // titles may stand above the headings
constexpr size_t kCaseIdBytesMax = 128;
constexpr size_t kPartyBytesMax = 256;
constexpr size_t kHoldIdBytesMax = 64;

std::string_view Trimmed(std::string_view text) {
  const auto blank = [](char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; };
  while (!text.empty() && blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && blank(text.back())) text.remove_suffix(1);
  return text;
}

std::string Folded(std::string_view text) {
  const std::string folded = FoldWritten(text);
  return std::string(Trimmed(folded));
}

template <size_t n>
bool IsOneOf(std::string_view folded, const std::string_view (&words)[n]) {
  return std::ranges::find(words, folded) != std::end(words);
}

std::optional<event::MoneyNodeKind> PlaceNamed(std::string_view folded) {
  const auto* const place = std::ranges::find(kPlaceWords, folded, &PlaceWord::text);
  return place == std::end(kPlaceWords) ? std::nullopt : std::optional(place->kind);
}

bool IsDigits(std::string_view text) { return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos; }

Rejection Reject(BankColumn column, std::string_view reason, std::string_view detail) {
  return {Name(column), reason, std::string(detail)};
}
Rejection Reject(BankColumn column, ErrorCode code, std::string_view detail) {
  return Reject(column, base::Describe(code).name, detail);
}
Rejection InColumn(BankColumn column, Rejection rejection) {
  rejection.column = Name(column);
  return rejection;
}

// One cell, as the column needs it.
struct Cell {
  std::string_view text;  // trimmed; of a number what the file has
  bool number = false, date = false;
  bool empty() const { return text.empty(); }
};

class RowReader {
 public:
  RowReader(const BankWorkbookOptions& options, bool epoch_1904) : options_(options), epoch_1904_(epoch_1904) {}

  // `cells` by column; those that are not there are empty.
  std::optional<Rejection> Read(const std::array<Cell, kBankColumnCount>& cells, BankTransfer& out) {
    cells_ = &cells;
    out = {};
    if (auto bad = ReadId(kHold, kHoldIdBytesMax, out.hold)) return bad;
    if (auto bad = ReadId(kCase, kHoldIdBytesMax, out.of_case)) return bad;
    if (auto bad = ReadId(kTpoCaseId, kCaseIdBytesMax, out.tpo_case_id)) return bad;
    const bool of_hold = !out.hold.empty();
    const bool by_source = options_.level_by_source && !(At(kFromBank).empty() && At(kFromAccount).empty());
    if (!(of_hold || by_source) || !At(kLevel).empty())
      if (auto bad = ReadLevel(out)) return bad;
    if (auto bad = ReadId(kBankCaseId, kCaseIdBytesMax, out.bank_case_id)) return bad;
    if (auto bad = ReadId(kReference, event::kTransferReferenceBytesMax, out.reference)) return bad;
    if (auto bad = ReadParty(kFromBank, kFromAccount, std::nullopt, out.from)) return bad;
    if (out.from.kind == BankPartyKind::kVictim) out.from.kind = BankPartyKind::kUnnamed;
    if (out.level != 1 && !of_hold && out.from.kind == BankPartyKind::kUnnamed)
      return Reject(kFromAccount, "missing_value", "from level 2 on the account the money left is needed");
    if (auto bad = ReadParty(kToBank, kToAccount, kToPromptpay, out.to)) return bad;
    if (out.to.kind == BankPartyKind::kUnnamed)
      return Reject(kToAccount, "missing_value", "the account or PromptPay id the money went to is needed");
    if (!of_hold || !At(kAmount).empty()) {
      if (auto bad = ReadAmount(kAmount, out.amount_satang)) return bad;
    }
    if (!of_hold && out.amount_satang == 0) return Reject(kAmount, "bad_amount", "an amount above 0 is needed, in baht");
    if (auto bad = ReadTime(kDate, At(kTime), out.at_s, out.at_is_day)) return bad;
    if (!of_hold && out.at_s == 0) return Reject(kDate, "missing_value", "the day of the transfer is needed");
    return ReadAnswer(out);
  }

 private:
  const Cell& At(BankColumn column) const { return (*cells_)[static_cast<size_t>(column)]; }

  std::optional<Rejection> ReadLevel(BankTransfer& out) const {
    const Cell& cell = At(kLevel);
    if (cell.empty()) return Reject(kLevel, "missing_value", "the level is needed: 1 is the account the victim paid to");
    std::string folded = Folded(cell.text);
    for (const std::string_view word : {"ชั้นที่", "ชั้น", "แถวที่", "แถว", "ระดับ", "level", "sub-case", "row"})
      if (folded.starts_with(word)) {
        folded = std::string(Trimmed(std::string_view(folded).substr(word.size())));
        break;
      }
    uint32_t level = 0;
    if (IsDigits(folded) && folded.size() <= 3) level = static_cast<uint32_t>(std::stoul(folded));
    if (level == 0 || level > kBankLevelMax) return Reject(kLevel, "bad_level", "the level is a whole number from 1 to 64");
    out.level = level;
    return std::nullopt;
  }

  std::optional<Rejection> ReadId(BankColumn column, size_t bytes_max, std::string& out) const {
    const Cell& cell = At(column);
    if (cell.number && !cell.empty() && !IsDigits(cell.text))
      return Reject(column, "spreadsheet_number",
                    "a spreadsheet has rounded or reformatted this number; make the column text and write it again");
    if (cell.text.size() > bytes_max)
      return Reject(column, ErrorCode::kValueTooLong, "at most " + std::to_string(bytes_max) + " bytes");
    if (auto bad = CheckCharacters(column, cell)) return bad;
    out = cell.text;
    return std::nullopt;
  }

  std::optional<Rejection> ReadParty(BankColumn bank_column, BankColumn account_column,
                                     std::optional<BankColumn> promptpay_column, BankParty& out) {
    const Cell &bank_cell = At(bank_column), &account = At(account_column);
    const Cell promptpay = promptpay_column ? At(*promptpay_column) : Cell();
    for (const BankColumn column : {bank_column, account_column, promptpay_column.value_or(account_column)})
      if (At(column).text.size() > kPartyBytesMax) return Reject(column, ErrorCode::kValueTooLong, "at most 256 bytes");
    const std::string bank_word = Folded(bank_cell.text);
    const indicator::Bank* const bank = FindBank(bank_cell.text);
    if (bank != nullptr) out.bank = bank->code;
    if (PlaceNamed(Folded(account.text)) == event::MoneyNodeKind::kCashOut)
      return ReadPlace(event::MoneyNodeKind::kCashOut, {}, bank_column, account_column, out);
    if (const auto place = PlaceNamed(bank_word); place && promptpay.empty())
      return ReadPlace(*place, account, bank_column, account_column, out);
    if (account.empty() && !promptpay.empty()) return ReadPromptpay(promptpay, *promptpay_column, out);
    if (IsOneOf(bank_word, kPromptpayWords)) return ReadPromptpay(account, account_column, out);
    if (account.empty()) return std::nullopt;
    std::string digits(account.text);
    if (account.number) {
      if (bank == nullptr) return BankMissing(bank_column, bank_cell);
      if (auto bad = RestoreAccount(*bank, account.text, digits, out.zeros_restored)) return InColumn(account_column, *bad);
    } else if (IsSpreadsheetNumber(Folded(account.text))) {
      return Reject(account_column, "spreadsheet_number",
                    "a spreadsheet has rounded or reformatted this number; make the column text and write it again");
    }
    // A code and a colon: digits too few or too many are then those of this bank's accounts.
    const std::string value = (bank != nullptr ? std::string(bank->code) + ":" : std::string(bank_cell.text) + " ") + digits;
    if (auto read = indicator::Canonicalize(indicator::Kind::kAccount, bank_cell.empty() ? digits : value, canonical_);
        read.has_error()) {
      const bool of_bank = read.error().code == ErrorCode::kBankMissing || read.error().code == ErrorCode::kBankUnknown;
      if (of_bank) return BankMissing(bank_column, bank_cell);
      return Reject(account_column, read.error().code,
                    read.error().detail.empty() ? "the account cannot be read" : read.error().detail);
    }
    if (canonical_.unlistable) return BankMissing(bank_column, bank_cell);
    out.kind = BankPartyKind::kAccount;
    out.bank = canonical_.key.form.substr(0, canonical_.key.form.find(':'));
    out.key = canonical_.key;
    return std::nullopt;
  }

  static std::optional<Rejection> ReadPlace(event::MoneyNodeKind kind, const Cell& name, BankColumn bank_column,
                                            BankColumn account_column, BankParty& out) {
    out.kind = kind == event::MoneyNodeKind::kVictim ? BankPartyKind::kVictim : BankPartyKind::kElsewhere;
    out.place = {kind, {}};
    if (kind == event::MoneyNodeKind::kVictim)
      return name.empty()
                 ? std::nullopt
                 : std::optional(Reject(bank_column, "contradiction", "the victim's own account has a bank; write its name"));
    if (name.text.size() > event::kMoneyNameBytesMax)
      return Reject(account_column, ErrorCode::kValueTooLong, "at most 128 bytes");
    if ((name.number && !IsDigits(name.text)) || IsSpreadsheetNumber(Folded(name.text)))
      return Reject(account_column, "spreadsheet_number",
                    "a spreadsheet has rounded or reformatted this number; make the column text and write it again");
    if (auto bad = CheckCharacters(account_column, name)) return bad;
    out.place.name = kind == event::MoneyNodeKind::kCrypto ? CryptoName(name.text) : std::string(name.text);
    if (!event::ParseMoneyNode(out.place.ToString()))
      return Reject(account_column, "missing_value", "what the address is called is needed");
    return std::nullopt;
  }

  static std::optional<Rejection> CheckCharacters(BankColumn column, const Cell& cell) {
    for (const char c : cell.text)
      if (static_cast<uint8_t>(c) < 0x20 || c == 0x7f)
        return Reject(column, "control_character", "the cell holds a control character");
    return std::nullopt;
  }

  static Rejection BankMissing(BankColumn column, const Cell& cell) {
    if (!cell.empty())
      return Reject(column, ErrorCode::kBankUnknown, "no bank is called so; write its name or its code of three digits");
    return Reject(column, ErrorCode::kBankMissing,
                  "write the bank's name or code, or พร้อมเพย์ where the number is a PromptPay id");
  }

  std::optional<Rejection> ReadPromptpay(const Cell& cell, BankColumn column, BankParty& out) {
    if (cell.empty()) return Reject(column, "missing_value", "the PromptPay id is needed");
    std::string value(cell.text);
    if (cell.number) {
      if (auto bad = RestorePromptpay(cell.text, value, out.zeros_restored)) return InColumn(column, *bad);
    } else if (IsSpreadsheetNumber(Folded(cell.text))) {
      return Reject(column, "spreadsheet_number",
                    "a spreadsheet has rounded or reformatted this number; make the column text and write it again");
    }
    if (auto read = indicator::Canonicalize(indicator::Kind::kPromptpay, value, canonical_); read.has_error())
      return Reject(column, read.error().code,
                    read.error().detail.empty() ? "the PromptPay id cannot be read" : read.error().detail);
    if (canonical_.sensitive) {
      constexpr std::string_view kNoSecret = "a national id, and no key to store it under";
      if (!options_.key_national_id || options_.key_national_id(canonical_).has_error())
        return Reject(column, "no_secret", kNoSecret);
    }
    out.kind = BankPartyKind::kPromptpay;
    out.key = canonical_.key;
    return std::nullopt;
  }

  std::optional<Rejection> ReadAmount(BankColumn column, int64_t& satang) const {
    const Cell& cell = At(column);
    const auto amount = cell.empty() ? std::nullopt : cell.number ? ReadBahtNumber(cell.text) : ReadBaht(cell.text);
    if (cell.empty()) return Reject(column, "missing_value", "an amount in baht is needed");
    if (!amount || cell.date) return Reject(column, "bad_amount", "an amount in baht with at most two decimals, as 1,234.50");
    satang = *amount;
    return std::nullopt;
  }

  // What the cells say as text that ReadThaiDate reads.
  std::optional<Rejection> WriteDate(BankColumn column, const Cell& cell, std::string& out) const {
    if (!cell.number) {
      out = cell.text;
      return std::nullopt;
    }
    const bool time_alone = column == kTime && (cell.text == "0" || cell.text.starts_with("0."));
    if (!cell.date && !time_alone)
      return Reject(column, "spreadsheet_number", "a number, not a date; format the column as date, or write the date as text");
    if (const auto refused = WriteSerial(cell.text, epoch_1904_, out)) return Reject(column, refused->reason, refused->detail);
    return std::nullopt;
  }

  std::optional<Rejection> ReadTime(BankColumn column, const Cell& time, int64_t& out_s, bool& is_day) const {
    const Cell& cell = At(column);
    if (cell.empty())
      return time.empty() ? std::nullopt : std::optional(Reject(column, "bad_time", "there is a time of day and no date"));
    std::string written, clock;
    if (auto bad = WriteDate(column, cell, written)) return bad;
    if (!time.empty()) {
      if (auto bad = WriteDate(kTime, time, clock)) return bad;
      written += " " + clock;
    }
    if (const auto refused = ReadThaiDate(written, options_.now_s, options_.order, out_s))
      return Reject(column, refused->reason, refused->detail);
    is_day = time.empty() && (out_s + kThailandS) % 86'400 == 0 && written.find(':') == std::string::npos;
    return std::nullopt;
  }

  std::optional<Rejection> ReadAnswer(BankTransfer& out) const {
    if (const Cell& cell = At(kOutcome); !cell.empty()) {
      const std::string folded = Folded(cell.text);
      const auto* const known = std::ranges::find(kOutcomeWords, std::string_view(folded), &OutcomeWord::text);
      if (known == std::end(kOutcomeWords))
        return Reject(kOutcome, "unknown_outcome",
                      "one of held, partly, nothing_left, wrong_account, refused, or their Thai words");
      out.outcome = known->outcome;
    }
    if (!At(kHeld).empty()) {
      int64_t held = 0;
      if (auto bad = ReadAmount(kHeld, held)) return bad;
      out.held_satang = held;
    }
    int64_t answered_s = 0;
    bool day = false;
    if (auto bad = ReadTime(kAnsweredAt, Cell(), answered_s, day)) return bad;
    if (answered_s != 0) out.answered_s = answered_s;
    const bool holds = out.outcome == BankOutcome::kHeld || out.outcome == BankOutcome::kPartly;
    constexpr std::string_view kContradiction = "contradiction";
    if (out.held_satang && out.amount_satang != 0 && *out.held_satang > out.amount_satang)
      return Reject(kHeld, kContradiction, "more was held than was transferred: a hold covers the transfer's sum alone");
    if (out.held_satang.value_or(0) > 0 && !holds)
      return Reject(kOutcome, kContradiction, "a sum was held, and the outcome says otherwise");
    if (holds && out.held_satang == std::optional<int64_t>(0))
      return Reject(kHeld, kContradiction, "the outcome says that money was held, and the sum is 0");
    if (out.outcome == BankOutcome::kPartly && !out.held_satang)
      return Reject(kHeld, "missing_value", "where a part was held its sum is needed");
    return std::nullopt;
  }

  const BankWorkbookOptions& options_;
  const bool epoch_1904_;
  const std::array<Cell, kBankColumnCount>* cells_ = nullptr;
  indicator::Canonical canonical_;
};

// Which column means what.
struct Headings {
  std::vector<std::string> texts;
  std::vector<std::optional<BankColumn>> meaning;
  std::array<bool, kBankColumnCount> found{};

  bool Has(BankColumn column) const { return found[static_cast<size_t>(column)]; }
  size_t Count() const { return static_cast<size_t>(std::ranges::count(found, true)); }
};

base::Result<Headings> ReadHeadings(const WorkbookRow& row) {
  Headings out;
  for (const WorkbookCell& cell : row.cells) {
    if (cell.column >= kColumnsMax)
      return base::Fail(ErrorCode::kBadFeed,
                        "row " + std::to_string(row.number) + " goes on beyond column " + ColumnLetters(kColumnsMax - 1));
    out.texts.resize(cell.column + 1);
    out.meaning.resize(cell.column + 1);
    out.texts.back() = Trimmed(cell.text);
    const auto column = IsRejectHeading(out.texts.back()) ? std::nullopt : FindBankColumn(out.texts.back());
    if (!column) continue;
    bool& found = out.found[static_cast<size_t>(*column)];
    if (found) return base::Fail(ErrorCode::kBadFeed, "two columns mean " + std::string(Name(*column)));
    found = true;
    out.meaning.back() = column;
  }
  return out;
}

std::string Listed(const std::vector<std::string>& headings) {
  std::string out;
  for (const std::string& heading : headings)
    if (!heading.empty() && out.size() < 400) (out += out.empty() ? "" : ", ") += heading.substr(0, 64);
  return base::IsValidUtf8(out) ? out : "names that are cut";
}

base::Result<void> CheckHeadings(const Headings& headings) {
  constexpr std::pair<BankColumn, BankColumn> kNeeded[] = {
      {kLevel, kLevel}, {kToAccount, kToPromptpay}, {kAmount, kAmount}, {kDate, kDate}};
  for (const auto& [column, other] : kNeeded)
    if (!headings.Has(column) && !headings.Has(other))
      return base::Fail(ErrorCode::kBadFeed, "no column is called " + std::string(Name(column)) + " or " +
                                                 std::string(ThaiHeading(column)) + " (there are: " + Listed(headings.texts) +
                                                 "); cybercheck export --template bank.xlsx shows them all");
  return {};
}

class SheetReader {
 public:
  SheetReader(const WorkbookReader& workbook, const BankWorkbookOptions& options, const OnBankHeadings& on_headings,
              const OnBankRow& on_row, BankWorkbookSummary& summary)
      : epoch_1904_(workbook.epoch_1904()),
        on_headings_(on_headings),
        on_row_(on_row),
        summary_(summary),
        rows_(options, epoch_1904_) {}

  base::Result<void> OnRow(const WorkbookRow& row) {
    if (!begun_) return OnHeading(row);
    return OnTransfer(row);
  }
  base::Result<void> Finish() const { return begun_ ? base::Result<void>() : CheckHeadings(headings_); }

 private:
  // The first row that names most of what is needed; titles above it are passed over.
  base::Result<void> OnHeading(const WorkbookRow& row) {
    ASSIGN_OR_RETURN(Headings read, ReadHeadings(row));
    if (headings_.texts.empty() || read.Count() > headings_.Count()) headings_ = std::move(read);
    if (CheckHeadings(headings_).has_error())
      return ++heading_rows_ < kHeadingRowsMax ? base::Result<void>() : CheckHeadings(headings_);
    begun_ = true;
    summary_.headings = headings_.texts;
    for (size_t i = 0; i < headings_.texts.size(); ++i)
      if (!headings_.meaning[i] && !headings_.texts[i].empty() && !IsRejectHeading(headings_.texts[i]))
        summary_.ignored_headings.push_back(headings_.texts[i]);
    return on_headings_ ? on_headings_(summary_.headings) : base::Result<void>();
  }

  base::Result<void> OnTransfer(const WorkbookRow& row) {
    std::array<Cell, kBankColumnCount> cells;
    std::optional<Rejection> broken;
    bool any = false;
    out_ = {};
    out_.number = row.number;
    out_.cells.assign(headings_.texts.size(), {});
    for (const WorkbookCell& cell : row.cells) {
      if (cell.column >= headings_.meaning.size()) continue;
      out_.cells[cell.column] = ShownText(cell, epoch_1904_);
      const auto column = headings_.meaning[cell.column];
      if (!column) continue;
      any = any || !Trimmed(cell.text).empty() || cell.type == WorkbookCell::Type::kError;
      if (cell.type == WorkbookCell::Type::kError && !broken)
        broken = Reject(*column, "cell_error", "the cell holds an error, or a formula without its value; write the value itself");
      cells[static_cast<size_t>(*column)] = {Trimmed(cell.text), cell.type == WorkbookCell::Type::kNumber, cell.date};
    }
    if (!any) return {};
    ++summary_.rows;
    out_.rejection = broken ? std::move(broken) : rows_.Read(cells, out_.transfer);
    summary_.rejected += out_.rejection.has_value();
    return on_row_(out_);
  }

  const bool epoch_1904_;
  const OnBankHeadings& on_headings_;
  const OnBankRow& on_row_;
  BankWorkbookSummary& summary_;
  RowReader rows_;
  Headings headings_;
  bool begun_ = false;
  uint32_t heading_rows_ = 0;
  BankWorkbookRow out_;
};

}  // namespace

event::MoneyNode NodeOf(const BankParty& party) {
  if (party.kind == BankPartyKind::kElsewhere) return party.place;
  if (!party.key) return {};
  return {party.kind == BankPartyKind::kPromptpay ? event::MoneyNodeKind::kPromptpay : event::MoneyNodeKind::kAccount,
          party.key->form};
}

BankParty PartyOf(const event::MoneyNode& node) {
  BankParty party;
  party.bank = node.bank();
  switch (node.kind) {
    case event::MoneyNodeKind::kVictim:
      party.kind = BankPartyKind::kVictim;
      break;
    case event::MoneyNodeKind::kAccount:
      party.kind = BankPartyKind::kAccount;
      party.key = indicator::Key{indicator::Kind::kAccount, node.name};
      break;
    case event::MoneyNodeKind::kPromptpay:
      party.kind = BankPartyKind::kPromptpay;
      party.key = indicator::Key{indicator::Kind::kPromptpay, node.name};
      break;
    default:
      party.kind = BankPartyKind::kElsewhere;
      party.place = node;
      break;
  }
  return party;
}

base::Result<BankWorkbookSummary> ReadBankWorkbook(WorkbookReader& workbook, const BankWorkbookOptions& options,
                                                   const OnBankHeadings& on_headings, const OnBankRow& on_row) {
  BankWorkbookSummary summary;
  ASSIGN_OR_RETURN(const size_t sheet, workbook.FindSheet(options.sheet));
  summary.sheet = workbook.sheets()[sheet].name;
  TRY(workbook.Verify(sheet));
  SheetReader reader(workbook, options, on_headings, on_row, summary);
  TRY(workbook.ReadRows(sheet, [&](const WorkbookRow& row) { return reader.OnRow(row); }));
  TRY(reader.Finish());
  return summary;
}

}  // namespace cybercheck::ingest
