// SPDX-License-Identifier: Apache-2.0
// Where a URL ends in running text.
#pragma once

#include <cstddef>

#include "extract/folded_text.h"

namespace cybercheck::extract {

// `host_end`: just after the host. Returns the end of port, path, query and fragment, without the punctuation of the sentence
// around them; `host_end` itself when nothing follows.
size_t UrlEnd(const FoldedText& folded, size_t host_end);

}  // namespace cybercheck::extract
