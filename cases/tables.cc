// SPDX-License-Identifier: Apache-2.0
#include "cases/tables.h"

#include "store/applier.h"

namespace cybercheck::cases {

base::Result<Tables> Tables::Open(store::Environment& environment, store::WriteTxn& txn) {
  Tables tables;
  ASSIGN_OR_RETURN(const store::Log log, store::Log::Open(environment, txn));
  tables.log = log;
  ASSIGN_OR_RETURN(tables.outcomes, environment.OpenTable(txn, store::kOutcomesTable));
  ASSIGN_OR_RETURN(tables.reports, environment.OpenTable(txn, kReportsTable));
  ASSIGN_OR_RETURN(tables.queue, environment.OpenTable(txn, kQueueTable));
  ASSIGN_OR_RETURN(tables.places, environment.OpenTable(txn, kPlacesTable));
  ASSIGN_OR_RETURN(tables.claims, environment.OpenTable(txn, kClaimsTable));
  ASSIGN_OR_RETURN(tables.appeals, environment.OpenTable(txn, kAppealsTable));
  ASSIGN_OR_RETURN(tables.open_appeals, environment.OpenTable(txn, kOpenAppealsTable));
  ASSIGN_OR_RETURN(tables.appeals_due, environment.OpenTable(txn, kAppealsDueTable));
  ASSIGN_OR_RETURN(tables.tokens, environment.OpenTable(txn, kTokensTable));
  ASSIGN_OR_RETURN(tables.erased, environment.OpenTable(txn, kErasedTable));
  ASSIGN_OR_RETURN(tables.attachments, environment.OpenTable(txn, kAttachmentsTable));
  ASSIGN_OR_RETURN(tables.notes, environment.OpenTable(txn, kNotesTable));
  ASSIGN_OR_RETURN(tables.figures, environment.OpenTable(txn, kFiguresTable));
  return tables;
}

}  // namespace cybercheck::cases
