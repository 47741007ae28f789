"""The words and patterns that the articles of the benchmarks are made from; none of it was ever in a real article."""

from __future__ import annotations

PERSONS = (  # all of them with "de"
    "leidinggevende", "directeur", "collega", "adviseur", "voorzitter", "melder", "coach", "docent", "planner",
    "monteur", "secretaris", "bestuurder", "teamleider", "huisarts", "jurist", "onderzoeker", "stagiair", "chauffeur",
    "verzorger", "ontwerper", "bakker", "redacteur", "tolk", "klusser", "boekhouder", "kok", "gids", "huismeester",
    "bewaker", "analist", "trainer", "inkoper", "receptionist", "tuinman", "bibliothecaris", "rekenmeester",
    "opzichter", "wethouder", "vrijwilliger", "ondernemer",
)  # fmt: skip
THINGS = (
    "afspraak", "agenda", "brief", "cursus", "drempel", "enquête", "functie", "grens", "houding", "indeling",
    "jaarplanning", "keuze", "lunch", "maatregel", "notitie", "oefening", "pauze", "regeling", "samenvatting",
    "taakverdeling", "uitleg", "vergadering", "werkdruk", "zorg", "aantekening", "beslissing", "controle", "dienst",
    "ervaring", "fout", "gewoonte", "herinnering", "indruk", "klacht", "lijst", "mening", "oplossing", "planning",
    "reactie", "sfeer", "toelichting", "uitnodiging", "verandering", "wens", "opdracht", "rol", "stem", "tafel",
    "vraag", "waarschuwing",
)  # fmt: skip
KINDS = (
    "rustige", "heldere", "korte", "eerlijke", "nieuwe", "oude", "lastige", "gewone", "open", "stille", "drukke",
    "eerste", "laatste", "volgende", "gezamenlijke", "zorgvuldige", "vriendelijke", "scherpe", "brede", "vaste",
    "losse", "zachte", "vroege", "late", "grote", "kleine", "mooie", "strenge", "warme", "vreemde",
)  # fmt: skip
DOES = (
    "bespreekt", "bewaart", "herhaalt", "noemt", "vergeet", "verandert", "begrijpt", "vraagt", "weegt", "kiest",
    "leest", "herkent", "bekijkt", "deelt", "verdedigt", "verwacht", "waardeert", "opent", "volgt", "merkt",
    "onthoudt", "mist", "regelt", "beschrijft", "steunt",
)  # fmt: skip
MOMENTS = (
    "op maandag", "na de zomer", "in een druk team", "voor het eerst", "zonder haast", "aan tafel", "op kantoor",
    "in de kantine", "bij het afscheid", "tijdens de pauze", "op de werkvloer", "onderweg naar huis", "met zo'n team",
    "'s ochtends vroeg", "aan de telefoon",
)  # fmt: skip
OPENINGS = (
    "Praten met de", "Luisteren naar de", "Werken naast de", "Leren van de", "Wachten op de", "Vertrouwen op de",
    "Twee vragen aan de", "Samen met de", "Een brief aan de", "Ruimte voor de", "Op bezoek bij de", "Denken als de",
    "Wat zegt de", "Zo'n dag met de", "Eerlijk tegen de", "Advies aan de", "Geduld met de", "Terug naar de",
    "Kiezen voor de", "Grenzen van de", "In gesprek met de", "Een jaar met de", "Hulp voor de", "Lunchen met de",
    "Stilstaan bij de", "Plannen met de", "Rekenen op de", "Zorgen voor de", "Begin bij de", "Weg van de",
    "Zien wat er is bij de", "Anders kijken naar de", "Wandelen met de", "Omgaan met de", "Opstaan voor de",
)  # fmt: skip
ENDINGS = (
    "Met drie voorbeelden en een vraag om samen te bespreken.",
    "Wat er dan gebeurt, en wat u er zelf aan kunt doen.",
    "Een kort verhaal over luisteren, kiezen en afspraken maken.",
    "Waar het begint, waar het schuurt en wanneer het lukt.",
)
TOPICS = (
    "aandacht", "afscheid", "agressie", "arbeidstijd", "beleid", "bestuur", "collegialiteit", "communicatie",
    "cultuur", "diversiteit", "dossier", "feedback", "gedragscode", "gelijkheid", "grenzen", "herstel", "hygiëne",
    "inspraak", "integriteit", "kleine organisaties", "leiderschap", "loopbaan", "mediation", "nazorg",
    "ondernemingsraad", "opleiding", "overleg", "pesten", "planning", "preventie", "geheimhouding", "roddelen",
    "samenwerken", "sociale veiligheid", "stress", "thuiswerken", "uitsluiting", "verzuim", "vertrouwen", "werkdruk",
)  # fmt: skip
CATEGORIES = (
    "Achtergrond", "Ervaring", "Gesprekken", "Nieuws", "Onderzoek", "Praktijk", "Recht en regels",
    "Vragen van lezers",
)  # fmt: skip
HEADINGS = (
    "Waarom de {thing} telt", "Wat de {person} ziet", "Een {kind} blik", "De {thing} en de {person}",
    "Hoe het verder gaat", "Wat u kunt doen", "Terug naar de {thing}", "De {kind} {thing}", "Vragen aan de {person}",
    "Wie mee mag praten",
)  # fmt: skip
PLAIN = (  # sentences of 5 to 18 words
    "De {kind} {person} {does} de {thing} {moment}.",
    "Wie de {thing} {does}, {does} ook de {kind} {thing}.",
    "Toch {does} niemand de {thing}, ook de {person} niet.",
    "Soms {does} een {person} de {thing} te laat, en dan is de {kind} {thing} al voorbij.",
    "De {thing} is {moment} anders dan de {thing}, en dat hoort zo.",
    "Eerst komt de {thing}, daarna de {thing} en pas dan de {kind} {thing}.",
    "Dat {does} de {person} niet graag.",
    "Als de {person} de {thing} {does}, luistert de {person} mee.",
    "Is dat een {kind} {thing}, of een {kind}?",
    "Er is altijd wel een {person} die de {kind} {thing} {does}.",
    "Zonder {thing} blijft de {kind} {thing} van de {person} liggen, hoe graag iedereen het ook anders had gezien.",
    "Misschien {does} u de {thing} zelf ook wel eens {moment}.",
    "De {person}, de {person} en de {person} zijn het daarover eens.",
    "Een {kind} {thing} vraagt om een {kind} {person}.",
)
MARKED = (  # each once in an article: what a typographer has work on
    'De {person} zegt: "De {kind} {thing} is van ons allemaal."',
    '"Waarom {does} niemand de {thing}?", vraagt de {person} dan.',
    "'s Avonds {does} zo'n {person} de {thing} nog een keer.",
    "Met {low}-{high} mensen is de {thing} een {kind} {thing}.",
    "Volgens art. {number} geldt dat voor {share} % van de gevallen.",
    "De {thing} – en dat {does} de {person} – begint {moment}.",
    "Het gaat om een *{kind} {thing}*, en niet om de {person}.",
    "Dan is er **altijd een {thing}**, zo'n {number} keer per jaar.",
    "Lees wat [de {kind} {thing} betekent](https://wetten.overheid.nl/), en leg het naast de {thing} van de {person}.",
    "Het was 'n {kind} {thing}... tot {moment} alles anders werd.",
)
POINTS = (
    "een {kind} {thing}",
    "de {thing} van de {person}",
    "de {person} die de {thing} {does}",
    "een {thing} {moment}",
)
