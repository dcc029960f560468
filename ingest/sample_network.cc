// SPDX-License-Identifier: Apache-2.0
#include "ingest/sample_network.h"

#include <algorithm>

#include "ingest/sample_marks.h"
#include "ingest/sample_tables.h"

namespace cybercheck::ingest {
namespace {

constexpr int64_t kDayS = 86400;
constexpr int64_t kLifeS = 45 * kDayS;
constexpr uint32_t kCasesANetwork = 40;
constexpr uint32_t kSlotsMin = 6;
constexpr uint32_t kEpochs = 84;          // of a slot: ten years have 82
constexpr uint32_t kAccountNumbers = 64;  // of a network
// In each row: where its accounts' numbers begin, how many there are, how many are in use at a time, for how many days.
constexpr struct {
  uint32_t first, accounts, in_use, days;
} kRows[kSampleRowsMax] = {{0, 32, 4, 6}, {32, 14, 3, 10}, {46, 8, 2, 12}, {54, 6, 2, 15}, {60, 4, 1, 15}};
constexpr uint64_t kFromTheEnd = 9'999'999;  // numbers of those who work alone begin at 0

}  // namespace

event::MoneyNode SampleNetwork::Account(int row, uint32_t which) const {
  const auto& [first, accounts, in_use, days] = kRows[row - 1];
  const uint32_t account = first + (age_days_ / days * in_use + which % in_use) % accounts;
  const uint64_t number = uint64_t{number_} * kAccountNumbers + account;
  SampleRandom random(seed_, "mule", number);
  const SampleBank& bank = SampleBanks()[random.Pick(SampleBankWeights())];
  return {event::MoneyNodeKind::kAccount, SampleAccount(bank, kFromTheEnd - number % kFromTheEnd)};
}

uint64_t SampleNetwork::Handle(uint32_t which) const {
  constexpr uint32_t kHandles = 16, kInUse = 3, kDays = 8;
  return kFromTheEnd - (uint64_t{number_} * kHandles + (age_days_ / kDays * kInUse + which % kInUse) % kHandles) % kFromTheEnd;
}

event::MoneyNode SampleNetwork::Promptpay(uint32_t which) const {
  return {event::MoneyNodeKind::kPromptpay, "mobile:" + SamplePhone(Handle(which))};
}
event::MoneyNode SampleNetwork::Crypto(uint32_t which) const {
  return {event::MoneyNodeKind::kCrypto, SampleThing("usdt", uint64_t{number_} * 2 + which % 2)};
}
event::MoneyNode SampleNetwork::Merchant(uint32_t which) const {
  return {event::MoneyNodeKind::kMerchant, SampleThing("gold-shop", uint64_t{number_} / 3 + which % 2)};
}

SampleNetworks::SampleNetworks(uint64_t seed, uint32_t cases, int64_t begin_s, int64_t span_s)
    : seed_(seed),
      begin_s_(begin_s),
      slots_(std::max(kSlotsMin,
                      static_cast<uint32_t>(uint64_t{cases} / 2 * kLifeS / (kCasesANetwork * std::max(span_s, kLifeS))))) {}

SampleNetwork SampleNetworks::Pick(SampleRandom& random, int64_t at_s) const {
  // The square of a uniform number: a quarter of the cases are of the first sixteenth of the networks.
  const uint64_t uniform = random.Below(1 << 16);
  const auto slot = static_cast<uint32_t>(uniform * uniform * slots_ >> 32);
  const int64_t lived_s = at_s - begin_s_ + static_cast<int64_t>(SampleMix(seed_, "slot", slot) % kLifeS);
  return {seed_, static_cast<uint32_t>(slot * kEpochs + lived_s / kLifeS % kEpochs), lived_s % kLifeS};
}

}  // namespace cybercheck::ingest
