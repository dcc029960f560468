// SPDX-License-Identifier: Apache-2.0
#include "lookup/evidence_view.h"

#include <algorithm>
#include <map>
#include <set>

#include "event/report_submit.h"
#include "lookup/be_bytes.h"
#include "lookup/decisions.h"
#include "lookup/evidence_list.h"
#include "lookup/projection.h"
#include "lookup/review_applier.h"
#include "lookup/submitters.h"
#include "store/outcomes.h"

namespace cybercheck::lookup {
namespace {

using indicator::KeyBytes;
using indicator::Kind;

Kind KindOf(const KeyBytes& key) { return static_cast<Kind>(key[0]); }

bool IsNationalId(const indicator::Key& key) { return key.kind == Kind::kPromptpay && key.form.starts_with("nid:"); }

bool IsOfficial(const Rules& rules, Kind kind, std::string_view form) { return rules.official.Find(kind, form) != nullptr; }

// The report of an entry in which an indicator stands, by the indicator's number in the entry. Null: none.
const event::Report* ReportOfRow(const event::ReportSubmit& submit, size_t row, uint16_t& number) {
  for (const event::Report& report : submit.reports) {
    if (row < report.indicators.size()) return &report;
    row -= report.indicators.size();
    ++number;
  }
  return nullptr;
}

}  // namespace

base::Result<EvidenceView> EvidenceView::Open(store::Environment& environment, const store::ReadTxn& txn) {
  ASSIGN_OR_RETURN(const store::Log log, store::Log::Open(environment, txn));
  EvidenceView view(txn, log);
  ASSIGN_OR_RETURN(view.records_, environment.OpenTable(txn, kRecordsTable));
  ASSIGN_OR_RETURN(view.evidence_, environment.OpenTable(txn, kEvidenceTable));
  ASSIGN_OR_RETURN(view.sources_, environment.OpenTable(txn, kSourcesTable));
  ASSIGN_OR_RETURN(view.proposals_, environment.OpenTable(txn, kProposalsTable));
  ASSIGN_OR_RETURN(view.outcomes_, store::Outcomes::Open(environment, txn));
  ASSIGN_OR_RETURN(view.case_evidence_, environment.OpenTable(txn, kCaseEvidenceTable));
  ASSIGN_OR_RETURN(view.submitters_, environment.OpenTable(txn, kSubmittersTable));
  return view;
}

base::Result<bool> EvidenceView::ReadRecord(const KeyBytes& key, Record& record) const {
  if (!indicator::IsKind(key[0])) return false;
  ASSIGN_OR_RETURN(const auto bytes, records_.Get(*txn_, AsBytes(key)));
  if (!bytes) return false;
  TRY(DecodeRecord(*bytes, record));
  return true;
}

base::Result<event::Header> EvidenceView::HeaderOf(uint64_t seq) const {
  ASSIGN_OR_RETURN(const auto bytes, log_.table().Get(*txn_, store::SeqKey(seq)));
  if (!bytes)
    return base::Fail(base::ErrorCode::kDamaged, "a record names entry " + std::to_string(seq) + ", which is not in the log");
  ASSIGN_OR_RETURN(const store::LogRow row, store::ParseLogRow(*bytes));
  return event::DecodeHeader(row.header);
}

base::Result<std::string> EvidenceView::ActorOf(uint64_t seq) const {
  ASSIGN_OR_RETURN(event::Header header, HeaderOf(seq));
  return std::move(header.actor);
}

base::Result<bool> EvidenceView::IsOf(const Decision& decision, std::string_view actor) const {
  ASSIGN_OR_RETURN(const std::string by, ActorOf(decision.seq));
  if (by == actor || decision.proposal_seq == 0) return by == actor;
  ASSIGN_OR_RETURN(const std::string proposed_by, ActorOf(decision.proposal_seq));
  return proposed_by == actor;
}

base::Result<std::string_view> EvidenceView::WhyNotUndo(const KeyBytes& key, uint64_t review, std::string_view actor,
                                                        int64_t now_s) const {
  Record record;
  ASSIGN_OR_RETURN(const bool known, ReadRecord(key, record));
  if (!known) return std::string_view();
  const auto decisions = record.decisions();
  const auto undone = std::ranges::find(decisions, review, &Decision::seq);
  bool own = false, noted = false;
  if (undone != decisions.end()) {
    ASSIGN_OR_RETURN(own, IsOf(*undone, actor));
  } else {
    ASSIGN_OR_RETURN(const auto proposed, proposals_.Get(*txn_, AsBytes(key)));
    if (proposed) {
      ASSIGN_OR_RETURN(const Proposal proposal, DecodeProposal(*proposed));
      noted = proposal.seq == review;
      own = noted && proposal.actor == ActorHash(actor);
    }
  }
  if (own || (undone == decisions.end() && !noted)) return std::string_view();
  ASSIGN_OR_RETURN(const bool submitted, HasSubmitted(submitters_, *txn_, key, actor));
  if (submitted) return std::string_view("own_work");
  if (noted) return std::string_view();
  RemoveDecision(review, record);
  const Decision* again = DecisionInForce(record, now_s);
  if (again == nullptr) return std::string_view();
  ASSIGN_OR_RETURN(const bool theirs, IsOf(*again, actor));
  return theirs ? std::string_view("own_decision") : std::string_view();
}

base::Result<std::string> EvidenceView::NameOfSource(uint16_t number) const {
  if (number == kPeople || number == kDerivedSource) return std::string();
  ASSIGN_OR_RETURN(store::Cursor cursor, store::Cursor::Open(*txn_, sources_));
  ASSIGN_OR_RETURN(auto row, cursor.First());
  while (row) {
    ByteReader reader(row->value);
    if (reader.Take<2>() == number) return std::string(row->key);
    ASSIGN_OR_RETURN(row, cursor.Next());
  }
  return base::Fail(base::ErrorCode::kDamaged, "evidence names source " + std::to_string(number) + ", which has no name");
}

base::Result<std::optional<IndicatorEvidence>> EvidenceView::Read(const KeyBytes& key, const Rules& rules, int64_t now_s) const {
  Record record;
  ASSIGN_OR_RETURN(const bool known, ReadRecord(key, record));
  if (!known) return std::optional<IndicatorEvidence>();
  IndicatorEvidence told;
  told.key = {KindOf(key), std::string(record.form)};
  told.official = IsOfficial(rules, told.key.kind, record.form);
  told.needs_second = NeedsSecond(told.key, rules);
  told.judgement = Judge(record, told.key.kind, rules.policy, now_s, told.official);
  told.more_sources = record.more_sources;
  told.head = record.head;
  told.queue = record.queue;
  told.appeal = record.appeal;
  double doubt = 1;
  for (const Slot& slot : record.slots()) {
    EvidencePiece piece;
    piece.source_class = slot.source_class;
    ASSIGN_OR_RETURN(piece.source, NameOfSource(slot.source));
    piece.category = slot.category;
    piece.observations = slot.observations;
    piece.reporters = slot.reporters;
    piece.withdrawn_s = slot.withdrawn_s;
    piece.weight = WeighSlot(slot, told.key.kind, rules.policy, now_s);
    piece.cap = rules.policy.cap[static_cast<size_t>(slot.source_class)];
    piece.alone = ScoreOf(piece.weight.doubt);
    doubt *= piece.weight.doubt;
    told.pieces.push_back(std::move(piece));
  }
  for (EvidencePiece& piece : told.pieces) {
    double others = 1;
    for (const EvidencePiece& other : told.pieces)
      if (&other != &piece) others *= other.weight.doubt;
    piece.adds = ScoreOf(doubt) - ScoreOf(others);
  }
  const Decision* in_force = DecisionInForce(record, now_s);
  for (const Decision& decision : record.decisions()) {
    DecisionView view;
    view.decision = decision;
    view.in_force = &decision == in_force;
    ASSIGN_OR_RETURN(view.actor, ActorOf(decision.seq));
    if (decision.proposal_seq != 0) {
      ASSIGN_OR_RETURN(view.proposed_by, ActorOf(decision.proposal_seq));
    }
    if (decision.type == Decision::Type::kMerged) {
      Record other;
      ASSIGN_OR_RETURN(const bool there, ReadRecord(decision.into, other));
      if (there) view.into = indicator::Key{KindOf(decision.into), std::string(other.form)}.ToString();
    }
    told.decisions.push_back(std::move(view));
  }
  ASSIGN_OR_RETURN(const auto proposed, proposals_.Get(*txn_, AsBytes(key)));
  if (proposed) {
    ProposalView view;
    ASSIGN_OR_RETURN(view.proposal, DecodeProposal(*proposed));
    ASSIGN_OR_RETURN(view.actor, ActorOf(view.proposal.seq));
    told.proposal = std::move(view);
  }
  return std::optional<IndicatorEvidence>(std::move(told));
}

base::Result<EvidencePage> EvidenceView::ReadPage(const KeyBytes& key, EvidenceRef from, size_t count) const {
  EvidencePage page;
  if (from.seq == 0) {
    Record record;
    ASSIGN_OR_RETURN(const bool known, ReadRecord(key, record));
    if (!known) return page;
    from = record.head;
  } else {
    ASSIGN_OR_RETURN(const auto bytes, evidence_.Get(*txn_, EvidenceKey(from)));
    if (!bytes) return base::Fail(base::ErrorCode::kNotFound, "no evidence stands there");
    ASSIGN_OR_RETURN(const Evidence evidence, DecodeEvidence(*bytes));
    if (evidence.key != key) return base::Fail(base::ErrorCode::kNotFound, "that is evidence of something else");
  }
  std::map<uint16_t, std::string> names;
  base::Result<void> named;
  TRY(WalkEvidence(evidence_, *txn_, key, from, [&](EvidenceRef ref, const Evidence& evidence) {
    if (page.lines.size() == count) {
      page.next = ref;
      return false;
    }
    const uint16_t number = evidence.observation.source;
    if (!names.contains(number)) {
      auto name = NameOfSource(number);
      if (name.has_error()) {
        named = name.error();
        return false;
      }
      names[number] = std::move(*name);
    }
    page.lines.push_back({ref, names[number], evidence.observation, evidence.taken_back});
    return true;
  }));
  TRY(named);
  return page;
}

base::Result<bool> EvidenceView::HasTold(const KeyBytes& key, std::string_view actor, size_t rows_max) const {
  Record record;
  ASSIGN_OR_RETURN(const bool known, ReadRecord(key, record));
  if (!known || record.head.seq == 0) return false;
  ASSIGN_OR_RETURN(const bool submitted, HasSubmitted(submitters_, *txn_, key, actor));
  if (submitted) return false;
  bool told = false;
  size_t rows = 0;
  base::Result<void> looked;
  TRY(WalkEvidence(evidence_, *txn_, key, record.head, [&](EvidenceRef ref, const Evidence& evidence) {
    if (rows++ == rows_max) return false;
    if (evidence.observation.source != kPeople || evidence.taken_back) return true;
    const auto header = HeaderOf(ref.seq);
    if (header.has_error()) {
      looked = header.error();
      return false;
    }
    using enum event::EntryType;
    told = header->actor == actor && (header->type == kReportSubmit || header->type == kCaseFile || header->type == kCaseAmend);
    return !told;
  }));
  TRY(looked);
  return told;
}

base::Result<std::map<uint16_t, CaseEvidence>> EvidenceView::CasesIn(const event::Entry& entry, const KeyBytes& key) const {
  std::map<uint16_t, CaseEvidence> cases;
  const auto type = entry.header.type;
  if (type != event::EntryType::kCaseFile && type != event::EntryType::kCaseAmend && type != event::EntryType::kCaseMove)
    return cases;
  ASSIGN_OR_RETURN(const auto row, outcomes_.Read(*txn_, entry.header.seq));
  if (!row) return cases;
  ASSIGN_OR_RETURN(const std::vector<event::CaseRef> told, CasesTold(entry.header.seq, row->outcome.result));
  for (const event::CaseRef of : told) {
    ASSIGN_OR_RETURN(const auto bytes, case_evidence_.Get(*txn_, CaseEvidenceKey(of)));
    if (!bytes) continue;
    ASSIGN_OR_RETURN(CaseEvidence evidence, DecodeCaseEvidence(*bytes));
    const auto named = std::ranges::find(evidence.rows, key, &std::pair<KeyBytes, EvidenceRef>::first);
    if (named == evidence.rows.end() || named->second.seq != entry.header.seq) continue;
    const uint16_t place = named->second.row;
    cases.emplace(place, std::move(evidence));
  }
  return cases;
}

base::Result<EvidenceView::RelatedKeys> EvidenceView::ReadRelated(const KeyBytes& key, const Rules& rules, int64_t now_s) const {
  RelatedKeys related;
  Record record;
  ASSIGN_OR_RETURN(const bool known, ReadRecord(key, record));
  if (!known) return related;
  std::vector<EvidenceRef> refs;
  TRY(WalkEvidence(evidence_, *txn_, key, record.head, [&](EvidenceRef ref, const Evidence& evidence) {
    if (evidence.observation.source != kPeople || evidence.taken_back) return true;
    related.truncated = refs.size() == kRelatedReportsMax;
    if (!related.truncated) refs.push_back(ref);
    return !related.truncated;
  }));

  std::map<indicator::Key, Related> together;
  const auto add = [&together](const indicator::Key& other, uint64_t Related::*count, int64_t at_s) {
    Related& one = together[other];
    one.first_s = one.reports + one.cases == 0 ? at_s : std::min(one.first_s, at_s);
    one.last_s = std::max(one.last_s, at_s);
    one.key = other;
    ++(one.*count);
  };
  event::ReportSubmit submit;
  std::map<uint16_t, CaseEvidence> cases;
  uint64_t decoded_seq = 0;
  for (const EvidenceRef ref : refs) {
    if (decoded_seq != ref.seq) {
      ASSIGN_OR_RETURN(const auto entry, log_.Read(*txn_, ref.seq));
      if (!entry || !entry->body) continue;
      submit = {};
      cases.clear();
      if (entry->header.type == event::EntryType::kReportSubmit) {
        ASSIGN_OR_RETURN(submit, event::DecodeReportSubmit(*entry->body));
      } else {
        ASSIGN_OR_RETURN(cases, CasesIn(*entry, key));
      }
      decoded_seq = ref.seq;
    }
    if (const auto one = cases.find(ref.row); one != cases.end()) {
      ++related.cases;
      for (const auto& [other, row] : one->second.rows) {
        Record named;
        ASSIGN_OR_RETURN(const bool there, ReadRecord(other, named));
        const indicator::Key named_key{KindOf(other), std::string(named.form)};
        if (there && other != key && !IsNationalId(named_key)) add(named_key, &Related::cases, one->second.at_s);
      }
      continue;
    }
    uint16_t number = 0;
    const event::Report* report = ReportOfRow(submit, ref.row, number);
    if (report == nullptr) continue;
    ++related.reports;
    std::set<indicator::Key> others;
    for (const event::ReportIndicator& indicator : report->indicators)
      if (indicator::IndexKey(indicator.key) != key && !IsNationalId(indicator.key)) others.insert(indicator.key);
    for (const indicator::Key& other : others) add(other, &Related::reports, report->reported_s);
  }
  for (auto& [other, one] : together) related.keys.push_back(std::move(one));
  std::ranges::sort(related.keys, [](const Related& a, const Related& b) {
    if (a.reports + a.cases != b.reports + b.cases) return a.reports + a.cases > b.reports + b.cases;
    return a.last_s != b.last_s ? a.last_s > b.last_s : a.key < b.key;
  });
  if (related.keys.size() > kRelatedKeysMax) {
    related.keys.resize(kRelatedKeysMax);
    related.truncated = true;
  }
  for (Related& one : related.keys) {
    ASSIGN_OR_RETURN(const bool there, ReadRecord(indicator::IndexKey(one.key), record));
    if (there && record.form == one.key.form)
      one.verdict = Judge(record, one.key.kind, rules.policy, now_s, IsOfficial(rules, one.key.kind, one.key.form)).verdict;
  }
  return related;
}

}  // namespace cybercheck::lookup
