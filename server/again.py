"""What the timer runs: `python -m server.again FOLDER` builds once more if the day asks for it, and else not."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path

from server.hook import UNCHANGED
from server.publish import Publisher, say
from server.pushed import Refused


def main(folder: Path) -> int:
    """Build if something falls due; returns the exit code, which is 1 when that does not succeed."""
    try:
        words = Publisher(folder).again(datetime.now(UTC))
    except Refused as refused:
        say("\n".join([*refused.lines, UNCHANGED]))
        return 1
    except OSError as error:
        say(f"De server kan dit nu niet: {error.strerror}.\n{UNCHANGED}")
        return 1
    if words:
        say(words)
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
