// SPDX-License-Identifier: Apache-2.0
#include "event/feed_observed.h"

#include <boost/json.hpp>

#include "event/entry.h"

namespace cybercheck::event {
namespace {

namespace json = boost::json;

base::Error Damaged(const std::string& what) { return base::Fail(base::ErrorCode::kDamaged, "feed_observed: " + what); }

base::Error InRow(size_t row, const std::string& what) { return Damaged("rows[" + std::to_string(row) + "]: " + what); }

base::Result<FeedRow> ReadRow(const json::value& value, size_t at) {
  if (!value.is_object()) return InRow(at, "not an object");
  FeedRow row;
  for (const auto& [name, member] : value.get_object()) {
    if (name == "key" && member.is_string()) {
      auto key = indicator::ParseKey(member.get_string());
      if (!key) return InRow(at, "key is not KIND:FORM");
      row.key = std::move(*key);
    } else if (name == "at" && member.is_int64() && member.get_int64() >= 0) {
      row.observed_s = member.get_int64();
    } else if (name == "category" && member.is_int64() && member.get_int64() >= 0 && member.get_int64() <= 255) {
      row.category = static_cast<uint8_t>(member.get_int64());
    } else if (name == "promotes" && member.is_bool()) {
      row.promotes_host = member.get_bool();
    } else if (name == "withdrawn" && member.is_bool()) {
      row.withdrawn = member.get_bool();
    } else if (name == "submitted" && member.is_string()) {
      row.submitted = member.get_string();
    } else {
      return InRow(at, "member '" + std::string(name) + "' is unknown or of the wrong type");
    }
  }
  if (row.key.form.empty()) return InRow(at, "no key");
  return row;
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
  json::monotonic_resource memory(4 * body.size() + 4096);
  boost::system::error_code error;
  const json::value root = json::parse(json::string_view(body.data(), body.size()), error, &memory, {.max_depth = 4});
  if (error || !root.is_object()) return Damaged("not a JSON object");
  FeedObserved feed;
  for (const auto& [name, member] : root.get_object()) {
    if (name == "salt" && member.is_string()) continue;
    if (name == "source" && member.is_string()) {
      feed.source = member.get_string();
    } else if (name == "class" && member.is_int64() && member.get_int64() >= 0 && member.get_int64() <= 255) {
      feed.source_class = static_cast<uint8_t>(member.get_int64());
    } else if (name == "canon" && member.is_int64() && member.get_int64() > 0 && member.get_int64() <= 65535) {
      feed.canon = static_cast<uint16_t>(member.get_int64());
    } else if (name == "rows" && member.is_array() && member.get_array().size() <= kFeedRowsMax) {
      feed.rows.reserve(member.get_array().size());
      for (const json::value& row : member.get_array()) {
        ASSIGN_OR_RETURN(FeedRow read, ReadRow(row, feed.rows.size()));
        feed.rows.push_back(std::move(read));
      }
    } else {
      return Damaged("member '" + std::string(name) + "' is unknown or of the wrong type");
    }
  }
  if (feed.source.empty() || feed.source.size() > 64) return Damaged("source is missing or too long");
  return feed;
}

}  // namespace cybercheck::event
