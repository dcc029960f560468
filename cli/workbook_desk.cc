// SPDX-License-Identifier: Apache-2.0
#include "cli/workbook_desk.h"

#include <unistd.h>

#include <algorithm>

#include "cli/write_target.h"
#include "extract/extractor.h"
#include "server/config.h"
#include "server/control_routes.h"
#include "server/router.h"
#include "server/services.h"

namespace cybercheck::cli {
namespace {

class OwnersDesk final : public WorkbookDesk {
 public:
  explicit OwnersDesk(const std::string& socket_path) : owner_(HttpClient::OverSocket(socket_path, std::string(server::kControlHost))) {}

  base::Result<HttpResponse> HandIn(std::string_view target, std::string_view xlsx) override {
    return owner_.Post(target, server::MediaType(server::ContentType::kXlsx), xlsx);
  }

 private:
  HttpClient owner_;
};

// The server's own handlers, called without a socket between.
class OwnDesk final : public WorkbookDesk {
 public:
  OwnDesk(std::unique_ptr<WriteTarget> target, server::Config config, server::Secrets secrets, ingest::Guard guard, ingest::Taxonomy taxonomy)
      : target_(std::move(target)),
        config_(std::move(config)),
        secrets_(std::move(secrets)),
        taxonomy_(std::make_shared<const ingest::Taxonomy>(std::move(taxonomy))),
        engine_(opened().directory().data(), opened().projection(), opened().clock(), secrets_.promptpay_nid),
        services_{.config = config_,
                  .clock = opened().clock(),
                  .directory = opened().directory(),
                  .key_ring = opened().key_ring(),
                  .projection = opened().projection(),
                  .cases = opened().cases(),
                  .sequencer = opened().sequencer(),
                  .engine = engine_,
                  .extractor = extractor_,
                  .secrets = secrets_,
                  .guard = [guard = std::move(guard)] { return guard; },
                  .taxonomy = [this] { return taxonomy_; }},
        worker_(&services_, nullptr) {}

  base::Result<HttpResponse> HandIn(std::string_view target, std::string_view xlsx) override {
    const size_t question = target.find('?');
    server::Request request;
    request.method = server::Method::kPost;
    request.content_type = server::ContentType::kXlsx;
    request.path = target.substr(0, question);
    if (question != std::string_view::npos) request.query = target.substr(question + 1);
    request.body = xlsx;
    request.from_control = request.caller.control = true;
    request.caller.role = event::Role::kAdmin;
    request.route = server::FindRoute(server::ControlRoutes(), request.path, request.method).route;
    server::Response& response = worker_.response;
    response.Clear();
    worker_.BeginBatch(opened().clock().NowS(), server::SteadyUs());
    if (auto done = Submit(request, response); done.has_error()) response.Refuse(done.error());
    worker_.EndBatch();
    return HttpResponse{static_cast<unsigned>(response.status), std::string(response.content_type), std::string(response.bytes())};
  }

 private:
  OpenedDirectory& opened() { return *target_->opened(); }

  base::Result<void> Submit(const server::Request& request, server::Response& response) {
    if (request.body.size() > request.route->body_bytes_max)
      return base::Fail(base::ErrorCode::kBodyTooLarge, "at most " + std::to_string(request.route->body_bytes_max) + " bytes");
    ASSIGN_OR_RETURN(server::Submission submission, request.route->decode(request, worker_));
    base::Result<event::Draft> draft = submission.prepare ? submission.prepare() : std::move(submission.draft);
    base::Result<store::Sequencer::Reply> reply =
        draft ? opened().sequencer().SubmitAndWait(std::move(*draft), submission.priority) : base::Result<store::Sequencer::Reply>(draft.error());
    response.status = reply && !reply->replayed ? 201 : 200;
    submission.render(reply, worker_, response);
    return {};
  }

  const std::unique_ptr<WriteTarget> target_;
  const server::Config config_;
  const server::Secrets secrets_;
  const std::shared_ptr<const ingest::Taxonomy> taxonomy_;
  const lookup::Engine engine_;
  const extract::Extractor extractor_;
  server::Services services_;
  server::Worker worker_;
};

}  // namespace

base::Result<std::unique_ptr<WorkbookDesk>> OpenWorkbookDesk(const std::string& data, const std::string& config_file, std::vector<std::string>& warnings) {
  if (store::DataDirectory::IsOwned(data)) {
    auto desk = std::make_unique<OwnersDesk>(store::DataDirectory::ControlSocketPath(data));
    return std::unique_ptr<WorkbookDesk>(std::move(desk));
  }
  server::Config config;
  if (!config_file.empty()) {
    ASSIGN_OR_RETURN(config, server::LoadConfig(config_file, ::environ, {}));
  }
  ASSIGN_OR_RETURN(std::unique_ptr<WriteTarget> target, WriteTarget::Open(data, config_file, warnings));
  if (target->opened() == nullptr) return base::Fail(base::ErrorCode::kUnavailable, "another program has just opened the directory; try again");
  ASSIGN_OR_RETURN(server::Secrets secrets, server::Secrets::Read(target->opened()->directory()));
  ASSIGN_OR_RETURN(ingest::Guard guard, target->MakeGuard());
  ASSIGN_OR_RETURN(ingest::Taxonomy taxonomy, target->MakeTaxonomy());
  auto desk = std::make_unique<OwnDesk>(std::move(target), std::move(config), std::move(secrets), std::move(guard), std::move(taxonomy));
  return std::unique_ptr<WorkbookDesk>(std::move(desk));
}

}  // namespace cybercheck::cli
