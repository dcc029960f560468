// SPDX-License-Identifier: Apache-2.0
#include "tests/cases/books_model.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <boost/json.hpp>

#include "cases/appeals.h"
#include "cases/bangkok_calendar.h"
#include "cases/erasure.h"
#include "cases/figures.h"
#include "cases/queue.h"
#include "cases/reports.h"
#include "cases/subjects.h"
#include "event/attachment_add.h"
#include "event/feed_observed.h"
#include "event/subject_erase.h"

namespace cybercheck::cases {
namespace {

namespace json = boost::json;
using event::EntryType;

bool Lists(const std::string& result, const char* member, size_t row) {
  const json::value value = json::parse(result);
  const json::value* rows = value.get_object().if_contains(member);
  if (rows == nullptr) return false;
  for (const json::value& listed : rows->get_array())
    if (listed.to_number<size_t>() == row) return true;
  return false;
}

template <class Value>
std::optional<Value> Optional(bool is, Value value) {
  return is ? std::optional<Value>(std::move(value)) : std::nullopt;
}

// Middle of the sorted hours, in days.
std::optional<double> Median(std::vector<uint64_t> hours) {
  if (hours.empty()) return std::nullopt;
  std::sort(hours.begin(), hours.end());
  const size_t half = hours.size() / 2;
  const double middle = hours.size() % 2 == 1 ? static_cast<double>(hours[half])
                                              : (static_cast<double>(hours[half - 1]) + static_cast<double>(hours[half])) / 2;
  return middle / 24;
}

}  // namespace

BooksModel BooksModel::Of(CasesWorld& world) {
  BooksModel model;
  const store::ReadTxn txn = world.Read();
  for (uint64_t seq = 1; seq <= world.sequencer().applied_seq(); ++seq) {
    const event::Entry entry = Must(world.tables().log->Read(txn, seq)).value();
    const event::Outcome outcome = Must(world.tables().outcomes.Read(txn, seq)).value().outcome;
    model.seqs[entry.header.id] = seq;
    if (outcome.accepted && entry.body) model.Apply(entry, outcome);
  }
  return model;
}

void BooksModel::Apply(const event::Entry& entry, const event::Outcome& outcome) {
  const int64_t now_s = entry.header.time_ms / 1000;
  const uint64_t seq = entry.header.seq;
  switch (entry.header.type) {
    case EntryType::kReportSubmit:
      return ApplyReports(entry, outcome);
    case EntryType::kFeedObserved:
      return ApplyFeed(entry, outcome);
    case EntryType::kReviewDecide:
      return ApplyReview(entry, outcome);
    case EntryType::kReportWithdraw: {
      const event::ReportWithdraw withdraw = Must(event::DecodeReportWithdraw(*entry.body));
      for (const event::ReportRef& ref : withdraw.reports) {
        const auto report = reports.find(ref);
        if (report == reports.end() || IsTakenBack(report->second.state)) continue;
        if (withdraw.read) {
          const ReportState to = *withdraw.read ? ReportState::kRead : ReportState::kReceived;
          if (report->second.indicators != 0 || report->second.state == to) continue;
          report->second.state = to;
          report->second.since_s = now_s;
          continue;
        }
        report->second.state = withdraw.ground == "rejected"      ? ReportState::kRejected
                               : withdraw.ground == "by_reporter" ? ReportState::kWithdrawn
                                                                  : ReportState::kSourceRevoked;
        report->second.since_s = now_s;
      }
      const json::value result = json::parse(outcome.result);
      if (const json::value* left = result.get_object().if_contains("left"))
        for (const json::value& value : left->get_array()) {
          const QueuePlace place{value.at(0).to_number<uint64_t>(), value.at(1).to_number<uint16_t>()};
          std::erase_if(queue, [&](const auto& waits) {
            return waits.second.place == place && waits.second.why != QueueWhy::kSecondNeeded;
          });
        }
      return;
    }
    case EntryType::kReviewUndo: {
      const std::string key = Must(event::DecodeReviewUndo(*entry.body)).key.ToString();
      if (!queue.contains(key)) queue[key].place = {seq, 0};
      queue[key].why = QueueWhy::kUndone;
      queue[key].since_s = now_s;
      return;
    }
    case EntryType::kReviewClaim: {
      const event::ReviewClaim claim = Must(event::DecodeReviewClaim(*entry.body));
      for (const indicator::Key& key : claim.keys) {
        claims.erase(key.ToString());
        if (claim.until_s > now_s) claims[key.ToString()] = {now_s, claim.until_s, entry.header.actor};
      }
      return;
    }
    case EntryType::kAppealOpen: {
      const event::AppealOpen open = Must(event::DecodeAppealOpen(*entry.body));
      AppealRow& row = appeals[seq];
      row.ground = open.ground;
      row.channel = open.channel;
      row.opened_s = now_s;
      row.due_s = open.due_s;
      row.subject = open.sealed ? open.sealed->subject : 0;
      row.key = open.key;
      return;
    }
    case EntryType::kAppealMove: {
      const event::AppealMove move = Must(event::DecodeAppealMove(*entry.body));
      for (auto& [opened, row] : appeals) {  // one move goes for all that wait
        if (row.IsDecided() || row.key != move.key) continue;
        row.state = move.to;
        (move.to == event::AppealState::kInReview ? row.in_review_s : row.decided_s) = now_s;
        (move.to == event::AppealState::kInReview ? row.reviewer : row.decider) = entry.header.actor;
      }
      if (move.to == event::AppealState::kCleared) queue.erase(move.key.ToString());
      if (move.reason) notes[seq] = move.reason->subject;
      return;
    }
    case EntryType::kSubjectErase:
      for (const uint64_t subject : Must(event::DecodeSubjectErase(*entry.body)).subjects) erased.emplace(subject, now_s);
      return;
    case EntryType::kAttachmentAdd: {
      const event::AttachmentAdd add = Must(event::DecodeAttachmentAdd(*entry.body));
      attachments[add.id] = {seq, now_s, add.subject, add.bytes, add.sealed_digest, {}, add.media_type};
      return;
    }
    default:
      return;
  }
}

void BooksModel::Evidence(const std::string& key, bool queued, Waiting entered) {
  const auto waits = queue.find(key);
  const bool asked = waits != queue.end() && waits->second.why == QueueWhy::kNeedsMore;
  if (queued) {
    if (asked) entered.why = QueueWhy::kMoreCame;
    if (waits != queue.end() && waits->second.why == QueueWhy::kSecondNeeded) entered.why = QueueWhy::kSecondNeeded;
    queue[key] = entered;
  } else if (asked) {
    waits->second.why = QueueWhy::kMoreCame;
    waits->second.since_s = entered.since_s;
  }
}

void BooksModel::ApplyReports(const event::Entry& entry, const event::Outcome& outcome) {
  const event::ReportSubmit submit = Must(event::DecodeReportSubmit(*entry.body));
  const std::string before(json::parse(outcome.result).at("before").as_string());
  const int64_t now_s = entry.header.time_ms / 1000;
  uint16_t number = 0, row = 0;
  for (const event::Report& report : submit.reports) {
    ReportRow& booked = reports[{entry.header.seq, number}];
    booked = {report.channel,
              ReportState::kReceived,
              report.source_class,
              report.category,
              entry.header.actor == "anon"                ? ActorKind::kAnonymous
              : entry.header.actor.substr(0, 4) == "tok:" ? ActorKind::kToken
              : entry.header.actor == "cli"               ? ActorKind::kOperator
                                                          : ActorKind::kImport,
              report.reported_s,
              now_s,
              report.sealed ? report.sealed->subject : 0,
              row,
              static_cast<uint16_t>(report.indicators.size()),
              static_cast<uint8_t>(report.attachments.size()),
              report.case_type};
    for (const std::string& id : report.attachments)
      if (attachments.contains(id) && attachments[id].report.seq == 0) attachments[id].report = {entry.header.seq, number};
    std::string account;
    for (const event::ReportIndicator& indicator : report.indicators)
      if (account.empty() && indicator.key.kind == indicator::Kind::kAccount) account = indicator.key.ToString();
    for (const event::ReportIndicator& indicator : report.indicators) {
      const std::string key = indicator.key.ToString();
      const QueueWhy why = before[row] == 'c' ? QueueWhy::kRequeued : QueueWhy::kNew;
      if (indicator.counts)
        Evidence(key, Lists(outcome.result, "queued", row),
                 {{entry.header.seq, row}, why, now_s, number, key == account ? "" : account});
      ++row;
    }
    ++number;
  }
}

void BooksModel::ApplyFeed(const event::Entry& entry, const event::Outcome& outcome) {
  const event::FeedObserved feed = Must(event::DecodeFeedObserved(*entry.body));
  for (size_t row = 0; row < feed.rows.size(); ++row)
    if (Lists(outcome.result, "requeued", row))
      Evidence(feed.rows[row].key.ToString(), Lists(outcome.result, "requeued", row),
               {{entry.header.seq, static_cast<uint16_t>(row)}, QueueWhy::kRequeued, entry.header.time_ms / 1000, 0, ""});
}

void BooksModel::ApplyReview(const event::Entry& entry, const event::Outcome& outcome) {
  const event::ReviewDecide decide = Must(event::DecodeReviewDecide(*entry.body));
  const json::value result = json::parse(outcome.result);
  if (decide.reason) notes[entry.header.seq] = decide.reason->subject;
  for (size_t i = 0; i < decide.items.size(); ++i) {
    const std::string key = decide.items[i].key.ToString();
    const json::string& code = result.at("rows").at(i).at("code").as_string();
    if (!code.empty() && code != "second_needed") continue;
    if (code.empty()) claims.erase(key);
    if (code.empty() && decide.decision != event::ReviewDecision::kNeedsMore) {
      queue.erase(key);
      continue;
    }
    if (!queue.contains(key)) queue[key].place = {entry.header.seq, static_cast<uint16_t>(i)};
    queue[key].why = code.empty() ? QueueWhy::kNeedsMore : QueueWhy::kSecondNeeded;
    queue[key].since_s = entry.header.time_ms / 1000;
  }
}

void BooksModel::ExpectSame(CasesWorld& world, int64_t now_s) const {
  const Tables& tables = world.tables();
  const store::ReadTxn txn = world.Read();
  EXPECT_EQ(Must(tables.reports.Count(txn)), reports.size());
  for (const auto& [ref, row] : reports) {
    EXPECT_EQ(Must(ReportAt(tables, txn, ref)), row);
    const ReportStatus status = Must(ReadReportStatus(tables, txn, ref)).value();
    EXPECT_EQ(status.row, row);
    ASSERT_EQ(status.indicators.size(), row.indicators);
    for (size_t i = 0; i < status.indicators.size(); ++i) {
      const auto& named = status.indicators[i];
      EXPECT_EQ(named.row, row.first_row + i);
      const auto waits = queue.find(named.key.ToString());
      const bool here = waits != queue.end() && waits->second.place == QueuePlace{ref.seq, named.row};
      EXPECT_EQ(named.queue, Optional(here, here ? waits->second.why : QueueWhy::kNew));
    }
  }
  for (const auto& [id, seq] : seqs) {
    EXPECT_EQ(Must(SeqOf(tables, txn, *ParsePublicId(FormatPublicId(id)))), seq);
    for (uint16_t number = 0; number < 3; ++number) {
      const event::ReportRef ref{seq, number};
      EXPECT_EQ(Must(FindReport(tables, txn, *ParsePublicId(FormatPublicId(id, number)))), Optional(reports.contains(ref), ref));
    }
    EXPECT_EQ(Must(FindAppeal(tables, txn, *ParsePublicId(FormatPublicId(id)))).has_value(), appeals.contains(seq));
  }
  EXPECT_EQ(Must(tables.attachments.Count(txn)), attachments.size());
  for (const auto& [id, attachment] : attachments) EXPECT_EQ(Must(AttachmentOf(tables, txn, id)), attachment);
  ExpectSameQueue(world, now_s);
  ExpectSameAppeals(world, now_s);
  ExpectSameFigures(world, now_s);
  ExpectSameSubjects(world);
}

void BooksModel::ExpectSameQueue(CasesWorld& world, int64_t now_s) const {
  const Tables& tables = world.tables();
  const store::ReadTxn txn = world.Read();
  std::map<QueuePlace, std::string> in_order;
  for (const auto& [key, waits] : queue) in_order[waits.place] = key;
  ASSERT_EQ(in_order.size(), queue.size());
  uint64_t length = 0;
  for (const auto& [key, waits] : queue) length += waits.why != QueueWhy::kNeedsMore;
  EXPECT_EQ(Must(QueueLength(tables, txn)), length);
  for (const bool newest_first : {false, true}) {
    QueueQuery query;
    query.newest_first = newest_first;
    query.limit = 7;
    query.with_needs_more = true;
    query.now_s = now_s;
    std::vector<QueueItem> items;
    for (bool more = true; more;) {
      QueuePage page = Must(ReadQueue(tables, txn, query));
      items.insert(items.end(), page.items.begin(), page.items.end());
      more = page.next.has_value();
      if (more) query.after = Must(DecodeQueuePlace(QueueKey(*ParsePlace(FormatPlace(*page.next)))));
    }
    if (newest_first) std::reverse(items.begin(), items.end());
    ASSERT_EQ(items.size(), in_order.size());
    auto at = in_order.begin();
    for (const QueueItem& item : items) {
      const auto& [place, key] = *at++;
      const Waiting& waits = queue.at(key);
      EXPECT_EQ(item.place, place);
      EXPECT_EQ(item.row.key.ToString(), key);
      EXPECT_EQ(item.row.why, waits.why);
      EXPECT_EQ(item.row.since_s, waits.since_s);
      EXPECT_EQ(item.row.report, waits.report);
      const auto account = indicator::ParseKey(waits.account);
      EXPECT_EQ(item.row.beside, account ? indicator::IndexKey(*account) : indicator::KeyBytes{});
      const auto claim = claims.find(key);
      EXPECT_EQ(item.claim, Optional(claim != claims.end() && claim->second.until_s > now_s,
                                     claim == claims.end() ? Claim() : claim->second));
    }
  }
  QueueQuery query;
  query.limit = 10'000;
  query.kind = indicator::Kind::kPhone;
  query.unclaimed_only = true;
  query.now_s = now_s;
  size_t expected = 0;
  for (const auto& [key, waits] : queue) {
    const auto claim = claims.find(key);
    expected += key.starts_with("phone:") && waits.why != QueueWhy::kNeedsMore &&
                (claim == claims.end() || claim->second.until_s <= now_s);
  }
  EXPECT_EQ(Must(ReadQueue(tables, txn, query)).items.size(), expected);
}

void BooksModel::ExpectSameAppeals(CasesWorld& world, int64_t) const {
  const Tables& tables = world.tables();
  const store::ReadTxn txn = world.Read();
  std::map<std::pair<int64_t, uint64_t>, AppealRow> open;
  for (const auto& [seq, row] : appeals) {
    EXPECT_EQ(Must(AppealAt(tables, txn, seq)).value().row, row);
    if (!row.IsDecided()) open[{row.due_s, seq}] = row;
  }
  std::vector<Appeal> read;
  std::optional<AppealCursor> after;
  for (bool more = true; more;) {
    AppealPage page = Must(ReadOpenAppeals(tables, txn, after, 3));
    read.insert(read.end(), page.appeals.begin(), page.appeals.end());
    after = page.next;
    more = after.has_value();
  }
  ASSERT_EQ(read.size(), open.size());
  auto at = open.begin();
  std::map<std::string, std::vector<uint64_t>> together;
  for (const Appeal& appeal : read) {
    EXPECT_EQ(appeal.seq, at->first.second);
    EXPECT_EQ(appeal.row, at->second);
    together[appeal.row.key.ToString()].push_back(appeal.seq);
    ++at;
  }
  for (auto& [key, of_key] : together) {
    std::ranges::sort(of_key);
    EXPECT_EQ(Must(OpenAppealsOn(tables, txn, indicator::IndexKey(*indicator::ParseKey(key)))), of_key);
  }
  EXPECT_EQ(Must(tables.open_appeals.Count(txn)), together.size());
}

void BooksModel::ExpectSameFigures(CasesWorld& world, int64_t now_s) const {
  const store::ReadTxn txn = world.Read();
  const AppealFigures figures = Must(ReadAppealFigures(world.tables(), txn, now_s));
  std::map<uint32_t, AppealFigures::Period> months;
  std::map<uint32_t, std::vector<uint64_t>> hours;
  uint64_t open = 0, overdue = 0;
  for (const auto& [seq, row] : appeals) {
    ++months[MonthOf(row.opened_s)].opened;
    open += !row.IsDecided();
    overdue += !row.IsDecided() && row.due_s < now_s;
    if (!row.IsDecided()) continue;
    AppealFigures::Period& month = months[MonthOf(row.decided_s)];
    ++(row.state == event::AppealState::kUpheld ? month.upheld : month.cleared);
    month.late += row.decided_s > row.due_s;
    const uint64_t taken = static_cast<uint64_t>((row.decided_s - row.opened_s + 3599) / 3600);
    hours[MonthOf(row.decided_s)].push_back(taken);
    hours[0].push_back(taken);
  }
  EXPECT_EQ(figures.open, open);
  EXPECT_EQ(figures.overdue, overdue);
  EXPECT_EQ(figures.all.median_days, Median(hours[0]));
  ASSERT_EQ(figures.months.size(), months.size());
  uint64_t upheld = 0;
  for (const auto& month : figures.months) {
    EXPECT_EQ(month.opened, months[month.month].opened);
    EXPECT_EQ(month.upheld, months[month.month].upheld);
    EXPECT_EQ(month.cleared, months[month.month].cleared);
    EXPECT_EQ(month.late, months[month.month].late);
    EXPECT_EQ(month.median_days, Median(hours[month.month]));
    upheld += month.upheld;
  }
  EXPECT_EQ(figures.all.upheld, upheld);
  EXPECT_EQ(figures.all.opened, appeals.size());

  std::map<std::pair<uint32_t, event::Channel>, std::pair<uint64_t, uint64_t>> days;
  for (const auto& [ref, row] : reports) {
    auto& [received, withdrawn] = days[{DayOf(row.reported_s), row.channel}];
    ++received;
    withdrawn += IsTakenBack(row.state);
  }
  const auto read = Must(ReadReportFigures(world.tables(), txn, 0, UINT32_MAX));
  ASSERT_EQ(read.size(), days.size());
  for (const ReportsOfDay& day : read)
    EXPECT_EQ(std::pair(day.received, day.withdrawn), (days[{day.day, day.channel}])) << FormatDay(day.day);
}

void BooksModel::ExpectSameSubjects(CasesWorld& world) const {
  const store::ReadTxn txn = world.Read();
  std::multiset<std::string> uses, read;
  const auto add = [&](uint64_t subject, SubjectClass subject_class, int64_t since_s, uint64_t seq) {
    if (subject == 0 || erased.contains(subject)) return;
    uses.insert(std::to_string(subject) + std::string(Name(subject_class)) + std::to_string(since_s) + "/" + std::to_string(seq));
  };
  for (const auto& [ref, row] : reports) add(row.subject, static_cast<SubjectClass>(row.channel), row.reported_s, ref.seq);
  for (const auto& [seq, row] : appeals) add(row.subject, SubjectClass::kAppeal, row.decided_s, seq);
  for (const auto& [id, attachment] : attachments)
    add(attachment.subject, SubjectClass::kAttachment, attachment.added_s, attachment.seq);
  for (const auto& [seq, subject] : notes) {
    const auto entry = Must(world.tables().log->Read(txn, seq));
    add(subject, SubjectClass::kNote, entry->header.time_ms / 1000, seq);
  }
  Must(WalkSubjects(world.tables(), txn, [&](const SubjectUse& use) -> base::Result<void> {
    read.insert(std::to_string(use.subject) + std::string(Name(use.subject_class)) + std::to_string(use.since_s) + "/" +
                std::to_string(use.seq));
    return {};
  }));
  EXPECT_EQ(read, uses);
  std::map<uint64_t, int64_t> walked;
  Must(WalkErased(world.tables(), txn, [&](uint64_t subject, const Erasure& erasure) -> base::Result<void> {
    walked[subject] = erasure.erased_s;
    return {};
  }));
  EXPECT_EQ(walked, erased);
}

}  // namespace cybercheck::cases
