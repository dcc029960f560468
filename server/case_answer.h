// SPDX-License-Identifier: Apache-2.0
// How cases are told of in answers. Read after the commit, in one snapshot. Errors: kNotFound, kBodyRedacted, kDamaged, kIo.
#pragma once

#include <string>
#include <string_view>

#include "cases/case_row.h"
#include "cases/tables.h"
#include "cases/transfer_row.h"
#include "event/money.h"
#include "server/response.h"
#include "server/services.h"

namespace cybercheck::server {

// Adds {"kind":"account","bank":"004","account":"1234567890"} · {"kind":"victim"} · {"kind":"wallet","name":"…"} ·
// {"kind":"promptpay","promptpay":"mobile:+66…"}; a national id's PromptPay is printed without it.
void AppendMoneyNode(const event::MoneyNode& node, std::string& out);

// Adds one transfer as an object; `id`: what it is called.
void AppendCaseTransfer(const cases::TransferRow& row, std::string_view id, std::string& out);

// Members of the four sums and the damage: `"damage_satang":null,"requested_satang":…,…`.
void AppendSums(const cases::CaseRow& row, std::string& out);

// Member `holds` of a case, as server/hold_json.h tells them; at most kHoldsToldMax.
inline constexpr size_t kHoldsToldMax = 1000;
base::Result<void> AppendCaseHolds(event::CaseRef of, const cases::Tables& tables, const store::ReadTxn& txn, std::string& out);

// All that is known of a case, as an object. `officer`: with who the people in it are and what was written.
base::Result<void> AppendCase(event::CaseRef of, bool officer, Worker& worker, std::string& out);

// The case of an id in a path: the one that counts the complaint of that id. Errors: kNotFound.
base::Result<event::CaseRef> CaseOfPath(std::string_view id, Worker& worker);
// The same, but where the case of that id was merged into another it itself: it can be reopened.
base::Result<event::CaseRef> CaseToMove(std::string_view id, Worker& worker);

// What a refused entry of a case is answered with: of a move that is not allowed with `from` and `allowed`, of what is missing or
// taken with its name.
void RefuseCaseOutcome(const event::Outcome& outcome, Response& response);

}  // namespace cybercheck::server
