// SPDX-License-Identifier: Apache-2.0
#include "extract/top_level_domain.h"

#include <algorithm>
#include <string>
#include <unordered_set>

namespace cybercheck::extract {
namespace {

// Every two-letter country code in use (iana.org/domains/root/db), and the generic domains that phishing feeds of 2024 to 2026
// and ordinary Thai traffic show more than once. example and test are reserved (RFC 2606): documentation and tests name nobody.
constexpr std::string_view kKnown =
    "ac academy ad adult ae aero af ag agency ai al am ao apartments app aq ar army arpa art as asia at au auction audio auto "
    "autos aw ax az ba baby band bank bar bb bd be beauty beer best bet bf bg bh bi bid bike bingo bio biz bj black blog blue "
    "bm bn bo boats bond boo br broker bs bt build builders business buzz bw by bz ca cab cafe cam camp capital car cards care "
    "career careers cars casa cash casino cat cc cd center cf cfd cg ch chat christmas ci city ck cl cleaning click clinic "
    "clothing cloud club cm cn co codes coffee college com company computer construction consulting contact contractors cool "
    "coop coupons cr credit creditcard cruises cu cv cw cx cy cyou cz dad dance date dating de deals delivery dental design "
    "dev digital direct directory discount dj dk dm do doctor dog domains download dz ec eco edu education ee eg email energy "
    "engineering enterprises equipment er es estate et eu eus example exchange expert express family fan fans farm fashion fi "
    "finance financial fish fit fitness fj fk flights flowers fm fo foo food football forex forum foundation fr fun fund "
    "furniture fyi ga gal gallery game games garden gay gd gdn ge gf gg gh gi gift gifts gl glass global gm gmbh gn gold golf "
    "gov gp gq gr graphics green group gs gt gu guide guru gw gy hair haus health healthcare help hk hm hn hockey holdings "
    "holiday homes horse hospital host hosting house hr ht hu icu id ie il im immo in inc industries info ing ink institute "
    "insurance int international invalid invest io iq ir is it je jewelry jm jo jobs jp juegos ke kg kh ki kids kim kitchen km "
    "kn kp kr kw ky kz la land lat lawyer lb lc lease legal lgbt li life lighting limited limo link live lk llc loan loans lol "
    "love lr ls lt ltd ltda lu luxe lv ly ma makeup management market marketing markets mba mc md me media men message mg mh "
    "mil mk ml mm mn mo mobi moda moe mom money monster mortgage motorcycles mov movie mp mq mr ms mt mu museum mv mw mx my mz "
    "na name navy nc ne net network news nf ng ni ninja nl no now np nr nu nyc nz om one onl online ooo org organic ovh pa "
    "page partners parts pe pet pf pg ph photo photos pics pictures pink pizza pk pl place plumbing plus pm pn poker porn post "
    "pr press pro productions properties property ps pt pub pw py qa qpon quest racing re red ren rent rentals repair report "
    "rest restaurant review reviews reward rich rip ro rocks rs ru run rw sa sale sarl sb sbs sc school science sd se "
    "services sex sg sh shoes shop shopping show si singles site sk ski skin sl sm sn so soccer social software solar "
    "solutions space sr srl ss st storage store stream studio su supplies supply support surf sv sx sy systems sz tax taxi tc "
    "td team tech technology tel tennis test tf tg th theater tickets tips tj tk tl tm tn to today tokyo tools top tours town "
    "toys tr trade trading training travel tt tube tv tw tz ua ug uk university uno us uy uz va vacations vc ve ventures vet "
    "vg vi viajes video villas vin vip vn vu wang watch webcam website wf wiki win wine work works world ws wtf xin xxx xyz "
    "yachts ye yoga yt za zip zm zone zw ";

constexpr size_t kLabelMax = 24;

const std::unordered_set<std::string_view>& Known() {
  static const auto* const known = [] {
    auto* set = new std::unordered_set<std::string_view>;
    for (size_t at = 0; at < kKnown.size();) {
      const size_t space = kKnown.find(' ', at);
      set->insert(kKnown.substr(at, space - at));
      at = space + 1;
    }
    return set;
  }();
  return *known;
}

char Lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

bool Among(std::string_view label, std::initializer_list<std::string_view> names) {
  return std::find(names.begin(), names.end(), label) != names.end();
}

std::string Lowered(std::string_view label) {
  std::string lowered(label.substr(0, kLabelMax + 1));
  std::transform(lowered.begin(), lowered.end(), lowered.begin(), Lower);
  return lowered;
}

}  // namespace

bool IsPlausibleTld(std::string_view label) {
  if (label == "ไทย") return true;
  const std::string lowered = Lowered(label);
  if (lowered.starts_with("xn--")) return label.size() > 4;
  return label.size() <= kLabelMax && Known().contains(lowered);
}

bool IsUnmistakableTld(std::string_view label) {
  return Among(Lowered(label),
               {"com", "net", "org", "info", "co", "th", "cc", "io", "xyz", "top", "vip", "biz", "test", "example"});
}

bool IsFileExtension(std::string_view label) {
  return Among(Lowered(label), {"md", "mov", "pl", "ps", "py", "rs", "sh", "so", "zip"});
}

bool IsHandleEnding(std::string_view label) {
  return Among(Lowered(label),
               {"shop", "store", "me", "my", "th", "live", "club", "online", "official", "sale", "studio", "beauty"});
}

}  // namespace cybercheck::extract
