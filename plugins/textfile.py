"""The bytes of a file of the advisor's, made text; or the place in it that can't be read."""

from __future__ import annotations

import codecs
import re

from fault import Fault

NEW_LINES = re.compile(r"\r\n?")
SPACES = re.compile(r"[\u2028\u2029\x85\x0b\x0c]")  # what word processors call a line or page; no editor counts them
NOTHING = re.compile(r"[\u200b\u2060\ufeff]")  # characters without width, which word processors leave behind
CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069\ue000-\uf8ff\ufdd0-\ufdef\ufffc-\uffff]")
TWICE = re.compile(r"Ã[\x80-\xbf]|â€|Â[\x80-\xbf]")  # UTF-8 that was once read as Windows-1252
ODD = (NEW_LINES, SPACES, NOTHING, CONTROL, TWICE)
USUAL = bytes((*b"\t\n", *range(32, 127)))  # nearly all of a text; without it little is left to look through
UTF16 = (b"\xff\xfe", b"\xfe\xff")


def decode(path: str, data: bytes) -> str | Fault:
    r"""Turn bytes into text with `\\n` as its only line end; a fault names line and column of what is not UTF-8."""
    data = data.removeprefix(codecs.BOM_UTF8)
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        return _not_utf8(path, data, error.start)
    rest = data.translate(None, USUAL).decode()
    return _cleaned(path, text) if any(form.search(rest) for form in ODD) else text


def _cleaned(path: str, text: str) -> str | Fault:
    text = NOTHING.sub("", SPACES.sub(" ", NEW_LINES.sub("\n", text)))
    if broken := TWICE.search(text):
        line = text.count("\n", 0, broken.start()) + 1
        return Fault(path, line, f"Hier zijn tekens kapotgegaan: '{broken[0]}'.", "Typ het woord opnieuw.")
    if control := CONTROL.search(text):
        line = text.count("\n", 0, control.start()) + 1
        column = control.start() - text.rfind("\n", 0, control.start())
        message = (
            f"Op plaats {column} staat een onzichtbaar teken dat niet in een tekst hoort (U+{ord(control[0]):04X})."
        )
        return Fault(path, line, message, "Haal het weg, of typ de regel opnieuw.")
    return text


def _not_utf8(path: str, data: bytes, at: int) -> Fault:
    before = NEW_LINES.sub("\n", data[:at].decode("utf-8", "replace")).split("\n")
    guess = "" if data[:2] in UTF16 else data[at : at + 1].decode("latin-1")
    message = f"Teken {len(before[-1]) + 1} van deze regel is niet te lezen: het bestand is niet als UTF-8 bewaard"
    probably = f" (er staat waarschijnlijk '{guess}')." if guess and guess.isprintable() else "."
    return Fault(path, len(before), message + probably, "Kies bij Opslaan als: Codering UTF-8, en bewaar het opnieuw.")
