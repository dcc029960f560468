// SPDX-License-Identifier: Apache-2.0
// What supervisors make of indicators: POST /v1/indicators/{id}/review, POST /v1/reviews:batch, POST /v1/indicators/{id}/undo.
#include <algorithm>

#include "base/timestamp.h"
#include "cases/claim.h"
#include "cases/public_id.h"
#include "event/review.h"
#include "lookup/evidence_view.h"
#include "lookup/review_applier.h"
#include "server/flat_body.h"
#include "server/handlers.h"
#include "server/json_members.h"
#include "server/known_indicator.h"
#include "server/logged_entry.h"
#include "server/sealed_submission.h"
#include "server/services.h"
#include "server/write_identity.h"

namespace cybercheck::server {
namespace {

using base::ErrorCode;
using base::Fail;

constexpr size_t kReasonBytesMax = 4096;
constexpr int64_t kDayS = 86400;
// Evidence that is looked at for the officer's own complaints: of all indicators together, of each at least and at most.
constexpr size_t kRowsLookedAt = 20'000, kRowsMin = 40, kRowsMax = 1000;

// What a decision says, but for what it is about.
struct ReviewWords {
  std::string decision, reason, category, until, into;
};

base::Result<int64_t> UntilOf(const ReviewWords& words, event::ReviewDecision decision, Worker& worker) {
  if (words.until.empty()) {
    // A clear is looked at again; everything else holds until it is decided anew.
    const int64_t days = worker.services().config.clear_days;
    return decision == event::ReviewDecision::kClear && days != 0 ? worker.now_s + days * kDayS : 0;
  }
  const auto until = base::ParseTimeMs(words.until);
  if (until.has_error()) return Fail(ErrorCode::kBadRequest, "until must be an RFC 3339 time");
  if (*until / 1000 <= worker.now_s) return Fail(ErrorCode::kBadRequest, "until must lie ahead");
  return *until / 1000;
}

// Nobody decides about what another officer is working on.
base::Result<void> CheckClaim(const indicator::Key& key, const std::string& actor, Worker& worker) {
  Services& services = worker.services();
  ASSIGN_OR_RETURN(const store::ReadTxn txn, services.directory.data().BeginRead());
  ASSIGN_OR_RETURN(const auto claim, cases::ClaimOn(services.cases.tables(), txn, indicator::IndexKey(key), worker.now_s));
  if (claim && claim->actor != actor)
    return Fail(ErrorCode::kWrongState, claim->actor + " works on it until " + base::FormatTime(claim->until_s));
  return {};
}

// Nobody decides about what they took down themselves: it may be nobody's complaint but theirs.
base::Result<void> CheckOwnWork(const indicator::Key& key, const std::string& actor, size_t rows_max, Worker& worker) {
  store::Environment& data = worker.services().directory.data();
  ASSIGN_OR_RETURN(const store::ReadTxn txn, data.BeginRead());
  ASSIGN_OR_RETURN(const auto view, lookup::EvidenceView::Open(data, txn));
  ASSIGN_OR_RETURN(const bool told, view.HasTold(indicator::IndexKey(key), actor, rows_max));
  if (!told) return {};
  return Fail(ErrorCode::kOwnWork, PrintableKeyOf(key) + " stands in a complaint that this token took down");
}

// Taking a decision back is a decision, too.
base::Result<void> MayUndo(const indicator::Key& key, uint64_t review, const std::string& actor, Worker& worker) {
  store::Environment& data = worker.services().directory.data();
  ASSIGN_OR_RETURN(const store::ReadTxn txn, data.BeginRead());
  ASSIGN_OR_RETURN(const auto view, lookup::EvidenceView::Open(data, txn));
  ASSIGN_OR_RETURN(const std::string_view why_not, view.WhyNotUndo(indicator::IndexKey(key), review, actor, worker.now_s));
  if (why_not.empty()) return {};
  return ErrorOfCode(why_not);
}

base::Result<Submission> SubmissionOf(const Request& request, const ReviewWords& words, const std::vector<std::string>& ids,
                                      Worker& worker) {
  const auto decision = event::ReviewDecisionNamed(words.decision);
  if (!decision) return Fail(ErrorCode::kBadRequest, "decision must be one of list, clear, compromised, merge, needs_more");
  if (words.reason.find_first_not_of(" \t\r\n") == std::string::npos)
    return Fail(ErrorCode::kMissingMember, "reason is needed: what another officer should know");
  event::ReviewDecide decide;
  decide.decision = *decision;
  if (!words.category.empty()) {
    const auto category = wire::CategoryNamed(words.category);
    if (!category) return Fail(ErrorCode::kBadRequest, "category is none of the taxonomy's");
    decide.category = static_cast<uint8_t>(*category);
  }
  ASSIGN_OR_RETURN(decide.until_s, UntilOf(words, *decision, worker));
  if (words.into.empty() == (*decision == event::ReviewDecision::kMerge))
    return Fail(ErrorCode::kBadRequest, "into goes with merge, and merge needs it");
  indicator::Key into;
  if (!words.into.empty()) {
    ASSIGN_OR_RETURN(into, IndicatorOfId(words.into, worker));
  }
  const size_t rows_max = std::clamp(kRowsLookedAt / ids.size(), kRowsMin, kRowsMax);
  for (const std::string& id : ids) {
    ASSIGN_OR_RETURN(indicator::Key key, IndicatorOfId(id, worker));
    TRY(CheckOwnWork(key, request.caller.actor(), rows_max, worker));
    if (*decision == event::ReviewDecision::kMerge && key == into)
      return Fail(ErrorCode::kBadRequest, "an indicator is not merged into itself");
    TRY(CheckClaim(key, request.caller.actor(), worker));
    decide.items.push_back({std::move(key), into});
  }
  Services& services = worker.services();
  event::Draft draft;
  draft.id = EntryIdOf(request);
  draft.time_ms = services.clock.NowS() * 1000;
  draft.type = event::EntryType::kReviewDecide;
  draft.actor = request.caller.actor();
  return SealedSubmission(request, services, std::move(draft), std::move(decide), &event::ReviewDecide::reason, words.reason,
                          event::EncodeReviewDecide);
}

// What became of each item, and of which indicator.
struct Decided {
  event::Entry entry;
  event::ReviewDecide decide;
  std::vector<lookup::ReviewApplier::Item> items;
};

base::Result<Decided> DecidedOf(const store::Sequencer::Reply& reply, Worker& worker) {
  Decided decided;
  ASSIGN_OR_RETURN(decided.entry, LoggedEntry(reply.outcome.seq, worker));
  ASSIGN_OR_RETURN(decided.decide, event::DecodeReviewDecide(*decided.entry.body));
  ASSIGN_OR_RETURN(decided.items, lookup::ReviewApplier::Told::Parse(reply.outcome.result));
  if (decided.items.size() != decided.decide.items.size())
    return Fail(ErrorCode::kDamaged, "a review's outcome is not of its items");
  return decided;
}

}  // namespace

base::Result<Submission> DecodeReview(const Request& request, Worker& worker) {
  ReviewWords words;
  TRY(ReadFlatBody(request.body, {{"decision", &words.decision, 16, true},
                                  {"reason", &words.reason, kReasonBytesMax, true},
                                  {"category", &words.category, 32},
                                  {"until", &words.until, 40},
                                  {"into", &words.into, 34}}));
  return SubmissionOf(request, words, {std::string(request.params[0])}, worker);
}

base::Result<Submission> DecodeReviewsBatch(const Request& request, Worker& worker) {
  ReviewWords words;
  std::vector<std::string> ids;
  TRY(ReadFlatBody(request.body, {{"decision", &words.decision, 16, true},
                                  {"reason", &words.reason, kReasonBytesMax, true},
                                  {"category", &words.category, 32},
                                  {"until", &words.until, 40},
                                  {"into", &words.into, 34},
                                  {"indicators", &ids, event::kReviewItemsMax, true}}));
  if (ids.empty()) return Fail(ErrorCode::kMissingMember, "indicators names none");
  std::vector<std::string> sorted = ids;
  std::sort(sorted.begin(), sorted.end());
  if (std::adjacent_find(sorted.begin(), sorted.end()) != sorted.end())
    return Fail(ErrorCode::kBadRequest, "indicators names one twice");
  return SubmissionOf(request, words, ids, worker);
}

void RenderReview(const base::Result<store::Sequencer::Reply>& reply, Worker& worker, Response& response) {
  if (reply.has_error()) return response.Refuse(reply.error());
  if (!reply->outcome.accepted) return response.Refuse(ErrorOfCode(reply->outcome.code));
  auto decided = DecidedOf(*reply, worker);
  if (decided.has_error()) return response.Refuse(decided.error());
  const std::string& code = decided->items[0].code;
  response.body = "{";
  AppendMember("review", cases::FormatPublicId(decided->entry.header.id), response.body);
  AppendMember("state", code.empty() ? "decided" : code, response.body);
  BeginMember("indicator", response.body);
  if (auto done = AppendIndicator(decided->decide.items[0].key, worker, response.body); done.has_error())
    return response.Refuse(done.error());
  response.body += '}';
  // Noted, and done when another officer says the same.
  if (!code.empty() && response.status == 201) response.status = 202;
}

void RenderReviewsBatch(const base::Result<store::Sequencer::Reply>& reply, Worker& worker, Response& response) {
  if (reply.has_error()) return response.Refuse(reply.error());
  if (!reply->outcome.accepted && reply->outcome.result.empty()) return response.Refuse(ErrorOfCode(reply->outcome.code));
  auto decided = DecidedOf(*reply, worker);
  if (decided.has_error()) return response.Refuse(decided.error());
  response.body = "{";
  AppendMember("review", cases::FormatPublicId(decided->entry.header.id), response.body);
  BeginMember("results", response.body);
  response.body += '[';
  for (size_t i = 0; i < decided->items.size(); ++i) {
    if (i > 0) response.body += ',';
    response.body += '{';
    AppendMember("state", decided->items[i].code.empty() ? "decided" : decided->items[i].code, response.body);
    BeginMember("indicator", response.body);
    if (auto done = AppendIndicator(decided->decide.items[i].key, worker, response.body); done.has_error())
      return response.Refuse(done.error());
    response.body += '}';
  }
  response.body += "]}";
  if (!reply->outcome.accepted) response.status = 200;  // nothing came of it
}

base::Result<Submission> DecodeReviewUndo(const Request& request, Worker& worker) {
  std::string review;
  TRY(ReadFlatBody(request.body, {{"review", &review, 32, true}}));
  ASSIGN_OR_RETURN(indicator::Key key, IndicatorOfId(request.params[0], worker));
  ASSIGN_OR_RETURN(const event::Entry entry, EntryOfPublicId(review, worker));
  if (entry.header.type != event::EntryType::kReviewDecide && entry.header.type != event::EntryType::kAppealMove)
    return Fail(ErrorCode::kNotFound, "review names no decision");
  TRY(MayUndo(key, entry.header.seq, request.caller.actor(), worker));
  Submission submission;
  event::Draft& draft = submission.draft;
  draft.id = EntryIdOf(request);
  draft.time_ms = worker.services().clock.NowS() * 1000;
  draft.type = event::EntryType::kReviewUndo;
  draft.actor = request.caller.actor();
  draft.body = event::EncodeReviewUndo({entry.header.seq, std::move(key)}, RequestKeyOf(worker.services().secrets, request));
  return submission;
}

void RenderReviewUndo(const base::Result<store::Sequencer::Reply>& reply, Worker& worker, Response& response) {
  if (reply.has_error()) return response.Refuse(reply.error());
  if (!reply->outcome.accepted) return response.Refuse(ErrorOfCode(reply->outcome.code));
  auto entry = LoggedEntry(reply->outcome.seq, worker);
  if (entry.has_error()) return response.Refuse(entry.error());
  const auto undo = event::DecodeReviewUndo(*entry->body);
  if (undo.has_error()) return response.Refuse(undo.error());
  response.body = "{\"indicator\":";
  if (auto done = AppendIndicator(undo->key, worker, response.body); done.has_error()) return response.Refuse(done.error());
  response.body += '}';
}

}  // namespace cybercheck::server
