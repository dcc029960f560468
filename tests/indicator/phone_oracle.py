#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Compares phone keys with libphonenumber (Debian's python3-phonenumbers) over 100,000 generated inputs.

phone_oracle.py CANONICALIZE_LINES [COUNT]

A deviation counts as explained only under a reason of docs/canonicalization_phones.md, by a rule stated here; any other ends the
test with the rows printed. Without python3-phonenumbers the test says so and passes.
"""
import collections
import random
import re
import subprocess
import sys

try:
    import phonenumbers
    from phonenumbers import PhoneNumberFormat
except ImportError:
    print("left out: python3-phonenumbers is not installed")
    sys.exit(0)

# National numbers of every Thai range, behind 66: first digits and how many follow.
THAI = (
    [(p, 7) for p in ("61", "62", "63", "64", "65", "66", "80", "81", "84", "85", "86", "89", "90", "91", "92", "95", "97", "98", "99")]
    + [("60", 7), ("68", 7)]
    + [("2", 7)]
    + [(p, 6) for p in ("32", "34", "35", "36", "37", "38", "39", "42", "43", "44", "45", "52", "53", "54", "55", "56", "73", "74", "75", "76", "77")]
)
FOREIGN = [("1", 10), ("44", 10), ("86", 11), ("855", 8), ("856", 10), ("95", 9), ("60", 9), ("65", 8), ("81", 10), ("82", 10), ("49", 11), ("33", 9), ("7", 10),
           ("91", 10), ("234", 10), ("61", 9), ("852", 8), ("971", 9), ("63", 10), ("84", 9), ("62", 10)]
THAI_DIGITS = str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙")
WIDE_DIGITS = str.maketrans("0123456789+-", "０１２３４５６７８９＋－")


def grouped(rng, digits):
    """digits with separators of one style between groups."""
    if rng.random() < 0.3:
        return digits
    separator = rng.choice(["-", " ", ".", "–", "\u00a0", "-", " "])
    out, at = [], 0
    while at < len(digits):
        size = rng.choice([2, 3, 3, 4])
        if len(digits) - at - size < 2:
            size = len(digits) - at
        out.append(digits[at:at + size])
        at += size
    return separator.join(out)


def dressed(rng, text):
    """The same number as somebody may paste it."""
    pick = rng.random()
    if pick < 0.1:
        text = text.translate(THAI_DIGITS)
    elif pick < 0.2:
        text = text.translate(WIDE_DIGITS)
    if rng.random() < 0.2:
        text = rng.choice(["เบอร์ ", "โทร. ", "Tel: ", "tel:", "โทร ", "Mobile "]) + text
    if rng.random() < 0.1:
        text += rng.choice([" ค่ะ", " ครับ", ".", " (มือถือ)"])
    if rng.random() < 0.05:
        text = text[:1] + "\u200b" + text[1:]
    return text


def generate(rng):
    pick = rng.random()
    if pick < 0.72:
        prefix, more = rng.choice(THAI)
        nsn = prefix + "".join(rng.choice("0123456789") for _ in range(more))
        style = rng.choice(["0", "0", "0", "0", "+66", "+66 ", "+66 (0)", "+660", "0066", "00 66 ", "66", "lost0", "001 66 ", "007 66", "ext", "(0"])
        if style == "lost0":
            return style, dressed(rng, grouped(rng, nsn))
        if style == "ext":
            number = rng.choice([12, 5, 101])
            return style, "0" + grouped(rng, nsn) + rng.choice([" ext. ", " ext ", " x", " ต่อ "]) + str(number)
        if style == "(0":
            return style, "(0" + nsn[:1] + ") " + grouped(rng, nsn[1:])
        return style, dressed(rng, style + grouped(rng, nsn))
    if pick < 0.90:
        code, more = rng.choice(FOREIGN)
        national = rng.choice("23456789") + "".join(rng.choice("0123456789") for _ in range(more - 1))
        style = rng.choice(["+", "+", "+", "+ ", "001 ", "007", "008 ", "009"])
        separator = rng.choice(["", " ", "-"])
        return style.strip() + "foreign", dressed(rng, style + code + separator + grouped(rng, national))
    if pick < 0.94:
        return "service", dressed(rng, rng.choice(["1800", "1900"]) + rng.choice(["", "-", " "]) + "".join(rng.choice("0123456789") for _ in range(6)))
    if pick < 0.96:
        return "short", dressed(rng, rng.choice(["1", "1", "1"]) + "".join(rng.choice("0123456789") for _ in range(rng.choice([2, 3]))))
    if pick < 0.98:
        return "abroad", "+69" + rng.choice("78") + "8" + "".join(rng.choice("0123456789") for _ in range(8))
    return "any digits", "".join(rng.choice("0123456789") for _ in range(rng.randint(1, 17)))


TAIL = r"( ค่ะ| ครับ| \(มือถือ\)| ต่อ \d+)$"


def oracle(text):
    """libphonenumber's E.164, or None."""
    try:
        number = phonenumbers.parse(text, "TH")
    except phonenumbers.NumberParseException:
        return None, False
    return phonenumbers.format_number(number, PhoneNumberFormat.E164), phonenumbers.is_valid_number(number)


def ascii_digits(text):
    text = "".join(str("๐๑๒๓๔๕๖๗๘๙".find(c)) if c in "๐๑๒๓๔๕๖๗๘๙" else c for c in text)
    text = "".join(chr(ord(c) - 0xFEE0) if 0xFF01 <= ord(c) <= 0xFF5E else c for c in text)
    return re.sub(r"\D", "", re.sub(r"(ext|x|ต่อ).*", "", text))


def reason(text, ours, theirs, valid):
    """The named reason of a deviation, or None."""
    digits = ascii_digits(text)
    if re.search(TAIL, text):
        # Thai words behind the number: libphonenumber gives up; without them it must agree, or deviate for another reason.
        bare = re.sub(TAIL, "", text)
        theirs, valid = oracle(bare)
        same = ours == f"phone:{theirs}" or (theirs is None and ours.startswith("!"))
        return "thai_words_behind" if same else reason(bare, ours, theirs, valid)
    if ours.startswith("phone:short:"):
        return "short_code" if re.fullmatch(r"[1-9]\d{2,3}", digits) else None
    if ours.startswith("phone:th:"):
        return "service_number" if re.fullmatch(r"(66)?1[89]00\d{6}|001800\d{7}", digits) else None
    expected = None
    if re.fullmatch(r"0066(0?)([1-9]\d{7,8})", digits):
        expected, name = "+66" + re.sub(r"^00660?", "", digits), "exit_00"
    elif re.fullmatch(r"00861[3-9]\d{9}", digits):
        expected, name = "+" + digits[2:], "exit_00"
    if expected is not None:
        return name if ours == "phone:" + expected else None
    if ours.startswith("!"):
        # We refuse what no phone in Thailand could dial; libphonenumber parses any 2 to 17 digits.
        return "not_dialled_like_that" if theirs is None or not valid else None
    if digits.startswith("00") and ours == "phone:+" + digits[2:] and digits[2] not in "01789":
        return "exit_00"
    if re.fullmatch(r"69[78]\d+", digits) and ours == "phone:+" + digits:
        return "shown_from_abroad"
    return None


def main():
    binary, count = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 100000
    rng = random.Random(66812345678)
    inputs = [generate(rng) for _ in range(count)]
    lines = "".join("phone\t" + text + "\n" for _, text in inputs)
    answers = subprocess.run([binary], input=lines, capture_output=True, text=True, check=True).stdout.split("\n")
    reasons, unexplained, same = collections.Counter(), [], 0
    for (style, text), answer in zip(inputs, answers):
        ours = answer.split("\t")[0]
        theirs, valid = oracle(text)
        if theirs is not None and ours == "phone:" + theirs:
            same += 1
            continue
        if theirs is None and ours.startswith("!"):
            same += 1
            continue
        name = reason(text, ours, theirs, valid)
        if name is None:
            unexplained.append((style, text, ours, theirs, valid))
        else:
            reasons[name] += 1
    print(f"{count} inputs, {same} the same, {len(unexplained)} unexplained; libphonenumber {phonenumbers.__version__}")
    for name, number in reasons.most_common():
        print(f"  {name}: {number}")
    by_style = collections.Counter(row[0] for row in unexplained)
    print(dict(by_style) if by_style else "", end="\n" if by_style else "")
    for row in unexplained[:40]:
        print("unexplained:", *map(repr, row))
    sys.exit(1 if unexplained or same < count // 2 else 0)


main()
