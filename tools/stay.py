"""A process that has loaded all that a build needs, and builds in copies of itself.

So nobody waits for a start, and nothing grows. Where a process can't be copied (Windows), each build starts by itself.
"""

from __future__ import annotations

import importlib
import json
import os
import signal
import subprocess
import sys
import traceback
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import NoReturn

from frontmatter.collection import SECTIONS, File
from tools import build
from work import Bulk

END = "\0"  # begins the line that ends what a build says
SOME = b"## Een 'kop'\n\nEen [link](/over/) en **vet**.\n\n- een\n- twee\n\n| a | b |\n|---|---|\n| 1 | 2 |\n"
COMMAND = (sys.executable, "-X", "utf8", "-m")


@dataclass
class Builder:
    """Builds the project in `root`, again and again."""

    root: Path
    _process: subprocess.Popen[str] | None = field(default=None, init=False)

    def build(self, *words: str, **environ: str) -> tuple[int, str]:
        """Build with the words of `tools.build`; return the exit code and what was said."""
        if not hasattr(os, "fork"):
            return self._alone(words, environ)
        process = self._process or self._start()
        if not (process.stdin and process.stdout):
            raise ValueError("a builder talks through pipes")
        said: list[str] = []
        try:
            process.stdin.write(json.dumps([words, environ]) + "\n")
            process.stdin.flush()
            for line in process.stdout:
                if line.startswith(END):
                    code = int(line[1:])
                    return code, "".join(said).removesuffix("\n") or ("Het bouwen is afgebroken." if code else "")
                said.append(line)
        except OSError:
            pass  # it could not start, or was ended: said below
        self.renew()
        return 1, "".join(said) or "Het bouwen is afgebroken."

    def renew(self) -> None:
        """Let go of the process: the next one has the code as it is then."""
        process, self._process = self._process, None
        if process:
            process.kill()
            for pipe in (process.stdin, process.stdout):
                with suppress(OSError):
                    (pipe and pipe.close())
            process.wait()

    def _start(self) -> subprocess.Popen[str]:
        self._process = subprocess.Popen(
            [*COMMAND, "tools.stay"], cwd=self.root, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, encoding="utf-8", errors="replace",
        )  # fmt: skip
        return self._process

    def _alone(self, words: tuple[str, ...], environ: dict[str, str]) -> tuple[int, str]:
        done = subprocess.run(
            [*COMMAND, "tools.build", *words], cwd=self.root, env={**os.environ, **environ}, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, encoding="utf-8", errors="replace", check=False,
        )  # fmt: skip
        return done.returncode, done.stdout


def load() -> None:
    """Load all plugins, also what they would load later, and read a text: its patterns are then ready."""
    from pelican.settings import read_settings  # noqa: PLC0415 - as `build` has loaded it by now

    plugins = build.ROOT / "plugins"
    for path in sorted(plugins.rglob("*.py")):
        importlib.import_module(".".join(path.relative_to(plugins).with_suffix("").parts).removesuffix(".__init__"))
    if (build.ROOT / "content").is_dir():  # of this, and of what can't be read, a build will say so
        with suppress(OSError):
            making = read_settings(str(build.SITE))["MAKING"]
            making.read([File("", SECTIONS[0], Bulk(SOME), "", b"")])


def main() -> None:
    """Build for every line that comes in."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # whoever asks ends it
    load()
    for line in sys.stdin:
        words, environ = json.loads(line)
        copy = os.fork()
        if not copy:
            _build(words, environ)
        _, status = os.waitpid(copy, 0)
        print(f"\n{END}{os.waitstatus_to_exitcode(status)}", flush=True)


def _build(words: list[str], environ: dict[str, str]) -> NoReturn:
    """Build, and end this process, whatever happens."""
    code = 1
    try:
        os.environ.update(environ)
        code = build.run(words)
    except BaseException:  # noqa: BLE001 - told as Python tells it, and not to come into the loop of the first process
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        os._exit(code)


if __name__ == "__main__":
    main()
