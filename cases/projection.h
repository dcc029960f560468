// SPDX-License-Identifier: Apache-2.0
// The tables behind officers' work and reporters' questions (cases/tables.h), and what readers keep in memory of them: the
// credentials, published whole. Decides review_claim, token_create, token_revoke, subject_erase and attachment_add; observes
// what lookup decides. Registered after it: it reads what lookup's outcomes say (docs/event_format.md).
//
// Threads: the Projection members on the applier's thread; tokens(), tables() and domain() on any.
// A refused entry changes nothing. Codes: bad_body (not the layout of its type), claimed (by another, and not over; the result
// says who), conflict (the id of a token or attachment is taken), not_found, wrong_state (revoked already).
#pragma once

#include <memory>

#include "base/epoch.h"
#include "cases/tables.h"
#include "cases/token_table.h"
#include "store/projection.h"

namespace cybercheck::cases {

class CasesProjection final : public store::Projection {
 public:
  CasesProjection();
  ~CasesProjection() override;

  std::span<const event::EntryType> Owns() const override;
  void FindsEntriesBy(const std::shared_ptr<const store::EntryIds>& ids) override;
  base::Result<void> Open(store::Environment& environment, store::WriteTxn& txn) override;
  base::Result<event::Outcome> Decide(const event::Entry& entry, store::WriteTxn& txn) override;
  base::Result<void> Observe(const event::Entry& entry, const event::Outcome& outcome, store::WriteTxn& txn) override;
  base::Result<void> BeforeCommit(store::WriteTxn& txn) override;
  void Committed() override;
  void Aborted() override;

  // For readers, inside a read section of domain(). Never null after Open.
  const Tokens* tokens() const noexcept;
  base::EpochDomain& domain() const noexcept;
  // For the reading functions of this room. After Open.
  const Tables& tables() const noexcept;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace cybercheck::cases
