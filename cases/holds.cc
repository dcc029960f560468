// SPDX-License-Identifier: Apache-2.0
#include "cases/holds.h"

#include <algorithm>
#include <charconv>

#include "base/be_bytes.h"
#include "base/hex.h"
#include "cases/row_text.h"
#include "event/big_endian.h"

namespace cybercheck::cases {
namespace {

constexpr size_t kListPrefixBytes = 4;  // bank and state
constexpr size_t kPlaceBytes = 8 + kMoneyRefBytes;

std::string PlaceBytes(const HoldPlace& place) {
  std::string bytes;
  base::AppendBe<8>(static_cast<uint64_t>(place.requested_s), bytes);
  return bytes + MoneyRefKey(place.ref);
}

// The lists (bank and state) there are, of those the query asks for: found by jumping from one to the next.
base::Result<std::vector<std::string>> ListsOf(const Tables& tables, const store::ReadTxn& txn, const HoldQuery& query) {
  std::vector<std::string> lists;
  if (query.bank && query.state) {
    lists.push_back(HoldListPrefix(*query.bank, *query.state));
    return lists;
  }
  ASSIGN_OR_RETURN(store::Cursor cursor, store::Cursor::Open(txn, tables.hold_lists));
  std::string from = query.bank ? *query.bank : std::string(1, '\0');
  while (true) {
    ASSIGN_OR_RETURN(const auto row, cursor.SeekAtLeast(from));
    if (!row || row->key.size() < kListPrefixBytes || (query.bank && !row->key.starts_with(*query.bank))) break;
    std::string list(row->key.substr(0, kListPrefixBytes));
    from = list;
    ++from.back();  // states are few: the byte never overflows
    if (!query.state || list.back() == static_cast<char>(*query.state)) lists.push_back(std::move(list));
  }
  return lists;
}

base::Result<HoldPlace> PlaceOf(std::string_view key) {
  if (key.size() != kListPrefixBytes + kPlaceBytes) return BadRow("hold_lists");
  HoldPlace place;
  place.requested_s = static_cast<int64_t>(event::U64At(key, kListPrefixBytes));
  ASSIGN_OR_RETURN(place.ref, HoldAtEnd(key));
  return place;
}

// The first places of one list behind `after`.
base::Result<void> ReadList(const Tables& tables, const store::ReadTxn& txn, const std::string& list, const HoldQuery& query,
                            std::vector<HoldPlace>& out) {
  const std::string begin = query.after ? list + PlaceBytes(*query.after) : list;
  ASSIGN_OR_RETURN(store::Cursor cursor, store::Cursor::Open(txn, tables.hold_lists));
  ASSIGN_OR_RETURN(auto row, cursor.SeekAtLeast(begin));
  if (row && row->key == begin) {
    ASSIGN_OR_RETURN(row, cursor.Next());
  }
  for (size_t count = 0; row && row->key.starts_with(list) && count <= query.limit; ++count) {
    ASSIGN_OR_RETURN(const HoldPlace place, PlaceOf(row->key));
    out.push_back(place);
    ASSIGN_OR_RETURN(row, cursor.Next());
  }
  return {};
}

using Histogram = std::map<uint32_t, uint64_t>;

uint64_t CountOf(const Histogram& histogram) {
  uint64_t count = 0;
  for (const auto& [part, times] : histogram) count += times;
  return count;
}
uint32_t At(const Histogram& histogram, uint64_t before) {
  for (const auto& [part, times] : histogram) {
    if (before < times) return part;
    before -= times;
  }
  return 0;
}
std::optional<double> MedianOf(const Histogram& histogram) {
  const uint64_t count = CountOf(histogram);
  if (count == 0) return std::nullopt;
  return (At(histogram, (count - 1) / 2) + static_cast<double>(At(histogram, count / 2))) / 2;
}
// Nearest rank.
std::optional<double> P90Of(const Histogram& histogram) {
  const uint64_t count = CountOf(histogram);
  if (count == 0) return std::nullopt;
  return At(histogram, (count * 9 + 9) / 10 - 1);
}

struct BankHistograms {
  Histogram hold, answer;
};

void Tell(const BankHistograms& histograms, HoldFigures::Bank& bank) {
  bank.hold_median = MedianOf(histograms.hold);
  bank.hold_p90 = P90Of(histograms.hold);
  bank.answer_median = MedianOf(histograms.answer);
  bank.answer_p90 = P90Of(histograms.answer);
}

std::string BankOfPeriod(uint32_t period) {
  const uint32_t number = period % kBanksInPeriod;
  if (number == kNoBankNumber) return std::string(kNoBank);
  const std::string digits = std::to_string(number);
  return std::string(3 - std::min<size_t>(3, digits.size()), '0') + digits;
}

}  // namespace

std::optional<HoldId> ParseHoldId(std::string_view text) noexcept {
  const size_t dash = text.find('-');
  if (dash == std::string_view::npos) return std::nullopt;
  const auto entry = ParsePublicId(text.substr(0, dash));
  const std::string_view digits = text.substr(dash + 1);
  HoldId id;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), id.row);
  if (!entry || digits.empty() || (digits.size() > 1 && digits[0] == '0') || error != std::errc() ||
      end != digits.data() + digits.size())
    return std::nullopt;
  id.entry = *entry;
  return id;
}

base::Result<std::string> EntryNames::Of(uint64_t seq, uint16_t number) {
  const auto known = known_.find(seq);
  if (known != known_.end()) return FormatPublicId(known->second, number);
  ASSIGN_OR_RETURN(const auto entry, tables_.log->Read(txn_, seq));
  if (!entry) return base::Fail(base::ErrorCode::kDamaged, "entry " + std::to_string(seq) + " is missing");
  known_.emplace(seq, entry->header.id);
  return FormatPublicId(entry->header.id, number);
}

base::Result<std::string> EntryNames::Of(const event::HoldRef& ref) {
  ASSIGN_OR_RETURN(std::string name, Of(ref.seq, ref.number));
  return name.append("-").append(std::to_string(ref.row));
}

base::Result<std::optional<Hold>> FindHold(const Tables& tables, const store::ReadTxn& txn, const HoldId& id) {
  ASSIGN_OR_RETURN(const auto seq, SeqOf(tables, txn, id.entry));
  if (!seq) return std::optional<Hold>();
  const event::HoldRef ref{*seq, id.entry.report, id.row};
  ASSIGN_OR_RETURN(auto row, ReadHold(tables, txn, ref));
  if (!row) return std::optional<Hold>();
  return std::optional<Hold>(Hold{ref, std::move(*row)});
}

std::string FormatHoldPlace(const HoldPlace& place) {
  const std::string bytes = PlaceBytes(place);
  return base::HexEncode({reinterpret_cast<const uint8_t*>(bytes.data()), bytes.size()});
}

std::optional<HoldPlace> ParseHoldPlace(std::string_view text) noexcept {
  std::array<uint8_t, kPlaceBytes> bytes;
  if (text.size() != 2 * kPlaceBytes || !base::HexDecode(text, bytes)) return std::nullopt;
  const std::string_view view(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  const auto ref = DecodeMoneyRefKey(view.substr(8));
  if (!ref) return std::nullopt;
  return HoldPlace{static_cast<int64_t>(event::U64At(view, 0)), *ref};
}

base::Result<std::optional<RefAndHold>> HoldOfTransfer(const Tables& tables, const store::ReadTxn& txn, event::CaseRef of,
                                                       const TransferRow& transfer) {
  ASSIGN_OR_RETURN(auto named, ReadHold(tables, txn, transfer.ref));
  if (named && named->at == transfer.transfer.to) return std::optional(RefAndHold(transfer.ref, std::move(*named)));
  ASSIGN_OR_RETURN(std::vector<RefAndHold> holds, ReadCaseHolds(tables, txn, of));
  for (RefAndHold& hold : holds)
    if (hold.second.at == transfer.transfer.to) return std::optional(std::move(hold));
  return std::optional<RefAndHold>();
}

base::Result<HoldPage> ReadHolds(const Tables& tables, const store::ReadTxn& txn, const HoldQuery& query) {
  HoldPage page;
  std::vector<HoldPlace> places;
  ASSIGN_OR_RETURN(const auto lists, ListsOf(tables, txn, query));
  for (const std::string& list : lists) TRY(ReadList(tables, txn, list, query, places));
  std::ranges::sort(places);
  for (const HoldPlace& place : places) {
    if (page.holds.size() == query.limit) {
      page.next = HoldPlace{page.holds.back().row.requested_s, page.holds.back().ref};
      break;
    }
    ASSIGN_OR_RETURN(auto row, ReadHold(tables, txn, place.ref));
    if (!row) return base::Fail(base::ErrorCode::kDamaged, "a listed hold is missing");
    page.holds.push_back({place.ref, std::move(*row)});
  }
  return page;
}

base::Result<std::vector<Hold>> HoldsSince(const Tables& tables, const store::ReadTxn& txn, event::HoldRef& last,
                                           const std::optional<std::string>& bank, std::optional<event::HoldState> state,
                                           size_t looked, size_t limit) {
  std::vector<Hold> holds;
  const std::string begin = MoneyRefKey(last);
  ASSIGN_OR_RETURN(store::Cursor cursor, store::Cursor::Open(txn, tables.holds));
  ASSIGN_OR_RETURN(auto row, cursor.SeekAtLeast(begin));
  if (row && row->key == begin) {
    ASSIGN_OR_RETURN(row, cursor.Next());
  }
  for (; row && looked > 0 && holds.size() < limit; --looked) {
    ASSIGN_OR_RETURN(last, DecodeMoneyRefKey(row->key));
    ASSIGN_OR_RETURN(HoldRow hold, DecodeHoldRow(row->value));
    if ((!bank || BankOf(hold) == *bank) && (!state || hold.state == *state)) holds.push_back({last, std::move(hold)});
    ASSIGN_OR_RETURN(row, cursor.Next());
  }
  return holds;
}

base::Result<event::HoldRef> LastHold(const Tables& tables, const store::ReadTxn& txn) {
  ASSIGN_OR_RETURN(store::Cursor cursor, store::Cursor::Open(txn, tables.holds));
  ASSIGN_OR_RETURN(const auto row, cursor.Last());
  if (!row) return event::HoldRef{};
  return DecodeMoneyRefKey(row->key);
}

base::Result<std::vector<std::pair<int64_t, event::HoldRef>>> HoldsDue(const Tables& tables, const store::ReadTxn& txn,
                                                                       int64_t now_s, size_t limit) {
  std::vector<std::pair<int64_t, event::HoldRef>> due;
  ASSIGN_OR_RETURN(store::Cursor cursor, store::Cursor::Open(txn, tables.holds_due));
  ASSIGN_OR_RETURN(auto row, cursor.First());
  while (row && due.size() < limit) {
    if (row->key.size() != 8 + kMoneyRefBytes) return BadRow("holds_due");
    const auto due_s = static_cast<int64_t>(event::U64At(row->key, 0));
    if (due_s > now_s) break;
    ASSIGN_OR_RETURN(const event::HoldRef ref, HoldAtEnd(row->key));
    due.emplace_back(due_s, ref);
    ASSIGN_OR_RETURN(row, cursor.Next());
  }
  return due;
}

namespace {

base::Result<std::optional<Release>> ReleaseAt(const Tables& tables, const store::ReadTxn& txn, uint64_t seq) {
  ASSIGN_OR_RETURN(const auto bytes, tables.releases.Get(txn, ReleaseKey(seq)));
  if (!bytes) return std::optional<Release>();
  Release release;
  release.seq = seq;
  ASSIGN_OR_RETURN(release.row, DecodeReleaseRow(*bytes));
  ASSIGN_OR_RETURN(const auto entry, tables.log->Read(txn, seq));
  if (!entry) return base::Fail(base::ErrorCode::kDamaged, "entry " + std::to_string(seq) + " is missing");
  release.entry_id = entry->header.id;
  return std::optional<Release>(std::move(release));
}

}  // namespace

base::Result<std::optional<Release>> FindRelease(const Tables& tables, const store::ReadTxn& txn, const PublicId& id) {
  if (id.report != 0) return std::optional<Release>();
  ASSIGN_OR_RETURN(const auto seq, SeqOf(tables, txn, id));
  if (!seq) return std::optional<Release>();
  return ReleaseAt(tables, txn, *seq);
}

base::Result<std::vector<Release>> ReadOpenReleases(const Tables& tables, const store::ReadTxn& txn, size_t limit) {
  std::vector<Release> releases;
  ASSIGN_OR_RETURN(store::Cursor cursor, store::Cursor::Open(txn, tables.open_releases));
  ASSIGN_OR_RETURN(auto row, cursor.First());
  while (row && releases.size() < limit) {
    if (row->key.size() != kMoneyRefBytes + 8) return BadRow("open_releases");
    ASSIGN_OR_RETURN(auto release, ReleaseAt(tables, txn, event::U64At(row->key, kMoneyRefBytes)));
    if (!release) return base::Fail(base::ErrorCode::kDamaged, "an open release request is missing");
    releases.push_back(std::move(*release));
    ASSIGN_OR_RETURN(row, cursor.Next());
  }
  return releases;
}

base::Result<HoldFigures> ReadHoldFigures(const Tables& tables, const store::ReadTxn& txn) {
  HoldFigures figures;
  std::map<std::string, BankHistograms> taken;
  BankHistograms taken_all;
  Histogram release_hours;
  ASSIGN_OR_RETURN(figures.releases_open, tables.open_releases.Count(txn));
  const auto each = [&](Figure figure, const auto& tell) -> base::Result<void> {
    ASSIGN_OR_RETURN(store::Cursor cursor, store::Cursor::Open(txn, tables.figures));
    ASSIGN_OR_RETURN(auto row, cursor.SeekAtLeast(EncodeFigureKey({figure, 0, 0})));
    while (row) {
      ASSIGN_OR_RETURN(const FigureKey key, DecodeFigureKey(row->key));
      if (key.figure != figure) break;
      ASSIGN_OR_RETURN(const FigureCounts counts, DecodeFigureCounts(row->value));
      tell(key, counts);
      ASSIGN_OR_RETURN(row, cursor.Next());
    }
    return {};
  };
  const auto hold = [&](const FigureKey& key, const FigureCounts& counts) {
    const std::string code = BankOfPeriod(key.period);
    for (HoldFigures::Bank* bank : {&figures.banks[code], &figures.all}) {
      bank->held += counts[0];
      bank->held_before += counts[1];
    }
    if (counts[0] == 0) return;
    taken[code].hold[key.part] += counts[0];
    taken_all.hold[key.part] += counts[0];
  };
  const auto answer = [&](const FigureKey& key, const FigureCounts& counts) {
    const std::string code = BankOfPeriod(key.period);
    for (HoldFigures::Bank* bank : {&figures.banks[code], &figures.all}) {
      bank->answered += counts[0];
      bank->answered_held += counts[1];
    }
    taken[code].answer[key.part] += counts[0];
    taken_all.answer[key.part] += counts[0];
  };
  const auto decided = [&](const FigureKey& key, const FigureCounts& counts) {
    figures.released += counts[0];
    figures.kept += counts[1];
    release_hours[key.part] += counts[0] + counts[1];
  };
  TRY(each(Figure::kMinutesToHold, hold));
  TRY(each(Figure::kMinutesToAnswer, answer));
  TRY(each(Figure::kReleasesAsked, [&](const FigureKey&, const FigureCounts& counts) { figures.releases_asked += counts[0]; }));
  TRY(each(Figure::kReleasesDecided, decided));
  Tell(taken_all, figures.all);
  for (auto& [code, bank] : figures.banks) Tell(taken[code], bank);
  figures.release_median_hours = MedianOf(release_hours);
  return figures;
}

}  // namespace cybercheck::cases
