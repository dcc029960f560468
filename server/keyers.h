// SPDX-License-Identifier: Apache-2.0
// How what tells who somebody is becomes what is counted by: for resolvers and readers of workbooks. Services must outlive them.
#pragma once

#include <string_view>

#include "ingest/report_resolver.h"
#include "ingest/reporter_voice.h"
#include "server/services.h"

namespace cybercheck::server {

inline ingest::NationalIdKeyer KeyNationalIdOf(const Services& services) {
  return [&engine = services.engine](indicator::Canonical& canonical) -> base::Result<void> {
    engine.KeyNationalId(canonical);
    return {};
  };
}

inline ingest::PersonKeyer KeyPersonOf(const Services& services) {
  return [&secret = services.secrets.reporters](std::string_view id) { return ingest::PersonVoice(secret, id); };
}

}  // namespace cybercheck::server
