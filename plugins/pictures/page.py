"""Hands Pelican the pictures: copies of what is made of pixels, whose own bytes are never published, and all sizes."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath
from time import monotonic
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from pelican.contents import Static
from pelican.plugins import signals

from fault import Fault
from pictures.markup import Picture, dress
from stamp import stamp
from work import Cost

if TYPE_CHECKING:
    from pictures.image import Shape

CONTENT = "content/"
AS_THEY_ARE = (".gif", ".svg")  # of all else copies are made
PATIENCE = 1.0  # seconds before it is told what takes so long


def collect(pelican: Any) -> None:
    """Look all pictures through, and make the copies of those that visitors may see.

    One that is wrong stays as it is: its fault keeps the site from being published.
    """
    settings = pelican.settings
    folder = Path(settings["PATH"])
    names = [*settings["STATIC_PATHS"], *settings["UNUSED"]]
    settings["PICTURES"] = {}
    if not names:
        return
    from pictures.image import HALF, Shape, key, look  # noqa: PLC0415 - Pillow takes a tenth of a small build to load

    wrong = {fault.path for fault in settings["FAULTS"]}
    sound = [name for name in names if CONTENT + name not in wrong and not name.lower().endswith(".pdf")]
    data = {name: (folder / name).read_bytes() for name in sound}
    items = ((data[name], PurePosixPath(name).suffix.lower()) for name in sound)
    looked = zip(sound, settings["WORK"].each(look, items, key), strict=True)
    shapes = dict.fromkeys(names, Shape(wrong=HALF)) | dict(looked)
    settings["FAULTS"] += [Fault(CONTENT + name, 0, *shapes[name].wrong) for name in sound if shapes[name].wrong]
    kept = [name for name in settings["STATIC_PATHS"] if shapes[name].wrong or name.lower().endswith(AS_THEY_ARE)]
    remade = {name: shapes[name] for name in settings["STATIC_PATHS"] if name not in kept}
    settings["STATIC_PATHS"] = kept
    settings["PICTURES"] = {name: Picture(shape.width, shape.height) for name, shape in shapes.items()}
    settings["PICTURES"].update(_remade(settings, data, remade))


def _remade(
    settings: dict[str, Any], data: Mapping[str, bytes], shapes: Mapping[str, Shape]
) -> Iterator[tuple[str, Picture]]:
    """Write the copies of pictures, and tell how these are shown; say which one is being made, when it takes long."""
    from pictures.image import key, make  # noqa: PLC0415

    settings["THERE"]()  # from here on files are written
    jobs = ((data[name], *copy) for name, shape in shapes.items() for copy in shape.copies())
    made, begun = settings["WORK"].each(make, jobs, key, Cost.SLOW), monotonic()
    for number, (name, shape) in enumerate(shapes.items(), 1):
        sources: dict[str, list[str]] = {}
        told = False
        for size, kind in shape.copies():
            if not told and monotonic() - begun > PATIENCE:
                told = bool(sys.stderr.write(f"Plaatje {number} van {len(shapes)}: {PurePosixPath(name).name} …\n"))
            copy = next(made)
            address = stamp(f"{PurePosixPath(name).with_suffix('')}-{size[0]}.{kind}", copy)
            path = Path(settings["OUTPUT_PATH"]) / address
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(copy)
            sources.setdefault(kind, []).append(f"/{quote(address)} {size[0]}w")
        chosen = {kind: ", ".join(each) for kind, each in sources.items() if kind != "jpeg"}
        yield name, Picture(*size, quote(address), chosen)


def show(content: Any) -> None:
    """Dress the pictures of a text."""
    if not isinstance(content, Static) and "beelden/" in content._content:  # noqa: SLF001
        pictures = content.settings["PICTURES"]
        content._content = dress(content._content, content.relative_dir, pictures)  # noqa: SLF001 - no setter


def link(generators: list[Any]) -> None:
    """Tell Pelican which copy a text means that names a picture: it is one of the things that are made."""
    for name, picture in generators[0].settings["PICTURES"].items():
        if picture.link:
            generators[0].context["generated_content"][name] = SimpleNamespace(url=picture.link)


def register() -> None:
    """Let Pelican call all three."""
    signals.initialized.connect(collect)
    signals.content_object_init.connect(show)
    signals.all_generators_finalized.connect(link)
