// SPDX-License-Identifier: Apache-2.0
#include "server/earlier_write.h"

#include "event/body_head.h"
#include "server/write_identity.h"

namespace cybercheck::server {

using base::ErrorCode;
using base::Fail;
using store::Sequencer;

base::Result<std::optional<event::Outcome>> EarlierOutcome(const Request& request, Services& services) {
  if (request.idempotency_key.empty()) return std::optional<event::Outcome>();
  const event::EntryId id = EntryIdOf(request);
  const std::string_view bytes(reinterpret_cast<const char*>(id.data()), id.size());
  const cases::Tables& tables = services.cases.tables();
  // Of nearly all writes there is none: told without a transaction.
  if (tables.ids->Candidates(bytes).empty()) return std::optional<event::Outcome>();
  ASSIGN_OR_RETURN(const store::ReadTxn txn, services.directory.data().BeginRead());
  ASSIGN_OR_RETURN(auto row, tables.outcomes.Find(txn, *tables.ids, bytes));
  return row ? std::optional(std::move(row->outcome)) : std::nullopt;
}

std::optional<base::Result<Sequencer::Reply>> EarlierReply(const Request& request, Services& services) {
  auto outcome = EarlierOutcome(request, services);
  if (outcome.has_error()) return std::move(outcome).error();
  if (!*outcome) return std::nullopt;
  const auto entries = services.sequencer.ReadFrom((*outcome)->seq, 1);
  if (entries.has_error()) return entries.error();
  if (entries->empty()) return Fail(ErrorCode::kDamaged, "an outcome names an entry that is not in the log");
  // Of a body that is gone nobody can say whether this is another.
  const std::optional<std::string>& body = entries->front().body;
  if (body && event::RequestOf(*body) != RequestKeyOf(services.secrets, request)) return KeyReused();
  return Sequencer::Reply{std::move(**outcome), true};
}

bool IsOfTheMoment(const base::Error& error) {
  return error.code == ErrorCode::kTooManyRequests || base::Describe(error.code).http_status >= 500;
}

base::Error KeyReused() {
  return Fail(ErrorCode::kConflict,
              "this Idempotency-Key came before with another body: repeat that one, or send this one under a new key");
}

}  // namespace cybercheck::server
