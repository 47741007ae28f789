"""Hands Pelican the form, and the receiver what it needs to answer in the site's own look."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from pelican.generators import Generator
from pelican.plugins import signals

from contact.form import Choice, Terms
from practice import Practice

FOLDER = ".receiver"  # in the built site; no visitor is shown what is in it
TEMPLATES = ("parts/form.html", "receiver")  # of the theme: what the receiver fills in by itself


def terms(practice: Practice, typeset: Callable[[str], str]) -> Terms:
    """Take from the practice what the form asks and says."""
    return Terms(
        practice.name,
        practice.email,
        practice.telephone,
        practice.telephone_link,
        practice.site,
        practice.request_days,
        tuple(Choice(band.name, str(typeset(band.name))) for band in practice.bands),
        tuple(Choice(service, str(typeset(service))) for service in practice.services),
    )


def put(pelican: Any) -> None:
    """Give every template the form's terms."""
    settings = pelican.settings
    settings["TERMS"] = terms(settings["PRACTICE"], settings["JINJA_FILTERS"]["typeset"])


class ReceiverGenerator(Generator):  # type: ignore[misc]  # Pelican carries no types
    """Leaves the receiver an empty page of the site, the templates that go in it, and the form's terms."""

    def generate_output(self, writer: Any) -> None:
        """Write everything; Pelican calls this after the texts are read. A form that goes elsewhere has no receiver."""
        if self.settings["PRACTICE"].endpoint:
            return
        writer.write_file(f"{FOLDER}/shell.html", self.get_template("shell"), self.context)
        writer.write_file("contact/storing/index.html", self.get_template("trouble"), self.context)
        folder, theme = Path(self.output_path) / FOLDER, Path(self.settings["THEME"]) / "templates"
        (folder / "parts").mkdir(parents=True)
        shutil.copy2(theme / "parts/form.html", folder / "parts")
        shutil.copytree(theme / "receiver", folder / "receiver")
        kept = json.dumps(asdict(self.settings["TERMS"]), ensure_ascii=False, indent=1)
        (folder / "terms.json").write_text(kept, encoding="utf-8")


def generator(_pelican: Any) -> type[Generator]:
    """Tell Pelican of the generator."""
    return ReceiverGenerator


def register() -> None:
    """Let Pelican call both."""
    signals.initialized.connect(put)
    signals.get_generators.connect(generator)
