// SPDX-License-Identifier: Apache-2.0
#include "event/review.h"

#include <iterator>

#include "event/body_members.h"
#include "event/entry.h"

namespace cybercheck::event {
namespace {

constexpr std::string_view kDecisions[] = {"list", "clear", "compromised", "merge", "needs_more"};

base::Result<ReviewItem> ReadItem(const boost::json::value& value, std::string where) {
  ASSIGN_OR_RETURN(const BodyMembers members, BodyMembers::Of(value, std::move(where)));
  TRY(members.AllKnown({"key", "into"}));
  ReviewItem item;
  TRY(members.Key("key", item.key, true));
  TRY(members.Key("into", item.into, false));
  return item;
}

}  // namespace

std::string_view Name(ReviewDecision decision) noexcept { return kDecisions[static_cast<size_t>(decision)]; }

std::optional<ReviewDecision> ReviewDecisionNamed(std::string_view name) noexcept {
  for (size_t i = 0; i < std::size(kDecisions); ++i)
    if (kDecisions[i] == name) return static_cast<ReviewDecision>(i);
  return std::nullopt;
}

std::string EncodeReviewDecide(const ReviewDecide& decide, std::string_view request) {
  std::string out = BeginBody(request);
  AppendText("decision", Name(decide.decision), out);
  AppendNumber("category", decide.category, out);
  AppendNumber("until", decide.until_s, out);
  AppendSealed("reason", decide.reason, out);
  out.append(",\"items\":[");
  for (const ReviewItem& item : decide.items) {
    if (out.back() != '[') out += ',';
    out.append("{\"key\":").append(Quoted(item.key.ToString()));
    if (!item.into.form.empty()) AppendText("into", item.into.ToString(), out);
    out += '}';
  }
  return out + "]}";
}

base::Result<ReviewDecide> DecodeReviewDecide(std::string_view body) {
  ASSIGN_OR_RETURN(const auto root, ParseBody(body, "review_decide", 4));
  const BodyMembers members(root.get_object(), "review_decide");
  TRY(members.AllKnown({"decision", "category", "until", "reason", "items"}));
  ReviewDecide decide;
  std::string decision;
  TRY(members.Text("decision", 16, decision, true));
  const auto named = ReviewDecisionNamed(decision);
  if (!named) return members.Wrong("decision");
  decide.decision = *named;
  TRY(members.Integer("category", 0, 255, decide.category));
  TRY(members.Integer("until", 0, INT64_MAX, decide.until_s));
  TRY(members.SealedText("reason", decide.reason));
  ASSIGN_OR_RETURN(const auto* items, members.Array("items", kReviewItemsMax));
  for (const auto& value : *items) {
    ASSIGN_OR_RETURN(ReviewItem item, ReadItem(value, "review_decide: items[" + std::to_string(decide.items.size()) + "]"));
    if (item.into.form.empty() == (decide.decision == ReviewDecision::kMerge)) return members.Wrong("into");
    decide.items.push_back(std::move(item));
  }
  if (decide.items.empty()) return members.Wrong("items");
  return decide;
}

std::string EncodeReviewUndo(const ReviewUndo& undo, std::string_view request) {
  std::string out = BeginBody(request);
  AppendNumber("review", static_cast<int64_t>(undo.seq), out);
  AppendText("key", undo.key.ToString(), out);
  return out + "}";
}

base::Result<ReviewUndo> DecodeReviewUndo(std::string_view body) {
  ASSIGN_OR_RETURN(const auto root, ParseBody(body, "review_undo", 2));
  const BodyMembers members(root.get_object(), "review_undo");
  TRY(members.AllKnown({"review", "key"}));
  ReviewUndo undo;
  TRY(members.Integer("review", 1, INT64_MAX, undo.seq, true));
  TRY(members.Key("key", undo.key, true));
  return undo;
}

std::string EncodeReviewClaim(const ReviewClaim& claim, std::string_view request) {
  std::string out = BeginBody(request);
  AppendNumber("until", claim.until_s, out);
  out.append(",\"keys\":[");
  for (const indicator::Key& key : claim.keys) {
    if (out.back() != '[') out += ',';
    out.append(Quoted(key.ToString()));
  }
  return out + "]}";
}

base::Result<ReviewClaim> DecodeReviewClaim(std::string_view body) {
  ASSIGN_OR_RETURN(const auto root, ParseBody(body, "review_claim", 3));
  const BodyMembers members(root.get_object(), "review_claim");
  TRY(members.AllKnown({"until", "keys"}));
  ReviewClaim claim;
  TRY(members.Integer("until", 0, INT64_MAX, claim.until_s));
  ASSIGN_OR_RETURN(const auto* keys, members.Array("keys", kReviewItemsMax));
  for (const auto& value : *keys) {
    if (!value.is_string()) return members.Wrong("keys");
    auto key = indicator::ParseKey(value.get_string());
    if (!key) return members.Wrong("keys");
    claim.keys.push_back(std::move(*key));
  }
  if (claim.keys.empty()) return members.Wrong("keys");
  return claim;
}

}  // namespace cybercheck::event
