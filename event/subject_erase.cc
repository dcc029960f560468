// SPDX-License-Identifier: Apache-2.0
#include "event/subject_erase.h"

#include "event/body_members.h"
#include "event/entry.h"

namespace cybercheck::event {

std::string EncodeSubjectErase(const SubjectErase& erase, std::string_view request) {
  std::string out = BeginBody(request);
  AppendText("ground", erase.ground, out);
  out.append(",\"subjects\":[");
  for (const uint64_t subject : erase.subjects) {
    if (out.back() != '[') out += ',';
    out.append(std::to_string(subject));
  }
  return out + "]}";
}

base::Result<SubjectErase> DecodeSubjectErase(std::string_view body) {
  ASSIGN_OR_RETURN(const auto root, ParseBody(body, "subject_erase", 3));
  const BodyMembers members(root.get_object(), "subject_erase");
  TRY(members.AllKnown({"ground", "subjects"}));
  SubjectErase erase;
  TRY(members.Text("ground", 32, erase.ground, true));
  ASSIGN_OR_RETURN(const auto* subjects, members.Array("subjects", kErasedSubjectsMax));
  for (const auto& value : *subjects) {
    if (!value.is_int64() || value.get_int64() < 1) return members.Wrong("subjects");
    erase.subjects.push_back(static_cast<uint64_t>(value.get_int64()));
  }
  if (erase.subjects.empty()) return members.Wrong("subjects");
  return erase;
}

}  // namespace cybercheck::event
