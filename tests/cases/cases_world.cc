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
  options.recent = {20, 4, 40};
  return options;
}

}  // namespace

CasesWorld::CasesWorld(MakeProjection make_others) : make_others_(std::move(make_others)) {
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
  others_ = make_others_();
  projection_ = std::make_unique<CasesProjection>();
  sequencer_ = Must(store::LocalSequencer::Open(*environment_, {others_.get(), projection_.get()}, {}));
}

void CasesWorld::Close() {
  sequencer_.reset();
  projection_.reset();
  others_.reset();
  environment_.reset();
}

void CasesWorld::Reopen() {
  Close();
  Open();
}

event::Outcome CasesWorld::Submit(event::EntryType type, const std::string& actor, std::string body, uint16_t version) {
  event::Draft draft;
  std::string number;
  event::AppendU64(number, next_id_++);
  draft.id = last_id_ = base::Sha256(number);
  draft.time_ms = clock.NowMs();
  draft.type = type;
  draft.version = version;
  draft.actor = actor;
  draft.body = std::move(body);
  return Must(sequencer_->SubmitAndWait(std::move(draft))).outcome;
}

store::ReadTxn CasesWorld::Read() { return Must(environment_->BeginRead()); }

std::string CasesWorld::Digest() { return base::HexEncode(Must(store::DataDigest(*environment_))); }

std::string CasesWorld::ReplayedDigest() {
  const std::string path = path_ + "/replayed";
  std::filesystem::remove_all(path);
  std::filesystem::create_directory(path);
  const auto environment = Must(store::Environment::Open(path, Options()));
  const std::unique_ptr<store::Projection> others = make_others_();
  CasesProjection projection;
  Must(store::Replay(*environment_, *environment, {others.get(), &projection}));
  return base::HexEncode(Must(store::DataDigest(*environment)));
}

}  // namespace cybercheck::cases
