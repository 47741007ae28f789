"""The table of headers in the words of nginx and Caddy."""

from __future__ import annotations

from collections.abc import Iterator

from headers import ASKED, CACHING, KEPT, PACKED, PAGE, PAGES, STAMPS, Header, table

HTML = "^text/html"  # also what nginx says of trouble
UNSEEN = (".receiver/", ".due", "_headers")  # what a build leaves for others than visitors
TAKES = r"*(?:^|,)\s*{}\s*(?:;\s*q=(?:1|0\.0*[1-9])[\d.]*\s*)?(?:,|$)"  # a coding in Accept-Encoding; q=0 is a no
VARY = Header("Vary", "Accept-Encoding")


def nginx(domain: str, form_host: str) -> dict[str, str]:
    """Write what stands above the server (`maps`), in it (`headers`, `unseen`), and for the receiver (`hidden`).

    A header of which the value is empty is not sent; what the receiver says itself would be said twice. `tree`,
    `packed` and `form` are variables: where a file is, which of its packed neighbours a browser takes, and which it
    gets. A coding is told only of what comes from a file, which nginx knows the date of, and not of its own words on
    trouble.
    """
    site = "site_" + domain.replace("-", "__").replace(".", "_")
    told = [(rf"^(?!304)\d+ \w.*\{end}$", coding) for end, coding in PACKED.items()]
    takes = [(TAKES.format(coding), end) for end, coding in PACKED.items()]
    maps = [
        _map(f"{site}_cache", (HTML, PAGE), (PAGES, PAGE), (STAMPS, KEPT), default=ASKED),
        _map(f"{site}_packed", *takes, of="$http_accept_encoding"),
        _map(f"{site}_coding", *told, of=f"$status $sent_http_last_modified${site}_form"),
    ]
    lines = [f"add_header {CACHING} ${site}_cache always;", f"add_header Content-Encoding ${site}_coding always;"]
    for header in (VARY, *table(form_host)):
        value = f'"{header.value}"'
        if header.pages_only:
            name = f"{site}_{header.name.lower().replace('-', '_')}"
            maps.append(_map(name, (HTML, header.value), (PAGES, header.value)))
            value = f"${name}"
        lines.append(f"add_header {header.name} {value} always;")
    unseen = [f"location ^~ /{name} {{ return 404; }}" for name in UNSEEN]
    unseen += [rf"location ~ \{end}$ {{ return 404; }}" for end in PACKED]
    return {
        "tree": f"${site}_tree", "packed": f"${site}_packed", "form": f"${site}_form",
        "maps": "\n".join(maps), "headers": "\n  ".join(lines), "hidden": "\n    ".join(_hidden()),
        "unseen": "\n  ".join(unseen),
    }  # fmt: skip


def _map(name: str, *ends: tuple[str, str], default: str = "", of: str = "$sent_http_content_type $uri") -> str:
    lines = [f'  "~{pattern}" "{value}";' for pattern, value in ends]
    return "\n".join([f'map "{of}" ${name} {{', f'  default "{default}";', *lines, "}"])


def _hidden() -> Iterator[str]:
    yield from (f"proxy_hide_header {name};" for name in (*(header.name for header in table()), CACHING))


def caddy(_domain: str, form_host: str) -> dict[str, str]:
    """Write two snippets, one of them for pages that tell of trouble (`headers`), and what nobody is shown (`unseen`).

    What is said is set when the answer leaves, so that nothing is said twice.
    """
    every = {header.name: header.value for header in table(form_host) if not header.pages_only}
    page = {header.name: header.value for header in table(form_host) if header.pages_only} | {CACHING: PAGE}
    unseen = " ".join([*(f"/{name}*" for name in UNSEEN), *(f"*{end}" for end in PACKED)])
    snippets = [
        "(headers) {",
        f"  @pages path_regexp {PAGES}",
        f"  @stamped path_regexp {STAMPS}",
        f"  @asked not path_regexp {PAGES}|{STAMPS}",
        *_set("", every | {VARY.name: VARY.value}),
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
