// SPDX-License-Identifier: Apache-2.0
#include "ingest/reject_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>

#include "base/csv_cell.h"

namespace cybercheck::ingest {
namespace {

constexpr size_t kBufferBytes = 64 << 10;
constexpr size_t kValueBytesMax = 4096;  // of one value; enough to find the row by

}  // namespace

base::Result<RejectFile> RejectFile::Open(std::string path) {
  RejectFile file;
  file.path_ = std::move(path);
  if (!file.path_.empty() && ::unlink(file.path_.c_str()) != 0 && errno != ENOENT)
    return base::IoError(file.path_, "remove the older reject file");
  return file;
}

base::Result<void> RejectFile::Add(const RawRow& row, const Rejection& rejection) {
  return Add(row.number, row.line, rejection, row[Column::kValue].empty() ? row.raw : row[Column::kValue]);
}

base::Result<void> RejectFile::Add(uint64_t row, uint64_t line, const Rejection& rejection, std::string_view value) {
  ++rows_;
  if (path_.empty()) return {};
  if (!file_.valid()) {
    // O_EXCL: never through a link somebody else put there.
    file_ = base::FileDescriptor(::open(path_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
    if (!file_.valid()) return base::IoError(path_, "make the reject file");
    buffer_ = "row,line,column,reason,detail,value\r\n";
  }
  buffer_ += std::to_string(row) + ',' + std::to_string(line) + ',';
  base::AppendCsvCell(rejection.column, buffer_);
  buffer_ += ',';
  base::AppendCsvCell(rejection.reason, buffer_);
  buffer_ += ',';
  base::AppendCsvCell(rejection.detail, buffer_);
  buffer_ += ',';
  base::AppendCsvCell(value.substr(0, kValueBytesMax), buffer_);
  buffer_ += "\r\n";
  return buffer_.size() < kBufferBytes ? base::Result<void>{} : Flush();
}

base::Result<void> RejectFile::Flush() {
  std::string_view rest = buffer_;
  while (!rest.empty()) {
    const ssize_t count = ::write(file_.get(), rest.data(), rest.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return base::IoError(path_, "write");
    rest.remove_prefix(static_cast<size_t>(count));
  }
  buffer_.clear();
  return {};
}

}  // namespace cybercheck::ingest
