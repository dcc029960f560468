// SPDX-License-Identifier: Apache-2.0
#include "ingest/line_reader.h"

#include <algorithm>

namespace cybercheck::ingest {

base::Result<void> LineReader::End(const OnLine& on_line) {
  if (line_.ends_with('\r')) line_.pop_back();
  auto done = on_line(Line{++number_, line_, too_long_});
  line_.clear();
  too_long_ = false;
  return done;
}

base::Result<void> LineReader::Feed(std::string_view piece, const OnLine& on_line) {
  while (!piece.empty()) {
    const size_t end = piece.find('\n');
    const std::string_view part = piece.substr(0, end);
    const size_t room = kRowBytesMax - line_.size();
    line_.append(part.substr(0, room));
    too_long_ |= part.size() > room;
    if (end == std::string_view::npos) break;
    TRY(End(on_line));
    piece.remove_prefix(end + 1);
  }
  return {};
}

base::Result<void> LineReader::Finish(const OnLine& on_line) {
  if (line_.empty() && !too_long_) return {};
  return End(on_line);
}

}  // namespace cybercheck::ingest
