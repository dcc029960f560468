// SPDX-License-Identifier: Apache-2.0
// Reported indicators as members of an entry's body: {"key":"phone:+66…","from":"text","counts":false,"submitted":"…"}. Only for
// event's own sources.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "event/body_members.h"
#include "event/report_submit.h"

namespace cybercheck::event {

base::Result<ReportIndicator> ReadIndicator(const boost::json::value& value, std::string where);
void AppendIndicator(const ReportIndicator& indicator, std::string& out);

}  // namespace cybercheck::event
