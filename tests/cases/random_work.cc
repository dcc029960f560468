// SPDX-License-Identifier: Apache-2.0
#include "tests/cases/random_work.h"

#include "base/hex.h"
#include "event/appeal.h"
#include "event/attachment_add.h"
#include "event/body_redact.h"
#include "event/feed_observed.h"
#include "event/report_submit.h"
#include "event/report_withdraw.h"
#include "event/review.h"
#include "event/subject_erase.h"

namespace cybercheck::cases {

using event::EntryType;
using event::ReviewDecision;
using indicator::Key;
using indicator::Kind;

RandomWork::RandomWork(CasesWorld& world, uint64_t seed, bool redact_reports)
    : world_(world), redact_reports_(redact_reports), random_(seed) {
  for (int i = 0; i < 8; ++i) {
    keys_.push_back({Kind::kPhone, "+6667000000" + std::to_string(i)});
    keys_.push_back({Kind::kUrl, "bad" + std::to_string(i % 3) + ".example/" + std::to_string(i)});
    keys_.push_back({Kind::kUrl, "shared" + std::to_string(i) + ".example/"});
    keys_.push_back({Kind::kAccount, "004:000000000" + std::to_string(i)});
  }
}

void RandomWork::Step() {
  world_.clock.Advance(static_cast<int64_t>(1 + random_() % 20'000) * 1000);
  switch (random_() % 14) {
    case 0:
    case 1:
    case 2:
    case 3:
      return Reports();
    case 4:
    case 5:
      return Feed();
    case 6:
    case 7:
      return Review();
    case 8:
      return Undo();
    case 9:
      return OpenAppeal();
    case 10:
      return MoveAppeal();
    case 11:
      return WithdrawOrRedact();
    case 12:
      return Claim();
    default:
      return random_() % 2 == 0 ? Erase() : Attach();
  }
}

std::optional<event::Sealed> RandomWork::SomeText() {
  return OneIn(2) ? std::nullopt : std::optional(event::Sealed{1 + Below(200), "box"});
}
event::Outcome RandomWork::Submit(EntryType type, const std::string& actor, std::string body, uint16_t version) {
  const auto outcome = world_.Submit(type, actor, std::move(body), version);
  seqs_.emplace_back(outcome.seq, type);
  return outcome;
}
uint64_t RandomWork::SomeSeq(EntryType type) {
  for (int tries = 0; tries < 40 && !seqs_.empty(); ++tries)
    if (const auto& [seq, known] = seqs_[Below(seqs_.size())]; known == type) return seq;
  return 1'000'000;
}

void RandomWork::Reports() {
  event::ReportSubmit submit;
  submit.reports.resize(1 + Below(3));
  for (event::Report& report : submit.reports) {
    report.channel = static_cast<event::Channel>(Below(5));
    report.source_class = report.channel == event::Channel::kPatrol ? 5 : report.channel == event::Channel::kTip ? 4 : 6;
    report.reporter = "net:" + std::to_string(Below(50));
    report.reported_s = world_.clock.NowS() - static_cast<int64_t>(Below(200'000));
    if (OneIn(3)) report.case_type = "goods";
    report.sealed = SomeText();
    if (!files_.empty() && OneIn(2)) report.attachments = {files_[Below(files_.size())], std::string(32, 'f')};
    for (uint64_t count = Below(4); count > 0; --count)
      report.indicators.push_back({SomeKey(), event::ReportIndicator::Origin::kGiven, !OneIn(6), ""});
  }
  const std::string actors[] = {"anon", "tok:00000000000000cc", "cli", "import:hotline"};
  Submit(EntryType::kReportSubmit, actors[Below(4)], event::EncodeReportSubmit(submit));
}

void RandomWork::Feed() {
  event::FeedObserved feed;
  feed.source = "feed";
  feed.rows.resize(1 + Below(4));
  for (event::FeedRow& row : feed.rows) {
    row.key = SomeKey();
    row.observed_s = world_.clock.NowS() - static_cast<int64_t>(Below(50'000));
    row.category = 1;
    row.withdrawn = OneIn(5);
  }
  Submit(EntryType::kFeedObserved, "import:feed", event::EncodeFeedObserved(feed));
}

void RandomWork::Review() {
  event::ReviewDecide decide;
  constexpr ReviewDecision kDecisions[] = {ReviewDecision::kList, ReviewDecision::kClear, ReviewDecision::kClear,
                                           ReviewDecision::kNeedsMore, ReviewDecision::kCompromised};
  decide.decision = kDecisions[Below(5)];
  decide.reason = SomeText();
  for (uint64_t count = 1 + Below(4); count > 0; --count) decide.items.push_back({SomeKey(), {}});
  Submit(EntryType::kReviewDecide, Officer(), event::EncodeReviewDecide(decide));
}

void RandomWork::Undo() {
  for (const Key& key : keys_)  // most are refused: that entry did not decide that key
    if (OneIn(4)) Submit(EntryType::kReviewUndo, Officer(), event::EncodeReviewUndo({SomeSeq(EntryType::kReviewDecide), key}));
}

void RandomWork::OpenAppeal() {
  event::AppealOpen open;
  open.key = SomeKey();
  open.ground = static_cast<event::AppealGround>(Below(5));
  open.channel = static_cast<event::Channel>(1 + Below(3));
  open.due_s = world_.clock.NowS() + static_cast<int64_t>(Below(400'000));
  open.sealed = SomeText();
  const auto outcome = Submit(EntryType::kAppealOpen, "anon", event::EncodeAppealOpen(open), static_cast<uint16_t>(1 + Below(2)));
  if (outcome.accepted) appeals_[outcome.seq] = open.key;
}

void RandomWork::MoveAppeal() {
  for (const auto& [seq, key] : appeals_) {
    if (!OneIn(3)) continue;
    event::AppealMove move{seq, key, static_cast<event::AppealState>(1 + Below(3)), 0, SomeText()};
    Submit(EntryType::kAppealMove, Officer(), event::EncodeAppealMove(move));
  }
}

void RandomWork::WithdrawOrRedact() {
  if (OneIn(4)) {
    const EntryType what = redact_reports_ && OneIn(2) ? EntryType::kReportSubmit : EntryType::kFeedObserved;
    Submit(EntryType::kBodyRedact, "cli", event::EncodeBodyRedact({SomeSeq(what), "personal data"}));
    return;
  }
  event::ReportWithdraw withdraw;
  const std::string grounds[] = {"rejected", "by_reporter", "source_revoked"};
  if (OneIn(3))
    withdraw.read = OneIn(2);
  else
    withdraw.ground = grounds[Below(3)];
  for (uint64_t count = 1 + Below(3); count > 0; --count)
    withdraw.reports.push_back({SomeSeq(EntryType::kReportSubmit), static_cast<uint16_t>(Below(3))});
  Submit(EntryType::kReportWithdraw, Officer(), event::EncodeReportWithdraw(withdraw),
         withdraw.read ? event::kReportReadVersion : 1);
}

void RandomWork::Claim() {
  event::ReviewClaim claim;
  claim.until_s = OneIn(4) ? 0 : world_.clock.NowS() + static_cast<int64_t>(Below(100'000));
  for (uint64_t count = 1 + Below(6); count > 0; --count) claim.keys.push_back(SomeKey());
  Submit(EntryType::kReviewClaim, Officer(), event::EncodeReviewClaim(claim));
}

void RandomWork::Erase() {
  event::SubjectErase erase{"retention", {}};
  for (uint64_t count = 1 + Below(4); count > 0; --count) erase.subjects.push_back(1 + Below(200));
  Submit(EntryType::kSubjectErase, "cli", event::EncodeSubjectErase(erase));
}

void RandomWork::Attach() {
  event::AttachmentAdd add;
  const base::Digest id = base::Sha256(std::to_string(files_.size()));
  add.id = base::HexEncode(id).substr(0, 32);
  add.subject = 1 + Below(200);
  add.media_type = OneIn(2) ? "image/jpeg" : "application/pdf";
  add.bytes = 1 + Below(1'000'000);
  add.sealed_digest = id;
  Submit(EntryType::kAttachmentAdd, "anon", event::EncodeAttachmentAdd(add));
  files_.push_back(add.id);
}

}  // namespace cybercheck::cases
