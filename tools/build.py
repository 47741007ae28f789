"""Builds the site into a fresh folder, and lets it replace the old one only when nothing is wrong."""

from __future__ import annotations

import gc

if __name__ == "__main__":
    gc.disable()  # before all is loaded, as none of that is rubbish; a copy of a process that stays does so in `run`

import fast.light  # noqa: F401 - before whoever loads Pelican

# isort: split
import logging
import os
import re
import sys
import tempfile
import time
import traceback
from argparse import ArgumentParser
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import Any, NoReturn

from jinja2 import TemplateError, TemplateNotFound, TemplateSyntaxError
from pelican import Pelican
from pelican.generators import PelicanTemplateNotFound
from pelican.log import LimitFilter, console
from pelican.settings import read_settings

from fast.quick import QuickPelican
from fault import Fault, Faulty
from frontmatter.collection import read
from pages.reads import FOLDER
from tools import folders
from tools.due import DUE, due
from tools.report import FORMATS, Report, weigh

ROOT = Path(__file__).resolve().parent.parent
SITE = ROOT / "pelicanconf.py"
TOLD = re.compile(
    r"Unable to find '|not recognized in|used for linking to static|Empty alt attribute"
)  # a check of ours says it better
PUBLICATION = ROOT / "publishconf.py"


def build(output: Path, settings_file: Path = SITE, *, everything: bool = False) -> Report:
    """Build the site into `output`; raises `Faulty` with all that is wrong, and then leaves `output` as it was.

    With `everything` drafts and planned texts are shown too, marked as such. Without it, a site with planned texts is
    built once more as it will be when the last of them is out, and thrown away: their faults are told today. The
    folder that is replaced is kept for the next build, in which pages that are the same need not be written again.
    """
    if not (settings_file.parent / "content").is_dir():
        raise Faulty([Fault("content/", 0, "Deze map is er niet.", "Zet haar terug: daar staat alles wat u schreef.")])
    begun = time.perf_counter()
    with suppress(RuntimeError):  # a link that leads to itself
        output = output.resolve()
    output.parent.mkdir(parents=True, exist_ok=True)
    folders.sweep(output)
    (fresh, there), (later, _) = folders.fresh(output), folders.fresh(output, spare=False)
    try:
        override = {"OUTPUT_PATH": str(fresh), "EVERYTHING": everything, "AGAIN": output.exists(), "THERE": there}
        settings, faults = _run(settings_file, override)
        if not everything and (last := _last(settings)):
            faults |= _run(
                settings_file, {"OUTPUT_PATH": str(later), "NOW": last, "DRY": True, "LOOKED": settings["SEEN"]}
            )[1]
        if faults:
            raise Faulty(faults)
        if settings["PACKED"]:
            from tools.packing import pack  # noqa: PLC0415 - only what is published is packed

            pack(fresh, settings["WORK"])
            settings["WORK"].close()
        report = weigh(fresh, settings["SIZES"], settings, time.perf_counter() - begun)
        (fresh / DUE).write_text(due(settings), encoding="utf-8")
        folders.replace(output, fresh)
    except OSError:
        folders.put_away(output, fresh, spare=False)  # it may be what is wrong
        raise
    finally:
        with suppress(OSError):
            there()  # who looks through it must be done
        folders.put_away(output, fresh)
        folders.put_away(output, later, spare=False)
    return report


def _run(settings_file: Path, override: dict[str, Any]) -> tuple[dict[str, Any], set[Fault]]:
    """Let Pelican build; give the settings in which the plugins left what they know, and everything that is wrong."""
    settings: dict[str, Any] = read_settings(str(settings_file), override=override)
    faults: set[Fault] = set()
    with _listening() as records:
        try:
            (QuickPelican if settings["FAST"] else Pelican)(settings).run()
        except Faulty as error:
            faults |= set(error.faults)
        finally:
            settings["WORK"].close()
    messages = {record.getMessage() for record in records}
    more = {message for message in messages if not (faults and TOLD.search(message))}
    return settings, faults | {Fault("Pelican", 0, message, "Herstel dit en bouw opnieuw.") for message in more}


def _last(settings: dict[str, Any]) -> datetime | None:
    """Find the moment on which the last planned text is out."""
    return max((text.date for text in settings["WAITING"] if text.planned(settings["NOW"])), default=None)


class Listener(logging.Handler):
    """Keeps what is logged."""

    def __init__(self, level: int) -> None:
        super().__init__(level)
        self.records: list[logging.LogRecord] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep a record."""
        self.records.append(record)


@contextmanager
def _listening() -> Iterator[list[logging.LogRecord]]:
    """Collect every warning and error that Pelican logs; by itself it drops repeats and goes on."""
    handler = Listener(logging.WARNING)
    before = LimitFilter.LOGS_DEDUP_MIN_LEVEL, console.quiet
    LimitFilter.LOGS_DEDUP_MIN_LEVEL, console.quiet = logging.NOTSET, True
    logging.getLogger().addHandler(handler)
    try:
        yield handler.records
    finally:
        logging.getLogger().removeHandler(handler)
        LimitFilter.LOGS_DEDUP_MIN_LEVEL, console.quiet = before


def main(output: Path, settings_file: Path = SITE, *, everything: bool = False, form: str = "plain") -> int:
    """Build, and say in Dutch what was made or what is wrong; returns the exit code."""
    try:
        said = build(output, settings_file, everything=everything).table()
    except Faulty as error:
        return _tell(error.faults, form)
    except Exception as error:  # a template can raise anything; what is neither its fault nor the disk's goes on
        if fault := _template(error):
            return _tell([fault], form)
        if not isinstance(error, OSError):
            raise
        if fault := _closed(error):
            return _tell([fault], form)
        refusal = f"{output} is niet te vervangen ({error}). Sluit wat het gebruikt, en probeer het opnieuw."
        print(refusal, file=sys.stderr)
        return 1
    with suppress(BrokenPipeError):  # who reads it may have seen enough
        print(said)
    return 0


def _tell(faults: list[Fault], form: str) -> int:
    print(FORMATS[form](faults), file=sys.stderr if form == "plain" else sys.stdout)
    return 1


def _closed(error: OSError) -> Fault | None:
    """Say what of the site's own can't be read; `None` where it is something else that failed."""
    file = Path(os.fsdecode(error.filename or ""))
    if not any(file.is_relative_to(ROOT / name) for name in ("content", "theme")):
        return None
    message = f"Dit is niet te openen ({error.strerror})."
    return Fault(file.relative_to(ROOT).as_posix(), 0, message, "Kijk of u het mag lezen, of zet het terug.")


def _template(error: Exception) -> Fault | None:
    """Say which template is wrong, as well as it is known; `None` where the error is of no template."""
    lines = [(step.filename, step.lineno or 0) for step in traceback.extract_tb(error.__traceback__)]
    told = [(name, line) for name, line in lines if name.startswith(FOLDER)]
    why = str(error).rstrip(".")
    if isinstance(error, TemplateSyntaxError):
        told.append((f"{FOLDER}{error.name or ''}", error.lineno))
        why = (error.message or "").rstrip(".")
    elif isinstance(error, (TemplateError, PelicanTemplateNotFound)) and not told:
        told.append((FOLDER, 0))
    elif lines and lines[-1][0].startswith(f"{ROOT / 'plugins'}{os.sep}"):  # what a template called
        why += f" ({Path(lines[-1][0]).relative_to(ROOT).as_posix()}:{lines[-1][1]})"
    gone = isinstance(error, TemplateNotFound)
    message = f"De sjabloon {error} is er niet." if gone else f"Deze sjabloon klopt niet: {why}."
    return Fault(*told[-1], message, "Verbeter haar, of zet haar terug.") if told else None


def check(form: str, *, with_advice: bool = False) -> int:
    """Build for nobody: say what is wrong and keep nothing; returns the exit code, which advice never changes."""
    with tempfile.TemporaryDirectory() as folder:
        code = main(Path(folder) / "output", form=form)
    if with_advice:
        from checks.advice import advice  # noqa: PLC0415 - no build needs its words

        hints = [hint for document in read(ROOT).documents for hint in advice(document)]
        print(*hints, "", f"{len(hints)} keer raad. Raad houdt niets tegen.", sep="\n")
    return code


def run(words: Sequence[str] | None = None) -> int:
    """Build as the words of a command line ask; returns the exit code."""
    parser = ArgumentParser()
    parser.add_argument("output", type=Path)
    parser.add_argument("--everything", action="store_true")
    parser.add_argument("--publish", action="store_true")
    chosen = parser.parse_args(words)
    gc.disable()  # this process ends before its rubbish would matter: a fifth less time at 10,000 articles
    return main(chosen.output, PUBLICATION if chosen.publish else SITE, everything=chosen.everything)


def leave(code: int) -> NoReturn:
    """End this process at once: what it made lies there, and to take apart what it held takes long for many texts."""
    with suppress(BrokenPipeError):
        sys.stdout.flush()
        sys.stderr.flush()
    os._exit(code)


if __name__ == "__main__":
    leave(run())
