// SPDX-License-Identifier: Apache-2.0
#include "event/publication.h"

#include <algorithm>
#include <iterator>

#include "event/body_members.h"
#include "event/entry.h"
#include "event/names.h"

namespace cybercheck::event {
namespace {

namespace json = boost::json;

constexpr std::string_view kKinds[] = {"week", "month", "year", "fiscal_year"};
static_assert(std::size(kKinds) == kReleaseKindCount);
constexpr int64_t kDayMax = 2'932'896;  // 9999-12-31
constexpr int64_t kFirstSunday = 3;     // 1970-01-04
constexpr int64_t kCountMax = 1'000'000'000, kTargetMax = 1'000'000'000'000'000'000;

bool IsHex(std::string_view text, size_t digits) {
  return text.size() == digits &&
         std::ranges::all_of(text, [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

base::Result<void> ReadHex(const BodyMembers& members, std::string_view member, size_t digits, std::string& out) {
  TRY(members.Text(member, digits, out, true));
  if (!IsHex(out, digits)) return members.Wrong(member);
  return {};
}

// 0 is told as well as none is.
base::Result<void> ReadCount(const BodyMembers& members, const json::object& object, std::string_view member,
                             std::optional<int64_t>& out) {
  if (!object.contains(member)) return {};
  return members.Integer(member, 0, kCountMax, out.emplace());
}

void AppendCount(std::string_view member, const std::optional<int64_t>& count, std::string& out) {
  if (count) out.append(",\"").append(member).append("\":").append(std::to_string(*count));
}

}  // namespace

std::string_view Name(ReleaseKind kind) noexcept { return kKinds[static_cast<size_t>(kind)]; }
std::optional<ReleaseKind> ReleaseKindNamed(std::string_view name) noexcept { return EnumNamed<ReleaseKind>(kKinds, name); }

std::string EncodeReleasePublish(const ReleasePublish& release, std::string_view request) {
  std::string out = BeginBody(request);
  AppendNumber("number", static_cast<int64_t>(release.number), out);
  AppendText("kind", Name(release.kind), out);
  AppendNumber("from", release.from, out);
  AppendNumber("to", release.to, out);
  AppendText("digest", release.digest, out);
  AppendText("key", release.key, out);
  AppendText("signature", release.signature, out);
  AppendText("document", release.document, out);
  return out + "}";
}

base::Result<ReleasePublish> DecodeReleasePublish(std::string_view body) {
  ASSIGN_OR_RETURN(const json::value root, ParseBody(body, "release_publish", 2));
  const BodyMembers members(root.get_object(), "release_publish");
  TRY(members.AllKnown({"number", "kind", "from", "to", "digest", "key", "signature", "document"}));
  ReleasePublish release;
  std::string kind;
  TRY(members.Integer("number", 1, INT64_MAX, release.number, true));
  TRY(members.Text("kind", 16, kind, true));
  TRY(members.Integer("from", 0, kDayMax, release.from));
  TRY(members.Integer("to", 0, kDayMax, release.to));
  TRY(ReadHex(members, "digest", 64, release.digest));
  TRY(ReadHex(members, "key", 64, release.key));
  TRY(ReadHex(members, "signature", 128, release.signature));
  TRY(members.Text("document", kReleaseDocumentBytesMax, release.document, true));
  const auto named = ReleaseKindNamed(kind);
  if (!named) return members.Wrong("kind");
  if (release.to < release.from) return members.Wrong("to");
  release.kind = *named;
  return release;
}

std::string EncodeTargetSet(const TargetSet& target, std::string_view request) {
  std::string out = BeginBody(request);
  AppendNumber("fiscal_year", target.fiscal_year, out);
  AppendText("name", target.name, out);
  AppendText("formula", target.formula, out);
  AppendText("unit", target.unit, out);
  AppendNumber("target_millionths", target.target_millionths, out);
  if (target.at_most) out.append(",\"at_most\":true");
  AppendText("owner", target.owner, out);
  if (target.dropped) out.append(",\"dropped\":true");
  return out + "}";
}

base::Result<TargetSet> DecodeTargetSet(std::string_view body) {
  ASSIGN_OR_RETURN(const json::value root, ParseBody(body, "target_set", 2));
  const BodyMembers members(root.get_object(), "target_set");
  TRY(members.AllKnown({"fiscal_year", "name", "formula", "unit", "target_millionths", "at_most", "owner", "dropped"}));
  TargetSet target;
  TRY(members.Integer("fiscal_year", 2500, 9999, target.fiscal_year, true));
  TRY(members.Text("name", kTargetNameBytesMax, target.name, true));
  TRY(members.Boolean("dropped", target.dropped));
  TRY(members.Text("formula", kTargetFormulaBytesMax, target.formula, !target.dropped));
  TRY(members.Text("unit", kTargetUnitBytesMax, target.unit));
  TRY(members.Integer("target_millionths", -kTargetMax, kTargetMax, target.target_millionths));
  TRY(members.Boolean("at_most", target.at_most));
  TRY(members.Text("owner", kTargetOwnerBytesMax, target.owner, !target.dropped));
  return target;
}

std::string EncodeBulletinNote(const BulletinNote& note, std::string_view request) {
  std::string out = BeginBody(request);
  AppendNumber("week", note.week, out);
  AppendCount("people_saved", note.people_saved, out);
  AppendCount("arrests", note.arrests, out);
  AppendText("warning", note.warning, out);
  AppendText("source", note.source, out);
  return out + "}";
}

base::Result<BulletinNote> DecodeBulletinNote(std::string_view body) {
  ASSIGN_OR_RETURN(const json::value root, ParseBody(body, "bulletin_note", 2));
  const BodyMembers members(root.get_object(), "bulletin_note");
  TRY(members.AllKnown({"week", "people_saved", "arrests", "warning", "source"}));
  BulletinNote note;
  TRY(members.Integer("week", kFirstSunday, kDayMax, note.week, true));
  TRY(ReadCount(members, root.get_object(), "people_saved", note.people_saved));
  TRY(ReadCount(members, root.get_object(), "arrests", note.arrests));
  TRY(members.Text("warning", kBulletinWarningBytesMax, note.warning));
  TRY(members.Text("source", kBulletinSourceBytesMax, note.source, true));
  return note;
}

}  // namespace cybercheck::event
