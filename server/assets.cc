// SPDX-License-Identifier: Apache-2.0
#include "server/assets.h"

#include <array>
#include <string>

#include "base/hex.h"
#include "base/sha256.h"
#include "server/handlers.h"

namespace cybercheck::server {

// Made from the files when the binary is built (cmake/embed.cmake).
std::string_view PageHtml() noexcept;
std::string_view ReportHtml() noexcept;
std::string_view FollowHtml() noexcept;
std::string_view AppealHtml() noexcept;
std::string_view ReleasesHtml() noexcept;
std::string_view PageScript() noexcept;
std::string_view CheckScript() noexcept;
std::string_view DeliveryScript() noexcept;
std::string_view ReceiptScript() noexcept;
std::string_view ValueFieldScript() noexcept;
std::string_view ReportScript() noexcept;
std::string_view FollowScript() noexcept;
std::string_view AppealScript() noexcept;
std::string_view ReleasesScript() noexcept;
std::string_view PageStyle() noexcept;
std::string_view PageIcon() noexcept;
std::string_view OpenApiYaml() noexcept;

namespace {

constexpr std::string_view kHtml = "text/html; charset=utf-8", kScript = "text/javascript; charset=utf-8";

}  // namespace

const Asset* FindAsset(std::string_view path) {
  static const std::array all = [] {
    std::array assets = std::to_array<Asset>({{"/", kHtml, PageHtml(), {}},
                                              {"/report", kHtml, ReportHtml(), {}},
                                              {"/follow", kHtml, FollowHtml(), {}},
                                              {"/appeal", kHtml, AppealHtml(), {}},
                                              {"/releases", kHtml, ReleasesHtml(), {}},
                                              {"/page.js", kScript, PageScript(), {}},
                                              {"/check.js", kScript, CheckScript(), {}},
                                              {"/delivery.js", kScript, DeliveryScript(), {}},
                                              {"/receipt.js", kScript, ReceiptScript(), {}},
                                              {"/value_field.js", kScript, ValueFieldScript(), {}},
                                              {"/report.js", kScript, ReportScript(), {}},
                                              {"/follow.js", kScript, FollowScript(), {}},
                                              {"/appeal.js", kScript, AppealScript(), {}},
                                              {"/releases.js", kScript, ReleasesScript(), {}},
                                              {"/style.css", "text/css; charset=utf-8", PageStyle(), {}},
                                              {"/favicon.ico", "image/svg+xml", PageIcon(), {}},
                                              {"/openapi.yaml", "application/yaml; charset=utf-8", OpenApiYaml(), {}}});
    static std::array<std::string, assets.size()> tags;
    for (size_t i = 0; i < assets.size(); ++i) {
      tags[i] = "\"" + base::HexEncode(base::Sha256(assets[i].bytes)).substr(0, 32) + "\"";
      assets[i].etag = tags[i];
    }
    return assets;
  }();
  for (const Asset& asset : all)
    if (asset.path == path) return &asset;
  return nullptr;
}

void AssetPage(const Request& request, Worker&, Response& response) {
  const Asset* asset = FindAsset(request.path);
  if (asset == nullptr) return response.Refuse(base::Fail(base::ErrorCode::kNotFound));
  response.etag = asset->etag;
  response.store = true;
  response.content_type = asset->content_type;
  if (request.if_none_match == asset->etag || request.if_none_match == "*") {
    response.status = 304;
    return;
  }
  response.asset = asset->bytes;
}

}  // namespace cybercheck::server
