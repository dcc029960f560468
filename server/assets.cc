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
std::string_view PageScript() noexcept;
std::string_view PageStyle() noexcept;
std::string_view PageIcon() noexcept;
std::string_view OpenApiYaml() noexcept;

const Asset* FindAsset(std::string_view path) {
  static const std::array all = [] {
    static std::array<std::string, 5> tags;
    std::array<Asset, 5> assets = {{{"/", "text/html; charset=utf-8", PageHtml(), {}},
                                    {"/page.js", "text/javascript; charset=utf-8", PageScript(), {}},
                                    {"/style.css", "text/css; charset=utf-8", PageStyle(), {}},
                                    {"/favicon.ico", "image/svg+xml", PageIcon(), {}},
                                    {"/openapi.yaml", "application/yaml; charset=utf-8", OpenApiYaml(), {}}}};
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
