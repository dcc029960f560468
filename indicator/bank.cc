// SPDX-License-Identifier: Apache-2.0
#include "indicator/bank.h"

#include <algorithm>

namespace cybercheck::indicator {
namespace {

constexpr uint16_t Lengths(std::initializer_list<int> digits) {
  uint16_t bits = 0;
  for (const int n : digits) bits = static_cast<uint16_t>(bits | 1U << n);
  return bits;
}

constexpr uint16_t kTen = Lengths({10});
constexpr uint16_t kTenOrTwelve = Lengths({10, 12});
constexpr uint16_t kLong = Lengths({10, 12, 14});         // loan and deposit books of the smaller banks
constexpr uint16_t kAny = Lengths({10, 11, 12, 13, 14, 15});  // branches of foreign banks number as their head offices do

// Sorted by code. Codes: Bank of Thailand, financial institutions' codes as used by ITMX and BAHTNET. Names of banks that have
// been taken over stand with the bank that holds their accounts now.
constexpr Bank kBanks[] = {
    {"002", "BBL", "ธนาคารกรุงเทพ", kTen},
    {"004", "KBANK", "ธนาคารกสิกรไทย", kTen},
    {"006", "KTB", "ธนาคารกรุงไทย", kTen},
    {"008", "JPM", "ธนาคารเจพีมอร์แกน เชส", kAny},
    {"009", "OCBC", "ธนาคารโอเวอร์ซี-ไชนีสแบงกิ้งคอร์ปอเรชั่น", kAny},
    {"011", "TTB", "ธนาคารทหารไทยธนชาต", kTen},
    {"014", "SCB", "ธนาคารไทยพาณิชย์", kTen},
    {"017", "CITI", "ธนาคารซิตี้แบงก์", kAny},
    {"018", "SMBC", "ธนาคารซูมิโตโม มิตซุย แบงกิ้ง คอร์ปอเรชั่น", kAny},
    {"020", "SCBT", "ธนาคารสแตนดาร์ดชาร์เตอร์ด (ไทย)", kAny},
    {"022", "CIMBT", "ธนาคารซีไอเอ็มบี ไทย", kTen},
    {"024", "UOBT", "ธนาคารยูโอบี", kTen},
    {"025", "BAY", "ธนาคารกรุงศรีอยุธยา", kTen},
    {"026", "MEGA", "ธนาคารเมกะ สากลพาณิชย์", kAny},
    {"027", "BOA", "ธนาคารแห่งอเมริกา", kAny},
    {"030", "GSB", "ธนาคารออมสิน", Lengths({12, 15})},
    {"031", "HSBC", "ธนาคารฮ่องกงและเซี่ยงไฮ้แบงกิ้งคอร์ปอเรชั่น", kAny},
    {"032", "DB", "ธนาคารดอยซ์แบงก์", kAny},
    {"033", "GHB", "ธนาคารอาคารสงเคราะห์", kTenOrTwelve},
    {"034", "BAAC", "ธนาคารเพื่อการเกษตรและสหกรณ์การเกษตร", kTenOrTwelve},
    {"035", "EXIM", "ธนาคารเพื่อการส่งออกและนำเข้าแห่งประเทศไทย", kAny},
    {"039", "MHCB", "ธนาคารมิซูโฮ", kAny},
    {"045", "BNPP", "ธนาคารบีเอ็นพี พารีบาส์", kAny},
    {"052", "BOC", "ธนาคารแห่งประเทศจีน (ไทย)", kAny},
    {"066", "ISBT", "ธนาคารอิสลามแห่งประเทศไทย", kTenOrTwelve},
    {"067", "TISCO", "ธนาคารทิสโก้", kLong},
    {"069", "KKP", "ธนาคารเกียรตินาคินภัทร", kLong},
    {"070", "ICBCT", "ธนาคารไอซีบีซี (ไทย)", kAny},
    {"071", "TCRB", "ธนาคารไทยเครดิต", kLong},
    {"073", "LHB", "ธนาคารแลนด์ แอนด์ เฮ้าส์", kTenOrTwelve},
    {"079", "ANZ", "ธนาคารเอเอ็นแซด (ไทย)", kAny},
    {"080", "SMTB", "ธนาคารซูมิโตโม มิตซุย ทรัสต์ (ไทย)", kAny},
    {"098", "SMEB", "ธนาคารพัฒนาวิสาหกิจขนาดกลางและขนาดย่อมแห่งประเทศไทย", kAny},
};
static_assert(std::ranges::is_sorted(kBanks, {}, &Bank::code));

struct Alias {
  std::string_view name;  // lower-case
  std::string_view code;
};

constexpr Alias kAliases[] = {
    {"bbl", "002"}, {"bangkok bank", "002"}, {"bangkokbank", "002"}, {"กรุงเทพ", "002"}, {"บัวหลวง", "002"}, {"bualuang", "002"},
    {"kbank", "004"}, {"k-bank", "004"}, {"k bank", "004"}, {"kasikorn", "004"}, {"kasikornbank", "004"}, {"kasikorn bank", "004"},
    {"kasikornthai", "004"}, {"k plus", "004"}, {"kplus", "004"}, {"กสิกรไทย", "004"}, {"กสิกร", "004"}, {"กสิก", "004"}, {"เคแบงก์", "004"},
    {"ktb", "006"}, {"krungthai", "006"}, {"krung thai", "006"}, {"krungthai bank", "006"}, {"krung thai bank", "006"},
    {"กรุงไทย", "006"},
    {"jp morgan", "008"}, {"jpmorgan", "008"}, {"เจพีมอร์แกน", "008"}, {"ocbc", "009"},
    {"ttb", "011"}, {"tmb", "011"}, {"tmbthanachart", "011"}, {"tmb thanachart", "011"}, {"thanachart", "011"}, {"tbank", "011"},
    {"ttb bank", "011"}, {"ทหารไทยธนชาต", "011"}, {"ทหารไทย", "011"}, {"ธนชาต", "011"}, {"ธนชาติ", "011"}, {"ทีทีบี", "011"}, {"ทีเอ็มบี", "011"},
    {"ทีเอ็มบีธนชาต", "011"},
    {"scb", "014"}, {"siam commercial", "014"}, {"siam commercial bank", "014"}, {"scb easy", "014"}, {"ไทยพาณิชย์", "014"},
    {"ไทยพานิชย์", "014"}, {"ไทยพานิช", "014"}, {"ไทยพาณิช", "014"}, {"เอสซีบี", "014"},
    {"citi", "017"}, {"citibank", "017"}, {"ซิตี้แบงก์", "017"}, {"ซิตี้", "017"}, {"smbc", "018"}, {"scbt", "020"}, {"standard chartered", "020"},
    {"สแตนดาร์ดชาร์เตอร์ด", "020"},
    {"cimb", "022"}, {"cimbt", "022"}, {"cimb thai", "022"}, {"cimb thai bank", "022"}, {"ซีไอเอ็มบีไทย", "022"}, {"ซีไอเอ็มบี ไทย", "022"},
    {"ซีไอเอ็มบี", "022"}, {"ไทยธนาคาร", "022"},
    {"uob", "024"}, {"uobt", "024"}, {"united overseas", "024"}, {"united overseas bank", "024"}, {"ยูโอบี", "024"},
    {"bay", "025"}, {"krungsri", "025"}, {"krungsri bank", "025"}, {"bank of ayudhya", "025"}, {"ayudhya", "025"},
    {"กรุงศรีอยุธยา", "025"}, {"กรุงศรี", "025"}, {"กรุงสี", "025"},
    {"mega", "026"}, {"icbc mega", "026"}, {"เมกะ", "026"}, {"boa", "027"}, {"bank of america", "027"},
    {"gsb", "030"}, {"government savings", "030"}, {"government savings bank", "030"}, {"mymo", "030"}, {"ออมสิน", "030"}, {"มายโม", "030"},
    {"hsbc", "031"}, {"deutsche", "032"}, {"deutsche bank", "032"}, {"ดอยซ์แบงก์", "032"}, {"ดอยซ์", "032"},
    {"ghb", "033"}, {"gh bank", "033"}, {"ghbank", "033"}, {"government housing bank", "033"}, {"อาคารสงเคราะห์", "033"}, {"ธอส.", "033"},
    {"ธอส", "033"}, {"ธ.อ.ส.", "033"},
    {"baac", "034"}, {"ธกส.", "034"}, {"ธกส", "034"}, {"ธ.ก.ส.", "034"}, {"ธ.ก.ส", "034"}, {"เพื่อการเกษตรและสหกรณ์การเกษตร", "034"},
    {"เพื่อการเกษตร", "034"},
    {"exim", "035"}, {"exim bank", "035"}, {"เพื่อการส่งออกและนำเข้าแห่งประเทศไทย", "035"}, {"เอ็กซิม", "035"}, {"mizuho", "039"}, {"มิซูโฮ", "039"},
    {"bnp", "045"}, {"bnp paribas", "045"}, {"boc", "052"}, {"bank of china", "052"}, {"แห่งประเทศจีน", "052"},
    {"isbt", "066"}, {"ibank", "066"}, {"islamic bank", "066"}, {"islamic bank of thailand", "066"}, {"อิสลามแห่งประเทศไทย", "066"},
    {"อิสลาม", "066"}, {"ไอแบงก์", "066"},
    {"tisco", "067"}, {"tisco bank", "067"}, {"ทิสโก้", "067"}, {"ทิสโก", "067"},
    {"kkp", "069"}, {"kk", "069"}, {"kiatnakin", "069"}, {"kiatnakin phatra", "069"}, {"kiatnakin bank", "069"}, {"kkp bank", "069"},
    {"เกียรตินาคินภัทร", "069"}, {"เกียรตินาคิน", "069"},
    {"icbc", "070"}, {"icbct", "070"}, {"icbc thai", "070"}, {"ไอซีบีซี", "070"},
    {"tcrb", "071"}, {"tcr", "071"}, {"thai credit", "071"}, {"thai credit bank", "071"}, {"ไทยเครดิต", "071"}, {"ไทยเครดิตเพื่อรายย่อย", "071"},
    {"lh", "073"}, {"lhb", "073"}, {"lhbank", "073"}, {"lh bank", "073"}, {"land and houses", "073"}, {"land & houses", "073"},
    {"แลนด์แอนด์เฮ้าส์", "073"}, {"แลนด์ แอนด์ เฮ้าส์", "073"}, {"แลนด์แอนด์เฮาส์", "073"}, {"แลนด์ แอนด์ เฮาส์", "073"}, {"แลนด์เฮ้าส์", "073"},
    {"แอลเอชแบงก์", "073"},
    {"anz", "079"}, {"smtb", "080"}, {"sme bank", "098"}, {"sme", "098"}, {"เอสเอ็มอี", "098"},
};

char Lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

struct Taken {
  std::string_view code, by;
};
// Thanachart became part of TTB in 2021; its customers still know the old code.
constexpr Taken kTaken[] = {{"065", "011"}};

}  // namespace

std::span<const Bank> Banks() { return kBanks; }

const Bank* BankByCode(std::string_view code) noexcept {
  for (const Taken& taken : kTaken)
    if (taken.code == code) code = taken.by;
  const auto* const bank = std::ranges::lower_bound(kBanks, code, {}, &Bank::code);
  return bank != std::end(kBanks) && bank->code == code ? bank : nullptr;
}

BankName BankNameAt(std::string_view text) noexcept {
  BankName found;
  if (text.empty()) return found;
  const char first = Lower(text.front());
  for (const Alias& alias : kAliases) {
    const std::string_view name = alias.name;
    if (name.front() != first || name.size() <= found.size || name.size() > text.size()) continue;
    if (!std::equal(name.begin(), name.end(), text.begin(), [](char n, char t) { return n == Lower(t); })) continue;
    // A digit may follow ("SCB1234567890"), a letter makes it another word ("bayview").
    const bool latin_end = name.back() >= 'a' && name.back() <= 'z';
    if (latin_end && text.size() > name.size() && Lower(text[name.size()]) >= 'a' && Lower(text[name.size()]) <= 'z') continue;
    found = {BankByCode(alias.code), name.size()};
  }
  return found;
}

}  // namespace cybercheck::indicator
