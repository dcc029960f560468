// SPDX-License-Identifier: Apache-2.0
#include "cases/tables.h"

#include "cases/account_colours.h"
#include "cases/case_columns.h"
#include "cases/stopped_money.h"
#include "cases/tally_rows.h"

namespace cybercheck::cases {

base::Result<Tables> Tables::Open(store::Environment& environment, store::WriteTxn& txn) {
  Tables tables;
  ASSIGN_OR_RETURN(const store::Log log, store::Log::Open(environment, txn));
  tables.log = log;
  ASSIGN_OR_RETURN(tables.outcomes, store::Outcomes::Open(environment, txn));
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
  ASSIGN_OR_RETURN(tables.cases, environment.OpenTable(txn, kCasesTable));
  ASSIGN_OR_RETURN(tables.complaints, environment.OpenTable(txn, kComplaintsTable));
  ASSIGN_OR_RETURN(tables.transfers, environment.OpenTable(txn, kTransfersTable));
  ASSIGN_OR_RETURN(tables.people, environment.OpenTable(txn, kPeopleTable));
  ASSIGN_OR_RETURN(tables.external_ids, environment.OpenTable(txn, kExternalIdsTable));
  ASSIGN_OR_RETURN(tables.codes, environment.OpenTable(txn, kCodesTable));
  ASSIGN_OR_RETURN(tables.losses, environment.OpenTable(txn, kLossesTable));
  ASSIGN_OR_RETURN(tables.history, environment.OpenTable(txn, kHistoryTable));
  ASSIGN_OR_RETURN(tables.case_states, environment.OpenTable(txn, kCaseStatesTable));
  ASSIGN_OR_RETURN(tables.links, environment.OpenTable(txn, kLinksTable));
  ASSIGN_OR_RETURN(tables.control_totals, environment.OpenTable(txn, kControlTotalsTable));
  ASSIGN_OR_RETURN(tables.outbox, environment.OpenTable(txn, kOutboxTable));
  ASSIGN_OR_RETURN(tables.holds, environment.OpenTable(txn, kHoldsTable));
  ASSIGN_OR_RETURN(tables.hold_lists, environment.OpenTable(txn, kHoldListsTable));
  ASSIGN_OR_RETURN(tables.holds_due, environment.OpenTable(txn, kHoldsDueTable));
  ASSIGN_OR_RETURN(tables.bank_holds, environment.OpenTable(txn, kBankHoldsTable));
  ASSIGN_OR_RETURN(tables.releases, environment.OpenTable(txn, kReleasesTable));
  ASSIGN_OR_RETURN(tables.open_releases, environment.OpenTable(txn, kOpenReleasesTable));
  ASSIGN_OR_RETURN(tables.accounts, environment.OpenTable(txn, kAccountsTable));
  ASSIGN_OR_RETURN(tables.case_holds, environment.OpenTable(txn, kCaseHoldsTable));
  ASSIGN_OR_RETURN(tables.account_cases, environment.OpenTable(txn, kAccountCasesTable));
  ASSIGN_OR_RETURN(tables.case_subjects, environment.OpenTable(txn, kCaseSubjectsTable));
  ASSIGN_OR_RETURN(tables.case_columns, environment.OpenTable(txn, kCaseColumnsTable));
  ASSIGN_OR_RETURN(tables.case_words, environment.OpenTable(txn, kCaseWordsTable));
  ASSIGN_OR_RETURN(tables.account_holds, environment.OpenTable(txn, kAccountHoldsTable));
  ASSIGN_OR_RETURN(tables.publications, environment.OpenTable(txn, kPublicationsTable));
  ASSIGN_OR_RETURN(tables.targets, environment.OpenTable(txn, kTargetsTable));
  ASSIGN_OR_RETURN(tables.bulletin_notes, environment.OpenTable(txn, kBulletinNotesTable));
  ASSIGN_OR_RETURN(tables.tallies, environment.OpenTable(txn, kTalliesTable));
  ASSIGN_OR_RETURN(tables.more_victims, environment.OpenTable(txn, kMoreVictimsTable));
  ASSIGN_OR_RETURN(tables.case_stopped, environment.OpenTable(txn, kCaseStoppedTable));
  ASSIGN_OR_RETURN(tables.account_decisions, environment.OpenTable(txn, kAccountDecisionsTable));
  tables.columns = std::make_shared<ColumnChanges>();
  tables.stopped = std::make_shared<StoppedMoney>();
  tables.colours = std::make_shared<AccountColours>();
  tables.tallied = std::make_shared<TallyChanges>();
  return tables;
}

}  // namespace cybercheck::cases
