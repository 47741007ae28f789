"""The practice: the facts of `content/praktijk.toml`, read once, checked once, then trusted everywhere."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from datetime import date, timedelta
from difflib import get_close_matches
from pathlib import Path
from typing import Any, NamedTuple

from fault import Fault
from textfile import decode

FILE = "content/praktijk.toml"
ANYTHING = r"[^\x00-\x1f\x7f]*[^\s\x00-\x1f\x7f][^\x00-\x1f\x7f]*"
HOST = r"(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}"
ENDPOINT = rf"mail|https://{HOST}(?::\d+)?(?:/[^\s\"<>]*)?"
SIZE = r"(\d{1,4})(?:-(\d{1,4})| of meer)"
DAYS = range(1, 731)  # that a request may be kept
EXAMPLE = re.compile(r"(?i)\.example\b|^\+\d\d[0 ]+$|^0{8}$")


class Field(NamedTuple):
    """A fact that the file may hold: its Dutch key, its kind, and an example that shows what it must look like."""

    key: str
    attribute: str
    kind: type
    example: str
    required: bool = True
    pattern: str = ANYTHING

    @property
    def stand_in(self) -> Any:
        """The example as a value."""
        return tomllib.loads(f"x = {self.example}")["x"]

    def accepts(self, value: object) -> bool:
        """Tell whether a value from the file is of the right kind and shape."""
        if self.key == "groottes":
            return isinstance(value, list) and _follow_on(value)
        if self.key == "endpoint-velden":
            return isinstance(value, list) and all(isinstance(v, str) and re.fullmatch(r"[^=\s]+=.*", v) for v in value)
        if self.kind is list:
            return (
                isinstance(value, list)
                and bool(value)
                and all(isinstance(v, str) and re.fullmatch(ANYTHING, v) for v in value)
            )
        if self.kind is str:
            return isinstance(value, str) and re.fullmatch(self.pattern, value) is not None
        return type(value) is self.kind and (self.kind is not int or value in DAYS)


FIELDS = (
    Field("naam", "name", str, '"Dijan Bruins"'),
    Field("functie", "role", str, '"extern vertrouwenspersoon"'),
    Field("site", "site", str, '"https://www.voorbeeld.nl"', required=False, pattern=rf"https://{HOST}/?"),
    Field("e-mail", "email", str, '"naam@voorbeeld.nl"', pattern=r"[^@\s:]+@[^@\s]+\.[^@\s]+"),
    Field("telefoon", "telephone", str, '"+31 6 12 34 56 78"', pattern=r"\+(?:31(?: ?\d){9}|(?!31)\d(?: ?\d){7,13})"),
    Field("verlaat-naar", "exit_address", str, '"https://www.knmi.nl/"', pattern=rf"https://{HOST}(?:/[^\s\"<>]*)?"),
    Field("security-geldig-tot", "security_expires", date, "2027-11-01"),
    Field("diensten", "services", list, '["Voorlichting", "Verdiepende gesprekken"]'),
    Field("groottes", "sizes", list, '["1-9", "10-49", "50-249", "250 of meer"]'),
    Field("aanvragen-bewaren", "request_days", int, "90", required=False),
    Field("endpoint", "endpoint", str, '"https://formulierdienst.nl/f/abc"', required=False, pattern=ENDPOINT),
    Field("endpoint-velden", "endpoint_fields", list, '["_subject=Aanvraag"]', required=False),
    Field("andere-nummers", "other_numbers", list, '["112", "0800-2000"]', required=False),
    Field("andere-mailadressen", "other_addresses", list, '["info@huisvoorklokkenluiders.nl"]', required=False),
    Field("bereikbaar", "hours", str, '"maandag tot en met donderdag, 9.00-17.00 uur"', required=False),
    Field("aantekeningen", "notes", str, '"Mijn aantekeningen liggen achter slot."', required=False),
    Field("toegankelijk-getest", "accessibility_test", date, "2026-11-23", required=False),
    Field("verzonden-door", "hosted", str, '"GitHub"', required=False),
    Field("kosten", "costs", str, '"Een vast bedrag per jaar."', required=False),
    Field("kvk", "registration", str, '"12345678"', required=False, pattern=r"\d{8}"),
)


class Band(NamedTuple):
    """A size of organisation: the first and the last number of employees, the last `None` for the largest."""

    first: int
    last: int | None

    @property
    def name(self) -> str:
        """What it is called: 10-49 medewerkers."""
        return f"{self.first}-{self.last} medewerkers" if self.last else f"{self.first} of meer medewerkers"

    @property
    def slug(self) -> str:
        """The part of an address that stands for it."""
        return self.name.replace(" ", "-")

    def meets(self, threshold: int, until: int | None = None) -> bool:
        """Tell whether what applies from `threshold` to `until` employees applies to some organisation of this size."""
        return (self.last is None or threshold <= self.last) and (until is None or self.first <= until)


def _band(written: str) -> Band:
    first, last = re.fullmatch(SIZE, written).groups()  # type: ignore[union-attr]  # it was checked
    return Band(int(first), int(last) if last else None)


def _follow_on(sizes: list[str]) -> bool:
    """Tell whether sizes are such, begin at 1, leave no number out, and end with the largest."""
    if not all(isinstance(size, str) and re.fullmatch(SIZE, size) for size in sizes):
        return False
    bands = [_band(size) for size in sizes]
    ends = [0, *(band.last for band in bands)]
    whole = all(end is not None and band.first == end + 1 for end, band in zip(ends[:-1], bands, strict=True))
    return whole and ends[-1] is None and all(band.last is None or band.last >= band.first for band in bands)


class Practice(NamedTuple):
    """The practice as the pages, the feeds and the structured data see it; `None` is what is not known."""

    name: str
    role: str
    email: str
    telephone: str
    exit_address: str
    security_expires: date
    services: tuple[str, ...]
    sizes: tuple[str, ...]
    site: str = "https://praktijk.example"
    hours: str | None = None
    costs: str | None = None
    notes: str | None = None
    hosted: str | None = None  # who serves the pages: `None` is the practice's own server
    accessibility_test: date | None = None
    registration: str | None = None
    request_days: int = 90
    endpoint: str | None = None  # where the form goes: `None` is the practice's own receiver
    endpoint_fields: tuple[str, ...] = ()
    other_numbers: tuple[str, ...] = ()
    other_addresses: tuple[str, ...] = ()
    guessed: frozenset[str] = frozenset()  # facts that an example stands in for, as they are wrong or missing

    @property
    def title(self) -> str:
        """What the practice calls itself: name and role."""
        return f"{self.name}, {self.role}"

    @property
    def bands(self) -> tuple[Band, ...]:
        """The sizes of organisations, the smallest first."""
        return tuple(map(_band, self.sizes))

    @property
    def endpoint_host(self) -> str:
        """The name of the form service; empty for none."""
        return (self.endpoint or "").partition("://")[2].partition("/")[0]

    @property
    def hidden_fields(self) -> list[tuple[str, str]]:
        """What the form service wants to know too: names and values."""
        pairs = (field.partition("=") for field in self.endpoint_fields)
        return [(name.strip(), value.strip()) for name, _, value in pairs]

    @property
    def telephone_link(self) -> str:
        """The telephone number as RFC 3966 writes it."""
        return "tel:" + self.telephone.replace(" ", "")


def read(root: Path, *, for_publication: bool = False) -> tuple[Practice, list[Fault]]:
    """Read the practice of the project in `root`, and everything that is wrong in the file.

    An example stands in for a fact that is wrong or missing, so that the rest of the site can be checked all the same.
    For publication an example (a `.example` name, a number of only zeros, the example of a fault) is wrong too, as is
    a missing address of the site and a day that has passed.
    """
    text = _text(root)
    try:
        raw = {} if isinstance(text, Fault) else tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        text, raw = _unreadable(str(text), error), {}
    away = {} if isinstance(text, Fault) else {fault.line for fault in _back(raw, text)}
    sound = {
        field: raw[field.key]
        for field in FIELDS
        if field.key in raw and field.accepts(raw[field.key]) and not (away and field.attribute == "exit_address")
    }
    stand_ins = {field: field.stand_in for field in FIELDS if field.required and field not in sound}
    facts = {field.attribute: _frozen(fact) for field, fact in (sound | stand_ins).items()}
    if "site" in facts:
        facts["site"] = facts["site"].rstrip("/")
    guessed = frozenset(field.attribute for field in FIELDS if field.key in raw and field not in sound) | {
        field.attribute for field in stand_ins
    }
    if isinstance(text, Fault):
        return Practice(**facts, guessed=guessed), [text]
    found = [*_unknown(raw, text), *_missing(raw, for_publication=for_publication)]
    found += [*_wrong(raw, text), *_back(raw, text)]
    return Practice(**facts, guessed=guessed), [*found, *(_unfit(raw, text) if for_publication else [])]


def _text(root: Path) -> str | Fault:
    if not (root / FILE).is_file():
        return Fault(FILE, 0, "Dit bestand is er niet.", "Zet het terug: zonder kan de site niet worden gebouwd.")
    return decode(FILE, (root / FILE).read_bytes())


def _frozen(fact: Any) -> Any:
    return tuple(fact) if isinstance(fact, list) else fact


def _back(raw: dict[str, Any], text: str) -> Iterator[Fault]:
    """Let the exit lead away, and nowhere else."""
    host = str(raw.get("site", "")).partition("://")[2].strip("/").removeprefix("www.")
    if host and host in str(raw.get("verlaat-naar", "")):
        message = "'verlaat-naar' is de site zelf: dan verlaat niemand hem."
        yield Fault(FILE, _line(text, "verlaat-naar"), message, "Kies een neutrale pagina, zoals https://www.knmi.nl/")


def line_of(root: Path, needle: str) -> int:
    """Find the line of the file on which something stands; 0 for nowhere."""
    text = _text(root)
    lines = text.split("\n") if isinstance(text, str) else []
    return next((number for number, line in enumerate(lines, 1) if needle in line), 0)


def _unfit(raw: dict[str, Any], text: str) -> Iterator[Fault]:
    """Name what may not be published: examples, and a day that has passed."""
    examples = {field.key: field.example.strip('"') for field in FIELDS if field.pattern != ANYTHING}
    for key, value in raw.items():
        for part in value if isinstance(value, list) else [value]:
            if isinstance(part, str) and (
                EXAMPLE.search(part) or (part == examples.get(key) and key != "verlaat-naar")
            ):
                yield Fault(FILE, _line(text, key), f"'{key}' is nog een voorbeeld: {part}.", "Vul in wat echt is.")
        if type(value) is date and (wrong := _ill_timed(key, value, date.today())):  # noqa: DTZ011 - of the calendar
            message, remedy = wrong
            yield Fault(FILE, _line(text, key), f"'{key}' is {message}: {value.isoformat()}.", remedy)


def _ill_timed(key: str, day: date, today: date) -> tuple[str, str] | None:
    if key != "security-geldig-tot":
        return ("nog niet geweest", "Vul de dag in waarop er is getest.") if day > today else None
    remedy = "Vul een dag in, hoogstens een jaar vooruit."
    if day < today:
        return "voorbij", remedy
    return ("meer dan een jaar vooruit", remedy) if day > today + timedelta(days=366) else None


def _line(text: str, key: str) -> int:
    lines = text.splitlines()
    return next((n for n, line in enumerate(lines, 1) if re.match(rf'\s*\[*"?{re.escape(key)}"?\s*[=\]]', line)), 0)


def _written(text: str, key: str, value: object) -> str:
    """Show a value as it stands in the file, or as it is where it stands on more lines than one."""
    line = _line(text, key)
    written = re.sub(r"\s+#.*", "", text.split("\n")[line - 1].partition("=")[2]).strip() if line else ""
    return repr(value) if written in ("", "[") else written


def _unreadable(text: str, error: Exception) -> Fault:
    place = re.search(r"line (\d+)", str(error))
    line = int(place[1]) if place else len(text.split("\n"))
    if "overwrite" in str(error):
        keys = [part.partition("=")[0].strip() for part in text.split("\n")]
        line = next((n for n, key in enumerate(keys, 1) if key and "#" not in key and key in keys[: n - 1]), 0)
        return Fault(FILE, line, "Dit gegeven staat er twee keer.", "Haal een van de twee regels weg.")
    if "date" in str(error):
        return Fault(FILE, line, "Deze dag bestaat niet.", "Schrijf een dag zo: 2027-11-01, zonder aanhalingstekens.")
    remedy = 'Schrijf hem zo: naam = "waarde", met rechte aanhalingstekens. Kijk ook naar de regel erboven.'
    return Fault(FILE, line, "Deze regel is niet te lezen.", remedy)


def _misspelt(raw: dict[str, Any]) -> dict[str, str]:
    """Pair every unknown key with the known one that was probably meant, or with nothing."""
    free = [field.key for field in FIELDS if field.key not in raw]
    return {
        key: "".join(get_close_matches(key, free, n=1)) for key in raw if key not in {field.key for field in FIELDS}
    }


def _unknown(raw: dict[str, Any], text: str) -> list[Fault]:
    return [
        Fault(FILE, _line(text, key), f"'{key}' is onbekend.", f"Bedoelt u '{near}'?" if near else "Haal de regel weg.")
        for key, near in _misspelt(raw).items()
    ]


def _missing(raw: dict[str, Any], *, for_publication: bool) -> list[Fault]:
    there = {*raw, *_misspelt(raw).values()}
    return [
        Fault(FILE, 0, f"'{field.key}' ontbreekt.", f"Voeg een regel toe, bijvoorbeeld: {field.key} = {field.example}")
        for field in FIELDS
        if field.key not in there and (field.required or (for_publication and field.attribute == "site"))
    ]


def _wrong(raw: dict[str, Any], text: str) -> list[Fault]:
    return [
        Fault(
            FILE,
            _line(text, field.key),
            f"'{field.key}' kan niet {_written(text, field.key, raw[field.key])} zijn.",
            f"Verander de regel in bijvoorbeeld: {field.key} = {field.example}",
        )
        for field in FIELDS
        if field.key in raw and not field.accepts(raw[field.key])
    ]
