// SPDX-License-Identifier: Apache-2.0
// The body of a subject_erase entry: people whose sealing keys are destroyed (store/key_ring.h). What was sealed for them stays
// in the log as noise, so the chain holds. Pure.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace cybercheck::event {

inline constexpr size_t kErasedSubjectsMax = 1000;

struct SubjectErase {
  std::string ground;  // "request", "retention"
  std::vector<uint64_t> subjects;
};

std::string EncodeSubjectErase(const SubjectErase& erase, std::string_view request = {});
base::Result<SubjectErase> DecodeSubjectErase(std::string_view body);  // kDamaged names the member

}  // namespace cybercheck::event
