"""Nothing that is written may vanish, and nothing that is right may be refused."""

from __future__ import annotations

import pytest
from markdown import Markdown

from checks.rendered import faults
from document import Document
from pelicanconf import MARKDOWN

EVERY_SIGN = """

Een ![kompas](/k.png){ width=20 }, een [link](/over/), een [andere][elders], <b>vet</b> en [[telefoon]].

1. punt

[elders]: /contact/
"""  # all that may begin what is not seen, and is right


def told(body: str) -> list[str]:
    document = Document("x.md", "article", "/x/", {}, {}, body.encode(), 1)
    markdown = Markdown(extensions=MARKDOWN["extensions"], output_format="html")
    return [f"{fault.line}: {fault.message}" for fault in faults(document, markdown.convert(body))]


RIGHT = pytest.mark.parametrize(
    "body",
    [
        "Een [link](/over/ 'Titel'), een ![plaatje](/x.png) en een ![ander][plaatje].\n\n[plaatje]: /y.png 'Titel'",
        "<https://example.org/pad?x=1> en <a@b.nl>, **vet**, __vet__, _schuin_ en gro*tj*es.",
        "## Kop { #naam .soort data-x=\"1 2\" }\n\n- een\n- twee\n    - dieper\n\n1. een\n2. twee\n\n1986\\. Een jaar.",
        "| a | b |\n|---|---|\n| 1 | 2 |\n\nWoord\n: Uitleg\n\n> 1. citaat\n> 2. meer",
        "Tekst &lt;naam&gt; &euro; 5, één &amp; twee. <br>Regel<br/>twee, H<sub>2</sub>O, <q cite='x'>psa</q>.",
        "`[geen](link)` en `**niet vet**` en `[^1]`.",
        "Dat gebeurde in\n2019. Toen was het\n- 5 graden.\n\nEen streep:\n\n---\n\nEn verder.",
        "<div class=\"x\">\n<p>HTML.</p>\n</div>\n\n<details open><summary>Meer</summary>Tekst</details>",
        "[TOC]\n\n## Een\n\n[[telefoon]] en [zie ook] (later), 3 * 4 * 5 = 60, [...] en (1) punt.",
        "1. Een punt.",
        "[TOC]\n\n## Een",
        "Een [link][elders].\n\n[elders]: /over/",
        "## **Vet**\n\n[*schuin*](/over/) en [![Een kompas](/x.png)](/over/).",
        "Voor-\nachter 50%-regel, €\u00a05, 's morgens, é, naïef, 👍 en C#/C++ _snake_case_naam_.",
    ],
)  # fmt: skip
WRONG = pytest.mark.parametrize(
    ("body", "message"),
    [
        ("Goed.\n\nAls a<b en c>d dan.", "3: Dit staat in de tekst en niet op de pagina: b, en, c."),
        ("## Kop {kijk uit}\n\nHoi.", "1: Dit staat in de tekst en niet op de pagina: kijk, uit."),
        ("Kijk uit! Zie [x].\n\n[x]: uit", "1: Dit staat in de tekst en niet op de pagina: uit, x."),
        ("Eén.\n\n[](/over/)", "3: Deze link heeft geen woorden."),
        ("Eén.\n\n[![](/x.png)](/over/)", "3: Deze link heeft geen woorden."),
        ("Eén.\n\n[<b>\u00a0</b>](/over/)", "3: Deze link heeft geen woorden."),
        ("Eén.\n\n- twee\n- drie -->", "4: Een opmerking hoort niet in een tekst."),
        ("Eén.\n\nTwee[^1].", "3: De site kent geen voetnoten."),
        ("Goed.\n\nAls a<b en [[x]] c>d.", "3: Dit staat in de tekst en niet op de pagina: b, en, c."),
        ("Eén.\n\n## <b> </b>", "3: Deze kop heeft geen woorden."),
        ("[x]: uit\n\nKijk uit!", "1: Dit staat in de tekst en niet op de pagina: x, uit."),
        ("Eén.\n\n**twee", "3: Dit is niet vet geworden."),
        ("Eén.\n\n[//]: # (geheim: navragen)", "3: Dit staat in de tekst en niet op de pagina: geheim, navragen."),
        ("Eén.\n\n<p hidden='hidden'>geheim</p>", "3: hidden mag niet in een tekst staan."),
        ("Eén <!-- navragen", "1: Een opmerking hoort niet in een tekst."),
        ("Eén.\n\n– eerste\n– tweede", "3: Dit is geen lijst geworden."),
        ("Eén.\n\n-eerste", "3: Dit is geen lijst geworden."),
        ("Eén.\n\n1) eerste\n2) tweede", "3: Deze lijst is niet herkend."),
        ("Eén.\n\n\tTab ervoor.", "3: Deze regels beginnen met vier spaties of een tab, en zijn code geworden."),
        ("Eén.\n\n##", "3: Deze kop heeft geen woorden."),
        ("Eén.\n\nMet vriendelijke groet,\n-----\nJan", "3: Door de streepjes eronder wordt dit een kop."),
        ("Eén.\n\n ## Kop", "3: Dit is geen kop geworden."),
        ("Eén.\n\n~~weg~~", "3: Doorhalen kent de site niet."),
        ("Eén.\n\n```\ncode\n\nmeer", "3: Deze regel wordt geen code."),
        ("Eén.\n\nZie [dit](https://www.knmi.nl", "3: Deze link is niet herkend."),
        ("Eén.\n\n<main>Twee</main>", "3: <main> hoort niet in een tekst."),
        ("Eén.\n\nTwee<o:p></o:p>", "3: <o:p> hoort niet in een tekst."),
        ("Eén.\n\n<?php twee ?>", "3: <!-- mag niet in een tekst staan."),
    ],
)


@RIGHT
def test_what_is_right_is_left_alone(body: str) -> None:
    assert told(body) == []


@WRONG
def test_what_is_lost_or_left_is_told(body: str, message: str) -> None:
    assert message in told(body)


@RIGHT
def test_what_is_right_is_so_beside_every_sign(body: str) -> None:
    assert told(body + EVERY_SIGN) == []


@WRONG
def test_what_is_wrong_is_so_beside_every_sign(body: str, message: str) -> None:
    assert message in told(body + EVERY_SIGN)


def test_a_text_without_a_word_is_told() -> None:
    assert told("&nbsp;") == ["1: In deze tekst staat niets dat een lezer kan zien."]
    assert told("![](/x.png)") == []
