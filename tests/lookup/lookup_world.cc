// SPDX-License-Identifier: Apache-2.0
#include "tests/lookup/lookup_world.h"

#include <gtest/gtest.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>

#include "base/check.h"
#include "event/body_redact.h"
#include "lookup/rules_set.h"
#include "store/applier.h"
#include "store/recent_rows.h"

namespace cybercheck::lookup {
namespace {

template <class T>
T Must(base::Result<T> result) {
  if (!result) {
    std::fprintf(stderr, "%s\n", base::ToString(result.error()).c_str());
    std::abort();
  }
  return std::move(*result);
}
void Must(base::Result<void> result) {
  if (result) return;
  std::fprintf(stderr, "%s\n", base::ToString(result.error()).c_str());
  std::abort();
}

}  // namespace

LookupWorld::LookupWorld(int64_t now_s) : clock_(now_s * 1000) {
  std::string path = std::filesystem::temp_directory_path() / "cybercheck-lookup-XXXXXX";
  CHECK(mkdtemp(path.data()) != nullptr);
  path_ = path;
  Open();
}

LookupWorld::~LookupWorld() {
  Close();
  std::filesystem::remove_all(path_);
}

void LookupWorld::Open() {
  store::EnvironmentOptions options;
  options.map_bytes = size_t{1} << 30;
  options.no_sync = true;  // speed; what must survive a crash is tested where it is promised
  options.recent = {20, 4, 40};
  environment_ = Must(store::Environment::Open(path_, options));
  projection_ = std::make_unique<LookupProjection>();
  sequencer_ = Must(store::LocalSequencer::Open(*environment_, {projection_.get()}, {}));
  engine_ = std::make_unique<Engine>(*environment_, *projection_, clock_, std::vector<uint8_t>(32, 7));
  session_.emplace(Must(engine_->OpenSession()));
}

void LookupWorld::Close() {
  session_.reset();
  engine_.reset();
  sequencer_.reset();
  projection_.reset();
  environment_.reset();
}

void LookupWorld::Reopen() {
  Close();
  Open();
}

event::Outcome LookupWorld::Submit(event::EntryType type, const std::string& actor, std::string body, uint16_t version) {
  event::Draft draft;
  for (int i = 0; i < 8; ++i) draft.id[static_cast<size_t>(i)] = static_cast<uint8_t>(next_id_ >> (8 * i));
  ++next_id_;
  draft.time_ms = clock_.NowMs();
  draft.type = type;
  draft.version = version;
  draft.actor = actor;
  draft.body = std::move(body);
  return Must(sequencer_->SubmitAndWait(std::move(draft))).outcome;
}

event::Outcome LookupWorld::TryFeed(const std::string& source, const event::FeedObserved& feed) {
  return Submit(event::EntryType::kFeedObserved, "import:" + source, event::EncodeFeedObserved(feed));
}

event::Outcome LookupWorld::Feed(const std::string& source, std::vector<event::FeedRow> rows) {
  event::FeedObserved feed;
  feed.source = source;
  feed.rows = std::move(rows);
  event::Outcome outcome = TryFeed(source, feed);
  CHECK(outcome.accepted);
  return outcome;
}

event::Outcome LookupWorld::Set(event::EntryType type, const std::string& content) {
  return Submit(type, "config", EncodeRulesSet({"ab", "file", content}));
}

event::Outcome LookupWorld::Redact(uint64_t seq) {
  return Submit(event::EntryType::kBodyRedact, "cli", event::EncodeBodyRedact({seq, "test"}));
}

event::Outcome LookupWorld::Report(std::vector<event::Report> reports, const std::string& actor) {
  event::ReportSubmit submit;
  submit.reports = std::move(reports);
  return Submit(event::EntryType::kReportSubmit, actor, event::EncodeReportSubmit(submit));
}

event::Outcome LookupWorld::Withdraw(std::vector<event::ReportRef> reports) {
  return Submit(event::EntryType::kReportWithdraw, "cli", event::EncodeReportWithdraw({"rejected", std::move(reports)}));
}

event::Outcome LookupWorld::Review(const std::string& officer, event::ReviewDecision decision,
                                   const std::vector<std::string>& keys, const std::string& into, int64_t until_s) {
  event::ReviewDecide decide;
  decide.decision = decision;
  decide.until_s = until_s;
  for (const std::string& key : keys) {
    event::ReviewItem item;
    item.key = KeyOf(key);
    if (!into.empty()) item.into = KeyOf(into);
    decide.items.push_back(std::move(item));
  }
  return Submit(event::EntryType::kReviewDecide, officer, event::EncodeReviewDecide(decide));
}

event::Outcome LookupWorld::Undo(const std::string& officer, uint64_t seq, const std::string& key) {
  return Submit(event::EntryType::kReviewUndo, officer, event::EncodeReviewUndo({seq, KeyOf(key)}));
}

event::Outcome LookupWorld::Appeal(const std::string& key, uint16_t version) {
  event::AppealOpen open;
  open.key = KeyOf(key);
  open.due_s = clock_.NowS() + 1;
  return Submit(event::EntryType::kAppealOpen, "anon", event::EncodeAppealOpen(open), version);
}

event::Outcome LookupWorld::MoveAppeal(const std::string& officer, uint64_t appeal, const std::string& key,
                                       event::AppealState to) {
  event::AppealMove move;
  move.appeal = appeal;
  move.key = KeyOf(key);
  move.to = to;
  return Submit(event::EntryType::kAppealMove, officer, event::EncodeAppealMove(move));
}

std::optional<Record> LookupWorld::RecordOf(const std::string& key) {
  const indicator::KeyBytes index_key = indicator::IndexKey(KeyOf(key));
  const store::ReadTxn txn = Must(environment_->BeginRead());
  const store::Table records = Must(environment_->OpenTable(txn, kRecordsTable));
  const auto bytes = Must(records.Get(txn, {reinterpret_cast<const char*>(index_key.data()), index_key.size()}));
  if (!bytes) return std::nullopt;
  record_bytes_ = *bytes;
  Record record;
  Must(DecodeRecord(record_bytes_, record));
  return record;
}

base::Result<wire::Answer> LookupWorld::TryCheck(const Engine::Query& query) {
  wire::Answer answer;
  Must(session_->Begin());
  const auto checked = engine_->Check(*session_, query, answer);
  session_->End();
  if (!checked) return checked.error();
  return answer;
}

wire::Answer LookupWorld::Check(std::optional<indicator::Kind> kind, const std::string& value, int64_t as_of_s) {
  Engine::Query query;
  query.kind = kind;
  query.value = value;
  query.as_of_s = as_of_s;
  return Must(TryCheck(query));
}

std::map<std::string, std::string> LookupWorld::Dump() {
  std::map<std::string, std::string> rows;
  const store::ReadTxn txn = Must(environment_->BeginRead());
  for (const store::Table& table : environment_->tables()) {
    // What the store keeps about tables and commits, not what the log says.
    if (table.id().number == store::kMetaTable.number || table.id().number == store::kCountsTable.number ||
        table.id().number == store::kRecentTable.number)
      continue;
    store::Cursor cursor = Must(store::Cursor::Open(txn, table));
    for (auto row = Must(cursor.First()); row; row = Must(cursor.Next()))
      rows.emplace(std::string(table.id().name) + "/" + std::string(row->key), std::string(row->value));
  }
  ExpectTallied(txn);
  return rows;
}

void LookupWorld::ExpectTallied(const store::ReadTxn& txn) {
  std::map<RecordGroup, uint64_t> counted, tallied;
  std::map<uint32_t, uint64_t> days, tallied_days;
  for (const store::Table& table : environment_->tables()) {
    if (table.id().number != kRecordsTable.number) continue;
    Record record;
    store::Cursor cursor = Must(store::Cursor::Open(txn, table));
    for (auto row = Must(cursor.First()); row; row = Must(cursor.Next())) {
      Must(DecodeRecord(row->value, record));
      const RecordGroup group = GroupOf(static_cast<indicator::Kind>(row->key[0]), record);
      ++counted[group];
      ++days[group.day];
    }
  }
  Must(WalkRecordTally(
      projection_->record_tally(), txn, 0, UINT32_MAX,
      [&](const RecordGroup& group, uint64_t records) -> base::Result<void> {
        tallied[group] = records;
        return {};
      },
      [&](uint32_t day, uint64_t records) -> base::Result<void> {
        tallied_days[day] = records;
        return {};
      }));
  if (counted == tallied && days == tallied_days) return;
  std::fprintf(stderr, "records are not tallied as they stand\n");
  std::abort();
}

std::unique_ptr<LookupWorld> LookupWorld::Replayed() {
  auto other = std::make_unique<LookupWorld>(clock_.NowS());
  other->Close();
  store::EnvironmentOptions options;
  options.map_bytes = size_t{1} << 30;
  options.no_sync = true;
  {
    const auto environment = Must(store::Environment::Open(other->path_, options));
    LookupProjection projection;
    store::Applier applier = Must(store::Applier::Open(*environment, {&projection}));
    for (uint64_t seq = 1; seq <= sequencer_->applied_seq(); ++seq) {
      store::WriteTxn txn = Must(environment->BeginWrite());
      Must(applier.Replay(Must(sequencer_->ReadFrom(seq, 1)).at(0), txn));
      Must(applier.BeforeCommit(txn));
      Must(txn.Commit());
      applier.Committed();
    }
  }
  other->Open();
  return other;
}

indicator::Key KeyOf(const std::string& key) {
  auto parsed = indicator::ParseKey(key);
  CHECK(parsed.has_value());
  return *parsed;
}

event::Report Said(event::Channel channel, const std::string& reporter, const std::vector<std::string>& keys, int64_t at_s) {
  event::Report report;
  report.channel = channel;
  const auto source_class = channel == event::Channel::kTip      ? wire::SourceClass::kTip
                            : channel == event::Channel::kPatrol ? wire::SourceClass::kPatrol
                                                                 : wire::SourceClass::kComplaint;
  report.source_class = static_cast<uint8_t>(source_class);
  report.reporter = reporter;
  report.reported_s = at_s;
  report.category = static_cast<uint8_t>(wire::Category::kScam);
  for (const std::string& key : keys) {
    event::ReportIndicator indicator;
    indicator.key = KeyOf(key);
    report.indicators.push_back(std::move(indicator));
  }
  return report;
}

void ExpectSameTables(const std::map<std::string, std::string>& a, const std::map<std::string, std::string>& b,
                      const std::string& what) {
  for (const auto& [key, value] : a) {
    const auto other = b.find(key);
    const std::string table = key.substr(0, key.find('/'));
    ASSERT_NE(other, b.end()) << what << ": a row of " << table << " is only in the first";
    ASSERT_EQ(value, other->second) << what << ": a row of " << table;
  }
  ASSERT_EQ(a.size(), b.size()) << what << ": the second has rows of its own";
}

event::FeedRow SeenAt(const std::string& key, int64_t at_s, bool promotes) {
  event::FeedRow row;
  row.key = KeyOf(key);
  row.observed_s = at_s;
  row.category = static_cast<uint8_t>(wire::Category::kScam);
  row.promotes_host = promotes;
  return row;
}

bool HasReason(const wire::Answer& answer, wire::Reason reason, std::string_view about) {
  for (size_t i = 0; i < answer.reason_count; ++i)
    if (answer.reasons[i].reason == reason && (about.empty() || answer.reasons[i].about == about)) return true;
  return false;
}

}  // namespace cybercheck::lookup
