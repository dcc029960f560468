// SPDX-License-Identifier: Apache-2.0
#include "lookup/register.h"

#include <algorithm>
#include <bitset>
#include <boost/json.hpp>
#include <unordered_map>

#include "base/timestamp.h"
#include "indicator/url_expressions.h"
#include "lookup/json_members.h"
#include "lookup/seen_name.h"

namespace cybercheck::lookup {
namespace {

namespace json = boost::json;
using indicator::Kind;

constexpr auto kCode = base::ErrorCode::kBadRegister;
constexpr size_t kRowsMax = 20000;
constexpr size_t kLabelLettersMin = 6;
constexpr int64_t kDayMs = 86400000;

// Labels that say nothing about the owner: an honest foreign police or customs office has them too. A row's `label` goes before.
constexpr std::string_view kPlainLabels[] = {
    "www",     "th",       "go",       "co",          "or",       "ac",       "in",       "mi",      "net",
    "com",     "org",      "app",      "m",           "web",      "online",   "mobile",   "secure",  "police",
    "customs", "efiling",  "disaster", "immigration", "hotline",  "portal",   "service",  "support", "finance",
    "banking", "ibanking", "ebanking", "insurance",   "hospital", "personal", "business", "contact", "center"};

// "thaipoliceonline" of "www.thaipoliceonline.go.th".
std::string_view DistinctiveLabel(std::string_view host) {
  while (!host.empty()) {
    const std::string_view label = host.substr(0, host.find('.'));
    if (std::find(std::begin(kPlainLabels), std::end(kPlainLabels), label) == std::end(kPlainLabels))
      return label.size() >= kLabelLettersMin ? label : std::string_view();
    host.remove_prefix(std::min(host.size(), label.size() + 1));
  }
  return {};
}

// The next letter behind those before it: the last kLabelLettersMin of them as one number.
uint64_t Slide(uint64_t window, char next) {
  constexpr uint64_t kLetters = (uint64_t{1} << 8 * kLabelLettersMin) - 1;
  return (window << 8 | static_cast<unsigned char>(next)) & kLetters;
}

// For the window table: 12 bits.
uint32_t WindowHash(uint64_t window) { return static_cast<uint32_t>((window * 0x9E3779B97F4A7C15u) >> 52); }

base::Result<OfficialRow> ReadRow(const json::value& value, const std::string& where) {
  if (!value.is_object()) return base::Fail(kCode, where + ": must be an object");
  const Members members(value.get_object(), kCode, where);
  TRY(members.Only({"key", "scope", "owner_en", "owner_th", "source_url", "verified_on", "lookalikes", "label"}));
  OfficialRow row;
  std::string key, scope, verified_on;
  TRY(members.Text("key", key, 1024, true));
  const auto parsed = indicator::ParseKey(key);
  if (!parsed) return members.Wrong("key", "must be kind:form");
  row.key = *parsed;
  TRY(members.Text("owner_en", row.owner_en));
  TRY(members.Text("owner_th", row.owner_th));
  if (row.owner_en.empty() && row.owner_th.empty()) return members.Wrong("owner_en", "missing (owner_th may stand instead)");
  row.owner = row.owner_th.empty() || row.owner_en.empty() ? row.owner_th + row.owner_en : row.owner_th + " · " + row.owner_en;
  TRY(members.Text("source_url", row.source_url, 1024, true));
  if (!row.source_url.starts_with("https://") && !row.source_url.starts_with("http://"))
    return members.Wrong("source_url", "must be the http(s) address of the page where the owner publishes it");
  TRY(members.Text("verified_on", verified_on, 10, true));
  const auto day = verified_on.size() == 10 ? base::ParseTimeMs(verified_on + "T00:00:00Z") : base::Fail(kCode);
  if (!day) return members.Wrong("verified_on", "must be a date, YYYY-MM-DD");
  row.verified_on_day = static_cast<int32_t>(*day / kDayMs);

  const bool is_url = row.key.kind == Kind::kUrl;
  const bool is_host = is_url && indicator::HostExpression(row.key.form) == row.key.form;
  TRY(members.Text("scope", scope, 8));
  if (!scope.empty() && (!is_url || (scope != "host" && scope != "page")))
    return members.Wrong("scope", "must be host or page, and only for a url");
  if (scope == "host" && !is_host) return members.Wrong("scope", "host needs a key of the form url:host/");
  row.scope = is_host && scope != "page" ? OfficialRow::Scope::kHost : OfficialRow::Scope::kExact;

  row.label = is_url ? DistinctiveLabel(indicator::HostOf(row.key.form)) : std::string_view();
  TRY(members.Text("label", row.label, 63));
  if (!row.label.empty() && (!is_url || row.label.size() < kLabelLettersMin))
    return members.Wrong("label", "must have at least 6 letters or be empty, and only for a url");
  ASSIGN_OR_RETURN(const json::array* lookalikes, members.Array("lookalikes"));
  if (lookalikes != nullptr) {
    for (const json::value& host : *lookalikes) {
      if (!host.is_string() || host.get_string().empty() || host.get_string().size() > 253)
        return members.Wrong("lookalikes", "must be host names");
      row.lookalikes.emplace_back(host.get_string());
    }
  }
  return row;
}

}  // namespace

struct Register::Index {
  std::vector<OfficialRow> rows;
  std::unordered_map<std::string_view, const OfficialRow*> by_form[9];  // by kind
  std::unordered_map<std::string_view, const OfficialRow*> by_host, by_lookalike;
  // What is imitated, as it is seen.
  struct Name {
    std::string seen;
    const OfficialRow* row;
  };
  std::vector<Name> labels, senders;
  std::bitset<4096> windows;  // of the first letters of every label: one load rules out almost every place in a host

  void Build() {
    for (const OfficialRow& row : rows) {
      by_form[static_cast<size_t>(row.key.kind)].emplace(row.key.form, &row);
      if (row.scope == OfficialRow::Scope::kHost) by_host.emplace(indicator::HostOf(row.key.form), &row);
      for (const std::string& host : row.lookalikes) by_lookalike.emplace(host, &row);
      if (row.key.kind == Kind::kSmsSender) senders.push_back({std::string(SeenName::OfText(row.key.form).view()), &row});
      std::string label(SeenName::OfHost(row.label).view());
      if (label.size() < kLabelLettersMin) continue;
      uint64_t window = 0;
      for (size_t i = 0; i < kLabelLettersMin; ++i) window = Slide(window, label[i]);
      windows.set(WindowHash(window));
      labels.push_back({std::move(label), &row});
    }
  }
};

Register::Register() : index_(std::make_shared<const Index>()) {}

base::Result<Register> Register::FromJson(std::string_view content_json) {
  ASSIGN_OR_RETURN(const json::value value, ParseContent(content_json, kCode, "register"));
  const Members top(value.get_object(), kCode, "register");
  TRY(top.Only({"rows"}));
  ASSIGN_OR_RETURN(const json::array* rows, top.Array("rows"));
  auto index = std::make_shared<Index>();
  const size_t count = rows == nullptr ? 0 : rows->size();
  if (count > kRowsMax) return top.Wrong("rows", "more than " + std::to_string(kRowsMax));
  for (size_t i = 0; i < count; ++i) {
    ASSIGN_OR_RETURN(OfficialRow row, ReadRow((*rows)[i], "row " + std::to_string(i + 1)));
    index->rows.push_back(std::move(row));
  }
  std::vector<const OfficialRow*> sorted;
  for (const OfficialRow& row : index->rows) sorted.push_back(&row);
  std::sort(sorted.begin(), sorted.end(),
            [](const OfficialRow* a, const OfficialRow* b) { return a->key != b->key ? a->key < b->key : a < b; });
  for (size_t i = 1; i < sorted.size(); ++i)
    if (sorted[i]->key == sorted[i - 1]->key)
      return base::Fail(kCode,
                        "row " + std::to_string(sorted[i] - index->rows.data() + 1) + ", key: stands in the register already");
  index->Build();
  Register official;
  official.index_ = std::move(index);
  return official;
}

std::string Register::ToJson() const {
  json::array rows;
  for (const OfficialRow& row : index_->rows) {
    json::object object = {{"key", row.key.ToString()},
                           {"source_url", row.source_url},
                           {"verified_on", base::FormatTime(int64_t{row.verified_on_day} * 86400).substr(0, 10)}};
    if (!row.owner_en.empty()) object["owner_en"] = row.owner_en;
    if (!row.owner_th.empty()) object["owner_th"] = row.owner_th;
    if (row.key.kind == Kind::kUrl) {
      object["scope"] = row.scope == OfficialRow::Scope::kHost ? "host" : "page";
      object["label"] = row.label;
    }
    if (!row.lookalikes.empty()) object["lookalikes"] = json::array(row.lookalikes.begin(), row.lookalikes.end());
    rows.push_back(std::move(object));
  }
  return json::serialize(json::object{{"rows", std::move(rows)}});
}

const OfficialRow* Register::Find(Kind kind, std::string_view form) const noexcept {
  const auto& forms = index_->by_form[static_cast<size_t>(kind)];
  if (const auto found = forms.find(form); found != forms.end()) return found->second;
  if (kind != Kind::kUrl || index_->by_host.empty()) return nullptr;
  const auto found = index_->by_host.find(indicator::HostOf(form));
  return found == index_->by_host.end() ? nullptr : found->second;
}

const OfficialRow* Register::Resembled(std::string_view host) const noexcept {
  const Index& index = *index_;
  for (std::string_view parent = host; !parent.empty();) {
    if (index.by_host.contains(parent)) return nullptr;
    const size_t dot = parent.find('.');
    parent = dot == std::string_view::npos ? std::string_view() : parent.substr(dot + 1);
  }
  if (!index.by_lookalike.empty()) {
    for (std::string_view parent = host; !parent.empty();) {
      if (const auto found = index.by_lookalike.find(parent); found != index.by_lookalike.end()) return found->second;
      const size_t dot = parent.find('.');
      parent = dot == std::string_view::npos ? std::string_view() : parent.substr(dot + 1);
    }
  }
  const SeenName name = SeenName::OfHost(host);
  const std::string_view seen = name.view();
  uint64_t window = 0;
  for (size_t end = 0; end < seen.size();) {
    window = Slide(window, seen[end++]);
    if (end < kLabelLettersMin || !index.windows.test(WindowHash(window))) continue;
    for (const Index::Name& label : index.labels)
      if (seen.substr(end - kLabelLettersMin).starts_with(label.seen)) return label.row;
  }
  return nullptr;
}

const OfficialRow* Register::ResembledSender(std::string_view form) const noexcept {
  if (Find(Kind::kSmsSender, form) != nullptr) return nullptr;
  const SeenName name = SeenName::OfText(form);
  for (const Index::Name& sender : index_->senders)
    if (sender.seen == name.view()) return sender.row;
  return nullptr;
}

const std::vector<OfficialRow>& Register::rows() const noexcept { return index_->rows; }

std::vector<const OfficialRow*> Register::VerifiedBefore(int64_t now_s, int days) const {
  std::vector<const OfficialRow*> old;
  for (const OfficialRow& row : index_->rows)
    if (int64_t{row.verified_on_day} + days < now_s / 86400) old.push_back(&row);
  return old;
}

}  // namespace cybercheck::lookup
