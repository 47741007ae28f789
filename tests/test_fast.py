"""What is remembered is true, and what can't be trusted is made again: a damaged or shared memory costs time."""

from __future__ import annotations

import os
import pickle
import resource
import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from hashlib import sha256
from importlib import import_module
from multiprocessing import active_children
from multiprocessing.connection import Connection
from pathlib import Path
from random import Random
from typing import Any, cast

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from jinja2 import Environment, TemplateSyntaxError
from jinja2.meta import find_undeclared_variables
from markdown import Markdown
from markdown.extensions import Extension
from pelican.plugins import signals

import headers
import notes
from blocks.fill import fill
from dates import AMSTERDAM
from fast.memory import OFTEN, Memory
from fast.page import KEPT
from fast.prose import MARKS, PROSE, ProseExtension
from fast.share import CONTEXT, WORTH_IT, Crew, hands, later, share
from fast.store import Store, seal
from frontmatter.collection import PATIENCE, Looked, read
from notes import Notes
from obligations.jsonld import faq
from pages.asked import ENOUGH, FIXED, KNOWN, Asked, Job, Press
from pages.cells import Cuts
from pages.ledger import SAME, Ledger, Line
from pages.reads import Reads
from pelicanconf import JINJA_ENVIRONMENT, JINJA_FILTERS, MAKING, SEEN_BY_TEMPLATES
from structured_data import jsonld
from tests.changing import Built, Changing
from tests.conftest import ROOT
from tools.build import build
from work import Bulk, Cost, Work, one_by_one, plain

STEPS = 6  # in the suite; `python -m benchmarks.stale` takes a thousand
DAY = 740_000
PATTERNS = {  # of Markdown, each with what it finds
    "backtick": "`a`", "escape": "\\*", "reference": "[a][b]", "link": "[a](b)", "image_link": "![a](b)",
    "image_reference": "![a][b]", "short_reference": "[a]", "short_image_ref": "![a]", "autolink": "<http://a.nl>",
    "automail": "<a@b.nl>", "linebreak": "a  \nb", "html": "<b>", "entity": "&amp;",
    "em_strong": "*a*",
}  # fmt: skip
BLOCKS = {  # of Markdown too, but for paragraphs
    "empty": "\na", "indent": "    a", "defindent": "    a", "code": "    a", "table": "a | b\n--|--",
    "hashheader": "a\n# b", "setextheader": "a\n==", "hr": "a\n---", "olist": "1. a", "ulist": "- a",
    "deflist": "a\n: b", "quote": "a\n> b", "reference": "[a]: b",
}  # fmt: skip


EXTENSIONS = [f"markdown.extensions.{name}" for name in ("attr_list", "def_list", "sane_lists", "tables", "toc")]
STARTS = (
    *[""] * 6, "# ", "## ", "### ", "- ", "- ", "* ", "1. ", "> ", "    ", " ", ": ", "[a]: ", "| ", "---", "<div>",
    "[TOC]",
)  # fmt: skip
WORDS = (
    *("Een", "twee", "“drie”", "'s", "vier.", "5", "…", "é") * 3, "*", "**", "*a*", "_", "`", "[a](b)", "[a]",
    "![a](b)", "<b>", "</div>", "<!-- c -->", "<http://a.nl>", "&", "&amp;", "&#8232;", "\\*", "{#een}", "{.a}", "|",
    "#", ">", ":", "-", "\xa0", "\u2028", "\x02", "\t",
)  # fmt: skip
ENDS = (*["\n\n"] * 6, "\n", "\n", "\n- ", "  \n", "\n\n\n", "\n\n    ", "\n \n", "\r\n", "")


def today() -> int:
    return int(time.time() // 86_400)


@pytest.fixture(scope="module")
def unchanged(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Built]:
    """What a first build of the site below leaves to the second, and what a clean one gives."""
    site = Changing(tmp_path_factory.mktemp("unchanged"), today())
    site.build("warm")
    clean = site.clean()
    site.builder.renew()
    return site.root / "var" / KEPT, clean


@pytest.fixture
def changing(tmp_path: Path, unchanged: tuple[Path, Built]) -> Iterator[Changing]:
    """A site that changes, and was built before; seeded by the day, so that every day tries something else."""
    site = Changing(tmp_path, today())
    (site.root / "var").mkdir()
    shutil.copy2(unchanged[0], site.root / "var")
    yield site
    site.builder.renew()


def test_a_build_from_memory_is_the_same_as_a_clean_one(changing: Changing) -> None:
    for _ in range(STEPS):
        step = changing.step()

        assert changing.differs() == [], step


def test_a_build_of_the_same_makes_nothing_again_and_one_of_another_text_does(changing: Changing) -> None:
    texts = sorted(changing.content.rglob("*.md"))
    time.sleep(max(0, max(text.stat().st_ctime for text in texts) + PATIENCE / 1e9 - time.time()))
    for _ in range(4):  # two folders take turns, and from the second build on each takes down what it left there
        changing.build("warm")
    kept, times = (changing.root / "var" / KEPT).read_bytes(), texts[0].stat()

    changing.build("warm")

    assert (changing.root / "var" / KEPT).read_bytes() == kept
    texts[0].write_bytes(texts[0].read_bytes().replace(b"en ", b"of "))
    os.utime(texts[0], ns=(times.st_atime_ns, times.st_mtime_ns))
    assert texts[0].stat().st_size == times.st_size
    assert changing.differs() == []


@pytest.mark.parametrize("enough", [1, ENOUGH])
def test_a_page_of_which_a_part_changes_is_looked_over(changing: Changing, enough: int) -> None:
    changing.edit(changing.root / "plugins/pages/asked.py", "ENOUGH = 1", f"ENOUGH = {enough}  # or more")
    practice, text = changing.content / "praktijk.toml", next((changing.content / "artikelen").glob("*.md"))
    text.write_text(f"{text.read_text(encoding='utf-8')}\nBel 0800-2000.\n", encoding="utf-8")
    for _ in range(3):  # from the fourth build on it is known what lies there
        assert changing.differs() == []
    footer, article = (changing.root / "theme/templates" / name for name in ("parts/footer.html", "article.html"))
    changing.edit(footer, "Direct gevaar?", "Bel 06 12345678. Direct gevaar?")
    assert changing.differs() == []
    assert changing.refused
    changing.mend()
    assert changing.differs() == []
    changing.edit(article, "lezen</p>", '<a href="/weg/">Weg</a>lezen</p>')
    assert changing.differs() == []
    assert changing.refused
    changing.mend()
    assert changing.differs() == []
    changing.edit(practice, '"0800-2000", ', "")
    assert changing.differs() == []
    assert changing.refused


def spoil(file: Path, how: str) -> None:
    """Do to the memory what disks, people and other versions do."""
    data = bytearray(file.read_bytes())
    random = Random(how)  # noqa: S311
    match how:
        case "bits":
            for _ in range(200):
                data[random.randrange(200, len(data))] ^= 1 << random.randrange(8)
        case "half":
            del data[len(data) // 2 :]
        case "head":
            data[:100] = bytes(100)
        case "schema":
            data = data.replace(b"CREATE TABLE kept", b"CREATE \xacABLE kept")
        case "text":
            data = bytearray(b"dit is geen database")
        case "empty":
            data = bytearray()
    file.write_bytes(data)
    if how == "other":
        file.unlink()
        with sqlite3.connect(file) as base:
            base.execute("CREATE TABLE kept (something TEXT)")
        base.close()
    elif how in ("value", "bulk"):
        with sqlite3.connect(file) as base:
            base.execute(
                f"UPDATE kept SET {how} = (SELECT {how} FROM kept AS other WHERE other.rowid = kept.rowid % 9 + 1)"  # noqa: S608
            )
        base.close()


@pytest.mark.parametrize("how", ["bits", "half", "head", "schema", "text", "empty", "other", "value", "bulk", "folder"])
def test_a_damaged_memory_costs_time_and_never_truth(
    changing: Changing, unchanged: tuple[Path, Built], how: str
) -> None:
    changing.build("warm")
    file = changing.root / "var" / KEPT
    if how == "folder":
        file.unlink()
        file.mkdir()
    else:
        spoil(file, how)

    for _ in range(2):
        assert changing.differs(unchanged[1]) == []


def test_a_key_that_became_something_else_on_the_disk_is_none(tmp_path: Path) -> None:
    found = []
    for number in range(8):
        file, keys = tmp_path / f"{number}.db", [sha256(bytes([number, each])).digest() for each in range(3)]
        store = Store(file, 739_947)
        for key in keys:
            store.put(key, seal(key, b"iets"))
        store.save()
        store.close()
        file.write_bytes(file.read_bytes().replace(b"\x4c\x09", b"\x08\x09"))  # one is a number, in the index
        store = Store(file, 739_947)
        found += [key for key, *_ in store._rows(keys)]  # noqa: SLF001 - what SQLite makes of it

        assert {key for key, _ in store.get(keys)} < {*keys}

    assert 0 in found


def test_a_page_that_was_changed_where_it_waits_is_written_again(changing: Changing) -> None:
    for _ in range(3):
        changing.build("warm")
    text = next(changing.folder.glob(".warm.spare/artikelen/*/index.html"))
    page, times = text.read_bytes(), text.stat()
    text.write_bytes(page.replace(b"<p>", b"<q>"))
    os.utime(text, ns=(times.st_atime_ns, times.st_mtime_ns))

    assert changing.differs() == []


def test_a_page_that_another_folder_shares_is_not_written_over(changing: Changing, tmp_path: Path) -> None:
    for _ in range(3):
        changing.build("warm")
    page, mine = changing.folder / ".warm.spare/over/index.html", tmp_path / "mijn.html"
    mine.hardlink_to(page)
    before = mine.read_bytes()
    about = changing.content / "paginas/over.md"
    about.write_text(f"{about.read_text(encoding='utf-8')}\nNog een zin.\n", encoding="utf-8")

    assert changing.differs() == []
    assert mine.read_bytes() == before


def test_what_stands_in_most_answers_is_kept_by_a_number() -> None:
    found = [Looked(text, (), text) for text in read(ROOT).documents if text.date]
    kept = pickle.dumps([*found, *read(ROOT, Work(), MAKING.read).made.values()], 5)

    assert len(found) > 1
    assert all(hasattr(import_module(module), name) for module, name in OFTEN)
    assert not [name for _, name in OFTEN if f"{name}\x94".encode("latin-1") in kept]
    assert pickle.loads(kept)[0].document.date.tzinfo is AMSTERDAM  # noqa: S301 - our own


def test_a_text_is_known_by_the_state_of_its_file(tmp_path: Path) -> None:
    work, name, other = memory(tmp_path), "content/paginas/over.md", "content/paginas/contact.md"
    marks = {text.path: text.mark for text in read(ROOT, work, None, work).documents}
    noted = Notes(work, "texts", str(ROOT / "content"))
    assert {name: mark for name, (_, mark) in noted.items()} == marks

    noted.renew({**noted, name: (noted[name][0], marks[other])})
    work.close()

    assert name not in {text.path for text in read(ROOT, work, None, work).documents}  # the state alone was asked
    noted.renew({**noted, name: ((0, 0, 0, 0), marks[other])})
    work.close()
    assert name in {text.path for text in read(ROOT, work, None, work).documents}
    work.close()


def test_a_ledger_knows_what_it_took_down_and_nothing_that_changed_since(tmp_path: Path) -> None:
    page, work = tmp_path / "site/over/index.html", memory(tmp_path)
    page.parent.mkdir(parents=True)
    page.write_text("<p>Over", encoding="utf-8")
    time.sleep(0.02)  # a disk's clock ticks every four thousandths of a second
    name, made = "over/index.html", (b"waarden", b"woorden")
    cuts = Cuts(b"a", b"")
    first = Ledger(work, str(tmp_path / "site"), frozenset([name]))
    first.close({name: (Line(*made, first.write(name, b"<p>Over"), b"gezien", b"vorm", cuts), "gezien")})
    work.close()

    known = Ledger(work, str(tmp_path / "site"), frozenset([name]))
    line = known.before(name)
    assert line
    assert (line.key, line.templates, known.seen(name), line.how, line.cuts) == (*made, "gezien", b"vorm", cuts)
    assert known.lies(name, line)
    assert known.read(name, line) == b"<p>Over"
    assert known.before("contact/index.html") is None
    changed = known.change(name, line, lambda data: data + b"ig.")
    assert changed
    assert changed[1] == page.read_bytes() == b"<p>Overig."
    assert changed[2] == b"<p>Over"
    assert not known.lies(name, line)
    assert known.read(name, line) == b""
    assert known.change(name, line, bytes.upper) is None
    assert page.read_bytes() == b"<p>Overig."
    line = line._replace(state=changed[0])
    assert known.change(name, line, lambda data: data[:4])
    assert page.read_bytes() == b"<p>O"
    page.write_text("<p>Dit!", encoding="utf-8")
    assert not known.lies(name, line)
    page.unlink()
    assert not known.lies(name, line)
    assert known.change(name, line, bytes.upper) is None


def test_a_line_holds_for_what_was_seen_then(tmp_path: Path) -> None:
    work, name = memory(tmp_path), "index.html"
    ledger = Ledger(work, str(tmp_path), frozenset())
    line = Line(b"merk", b"woorden", ledger.write(name, b"<p>"), b"eerst", b"", None)
    ledger.close({name: (line, "gezien")})
    Notes(work, "looks", str(tmp_path)).renew({name: (b"later", "iets anders")})
    work.close()

    assert Ledger(work, str(tmp_path), frozenset()).before(name) is None


def test_a_page_that_another_name_shares_is_not_changed(tmp_path: Path) -> None:
    ledger = Ledger(Work(), str(tmp_path), frozenset())
    state = ledger.write("a.html", b"<p>a")
    os.link(tmp_path / "a.html", tmp_path / "b.html")
    shared = notes.state((tmp_path / "a.html").stat())

    assert state != shared
    assert ledger.change("a.html", Line(b"", b"", shared, b"", b"", None), bytes.upper) is None
    assert (tmp_path / "b.html").read_bytes() == b"<p>a"


def test_a_ledger_keeps_nothing_of_this_very_moment(tmp_path: Path) -> None:
    file, later = tmp_path / "index.html", time.time_ns() + 10**12
    file.write_text("<p>Nu", encoding="utf-8")
    work = memory(tmp_path)
    ledger = Ledger(work, str(tmp_path), frozenset(["index.html"]))
    state = ledger.write("index.html", b"<p>Nu")

    ledger.close({"index.html": (Line(b"merk", b"woorden", (*state[:3], later), b"", b"", None), "gezien")})
    work.close()

    assert Notes(work, "pages", str(tmp_path)) == {}


def test_a_page_of_a_build_without_memory_goes_with_its_text(changing: Changing) -> None:
    for environ in ({}, {}, {"SITE_FAST": "no"}):
        changing.build("warm", **environ)
    changing.add()
    changing.build("warm", SITE_FAST="no")
    for text in (changing.content / "artikelen").glob("*-stuk-*.md"):
        text.unlink()

    assert changing.differs() == []
    assert changing.differs() == []


def test_a_memory_that_can_not_be_written_costs_time(changing: Changing) -> None:
    changing.build("warm")
    (changing.root / "nergens").write_text("een bestand, geen map", encoding="utf-8")

    code, said, _ = changing.build("warm", SITE_KEPT=str(changing.root / "nergens"))

    assert (code, said) == (0, "")


def test_two_builds_at_once_share_a_memory(changing: Changing) -> None:
    command = [sys.executable, "-X", "utf8", "-m", "tools.build"]
    environ = {**os.environ, "SITE_NOW": changing.day, "SITE_KEPT": ""}
    outputs = [changing.folder / "een", changing.folder / "twee"]
    (changing.root / "var" / KEPT).unlink()

    builds = [subprocess.Popen([*command, str(output)], cwd=changing.root, env=environ) for output in outputs]

    assert [build.wait() for build in builds] == [0, 0]
    assert changing.differs() == []
    assert subprocess.run(["diff", "-rq", *map(str, outputs)], check=False).returncode == 0


def test_changed_code_makes_everything_again(changing: Changing) -> None:
    changing.build("warm")
    setting = changing.root / "plugins/typography/setting.py"
    setting.write_text(setting.read_text(encoding="utf-8").replace("{NBSP}– ", "{NBSP}— "), encoding="utf-8")
    text = next((changing.content / "artikelen").iterdir())
    text.write_text(f"{text.read_text(encoding='utf-8')}\nEen zin - met een streep.\n", encoding="utf-8")
    changing.builder.renew()

    assert changing.differs() == []


def test_a_deleted_article_leaves_nothing(changing: Changing) -> None:
    changing.build("warm")
    text = sorted((changing.content / "artikelen").glob("*-stuk-*.md"))[0]
    slug = text.stem[11:]
    text.unlink()

    files = changing.build("warm")[2]

    assert not [name for name in files if f"/{slug}/" in name]
    assert not [name for name, data in files.items() if f"artikelen/{slug}/".encode() in data]


def double(number: int) -> int:
    return number * 2


def fail(number: int) -> int:
    if number == 77:
        raise LookupError(number)
    return number


def end(number: int) -> int:
    if number == 40 and os.getpid() != PARENT:
        os._exit(9)
    return number


def who(_number: int) -> int:
    return os.getpid()


PARENT = os.getpid()


def memory(folder: Path, code: bytes = b"een") -> Memory:
    return Memory(folder / "kept.db", DAY, code, 1)


def test_what_is_asked_twice_is_made_once(tmp_path: Path) -> None:
    made: list[int] = []

    def note(number: int) -> int:
        made.append(number)
        return number

    for work in (memory(tmp_path), memory(tmp_path)):
        assert [*work.each(note, [1, 2, 3, 2], lambda number: number)] == [1, 2, 3, 2]
        work.close()

    assert made == [1, 2, 3, 2]


def test_what_answers_many_at_once_is_asked_for_what_is_new(tmp_path: Path) -> None:
    asked: list[list[int]] = []

    def many(numbers: Sequence[int]) -> list[int]:
        asked.append([*numbers])
        return [number * 2 for number in numbers]

    for work, numbers in ((memory(tmp_path), [1, 3]), (memory(tmp_path), [1, 2, 3, 4, 5]), (Work(), [1, 2, 3])):
        assert [*work.batches(many, numbers, lambda number: number, 2)] == [number * 2 for number in numbers]
        work.close()

    assert asked == [[1, 3], [2, 4], [5], [1, 2], [3]]


def test_what_is_kept_apart_is_fetched_where_it_is_asked_for_and_made_again_where_it_is_gone(tmp_path: Path) -> None:
    made: list[int] = []

    def weigh(number: int) -> tuple[int, Bulk, Bulk]:
        made.append(number)
        return number, Bulk(bytes(number)), Bulk(b"x" * number)

    def told(work: Memory) -> list[tuple[int, bytes, bytes]]:
        answers = [*work.each(weigh, [5000, 6000], lambda number: number)]
        copied = later(lambda answers: [(number, bytes(one), bytes(two)) for number, one, two in answers], answers)()
        assert [(number, bytes(one), bytes(two)) for number, one, two in answers] == copied
        work.close()
        return copied

    right = [(number, bytes(number), b"x" * number) for number in (5000, 6000)]
    assert told(memory(tmp_path)) == told(memory(tmp_path)) == right
    assert made == [5000, 6000]
    assert len(pickle.dumps([*memory(tmp_path).each(weigh, [5000], lambda number: number)])) > 10_000
    with sqlite3.connect(tmp_path / "kept.db") as base:
        assert base.execute("SELECT max(length(value)) < 300, min(length(bulk)) >= 10000 FROM kept").fetchone() == (
            1,
            1,
        )
        base.execute("UPDATE kept SET bulk = NULL")
    assert told(memory(tmp_path)) == right
    assert {*made[2:]} == {5000, 6000}
    made.clear()
    assert told(memory(tmp_path)) == right
    assert made == []


def test_what_was_just_made_is_not_held_while_it_is_kept(tmp_path: Path) -> None:
    made: list[int] = []

    def weigh(number: int) -> Bulk:
        made.append(number)
        return Bulk(bytes(number))

    work = memory(tmp_path)
    (answer,) = work.each(weigh, [5000], lambda number: number)
    with sqlite3.connect(tmp_path / "kept.db") as base:
        base.execute("UPDATE kept SET bulk = NULL")

    assert bytes(answer) == bytes(5000)
    assert made == [5000, 5000]
    work.close()


def test_what_can_not_be_kept_is_held_and_not_made_again(tmp_path: Path) -> None:
    made: list[int] = []

    def weigh(number: int) -> Bulk:
        made.append(number)
        return Bulk(bytes(number))

    (tmp_path / "kept.db").mkdir()
    work = memory(tmp_path)
    answers = [*work.each(weigh, [5000, 6000], lambda number: number)]

    assert [*map(bytes, answers)] == [bytes(5000), bytes(6000)]
    assert made == [5000, 6000]
    work.close()


def test_bytes_are_let_go_of_where_they_can_be_fetched_again() -> None:
    fetched: list[bytes] = []

    def fetch() -> bytes:
        fetched.append(b"vers")
        return fetched[-1]

    both, alone = Bulk(b"vers", fetch), Bulk(b"alleen")
    assert (bytes(both), fetched) == (b"vers", [])
    for bulk in (both, alone):
        bulk.let_go()

    assert (bytes(both), bytes(both), bytes(alone), fetched) == (b"vers", b"vers", b"alleen", [b"vers"])


def test_what_is_slow_is_begun_at_once_by_another(tmp_path: Path) -> None:
    work = Memory(tmp_path / "kept.db", DAY, b"een", hands())
    one, two = work.each(who, [1], str, Cost.SLOW), Memory(tmp_path / "two.db", DAY, b"een", 1).each(who, [1], str)

    assert ([*one] == [os.getpid()]) == (hands() < 2)
    assert [*two] == [os.getpid()]


def test_work_that_is_shared_begins_before_anyone_asks(tmp_path: Path) -> None:
    def begin(number: int) -> int:
        (tmp_path / str(number)).touch()
        return number

    work = share(one_by_one(begin), range(WORTH_IT), 8, 2)
    until = time.monotonic() + 30
    while not (tmp_path / "0").exists() and time.monotonic() < until:
        time.sleep(0.01)

    assert (tmp_path / "0").exists()
    assert [*work] == [*range(WORTH_IT)]


@pytest.mark.parametrize(("fast", "without"), [("", True), ("no", False)])
def test_pelican_is_loaded_without_what_nobody_reads(fast: str, *, without: bool) -> None:
    code = "import sys, tools.build; print('docutils' not in sys.modules); import docutils.nodes as n; print(n.title)"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env={**os.environ, "SITE_FAST": fast}, capture_output=True, check=False
    )

    assert done.stdout.decode().split("\n")[:2] == [str(without), "<class 'docutils.nodes.title'>"], done.stderr


def test_another_code_or_function_or_key_is_another_question(tmp_path: Path) -> None:
    first = memory(tmp_path)
    assert [*first.each(double, [1], str)] == [2]
    first.close()

    other = memory(tmp_path, b"twee")
    assert [*other.each(double, [2], lambda _: "1")] == [4]
    assert [*other.each(double, [3], lambda _: 1)] == [6]
    assert [*other.each(fail, [4], lambda _: "1")] == [4]
    other.close()


@pytest.mark.parametrize("count", [1, 2, 3])
def test_shared_work_comes_in_order_and_fails_as_it_does_alone(count: int) -> None:
    assert [*share(one_by_one(double), range(100), 8, count)] == [number * 2 for number in range(100)]
    assert [*share(one_by_one(double), range(WORTH_IT - 1), 8, count)] == [number * 2 for number in range(WORTH_IT - 1)]
    with pytest.raises(LookupError):
        list(share(one_by_one(fail), range(100), 8, count))


def test_no_two_processes_take_the_same_part() -> None:
    def all_at_once(end: Connection) -> None:
        ready.wait()
        end.send([*iter(crew._next, 0)])  # noqa: SLF001 - what both do all the time

    with closing(Crew(str, [()] * 50_000, 2, 1)) as crew:
        for hired in crew.hired.values():
            hired.kill()
            hired.join()
        crew._numbers.seek(0)  # noqa: SLF001 - whatever they took by then
        ready, pipes = CONTEXT.Barrier(2), [CONTEXT.Pipe(duplex=False) for _ in range(2)]
        readers = [CONTEXT.Process(target=all_at_once, args=(theirs,)) for _, theirs in pipes]
        for reader in readers:
            reader.start()
        taken = [number for mine, _ in pipes for number in mine.recv()]
        for reader, ends in zip(readers, pipes, strict=True):
            reader.join()
            for one in ends:
                one.close()

    assert sorted(taken) == [*range(1, 50_001)]


def test_what_goes_wrong_on_the_disk_is_told_before_all_else_is_done(tmp_path: Path) -> None:
    def touch(number: int) -> None:
        time.sleep(0.005)
        (tmp_path / ("nergens/x" if number == 3 else str(number))).touch()

    with pytest.raises(FileNotFoundError):
        list(share(one_by_one(touch), range(400), 1, 2))

    assert len([*tmp_path.iterdir()]) < 100


def test_what_a_process_that_dies_leaves_is_done_by_the_first() -> None:
    assert [*share(one_by_one(end), range(100), 8, 2)] == [*range(100)]


def test_what_no_process_can_be_had_for_is_done_by_the_first() -> None:
    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    with Path(os.devnull).open("rb") as last:
        resource.setrlimit(resource.RLIMIT_NOFILE, (last.fileno() + 1, before[1]))
        try:
            made = [*share(one_by_one(lambda _: os.getpid()), range(100), 8, 2)]
        finally:
            resource.setrlimit(resource.RLIMIT_NOFILE, before)

    assert made == [os.getpid()] * 100


def test_work_that_nobody_waits_for_ends() -> None:
    assert next(share(one_by_one(double), range(10_000), 8, 2)) == 0


def test_work_that_nobody_asks_for_ends_when_it_is_let_go() -> None:
    before = active_children()
    work = share(one_by_one(time.sleep), [60, 60], 1, 2, Cost.SLOW)
    assert len(active_children()) == len(before) + 2

    del work

    assert active_children() == before


def test_a_store_that_is_locked_for_long_is_done_without(tmp_path: Path) -> None:
    class Hasty(Store):
        PATIENCE = 0.01

    store, key = Hasty(tmp_path / "kept.db", DAY), b"sleutel"
    store.put(key, seal(key, b"waarde"), seal(key, b"veel"))
    store.save()
    other = sqlite3.connect(tmp_path / "kept.db", isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    assert store.bulk(key) is None
    other.execute("ROLLBACK")
    other.close()

    assert store.bulk(key) is None  # to wait again for each of thousands would take hours
    store.put(key, seal(key, b"anders"))
    store.save()
    assert bytes(cast(memoryview, Store(tmp_path / "kept.db", DAY).bulk(key))) == b"veel"


def test_what_could_not_be_written_is_known_to_this_build_and_not_tried_again(tmp_path: Path) -> None:
    store = Store(tmp_path / "kept.db", DAY)
    store.put(b"klein", seal(b"klein", b"1"), seal(b"klein", b"een"))
    store.save()
    with sqlite3.connect(tmp_path / "kept.db") as base:
        base.execute("CREATE TRIGGER full BEFORE INSERT ON kept BEGIN SELECT RAISE(FAIL, 'full'); END")
    store.put(b"groot", seal(b"groot", b"2"), seal(b"groot", b"twee"))
    store.save()
    with sqlite3.connect(tmp_path / "kept.db") as base:
        base.execute("DROP TRIGGER full")
    store.save()

    assert [bytes(cast(memoryview, store.bulk(key))) for key in (b"klein", b"groot")] == [b"een", b"twee"]
    store.close()
    assert dict(Store(tmp_path / "kept.db", DAY).get([b"klein", b"groot"])) == {b"klein": b"1"}


def test_a_file_that_is_damaged_in_the_middle_is_whole_again_at_the_second_build_after_that(tmp_path: Path) -> None:
    file, keys = tmp_path / "kept.db", [number.to_bytes(32, "big") for number in range(1000)]

    def build(day: int) -> int:
        store = Store(file, day)
        have = dict(store.get(keys))
        for key in keys:
            if key not in have:
                store.put(key, seal(key, b"x" * 300), seal(key, b"y" * 3000))
        store.save()
        store.forget()
        store.close()
        return len(have)

    assert build(1) == 0
    with file.open("r+b") as whole:
        whole.seek(file.stat().st_size // 32_768 // 2 * 32_768)
        whole.write(bytes(32_768))

    assert [build(day) for day in (2, 3, 4)][-1] == 1000


def test_while_another_build_writes_what_is_kept_can_be_read(tmp_path: Path) -> None:
    class Hasty(Store):
        PATIENCE = 0.01

    store = Hasty(tmp_path / "kept.db", DAY)
    store.put(b"oud", seal(b"oud", b"1"), seal(b"oud", b"een"))
    store.save()
    other = sqlite3.connect(tmp_path / "kept.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    store.put(b"nieuw", seal(b"nieuw", b"2"), seal(b"nieuw", b"twee"))
    store.save()
    other.close()

    assert [bytes(cast(memoryview, store.bulk(key))) for key in (b"oud", b"nieuw")] == [b"een", b"twee"]
    store.close()


def test_what_nobody_asks_for_is_forgotten(tmp_path: Path) -> None:
    store = Store(tmp_path / "kept.db", DAY)
    store.put(b"oud", seal(b"oud", b"1"))
    store.put(b"gevraagd", seal(b"gevraagd", b"2"))
    store.save()
    store.close()
    later = Store(tmp_path / "kept.db", DAY + Store.DAYS)
    assert dict(later.get([b"gevraagd"])) == {b"gevraagd": b"2"}
    later.close()

    last = Store(tmp_path / "kept.db", DAY + Store.DAYS + 1)
    last.forget()

    assert {key for key, _ in last.get([b"oud", b"gevraagd"])} == {b"gevraagd"}
    last.close()


def converter(*more: Extension) -> Markdown:
    return Markdown(extensions=[*EXTENSIONS, *more], output_format="html")


def becomes_the_same(text: str) -> bool:
    quick = converter(ProseExtension())
    quick.convert("# a\n\nEen\n\n[a]: b\n\n*c*")  # which leaves nothing in the next
    return quick.reset().convert(text) == converter().convert(text)


@given(st.text(alphabet="ab `\\[]!<>&*_{}()#:;\"'-~^|=+.\n1/“"))
@example("a\n===\n\nb | c\n--|--\nd | e\n\nf\n: g\n\n    h\n\n1. i\nj\n\n- # k\nl\n> m\n[n]: o")
def test_text_that_is_passed_over_becomes_what_it_would(text: str) -> None:
    assert becomes_the_same(text)


@given(
    st.lists(st.tuples(st.sampled_from(STARTS), st.lists(st.sampled_from(WORDS), max_size=4), st.sampled_from(ENDS)))
)
def test_prose_among_all_else_becomes_what_it_would(pieces: list[tuple[str, list[str], str]]) -> None:
    assert becomes_the_same("".join(start + " ".join(words) + end for start, words, end in pieces))


@pytest.mark.parametrize(
    "text",
    [
        "Een\n\n: twee", "Een\n\n[a]: b\n\n   : twee", "Een\n\n\n\n : twee",  # of which the first is a term
        "Een\n\n- twee\n\n- drie", "Een\n\n- twee\n\n    drie", "- een\n\n- twee\n\nDrie", "Een\n\n- twee\n- drie",
        "Een\n\n- twee\n- drie\n\nVier", "Een\n\n- twee\n- 3\n\nVier", "# Een\n\n- twee\n\n## Drie\n\n#\n\n- vier",
        "# Een\n\n> # Een\n\n# Een\n\n- # Een\n\n##  Een", "# a&#8232;b\n\n# a\u2028b\n\n# a\xa0b \n\n# ab",
        "# Een\n\n# Een #", "[TOC]\n\n# Een\n\n## Twee", "# Een\n\n# Twee {#een}", "Een\n\n*a*{#twee}\n\n# Twee",
        "####### Zeven\n\n#Een", "Een  \ntwee\n\nDrie  \n\nvier", "Een\n \n: twee", "Een\t\n\nTwee\x02\n\n\x03",
        "Een\r\n\r\nTwee", "Een\n   \nTwee",
        "<div>\n\nEen\n\n</div>\n\nTwee\n\n<b>c</b>", "Een &#65 twee", "\nEen", "    een\n\n\nTwee", "Een > twee",
        "[a]\n\n![a] ![b](c) [d](e)\n\nEen\n\n[a]: b", "a![b](c)![[d](e)", "Een *twee\n\ndrie* vier",
        "Een _twee_ drie", "Een `twee` drie", "Een\\. twee", "Een\x03 twee",
    ],
)  # fmt: skip
def test_prose_in_odd_company_becomes_what_it_would(text: str) -> None:
    assert becomes_the_same(text)


def test_prose_is_set_aside() -> None:
    markdown = converter(ProseExtension())

    markdown.convert("# Een\n\nTwee\n\n- drie\n- vier\n\nVijf **zes**.\n\nZeven")

    assert [*markdown.htmlStash.rawHtmlBlocks] == [
        '<h1 id="een">Een</h1>\n<p>Twee</p>\n<ul>\n<li>drie</li>\n<li>vier</li>\n</ul>',
        "<p>Zeven</p>",
    ]


def test_no_pattern_of_markdown_is_unknown() -> None:
    markdown = converter()

    assert [markdown.inlinePatterns[name] for name in MARKS] == [*markdown.inlinePatterns]
    assert PATTERNS.keys() == MARKS.keys()
    for name, sample in PATTERNS.items():
        finds = markdown.inlinePatterns[name].getCompiledRegExp().search
        assert finds(sample), name
        assert MARKS[name] in sample
        assert not MARKS[name] or not finds(sample.replace(MARKS[name], "")), name


def test_no_block_of_markdown_is_unknown() -> None:
    markdown = converter()

    assert all(name in markdown.parser.blockprocessors for name in BLOCKS)
    assert len(markdown.parser.blockprocessors) == len((*BLOCKS, "paragraph"))
    assert not [name for name, sample in BLOCKS.items() if PROSE.fullmatch(sample)]


def test_what_is_not_plain_is_refused() -> None:
    assert plain({"b": (1, None), "a": frozenset({"x"})}) == (("a", ("x",)), ("b", (1, None)))
    with pytest.raises(TypeError, match="object"):
        plain(object())


def test_without_a_memory_everything_is_made(tmp_path: Path) -> None:
    assert [*Work().each(double, [1, 2], str)] == [2, 4]
    assert not (tmp_path / "kept.db").exists()


def begin_article(site: Changing, words: str) -> None:
    """Let every article begin with something."""
    template = site.root / "theme/templates/article.html"
    text = template.read_text(encoding="utf-8")
    template.write_text(text.replace("{{ article.content", f"{words}{{{{ article.content"), encoding="utf-8")


def test_what_a_template_reads_is_found_in_it(changing: Changing) -> None:
    begin_article(changing, "{{ articles|length }}")
    changing.build("warm")
    changing.add()

    assert changing.differs() == []


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ("{{ dates }}", "theme/templates/article.html:16: Deze sjabloon klopt niet: 'dates' is undefined"),
        ("\n{{ 1 / 0 }}", "theme/templates/article.html:17: Deze sjabloon klopt niet: division by zero"),
        ("{{ article.titel }}", "article.html:16: Deze sjabloon klopt niet: 'pages.views.Text object' has no"),
        ("{% include 'weg.html' %}", "article.html:16: De sjabloon weg.html is er niet."),
        (
            "{% include SITENAME %}",
            "article.html:16: Deze sjabloon klopt niet: schrijf de naam van een andere sjabloon voluit",
        ),
        ("{% include '!theme/parts/footer.html' %}", "De sjabloon !theme/parts/footer.html is er niet."),
        (
            "{% filter blocks %}[[telefoon]]{% endfilter %}",
            "[[telefoon]] kan alleen in de tekst van de pagina",
        ),
        ("\0base.html 1\0", "article.html:16: Deze sjabloon klopt niet: er staat een teken in dat niemand ziet"),
        ("{% if %}", "theme/templates/article.html:16: Deze sjabloon klopt niet: Expected an expression"),
        ("{{ 1|vlag }}", "theme/templates/article.html:16: Deze sjabloon klopt niet: No filter named 'vlag'"),
    ],
)
def test_a_template_that_reads_what_its_key_can_not_hold_is_refused(changing: Changing, words: str, why: str) -> None:
    begin_article(changing, words)

    code, said, _ = changing.build("warm")

    assert code
    assert why in said


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("theme/templates/parts/footer.html", "footer.html: Deze sjabloon klopt niet: zij is leeg"),
        ("theme/static", "theme/static: Dit is niet te openen (No such file or directory). Kijk of u het mag lezen"),
    ],
)
def test_what_the_theme_can_not_do_without_is_asked_for(changing: Changing, name: str, told: str) -> None:
    (changing.root / name).rename(changing.folder / "weg")
    if name.endswith(".html"):
        (changing.root / name).write_text("\n", encoding="utf-8")

    assert told in changing.build("warm")[1]


def test_the_sign_that_some_editors_put_before_a_template_comes_on_no_page(changing: Changing) -> None:
    changing.build("warm")
    page = (changing.folder / "warm/over/index.html").read_bytes()
    template = changing.root / "theme/templates/base.html"
    template.write_bytes(b"\xef\xbb\xbf" + template.read_bytes())

    assert changing.differs() == []
    assert (changing.folder / "warm/over/index.html").read_bytes() == page


def test_a_template_that_is_not_utf_8_is_named(changing: Changing) -> None:
    (changing.root / "theme/templates/tag.html").write_bytes("é".encode("latin-1"))

    assert "theme/templates/tag.html: Deze sjabloon klopt niet: zij is niet in UTF-8" in changing.build("warm")[1]


@pytest.mark.parametrize(
    "kept",
    [
        "{% set t = [] %}", "{% set t = namespace(n=0) %}", "{% set t = joiner() %}", "{% set t = 'ab'|map('upper') %}",
        "{% if 1 %}{% set t = {} %}{% endif %}", "{% set t = u %}", "{% set t, u = 1, 2 %}",
        "{% set t = [] if 1 else 0 %}", "{% from 'words.html' import w as self %}{% set t = self.split() %}",
    ],
)  # fmt: skip
@pytest.mark.parametrize("cut", [True, False])
@pytest.mark.parametrize("imports", ["{% import 'part.html' as p %}", "{% from 'part.html' import m with context %}"])
def test_what_is_imported_keeps_nothing_that_a_page_may_change(kept: str, cut: bool, imports: str) -> None:
    sources = {"part.html": f"{{% macro m() %}}{{% endmacro %}}\n{kept}", "other.html": imports}
    sources["words.html"] = "{% set w = 'a b' %}"

    with pytest.raises(TemplateSyntaxError, match="ook voor de volgende") as told:
        _ = Reads(sources, Environment(autoescape=True), Work(), cut=cut).all
    assert (told.value.name, told.value.lineno) == ("part.html", 2)


@pytest.mark.parametrize(
    "kept",
    [
        "{% set t = 'a' %}", "{% set t %}a{% set u = [] %}{% endset %}", "{% set t = a ~ b %}",
        "{% macro m() %}{% set t = [] %}{{ t.append(1) }}{% endmacro %}", "{% block b %}{% set t = [] %}{% endblock %}",
        "{% for i in (1, 2) %}{% set t = [] %}{% endfor %}", "{% set t|trim %}a{% endset %}",
    ],
)  # fmt: skip
def test_what_is_imported_may_keep_words(kept: str) -> None:
    sources = {"part.html": kept, "other.html": "{% import 'part.html' as p %}"}

    assert Reads(sources, Environment(autoescape=True), Work(), cut=True).all
    assert Reads(
        {"part.html": "{% set t = [] %}", "other.html": "{% include 'part.html' %}"},
        Environment(autoescape=True),
        Work(),
        cut=True,
    ).all


def test_nothing_that_templates_call_looks_up_their_context_but_the_filter_for_blocks() -> None:
    # Nothing else may: a template that is imported could hand it on, and no page would know that it depends on anything
    called = [getattr(module, name) for module in (jsonld, faq, headers) for name in vars(module)]

    assert [each for each in (*called, *JINJA_FILTERS.values()) if hasattr(each, "jinja_pass_arg")] == [fill]


def values(value: object) -> Iterator[object]:
    """Find all that a template can reach from a value, by attributes that are for others, and in it."""
    yield value
    named = vars(value) if hasattr(value, "__dict__") else {}
    inner: Iterable[object] = [each for name, each in named.items() if name[0] != "_"]
    if isinstance(value, tuple | list | set | frozenset):
        inner = value
    elif isinstance(value, Mapping):
        inner = value.values()
    for each in () if callable(value) else inner:
        yield from values(each)


def test_a_template_can_change_nothing_that_it_is_given(tmp_path: Path) -> None:
    given: dict[str, object] = {**SEEN_BY_TEMPLATES}

    def keep(generator: Any, writer: Any) -> None:
        given.update({name: generator.context[name] for name in (*FIXED, *KNOWN)})
        given.update(
            {f"{asked.name}: {key}": asked.given[key] for asked in writer.asked.values() for key in asked.given}
        )

    signals.article_writer_finalized.connect(keep)
    build(tmp_path / "output")

    kinds = {type(each).__name__ for name, value in given.items() for each in values(value)}
    assert {"Practice", "Text", "Topic", "Overview", "Sheet", "mappingproxy"} <= kinds
    assert {"list", "dict", "set", "bytearray"}.isdisjoint(kinds)


def test_a_page_reads_what_its_templates_read_and_their_blocks() -> None:
    sources = {
        "base.html": "{{ SITENAME }}{% include 'parts/foot.html' %}",
        "page.html": "{% extends 'base.html' %}{% from 'parts/list.html' import list %}{{ page.content }}",
        "parts/foot.html": "{{ OBLIGATIONS }}",
        "parts/list.html": "{% macro list(articles) %}{{ articles }}{% endmacro %}",
        "blocks/new.html": "{{ topics }}",
    }
    reads = Reads(sources, Environment(autoescape=True), Work(), cut=False)
    others = Reads(sources | {"blocks/new.html": "{{ pages }}"}, Environment(autoescape=True), Work(), cut=False)

    assert reads.by("page.html", ("old",)).names == {"SITENAME", "OBLIGATIONS", "page"}
    assert reads.by("page.html", ("new",)).names == {"SITENAME", "OBLIGATIONS", "page", "topics"}
    assert reads.by("page.html", ()) == others.by("page.html", ())
    assert reads.by("page.html", ("new",)) != others.by("page.html", ("new",))


@pytest.mark.parametrize("path", sorted((ROOT / "theme/templates").rglob("*.*")), ids=lambda path: path.name)
def test_what_a_template_looks_up_is_what_jinja_says(path: Path) -> None:
    env = Environment(**cast(Any, JINJA_ENVIRONMENT))  # noqa: S701 - it says so
    env.filters.update(JINJA_FILTERS)
    source = path.read_text(encoding="utf-8")

    names = Reads({}, env, Work(), cut=False).compiled((path.name, source)).names

    assert names - env.globals.keys() == find_undeclared_variables(env.parse(source))


class Refusing:
    name = "page.html"

    def render(self, _given: Any) -> str:
        raise AssertionError("it need not be made")


def press(sources: dict[str, str], work: Work) -> tuple[Press, Any]:
    env = Environment(autoescape=True)
    reads = Reads(sources, env, work, cut=True)
    env.loader = reads.loader
    return Press({}, None, reads, {}), env.get_template("page.html")


def test_a_page_is_not_made_again_for_other_literals(tmp_path: Path) -> None:
    sources = {"page.html": "{% extends 'base.html' %}", "base.html": "<p>{{ x }}</p>"}
    others = {**sources, "base.html": "<p class=a>{{ x }}</p>!"}
    name, work = "a/index.html", memory(tmp_path)
    ledger = Ledger(work, str(tmp_path), frozenset())
    (first, template), (second, _) = press(sources, work), press(others, work)
    page = Asked(name, template, {"x": "<x>"})
    again = Asked(name, cast(Any, Refusing()), {"x": "<x>"})
    line, seen = first.make(ledger, False, [first.job(page, None)])[0]
    ledger.close({name: (line, seen)})
    work.close()
    later = Ledger(work, str(tmp_path), frozenset([name]))
    made = [line]

    assert later.before(name) == line
    assert first.key(first.job(page, None)) == second.key(second.job(again, None)) == line.key
    text, other = "<p>&lt;x&gt;</p>", "<p class=a>&lt;x&gt;</p>!"
    for one, expected in ((second, other), (first, text), (second, other)):
        job = one.job(again, made[-1])
        assert job.restyled
        one.prepare([job])
        made.append(one.make(later, False, [job])[0][0])
        assert (tmp_path / name).read_text(encoding="utf-8") == expected
    assert (made[2].cuts, made[3].cuts) == (line.cuts, made[1].cuts)


def test_a_page_on_which_nothing_changes_is_left_as_it_is(tmp_path: Path) -> None:
    sources = {"page.html": "{% extends 'base.html' %}", "base.html": "<p>{{ x }}{% if z is defined %}nee{% endif %}"}
    others = {**sources, "base.html": sources["base.html"].replace("nee", "ja")}
    name, work = "a.html", memory(tmp_path)
    ledger = Ledger(work, str(tmp_path), frozenset())
    (first, template), (second, _) = press(sources, work), press(others, work)
    line, _ = first.make(ledger, False, [first.job(Asked(name, template, {"x": "y"}), None)])[0]
    state, job = (tmp_path / name).stat(), second.job(Asked(name, cast(Any, Refusing()), {"x": "y"}), line)

    second.prepare([job] * ENOUGH)
    ((made, seen),) = second.make(ledger, False, [job])

    assert seen == SAME
    assert line.cuts
    assert made.cuts
    assert made == line._replace(templates=job.read.mark, cuts=line.cuts._replace(marks=made.cuts.marks))
    assert made.templates != line.templates
    assert (tmp_path / name).stat().st_ctime_ns == state.st_ctime_ns
    (tmp_path / name).write_text("iets anders", encoding="utf-8")
    with pytest.raises(AssertionError, match="it need not be made"):
        second.make(ledger, False, [job])


def test_a_page_that_shows_nothing_any_more_is_written_so(tmp_path: Path) -> None:
    sources = {"page.html": "{% extends 'base.html' %}", "base.html": "<p>{{ x }}"}
    work = memory(tmp_path)
    ledger = Ledger(work, str(tmp_path), frozenset())
    (first, template), (second, _) = press(sources, work), press(sources | {"base.html": "{# niets #}"}, work)
    asked = Asked("a.html", template, {"x": "y"})
    ((line, seen),) = first.make(ledger, False, [first.job(asked, None)])
    ledger.close({"a.html": (line, seen)})
    work.close()
    job = second.job(asked, line)

    second.prepare([job] * ENOUGH)
    second.make(Ledger(work, str(tmp_path), frozenset(["a.html"])), False, [job])
    work.close()

    assert (tmp_path / "a.html").read_bytes() == b""


def test_pages_become_what_their_own_templates_and_values_say(tmp_path: Path) -> None:
    page, base = "{% extends 'base.html' %}", "<p>{% block t %}{% endblock %}{{ x }}"
    names = ("page.html", "other.html", "last.html")
    sources = {**dict.fromkeys(names, page), "base.html": base}
    others = {name: f"{page}{{% block t %}}{name}{{% endblock %}}" for name in names}
    work = memory(tmp_path)
    ledger = Ledger(work, str(tmp_path), frozenset())
    (first, _), (second, _) = press(sources, work), press(sources | others, work)

    def jobs(by: Press, lines: Mapping[str, Line]) -> list[Job]:
        get = by.reads.env.get_template
        given = dict.fromkeys(names, "<x>") | ({"last.html": "<y>"} if lines else {})
        return [by.job(Asked(name, get(name), {"x": x}), lines.get(name)) for name, x in given.items()]

    made = dict(zip(names, first.make(ledger, False, jobs(first, {})), strict=True))
    ledger.close(made)
    work.close()
    again = jobs(second, {name: line for name, (line, _) in made.items()})
    second.prepare([job for job in again for _ in range(ENOUGH)])
    second.make(Ledger(work, str(tmp_path), frozenset(names)), False, again)

    said = [(tmp_path / name).read_text(encoding="utf-8") for name in names]
    assert said == ["<p>page.html&lt;x&gt;", "<p>other.html&lt;x&gt;", "<p>last.html&lt;y&gt;"]
    work.close()


def test_what_is_given_to_one_of_many_pages_is_made_for_each(tmp_path: Path) -> None:
    page = {"page.html": "{% extends 'base.html' %}"}
    base, name, work = "<p>{{ y|default('-') }}", "a.html", memory(tmp_path)
    ledger = Ledger(work, str(tmp_path), frozenset())
    (first, template), (second, _) = (
        press(page | {"base.html": base}, work),
        press(page | {"base.html": f"{base}{{{{ y is defined }}}}"}, work),
    )
    asked = Asked(name, template, {"y": "eigen"})
    ((line, seen),) = first.make(ledger, False, [first.job(asked, None)])
    ledger.close({name: (line, seen)})
    work.close()
    job = second.job(asked, line)

    second.prepare([second.job(asked._replace(given={}), line)] * ENOUGH + [job])
    second.make(Ledger(work, str(tmp_path), frozenset([name])), False, [job])

    assert (tmp_path / name).read_text(encoding="utf-8") == "<p>eigenTrue"
    work.close()


def test_a_copy_answers_once_while_this_process_goes_on(tmp_path: Path) -> None:
    def who(name: str) -> int:
        with (tmp_path / name).open("a") as asked:
            asked.write("x")
        return os.getpid()

    asked = later(who, "asked")

    assert asked() == asked()
    assert (asked() == os.getpid()) == (hands() < 2)
    assert (tmp_path / "asked").read_text() == "x"


def test_what_a_copy_can_not_answer_is_told_by_who_asks() -> None:
    asked = later(os.listdir, "/nergens")

    with pytest.raises(FileNotFoundError):
        asked()


def test_a_text_that_is_nested_too_deep_leaves_nothing_in_the_others(changing: Changing) -> None:
    deep = changing.content / "artikelen/2026-01-01-diep.md"
    summary = "Samenvatting: Een samenvatting die lang genoeg is voor een zoekmachine, en niet meer.\n"
    deep.write_text(f"Titel: Diep\nDatum: 2026-01-01\n{summary}\n{'- ' * 600}a\n", encoding="utf-8")
    assert "te veel lijsten of citaten in elkaar" in changing.build("warm")[1]

    deep.unlink()

    assert changing.differs() == []


def test_a_folder_that_was_built_in_keeps_nothing_that_is_not_the_sites(changing: Changing, tmp_path: Path) -> None:
    changing.build("warm")
    changing.build("warm")
    spare, mine = changing.folder / ".warm.spare", tmp_path / "mijn.html"
    mine.write_text("van mij", encoding="utf-8")
    (spare / "over/index.html").unlink()
    (spare / "over/index.html").symlink_to(mine)
    (spare / "koppeling").symlink_to(tmp_path)
    (spare / "leeg/dieper").mkdir(parents=True)
    (spare / "privacy/index.html").unlink()
    (spare / "privacy/index.html/dieper").mkdir(parents=True)
    (spare / ".well-known").mkdir(exist_ok=True)
    (spare / ".well-known/oud.html").write_text("oud", encoding="utf-8")

    assert changing.differs() == []

    live = changing.folder / "warm"
    assert mine.read_text(encoding="utf-8") == "van mij"
    assert not [path for path in live.rglob("*") if path.is_symlink() or (path.is_dir() and not any(path.iterdir()))]


def test_a_spare_folder_of_other_permissions_is_not_used(changing: Changing) -> None:
    changing.build("warm")
    changing.build("warm")
    (changing.folder / ".warm.spare/index.html").chmod(0o600)

    changing.build("warm")
    (changing.folder / ".warm.spare/over/index.html").chmod(0o600)
    changing.build("warm")

    assert {path.stat().st_mode & 0o777 for path in (changing.folder / "warm").rglob("*.html")} == {0o644}


def test_a_build_by_code_that_was_changed_after_it_began_remembers_nothing(changing: Changing) -> None:
    changing.build("warm")
    kept = (changing.root / "var" / KEPT).read_bytes()
    schema = changing.root / "plugins/obligations/schema.json"
    schema.write_text(schema.read_text(encoding="utf-8").replace("antwoord", "antwoord "), encoding="utf-8")

    changing.build("warm")

    assert (changing.root / "var" / KEPT).read_bytes() == kept


def test_children_end_when_who_waits_for_them_is_killed() -> None:
    code = (
        "import sys, time; sys.path.insert(0, 'plugins'); from fast.share import share;"
        "work = share(lambda part: [bytes(100_000)] * len(part), range(10_000), 8, 2); next(work);"
        "print('ja', flush=True); time.sleep(60)"
    )
    with subprocess.Popen([sys.executable, "-c", code], cwd=ROOT, stdout=subprocess.PIPE) as parent:
        assert parent.stdout
        assert parent.stdout.readline() == b"ja\n"
        parent.kill()

        assert parent.stdout.read() == b""  # which comes when nobody holds it any more
