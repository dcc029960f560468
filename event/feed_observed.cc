// SPDX-License-Identifier: Apache-2.0
#include "event/feed_observed.h"

#include <boost/json.hpp>

#include "event/body_reader.h"
#include "event/entry.h"

namespace cybercheck::event {
namespace {

namespace json = boost::json;

constexpr size_t kSourceBytesMax = 64;

base::Result<FeedRow> ReadRow(const BodyReader& inside, size_t index) {
  enum : size_t { kKey, kAt, kCategory, kPromotes, kWithdrawn, kSubmitted };
  static constexpr std::string_view kNames[] = {"key", "at", "category", "promotes", "withdrawn", "submitted"};
  BodyReader body(inside, index, kNames);
  FeedRow row;
  TRY(body.Enter());
  for (size_t which = 0;;) {
    ASSIGN_OR_RETURN(const bool more, body.Next(which));
    if (!more) break;
    switch (which) {
      case kKey:
        TRY(body.Key(row.key));
        break;
      case kAt:
        TRY(body.Integer(0, INT64_MAX, row.observed_s));
        break;
      case kCategory:
        TRY(body.Integer(0, 255, row.category));
        break;
      case kPromotes:
        TRY(body.Boolean(row.promotes_host));
        break;
      case kWithdrawn:
        TRY(body.Boolean(row.withdrawn));
        break;
      default:
        TRY(body.Text(0, SIZE_MAX, row.submitted));
    }
  }
  TRY(body.Needs({kKey}));
  return row;
}

base::Result<void> ReadRows(BodyReader& body, std::vector<FeedRow>& out) {
  TRY(body.EnterArray());
  for (;;) {
    ASSIGN_OR_RETURN(const bool more, body.NextElement());
    if (!more) return {};
    if (out.size() == kFeedRowsMax) return body.Wrong();
    ASSIGN_OR_RETURN(FeedRow read, ReadRow(body, out.size()));
    out.push_back(std::move(read));
  }
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
  TRY(members.Enter());
  for (size_t which = 0;;) {
    ASSIGN_OR_RETURN(const bool more, members.Next(which));
    if (!more) break;
    switch (which) {
      case kSource:
        TRY(members.Text(1, kSourceBytesMax, feed.source));
        break;
      case kClass:
        TRY(members.Integer(0, 255, feed.source_class));
        break;
      case kCanon:
        TRY(members.Integer(1, 65535, feed.canon));
        break;
      default:
        TRY(ReadRows(members, feed.rows));
    }
  }
  TRY(members.Needs({kSource}));
  TRY(members.End());
  return feed;
}

}  // namespace cybercheck::event
