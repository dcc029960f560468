// SPDX-License-Identifier: Apache-2.0
// Where entries go: a directory of this process, made when missing and given its rules, or its owner's control socket.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "cli/opened_directory.h"
#include "cli/report_keys.h"
#include "ingest/guard.h"
#include "ingest/row_resolver.h"
#include "ingest/rules_files.h"
#include "ingest/taxonomy.h"
#include "store/sequencer.h"

namespace cybercheck::cli {

class WriteTarget {
 public:
  // `config`: a configuration file whose [files] are put in force; empty: what is in force stays, and where nothing is, what ships with the
  // program is put in force. An owned directory keeps its owner's rules. Warnings about files go to `warnings`.
  // `sequencing`: of a directory that is opened here. Errors: those of OpenedDirectory, RemoteSequencer, LoadConfig and SyncRules.
  static base::Result<std::unique_ptr<WriteTarget>> Open(const std::string& data, const std::string& config, std::vector<std::string>& warnings,
                                                         store::LocalSequencerOptions sequencing = {});

  // Null when somebody else owns the directory.
  OpenedDirectory* opened() { return opened_.get(); }
  store::Sequencer& sequencer() { return owned_ ? *owned_ : opened_->sequencer(); }
  // Keys national ids with the directory's secret; an owned directory's owner is asked for each, for the secret stays with him.
  base::Result<ingest::NationalIdKeyer> KeyNationalId();
  // Of the shared hosts in force; for an owned directory of those that `config` names or that ship.
  base::Result<ingest::Guard> MakeGuard();
  // Of the taxonomy in force; for an owned directory likewise.
  base::Result<ingest::Taxonomy> MakeTaxonomy() { return ingest::Taxonomy::Make(taxonomy_json_); }
  // Keys of the directory, or asked of its owner. This must outlive them.
  base::Result<ReportKeys> KeysForReports();

 private:
  std::unique_ptr<OpenedDirectory> opened_;   // or:
  std::unique_ptr<store::Sequencer> owned_;
  std::string socket_path_;  // of the owner
  std::string shared_hosts_json_, taxonomy_json_;
};

}  // namespace cybercheck::cli
