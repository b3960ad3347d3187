"""Nothing private is published: secrets are told from profiles anew, and looked for in every file."""

from __future__ import annotations

import base64
import html
import random
import re
import string
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from conftest import TODAY, Write, photo
from hypothesis import given, settings
from hypothesis import strategies as st

from mentorsite import gist as telling
from mentorsite.build import build
from mentorsite.inspection.files import Inspection
from mentorsite.model import Mentor
from mentorsite.run import Options
from mentorsite.secrets import Secret, words_of

NAME = Secret("words", "zelda quartermaine", "mentors/z.yml", "name")
EMAIL = Secret("email", "zelda@hidden.example", "mentors/z.yml", "contact.email", ("mentors/z.html",))
PHONE = Secret("number", "5550187", "mentors/z.yml", "contact.phone")
WORD = Secret("words", "xylophonist", "mentors/z.yml", "title")


def found(text: str, url: str = "a.html", published: dict[str, str] | None = None) -> set[str]:
    """Return the fields whose secrets a file shows."""
    look = Inspection([NAME, EMAIL, PHONE, WORD], lambda: published or {})
    faults = [fault for fault in look.faults(url, text.encode()) if fault.code == "page/leak"]
    said = "".join(fault.message.removeprefix(url) + fault.help for fault in faults)
    assert "zelda" not in said.lower()
    return {fault.message.split(" ")[2] for fault in faults}


@pytest.mark.parametrize(
    "text",
    [
        "Zelda Quartermaine", "ZELDA\n QUARTERMAINE,", "<b>Zelda</b> <i>Quartermaine</i>", "zelda-quartermaine.html",
        "Zelda&#32;Quartermaine", "&#90;elda Quartermaine", "Zelda%20Quartermaine", '"Zel\\u0064a Quartermaine"',
        base64.b64encode(b"it is Zelda Quartermaine").decode(), '<img alt="Zelda Quartermaine" src="x">',
    ],
)  # fmt: skip
def test_a_name_is_found_however_it_is_written(text: str) -> None:
    """Entities, percent signs, JSON escapes, base64, tags and capital letters hide nothing."""
    assert found(f"<p>before {text} after</p>") == {"name"}


def test_a_file_name_can_be_a_leak() -> None:
    """The address of a file is searched like its text."""
    assert found("", "photos/zelda-quartermaine.jpg") == {"name"}


@pytest.mark.parametrize(
    "text", ["Zelda", "Quartermaine Zelda", "Zelda Quartermaines", "xylophonists", "555-018", "hidden.example"]
)
def test_a_part_is_no_leak(text: str) -> None:
    """One word of a name, or a longer word, is somebody else's."""
    assert found(f"<p>{text}</p>") == set()


def test_numbers_and_addresses_are_found() -> None:
    """Telephone numbers are compared by their digits, e-mail addresses in small letters."""
    assert found('<a href="tel:5550187">') == {"contact.phone"}
    assert found("call (555) 0187 today") == {"contact.phone"}
    assert found("mail Zelda@Hidden.example.") == {"contact.email"}


def test_a_page_that_may_show_an_address_may() -> None:
    """An address shown by consent stands on the mentor's own page, and nowhere else."""
    assert found("zelda@hidden.example", "mentors/z.html") == set()
    assert found('{"a": "zelda@hidden.example"}', "data/mentors.json") == {"contact.email"}


def test_words_of_the_search_index_are_unpacked() -> None:
    """A word that the index holds in pieces is found."""
    from mentorsite.packing import front_coded

    packed = front_coded(["xenon", "xylophone", "xylophonist"])
    assert "xylophonist" not in packed
    assert found(f'["{packed}"]', "search/1.json") == {"title"}


def test_what_others_publish_is_no_secret() -> None:
    """A title that stands in somebody else's text cannot be told from theirs; one's own text does not excuse."""
    assert found("xylophonist", published={"mentors/a.yml": "A Xylophonist by night"}) == set()
    assert found("xylophonist", published={"mentors/z.yml": "A xylophonist"}) == {"title"}
    assert found("zelda@hidden.example", published={"site.yml": "Write to Zelda@hidden.example"}) == set()
    assert found("call 555-0187", published={"site.yml": "The office: (555) 0187, day and night"}) == set()
    assert found("call 555-0187", published={"site.yml": "555-01875"}) == {"contact.phone"}


def test_a_line_that_every_page_has_is_skipped_only_while_nothing_secret_begins_in_it() -> None:
    """However often its parts were seen, a name that stands on two lines of one page is found there."""
    look = Inspection([NAME, WORD], dict)
    for number in range(4):
        assert not list(look.faults(f"{number}.html", b"<p>Zelda\n<p>more\n<p>a &#120;ylo\n<p>Quartermaine"))
    assert list(look.faults("4.html", b"<p>Zelda\n<p>Quartermaine\n<p>more"))
    assert list(look.faults("5.html", b"<p>more\n<p>a &#120;ylophonist"))
    assert list(look.faults("6.html", b"<p>more\n<p>a &#120;ylophonist"))


_SECRETS = [
    *(NAME, EMAIL, PHONE, WORD),
    *(
        Secret("words", words_of(text.lower()), "mentors/m.yml", "name")
        for text in (
            "Müller Øre",
            "Ольга Кравцова",
            "Kelvin \u0130pek",
            "a_1 2 xy é",
            "Quartermaine Müller",
            "o ne two",
        )
    ),
]
_WORDS = """
Zelda zelda QUARTERMAINE Müller MÜLLER øre Øre Ольга Кравцова \u212aelvin kelvin \u0130pek A_1 xy é É o ne two
xylophonist Zelda@Hidden.example (555) 01.87 5550187 555 0187 2 &#90;elda %5aelda \\u005aelda M&uuml;ller
&#39; &lt &am <b> </b> " “ ,
. - _ ’ / @
"""
_PIECES = [
    *_WORDS.split(),
    *("  \n\u2028\x85"),
    base64.b64encode(b"it is Zelda Quartermaine").decode(),
    base64.b64encode(b"mail zelda@hidden.example").decode(),
    base64.urlsafe_b64encode("die Müller Øre?>".encode()).decode().rstrip("="),
]


def slowly(text: str, secret: Secret) -> bool:
    """Whether a text holds a secret, told the plain way: decoded as a whole, cut by patterns, compared word by word."""
    text = re.sub(r"\\u([0-9a-fA-F]{4})", lambda match: chr(int(match[1], 16)), text)
    text = html.unescape(unquote(text, errors="ignore"))
    runs = re.findall(r"[A-Za-z0-9+/_=-]{12,}", text)
    for run in [run for run in runs if len(run) % 4 != 1 or run.endswith("=")]:
        with suppress(ValueError):
            bare = run.rstrip("=").replace("-", "+").replace("_", "/")
            plain = base64.b64decode(bare + "=" * (-len(bare) % 4)).decode()
            text += f"\n{plain}" if plain.isprintable() else ""
    if secret.kind == "number":
        return secret.text in {re.sub(r"\D", "", run) for run in re.findall(r"[0-9][0-9 ().-]*", text)}
    if secret.kind == "email":
        return re.search(rf"(?<![\w.+%'-]){re.escape(secret.text)}(?![\w-]|\.\w)", text.lower()) is not None
    shown = (text.lower(), re.sub(r"<[^>]*>", " ", text.lower()))
    return any(f" {secret.text} " in f" {words_of(words)} " for words in shown)


@settings(max_examples=3000, deadline=None)
@given(st.lists(st.sampled_from(_PIECES), max_size=12))
def test_the_short_way_finds_what_the_plain_way_finds(pieces: list[str]) -> None:
    """Looking up bytes in tables finds every secret that patterns over the whole text find, and no other."""
    text = "".join(pieces)
    for secret in _SECRETS:
        look = Inspection([secret], dict)
        assert bool(list(look.faults("a.html", text.encode()))) == slowly(text, secret), (text, secret.text)


@settings(max_examples=1000, deadline=None)
@given(st.lists(st.lists(st.sampled_from([*_PIECES, "<li>", "\n", "\n"]), max_size=8), min_size=2, max_size=6))
def test_what_was_seen_before_hides_nothing(pages: list[list[str]]) -> None:
    """A page is judged the same by a look that has seen others as by one that has not."""
    look = Inspection(_SECRETS, dict)
    for _ in range(2):
        for page in pages:
            data = "".join(page).encode()
            alone = Inspection(_SECRETS, dict).faults("a.html", data)
            assert set(map(str, look.faults("a.html", data))) == set(map(str, alone))


CANARIES = 500
_SITE = """
visibility: {pronunciation: private, department: internal, links: internal, frequency: private}
fields:
  staff_number: {label: Staff number, type: number, visibility: private}
  room: {label: Room, type: text, visibility: internal}
"""


def _profile(number: int, canary: Any) -> str:
    scope = ("public", "internal", "public", "")[number % 4]
    left = "left: 2026-10-01\n" if number % 4 == 2 else ""
    consent = f"consent: {{date: 2026-09-01, scope: {scope}}}\n" if scope else ""
    hidden = number % 4 != 0
    name = f"{canary()} {canary()}".title() if hidden else f"Openly Shown{number}"
    more = f"title: {canary()}\nbio: {canary()} and *{canary()}*\nexpectations: {canary()}\n" if hidden else ""
    return (
        f"name: {name}\n{more}{consent}{left}pronunciation: {canary()}\ndepartment: {canary()}\nfrequency: {canary()}\n"
        f"communities: [rural background]\ncommunities_note: {canary()}\nstaff_number: {number + 700000}\n"
        f"room: {canary()}\nlinks: {{website: 'https://{canary()}.example'}}\n"
        f"contact: {{email: {canary()}@{canary()}.example, phone: 555-01{number % 100:02}-{number:04}}}\n"
        f"{_photo_of(number, canary)}"
    )


def _photo_of(number: int, canary: Any) -> str:
    """A photo that nobody agreed to show; one in 25 has one, as each is opened."""
    if number % 25:
        return ""
    return f"photo: {{file: photos/{canary()}-{number}.jpg, alt: {canary()}, credit: {canary()}}}\n"


def test_canaries_in_every_private_field_of_500_profiles_never_sing(write: Write) -> None:
    """Private, internal, departed and unconsented profiles leave no trace in any file or file name of the site."""
    luck = random.Random(7)
    planted: list[str] = []

    def canary() -> str:
        planted.append("zq" + "".join(luck.choices(string.ascii_lowercase, k=9)))
        return planted[-1]

    profiles = {f"mentors/m-{number}.yml": _profile(number, canary) for number in range(CANARIES)}
    files = {f"mentors/{name}" for text in profiles.values() for name in re.findall(r"photos/[\w-]+\.jpg", text)}
    root = write({**profiles, **{name: photo() for name in files}, "site.yml+": _SITE})
    assert len(files) == CANARIES / 25
    outcome = build(Options(root, TODAY, jobs=2, cache=root / ".cache"))
    assert outcome.published, outcome.findings[:3]
    for top in (root / "_site", root / ".cache"):
        for path in top.rglob("*"):
            text = path.relative_to(root).as_posix()
            text += path.read_bytes().decode("utf-8", "replace").lower() if path.is_file() else ""
            assert not [word for word in planted if word in text], path
            assert (
                "7000" not in text or top.name == ".cache" or not any(str(n + 700000) in text for n in range(CANARIES))
            )


@pytest.mark.parametrize("field", ["communities_note", "frequency", "email"])
def test_a_mistake_in_publishing_is_caught(write: Write, monkeypatch: pytest.MonkeyPatch, field: str) -> None:
    """If the room that withholds let a field through, the build would fail and name the page and the field."""
    right = telling.mentor_of

    def wrong(profile: Any, *args: Any) -> Mentor:
        if profile.slug != "cleo-marsh":
            return right(profile, *args)
        value = profile.contact.email if field == "email" else getattr(profile, field)
        return replace(right(profile, *args), **{field: value})

    monkeypatch.setattr(telling, "mentor_of", wrong)
    root = write(
        {
            "mentors/cleo-marsh.yml": "name: Cleo Marsh\nconsent: {date: 2026-09-01}\n"
            "frequency: Whenever the tide is out\n"
            "communities: [rural background]\ncommunities_note: I grew up on a lighthouse island\n"
            "contact: {email: cleo@private.example}\n",
            "site.yml+": "visibility: {frequency: private}\n",
            "templates/partials/profile-record.html": "{{ communities_note }} {{ frequency }} {{ email }}",
        }
    )
    outcome = build(Options(root, TODAY))
    codes = {(finding.diagnostic.code, finding.diagnostic.span.path) for finding in outcome.findings}
    assert ("page/leak", "mentors/cleo-marsh.yml") in codes
    assert not outcome.published
    assert not (root / "_site").exists()


def test_an_email_shown_by_consent_is_not_in_the_data(write: Write) -> None:
    """Consent for an address is consent for the mentor's own page."""
    root = write(
        {
            "mentors/cleo-marsh.yml": "name: Cleo Marsh\nconsent: {date: 2026-09-01, show: [email]}\n"
            "contact: {email: cleo@shown.example}\n"
        }
    )
    assert build(Options(root, TODAY)).published
    holding = [p for p in (root / "_site").rglob("*") if p.is_file() and b"cleo@shown.example" in p.read_bytes()]
    assert holding == [root / "_site/mentors/cleo-marsh.html"]


def test_secrets_are_not_read_out_of_the_cache(write: Write) -> None:
    """What a restored cache holds cannot be read without the sources."""
    root = write({"mentors/cleo-marsh.yml": "name: Cleo Marsh\ncontact: {email: cleo@private.example}\n"})
    build(Options(root, TODAY, cache=Path(root / ".cache")))
    kept = b"".join(path.read_bytes() for path in (root / ".cache").rglob("*") if path.is_file())
    assert b"cleo@private.example" not in kept
    assert b"Cleo Marsh" not in kept


def test_an_edit_that_moves_private_fields_makes_no_other_page_again(write: Write) -> None:
    """What may not be shown is the same wherever it stands, so a line more in one file changes one page."""
    cleo = "name: Cleo Marsh\nconsent: {date: 2026-09-01}\ncontact: {email: cleo@private.example}\n"
    root = write({"mentors/cleo-marsh.yml": cleo})
    options = Options(root, TODAY, cache=root / ".cache")
    assert build(options).published
    times = {path: path.stat().st_mtime_ns for path in (root / "_site").rglob("*.html")}
    (root / "mentors/cleo-marsh.yml").write_text("# a remark\n\n" + cleo, "utf-8")
    outcome = build(options)
    assert outcome.published
    assert outcome.changed == 0
    assert times == {path: path.stat().st_mtime_ns for path in (root / "_site").rglob("*.html")}
