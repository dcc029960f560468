// SPDX-License-Identifier: Apache-2.0
#include "cases/target_formula.h"

#include <algorithm>
#include <charconv>
#include <utility>

#include "cases/case_axes.h"

namespace cybercheck::cases {
namespace {

using base::ErrorCode;
using base::Fail;
using Figure = TargetFormula::Figure;
using Condition = TargetFormula::Condition;

// Figures that are called by one name.
constexpr std::string_view kDays = "days";
constexpr std::pair<std::string_view, std::string_view> kAlone[] = {
    {"damage_satang", "cases"}, {"damage_unknown", "cases"},  {"requested_satang", "cases"},      {"held_satang", "cases"},
    {"frozen_satang", "cases"}, {"returned_satang", "cases"}, {"stopped_satang", "money_stopped"}};
constexpr size_t kDepthMax = 32, kKnownMax = 20;

}  // namespace

struct TargetFormula::Node {
  char what = 0;  // + - * / of two; 'm' minus one; '#' a number; 'f' a figure
  double number = 0;
  Figure figure;
  std::unique_ptr<const Node> left, right;
};

namespace {

using Node = TargetFormula::Node;
using Parsed = base::Result<std::unique_ptr<const Node>>;

bool IsNameByte(char c) { return (c >= 'a' && c <= 'z') || c == '_' || (c >= '0' && c <= '9'); }
bool IsCodeByte(char c) { return c > ' ' && c != '(' && c != ')' && c != '=' && static_cast<uint8_t>(c) < 0x7f; }

class Parser {
 public:
  explicit Parser(std::string_view text) : text_(text), rest_(text) {}

  Parsed Whole() {
    ASSIGN_OR_RETURN(auto root, Sum(0));
    if (Peek() != 0) return Wrong("an operator or the end is expected");
    return root;
  }

 private:
  base::Error Wrong(std::string_view what) const {
    return Fail(ErrorCode::kBadRequest, "formula, character " + std::to_string(Place()) + ": " + std::string(what));
  }
  size_t Place() const { return text_.size() - rest_.size() + 1; }
  char Peek() {
    rest_.remove_prefix(std::min(rest_.find_first_not_of(' '), rest_.size()));
    return rest_.empty() ? '\0' : rest_.front();
  }
  bool Take(char c) {
    if (Peek() != c) return false;
    rest_.remove_prefix(1);
    return true;
  }
  template <class Is>
  std::string_view TakeWhile(Is is) {
    Peek();
    const auto end = std::ranges::find_if_not(rest_, is);
    const std::string_view taken = rest_.substr(0, static_cast<size_t>(end - rest_.begin()));
    rest_.remove_prefix(taken.size());
    return taken;
  }
  bool TakeWord(std::string_view word) {
    Peek();
    if (!rest_.starts_with(word) || (rest_.size() > word.size() && IsNameByte(rest_[word.size()]))) return false;
    rest_.remove_prefix(word.size());
    return true;
  }

  Parsed Sum(size_t depth) {
    return Chain(depth, "+-", [this](size_t d) { return Product(d); });
  }
  Parsed Product(size_t depth) {
    return Chain(depth, "*/", [this](size_t d) { return Factor(d); });
  }

  template <class Next>
  Parsed Chain(size_t depth, std::string_view operators, Next next) {
    ASSIGN_OR_RETURN(auto left, next(depth));
    while (Peek() != 0 && operators.find(Peek()) != std::string_view::npos) {
      auto both = std::make_unique<Node>();
      both->what = Peek();
      rest_.remove_prefix(1);
      ASSIGN_OR_RETURN(both->right, next(depth));
      both->left = std::move(left);
      left = std::move(both);
    }
    return left;
  }

  Parsed Factor(size_t depth) {
    if (depth > kDepthMax) return Wrong("too many brackets");
    if (Take('(')) {
      ASSIGN_OR_RETURN(auto inner, Sum(depth + 1));
      if (!Take(')')) return Wrong("a bracket is not closed");
      return inner;
    }
    auto node = std::make_unique<Node>();
    if (Take('-')) {
      node->what = 'm';
      ASSIGN_OR_RETURN(node->left, Factor(depth + 1));
      return std::unique_ptr<const Node>(std::move(node));
    }
    if (Peek() >= '0' && Peek() <= '9') {
      node->what = '#';
      const auto [end, error] =
          std::from_chars(rest_.data(), rest_.data() + rest_.size(), node->number, std::chars_format::fixed);
      if (error != std::errc() || node->number > 1e15) return Wrong("not a number");
      rest_.remove_prefix(static_cast<size_t>(end - rest_.data()));
      return std::unique_ptr<const Node>(std::move(node));
    }
    TRY(TakeFigure(*node));
    return std::unique_ptr<const Node>(std::move(node));
  }

  base::Result<void> TakeFigure(Node& node) {
    Peek();
    node.what = 'f';
    Figure& figure = node.figure;
    figure.place = Place();
    const std::string_view name = TakeWhile(IsNameByte);
    if (name.empty()) return Wrong("a number, a bracket or a figure is expected");
    if (name == kDays) return {};
    if (rest_.starts_with('.')) {
      rest_.remove_prefix(1);
      figure.table = name;
      const auto end = std::ranges::find_if_not(rest_, IsNameByte);
      figure.measure.assign(rest_.begin(), end);
      if (figure.measure.empty()) return Wrong("a measure of " + figure.table + " is expected");
      rest_.remove_prefix(figure.measure.size());
    } else if (const auto alone = std::ranges::find(kAlone, name, [](const auto& one) { return one.first; });
               alone != std::end(kAlone)) {
      figure.table = alone->second;
      figure.measure = name;
    } else {
      figure.table = name;
    }
    if (!TakeWord("where")) return {};
    do {
      if (figure.where.size() == 2) return Wrong("where names one thing, or two");
      const std::string_view dimension = TakeWhile(IsNameByte);
      if (dimension.empty()) return Wrong("where needs something that " + figure.table + " is told by");
      if (!figure.where.empty() && figure.where.front().dimension == dimension) return Wrong("where names a thing twice");
      if (!Take('=')) return Wrong("= is expected");
      const std::string_view code = TakeWhile(IsCodeByte);
      if (code.empty()) return Wrong("a code is expected");
      figure.where.push_back({std::string(dimension), std::string(code)});
    } while (TakeWord("and"));
    return {};
  }

  std::string_view text_, rest_;
};

// "a, b, c", not without end.
template <class Names>
std::string Listed(const Names& names) {
  std::string out;
  size_t told = 0;
  for (const auto& name : names) {
    if (told++ == kKnownMax) return out + ", …";
    out.append(out.empty() ? "" : ", ").append(name);
  }
  return out;
}

std::vector<std::string> DimensionsOf(const Figure& figure) {
  std::vector<std::string> by;
  for (const Condition& condition : figure.where) by.push_back(condition.dimension);
  return by;
}

// Which of the table's measures it is.
std::optional<size_t> MeasureOf(const Figure& figure, const StatisticTable& table) {
  if (figure.measure.empty()) return 0;
  const auto measure = std::ranges::find(table.measures, figure.measure, &Measure::name);
  if (measure == table.measures.end()) return std::nullopt;
  return static_cast<size_t>(measure - table.measures.begin());
}

base::Error NotMeasured(const Figure& figure, const StatisticTable& table) {
  std::string what = "formula, character " + std::to_string(figure.place) + ": " + figure.table;
  for (const Condition& condition : figure.where)
    what.append(&condition == &figure.where.front() ? " by " : ", ").append(condition.dimension);
  std::vector<std::string_view> measures;
  for (const Measure& measure : table.measures) measures.push_back(measure.name);
  return Fail(ErrorCode::kBadRequest, what + " does not tell " + figure.measure + "; it tells " + Listed(measures));
}

base::Result<void> CheckFigure(const Figure& figure, CountedTables& tables) {
  if (figure.table.empty()) return {};
  const auto wrong = [&figure](const std::string& what) {
    return Fail(ErrorCode::kBadRequest, "formula, character " + std::to_string(figure.place) + ": " + what);
  };
  const auto known = tables.DimensionsOf(figure.table);
  if (known.empty()) {
    std::vector<std::string_view> names = tables.TableNames();
    names.push_back(kDays);
    for (const auto& [name, table] : kAlone) names.push_back(name);
    return wrong("no figure is called " + figure.table + "; there are " + Listed(names));
  }
  for (const Condition& condition : figure.where) {
    if (std::ranges::find(known, condition.dimension) == known.end())
      return wrong("where: " + figure.table + " is not told by " + condition.dimension + "; it is by " + Listed(known));
    const auto codes = tables.CodesOf(figure.table, condition.dimension);
    if (codes && std::ranges::find(*codes, condition.code) == codes->end())
      return wrong("where: no " + condition.dimension + " of " + figure.table + " is called " + condition.code + "; there are " +
                   Listed(*codes));
  }
  // What is measured does not depend on the days: one without anything costs least.
  ASSIGN_OR_RETURN(const StatisticTable* table, tables.Of(figure.table, DimensionsOf(figure), 1, 1));
  if (!MeasureOf(figure, *table)) return NotMeasured(figure, *table);
  return {};
}

base::Result<std::optional<double>> FigureOf(const Figure& figure, CountedTables& tables, uint32_t from, uint32_t to) {
  using Maybe = std::optional<double>;
  if (figure.table.empty()) return Maybe(to - from + 1);
  ASSIGN_OR_RETURN(const StatisticTable* table, tables.Of(figure.table, DimensionsOf(figure), from, to));
  const auto at = MeasureOf(figure, *table);
  if (!at) return NotMeasured(figure, *table);
  const Measure& measure = table->measures[*at];
  const auto shown = [&measure](const std::optional<int64_t>& value) {
    return value ? Maybe(static_cast<double>(*value) / (measure.halves ? 2 : 1)) : Maybe();
  };
  if (figure.where.empty()) return shown(table->totals[*at]);
  const auto row = std::ranges::find_if(table->rows, [&figure](const StatisticTable::Row& one) {
    return std::ranges::equal(one.parts, figure.where, {}, {}, &Condition::code);
  });
  if (row != table->rows.end()) return shown(row->values[*at]);
  return measure.adds_up ? Maybe(0) : Maybe();
}

base::Result<std::optional<double>> Value(const Node& node, CountedTables& tables, uint32_t from, uint32_t to) {
  using Maybe = std::optional<double>;
  if (node.what == '#') return Maybe(node.number);
  if (node.what == 'f') return FigureOf(node.figure, tables, from, to);
  ASSIGN_OR_RETURN(const Maybe left, Value(*node.left, tables, from, to));
  if (!left) return Maybe();
  if (node.what == 'm') return Maybe(-*left);
  ASSIGN_OR_RETURN(const Maybe right, Value(*node.right, tables, from, to));
  if (!right || (node.what == '/' && *right == 0)) return Maybe();
  switch (node.what) {
    case '+':
      return Maybe(*left + *right);
    case '-':
      return Maybe(*left - *right);
    case '*':
      return Maybe(*left * *right);
    default:
      return Maybe(*left / *right);
  }
}

void Gather(const Node& node, std::vector<const Figure*>& figures) {
  if (node.what == 'f') figures.push_back(&node.figure);
  if (node.left) Gather(*node.left, figures);
  if (node.right) Gather(*node.right, figures);
}

}  // namespace

TargetFormula::TargetFormula(std::unique_ptr<const Node> root) : root_(std::move(root)) {}
TargetFormula::~TargetFormula() = default;
TargetFormula::TargetFormula(TargetFormula&&) noexcept = default;
TargetFormula& TargetFormula::operator=(TargetFormula&&) noexcept = default;

base::Result<TargetFormula> TargetFormula::Parse(std::string_view text) {
  ASSIGN_OR_RETURN(auto root, Parser(text).Whole());
  return TargetFormula(std::move(root));
}

std::vector<const Figure*> TargetFormula::Figures() const {
  std::vector<const Figure*> figures;
  Gather(*root_, figures);
  return figures;
}

base::Result<void> TargetFormula::Check(CountedTables& tables) const {
  for (const Figure* figure : Figures()) TRY(CheckFigure(*figure, tables));
  return {};
}

base::Result<std::optional<double>> TargetFormula::Compute(CountedTables& tables, uint32_t from, uint32_t to) const {
  return Value(*root_, tables, from, to);
}

}  // namespace cybercheck::cases
