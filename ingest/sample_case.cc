// SPDX-License-Identifier: Apache-2.0
#include "ingest/sample_case.h"

#include <algorithm>
#include <string>

#include "base/hex.h"
#include "base/sha256.h"
#include "cases/receipt_code.h"
#include "ingest/sample_life.h"
#include "ingest/sample_marks.h"
#include "ingest/sample_money.h"
#include "ingest/sample_plan.h"
#include "ingest/sample_victim.h"
#include "wire/verdict.h"

namespace cybercheck::ingest {
namespace {

using event::CaseChannel;
using event::ContactChannel;
using event::ExternalId;

constexpr int64_t kMinuteS = 60, kHourS = 3600, kDayS = 86400;
constexpr int64_t kBahtSatang = 100;
constexpr int64_t kDamageMaxBaht = 300'000'000;
constexpr int64_t kTellingMaxS = 300 * kDayS;  // from the loss to the complaint
constexpr uint32_t kRepeatedPermille = 20;     // victims that had lost before
constexpr uint32_t kRepeatedWithin = 20'000;   // cases

ExternalId IdOf(CaseChannel channel) {
  constexpr ExternalId kIds[] = {ExternalId::kTpoCaseId, ExternalId::kAocId, ExternalId::kCrimesId, ExternalId::kBankCaseId};
  return kIds[static_cast<size_t>(channel)];
}

int64_t TellingMedianS(CaseChannel channel) {
  constexpr int64_t kMedians[] = {14 * kHourS, 100 * kMinuteS, 26 * kHourS, 70 * kMinuteS};
  return kMedians[static_cast<size_t>(channel)];
}

// A voice that stands for whoever filed for somebody unnamed: one of 16 credentials that no directory knows.
std::string VoiceOf(const event::Victim& victim, SampleRandom& random) {
  if (!victim.person.empty()) return "per:" + victim.person;
  return "tok:5a5a5a5a5a5a5a5" + random.Hex(1);
}

void AddIndicator(indicator::Kind kind, std::string form, event::Complaint& out) {
  event::ReportIndicator indicator;
  indicator.key = {kind, std::move(form)};
  for (const event::ReportIndicator& there : out.indicators)
    if (there.key == indicator.key) return;
  out.indicators.push_back(std::move(indicator));
}

class CaseMaker {
 public:
  CaseMaker(const SampleWorld& world, const SampleNetworks& networks, uint32_t number)
      : world_(world),
        seed_(world.seed()),
        number_(number),
        random_(seed_, "case", number),
        reported_s_(world.calendar().ReportedAt(number)),
        type_(SampleTypes()[random_.Pick(SampleTypeWeights())]),
        offender_{seed_, number, {}} {
    if (random_.Chance(type_.network_permille)) offender_.network = networks.Pick(random_, reported_s_);
    const bool repeated = random_.Chance(kRepeatedPermille);
    const uint32_t back = 1 + random_.Below(kRepeatedWithin);
    victim_number_ = repeated && back <= number ? number - back : number;
  }

  SampleCase Make() {
    event::Complaint whole = Whole();
    SampleCase out;
    out.number = number_;
    out.complaint = AsFiled(whole);
    SamplePlan plan(world_.calendar(), reported_s_);
    const int64_t police_told_s = PlanRepetitions(whole, out.complaint, plan);
    if (out.complaint.verified && whole.kind == event::ComplaintKind::kOnlineCase)
      PlanHolds(out.complaint, police_told_s, offender_, random_, plan);
    PlanLife(seed_, number_, whole, out.complaint, random_, plan);
    out.steps = plan.TakeInOrder();
    return out;
  }

 private:
  event::Complaint Whole() {
    event::Complaint out;
    constexpr uint32_t kChannels[] = {520, 280, 170, 30}, kOfCalls[] = {300, 500, 170, 30};
    out.channel = static_cast<CaseChannel>(random_.Pick(type_.code == "call_center" ? kOfCalls : kChannels));
    constexpr uint32_t kKinds[] = {928, 27, 45};
    out.kind = static_cast<event::ComplaintKind>(random_.Pick(kKinds));
    out.verified = out.channel != CaseChannel::kOnline || !random_.Chance(120);
    out.reported_s = reported_s_;
    out.category = static_cast<uint8_t>(type_.code == "outside_taxonomy" ? wire::Category::kOtherIllegal : wire::Category::kScam);
    out.case_type = type_.code;
    out.contact = static_cast<ContactChannel>(random_.Pick(type_.contacts));
    AddVictims(out);
    const SampleProvince& province = SampleProvinceOf(out.victims.front().province);
    out.station = SampleStation(province, 1 + random_.Below(SampleStationsOf(province)));
    out.external_ids[static_cast<size_t>(IdOf(out.channel))] = SampleExternalId(IdOf(out.channel), seed_, number_, 0);
    if (out.channel == CaseChannel::kHotline && random_.Chance(550))
      out.external_ids[static_cast<size_t>(ExternalId::kBankCaseId)] =
          SampleExternalId(ExternalId::kBankCaseId, seed_, number_, 0);
    out.code = CodeDigest(0);

    const int64_t told_s = std::clamp<int64_t>(random_.LogNormal(TellingMedianS(out.channel), 1600), 2 * kMinuteS, kTellingMaxS);
    const int64_t last_s = reported_s_ - told_s;
    out.occurred_s = last_s;
    out.damage_satang = 0;
    if (!random_.Chance(type_.attempt_permille)) {
      const int64_t baht =
          std::clamp<int64_t>(random_.LogNormal(type_.damage_median_baht, type_.damage_sigma_milli), 30, kDamageMaxBaht);
      const int64_t unit = baht < 1000 || random_.Chance(250) ? 1 : random_.Chance(400) ? 10 : 100;
      out.damage_satang = baht / unit * unit * kBahtSatang + (random_.Chance(60) ? random_.Between(1, 99) : 0);
      const std::string payer = random_.Chance(920) ? SamplePayer(seed_, victim_number_) : std::string();
      out.transfers = SamplePayments(type_, offender_, out.damage_satang, last_s, payer, random_);
      out.occurred_s = out.transfers.front().at_s;
    }
    AddIndicators(out);
    if (out.verified) out.voice = VoiceOf(out.victims.front(), random_);
    return out;
  }

  void AddVictims(event::Complaint& out) {
    event::Victim victim = SampleVictim(seed_, victim_number_);
    const uint32_t juristic = type_.code == "ransomware" ? 800 : type_.code == "hacking" ? 150 : 8;
    if (random_.Chance(juristic)) {
      victim.kind = event::VictimKind::kJuristic;
      victim.age = event::kAgeUnknown;
      victim.sex = event::Sex::kUnknown;
    }
    // Hotlines take cases of callers who do not say who they are.
    if (out.channel != CaseChannel::kStation && random_.Chance(70)) victim.person.clear();
    out.victims.push_back(std::move(victim));
    constexpr uint32_t kAnother = 0x8000'0000;
    if (random_.Chance(6)) out.victims.push_back(SampleVictim(seed_, number_ + kAnother));
  }

  void AddIndicators(event::Complaint& out) {
    for (const event::Transfer& transfer : out.transfers) {
      if (out.indicators.size() == 3) break;
      if (transfer.to.kind == event::MoneyNodeKind::kAccount) AddIndicator(indicator::Kind::kAccount, transfer.to.name, out);
      if (transfer.to.kind == event::MoneyNodeKind::kPromptpay) AddIndicator(indicator::Kind::kPromptpay, transfer.to.name, out);
    }
    const uint64_t handle = offender_.Handle(random_.Below(8));
    switch (out.contact) {
      case ContactChannel::kFacebook:
      case ContactChannel::kMessenger:
        AddIndicator(indicator::Kind::kFacebook, SampleFacebook(handle), out);
        break;
      case ContactChannel::kLine:
        AddIndicator(indicator::Kind::kLine, SampleLine(handle), out);
        break;
      case ContactChannel::kTiktok:
        AddIndicator(indicator::Kind::kTiktok, SampleTiktok(handle), out);
        break;
      case ContactChannel::kPhone:
        AddIndicator(indicator::Kind::kPhone, SamplePhone(handle), out);
        break;
      case ContactChannel::kSms:
      case ContactChannel::kWebsite:
      case ContactChannel::kApp:
        AddIndicator(indicator::Kind::kUrl, SampleHost(handle) + "/", out);
        break;
      default:
        break;
    }
    if (random_.Chance(300)) AddIndicator(indicator::Kind::kLine, SampleLine(offender_.Handle(random_.Below(8))), out);
    if (random_.Chance(150) || out.indicators.empty())
      AddIndicator(indicator::Kind::kPhone, SamplePhone(offender_.Handle(random_.Below(8))), out);
  }

  event::Complaint AsFiled(const event::Complaint& whole) {
    event::Complaint out = whole;
    const uint64_t which = number_;
    for (event::Victim& victim : out.victims) LeaveUnknown(seed_, which, victim);
    if (random_.Chance(25)) out.case_type.clear();
    if (random_.Chance(50)) out.contact = ContactChannel::kUnknown;
    if (random_.Chance(40)) out.occurred_s = 0;
    if (random_.Chance(20) && !out.transfers.empty()) out.damage_satang = event::kDamageUnknown;
    if (out.channel != CaseChannel::kStation && random_.Chance(250)) out.station.clear();
    if (out.indicators.size() > 1 && random_.Chance(150)) out.indicators.pop_back();
    return out;
  }

  // The same loss told again through other channels, nearly always where only the bank was told; a few with another sum, which
  // makes a case of its own until an officer merges it. When police were first told.
  int64_t PlanRepetitions(const event::Complaint& whole, const event::Complaint& filed, SamplePlan& plan) {
    const bool only_bank = filed.channel == CaseChannel::kBank;
    int64_t police_told_s = only_bank ? 0 : reported_s_;
    if (filed.transfers.empty() || filed.victims.front().person.empty() || !filed.verified ||
        !random_.Chance(only_bank ? 900 : 85))
      return police_told_s;
    const uint32_t count = random_.Chance(700) ? 1 : random_.Chance(700) ? 2 : 3;
    int64_t at_s = reported_s_;
    bool apart = false;
    for (uint32_t copy = 1; copy <= count; ++copy) {
      at_s += std::max<int64_t>(5 * kMinuteS, random_.LogNormal(9 * kHourS, 1300));
      event::Complaint again = whole;
      const auto channel = static_cast<CaseChannel>((static_cast<uint32_t>(whole.channel) + copy) % event::kCaseChannelCount);
      again.channel = channel;
      again.verified = true;
      again.external_ids = {};
      again.external_ids[static_cast<size_t>(IdOf(again.channel))] = SampleExternalId(IdOf(again.channel), seed_, number_, copy);
      again.code = CodeDigest(copy);
      LeaveUnknown(seed_, number_ + (uint64_t{copy} << 32), again.victims.front());
      again.transfers.resize(1);
      again.damage_satang = whole.damage_satang;
      const bool another_sum = !only_bank && !apart && random_.Chance(40);
      apart |= another_sum;
      if (another_sum) again.transfers.front().satang += 10 * kBahtSatang;
      again.reported_s = at_s;
      const int told = plan.Add(at_s, SampleStep::kOwnComplaint, 0, std::move(again));
      if (told == SamplePlan::kNever) break;
      if (police_told_s == 0 && channel != CaseChannel::kBank) police_told_s = at_s;
      if (!another_sum) continue;
      event::CaseMove merge;
      merge.to = event::CaseState::kMerged;
      plan.Add(at_s + random_.LogNormal(5 * kDayS, 700), told, 0, std::move(merge));
    }
    return police_told_s;
  }

  std::string CodeDigest(uint32_t copy) const {
    return base::HexEncode(base::Sha256(world_.TrackingCode(number_, copy))).substr(0, event::kBlindIndexDigits);
  }

  const SampleWorld& world_;
  const uint64_t seed_;
  const uint32_t number_;
  SampleRandom random_;
  const int64_t reported_s_;
  const SampleType& type_;
  SampleOffender offender_;
  uint32_t victim_number_ = 0;
};

}  // namespace

SampleWorld::SampleWorld(const SampleOptions& options)
    : seed_(SampleMix(options.seed, "world", uint64_t{options.until_day} << 32 | options.years << 28 | options.cases)),
      calendar_(seed_, options.cases, options.until_day + 1 - options.years * 365, options.years * 365),
      networks_(seed_, options.cases, calendar_.begin_s(), calendar_.end_s() - calendar_.begin_s()) {}

SampleCase SampleWorld::Case(uint32_t number) const { return CaseMaker(*this, networks_, number).Make(); }

std::string SampleWorld::TrackingCode(uint32_t number, uint32_t copy) const {
  SampleRandom random(seed_, "code", number | uint64_t{copy} << 32);
  cases::ReceiptCode code;
  for (uint8_t& byte : code) byte = static_cast<uint8_t>(random.Next() >> 56);
  return cases::FormatReceiptCode(code);
}

}  // namespace cybercheck::ingest
