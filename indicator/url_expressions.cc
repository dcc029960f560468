// SPDX-License-Identifier: Apache-2.0
#include "indicator/url_expressions.h"

#include "indicator/url_host.h"

namespace cybercheck::indicator {
namespace {

constexpr size_t kHostsMax = 5;        // the exact host and four more
constexpr size_t kLabelsMax = 5;       // the shorter ones are made from the last five labels
constexpr size_t kDirectoriesMax = 4;  // "/" counts as one

// Where the hosts to look up start in `host`, longest first; returns how many.
size_t HostStarts(std::string_view host, std::array<size_t, kHostsMax>& starts) {
  starts[0] = 0;
  if (IsAddress(host)) return 1;
  // Dots from the right: the nth one from the end starts the suffix of n labels.
  std::array<size_t, kLabelsMax> suffixes;
  size_t labels = 0;
  for (size_t at = host.size(); at > 0 && labels < kLabelsMax; --at)
    if (host[at - 1] == '.') suffixes[labels++] = at;
  size_t count = 1;
  // suffixes[0] is the last label alone, never looked up; five labels at most, and four such hosts.
  for (size_t n = std::min(labels, kLabelsMax); n > 1 && count < kHostsMax; --n) starts[count++] = suffixes[n - 1];
  return count;
}

// Where the paths to look up end in `form`, longest first; returns how many. `slash` is where the path starts.
size_t PathEnds(std::string_view form, size_t slash, std::array<size_t, kDirectoriesMax + 2>& ends) {
  const size_t query = std::min(form.find('?', slash), form.size());
  size_t count = 0;
  if (query < form.size()) ends[count++] = form.size();
  ends[count++] = query;
  std::array<size_t, kDirectoriesMax> directories;
  size_t directory_count = 0;
  for (size_t at = slash; at < query && directory_count < kDirectoriesMax; ++at)
    if (form[at] == '/' && at + 1 < query) directories[directory_count++] = at + 1;
  while (directory_count > 0) ends[count++] = directories[--directory_count];
  return count;
}

}  // namespace

std::string_view HostOf(std::string_view form) noexcept { return form.substr(0, form.find('/')); }

std::string_view HostExpression(std::string_view form) noexcept { return form.substr(0, HostOf(form).size() + 1); }

Expressions UrlExpressions(std::string_view form) noexcept {
  Expressions expressions;
  const std::string_view host = HostOf(form);
  if (host.size() == form.size()) return expressions;
  std::array<size_t, kHostsMax> starts;
  std::array<size_t, kDirectoriesMax + 2> ends;
  const size_t start_count = HostStarts(host, starts);
  const size_t end_count = PathEnds(form, host.size(), ends);
  for (size_t s = 0; s < start_count; ++s)
    for (size_t e = 0; e < end_count; ++e)
      expressions.views[expressions.count++] = form.substr(starts[s], ends[e] - starts[s]);
  return expressions;
}

}  // namespace cybercheck::indicator
