// SPDX-License-Identifier: Apache-2.0
#include "event/feed_observed.h"

#include <boost/json.hpp>

#include "event/body_reader.h"
#include "event/entry.h"

namespace cybercheck::event {
namespace {

namespace json = boost::json;

constexpr size_t kSourceBytesMax = 64;

base::Result<void> ReadRow(const BodyReader& inside, size_t index, FeedRow& row) {
  enum : size_t { kKey, kAt, kCategory, kPromotes, kWithdrawn, kSubmitted };
  static constexpr std::string_view kNames[] = {"key", "at", "category", "promotes", "withdrawn", "submitted"};
  BodyReader body(inside, index, kNames);
  const auto on_member = [&](size_t which) {
    switch (which) {
      case kKey:
        return body.Key(row.key);
      case kAt:
        return body.Integer(0, INT64_MAX, row.observed_s);
      case kCategory:
        return body.Integer(0, 255, row.category);
      case kPromotes:
        return body.Boolean(row.promotes_host);
      case kWithdrawn:
        return body.Boolean(row.withdrawn);
      default:
        return body.Text(0, SIZE_MAX, row.submitted);
    }
  };
  TRY(body.Read(on_member));
  return body.Needs({kKey});
}

}  // namespace

std::string EncodeFeedObserved(const FeedObserved& feed) {
  std::string out = BeginBody();
  out += ",\"source\":" + json::serialize(json::value(feed.source));
  out += ",\"class\":" + std::to_string(feed.source_class) + ",\"canon\":" + std::to_string(feed.canon) + ",\"rows\":[";
  for (const FeedRow& row : feed.rows) {
    if (&row != feed.rows.data()) out += ',';
    out += "\n{\"key\":" + json::serialize(json::value(row.key.ToString())) + ",\"at\":" + std::to_string(row.observed_s);
    if (row.category != 0) out += ",\"category\":" + std::to_string(row.category);
    if (row.promotes_host) out += ",\"promotes\":true";
    if (row.withdrawn) out += ",\"withdrawn\":true";
    if (!row.submitted.empty()) out += ",\"submitted\":" + json::serialize(json::value(row.submitted));
    out += '}';
  }
  return out + "]}";
}

base::Result<FeedObserved> DecodeFeedObserved(std::string_view body) {
  enum : size_t { kSource, kClass, kCanon, kRows };
  static constexpr std::string_view kNames[] = {"source", "class", "canon", "rows"};
  std::string scratch;
  base::JsonReader json(body, scratch);
  BodyReader members(json, "feed_observed", kNames);
  FeedObserved feed;
  const auto on_member = [&](size_t which) {
    switch (which) {
      case kSource:
        return members.Text(1, kSourceBytesMax, feed.source);
      case kClass:
        return members.Integer(0, 255, feed.source_class);
      case kCanon:
        return members.Integer(1, 65535, feed.canon);
      default:
        return members.Array(kFeedRowsMax, [&](size_t index) { return ReadRow(members, index, feed.rows.emplace_back()); });
    }
  };
  TRY(members.Read(on_member));
  TRY(members.Needs({kSource}));
  TRY(members.End());
  return feed;
}

}  // namespace cybercheck::event
