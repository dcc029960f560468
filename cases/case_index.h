// SPDX-License-Identifier: Apache-2.0
// By what a case is found: what others call it, who its victims are, what was lost, its tracking codes. All keys are digests or
// the ids of other systems; none tells who somebody is.
//
//   people         blind index 16, case key 10            -> what it is of u8: 1 person, 2 phone
//   external_ids   kind u8, id (crime_case_no: station, blank, number)   -> case key
//   codes          digest of the tracking code 16         -> case key, issue u32
//   losses         digest 16, case key 10                 -> when u64     (of whom, to where and how much)
//   case_subjects  subject u64, case key 10               -> nothing: whose key seals what is told of the case
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cases/case_row.h"
#include "cases/tables.h"
#include "event/case_file.h"

namespace cybercheck::cases {

// Rows of one case in these tables, as (table, key, value): what a complaint's entries come to.
struct IndexRow {
  const store::Table* table;
  std::string key, value;
  friend auto operator<=>(const IndexRow& a, const IndexRow& b) {
    return std::tie(a.table, a.key, a.value) <=> std::tie(b.table, b.key, b.value);
  }
  friend bool operator==(const IndexRow& a, const IndexRow& b) = default;
};
std::vector<IndexRow> IndexRows(event::CaseRef of, const event::Complaint& complaint, const Tables& tables);  // sorted, each once

std::string ExternalIdKey(event::ExternalId kind, std::string_view id, std::string_view station);
// nullopt: nobody calls a case so.
template <class Txn>
base::Result<std::optional<event::CaseRef>> FindExternalId(const Tables& tables, const Txn& txn, event::ExternalId kind,
                                                           std::string_view id, std::string_view station) {
  ASSIGN_OR_RETURN(const auto value, tables.external_ids.Get(txn, ExternalIdKey(kind, id, station)));
  if (!value) return std::optional<event::CaseRef>();
  ASSIGN_OR_RETURN(const event::CaseRef ref, DecodeCaseKey(*value));
  return std::optional<event::CaseRef>(ref);
}

struct CodeRow {
  event::CaseRef of;
  uint32_t issue = 0;
};
std::string EncodeCodeRow(const CodeRow& row);
base::Result<CodeRow> DecodeCodeRow(std::string_view bytes);  // kDamaged

// The cases that have lost the same, by what is in `losses`: the oldest of each loss first, none twice, at most 16.
base::Result<std::vector<event::CaseRef>> FindSameLoss(const Tables& tables, const store::WriteTxn& txn,
                                                       const event::Complaint& complaint);

// Cases of a blind index (32 hex digits), at most `limit`, the oldest first.
base::Result<std::vector<event::CaseRef>> CasesOfPerson(const Tables& tables, const store::ReadTxn& txn,
                                                        std::string_view blind_index, size_t limit);

}  // namespace cybercheck::cases
