"""Nothing that is written may vanish, and nothing that is right may be refused."""

from __future__ import annotations

import pytest
from markdown import Markdown

from checks.rendered import faults
from document import Document
from pelicanconf import MARKDOWN


def told(body: str) -> list[str]:
    document = Document("x.md", "article", "/x/", {}, {}, body, 1)
    markdown = Markdown(extensions=MARKDOWN["extensions"], output_format="html")
    return [f"{fault.line}: {fault.message}" for fault in faults(document, markdown.convert(body))]


@pytest.mark.parametrize(
    "body",
    [
        "Een [link](/over/ 'Titel'), een ![plaatje](/x.png) en een ![ander][plaatje].\n\n[plaatje]: /y.png 'Titel'",
        "<https://example.org/pad?x=1> en <a@b.nl>, **vet**, __vet__, _schuin_ en gro*tj*es.",
        "## Kop { #naam .soort data-x=\"1 2\" }\n\n- een\n- twee\n    - dieper\n\n1. een\n2. twee\n\n1986\\. Een jaar.",
        "| a | b |\n|---|---|\n| 1 | 2 |\n\nWoord\n: Uitleg\n\n> 1. citaat\n> 2. meer",
        "Tekst &lt;naam&gt; &euro; 5, één &amp; twee. <br>Regel<br/>twee, H<sub>2</sub>O, <q cite='x'>psa</q>.",
        "`[geen](link)` en `**niet vet**`\n\n    [ook](geen) <link>\n",
        "<div class=\"x\">\n<p>HTML.</p>\n</div>\n\n<details open><summary>Meer</summary>Tekst</details>",
        "[TOC]\n\n## Een\n\n[[telefoon]] en [zie ook] (later), 3 * 4 * 5 = 60, [...] en (1) punt.",
        "Voor-\nachter 50%-regel, €\u00a05, 's morgens, é, naïef, 👍 en C#/C++ _snake_case_naam_.",
    ],
)  # fmt: skip
def test_what_is_right_is_left_alone(body: str) -> None:
    assert told(body) == []


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("Goed.\n\nAls a<b en c>d dan.", "3: Dit staat in de tekst en niet op de pagina: b, en, c."),
        ("## Kop {kijk uit}\n\nHoi.", "1: Dit staat in de tekst en niet op de pagina: kijk, uit."),
        ("Kijk uit! Zie [x].\n\n[x]: uit", "1: Dit staat in de tekst en niet op de pagina: uit, x."),
        ("Eén.\n\n[](/over/)", "3: Deze link heeft geen woorden."),
        ("Eén.\n\n[![](/x.png)](/over/)", "3: Deze link heeft geen woorden."),
        ("Eén.\n\n**twee", "3: Dit is niet vet geworden."),
        ("&nbsp;", "1: In deze tekst staat niets dat een lezer kan zien."),
    ],
)
def test_what_is_lost_or_left_is_told(body: str, message: str) -> None:
    assert message in told(body)
