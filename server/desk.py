"""The advisor's side of the requests: list, show, export, delete, back up, and whether all is well."""

from __future__ import annotations

import csv
import os
from collections.abc import Iterator
from datetime import datetime
from io import StringIO
from pathlib import Path

from contact.form import fields
from server.days import AMSTERDAM, answered_by, spoken
from server.letters import spaced
from server.store import APART, NOTICE, RECEIPT, Letter, Request, Store

FORM = fields((), ())
FORMULA = tuple("=+-@\t\r＝＋－＠")  # what a spreadsheet would calculate
KINDS = {NOTICE: "de mail aan u", RECEIPT: "de bevestiging aan de aanvrager", APART: "de mail dat dit apart is gezet"}


def moment(when: datetime) -> str:
    """Write a moment as the list has it: 2026-11-23 16.05."""
    return f"{when.astimezone(AMSTERDAM):%Y-%m-%d %H.%M}"


def listing(store: Store) -> str:
    """List all requests, the newest first: what is new, then what is set apart, then which mails fail."""
    requests = store.requests()
    new = [f"{_line(one)}  antwoord voor {spoken(answered_by(one.received))}" for one in requests if not one.suspect]
    apart = [f"{_line(one)}  verdacht: {one.suspect}" for one in requests if one.suspect]
    lines = [f"Aanvragen: {len(new)}", *new]
    lines += ["", f"Apart gezet: {len(apart)}", *apart] if apart else []
    if failed := [*_failed(store)]:
        lines += ["", f"LET OP: {len(failed)} {'mail komt' if len(failed) == 1 else 'mails komen'} niet aan", *failed]
    return "\n".join(lines)


def _line(one: Request) -> str:
    return f"  {spaced(one.reference)}  {moment(one.received)}  {''.join(one.answers['organisatie'])}"


def _failed(store: Store) -> Iterator[str]:
    for request, letter in store.failed():
        again = f"nieuwe poging {moment(letter.due)}" if letter.due else "er volgt geen poging meer"
        yield f"  {spaced(request.reference)}  {KINDS[letter.kind]}: {letter.trouble}; {again}"


def shown(store: Store, reference: str) -> str | None:
    """Write a whole request with its mails; `None` where there is none."""
    request = store.find(_digits(reference))
    if request is None:
        return None
    lines = [f"Aanvraag {spaced(request.reference)}, ontvangen {moment(request.received)}"]
    lines += [f"Apart gezet: {request.suspect}"] if request.suspect else []
    for field in FORM:
        lines += [
            f"{field.short}:",
            *(f"  {line}" for answer in field.shown(request.answers) for line in answer.split("\n")),
        ]
    lines += [f"{KINDS[letter.kind].capitalize()}: {_state(letter)}" for letter in store.letters(request)]
    return "\n".join(lines)


def _state(letter: Letter) -> str:
    if letter.sent:
        return f"verstuurd {moment(letter.sent)}"
    if letter.due is None:
        return f"niet verstuurd, en er volgt geen poging meer: {letter.trouble}"
    tries = (
        f" na {letter.tries} {'poging' if letter.tries == 1 else 'pogingen'}: {letter.trouble}" if letter.tries else ""
    )
    return f"wacht tot {moment(letter.due)}{tries}"


def exported(store: Store) -> str:
    """Write all requests as CSV that a Dutch spreadsheet opens well, and in which nothing is calculated."""
    text = StringIO()
    rows = csv.writer(text, delimiter=";", lineterminator="\r\n", quoting=csv.QUOTE_ALL)
    rows.writerow(["Nummer", "Ontvangen", *(field.short for field in FORM), "Verdacht"])
    for one in store.requests():
        answers = (", ".join(field.shown(one.answers)) for field in FORM)
        rows.writerow(map(_safe, [spaced(one.reference), moment(one.received), *answers, one.suspect]))
    return "\ufeff" + text.getvalue()


def _safe(cell: str) -> str:
    return f"'{cell}" if cell.lstrip().startswith(FORMULA) else cell


def _digits(reference: str) -> str:
    return "".join(filter(str.isdecimal, reference))


def delete(store: Store, reference: str) -> bool:
    """Delete a request; tell whether it was there."""
    return store.delete(_digits(reference))


def health(store: Store) -> str:
    """Say what is wrong: nothing can be kept, or mails fail. Empty when all is well; raises `StoreError`."""
    store.probe()
    return "\n".join(_failed(store))


def write(path: Path, text: str) -> None:
    """Write a file that only its owner can read; raises `FileExistsError` rather than write over one."""
    with os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file:
        file.write(text.encode())
