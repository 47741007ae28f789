"""De opdrachten van de site; `python3 tasks.py OPDRACHT` werkt ook op een computer waar nog niets is."""

import sys

if __name__ == "__main__":
    from tools import environment

    sys.exit(environment.enter(sys.argv[1:]))

from datetime import date
from pathlib import Path

from invoke.context import Context
from invoke.exceptions import Exit
from invoke.tasks import task

ROOT = Path(__file__).resolve().parent


@task(help={"port": "de poort waarop de site te zien is"})
def preview(_: Context, port: str = "8000") -> None:
    """Bekijk de site in de browser; wijzigingen zijn meteen te zien."""
    from tools.preview import serve

    sys.exit(serve(ROOT, port))


@task(help={"publish": "bouw om te publiceren: weigert zolang er voorbeelden in praktijk.toml staan"})
def build(_: Context, publish: bool = False) -> None:
    """Bouw de site in output/; bij een fout blijft de oude staan."""
    from tools.build import leave, run

    leave(run([str(ROOT / "output"), *(["--publish"] if publish else [])]))


@task(help={"format": "plain voor u, github voor een forge", "advice": "geef ook raad over gewone taal"})
def check(_: Context, format: str = "plain", advice: bool = False) -> None:  # noqa: A002 - the option's name
    """Zeg wat er niet klopt en hoe u het herstelt; verandert niets."""
    from tools.build import check
    from tools.report import FORMATS

    if format not in FORMATS:
        raise Exit(f"'{format}' is geen vorm. Kies uit: {', '.join(FORMATS)}.", code=2)
    sys.exit(check(format, with_advice=advice))


@task(help={"title": "de titel, tussen aanhalingstekens"})
def new(_: Context, title: str) -> None:
    """Begin een nieuw artikel, als concept: new "De titel"."""
    from tools.new import NotNew, begin

    try:
        path = begin(ROOT, title, date.today())  # noqa: DTZ011 - the day on the writer's own calendar
    except NotNew as error:
        raise Exit(str(error)) from error
    print(f"Begonnen: {path.relative_to(ROOT).as_posix()}")
    print("Schrijf het artikel, en haal de regel 'Status: concept' weg als het af is.")


@task
def obligations(_: Context) -> None:
    """Noem welke antwoorden over de wet u moet nakijken."""
    from pelicanconf import NOW
    from tools.obligations import listing

    print(listing(ROOT, NOW.date()))


@task(
    help={
        "verb": "show, export, delete, backup of health; zonder: alles op een rij",
        "rest": "het nummer, of de naam van een bestand",
    }
)
def requests(_: Context, verb: str = "", rest: str = "") -> None:
    """Bekijk de aanvragen om een offerte."""
    from tools.requests import VERBS, run

    if verb and verb not in VERBS:
        raise Exit(f"'{verb}' kan niet. Kies uit: {', '.join(VERBS)}.", code=2)
    words, code = run(ROOT, verb, rest)
    print(words)
    sys.exit(code)


@task(help={"folder": "de map op de server", "domain": "het domein van de site, zoals praktijk.nl"})
def server(_: Context, folder: str, domain: str) -> None:
    """Maak klaar wat een server nodig heeft."""
    from pelicanconf import PRACTICE
    from server.install import NotInstalled, install

    try:
        print(install(Path(folder), domain, PRACTICE.endpoint_host))
    except (NotInstalled, OSError) as error:
        raise Exit(str(error), code=1) from error


@task(help={"folder": "de map op de server"})
def releases(_: Context, folder: str) -> None:
    """Noem de versies van de site op deze server."""
    from server.publish import listing

    print(listing(Path(folder).resolve()))


@task(help={"folder": "de map op de server", "release": "een versie uit de lijst; zonder: die van hiervoor"})
def rollback(_: Context, folder: str, release: str = "") -> None:
    """Zet een eerdere versie van de site terug."""
    from server.publish import Publisher
    from server.pushed import Refused

    try:
        print(Publisher(Path(folder).resolve()).roll_back(release))
    except Refused as error:
        raise Exit(str(error), code=1) from error


@task(help={"engines": "installeer ook Firefox en WebKit, om in alle drie te testen (Debian)"})
def test(_: Context, engines: bool = False) -> None:  # noqa: PT028 - a command, no test
    """Controleer alles: de code, de typen en alle tests."""
    from tools.suite import run

    sys.exit(run(ROOT, engines=engines))


@task
def font(_: Context) -> None:
    """Maak het lettertype opnieuw, uit de bron in theme/font/."""
    from tools import environment

    environment.ensure(environment.RUN, environment.DEV)
    from tools.font import make

    print(f"{make()} bytes")
