// SPDX-License-Identifier: Apache-2.0
#include "server/intake_lists.h"

#include "ingest/rules_sync.h"

namespace cybercheck::server {

base::Result<void> IntakeLists::Read(store::Environment& data) {
  ASSIGN_OR_RETURN(const auto hosts, ingest::ReadContentInForce(data, ingest::RulesKind::kSharedHosts));
  ASSIGN_OR_RETURN(ingest::Guard guard, ingest::Guard::Make(hosts.value_or("{}")));
  ASSIGN_OR_RETURN(const auto words, ingest::ReadContentInForce(data, ingest::RulesKind::kTaxonomy));
  ASSIGN_OR_RETURN(ingest::Taxonomy taxonomy, ingest::Taxonomy::Make(words.value_or("{\"categories\":[],\"case_types\":[]}")));
  const std::lock_guard lock(mutex_);
  guard_ = std::move(guard);
  taxonomy_ = std::make_shared<const ingest::Taxonomy>(std::move(taxonomy));
  return {};
}

ingest::Guard IntakeLists::guard() const {
  const std::lock_guard lock(mutex_);
  return *guard_;
}

std::shared_ptr<const ingest::Taxonomy> IntakeLists::taxonomy() const {
  const std::lock_guard lock(mutex_);
  return taxonomy_;
}

}  // namespace cybercheck::server
