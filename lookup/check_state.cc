// SPDX-License-Identifier: Apache-2.0
#include "lookup/check_state.h"

#include <algorithm>
#include <array>

#include "base/hex.h"
#include "indicator/url_expressions.h"
#include "lookup/answer_value.h"
#include "lookup/evidence_list.h"
#include "lookup/test_indicators.h"

namespace cybercheck::lookup {
namespace {

using indicator::Canonical;
using indicator::Kind;
using wire::Answer;
using wire::Reason;
using wire::SourceClass;
using wire::Verdict;

bool IsNumberOrName(Kind kind) { return kind == Kind::kPhone || kind == Kind::kSmsSender; }

// What would change the answer, as a code.
std::string_view WouldChange(const Answer& answer) {
  switch (answer.verdict) {
    case Verdict::kUnknown:
      return "report";
    case Verdict::kUnresolvable:
      return "resolve";
    case Verdict::kReported:
      return "review";
    case Verdict::kSuspected:
      return "decay";
    case Verdict::kListed:
      return "appeal";
    case Verdict::kOfficial:
      return "";
  }
  return "";
}

void Take(const Judgement& judgement, Answer& answer) {
  answer.verdict = judgement.verdict;
  answer.score = judgement.score;
  answer.reports = judgement.reports;
  answer.reporters = judgement.reporters;
  answer.first_seen_s = judgement.first_s;
  answer.last_seen_s = judgement.last_s;
  answer.category = judgement.category;
  answer.case_types = judgement.case_types;
  answer.under_review = judgement.under_review;
  for (int source = 1; source < static_cast<int>(kSourceClassCount); ++source)
    if (judgement.HasSource(static_cast<SourceClass>(source)))
      answer.sources.emplace_back(wire::Name(static_cast<SourceClass>(source)));
  for (const Reason reason : judgement.reasons()) answer.AddReason(reason);
}

void TellTest(Verdict verdict, Kind kind, Answer& answer) {
  answer.verdict = verdict;
  answer.AddReason(Reason::kTestIndicator);
  switch (verdict) {
    case Verdict::kUnknown:
      answer.AddReason(Reason::kNotFound);
      return;
    case Verdict::kUnresolvable:
      answer.AddReason(Reason::kShortLink);
      return;
    case Verdict::kReported:
      answer.score = 20;
      answer.AddReason(Reason::kReportedByTips);
      break;
    case Verdict::kSuspected:
      answer.score = 75;
      answer.AddReason(Reason::kInFeed);
      break;
    case Verdict::kListed:
      answer.score = 100;
      answer.AddReason(Reason::kListedByReview);
      break;
    case Verdict::kOfficial:
      answer.AddReason(Reason::kOfficialRegister, "Cyber Check");
      if (IsNumberOrName(kind)) answer.AddReason(Reason::kOfficialButSpoofable);
      return;
  }
  answer.sources.emplace_back(wire::Name(SourceClass::kSample));
}

void AppendKey(Kind kind, std::string_view form, std::string& out) {
  out.append(indicator::Name(kind)).append(1, ':').append(form);
}

Reason HintReason(const Canonical& canonical, Kind hint) {
  if (canonical.from_abroad) return Reason::kRelatedDomesticNumber;
  return hint == Kind::kPromptpay ? Reason::kRelatedPromptpay : Reason::kRelatedPhone;
}

}  // namespace

base::Result<void> Engine::Session::State::CheckOne(const Canonical& asked, Answer& answer) {
  const Lookups lookups(asked);
  Prefetch(lookups);
  answer.Clear();
  own_key = indicator::IndexKey(asked.key);
  answer.kind = asked.key.kind;
  std::array<char, 2 * indicator::kKeyBytes> id;
  base::HexEncodeTo(own_key, id.data());
  answer.id.assign(id.data(), id.size());
  WriteValue(asked.key.kind, asked.key.form, answer.value);
  // A national id's keyed form could be told apart between answers; it is printed by nobody.
  const bool secret_form = asked.key.kind == Kind::kPromptpay && asked.key.form.starts_with("nid:");
  AppendKey(asked.key.kind, secret_form ? std::string_view("nid:*") : std::string_view(asked.key.form), answer.key);
  answer.as_of_s = now_s;
  answer.policy = rules->policy_seq;
  answer.names_number = indicator::NamesNumber(asked);

  if (const auto reserved = TestVerdict(asked.key.kind, asked.key.form)) {
    TellTest(*reserved, asked.key.kind, answer);
  } else {
    const OfficialRow* official = rules->official.Find(asked.key.kind, asked.key.form);
    Found found;
    TRY(Find(lookups, official, found));
    if (found.lookup != nullptr) Take(found.judgement, answer);
    // A cleared key stays `unknown`: nothing below may speak against it.
    const bool cleared = found.lookup != nullptr && found.judgement.decided && answer.verdict == Verdict::kUnknown;
    if (found.lookup != nullptr && answer.verdict != Verdict::kUnknown) TellMatch(asked, found, answer);
    if (answer.verdict == Verdict::kUnknown && !cleared) TellUnlisted(asked, official, answer);
    TellOfficial(asked, official, answer);
    for (size_t i = 0; i < lookups.all().size(); ++i) {
      const Lookup& lookup = lookups.all()[i];
      if (lookup.relation != Lookup::Relation::kHint || !filter->MayContain(hashes[i])) continue;
      ASSIGN_OR_RETURN(const bool known, Read(lookup));
      if (known) TellHint(asked, lookup, Judge(record, lookup.kind, rules->policy, now_s), answer);
    }
    if (answer.verdict == Verdict::kUnknown && !cleared && !asked.unlistable) answer.AddReason(Reason::kNotFound);
  }
  if (asked.unlistable) answer.AddReason(Reason::kAccountNeedsBank);
  if (!asked.visitable) answer.AddReason(Reason::kNotVisitable);
  if (asked.truncated) answer.AddReason(Reason::kTruncated);
  if (asked.userinfo) answer.AddReason(Reason::kHasUserinfo);
  answer.would_change.assign(WouldChange(answer));
  answer.ttl_s = rules->policy.ttl_s[static_cast<size_t>(answer.verdict)];
  return {};
}

void Engine::Session::State::Prefetch(const Lookups& lookups) {
  for (size_t i = 0; i < lookups.all().size(); ++i) {
    hashes[i] = filter->HashOf(lookups.all()[i].kind, lookups.all()[i].form());
    filter->Prefetch(hashes[i]);
  }
}

base::Result<void> Engine::Session::State::Find(const Lookups& lookups, const OfficialRow* official, Found& found) {
  const auto all = lookups.all();
  for (size_t i = 0; i < all.size(); ++i) {
    const Lookup& lookup = all[i];
    if (lookup.relation == Lookup::Relation::kHint || !filter->MayContain(hashes[i])) continue;
    ASSIGN_OR_RETURN(const bool known, Read(lookup));
    if (!known) continue;
    const bool on_official = official != nullptr && (lookup.relation == Lookup::Relation::kOwn ||
                                                     (official->scope == OfficialRow::Scope::kHost && lookup.kind == Kind::kUrl &&
                                                      indicator::HostOf(lookup.form()) == indicator::HostOf(official->key.form)));
    Judgement judgement = Judge(record, lookup.kind, rules->policy, now_s, on_official);
    bool merged = false;
    if (judgement.merged) {
      ASSIGN_OR_RETURN(merged, FollowMerge(judgement));
    }
    if (judgement.verdict == Verdict::kUnknown && !judgement.decided) continue;
    if (found.lookup == nullptr || wire::IsWorse(judgement.verdict, found.judgement.verdict)) {
      found.judgement = judgement;
      found.lookup = &lookup;
      found.merged = merged;
      if (merged) merged_key.swap(other_key);
    }
    // The most specific decision settles it: a page cleared stays cleared though its host is listed, and the other way about.
    if (judgement.decided) break;
  }
  return {};
}

base::Result<bool> Engine::Session::State::Read(const Lookup& lookup) {
  const indicator::KeyBytes key =
      lookup.relation == Lookup::Relation::kOwn ? own_key : indicator::IndexKey(lookup.kind, lookup.form());
  ASSIGN_OR_RETURN(const auto bytes, records.Get(txn, std::string_view(reinterpret_cast<const char*>(key.data()), key.size())));
  if (!bytes || FormOfRecord(*bytes) != lookup.form()) return false;
  TRY(Understand(key, *bytes));
  return true;
}

base::Result<void> Engine::Session::State::Understand(const indicator::KeyBytes& key, std::string_view bytes) {
  TRY(DecodeRecord(bytes, record));
  if (!in_the_past) return {};
  // What had been observed by then.
  fold.Clear();
  TRY(WalkEvidence(evidence, txn, key, record.head, [&](EvidenceRef, const Evidence& row) {
    if (row.observation.observed_s <= now_s && !row.taken_back) fold.Add(row.observation);
    return true;
  }));
  fold.Finish(record);
  return {};
}

base::Result<bool> Engine::Session::State::FollowMerge(Judgement& judgement) {
  const indicator::KeyBytes into = judgement.into;
  ASSIGN_OR_RETURN(const auto bytes, records.Get(txn, std::string_view(reinterpret_cast<const char*>(into.data()), into.size())));
  if (!bytes || !indicator::IsKind(into[0])) return false;
  TRY(Understand(into, *bytes));
  const auto kind = static_cast<Kind>(into[0]);
  // Not further than one step, wherever that record says that it belongs.
  const Judgement its_own = Judge(record, kind, rules->policy, now_s, rules->official.Find(kind, record.form) != nullptr);
  if (!wire::IsWorse(its_own.verdict, judgement.verdict)) return false;
  judgement = its_own;
  other_key.clear();
  AppendKey(kind, record.form, other_key);
  return true;
}

void Engine::Session::State::TellMatch(const Canonical& asked, const Found& found, Answer& answer) const {
  const Lookup& lookup = *found.lookup;
  const bool shared = lookup.kind == Kind::kUrl && rules->shared_hosts.IsShared(indicator::HostOf(lookup.form()));
  if (lookup.relation != Lookup::Relation::kOwn) {
    AppendKey(lookup.kind, lookup.form(), answer.matched);
    if (lookup.relation == Lookup::Relation::kAlso)
      answer.AddReason(Reason::kMatchedUrl, answer.matched);
    else if (indicator::HostExpression(lookup.form()).size() == lookup.size)
      answer.AddReason(Reason::kMatchedHost, answer.matched);
    else
      answer.AddReason(Reason::kMatchedParentPath, answer.matched);
  }
  if (found.merged) {
    answer.matched.assign(merged_key);
    answer.AddReason(Reason::kMerged, merged_key);
  }
  if (shared && asked.key.kind == Kind::kUrl) answer.AddReason(Reason::kSharedHost, indicator::HostOf(lookup.form()));
}

// Nothing in the index: a short link, a pattern, a look-alike.
void Engine::Session::State::TellUnlisted(const Canonical& asked, const OfficialRow* official, Answer& answer) {
  const bool is_url = asked.key.kind == Kind::kUrl;
  if (official != nullptr || asked.unlistable) return;
  const std::string_view host = is_url ? indicator::HostOf(asked.key.form) : std::string_view();
  const bool shortened = is_url && host.size() + 1 < asked.key.form.size() && rules->shared_hosts.IsShortener(host);
  if (asked.opaque || shortened) {
    answer.verdict = Verdict::kUnresolvable;
    answer.AddReason(Reason::kShortLink);
    return;
  }
  if (is_url && patterns) {
    rules->patterns.Find(Patterns::On::kUrl, asked.key.form, match);
    if (!match.classes.empty()) {
      Take(JudgePattern(match.classes[0].category, rules->policy), answer);
      for (size_t i = 0; i < match.classes.size(); ++i) {
        if (i == 0)
          answer.reasons[answer.reason_count - 1].about.assign(match.classes[i].name);
        else
          answer.AddReason(Reason::kMatchesPattern, match.classes[i].name);
      }
    } else if (match.unsure) {
      answer.AddReason(Reason::kPatternsUnsure);
    }
  }
}

void Engine::Session::State::TellOfficial(const Canonical& asked, const OfficialRow* official, Answer& answer) const {
  const Kind kind = asked.key.kind;
  if (official != nullptr) {
    if (wire::IsWorse(Verdict::kOfficial, answer.verdict)) answer.verdict = Verdict::kOfficial;
    answer.AddReason(Reason::kOfficialRegister, official->owner);
    if (IsNumberOrName(kind)) answer.AddReason(Reason::kOfficialButSpoofable);
    return;
  }
  if (asked.from_abroad) {
    answer.AddReason(Reason::kCallFromAbroad);
    for (const Canonical::Also& also : asked.Alsos()) {
      const OfficialRow* domestic = also.key.kind == Kind::kPhone ? rules->official.Find(Kind::kPhone, also.key.form) : nullptr;
      if (domestic == nullptr) continue;
      if (wire::IsWorse(Verdict::kSuspected, answer.verdict)) answer.verdict = Verdict::kSuspected;
      answer.score = std::max<int>(answer.score, rules->policy.suspected_from);
      answer.AddReason(Reason::kOfficialShownFromAbroad, domestic->owner);
    }
  }
  if (kind == Kind::kUrl) {
    if (const OfficialRow* real = rules->official.Resembled(indicator::HostOf(asked.key.form)))
      answer.AddReason(Reason::kResemblesOfficial, indicator::HostOf(real->key.form));
  } else if (kind == Kind::kSmsSender) {
    if (const OfficialRow* real = rules->official.ResembledSender(asked.key.form))
      answer.AddReason(Reason::kResemblesSender, real->key.form);
  }
}

void Engine::Session::State::TellHint(const Canonical& asked, const Lookup& lookup, const Judgement& judgement,
                                      Answer& answer) const {
  if (judgement.verdict == Verdict::kUnknown) return;
  const Reason reason = HintReason(asked, lookup.kind);
  answer.AddReason(reason);
  std::string& about = answer.reasons[answer.reason_count - 1].about;
  about.clear();
  AppendKey(lookup.kind, lookup.form(), about);
}

}  // namespace cybercheck::lookup
