// SPDX-License-Identifier: Apache-2.0
#include "lookup/engine.h"

#include <algorithm>
#include <iterator>
#include <string>
#include <utility>

#include "base/check.h"
#include "lookup/check_state.h"
#include "lookup/projection.h"

namespace cybercheck::lookup {
namespace {

// Whether the form spells these digits, however they are set apart.
bool Shows(std::string_view form, std::string_view digits) {
  std::string spelt;
  std::ranges::copy_if(form, std::back_inserter(spelt), [](char c) { return c >= '0' && c <= '9'; });
  return spelt.find(digits) != std::string::npos;
}

// Leaves out the readings that spell a national id which another reading hides: an account number without its bank, a link that
// ends in it. Their keys and ids would tell it.
void HideNationalId(std::vector<indicator::Canonical>& candidates) {
  const auto hidden = std::ranges::find_if(candidates, &indicator::Canonical::sensitive);
  if (hidden == candidates.end()) return;
  const std::string digits = hidden->key.form.substr(hidden->key.form.find(':') + 1);
  std::erase_if(candidates, [&](const indicator::Canonical& one) { return !one.sensitive && Shows(one.key.form, digits); });
}

}  // namespace

Engine::Engine(store::Environment& environment, const LookupProjection& projection, const base::Clock& clock,
               std::vector<uint8_t> secret)
    : environment_(environment), projection_(projection), clock_(clock), secret_(std::move(secret)) {}

Engine::~Engine() = default;

Engine::Session::Session(std::unique_ptr<State> state) : state_(std::move(state)) {}
Engine::Session::Session(Session&&) noexcept = default;
Engine::Session::~Session() = default;

base::Result<Engine::Session> Engine::OpenSession() const {
  ASSIGN_OR_RETURN(store::ReadTxn txn, environment_.BeginRead());
  ASSIGN_OR_RETURN(const store::Table records, environment_.OpenTable(txn, kRecordsTable));
  ASSIGN_OR_RETURN(const store::Table evidence, environment_.OpenTable(txn, kEvidenceTable));
  txn.Reset();
  return Session(std::make_unique<Session::State>(std::move(txn), records, evidence, projection_.domain(), clock_));
}

base::Result<void> Engine::Session::Begin() {
  CHECK(!state_->section);
  state_->section.emplace(state_->reader);
  // Renewed since the last End; the first time there is nothing to let go of.
  if (auto renewed = state_->txn.Renew(); !renewed) {
    state_->section.reset();
    return renewed;
  }
  state_->begun_s = state_->clock.NowS();
  return {};
}

void Engine::Session::End() noexcept {
  state_->txn.Reset();
  state_->section.reset();
}

Engine::Session::State& Engine::Prepare(Session& session, const Query& query) const {
  Session::State& state = *session.state_;
  CHECK(state.section);
  // Read after the snapshot was taken: a filter holds at least the keys of every snapshot older than itself.
  state.filter = projection_.filter();
  state.rules = projection_.rules();
  state.in_the_past = query.as_of_s > 0 && query.as_of_s < state.begun_s;
  state.now_s = query.as_of_s > 0 ? query.as_of_s : state.begun_s;
  state.patterns = query.patterns && !state.in_the_past;
  return state;
}

base::Result<void> Engine::Check(Session& session, const indicator::Canonical& canonical, const Query& query,
                                 wire::Answer& answer) const {
  Session::State& state = Prepare(session, query);
  state.canonical = canonical;
  indicator::KeyNationalId(secret_, state.canonical);
  return state.CheckOne(state.canonical, answer);
}

base::Result<void> Engine::Check(Session& session, const Query& query, wire::Answer& answer) const {
  Session::State& state = Prepare(session, query);
  if (query.kind) {
    TRY(indicator::Canonicalize(*query.kind, query.value, state.canonical));
    indicator::KeyNationalId(secret_, state.canonical);
    return state.CheckOne(state.canonical, answer);
  }
  TRY(indicator::CanonicalizeAuto(query.value, state.candidates));
  HideNationalId(state.candidates);
  std::vector<wire::Candidate> readings;
  bool names_number = false;
  for (size_t i = 0; i < state.candidates.size(); ++i) {
    indicator::Canonical& canonical = state.candidates[i];
    indicator::KeyNationalId(secret_, canonical);
    wire::Answer& one = i == 0 ? answer : state.other;
    TRY(state.CheckOne(canonical, one));
    names_number |= one.names_number;
    readings.push_back({std::string(indicator::Name(one.kind)), one.key, std::string(wire::Name(one.verdict))});
    if (i > 0 && wire::IsWorse(state.other.verdict, answer.verdict)) std::swap(answer, state.other);
  }
  answer.candidates = std::move(readings);
  answer.names_number = names_number;
  return {};
}

}  // namespace cybercheck::lookup
