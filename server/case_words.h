// SPDX-License-Identifier: Apache-2.0
// What a victim who follows a case reads, Thai and English: what its state means, what comes next, what to bring. One table, as
// wire/words.h: a change here is reviewed by a Thai reader. It promises nothing and says nothing of any person.
#pragma once

#include "event/case_work.h"
#include "wire/words.h"

namespace cybercheck::server {

struct CaseWords {
  wire::Words state, next_step, bring;
};
const CaseWords& WordsOf(event::CaseState state) noexcept;

// That nobody may charge for getting money back.
const wire::Words& NoFeeWords() noexcept;

// Whom to ask where the unit is not known: the hotline.
struct HotlineWords {
  wire::Words name;
  std::string_view phone;
};
const HotlineWords& Hotline() noexcept;

}  // namespace cybercheck::server
