"""A picture: its size, what is wrong with it, and the copies of it that the site shows; from bytes to bytes.

No copy holds anything but pixels: where a photo was taken stays here; how it is turned and what its colours mean are
worked into it.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator
from contextlib import suppress
from functools import lru_cache
from hashlib import sha256
from io import BytesIO
from typing import Any, NamedTuple

import PIL
from lxml import etree
from PIL import AvifImagePlugin, Image, ImageCms, ImageOps, WebPImagePlugin  # noqa: F401 - asked for by name

WIDTHS = (350, 700, 1050, 1400)  # of the column, in dots: of a telephone at 1, 2 and 3 a pixel, of a desk at 1 and 2
LONGEST = 16_000  # pixels of one side; WebP holds 16,383
FORMATS = ("AVIF", "GIF", "JPEG", "PNG", "WEBP")
WAYS: dict[str, dict[str, Any]] = {  # one thread: with more, AVIF's bytes depend on how many there are
    "avif": {"quality": 55, "subsampling": "4:4:4", "speed": 8, "max_threads": 1, "autotiling": False},
    "webp": {"quality": 75, "method": 4},
    "jpeg": {"quality": 78, "progressive": True, "optimize": True},
}
HALF = "Dit plaatje is niet heel.", "Zet het er opnieuw neer."
LARGE = "Dit plaatje heeft te veel pixels.", "Verklein het: 8000 bij 6000 is genoeg."
MOVES = "Dit plaatje beweegt, en dat kan alleen een GIF.", "Bewaar het als GIF, of als plaatje dat stilstaat."
NUMBER = r"(\d{1,6}(?:\.\d*)?|\.\d+)"
UNITS = {"": 1, "px": 1, "pt": 4 / 3, "pc": 16, "mm": 96 / 25.4, "cm": 96 / 2.54, "in": 96, "em": 16, "rem": 16}
LENGTH = re.compile(rf"\s*{NUMBER}({'|'.join(UNITS)})\s*")
VIEW = re.compile(rf"\s*[^\s,]+[\s,]+[^\s,]+[\s,]+{NUMBER}[\s,]+{NUMBER}\s*")

Image.MAX_IMAGE_PIXELS = None  # they are counted here
Size = tuple[int, int]  # pixels: width, height


class Shape(NamedTuple):
    """The size of a picture as it is shown, whether one sees through it, and what is wrong with it and how to mend it.

    The size of one that is wrong is only a stand-in.
    """

    width: int = 1
    height: int = 1
    clear: bool = False
    wrong: tuple[str, ...] = ()

    def copies(self) -> Iterator[tuple[Size, str]]:
        """Name the size and kind of each copy, the smallest first, none larger than itself; the last is for links."""
        widest = min(self.width, WIDTHS[-1])
        for width in (*(width for width in WIDTHS if width * 1.1 < widest), widest):
            size = width, max(1, round(self.height * width / self.width))
            yield from ((size, kind) for kind in ("avif", "webp"))
        if not self.clear:
            yield size, "jpeg"  # for browsers from before 2020


def key(item: tuple[Any, ...]) -> tuple[str, ...]:
    """Name all that the answers of `look` and `make` depend on."""
    return _mark(item[0]), repr((item[1:], WAYS)), PIL.__version__


@lru_cache(maxsize=1)  # the copies of one picture are asked for one after the other
def _mark(data: bytes) -> str:
    return sha256(data).hexdigest()


def look(item: tuple[bytes, str]) -> Shape:
    """Look a picture through to its last byte; given these, and how its name ends."""
    data, kind = item
    try:
        if kind == ".svg":
            return Shape(*_drawn(data))
        with warnings.catch_warnings(action="ignore"):  # what matters of it is told as a fault
            image: Image.Image = Image.open(BytesIO(data), formats=FORMATS)
        if image.width * image.height > 50_000_000 or max(image.size) > LONGEST:
            return Shape(wrong=LARGE)
        if image.format in ("AVIF", "PNG", "WEBP") and getattr(image, "is_animated", False):
            return Shape(wrong=MOVES)
        image = _read(data)
        return Shape(*image.size, clear=image.mode == "RGBA")
    except Exception:  # noqa: BLE001 - of bytes that are wrong Pillow raises almost anything
        return Shape(wrong=HALF)


def make(item: tuple[bytes, Size, str]) -> bytes:
    """Make a copy of a picture that was looked through: of its bytes, this large, of this kind; the same everywhere."""
    data, size, kind = item
    out = BytesIO()
    _shrunk(data, size).save(out, kind, **WAYS[kind])
    return out.getvalue()


@lru_cache(maxsize=1)  # the kinds of one size are made one after the other
def _shrunk(data: bytes, size: Size) -> Image.Image:
    image = _read(data, min(size)).resize(size, Image.Resampling.LANCZOS, reducing_gap=3.0)
    mode, profile = "RGBA" if image.mode == "RGBA" else "RGB", image.info.get("icc_profile")
    if profile:
        with suppress(ImageCms.PyCMSError, OSError, TypeError, ValueError):  # what can't be used says nothing
            meant, shown = ImageCms.ImageCmsProfile(BytesIO(profile)), ImageCms.createProfile("sRGB")
            image = ImageCms.profileToProfile(image, meant, shown, outputMode=mode) or image
    image = image.convert(mode)
    image.info.clear()  # of EXIF and the like, and of the profile of sRGB, which holds the time
    return image


def _read(data: bytes, least: int = LONGEST) -> Image.Image:
    """Give the pixels as they are to be seen, of eight bits a channel; a side has `least` of them or more."""
    with warnings.catch_warnings(action="ignore"):
        image: Image.Image = Image.open(BytesIO(data), formats=FORMATS)
        image.draft(None, (least, least))  # what is too much of a JPEG is not even read
        image.load()
        with suppress(Exception):  # EXIF that can't be read says nothing, as in a browser
            image = ImageOps.exif_transpose(image)
        if image.mode.startswith("I"):  # sixteen bits of grey
            return image.convert("I").point(lambda value: value / 256).convert("L")
        if image.has_transparency_data:
            image = image.convert("RGBA")
            return image if image.getchannel("A").getextrema()[0] != 255 else image.convert("RGB")
        return image if image.mode in ("CMYK", "L", "RGB") else image.convert("RGB")


def _drawn(data: bytes) -> Size:
    """Return the size of a drawing, by itself or else by what it shows of its plane (`viewBox`)."""
    root = etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True))
    said = [LENGTH.fullmatch(root.get(name, "").lower()) for name in ("width", "height")]
    width, height = (float(found[1]) * UNITS[found[2]] if found else 0.0 for found in said)
    view = VIEW.fullmatch(root.get("viewBox", ""))
    across, down = (float(view[1]), float(view[2])) if view else (0.0, 0.0)
    if across and down:
        width, height = width or (height or down) * across / down, height or (width or across) * down / across
    return max(1, round(width or 300)), max(1, round(height or 150))  # CSS 2.2, 10.3.2 and 10.6.2
