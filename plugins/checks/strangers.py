"""Who else is called on a page: mail addresses and telephone numbers that the practice does not name."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from urllib.parse import unquote

from practice import Practice

GAP = r"[ \u00a0.()\u2010-\u2013/-]{0,3}"
NUMBER = re.compile(rf"(?<![\w.,/@:+-])(?:\+\d\d|00\d\d|\(?0\d)(?:{GAP}\d){{6,10}}(?![\w/-])")
WHOLE = re.compile(r"0[89]00\d{4}(?:\d{3})?|0\d{9}|(?:\+|00)31(?:0?\d{9}|[89]00\d{4,7})|(?:\+|00)(?!31)\d{9,12}")
LIKE = r"[\d .()/\u00a0\u2010-\u2013-]"
LIKE_A_NUMBER = {  # by the sign that each begins with, which is looked for ten times as fast as anything else
    sign: re.compile(rf"[{sign}](?<![\d-].)[\d(](?:{LIKE}{{5}}|{LIKE}{{0,4}}<)") for sign in "+0"
}
CALLED = {sign[0]: re.compile(sign) for sign in (":(?:(?<=mailto:)|(?<=tel:))", "&(?!amp;|lt;|gt;|quot;)", "@")}
NUMBERS_OF_OTHERS = re.compile(
    r"\b[A-Z]{2}\d\d[ \u00a0]?[A-Z]{4}(?:[ \u00a0]?\d){10}\b"  # IBAN
    r"|\bISBN[: \u00a0]*[\d-]+|\b\d{4}[-–]\d{4}[ \u00a0]uur"
    r"|\b\d{1,2}[-./]\d{1,2}[-./]\d{4}(?:,?[ \u00a0](?:om )?\d{1,2}[.:]\d\d)?"  # a day, with or without a time
)
MAIL = re.compile(r"(?<![\w.+-])[\w.+-]++@[\w-]+(?:\.[\w-]+)+")


def quiet(text: str) -> bool:
    """Tell whether nothing in this HTML looks like a mail address or a number, or may hide a part of one."""
    return not (_found(CALLED, text) or _found(LIKE_A_NUMBER, text))


def _found(signs: Mapping[str, re.Pattern[str]], text: str) -> bool:
    return any(pattern.search(text) for sign, pattern in signs.items() if sign in text)


def named(texts: Callable[[str], list[str]], practice: Practice) -> tuple[list[str], list[str]]:
    """Find the mail addresses and the telephone numbers that the practice does not name; `texts` looks up an XPath."""
    called = texts("//a/@href[starts-with(., 'tel:') or starts-with(., 'mailto:')]")
    said = texts("//body//@title | //body//@aria-label")
    text = " ".join((*texts("//body//text()"), *said, *map(unquote, called)))
    text = text.replace("\u00a0", " ").replace(practice.telephone, " ").replace(practice.email, " ")
    known = {address.casefold() for address in (practice.email, *practice.other_addresses)}
    mails = dict.fromkeys(mail for mail in MAIL.findall(text) if mail.casefold() not in known)
    ours = {_digits(number) for number in (practice.telephone, *practice.other_numbers)}
    numbers = (link.removeprefix("tel:") for link in called if link.startswith("tel:"))
    plain = NUMBERS_OF_OTHERS.sub(" ", text) if _found(LIKE_A_NUMBER, text) else ""
    written = (number for number in NUMBER.findall(plain) if WHOLE.fullmatch(re.sub(r"[^\d+]", "", number)))
    return [*mails], [number for number in dict.fromkeys([*written, *numbers]) if _digits(number) not in ours]


def _digits(number: str) -> str:
    """Write a number in one way: digits only, with the country's code before it, which is 31 where none is written."""
    digits = re.sub(r"\D", "", number)
    international = digits[2:] if digits.startswith("00") else f"31{digits[1:]}" if digits.startswith("0") else digits
    return re.sub(r"^310", "31", international)
