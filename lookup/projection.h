// SPDX-License-Identifier: Apache-2.0
// The tables behind checks: records, evidence, sources, hosts, rules, submitters, proposals (docs/store_format.md), and what
// readers keep in memory of them: the filter and the rules, published whole. Decides all that changes a verdict: feed_observed,
// the …_set entries, report_submit and report_withdraw, review_decide and review_undo, appeal_open and appeal_move; observes
// body_redact, and case_file, case_amend and case_move, whose outcomes say what cases are worth.
//
// Threads: the Projection members on the applier's thread; filter(), rules() and domain() on any.
// A refused entry changes nothing (but that its source has a number from then on). Codes: source_mismatch (actor is not
// import:SOURCE), bad_body (not the layout of its type), bad_feed, bad_report, bad_policy, bad_register, bad_config,
// canon_version (keys of another canonicalization), too_many_sources, not_found, wrong_state, own_work, own_decision.
#pragma once

#include <functional>
#include <memory>

#include "base/epoch.h"
#include "lookup/filter.h"
#include "lookup/rules.h"
#include "store/projection.h"

namespace cybercheck::lookup {

class FilterRows;

inline constexpr store::TableId kRecordsTable{"records", 10, /*recent=*/true};
inline constexpr store::TableId kEvidenceTable{"evidence", 11};
inline constexpr store::TableId kSourcesTable{"sources", 12};
inline constexpr store::TableId kHostsTable{"hosts", 13};
inline constexpr store::TableId kRulesTable{"rules", 14};
inline constexpr store::TableId kSubmittersTable{"submitters", 15};
inline constexpr store::TableId kProposalsTable{"proposals", 16};
inline constexpr store::TableId kCaseEvidenceTable{"case_evidence", 17};

class LookupProjection final : public store::Projection {
 public:
  LookupProjection();
  ~LookupProjection() override;

  // Before Open: builds the filter from these instead of walking `records`. `rows` must live until Open returns; may be null.
  void UseFilterRows(FilterRows* rows);

  // Before Open: called when another policy has been put in force, on the applier's thread, after its commit; must not block.
  using OnPolicy = std::function<void(const Policy& before, const Rules& after)>;
  void WhenPolicyChanges(OnPolicy on_policy);

  std::span<const event::EntryType> Owns() const override;
  base::Result<void> Open(store::Environment& environment, store::WriteTxn& txn) override;
  base::Result<event::Outcome> Decide(const event::Entry& entry, store::WriteTxn& txn) override;
  base::Result<void> Observe(const event::Entry& entry, const event::Outcome& outcome, store::WriteTxn& txn) override;
  base::Result<std::string_view> WhyBodyStays(const event::Entry& target, store::WriteTxn& txn) override;
  base::Result<void> BeforeCommit(store::WriteTxn& txn) override;
  void Committed() override;
  void Aborted() override;

  // For readers, inside a read section of domain(). Never null after Open.
  const Filter* filter() const noexcept;
  const Rules* rules() const noexcept;
  base::EpochDomain& domain() const noexcept;

  struct Stats {
    uint64_t records = 0, filter_keys = 0, filter_capacity = 0, filter_bytes = 0, filter_rebuilds = 0;
  };
  Stats stats() const noexcept;
  const store::Table& record_tally() const noexcept;  // after Open (lookup/record_tally.h)

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace cybercheck::lookup
