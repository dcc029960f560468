// SPDX-License-Identifier: Apache-2.0
// What the check path knows besides records: policy, official register, shared hosts, text patterns. Immutable; published whole
// when a …_set entry has been committed (base/epoch.h).
#pragma once

#include <memory>

#include "lookup/patterns.h"
#include "lookup/policy.h"
#include "lookup/register.h"
#include "lookup/shared_hosts.h"

namespace cybercheck::lookup {

struct Rules {
  Policy policy;
  uint64_t policy_seq = 0;
  Register official;
  SharedHosts shared_hosts;
  Patterns patterns;
};

}  // namespace cybercheck::lookup
