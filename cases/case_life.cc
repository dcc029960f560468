// SPDX-License-Identifier: Apache-2.0
#include "cases/case_life.h"

#include <algorithm>

namespace cybercheck::cases {
namespace {

using enum event::CaseState;
using event::CaseState;

constexpr CaseState kFromReceived[] = {kStatementTaken, kAccepted, kTransferred, kMerged, kRejected, kClosed};
constexpr CaseState kFromStatement[] = {kAccepted, kTransferred, kMerged, kRejected, kClosed};
constexpr CaseState kFromAccepted[] = {kInvestigating, kTransferred, kMerged, kRejected, kClosed};
constexpr CaseState kFromInvestigating[] = {kSuspended, kFileSubmitted, kTransferred, kMerged, kRejected, kClosed};
constexpr CaseState kFromSuspended[] = {kInvestigating, kFileSubmitted, kTransferred, kMerged, kClosed};
constexpr CaseState kFromFile[] = {kProsecution, kInvestigating, kTransferred, kMerged, kClosed};
constexpr CaseState kFromProsecution[] = {kJudgment, kInvestigating, kTransferred, kMerged, kClosed};
constexpr CaseState kFromJudgment[] = {kClosed, kTransferred, kMerged};
constexpr CaseState kFromEnd[] = {kReopened};
constexpr CaseState kFromTransferred[] = {kStatementTaken, kAccepted,    kInvestigating, kSuspended, kFileSubmitted,
                                          kProsecution,    kTransferred, kMerged,        kRejected,  kClosed};
constexpr CaseState kFromReopened[] = {kStatementTaken, kAccepted, kInvestigating, kSuspended, kFileSubmitted,
                                       kTransferred,    kMerged,   kRejected,      kClosed};

}  // namespace

std::span<const CaseState> NextStates(CaseState from) noexcept {
  switch (from) {
    case kReceived:
      return kFromReceived;
    case kStatementTaken:
      return kFromStatement;
    case kAccepted:
      return kFromAccepted;
    case kInvestigating:
      return kFromInvestigating;
    case kSuspended:
      return kFromSuspended;
    case kFileSubmitted:
      return kFromFile;
    case kProsecution:
      return kFromProsecution;
    case kJudgment:
      return kFromJudgment;
    case kTransferred:
      return kFromTransferred;
    case kReopened:
      return kFromReopened;
    case kClosed:
    case kMerged:
    case kRejected:
      return kFromEnd;
  }
  return {};
}

bool MayMove(CaseState from, CaseState to) noexcept {
  const auto next = NextStates(from);
  return std::find(next.begin(), next.end(), to) != next.end();
}

}  // namespace cybercheck::cases
