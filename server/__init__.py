"""What runs on the practice's own server; it never imports Pelican."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "plugins"))  # the form is the site's own
