"""The page of preview that shows the mail which the site would have sent."""

from __future__ import annotations

from email import message_from_bytes
from email.policy import default
from html import escape
from pathlib import Path

HEAD = '<!doctype html><html lang="nl"><meta charset="utf-8"><title>Post</title><style>body{font:1rem/1.5 sans-serif;\
max-width:45rem;margin:2rem auto;padding:0 1rem}pre{white-space:pre-wrap;border:1px solid;padding:1rem}</style>'
SHOWN = ("From", "To", "Reply-To", "Subject", "Date")


def listing(folder: Path) -> str:
    """Write the page: every letter in the folder, the newest first."""
    letters = sorted(folder.glob("*.eml"), key=lambda path: path.stat().st_mtime_ns, reverse=True)
    parts = [f"<h1>Post</h1><p>{len(letters)} mails. Ze staan in {escape(str(folder))}, en er gaat niets echt weg.</p>"]
    for path in letters:
        message = message_from_bytes(path.read_bytes(), policy=default)
        heads = "\n".join(f"{name}: {message[name]}" for name in SHOWN if message[name])
        parts.append(
            f"<h2>{escape(str(message['Subject']))}</h2><pre>{escape(heads)}\n\n{escape(message.get_content())}</pre>"
        )
    return HEAD + "".join(parts)
