// SPDX-License-Identifier: Apache-2.0
#include "server/logged_entry.h"

#include "base/error_names.h"
#include "cases/public_id.h"
#include "server/services.h"

namespace cybercheck::server {

using base::ErrorCode;
using base::Fail;

base::Result<event::Entry> LoggedEntry(uint64_t seq, Worker& worker) {
  ASSIGN_OR_RETURN(auto entries, worker.services().sequencer.ReadFrom(seq, 1));
  if (entries.empty()) return Fail(ErrorCode::kNotFound);
  if (!entries[0].body) return Fail(ErrorCode::kBodyRedacted);
  return std::move(entries[0]);
}

base::Result<event::Entry> EntryOfPublicId(std::string_view id, Worker& worker) {
  const auto parsed = cases::ParsePublicId(id);
  if (!parsed || parsed->report != 0) return Fail(ErrorCode::kBadRequest, "an id is 32 hexadecimal digits");
  Services& services = worker.services();
  ASSIGN_OR_RETURN(const store::ReadTxn txn, services.directory.data().BeginRead());
  ASSIGN_OR_RETURN(const auto seq, cases::SeqOf(services.cases.tables(), txn, *parsed));
  if (!seq) return Fail(ErrorCode::kNotFound);
  return LoggedEntry(*seq, worker);
}

base::Error ErrorOfCode(std::string_view code) {
  return Fail(base::ErrorCodeNamed(code).value_or(ErrorCode::kConflict), std::string());
}

}  // namespace cybercheck::server
