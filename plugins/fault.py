"""What is wrong, where, and how to mend it: the one shape in which every part of the build reports."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field


@dataclass(frozen=True, order=True)
class Fault:
    """One thing to mend, told to the advisor in Dutch.

    `path` is relative to the project, with forward slashes; `line` counts from 1, and is 0 where no line can be named.
    Two faults of one kind on one line have one cause.
    """

    path: str
    line: int
    message: str
    remedy: str
    kind: str = field(default="", compare=False)

    def __str__(self) -> str:
        place = f"{self.path}:{self.line}" if self.line else self.path
        whole = " ".join(f"{place}: {self.message} {self.remedy}".split())
        return "".join(sign if sign.isprintable() else "�" for sign in whole)


class Faulty(Exception):
    """Raised once, with every fault that was found."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = sorted(faults)
        super().__init__("\n".join(map(str, self.faults)))
