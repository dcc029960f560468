// SPDX-License-Identifier: Apache-2.0
// A small trail with everything a document can hold, and texts that are hostile to its readers.
#pragma once

#include <string>
#include <vector>

#include "cases/trail_document.h"

namespace cybercheck::cases {

struct TrailSample {
  // A victim, a mule, the next one, an exit, a shop, one who was released, one who pays from outside, one who looks innocent.
  std::vector<TrailNode> nodes = {
      {event::MoneyNodeKind::kVictim, "014:5550001111"},    {event::MoneyNodeKind::kAccount, "004:0000000001"},
      {event::MoneyNodeKind::kPromptpay, "=HYPERLINK(1)"},  {event::MoneyNodeKind::kCrypto, "bc1\"<&>'\x01\xFF\r\n\t]]>crypto"},
      {event::MoneyNodeKind::kMerchant, "ร้านค้า, \"ตลาด\""}, {event::MoneyNodeKind::kAccount, "@released"},
      {event::MoneyNodeKind::kAccount, "outside 1"},        {event::MoneyNodeKind::kAccount, "outside 2"},
      {event::MoneyNodeKind::kAccount, "outside 3"},        {event::MoneyNodeKind::kWallet, "\xEF\xBF\xBF-x"},
  };
  std::vector<TrailEdge> edges = {
      {0, 1, 5'000'000, 1'772'323'200, false, "+1"},      {1, 2, 3'000'000, 1'772'323'260, false, "ref, \"2\"\n"},
      {2, 3, 2'500'000, 1'772'323'320, false, "\xFF"},    {1, 4, 129'000, 1'772'323'330, false, "-3"},
      {1, 5, 100'000, 1'772'323'340, true, "<released>"}, {6, 9, 900'000, 1'772'323'000, false, ""},
      {7, 9, 900'000, kTimeNotTold, false, ""},           {8, 9, 900'000, 1'772'323'000, false, ""},
      {1, 9, 100'000, 1'772'323'350, false, ""},          {2, 1, 1'000, kTimeNotTold, false, "\tback"},
  };
  std::vector<std::optional<AccountColour>> colours = {
      {}, AccountColour::kBlack, AccountColour::kLightGrey, {}, {}, {}, {}, {}, {}, AccountColour::kLightBrown};
  std::vector<std::string> transfers = {"0123456789abcdef0123456789abcdef-0", "0123456789abcdef0123456789abcdef.3-1"};
  TrailOptions options;
  Trail trail;

  TrailSample() { Follow(); }
  void Follow() { trail = ComputeTrail(nodes, edges, options); }
  TrailDocument Document() const { return {"c-<1>&\"2\"", options, nodes, edges, colours, &trail, transfers}; }
};

}  // namespace cybercheck::cases
