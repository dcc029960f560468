// SPDX-License-Identifier: Apache-2.0
#include "ingest/sample_life.h"

#include <algorithm>
#include <chrono>
#include <optional>
#include <string>

#include "ingest/sample_marks.h"

namespace cybercheck::ingest {
namespace {

using event::CaseOutcome;
using event::CaseState;

constexpr int64_t kHourS = 3600, kDayS = 86400;
constexpr int64_t kBangkokS = 7 * kHourS;
constexpr int kBuddhistEra = 543;

int BuddhistYear(int64_t at_s) {
  const std::chrono::sys_seconds time{std::chrono::seconds(at_s + kBangkokS)};
  return static_cast<int>(std::chrono::year_month_day(std::chrono::floor<std::chrono::days>(time)).year()) + kBuddhistEra;
}

class LifePlanner {
 public:
  LifePlanner(uint64_t seed, uint32_t number, const event::Complaint& whole, const event::Complaint& filed, SampleRandom& random,
              SamplePlan& plan)
      : seed_(seed), number_(number), whole_(whole), filed_(filed), random_(random), plan_(plan), at_s_(filed.reported_s) {}

  void Run() {
    // An officer calls whoever filed without a credential, and asks what is missing.
    if (!filed_.verified) Amend(After(20 * kHourS), /*confirm=*/true);
    if (filed_.kind != event::ComplaintKind::kOnlineCase)
      return Reject(filed_.kind == event::ComplaintKind::kDisposed ? "nothing_to_follow" : "other_crime");
    if (random_.Chance(60)) return;  // nobody came to it
    if (random_.Chance(35)) return Reject("not_reached");
    if (random_.Chance(500) && !Move(CaseState::kStatementTaken, After(3 * kDayS))) return;
    if (random_.Chance(300)) Amend(at_s_ + random_.Between(600, 5 * kDayS), false);
    if (random_.Chance(30)) return Reject("no_offence");
    if (!Accept()) return;
    if (random_.Chance(45) && !Transfer()) return;
    if (random_.Chance(250) || !Move(CaseState::kInvestigating, After(6 * kDayS))) return;
    if (random_.Chance(40))
      return Close(random_.Chance(500) ? CaseOutcome::kWithdrawn : CaseOutcome::kSettled, After(60 * kDayS));
    if (random_.Chance(700)) {
      if (!Move(CaseState::kSuspended, After(90 * kDayS))) return;
      if (!random_.Chance(90) || !Move(CaseState::kInvestigating, After(120 * kDayS))) return;
    }
    if (!Move(CaseState::kFileSubmitted, After(150 * kDayS)) || !Move(CaseState::kProsecution, After(45 * kDayS))) return;
    if (random_.Chance(120)) return Close(CaseOutcome::kNotProsecuted, After(40 * kDayS));
    if (!Move(CaseState::kJudgment, After(200 * kDayS))) return;
    Close(random_.Chance(930) ? CaseOutcome::kConvicted : CaseOutcome::kAcquitted, After(20 * kDayS));
  }

 private:
  // A while after what was last done.
  int64_t After(int64_t median_s) { return at_s_ + std::max(kHourS / 4, random_.LogNormal(median_s, 800)); }

  bool Enter(int64_t at_s, SampleBody body) {
    const int step = plan_.Add(at_s, SampleStep::kOwnComplaint, 0, std::move(body));
    if (step == SamplePlan::kNever) return false;
    at_s_ = plan_.at_s(step);
    return true;
  }

  bool Move(CaseState to, int64_t at_s) {
    event::CaseMove move;
    move.to = to;
    return Enter(at_s, std::move(move));
  }

  bool Accept() {
    event::CaseMove move;
    const int64_t at_s = After(4 * kDayS);
    move.to = CaseState::kAccepted;
    move.station = whole_.station;
    move.crime_case_no =
        SampleExternalId(event::ExternalId::kCrimeCaseNo, seed_, number_, 0) + "/" + std::to_string(BuddhistYear(at_s));
    move.offences = {"ป.อ. ม.341", "พ.ร.บ.คอมพิวเตอร์ฯ ม.14 (1)"};
    if (random_.Chance(350)) move.offences.emplace_back("ป.อ. ม.343");
    if (random_.Chance(250)) move.offences.emplace_back("พ.ร.ก.มาตรการฯ ม.9");
    return Enter(at_s, std::move(move));
  }

  bool Transfer() {
    event::CaseMove move;
    move.to = CaseState::kTransferred;
    const SampleProvince& province = SampleProvinces()[random_.Pick(SampleProvinceWeights())];
    move.station = SampleStation(province, 1 + random_.Below(SampleStationsOf(province)));
    return Enter(After(8 * kDayS), std::move(move));
  }

  // Not before all banks have answered: what is only requested ends with the case.
  void Reject(std::string_view reason) {
    event::CaseMove move;
    move.to = CaseState::kRejected;
    move.reason = reason;
    Enter(std::max(After(4 * kDayS), plan_.answered_s() + 1), std::move(move));
  }

  void Close(CaseOutcome outcome, int64_t at_s) {
    event::CaseMove move;
    move.to = CaseState::kClosed;
    move.outcome = outcome;
    Enter(std::max(at_s, plan_.answered_s() + 1), std::move(move));
  }

  void Amend(int64_t at_s, bool confirm) {
    event::Complaint now = whole_;
    now.verified = confirm || filed_.verified;
    if (random_.Chance(200) && now.damage_satang > 0) now.damage_satang = now.damage_satang * random_.Between(102, 160) / 100;
    event::CaseAmend amend;
    now.indicators = filed_.indicators;  // added, not set
    amend.set = event::ComplaintMembers(now, filed_);
    for (size_t i = filed_.indicators.size(); i < whole_.indicators.size(); ++i)
      amend.add_indicators.push_back(whole_.indicators[i]);
    if (amend.set != "{}" || !amend.add_indicators.empty()) Enter(at_s, std::move(amend));
  }

  const uint64_t seed_;
  const uint32_t number_;
  const event::Complaint& whole_;
  const event::Complaint& filed_;
  SampleRandom& random_;
  SamplePlan& plan_;
  int64_t at_s_;
};

}  // namespace

void PlanLife(uint64_t seed, uint32_t number, const event::Complaint& whole, const event::Complaint& filed, SampleRandom& random,
              SamplePlan& plan) {
  LifePlanner(seed, number, whole, filed, random, plan).Run();
}

}  // namespace cybercheck::ingest
