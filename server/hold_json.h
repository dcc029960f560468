// SPDX-License-Identifier: Apache-2.0
// Holds as answers print them, and who may see which: a partner only those at its own bank; to it others are as if not there.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "cases/holds.h"
#include "server/request.h"

namespace cybercheck::server {

class Worker;

// The bank whose holds are all that the caller may see; nullopt: all may be seen. (A partner's token without a bank sees none.)
std::optional<std::string> OnlyBankOf(const Caller& caller);
bool MaySee(const Caller& caller, const cases::HoldRow& row);

// Appends {"id":…,"state":…,…}. `staff`: what only officers are told stands there too. Errors: kDamaged, kIo.
base::Result<void> AppendHold(const cases::Hold& hold, bool staff, const cases::Tables& tables, const store::ReadTxn& txn,
                              cases::EntryNames& names, std::string& out);
bool IsStaff(const Caller& caller) noexcept;

// Errors: kBadRequest (no id), kNotFound (also where the caller may not see it).
base::Result<cases::Hold> HoldOf(std::string_view id, const Caller& caller, Worker& worker);

// RFC 3339, at most five minutes ahead; empty: `otherwise`. Errors: kBadRequest, naming the member.
base::Result<int64_t> ReadPastTime(std::string_view name, const std::string& text, int64_t now_s, int64_t otherwise);

}  // namespace cybercheck::server
