// SPDX-License-Identifier: Apache-2.0
#include "lookup/rules_table.h"

#include "lookup/be_bytes.h"
#include "lookup/rules_set.h"

namespace cybercheck::lookup {

using event::EntryType;

base::Result<void> ChangeRules(EntryType type, uint64_t seq, std::string_view content, Rules& rules) {
  switch (type) {
    case EntryType::kPolicySet: {
      ASSIGN_OR_RETURN(rules.policy, Policy::FromJson(content));
      rules.policy_seq = seq;
      return {};
    }
    case EntryType::kRegisterSet: {
      ASSIGN_OR_RETURN(rules.official, Register::FromJson(content));
      return {};
    }
    case EntryType::kSharedHostsSet: {
      ASSIGN_OR_RETURN(rules.shared_hosts, SharedHosts::FromJson(content));
      return {};
    }
    case EntryType::kPatternsSet: {
      ASSIGN_OR_RETURN(rules.patterns, Patterns::FromJson(content));
      return {};
    }
    default:  // the taxonomy is kept for those who read it; checks do not use it
      return {};
  }
}

base::Result<Rules> ReadRules(const store::Table& table, const store::WriteTxn& txn) {
  Rules rules;
  for (const EntryType type :
       {EntryType::kPolicySet, EntryType::kRegisterSet, EntryType::kSharedHostsSet, EntryType::kPatternsSet}) {
    ASSIGN_OR_RETURN(const auto bytes, table.Get(txn, RulesName(type)));
    if (!bytes) continue;
    ByteReader reader(*bytes);
    const uint64_t seq = reader.Take<8>();
    if (!reader.good()) return base::Fail(base::ErrorCode::kDamaged, "a row of rules is not laid out as they are");
    if (const auto changed = ChangeRules(type, seq, bytes->substr(8), rules); !changed)
      return base::Fail(base::ErrorCode::kNewerVersion, std::string(RulesName(type)) + " in force: " + changed.error().detail);
  }
  return rules;
}

base::Result<void> WriteRules(const store::Table& table, store::WriteTxn& txn, EntryType type, uint64_t seq,
                              std::string_view content) {
  std::string value;
  AppendBe<8>(seq, value);
  value.append(content);
  return table.Put(txn, RulesName(type), value);
}

}  // namespace cybercheck::lookup
