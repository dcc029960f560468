// SPDX-License-Identifier: Apache-2.0
#include "cli/asker.h"

#include "server/control_routes.h"
#include "store/data_directory.h"

namespace cybercheck::cli {
namespace {

class HttpAsker final : public Asker {
 public:
  HttpAsker(HttpClient client, bool is_remote) : client_(std::move(client)), is_remote_(is_remote) {}
  base::Result<HttpResponse> Post(std::string_view target, std::string_view json) override { return client_.PostJson(target, json); }
  base::Result<HttpResponse> Get(std::string_view target) override { return client_.Get(target); }
  bool is_remote() const override { return is_remote_; }

 private:
  HttpClient client_;
  bool is_remote_;
};

}  // namespace

std::unique_ptr<Asker> AskOverHttp(HttpClient client, bool is_remote) { return std::make_unique<HttpAsker>(std::move(client), is_remote); }

base::Result<std::unique_ptr<Asker>> OpenAsker(const std::string& data, const std::string& url) {
  if (!url.empty()) {
    ASSIGN_OR_RETURN(HttpClient client, HttpClient::OverTcp(url));
    return AskOverHttp(std::move(client), /*is_remote=*/true);
  }
  if (store::DataDirectory::IsOwned(data))
    return AskOverHttp(HttpClient::OverSocket(store::DataDirectory::ControlSocketPath(data), std::string(server::kControlHost)), /*is_remote=*/false);
  return AskHere(data);
}

}  // namespace cybercheck::cli
