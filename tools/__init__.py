"""What stands behind the commands of tasks.py."""

import sys
from contextlib import suppress
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "plugins"))  # the plugins' modules serve here too

with suppress(ImportError):  # the commands begin without the plugins too
    import fast.began  # noqa: F401 - the clock starts before any other code of ours is loaded
