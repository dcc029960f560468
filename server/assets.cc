// SPDX-License-Identifier: Apache-2.0
#include "server/assets.h"

#include <array>
#include <iterator>
#include <string>

#include "base/hex.h"
#include "base/sha256.h"
#include "server/handlers.h"

namespace cybercheck::server {

// Made from the files when the binary is built (cmake/embed.cmake).
std::string_view PageHtml(bool packed) noexcept;
std::string_view ReportHtml(bool packed) noexcept;
std::string_view FollowHtml(bool packed) noexcept;
std::string_view AppealHtml(bool packed) noexcept;
std::string_view ReleasesHtml(bool packed) noexcept;
std::string_view PageScript(bool packed) noexcept;
std::string_view CheckScript(bool packed) noexcept;
std::string_view DeliveryScript(bool packed) noexcept;
std::string_view ReceiptScript(bool packed) noexcept;
std::string_view ValueFieldScript(bool packed) noexcept;
std::string_view ReportScript(bool packed) noexcept;
std::string_view FollowScript(bool packed) noexcept;
std::string_view AppealScript(bool packed) noexcept;
std::string_view ReleasesScript(bool packed) noexcept;
std::string_view PageStyle(bool packed) noexcept;
std::string_view PageIcon(bool packed) noexcept;
std::string_view OpenApiYaml(bool packed) noexcept;

namespace {

constexpr std::string_view kHtml = "text/html; charset=utf-8", kScript = "text/javascript; charset=utf-8";

struct File {
  std::string_view path;
  std::string_view content_type;
  std::string_view (*bytes)(bool packed) noexcept;
};
constexpr File kFiles[] = {
    {"/", kHtml, PageHtml},
    {"/report", kHtml, ReportHtml},
    {"/follow", kHtml, FollowHtml},
    {"/appeal", kHtml, AppealHtml},
    {"/releases", kHtml, ReleasesHtml},
    {"/page.js", kScript, PageScript},
    {"/check.js", kScript, CheckScript},
    {"/delivery.js", kScript, DeliveryScript},
    {"/receipt.js", kScript, ReceiptScript},
    {"/value_field.js", kScript, ValueFieldScript},
    {"/report.js", kScript, ReportScript},
    {"/follow.js", kScript, FollowScript},
    {"/appeal.js", kScript, AppealScript},
    {"/releases.js", kScript, ReleasesScript},
    {"/style.css", "text/css; charset=utf-8", PageStyle},
    {"/favicon.ico", "image/svg+xml", PageIcon},
    {"/openapi.yaml", "application/yaml; charset=utf-8", OpenApiYaml},
};

std::string TagOf(std::string_view bytes) { return "\"" + base::HexEncode(base::Sha256(bytes)).substr(0, 32) + "\""; }

}  // namespace

const Asset* FindAsset(std::string_view path) {
  static const std::array all = [] {
    std::array<Asset, std::size(kFiles)> assets;
    for (size_t i = 0; i < assets.size(); ++i) {
      const File& file = kFiles[i];
      assets[i] = {file.path,
                   file.content_type,
                   {file.bytes(false), TagOf(file.bytes(false))},
                   {file.bytes(true), TagOf(file.bytes(true))}};
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
  const Asset::Form& form = request.accepts_gzip ? asset->packed : asset->plain;
  response.etag = form.etag;
  response.store = response.packs = true;
  response.packed = request.accepts_gzip;
  response.content_type = asset->content_type;
  if (request.if_none_match == form.etag || request.if_none_match == "*") {
    response.status = 304;
    return;
  }
  response.asset = form.bytes;
}

}  // namespace cybercheck::server
