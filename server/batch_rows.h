// SPDX-License-Identifier: Apache-2.0
// Batches of JSON lines: one object a line in, one a line out, in one entry. A row that cannot be taken never spoils the others;
// it is answered {"row":7,"error":{"code","detail"}}. Pure.
#pragma once

#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "server/limits.h"
#include "server/report_answer.h"
#include "server/request.h"
#include "server/router.h"
#include "server/services.h"
#include "wire/answer.h"

namespace cybercheck::server {

// What became of the rows before the entry was made; the answer is made of it and the outcome.
struct Batch {
  struct Row {
    size_t line = 0;  // of the body, from 1
    std::optional<base::Error> error;
  };
  std::vector<Row> rows;
  size_t taken = 0;
  Limits::Admission asked;  // not allowed: the numbers in the rows are more than the sender may look up, and nothing is entered
  bool whole = false;       // every row was looked at: what failed after that is the entry

  // Of a batch that is sent again when other lists are in force: whether it is known which rows the entry took, `entered` of
  // them.
  bool Match(size_t entered) {
    if (entered == taken) return true;
    if (entered != rows.size()) return false;
    for (Row& row : rows) row.error.reset();
    return true;
  }
};

// Calls `on_line(number, text)` for every line that is not blank, until it gives false.
template <class OnLine>
void EachLine(std::string_view body, OnLine on_line) {
  for (size_t number = 1; !body.empty(); ++number) {
    std::string_view line = body.substr(0, body.find('\n'));
    body.remove_prefix(std::min(line.size() + 1, body.size()));
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (line.find_first_not_of(" \t") != std::string_view::npos && !on_line(number, line)) return;
  }
}

// Errors: kBadRequest (none), kTooManyItems.
inline base::Result<void> CountRows(std::string_view body, size_t rows_max) {
  size_t rows = 0;
  EachLine(body, [&](size_t, std::string_view) { return ++rows <= rows_max; });
  if (rows == 0) return base::Fail(base::ErrorCode::kBadRequest, "the body has no row");
  if (rows > rows_max)
    return base::Fail(base::ErrorCode::kTooManyItems, "a batch has at most " + std::to_string(rows_max) + " rows");
  return {};
}

// Takes each line by `take(line)`, and notes what became of it. Errors: trouble of keys or disk, or with the sender's budget,
// which is no row's fault.
template <class Take>
base::Result<void> TakeRows(std::string_view body, Batch& batch, Take take) {
  std::optional<base::Error> trouble;
  EachLine(body, [&](size_t number, std::string_view line) {
    base::Result<void> taken = take(line);
    if (taken.has_error() &&
        (base::Describe(taken.error().code).http_status >= 500 || taken.error().code == base::ErrorCode::kTooManyRequests)) {
      trouble = std::move(taken).error();
      return false;
    }
    Batch::Row& row = batch.rows.emplace_back();
    row.line = number;
    if (taken.has_error()) row.error = std::move(taken).error();
    return true;
  });
  if (trouble) return std::move(*trouble);
  batch.whole = true;
  return {};
}

inline void AppendRowError(const Batch::Row& row, std::string& out) {
  out.append("{\"row\":").append(std::to_string(row.line)).append(",");
  std::string error;
  wire::AppendItemError(*row.error, error);
  out.append(error.substr(1)).append("\n");  // {"error":…} goes on in the same object
}

// Answers the batch: `append_rows(reply)` adds a line for every row of an accepted entry.
template <class AppendRows>
void RenderRows(Batch& batch, const base::Result<store::Sequencer::Reply>& reply, Worker& worker, Response& response,
                AppendRows append_rows) {
  if (!batch.asked.allowed) {
    worker.metrics().lookups_limited.Add();
    return Limits::Refuse(batch.asked, response);
  }
  const bool reused = reply.has_error() && reply.error().code == base::ErrorCode::kConflict;
  if (reply.has_error() && !reused && batch.whole && batch.taken == 0) {
    response.status = 200;  // nothing was entered; every row says why
    for (const Batch::Row& row : batch.rows) AppendRowError(row, response.body);
  } else if (reply.has_error()) {
    return response.Refuse(reply.error());
  } else if (!reply->outcome.accepted) {
    return response.Refuse(RefusalOf(reply->outcome));
  } else if (auto done = append_rows(*reply); done.has_error()) {
    return response.Refuse(done.error());
  }
  response.content_type = MediaType(ContentType::kNdjson);
}

// The submission of a batch: `make_entry(request, services, batch)` on a preparing thread, `append_rows(batch, reply, worker,
// out)` when it is answered.
template <class MakeEntry, class AppendRows>
Submission SubmitRows(const Request& request, Worker& worker, MakeEntry make_entry, AppendRows append_rows) {
  const auto batch = std::make_shared<Batch>();
  Submission out;
  out.priority = store::Priority::kBulk;
  out.prepare = [&services = worker.services(), batch, make_entry, copy = std::make_shared<RequestCopy>(request)] {
    return make_entry(copy->request(), services, *batch);
  };
  out.render = [batch, append_rows](const base::Result<store::Sequencer::Reply>& reply, Worker& answering, Response& response) {
    RenderRows(*batch, reply, answering, response,
               [&](const store::Sequencer::Reply& accepted) { return append_rows(*batch, accepted, answering, response.body); });
  };
  return out;
}

}  // namespace cybercheck::server
