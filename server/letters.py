"""The two letters about a request: a notice for the advisor, and a receipt that repeats none of the visitor's words."""

from __future__ import annotations

import re
from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime

from email_validator import validate_email

from contact.form import Terms
from server.days import answered_by, spoken
from server.store import APART, NOTICE, Letter, Request

SIGNS = re.compile(r"[^\w '’-]")  # what a name in a header has no need of, and a mail program may stumble over


def spaced(reference: str) -> str:
    """Write a reference as it is read aloud: 482 719 360."""
    return " ".join(reference[at : at + 3] for at in range(0, len(reference), 3))


@dataclass(frozen=True)
class News:
    """What a notice tells besides: how many were set apart since the last one, and what its form sent before."""

    suspects: int = 0
    earlier: tuple[str, ...] = ()


def letter(waiting: Letter, request: Request, terms: Terms, sender: str, news: News) -> EmailMessage:
    """Write a letter about a request, from the site's own address `sender`."""
    message = EmailMessage()
    message["From"] = Address(display_name=f"Site van {terms.name}", addr_spec=sender)
    message["Message-ID"] = waiting.message_id
    message["Date"] = format_datetime(request.received)
    message["Auto-Submitted"] = "auto-generated"
    if waiting.kind == NOTICE:
        message["To"] = terms.email
        message["Reply-To"] = _visitor(request)
        words = "".join(request.answers["organisatie"]).replace("=?", "= ?")  # or Python decodes it (RFC 2047)
        message["Subject"] = f"Aanvraag {spaced(request.reference)}: {words}"
        text = notice(request, terms, news)
    elif waiting.kind == APART:
        message["To"] = terms.email
        message["Subject"] = f"Aanvragen die verdacht zijn: {news.suspects}"
        text = apart(terms, news)
    else:
        message["To"] = _visitor(request).addr_spec
        message["Reply-To"] = terms.email
        message["Subject"] = f"Uw aanvraag {spaced(request.reference)} is ontvangen"
        text = receipt(request, terms)
    message.set_content(text, cte="quoted-printable")
    return message


def _visitor(request: Request) -> Address:
    checked = validate_email("".join(request.answers["e-mail"]), check_deliverability=False, allow_smtputf8=False)
    name = " ".join(SIGNS.sub(" ", "".join(request.answers["naam"])).split())[:60]
    return Address(display_name=name, addr_spec=checked.ascii_email or checked.normalized)


def notice(request: Request, terms: Terms, news: News) -> str:
    """Write what the advisor reads: everything that was filled in, and by when an answer was promised."""
    lines = [
        f"Er is een aanvraag voor een offerte, met nummer {spaced(request.reference)}.",
        f"Beloofd: antwoord uiterlijk {spoken(answered_by(request.received))}.",
        "",
        answers(request, terms),
        "",
        "Antwoord op deze mail gaat naar de aanvrager.",
        f"De aanvraag wordt na {terms.days} dagen van de server verwijderd. Verwijder dan ook deze mail.",
    ]
    if news.earlier:
        before = ", ".join(map(spaced, news.earlier))
        lines += ["", f"Dit komt van hetzelfde formulier als {before}: iemand veranderde iets."]
    if news.suspects:
        lines += ["", f"Apart gezet als verdacht sinds de vorige mail: {news.suspects}. Bekijk ze met: requests"]
    return "\n".join(lines) + "\n"


def apart(terms: Terms, news: News) -> str:
    """Write what the advisor reads when requests were set apart, and no other request came to tell it."""
    one = news.suspects == 1
    what = (
        "is 1 aanvraag apart gezet, omdat hij op reclame lijkt"
        if one
        else (f"zijn {news.suspects} aanvragen apart gezet, omdat ze op reclame lijken")
    )
    return (
        f"Sinds de vorige mail {what}.\n"
        "Kijk of er een echte bij is, met: requests\n\n"
        f"{'Hij wordt' if one else 'Ze worden'} na {terms.suspect_days} dagen verwijderd.\n\n{terms.site}\n"
    )


def answers(request: Request, terms: Terms) -> str:
    """Write every answer below its question's short name."""
    parts = []
    for field in terms.fields:
        shown = "\n".join(field.shown(request.answers)) or "niet ingevuld"
        parts.append(f"{field.short}:\n" + "\n".join(f"  {line}" for line in shown.split("\n")))
    return "\n".join(parts)


def receipt(request: Request, terms: Terms) -> str:
    """Write what the visitor gets: the reference and what happens next, and none of the visitor's words."""
    return (
        f"Uw aanvraag voor een offerte is ontvangen. Het nummer is {spaced(request.reference)}.\n\n"
        f"{terms.name} leest uw aanvraag. U hebt uiterlijk {spoken(answered_by(request.received))} antwoord.\n\n"
        "Wat u invulde, staat niet in deze mail. Klopt er iets niet, of hebt u niets aangevraagd?\n"
        f"Antwoord op deze mail, of bel {terms.telephone}.\n\n"
        f"{terms.name}\n{terms.site}\n"
    )
