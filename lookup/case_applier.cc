// SPDX-License-Identifier: Apache-2.0
#include "lookup/case_applier.h"

#include <algorithm>

#include "base/be_bytes.h"
#include "lookup/evidence_list.h"
#include "lookup/json_members.h"

namespace cybercheck::lookup {
namespace {

namespace json = boost::json;
using event::CaseRef;
using indicator::KeyBytes;
using wire::SourceClass;

constexpr auto kDamaged = base::ErrorCode::kDamaged;
constexpr uint16_t kRowMax = kDerivedRowBit - 1;
constexpr size_t kKeysMax = 1000;

base::Result<CaseRef> RefOf(const Members& members) {
  ASSIGN_OR_RETURN(const json::array* parts, members.Array("case"));
  if (parts == nullptr || parts->size() != 2 || !(*parts)[0].is_int64() || !(*parts)[1].is_int64())
    return members.Wrong("case", "must name a case");
  return CaseRef{static_cast<uint64_t>((*parts)[0].get_int64()), static_cast<uint16_t>((*parts)[1].get_int64())};
}

base::Result<std::vector<indicator::Key>> KeysOf(const Members& members, const json::array& texts) {
  std::vector<indicator::Key> keys;
  for (const json::value& text : texts) {
    auto key = text.is_string() && keys.size() < kKeysMax ? indicator::ParseKey(text.get_string()) : std::nullopt;
    if (!key) return members.Wrong("keys", "must hold keys");
    keys.push_back(std::move(*key));
  }
  return keys;
}

bool IsEmpty(const Record& record) {
  return record.head.seq == 0 && record.slot_count == 0 && record.decision_count == 0 && record.queue.seq == 0 &&
         record.appeal == 0;
}

}  // namespace

std::string CaseEvidenceKey(CaseRef of) {
  std::string key;
  base::AppendBe<8>(of.seq, key);
  base::AppendBe<2>(of.number, key);
  return key;
}

base::Result<std::vector<CaseRef>> CasesTold(uint64_t seq, std::string_view result) {
  ASSIGN_OR_RETURN(const auto value, ParseContent(result, kDamaged, "outcome"));
  const Members members(value.get_object(), kDamaged, "outcome");
  std::vector<CaseRef> cases;
  std::string classes;
  TRY(members.Text("classes", classes, event::kComplaintsMax));
  for (size_t i = 0; i < classes.size(); ++i)
    if (classes[i] >= '1' && classes[i] <= '9') cases.push_back({seq, static_cast<uint16_t>(i)});
  ASSIGN_OR_RETURN(const json::array* told, members.Array("evidence"));
  for (size_t i = 0; told != nullptr && i < told->size(); ++i) {
    const json::object* object = (*told)[i].if_object();
    if (object == nullptr) return members.Wrong("evidence", "must hold objects");
    ASSIGN_OR_RETURN(const CaseRef of, RefOf(Members(*object, kDamaged, "outcome.evidence")));
    cases.push_back(of);
  }
  return cases;
}

std::string EncodeCaseEvidence(const CaseEvidence& evidence) {
  std::string out;
  base::AppendBe<1>(static_cast<uint8_t>(evidence.source_class), out);
  base::AppendBe<1>(static_cast<uint8_t>(evidence.category), out);
  base::AppendBe<8>(static_cast<uint64_t>(evidence.at_s), out);
  base::AppendBe<4>(evidence.voice, out);
  for (const auto& [key, ref] : evidence.rows) {
    out.append(AsBytes(key));
    base::AppendBe<8>(ref.seq, out);
    base::AppendBe<2>(ref.row, out);
  }
  return out;
}

base::Result<CaseEvidence> DecodeCaseEvidence(std::string_view bytes) {
  base::ByteReader reader(bytes);
  CaseEvidence evidence;
  evidence.source_class = static_cast<SourceClass>(reader.Take<1>());
  evidence.category = static_cast<wire::Category>(reader.Take<1>());
  evidence.at_s = static_cast<int64_t>(reader.Take<8>());
  evidence.voice = static_cast<uint32_t>(reader.Take<4>());
  while (reader.good() && reader.left() != 0) {
    const std::string_view key = reader.TakeBytes(indicator::kKeyBytes);
    EvidenceRef ref;
    ref.seq = reader.Take<8>();
    ref.row = static_cast<uint16_t>(reader.Take<2>());
    if (!reader.good()) break;
    auto& row = evidence.rows.emplace_back();
    std::copy(key.begin(), key.end(), row.first.begin());
    row.second = ref;
  }
  if (!reader.good()) return base::Fail(kDamaged, "a row of case_evidence is not laid out as they are");
  return evidence;
}

base::Result<CaseEvidence> CaseEvidenceBook::Read(CaseRef of) const {
  if (table_ == nullptr) {
    const auto it = memory_.find(of);
    return it == memory_.end() ? CaseEvidence{} : it->second;
  }
  ASSIGN_OR_RETURN(const auto bytes, table_->Get(*txn_, CaseEvidenceKey(of)));
  if (!bytes) return CaseEvidence{};
  return DecodeCaseEvidence(*bytes);
}

base::Result<void> CaseEvidenceBook::Write(CaseRef of, const CaseEvidence& evidence) {
  if (table_ == nullptr) {
    memory_[of] = evidence;
    return {};
  }
  if (!evidence.rows.empty()) return table_->Put(*txn_, CaseEvidenceKey(of), EncodeCaseEvidence(evidence));
  TRY(table_->Delete(*txn_, CaseEvidenceKey(of)));
  return {};
}

base::Result<void> CaseApplier::Apply(const event::Entry& entry, std::string_view result, const Scope* scope) {
  scope_ = scope;
  seq_ = entry.header.seq;
  next_row_ = 0;
  ASSIGN_OR_RETURN(const auto value, ParseContent(result, kDamaged, "outcome"));
  const Members members(value.get_object(), kDamaged, "outcome");
  if (entry.header.type == event::EntryType::kCaseFile) {
    std::string classes;
    TRY(members.Text("classes", classes, event::kComplaintsMax));
    ASSIGN_OR_RETURN(const auto file, event::DecodeCaseFileOnce(*entry.body));
    for (size_t i = 0; i < classes.size() && i < file->complaints.size(); ++i) {
      if (classes[i] < '1' || classes[i] > '9') continue;  // '0' counts for nothing, '-' joined: told below
      const event::Complaint& complaint = file->complaints[i];
      Said said{static_cast<SourceClass>(classes[i] - '0'),
                static_cast<wire::Category>(complaint.category),
                complaint.reported_s,
                ReporterHash(complaint.voice),
                {}};
      for (const event::ReportIndicator& indicator : complaint.indicators)
        if (indicator.counts) said.keys.push_back(indicator.key);
      TRY(Say({seq_, static_cast<uint16_t>(i)}, said));
    }
  }
  ASSIGN_OR_RETURN(const json::array* told, members.Array("evidence"));
  for (size_t i = 0; told != nullptr && i < told->size(); ++i) {
    const json::object* object = (*told)[i].if_object();
    if (object == nullptr) return members.Wrong("evidence", "must hold objects");
    const Members one(*object, kDamaged, "outcome.evidence");
    ASSIGN_OR_RETURN(const CaseRef of, RefOf(one));
    int64_t source_class = 0, category = 0;
    Said said;
    std::string voice;
    TRY(one.Integer("class", 0, 255, source_class));
    TRY(one.Integer("category", 0, 255, category));
    TRY(one.Integer("at", 0, kTimeMaxS, said.at_s));
    TRY(one.Text("voice", voice, 64));
    ASSIGN_OR_RETURN(const json::array* keys, one.Array("keys"));
    said.source_class = static_cast<SourceClass>(source_class);
    said.category = static_cast<wire::Category>(category);
    said.voice = ReporterHash(voice);
    if (keys == nullptr) {
      TRY(SayClass(of, said.source_class));
      continue;
    }
    ASSIGN_OR_RETURN(said.keys, KeysOf(one, *keys));
    TRY(Say(of, said));
  }
  return {};
}

base::Result<void> CaseApplier::Say(CaseRef of, const Said& said) {
  ASSIGN_OR_RETURN(const CaseEvidence before, book_.Read(of));
  CaseEvidence now{said.source_class, said.category, said.at_s, said.voice, {}};
  const bool same = before.source_class == now.source_class && before.category == now.category && before.at_s == now.at_s &&
                    before.voice == now.voice;
  const Observation observation{kPeople, now.source_class, now.category, false, now.at_s, now.voice};
  std::vector<std::pair<KeyBytes, EvidenceRef>> leaving = before.rows;
  if (said.source_class != SourceClass{}) {
    for (const indicator::Key& named : said.keys) {
      const KeyBytes key = indicator::IndexKey(named);
      const auto of_key = [&key](const auto& row) { return row.first == key; };
      if (std::any_of(now.rows.begin(), now.rows.end(), of_key)) continue;  // a case says a thing once
      const auto standing = std::find_if(leaving.begin(), leaving.end(), of_key);
      if (same && standing != leaving.end()) {
        now.rows.push_back(*standing);
        leaving.erase(standing);
        continue;
      }
      EvidenceRef ref;
      TRY(Add(key, &named, observation, ref));
      if (ref.seq != 0) now.rows.emplace_back(key, ref);
    }
  }
  for (const auto& [key, ref] : leaving) TRY(TakeOut(key, ref));
  return book_.Write(of, now);
}

base::Result<void> CaseApplier::SayClass(CaseRef of, SourceClass source_class) {
  ASSIGN_OR_RETURN(const CaseEvidence before, book_.Read(of));
  if (before.source_class == source_class) return {};
  CaseEvidence now = before;
  now.source_class = source_class;
  now.rows.clear();
  if (source_class != SourceClass{}) {
    const Observation observation{kPeople, source_class, now.category, false, now.at_s, now.voice};
    for (const auto& [key, was] : before.rows) {
      EvidenceRef ref;
      TRY(Add(key, nullptr, observation, ref));
      if (ref.seq != 0) now.rows.emplace_back(key, ref);
    }
  }
  for (const auto& [key, ref] : before.rows) TRY(TakeOut(key, ref));
  return book_.Write(of, now);
}

// `named` null: the record is there. `ref` {0, 0}: the key is another form's, or the entry has brought too many rows.
base::Result<void> CaseApplier::Add(const KeyBytes& key, const indicator::Key* named, const Observation& observation,
                                    EvidenceRef& ref) {
  ref = {};
  if (next_row_ > kRowMax) return {};
  const EvidenceRef next{seq_, next_row_++};
  if (!InScope(key)) {
    ref = next;
    return {};
  }
  if (named != nullptr) {
    ASSIGN_OR_RETURN(const bool own, rows_.Load(key, named->kind, named->form, row_));
    if (!own) return {};
  } else {
    ASSIGN_OR_RETURN(const auto bytes, tables_.records.Get(txn_, AsBytes(key)));
    if (!bytes) return base::Fail(kDamaged, "a case's evidence names a record that is not there");
    form_ = FormOfRecord(*bytes);
    ASSIGN_OR_RETURN([[maybe_unused]] const bool own, rows_.Load(key, static_cast<indicator::Kind>(key[0]), form_, row_));
  }
  TRY(rows_.AddEvidence(observation, next, row_, scope_ == nullptr));
  const auto slots = row_.record.slots();
  const auto same = std::find_if(slots.begin(), slots.end(), [&](const Slot& slot) { return SameVoice(slot, observation); });
  if (same != slots.end()) {
    Slot slot = *same;
    AddToSlot(observation, slot);
    PlaceSlot(slot, row_.record);
  } else if (row_.record.more_sources) {
    TRY(rows_.FoldAgain(row_));  // this class may have had a slot that left
  } else {
    PlaceSlot(SlotOf(observation), row_.record);
  }
  TRY(rows_.Store(row_));
  ref = next;
  return {};
}

base::Result<void> CaseApplier::TakeOut(const KeyBytes& key, EvidenceRef ref) {
  if (!InScope(key)) return {};
  ASSIGN_OR_RETURN(const auto bytes, tables_.records.Get(txn_, AsBytes(key)));
  if (!bytes) return base::Fail(kDamaged, "a case's evidence names a record that is not there");
  form_ = FormOfRecord(*bytes);
  ASSIGN_OR_RETURN([[maybe_unused]] const bool own, rows_.Load(key, static_cast<indicator::Kind>(key[0]), form_, row_));
  ASSIGN_OR_RETURN(const auto row, tables_.evidence.Get(txn_, EvidenceKey(ref)));
  if (!row) return base::Fail(kDamaged, "a case's evidence is not in its list");
  ASSIGN_OR_RETURN(const Evidence leaving, DecodeEvidence(*row));
  if (row_.record.head == ref) {
    row_.record.head = leaving.previous;
  } else {
    Evidence after;
    EvidenceRef after_ref;
    TRY(WalkEvidence(tables_.evidence, txn_, key, row_.record.head, [&](EvidenceRef at, const Evidence& evidence) {
      if (evidence.previous != ref) return true;
      after = evidence;
      after_ref = at;
      return false;
    }));
    if (after_ref.seq == 0) return base::Fail(kDamaged, "a case's evidence is not in its list");
    after.previous = leaving.previous;
    EncodeEvidence(after, buffer_);
    TRY(tables_.evidence.Put(txn_, EvidenceKey(after_ref), buffer_));
  }
  TRY(tables_.evidence.Delete(txn_, EvidenceKey(ref)));
  TRY(rows_.FoldAgain(row_));
  return IsEmpty(row_.record) ? rows_.Remove(row_) : rows_.Store(row_);
}

}  // namespace cybercheck::lookup
