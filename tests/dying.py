"""A hook that dies at a step: `python -m tests.dying STEP WHO STEPS FOLDER` runs `server.hook`, and counts.

A step is whatever changes something on the disk or starts a program. At step number STEP (0 for none) the hook itself
is killed, or (WHO is `caller`) git, as when a connection is closed. The steps so far are kept in a file, a line each.
"""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

from server import hook

CHANGES = {
    "os.mkdir", "os.rename", "os.remove", "os.rmdir", "os.chmod", "os.link", "os.symlink", "fcntl.flock",
    "subprocess.Popen",
}  # fmt: skip


class Steps:
    """Counts steps, and kills at one of them."""

    def __init__(self, last: int, who: str, kept: Path) -> None:
        self.last, self.who, self.count = last, who, 0
        self.file = os.open(kept, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)

    def __call__(self, event: str, args: tuple[object, ...]) -> None:
        """Take what Python is about to do (PEP 578)."""
        if event in CHANGES or (event == "open" and isinstance(args[2], int) and args[2] & os.O_WRONLY):
            self.count += 1
            os.write(self.file, f"{event} {args[0]!r}\n".encode())
            if self.count == self.last:
                os.kill(os.getppid() if self.who == "caller" else os.getpid(), signal.SIGKILL)


def main() -> int:
    """Run the hook."""
    last, who, kept, folder = sys.argv[1:]
    sys.addaudithook(Steps(int(last), who, Path(kept)))
    return hook.main(Path(folder))


if __name__ == "__main__":
    sys.exit(main())
