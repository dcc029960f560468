// SPDX-License-Identifier: Apache-2.0
// Indicators as officers name them, by the id of an answer, and as their answers print them: id, key, verdict. Ids are of what
// the index knows; a form that is not there has no id yet.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "indicator/key.h"

namespace cybercheck::server {

class Worker;

// 34 hex digits to the key whose record bears them. Errors: kBadRequest (no id), kNotFound (nothing is known under it), kDamaged.
base::Result<indicator::Key> IndicatorOfId(std::string_view id, Worker& worker);

// "kind:form"; of a national id "promptpay:nid:*".
std::string PrintableKeyOf(const indicator::Key& key);

// Appends {"id":…,"key":…,"verdict":…,"score":…} as of now. Errors: those of Engine::Check.
base::Result<void> AppendIndicator(const indicator::Key& key, Worker& worker, std::string& out);

}  // namespace cybercheck::server
