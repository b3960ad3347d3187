"""Invented mentors and guides of any number, the same for one seed on every machine; no file format is known here.

Names come from many languages, terms are drawn as unevenly as people choose them, and the prose is built from the
sentences of the sample program's own guides and biographies.

What is made, for 10 000 mentors and seed 1, beside the data on which the peers' figures of the performance bars were
taken (in brackets): 2 111 list pages for vocabulary values of 48 cards each and 209 of the whole directory (2 108 and
209); 114 words in a biography (114), 4 430 distinct words in all of them (4 300); 1.77 KB of YAML for a mentor (1.8);
30 guides of 800 words (30 of ~800). The same seed gives the same bytes for one state of the sample program, whose
vocabularies and sentences are drawn from.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from functools import cache
from itertools import islice
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

from mentorsite.letters import slugify

REPO = Path(__file__).parent.parent
TODAY = date(2026, 11, 22)
MARKED = 0.25
"""The part of the biographies that holds real markup; the others are plain paragraphs."""

_GIVEN = """
Amara Mei-Ling Tomás Ingrid Samuel Leila Priya José Zeynep Siobhán Łukasz Chidinma Hye-Rin Minh Anh Olena
Rafael Noor Kwabena Aiko Thandeka Yusuf Xóchitl Wynona Tevita Sigríður Catarina Gareth Bronwyn Dawit Fatima
Hassan Isabela Joost Leilani Marie-Ange Mikhail Paige Peter Rohan Ruth Stellan Theodore Deborah Desmond Ezra
Gabriel Gwendolyn Hana Anand Aroha Björn Chloé Dimitra Eilidh Farid Giulia Hiroshi Ines Jana Kofi Lourdes
Malik Nadia Oscar Paulo Quentin Rania Søren Tala Uri Valentina Wiremu Yara Zofia Ángel Beatriz Călin Darius
Emeka François Greta Huda Ivan Jürgen
"""
_FAMILY = """
Okafor Zhou Herrera Solberg Adeyemi Haddad Raman Quintanilla Yıldırım O'Rourke Wiśniewski Eze Baek Nguyen
Kovalchuk Monteiro Siddiqui Asante Tanabe Mbatha Karadağ Villaseñor Begaye Moala Jónsdóttir Brandão Penhaligon
Pryce Tesfamariam Warsame Magbanua Kaʻaukai Toussaint Berezin Ellsworth Halloran Deshpande Oyelaran Ekwall
Vandergriff Finkelstein Achterberg Lindqvist Ionescu Březinová Müller Sørensen Håkansson García Whata
Castellanos Dubois Ferrari Grünwald Horvat Ibrahim Jansen Kim Lopez Martins Novák Ortega Park Qureshi Rossi
Silva Tran Ueda Vargas Watanabe Xu Yamamoto Zhang Ahmed Bianchi Cohen Dlamini Eriksson Fernández Gupta Hughes
Ito Johnson Kaya Lee Mensah Nkosi Owusu
"""
INITIALS = "ABCDEFGHIJKLMNOPRSTVW"
GIVEN, FAMILY = tuple(_GIVEN.split()), tuple(_FAMILY.split())
TITLES = ("Associate Professor", "Assistant Professor", "Professor", "Instructor", "Fellow", "Resident", "Student")
FREQUENCIES = (
    "Every two weeks",
    "Once a month, thirty minutes",
    "About every six weeks",
    "As often as you need at first",
)


PATTERNS = (
    "I trained in {} and have cared for people with {} ever since.",
    "Ask me about {}, {} or a first project on {}.",
    "My clinic sees {} and {} every week, and you are welcome to come along.",
    "Students who met me first because of {} often stay to talk about {}.",
    "With my own mentor, Dr. {name}, I wrote about {}.",
    "Before {name} and I came here, we looked after {} in a small town.",
)
"""Sentences that each mentor fills with words of the own specialty, and with names."""


class Lists(NamedTuple):
    """Names of the values of each vocabulary, in its order; what people call each specialty and topic, and look for."""

    values: dict[str, list[str]]
    words: dict[str, list[str]]


@cache
def _lists() -> Lists:
    from mentorsite.config import parse_config

    config = parse_config((REPO / "site.yml").read_bytes()).value
    assert config is not None
    values = {name: list(vocabulary.terms) for name, vocabulary in config.vocabularies.items()}
    words = {
        name: [word.strip(" ~") for word in (*term.aliases, *term.found_by.split(",")) if word.strip(" ~")] or [name]
        for vocabulary in ("specialties", "helps_with")
        for name, term in config.vocabularies[vocabulary].terms.items()
    }
    return Lists(values, words)


@cache
def _sentences() -> tuple[str, ...]:
    """Return the plain sentences of the sample program, without any markup."""
    found: dict[str, None] = {}
    texts = [path.read_text("utf-8").partition("\n---\n")[2] for path in sorted((REPO / "content").rglob("*.md"))]
    texts += [path.read_text("utf-8") for path in sorted((REPO / "mentors").glob("*.yml"))]
    for text in texts:
        for sentence in re.findall(r"(?<=[.!?] )[A-Z][^.!?\n:]{30,220}[.!?]", " ".join(text.split())):
            if re.fullmatch(r"[A-Za-z',;. ?!-]+", sentence) and "--" not in sentence:
                found[sentence] = None
    return tuple(found)


def _some(random: Random, terms: list[str], first: float, more: float = 0) -> list[str]:
    """Draw a term, and with the chance ``more`` another: the first of the list most often."""
    count = 1 + (random.random() < more)
    drawn = {terms[min(int(random.expovariate(first / len(terms))), len(terms) - 1)] for _ in range(count)}
    return sorted(drawn)


def _prose(random: Random, words: int, subjects: Sequence[str] = ()) -> str:
    """Return sentences of about that many words, a third of them about the subjects if there are any."""
    chosen: list[str] = []
    while words > 8:
        if subjects and random.random() < 0.35:
            listed = [random.choice(subjects) for _ in range(3)]
            sentence = random.choice(PATTERNS).format(*listed, name=random.choice(FAMILY))
        else:
            sentence = random.choice(_sentences())
        chosen.append(sentence)
        words -= sentence.count(" ") + 1
    return " ".join(chosen)


def _bio(random: Random, subjects: Sequence[str]) -> str:
    words = random.randint(80, 150)
    if random.random() >= MARKED:
        return f"{_prose(random, words // 2, subjects)}\n\n{_prose(random, words - words // 2, subjects)}"
    listed = [random.choice(_sentences()).lower().rstrip(".") for _ in range(3)]
    words = max(30, words - 8 - sum(line.count(" ") + 1 for line in listed))
    first, second = _prose(random, words // 2, subjects), _prose(random, words - words // 2, subjects)
    head, _, rest = first.partition(" ")
    lines = "\n".join(f"- {line}" for line in listed)
    return (
        f"*{head}* {rest}\n\nWhat **matters** to me:\n\n{lines}\n\n{second} See [my page](https://family.example/me)."
    )


def _names(random: Random) -> Iterator[tuple[str, str]]:
    """Yield names without end and the slug of each; no two have the same slug, so no two files the same name."""
    taken: set[str] = set()
    while True:
        given, family = random.choice(GIVEN), random.choice(FAMILY)
        if random.random() < 0.3:
            family = f"{family}-{random.choice(FAMILY)}"
        name = f"{given} {family}"
        while (slug := re.sub(r"[^a-z0-9-]", "", slugify(name))) in taken:
            name = f"{given} {random.choice(INITIALS)}. {family}"
            family = f"{family}-{random.choice(FAMILY)}" if "-" not in family else random.choice(FAMILY)
        taken.add(slug)
        yield name, slug


def mentors(count: int, seed: int = 1) -> Iterator[dict[str, Any]]:
    """Yield mentors as plain data; ``slug`` is the file's name, the rest the fields of a profile.

    The first mentors of a large program are those of a small one.
    """
    random = Random(seed)
    lists, words = _lists()
    for number, (name, slug) in enumerate(islice(_names(random), count)):
        specialties = _some(random, lists["specialties"], 5, 0.1)
        topics = _some(random, lists["helps_with"], 5, 0.33)
        most = random.randint(0, 6)
        verified = TODAY - timedelta(days=random.randint(5, 380))
        yield {
            "slug": slug,
            "name": name,
            "pronouns": random.choice(("she/her", "he/him", "they/them")),
            "credentials": random.choice((["MD"], ["MD", "PhD"], ["MD", "MPH"], ["DO"])),
            "title": f"{random.choice(TITLES)} of {specialties[0].title()}",
            "department": random.choice(("Medicine", "Surgery", "Pediatrics", "Psychiatry", "Neurology")),
            "campus": random.choice(lists["campuses"]),
            "specialties": specialties,
            "roles": _some(random, lists["roles"], 5),
            "helps_with": topics,
            "mentee_stages": [random.choice(lists["stages"][1:] if random.random() < 0.4 else ["UME", "GME"])],
            "formats": _some(random, lists["formats"], 5),
            "frequency": random.choice(FREQUENCIES),
            "languages": ["English", *_some(random, lists["languages"][1:], 5)] if random.random() < 0.3 else [],
            "capacity": {"max": most, "current": random.randint(0, most)},
            "approach": _prose(random, 50),
            "expectations": _prose(random, 45),
            "first_contact": {"how": "email", "reply_within_days": random.randint(2, 9)},
            "contact": {"email": f"{slug}@aldervalley.example", "phone": f"555-01{15 + number % 25}"},
            "bio": _bio(random, [*words[specialties[0]], *words[topics[0]]]),
            "recognition": [{"title": "Mentor of the Year", "year": 2025}] if random.random() < 0.02 else [],
            "consent": {"date": verified, "scope": "public", "show": ["email"]},
            "last_verified": verified,
            "joined": f"{random.randint(2012, 2025)}-{random.randint(1, 12):02}",
        }


def guides(count: int = 30, seed: int = 1) -> Iterator[dict[str, Any]]:
    """Yield guides of about 800 words with headings, lists, a table and links."""
    random = Random(seed)
    sections = ("start", "expectations", "tools", "topics", "diversity", "recognition")
    topics = _lists().values["helps_with"]
    for number in range(count):
        parts = []
        for part in range(5):
            listed = "\n".join(f"- {random.choice(_sentences())}" for _ in range(4))
            parts.append(f"## Part {part + 1} of guide {number}\n\n{_prose(random, 90)}\n\n{listed}\n")
        parts.append("| When | What |\n| --- | --- |\n| Week 1 | *Goals* |\n| Week 2 | `Plan` |\n")
        yield {
            "slug": f"guide-{number}",
            "title": f"Guide number {number}",
            "summary": random.choice(_sentences()),
            "for": ["everyone"],
            "section": sections[number % len(sections)],
            "order": number,
            "topics": sorted(random.sample(topics, 2)),
            "owner": "Program office",
            "published": date(2026, 8, 3),
            "body": "\n".join(parts),
        }
