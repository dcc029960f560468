// SPDX-License-Identifier: Apache-2.0
#include "tests/cases/case_work.h"

#include "cases/bangkok_calendar.h"
#include "cases/case_store.h"
#include "cases/hold_store.h"

namespace cybercheck::cases {
namespace {

using event::CaseRef;
using event::CaseState;
using event::EntryType;
using event::HoldState;
using event::MoneyNodeKind;

constexpr int64_t kDayS = 86400;
constexpr const char* kBanks[] = {"004", "014", "002"};

}  // namespace

event::Complaint CaseWork::Told() {
  const auto pick = [this](unsigned below) { return static_cast<int>(Below(below)); };
  event::Complaint told;
  told.channel = static_cast<event::CaseChannel>(pick(4));
  told.kind = static_cast<event::ComplaintKind>(pick(3));
  told.verified = pick(3) != 0;
  told.voice = "tok:intake";
  told.reported_s = CasesWorld::kNowS - pick(800) * kDayS - pick(86400);
  if (pick(4) != 0) told.occurred_s = told.reported_s - pick(40) * kDayS;
  constexpr const char* kTypes[] = {"", "goods", "job", "investment", "romance"};
  told.case_type = kTypes[pick(5)];
  told.contact = static_cast<event::ContactChannel>(pick(10));
  told.station = pick(2) == 0 ? "" : "100" + std::to_string(pick(4));
  if (pick(5) != 0) told.damage_satang = pick(3) == 0 ? 0 : static_cast<int64_t>(random_() % 100'000'000);
  for (int count = pick(4); count > 0; --count) {
    event::Victim victim;
    victim.age = pick(6) == 0 ? event::kAgeUnknown : static_cast<uint8_t>(pick(131));
    victim.sex = static_cast<event::Sex>(pick(4));
    victim.province = static_cast<uint8_t>(pick(3) == 0 ? 0 : 10 + pick(87));
    victim.kind = static_cast<event::VictimKind>(pick(8) == 0);
    told.victims.push_back(victim);
  }
  const auto account = [&] {
    return event::MoneyNode{MoneyNodeKind::kAccount,
                            std::string(kBanks[pick(3)]) + ":" + std::to_string(1'000'000'000 + pick(50))};
  };
  event::MoneyNode at;
  for (int count = 1 + pick(4); count > 0; --count) {
    event::Transfer transfer;
    transfer.from = at;
    transfer.to = pick(9) == 0 ? event::MoneyNode{MoneyNodeKind::kCashOut, ""} : account();
    transfer.satang = (pick(90) + 1) * 100;
    if (pick(5) != 0) transfer.at_s = told.reported_s - pick(3) * 3600;
    if (pick(3) != 0 && transfer.to.kind == MoneyNodeKind::kAccount) at = transfer.to;
    told.transfers.push_back(transfer);
  }
  return told;
}

void CaseWork::File() {
  event::CaseFile file;
  for (unsigned n = Below(20) + 1; n > 0; --n) {
    file.complaints.push_back(Told());
    if (Below(6) == 0)  // told again, elsewhere: it joins
      file.complaints.back().external_ids[0] = "BANK-" + std::to_string(Below(20));
  }
  const auto outcome = world_.Submit(EntryType::kCaseFile, "tok:intake", event::EncodeCaseFile(file));
  if (!outcome.accepted) return;
  for (size_t n = 0; n < file.complaints.size(); ++n) filed_.push_back({outcome.seq, static_cast<uint16_t>(n)});
}

void CaseWork::Move(CaseRef of) {
  event::CaseMove move;
  move.of = of;
  move.to = static_cast<CaseState>(Below(event::kCaseStateCount));
  move.outcome = static_cast<event::CaseOutcome>(Below(event::kCaseOutcomeCount));
  move.reason = "double";
  move.station = "2000";
  move.into = Some();
  std::optional<CaseRow> before;
  {
    const store::ReadTxn txn = world_.Read();
    before = Must(ReadCase(world_.tables(), txn, of));
  }
  if (!world_.Submit(EntryType::kCaseMove, "tok:officer", event::EncodeCaseMove(move)).accepted) return;
  const int64_t days = std::max<int64_t>(NowS() - before->since_s, 0) / kDayS;
  left_.push_back({before->state, DayOf(NowS()), static_cast<uint32_t>(days)});
}

void CaseWork::WorkOnHold() {
  std::vector<RefAndHold> holds;
  {
    const store::ReadTxn txn = world_.Read();
    holds = Must(ReadCaseHolds(world_.tables(), txn, Some()));
  }
  if (holds.empty()) return;
  const auto& [ref, row] = holds[random_() % holds.size()];
  if (Below(3) != 0 && row.state <= HoldState::kPartly) {
    event::HoldAnswer answer;
    answer.hold = ref;
    answer.outcome = static_cast<HoldState>(1 + Below(5));
    if (answer.outcome <= HoldState::kPartly)
      answer.held_satang = 1 + static_cast<int64_t>(random_()) % std::max<int64_t>(row.requested_satang, 1);
    answer.at_s = std::min(NowS(), row.requested_s + static_cast<int64_t>(Below(100)) * 60);
    if (Below(3) == 0) {
      event::Transfer onward;
      onward.from = row.at;
      onward.to = {MoneyNodeKind::kAccount, std::string(kBanks[Below(3)]) + ":" + std::to_string(2'000'000'000 + Below(30))};
      onward.satang = 1 + Below(3000);
      onward.at_s = answer.at_s;
      answer.onward.push_back(onward);
    }
    world_.Submit(EntryType::kHoldAnswer, "tok:bank", event::EncodeHoldAnswer(answer));
    return;
  }
  event::HoldMove move;
  move.hold = ref;
  move.at_s = NowS();
  constexpr HoldState kMoves[] = {HoldState::kFrozen, HoldState::kReleased, HoldState::kReturned, HoldState::kLapsed};
  move.to = kMoves[Below(4)];
  if (move.to == HoldState::kFrozen) move.warrant = "1/2570";
  if (move.to == HoldState::kReturned) {
    move.stage = "paid";
    move.satang = 1 + static_cast<int64_t>(random_()) % std::max<int64_t>(row.held_satang + row.frozen_satang, 1);
  }
  world_.Submit(EntryType::kHoldMove, "tok:officer", event::EncodeHoldMove(move));
}

void CaseWork::ReleaseTransfer(CaseRef of) {
  std::vector<TransferRow> rows;
  {
    const store::ReadTxn txn = world_.Read();
    rows = Must(ReadTransfers(world_.tables(), txn, of));
  }
  if (rows.empty()) return;
  event::TransferRelease release;
  release.of = of;
  release.transfer = rows[random_() % rows.size()].ref;
  release.released = Below(3) != 0;
  world_.Submit(EntryType::kTransferRelease, "tok:officer", event::EncodeTransferRelease(release));
}

void CaseWork::WorkOnQuietAccount() {
  const unsigned what = Below(5);
  const event::MoneyNode at{MoneyNodeKind::kAccount, "014:" + std::to_string(3'000'000'000 + Below(400))};
  if (what < 2) {
    event::HoldOpen open;
    const std::string id = "QUIET-" + std::to_string(detected_.size());
    open.holds = {{event::HoldGround::kBankDetected, at, 5000, 0, 0, id, {}}};
    if (Below(2) == 0) {
      open.holds[0].held_satang = 4000;
      open.holds[0].held_s = NowS() - Below(3) * 3600;
    }
    const auto outcome = world_.Submit(EntryType::kHoldOpen, "tok:bank", event::EncodeHoldOpen(open));
    if (outcome.accepted) detected_.push_back({outcome.seq, 0, 0});
  } else if (what == 2 && !detected_.empty()) {
    event::HoldMove move;
    move.hold = detected_[random_() % detected_.size()];
    move.at_s = NowS();
    move.to = Below(2) == 0 ? HoldState::kReleased : HoldState::kLapsed;
    world_.Submit(EntryType::kHoldMove, "tok:officer", event::EncodeHoldMove(move));
  } else {
    event::CaseFile file;
    file.complaints = {Told()};
    file.complaints[0].reported_s = NowS() - Below(2) * kDayS;
    file.complaints[0].transfers = {{{}, at, 4000, NowS() - 2 * kDayS, {}, {}}};
    const auto outcome = world_.Submit(EntryType::kCaseFile, "tok:intake", event::EncodeCaseFile(file));
    if (outcome.accepted) filed_.push_back({outcome.seq, 0});
  }
}

void CaseWork::Steps(int count) {
  for (int i = 0; i < count; ++i) {
    world_.clock.Advance(int64_t{1000} * Below(kDayS / 2));
    const unsigned what = filed_.empty() ? 0 : Below(12);
    if (what < 3)
      File();
    else if (what == 3)
      world_.Submit(EntryType::kCaseAmend, "tok:officer",
                    event::EncodeCaseAmend({Some(), event::ComplaintMembers(Told()), {}, {}, {}}));
    else if (what < 7)
      Move(Some());
    else if (what < 11)
      WorkOnHold();
    else
      ReleaseTransfer(Some());
  }
}

}  // namespace cybercheck::cases
