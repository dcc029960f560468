// SPDX-License-Identifier: Apache-2.0
// AskHere: the server's own handlers, called without a socket between.
#include <algorithm>
#include <vector>

#include "cli/asker.h"
#include "cli/opened_directory.h"
#include "extract/extractor.h"
#include "server/config.h"
#include "server/router.h"
#include "server/services.h"

namespace cybercheck::cli {
namespace {

class InProcessAsker final : public Asker {
 public:
  InProcessAsker(std::unique_ptr<OpenedDirectory> opened, std::vector<uint8_t> secret)
      : opened_(std::move(opened)),
        secrets_{.promptpay_nid = secret},
        engine_(opened_->directory().data(), opened_->projection(), opened_->clock(), std::move(secret)),
        services_{.config = config_,
                  .clock = opened_->clock(),
                  .directory = opened_->directory(),
                  .key_ring = opened_->key_ring(),
                  .projection = opened_->projection(),
                  .cases = opened_->cases(),
                  .sequencer = opened_->sequencer(),
                  .engine = engine_,
                  .extractor = extractor_,
                  .secrets = secrets_},
        worker_(&services_, nullptr) {}

  base::Result<HttpResponse> Post(std::string_view target, std::string_view json) override {
    return Call(server::Method::kPost, target, json);
  }
  base::Result<HttpResponse> Get(std::string_view target) override { return Call(server::Method::kGet, target, {}); }

 private:
  base::Result<HttpResponse> Call(server::Method method, std::string_view target, std::string_view body) {
    const size_t question = target.find('?');
    server::Request request;
    request.method = method;
    request.path = target.substr(0, question);
    if (question != std::string_view::npos) request.query = target.substr(question + 1);
    request.body = body;
    request.from_control = request.caller.control = true;
    request.caller.role = event::Role::kAdmin;
    const server::Route* route = server::FindRoute(server::ControlRoutes(), request.path, method).route;
    if (route == nullptr) route = server::FindRoute(server::PublicRoutes(), request.path, method).route;
    request.route = route;
    server::Response& response = worker_.response;
    response.Clear();
    if (route == nullptr || route->handle == nullptr) {
      response.Refuse(base::Fail(base::ErrorCode::kNotFound));
    } else if (body.size() > route->body_bytes_max) {
      response.Refuse(base::Fail(base::ErrorCode::kBodyTooLarge, "at most " + std::to_string(route->body_bytes_max) + " bytes"));
    } else {
      worker_.BeginBatch(opened_->clock().NowS(), server::SteadyUs());
      route->handle(request, worker_, response);
      worker_.EndBatch();
    }
    return HttpResponse{static_cast<unsigned>(response.status), std::string(response.content_type),
                        std::string(response.bytes())};
  }

  std::unique_ptr<OpenedDirectory> opened_;
  server::Config config_;
  server::Secrets secrets_;  // what checks need of them
  lookup::Engine engine_;
  extract::Extractor extractor_;
  server::Services services_;
  server::Worker worker_;
};

}  // namespace

base::Result<std::unique_ptr<Asker>> AskHere(const std::string& data) {
  ASSIGN_OR_RETURN(std::unique_ptr<OpenedDirectory> opened, OpenedDirectory::Open(data, /*create=*/false));
  ASSIGN_OR_RETURN(std::vector<uint8_t> secret, opened->directory().Secret("promptpay_nid"));
  return std::unique_ptr<Asker>(std::make_unique<InProcessAsker>(std::move(opened), std::move(secret)));
}

}  // namespace cybercheck::cli
