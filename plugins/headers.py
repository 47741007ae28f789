"""The headers that every answer of the site has, stated once, for whatever serves it: `table` and `CACHING`.

Sources: CSP Level 3, Trusted Types, Permissions Policy, Fetch (CORP), HTML (COOP), RFC 6797 (HSTS), RFC 9111 (caching).
"""

from __future__ import annotations

from functools import lru_cache
from types import MappingProxyType
from typing import NamedTuple

from stamp import STAMPED

OFF = (
    "accelerometer", "autoplay", "browsing-topics", "camera", "captured-surface-control", "clipboard-read",
    "clipboard-write", "compute-pressure", "cross-origin-isolated", "deferred-fetch", "digital-credentials-get",
    "display-capture", "encrypted-media", "fullscreen", "gamepad", "geolocation", "gyroscope", "hid",
    "identity-credentials-get", "idle-detection", "interest-cohort", "keyboard-map", "local-fonts",
    "local-network-access", "magnetometer", "microphone", "midi", "otp-credentials", "payment", "picture-in-picture",
    "publickey-credentials-create", "publickey-credentials-get", "screen-wake-lock", "serial", "speaker-selection",
    "storage-access", "sync-xhr", "unload", "usb", "window-management", "xr-spatial-tracking",
)  # fmt: skip


@lru_cache
def policy(form_host: str = "", *, framing: bool = True) -> str:
    """Write the content security policy: the site itself and nothing else, and no code in its pages.

    A form may go to a form service too. What is said of frames counts in a header only, not in a page (`framing`).
    """
    sources = {
        "default-src": "'none'",
        "script-src": "'self'",
        "style-src": "'self'",
        "img-src": "'self'",
        "font-src": "'self'",
        "connect-src": "'self'",  # no script of ours asks for anything; Lighthouse does, for robots.txt, as the page
        "form-action": f"'self' https://{form_host}" if form_host else "'self'",
        "base-uri": "'none'",
        **({"frame-ancestors": "'none'"} if framing else {}),
        "require-trusted-types-for": "'script'",
        "trusted-types": "'none'",
    }
    return "; ".join(f"{name} {value}" for name, value in sources.items())


class Header(NamedTuple):
    """A header, its value, and whether only pages need it."""

    name: str
    value: str
    pages_only: bool = False


def table(form_host: str = "") -> tuple[Header, ...]:
    """Name every header; a form may go to a form service too."""
    return (
        Header("Content-Security-Policy", policy(form_host)),
        Header("Referrer-Policy", "no-referrer"),
        Header("X-Content-Type-Options", "nosniff"),
        Header("Cross-Origin-Opener-Policy", "same-origin", pages_only=True),
        Header("Cross-Origin-Resource-Policy", "same-origin"),
        Header("Permissions-Policy", ", ".join(f"{feature}=()" for feature in OFF), pages_only=True),
        Header("Strict-Transport-Security", "max-age=63072000"),
    )


CACHING = "Cache-Control"
PAGE = "no-store"  # pages are in no cache of a computer that others use too
KEPT = "public, max-age=31536000, immutable"  # what has a mark of its bytes in its name
ASKED = "no-cache"  # the rest is asked for again each time
PAGES = r"(?:/[^/.]*|\.html)$|/contact/aanvraag/"  # paths of pages, and of all that the receiver answers
PACKED = MappingProxyType({".br": "br", ".gz": "gzip"})  # names of what lies beside a file, with Content-Encoding
STAMPS = STAMPED  # how the paths end of what is kept
