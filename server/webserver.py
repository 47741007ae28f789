"""The table of headers in the words of nginx and Caddy."""

from __future__ import annotations

from collections.abc import Iterator

from headers import ASKED, CACHING, KEPT, PAGE, PAGES, STAMPS, table

HTML = "^text/html"  # also what nginx says of trouble
UNSEEN = (".receiver/", ".due", "_headers")  # what a build leaves for others than visitors


def nginx(domain: str, form_host: str) -> dict[str, str]:
    """Write what stands above the server (`maps`), in it (`headers`, `unseen`), and for the receiver (`hidden`).

    A header of which the value is empty is not sent; what the receiver says itself would be said twice.
    """
    site = "site_" + domain.replace("-", "__").replace(".", "_")
    maps = [_map(f"{site}_cache", (HTML, PAGE), (PAGES, PAGE), (STAMPS, KEPT), default=ASKED)]
    lines = [f"add_header {CACHING} ${site}_cache always;"]
    for header in table(form_host):
        value = f'"{header.value}"'
        if header.pages_only:
            name = f"{site}_{header.name.lower().replace('-', '_')}"
            maps.append(_map(name, (HTML, header.value), (PAGES, header.value)))
            value = f"${name}"
        lines.append(f"add_header {header.name} {value} always;")
    unseen = [f"location ^~ /{name} {{ return 404; }}" for name in UNSEEN]
    return {
        "maps": "\n".join(maps), "headers": "\n  ".join(lines), "hidden": "\n    ".join(_hidden()),
        "unseen": "\n  ".join(unseen),
    }  # fmt: skip


def _map(name: str, *ends: tuple[str, str], default: str = "") -> str:
    lines = [f'  "~{pattern}" "{value}";' for pattern, value in ends]
    return "\n".join([f'map "$sent_http_content_type $uri" ${name} {{', f'  default "{default}";', *lines, "}"])


def _hidden() -> Iterator[str]:
    yield from (f"proxy_hide_header {name};" for name in (*(header.name for header in table()), CACHING))


def caddy(_domain: str, form_host: str) -> dict[str, str]:
    """Write two snippets, one of them for pages that tell of trouble (`headers`), and what nobody is shown (`unseen`).

    What is said is set when the answer leaves, so that nothing is said twice.
    """
    every = {header.name: header.value for header in table(form_host) if not header.pages_only}
    page = {header.name: header.value for header in table(form_host) if header.pages_only} | {CACHING: PAGE}
    unseen = " ".join(f"/{name}*" for name in UNSEEN)
    snippets = [
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
    return {"headers": "\n".join(snippets), "unseen": unseen}


def _set(matcher: str, headers: dict[str, str]) -> list[str]:
    lines = [f'    {name} "{value}"' for name, value in headers.items()]
    return [f"  header {matcher}{{", *lines, "    -Server", "    defer", "  }"]
