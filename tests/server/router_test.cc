// SPDX-License-Identifier: Apache-2.0
#include "server/router.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <set>
#include <string>

#include "base/file.h"
#include "server/metrics.h"
#include "server/role_table.h"

namespace cybercheck::server {
namespace {

constexpr unsigned kPost = Bit(Method::kPost);
constexpr Route kRoutes[] = {
    {.path = "/a", .methods = kReads},
    {.path = "/a", .methods = kPost | Bit(Method::kOptions), .cors = true},
    {.path = "/a/{id}", .methods = kReads},
    {.path = "/a/{id}/b", .methods = kPost},
    {.path = "/a/{id}/c/{n}", .methods = kReads},
    {.path = "/a:batch", .methods = kPost},
};

struct Row {
  Method method;
  const char* path;
  int route;  // -1: the path is known, the method is not; -2: neither
  const char* first;
  const char* second;
};

TEST(RouterTest, PathsAndTheirSegments) {
  constexpr Row kRows[] = {
      {Method::kGet, "/a", 0, "", ""},
      {Method::kPost, "/a", 1, "", ""},
      {Method::kOptions, "/a", 1, "", ""},
      {Method::kDelete, "/a", -1, "", ""},
      {Method::kGet, "/a/x", 2, "x", ""},
      {Method::kGet, "/a/%41.~", 2, "%41.~", ""},
      {Method::kPost, "/a/x/b", 3, "x", ""},
      {Method::kGet, "/a/x/b", -1, "x", ""},
      {Method::kGet, "/a/x/c/y", 4, "x", "y"},
      {Method::kPost, "/a:batch", 5, "", ""},
      {Method::kGet, "/a/", -2, "", ""},
      {Method::kGet, "/a//b", -2, "", ""},
      {Method::kGet, "/a/x/", -2, "", ""},
      {Method::kGet, "/a/x/bb", -2, "", ""},
      {Method::kGet, "/a/x/c/y/", -2, "", ""},
      {Method::kGet, "/a/x/c/", -2, "", ""},
      {Method::kGet, "/", -2, "", ""},
      {Method::kGet, "", -2, "", ""},
      {Method::kGet, "/A", -2, "", ""},
      {Method::kGet, "/a/{id}/c", -2, "", ""},
      {Method::kPost, "/a/x:batch", -1, "x:batch", ""},
  };
  for (const Row& row : kRows) {
    const RouteMatch match = FindRoute(kRoutes, row.path, row.method);
    EXPECT_EQ(match.route, row.route < 0 ? nullptr : &kRoutes[row.route]) << row.path;
    EXPECT_EQ(match.methods == 0, row.route == -2) << row.path;
    EXPECT_EQ(match.params[0], row.first) << row.path;
    EXPECT_EQ(match.params[1], row.second) << row.path;
  }
  // A refusal names what any row of the path takes, and is counted with the first.
  const RouteMatch refused = FindRoute(kRoutes, "/a", Method::kDelete);
  EXPECT_EQ(refused.methods, kReads | kPost | Bit(Method::kOptions));
  EXPECT_EQ(FindRoute(kRoutes, "/a", Method::kOptions).methods, refused.methods);
  EXPECT_EQ(FindRoute(kRoutes, "/a", Method::kPost).number, 0u);
  EXPECT_TRUE(refused.cors);
}

TEST(RouterTest, TheServersRowsAreSound) {
  for (const auto routes : {PublicRoutes(), ControlRoutes()}) {
    EXPECT_LT(routes.size(), kRoutesCounted);
    std::set<std::string> seen;
    for (const Route& route : routes) {
      EXPECT_TRUE(route.path.starts_with('/')) << route.path;
      EXPECT_TRUE((route.handle != nullptr) != (route.decode != nullptr)) << route.path;
      EXPECT_TRUE(route.decode != nullptr || route.render == nullptr) << route.path;
      EXPECT_FALSE(route.audited && route.handle == nullptr) << route.path;
      EXPECT_EQ((route.methods & kPost) != 0, route.body_bytes_max != 0) << route.path;
      for (size_t i = 0; i < kMethodCount; ++i) {
        if ((route.methods & (1u << i)) == 0 || i == static_cast<size_t>(Method::kOptions)) continue;
        EXPECT_TRUE(seen.insert(std::string(route.path) + " " + std::to_string(i)).second) << route.path;
      }
      if (route.roles == 0) continue;
      EXPECT_NE(route.limit, LimitClass::kNone) << route.path;  // whoever needs a role is counted
      EXPECT_FALSE(route.cors) << route.path;                   // any origin may read what anybody may
    }
  }
}

TEST(RouterTest, TheTableOfTheDocumentIsMadeFromTheRows) {
  const std::string path = std::string(CYBERCHECK_SOURCE_DIR) + "/docs/roles.md";
  const auto document = base::ReadFile(path);
  ASSERT_TRUE(document.has_value());
  const std::string expected = document->substr(0, document->find("| methods |")) + RoleTable(PublicRoutes());
  if (std::getenv("CYBERCHECK_UPDATE_DOCS") != nullptr) {
    ASSERT_TRUE(base::ReplaceFile(path, expected).has_value());
    return;
  }
  EXPECT_EQ(*document, expected) << "run this test with CYBERCHECK_UPDATE_DOCS=1";
}

}  // namespace
}  // namespace cybercheck::server
