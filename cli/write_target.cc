// SPDX-License-Identifier: Apache-2.0
#include "cli/write_target.h"

#include <unistd.h>

#include "cli/remote_sequencer.h"
#include "ingest/rules_sync.h"
#include "server/config.h"

namespace cybercheck::cli {
namespace {

base::Result<ingest::RulesPaths> PathsOf(const std::string& config_file) {
  ingest::RulesPaths paths;
  if (config_file.empty()) return paths;
  ASSIGN_OR_RETURN(const server::Config config, server::LoadConfig(config_file, ::environ, {}));
  const auto path = [&paths](ingest::RulesKind kind) -> std::string& { return paths[static_cast<size_t>(kind)]; };
  path(ingest::RulesKind::kPolicy) = config.policy;
  path(ingest::RulesKind::kRegister) = config.official_register;
  path(ingest::RulesKind::kSharedHosts) = config.shared_hosts;
  path(ingest::RulesKind::kPatterns) = config.patterns;
  path(ingest::RulesKind::kTaxonomy) = config.taxonomy;
  return paths;
}

}  // namespace

base::Result<std::unique_ptr<WriteTarget>> WriteTarget::Open(const std::string& data, const std::string& config, std::vector<std::string>& warnings) {
  const base::SystemClock clock;
  ASSIGN_OR_RETURN(const ingest::RulesPaths paths, PathsOf(config));
  ASSIGN_OR_RETURN(std::vector<ingest::RulesContent> files, ingest::ReadRules(paths, clock.NowS()));
  std::unique_ptr<WriteTarget> target(new WriteTarget);
  for (const ingest::RulesContent& file : files)
    if (file.kind == ingest::RulesKind::kSharedHosts) target->shared_hosts_json_ = file.json;

  if (store::DataDirectory::IsOwned(data)) {
    ASSIGN_OR_RETURN(target->owned_, RemoteSequencer::Connect(store::DataDirectory::ControlSocketPath(data)));
    return target;
  }
  ASSIGN_OR_RETURN(target->opened_, OpenedDirectory::Open(data, /*create=*/true));
  store::Environment& environment = target->opened_->directory().data();
  ASSIGN_OR_RETURN(const ingest::RulesInForce in_force, ingest::ReadRulesInForce(environment, target->sequencer()));
  std::erase_if(files, [&](const ingest::RulesContent& file) { return config.empty() && in_force[static_cast<size_t>(file.kind)].has_value(); });
  for (const ingest::RulesContent& file : files) warnings.insert(warnings.end(), file.warnings.begin(), file.warnings.end());
  TRY(ingest::SyncRules(target->sequencer(), in_force, files, "config", clock));
  ASSIGN_OR_RETURN(const std::optional<std::string> content, ingest::ReadContentInForce(environment, ingest::RulesKind::kSharedHosts));
  if (content) target->shared_hosts_json_ = *content;
  return target;
}

base::Result<std::vector<uint8_t>> WriteTarget::NationalIdSecret() {
  if (owned_) return std::vector<uint8_t>();
  return opened_->directory().Secret("promptpay_nid");
}

base::Result<ingest::Guard> WriteTarget::MakeGuard() { return ingest::Guard::Make(shared_hosts_json_); }

}  // namespace cybercheck::cli
