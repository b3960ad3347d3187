"""Invented mentors and guides of any number, the same for one seed on every machine; no file format is known here.

Names come from many languages, terms are drawn as unevenly as people choose them, and the prose is built from the
sentences of the sample program's own guides and biographies.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

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
GIVEN, FAMILY = tuple(_GIVEN.split()), tuple(_FAMILY.split())
TITLES = ("Associate Professor", "Assistant Professor", "Professor", "Instructor", "Fellow", "Resident", "Student")
FREQUENCIES = (
    "Every two weeks",
    "Once a month, thirty minutes",
    "About every six weeks",
    "As often as you need at first",
)


@cache
def _lists() -> dict[str, list[str]]:
    from mentorsite.config import parse_config

    config = parse_config((REPO / "site.yml").read_bytes()).value
    assert config is not None
    return {name: list(vocabulary.terms) for name, vocabulary in config.vocabularies.items()}


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


def _some(random: Random, terms: list[str], most: int) -> list[str]:
    """Draw up to ``most`` terms, the first of the list far more often than the last."""
    count = random.randint(1, most)
    drawn = {terms[min(int(random.expovariate(5 / len(terms))), len(terms) - 1)] for _ in range(count)}
    return sorted(drawn)


def _prose(random: Random, words: int) -> str:
    chosen: list[str] = []
    while sum(map(len, chosen)) < words * 5.6:
        chosen.append(random.choice(_sentences()))
    return " ".join(chosen)


def _bio(random: Random) -> str:
    words = random.randint(80, 150)
    first, second = _prose(random, words // 2), _prose(random, words - words // 2)
    if random.random() >= MARKED:
        return f"{first}\n\n{second}"
    head, _, rest = first.partition(" ")
    listed = "\n".join(f"- {random.choice(_sentences()).lower().rstrip('.')}" for _ in range(3))
    return (
        f"*{head}* {rest}\n\nWhat **matters** to me:\n\n{listed}\n\n{second} See [my page](https://family.example/me)."
    )


def mentors(count: int, seed: int = 1) -> Iterator[dict[str, Any]]:
    """Yield mentors as plain data; ``slug`` is the file's name, the rest the fields of a profile."""
    random = Random(seed)
    lists = _lists()
    taken: set[str] = set()
    for number in range(count):
        given, family = random.choice(GIVEN), random.choice(FAMILY)
        if random.random() < 0.4 or count > 5000:
            family = f"{family}-{random.choice(FAMILY)}"
        slug = re.sub(r"[^a-z0-9-]", "", slugify(f"{given} {family}"))
        if slug in taken:
            given = f"{given} {chr(65 + number % 26)}."
            slug = f"{slug}-{number}"
        taken.add(slug)
        specialties = _some(random, lists["specialties"], 2)
        most = random.randint(0, 6)
        verified = TODAY - timedelta(days=random.randint(5, 380))
        yield {
            "slug": slug,
            "name": f"{given} {family}",
            "pronouns": random.choice(("she/her", "he/him", "they/them")),
            "credentials": random.choice((["MD"], ["MD", "PhD"], ["MD", "MPH"], ["DO"])),
            "title": f"{random.choice(TITLES)} of {specialties[0].title()}",
            "department": random.choice(("Medicine", "Surgery", "Pediatrics", "Psychiatry", "Neurology")),
            "campus": random.choice(lists["campuses"]),
            "specialties": specialties,
            "roles": _some(random, lists["roles"], 2),
            "helps_with": _some(random, lists["helps_with"], 3),
            "mentee_stages": sorted(
                random.sample(lists["stages"][1:], random.randint(1, 2)), key=lists["stages"].index
            ),
            "formats": _some(random, lists["formats"], 2),
            "frequency": random.choice(FREQUENCIES),
            "languages": list(dict.fromkeys(["English", *_some(random, lists["languages"], 2)])),
            "capacity": {"max": most, "current": random.randint(0, most)},
            "approach": _prose(random, 25),
            "expectations": _prose(random, 20),
            "first_contact": {"how": "email", "reply_within_days": random.randint(2, 9)},
            "contact": {"email": f"{slug}@aldervalley.example", "phone": f"555-01{15 + number % 25}"},
            "bio": _bio(random),
            "recognition": [{"title": "Mentor of the Year", "year": 2025}] if random.random() < 0.02 else [],
            "consent": {"date": verified, "scope": "public", "show": ["email"]},
            "last_verified": verified,
            "joined": f"{random.randint(2012, 2025)}-{random.randint(1, 12):02}",
        }


def guides(count: int = 30, seed: int = 1) -> Iterator[dict[str, Any]]:
    """Yield guides of about 800 words with headings, lists, a table and links."""
    random = Random(seed)
    sections = ("start", "expectations", "tools", "topics", "diversity", "recognition")
    topics = _lists()["helps_with"]
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
