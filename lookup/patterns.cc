// SPDX-License-Identifier: Apache-2.0
#include "lookup/patterns.h"

#include <re2/re2.h>
#include <re2/set.h>

#include <algorithm>
#include <boost/json.hpp>
#include <new>

#include "base/utf8.h"
#include "lookup/json_members.h"

namespace cybercheck::lookup {
namespace {

namespace json = boost::json;
constexpr auto kCode = base::ErrorCode::kBadConfig;
constexpr size_t kPatternsMax = 2000;

bool IsName(std::string_view name) {
  return !name.empty() && name.size() <= 64 && std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
  });
}

struct Pattern {
  std::string name, regex;
  Patterns::On on;
  wire::Category category;
};

base::Result<Pattern> ReadPattern(const json::value& value, const std::string& where) {
  if (!value.is_object()) return base::Fail(kCode, where + ": must be an object");
  const Members members(value.get_object(), kCode, where);
  TRY(members.Only({"name", "on", "category", "regex"}));
  Pattern pattern;
  std::string on, category = "scam";
  TRY(members.Text("name", pattern.name, 64, true));
  if (!IsName(pattern.name)) return members.Wrong("name", "must be of a-z, 0-9 and _");
  TRY(members.Text("on", on, 16, true));
  if (on != "url" && on != "message") return members.Wrong("on", "must be url or message");
  pattern.on = on == "url" ? Patterns::On::kUrl : Patterns::On::kMessage;
  TRY(members.Text("category", category, 32));
  const auto named = wire::CategoryNamed(category);
  if (!named) return members.Wrong("category", "is not a category");
  pattern.category = *named;
  TRY(members.Text("regex", pattern.regex, 2048, true));
  return pattern;
}

}  // namespace

struct Patterns::Sets {
  struct OneSet {
    std::unique_ptr<RE2::Set> set;  // null: no patterns
    std::vector<size_t> pattern;    // index in the set -> index in `patterns`
  };
  std::vector<Pattern> patterns;
  OneSet url, message;
};

Patterns::Patterns() : sets_(std::make_shared<const Sets>()) {}

base::Result<Patterns> Patterns::FromJson(std::string_view content_json, int64_t max_mem) {
  ASSIGN_OR_RETURN(const json::value value, ParseContent(content_json, kCode, "patterns"));
  const Members top(value.get_object(), kCode, "patterns");
  TRY(top.Only({"patterns"}));
  ASSIGN_OR_RETURN(const json::array* rows, top.Array("patterns"));
  const size_t count = rows == nullptr ? 0 : rows->size();
  if (count > kPatternsMax) return top.Wrong("patterns", "more than " + std::to_string(kPatternsMax));

  auto sets = std::make_shared<Sets>();
  RE2::Options options;
  options.set_case_sensitive(false);
  options.set_never_capture(true);
  options.set_log_errors(false);
  options.set_max_mem(max_mem);
  for (size_t i = 0; i < count; ++i) {
    const std::string where = "row " + std::to_string(i + 1);
    ASSIGN_OR_RETURN(Pattern pattern, ReadPattern((*rows)[i], where));
    Sets::OneSet& one = pattern.on == On::kUrl ? sets->url : sets->message;
    if (one.set == nullptr) one.set = std::make_unique<RE2::Set>(options, RE2::UNANCHORED);
    std::string words;
    if (one.set->Add(pattern.regex, &words) < 0) return base::Fail(kCode, where + ", regex: " + words);
    if (RE2::FullMatch("", RE2(pattern.regex, options)))
      return base::Fail(kCode, where + ", regex: matches the empty text, so it would match everything");
    one.pattern.push_back(sets->patterns.size());
    sets->patterns.push_back(std::move(pattern));
  }
  for (Sets::OneSet* one : {&sets->url, &sets->message})
    if (one->set != nullptr && !one->set->Compile())
      return base::Fail(kCode, "patterns: too large to compile within the memory given");
  Patterns patterns;
  patterns.sets_ = std::move(sets);
  return patterns;
}

std::string Patterns::ToJson() const {
  json::array rows;
  for (const Pattern& pattern : sets_->patterns)
    rows.push_back(json::object{{"name", pattern.name},
                                {"on", pattern.on == On::kUrl ? "url" : "message"},
                                {"category", wire::Name(pattern.category)},
                                {"regex", pattern.regex}});
  return json::serialize(json::object{{"patterns", std::move(rows)}});
}

void Patterns::Find(On on, std::string_view text, Match& match) const {
  match.classes.clear();
  match.unsure = false;
  const Sets::OneSet& one = on == On::kUrl ? sets_->url : sets_->message;
  if (one.set == nullptr) return;
  if (text.size() > kTextBytesMax) {
    match.unsure = true;
    text = text.substr(0, kTextBytesMax);
  }
  std::vector<int> found;
  RE2::Set::ErrorInfo error{};
  bool matched = false;
  try {
    matched = one.set->Match(re2::StringPiece(text.data(), text.size()), &found, &error);
  } catch (const std::bad_alloc&) {  // RE2 bounds its own memory, and not what holds the answer
    match.unsure = true;
    return;
  }
  if (!matched) {
    if (error.kind != RE2::Set::kNoError) match.unsure = true;
    return;
  }
  std::sort(found.begin(), found.end());
  for (const int index : found) {
    const Pattern& pattern = sets_->patterns[one.pattern[static_cast<size_t>(index)]];
    const auto same = [&](const Match::Class& known) { return known.name == pattern.name; };
    if (std::none_of(match.classes.begin(), match.classes.end(), same)) match.classes.push_back({pattern.name, pattern.category});
  }
}

size_t Patterns::size() const noexcept { return sets_->patterns.size(); }

}  // namespace cybercheck::lookup
