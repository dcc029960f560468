// SPDX-License-Identifier: Apache-2.0
#include "cases/target_formula.h"

#include <algorithm>
#include <charconv>
#include <iterator>

#include "cases/tally_tables.h"

namespace cybercheck::cases {
namespace {

using base::ErrorCode;
using base::Fail;

enum class Figure : uint8_t {
  kCases,
  kDamage,
  kDamageUnknown,
  kRequested,
  kHeld,
  kFrozen,
  kReturned,
  kStopped,
  kDays,
};
constexpr std::string_view kFigures[] = {"cases",       "damage_satang", "damage_unknown",  "requested_satang",
                                         "held_satang", "frozen_satang", "returned_satang", "stopped_satang",
                                         "days"};
constexpr size_t kDepthMax = 32;

using Condition = TargetFormula::Condition;

}  // namespace

struct TargetFormula::Node {
  char what = 0;  // + - * / of two; 'm' minus one; '#' a number; 'f' a figure
  double number = 0;
  Figure figure{};
  std::vector<Condition> conditions;
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
    return Fail(ErrorCode::kBadRequest,
                "formula, character " + std::to_string(text_.size() - rest_.size() + 1) + ": " + std::string(what));
  }
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
    const std::string_view at = rest_;
    const std::string_view name = TakeWhile(IsNameByte);
    const auto found = std::ranges::find(kFigures, name);
    if (found == std::end(kFigures)) {
      rest_ = at;
      std::string names;
      for (const std::string_view figure : kFigures) names.append(names.empty() ? "" : ", ").append(figure);
      return Wrong("a number, a bracket or a figure is expected: " + names);
    }
    node.what = 'f';
    node.figure = static_cast<Figure>(found - std::begin(kFigures));
    if (!TakeWord("where")) return {};
    if (node.figure >= Figure::kStopped) return Wrong(std::string(name) + " takes no where");
    do {
      if (node.conditions.size() == 2) return Wrong("where names one thing, or two");
      const std::string_view dimension_name = TakeWhile(IsNameByte);
      const auto dimension = CaseDimensionNamed(dimension_name);
      if (!dimension || IsPeriod(*dimension)) return Wrong("where needs something that cases are told by, not a period");
      if (!node.conditions.empty() && node.conditions.front().dimension == *dimension) return Wrong("where names a thing twice");
      if (!Take('=')) return Wrong("= is expected");
      const std::string_view code = TakeWhile(IsCodeByte);
      if (code.empty()) return Wrong("a code is expected");
      node.conditions.push_back({*dimension, std::string(code)});
    } while (TakeWord("and"));
    return {};
  }

  std::string_view text_, rest_;
};

int64_t Of(const CaseSums& sums, Figure figure) {
  switch (figure) {
    case Figure::kCases:
      return static_cast<int64_t>(sums.count);
    case Figure::kDamage:
      return sums.damage_satang;
    case Figure::kDamageUnknown:
      return static_cast<int64_t>(sums.damage_unknown);
    case Figure::kRequested:
      return sums.requested_satang;
    case Figure::kHeld:
      return sums.held_satang;
    case Figure::kFrozen:
      return sums.frozen_satang;
    case Figure::kReturned:
      return sums.returned_satang;
    case Figure::kStopped:
    case Figure::kDays:
      break;
  }
  return 0;
}

struct Snapshot {
  const Tables& tables;
  const store::ReadTxn& txn;
  uint32_t from, to;
};

base::Result<double> FigureOf(const Node& node, const Snapshot& at) {
  if (node.figure == Figure::kDays) return static_cast<double>(at.to - at.from + 1);
  if (node.figure == Figure::kStopped) {
    ASSIGN_OR_RETURN(const MoneyStopped stopped, CountMoneyStopped(at.tables, at.txn, at.from, at.to));
    return static_cast<double>(stopped.stopped_satang);
  }
  CaseQuestion question;
  question.from = at.from;
  question.to = at.to;
  for (const Condition& condition : node.conditions) question.by.push_back(condition.dimension);
  ASSIGN_OR_RETURN(const CaseFigures figures, CountCases(at.tables, at.txn, question));
  if (node.conditions.empty()) return static_cast<double>(Of(figures.totals, node.figure));
  for (const CaseFigures::Row& row : figures.rows)
    if (std::ranges::equal(figures.PartsOf(row), node.conditions, {}, {}, &Condition::code))
      return static_cast<double>(Of(row.sums, node.figure));
  return 0.0;
}

base::Result<std::optional<double>> Value(const Node& node, const Snapshot& at) {
  using Maybe = std::optional<double>;
  if (node.what == '#') return Maybe(node.number);
  if (node.what == 'f') {
    ASSIGN_OR_RETURN(const double figure, FigureOf(node, at));
    return Maybe(figure);
  }
  ASSIGN_OR_RETURN(const Maybe left, Value(*node.left, at));
  if (!left) return Maybe();
  if (node.what == 'm') return Maybe(-*left);
  ASSIGN_OR_RETURN(const Maybe right, Value(*node.right, at));
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

void Gather(const Node& node, std::vector<Condition>& conditions) {
  conditions.insert(conditions.end(), node.conditions.begin(), node.conditions.end());
  if (node.left) Gather(*node.left, conditions);
  if (node.right) Gather(*node.right, conditions);
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

std::vector<Condition> TargetFormula::Conditions() const {
  std::vector<Condition> conditions;
  Gather(*root_, conditions);
  return conditions;
}

base::Result<std::optional<double>> TargetFormula::Compute(const Tables& tables, const store::ReadTxn& txn, uint32_t from,
                                                           uint32_t to) const {
  return Value(*root_, {tables, txn, from, to});
}

}  // namespace cybercheck::cases
