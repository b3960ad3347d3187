"""An invented program of any size, the same for the same count: mentors as their files would be, and the site.

Nobody here exists. Vocabulary values are drawn unevenly, as people choose them; texts are made of the words of the
sample's guides, with the frequencies that running text has.
"""

from __future__ import annotations

import json
import random
import re
from datetime import date, timedelta
from pathlib import Path

from mentorsite.assemble import Site, assemble
from mentorsite.config import Config, parse_config
from mentorsite.gist import entries_of
from mentorsite.guide import parse_guide
from mentorsite.load import find_sources
from mentorsite.model import SourceFile
from mentorsite.profile import parse_profile

ROOT = Path(__file__).resolve().parents[2]
TODAY = date(2026, 11, 22)

_NAMES = (Path(__file__).parent / "names.txt").read_text(encoding="utf-8").partition("\n")[2]
GIVEN, FAMILY = (part.split() for part in _NAMES.split("\n\n"))
RANKS = ("Professor", "Associate Professor", "Assistant Professor", "Clinical Instructor", "Fellow", "Resident")
STAGES = ("premed", "M1", "M2", "M3", "M4", "PGY-1", "PGY-2", "PGY-3", "fellow", "junior faculty")


def sample_config() -> Config:
    """Return the sample program's own site.yml."""
    config = parse_config((ROOT / "site.yml").read_bytes()).value
    assert config is not None
    return config


def sample_words() -> list[str]:
    """Return the distinct words of the sample's guides, the commonest first."""
    counts: dict[str, int] = {}
    for path in sorted((ROOT / "content").rglob("*.md")):
        for word in re.findall(r"[a-z]{2,}", path.read_text(encoding="utf-8").partition("\n---\n")[2].lower()):
            counts[word] = counts.get(word, 0) + 1
    return sorted(counts, key=lambda word: (-counts[word], word))


def _some(rng: random.Random, values: list[str], least: int, most: int) -> list[str]:
    """Draw a few values, the first ones of the list far more often than the last."""
    wanted = rng.randint(least, most)
    found: dict[str, None] = {}
    while len(found) < wanted:
        found[values[int(len(values) * rng.random() ** 1.7)]] = None
    return list(found)


def rows(count: int, config: Config, seed: int = 7) -> list[dict[str, object]]:
    """Return mentors as their YAML files would say."""
    rng = random.Random(seed)
    lists = {name: list(vocabulary.terms) for name, vocabulary in config.vocabularies.items()}
    for name in ("specialties", "helps_with", "languages", "formats", "roles", "communities"):
        rng.shuffle(lists[name])
    words = sample_words()
    weights = [1 / (rank + 6) for rank in range(len(words))]
    made, slugs = [], set()
    while len(made) < count:
        given, family = rng.choice(GIVEN), rng.choice(FAMILY)
        if rng.random() < 0.12:
            family += ("-" if rng.random() < 0.5 else " ") + rng.choice(FAMILY)
        if rng.random() < 0.1:
            given += " " + rng.choice(GIVEN)[0] + "."
        slug = f"mentor-{len(made):06d}"
        slugs.add(slug)
        specialties = _some(rng, lists["specialties"], 1, 2)
        drawn = rng.choices(words, weights, k=rng.randint(60, 150))
        most = rng.randint(1, 6)
        row: dict[str, object] = {
            "slug": slug,
            "name": f"{given} {family}",
            "credentials": [rng.choice(["MD", "DO", "MD, PhD", "MPH"])],
            "title": f"{rng.choice(RANKS)} of {specialties[0]}",
            "department": rng.choice(["Medicine", "Surgery", "Pediatrics", "Psychiatry", "Family medicine"]),
            "campus": rng.choice(lists["campuses"]),
            "specialties": specialties,
            "roles": _some(rng, lists["roles"], 1, 2),
            "helps_with": _some(rng, lists["helps_with"], 2, 6),
            "mentee_stages": [s for s in STAGES if rng.random() < 0.4] or ["M3"],
            "formats": _some(rng, lists["formats"], 1, 4),
            "languages": ["English", *(_some(rng, lists["languages"], 1, 2) if rng.random() < 0.5 else [])],
            "communities": _some(rng, lists["communities"], 1, 2) if rng.random() < 0.3 else [],
            "capacity": {"max": most, "current": []},
            "bio": _sentences(drawn),
            "consent": {"date": "2026-08-15", "scope": "public", "show": ["communities"]},
            "last_verified": (TODAY - timedelta(days=rng.randint(0, 500))).isoformat(),
            "joined": f"{rng.randint(2015, 2026)}-{rng.randint(1, 9):02d}",
        }
        taken = rng.randint(0, most)
        if taken:
            until = TODAY + timedelta(days=rng.randint(-60, 300))
            row["capacity"] = {"max": most, "current": [{"count": taken, "until": until.isoformat()}]}
        if rng.random() < 0.05:
            start = TODAY + timedelta(days=rng.randint(-30, 60))
            row["away"] = {"from": start.isoformat(), "until": (start + timedelta(days=60)).isoformat()}
        made.append({key: value for key, value in row.items() if value not in ([], "")})
    return made


def _sentences(words: list[str]) -> str:
    parts = [" ".join(words[start : start + 11]).capitalize() + "." for start in range(0, len(words), 11)]
    return " ".join(parts)


def site_of(made: list[dict[str, object]], config: Config, today: date = TODAY) -> Site:
    """Return the site of these mentors and the sample's guides, through every rule of the real program."""
    parsed = []
    for row in made:
        fields = {key: value for key, value in row.items() if key != "slug"}
        source = SourceFile(f"mentors/{row['slug']}.yml", str(row["slug"]), "profile", json.dumps(fields).encode())
        parsed.append(parse_profile(source))
    guides = [source for source in find_sources(ROOT).value or () if source.kind == "guide"]
    parsed.extend(parse_guide(source) for source in guides)
    site = assemble(config, entries_of(config, parsed, today), today).value
    assert site is not None
    assert len(site.mentors) == len(made), "every invented mentor is valid"
    return site
