// SPDX-License-Identifier: Apache-2.0
#include "tests/cases/cases_world.h"

#include <filesystem>

#include "base/check.h"
#include "base/hex.h"
#include "event/big_endian.h"
#include "store/replay.h"

namespace cybercheck::cases {
namespace {

store::EnvironmentOptions Options() {
  store::EnvironmentOptions options;
  options.map_bytes = size_t{1} << 30;
  options.no_sync = true;  // speed; what must survive a crash is tested where it is promised
  return options;
}

}  // namespace

std::span<const event::EntryType> OtherDecisions::Owns() const {
  using event::EntryType;
  static constexpr EntryType kOwned[] = {EntryType::kFeedObserved, EntryType::kReportSubmit, EntryType::kReportWithdraw,
                                         EntryType::kReviewDecide, EntryType::kReviewUndo,   EntryType::kAppealOpen,
                                         EntryType::kAppealMove};
  return kOwned;
}

base::Result<event::Outcome> OtherDecisions::Decide(const event::Entry& entry, store::WriteTxn&) {
  const auto known = outcomes.find(entry.header.id);
  event::Outcome outcome = known == outcomes.end() ? event::Outcome{0, true, {}, "{}"} : known->second;
  outcome.seq = entry.header.seq;
  return outcome;
}

CasesWorld::CasesWorld() {
  std::string path = std::filesystem::temp_directory_path() / "cybercheck-cases-XXXXXX";
  CHECK(mkdtemp(path.data()) != nullptr);
  path_ = path;
  std::filesystem::create_directory(path_ + "/live");
  Open();
}

CasesWorld::~CasesWorld() {
  Close();
  std::filesystem::remove_all(path_);
}

void CasesWorld::Open() {
  environment_ = Must(store::Environment::Open(path_ + "/live", Options()));
  projection_ = std::make_unique<CasesProjection>();
  sequencer_ = Must(store::LocalSequencer::Open(*environment_, {&others_, projection_.get()}, {}));
}

void CasesWorld::Close() {
  sequencer_.reset();
  projection_.reset();
  environment_.reset();
}

void CasesWorld::Reopen() {
  Close();
  Open();
}

event::Outcome CasesWorld::Submit(event::EntryType type, const std::string& actor, std::string body, const std::string& result) {
  event::Draft draft;
  std::string number;
  event::AppendU64(number, next_id_++);
  draft.id = base::Sha256(number);
  draft.time_ms = clock.NowMs();
  draft.type = type;
  draft.actor = actor;
  draft.body = std::move(body);
  if (!result.empty()) others_.outcomes[draft.id] = {0, true, {}, result};
  return Must(sequencer_->SubmitAndWait(std::move(draft))).outcome;
}

store::ReadTxn CasesWorld::Read() { return Must(environment_->BeginRead()); }

std::string CasesWorld::Digest() { return base::HexEncode(Must(store::DataDigest(*environment_))); }

std::string CasesWorld::ReplayedDigest() {
  const std::string path = path_ + "/replayed";
  std::filesystem::remove_all(path);
  std::filesystem::create_directory(path);
  const auto environment = Must(store::Environment::Open(path, Options()));
  CasesProjection projection;
  Must(store::Replay(*environment_, *environment, {&others_, &projection}));
  return base::HexEncode(Must(store::DataDigest(*environment)));
}

}  // namespace cybercheck::cases
