"""Dutch typography: a table of phrases for titles and bodies, and what must hold for every text."""

from __future__ import annotations

import re
from html import escape

import html5lib
import markdown
import pytest
from hypothesis import given
from hypothesis import strategies as st

from typography.setting import typeset_bodies, typeset_text

Case = tuple[str, str]

LETTERS_DROPPED: list[Case] = [
    ("'s Avonds en 's morgens", "’s Avonds en ’s morgens"),
    ("'S Avonds", "’S Avonds"),
    ("'S AVONDS IN 'S-GRAVENHAGE", "’S AVONDS IN ’S-GRAVENHAGE"),
    ("in 's-Hertogenbosch", "in ’s-Hertogenbosch"),
    ("'t Is 'n vraag die 'k stel", "’t Is ’n vraag die ’k stel"),
    ("Geef 'm 'r een, kijk 'ns", "Geef ’m ’r een, kijk ’ns"),
    ("Heeft 'ie 'em gezien?", "Heeft ’ie ’em gezien?"),
    ("GEEF 'EM EEN HAND", "GEEF ’EM EEN HAND"),
    ("de jaren '90", "de jaren ’90"),
    ("'90 was een goed jaar", "’90 was een goed jaar"),
    ("de '90er jaren en de '68'ers", "de ’90er jaren en de ’68’ers"),
    ("rock-'n-roll", "rock-’n-roll"),
    ("'s Avonds zei ze: 'Ik ga.'", "’s Avonds zei ze: ‘Ik ga.’"),
    ("Ik zei 'ja' 's avonds", "Ik zei ‘ja’ ’s avonds"),
    ("'s Zomers was Max' fiets weg", "’s Zomers was Max’ fiets weg"),
    ("'n Beetje 'raar' was 't", "’n Beetje ‘raar’ was ’t"),
    ("de directeuren 's middags", "de directeuren ’s middags"),
]
LETTERS_QUOTED: list[Case] = [
    ("'t was laat', zei ze", "‘t was laat’, zei ze"),
    ("''t Was laat', zei ze", "‘’t Was laat’, zei ze"),
    ("'90 procent' stond er", "‘90\u00a0procent’ stond er"),
    ("de letter 's'", "de letter ‘s’"),
    ("'n' is een letter", "‘n’ is een letter"),
    ("'T-shirts' zijn er", "‘T-shirts’ zijn er"),
    ("'Ik ga 's avonds', zei ze.", "‘Ik ga ’s avonds’, zei ze."),
    ("'t Is 's avonds laat', zei ze.", "‘t Is ’s avonds laat’, zei ze."),
    ("'Dit is Hans' jas 's avonds', zei ze", "‘Dit is Hans’ jas ’s avonds’, zei ze"),
    ("'Er is hulp', zei ze", "‘Er is hulp’, zei ze"),
    ("'Em' is een naam", "‘Em’ is een naam"),
    ("'2026 wordt beter', zei hij", "‘2026 wordt beter’, zei hij"),
]
INNER: list[Case] = [
    ("foto's, auto's en zo'n A4'tje", "foto’s, auto’s en zo’n A4’tje"),
    ("zzp'er en OR'en", "zzp’er en OR’en"),
    ("m'n, z'n en d'r", "m’n, z’n en d’r"),
    ("Hans' jas", "Hans’ jas"),
    ("de tas van Hans'.", "de tas van Hans’."),
    ("'60-'70", "’60–’70"),
    ("('98-'02)", "(’98–’02)"),
]
QUOTES: list[Case] = [
    ('"Ja"', "“Ja”"),
    ("\"Zij zei: 'Ik ga.'\"", "“Zij zei: ‘Ik ga.’”"),
    ("'Hij riep \"stop\"'", "‘Hij riep “stop”’"),
    ("'Ik zei: \"'t Is goed\"', zei hij", "‘Ik zei: “’t Is goed”’, zei hij"),
    ("\"Hij zei 's avonds 'nee'\"", "“Hij zei ’s avonds ‘nee’”"),
    ("\"'Ja', zei hij\", zei zij", "“‘Ja’, zei hij”, zei zij"),
    ('"\'s Avonds ga ik", zei ze', "“’s Avonds ga ik”, zei ze"),
    ('"Ja"; \'nee\'? "Goed"!', "“Ja”; ‘nee’? “Goed”!"),
    ("(\"ja\") ['nee']", "(“ja”) [‘nee’]"),
    ('("…")', "(“…”)"),
    ('"(Ja)", zei hij', "“(Ja)”, zei hij"),
    ("—\"Ja\" en –'nee'", "—“Ja” en –‘nee’"),
    ("\"ja\"/\"nee\" en 'ja'/'nee'", "“ja”/“nee” en ‘ja’/‘nee’"),
    ("\"Ja\"-sticker en 'ik'-gevoel", "“Ja”-sticker en ‘ik’-gevoel"),
    ('Hij zei:"Ja"', "Hij zei:“Ja”"),
    ('"Ik dacht..." zei ze', "“Ik dacht…” zei ze"),
    ('"... maar toch"', "“… maar toch”"),
    ("Wacht. . . nu", "Wacht… nu"),
    ("''Ja''", "“Ja”"),
    ('\u00a0"(ja)"', "\u00a0“(ja)”"),
]
SPACES: list[Case] = [
    ("art. 3 lid 2 sub e", "art.\u00a03 lid\u00a02 sub\u00a0e"),
    ("Artikel 3, leden 1 en 2", "Artikel\u00a03, leden\u00a01 en 2"),
    ("artikelen 7 en 9", "artikelen\u00a07 en 9"),
    ("hoofdstuk II en paragraaf 2, § 3", "hoofdstuk\u00a0II en paragraaf\u00a02, §\u00a03"),
    ("nr. 4, blz. 5, pagina 6", "nr.\u00a04, blz.\u00a05, pagina\u00a06"),
    ("Stb. 2026, 12 en Trb. 2020, 3", "Stb.\u00a02026, 12 en Trb.\u00a02020, 3"),
    ("Kamerstukken II 2019/20, 35 592, nr. 3", "Kamerstukken\u00a0II 2019/20, 35\u00a0592, nr.\u00a03"),
    ("Kamerstuk 35 592-XX", "Kamerstuk\u00a035\u00a0592-XX"),
    ("35 592-600", "35\u00a0592-600"),
    ("onder a, maar onder u verstaan wij", "onder\u00a0a, maar onder u verstaan wij"),
    ("€ 150 en 10 %", "€\u00a0150 en 10\u00a0%"),
    ("40 uur, 5 euro, 3 km en 20 m²", "40\u00a0uur, 5\u00a0euro, 3\u00a0km en 20\u00a0m²"),
    ("op 7 januari 2026", "op 7\u00a0januari 2026"),
    ("mr. X, Dr. Bruins, mevr. de Vries en dhr. Y", "mr.\u00a0X, Dr.\u00a0Bruins, mevr.\u00a0de Vries en dhr.\u00a0Y"),
    ("artikel\n3", "artikel\u00a03"),
    ("het lid van 3 partijen, 4 uurtjes en een artikel", "het lid van 3 partijen, 4 uurtjes en een artikel"),
    ("in 2026 100 mensen", "in 2026 100 mensen"),
    ("solid 3", "solid 3"),
]
RANGES: list[Case] = [
    ("10-49 medewerkers", "10–49 medewerkers"),
    ("10 - 49 medewerkers", "10–49 medewerkers"),
    ("2025-2026, 2024-25, 2024-'25", "2025–2026, 2024–25, 2024–’25"),
    ("09.00-17.00 uur", "09.00–17.00\u00a0uur"),
    ("9-17 uur, 09-17 uur en 22.00-06.00 uur", "9–17\u00a0uur, 09–17\u00a0uur en 22.00–06.00\u00a0uur"),
    ("artikel 7-9 (§ 3-5)", "artikel\u00a07–9 (§\u00a03–5)"),
    ("€ 500-1.000, 10-20%", "€\u00a0500–1.000, 10–20%"),
    ("18-25-jarigen", "18–25-jarigen"),
    ("10--49", "10–49"),
    ("10–49", "10–49"),
]
NOT_RANGES = [
    "2026-02-03 en 7-1-2026 en 2026 - 02 - 03",
    "3-12-2026 en 3 - 12 - 2026",
    "2026-02 en 2008-09",
    "0900-0101, 06-12345678, 088-1331000",
    "0800-2000, 020-1234567, +31-20-1234567",
    "020 - 123 4567 en tel. 123-4567",
    "NEN 4400-1, ISO 9001-2015, ISO 1010-2020",
    "versie 1.2-1.4 en 1.2-3",
    "24-7, 3-1, 50-50, 24 - 7",
    "A4-5, 4-5a, 1-2-3, BWBR0010346, 70-20-10, 1/2-3",
    "50-plus, 1-op-1, Covid-19",
]
DASHES: list[Case] = [
    ("woord - woord", "woord\u00a0– woord"),
    ("woord -- woord --- woord", "woord\u00a0– woord\u00a0– woord"),
    ("woord--woord", "woord\u00a0– woord"),
    ("woord – woord", "woord\u00a0– woord"),
    ("woord -\nwoord", "woord\u00a0–\nwoord"),
    ("in 2024 -- 3 jaar later", "in 2024\u00a0– 3 jaar later"),
    ('"Ja" - zei ze - "nee"', "“Ja”\u00a0– zei ze\u00a0– “nee”"),
    ('"Ik dacht--", zei ze', "“Ik dacht–”, zei ze"),
    ("in- en uitvoer, inventarisatie en -evaluatie", "in- en uitvoer, inventarisatie en -evaluatie"),
    ("- het begin ----", "- het begin ----"),
]
HYPHENS: list[Case] = [
    ("PSA-beleid en HR-afdeling", "PSA\u2011beleid en HR\u2011afdeling"),
    ("EU-richtlijn, OR-lid en AVG-proof", "EU\u2011richtlijn, OR\u2011lid en AVG\u2011proof"),
    ("RI&E-plicht", "RI&E\u2011plicht"),
    ("PSA\u2011beleid", "PSA\u2011beleid"),
    ("non-EU-land, RI&E-PSA-plan", "non-EU\u2011land, RI&E\u2011PSA\u2011plan"),
    ("zzp-plan, cao-afspraken, A4-formaat, X-as", "zzp-plan, cao-afspraken, A4-formaat, X-as"),
    ("HR- en OR-beleid", "HR- en OR\u2011beleid"),
]
UNTOUCHED = [
    "",
    "Zorgvuldigheid en neutraliteit",
    "https://x.nl/2025-2026/it's , a@b-c.nl, www.voorbeeld.nl/10-49.",
    "HR-beleid.nl/10-49 en HR-team@b-c.nl",
    "a < b & c > d, R&D; AT&T",
    "een \\\" en een \\' en \\--",
    "[[PSA-blok]]",
    "zie PSA-beleid.nl/10-49",
    "“Ja”, ‘nee’, foto’s … en —",
]
PHRASES = [
    *(LETTERS_DROPPED + LETTERS_QUOTED + INNER + QUOTES + SPACES + RANGES + DASHES + HYPHENS),
    *((phrase, phrase) for phrase in NOT_RANGES + UNTOUCHED),
    ("zie 'https://x.nl/it's' (\"www.x.nl/a-b\")", "zie ‘https://x.nl/it's’ (“www.x.nl/a-b”)"),
]

HTML: list[Case] = [
    # quotes and apostrophes beside tags
    ('<td>(<em>"ja"</em>) "<em>ja</em>".</td>', "<td>(<em>“ja”</em>) “<em>ja</em>”.</td>"),
    ("<td><em>foto</em>'s</td>", "<td><em>foto</em>’s</td>"),
    ("<td>zij zei '<b>ik</b>'<sup>1</sup> en</td>", "<td>zij zei ‘<b>ik</b>’<sup>1</sup> en</td>"),
    ("<td>'s</td><td>nee'</td>", "<td>’s</td><td>nee’</td>"),
    ("<td>'100 mensen.</td><td>Mooi.'</td>", "<td>‘100 mensen.</td><td>Mooi.’</td>"),
    ('<td>een<br>"twee"</td>', "<td>een<br>“twee”</td>"),
    # a rule on both sides of a tag
    ("<td>artikel <b>3</b>, 7 <i>mei</i></td>", "<td>artikel\u00a0<b>3</b>, 7\u00a0<i>mei</i></td>"),
    ("<td><abbr>PSA</abbr>-beleid</td>", "<td><abbr>PSA</abbr>\u2011beleid</td>"),
    ("<td>10 - <b>49</b></td><td>10</td>-<td>49</td>", "<td>10–<b>49</b></td><td>10</td>-<td>49</td>"),
    # paragraph by paragraph, but for the name before a range
    ("<td>a-b<td>10-49<td>x - y<td>'z'", "<td>a-b<td>10–49<td>x\u00a0– y<td>‘z’"),
    ("<li>een -<li>twee<li>ISO<li>9001-9002<li>35<li>592-600",) * 2,
    ("<li>ISO</li><li>9001-9002</li>", "<li>ISO</li><li>9001–9002</li>"),
    ("<li>Hans'<li>jas", "<li>Hans’<li>jas"),
    # a space at the end of a line, and before a short word
    ("<td>3\nmei, 4 km, 5 mensen en 6 m</td>", "<td>3\u00a0mei, 4\u00a0km, 5 mensen en 6\u00a0m</td>"),
    ("<td>35\n592, art.\nII, sub\ne</td>", "<td>35\u00a0592, art.\u00a0II, sub\u00a0e</td>"),
    # what stands near a quote or dots, and at the end of the text
    ('<td>wacht......nu...."</td>', "<td>wacht……nu….”</td>"),
    ('<td>"a" en een lange zin \'b\'... en "c', "<td>“a” en een lange zin ‘b’… en\u00a0“c"),
    # what no reader sees as text
    ("<td><code>'s \"x\" 10-49</code>'s</td>", '<td><code>\'s "x" 10-49</code>’s</td>'),
    ('<td>"<code>x</code>"</td>', "<td>“<code>x</code>”</td>"),
    *((f"<{tag} a='b'>\"x\" 's -- 10-49 'y'</{tag}>",) * 2 for tag in ("pre", "kbd", "samp", "math", "textarea")),
    ("<script>var a = '10-49', b = \"<p>\";</script>",) * 2,
    ("<style>a { b: '10-49' }</style><!-- \"x\" -- 'y' -->",) * 2,
    ('<pre>"x" <code>\'s</code> 10-49</pre>',) * 2,
    (
        "<td><a title=\"it's 10-49\" href='a\"b>c'>10-49</a></td>",
        "<td><a title=\"it's 10-49\" href='a\"b>c'>10–49</a></td>",
    ),
    ('<td><a href="https://x.nl/10-49">https://x.nl/10-49/it\'s</a></td>',) * 2,
    ('<td>Mail <a href="mailto:a@b-c.nl">HR-a@b-c.nl</a></td>',) * 2,
    # entities
    ('<p>&lté;> "ja"</p>', "<p>&lté;> “ja”</p>"),
    ("<td>RI&amp;E-plicht &lt;b&gt; &#64;</td>", "<td>RI&amp;E\u2011plicht &lt;b&gt; &#64;</td>"),
    ("<td>&quot;ja&quot; foto&#39;s &euro; 5</td>", "<td>“ja” foto’s €\u00a05</td>"),
    ("<td>a&nbsp;b &#8217; &ldquo; &#x2011;</td>", "<td>a\u00a0b ’ “ \u2011</td>"),
    # hanging quotes
    ('<p>"Ja"</p>', '<p><span class="dquo">“</span>Ja”</p>'),
    ("<li><em>'Ja'</em></li>", '<li><em><span class="quo">‘</span>Ja’</em></li>'),
    ('<h2 id="a>b">“Ja”</h2>', '<h2 id="a>b"><span class="dquo">“</span>Ja”</h2>'),
    ("<p>'t Is</p>", "<p>’t\u00a0Is</p>"),
    ('<p>ja <code>x</code> "ja"<b>.</b></p>', "<p>ja <code>x</code> “ja”<b>.</b></p>"),
    ("<picture>'x'</picture>", "<picture>‘x’</picture>"),
    ("<p> <b>\n'ja'</b></p>", '<p> <b>\n<span class="quo">‘</span>ja’</b></p>'),
    ("'Ja' <b>zei zij</b>", '<span class="quo">‘</span>Ja’ <b>zei\u00a0zij</b>'),
    ('<P>"Ja" <EM>dat</EM></P>', '<P><span class="dquo">“</span>Ja” <EM>dat</EM></P>'),
    ("x > 'ja'", "x > ‘ja’"),
    ('<p><span class="quo">‘</span>ja’ <!-- <span class="quo">‘</span> --> ‘nee’</p>',) * 2,
    # no lonely last word
    ("<p>Dit is laat.</p>", "<p>Dit is\u00a0laat.</p>"),
    ("<p>Dit is <em>te laat</em></p>", "<p>Dit is <em>te\u00a0laat</em></p>"),
    ("<p>Gebruik <code>x y</code></p>",) * 2,
    ("<p>zij - nooit</p>", "<p>zij\u00a0–\u00a0nooit</p>"),
    ("<div>Dit is laat.</div>",) * 2,
    ("<p>een\u00a0 \n twee </p>", "<p>een\u00a0twee </p>"),
    ("<p> woord</p><p>een twee> drie</p><p>een twee>drie</p>",) * 2,
    (
        "<p>Wij <em>en</em> arbeidsongeschiktheidsverzekeringen.</p>",
        "<p>Wij <em>en</em>\u00a0arbeidsongeschiktheidsverzekeringen.</p>",
    ),
    ("<p>1 <em>2</em> 3</p> nog een", "<p>1 <em>2</em>\u00a03</p> nog\u00a0een"),
    ("<li>een<p>twee <code>x</code> drie <b>vier</b></p>",) * 2,
    (
        "<dd>Een zin van meer dan veertig <i>tekens</i>, laat</dd>",
        "<dd>Een zin van meer dan veertig <i>tekens</i>,\u00a0laat</dd>",
    ),
    # tags that are almost those of code
    ('<code:x>"a"</code:x>, "b"</code>\'c\'', "<code:x>“a”</code:x>, “b”</code>‘c’"),
    ('<CODE>"a"</code> <ſcript>"b"</script></ſcript>"c"', '<CODE>"a"</code> <ſcript>"b"</script></ſcript>”c”'),
    # HTML that is not whole
    ('<td>a < b "c" <code>\'s', "<td>a < b “c” <code>'s"),
    ("<!-- 'x'",) * 2,
]
MARKDOWN: list[Case] = [
    ("\"Ja\" & *'nee'*", '<p><span class="dquo">“</span>Ja” &amp; <em>‘nee’</em></p>'),
    ("Zie `it's`, 's avonds", "<p>Zie <code>it's</code>, ’s\u00a0avonds</p>"),
    ('    "code" 10-49', '<pre><code>"code" 10-49\n</code></pre>'),
    ("RI&E-plicht, <b>PSA</b>-beleid", "<p>RI&amp;E\u2011plicht, <b>PSA</b>\u2011beleid</p>"),
    (r"1990\. '90 was mooi", "<p>1990. ’90 was\u00a0mooi</p>"),
]

every_phrase = pytest.mark.parametrize(("source", "expected"), PHRASES)
every_source = pytest.mark.parametrize("html", [source for source, _ in HTML] + [escape(a) for a, _ in PHRASES])


def visible(html: str) -> str:
    return "".join(html5lib.parseFragment(html, treebuilder="etree").itertext())


def letters(text: str) -> str:
    return "".join(filter(str.isalnum, text))


@every_phrase
def test_a_title_is_set_by_dutch_rules(source: str, expected: str) -> None:
    assert typeset_text(source) == expected


@every_phrase
def test_the_same_phrase_in_html_is_set_the_same(source: str, expected: str) -> None:
    html = f"<div>{escape(source, quote=False)}</div>"

    assert typeset_bodies([html])[0] == f"<div>{escape(expected, quote=False)}</div>"


@every_phrase
def test_a_title_set_twice_is_set_once(source: str, expected: str) -> None:
    assert typeset_text(expected) == typeset_text(typeset_text(source)) == expected


@every_phrase
def test_a_title_keeps_its_letters_and_digits(source: str, expected: str) -> None:
    assert letters(typeset_text(source)) == letters(source) == letters(expected)


@pytest.mark.parametrize(("source", "expected"), HTML)
def test_html_is_set_in_its_text_only(source: str, expected: str) -> None:
    assert typeset_bodies([source])[0] == expected


@pytest.mark.parametrize(("source", "expected"), MARKDOWN)
def test_what_markdown_makes_is_set(source: str, expected: str) -> None:
    html = markdown.markdown(source, output_format="html")

    assert typeset_bodies([html])[0] == expected


@every_source
def test_html_set_twice_is_set_once(html: str) -> None:
    once = typeset_bodies([html])[0]

    assert typeset_bodies([once])[0] == once


@every_source
def test_html_keeps_its_letters_and_digits(html: str) -> None:
    assert letters(visible(typeset_bodies([html])[0])) == letters(visible(html))


@every_source
def test_typography_is_written_in_characters_not_in_entities(html: str) -> None:
    assert not re.search(r"&nbsp;|&#8\d\d\d;|&#160;", typeset_bodies([html])[0])


def test_a_title_holds_no_html_and_takes_entities_as_they_stand() -> None:
    assert typeset_text('"Ja" & &quot;nee&quot; <b> laatste') == "“Ja” & &quot;nee&quot; <b> laatste"


def test_the_table_is_long_enough_to_be_trusted() -> None:
    assert len(PHRASES) >= 75


@given(st.lists(st.text("\"'.-– \nasA1<>&“’", max_size=12).map(lambda text: f"<p>{text}</p>"), max_size=4))
def test_bodies_are_set_together_as_they_are_apart(bodies: list[str]) -> None:
    assert typeset_bodies(bodies) == [typeset_bodies([body])[0] for body in bodies]


def test_what_begins_in_one_body_ends_in_no_other() -> None:
    assert typeset_bodies(['"Ja".', '. . "nee"', '<p>9...9 "nee" zei</p>'])[2] == "<p>9…9 “nee”\u00a0zei</p>"
