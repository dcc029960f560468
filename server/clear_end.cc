// SPDX-License-Identifier: Apache-2.0
#include "server/clear_end.h"

#include <algorithm>

#include "lookup/evidence_view.h"
#include "server/services.h"

namespace cybercheck::server {
namespace {

constexpr int64_t kDayS = 86400;

// Whether an authority has spoken against it, in force or overruled.
bool SpeaksAuthority(const lookup::IndicatorEvidence& evidence) {
  return std::ranges::any_of(evidence.decisions,
                             [](const auto& one) { return one.decision.type != lookup::Decision::Type::kClear; }) ||
         std::ranges::any_of(evidence.pieces, [](const auto& piece) { return piece.source_class == wire::SourceClass::kCase; });
}

}  // namespace

base::Result<int64_t> ClearEndOf(const std::vector<indicator::Key>& keys, Worker& worker) {
  Services& services = worker.services();
  const int64_t days = services.config.clear_days;
  if (days == 0) return 0;
  ASSIGN_OR_RETURN(const store::ReadTxn txn, services.directory.data().BeginRead());
  ASSIGN_OR_RETURN(const auto view, lookup::EvidenceView::Open(services.directory.data(), txn));
  for (const indicator::Key& key : keys) {
    ASSIGN_OR_RETURN(const auto evidence, view.Read(indicator::IndexKey(key), *services.projection.rules(), worker.now_s));
    if (evidence && SpeaksAuthority(*evidence)) return 0;
  }
  return worker.now_s + days * kDayS;
}

}  // namespace cybercheck::server
