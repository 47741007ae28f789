"""What was measured, as a table in Markdown with what must be known to read it; values in, text out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from statistics import median
from textwrap import fill

from benchmarks.process import Taken

PEERS = ("Hugo", "Eleventy", "Pelican")
CLEAN, SLOW = "ours, nothing kept", "ours with `SITE_FAST=no`, nothing kept"
CHANGED = (
    "nothing", "an article's text", "an article's title", "an article's topics", "an obligation", "a template",
    "what a template does", "what all pages show",
)  # fmt: skip
WARM = tuple(f"ours, {what} changed" for what in CHANGED)
ROWS = (*PEERS, CLEAN, SLOW, *WARM)
RATIOS = (*((CLEAN, peer) for peer in ("Pelican", "Hugo", "Eleventy")), *((warm, "Hugo") for warm in WARM))
PLACE = re.compile(r"(<!-- speed of building -->\n).*?(<!-- end of it -->)", re.DOTALL)

Results = Mapping[tuple[str, int], Sequence[Taken]]  # by row and number of articles


def table(results: Results) -> str:
    """Write a row for each thing and each ratio, and a column for each size; what was not measured is a dash."""
    sizes = sorted({size for _, size in results})
    heads = [f"{size:,}" for size in sizes]
    lines = [_row(["seconds, by number of articles", *heads, f"peak memory at {heads[-1]}, MB"])]
    lines.append("|---" * (len(sizes) + 2) + "|")
    for name in ROWS:
        times = (_seconds(results.get((name, size), ())) for size in sizes)
        lines.append(_row([name, *times, _memory(results.get((name, sizes[-1]), ()))]))
    for name, peer in RATIOS:
        ratios = (_ratio(results.get((name, size), ()), results.get((peer, size), ())) for size in sizes)
        lines.append(_row([f"{name} / {peer}", *ratios, ""]))
    return "\n".join(lines) + "\n"


def placed(readme: str, caption: str, results: Results) -> str:
    """Put the table and its caption where the README has room for them."""
    text = f"{fill(caption, 132, break_on_hyphens=False)}\n\n{table(results)}"
    return PLACE.sub(lambda match: match[1] + text + match[2], readme)


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _seconds(runs: Sequence[Taken]) -> str:
    if not runs:
        return "–"
    middle = median(run.seconds for run in runs)
    return f"{middle:.2f}" if middle < 10 else f"{middle:.1f}"


def _memory(runs: Sequence[Taken]) -> str:
    return f"{max(run.memory for run in runs) / 1e6:.0f}" if runs else "–"


def _ratio(runs: Sequence[Taken], others: Sequence[Taken]) -> str:
    if not (runs and others):
        return "–"
    return f"{median(run.seconds for run in runs) / median(run.seconds for run in others):.2f}"
