"""The receiver's settings, from the environment or a file; all that is wrong is told at once, and no secret ever."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

PREFIX = "AANVRAGEN_"
LOOPBACK = ("127.0.0.1", "::1", "localhost")


class Unsettled(Exception):
    """What is wrong with the settings, a line each."""

    def __init__(self, lines: list[str]) -> None:
        super().__init__("\n".join(lines))
        self.lines = lines


@dataclass(frozen=True)
class Smtp:
    """The mail server: `security` is `starttls`, `tls`, or `none`, which only this computer itself may ask."""

    host: str
    port: int
    security: str
    user: str = ""
    password: str = field(default="", repr=False)


@dataclass(frozen=True)
class Settings:
    """Where the receiver finds the built site, keeps requests and listens; mail goes to `smtp` or into `outbox`."""

    site: Path
    database: Path
    port: int
    key: str = field(repr=False)
    sender: str
    smtp: Smtp | None
    outbox: Path | None


@dataclass(frozen=True)
class Setting:
    """A setting: its name without the prefix, what it is, what it must be, and an example."""

    name: str
    meaning: str
    fits: Callable[[str], object]
    must: str
    example: str
    default: str | None = None  # `None` must be given

    @property
    def variable(self) -> str:
        """Its name in the environment and the file."""
        return PREFIX + self.name


def _port(value: str) -> bool:
    return value.isdecimal() and 0 < int(value) < 65536


def _mail(value: str) -> object:
    return re.fullmatch(r"[^@\s<>\"]+@[^@\s<>\"]+\.[^@\s<>\"]+", value)


def _whole(value: str) -> bool:
    return Path(value).is_absolute()


def _long(value: str) -> bool:
    return len(value) >= 32


def _host(value: str) -> object:
    return re.fullmatch(r"[\w.:-]+", value)


def _security(value: str) -> bool:
    return value in ("starttls", "tls", "none")


SETTINGS = (
    Setting("SITE", "de map met de gebouwde site", _whole, "een hele weg zijn", "/srv/praktijk/current"),
    Setting(
        "DATABASE", "waar aanvragen worden bewaard", _whole, "een hele weg zijn", "/srv/praktijk/var/aanvragen.db"
    ),
    Setting(
        "SLEUTEL", "waarmee formulieren worden getekend", _long, "minstens 32 tekens hebben",
        "wat dit geeft: python3 -c 'import secrets; print(secrets.token_hex(32))'",
    ),
    Setting("POORT", "waarop de ontvanger luistert", _port, "een getal onder 65536 zijn", "8431", "8431"),
    Setting("AFZENDER", "het mailadres waarvandaan de site mailt", _mail, "een mailadres zijn", "site@praktijk.nl"),
    Setting("SMTP_SERVER", "de mailserver", _host, "de naam van een server zijn", "mail.praktijk.nl", ""),
    Setting("SMTP_POORT", "de poort van de mailserver", _port, "een getal onder 65536 zijn", "587", "587"),
    Setting(
        "SMTP_VEILIG", "hoe de verbinding wordt versleuteld", _security, "starttls, tls of none zijn",
        "starttls", "starttls",
    ),
    Setting("SMTP_GEBRUIKER", "de naam waarmee de site zich meldt", str, "", "site@praktijk.nl", ""),
    Setting("SMTP_WACHTWOORD", "het wachtwoord daarbij", str, "", "…", ""),
    Setting("POSTMAP", "een map voor de mail, om te proberen", _whole, "een hele weg zijn", "/srv/praktijk/post", ""),
)  # fmt: skip


def read(environ: Mapping[str, str], file: Path | None = None) -> Settings:
    """Read the settings; the environment wins over the file. Raises `Unsettled` with everything that is wrong."""
    given = {**(dict(_lines(file)) if file else {}), **environ}
    values = {one.name: given.get(one.variable, one.default or "").strip() for one in SETTINGS}
    if wrong := [*_unknown(given), *_wrong(values), *_together(values)]:
        raise Unsettled(wrong)
    smtp = Smtp(
        values["SMTP_SERVER"], int(values["SMTP_POORT"]), values["SMTP_VEILIG"],
        values["SMTP_GEBRUIKER"], values["SMTP_WACHTWOORD"],
    )  # fmt: skip
    return Settings(
        site=Path(values["SITE"]),
        database=Path(values["DATABASE"]),
        port=int(values["POORT"]),
        key=values["SLEUTEL"],
        sender=values["AFZENDER"],
        smtp=smtp if smtp.host else None,
        outbox=Path(values["POSTMAP"]) if values["POSTMAP"] else None,
    )


def _lines(file: Path) -> Iterator[tuple[str, str]]:
    """Read a file of `NAME=value` lines, as systemd's EnvironmentFile has them."""
    try:
        text = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise Unsettled([f"{file} is niet te lezen: {error}."]) from error
    for line in text.splitlines():
        name, _, value = line.partition("=")
        if line.strip() and not line.lstrip().startswith("#"):
            yield name.strip(), value.strip().strip("\"'")


def _unknown(given: Mapping[str, str]) -> Iterator[str]:
    known = {one.variable for one in SETTINGS}
    for name in given:
        if name.startswith(PREFIX) and name not in known:
            yield f"{name} is onbekend. Kies uit: {', '.join(sorted(known))}."


def _wrong(values: Mapping[str, str]) -> Iterator[str]:
    for one in SETTINGS:
        if not values[one.name]:
            if one.default is None:
                yield f"{one.variable} ontbreekt: {one.meaning}. Bijvoorbeeld: {one.example}"
        elif not one.fits(values[one.name]):
            yield f"{one.variable} moet {one.must}. Bijvoorbeeld: {one.example}"


def _together(values: Mapping[str, str]) -> Iterator[str]:
    if bool(values["SMTP_SERVER"]) == bool(values["POSTMAP"]):
        yield f"Geef {PREFIX}SMTP_SERVER op of {PREFIX}POSTMAP: een van de twee."
    if values["SMTP_VEILIG"] == "none" and values["SMTP_SERVER"] not in ("", *LOOPBACK):
        yield f"{PREFIX}SMTP_VEILIG=none kan alleen met een mailserver op deze computer zelf ({', '.join(LOOPBACK)})."
    if bool(values["SMTP_GEBRUIKER"]) != bool(values["SMTP_WACHTWOORD"]):
        yield f"Geef {PREFIX}SMTP_GEBRUIKER en {PREFIX}SMTP_WACHTWOORD allebei op, of geen van beide."
