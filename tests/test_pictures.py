"""Pictures: what the advisor puts down, as a telephone makes it, against what visitors get."""

from __future__ import annotations

import re
import struct
import threading
import zlib
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from pathlib import Path
from typing import Any, cast
from xml.etree import ElementTree

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from PIL import Image, ImageCms
from playwright.sync_api import Browser, ViewportSize

from document import Document
from fault import Faulty
from frontmatter.collection import used
from frontmatter.pictures import may_name
from pictures.image import Shape, key, look, make
from pictures.markup import Picture, dress
from stamp import STAMPED
from tests.conftest import copied_project, spoil
from tests.test_browser_pages import SHIFT
from tests.test_build import content_of, run
from tools.build import build

RED, BLUE = (200, 30, 40), (30, 40, 200)
WHERE = "Laan van Nergens 1"
SVG = '<svg xmlns="http://www.w3.org/2000/svg" {0}/>'


def drawn(width: int, height: int) -> Image.Image:
    """A picture that is red on its left, and blue on its right."""
    image = Image.new("RGB", (width, height), BLUE)
    image.paste(RED, (0, 0, width // 2, height))
    return image


def saved(image: Image.Image, kind: str, **options: Any) -> bytes:
    out = BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def seen(data: bytes) -> Image.Image:
    image = Image.open(BytesIO(data))
    image.load()
    return image


def near(found: object, meant: tuple[int, ...]) -> bool:
    """Tell whether a pixel has a colour, but for what its format loses."""
    return all(abs(one - other) <= 9 for one, other in zip(cast("tuple[int, ...]", found), meant, strict=True))


def photo(width: int, height: int, turn: int = 1, **options: Any) -> bytes:
    """A photo as a telephone makes it, which says where it was taken, and how it is to be turned."""
    exif = Image.Exif()
    exif[0x0112], exif[0x010E] = turn, WHERE
    exif.get_ifd(0x8825).update({1: "N", 2: (52.0, 5.0, 1.0)})
    noise = Image.merge("RGB", [Image.effect_noise((width, height), 30)] * 3)
    picture = Image.blend(drawn(width, height), noise, 0.05)
    return saved(picture, "JPEG", exif=exif, comment=WHERE.encode(), quality=90, **options)


def png(width: int, height: int, depth: int, colour: int, pixel: bytes, *more: tuple[bytes, bytes]) -> bytes:
    """A PNG as Pillow itself can't write it; `colour` is its number in the standard (RFC 2083)."""
    rows = zlib.compress((b"\0" + pixel * min(width, 99)) * min(height, 99))
    head = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0)
    chunks = ((b"IHDR", head), *more, (b"IDAT", rows), (b"IEND", b""))
    parts = (
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data)) for name, data in chunks
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


def put(project: Path, text: str, **pictures: bytes) -> None:
    """Put pictures down, and a text that shows them."""
    folder = project / "content/beelden"
    folder.mkdir(exist_ok=True)
    for name, data in pictures.items():
        (folder / name.replace("_", ".")).write_bytes(data)
    spoil(project / "content/paginas/over.md", "\n## Contact", f"\n{text}\n\n## Contact")


def page(project: Path) -> str:
    build(project / "output", project / "pelicanconf.py")
    return (project / "output/over/index.html").read_text(encoding="utf-8")


def faults(project: Path) -> list[str]:
    with pytest.raises(Faulty) as caught:
        build(project / "output", project / "pelicanconf.py")
    return [str(fault) for fault in caught.value.faults]


def copies(data: bytes, kind: str = ".jpg") -> dict[str, list[bytes]]:
    """Make every copy of a picture, by kind."""
    shape, made = look((data, kind)), dict[str, list[bytes]]()
    assert not shape.wrong, shape.wrong
    for size, way in shape.copies():
        made.setdefault(way, []).append(make((data, size, way)))
        assert seen(made[way][-1]).size == size
    return made


def test_a_photo_of_a_telephone_is_shown_upright_and_small_and_tells_nothing_of_itself(project: Path) -> None:
    data = photo(1600, 1200, turn=6)
    put(project, "![Ik](/beelden/ik.jpg)\n\n[De foto]({static}../beelden/ik.jpg)", ik_jpg=data)

    html = page(project)

    files = {name: bytes_ for name, bytes_ in content_of(project / "output").items() if name.startswith("beelden/")}
    assert sorted({name.split(".")[0] + name[name.rindex(".") :] for name in files}) == sorted(
        [f"beelden/ik-{width}.{kind}" for width in (350, 700, 1050, 1200) for kind in ("avif", "webp")]
        + ["beelden/ik-1200.jpeg"]
    )
    assert all(re.search(STAMPED, name) for name in files)
    for name, copy in files.items():
        image = seen(copy)
        assert (image.width, image.height) == (int(name[11 : name.index(".")]), round(image.width * 4 / 3)), name
        assert near(image.getpixel((image.width // 2, 9)), RED), name  # what was left is above
        assert near(image.getpixel((image.width // 2, image.height - 9)), BLUE), name
        assert not image.getexif()
        assert not {"exif", "xmp", "icc_profile", "comment", "gps"} & {*image.info}, name
    everything = b"".join(content_of(project / "output").values())
    assert data[-500:] not in everything
    assert WHERE.encode() not in everything
    assert b"Exif" not in b"".join(files.values())
    assert re.search(r'<a href="/beelden/ik-1200\.[0-9a-f]{8}\.jpeg">De\sfoto</a>', html)


def test_a_page_offers_each_copy_that_there_is_with_its_size(project: Path) -> None:
    put(project, "![Een “ruit” & <b>](/beelden/ruit.png)", ruit_png=saved(drawn(1000, 500), "PNG"))

    html = page(project)

    picture = re.findall(r"<picture>.*?</picture>", html)[0]
    named = re.findall(r"/(beelden/\S+?)(?:\"| (\d+)w)", picture)
    assert [width for _, width in named] == ["350", "700", "1000"] * 2 + [""]
    assert {name for name, _ in named} == {
        path.relative_to(project / "output").as_posix() for path in (project / "output/beelden").iterdir()
    }
    assert re.findall(r'<source type="(image/\w+)" srcset="[^"]+ 1000w" sizes="[^"]+">', picture) == [
        "image/avif", "image/webp",
    ]  # fmt: skip
    assert re.search(
        r'<img alt="[^"<]+&amp; &lt;b&gt;" src="/beelden/ruit-1000\.[0-9a-f]{8}\.jpeg" width="1000" height="500"',
        picture,
    )


def test_in_the_feed_a_picture_has_one_address_with_a_host(project: Path) -> None:
    put(project, "", ruit_png=saved(drawn(400, 300), "PNG"))
    spoil(
        project / "content/artikelen/2025-12-11-zorgvuldigheid-en-neutraliteit.md",
        "\n## ",
        "\n![Een ruit](/beelden/ruit.png)\n\n## ",
    )

    build(project / "output", project / "pelicanconf.py")

    feed = ElementTree.parse(project / "output/feeds/artikelen.atom.xml")
    text = "".join(feed.getroot().itertext())
    assert re.search(
        r'<img alt="Een ruit" src="https://praktijk\.example/beelden/ruit-400\.\w+\.jpeg" width="400"', text
    )
    assert "srcset" not in text
    assert "<source" not in text


def test_a_picture_of_a_draft_is_not_made(project: Path) -> None:
    put(project, "", ruit_png=saved(drawn(400, 300), "PNG"))

    build(project / "output", project / "pelicanconf.py")

    assert not (project / "output/beelden").exists()


def test_what_takes_long_is_told_on_a_line_a_picture(project: Path) -> None:
    spoil(project / "plugins/pictures/page.py", "PATIENCE = 1.0", "PATIENCE = 0.0")
    names = {"een_png": saved(drawn(9, 9), "PNG"), "twee_png": saved(drawn(8, 8), "PNG")}
    put(project, "![Een](/beelden/een.png)\n\n![Twee](/beelden/twee.png)", **names)

    done = run(project)

    assert done.stderr.splitlines() == ["Plaatje 1 van 2: een.png …", "Plaatje 2 van 2: twee.png …"]


PALETTE = drawn(40, 30).quantize(4)


@pytest.mark.parametrize(
    ("data", "kind", "pixel"),
    [
        (saved(drawn(40, 30), "JPEG"), "jpeg", RED),
        (saved(drawn(40, 30).convert("CMYK"), "JPEG"), "jpeg", RED),
        (saved(drawn(40, 30), "MPO", save_all=True, append_images=[drawn(9, 9)]), "jpeg", RED),
        (saved(PALETTE, "PNG"), "jpeg", RED),
        (saved(PALETTE, "PNG", transparency=bytes([99, 99, 99, 99])), "webp", (*RED, 99)),
        (saved(Image.new("RGBA", (40, 30), (*RED, 255)), "PNG"), "jpeg", RED),
        (saved(Image.new("LA", (40, 30), (90, 99)), "PNG"), "webp", (90, 90, 90, 99)),
        (saved(Image.new("1", (40, 30), 1), "PNG"), "jpeg", (255, 255, 255)),
        (png(40, 30, 16, 0, b"\x5a\x5a"), "jpeg", (90, 90, 90)),
        (png(40, 30, 16, 0, b"\x5a\x5a", (b"tRNS", b"\x5a\x5a")), "jpeg", (90, 90, 90)),
        (png(40, 30, 16, 2, b"\xc8\0\x1e\0\x28\0"), "jpeg", RED),
        (png(40, 30, 16, 6, b"\xc8\0\x1e\0\x28\0\x63\0"), "webp", (*RED, 99)),
        (saved(drawn(40, 30), "WEBP"), "jpeg", RED),
        (saved(drawn(40, 30), "AVIF"), "jpeg", RED),
        (saved(drawn(40, 30), "JPEG", icc_profile=b"niets" * 99), "jpeg", RED),
        (saved(drawn(40, 30), "JPEG", exif=b"Exif\0\0II*\0\xff\xff\xff\xff"), "jpeg", RED),
        (saved(drawn(40, 30), "JPEG") + b"wat een telefoon erachter zet", "jpeg", RED),
        (saved(Image.new("RGB", (1, 1), RED), "PNG"), "jpeg", RED),
        (saved(Image.new("RGB", (16000, 1), RED), "PNG"), "jpeg", RED),
        (saved(Image.new("RGB", (1, 16000), RED), "PNG"), "jpeg", RED),
    ],
    ids=[
        "jpeg", "cmyk", "two in one", "palette", "clear palette", "nothing is clear", "clear grey", "one bit",
        "16 bits of grey", "16 bits of grey with a clear one", "16 bits", "clear 16 bits", "webp", "avif",
        "a profile that is none", "exif that is none", "something behind it", "one pixel", "wide", "high",
    ],
)  # fmt: skip
def test_an_odd_picture_is_shown_as_it_is(data: bytes, kind: str, pixel: tuple[int, ...]) -> None:
    made = copies(data)

    assert [*made] == ["avif", "webp", "jpeg"][: 3 if kind == "jpeg" else 2]
    for way in made:
        assert near(seen(made[way][-1]).getpixel((0, 0)), pixel), way


def test_the_colours_of_a_telephone_are_brought_to_those_of_the_web() -> None:
    swapped = ImageCms.ImageCmsProfile(BytesIO(turned_profile()))
    data = saved(drawn(40, 30), "JPEG", icc_profile=swapped.tobytes(), quality=95)

    for way, made in copies(data).items():
        image = seen(made[-1])
        pixel = cast("tuple[int, int, int]", image.getpixel((0, 0)))
        assert pixel[2] > 150 > pixel[0], way  # in this profile red means blue
        assert "icc_profile" not in image.info, way


def turned_profile() -> bytes:
    """A profile of sRGB in which red and blue have changed places."""
    data = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    tags = {bytes(data[at : at + 4]): at for at in range(132, 132 + 12 * struct.unpack(">I", data[128:132])[0], 12)}
    red, blue = tags[b"rXYZ"], tags[b"bXYZ"]
    data[red : red + 4], data[blue : blue + 4] = data[blue : blue + 4], data[red : red + 4]
    return bytes(data)


@pytest.mark.parametrize("turn", range(1, 9))
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_picture_is_turned_as_its_exif_says(turn: int, kind: str) -> None:
    exif = Image.Exif()
    exif[0x0112] = turn
    side = {1: 0, 4: 0, 2: 2, 3: 2, 5: 1, 6: 1, 7: 3, 8: 3}[turn]  # where left is then: left, above, right, below

    made = copies(saved(drawn(60, 40), kind, exif=exif))

    for image in (seen(data[-1]) for data in made.values()):
        width, height = image.size
        places = [(1, height // 2), (width // 2, 1), (width - 2, height // 2), (width // 2, height - 2)]
        assert (width, height) == ((60, 40) if side % 2 == 0 else (40, 60))
        assert near(image.getpixel(places[side]), RED)
        assert near(image.getpixel(places[(side + 2) % 4]), BLUE)


def test_a_picture_that_is_turned_or_large_is_the_same_bytes_again_and_asked_for_by_all_that_they_depend_on() -> None:
    data = photo(900, 600, turn=8)
    (size, kind), *_ = look((data, ".jpg")).copies()

    first = make((data, size, kind))
    make((photo(30, 20), (30, 20), "jpeg"))

    assert make((data, size, kind)) == first
    items: list[tuple[object, ...]] = [
        (data, size, kind), (data + b"!", size, kind), (data, (1, 1), kind), (data, size, "webp"), (data, ".jpg"),
    ]  # fmt: skip
    assert len({key(item) for item in items}) == len(items)


MOVING: dict[str, Any] = {"save_all": True, "append_images": [drawn(40, 30).rotate(180)]}
MOVES = "Dit plaatje beweegt, en dat kan alleen een GIF."
LARGE = "Dit plaatje heeft te veel pixels."
HALF = "Dit plaatje is niet heel."


@pytest.mark.parametrize(
    ("data", "told"),
    [
        *((saved(drawn(40, 30), kind, **MOVING), MOVES) for kind in ("AVIF", "PNG", "WEBP")),
        (png(60_000, 60_000, 8, 2, b"rgb"), LARGE),
        (png(8_000, 6_300, 8, 2, b"rgb"), LARGE),
        (png(17_000, 9, 8, 2, b"rgb"), LARGE),
        (png(0, 9, 8, 2, b"rgb"), HALF),
        (b"", HALF),
    ],
    ids=["avif", "png", "webp", "bomb", "50 MP", "side", "nothing", "empty"],
)  # fmt: skip
def test_what_can_not_be_shown_is_told(data: bytes, told: str) -> None:
    shape = look((data, ".png"))

    assert shape.wrong[0] == told
    assert shape == Shape(wrong=shape.wrong)


@pytest.mark.parametrize("kind", ["AVIF", "GIF", "JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize("part", [0.1, 0.5, 0.9])
def test_half_a_picture_is_told(kind: str, part: float) -> None:
    data = saved(Image.effect_noise((60, 40), 90), kind)

    assert look((data[: int(len(data) * part)], f".{kind.lower()}")).wrong[0] == HALF


WHOLE = [saved(drawn(24, 16), kind) for kind in ("AVIF", "GIF", "JPEG", "PNG", "WEBP")] + [
    photo(24, 16, 6),
    png(9, 9, 16, 6, b"12345678"),
]


@settings(max_examples=300, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.sampled_from(WHOLE),
    st.lists(st.tuples(st.integers(0, 3000), st.integers(0, 255)), max_size=6),
    st.integers(0, 3000),
)
@example(WHOLE[0], [], 3000)
def test_any_bytes_give_a_right_picture_or_a_fault(whole: bytes, changes: list[tuple[int, int]], end: int) -> None:
    data = bytearray(whole[: end or None])
    for at, value in changes:
        if data:
            data[at % len(data)] = value

    shape = look((bytes(data), ".png"))

    if shape.wrong:
        assert len(shape.wrong) == 2
    else:
        copies(bytes(data))


def test_a_heavy_or_broken_picture_is_told_with_its_file_and_nothing_else_is(project: Path) -> None:
    heavy = photo(40, 30) + bytes(12_000_000)
    text = "![Half](/beelden/half.jpg) [ook](/beelden/half.jpg)\n\n![Zwaar](/beelden/zwaar.jpg)"
    put(project, text, half_jpg=photo(40, 30)[:900], zwaar_jpg=heavy)

    assert faults(project) == [
        "content/beelden/half.jpg: Dit plaatje is niet heel. Zet het er opnieuw neer.",
        "content/beelden/zwaar.jpg: Dit bestand is te zwaar: 12 MB. Verklein het: 12 MB is genoeg.",
    ]


@pytest.mark.parametrize(
    ("said", "size"),
    [
        ('width="120" height="80"', (120, 80)),
        ('width="120px" height="80.4"', (120, 80)),
        ('width="100mm" height="1in"', (378, 96)),
        ('viewBox="0 0 120 80"', (120, 80)),
        ('viewBox="-10,-10, 12.5 , .5"', (12, 1)),
        ('width="60" viewBox="0 0 120 80"', (60, 40)),
        ('height="40" viewBox="0 0 120 80"', (60, 40)),
        ('width="100%" height="100%" viewBox="0 0 120 80"', (120, 80)),
        ('viewBox="0 0 0 80"', (300, 150)),
        ('width="1e999" viewBox="0 0 nan inf"', (300, 150)),
        ("", (300, 150)),
    ],
)
def test_a_drawing_has_the_size_that_a_browser_would_give_it(said: str, size: tuple[int, int]) -> None:
    shape = look((SVG.format(said).encode(), ".svg"))

    assert (shape.width, shape.height) == size


def test_a_drawing_and_a_gif_stay_as_they_are_and_get_their_size(project: Path) -> None:
    gif = saved(drawn(40, 30), "GIF", **MOVING)
    svg = SVG.format('viewBox="0 0 24 12"')
    put(project, "![Beweegt](/beelden/b.gif) <img src='/beelden/net.svg' alt='Net'>", b_gif=gif, net_svg=svg.encode())

    html = page(project)

    size = r'width="{}" height="{}" decoding="async"'
    assert re.search(r'<img alt="Beweegt" src="/beelden/b\.\w{8}\.gif" ' + size.format(40, 30), html)
    assert re.search(r'<img src="/beelden/net\.\w{8}\.svg" alt="Net" ' + size.format(24, 12), html)
    assert "<picture>" not in html
    assert sorted(content_of(project / "output/beelden").values()) == sorted([gif, svg.encode()])


PHOTO = Picture(1400, 1050, "beelden/k-1400.0.jpeg", {"avif": "/beelden/k-1400.0.avif 1400w"})


@pytest.mark.parametrize(
    ("html", "folder", "dressed"),
    [
        ('<img src="/beelden/k.jpg">', "paginas", True),
        ('<img src="{static}/beelden/k.jpg">', "paginas", True),
        ('<img src="{attach}../beelden/k.jpg">', "paginas", True),
        ('<img src="|static|../beelden/k.jpg?x#y">', "paginas", True),
        ("<IMG alt='>' SRC=/beelden/k.jpg>", "paginas", True),
        ('<img src="/beelden/%6b.jpg">', "paginas", True),
        ('<img src="{static}beelden/k.jpg">', "", True),
        ('<img src="{static}beelden/k.jpg">', "paginas", False),
        ('<img src="../beelden/k.jpg">', "paginas", False),
        ('<img src="/beelden/l.jpg">', "paginas", False),
        ("<img alt='/beelden/k.jpg'>", "paginas", False),
        ("<code>src=/beelden/k.jpg</code>", "paginas", False),
    ],
)
def test_a_picture_is_known_however_its_address_is_written(html: str, folder: str, dressed: bool) -> None:
    found = dress(html, folder, {"beelden/k.jpg": PHOTO})

    assert found.startswith("<picture><source") if dressed else found == html
    assert ('"{filename}/beelden/k.jpg' in found) == dressed


@pytest.mark.parametrize(
    ("name", "words", "found"),
    [
        ("k.jpg", "![Een kip](/beelden/k.jpg)", True),
        ("k.jpg", "[De kip]({static}/beelden/%6b%2ejpg)", True),
        ("K.JPG", "<img src='/beelden/K.JPG' alt='Een kip'>", True),
        ("é.webp", "![Een kip](/beelden/%C3%A9.webp)", True),
        ("kip.pdf", "kip.pdf", True),
        ("k.jpg", "![Een kip](/beelden/k)", False),
        ("k.jpg", "Een kip, en verder niets. 100% zeker", False),
    ],
)
def test_a_text_that_names_a_picture_is_looked_through_for_it(name: str, words: str, *, found: bool) -> None:
    text = Document("content/paginas/kip.md", "page", "/kip/", {}, {}, words.encode(), 1)

    assert used([text], [f"beelden/{name}"]) == [f"beelden/{name}"][: int(found)]
    assert may_name(words.encode()) == found


def test_a_picture_near_the_top_is_asked_for_at_once_and_others_when_they_come_near() -> None:
    image, words = '<p><img src="/beelden/k.jpg"></p>', "<p>Woorden.</p>"

    def when(html: str) -> list[str]:
        return re.findall(r"loading|fetchpriority", dress(html, "", {"beelden/k.jpg": PHOTO}))

    assert when(words + image + image) == ["fetchpriority", "loading"]
    assert when(words + words + image) == ["loading"]


def test_who_asks_a_width_gets_it_in_proportion() -> None:
    found = dress('<img src="/beelden/k.jpg" width="200" height="9">', "", {"beelden/k.jpg": PHOTO})

    assert ' width="200" height="150"' in found
    assert 'sizes="(min-width: 48em) min(200px, ' in found
    assert ' width="1400" height="1050"' in dress(
        '<img src="/beelden/k.jpg" width="50%">', "", {"beelden/k.jpg": PHOTO}
    )


class _Quiet(SimpleHTTPRequestHandler):
    extensions_map = {**SimpleHTTPRequestHandler.extensions_map, ".avif": "image/avif", ".webp": "image/webp"}  # noqa: RUF012 - as its parent has it

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture(scope="module")
def gallery(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a page with a photo at its top, one far below, and small ones."""
    project = copied_project(tmp_path_factory.mktemp("gallery"))
    photos = {"groot_jpg": photo(2000, 1500), "klein_jpg": photo(300, 200), "smal_png": saved(drawn(680, 400), "PNG")}
    words = "Woorden die er staan. " * 60
    groot, klein, smal = "![Groot](/beelden/groot.jpg)", "![Klein](/beelden/klein.jpg)", "![Smal](/beelden/smal.png)"
    put(project, "\n\n".join((groot, words, klein, words, smal)), **photos)
    build(project / "output", project / "pelicanconf.py")
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(project / "output"))) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/over/"
        server.shutdown()
        thread.join()


SHOWN = """() => [...document.querySelectorAll('main img')].map(it => {
  const box = it.getBoundingClientRect();
  return [it.currentSrc.replace(/.*\\/|\\.\\w{8}(?=\\.)/g, ''), it.naturalWidth, box.width, box.width / box.height];
})"""


@pytest.mark.parametrize(
    ("width", "dots", "chosen"),
    [
        (320, 1, ["groot-350.avif", "klein-300.avif", "smal-350.avif"]),
        (360, 2, ["groot-700.avif", "klein-300.avif", "smal-680.avif"]),
        (360, 3, ["groot-1050.avif", "klein-300.avif", "smal-680.avif"]),
        (767, 1, ["groot-700.avif", "klein-300.avif", "smal-680.avif"]),
        (768, 1, ["groot-700.avif", "klein-300.avif", "smal-680.avif"]),
        (1280, 2, ["groot-1400.avif", "klein-300.avif", "smal-680.avif"]),
    ],
)
def test_a_browser_takes_what_it_needs_and_nothing_jumps(
    browser: Browser, gallery: str, width: int, dots: int, chosen: list[str]
) -> None:
    context = browser.new_context(viewport=ViewportSize(width=width, height=640), device_scale_factor=dots)
    page, asked, said = context.new_page(), list[str](), list[str]()
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said.append(message.text))

    page.goto(gallery, wait_until="networkidle")
    for image in page.locator("main img").all():
        image.scroll_into_view_if_needed()
    page.evaluate("Promise.all([...document.querySelectorAll('main img')].map(it => it.decode()))")
    shown = page.evaluate(SHOWN)

    assert [name for name, *_ in shown] == chosen
    assert [url for url in asked if "/beelden/" in url and not url.endswith(".avif")] == []
    for name, natural, wide, shape in shown:  # what `sizes` says is what site.css does
        assert abs(natural - wide) <= 1, name
        assert shape == pytest.approx({"groot": 4 / 3, "klein": 1.5, "smal": 1.7}[name.split("-")[0]], rel=0.01)
    assert page.evaluate(SHIFT) < 0.001
    assert said == []
    context.close()
