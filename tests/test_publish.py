"""Publishing by push: real git, real pushes, real builds; what is refused has changed nothing."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Thread

import pytest

from server import releases
from server.builder import Limits, environment
from server.install import install
from server.publish import Publisher
from server.pushed import Refused, extract, inspect
from server.releases import Manifest
from tests.conftest import ROOT, spoil
from tests.pushing import ARTICLE, UNCHANGED, Practice, cut_off, git, whole
from tools import services

NOBODY = 65534  # a user who may do nothing here


@pytest.fixture
def unchanged(practice: Practice) -> Iterator[None]:
    """Hold that the live site, the branch and the folders are afterwards what they were."""
    before = practice.live, practice.head, (practice.server / "current").readlink()
    yield
    assert (practice.live, practice.head, (practice.server / "current").readlink()) == before
    assert list((practice.server / "work").glob("*")) == []


# What goes live


def test_the_first_push_into_an_empty_repository_is_live(first: Practice) -> None:
    release = releases.live(first.server)

    assert release
    assert first.live == first.head != ""
    assert (first.server / "current/site/contact/index.html").is_file()
    assert release.manifest.subject == "De eerste versie"
    assert release.manifest.due > release.manifest.built


def test_a_push_says_what_visitors_see_change_and_where(practice: Practice) -> None:
    practice.write("content/artikelen/2026-01-05-een-heel-nieuw-stuk.md", ARTICLE)
    spoil(practice.desk / "content/paginas/over.md", "Titel: Over", "Titel: Alles over")
    commit = practice.commit("Een nieuw stuk")

    done = practice.push()

    assert done.returncode == 0, done.stderr
    assert "Live: https://www.vertrouwen.nl/artikelen/een-heel-nieuw-stuk/ (1 nieuw artikel, " in done.stderr
    assert "gewijzigde pagina's, " in done.stderr
    assert practice.live == practice.head == commit
    assert (practice.server / "current/site/artikelen/een-heel-nieuw-stuk/index.html").is_file()


def test_a_draft_is_shown_on_proef_behind_a_secret_address_and_nowhere_else(
    practice: Practice, unchanged: None
) -> None:
    practice.write("content/artikelen/2026-01-05-x.md", ARTICLE.replace("\n\n", "\nStatus: concept\n\n", 1))
    practice.commit()

    done = practice.push("site", "main:proef")

    address = done.stderr.partition("Proef: https://www.vertrouwen.nl/")[2].partition("/ ")[0]
    folder = practice.server / "proof" / address
    page = (folder / "artikelen/x/index.html").read_text(encoding="utf-8")
    assert unchanged is None
    assert done.returncode == 0, done.stderr
    assert len(address) > 20
    assert f'href="/{address}/theme/site.' in page
    assert f'href="/{address}/artikelen/"' in page
    assert "Disallow: /" in (folder / "robots.txt").read_text(encoding="utf-8")
    assert practice.push("site", ":proef").returncode == 0
    assert not folder.exists()


def test_only_the_last_five_are_kept_and_always_the_live_one_and_the_one_before(tmp_path: Path) -> None:
    made = []
    for number in range(9):
        (tmp_path / "built").mkdir()
        manifest = Manifest(f"{number}" * 40, f"Versie {number}", f"2026-11-23T12:00:0{number}+00:00", 1)
        made.append(releases.add(tmp_path, tmp_path / "built", manifest))
        if number < 2:
            releases.go_live(tmp_path, made[-1])
        releases.prune(tmp_path)

    names = [release.manifest.subject for release in releases.every(tmp_path)]

    assert names == [f"Versie {number}" for number in (8, 7, 6, 5, 4, 1, 0)]


def test_what_pages_need_is_lent_once_readable_by_all_and_goes_with_its_release(tmp_path: Path) -> None:
    mask, made = os.umask(0o077), []
    try:
        for number in range(4):
            for name in (
                "theme/site.0000000{}.css",
                "beelden/a/b/net.0000000{}.svg",
                "beelden/folder.pdf",
                "index.html",
            ):
                path = tmp_path / "built" / name.format(number)
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(str(number), encoding="utf-8")
            files = releases.hashes(tmp_path / "built")
            manifest = Manifest(f"{number}" * 40, "Versie", f"2026-11-23T12:00:0{number}+00:00", 1, "", files)
            made.append(releases.add(tmp_path, tmp_path / "built", manifest))
            releases.go_live(tmp_path, made[-1])
        releases.go_live(tmp_path, made[2])
        releases.prune(tmp_path)
    finally:
        os.umask(mask)

    assets = tmp_path / "assets"
    kept = sorted(path.relative_to(assets).as_posix() for path in assets.rglob("*") if path.is_file())
    themes = [f"theme/site.0000000{number}.css" for number in range(4)]
    assert kept == ["beelden/a/b/net.00000002.svg", "beelden/a/b/net.00000003.svg", *themes]
    assert {path.stat().st_mode & 0o777 for path in assets.rglob("*") if path.is_dir()} == {0o755}


def test_an_earlier_version_comes_back_and_stays_until_the_next_push(practice: Practice) -> None:
    publisher = Publisher(practice.server)
    first = practice.live
    practice.commit("Tweede")
    practice.push()

    said = publisher.roll_back()

    assert "De eerste versie" in said
    assert practice.live == first
    assert "wordt niets gebouwd" in publisher.again(datetime.now(UTC))
    with pytest.raises(Refused, match="Er is geen versie 'anders'"):
        publisher.roll_back("anders")
    third = practice.commit("Derde")
    assert practice.push().returncode == 0
    assert practice.live == third


def test_the_timer_builds_when_a_planned_article_falls_due_and_not_before(practice: Practice) -> None:
    practice.write("content/artikelen/2026-01-05-x.md", ARTICLE.replace("2026-01-05", "2026-12-05 09:00"))
    practice.commit()
    assert practice.push(SITE_NOW="2026-11-23").returncode == 0
    publisher = Publisher(practice.server)
    page = practice.server / "current/site/artikelen/x/index.html"

    early = publisher.again(datetime(2026, 12, 5, 7, 59, tzinfo=UTC))
    shown = page.exists()
    os.environ["SITE_NOW"] = "2026-12-05 09:00"
    try:
        late = publisher.again(datetime(2026, 12, 5, 8, 0, tzinfo=UTC))
    finally:
        del os.environ["SITE_NOW"]

    assert (early, shown) == ("", False)
    assert late.startswith("Live: https://www.vertrouwen.nl/artikelen/x/")
    assert page.is_file()


def test_two_pushes_at_once_are_published_one_after_the_other_and_none_is_lost(
    practice: Practice, tmp_path: Path
) -> None:
    other = Practice(tmp_path / "other", practice.server)
    git(tmp_path, "clone", "-q", str(practice.server / "site.git"), "other")
    git(other.desk, "remote", "rename", "origin", "site")
    practice.write("content/artikelen/2026-01-05-x.md", ARTICLE)
    commits = {practice.commit("Een"), other.commit("Ander")}
    done: list[subprocess.CompletedProcess[str]] = []
    threads = [Thread(target=lambda one=one: done.append(one.push())) for one in (practice, other)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(one.returncode for one in done) == [0, 1]
    assert practice.live == practice.head
    assert practice.live in commits
    assert any(words in one.stderr for one in done for words in ("iets anders gepubliceerd", "fetch first"))


def test_a_forced_push_is_published_when_it_is_asked_for_and_not_before(practice: Practice) -> None:
    practice.commit("Tweede")
    practice.push()
    git(practice.desk, "reset", "-q", "--hard", "HEAD~1")
    commit = practice.commit("Anders")

    refused = practice.push("--force", "site", "main")
    forced = practice.push("--force", "-o", "overschrijven", "site", "main")

    assert (refused.returncode, forced.returncode) == (1, 0)
    assert "git push --force -o overschrijven" in refused.stderr
    assert practice.live == practice.head == commit


def test_hooks_work_in_any_locale_and_with_any_umask(practice: Practice) -> None:
    commit = practice.commit("Café")

    done = subprocess.run(
        ["sh", "-c", "umask 077; exec git push site main"],
        cwd=practice.desk,
        env={"PATH": os.environ["PATH"], "LC_ALL": "C", "HOME": str(practice.desk)},
        capture_output=True,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    assert b"Live: " in done.stderr
    assert practice.live == commit
    release = practice.server / "current/site"
    assert {path.stat().st_mode & 0o777 for path in release.rglob("*")} == {0o755, 0o644}


def test_two_thousand_files_are_no_trouble(practice: Practice) -> None:
    for number in range(2000):
        practice.write(f"docs/veel/{number}.txt", f"{number}\n")
    commit = practice.commit("Veel")

    done = practice.push()

    assert done.returncode == 0, done.stderr
    assert practice.live == commit


# What is refused


def refuse(practice: Practice, *told: str) -> str:
    """Push, and hold that it is refused with these words and nothing like a traceback of ours."""
    done = practice.push()
    assert done.returncode == 1, done.stderr
    for words in (*told, UNCHANGED):
        assert words in done.stderr, done.stderr
    assert "Traceback" not in done.stderr
    return done.stderr


def test_a_broken_article_is_refused_with_its_line(practice: Practice, unchanged: None) -> None:
    practice.write("content/artikelen/2026-01-05-x.md", ARTICLE.replace("2026-01-05", "32 januari"))
    practice.commit()

    refuse(practice, "content/artikelen/2026-01-05-x.md:2: Datum moet een datum zijn")

    assert unchanged is None


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (("theme/templates/page.html", "{{ page.title }}", "{{ page.titel }}"), "titel"),
        (("plugins/pages/page.py", "from ", "raise ValueError('stuk')\nfrom "), "stuk"),
        (("publishconf.py", "from ", "import bestaat_niet\nfrom "), "bestaat_niet"),
        (("tools/build.py", "import ", "raise SystemExit(0)\nimport "), "Er is niets gebouwd."),
    ],
)
def test_broken_code_is_refused_like_a_faulty_article(
    practice: Practice, unchanged: None, change: tuple[str, str, str], told: str
) -> None:
    name, old, new = change
    path = practice.desk / name
    text = path.read_text(encoding="utf-8")
    at = text.index(old, text.index("annotations\n") + 12 if "annotations\n" in text else 0)
    path.write_text(text[:at] + new + text[at + len(old) :], encoding="utf-8")
    practice.commit()

    done = practice.push()

    assert unchanged is None
    assert done.returncode == 1
    assert told in done.stderr
    assert UNCHANGED in done.stderr


@pytest.mark.parametrize(
    ("code", "limits", "told"),
    [
        ("while True: pass", Limits(seconds=2), "langer dan 2 seconden"),
        ("import time; time.sleep(60)", Limits(seconds=1), "langer dan 1 seconden"),
        ("x = bytes(10 ** 10)", Limits(), "MemoryError"),
        (
            "import os; open(os.environ['TMPDIR'] + '/groot', 'wb').write(bytes(300_000_000))",
            Limits(),
            "File too large",
        ),
        (
            "import time, tempfile as t\n"
            "for n in range(40): open(f'{t.gettempdir()}/{n}', 'wb').write(bytes(10 ** 7))\n"
            "time.sleep(60)",
            Limits(disk=100_000_000),
            "meer dan 100 MB",
        ),
        ("pass", Limits(free=10**18), "De schijf van de server is bijna vol"),
    ],
)
def test_a_build_that_asks_too_much_is_stopped_and_refused(
    practice: Practice, unchanged: None, code: str, limits: Limits, told: str
) -> None:
    text = (practice.desk / "pelicanconf.py").read_text(encoding="utf-8")
    practice.write("pelicanconf.py", f"{text}\nimport time; time.sleep(1.2)\n{code}\n")
    commit = practice.commit()
    repository = practice.server / "site.git"
    git(repository, "fetch", "-q", str(practice.desk), "main")

    with pytest.raises(Refused, match=told):
        Publisher(practice.server, limits).receive([f"{practice.head} {commit} refs/heads/main\n"], {})

    assert unchanged is None


def test_a_tree_that_would_lead_out_of_its_folder_is_refused(practice: Practice, unchanged: None) -> None:
    (practice.desk / "content/geheim.md").symlink_to("/etc/passwd")
    sub = practice.desk / "content/ander"
    sub.mkdir()
    git(sub, "init", "-q")
    git(sub, "commit", "-q", "--allow-empty", "-m", "x")
    practice.commit()

    refuse(
        practice, "content/geheim.md: dit is een snelkoppeling", "content/ander: dit is een verwijzing naar een ander"
    )

    assert unchanged is None


def test_names_that_are_not_utf_8_and_files_that_are_too_large_are_refused(practice: Practice, unchanged: None) -> None:
    (practice.desk / "content/beelden").mkdir(exist_ok=True)
    with (practice.desk / "content/beelden/groot.png").open("wb") as file:
        file.truncate(100_000_000)
    with open(os.fsencode(practice.desk / "content/artikelen") + b"/caf\xe9.md", "wb") as file:  # noqa: PTH123
        file.write(b"x")
    practice.commit()

    refuse(practice, "content/beelden/groot.png: dit bestand is 100 MB", "is niet in UTF-8 geschreven")

    assert unchanged is None


def test_a_commit_without_content_and_one_without_requirements_are_refused(practice: Practice, unchanged: None) -> None:
    git(practice.desk, "rm", "-rq", "content")
    practice.commit()
    refuse(practice, "Er is geen map content/")
    git(practice.desk, "reset", "-q", "--hard", "HEAD~1")
    git(practice.desk, "rm", "-q", "requirements.txt")
    practice.commit()
    refuse(practice, "Er is geen requirements.txt")

    assert unchanged is None


def test_requirements_that_cannot_be_had_are_refused_and_leave_nothing(practice: Practice, unchanged: None) -> None:
    practice.write("requirements.txt", f"bestaat-niet-x==1.0 \\\n    --hash=sha256:{'0' * 64}\n")
    practice.commit()

    refuse(practice, "Wat in requirements.txt staat, is niet op te halen")

    assert unchanged is None
    assert len(list((practice.server / "environments").iterdir())) == 1


def test_an_environment_is_made_whole_or_not_at_all(tmp_path: Path) -> None:
    requirements, said = tmp_path / "requirements.txt", list[str]()
    pins = (ROOT / "requirements.txt").read_text(encoding="utf-8")
    (pin,) = re.findall(r"^itsdangerous==.*(?:\n +.*)*\n", pins, re.MULTILINE)
    requirements.write_text(pin, encoding="utf-8")
    (tmp_path / "environments").mkdir()

    for line in ("-r /etc/passwd", "x @ file:///tmp/x.tar.gz", "x==1 --no-binary :all:", "-rx==1"):
        requirements.write_text(f"{pin}{line}\n", encoding="utf-8")
        with pytest.raises(Refused, match="hier mag alleen een pakket staan"):
            environment(tmp_path, requirements, Limits(), said.append)
    requirements.write_text(pin, encoding="utf-8")
    with pytest.raises(Refused, match="Ophalen wat nodig is schreef meer dan 0 MB"):
        environment(tmp_path, requirements, Limits(disk=1), said.append)
    left = list((tmp_path / "environments").iterdir())
    python = environment(tmp_path, requirements, Limits(), said.append)
    again = environment(tmp_path, requirements, Limits(), said.append)

    assert left == []
    assert python == again
    assert sum("opgehaald" in words for words in said) == 2
    assert subprocess.run([python, "-c", "import itsdangerous"], check=False).returncode == 0


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("site", "main:anders"), "'anders' wordt hier niet bewaard"),
        (("site", ":main"), "kan niet worden verwijderd"),
        (("site", "v1"), "'v1' wordt hier niet bewaard"),
        (("site", "main", "main:proef"), "U stuurt meer takken tegelijk"),
    ],
)
def test_other_branches_tags_and_deleting_are_refused(
    practice: Practice, unchanged: None, words: tuple[str, ...], told: str
) -> None:
    git(practice.desk, "tag", "v1")
    practice.commit()

    done = practice.push(*words)

    assert unchanged is None
    assert done.returncode == 1
    assert told in done.stderr
    assert UNCHANGED in done.stderr


@pytest.mark.parametrize("who", ["hook", "caller"], ids=["the hook is killed", "the connection is closed"])
def test_a_push_that_is_cut_off_at_any_step_leaves_a_whole_site_and_the_next_one_is_published(
    practice: Practice, who: str
) -> None:
    practice.commit("Heel")
    steps = cut_off(practice, 0)
    swap = next(number for number, step in enumerate(steps, 1) if "current.new" in step and "rename" in step)

    for step in (swap // 2, swap, swap + 1):  # benchmarks/publish.py takes every one
        before, commit = practice.live, practice.commit(f"Bij stap {step}")
        cut_off(practice, step, who)
        assert practice.live in (before, commit)
        assert whole(practice) == []

    commit = practice.commit("Weer heel")
    done = practice.push()
    assert done.returncode == 0, done.stderr
    assert practice.live == practice.head == commit
    assert list((practice.server / "releases").glob("*.part")) == []
    assert list((practice.server / "work").iterdir()) == []


def test_what_went_live_but_was_never_taken_into_the_branch_is_put_right_by_the_timer(practice: Practice) -> None:
    head = practice.head
    release = releases.live(practice.server)
    assert release
    manifest = release.folder / "manifest.json"
    long_ago = {"commit": "0" * 39 + "1", "built": "2026-11-01T00:00:00+00:00"}
    manifest.write_text(json.dumps({**json.loads(manifest.read_text()), **long_ago}), encoding="utf-8")

    said = Publisher(practice.server).again(datetime.now(UTC))

    assert said.startswith("Live: ")
    assert practice.live == head
    assert Publisher(practice.server).again(datetime.now(UTC)) == ""


ESCAPE = """
import pathlib, subprocess, sys
root = pathlib.Path({root!r})
for name in ("current/site/index.html", "site.git/hooks/post-receive", "var/nieuw", "environments/nieuw"):
    try:
        (root / name).write_text("gekaapt")
    except OSError as error:
        print(name, type(error).__name__, file=sys.stderr)
print("geheim:", *[path.name for path in (root / "var").glob("*")], file=sys.stderr)
subprocess.Popen([sys.executable, "-c", "import time; time.sleep(300)  # {mark}"], start_new_session=True)
raise SystemExit("klaar")
"""


def test_pushed_code_can_write_nowhere_else_sees_no_secrets_and_leaves_nothing_running(
    practice: Practice, unchanged: None, record_property: Callable[[str, object], None]
) -> None:
    if services.obtain("bwrap") is None:
        record_property("remark", services.not_run("bwrap"))
        pytest.skip("there is no bubblewrap")
    mark = f"kaper-{os.getpid()}"
    practice.write("pelicanconf.py", ESCAPE.format(root=str(practice.server), mark=mark))
    practice.commit()

    done = practice.push()

    assert unchanged is None
    assert done.returncode == 1
    assert "geheim:" in done.stderr
    assert "instellingen" not in done.stderr
    assert "gekaapt" not in (practice.server / "current/site/index.html").read_text(encoding="utf-8")
    for name in ("site.git/hooks/post-receive", "var/nieuw", "environments/nieuw"):
        assert not (practice.server / name).exists()
    running = [path.read_bytes() for path in Path("/proc").glob("[0-9]*/cmdline") if path.exists()]
    assert not any(mark.encode() in line for line in running)


def test_a_link_in_what_is_built_is_refused(practice: Practice, unchanged: None) -> None:
    text = (practice.desk / "tools/build.py").read_text(encoding="utf-8")
    code = text.replace(
        "        folders.replace(output, fresh)\n",
        "        (fresh / 'v').symlink_to('/etc')\n        folders.replace(output, fresh)\n",
    )
    practice.write("tools/build.py", code)
    practice.commit()

    refuse(practice, "staat een snelkoppeling")

    assert code != text
    assert unchanged is None


def test_attributes_that_are_pushed_change_nothing_of_what_is_built(practice: Practice) -> None:
    practice.write("content/artikelen/2026-01-05-x.md", ARTICLE + "\n$Format:%H$\n")
    practice.write(".gitattributes", "content/artikelen/*.md export-ignore\n*.md export-subst\n")
    practice.commit()

    done = practice.push()

    assert done.returncode == 0, done.stderr
    page = practice.server / "current/site/artikelen/x/index.html"
    assert "$Format:%H$" in page.read_text(encoding="utf-8")


def test_a_folder_holds_what_was_committed_and_a_build_reads_whatever_was_there(practice: Practice) -> None:
    repository, tree = practice.desk / ".git", practice.desk.parent / "tree"

    def held() -> dict[str, bytes]:
        extract(repository, inspect(repository, commit), tree)
        return {path.relative_to(tree).as_posix(): path.read_bytes() for path in tree.rglob("*") if path.is_file()}

    def pushed() -> dict[str, bytes]:
        names = git(practice.desk, "ls-tree", "-r", "-z", "--name-only", commit).stdout.split("\0")[:-1]
        return {name: (practice.desk / name).read_bytes() for name in names if not name.startswith(("tests", "bench"))}

    for name in ("tests/test_x.py", "benchmarks/x.py", "content/tests/x.md", "map", "content/paginas/met spatie é.md"):
        practice.write(name, "x = 1\n")
    practice.write(".gitattributes", "*.md text eol=crlf ident\n")
    commit = practice.commit()
    assert held() == pushed()
    assert not (tree / "tests").exists()

    (practice.desk / "map").unlink()
    practice.write("map/a", "a")
    practice.write("content/paginas/over.md", "x" * len((practice.desk / "content/paginas/over.md").read_bytes()))
    (practice.desk / "content/paginas/privacy.md").unlink()
    commit = practice.commit()
    stays = (tree / "tools/build.py").stat()
    spoil(tree / "theme/templates/base.html", "<html", "<hemel")
    shutil.rmtree(tree / "content/verplichtingen")
    (tree / "content/verplichtingen").symlink_to(practice.desk / "content/artikelen")
    (tree / "plugins/os.py").symlink_to(tree / "tools/build.py")
    (tree / "leeg/dieper").mkdir(parents=True)
    (tree / "theme/static/site.css").unlink()
    os.mkfifo(tree / "theme/static/site.css")
    (tree / "content/artikelen/2026-01-01-geheim.md").write_text("x")

    assert held() == pushed()
    assert not [path for path in tree.rglob("*") if path.is_symlink() or (path.is_dir() and not any(path.iterdir()))]
    assert (tree / "tools/build.py").stat() == stays
    assert (practice.desk / "content/artikelen").is_dir()


def test_names_that_lead_out_of_their_folder_are_refused_whatever_git_does(practice: Practice) -> None:
    blob = git(practice.desk, "rev-parse", "HEAD:requirements.txt").stdout.strip()
    for name in ("..", ".", ".GIT"):
        inner = entered(practice, f"100644 blob {blob}\tx")
        whole = git(practice.desk, "ls-tree", "HEAD").stdout + f"040000 tree {inner}\t{name}\n"

        with pytest.raises(Refused, match=re.escape(f"{name}/x: zo mag een bestand of map niet heten.")):
            inspect(practice.desk / ".git", entered(practice, whole))


def entered(practice: Practice, listing: str) -> str:
    """Make a tree of git's, which need not be one that git itself would make."""
    rows = [line.split(None, 3) for line in listing.splitlines()]
    data = b"".join(
        f"{mode.lstrip('0')} {name}\0".encode() + bytes.fromhex(blob)
        for mode, _, blob, name in sorted(rows, key=lambda row: row[3])
    )
    words = ["git", "hash-object", "-t", "tree", "-w", "--literally", "--stdin"]
    return subprocess.run(words, cwd=practice.desk, input=data, capture_output=True, check=True).stdout.decode().strip()


def test_what_a_build_left_that_can_not_be_opened_is_no_trouble_for_the_next(practice: Practice) -> None:
    practice.commit()
    assert practice.push().returncode == 0
    shutil.rmtree(practice.server / "tree")
    (practice.server / "tree").write_text("geen map", encoding="utf-8")
    commit = practice.commit()

    assert practice.push().returncode == 0
    assert practice.live == commit


def test_a_build_can_not_touch_the_files_that_it_is_made_from(practice: Practice) -> None:
    if not shutil.which("bwrap"):
        pytest.skip("there is no bubblewrap")
    text = (practice.desk / "pelicanconf.py").read_text(encoding="utf-8")
    var = practice.server / "var"
    kept = sorted(path.name for path in var.iterdir())
    for code in (
        "open('content/praktijk.toml', 'a').write('x')",
        "import os; os.link('content/praktijk.toml', os.environ['TMPDIR'] + '/x')",
        f"import os; os.rename(os.getcwd(), os.getcwd() + 'x'); os.symlink({str(var)!r}, os.getcwd())",
    ):
        practice.write("pelicanconf.py", f"{text}\n{code}\n")
        practice.commit()
        assert practice.push().returncode == 1
    practice.write("pelicanconf.py", text)
    commit = practice.commit()

    assert practice.push().returncode == 0
    assert practice.live == commit
    assert {*kept} <= {path.name for path in var.iterdir()}


@pytest.mark.parametrize("instead", ["os.symlink({secret!r}, told)", "os.mkfifo(told)"])
def test_what_a_build_said_is_read_where_it_was_said(practice: Practice, instead: str) -> None:
    secret = practice.server / "var/geheim"
    secret.write_text("een aanvraag", encoding="utf-8")
    text = (practice.desk / "pelicanconf.py").read_text(encoding="utf-8")
    told = "told = os.path.dirname(os.environ['TMPDIR']) + '/told'; os.unlink(told)"
    code = f"import os; print('gezegd', flush=True); {told}; {instead.format(secret=str(secret))}; os._exit(1)"
    practice.write("pelicanconf.py", f"{text}\n{code}\n")
    practice.commit()

    refuse(practice, "gezegd")

    assert "aanvraag" not in practice.push().stderr


def test_what_is_built_is_files_and_folders_and_nothing_else(practice: Practice) -> None:
    code = (practice.desk / "tools/build.py").read_text(encoding="utf-8")
    made = "os.mkfifo(fresh / 'pijp'); folders.replace(output, fresh)"
    practice.write("tools/build.py", code.replace("folders.replace(output, fresh)", made))
    practice.commit()

    refuse(practice, "iets anders dat geen bestand is")


def test_names_that_no_folder_can_hold_are_refused(practice: Practice, unchanged: None) -> None:
    practice.write("content/" + "a/" * 60 + "x.md", "x")
    practice.write(f"content/paginas/{'é' * 110}.md", "x")
    practice.commit()

    refuse(practice, "te veel mappen in elkaar", "deze naam is te lang")

    assert unchanged is None


def test_a_link_in_the_place_of_the_folder_of_the_last_push_is_not_followed(practice: Practice) -> None:
    shutil.rmtree(practice.server / "tree")
    (practice.server / "tree").symlink_to(practice.desk)
    commit = practice.commit()

    assert practice.push().returncode == 0
    assert practice.live == commit
    assert (practice.desk / "server").is_dir()


def test_a_folder_that_can_not_be_opened_is_not_taken_for_an_empty_one(practice: Practice) -> None:
    with TemporaryDirectory() as folder:
        (Path(folder) / "tree/dicht").mkdir(parents=True)
        (Path(folder) / "tree/dicht").chmod(0o300)
        me = os.geteuid()
        if me == 0:
            for name in ("", "tree", "tree/dicht"):
                os.chown(Path(folder) / name, NOBODY, NOBODY)
            os.seteuid(NOBODY)
        try:
            with pytest.raises(PermissionError):
                extract(Path(folder), {}, Path(folder) / "tree")
        finally:
            os.seteuid(me)
            (Path(folder) / "tree/dicht").chmod(0o700)
    assert practice.live


@pytest.mark.parametrize("damage", [Path.unlink, lambda path: path.write_bytes(path.read_bytes()[:-8])])
def test_a_file_that_git_lost_is_told_and_nothing_half_goes_live(
    practice: Practice, damage: Callable[[Path], object]
) -> None:
    practice.write("tools/zz.py", "x = 1\n")
    before = practice.commit()
    assert practice.push().returncode == 0
    blob = git(practice.desk, "rev-parse", "HEAD:tools/zz.py").stdout.strip()
    lost = practice.server / "site.git/objects" / blob[:2] / blob[2:]
    lost.chmod(0o600)
    damage(lost)
    practice.commit()

    refuse(practice, "tools/zz.py: dit bestand is op de server beschadigd.")

    assert practice.live == before


def test_a_proof_that_was_cut_off_is_no_trouble_for_the_next(practice: Practice) -> None:
    practice.commit()
    first = practice.push("site", "main:proef")
    name = (practice.server / "var/proof").read_text(encoding="ascii")
    (practice.server / "proof" / f"{name}.old/x").mkdir(parents=True)
    practice.commit()

    again = practice.push("site", "main:proef")

    assert (first.returncode, again.returncode) == (0, 0), again.stderr
    assert not list((practice.server / "proof").glob("*/.receiver"))


def test_the_timer_waits_for_git_and_heeds_a_step_back_and_no_nonsense(practice: Practice) -> None:
    publisher, release = Publisher(practice.server), releases.live(practice.server)
    assert release
    manifest = release.folder / "manifest.json"
    kept = json.loads(manifest.read_text(encoding="utf-8"))

    for changed in ({"due": "onzin"}, {"due": "2020-01-01T00:00:00+00:00"}, {"due": "2030-01-01"}):
        manifest.write_text(json.dumps({**kept, **changed}), encoding="utf-8")
        assert publisher.again(datetime(2031, 1, 1, tzinfo=UTC)) == ""
    just = datetime.now(UTC).isoformat(timespec="seconds")
    manifest.write_text(json.dumps({**kept, "commit": "0" * 40, "built": just}), encoding="utf-8")

    assert publisher.again(datetime.now(UTC)) == ""


def test_what_killed_pushes_and_old_environments_left_is_removed(practice: Practice) -> None:
    old = practice.server / "site.git/objects/tmp_objdir-incoming-x"
    fresh = practice.server / "site.git/objects/tmp_objdir-incoming-y"
    unused = practice.server / "environments/oud"
    for folder in (old, fresh, unused):
        folder.mkdir()
    (unused / "done").touch()
    for path, days in ((old, 1), (unused / "done", 91)):
        os.utime(path, (0, time.time() - days * 86_400))
    practice.commit()

    assert practice.push().returncode == 0
    assert (old.exists(), fresh.exists(), unused.exists()) == (False, True, False)


@pytest.mark.parametrize("room", [1100])
def test_a_disk_that_is_full_half_way_refuses_the_push_and_leaves_the_site(
    practice: Practice, tmp_path: Path, room: int, record_property: Callable[[str, object], None]
) -> None:
    small = tmp_path / "small"
    small.mkdir()
    used = sum(path.stat().st_blocks for path in practice.server.rglob("*") if not path.is_symlink()) // 2
    words = ["mount", "-t", "tmpfs", "-o", f"size={used + room}k", "tmpfs", str(small)]
    if os.geteuid() or subprocess.run(words, capture_output=True, check=False).returncode:
        record_property("remark", "a full disk: NOT run, it needs root to mount a small one.")
        pytest.skip("only root can mount a small disk")
    try:
        shutil.copytree(practice.server, small / "server", symlinks=True)
        there = Practice(practice.desk, small / "server")
        install(there.server, "vertrouwen.nl")
        git(there.desk, "remote", "set-url", "site", str(there.server / "site.git"))
        before = there.live, there.head
        there.write("content/artikelen/2026-01-05-x.md", ARTICLE)
        there.commit()

        done = there.push()

        assert done.returncode == 1
        assert UNCHANGED in done.stderr, done.stderr
        assert "Traceback" not in done.stderr
        assert (there.live, there.head) == before
        assert (there.server / "current/site/index.html").stat().st_size > 1000
    finally:
        subprocess.run(["umount", str(small)], check=True)
