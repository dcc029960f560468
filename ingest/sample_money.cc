// SPDX-License-Identifier: Apache-2.0
#include "ingest/sample_money.h"

#include <algorithm>
#include <string>
#include <utility>

#include "ingest/sample_marks.h"

namespace cybercheck::ingest {
namespace {

using event::HoldState;
using event::MoneyNode;
using event::MoneyNodeKind;

constexpr int64_t kMinuteS = 60, kHourS = 3600, kDayS = 86400;
constexpr int64_t kBahtSatang = 100;
constexpr uint32_t kPaymentsMax = 12;
constexpr int kAnswersMax = 16;  // of a case

// A sum as people name it: mostly whole hundreds.
int64_t Rounded(int64_t satang, SampleRandom& random) {
  constexpr int64_t kUnits[] = {100 * kBahtSatang, 10 * kBahtSatang, kBahtSatang, 1};
  constexpr uint32_t kWeights[] = {55, 22, 18, 5};
  const int64_t unit = kUnits[random.Pick(kWeights)];
  return std::max(satang / unit * unit, std::min(satang, 20 * kBahtSatang));
}

const SampleBank* BankOf(const MoneyNode& node) {
  for (const SampleBank& bank : SampleBanks())
    if (node.bank() == bank.code) return &bank;
  return nullptr;
}

MoneyNode Payee(const SampleType& type, const SampleOffender& offender, uint32_t which, SampleRandom& random) {
  const bool digital = type.code == "digital_asset" || type.code == "ransomware";
  const uint32_t weights[] = {digital ? 700U : 890U, 80, digital ? 200U : 10U, 20};
  switch (random.Pick(weights)) {
    case 1:
      return {MoneyNodeKind::kPromptpay, "mobile:" + SamplePhone(offender.Handle(which))};
    case 2:
      return offender.network ? offender.network->Crypto(which)
                              : MoneyNode{MoneyNodeKind::kCrypto, SampleThing("btc", offender.number)};
    case 3:
      return {MoneyNodeKind::kWallet, SampleThing("wallet", offender.Handle(which))};
    default:
      return offender.Account(1, which);
  }
}

MoneyNode Onward(const SampleOffender& offender, int row, uint32_t which, SampleRandom& random) {
  const bool can_go_on = row < kSampleRowsMax;
  // account, cash, crypto, shop, abroad, wallet
  const uint32_t of_network[] = {can_go_on ? 600U : 0U, 180, 110, 50, 30, 30};
  const uint32_t alone[] = {can_go_on && row < 2 ? 250U : 0U, 540, 20, 130, 0, 60};
  const bool network = offender.network.has_value();
  switch (random.Pick(network ? of_network : alone)) {
    case 1:
      return {MoneyNodeKind::kCashOut, random.Chance(700) ? SampleThing("atm", random.Below(5000)) : std::string()};
    case 2:
      return network ? offender.network->Crypto(which) : MoneyNode{MoneyNodeKind::kCrypto, SampleThing("usdt", offender.number)};
    case 3:
      return network ? offender.network->Merchant(which)
                     : MoneyNode{MoneyNodeKind::kMerchant, SampleThing("shop", random.Below(3000))};
    case 4:
      return {MoneyNodeKind::kForeign, SampleThing("abroad", random.Below(40))};
    case 5:
      return {MoneyNodeKind::kWallet, SampleThing("wallet", offender.Handle(which))};
    default:
      return offender.Account(row + 1, which);
  }
}

class HoldPlanner {
 public:
  HoldPlanner(int64_t police_told_s, const SampleOffender& offender, SampleRandom& random, SamplePlan& plan)
      : police_told_s_(police_told_s), offender_(offender), random_(random), plan_(plan) {}

  // A bank answers about `transfer`, row `row` of what step `after` entered; it was asked at `asked_s`.
  void Answer(const event::Transfer& transfer, int after, uint32_t row, int money_row, int64_t asked_s) {
    const SampleBank* bank = BankOf(transfer.to);
    if (bank == nullptr || transfer.satang == 0 || answers_ == kAnswersMax) return;
    ++answers_;
    event::HoldAnswer answer;
    answer.at_s = asked_s + std::max<int64_t>(40, random_.LogNormal(bank->answer_median_s, 900));
    answer.outcome = Outcome(answer.at_s - transfer.at_s);
    if (answer.outcome == HoldState::kHeld) answer.held_satang = transfer.satang;
    if (answer.outcome == HoldState::kPartly)
      answer.held_satang = std::max<int64_t>(1, transfer.satang * random_.Between(4, 75) / 100);
    const int64_t gone = transfer.satang - answer.held_satang;
    if (gone > 0 && answer.outcome <= HoldState::kNothingLeft && random_.Chance(650))
      answer.onward = OnwardOf(transfer, gone, money_row);
    const std::vector<event::Transfer> onward = answer.onward;
    const int64_t held_satang = answer.held_satang, at_s = answer.at_s;
    const int step = plan_.Add(at_s, after, row, std::move(answer));
    if (step == SamplePlan::kNever) return;
    if (held_satang > 0) FollowUp(after, row, step, held_satang, at_s);
    for (uint32_t i = 0; i < onward.size(); ++i) {
      if (onward[i].to.kind == MoneyNodeKind::kMerchant && random_.Chance(250)) {
        plan_.Add(at_s + random_.LogNormal(6 * kDayS, 800), step, i, event::TransferRelease{});
      } else if (random_.Chance(620)) {
        Answer(onward[i], step, i, money_row + 1, at_s);
      }
    }
  }

 private:
  HoldState Outcome(int64_t age_s) {
    // held, partly, nothing left, wrong account, refused: money is gone within the hour.
    constexpr uint32_t kFast[] = {220, 220, 520, 20, 20}, kSameDay[] = {70, 140, 740, 25, 25}, kLate[] = {20, 60, 860, 30, 30};
    const auto& weights = age_s < 90 * kMinuteS ? kFast : age_s < 24 * kHourS ? kSameDay : kLate;
    return static_cast<HoldState>(static_cast<size_t>(HoldState::kHeld) + random_.Pick(weights));
  }

  std::vector<event::Transfer> OnwardOf(const event::Transfer& transfer, int64_t satang, int money_row) {
    const uint32_t parts = satang < 3000 * kBahtSatang ? 1 : 1 + random_.Below(3);
    std::vector<event::Transfer> out;
    for (uint32_t i = 0; i < parts; ++i) {
      event::Transfer onward;
      onward.from = transfer.to;
      onward.to = Onward(offender_, money_row, random_.Below(8), random_);
      onward.satang = i + 1 == parts ? satang : satang * random_.Between(25, 60) / 100;
      onward.at_s = transfer.at_s + random_.LogNormal(12 * kMinuteS, 1200) + i * 50;
      satang -= onward.satang;
      if (onward.satang > 0 && onward.to != onward.from) out.push_back(std::move(onward));
    }
    return out;
  }

  // What is held lapses seven days after the complaint and three after the hold, unless it is prolonged, frozen by warrant, or
  // released to an innocent holder.
  void FollowUp(int after, uint32_t row, int answered, int64_t satang, int64_t held_s) {
    constexpr event::HoldClocks kClocks;
    int64_t ends_s = held_s + kClocks.victim_s;
    if (police_told_s_ != 0 && police_told_s_ <= ends_s) ends_s = std::max(ends_s, police_told_s_ + kClocks.complaint_s);
    const int64_t early_s = plan_.due_s(answered) + kHourS;
    constexpr uint32_t kWeights[] = {560, 200, 130, 110};  // lapses, prolonged, frozen, asked to release
    switch (early_s + kHourS >= ends_s ? 0 : random_.Pick(kWeights)) {
      case 1: {
        event::HoldMove prolonged;
        prolonged.to = HoldState::kHeld;
        prolonged.at_s = random_.Between(early_s, ends_s - 1);
        prolonged.until_s = ends_s + 30 * kDayS;
        const int64_t until_s = prolonged.until_s;
        if (plan_.Add(prolonged.at_s, after, row, std::move(prolonged)) == SamplePlan::kNever) return;
        if (!random_.Chance(400)) return Freeze(after, row, satang, random_.Between(ends_s, until_s - 2));
        ends_s = until_s;
        if (police_told_s_ != 0 && police_told_s_ <= ends_s) ends_s = std::max(ends_s, police_told_s_ + kClocks.complaint_s);
        break;
      }
      case 2:
        return Freeze(after, row, satang, random_.Between(early_s, ends_s - 1));
      case 3: {
        const int ask = plan_.Add(random_.Between(early_s, ends_s - 1), after, row, event::ReleaseAsk{});
        if (ask == SamplePlan::kNever) return;
        const int64_t review_s = plan_.at_s(ask) + random_.LogNormal(20 * kHourS, 700);
        const int review = plan_.Add(review_s, ask, 0, event::ReleaseMove{0, event::ReleaseState::kInReview, {}});
        if (review == SamplePlan::kNever) return;
        const int64_t decided_s = review_s + random_.LogNormal(30 * kHourS, 600);
        const bool released = random_.Chance(600) && plan_.DueAt(decided_s, ask) < ends_s;
        const auto to = released ? event::ReleaseState::kReleased : event::ReleaseState::kKept;
        if (plan_.Add(decided_s, ask, 0, event::ReleaseMove{0, to, {}}, review) == SamplePlan::kNever || released) return;
        break;
      }
      default:
        break;
    }
    event::HoldMove lapsed;
    lapsed.to = HoldState::kLapsed;
    lapsed.at_s = ends_s;
    plan_.Add(ends_s, after, row, std::move(lapsed), answered);
  }

  void Freeze(int after, uint32_t row, int64_t satang, int64_t at_s) {
    event::HoldMove freeze;
    freeze.to = HoldState::kFrozen;
    freeze.at_s = at_s;
    freeze.satang = satang;
    freeze.warrant = SampleThing("warrant", random_.Below(1'000'000));
    if (plan_.Add(at_s, after, row, std::move(freeze)) == SamplePlan::kNever || random_.Chance(350)) return;
    std::string before;
    for (const std::string_view stage : {"reported", "announced", "claimed", "paid"}) {
      at_s += random_.LogNormal(35 * kDayS, 600);
      event::HoldMove paid;
      paid.to = HoldState::kReturned;
      paid.at_s = at_s;
      paid.satang = stage == "paid" ? satang : 0;
      paid.stage = stage;
      paid.after = std::exchange(before, stage);
      if (plan_.Add(at_s, after, row, std::move(paid)) == SamplePlan::kNever) return;
    }
  }

  const int64_t police_told_s_;
  const SampleOffender& offender_;
  SampleRandom& random_;
  SamplePlan& plan_;
  int answers_ = 0;
};

}  // namespace

event::MoneyNode SampleOffender::Account(int row, uint32_t which) const {
  if (network) return network->Account(row, which);
  constexpr uint64_t kApart = 3'333'333;  // the second account of somebody alone
  const uint64_t account = number + (row > 1 || which % 4 == 3 ? kApart : 0);
  SampleRandom random(seed, "lone", account);
  return {MoneyNodeKind::kAccount, SampleAccount(SampleBanks()[random.Pick(SampleBankWeights())], account)};
}

uint64_t SampleOffender::Handle(uint32_t which) const { return network ? network->Handle(which) : number; }

std::vector<event::Transfer> SamplePayments(const SampleType& type, const SampleOffender& offender, int64_t satang,
                                            int64_t last_s, std::string_view payer, SampleRandom& random) {
  uint32_t count = 1;
  if (random.Chance(type.split_permille))
    for (count = 2; count < kPaymentsMax && random.Chance(type.split_permille);) ++count;
  const bool weeks = type.code == "investment" || type.code == "romance" || type.code == "digital_asset" || type.code == "ponzi";
  std::vector<event::Transfer> out;
  int64_t left = satang, at_s = last_s;
  for (uint32_t i = 0; i < count; ++i) {  // the last first: victims pay more each time
    event::Transfer transfer;
    transfer.to = Payee(type, offender, random.Below(8), random);
    transfer.satang = i + 1 == count ? left : std::max<int64_t>(1, Rounded(left * random.Between(30, 60) / 100, random));
    transfer.at_s = at_s;
    if (random.Chance(600)) transfer.reference = std::string(kSamplePrefix) + random.Hex(12);
    if (!payer.empty()) transfer.payer = payer;
    left -= transfer.satang;
    at_s -= weeks ? random.LogNormal(2 * kDayS, 900) : random.LogNormal(25 * kMinuteS, 1000);
    if (transfer.satang > 0) out.push_back(std::move(transfer));
    if (left <= 0) break;
  }
  std::reverse(out.begin(), out.end());
  return out;
}

void PlanHolds(const event::Complaint& complaint, int64_t police_told_s, const SampleOffender& offender, SampleRandom& random,
               SamplePlan& plan) {
  HoldPlanner planner(police_told_s, offender, random, plan);
  for (uint32_t row = 0; row < complaint.transfers.size(); ++row)
    if (random.Chance(720)) planner.Answer(complaint.transfers[row], SampleStep::kOwnComplaint, row, 1, complaint.reported_s);
}

}  // namespace cybercheck::ingest
