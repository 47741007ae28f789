"""Lists the answers about the law by how long ago they were checked, with the address where to check."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from frontmatter.collection import read
from obligations.entry import entry, faults
from obligations.overview import overview


def listing(root: Path, day: date) -> str:
    """Return a line for each answer without faults, the longest ago first."""
    collection = read(root)
    texts = [text for text in collection.documents if text.kind == "obligation" and not text.draft]
    told = {fault.path for fault in collection.faults}
    wrong = {text.path for text in texts if text.path in told or any(faults(text, day))}
    answers = overview([entry(text) for text in texts if text.path not in wrong], [], day).answers
    lines = [
        f"{answer.age:5} dagen  {answer.entry.reviewed.isoformat()}  {answer.state.word:12}  {answer.entry.path}\n"
        f"             {answer.entry.question}\n             Nakijken: {answer.entry.check_at}"
        for answer in sorted(answers, key=lambda answer: (-answer.age, answer.entry.slug))
    ]
    more = f"\nNiet te lezen: {', '.join(sorted(wrong))}. Zie: python3 tasks.py check" if wrong else ""
    return "\n".join(lines) + more
