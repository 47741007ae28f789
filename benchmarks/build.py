"""Times building: ours, Hugo, Eleventy and stock Pelican on the same articles, in turn; writes the README's table.

Run it with: .venv/bin/python -m benchmarks.build
With `--sizes 3,100` and `--runs 1` it takes a minute, and the table is printed only; with `--large` 20,000 articles are
built too, by ours only.
"""

from __future__ import annotations

import os
import platform
import shutil
import tempfile
from argparse import ArgumentParser
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.articles import LENGTH, Article, articles
from benchmarks.ours import ROOT, Ours, turns
from benchmarks.peers import HERE, Peer, peers
from benchmarks.process import Taken, put_aside, take
from benchmarks.table import placed, table

README = ROOT / "README.md"
SIZES, LARGE, RUNS = (3, 100, 1000, 10_000), 20_000, 5
MANY, FEW = 1000, 3  # from so many articles on, at most so many runs
VERY_MANY = 10_000  # from here on everything is run once, as Pelican takes minutes


def runs(size: int, most: int) -> int:
    """Say how often something is built."""
    if size >= VERY_MANY:
        return 1
    return min(most, FEW) if size >= MANY else most


@dataclass(frozen=True)
class Project:
    """A copy of a peer's site."""

    peer: Peer
    folder: Path

    def add(self, article: Article) -> None:
        """Write an article."""
        path = self.folder / self.peer.articles / f"{article.slug}.md"
        path.write_text(self.peer.write(article), encoding="utf-8")

    def clean(self) -> Taken:
        """Build with nothing kept."""
        put_aside(self.folder.parent, self.folder / self.peer.output)
        return take(self.peer.command, self.folder)

    def files(self) -> int:
        """Count what it wrote."""
        return sum(path.is_file() for path in (self.folder / self.peer.output).rglob("*"))


def copied(peer: Peer, folder: Path) -> Project:
    """Copy a peer's site, with a place for its articles."""
    shutil.copytree(HERE / peer.folder, folder / peer.folder, ignore=shutil.ignore_patterns("__pycache__"))
    (folder / peer.folder / peer.articles).mkdir(parents=True, exist_ok=True)
    return Project(peer, folder / peer.folder)


def measure(size: int, most: int, opponents: Sequence[Peer], folder: Path) -> Iterator[tuple[str, Taken]]:
    """Build a site of one size in every way, round after round."""
    projects, ours = [copied(peer, folder) for peer in opponents], Ours(folder, size)
    for article in articles(size):  # one by one: what this process holds counts as held by what it starts
        ours.add(article)
        for project in projects:
            project.add(article)
    for number in range(1, runs(size, most) + 1):
        for project in projects:
            yield project.peer.name, project.clean()
            if number == 1:
                print(f"{'':>7}  in {project.files():,} files")
        yield from turns(ours, number)


def caption(most: int, everyone: Sequence[Peer], load: float) -> str:
    """Say when and on what this was measured, and what is not in it."""
    there = ", ".join(f"{peer.name} {peer.version}" for peer in everyone if peer.command)
    gone = "".join(f" {peer.name} {peer.version} could not be had here." for peer in everyone if not peer.command)
    machine = f"{os.cpu_count()} cores ({platform.system()}, load {load:.1f} at the start)"
    fewer = f"at most {FEW} from {MANY:,} articles on, and one from {VERY_MANY:,} on"
    return (
        f"How long a build takes, by `python -m benchmarks.build` on {datetime.now(UTC):%-d %B %Y}: {machine}, "
        f"Python {platform.python_version()}, {there}.{gone} Whole processes timed from outside, in turn; the median "
        f"of {most} run{'s' * (most != 1)}, {fewer}. An article has {LENGTH} words (the site's own three have more). "
        "The peers make pages, paginated lists, a feed and a sitemap; ours is the whole site, with its gate; two "
        "folders take turns, so a build also writes what the one before it changed. Old sites are put aside: after "
        "thousands of files were removed, ext4 is ten times slower. Memory is the most that all "
        "processes of a build held at once."
    )


def main(sizes: Sequence[int], most: int) -> None:
    """Measure size by size; after each the README has what is known by then, if all sizes are asked for."""
    load, everyone = os.getloadavg()[0], peers()
    opponents = [peer for peer in everyone if peer.command]
    results: dict[tuple[str, int], list[Taken]] = defaultdict(list)
    for peer in everyone:
        print(f"{peer.name} {peer.version}{'' if peer.command else ': not here'}")
    with tempfile.TemporaryDirectory() as folder:
        for size in sizes:
            (room := Path(folder, str(size))).mkdir()
            for name, taken in measure(size, most, opponents if size < LARGE else (), room):
                results[name, size].append(taken)
                more = f"{taken.busy:.2f} s of processors, {taken.memory / 1e6:.0f} MB"
                print(f"{size:>7,}  {name}: {taken.seconds:.2f} s, {more}", flush=True)
            if {*SIZES} <= {*sizes}:
                text = README.read_text(encoding="utf-8")
                README.write_text(placed(text, caption(most, everyone, load), results), encoding="utf-8", newline="\n")
    if not {*SIZES} <= {*sizes}:
        print(table(results))


if __name__ == "__main__":
    parser = ArgumentParser()
    parser.add_argument("--sizes", default=",".join(map(str, SIZES)), help="3,100")
    parser.add_argument("--runs", type=int, default=RUNS)
    parser.add_argument("--large", action="store_true")
    chosen = parser.parse_args()
    asked = [*map(int, chosen.sizes.split(",")), *([LARGE] if chosen.large else [])]
    main(asked, chosen.runs)
