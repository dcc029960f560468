// SPDX-License-Identifier: Apache-2.0
// What names a case or a hold in a body: [seq,number] and [seq,number,row]. Only for event's own sources.
#pragma once

#include <string>
#include <string_view>

#include "event/body_members.h"
#include "event/case_file.h"

namespace cybercheck::event {

base::Result<void> ReadCaseRef(const BodyMembers& members, const boost::json::object& object, std::string_view member,
                               CaseRef& out, bool needed);
void AppendCaseRef(std::string_view member, CaseRef ref, std::string& out);  // nothing for {0, 0}
base::Result<void> ReadMoneyRef(const BodyMembers& members, const boost::json::object& object, std::string_view member,
                                MoneyRef& out);
void AppendMoneyRef(std::string_view member, const MoneyRef& ref, std::string& out);

}  // namespace cybercheck::event
