// SPDX-License-Identifier: Apache-2.0
#include "cases/projection.h"

#include <array>
#include <optional>

#include "base/be_bytes.h"
#include "base/check.h"
#include "cases/account_colours.h"
#include "cases/account_decisions.h"
#include "cases/appeal_book.h"
#include "cases/case_book.h"
#include "cases/case_columns.h"
#include "cases/desk_entries.h"
#include "cases/hold_book.h"
#include "cases/outcome_result.h"
#include "cases/publications.h"
#include "cases/queue_book.h"
#include "cases/queue_redaction.h"
#include "cases/report_book.h"
#include "cases/report_redaction.h"
#include "cases/stopped_money.h"
#include "cases/tally_rows.h"
#include "event/appeal.h"
#include "event/case_work.h"
#include "event/review.h"

namespace cybercheck::cases {
namespace {

using event::Entry;
using event::EntryType;
using event::Outcome;

constexpr std::array kOwned = {
    EntryType::kReviewClaim,   EntryType::kTokenCreate, EntryType::kTokenRevoke,     EntryType::kSubjectErase,
    EntryType::kAttachmentAdd, EntryType::kCaseFile,    EntryType::kCaseAmend,       EntryType::kCaseMove,
    EntryType::kCaseNote,      EntryType::kCaseLink,    EntryType::kCaseCode,        EntryType::kControlTotal,
    EntryType::kNoticeSent,    EntryType::kHoldOpen,    EntryType::kTransferRelease, EntryType::kHoldAnswer,
    EntryType::kHoldMove,      EntryType::kReleaseAsk,  EntryType::kReleaseMove,     EntryType::kReleasePublish,
    EntryType::kTargetSet,     EntryType::kBulletinNote};

base::Result<Tokens> ReadTokens(const store::Table& table, const store::WriteTxn& txn) {
  Tokens tokens;
  ASSIGN_OR_RETURN(store::Cursor cursor, store::Cursor::Open(txn, table));
  ASSIGN_OR_RETURN(auto row, cursor.First());
  while (row) {
    ASSIGN_OR_RETURN(Token token, DecodeToken(row->key, row->value));
    tokens.Put(std::move(token));
    ASSIGN_OR_RETURN(row, cursor.Next());
  }
  return tokens;
}

// Whose key seals what an officer wrote.
base::Result<void> BookNote(const Entry& entry, const std::optional<event::Sealed>& note, const Tables& tables,
                            store::WriteTxn& txn) {
  if (!note) return {};
  std::string value;
  base::AppendBe<8>(note->subject, value);
  base::AppendBe<8>(static_cast<uint64_t>(entry.header.time_ms / 1000), value);
  return tables.notes.Append(txn, store::SeqKey(entry.header.seq), value);
}

// Claims end with the decision.
base::Result<void> EndClaims(const event::ReviewDecide& decide, const Outcome& outcome, const Tables& tables,
                             store::WriteTxn& txn) {
  ASSIGN_OR_RETURN(const std::vector<ReviewedItem> results, ReadReviewResult(outcome.result));
  for (size_t i = 0; i < decide.items.size() && i < results.size(); ++i)
    if (results[i].code.empty()) TRY(tables.claims.Delete(txn, KeyOf(indicator::IndexKey(decide.items[i].key))));
  return {};
}

}  // namespace

struct CasesProjection::State {
  mutable base::EpochDomain domain;
  base::Published<Tokens> published{domain};
  std::optional<Tokens> staged;  // what the batch at hand makes of the credentials
  Tables tables;

  Tokens& Staged() {
    if (!staged) staged = *published.Get();
    return *staged;
  }
};

CasesProjection::CasesProjection() : state_(std::make_unique<State>()) {}

CasesProjection::~CasesProjection() = default;

std::span<const EntryType> CasesProjection::Owns() const { return kOwned; }

void CasesProjection::FindsEntriesBy(const std::shared_ptr<const store::EntryIds>& ids) { state_->tables.ids = ids; }

base::Result<void> CasesProjection::Open(store::Environment& environment, store::WriteTxn& txn) {
  ASSIGN_OR_RETURN(Tables tables, Tables::Open(environment, txn));
  tables.ids = state_->tables.ids;
  state_->tables = std::move(tables);
  ASSIGN_OR_RETURN(Tokens tokens, ReadTokens(state_->tables.tokens, txn));
  state_->published.Replace(std::make_unique<const Tokens>(std::move(tokens)));
  return {};
}

base::Result<Outcome> CasesProjection::Decide(const Entry& entry, store::WriteTxn& txn) {
  if (!entry.body)
    return base::Fail(base::ErrorCode::kDamaged, "entry " + std::to_string(entry.header.seq) + ": its body is missing");
  const auto token_changed = [this](Token token) { state_->Staged().Put(std::move(token)); };
  switch (entry.header.type) {
    case EntryType::kReviewClaim:
      return DecideClaim(entry, state_->tables, txn);
    case EntryType::kTokenCreate:
      return DecideTokenCreate(entry, state_->tables, txn, token_changed);
    case EntryType::kTokenRevoke:
      return DecideTokenRevoke(entry, state_->tables, txn, token_changed);
    case EntryType::kSubjectErase:
      return DecideErase(entry, state_->tables, txn);
    case EntryType::kCaseFile:
      return DecideCaseFile(entry, state_->tables, txn);
    case EntryType::kCaseAmend:
      return DecideCaseAmend(entry, state_->tables, txn);
    case EntryType::kCaseMove:
      return DecideCaseMove(entry, state_->tables, txn);
    case EntryType::kCaseNote:
      return DecideCaseNote(entry, state_->tables, txn);
    case EntryType::kCaseLink:
      return DecideCaseLink(entry, state_->tables, txn);
    case EntryType::kCaseCode:
      return DecideCaseCode(entry, state_->tables, txn);
    case EntryType::kControlTotal:
      return DecideControlTotal(entry, state_->tables, txn);
    case EntryType::kTransferRelease:
      return DecideTransferRelease(entry, state_->tables, txn);
    case EntryType::kNoticeSent:
      return DecideNoticeSent(entry, state_->tables, txn);
    case EntryType::kHoldOpen:
      return DecideHoldOpen(entry, state_->tables, txn);
    case EntryType::kHoldAnswer:
      return DecideHoldAnswer(entry, state_->tables, txn);
    case EntryType::kHoldMove:
      return DecideHoldMove(entry, state_->tables, txn);
    case EntryType::kReleaseAsk:
      return DecideReleaseAsk(entry, state_->tables, txn);
    case EntryType::kReleaseMove:
      return DecideReleaseMove(entry, state_->tables, txn);
    case EntryType::kReleasePublish:
      return DecideReleasePublish(entry, state_->tables, txn);
    case EntryType::kTargetSet:
      return DecideTargetSet(entry, state_->tables, txn);
    case EntryType::kBulletinNote:
      return DecideBulletinNote(entry, state_->tables, txn);
    default:
      CHECK(entry.header.type == EntryType::kAttachmentAdd);
      return DecideAttachment(entry, state_->tables, txn);
  }
}

base::Result<void> CasesProjection::Observe(const Entry& entry, const Outcome& outcome, store::WriteTxn& txn) {
  if (!entry.body) return {};  // redacted: it brought nothing
  const Tables& tables = state_->tables;
  QueueBook queue(tables, txn);
  switch (entry.header.type) {
    case EntryType::kReportSubmit: {
      ASSIGN_OR_RETURN(const auto submit, event::DecodeReportSubmitOnce(*entry.body));
      TRY(BookReports(entry, *submit, tables, txn));
      return queue.ApplyReports(entry, outcome, *submit);
    }
    case EntryType::kReportWithdraw:
      TRY(BookWithdrawal(entry, tables, txn));
      return queue.Apply(entry, outcome);
    case EntryType::kReviewDecide: {
      ASSIGN_OR_RETURN(const event::ReviewDecide decide, event::DecodeReviewDecide(*entry.body));
      TRY(EndClaims(decide, outcome, tables, txn));
      TRY(BookNote(entry, decide.reason, tables, txn));
      TRY(AccountDecisions(tables, txn).Apply(entry, outcome));
      return queue.Apply(entry, outcome);
    }
    case EntryType::kReviewUndo:
      TRY(AccountDecisions(tables, txn).Apply(entry, outcome));
      return queue.Apply(entry, outcome);
    case EntryType::kAppealOpen:
      return BookAppeal(entry, tables, txn);
    case EntryType::kAppealMove: {
      ASSIGN_OR_RETURN(const event::AppealMove move, event::DecodeAppealMove(*entry.body));
      TRY(BookAppealMove(entry, move, tables, txn));
      TRY(BookNote(entry, move.reason, tables, txn));
      TRY(AccountDecisions(tables, txn).Apply(entry, outcome));
      return queue.Apply(entry, outcome);
    }
    case EntryType::kTransferRelease: {
      ASSIGN_OR_RETURN(const event::TransferRelease release, event::DecodeTransferRelease(*entry.body));
      return BookNote(entry, release.reason, tables, txn);
    }
    case EntryType::kHoldMove: {
      ASSIGN_OR_RETURN(const event::HoldMove move, event::DecodeHoldMove(*entry.body));
      return BookNote(entry, move.reason, tables, txn);
    }
    case EntryType::kReleaseMove: {
      ASSIGN_OR_RETURN(const event::ReleaseMove move, event::DecodeReleaseMove(*entry.body));
      return BookNote(entry, move.reason, tables, txn);
    }
    case EntryType::kCaseAmend: {
      ASSIGN_OR_RETURN(const event::CaseAmend amend, event::DecodeCaseAmend(*entry.body));
      TRY(BookNote(entry, amend.reason, tables, txn));
      return queue.Apply(entry, outcome);
    }
    case EntryType::kCaseMove: {
      ASSIGN_OR_RETURN(const event::CaseMove move, event::DecodeCaseMove(*entry.body));
      TRY(BookNote(entry, move.note, tables, txn));
      return queue.Apply(entry, outcome);
    }
    case EntryType::kCaseNote: {
      ASSIGN_OR_RETURN(const event::CaseNote note, event::DecodeCaseNote(*entry.body));
      TRY(BookNote(entry, note.note, tables, txn));
      return queue.Apply(entry, outcome);
    }
    case EntryType::kCaseLink: {
      ASSIGN_OR_RETURN(const event::CaseLink link, event::DecodeCaseLink(*entry.body));
      TRY(BookNote(entry, link.reason, tables, txn));
      return queue.Apply(entry, outcome);
    }
    case EntryType::kBodyRedact:
      TRY(RedactReports(entry, tables, txn));
      return RedactQueue(entry, tables, txn);
    default:
      return queue.Apply(entry, outcome);
  }
}

base::Result<void> CasesProjection::BeforeCommit(store::WriteTxn& txn) {
  const Tables& tables = state_->tables;
  TRY(tables.stopped->Flush(tables, txn));
  TRY(tables.colours->Flush(tables, txn));
  TRY(tables.tallied->Flush(tables, txn));
  return tables.columns->Flush(tables, txn);
}

void CasesProjection::Committed() {
  if (state_->staged) state_->published.Replace(std::make_unique<const Tokens>(std::move(*state_->staged)));
  state_->staged.reset();
  state_->domain.Reclaim();
}

void CasesProjection::Aborted() {
  state_->staged.reset();
  state_->tables.columns->Clear();
  state_->tables.stopped->Clear();
  state_->tables.colours->Clear();
  state_->tables.tallied->Clear();
}

const Tokens* CasesProjection::tokens() const noexcept { return state_->published.Get(); }
base::EpochDomain& CasesProjection::domain() const noexcept { return state_->domain; }
const Tables& CasesProjection::tables() const noexcept { return state_->tables; }

}  // namespace cybercheck::cases
