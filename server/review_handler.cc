// SPDX-License-Identifier: Apache-2.0
// What supervisors make of indicators: POST /v1/indicators/{id}/review, POST /v1/reviews:batch, POST /v1/indicators/{id}/undo.
#include <algorithm>
#include <map>

#include "base/hex.h"
#include "base/timestamp.h"
#include "cases/claim.h"
#include "cases/public_id.h"
#include "event/review.h"
#include "lookup/evidence_view.h"
#include "lookup/review_applier.h"
#include "server/clear_end.h"
#include "server/earlier_write.h"
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
// Evidence that is looked at for the officer's own complaints: of all indicators together, of each at least and at most.
constexpr size_t kRowsLookedAt = 20'000, kRowsMin = 40, kRowsMax = 1000;

// What a decision says, but for what it is about.
struct ReviewWords {
  std::string decision, reason, category, until, into;
};

// Nullopt: the officer names none.
base::Result<std::optional<int64_t>> UntilOf(const ReviewWords& words, int64_t now_s) {
  if (words.until.empty()) return std::optional<int64_t>();
  const auto until = base::ParseTimeMs(words.until);
  if (until.has_error()) return Fail(ErrorCode::kBadRequest, "until must be an RFC 3339 time");
  if (*until / 1000 <= now_s) return Fail(ErrorCode::kBadRequest, "until must lie ahead");
  return std::optional(*until / 1000);
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

// Whether taking back what entry `review` decided, a clear that is in force, would put a decision in force that warns.
bool WouldWarn(const std::vector<lookup::DecisionView>& decisions, uint64_t review, int64_t now_s) {
  using Type = lookup::Decision::Type;
  const auto undone = std::ranges::find_if(decisions, [&](const auto& one) {
    return one.in_force && one.decision.seq == review && one.decision.type == Type::kClear;
  });
  if (undone == decisions.end()) return false;
  const auto next = std::find_if(undone + 1, decisions.end(),
                                 [&](const auto& one) { return one.decision.until_s == 0 || one.decision.until_s > now_s; });
  return next != decisions.end() && next->decision.type != Type::kClear;
}

// Taking a decision back is a decision, too; and where it takes two to warn of something, one alone does not bring a warning
// back.
base::Result<void> MayUndo(const indicator::Key& key, uint64_t review, const std::string& actor, Worker& worker) {
  store::Environment& data = worker.services().directory.data();
  ASSIGN_OR_RETURN(const store::ReadTxn txn, data.BeginRead());
  ASSIGN_OR_RETURN(const auto view, lookup::EvidenceView::Open(data, txn));
  ASSIGN_OR_RETURN(const std::string_view why_not, view.WhyNotUndo(indicator::IndexKey(key), review, actor, worker.now_s));
  if (!why_not.empty()) return ErrorOfCode(why_not);
  ASSIGN_OR_RETURN(const auto told, view.Read(indicator::IndexKey(key), *worker.services().projection.rules(), worker.now_s));
  if (!told || !told->needs_second || !WouldWarn(told->decisions, review, worker.now_s)) return {};
  return Fail(ErrorCode::kSecondNeeded,
              "without this clear what was decided before would warn of it again; two officers list it anew");
}

// One of a batch: what it names, and why nothing is decided about it, as far as that is known before the entry is made.
struct BatchRow {
  std::string id;
  std::optional<indicator::Key> key;
  std::optional<base::Error> fault;
};

// Whether it stands in the way of this one only, and not of the whole request.
bool IsOfItsRow(const base::Error& error) {
  return error.code == ErrorCode::kNotFound || error.code == ErrorCode::kOwnWork || error.code == ErrorCode::kWrongState;
}

base::Result<void> CheckRow(BatchRow& row, const std::string& actor, size_t rows_max, Worker& worker) {
  ASSIGN_OR_RETURN(row.key, IndicatorOfId(row.id, worker));
  TRY(CheckOwnWork(*row.key, actor, rows_max, worker));
  return CheckClaim(*row.key, actor, worker);
}

// `rows`, of a batch: faults that are one row's stay there, and the entry is made of the others.
base::Result<Submission> SubmissionOf(const Request& request, const ReviewWords& words, std::vector<BatchRow>& rows,
                                      bool is_batch, Worker& worker) {
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
  ASSIGN_OR_RETURN(const std::optional<int64_t> until_s, UntilOf(words, worker.now_s));
  if (words.into.empty() == (*decision == event::ReviewDecision::kMerge))
    return Fail(ErrorCode::kBadRequest, "into goes with merge, and merge needs it");
  indicator::Key into;
  if (!words.into.empty()) {
    ASSIGN_OR_RETURN(into, IndicatorOfId(words.into, worker));
  }
  const size_t rows_max = std::clamp(kRowsLookedAt / rows.size(), kRowsMin, kRowsMax);
  std::vector<indicator::Key> cleared;
  for (BatchRow& row : rows) {
    auto checked = CheckRow(row, request.caller.actor(), rows_max, worker);
    if (checked.has_error()) {
      if (!is_batch || !IsOfItsRow(checked.error())) return std::move(checked).error();
      row.fault = std::move(checked).error();
      continue;
    }
    if (*decision == event::ReviewDecision::kMerge && *row.key == into)
      return Fail(ErrorCode::kBadRequest, "an indicator is not merged into itself");
    decide.items.push_back({*row.key, into});
    cleared.push_back(*row.key);
  }
  decide.until_s = until_s.value_or(0);
  if (!until_s && *decision == event::ReviewDecision::kClear) {
    ASSIGN_OR_RETURN(decide.until_s, ClearEndOf(cleared, worker));
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

base::Result<void> AppendBatchRow(const BatchRow& row, std::string_view state, std::string_view detail, Worker& worker,
                                  std::string& out) {
  out += '{';
  AppendMember("state", state, out);
  if (!detail.empty()) AppendMember("detail", detail, out);
  if (row.key) {
    BeginMember("indicator", out);
    TRY(AppendIndicator(*row.key, worker, out));
  } else {
    AppendMember("id", row.id, out);
  }
  out += '}';
  return {};
}

// Of a review's items, by what their ids stand for: one that is nothing any more is found all the same.
using Places = std::map<indicator::KeyBytes, size_t>;
Places PlacesOf(const event::ReviewDecide& decide) {
  Places places;
  for (size_t i = 0; i < decide.items.size(); ++i) places.emplace(indicator::IndexKey(decide.items[i].key), i);
  return places;
}

// Of what was entered the outcome tells; of what was not, why it was not.
base::Result<void> AppendBatch(std::vector<BatchRow>& rows, const Decided* decided, Worker& worker, std::string& out) {
  out = "{";
  if (decided != nullptr) AppendMember("review", cases::FormatPublicId(decided->entry.header.id), out);
  const Places places = decided != nullptr ? PlacesOf(decided->decide) : Places();
  BeginMember("results", out);
  out += '[';
  for (BatchRow& row : rows) {
    if (out.back() != '[') out += ',';
    indicator::KeyBytes id{};
    const auto place = base::HexDecode(row.id, id) ? places.find(id) : places.end();
    if (place != places.end()) {
      row.key = decided->decide.items[place->second].key;
      const std::string& code = decided->items[place->second].code;
      TRY(AppendBatchRow(row, code.empty() ? "decided" : std::string_view(code), {}, worker, out));
    } else if (row.fault) {
      TRY(AppendBatchRow(row, base::Describe(row.fault->code).name, row.fault->detail, worker, out));
    } else {
      TRY(AppendBatchRow(row, base::Describe(ErrorCode::kWrongState).name,
                         "it could not be decided about when this was first sent; send it again under another key", worker, out));
    }
  }
  out.append("]}");
  return {};
}

// `none`: nothing could be decided about, so nothing was entered.
void RenderBatch(std::vector<BatchRow>& rows, bool none, const base::Result<store::Sequencer::Reply>& reply, Worker& worker,
                 Response& response) {
  std::optional<Decided> decided;
  if (!none) {
    if (reply.has_error()) return response.Refuse(reply.error());
    if (!reply->outcome.accepted && reply->outcome.result.empty()) return response.Refuse(ErrorOfCode(reply->outcome.code));
    auto read = DecidedOf(*reply, worker);
    if (read.has_error()) return response.Refuse(read.error());
    decided = std::move(*read);
  }
  if (auto done = AppendBatch(rows, decided ? &*decided : nullptr, worker, response.body); done.has_error())
    return response.Refuse(done.error());
  if (none || !reply->outcome.accepted) response.status = 200;  // nothing came of it
}

}  // namespace

base::Result<Submission> DecodeReview(const Request& request, Worker& worker) {
  ReviewWords words;
  TRY(ReadFlatBody(request.body, {{"decision", &words.decision, 16, true},
                                  {"reason", &words.reason, kReasonBytesMax, true},
                                  {"category", &words.category, 32},
                                  {"until", &words.until, 40},
                                  {"into", &words.into, 34}}));
  std::vector<BatchRow> rows{{.id = std::string(request.params[0]), .key = {}, .fault = {}}};
  return SubmissionOf(request, words, rows, /*is_batch=*/false, worker);
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
  const auto rows = std::make_shared<std::vector<BatchRow>>();
  for (std::string& id : ids) rows->push_back({.id = std::move(id), .key = {}, .fault = {}});
  ASSIGN_OR_RETURN(Submission submission, SubmissionOf(request, words, *rows, /*is_batch=*/true, worker));
  const bool none = std::ranges::all_of(*rows, [](const BatchRow& row) { return row.fault.has_value(); });
  // Sent again, it may have been decided before whatever stands in its way now.
  const auto earlier = EarlierOutcome(request, worker.services());
  const bool entered = none && earlier.has_value() && earlier->has_value();
  if (none && !entered)
    submission.prepare = [] { return base::Result<event::Draft>(Fail(ErrorCode::kNotFound, "nothing can be decided")); };
  submission.render = [rows, none = none && !entered](const base::Result<store::Sequencer::Reply>& reply, Worker& answering,
                                                      Response& response) {
    RenderBatch(*rows, none, reply, answering, response);
  };
  return submission;
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

// Of a batch that is sent again and cannot be read as then (its `until` has passed): what was entered of it.
void RenderReviewsBatch(const base::Result<store::Sequencer::Reply>& reply, Worker& worker, Response& response) {
  std::vector<BatchRow> rows;
  if (reply.has_value() && !reply->outcome.result.empty()) {
    const auto decided = DecidedOf(*reply, worker);
    if (decided.has_error()) return response.Refuse(decided.error());
    for (const event::ReviewItem& item : decided->decide.items)
      rows.push_back({.id = base::HexEncode(indicator::IndexKey(item.key)), .key = item.key, .fault = {}});
  }
  RenderBatch(rows, /*none=*/false, reply, worker, response);
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
