// SPDX-License-Identifier: Apache-2.0
// Transfers as members of an entry's body: {"from":"victim","to":"account:004:1234567890","satang":1250000,"at":1764190000,
// "ref":"…","payer":"<32 hex>"}. Only for event's own sources.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "event/body_members.h"
#include "event/money.h"

namespace cybercheck::event {

base::Result<Transfer> ReadTransfer(const boost::json::value& value, std::string where);
// The member is needed; `out` is overwritten.
base::Result<void> ReadTransfers(const BodyMembers& members, std::string_view member, size_t count_max,
                                 std::vector<Transfer>& out);
void AppendTransfers(std::string_view member, const std::vector<Transfer>& transfers, std::string& out);  // nothing when empty

}  // namespace cybercheck::event
