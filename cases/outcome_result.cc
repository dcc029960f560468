// SPDX-License-Identifier: Apache-2.0
#include "cases/outcome_result.h"

#include <algorithm>
#include <boost/json.hpp>

namespace cybercheck::cases {
namespace {

namespace json = boost::json;

base::Error Bad() { return base::Fail(base::ErrorCode::kDamaged, "an outcome's result is not laid out as its type's is"); }

base::Result<json::object> Parse(std::string_view result) {
  if (result.empty()) return json::object();
  boost::system::error_code error;
  json::value value = json::parse(json::string_view(result.data(), result.size()), error);
  if (error || !value.is_object()) return Bad();
  return std::move(value.get_object());
}

base::Result<uint16_t> RowNumber(const json::value& value) {
  if (!value.is_int64() || value.get_int64() < 0 || value.get_int64() > UINT16_MAX) return Bad();
  return static_cast<uint16_t>(value.get_int64());
}

base::Result<std::vector<uint16_t>> Rows(const json::object& object, std::string_view member) {
  std::vector<uint16_t> rows;
  const json::value* value = object.if_contains(member);
  if (value == nullptr) return rows;
  if (!value->is_array()) return Bad();
  for (const json::value& row : value->get_array()) {
    ASSIGN_OR_RETURN(const uint16_t number, RowNumber(row));
    rows.push_back(number);
  }
  std::sort(rows.begin(), rows.end());
  rows.erase(std::unique(rows.begin(), rows.end()), rows.end());
  return rows;
}

base::Result<QueuePlace> PlaceOf(const json::value& value) {
  if (!value.is_array()) return Bad();
  const json::array& pair = value.get_array();
  if (pair.size() != 2 || !pair[0].is_int64() || pair[0].get_int64() < 0) return Bad();
  QueuePlace place{static_cast<uint64_t>(pair[0].get_int64()), 0};
  ASSIGN_OR_RETURN(place.row, RowNumber(pair[1]));
  return place;
}

base::Result<QueuePlace> Place(const json::object& object) {
  const json::value* value = object.if_contains("queue");
  if (value == nullptr) return QueuePlace();
  return PlaceOf(*value);
}

}  // namespace

base::Result<SubmitResult> ReadSubmitResult(std::string_view result) {
  ASSIGN_OR_RETURN(const json::object object, Parse(result));
  SubmitResult read;
  if (const json::value* before = object.if_contains("before")) {
    if (!before->is_string()) return Bad();
    read.before = before->get_string();
  }
  ASSIGN_OR_RETURN(read.queued, Rows(object, "queued"));
  return read;
}

base::Result<std::vector<uint16_t>> ReadRequeued(std::string_view result) {
  if (result.find("\"requeued\"") == std::string_view::npos) return std::vector<uint16_t>();
  ASSIGN_OR_RETURN(const json::object object, Parse(result));
  return Rows(object, "requeued");
}

base::Result<std::vector<QueuePlace>> ReadPlacesLeft(std::string_view result) {
  ASSIGN_OR_RETURN(const json::object object, Parse(result));
  std::vector<QueuePlace> places;
  const json::value* left = object.if_contains("left");
  if (left == nullptr) return places;
  if (!left->is_array()) return Bad();
  for (const json::value& value : left->get_array()) {
    ASSIGN_OR_RETURN(const QueuePlace place, PlaceOf(value));
    places.push_back(place);
  }
  return places;
}

base::Result<std::vector<ReviewedItem>> ReadReviewResult(std::string_view result) {
  ASSIGN_OR_RETURN(const json::object object, Parse(result));
  std::vector<ReviewedItem> items;
  const json::value* rows = object.if_contains("rows");
  if (rows == nullptr) return items;
  if (!rows->is_array()) return Bad();
  for (const json::value& row : rows->get_array()) {
    if (!row.is_object()) return Bad();
    ReviewedItem item;
    if (const json::value* code = row.get_object().if_contains("code")) {
      if (!code->is_string()) return Bad();
      item.code = code->get_string();
    }
    ASSIGN_OR_RETURN(item.left, Place(row.get_object()));
    items.push_back(std::move(item));
  }
  return items;
}

base::Result<QueuePlace> ReadPlace(std::string_view result) {
  ASSIGN_OR_RETURN(const json::object object, Parse(result));
  return Place(object);
}

}  // namespace cybercheck::cases
