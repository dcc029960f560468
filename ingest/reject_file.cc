// SPDX-License-Identifier: Apache-2.0
#include "ingest/reject_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>

#include "base/utf8.h"

namespace cybercheck::ingest {
namespace {

constexpr size_t kBufferBytes = 64 << 10;
constexpr size_t kValueBytesMax = 4096;  // of one value; enough to find the row by

// OWASP ASVS 1.2.10: these begin a formula.
bool BeginsFormula(char c) { return c == '=' || c == '+' || c == '-' || c == '@' || c == '\t' || c == '\r'; }

}  // namespace

void AppendCell(std::string_view text, std::string& out) {
  out += '"';
  if (!text.empty() && BeginsFormula(text.front())) out += '\'';
  for (size_t at = 0; at < text.size();) {
    const base::CodePoint point = base::DecodeUtf8(text, at);
    if (point.size == 0) {
      base::AppendUtf8(out, 0xFFFD);
      ++at;
      continue;
    }
    if (text[at] == '"') out += '"';
    if (point.value == 0)
      base::AppendUtf8(out, 0xFFFD);
    else
      out.append(text.substr(at, point.size));
    at += point.size;
  }
  out += '"';
}

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
  AppendCell(rejection.column, buffer_);
  buffer_ += ',';
  AppendCell(rejection.reason, buffer_);
  buffer_ += ',';
  AppendCell(rejection.detail, buffer_);
  buffer_ += ',';
  AppendCell(value.substr(0, kValueBytesMax), buffer_);
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
