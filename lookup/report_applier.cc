// SPDX-License-Identifier: Apache-2.0
#include "lookup/report_applier.h"

#include <algorithm>
#include <utility>

#include "lookup/decisions.h"
#include "lookup/evidence_list.h"
#include "lookup/json_members.h"
#include "lookup/submitters.h"

namespace cybercheck::lookup {
namespace {

using event::Channel;
using indicator::KeyBytes;
using wire::SourceClass;

bool IsTime(int64_t time_s) { return time_s >= 0 && time_s <= kTimeMaxS; }

// Anybody's tip stays a tip whatever brought it; only the police's own channels bring complaints, and only patrols patrols.
bool Fits(Channel channel, uint8_t source_class) {
  switch (static_cast<SourceClass>(source_class)) {
    case SourceClass::kTip:
      return channel != Channel::kPatrol;
    case SourceClass::kComplaint:
      return channel == Channel::kOnline || channel == Channel::kHotline || channel == Channel::kStation;
    case SourceClass::kPatrol:
      return channel == Channel::kPatrol;
    default:
      return false;
  }
}

char LetterOf(const Record& record, int64_t now_s) {
  if (record.appeal != 0) return 'a';
  if (const Decision* decision = DecisionInForce(record, now_s)) {
    if (Lists(*decision)) return 'l';
    if (decision->type == Decision::Type::kClear) return 'c';
  }
  return std::ranges::any_of(record.slots(), &Slot::holds) ? 'k' : 'n';
}

// Whether an indicator stands in the report before this one: a report says a thing once.
bool StandsBefore(const event::Report& report, size_t at) {
  for (size_t i = 0; i < at; ++i)
    if (report.indicators[i].counts && report.indicators[i].key == report.indicators[at].key) return true;
  return false;
}

}  // namespace

bool ReportApplier::IsOwnWork(const event::Header& header, const event::Report& report) {
  return header.actor.starts_with("tok:") && (report.channel == Channel::kPatrol || report.channel == Channel::kTip);
}

std::string_view ReportApplier::RefusalOf(const event::ReportSubmit& submit) {
  if (submit.canon != indicator::kCanonVersion) return "canon_version";
  for (const event::Report& report : submit.reports) {
    if (!Fits(report.channel, report.source_class) || report.reporter.empty() || !IsTime(report.reported_s) ||
        !IsTime(report.occurred_s) || report.category > static_cast<uint8_t>(wire::Category::kOtherIllegal))
      return "bad_report";
    for (const event::ReportIndicator& indicator : report.indicators)
      if (indicator.key.form.empty() || indicator.key.form.size() > kFormBytesMax) return "bad_report";
  }
  return "";
}

std::string ReportApplier::Told::ToJson() const {
  std::string json = "{\"before\":\"" + before + "\"";
  AppendRows("queued", queued, json);
  return json + "}";
}

base::Result<ReportApplier::Told> ReportApplier::Told::Parse(std::string_view result) {
  constexpr auto kCode = base::ErrorCode::kDamaged;
  ASSIGN_OR_RETURN(const auto value, ParseContent(result, kCode, "outcome"));
  const Members members(value.get_object(), kCode, "outcome");
  Told told;
  TRY(members.Text("before", told.before, event::kEntryIndicatorsMax));
  TRY(members.Rows("queued", told.queued));
  return told;
}

std::string ReportApplier::Withdrawn::ToJson() const {
  std::string json = "{\"withdrawn\":" + std::to_string(reports);
  for (const EvidenceRef place : left) {
    json.append(place == left.front() ? ",\"left\":[[" : ",[").append(std::to_string(place.seq));
    json.append(",").append(std::to_string(place.row)).append("]");
  }
  return json + (left.empty() ? "}" : "]}");
}

base::Result<ReportApplier::Withdrawn> ReportApplier::Withdrawn::Parse(std::string_view result) {
  constexpr auto kCode = base::ErrorCode::kDamaged;
  ASSIGN_OR_RETURN(const auto value, ParseContent(result, kCode, "outcome"));
  const Members members(value.get_object(), kCode, "outcome");
  Withdrawn told;
  int64_t reports = 0;
  TRY(members.Integer("withdrawn", 0, INT64_MAX, reports));
  told.reports = static_cast<uint64_t>(reports);
  ASSIGN_OR_RETURN(const auto* left, members.Array("left"));
  for (size_t i = 0; left != nullptr && i < left->size(); ++i) {
    const auto* place = (*left)[i].if_array();
    if (place == nullptr || place->size() != 2 || !(*place)[0].is_int64() || !(*place)[1].is_int64())
      return members.Wrong("left", "must hold places");
    told.left.push_back({static_cast<uint64_t>((*place)[0].get_int64()), static_cast<uint16_t>((*place)[1].get_int64())});
  }
  return told;
}

base::Result<ReportApplier::Told> ReportApplier::Submit(const event::Header& header, const event::ReportSubmit& submit,
                                                        const Scope* scope) {
  scope_ = scope;
  Told told;
  uint16_t number = 0;
  for (const event::Report& report : submit.reports) {
    for (size_t i = 0; i < report.indicators.size(); ++i, ++number) {
      const event::ReportIndicator& indicator = report.indicators[i];
      const bool counts = indicator.counts && !StandsBefore(report, i);
      ASSIGN_OR_RETURN(const char letter, SubmitOne(header, report, indicator, number, counts, told));
      told.before += letter;
    }
  }
  return told;
}

base::Result<char> ReportApplier::SubmitOne(const event::Header& header, const event::Report& report,
                                            const event::ReportIndicator& indicator, uint16_t number, bool counts, Told& told) {
  const KeyBytes key = indicator::IndexKey(indicator.key);
  if (scope_ != nullptr && !scope_->key(key)) return '-';
  ASSIGN_OR_RETURN(const bool own, rows_.Load(key, indicator.key.kind, indicator.key.form, row_));
  if (!own) return 'n';
  Record& record = row_.record;
  const int64_t now_s = header.time_ms / 1000;
  const char letter = LetterOf(record, now_s);
  if (!counts) return letter;

  const EvidenceRef ref{header.seq, number};
  const Observation observation{kPeople,
                                static_cast<SourceClass>(report.source_class),
                                static_cast<wire::Category>(report.category),
                                false,
                                report.reported_s,
                                ReporterHash(report.reporter),
                                report.case_number};
  record.case_types |= wire::Bit(report.case_number);
  TRY(rows_.AddEvidence(observation, ref, row_, scope_ == nullptr));
  const auto slots = record.slots();
  const auto same = std::ranges::find_if(slots, [&](const Slot& slot) { return SameVoice(slot, observation); });
  if (same != slots.end()) {
    Slot slot = *same;
    AddToSlot(observation, slot);
    PlaceSlot(slot, record);
  } else if (record.more_sources) {
    TRY(rows_.FoldAgain(row_));  // this class may have had a slot that left
  } else {
    PlaceSlot(SlotOf(observation), record);
  }
  const Decision* decision = DecisionInForce(record, now_s);
  if (record.queue.seq == 0 && (decision == nullptr || decision->type == Decision::Type::kClear)) {
    record.queue = ref;
    told.queued.push_back(number);
  }
  TRY(rows_.Store(row_));
  if (IsOwnWork(header, report)) TRY(AddSubmitter(tables_, txn_, key, header.actor, header.seq));
  return letter;
}

base::Result<ReportApplier::Withdrawn> ReportApplier::Withdraw(const event::Header& header, const event::ReportWithdraw& withdraw,
                                                               const store::Log& log, const Scope* scope) {
  scope_ = scope;
  Withdrawn withdrawn;
  std::vector<event::ReportRef> refs = withdraw.reports;
  std::ranges::sort(refs);
  refs.erase(std::unique(refs.begin(), refs.end()), refs.end());  // clang 14 does not compile the ranges form
  std::set<indicator::Key> changed;
  event::ReportSubmit submit;
  uint64_t decoded_seq = 0;
  for (const event::ReportRef& ref : refs) {
    if (ref.seq >= header.seq) break;
    if (scope != nullptr && ref.seq == scope->gone) continue;
    if (decoded_seq != ref.seq) {
      decoded_seq = ref.seq;
      submit.reports.clear();
      ASSIGN_OR_RETURN(const auto entry, log.Read(txn_, ref.seq));
      if (entry && entry->header.type == event::EntryType::kReportSubmit && entry->body) {
        auto read = event::DecodeReportSubmit(*entry->body);
        if (read && RefusalOf(*read).empty()) submit = std::move(*read);
      }
    }
    if (ref.report >= submit.reports.size()) continue;
    if (withdraw.read && !submit.reports[ref.report].indicators.empty()) continue;  // decided about by its indicators
    ++withdrawn.reports;
    uint16_t number = 0;
    for (size_t i = 0; i < ref.report; ++i) number = static_cast<uint16_t>(number + submit.reports[i].indicators.size());
    for (const event::ReportIndicator& indicator : submit.reports[ref.report].indicators)
      TRY(TakeBack(indicator.key, {ref.seq, number++}, changed));
  }
  for (const indicator::Key& key : changed) {
    ASSIGN_OR_RETURN(const bool own, rows_.Load(indicator::IndexKey(key), key.kind, key.form, row_));
    if (!own || !row_.known) continue;
    TRY(rows_.FoldAgain(row_));
    if (row_.record.queue.seq != 0) {
      ASSIGN_OR_RETURN(const bool waits, StillWaits());
      if (!waits) withdrawn.left.push_back(std::exchange(row_.record.queue, EvidenceRef{}));
    }
    TRY(rows_.Store(row_));
  }
  std::ranges::sort(withdrawn.left, {}, [](EvidenceRef place) { return std::pair(place.seq, place.row); });
  return withdrawn;
}

base::Result<bool> ReportApplier::StillWaits() const {
  const EvidenceRef entered = row_.record.queue;
  bool waits = false;
  TRY(WalkEvidence(tables_.evidence, txn_, row_.key, row_.record.head, [&](EvidenceRef ref, const Evidence& evidence) {
    if (std::pair(ref.seq, ref.row) < std::pair(entered.seq, entered.row)) return false;
    waits = !evidence.taken_back && (evidence.observation.source == kPeople || ref == entered);
    return !waits;
  }));
  return waits;
}

base::Result<void> ReportApplier::TakeBack(const indicator::Key& key, EvidenceRef ref, std::set<indicator::Key>& changed) {
  if (scope_ != nullptr && !scope_->key(indicator::IndexKey(key))) return {};
  const std::string row = EvidenceKey(ref);
  ASSIGN_OR_RETURN(const auto bytes, tables_.evidence.Get(txn_, row));
  if (!bytes) return {};  // it never counted
  ASSIGN_OR_RETURN(Evidence evidence, DecodeEvidence(*bytes));
  if (evidence.taken_back) return {};
  evidence.taken_back = true;
  EncodeEvidence(evidence, buffer_);
  TRY(tables_.evidence.Put(txn_, row, buffer_));
  changed.insert(key);
  return {};
}

}  // namespace cybercheck::lookup
