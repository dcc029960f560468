// SPDX-License-Identifier: Apache-2.0
// Real messages for measuring, which are not part of the project: thai_sms_cp874.csv (text,label; code page 874; quoted line
// breaks) in shared/data beside the checkout, and tests/vectors/thai_sms_spans.tsv, which says where their indicators are.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "tests/extract/marked_text.h"

namespace cybercheck::extract {

struct SmsCorpus {
  struct Message {
    size_t row;  // the first message is 1
    MarkedText marked;
  };
  std::vector<Message> annotated;
  size_t rows = 0;
};

// nullopt when the messages are not on this machine.
std::optional<SmsCorpus> LoadSmsCorpus();

}  // namespace cybercheck::extract
