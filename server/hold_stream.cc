// SPDX-License-Identifier: Apache-2.0
// GET /v1/holds:stream, or /v1/holds for who accepts text/event-stream: Server-Sent Events, one for each hold as banks are asked. Each look is a snapshot of its own, taken only
// when something was entered since the last; a credential that is revoked, or expires, ends the stream at the next.
#include <utility>

#include "cases/holds.h"
#include "server/handlers.h"
#include "server/hold_json.h"
#include "server/query_string.h"
#include "server/services.h"

namespace cybercheck::server {
namespace {

using base::ErrorCode;
using base::Fail;

constexpr unsigned kStreamsMax = 256;                  // of one thread
constexpr size_t kLookedMax = 2000, kEventsMax = 100;  // in one look; the next comes in a quarter of a second
constexpr int64_t kHeartbeatNs = 15'000'000'000;

class HoldEvents {
 public:
  HoldEvents(const Caller& caller, std::optional<std::string> bank, event::HoldState state, event::HoldRef last)
      : token_(caller.token),
        control_(caller.control),
        staff_(IsStaff(caller)),
        bank_(std::move(bank)),
        state_(state),
        last_(last) {}

  bool operator()(Worker& worker, std::string& out) {
    if (!control_ && !StillKnown(worker)) return false;
    if (Append(worker, out).has_error()) return false;  // the client comes back, and is told what is wrong
    if (worker.steady_ns() - spoke_ns_ < kHeartbeatNs) return true;
    out.append(": still here\n\n");
    spoke_ns_ = worker.steady_ns();
    return true;
  }

 private:
  bool StillKnown(Worker& worker) const {
    const auto reading = worker.EnterTokens();
    const cases::Token* token = worker.services().cases.tokens()->Find(token_);
    return token != nullptr && token->IsInForce(worker.now_s);
  }

  base::Result<void> Append(Worker& worker, std::string& out) {
    Services& services = worker.services();
    const uint64_t entered = services.sequencer.applied_seq();
    if (entered == looked_at_) return {};
    const cases::Tables& tables = services.cases.tables();
    ASSIGN_OR_RETURN(const store::ReadTxn txn, services.directory.data().BeginRead());
    ASSIGN_OR_RETURN(const auto holds, cases::HoldsSince(tables, txn, last_, bank_, state_, kLookedMax, kEventsMax));
    ASSIGN_OR_RETURN(const event::HoldRef newest, cases::LastHold(tables, txn));
    if (last_ >= newest) looked_at_ = entered;
    cases::EntryNames names(tables, txn);
    for (const cases::Hold& hold : holds) {
      ASSIGN_OR_RETURN(const std::string id, names.Of(hold.ref));
      out.append("id: ").append(id).append("\nevent: hold\ndata: ");
      TRY(AppendHold(hold, staff_, tables, txn, names, out));
      out.append("\n\n");
    }
    if (!holds.empty()) spoke_ns_ = worker.steady_ns();
    return {};
  }

  std::string token_;
  bool control_, staff_;
  std::optional<std::string> bank_;
  event::HoldState state_;
  event::HoldRef last_;
  uint64_t looked_at_ = 0;
  int64_t spoke_ns_ = 0;
};

base::Result<HoldEvents> EventsOf(const Request& request, Worker& worker) {
  std::string state, bank, after;
  TRY(ReadQuery(request.query, {{"state", &state}, {"bank", &bank}, {"after", &after}}));
  const auto named = state.empty() ? event::HoldState::kRequested : event::HoldStateNamed(state);
  if (!named) return Fail(ErrorCode::kBadRequest, "state names none");
  if (!bank.empty() && bank.size() != 3) return Fail(ErrorCode::kBadRequest, "bank is three digits");
  if (after.empty()) after = request.last_event_id;
  const auto only = OnlyBankOf(request.caller);
  if (only && !bank.empty() && bank != *only) return Fail(ErrorCode::kForbidden, "a bank sees holds on its own accounts");
  Services& services = worker.services();
  const cases::Tables& tables = services.cases.tables();
  ASSIGN_OR_RETURN(const store::ReadTxn txn, services.directory.data().BeginRead());
  event::HoldRef last;
  if (after.empty()) {
    ASSIGN_OR_RETURN(last, cases::LastHold(tables, txn));
  } else {
    const auto id = cases::ParseHoldId(after);
    if (!id) return Fail(ErrorCode::kBadRequest, "after, or Last-Event-ID, is the id of a hold");
    ASSIGN_OR_RETURN(const auto seq, cases::SeqOf(tables, txn, id->entry));
    if (!seq) return Fail(ErrorCode::kNotFound);
    last = {*seq, id->entry.report, id->row};
  }
  std::optional<std::string> bank_seen = only;
  if (!only && !bank.empty()) bank_seen = bank;
  return HoldEvents(request.caller, std::move(bank_seen), *named, last);
}

}  // namespace

void HoldStream(const Request& request, Worker& worker, Response& response) {
  auto events = EventsOf(request, worker);
  if (events.has_error()) return response.Refuse(events.error());
  response.content_type = "text/event-stream";
  if (request.method == Method::kHead) return;
  if (worker.streams >= kStreamsMax) return response.Refuse(Fail(ErrorCode::kOverloaded, "too many streams are open"));
  response.body = "retry: 2000\n\n";
  response.stream = std::move(*events);
}

}  // namespace cybercheck::server
