"""The tags of pictures in a text's HTML: each gets its size, and a photo the copies that a browser may choose from."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import escape
from posixpath import join, normpath
from types import MappingProxyType
from typing import NamedTuple
from urllib.parse import quote, unquote

from lxml import etree

TAG = re.compile(r"""<(?P<name>img|a)\b(?:[^>"']|"[^"]*"|'[^']*')*>""", re.IGNORECASE)
ADDRESS = re.compile(r"^([{|](?:static|attach|filename)[|}])?([^?#]*)(.*)$", re.DOTALL)  # mark, path, rest
COLUMN = "(min-width: 48em) min({0}px, 43.75em), min({0}px, 100vw - 2.96875em, 41.5625em)"  # as site.css has it


class Picture(NamedTuple):
    """How a picture is shown: its size in pixels; if there are copies, what a link leads to, and `srcset` by kind."""

    width: int
    height: int
    link: str = ""
    sources: Mapping[str, str] = MappingProxyType({})


def dress(html: str, folder: str, pictures: Mapping[str, Picture]) -> str:
    """Dress every picture, and lead every link to one to its copy.

    `folder` is that of the text, and `pictures` are known by their paths, both within content/.
    """
    return TAG.sub(lambda match: _dressed(match, folder, pictures), html) if "beelden/" in html else html


def _dressed(match: re.Match[str], folder: str, pictures: Mapping[str, Picture]) -> str:
    key = "src" if match["name"].lower() == "img" else "href"
    attributes = dict(next(etree.fromstring(match[0], etree.HTMLParser()).iter("img", "a")).attrib)
    mark, path, rest = ADDRESS.findall(attributes.get(key, ""))[0]
    name = unquote(path.lstrip("/") if path.startswith("/") else normpath(join(folder, path)) if mark else "")
    picture = pictures.get(name)
    if picture is None:
        return match[0]
    attributes[key] = f"{{{'filename' if picture.link else 'static'}}}/{quote(name)}{rest}"  # Pelican finds both
    if key == "href":
        return _tag("a", attributes)
    asked = attributes.get("width", "")
    width = int(asked) if re.fullmatch(r"[1-9]\d{0,3}", asked) else picture.width
    attributes |= {"width": f"{width}", "height": f"{max(1, round(picture.height * width / picture.width))}"}
    before = match.string[: match.start()].lower()
    soon = "<img" not in before and before.count("</p>") < 2  # in the first two paragraphs: seen at once
    attributes |= {"decoding": "async"} | ({"fetchpriority": "high"} if soon else {"loading": "lazy"})
    sizes = COLUMN.format(width)
    sources = [{"type": f"image/{kind}", "srcset": each, "sizes": sizes} for kind, each in picture.sources.items()]
    image = "".join([*(_tag("source", source) for source in sources), _tag("img", attributes)])
    return f"<picture>{image}</picture>" if sources else image


def _tag(name: str, attributes: Mapping[str, str]) -> str:
    return " ".join([f"<{name}", *(f'{key}="{escape(value)}"' for key, value in attributes.items())]) + ">"
