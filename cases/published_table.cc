// SPDX-License-Identifier: Apache-2.0
#include "cases/published_table.h"

#include <algorithm>
#include <iterator>

namespace cybercheck::cases {
namespace {

__extension__ using Wide = __int128;

constexpr std::string_view kChecks[] = {"sum", "share", "share_sum", "per_day", "change", "change_share"};
constexpr int64_t kHundred = 100 * kPrintedUnit;

// All that a printed figure may stand for, doubled so that half a digit is whole: from `low` to `high`.
struct Span {
  Wide low = 0, high = 0;
  void Add(const Span& more) {
    low += more.low;
    high += more.high;
  }
  bool Meets(const Span& other) const { return low <= other.high && other.low <= high; }
};

// What is counted is printed in full, or cut at a digit; what is computed is always rounded.
Span SpanOf(const PrintedFigure& figure, bool computed) {
  const Wide slack = figure.exact && !computed ? 0 : figure.last_digit;
  return {Wide{2} * figure.value - slack, Wide{2} * figure.value + slack};
}

// `numerator / denominator`, rounded half up to whole steps.
int64_t Rounded(Wide numerator, Wide denominator, int64_t step) {
  if (denominator < 0) {
    numerator = -numerator;
    denominator = -denominator;
  }
  const Wide units = denominator * step;
  const Wide shifted = 2 * numerator + units;
  Wide quotient = shifted / (2 * units);
  if (shifted < 0 && quotient * 2 * units != shifted) --quotient;
  return static_cast<int64_t>(quotient * step);
}

class Reconciler {
 public:
  explicit Reconciler(const PublishedTable& table) : table_(table) {
    for (const auto& row : table.rows)
      if (row.is_total) total_ = &row;
  }

  Reconciliation Run() {
    for (const auto& measure : table_.measures) {
      for (const auto& row : table_.rows) {
        if (measure.count) CheckSum(row, measure.name, *measure.count, TableCheck::kSum, std::nullopt);
        if (measure.before) CheckSum(row, table_.columns[*measure.before], *measure.before, TableCheck::kSum, std::nullopt);
        if (measure.change && !HasPeriods())
          CheckSum(row, table_.columns[*measure.change], *measure.change, TableCheck::kSum, std::nullopt);
        if (measure.share) {
          // Shares of nothing make nothing.
          const PrintedFigure* whole = At(row, measure.count);
          if (whole == nullptr || whole->value != 0)
            CheckSum(row, table_.columns[*measure.share], *measure.share, TableCheck::kShareSum, kHundred);
          CheckShare(row, measure);
        }
        if (measure.per_day) CheckPerDay(row, measure);
        if (measure.change) CheckChange(row, measure);
        if (measure.change_share) CheckChangeShare(row, measure);
      }
      // Shares that no row of a total gathers still make up a whole.
      if (measure.share && total_ == nullptr) CheckSharesAlone(*measure.share);
    }
    return std::move(out_);
  }

 private:
  using Row = PublishedTable::Row;
  using Measure = PublishedTable::Measure;

  static const PrintedFigure* At(const Row& row, std::optional<size_t> column) {
    return column && row.figures[*column] ? &*row.figures[*column] : nullptr;
  }
  bool IsPartOf(const Row& part, const Row& whole) const {
    if (&part == &whole || part.is_total) return false;
    if (part.part_of.empty()) return whole.is_total;
    return std::find(part.part_of.begin(), part.part_of.end(), whole.name) != part.part_of.end() ||
           (whole.is_total && std::find(part.part_of.begin(), part.part_of.end(), "total") != part.part_of.end());
  }
  void Slip(TableCheck check, const Row& row, std::string_view column, const PrintedFigure& printed, int64_t right) {
    const auto format = [&printed](int64_t value) { return FormatPrinted(value, printed.last_digit); };
    out_.slips.push_back(
        {check, row.name, std::string(column), format(printed.value), format(right), format(printed.value - right)});
  }

  // The parts of a row against what it says itself, or, where it says nothing, against `otherwise`.
  void CheckSum(const Row& whole, std::string_view column, size_t at, TableCheck check, std::optional<int64_t> otherwise) {
    using Parts = PublishedTable::Parts;
    if (table_.parts == Parts::kApart) return;
    const bool shares = check == TableCheck::kShareSum;
    // Shares of one thing only: those of another whole do not add up with them.
    Span parts;
    Wide sum = 0;
    size_t count = 0;
    for (const Row& row : table_.rows) {
      if (!IsPartOf(row, whole)) continue;
      if (shares && row.share_of != whole.share_of) return;
      const PrintedFigure* figure = At(row, at);
      if (figure == nullptr && table_.parts == Parts::kAtMost) continue;
      if (figure == nullptr) return;  // a part is not told: nothing to be held against
      parts.Add(SpanOf(*figure, shares));
      sum += figure->value;
      ++count;
    }
    if (count == 0) return;
    const PrintedFigure* printed = At(whole, at);
    if (printed == nullptr && (!otherwise || !whole.is_total)) return;
    const Span of = printed != nullptr ? SpanOf(*printed, shares) : Span{Wide{2} * *otherwise, Wide{2} * *otherwise};
    ++out_.checks;
    if (table_.parts == Parts::kAtMost ? parts.low > of.high : !parts.Meets(of))
      Slip(check, whole, column, printed != nullptr ? *printed : PrintedFigure{.value = *otherwise, .last_digit = kPrintedUnit},
           static_cast<int64_t>(sum));
  }

  // Part of the total, though no row may say what that is.
  static bool IsPartOfAll(const Row& row) {
    return row.part_of.empty() || std::find(row.part_of.begin(), row.part_of.end(), "total") != row.part_of.end();
  }

  void CheckSharesAlone(size_t at) {
    Span parts;
    Wide sum = 0;
    size_t count = 0;
    for (const Row& row : table_.rows) {
      if (!IsPartOfAll(row)) continue;
      const PrintedFigure* figure = At(row, at);
      if (figure == nullptr || !row.share_of.empty()) return;
      parts.Add(SpanOf(*figure, true));
      sum += figure->value;
      ++count;
    }
    if (count < 2) return;
    ++out_.checks;
    if (parts.Meets({2 * kHundred, 2 * kHundred})) return;
    const Row all{.name = "total", .part_of = {}, .share_of = {}, .figures = {}};
    Slip(TableCheck::kShareSum, all, table_.columns[at], {.value = kHundred, .last_digit = kPrintedUnit},
         static_cast<int64_t>(sum));
  }

  // What a row's share is a share of; where no row says it, the rows that are part of nothing else.
  std::optional<Span> WholeOf(const Row& row, const Measure& measure, Wide& value) const {
    Span sum;
    value = 0;
    for (const Row& other : table_.rows) {
      const bool is_whole = row.share_of.empty() ? other.is_total : other.name == row.share_of;
      const PrintedFigure* figure = At(other, measure.count);
      if (is_whole) {
        if (figure == nullptr) return std::nullopt;
        value = figure->value;
        return SpanOf(*figure, false);
      }
      if (!row.share_of.empty() || !IsPartOfAll(other)) continue;
      if (figure == nullptr) return std::nullopt;
      sum.Add(SpanOf(*figure, false));
      value += figure->value;
    }
    if (!row.share_of.empty() || total_ != nullptr) return std::nullopt;
    return sum;
  }

  void CheckShare(const Row& row, const Measure& measure) {
    const PrintedFigure* share = At(row, measure.share);
    const PrintedFigure* part = At(row, measure.count);
    if (share == nullptr || part == nullptr) return;
    Wide whole = 0;
    const auto of = WholeOf(row, measure, whole);
    if (!of || of->low <= 0) return;
    CheckRatio(TableCheck::kShare, row, *measure.share, *share, SpanOf(*part, false), part->value, *of, whole);
  }

  // `share` in percent against part ÷ whole, both of which may lie anywhere in their spans.
  void CheckRatio(TableCheck check, const Row& row, size_t column, const PrintedFigure& share, const Span& part, Wide part_value,
                  const Span& whole, Wide whole_value) {
    ++out_.checks;
    const Span printed = SpanOf(share, true);
    // part / whole * 100 in ten-thousandths, doubled as spans are: multiplied out, so that nothing is lost.
    const auto bound = [](Wide numerator, Wide denominator) { return numerator * 2 * kHundred / denominator; };
    const Wide low = bound(part.low, part.low < 0 ? whole.low : whole.high) - 1;
    const Wide high = bound(part.high, part.high < 0 ? whole.high : whole.low) + 1;
    if (Span{low, high}.Meets(printed)) return;
    Slip(check, row, table_.columns[column], share, Rounded(part_value * kHundred, whole_value, share.last_digit));
  }

  void CheckPerDay(const Row& row, const Measure& measure) {
    const PrintedFigure* average = At(row, measure.per_day);
    const PrintedFigure* total = At(row, measure.count);
    const uint32_t days = row.days != 0 ? row.days : table_.days;
    if (average == nullptr || total == nullptr || days == 0) return;
    ++out_.checks;
    Span times = SpanOf(*average, true);
    times.low *= days;
    times.high *= days;
    if (times.Meets(SpanOf(*total, false))) return;
    Slip(TableCheck::kPerDay, row, table_.columns[*measure.per_day], *average, Rounded(total->value, days, average->last_digit));
  }

  // Rows of periods change against each other: what they make together says nothing.
  bool HasPeriods() const {
    return std::ranges::any_of(table_.rows, [](const Row& row) { return row.from != 0; });
  }

  // What the row says of the period before, or what the row of that period says: the one that ends where this begins; of rows
  // that are told of several periods, the one of the same name.
  const PrintedFigure* BeforeOf(const Row& row, const Measure& measure) const {
    if (measure.before) return At(row, measure.before);
    if (row.from == 0) return nullptr;
    const bool is_repeated =
        std::ranges::any_of(table_.rows, [&row](const Row& other) { return &other != &row && other.name == row.name; });
    const Row* before = nullptr;
    for (const Row& other : table_.rows) {
      if (other.to == 0 || other.to + 1 != row.from || other.is_total || (is_repeated && other.name != row.name)) continue;
      if (before != nullptr) return nullptr;
      before = &other;
    }
    return before != nullptr ? At(*before, measure.count) : nullptr;
  }

  void CheckChange(const Row& row, const Measure& measure) {
    const PrintedFigure* change = At(row, measure.change);
    const PrintedFigure* now = At(row, measure.count);
    const PrintedFigure* before = BeforeOf(row, measure);
    if (change == nullptr || now == nullptr || before == nullptr) return;
    ++out_.checks;
    const Span a = SpanOf(*now, false), b = SpanOf(*before, false);
    if (Span{a.low - b.high, a.high - b.low}.Meets(SpanOf(*change, false))) return;
    Slip(TableCheck::kChange, row, table_.columns[*measure.change], *change, now->value - before->value);
  }

  void CheckChangeShare(const Row& row, const Measure& measure) {
    const PrintedFigure* share = At(row, measure.change_share);
    const PrintedFigure* now = At(row, measure.count);
    const PrintedFigure* before = BeforeOf(row, measure);
    if (share == nullptr || now == nullptr || before == nullptr) return;
    const Span a = SpanOf(*now, false), b = SpanOf(*before, false);
    if (b.low <= 0) return;
    CheckRatio(TableCheck::kChangeShare, row, *measure.change_share, *share, {a.low - b.high, a.high - b.low},
               Wide{now->value} - before->value, b, before->value);
  }

  const PublishedTable& table_;
  const Row* total_ = nullptr;
  Reconciliation out_;
};

}  // namespace

std::string_view Name(TableCheck check) noexcept { return kChecks[static_cast<size_t>(check)]; }

Reconciliation Reconcile(const PublishedTable& table) { return Reconciler(table).Run(); }

std::string FormatPrinted(int64_t value, int64_t last_digit) {
  std::string whole = std::to_string(std::abs(value) / kPrintedUnit);
  for (size_t at = whole.size(); at > 3; at -= 3) whole.insert(at - 3, ",");
  std::string out = (value < 0 ? "-" : "") + whole;
  std::string digits = std::to_string(kPrintedUnit + std::abs(value) % kPrintedUnit).substr(1);
  size_t printed = 0;
  for (int64_t one = last_digit; one > 0 && one < kPrintedUnit; one *= 10) ++printed;
  while (digits.size() > printed && digits.back() == '0') digits.pop_back();
  if (digits.empty()) return out;
  return out + "." + digits;
}

}  // namespace cybercheck::cases
