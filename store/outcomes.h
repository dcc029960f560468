// SPDX-License-Identifier: Apache-2.0
// Table `outcomes`: what became of every entry, under its number, and its id, by which it is found with the help of EntryIds.
//
//   key: seq u64     value: entry id, 32 bytes | the outcome (event::EncodeOutcome)
#pragma once

#include <optional>
#include <string_view>

#include "event/entry.h"
#include "store/entry_ids.h"
#include "store/environment.h"

namespace cybercheck::store {

inline constexpr TableId kOutcomesTable{"outcomes", 3};

class Outcomes {
 public:
  // Errors: kNotFound where nothing was ever written and `txn` only reads.
  static base::Result<Outcomes> Open(Environment& environment, WriteTxn& txn);
  static base::Result<Outcomes> Open(Environment& environment, const ReadTxn& txn);

  struct Row {
    event::EntryId id;
    event::Outcome outcome;
  };
  // nullopt: there is no such entry. Errors: kDamaged, kIo.
  base::Result<std::optional<Row>> Read(const ReadTxn& txn, uint64_t seq) const;
  base::Result<std::optional<Row>> Read(const WriteTxn& txn, uint64_t seq) const;
  // The outcome that an entry of the log must have: kDamaged where it has none.
  base::Result<event::Outcome> Of(const event::Header& header, const WriteTxn& txn) const;

  // Of a new entry, the last.
  base::Result<void> Append(WriteTxn& txn, const event::EntryId& id, const event::Outcome& outcome) const;
  // Of an earlier one, told otherwise after a redaction.
  base::Result<void> Replace(WriteTxn& txn, const event::EntryId& id, const event::Outcome& outcome) const;

  // The first entry whose id begins with `prefix`, 16 to 32 bytes; `ids` has all that `txn` can see.
  base::Result<std::optional<Row>> Find(const ReadTxn& txn, const EntryIds& ids, std::string_view prefix) const;
  base::Result<std::optional<Row>> Find(const WriteTxn& txn, const EntryIds& ids, std::string_view prefix) const;
  // All ids of the table.
  base::Result<std::unique_ptr<EntryIds>> ReadIds(const WriteTxn& txn) const;

 private:
  Table table_;
};

}  // namespace cybercheck::store
