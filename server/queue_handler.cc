// SPDX-License-Identifier: Apache-2.0
// What waits for review: GET /v1/queue, ranked by reach × doubt; POST /v1/queue/claims and /v1/queue/releases, so that no two
// officers work on one indicator.
//
//   reach  how many different voices speak against it
//   doubt  1 where the score stands on the threshold of `suspected`, falling to 1/20 where more evidence would change nothing
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <functional>

#include "base/hex.h"
#include "cases/queue.h"
#include "cases/text_reports.h"
#include "event/review.h"
#include "indicator/key.h"
#include "lookup/projection.h"
#include "lookup/record.h"
#include "lookup/verdict.h"
#include "server/flat_body.h"
#include "server/handlers.h"
#include "server/json_members.h"
#include "server/known_indicator.h"
#include "server/logged_entry.h"
#include "server/query_string.h"
#include "server/services.h"
#include "server/write_identity.h"

namespace cybercheck::server {
namespace {

using base::ErrorCode;
using base::Fail;

constexpr int64_t kClaimS = 15 * 60;
constexpr uint64_t kItemsDefault = 50, kItemsMax = 500;
// So many are ranked among each other: some milliseconds of one thread. Where more wait, half of them are the longest waiting and
// half the latest, so that no flood keeps what comes behind it from being seen.
constexpr size_t kRankedMax = 2000;
constexpr double kDoubtMin = 0.05;

struct Ranked {
  cases::QueueItem item;
  lookup::Judgement judgement;
  double rank = 0;
};

double Doubt(int score, int suspected_from) {
  const double far = std::max(suspected_from, 100 - suspected_from);
  return std::max(kDoubtMin, 1 - std::abs(score - suspected_from) / far);
}

struct QueueAsk {
  cases::QueueQuery query;
  std::string mine;  // what query.claimed_by points to
  size_t limit = kItemsDefault;
  bool ranked = true;
  bool texts = false;  // instead: reports in which no indicator was found
};

base::Result<QueueAsk> DecodeQueueQuery(const Request& request, Worker& worker) {
  std::string after, limit, kind, order, show;
  TRY(ReadQuery(request.query, {{"after", &after}, {"limit", &limit}, {"kind", &kind}, {"order", &order}, {"show", &show}}));
  QueueAsk ask;
  uint64_t count = kItemsDefault;
  TRY(ReadNumber("limit", limit, 1, kItemsMax, count));
  ask.limit = count;
  if (!order.empty() && order != "rank" && order != "oldest" && order != "newest")
    return Fail(ErrorCode::kBadRequest, "order must be rank, oldest or newest");
  ask.ranked = order.empty() || order == "rank";
  ask.query.newest_first = order == "newest";
  if (!kind.empty()) {
    ask.query.kind = indicator::KindNamed(kind);
    if (!ask.query.kind) return Fail(ErrorCode::kUnknownKind, "kind names no kind of indicator");
  }
  if (show == "mine") {
    ask.mine = request.caller.actor();
  } else if (show == "unclaimed") {
    ask.query.unclaimed_only = true;
  } else if (show == "all") {
    ask.query.with_needs_more = true;
  } else if (show == "texts") {
    ask.texts = true;
    ask.ranked = false;
    if (ask.query.kind || order == "rank")
      return Fail(ErrorCode::kBadRequest, "texts have no kind and no rank; order them by oldest or newest");
  } else if (!show.empty()) {
    return Fail(ErrorCode::kBadRequest, "show must be mine, unclaimed, all or texts");
  }
  if (!after.empty()) {
    const auto place = cases::ParsePlace(after);
    if (!place || ask.ranked)
      return Fail(ErrorCode::kBadRequest, "after is the `next` of the page before, and goes with order=oldest or newest");
    ask.query.after = *place;
  }
  ask.query.limit = ask.ranked ? kRankedMax : ask.limit;
  ask.query.now_s = worker.now_s;
  return ask;
}

base::Result<Ranked> RankOf(cases::QueueItem item, const store::Table& records, const store::ReadTxn& txn,
                            const lookup::Rules& rules, int64_t now_s, lookup::Record& record) {
  Ranked ranked{std::move(item), {}, 0};
  const indicator::Key& key = ranked.item.row.key;
  const indicator::KeyBytes bytes = indicator::IndexKey(key);
  ASSIGN_OR_RETURN(const auto stored, records.Get(txn, {reinterpret_cast<const char*>(bytes.data()), bytes.size()}));
  if (!stored) return ranked;
  TRY(lookup::DecodeRecord(*stored, record));
  ranked.judgement = lookup::Judge(record, key.kind, rules.policy, now_s, rules.official.Find(key.kind, key.form) != nullptr);
  ranked.rank = static_cast<double>(std::max<uint64_t>(ranked.judgement.reporters, 1)) *
                Doubt(ranked.judgement.score, rules.policy.suspected_from);
  return ranked;
}

void AppendItem(const Ranked& ranked, std::string& out) {
  const cases::QueueItem& item = ranked.item;
  char rank[32];
  std::snprintf(rank, sizeof rank, "%.2f", ranked.rank);
  out += '{';
  AppendMember("id", base::HexEncode(indicator::IndexKey(item.row.key)), out);
  AppendMember("key", PrintableKeyOf(item.row.key), out);
  AppendMember("verdict", wire::Name(ranked.judgement.verdict), out);
  AppendMember("score", ranked.judgement.score, out);
  AppendMember("reports", ranked.judgement.reports, out);
  AppendMember("reporters", ranked.judgement.reporters, out);
  BeginMember("rank", out);
  out.append(rank);
  AppendMember("why", cases::Name(item.row.why), out);
  AppendTime("since", item.row.since_s, out);
  AppendMember("place", cases::FormatPlace(item.place), out);
  if (item.claim) {
    BeginMember("claim", out);
    out += '{';
    AppendMember("by", item.claim->actor, out);
    AppendTime("until", item.claim->until_s, out);
    out += '}';
  }
  const cases::QueueGroups groups = cases::GroupsOf(item);
  BeginMember("group", out);
  out += '{';
  if (!groups.host.form.empty()) AppendMember("host", groups.host.ToString(), out);
  if (groups.account != indicator::KeyBytes{}) AppendMember("account", base::HexEncode(groups.account), out);
  if (!groups.text.empty()) AppendMember("text", groups.text, out);
  if (!groups.report.empty()) AppendMember("report", groups.report, out);
  out.append("}}");
}

// What is shown, or ranked among each other; `next` where there is more.
base::Result<cases::QueuePage> PageOf(const QueueAsk& ask, const cases::Tables& tables, const store::ReadTxn& txn) {
  cases::QueueQuery query = ask.query;
  query.claimed_by = ask.mine;
  ASSIGN_OR_RETURN(cases::QueuePage page, cases::ReadQueue(tables, txn, query));
  if (!ask.ranked || !page.next) return page;
  query.newest_first = true;
  query.limit = kRankedMax / 2;
  ASSIGN_OR_RETURN(cases::QueuePage latest, cases::ReadQueue(tables, txn, query));
  if (page.items.size() > kRankedMax / 2) page.items.resize(kRankedMax / 2);
  const cases::QueuePlace longest_end = page.items.empty() ? cases::QueuePlace{} : page.items.back().place;
  for (cases::QueueItem& item : latest.items)
    if (longest_end < item.place) page.items.push_back(std::move(item));
  return page;
}

base::Result<void> AppendQueue(const QueueAsk& ask, Worker& worker, std::string& out) {
  Services& services = worker.services();
  store::Environment& data = services.directory.data();
  ASSIGN_OR_RETURN(const store::ReadTxn txn, data.BeginRead());
  ASSIGN_OR_RETURN(const store::Table records, data.OpenTable(txn, lookup::kRecordsTable));
  ASSIGN_OR_RETURN(auto page, PageOf(ask, services.cases.tables(), txn));
  ASSIGN_OR_RETURN(const uint64_t length, cases::QueueLength(services.cases.tables(), txn));
  base::EpochReader reader(services.projection.domain());
  const auto guard = reader.Enter();
  std::vector<Ranked> ranked;
  ranked.reserve(page.items.size());
  lookup::Record record;
  for (cases::QueueItem& item : page.items) {
    ASSIGN_OR_RETURN(Ranked one, RankOf(std::move(item), records, txn, *services.projection.rules(), worker.now_s, record));
    ranked.push_back(std::move(one));
  }
  if (ask.ranked) {
    std::ranges::stable_sort(ranked, std::greater<>(), &Ranked::rank);
    if (ranked.size() > ask.limit) ranked.resize(ask.limit);
  }
  out = "{\"items\":[";
  for (const Ranked& one : ranked) {
    if (out.back() != '[') out += ',';
    AppendItem(one, out);
  }
  out += ']';
  AppendMember("waiting", length, out);
  BeginMember("next", out);
  if (page.next && !ask.ranked)
    wire::AppendJsonString(cases::FormatPlace(*page.next), out);
  else
    out.append("null");
  if (ask.ranked) AppendMember("partial", page.next.has_value(), out);
  out += '}';
  return {};
}

base::Result<void> AppendTexts(const QueueAsk& ask, Worker& worker, std::string& out) {
  Services& services = worker.services();
  const cases::Tables& tables = services.cases.tables();
  ASSIGN_OR_RETURN(const store::ReadTxn txn, services.directory.data().BeginRead());
  const auto page =
      cases::ReadTextReports(tables, txn, {ask.query.after.seq, ask.query.after.row}, ask.query.newest_first, ask.limit);
  TRY(page);
  ASSIGN_OR_RETURN(const uint64_t length, cases::QueueLength(tables, txn));
  out = "{\"items\":[],\"texts\":[";
  for (const cases::TextReports& alike : page->texts) {
    out.append(out.back() == '[' ? "{" : ",{");
    if (!alike.digest.empty()) AppendMember("text", alike.digest, out);
    AppendMember("reports", alike.ids.size(), out);
    AppendTime("since", alike.since_s, out);
    BeginMember("ids", out);
    for (const std::string& id : alike.ids) {
      out.append(&id == &alike.ids.front() ? "[" : ",");
      wire::AppendJsonString(id, out);
    }
    out.append("]}");
  }
  out += ']';
  AppendMember("waiting", length, out);
  BeginMember("next", out);
  if (page->next)
    wire::AppendJsonString(cases::FormatPlace({page->next->seq, page->next->report}), out);
  else
    out.append("null");
  out += '}';
  return {};
}

base::Result<Submission> DecodeClaims(const Request& request, Worker& worker, int64_t until_s) {
  std::vector<std::string> ids;
  TRY(ReadFlatBody(request.body, {{"indicators", &ids, event::kReviewItemsMax, true}}));
  if (ids.empty()) return Fail(ErrorCode::kMissingMember, "indicators names none");
  event::ReviewClaim claim;
  claim.until_s = until_s;
  for (const std::string& id : ids) {
    ASSIGN_OR_RETURN(indicator::Key key, IndicatorOfId(id, worker));
    claim.keys.push_back(std::move(key));
  }
  Submission submission;
  event::Draft& draft = submission.draft;
  draft.id = EntryIdOf(request);
  draft.time_ms = worker.now_s * 1000;
  draft.type = event::EntryType::kReviewClaim;
  draft.actor = request.caller.actor();
  draft.body = event::EncodeReviewClaim(claim, RequestKeyOf(worker.services().secrets, request));
  return submission;
}

}  // namespace

void Queue(const Request& request, Worker& worker, Response& response) {
  const auto ask = DecodeQueueQuery(request, worker);
  if (ask.has_error()) return response.Refuse(ask.error());
  const auto done = ask->texts ? AppendTexts(*ask, worker, response.body) : AppendQueue(*ask, worker, response.body);
  if (done.has_error()) response.Refuse(done.error());
}

base::Result<Submission> DecodeClaim(const Request& request, Worker& worker) {
  return DecodeClaims(request, worker, worker.now_s + kClaimS);
}

base::Result<Submission> DecodeRelease(const Request& request, Worker& worker) { return DecodeClaims(request, worker, 0); }

void RenderClaim(const base::Result<store::Sequencer::Reply>& reply, Worker& worker, Response& response) {
  if (reply.has_error()) return response.Refuse(reply.error());
  if (reply->outcome.code == "claimed")
    return response.Refuse(Fail(ErrorCode::kWrongState, "another officer works on one of these: " + reply->outcome.result));
  if (!reply->outcome.accepted) return response.Refuse(ErrorOfCode(reply->outcome.code));
  const auto entry = LoggedEntry(reply->outcome.seq, worker);
  if (entry.has_error()) return response.Refuse(entry.error());
  const auto claim = event::DecodeReviewClaim(*entry->body);
  if (claim.has_error()) return response.Refuse(claim.error());
  response.body = "{";
  AppendMember("indicators", claim->keys.size(), response.body);
  AppendTime("until", claim->until_s, response.body);
  response.body += '}';
}

}  // namespace cybercheck::server
