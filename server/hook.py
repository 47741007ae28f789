"""What git runs when something is pushed: `python -m server.hook FOLDER`, the server's own and never the pushed one."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from server.publish import Publisher, say
from server.pushed import Refused

UNCHANGED = "De site is NIET gewijzigd."


def main(folder: Path) -> int:
    """Take the push that stands on standard input; returns git's exit code."""
    try:
        words = Publisher(folder).receive(sys.stdin, os.environ)
    except Refused as refused:
        say("\n".join(["", *refused.lines, "", UNCHANGED]))
        return 1
    except OSError as error:
        say(f"\nDe server kan dit nu niet: {error.strerror}.\nVraag wie de server beheert.\n\n{UNCHANGED}")
        return 1
    say(f"\n{words}")
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
