"""What stands behind the commands of tasks.py."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "plugins"))  # the plugins' modules serve here too

import fast.began  # noqa: F401 - the clock starts before anything else is loaded
