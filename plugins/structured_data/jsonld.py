"""The practice and its pages as schema.org names them; every function makes plain values for `tojson`."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Protocol

from practice import Practice

Thing = dict[str, Any]


class Readable(Protocol):
    """What is told of an article."""

    title: str
    url: str
    summary: str
    date: datetime
    modified: datetime | None
    author: str
    topics: tuple[tuple[str, str], ...]


def graph(*things: Thing) -> Thing:
    """Join things into the one document that a page carries."""
    return {"@context": "https://schema.org", "@graph": list(things)}


def organisation(practice: Practice) -> Thing:
    """Describe the practice as a ProfessionalService, with what is known and nothing else."""
    return {
        "@type": "ProfessionalService",
        "@id": f"{practice.site}/#praktijk",
        "name": practice.title,
        "url": f"{practice.site}/",
        "email": practice.email,
        "telephone": practice.telephone,
        "areaServed": "NL",
        "knowsLanguage": "nl",
        "founder": {"@id": f"{practice.site}/over/#persoon"},
        "makesOffer": [
            {"@type": "Offer", "itemOffered": {"@type": "Service", "name": name}} for name in practice.services
        ],
    }


def person(practice: Practice) -> Thing:
    """Describe the advisor as a Person."""
    return {
        "@type": "Person",
        "@id": f"{practice.site}/over/#persoon",
        "name": practice.name,
        "jobTitle": practice.role,
        "url": f"{practice.site}/over/",
    }


def article(practice: Practice, it: Readable) -> Thing:
    """Describe an article; dates are ISO 8601 with the offset of Amsterdam."""
    address = f"{practice.site}/{it.url}"
    return {
        "@type": "Article",
        "@id": f"{address}#artikel",
        "headline": it.title,
        "description": it.summary,
        "datePublished": it.date.isoformat(),
        "dateModified": (it.modified or it.date).isoformat(),
        "inLanguage": "nl",
        "mainEntityOfPage": address,
        "keywords": [name for name, _ in it.topics],
        "author": person(practice) if it.author == practice.name else {"@type": "Person", "name": it.author},
        "publisher": {"@type": "ProfessionalService", "name": practice.title, "url": f"{practice.site}/"},
    }


def breadcrumbs(practice: Practice, *steps: tuple[str, str]) -> Thing:
    """Describe the way from the front page to a page; each step is a name and an address without the host."""
    trail = [(practice.name, ""), *steps]
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": n, "name": name, "item": f"{practice.site}/{url}"}
            for n, (name, url) in enumerate(trail, 1)
        ],
    }
