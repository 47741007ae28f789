"""The one definition of the request for a quote: its fields, their words and their rules.

The page, the receiver, the mails, the list of requests and the tests all read it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any, ClassVar, NamedTuple, Self
from unicodedata import category, normalize

PHONE = "telefoon"
SUSPECT_DAYS = 30  # that a request which was set apart is kept, if others are not kept shorter
JOINERS = "\u200c\u200d"  # between letters and emoji that belong together
NUMBER = re.compile(r"\+?[\d\s()./-]{6,25}(?:\s?(?:tst|toestel|ext)\.?\s?\d{1,6})?", re.IGNORECASE)

Given = Mapping[str, Sequence[str]]  # what a browser sends: for each field what was typed or chosen
Answers = Mapping[str, tuple[str, ...]]  # the same, checked: nothing for an optional field that was left empty


class Kind(Enum):
    """How a field is filled in."""

    LINE = "line"
    TEXT = "text"
    ONE = "one"
    SOME = "some"


@dataclass(frozen=True)
class Choice:
    """Something to choose: what is stored, and what is shown."""

    value: str
    label: str


class Field(NamedTuple):
    """A field: the words around it, and what may be in it."""

    name: str
    label: str
    short: str  # what it is called where its answer stands
    kind: Kind
    missing: str = ""  # what is said when it is left empty; none for an optional field
    hint: str = ""
    type: str = "text"
    autocomplete: str = ""
    inputmode: str = ""
    longest: int = 100  # characters
    choices: tuple[Choice, ...] = ()
    refusal: Callable[[str], str] = lambda _: ""  # what is wrong with a line, and how to mend it; empty if nothing is

    @property
    def optional(self) -> bool:
        """Whether it may be left empty."""
        return not self.missing

    @property
    def first(self) -> str:
        """The id of what a link to the field leads to."""
        return f"{self.name}-1" if self.choices else self.name

    def shown(self, answers: Answers) -> list[str]:
        """Write the answers as people read them."""
        labels = {choice.value: choice.label for choice in self.choices}
        return [labels.get(answer, answer) for answer in answers.get(self.name, ())]


@dataclass(frozen=True)
class Terms:
    """What the words around the form need: who reads it, how else to reach them, and for how many days it is kept."""

    name: str
    email: str
    telephone: str
    telephone_link: str
    site: str
    days: int
    sizes: tuple[Choice, ...]
    services: tuple[Choice, ...]

    trap: ClassVar[str] = "website"  # a field that no person sees, and every robot fills in

    @property
    def suspect_days(self) -> int:
        """For how many days it is kept when it was set apart."""
        return min(SUSPECT_DAYS, self.days)

    @property
    def fields(self) -> tuple[Field, ...]:
        """The form."""
        return fields(self.sizes, self.services)

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the fields."""
        return tuple(field.name for field in self.fields)

    @classmethod
    def of(cls, kept: dict[str, Any]) -> Self:
        """Make them of what `dataclasses.asdict` made of them."""
        choices = {name: tuple(Choice(**choice) for choice in kept[name]) for name in ("sizes", "services")}
        return cls(**{**kept, **choices})


class Checked(NamedTuple):
    """What was sent: as it stays in the form, as it is stored, and what is wrong, by the name of its field."""

    typed: Answers
    answers: Answers
    errors: Mapping[str, str]


def _mail(typed: str) -> str:
    from email_validator import EmailNotValidError, validate_email  # noqa: PLC0415 - the site's build has no use for it

    try:
        validate_email(typed, check_deliverability=False, allow_smtputf8=False)
    except EmailNotValidError:
        return "Kijk het e-mailadres na. Schrijf het zo: naam@voorbeeld.nl"
    return ""


def _phone(typed: str) -> str:
    if NUMBER.fullmatch(typed) and sum(map(str.isdigit, typed)) >= 6:
        return ""
    return "Kijk het telefoonnummer na. Schrijf het zo: 06 12 34 56 78 of +31 6 12 34 56 78"


def fields(sizes: Iterable[Choice], services: Iterable[Choice]) -> tuple[Field, ...]:
    """Make the form: the sizes of organisations and the services are those of the practice."""
    return (
        Field(
            "organisatie", "Naam van uw organisatie", "Organisatie", Kind.LINE,
            "Vul de naam van uw organisatie in", autocomplete="organization",
        ),
        Field("naam", "Uw naam", "Naam", Kind.LINE, "Vul uw naam in", autocomplete="name"),
        Field(
            "e-mail", "E-mailadres", "E-mail", Kind.LINE,
            "Vul het e-mailadres in waarop ik u kan bereiken",
            hint="Hier stuur ik de bevestiging heen. Er staat niet in wat u invulde.",
            type="email", autocomplete="email", inputmode="email", longest=254, refusal=_mail,
        ),
        Field(
            PHONE, "Telefoonnummer", "Telefoon", Kind.LINE,
            type="tel", autocomplete="tel", inputmode="tel", longest=40, refusal=_phone,
        ),
        Field(
            "medewerkers", "Hoeveel mensen werken er bij u?", "Medewerkers", Kind.ONE,
            "Kies hoeveel mensen er bij u werken", choices=tuple(sizes),
        ),
        Field(
            "hulp", "Waar zoekt u hulp bij?", "Hulp bij", Kind.SOME,
            "Kies waar u hulp bij zoekt", hint="U mag er meer kiezen.", choices=tuple(services),
        ),
        Field("begin", "Wanneer wilt u beginnen?", "Beginnen", Kind.LINE, hint="Bijvoorbeeld: na de zomer."),
        Field(
            "bericht", "Wat wilt u er nog bij zeggen?", "Bericht", Kind.TEXT,
            hint="Noem geen namen van medewerkers, en schrijf niet op wat er is gebeurd.", longest=2000,
        ),
        Field(
            "bereiken", "Hoe bereik ik u het liefst?", "Bereiken", Kind.ONE, "Kies hoe ik u het liefst bereik",
            choices=(Choice("mail", "Per e-mail"), Choice("telefoon", "Per telefoon")),
        ),
    )  # fmt: skip


def check(form: Iterable[Field], given: Given) -> Checked:
    """Clean what was sent, and say of every field what is wrong with it; nothing that was typed is thrown away."""
    form = tuple(form)
    typed = {field.name: tuple(_clean(field, given.get(field.name, ()))) for field in form}
    errors = {field.name: wrong for field in form if (wrong := _wrong(field, typed[field.name]))}
    if typed["bereiken"] == ("telefoon",) and not typed[PHONE]:
        errors.setdefault(PHONE, "Vul een telefoonnummer in, of kies hieronder 'Per e-mail'")
    ordered = {field.name: errors[field.name] for field in form if field.name in errors}
    return Checked(typed, {name: values for name, values in typed.items() if values}, ordered)


def _clean(field: Field, values: Sequence[str]) -> Iterator[str]:
    """Take away what nobody can see: spaces around, characters that steer a printer or a mail."""
    for value in dict.fromkeys(values) if field.kind is Kind.SOME else values[:1]:
        lines = normalize("NFC", value).replace("\r\n", "\n").replace("\r", "\n")
        if field.kind is not Kind.TEXT:
            lines = " ".join(lines.split())
        plain = "".join(map(_seen, lines)).strip()
        if any(category(sign)[0] in "LNPS" for sign in plain):
            yield plain


def _seen(sign: str) -> str:
    """Give what is seen of a character: nothing of one that is only there to steer."""
    if sign == "\n" or sign in JOINERS:
        return sign
    return {"Cc": " ", "Cf": ""}.get(category(sign), sign)


def _wrong(field: Field, values: tuple[str, ...]) -> str:
    if not values:
        return field.missing
    if field.choices:
        return "" if {*values} <= {choice.value for choice in field.choices} else field.missing
    length = len(values[0])
    if length > field.longest:
        return f"Maak dit korter: {field.longest} tekens is het meeste, en u hebt er nu {length}"
    return field.refusal(values[0])
