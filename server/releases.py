"""The releases of the site: whole folders with a manifest, one of them live through a link that is swapped at once."""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from headers import PACKED, STAMPS

LIVE, BEFORE = "current", "previous"  # links to the live release, and to the one that was live before it
KEPT = 5
MANIFEST = "manifest.json"
SITE = "site"  # the folder within a release that visitors see
ASSETS = "assets"  # what pages of kept releases need, their pictures only of the last two: by names of their bytes
THEME, PICTURES = "theme/", "beelden/"
NEEDED = (THEME, PICTURES)  # pictures go with the second release after them, as somebody may want one to go


@dataclass(frozen=True)
class Manifest:
    """What a release is: its commit, when it was built and how long that took, and a SHA-256 of each file.

    `due` is the first moment at which the same texts would give another site; empty if there is none.
    """

    commit: str
    subject: str
    built: str
    seconds: float
    due: str = ""
    files: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Release:
    """A release in its folder."""

    folder: Path
    manifest: Manifest

    @property
    def name(self) -> str:
        """What it is called: when it was built, and its commit."""
        return self.folder.name

    @property
    def size(self) -> int:
        """How many bytes its files have."""
        return sum(path.stat().st_size for path in self.folder.rglob("*") if path.is_file())


def every(root: Path) -> list[Release]:
    """Return all whole releases, the newest first; what was never finished is none."""
    found = (_read(folder) for folder in (root / "releases").glob("*") if not folder.name.endswith(".part"))
    return sorted((release for release in found if release), key=lambda release: release.name, reverse=True)


def live(root: Path, link: str = LIVE) -> Release | None:
    """Return the release that visitors see, or the one before it."""
    return _read((root / link).resolve()) if (root / link).is_symlink() else None


def _read(folder: Path) -> Release | None:
    try:
        manifest = Manifest(**json.loads((folder / MANIFEST).read_text(encoding="utf-8")))
        datetime.fromisoformat(manifest.built)
        return Release(folder, manifest)
    except (OSError, ValueError, TypeError):
        return None


def hashes(folder: Path) -> dict[str, str]:
    """Name each file below a folder with the SHA-256 of its bytes."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): sha256(path.read_bytes()).hexdigest() for path in files}


def add(root: Path, built: Path, manifest: Manifest) -> Release:
    """Make a release of a built site, whole and on the disk; it is not live yet."""
    name = f"{datetime.fromisoformat(manifest.built):%Y%m%d-%H%M%S}-{manifest.commit[:8]}"
    part = root / "releases" / f"{name}.part"
    shutil.rmtree(part, ignore_errors=True)
    part.mkdir(parents=True, mode=0o755)
    built.rename(part / SITE)
    _open(part)
    (part / MANIFEST).write_text(json.dumps(asdict(manifest), ensure_ascii=False, indent=1), encoding="utf-8")
    os.sync()
    folder = next(path for path in _names(root / "releases" / name) if not path.exists())
    part.rename(folder)
    return Release(folder, manifest)


def _names(path: Path) -> Iterator[Path]:
    yield path
    number = 2
    while True:
        yield path.with_name(f"{path.name}-{number}")
        number += 1


def _open(folder: Path) -> None:
    """Let the web server read everything, whatever umask made it."""
    for path in (folder, *folder.rglob("*")):
        path.chmod(0o755 if path.is_dir() else 0o644)


def go_live(root: Path, release: Release) -> None:
    """Show visitors a release, from one moment to the next; what its pages need is there before them, and stays."""
    lend(root, release)
    before = live(root)
    if before and before.folder != release.folder:
        _point(root / BEFORE, before.folder)
    _point(root / LIVE, release.folder)


def _point(link: Path, folder: Path) -> None:
    aside = link.with_name(f"{link.name}.new")
    aside.unlink(missing_ok=True)
    aside.symlink_to(folder.relative_to(link.parent))
    aside.replace(link)


def lend(root: Path, release: Release) -> None:
    """Put what the pages of a release need where it stays when another one is live."""
    for name in _needed(release):
        asset = root / ASSETS / name
        if not asset.exists():
            for folder in [*asset.relative_to(root).parents][-2::-1]:
                (root / folder).mkdir(exist_ok=True)
                (root / folder).chmod(0o755)
            asset.hardlink_to(release.folder / SITE / name)


def _needed(release: Release, *folders: str) -> Iterator[str]:
    """Name the files whose names change with their bytes, and what lies packed beside them."""
    stamped = re.compile(f"{STAMPS.removesuffix('$')}(?:{'|'.join(map(re.escape, PACKED))})?$")
    return (name for name in release.manifest.files if name.startswith(folders or NEEDED) and stamped.search(name))


def prune(root: Path) -> None:
    """Remove all but the newest five, never the live one, nor the one before it; and what only the removed needed."""
    kept = {release.folder for release in (live(root), live(root, BEFORE)) if release}
    for release in every(root)[KEPT:]:
        if release.folder not in kept:
            shutil.rmtree(release.folder, ignore_errors=True)
    for part in (root / "releases").glob("*.part"):
        shutil.rmtree(part, ignore_errors=True)
    near = [release for release in (live(root), live(root, BEFORE)) if release]
    names = [_needed(release, THEME) for release in every(root)] + [_needed(release) for release in near]
    needed = {root / ASSETS / name for found in names for name in found}
    for asset in (root / ASSETS).rglob("*"):
        if asset.is_file() and asset not in needed:
            asset.unlink()


def changes(old: Manifest | None, new: Manifest, site: str) -> str:
    """Say in Dutch what visitors see change: the address to look at, and how many pages."""
    before, after = (_pages(manifest) for manifest in (old, new))
    fresh = [address for address in after if address not in before]
    changed = [address for address in after if address in before and after[address] != before[address]]
    gone = [address for address in before if address not in after]
    articles = [address for address in fresh if address.startswith("/artikelen/") and address.count("/") == 3]
    pages = len(fresh) - len(articles)
    parts = [
        _count(len(articles), "nieuw artikel", "nieuwe artikelen"),
        _count(pages, "nieuwe pagina", "nieuwe pagina's"),
        _count(len(changed), "gewijzigde pagina", "gewijzigde pagina's"),
        _count(len(gone), "verwijderde pagina", "verwijderde pagina's"),
    ]
    shown = articles or fresh or (changed if len(changed) == 1 else [])
    what = ", ".join(part for part in parts if part) or "geen pagina veranderd"
    return f"{site}{shown[0] if len(shown) == 1 else '/'} ({what}, {_seconds(new.seconds)})"


def _pages(manifest: Manifest | None) -> dict[str, str]:
    files = manifest.files.items() if manifest else ()
    return {f"/{name.removesuffix('index.html')}": mark for name, mark in files if _is_page(name)}


def _is_page(name: str) -> bool:
    return name.endswith(".html") and not name.startswith(".")


def _count(number: int, one: str, more: str) -> str:
    return f"{number} {one if number == 1 else more}" if number else ""


def _seconds(seconds: float) -> str:
    return f"{seconds:.1f} s".replace(".", ",")
