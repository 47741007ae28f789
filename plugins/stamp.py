"""Names for files that hold a mark of their bytes, so that a browser may keep them and never shows an old one."""

from __future__ import annotations

import re
from hashlib import sha256
from pathlib import Path, PurePosixPath

STAMPED = r"\.[0-9a-f]{8}\.(?:avif|css|gif|jpe?g|js|png|svg|txt|webp|woff2)$"  # how the name of such a file ends
REMARK = re.compile(rb"^ *//.*\n|(?<=[;,{}]) // .*$|^ +", re.MULTILINE)  # what only who reads a script needs
LOADED = re.compile(rb"(?<=url\()[\w.-]+(?=\))")  # a style sheet's neighbour


def stamp(name: str, data: bytes) -> str:
    """Put the mark of its bytes in a file's name: site.css is site.1a2b3c4d.css."""
    path = PurePosixPath(name)
    return path.with_suffix(f".{sha256(data).hexdigest()[:8]}{path.suffix.lower()}").as_posix()


def theme(folder: Path) -> dict[str, tuple[str, bytes]]:
    """Give each file of a theme its stamped name and its bytes, in which a style sheet names its neighbours as stamped.

    A style sheet may load what is no style sheet. Scripts lose their comments, which stand on a line of their own or
    behind a `;`, and their indentation.
    """
    files = {path.name: path.read_bytes() for path in sorted(folder.iterdir()) if path.is_file()}
    files |= {name: REMARK.sub(b"", data) for name, data in files.items() if name.endswith(".js")}
    found = {name: (stamp(name, data), data) for name, data in files.items() if not name.endswith(".css")}
    for name, data in files.items():
        if name.endswith(".css"):
            dressed = LOADED.sub(lambda match: found[match[0].decode()][0].encode(), data)
            found[name] = stamp(name, dressed), dressed
    return found
