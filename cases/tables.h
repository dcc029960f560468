// SPDX-License-Identifier: Apache-2.0
// The tables of this room (docs/store_format.md). Rows are drawn in the headers of their nouns; integers are big-endian.
//
//   grow at their end        reports  queue  appeals  notes
//   small, keyed by chance   places  claims  open_appeals  appeals_due  tokens  erased  attachments
//   small, keyed by time     figures  tallies
//
// Cases: grow at their end   cases  complaints  transfers  history  outbox
//        keyed by chance     people  external_ids  codes  losses  accounts  account_cases
//        small               case_states  links  control_totals  hold_lists  holds_due  bank_holds  releases  open_releases
//                            case_holds  account_holds  publications  targets  bulletin_notes  more_victims  case_stopped
//                            account_decisions
#pragma once

#include <memory>
#include <optional>
#include <string_view>

#include "indicator/key.h"
#include "store/environment.h"
#include "store/log.h"
#include "store/outcomes.h"

namespace cybercheck::cases {

inline constexpr store::TableId kReportsTable{"reports", 20};
inline constexpr store::TableId kQueueTable{"queue", 21};
inline constexpr store::TableId kPlacesTable{"places", 22};
inline constexpr store::TableId kClaimsTable{"claims", 23};
inline constexpr store::TableId kAppealsTable{"appeals", 24};
inline constexpr store::TableId kOpenAppealsTable{"open_appeals", 25};
inline constexpr store::TableId kAppealsDueTable{"appeals_due", 26};
inline constexpr store::TableId kTokensTable{"tokens", 27};
inline constexpr store::TableId kErasedTable{"erased", 28};
inline constexpr store::TableId kAttachmentsTable{"attachments", 29};
inline constexpr store::TableId kNotesTable{"notes", 30};
inline constexpr store::TableId kFiguresTable{"figures", 31};
inline constexpr store::TableId kCasesTable{"cases", 32};
inline constexpr store::TableId kComplaintsTable{"complaints", 33};
inline constexpr store::TableId kTransfersTable{"transfers", 34};
inline constexpr store::TableId kPeopleTable{"people", 35};
inline constexpr store::TableId kExternalIdsTable{"external_ids", 36};
inline constexpr store::TableId kCodesTable{"codes", 37};
inline constexpr store::TableId kLossesTable{"losses", 38};
inline constexpr store::TableId kHistoryTable{"history", 39};
inline constexpr store::TableId kCaseStatesTable{"case_states", 40};
inline constexpr store::TableId kLinksTable{"links", 41};
inline constexpr store::TableId kControlTotalsTable{"control_totals", 42};
inline constexpr store::TableId kOutboxTable{"outbox", 43};
inline constexpr store::TableId kHoldsTable{"holds", 44};
inline constexpr store::TableId kHoldListsTable{"hold_lists", 45};
inline constexpr store::TableId kHoldsDueTable{"holds_due", 46};
inline constexpr store::TableId kBankHoldsTable{"bank_holds", 47};
inline constexpr store::TableId kReleasesTable{"releases", 48};
inline constexpr store::TableId kOpenReleasesTable{"open_releases", 49};
inline constexpr store::TableId kAccountsTable{"accounts", 50};
inline constexpr store::TableId kAccountCasesTable{"account_cases", 51};
inline constexpr store::TableId kCaseSubjectsTable{"case_subjects", 52};
inline constexpr store::TableId kCaseHoldsTable{"case_holds", 53};
inline constexpr store::TableId kCaseColumnsTable{"case_columns", 54};
inline constexpr store::TableId kCaseWordsTable{"case_words", 55};
inline constexpr store::TableId kAccountHoldsTable{"account_holds", 56};
inline constexpr store::TableId kPublicationsTable{"publications", 57};
inline constexpr store::TableId kTargetsTable{"targets", 58};
inline constexpr store::TableId kBulletinNotesTable{"bulletin_notes", 59};
inline constexpr store::TableId kTalliesTable{"tallies", 60};
inline constexpr store::TableId kMoreVictimsTable{"more_victims", 61};
inline constexpr store::TableId kCaseStoppedTable{"case_stopped", 62};
inline constexpr store::TableId kAccountDecisionsTable{"account_decisions", 63};

class AccountColours;
class ColumnChanges;
class StoppedMoney;
class TallyChanges;

struct Tables {
  static base::Result<Tables> Open(store::Environment& environment, store::WriteTxn& txn);  // creates what is missing

  // Of the store, for reading.
  std::optional<store::Log> log;
  store::Outcomes outcomes;
  std::shared_ptr<const store::EntryIds> ids;

  store::Table reports, queue, places, claims, appeals, open_appeals, appeals_due, tokens, erased, attachments, notes, figures;
  store::Table cases, complaints, transfers, people, external_ids, codes, losses, history, case_states, links, control_totals,
      outbox;
  store::Table holds, hold_lists, holds_due, bank_holds, releases, open_releases, accounts, account_cases, case_subjects,
      case_holds, case_columns, case_words, account_holds, publications, targets, bulletin_notes, tallies, more_victims,
      case_stopped, account_decisions;

  // What the entry at hand changes in case_columns; flushed at its end (CasesProjection).
  std::shared_ptr<ColumnChanges> columns;
  // Cases of which it changes what was stopped, accounts whose colour it may change, and what it tallies; likewise.
  std::shared_ptr<StoppedMoney> stopped;
  std::shared_ptr<AccountColours> colours;
  std::shared_ptr<TallyChanges> tallied;
};

inline std::string_view KeyOf(const indicator::KeyBytes& key) { return {reinterpret_cast<const char*>(key.data()), key.size()}; }

}  // namespace cybercheck::cases
