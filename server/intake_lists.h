// SPDX-License-Identifier: Apache-2.0
// The lists in force that reports are resolved with: the guard over the shared hosts, and the taxonomy. Read anew after every
// reload. Thread-safe; what was taken stays as it was.
#pragma once

#include <memory>
#include <mutex>
#include <optional>

#include "ingest/guard.h"
#include "ingest/taxonomy.h"
#include "store/environment.h"

namespace cybercheck::server {

class IntakeLists {
 public:
  // Errors: kBadConfig, kDamaged, kIo; then the ones before stay.
  base::Result<void> Read(store::Environment& data);

  // After the first Read.
  ingest::Guard guard() const;  // a copy is cheap
  std::shared_ptr<const ingest::Taxonomy> taxonomy() const;

 private:
  mutable std::mutex mutex_;  // guards what follows
  std::optional<ingest::Guard> guard_;
  std::shared_ptr<const ingest::Taxonomy> taxonomy_;
};

}  // namespace cybercheck::server
