// SPDX-License-Identifier: Apache-2.0
// A data directory that this process owns while a command runs: the same parts a server is built of, without listeners.
// The open check has passed and every projection is open. Not movable; ends by answering what is queued.
#pragma once

#include <memory>
#include <string>

#include "base/clock.h"
#include "cases/projection.h"
#include "lookup/engine.h"
#include "lookup/filter_rows.h"
#include "lookup/projection.h"
#include "store/data_directory.h"
#include "store/key_ring.h"
#include "store/local_sequencer.h"

namespace cybercheck::cli {

class OpenedDirectory {
 public:
  // `create`: make a missing or empty directory. Errors: those of DataDirectory::Open and LocalSequencer::Open.
  static base::Result<std::unique_ptr<OpenedDirectory>> Open(const std::string& path, bool create, store::LocalSequencerOptions sequencing = {});

  // A directory that holds somebody's files and no data of this program is not made into a data directory. Errors: kForeignFile.
  static base::Result<void> MayBeMade(const std::string& path);

  store::DataDirectory& directory() { return *directory_; }
  store::KeyRing& key_ring() { return *key_ring_; }
  lookup::LookupProjection& projection() { return projection_; }
  cases::CasesProjection& cases() { return cases_; }
  store::LocalSequencer& sequencer() { return *sequencer_; }
  const base::Clock& clock() const { return clock_; }

 private:
  OpenedDirectory() = default;

  base::SystemClock clock_;
  std::unique_ptr<store::DataDirectory> directory_;
  std::unique_ptr<store::KeyRing> key_ring_;
  lookup::LookupProjection projection_;
  cases::CasesProjection cases_;
  std::unique_ptr<store::LocalSequencer> sequencer_;
};

}  // namespace cybercheck::cli
