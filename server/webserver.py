"""The table of headers in the words of nginx and Caddy."""

from __future__ import annotations

import re
from collections.abc import Iterator

from headers import ASKED, CACHING, KEPT, PAGE, PAGES, STAMPS, table


def nginx(domain: str, form_host: str) -> dict[str, str]:
    """Write what stands above the server (`maps`), in it (`headers`), and where the receiver answers (`hidden`).

    A header of which the value is empty is not sent; what the receiver says itself would be said twice.
    """
    site = re.sub(r"\W", "_", domain)
    maps = [_map(f"{site}_cache", (PAGES, PAGE), (STAMPS, KEPT), default=ASKED)]
    lines = [f"add_header {CACHING} ${site}_cache always;"]
    for header in table(form_host):
        value = f'"{header.value}"'
        if header.pages_only:
            name = f"{site}_{header.name.lower().replace('-', '_')}"
            maps.append(_map(name, (PAGES, header.value)))
            value = f"${name}"
        lines.append(f"add_header {header.name} {value} always;")
    return {"maps": "\n".join(maps), "headers": "\n  ".join(lines), "hidden": "\n    ".join(_hidden())}


def _map(name: str, *ends: tuple[str, str], default: str = "") -> str:
    lines = [f'  "~{pattern}" "{value}";' for pattern, value in ends]
    return "\n".join([f"map $uri ${name} {{", f'  default "{default}";', *lines, "}"])


def _hidden() -> Iterator[str]:
    yield from (f"proxy_hide_header {name};" for name in (*(header.name for header in table()), CACHING))


def caddy(form_host: str) -> str:
    """Write two snippets, `headers` and, for pages that tell of trouble, `trouble`.

    What is said is set when the answer leaves, so that nothing is said twice.
    """
    every = {header.name: header.value for header in table(form_host) if not header.pages_only}
    page = {header.name: header.value for header in table(form_host) if header.pages_only} | {CACHING: PAGE}
    return "\n".join(
        [
            "(headers) {",
            f"  @pages path_regexp {PAGES}",
            f"  @stamped path_regexp {STAMPS}",
            f"  @asked not path_regexp {PAGES}|{STAMPS}",
            *_set("", every),
            *_set("@pages ", page),
            *_set("@stamped ", {CACHING: KEPT}),
            *_set("@asked ", {CACHING: ASKED}),
            "}",
            "(trouble) {",
            *_set("", every | page),
            "}",
        ]
    )


def _set(matcher: str, headers: dict[str, str]) -> list[str]:
    lines = [f'    {name} "{value}"' for name, value in headers.items()]
    return [f"  header {matcher}{{", *lines, "    -Server", "    defer", "  }"]
