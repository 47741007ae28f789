"""Runs the commands of `tasks.py`, and tells in Dutch what Invoke would tell in English of a command that is wrong."""

from __future__ import annotations

import sys

from invoke.exceptions import Exit, ParseError
from invoke.program import Program


class Commands(Program):
    """Invoke's own program, with words of ours for its list and for a command that it can't read."""

    def task_list_opener(self, extra: str = "") -> str:  # noqa: ARG002 - Invoke's own signature
        """Give what stands above the list of commands."""
        return "Opdrachten"

    def parse_tasks(self) -> None:
        """Read the command; raises `Exit` with what it should have been."""
        try:
            super().parse_tasks()
        except ParseError as error:
            raise Exit(self.worded(error), code=2) from error

    def worded(self, error: ParseError) -> str:
        """Say what can be typed instead."""
        typed = " ".join(self.core.unparsed)
        context = error.context
        if context is None or not context.name:
            names = ", ".join(sorted(name for name in self.collection.task_names))
            return f"'{typed}' is geen opdracht. Kies uit: {names}. Wat ze doen: python3 tasks.py --list"
        options = [f"  --{name:10} {argument.help}" for name, argument in context.args.items() if argument.help]
        rest = "kunt u dit opgeven:" if options else "hoort niets meer."
        return "\n".join([f"'{typed}' klopt niet. Achter {context.name} {rest}", *options])


def spread(arguments: list[str]) -> list[str]:
    """Let `requests show 482 719 360` be what Invoke reads as `requests --verb show --rest "482 719 360"`."""
    if "requests" not in arguments:
        return arguments
    at = arguments.index("requests") + 1
    verb, rest = arguments[at : at + 1], arguments[at + 1 :]
    if not verb or verb[0].startswith("-"):
        return arguments
    return [*arguments[:at], "--verb", *verb, *(["--rest", " ".join(rest)] if rest else [])]


if __name__ == "__main__":
    Commands().run(spread(sys.argv))
