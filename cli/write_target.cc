// SPDX-License-Identifier: Apache-2.0
#include "cli/write_target.h"

#include <unistd.h>

#include "cli/http_client.h"
#include "cli/remote_sequencer.h"
#include "ingest/rules_sync.h"
#include "server/config.h"
#include "server/control_routes.h"

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

base::Result<std::unique_ptr<WriteTarget>> WriteTarget::Open(const std::string& data, const std::string& config, std::vector<std::string>& warnings,
                                                             store::LocalSequencerOptions sequencing) {
  const base::SystemClock clock;
  ASSIGN_OR_RETURN(const ingest::RulesPaths paths, PathsOf(config));
  ASSIGN_OR_RETURN(std::vector<ingest::RulesContent> files, ingest::ReadRules(paths, clock.NowS()));
  std::unique_ptr<WriteTarget> target(new WriteTarget);
  for (const ingest::RulesContent& file : files)
    if (file.kind == ingest::RulesKind::kSharedHosts)
      target->shared_hosts_json_ = file.json;
    else if (file.kind == ingest::RulesKind::kTaxonomy)
      target->taxonomy_json_ = file.json;

  if (store::DataDirectory::IsOwned(data)) {
    target->socket_path_ = store::DataDirectory::ControlSocketPath(data);
    ASSIGN_OR_RETURN(target->owned_, RemoteSequencer::Connect(target->socket_path_));
    return target;
  }
  ASSIGN_OR_RETURN(target->opened_, OpenedDirectory::Open(data, /*create=*/true, std::move(sequencing)));
  store::Environment& environment = target->opened_->directory().data();
  ASSIGN_OR_RETURN(const ingest::RulesInForce in_force, ingest::ReadRulesInForce(environment, target->sequencer()));
  std::erase_if(files, [&](const ingest::RulesContent& file) { return config.empty() && in_force[static_cast<size_t>(file.kind)].has_value(); });
  for (const ingest::RulesContent& file : files) warnings.insert(warnings.end(), file.warnings.begin(), file.warnings.end());
  TRY(ingest::SyncRules(target->sequencer(), in_force, files, "config", clock));
  ASSIGN_OR_RETURN(const std::optional<std::string> content, ingest::ReadContentInForce(environment, ingest::RulesKind::kSharedHosts));
  if (content) target->shared_hosts_json_ = *content;
  ASSIGN_OR_RETURN(const std::optional<std::string> words, ingest::ReadContentInForce(environment, ingest::RulesKind::kTaxonomy));
  if (words) target->taxonomy_json_ = *words;
  return target;
}

base::Result<ingest::NationalIdKeyer> WriteTarget::KeyNationalId() {
  if (!owned_) {
    ASSIGN_OR_RETURN(std::vector<uint8_t> secret, opened_->directory().Secret("promptpay_nid"));
    return ingest::NationalIdKeyer([secret = std::move(secret)](indicator::Canonical& canonical) -> base::Result<void> {
      indicator::KeyNationalId(secret, canonical);
      return {};
    });
  }
  auto owner = std::make_shared<HttpClient>(HttpClient::OverSocket(socket_path_, std::string(server::kControlHost)));
  return ingest::NationalIdKeyer([owner](indicator::Canonical& canonical) -> base::Result<void> {
    constexpr std::string_view kBegin = "{\"form\":\"nid:", kEnd = "\"}";
    const std::string& form = canonical.key.form;
    ASSIGN_OR_RETURN(const HttpResponse response,
                     owner->PostJson(server::kControlKeyNationalId, "{\"digits\":\"" + form.substr(form.find(':') + 1) + "\"}"));
    if (response.status != 200) return ProblemOf(response);
    if (!response.body.starts_with(kBegin) || !response.body.ends_with(kEnd) || response.body.size() != kBegin.size() + 32 + kEnd.size())
      return base::Fail(base::ErrorCode::kUnavailable, "the owner of the directory answered as no version known here does");
    canonical.key.form = "nid:" + response.body.substr(kBegin.size(), 32);
    canonical.sensitive = false;
    return {};
  });
}

base::Result<ReportKeys> WriteTarget::KeysForReports() {
  if (owned_) return ReportKeys::OfOwner(socket_path_);
  return ReportKeys::Of(*opened_);
}

base::Result<ingest::Guard> WriteTarget::MakeGuard() { return ingest::Guard::Make(shared_hosts_json_); }

}  // namespace cybercheck::cli
