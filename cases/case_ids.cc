// SPDX-License-Identifier: Apache-2.0
#include "cases/case_ids.h"

#include "cases/case_store.h"
#include "cases/complaint_row.h"
#include "cases/public_id.h"

namespace cybercheck::cases {
namespace {

base::Result<event::EntryId> EntryIdAt(const Tables& tables, const store::ReadTxn& txn, uint64_t seq) {
  ASSIGN_OR_RETURN(const auto value, tables.log->table().Get(txn, store::SeqKey(seq)));
  if (!value) return base::Fail(base::ErrorCode::kDamaged, "a row names an entry that is not there");
  ASSIGN_OR_RETURN(const store::LogRow row, store::ParseLogRow(*value));  // the body stays where it is
  ASSIGN_OR_RETURN(const event::Header header, event::DecodeHeader(row.header));
  return header.id;
}

}  // namespace

base::Result<std::string> CaseIdOf(const Tables& tables, const store::ReadTxn& txn, event::CaseRef ref) {
  ASSIGN_OR_RETURN(const event::EntryId id, EntryIdAt(tables, txn, ref.seq));
  return FormatPublicId(id, ref.number);
}

base::Result<std::string> MoneyIdOf(const Tables& tables, const store::ReadTxn& txn, const event::MoneyRef& ref) {
  ASSIGN_OR_RETURN(const event::EntryId id, EntryIdAt(tables, txn, ref.seq));
  return FormatPublicId(id, ref.number) + "-" + std::to_string(ref.row);
}

base::Result<std::optional<event::CaseRef>> FindComplaint(const Tables& tables, const store::ReadTxn& txn, std::string_view id) {
  const auto parsed = ParsePublicId(id);
  if (!parsed) return std::optional<event::CaseRef>();
  ASSIGN_OR_RETURN(const auto seq, SeqOf(tables, txn, *parsed));
  if (!seq) return std::optional<event::CaseRef>();
  const event::CaseRef ref{*seq, parsed->report};
  ASSIGN_OR_RETURN(const auto row, ReadComplaint(tables, txn, ref));
  return row ? std::optional(ref) : std::nullopt;
}

base::Result<std::optional<event::CaseRef>> FindCase(const Tables& tables, const store::ReadTxn& txn, std::string_view id) {
  ASSIGN_OR_RETURN(const auto ref, FindComplaint(tables, txn, id));
  if (!ref) return std::optional<event::CaseRef>();
  ASSIGN_OR_RETURN(const auto row, ReadComplaint(tables, txn, *ref));
  ASSIGN_OR_RETURN(const event::CaseRef counting, CountingCase(tables, txn, row->of));
  return std::optional(counting);
}

}  // namespace cybercheck::cases
