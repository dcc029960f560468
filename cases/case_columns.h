// SPDX-License-Identifier: Apache-2.0
// What statistics ask of cases, stored by column: a question reads only what it asks about, a million cases in milliseconds. It
// says nothing that `cases` does not say, and is written in the same commit.
//
// Table `case_columns`, (column u8, block u32) -> one value of each of the block's 2,036 cases, in the order in which cases were
// opened (CaseRow::ordinal); little-endian, for they are read where they lie:
//   1 byte   state · flags (1 verified, 2 by the public, 4 juristic) · kind · channel · contact · outcome · age · sex
//            · province · class
//   2 bytes  case type, station (numbers in `case_words`) · complaints · days of reported, occurred, accepted, closed
//            (since 1970-01-01, Asia/Bangkok; 0: not, or unknown)
//   money    damage (-1: unknown) · requested · held · frozen · returned, satang (cases/money_block.h)
// 2,036 values of 2 bytes with checksum and LMDB's page header fill a page, of 4 bytes two.
//
// Table `case_words`, (kind u8, text) -> number u16 from 1, and (kind | 0x80, number u16) -> text. 0 is the empty text.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "cases/case_row.h"
#include "store/environment.h"

namespace cybercheck::cases {

struct Tables;

enum class CaseColumn : uint8_t {
  kState,
  kFlags,
  kKind,
  kChannel,
  kContact,
  kOutcome,
  kAge,
  kSex,
  kProvince,
  kClass,
  kCaseType,
  kStation,
  kReportedDay,
  kOccurredDay,
  kAcceptedDay,
  kClosedDay,
  kComplaints,
  kDamage,
  kRequested,
  kHeld,
  kFrozen,
  kReturned,
};
inline constexpr size_t kCaseColumnCount = 22;
inline constexpr uint32_t kColumnBlock = 2036;  // cases in a block
size_t WidthOf(CaseColumn column) noexcept;     // 1 or 2 bytes; 0: money
std::string ColumnKey(CaseColumn column, uint32_t block);

inline constexpr uint8_t kFlagVerified = 1, kFlagByPublic = 2, kFlagJuristic = 4, kFlagsEnd = 8;

enum class WordKind : uint8_t { kCaseType = 1, kStation = 2 };

// Gathers what a batch changes, so that a block is written once a commit. On the applier's thread.
class ColumnChanges {
 public:
  // `before`: what stands; nullopt: the case is new.
  base::Result<void> Put(const CaseRow& row, const std::optional<CaseRow>& before, const Tables& tables, store::WriteTxn& txn);
  base::Result<void> Flush(const Tables& tables, store::WriteTxn& txn);
  void Clear() {
    blocks_.clear();
    money_.clear();
  }

 private:
  using Block = std::pair<CaseColumn, uint32_t>;
  base::Result<void> Set(CaseColumn column, uint32_t ordinal, int64_t value, const Tables& tables, store::WriteTxn& txn);
  base::Result<void> SetMoney(CaseColumn column, uint32_t ordinal, int64_t satang, const Tables& tables, store::WriteTxn& txn);
  std::map<Block, std::string> blocks_;
  std::map<Block, std::vector<int64_t>> money_;
};

struct CaseWord {
  std::string text;
  uint16_t number = 0;
};
// All words of a kind, by their texts. Errors: kDamaged, kIo.
base::Result<std::vector<CaseWord>> WordsOf(const Tables& tables, const store::ReadTxn& txn, WordKind kind);

}  // namespace cybercheck::cases
