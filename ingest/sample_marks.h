// SPDX-License-Identifier: Apache-2.0
// What makes sample data fictional, and how it is told from the real (docs/sample.md). No number, account or address made here
// belongs to anybody, and each is canonical as it stands. Pure.
//
//   phone     +66 69 xxx xxxx       069 is no range of Thailand's numbering plan
//   account   000xxxxxxx            Thai accounts begin with their branch; 000 is none
//   host      sample-….example .test   reserved by RFC 2606
//   handles   sample…               LINE, Facebook, TikTok
//   others    SAMPLE-…              external ids, stations, crypto addresses, merchants, references
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "event/case_file.h"
#include "ingest/sample_tables.h"

namespace cybercheck::ingest {

inline constexpr std::string_view kSamplePrefix = "SAMPLE-";

// `number` may be anything; below ten million different numbers give different results.
std::string SampleAccount(const SampleBank& bank, uint64_t number);           // "004:0001234567"
std::string SamplePhone(uint64_t number);                                     // "+66691234567"
std::string SampleHost(uint64_t number);                                      // "sample-k3x9.example"
std::string SampleLine(uint64_t number);                                      // "sample_k3x9"
std::string SampleFacebook(uint64_t number);                                  // "samplek3x9"
std::string SampleTiktok(uint64_t number);                                    // "sample.k3x9"
std::string SampleThing(std::string_view what, uint64_t number);              // "SAMPLE-gold-shop-k3x9"
std::string SampleStation(const SampleProvince& province, uint32_t station);  // "SAMPLE-10-012"
// `data` tells one body of sample data from others: "SAMPLE-k3x9-T17", told again "SAMPLE-k3x9-T17-2".
std::string SampleExternalId(event::ExternalId kind, uint64_t data, uint32_t number, uint32_t copy);
std::string SampleNationalId(uint64_t number);  // 13 digits, 9 first, which nobody's has; the check digit is right
std::string SampleName(uint64_t number);        // a first name and a surname that says "example"

// Whether a key or a money node's name is one of the above. A URL by its host.
bool IsSampleKey(const indicator::Key& key) noexcept;

}  // namespace cybercheck::ingest
