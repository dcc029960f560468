// SPDX-License-Identifier: Apache-2.0
#include "ingest/shipped.h"

namespace cybercheck::ingest {

std::string_view Shipped(RulesKind kind) noexcept {
  switch (kind) {
    case RulesKind::kPolicy:
      return ShippedPolicy();
    case RulesKind::kRegister:
      return ShippedRegister();
    case RulesKind::kSharedHosts:
      return ShippedSharedHosts();
    case RulesKind::kPatterns:
      return ShippedPatterns();
    case RulesKind::kTaxonomy:
      return ShippedTaxonomy();
  }
  return {};
}

}  // namespace cybercheck::ingest
