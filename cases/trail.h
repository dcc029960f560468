// SPDX-License-Identifier: Apache-2.0
// The money trail: which baht of the transfers known of a case are the victims', where they went, and where they ended. Pure
// functions of the transfers given; any thread. Amounts are satang, times Unix seconds.
//
//   victim ──16,000──▶ a ──10,000──▶ b          10:00 v→a, 10:05 x→a, 10:10 a→b, 10:20 a→cash (baht)
//                      ▲ └──30,000──▶ cash      a bank told of 4,000 that are not the victim's, and of 30,000 drawn: more than
//            x ─4,000──┘                        is known to have arrived, because nobody tells a stranger's balance
//
// **The model.** Money is known only once a transfer brought it. A node keeps what is known to have arrived and not yet left,
// its pool, part of it tainted. A transfer out takes from the pool first; what it moves beyond the pool is the holder's own
// money, of which nothing is known, and is clean. So never more is tainted than victims sent, whatever balances are ("the
// tainted amount, never the whole balance": the banks' rule), and nothing is tainted because of a time before it arrived.
// What is known of a holder's own money (a balance the bank told, wages) is given as a transfer from a node of its own; it is
// clean, and it takes its share.
//   prorata  of what leaves the pool, the share is tainted that the pool has at that time.
//            10:10 10,000 of 20,000, of which 16,000 tainted: 8,000 go to b.   10:20 the other 10,000 leave: 8,000 end as cash.
//   fifo     what arrived first leaves first, an arrival being one piece with one share.
//            10:10 10,000 of the first 16,000: 10,000 go to b.                  10:20 6,000 tainted, 4,000 clean: 6,000 end.
// Both: 16,000 from the victim = what remains with b + what ended as cash.
//
// **Order.** Transfers happen by time; those of one second by the sender's row (who has none comes last), because banks tell
// minutes and a chain told upside down is still a chain; then in the order given. A time that nobody told is taken to be that of
// the last money that its sender had from the row before, so that all of that may be in it; of a victim, or of a sender without a
// row, the earliest time told of all that are followed. No lag is counted from or to such a time.
//
// **Which transfers count.** Not those of nothing (amount ≤ 0), nor from a node to itself: they move no money and reach nobody.
// A transfer told twice is money twice: which reports tell of one transfer is for those to decide who join reports. Amounts
// that add up to more than 2^63 satang are not money: those that would are left out (`cut_amounts`).
//
// **Victims** send their own money: tainted in full, always. What comes back to one has ended there (`returned`).
// **Ends**: cash_out, crypto, foreign and merchant. What reaches one has ended there, with its amount; what they pay is clean.
// A merchant ends the path because it gave goods for the money: following what it pays its suppliers is how the innocent were
// hit in 2025. One that takes part is an account, and an address that can be followed is a wallet, if an officer says so.
// **A released transfer** still leaves its sender, and the tainted money it took ends with it (`released`): the receiver gets
// clean money, and rows do not go through it.
//
// **Rows**: 0 for victims; else the least number of transfers from one, over those that count, are not released and do not begin
// at an end. Times play no part: a row says near, the tainted amount says how much.
//
// **Rounding.** A pool's outgoing satang are divided into tainted and clean by the largest remainder; of two equal ones the clean
// has it. What is not sent stays: for every node but victims `received == sent + remaining`, and for all together
//   from_victims == remaining + exits + returned + released.
//
// **Bounds.** O(E log E) time, O(N + E) memory. `work_max` counts transfers walked for rows, transfers followed in time and
// arrivals used up; when it is spent, the later transfers are not followed and the money stays where it was (`cut_work`).
// `depth_max` changes no amount, only what is shown: nodes of higher rows have none, and count in `beyond_depth`.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "event/money.h"

namespace cybercheck::cases {

// Whether money that reaches it has ended there.
bool IsEnd(event::MoneyNodeKind kind) noexcept;

enum class TrailMethod : uint8_t { kProRata, kFifo };
std::string_view Name(TrailMethod method) noexcept;  // "prorata", "fifo"
std::optional<TrailMethod> TrailMethodNamed(std::string_view name) noexcept;

struct TrailNode {
  event::MoneyNodeKind kind{};
  std::string_view label;  // MoneyNode::name; shown, never compared; of a victim never shown
};

inline constexpr int64_t kTimeNotTold = 0;  // as in event::Transfer

struct TrailEdge {
  uint32_t from = 0, to = 0;  // indices of nodes
  int64_t amount_satang = 0;
  int64_t at_s = kTimeNotTold;
  bool released = false;
  std::string_view reference;  // the bank's; shown, never compared
};

struct TrailOptions {
  unsigned depth_max = 20;
  TrailMethod method = TrailMethod::kProRata;
  size_t work_max = 4'000'000;
};

// Why a transfer may be innocent. Only ever a proposal to an officer, who may release it. No rule for this has been published;
// these are ours, chosen to be explained in a sentence.
enum class InnocentReason : uint8_t {
  // A tainted payment into a merchant that looks like buying: a whole number of baht, at most kPurchaseSatangMax, at most
  // kPurchasesMax such payments between the two, and money was left in the pool. Who launders through a shop pays much, often,
  // or sweeps the account.
  kPurchase,
  // The receiver (account, promptpay, wallet) also receives from at least kOutsideSendersMin different senders whom no row
  // reaches, and what is tainted of all it received is at most kSmallSharePercent: a shop, a landlord, wages. Senders within the
  // trail do not count, so that mules cannot vouch for one another.
  kSmallShare,
};
inline constexpr int64_t kPurchaseSatangMax = 50'000'00;
inline constexpr unsigned kPurchasesMax = 3;
inline constexpr unsigned kOutsideSendersMin = 3;
inline constexpr int64_t kSmallSharePercent = 5;
std::string_view Name(InnocentReason reason) noexcept;  // "purchase", "small_share"

struct Trail {
  static constexpr uint32_t kNoRow = UINT32_MAX;
  static constexpr int64_t kNoLag = -1;

  struct Node {
    uint32_t row = kNoRow;              // kNoRow: not reached, or beyond the depth; all else is then 0
    int64_t received_satang = 0;        // tainted; of a victim: what came back
    int64_t sent_satang = 0;            // tainted
    int64_t remaining_satang = 0;       // tainted and still there, the sum to hold; of an end: what ended there; of a victim 0
    int64_t known_satang = 0;           // all that is known to have arrived, tainted or not
    std::optional<int64_t> first_at_s;  // when the first tainted satang arrived, if that was told
  };
  struct Edge {
    // The sender's + 1. kNoRow, and all else 0: it does not count, begins at an end, or one of its nodes is not shown; but a
    // released one is shown with its sender, so that it can be taken back.
    uint32_t row = kNoRow;
    int64_t tainted_satang = 0;  // that it took from its sender; of a released one, what ended with it
    // From the arrival of the earliest tainted money that it may carry (prorata: since the pool was last without any; fifo: of
    // the oldest piece used). kNoLag when it carries none, begins at a victim, or either time is not told.
    int64_t lag_s = kNoLag;
  };
  struct Exit {
    uint32_t node = 0;
    int64_t satang = 0;
  };
  struct Proposal {
    uint32_t edge = 0;
    InnocentReason reason{};
  };
  // Over all that was followed, shown or not.
  struct Totals {
    int64_t from_victims_satang = 0;
    int64_t remaining_satang = 0;
    int64_t exits_satang = 0;
    int64_t returned_satang = 0;
    int64_t released_satang = 0;
    int64_t beyond_depth_satang = 0;  // of what remains, ended or was released: with nodes that are not shown
  };

  std::vector<Node> nodes;          // as given
  std::vector<Edge> edges;          // as given
  std::vector<Exit> exits;          // nodes shown; largest first, equal ones by node
  std::vector<Proposal> proposals;  // edges shown, in their order; at most one an edge
  Totals totals;
  size_t work = 0;
  bool cut_depth = false, cut_work = false, cut_amounts = false;
  std::optional<int64_t> followed_until_s;  // with cut_work: the time of the first transfer not followed, if rows were found

  bool partial() const noexcept { return cut_depth || cut_work || cut_amounts; }
};

// Every edge's `from` and `to` must be indices into `nodes`, and there must be fewer than 2^32 − 1 of either; a CHECK otherwise.
Trail ComputeTrail(std::span<const TrailNode> nodes, std::span<const TrailEdge> edges, const TrailOptions& options);

}  // namespace cybercheck::cases
