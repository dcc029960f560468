// SPDX-License-Identifier: Apache-2.0
// The tables of this room (docs/store_format.md). Rows are drawn in the headers of their nouns; integers are big-endian.
//
//   grow at their end        reports  queue  appeals  notes
//   small, keyed by chance   places  claims  open_appeals  appeals_due  tokens  erased  attachments
//   small, keyed by time     figures
#pragma once

#include <optional>
#include <string_view>

#include "indicator/key.h"
#include "store/environment.h"
#include "store/log.h"

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

struct Tables {
  static base::Result<Tables> Open(store::Environment& environment, store::WriteTxn& txn);  // creates what is missing

  // Of the store, for reading.
  std::optional<store::Log> log;
  store::Table outcomes;

  store::Table reports, queue, places, claims, appeals, open_appeals, appeals_due, tokens, erased, attachments, notes, figures;
};

inline std::string_view KeyOf(const indicator::KeyBytes& key) { return {reinterpret_cast<const char*>(key.data()), key.size()}; }

}  // namespace cybercheck::cases
