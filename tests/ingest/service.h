// SPDX-License-Identifier: Apache-2.0
// What an import needs, the real parts on a temporary directory: environment, projection, sequencer, guard over the shipped
// lists; and an engine to ask. Each member may be used directly.
#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "base/clock.h"
#include "base/sha256.h"
#include "cases/projection.h"
#include "ingest/guard.h"
#include "ingest/importer.h"
#include "lookup/engine.h"
#include "lookup/projection.h"
#include "store/environment.h"
#include "store/local_sequencer.h"

namespace cybercheck::ingest {

class Service {
 public:
  explicit Service(int64_t now_s, const store::LocalSequencerOptions& sequencer_options = {},
                   const store::EnvironmentOptions& environment_options = {});
  ~Service();

  // An import of `bytes`, or of an open file; rejects go to rejects_path().
  base::Result<ImportReport> Import(std::string_view bytes, ImportOptions options);
  base::Result<ImportReport> Import(int fd, ImportOptions options);
  std::string RejectsPath() const { return path_ + "/rejects.csv"; }
  std::string Rejects() const;  // empty when there is no file

  // SHA-256 over sorted (table, key, value) of records, evidence, sources and hosts.
  std::string Digest();

  // Enters the shipped policy, register, lists, patterns and taxonomy.
  void SetShippedRules();

  base::ManualClock clock;
  std::unique_ptr<store::Environment> environment;
  lookup::LookupProjection projection;
  cases::CasesProjection cases;
  std::unique_ptr<store::LocalSequencer> sequencer;
  std::optional<Guard> guard;

 private:
  std::string path_;
};

// csv with observed_s given for rows without a time, source "test".
ImportOptions Options(FeedFormat format);

}  // namespace cybercheck::ingest
