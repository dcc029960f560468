// SPDX-License-Identifier: Apache-2.0
#include "server/router.h"

#include <algorithm>

#include "server/check_body.h"
#include "server/control_routes.h"
#include "server/handlers.h"
#include "server/hold_body.h"
#include "server/report_body.h"
#include "store/attachments.h"

namespace cybercheck::server {
namespace {

constexpr unsigned kPost = Bit(Method::kPost);
constexpr unsigned kAsk = kReads | kPost | Bit(Method::kOptions);
// A review of 500 indicators by their ids, or an appeal of 16 KiB, each of its bytes escaped.
constexpr size_t kOfficerBodyBytesMax = 128 << 10;
constexpr unsigned kBanks = Bit(event::Role::kPartner) | kStaff;

// The most asked first: the search is linear.
constexpr Route kPublic[] = {
    {.path = "/v1/check",
     .methods = kAsk,
     .body_bytes_max = kCheckBodyBytesMax,
     .limit = LimitClass::kCheck,
     .cors = true,
     .handle = Check},
    {.path = "/v1/scan",
     .methods = kPost | Bit(Method::kOptions),
     .body_bytes_max = kScanBodyBytesMax,
     .limit = LimitClass::kCheck,
     .cors = true,
     .handle = Scan},
    {.path = "/v1/app_tokens",
     .methods = kPost | Bit(Method::kOptions),
     .body_bytes_max = 1024,
     .limit = LimitClass::kIssue,
     .cors = true,
     .handle = IssueAppToken},
    {.path = "/v1/reports",
     .methods = kPost | Bit(Method::kOptions),
     .body_bytes_max = kReportBodyBytesMax,
     .limit = LimitClass::kReport,
     .cors = true,
     .decode = DecodeReport,
     .render = RenderReport},
    {.path = "/v1/reports/{id}",
     .methods = kReads | Bit(Method::kOptions),
     .audited = true,
     .limit = LimitClass::kReport,
     .cors = true,
     .handle = GetReport},
    {.path = "/v1/reports:batch",
     .methods = kPost,
     .body_bytes_max = kReportBatchBytesMax,
     .content_types = Bit(ContentType::kNdjson),
     .roles = Bit(event::Role::kIntake) | kStaff,
     .limit = LimitClass::kReport,
     .decode = DecodeReportBatch,
     .render = RenderReportBatch},
    {.path = "/v1/attachments",
     .methods = kPost | Bit(Method::kOptions),
     .body_bytes_max = store::kAttachmentBytesMax,
     .content_types = Bit(ContentType::kPng) | Bit(ContentType::kJpeg) | Bit(ContentType::kPdf),
     .limit = LimitClass::kReport,
     .cors = true,
     .decode = DecodeAttachment,
     .render = RenderAttachment},
    {.path = "/v1/attachments/{id}",
     .methods = kReads,
     .roles = kStaff,
     .audited = true,
     .limit = LimitClass::kOfficer,
     .handle = GetAttachment},
    {.path = "/v1/attachments/{id}/capture",
     .methods = kReads,
     .roles = kStaff,
     .audited = true,
     .limit = LimitClass::kOfficer,
     .handle = GetCapture},
    {.path = "/v1/indicators/{id}/evidence",
     .methods = kReads,
     .roles = kStaff,
     .audited = true,
     .limit = LimitClass::kOfficer,
     .handle = IndicatorEvidence},
    {.path = "/v1/indicators/{id}/related",
     .methods = kReads,
     .roles = kStaff,
     .audited = true,
     .limit = LimitClass::kOfficer,
     .handle = IndicatorRelated},
    {.path = "/v1/indicators/{id}/review",
     .methods = kPost,
     .body_bytes_max = kOfficerBodyBytesMax,
     .roles = kSupervisors,
     .limit = LimitClass::kOfficer,
     .decode = DecodeReview,
     .render = RenderReview},
    {.path = "/v1/indicators/{id}/undo",
     .methods = kPost,
     .body_bytes_max = kOfficerBodyBytesMax,
     .roles = kSupervisors,
     .limit = LimitClass::kOfficer,
     .decode = DecodeReviewUndo,
     .render = RenderReviewUndo},
    {.path = "/v1/reviews:batch",
     .methods = kPost,
     .body_bytes_max = kOfficerBodyBytesMax,
     .roles = kSupervisors,
     .limit = LimitClass::kOfficer,
     .decode = DecodeReviewsBatch,
     .render = RenderReviewsBatch},
    {.path = "/v1/queue", .methods = kReads, .roles = kStaff, .limit = LimitClass::kOfficer, .handle = Queue},
    {.path = "/v1/queue/claims",
     .methods = kPost,
     .body_bytes_max = kOfficerBodyBytesMax,
     .roles = kStaff,
     .limit = LimitClass::kOfficer,
     .decode = DecodeClaim,
     .render = RenderClaim},
    {.path = "/v1/queue/releases",
     .methods = kPost,
     .body_bytes_max = kOfficerBodyBytesMax,
     .roles = kStaff,
     .limit = LimitClass::kOfficer,
     .decode = DecodeRelease,
     .render = RenderClaim},
    {.path = "/v1/appeals",
     .methods = kPost,
     .body_bytes_max = kOfficerBodyBytesMax,
     .limit = LimitClass::kReport,
     .decode = DecodeAppealOpen,
     .render = RenderAppealOpen},
    {.path = "/v1/appeals", .methods = kReads, .roles = kSupervisors, .limit = LimitClass::kOfficer, .handle = AppealPage},
    {.path = "/v1/appeals/figures",
     .methods = kReads | Bit(Method::kOptions),
     .limit = LimitClass::kCheck,
     .cors = true,
     .handle = AppealFigures},
    {.path = "/v1/appeals/{id}", .methods = kReads, .audited = true, .limit = LimitClass::kReport, .handle = AppealStatus},
    {.path = "/v1/appeals/{id}/moves",
     .methods = kPost,
     .body_bytes_max = kOfficerBodyBytesMax,
     .roles = kSupervisors,
     .limit = LimitClass::kOfficer,
     .decode = DecodeAppealMove,
     .render = RenderAppealMove},
    {.path = "/v1/holds",
     .methods = kPost,
     .body_bytes_max = kOfficerBodyBytesMax,
     .roles = kBanks | Bit(event::Role::kIntake),
     .limit = LimitClass::kOfficer,
     .decode = DecodeHoldOpen,
     .render = RenderHoldOpen},
    {.path = "/v1/holds", .methods = kReads, .roles = kBanks, .limit = LimitClass::kOfficer, .handle = HoldPage},
    {.path = "/v1/holds:stream", .methods = kReads, .roles = kBanks, .limit = LimitClass::kOfficer, .handle = HoldStream},
    {.path = "/v1/holds/figures",
     .methods = kReads | Bit(Method::kOptions),
     .limit = LimitClass::kCheck,
     .cors = true,
     .handle = HoldFigures},
    {.path = "/v1/holds/{id}", .methods = kReads, .roles = kBanks, .limit = LimitClass::kOfficer, .handle = HoldStatus},
    {.path = "/v1/holds/{id}/answer",
     .methods = kPost,
     .body_bytes_max = kHoldAnswerBytesMax,
     .roles = kBanks,
     .limit = LimitClass::kOfficer,
     .decode = DecodeHoldAnswer,
     .render = RenderHoldAnswer},
    {.path = "/v1/holds/{id}/moves",
     .methods = kPost,
     .body_bytes_max = kOfficerBodyBytesMax,
     .roles = kStaff,
     .limit = LimitClass::kOfficer,
     .decode = DecodeHoldMove,
     .render = RenderHoldMove},
    {.path = "/v1/holds/{id}/release_requests",
     .methods = kPost,
     .body_bytes_max = kOfficerBodyBytesMax,
     .limit = LimitClass::kReport,
     .decode = DecodeReleaseAsk,
     .render = RenderReleaseAsk},
    {.path = "/v1/release_requests", .methods = kReads, .roles = kStaff, .limit = LimitClass::kOfficer, .handle = ReleasePage},
    {.path = "/v1/release_requests/{id}",
     .methods = kReads,
     .audited = true,
     .limit = LimitClass::kReport,
     .handle = ReleaseStatus},
    {.path = "/v1/release_requests/{id}/moves",
     .methods = kPost,
     .body_bytes_max = kOfficerBodyBytesMax,
     .roles = kSupervisors,
     .limit = LimitClass::kOfficer,
     .decode = DecodeReleaseMove,
     .render = RenderReleaseMove},
    {.path = "/livez", .methods = kReads, .handle = Livez},
    {.path = "/readyz", .methods = kReads, .handle = Readyz},
    {.path = "/metrics", .methods = kReads, .handle = MetricsPage},
    {.path = "/", .methods = kReads, .handle = AssetPage},
    {.path = "/page.js", .methods = kReads, .handle = AssetPage},
    {.path = "/style.css", .methods = kReads, .handle = AssetPage},
    {.path = "/favicon.ico", .methods = kReads, .handle = AssetPage},
    {.path = "/openapi.yaml", .methods = kReads, .handle = AssetPage},
};

constexpr Route kControl[] = {
    {.path = kControlEntries,
     .methods = kPost,
     .body_bytes_max = kControlBodyBytesMax,
     .decode = DecodeEntry,
     .render = RenderEntry},
    {.path = kControlCheck, .methods = kPost, .body_bytes_max = kCheckBodyBytesMax, .handle = Check},
    {.path = "/v1/check", .methods = kPost, .body_bytes_max = kCheckBodyBytesMax, .handle = Check},
    {.path = "/v1/scan", .methods = kPost, .body_bytes_max = kScanBodyBytesMax, .handle = Scan},
    {.path = kControlLog, .methods = kReads, .handle = ControlLog},
    {.path = kControlStatus, .methods = kReads, .handle = ControlStatus},
    {.path = kControlKeyNationalId, .methods = kPost, .body_bytes_max = 1024, .handle = ControlKeyNationalId},
    {.path = kControlTokens, .methods = kReads, .handle = ControlTokens},
    {.path = kControlKeyPerson, .methods = kPost, .body_bytes_max = 1024, .handle = ControlKeyPerson},
    {.path = kControlKeyDigest, .methods = kPost, .body_bytes_max = 1024, .handle = ControlKeyDigest},
    {.path = kControlSealReport, .methods = kPost, .body_bytes_max = 512 << 10, .handle = ControlSealReport},
    {.path = kControlEraseSubjects, .methods = kPost, .body_bytes_max = 4 << 20, .handle = ControlEraseSubjects},
    {.path = kControlKeys, .methods = kReads, .handle = ControlKeys},
    {.path = kControlRotateKeys, .methods = kPost, .body_bytes_max = 8192, .handle = ControlRotateKeys},
    {.path = kControlCopyKeys, .methods = kPost, .body_bytes_max = 8192, .handle = ControlCopyKeys},
    {.path = kControlRetain, .methods = kPost, .body_bytes_max = 1024, .handle = ControlRetain},
    {.path = kControlReload, .methods = kPost, .body_bytes_max = 1024, .handle = ControlReload},
};

// Whether `path` has the segments of a pattern that holds {…}; what stood for those goes to `params`.
bool MatchesPattern(std::string_view pattern, std::string_view path, std::array<std::string_view, 2>& params) noexcept {
  size_t brace = pattern.find('{');
  if (brace == std::string_view::npos) return false;
  std::array<std::string_view, 2> found{};
  for (size_t number = 0; brace != std::string_view::npos; brace = pattern.find('{')) {
    if (number == found.size() || path.substr(0, brace) != pattern.substr(0, brace)) return false;
    path.remove_prefix(brace);
    pattern.remove_prefix(std::min(pattern.find('}', brace) + 1, pattern.size()));
    const std::string_view segment = path.substr(0, path.find('/'));
    if (segment.empty()) return false;
    found[number++] = segment;
    path.remove_prefix(segment.size());
  }
  if (path != pattern) return false;
  params = found;
  return true;
}

}  // namespace

std::span<const Route> PublicRoutes() { return kPublic; }
std::span<const Route> ControlRoutes() { return kControl; }

RouteMatch FindRoute(std::span<const Route> routes, std::string_view path, Method method) noexcept {
  RouteMatch match;
  for (const Route& route : routes) {
    if (route.path != path && !MatchesPattern(route.path, path, match.params)) continue;
    if (match.methods == 0) match.number = static_cast<size_t>(&route - routes.data());
    match.methods |= route.methods;
    match.cors |= route.cors;
    if ((route.methods & Bit(method)) == 0) continue;
    match.route = &route;
    if (method != Method::kOptions) return match;  // OPTIONS is told of all rows
  }
  return match;
}

}  // namespace cybercheck::server
