"""The receiver: takes requests from the form, keeps them, and thanks for them after that."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from urllib.parse import parse_qs

from flask import Flask, Response, redirect, request
from jinja2 import TemplateError
from markupsafe import Markup
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as Answer

from contact.form import Checked, Given, check
from headers import CACHING, PAGE, table
from server.days import answered_by, spoken
from server.letters import spaced
from server.office import Office
from server.pages import Unbuilt
from server.spam import Rate, suspicion
from server.store import StoreError
from server.tickets import Ticket, Tickets

ADDRESS = "/contact/aanvraag/"
HEALTH = "/contact/gezond"
LARGEST = 64 * 1024  # bytes of one form
MOST_FIELDS = 100
PAUSE = timedelta(seconds=5)  # between two looks at whether all is well
TYPE = "application/x-www-form-urlencoded"
NOT_SENT = "Uw aanvraag is NIET verstuurd."
BACK = "Ga terug met de knop van uw browser: wat u typte, staat daar meestal nog."
PROBLEMS = {
    400: ("Dit kon de site niet lezen", "Wat uw browser stuurde, was beschadigd."),
    404: ("Deze aanvraag is er niet", "Kijk of het adres klopt. Aanvragen worden na een tijd verwijderd."),
    405: ("Hier is niets te zien", "Deze pagina hoort bij het formulier. Begin bij het formulier."),
    413: ("Dit is te veel", f"Wat u stuurde, is te groot. {BACK}"),
    415: ("Dit kon de site niet lezen", "De site begrijpt alleen wat van het formulier komt."),
    500: ("Er ging iets mis op de site", f"Probeer het later nog eens, of bel of mail mij. {BACK}"),
    503: ("Het formulier is er even niet", "Probeer het over een paar minuten nog eens, of bel of mail mij."),
}

log = logging.getLogger("aanvragen")


class Problem(Exception):
    """Something that gets a clear page and a status."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


class Receiver:
    """What answers; `call` wakes the postman."""

    def __init__(self, office: Office, tickets: Tickets, call: Callable[[], None]) -> None:
        self._office, self._tickets, self._call = office, tickets, call
        self._rate = Rate()
        self._looked: tuple[datetime, tuple[str, int]] | None = None

    def fill_in(self) -> Answer:
        """Answer the form: with what is wrong, or with a page to look everything over."""
        given = _given()
        checked, ticket = self._checked(given), self._ticket(given)
        if "wijzig" in given or checked.errors:
            return self._form({} if "wijzig" in given else checked.errors, checked, ticket)
        return self._look_over(given, checked, ticket, renewed=False)

    def send(self) -> Answer:
        """Keep the request, and only then lead to the thanks."""
        given = _given()
        checked, ticket = self._checked(given), self._ticket(given)
        if checked.errors:
            return self._form(checked.errors, checked, ticket)
        if ticket is None or ticket.expired:
            return self._look_over(given, checked, ticket, renewed=True)
        try:
            reference = self._keep(given, checked, ticket)
        except StoreError as error:
            log.error("een aanvraag is niet bewaard: %s", error)  # noqa: TRY400 - a trace would show answers
            return self._form({}, checked, ticket, trouble=self._not_sent())
        self._call()
        return redirect(f"{ADDRESS}{reference}/", 303)

    def _keep(self, given: Given, checked: Checked, ticket: Ticket) -> str:
        office, now, address = self._office, self._office.now(), request.remote_addr or ""
        suspect = suspicion(
            trapped=_first(given, office.terms.trap),
            took=now - ticket.made,
            earlier=self._rate.earlier(address, now),
            words=" ".join(value for values in checked.answers.values() for value in values),
        )
        kept = office.store.keep(ticket.name, checked.answers, suspect, now, office.domain)
        if kept.new:
            self._rate.count(address, now)
        return kept.reference

    def thank(self, reference: int) -> Answer:
        """Show the reference and what happens next; nothing of what was filled in."""
        try:
            found = self._office.store.find(str(reference))
        except StoreError as error:
            raise Problem(503) from error
        if found is None:
            raise Problem(404)
        day = spoken(answered_by(found.received))
        return self._page("sent", "Uw aanvraag is ontvangen", reference=spaced(found.reference), answered=day)

    def health(self) -> Answer:
        """Tell a monitor whether requests can be kept and letters leave; anybody may ask, so it looks now and then."""
        now = self._office.now()
        if self._looked is None or now - self._looked[0] > PAUSE:
            self._looked = now, self._health(now)
        words, status = self._looked[1]
        return _plain(f"{words}\n", status)

    def _health(self, now: datetime) -> tuple[str, int]:
        store = self._office.store
        try:
            self._office.live.pages()
            store.probe()
            failed = sum(letter.due is not None for _, letter in store.failed())
            late = store.late(now)
        except (StoreError, Unbuilt):
            return "aanvragen kunnen NIET worden bewaard", 503
        if failed or late:
            return "mails komen niet aan", 503
        return "gezond", 200

    def _checked(self, given: Given) -> Checked:
        return check(self._office.terms.fields, given)

    def _ticket(self, given: Given) -> Ticket | None:
        return self._tickets.read(_first(given, "ticket"))

    def _form(self, errors: Mapping[str, str], checked: Checked, ticket: Ticket | None, trouble: str = "") -> Answer:
        told = {name: errors.get(name, "") for name in checked.typed}
        title = "Een offerte aanvragen"
        return self._page(
            "form", f"Fout: {title}" if errors or trouble else title, 503 if trouble else 422 if errors else 200,
            typed=checked.typed, errors=told if errors else dict.fromkeys(told, ""), wrong=bool(errors),
            trouble=trouble, ticket=self._tickets.make(ticket),
        )  # fmt: skip

    def _look_over(self, given: Given, checked: Checked, ticket: Ticket | None, *, renewed: bool) -> Answer:
        return self._page(
            "check", "Controleer uw aanvraag", 422 if renewed else 200,
            answers=checked.answers, trapped=_first(given, self._office.terms.trap), renewed=renewed,
            ticket=self._tickets.make(ticket),
        )  # fmt: skip

    def _not_sent(self) -> Markup:
        terms = self._office.terms
        return Markup(
            '<div class="summary" role="alert" tabindex="-1" autofocus><h2>{}</h2>'
            "<p>De site kan op dit moment niets bewaren. Wat u typte, staat hieronder nog. Probeer het zo nog eens, of"
            ' bel <a href="{}">{}</a>, of mail <a href="mailto:{}">{}</a>.</p></div>'
        ).format(NOT_SENT, terms.telephone_link, terms.telephone, terms.email, terms.email)

    def problem(self, status: int) -> Answer:
        """Show what went wrong, and how else to reach the advisor."""
        title, words = PROBLEMS.get(status, PROBLEMS[500] if status >= 500 else PROBLEMS[400])
        sentences = [words] if status in (404, 405) else [NOT_SENT, words]
        try:
            return self._page("problem", title, status, words=sentences)
        except (Unbuilt, TemplateError):
            return _plain(f"{title}. {' '.join(sentences)}\n", status)

    def _page(self, name: str, title: str, status: int = 200, **values: object) -> Answer:
        return Response(self._office.live.pages().render(name, title, **values), status, mimetype="text/html")


def application(receiver: Receiver) -> Flask:
    """Make the WSGI application that answers below `ADDRESS` and at `HEALTH`."""
    app = Flask("aanvragen", static_folder=None, template_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = LARGEST
    app.add_url_rule(ADDRESS, "fill_in", receiver.fill_in, methods=["POST"])
    app.add_url_rule(f"{ADDRESS}versturen/", "send", receiver.send, methods=["POST"])
    app.add_url_rule(f"{ADDRESS}<int:reference>/", "thank", receiver.thank)
    app.add_url_rule(HEALTH, "health", receiver.health)

    @app.errorhandler(Exception)
    def trouble(error: Exception) -> Answer:
        if isinstance(error, Problem):
            return receiver.problem(error.status)
        if isinstance(error, Unbuilt):
            return receiver.problem(503)
        if isinstance(error, HTTPException):
            if error.code and error.code < 400:
                return error.get_response()
            answer = receiver.problem(error.code or 500)
            answer.headers.extend((name, value) for name, value in error.get_headers() if name == "Allow")
            return answer
        log.error("onverwachte fout: %s", type(error).__name__)
        return receiver.problem(500)

    @app.after_request
    def guard(answer: Response) -> Response:
        answer.headers[CACHING] = PAGE
        for header in table():
            answer.headers[header.name] = header.value
        return answer

    return app


def _given() -> dict[str, Sequence[str]]:
    """Read what the browser sent; raises `Problem` for what no form of ours sends."""
    if request.mimetype != TYPE:
        raise Problem(415)
    try:
        body = request.get_data(cache=False).decode("utf-8")
        given = parse_qs(
            body, keep_blank_values=True, encoding="utf-8", errors="strict", max_num_fields=MOST_FIELDS, separator="&"
        )
    except ValueError as error:
        raise Problem(400) from error
    if any("\0" in part for name, values in given.items() for part in (name, *values)):
        raise Problem(400)
    return {**given}


def _first(given: Given, name: str) -> str:
    return "".join(given.get(name, ())[:1])


def _plain(words: str, status: int) -> Answer:
    return Response(words, status, mimetype="text/plain")
