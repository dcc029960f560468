// SPDX-License-Identifier: Apache-2.0
#include "base/json_reader.h"
#include "server/handlers.h"
#include "server/services.h"
#include "server/token_text.h"

namespace cybercheck::server {

void IssueAppToken(const Request& request, Worker& worker, Response& response) {
  base::JsonReader reader(request.body, worker.scratch);
  std::string_view name;
  if (!reader.EnterObject())
    return response.Refuse(reader.wrong_type() ? base::Fail(base::ErrorCode::kBadRequest, "the body must be an object")
                                               : *reader.error());
  if (reader.NextMember(name))
    return response.Refuse(
        base::Fail(base::ErrorCode::kUnknownMember, std::string(name.substr(0, 64)) + " is not a member of this request"));
  if (!reader.AtEnd()) return response.Refuse(*reader.error());
  response.status = 201;
  response.body = "{\"token\":\"" + MakeInstallToken(worker.services().secrets.app_tokens, worker.now_s) + "\"}";
}

}  // namespace cybercheck::server
