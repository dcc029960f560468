// SPDX-License-Identifier: Apache-2.0
#include "ingest/report_resolver.h"

#include <algorithm>
#include <cstring>

#include "wire/answer.h"

namespace cybercheck::ingest {
namespace {

using base::ErrorCode;
using base::Fail;
using indicator::Kind;
using Origin = event::ReportIndicator::Origin;

wire::SourceClass ClassOf(event::Channel channel) {
  switch (channel) {
    case event::Channel::kTip:
      return wire::SourceClass::kTip;
    case event::Channel::kPatrol:
      return wire::SourceClass::kPatrol;
    case event::Channel::kOnline:
    case event::Channel::kHotline:
    case event::Channel::kStation:
      return wire::SourceClass::kComplaint;
  }
  return wire::SourceClass::kTip;
}

std::string Indexed(std::string_view member, size_t index) { return std::string(member) + "[" + std::to_string(index) + "]"; }

ReportFault Fault(std::string place, base::Error error) { return {std::move(place), std::move(error)}; }

void AppendKeys(const indicator::Canonical& canonical, std::vector<indicator::Key>& keys) {
  keys.push_back(canonical.key);
  for (const auto& also : canonical.Alsos()) keys.push_back(also.key);
}

void AppendKeysIn(const std::string& text, const extract::Extractor& extractor, std::vector<indicator::Key>& keys) {
  if (text.empty()) return;
  const auto found = extractor.Extract(text);
  if (found.has_error()) return;
  for (const extract::Found& one : *found)
    if (one.canonical) AppendKeys(*one.canonical, keys);
}

void AppendMember(std::string_view name, std::string_view text, std::string& out) {
  if (text.empty()) return;
  if (out.back() != '{') out += ',';
  wire::AppendJsonString(name, out);
  out += ':';
  wire::AppendJsonString(text, out);
}

}  // namespace

void ReportResolver::NoteOwnNumbers(const RawReport& raw) {
  own_.clear();
  const auto note = [this](Kind kind, const std::string& value) {
    if (value.empty()) return;
    canonical_.Clear();
    if (indicator::Canonicalize(kind, value, canonical_).has_value())
      AppendKeys(canonical_, own_);
    else
      AppendKeysIn(value, parts_.extractor, own_);  // two numbers, or one with a word beside it
  };
  note(Kind::kPhone, raw.contact.phone);
  note(Kind::kLine, raw.contact.line);
  if (raw.reporter) {
    note(Kind::kPhone, raw.reporter->phone);
    note(Kind::kPromptpay, raw.reporter->national_id);
  }
  for (const RawIndicator& own : raw.own)
    if (own.kind) note(*own.kind, own.value);
}

bool ReportResolver::IsOwn(const indicator::Canonical& canonical) const {
  return std::find(own_.begin(), own_.end(), canonical.key) != own_.end();
}

base::Result<void> ReportResolver::Read(const RawIndicator& raw) {
  canonical_.Clear();
  if (raw.kind) {
    TRY(indicator::Canonicalize(*raw.kind, raw.value, canonical_));
  } else {
    TRY(indicator::CanonicalizeAuto(raw.value, candidates_));
    std::swap(canonical_, candidates_.front());
  }
  if (canonical_.truncated)
    return Fail(ErrorCode::kValueTooLong, "a URL of more than 8192 bytes would list something else than it says");
  return {};
}

base::Result<bool> ReportResolver::KeyPersonal() {
  if (!canonical_.sensitive) return false;
  TRY(parts_.key_national_id(canonical_));
  return true;
}

void ReportResolver::Add(const indicator::Canonical& canonical, std::string_view written, bool personal, Origin origin,
                         event::Report& out) {
  MakeEvidenceForm(parts_.guard, canonical, written, personal, form_);
  for (const event::ReportIndicator& other : out.indicators)
    if (other.key == form_.key) return;
  if (out.indicators.size() == event::kReportIndicatorsMax) return;
  event::ReportIndicator& added = out.indicators.emplace_back();
  added.key = std::move(form_.key);
  added.submitted = std::move(form_.submitted);
  added.origin = origin;
  added.counts = form_.refusal == Guard::Refusal::kNone && !canonical.unlistable;
}

std::optional<ReportFault> ReportResolver::TakeGiven(const RawReport& raw, event::Report& out) {
  for (size_t i = 0; i < raw.indicators.size(); ++i) {
    std::string place = Indexed("indicators", i) + ".value";
    if (auto read = Read(raw.indicators[i]); read.has_error()) return Fault(std::move(place), std::move(read).error());
    if (IsOwn(canonical_)) return Fault(std::move(place), Fail(ErrorCode::kBadRequest, "this is the sender's own number"));
    const auto personal = KeyPersonal();
    if (personal.has_error()) return Fault(std::move(place), personal.error());
    Add(canonical_, raw.indicators[i].value, *personal, Origin::kGiven, out);
  }
  return std::nullopt;
}

std::optional<ReportFault> ReportResolver::TakeRedirects(const RawReport& raw, event::Report& out) {
  for (size_t i = 0; i < raw.redirects.size(); ++i) {
    if (auto read = Read({Kind::kUrl, raw.redirects[i]}); read.has_error())
      return Fault(Indexed("redirects", i), std::move(read).error());
    Add(canonical_, raw.redirects[i], /*personal=*/false, Origin::kRedirect, out);
  }
  return std::nullopt;
}

void ReportResolver::TakeText(const RawReport& raw, event::Report& out) {
  if (raw.text.empty()) return;
  const auto found = parts_.extractor.Extract(raw.text);
  if (found.has_error()) return;  // too long or no UTF-8: whoever made `raw` has looked
  // What stands in words about the sender. These may name the other side, too: what is reported by itself is taken.
  std::vector<indicator::Key> about_sender;
  AppendKeysIn(raw.contact.name, parts_.extractor, about_sender);
  AppendKeysIn(raw.contact.other, parts_.extractor, about_sender);
  if (raw.reporter) AppendKeysIn(raw.reporter->name, parts_.extractor, about_sender);
  for (const extract::Found& one : *found) {
    if (!one.canonical || one.canonical->sensitive || one.canonical->truncated || IsOwn(*one.canonical)) continue;
    if (std::ranges::count(about_sender, one.canonical->key) > 0) continue;
    Add(*one.canonical, std::string_view(raw.text).substr(one.begin, one.end - one.begin), /*personal=*/false, Origin::kText,
        out);
  }
}

void ReportResolver::ApplyCaps(const ReportSender& sender, const ReportPlace& place, int64_t now_s, event::Report& out) {
  if (!sender.anonymous || parts_.caps == nullptr) return;
  // The id is a digest of sender and Idempotency-Key, so its first bytes tell requests apart.
  uint64_t tip = 0;
  std::memcpy(&tip, place.entry.data(), sizeof tip);
  for (event::ReportIndicator& one : out.indicators)
    if (one.counts && parts_.caps->Take(sender.voice, indicator::IndexKey(one.key), now_s, tip) != TipCaps::Cap::kNone)
      one.counts = false;
}

base::Result<void> ReportResolver::Seal(const RawReport& raw, const ReportPlace& place, event::Report& out) {
  if (!raw.text.empty() && parts_.key_digest) {
    ASSIGN_OR_RETURN(out.text_digest, TextDigest(raw.text, parts_.key_digest));
  }
  const std::string plain = SealedText(raw);
  out.sealed.reset();
  if (plain.empty()) return {};
  ASSIGN_OR_RETURN(out.sealed, parts_.seal(plain, place));
  return {};
}

std::optional<ReportFault> ReportResolver::Resolve(const RawReport& raw, const ReportSender& sender, const ReportPlace& place,
                                                   int64_t now_s, event::Report& out) {
  out = event::Report();
  if (raw.indicators.empty() && raw.redirects.empty() && raw.text.empty())
    return Fault("", Fail(ErrorCode::kMissingMember, "a report needs indicators, redirects or a text"));
  if (!raw.case_type.empty() && !parts_.taxonomy.HasCaseType(raw.case_type))
    return Fault("case_type", Fail(ErrorCode::kBadRequest, "must be a code of the taxonomy: goods, job, loan …"));
  out.channel = raw.channel;
  out.source_class = static_cast<uint8_t>(ClassOf(raw.channel));
  out.reporter = sender.voice;
  if (raw.reporter && !raw.reporter->national_id.empty()) {
    auto voice = parts_.key_person(raw.reporter->national_id);
    if (voice.has_error()) return Fault("reporter.national_id", std::move(voice).error());
    out.reporter = std::move(*voice);
  }
  out.reported_s = now_s;
  out.occurred_s = std::min(raw.occurred_s, now_s);
  out.category = static_cast<uint8_t>(raw.category);
  out.case_type = raw.case_type;
  out.case_number = wire::CaseTypeNamed(raw.case_type);
  out.external_id = raw.external_id;
  out.attachments = raw.attachments;
  NoteOwnNumbers(raw);
  if (auto fault = TakeGiven(raw, out)) return fault;
  if (auto fault = TakeRedirects(raw, out)) return fault;
  TakeText(raw, out);
  ApplyCaps(sender, place, now_s, out);
  if (auto sealed = Seal(raw, place, out); sealed.has_error()) return Fault("", std::move(sealed).error());
  return std::nullopt;
}

std::string SealedText(const RawReport& raw) {
  std::string out = "{";
  AppendMember("text", raw.text, out);
  AppendMember("note", raw.note, out);
  if (!raw.contact.empty()) {
    if (out.back() != '{') out += ',';
    out.append("\"contact\":{");
    AppendMember("name", raw.contact.name, out);
    AppendMember("phone", raw.contact.phone, out);
    AppendMember("email", raw.contact.email, out);
    AppendMember("line", raw.contact.line, out);
    AppendMember("other", raw.contact.other, out);
    out += '}';
  }
  if (raw.reporter && !(raw.reporter->name.empty() && raw.reporter->phone.empty())) {
    if (out.back() != '{') out += ',';
    out.append("\"reporter\":{");
    AppendMember("name", raw.reporter->name, out);
    AppendMember("phone", raw.reporter->phone, out);
    out += '}';
  }
  return out == "{" ? std::string() : out + "}";
}

base::Error ErrorOf(ReportFault fault) {
  if (fault.place.empty()) return std::move(fault.error);
  if (fault.error.detail.empty()) fault.error.detail = base::Describe(fault.error.code).title_en;
  fault.error.detail = fault.place + ": " + fault.error.detail;
  return std::move(fault.error);
}

}  // namespace cybercheck::ingest
