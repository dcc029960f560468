// SPDX-License-Identifier: Apache-2.0
#include "cli/answer_printer.h"

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <optional>

#include "wire/verdict.h"
#include "wire/words.h"

namespace cybercheck::cli {
namespace {

using boost::json::object;
using boost::json::value;

const object* ObjectMember(const object& parent, std::string_view name) {
  const value* member = parent.if_contains(name);
  return member == nullptr ? nullptr : member->if_object();
}

// {"th":…,"en":…} in the language of the run, or in the one there is.
std::string_view TextIn(const object& parent, std::string_view name, const Terminal& terminal) {
  const object* texts = ObjectMember(parent, name);
  if (texts == nullptr) return {};
  const std::string_view wanted = TextMember(*texts, terminal.Pick("en", "th"));
  return wanted.empty() ? TextMember(*texts, terminal.Pick("th", "en")) : wanted;
}

// "2026-11-20T03:00:00Z" to its day.
std::string_view DayOf(std::string_view time) { return time.substr(0, 10); }

Colour ColourOf(std::string_view verdict) {
  if (verdict == "listed") return Colour::kRed;
  if (verdict == "suspected") return Colour::kRed;
  if (verdict == "reported" || verdict == "unresolvable") return Colour::kYellow;
  if (verdict == "official") return Colour::kCyan;
  return Colour::kBold;  // unknown is not green: it never means safe
}

void AppendReasons(const object& answer, const Terminal& terminal, std::string& out) {
  const value* reasons = answer.if_contains("reasons");
  if (reasons == nullptr || !reasons->is_array()) return;
  for (const value& reason : reasons->get_array()) {
    const object* members = reason.if_object();
    if (members == nullptr) continue;
    std::string_view text = TextIn(*members, "text", terminal);
    if (text.empty()) text = TextMember(*members, "code");
    out += "  - " + Printable(text);
    if (const std::string_view about = TextMember(*members, "about"); !about.empty())
      out += " " + terminal.Paint(Colour::kDim, "(" + std::string(about) + ")");
    out += '\n';
  }
}

void AppendDates(const object& answer, const Terminal& terminal, std::string& out) {
  const std::string_view first = TextMember(answer, "first_seen"), last = TextMember(answer, "last_seen");
  const value* reports = answer.if_contains("reports");
  if (last.empty() && (reports == nullptr || !reports->is_int64() || reports->get_int64() == 0)) return;
  out += "  ";
  if (!first.empty()) out += std::string(terminal.Pick("first seen ", "พบครั้งแรก ")) + Printable(DayOf(first)) + ", ";
  if (!last.empty()) out += std::string(terminal.Pick("last seen ", "พบล่าสุด ")) + Printable(DayOf(last)) + ", ";
  if (reports != nullptr && reports->is_int64())
    out += std::string(terminal.Pick("reports ", "จำนวนรายงาน ")) + std::to_string(reports->get_int64());
  if (const value* score = answer.if_contains("score"); score != nullptr && score->is_int64())
    out += std::string(terminal.Pick(", score ", ", คะแนน ")) + std::to_string(score->get_int64());
  if (const std::string_view category = TextMember(answer, "category"); !category.empty())
    out += std::string(terminal.Pick(", category ", ", ประเภท ")) + Printable(category);
  out += '\n';
}

}  // namespace

std::string_view TextMember(const object& parent, std::string_view name) noexcept {
  const value* member = parent.if_contains(name);
  return member != nullptr && member->is_string() ? std::string_view(member->get_string()) : std::string_view();
}

bool IsAlarm(std::string_view verdict) noexcept { return verdict == "listed" || verdict == "suspected"; }

std::string PrintVerdict(std::string_view name, const Terminal& terminal) {
  const std::optional<wire::Verdict> verdict = wire::VerdictNamed(name);
  const wire::Words& words = wire::TextOf(verdict.value_or(wire::Verdict::kUnknown));
  return terminal.Paint(ColourOf(name), terminal.Pick(words.en, words.th));
}

std::string PrintAnswer(std::string_view asked, const object& answer, const Terminal& terminal) {
  std::string out = Printable(asked.substr(0, 200)) + (asked.size() > 200 ? "…" : "") + "\n";
  if (const object* error = ObjectMember(answer, "error")) {
    out += "  " + terminal.Paint(Colour::kYellow, terminal.Pick("cannot be checked: ", "ตรวจสอบไม่ได้: "));
    return out + Printable(TextMember(*error, "detail")) + " [" + Printable(TextMember(*error, "code")) + "]\n";
  }
  const std::string_view verdict = TextMember(answer, "verdict");
  out += "  " + PrintVerdict(verdict, terminal) + " " + terminal.Paint(Colour::kDim, "[" + std::string(verdict) + "]") + "\n";
  out += "  " + terminal.Paint(Colour::kDim, TextMember(answer, "key"));
  if (const std::string_view matched = TextMember(answer, "matched"); !matched.empty())
    out += std::string(terminal.Pick("  matched ", "  ตรงกับ ")) + terminal.Paint(Colour::kDim, matched);
  out += '\n';
  AppendReasons(answer, terminal, out);
  AppendDates(answer, terminal, out);
  if (const value* review = answer.if_contains("under_review"); review != nullptr && review->is_bool() && review->get_bool())
    out += std::string("  ") + std::string(terminal.Pick("An objection is being reviewed.", "มีผู้โต้แย้ง อยู่ระหว่างตรวจสอบ")) + "\n";
  if (const std::string_view advice = TextIn(answer, "advice", terminal); !advice.empty()) out += "  > " + Printable(advice) + "\n";
  return out;
}

}  // namespace cybercheck::cli
