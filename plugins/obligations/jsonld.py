"""The questions of a page as schema.org's FAQPage."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from obligations.answer import Answer


def faq(answers: Iterable[Answer], address: str) -> dict[str, Any]:
    """Describe the questions that a page shows, and no other; `address` is the page's own, with its host."""
    return {
        "@type": "FAQPage",
        "@id": f"{address}#vragen",
        "inLanguage": "nl",
        "mainEntity": [
            {
                "@type": "Question",
                "name": answer.entry.question,
                "dateModified": answer.moved.isoformat(),
                "acceptedAnswer": {"@type": "Answer", "text": f"{answer.text} ({answer.state.label}.)"},
            }
            for answer in answers
        ],
    }
