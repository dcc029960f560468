// SPDX-License-Identifier: Apache-2.0
#include "lookup/verdict.h"

#include <algorithm>
#include <cmath>

#include "lookup/decisions.h"

namespace cybercheck::lookup {
namespace {

using wire::Category;
using wire::Reason;
using wire::SourceClass;
using wire::Verdict;

constexpr double kDayS = 86400;

// What of a slot counts at `now_s`.
struct Counted {
  int64_t first_s = 0, last_s = 0;
  uint64_t observations = 0;
};

Counted CountSlot(const Slot& slot, int64_t now_s) noexcept {
  Counted counted;
  if (slot.time_count == 0) return counted;
  if (slot.withdrawn_s < 0 && slot.times_s[0] <= now_s) return {slot.first_s, slot.times_s[0], slot.observations};
  for (size_t i = 0; i < slot.time_count; ++i) {
    const int64_t time_s = slot.times_s[i];
    if (time_s > now_s || time_s <= slot.withdrawn_s) continue;
    if (counted.observations++ == 0) counted.last_s = time_s;
    counted.first_s = time_s;
  }
  // All retained times lie after now, yet the first does not: it stands for those that were not retained.
  if (counted.observations == 0 && slot.first_s <= now_s && slot.first_s > slot.withdrawn_s)
    return {slot.first_s, slot.first_s, 1};
  return counted;
}

// Evidence that counts: score, cap, dates, reasons.
void Weigh(const Record& record, indicator::Kind kind, const Policy& policy, int64_t now_s, Judgement& judgement, Verdict& cap,
           bool& listed_by_cases) noexcept {
  double doubt = 1;
  int64_t category_s = -1;
  int feeds = 0;
  for (const Slot& slot : record.slots()) {
    const SlotWeight counted = WeighSlot(slot, kind, policy, now_s);
    if (counted.observations == 0) continue;
    const auto source = static_cast<size_t>(slot.source_class);
    doubt *= counted.doubt;
    cap = std::max(cap, policy.cap[source]);
    listed_by_cases |= slot.source_class == SourceClass::kCase && slot.reporters >= policy.cases_list_from;
    judgement.source_classes |= static_cast<uint16_t>(1u << source);
    if (slot.source_class != SourceClass::kDerived) {
      judgement.reports += counted.observations;
      judgement.reporters += std::max<uint64_t>(slot.reporters, 1);
    }
    judgement.first_s = judgement.last_s == 0 ? counted.first_s : std::min(judgement.first_s, counted.first_s);
    judgement.last_s = std::max(judgement.last_s, counted.last_s);
    if (slot.category != Category::kNone && counted.last_s > category_s) {
      judgement.category = slot.category;
      category_s = counted.last_s;
    }
    feeds += slot.source_class == SourceClass::kFeed || slot.source_class == SourceClass::kSample;
  }
  judgement.score = ScoreOf(doubt);
  constexpr uint16_t kPeopleClasses = 1u << static_cast<int>(SourceClass::kTip) | 1u << static_cast<int>(SourceClass::kPatrol) |
                                      1u << static_cast<int>(SourceClass::kComplaint) |
                                      1u << static_cast<int>(SourceClass::kCase);
  if ((judgement.source_classes & kPeopleClasses) != 0) judgement.case_types = record.case_types;
  if (feeds != 0) judgement.Because(feeds == 1 ? Reason::kInFeed : Reason::kInFeeds);
  if (judgement.HasSource(SourceClass::kDerived)) judgement.Because(Reason::kDerivedFromHost);
  if (judgement.HasSource(SourceClass::kPatrol)) judgement.Because(Reason::kReportedByPatrol);
  if (judgement.HasSource(SourceClass::kComplaint) || judgement.HasSource(SourceClass::kCase))
    judgement.Because(Reason::kReportedByComplaints);
  if (judgement.HasSource(SourceClass::kTip)) judgement.Because(Reason::kReportedByTips);
}

void List(Reason reason, Judgement& judgement) noexcept {
  judgement.verdict = Verdict::kListed;
  judgement.score = 100;
  // What lists goes first.
  judgement.Because(reason);
  std::rotate(judgement.reason_array.begin(), judgement.reason_array.begin() + judgement.reason_count - 1,
              judgement.reason_array.begin() + judgement.reason_count);
}

void ListBy(const Decision& decision, Judgement& judgement) noexcept {
  if (decision.category != Category::kNone) judgement.category = decision.category;
  Reason reason = Reason::kListedByReview;
  if (decision.type == Decision::Type::kCompromised)
    reason = Reason::kCompromised;
  else if (decision.ground == Decision::Ground::kCourt)
    reason = Reason::kListedByCourt;
  else if (decision.ground == Decision::Ground::kCases)
    reason = Reason::kListedByCases;
  List(reason, judgement);
  if (judgement.last_s == 0) judgement.first_s = judgement.last_s = decision.made_s;
}

}  // namespace

SlotWeight WeighSlot(const Slot& slot, indicator::Kind kind, const Policy& policy, int64_t now_s) noexcept {
  SlotWeight weight;
  const Counted counted = CountSlot(slot, now_s);
  if (counted.observations == 0) return weight;
  const auto source = static_cast<size_t>(slot.source_class);
  weight.observations = counted.observations;
  weight.first_s = counted.first_s;
  weight.last_s = counted.last_s;
  weight.weight = policy.weight_percent[source] / 100.0;
  weight.decay =
      std::exp2(-static_cast<double>(now_s - counted.last_s) / (policy.half_life_days[static_cast<size_t>(kind)] * kDayS));
  weight.reporters = std::clamp<uint32_t>(slot.reporters, 1, policy.reporters_max[source]);
  const double remains = 1 - weight.weight * weight.decay;
  weight.doubt = weight.reporters == 1 ? remains : std::pow(remains, weight.reporters);
  return weight;
}

int ScoreOf(double doubt) noexcept {
  // The product of doubles falls a hair short of whole numbers; the sum of such errors is far below this. Doubt never ends
  // altogether, though a double does: 100 is for decisions.
  return std::min(99, static_cast<int>(100 * (1 - doubt) + 1e-9));
}

Judgement Judge(const Record& record, indicator::Kind kind, const Policy& policy, int64_t now_s, bool official) noexcept {
  Judgement judgement;
  const Decision* decision = DecisionInForce(record, now_s);
  judgement.under_review = record.appeal != 0 && record.appeal_opened_s <= now_s;
  if (decision != nullptr && decision->type == Decision::Type::kMerged) {
    judgement.merged = true;
    judgement.into = decision->into;
    decision = nullptr;
  }
  judgement.decided = decision != nullptr;
  if (decision != nullptr && decision->type == Decision::Type::kClear) {
    judgement.Because(Reason::kCleared);
  } else {
    Verdict cap = Verdict::kReported;
    bool listed_by_cases = false;
    Weigh(record, kind, policy, now_s, judgement, cap, listed_by_cases);
    if (decision != nullptr) {
      ListBy(*decision, judgement);
    } else if (listed_by_cases && !official) {
      List(Reason::kListedByCases, judgement);
    } else if (judgement.source_classes != 0) {
      judgement.verdict = std::min(cap, judgement.score >= policy.suspected_from ? Verdict::kSuspected : Verdict::kReported);
      if (official && judgement.verdict > Verdict::kReported) judgement.verdict = Verdict::kReported;
      if (official) judgement.Because(Reason::kCappedByOfficialHost);
      if (now_s - judgement.last_s > policy.old_after_days * static_cast<int64_t>(kDayS)) judgement.Because(Reason::kOldEvidence);
    }
  }
  if (judgement.under_review) judgement.Because(Reason::kUnderReview);
  return judgement;
}

Judgement JudgePattern(Category category, const Policy& policy) noexcept {
  constexpr auto kPattern = static_cast<size_t>(SourceClass::kPattern);
  Judgement judgement;
  judgement.score = policy.weight_percent[kPattern];
  judgement.verdict =
      std::min(policy.cap[kPattern], judgement.score >= policy.suspected_from ? Verdict::kSuspected : Verdict::kReported);
  judgement.category = category;
  judgement.source_classes = 1u << kPattern;
  judgement.Because(Reason::kMatchesPattern);
  return judgement;
}

}  // namespace cybercheck::lookup
