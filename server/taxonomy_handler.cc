// SPDX-License-Identifier: Apache-2.0
// GET /v1/taxonomies: what every code is called, Thai and English, as the taxonomy in force has it; public, and kept by caches
// for as long as it stays so.
#include "base/hex.h"
#include "base/sha256.h"
#include "server/handlers.h"
#include "server/services.h"

namespace cybercheck::server {

void Taxonomies(const Request& request, Worker& worker, Response& response) {
  const auto taxonomy = worker.services().taxonomy();
  // A view of it is sent with the answer, when the taxonomy may have been replaced.
  worker.scratch = "\"" + base::HexEncode(base::Sha256(taxonomy->document())).substr(0, 32) + "\"";
  response.etag = worker.scratch;
  response.store = true;
  if (request.if_none_match == response.etag || request.if_none_match == "*") {
    response.status = 304;
    return;
  }
  response.body = taxonomy->document();
}

}  // namespace cybercheck::server
