// SPDX-License-Identifier: Apache-2.0
// For officers: what is known of one indicator, and which piece of it gives what. Reads in the caller's transaction, which must
// live while the view is used; one thread. Names no person: a reporter is a hash that only tells equal voices from different
// ones.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "lookup/case_applier.h"
#include "lookup/evidence.h"
#include "lookup/policy.h"
#include "lookup/proposal.h"
#include "lookup/record.h"
#include "lookup/rules.h"
#include "lookup/verdict.h"
#include "store/environment.h"
#include "store/log.h"
#include "store/outcomes.h"

namespace cybercheck::lookup {

// What one source, or one class of people, brings. Score = 100 · (1 − Π doubt) over all pieces.
struct EvidencePiece {
  wire::SourceClass source_class{};
  std::string source;  // a feed's name; empty: people, or derived
  wire::Category category{};
  uint64_t observations = 0;  // in all; `weight.observations` of them count
  uint32_t reporters = 0;     // distinct; `weight.reporters` of them weigh
  int64_t withdrawn_s = -1;   // what the source observed up to then no longer holds; -1: none
  SlotWeight weight;
  wire::Verdict cap{};  // the most the class can bring about
  int alone = 0;        // the score it would give by itself
  int adds = 0;         // what the score of all would lose without it
};

struct DecisionView {
  Decision decision;
  std::string actor, proposed_by;  // as entries are signed: "tok:<token id>"; the second empty unless two officers were needed
  bool in_force = false;
  std::string into;  // merged: the other's key, printable; empty when it is not known any more
};

struct ProposalView {
  Proposal proposal;
  std::string actor;
};

struct IndicatorEvidence {
  indicator::Key key;
  bool official = false;                // in the official register
  bool needs_second = false;            // decisions about it need two officers
  Judgement judgement;                  // of this record alone: neither its host nor what it is merged with
  std::vector<EvidencePiece> pieces;    // last heard of first; empty weights where a clear is in force too: what they would bring
  bool more_sources = false;            // more than the pieces told
  std::vector<DecisionView> decisions;  // latest first
  std::optional<ProposalView> proposal;
  EvidenceRef head, queue;  // newest evidence; place in the review queue, none: does not wait
  uint64_t appeal = 0;      // that is open
};

struct EvidenceLine {
  EvidenceRef ref;     // entry, and row in it; rows from 0x8000 on are derived from row - 0x8000
  std::string source;  // a feed's name; empty: people, or derived
  Observation observation;
  bool taken_back = false;
};
struct EvidencePage {
  std::vector<EvidenceLine> lines;  // newest entry first
  EvidenceRef next;                 // where the next page begins; none: there is no more
};

class EvidenceView {
 public:
  // Errors: kNotFound (a directory nobody has written to), kIo.
  static base::Result<EvidenceView> Open(store::Environment& environment, const store::ReadTxn& txn);

  // nullopt: not in the index.
  base::Result<std::optional<IndicatorEvidence>> Read(const indicator::KeyBytes& key, const Rules& rules, int64_t now_s) const;
  // At most `count` rows from `from` on; `from` none: from the newest. Errors: kNotFound (`from` is no evidence of this key).
  base::Result<EvidencePage> ReadPage(const indicator::KeyBytes& key, EvidenceRef from, size_t count) const;

  // An indicator named in the same reports and cases.
  struct Related {
    indicator::Key key;
    uint64_t reports = 0, cases = 0;  // in which both stand
    int64_t first_s = 0, last_s = 0;  // of these
    wire::Verdict verdict{};          // of its record alone
  };
  struct RelatedKeys {
    std::vector<Related> keys;        // in most reports and cases first
    uint64_t reports = 0, cases = 0;  // looked at
    bool truncated = false;           // there are older ones, or more keys
  };
  static constexpr size_t kRelatedReportsMax = 1000, kRelatedKeysMax = 200;
  // From the newest reports and cases that name the key and stand, together at most kRelatedReportsMax. Persons' national ids are
  // left out.
  base::Result<RelatedKeys> ReadRelated(const indicator::KeyBytes& key, const Rules& rules, int64_t now_s) const;

  // Why it is not for `actor` to take back what entry `review` decided or noted about the key: "own_work" (they submitted the
  // indicator), "own_decision" (what would be in force again is what they decided). Empty: nothing is against it (everybody may
  // take back their own), or there is nothing to be taken back any more. Asked before the entry is made, not when it is applied:
  // what it depends on is in the log and does not change.
  base::Result<std::string_view> WhyNotUndo(const indicator::KeyBytes& key, uint64_t review, std::string_view actor,
                                            int64_t now_s) const;

  // Whether `actor` took down a complaint or a case that stands and names the key, as far as the newest `rows_max` rows of
  // evidence tell. False of whoever submitted it by patrol or tip, too: that is refused when the entry is applied, item by item.
  base::Result<bool> HasTold(const indicator::KeyBytes& key, std::string_view actor, size_t rows_max) const;

 private:
  EvidenceView(const store::ReadTxn& txn, store::Log log) : txn_(&txn), log_(log) {}
  base::Result<bool> ReadRecord(const indicator::KeyBytes& key, Record& record) const;
  // What cases say with evidence of `key` that stands in this entry, by its row.
  base::Result<std::map<uint16_t, CaseEvidence>> CasesIn(const event::Entry& entry, const indicator::KeyBytes& key) const;
  base::Result<event::Header> HeaderOf(uint64_t seq) const;
  base::Result<std::string> ActorOf(uint64_t seq) const;
  // Whether `actor` made the decision, or proposed it.
  base::Result<bool> IsOf(const Decision& decision, std::string_view actor) const;
  base::Result<std::string> NameOfSource(uint16_t number) const;

  const store::ReadTxn* txn_;
  store::Log log_;
  store::Table records_, evidence_, sources_, proposals_, case_evidence_, submitters_;
  store::Outcomes outcomes_;
};

}  // namespace cybercheck::lookup
