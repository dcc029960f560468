// SPDX-License-Identifier: Apache-2.0
#include "cli/line_reader.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <random>
#include <thread>
#include <vector>

namespace cybercheck::cli {
namespace {

struct Taken {
  std::string text;
  bool cut;
  friend bool operator==(const Taken&, const Taken&) = default;
};

// What Next() promises, written plainly.
std::vector<Taken> SlowLines(std::string text, size_t bytes_max) {
  std::vector<Taken> lines;
  while (!text.empty()) {
    const size_t end = text.find('\n');
    std::string line = text.substr(0, end);
    const bool ended = end != std::string::npos;
    text = ended ? text.substr(end + 1) : "";
    if (ended && line.ends_with('\r') && line.size() <= bytes_max + 1) line.pop_back();
    lines.push_back({line.substr(0, bytes_max), line.size() > bytes_max});
  }
  return lines;
}

std::vector<Taken> Lines(const std::string& text, size_t bytes_max, size_t write_bytes) {
  int pipe_fds[2];
  EXPECT_EQ(::pipe(pipe_fds), 0);
  std::thread writer([&] {
    for (size_t at = 0; at < text.size(); at += write_bytes) {
      const std::string piece = text.substr(at, write_bytes);
      EXPECT_EQ(::write(pipe_fds[1], piece.data(), piece.size()), static_cast<ssize_t>(piece.size()));
    }
    ::close(pipe_fds[1]);
  });
  LineReader reader(pipe_fds[0], bytes_max);
  std::vector<Taken> lines;
  for (;;) {
    auto line = reader.Next();
    EXPECT_TRUE(line.has_value());
    if (!*line) break;
    lines.push_back({std::string((*line)->text), (*line)->cut});
  }
  writer.join();
  ::close(pipe_fds[0]);
  return lines;
}

TEST(LineReader, AgreesWithThePlainModel) {
  std::mt19937 random(7);
  for (int round = 0; round < 400; ++round) {
    std::string text;
    const size_t pieces = random() % 12;
    for (size_t i = 0; i < pieces; ++i) {
      text += std::string(random() % 24, static_cast<char>('a' + random() % 3));
      switch (random() % 5) {
        case 0: text += "\r\n"; break;
        case 1: text += std::string(1, '\0'); break;
        case 2: text += "\n\n"; break;
        default: text += "\n";
      }
    }
    const size_t bytes_max = 1 + random() % 20, write_bytes = 1 + random() % 7;
    EXPECT_EQ(Lines(text, bytes_max, write_bytes), SlowLines(text, bytes_max)) << round;
  }
}

TEST(LineReader, LongLinesAreCutAndSkipped) {
  const std::string text = std::string(1000000, 'x') + "\nnext\n" + std::string(300000, 'y');
  EXPECT_EQ(Lines(text, 100, 65536), (std::vector<Taken>{{std::string(100, 'x'), true}, {"next", false}, {std::string(100, 'y'), true}}));
}

TEST(LineReader, SaysBeforeItWaits) {
  int pipe_fds[2];
  ASSERT_EQ(::pipe(pipe_fds), 0);
  ASSERT_EQ(::write(pipe_fds[1], "a\nb\n", 4), 4);
  int waits = 0;
  LineReader reader(pipe_fds[0], 100, [&] { ++waits; });
  EXPECT_TRUE(reader.Next()->has_value());
  EXPECT_EQ(waits, 1);
  EXPECT_TRUE(reader.Next()->has_value());
  EXPECT_EQ(waits, 1) << "a line was there: nothing to wait for";
  ::close(pipe_fds[1]);
  EXPECT_FALSE(reader.Next()->has_value());
  EXPECT_EQ(waits, 2);
  ::close(pipe_fds[0]);
}

TEST(LineReader, AReadThatFailsIsAnError) {
  LineReader reader(-1, 100);
  const auto line = reader.Next();
  ASSERT_TRUE(line.has_error());
  EXPECT_EQ(line.error().code, base::ErrorCode::kIo);
}

}  // namespace
}  // namespace cybercheck::cli
