// SPDX-License-Identifier: Apache-2.0
// The members that reports and complaints tell alike: indicators, as {"kind":…,"value":…}, and what they are reported for.
#pragma once

#include <string>
#include <vector>

#include "ingest/raw_report.h"
#include "server/object_reader.h"

namespace cybercheck::server {

base::Result<void> ReadIndicators(base::JsonReader& reader, const std::string& place, std::vector<ingest::RawIndicator>& out);
base::Result<void> ReadCategory(base::JsonReader& reader, const std::string& place, wire::Category& out);

}  // namespace cybercheck::server
