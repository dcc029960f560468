// SPDX-License-Identifier: Apache-2.0
#include "cases/projection.h"

#include <array>
#include <optional>

#include "base/check.h"
#include "cases/desk_entries.h"

namespace cybercheck::cases {
namespace {

using event::Entry;
using event::EntryType;
using event::Outcome;

constexpr std::array kOwned = {EntryType::kReviewClaim, EntryType::kTokenCreate, EntryType::kTokenRevoke,
                               EntryType::kSubjectErase, EntryType::kAttachmentAdd};

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

base::Result<void> CasesProjection::Open(store::Environment& environment, store::WriteTxn& txn) {
  ASSIGN_OR_RETURN(state_->tables, Tables::Open(environment, txn));
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
    default:
      CHECK(entry.header.type == EntryType::kAttachmentAdd);
      return DecideAttachment(entry, state_->tables, txn);
  }
}

base::Result<void> CasesProjection::Observe(const Entry&, const Outcome&, store::WriteTxn&) { return {}; }

void CasesProjection::Committed() {
  if (state_->staged) state_->published.Replace(std::make_unique<const Tokens>(std::move(*state_->staged)));
  state_->staged.reset();
  state_->domain.Reclaim();
}

void CasesProjection::Aborted() { state_->staged.reset(); }

const Tokens* CasesProjection::tokens() const noexcept { return state_->published.Get(); }
base::EpochDomain& CasesProjection::domain() const noexcept { return state_->domain; }
const Tables& CasesProjection::tables() const noexcept { return state_->tables; }

}  // namespace cybercheck::cases
