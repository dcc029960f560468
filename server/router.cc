// SPDX-License-Identifier: Apache-2.0
#include "server/router.h"

#include "server/check_body.h"
#include "server/control_routes.h"
#include "server/handlers.h"

namespace cybercheck::server {
namespace {

constexpr unsigned kPost = Bit(Method::kPost);
constexpr unsigned kAsk = kReads | kPost | Bit(Method::kOptions);

// The most asked first: the search is linear.
constexpr Route kPublic[] = {
    {.path = "/v1/check",
     .allow = "GET, HEAD, POST, OPTIONS",
     .methods = kAsk,
     .body_bytes_max = kCheckBodyBytesMax,
     .cors = true,
     .handle = Check},
    {.path = "/v1/scan",
     .allow = "POST, OPTIONS",
     .methods = kPost | Bit(Method::kOptions),
     .body_bytes_max = kScanBodyBytesMax,
     .cors = true,
     .handle = Scan},
    {.path = "/livez", .allow = "GET, HEAD", .methods = kReads, .handle = Livez},
    {.path = "/readyz", .allow = "GET, HEAD", .methods = kReads, .handle = Readyz},
    {.path = "/metrics", .allow = "GET, HEAD", .methods = kReads, .handle = MetricsPage},
    {.path = "/", .allow = "GET, HEAD", .methods = kReads, .handle = AssetPage},
    {.path = "/page.js", .allow = "GET, HEAD", .methods = kReads, .handle = AssetPage},
    {.path = "/style.css", .allow = "GET, HEAD", .methods = kReads, .handle = AssetPage},
    {.path = "/openapi.yaml", .allow = "GET, HEAD", .methods = kReads, .handle = AssetPage},
};

constexpr Route kControl[] = {
    {.path = kControlEntries,
     .allow = "POST",
     .methods = kPost,
     .body_bytes_max = kControlBodyBytesMax,
     .decode = DecodeEntry,
     .render = RenderEntry},
    {.path = kControlCheck, .allow = "POST", .methods = kPost, .body_bytes_max = kCheckBodyBytesMax, .handle = Check},
    {.path = "/v1/check", .allow = "POST", .methods = kPost, .body_bytes_max = kCheckBodyBytesMax, .handle = Check},
    {.path = "/v1/scan", .allow = "POST", .methods = kPost, .body_bytes_max = kScanBodyBytesMax, .handle = Scan},
    {.path = kControlLog, .allow = "GET, HEAD", .methods = kReads, .handle = ControlLog},
    {.path = kControlStatus, .allow = "GET, HEAD", .methods = kReads, .handle = ControlStatus},
    {.path = kControlKeyNationalId, .allow = "POST", .methods = kPost, .body_bytes_max = 1024, .handle = ControlKeyNationalId},
    {.path = kControlReload, .allow = "POST", .methods = kPost, .body_bytes_max = 1024, .handle = ControlReload},
};

}  // namespace

std::span<const Route> PublicRoutes() { return kPublic; }
std::span<const Route> ControlRoutes() { return kControl; }

}  // namespace cybercheck::server
