// SPDX-License-Identifier: Apache-2.0
#include "ingest/sample_stream.h"

#include <algorithm>
#include <string>

#include "base/check.h"
#include "base/hex.h"

namespace cybercheck::ingest {
namespace {

constexpr int64_t kDayS = 86400, kBangkokS = 7 * 3600;
constexpr std::string_view kActor = "import:sample";

// A body begins {"salt":"<32 digits>". Sample data hides nothing, so its salt need not be random, and with one that is computed
// a log of it is the same everywhere.
void SetSalt(const event::EntryId& id, std::string& body) {
  constexpr std::string_view kBegin = "{\"salt\":\"";
  constexpr size_t kSaltBytes = 16;
  CHECK(body.starts_with(kBegin));
  const base::Digest digest = base::Sha256("salt " + base::HexEncode(id));
  base::HexEncodeTo(std::span(digest).first(kSaltBytes), body.data() + kBegin.size());
}

struct Encoded {
  event::EntryType type{};
  std::string body;
};

// `own`: the entry of the case's complaint; `named`: the entry that the step names.
struct Encoder {
  const SampleStep& step;
  event::CaseRef own, named;

  event::MoneyRef Money() const { return {named.seq, named.number, step.row}; }
  Encoded operator()(event::Complaint&& complaint) const {
    event::CaseFile file;
    file.complaints.push_back(std::move(complaint));
    return {event::EntryType::kCaseFile, event::EncodeCaseFile(file)};
  }
  Encoded operator()(event::HoldAnswer&& answer) const {
    answer.hold = Money();
    return {event::EntryType::kHoldAnswer, event::EncodeHoldAnswer(answer)};
  }
  Encoded operator()(event::HoldMove&& move) const {
    move.hold = Money();
    return {event::EntryType::kHoldMove, event::EncodeHoldMove(move)};
  }
  Encoded operator()(event::CaseAmend&& amend) const {
    amend.of = own;
    return {event::EntryType::kCaseAmend, event::EncodeCaseAmend(amend)};
  }
  Encoded operator()(event::CaseMove&& move) const {
    move.of = named;
    if (move.to == event::CaseState::kMerged) move.into = own;
    return {event::EntryType::kCaseMove, event::EncodeCaseMove(move)};
  }
  Encoded operator()(event::TransferRelease&& release) const {
    release.of = own;
    release.transfer = Money();
    return {event::EntryType::kTransferRelease, event::EncodeTransferRelease(release)};
  }
  Encoded operator()(event::ReleaseAsk&& ask) const {
    ask.hold = Money();
    return {event::EntryType::kReleaseAsk, event::EncodeReleaseAsk(ask)};
  }
  Encoded operator()(event::ReleaseMove&& move) const {
    move.ask = named.seq;
    return {event::EntryType::kReleaseMove, event::EncodeReleaseMove(move)};
  }
};

}  // namespace

SampleStream::SampleStream(const SampleOptions& options)
    : world_(options),
      name_("sample " + std::to_string(world_.seed()) + " "),
      window_end_(world_.calendar().FirstOf(1)),
      seqs_(options.cases) {}

SampleStream::State SampleStream::Next(Item& out) {
  for (;;) {
    if (phase_ == Phase::kSteps) {
      if (const State state = NextStep(out); state != State::kEnd) return state;
      phase_ = Phase::kComplaints;
    }
    if (phase_ == Phase::kComplaints) {
      if (next_ < window_end_) {
        NextComplaint(out);
        return State::kItem;
      }
      phase_ = Phase::kTotals;
    }
    if (NextTotal(out)) return State::kItem;
    if (const State state = NextNotices(out); state != State::kEnd) return state;
    if (window_ + 1 == world_.calendar().windows()) return State::kEnd;
    ++window_;
    window_end_ = world_.calendar().FirstOf(window_ + 1);
    phase_ = Phase::kSteps;
  }
}

// kEnd: none is left in this window.
SampleStream::State SampleStream::NextStep(Item& out) {
  const SampleCalendar& calendar = world_.calendar();
  if (due_.empty() || calendar.begin_s() + due_.top().after_s >= calendar.WindowBegin(window_ + 1)) return State::kEnd;
  const Due due = due_.top();
  SampleCase sample = world_.Case(due.number);
  SampleStep& step = sample.steps[due.step];
  const uint64_t own = SeqOf(due.number, SampleStep::kOwnComplaint), named = SeqOf(due.number, step.after);
  if (own == 0 || named == 0) return State::kWaits;

  due_.pop();
  Schedule(sample, due.step + 1);
  const auto later = sample.steps.begin() + due.step + 1;
  const auto is_named_later = [&](int which) {
    return std::any_of(later, sample.steps.end(), [which](const SampleStep& other) { return other.after == which; });
  };
  if (step.after >= 0 && !is_named_later(step.after)) kept_.erase({due.number, step.after});
  if (const auto* complaint = std::get_if<event::Complaint>(&step.body)) Count(*complaint);
  const bool moves = std::holds_alternative<event::CaseMove>(step.body);
  Encoded encoded = std::visit(Encoder{step, {own, 0}, {named, 0}}, std::move(step.body));
  Finish("step", due.number, due.step, step.at_s, encoded.type, std::move(encoded.body), out);
  Awaited awaited;
  if (const StepKey key{due.number, static_cast<int>(due.step)}; is_named_later(key.second)) {
    kept_[key] = 0;
    awaited.step = key;
  }
  if (moves) KeepNotice(awaited);
  out.wanted = awaited.step || awaited.notice;
  if (out.wanted) awaited_[out.place] = awaited;
  return State::kItem;
}

void SampleStream::NextComplaint(Item& out) {
  SampleCase sample = world_.Case(next_++);
  Schedule(sample, 0);
  Count(sample.complaint);
  const int64_t reported_s = sample.complaint.reported_s;
  event::CaseFile file;
  file.complaints.push_back(std::move(sample.complaint));
  Finish("case", sample.number, 0, reported_s, event::EntryType::kCaseFile, event::EncodeCaseFile(file), out);
  out.wanted = !sample.steps.empty();
  if (out.wanted) awaited_[out.place].step = {sample.number, SampleStep::kOwnComplaint};
}

// The first day's of which no complaint will come any more: one that tells a loss again has its turn two windows late at most.
bool SampleStream::NextTotal(Item& out) {
  const SampleCalendar& calendar = world_.calendar();
  while (!totals_.empty()) {
    const auto& [day, totals] = *totals_.begin();
    const int64_t end_s = (int64_t{day} + 1) * kDayS - kBangkokS;
    const bool last_window = window_ + 1 == calendar.windows();
    if (!last_window && end_s + 2 * calendar.window_s() > calendar.WindowBegin(window_ + 1)) return false;
    while (channel_ < totals.size()) {
      const Total& counted = totals[channel_];
      const size_t channel = channel_++;
      if (counted.complaints == 0) continue;
      event::ControlTotal total;
      total.channel = static_cast<event::CaseChannel>(channel);
      total.day = day;
      total.complaints = counted.complaints;
      total.damage_satang = counted.damage_satang;
      // One day in a hundred a channel says it sent one more than arrived.
      if (SampleRandom(world_.seed(), "total", day * event::kCaseChannelCount + channel).Chance(10)) ++total.complaints;
      constexpr int64_t kMorningS = 6 * 3600;
      Finish("total", day, channel, end_s + kMorningS, event::EntryType::kControlTotal, event::EncodeControlTotal(total), out);
      return true;
    }
    totals_.erase(totals_.begin());
    channel_ = 0;
  }
  return false;
}

void SampleStream::KeepNotice(Awaited& awaited) {
  if (notices_.empty() || notices_.back().seqs.size() == event::kNoticesMax) notices_.emplace_back();
  Notices& last = notices_.back();
  awaited.notice = true;
  awaited.batch = notices_told_ + notices_.size() - 1;
  awaited.index = last.seqs.size();
  last.seqs.push_back(0);
  last.window = window_;
}

// kEnd: none has to be told now. A batch that is full is told two windows later, the last one at the end.
SampleStream::State SampleStream::NextNotices(Item& out) {
  if (notices_.empty()) return State::kEnd;
  Notices& first = notices_.front();
  const bool last_window = window_ + 1 == world_.calendar().windows();
  const bool due = first.seqs.size() == event::kNoticesMax && window_ >= first.window + 2;
  if (!due && !last_window) return State::kEnd;
  if (std::find(first.seqs.begin(), first.seqs.end(), 0) != first.seqs.end()) return State::kWaits;
  const event::NoticeSent sent{std::move(first.seqs), false};
  notices_.pop_front();
  Finish("notices", notices_told_++, 0, world_.calendar().WindowBegin(window_ + 1) - 1, event::EntryType::kNoticeSent,
         event::EncodeNoticeSent(sent), out);
  return State::kItem;
}

void SampleStream::Count(const event::Complaint& complaint) {
  ++complaints_;
  Total& total =
      totals_[static_cast<uint32_t>((complaint.reported_s + kBangkokS) / kDayS)][static_cast<size_t>(complaint.channel)];
  ++total.complaints;
  total.damage_satang += std::max<int64_t>(0, complaint.damage_satang);
}

void SampleStream::Schedule(const SampleCase& sample, uint32_t step) {
  if (step >= sample.steps.size()) return;
  due_.push({static_cast<uint32_t>(sample.steps[step].due_s - world_.calendar().begin_s()), sample.number, step});
}

uint64_t SampleStream::SeqOf(uint32_t number, int step) const {
  if (step == SampleStep::kOwnComplaint) return seqs_[number];
  const auto found = kept_.find({number, step});
  CHECK(found != kept_.end());
  return found->second;
}

void SampleStream::Finish(std::string_view what, uint64_t first, uint64_t second, int64_t at_s, event::EntryType type,
                          std::string body, Item& out) {
  out.place = places_++;
  out.wanted = false;
  out.draft = {};
  out.draft.id = base::Sha256(name_ + std::string(what) + " " + std::to_string(first) + " " + std::to_string(second));
  out.draft.time_ms = at_s * 1000;
  out.draft.type = type;
  out.draft.actor = kActor;
  SetSalt(out.draft.id, body);
  out.draft.body = std::move(body);
}

void SampleStream::Entered(uint64_t place, uint64_t seq) {
  const auto found = awaited_.find(place);
  CHECK(found != awaited_.end() && seq != 0);
  const Awaited& awaited = found->second;
  if (awaited.step) (awaited.step->second == SampleStep::kOwnComplaint ? seqs_[awaited.step->first] : kept_[*awaited.step]) = seq;
  if (awaited.notice) notices_[awaited.batch - notices_told_].seqs[awaited.index] = seq;
  awaited_.erase(found);
}

}  // namespace cybercheck::ingest
