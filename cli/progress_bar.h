// SPDX-License-Identifier: Apache-2.0
// One line on a terminal that tells how far an import is, redrawn in place at most ten times a second; nothing anywhere else.
//
//   openphish  [###########.........]  54 %  12.3 of 22.8 MB  41,200 rows/s  0:09 left
//
// Rows of input of unknown length (a pipe) show what has been read and how long it took. Time is a parameter.
#pragma once

#include <cstdint>
#include <string>

namespace cybercheck::cli {

class Terminal;

struct Progress {
  uint64_t bytes = 0;
  uint64_t bytes_total = 0;  // 0: not known
  uint64_t rows = 0;
  bool in_records = false;  // `bytes` and `bytes_total` count records of the index, not bytes
};

// The line, at most `columns` wide, without anything that moves the cursor. `elapsed_ms` since the beginning.
std::string ProgressLine(const std::string& name, const Progress& progress, int64_t elapsed_ms, int columns, bool thai);

class ProgressBar {
 public:
  ProgressBar(Terminal& terminal, std::string name, bool wanted);
  ~ProgressBar();  // leaves the line empty
  ProgressBar(const ProgressBar&) = delete;
  ProgressBar& operator=(const ProgressBar&) = delete;
  // `now_ms`: any steady clock.
  void Show(const Progress& progress, int64_t now_ms);

 private:
  Terminal& terminal_;
  std::string name_;
  bool wanted_;
  bool drawn_ = false;
  int64_t begin_ms_ = -1, last_ms_ = 0;
};

// "12.3 MB", "1.2 GB": decimal, as disks are sold.
std::string HumanBytes(uint64_t bytes);
// "291,128".
std::string Grouped(uint64_t number);

}  // namespace cybercheck::cli
