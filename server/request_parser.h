// SPDX-License-Identifier: Apache-2.0
// The second reader of a head: Boost.Beast's parser, subclassed without a header map. The framing policy alone decides what a
// request is; this one must have understood the same, or the request is refused. Two parsers that share no code have to be wrong
// in the same way before bytes of a body could pass for a request.
#pragma once

#include <string_view>

#include "server/framing.h"

namespace cybercheck::server {

// Whether Beast takes exactly `bytes` for one head and agrees on method, target, version, keep-alive and the length of the body.
// `head` is what ReadHead made of these `bytes`. Pure in what it answers; each thread remembers a few heads it agreed to, so that
// the next that differs only in its target need not be read again.
bool ReadsAlike(std::string_view bytes, const Head& head) noexcept;

}  // namespace cybercheck::server
