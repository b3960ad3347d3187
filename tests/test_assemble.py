"""The waist: joins and rules that need more than one file."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from conftest import Join, codes

CONSENT = "consent: {date: 2026-09-01}\n"
GUIDE = "---\ntitle: A\nsummary: B\nsection: start\n---\n"


def test_the_tiny_program_is_sound(join: Join) -> None:
    """The base of all tests has nothing to complain about."""
    joined = join()
    assert not joined.found
    assert set(joined.site.by_slug) == {"ada-lindgren", "ben-osei"}


def test_one_wrong_file_never_hides_another_or_echoes(join: Join) -> None:
    """A broken module and a broken mentor are reported once each; references to them are not."""
    found = join(
        {
            "content/training/listening.md": "---\ntitle: [\n---\n",
            "mentors/cleo-marsh.yml": "nam: Cleo\nhelps_with: [reserch]\n",
            "content/start/b.md": GUIDE + "[Cleo](../../mentors/cleo-marsh.yml)\n",
        }
    ).found
    assert sorted(codes(found)) == ["field/missing", "field/unknown", "profile/unknown-term", "yaml/syntax"]


def test_terms_count_for_all_terms_above_them(join: Join) -> None:
    """A cardiologist is found under internal medicine too."""
    site = join().site
    assert [mentor.slug for mentor in site.by_term["specialties", "internal-medicine"]] == ["ada-lindgren"]


def test_modules_and_mentors_know_each_other(join: Join) -> None:
    """A module knows who completed it, a story whom it tells of."""
    story = (
        "---\ntitle: S\nsummary: B\nsection: stories\nmentors: [ada-lindgren]\nconsent: {date: 2026-09-01}\n---\nT.\n"
    )
    site = join({"content/stories/s.md": story}).site
    assert [mentor.slug for mentor in site.trained["listening"]] == ["ada-lindgren"]
    assert [guide.slug for guide in site.stories["ada-lindgren"]] == ["s"]


def test_the_order_of_lists_is_fair(join: Join) -> None:
    """Open mentors come first; over the days each of them is first as often as the others, by chance alone."""
    files: dict[str, str | bytes] = {
        f"mentors/m{n}.yml": f"name: M{n}\ncapacity: {{max: {0 if n == 5 else 1}}}\n{CONSENT}" for n in range(6)
    }
    firsts = set()
    for shift in range(40):
        site = join(files, date(2026, 11, 1) + timedelta(days=shift)).site
        assert site.mentors[-1].slug == "m5"
        firsts.add(site.mentors[0].slug)
    assert firsts == {"m0", "m1", "m2", "m3", "m4", "ada-lindgren", "ben-osei"}


def test_one_arrival_moves_nobody_else(join: Join) -> None:
    """A new mentor stands among the others without changing their order."""
    before = [mentor.slug for mentor in join().site.mentors]
    after = [
        m.slug for m in join({"mentors/cleo-marsh.yml": f"name: Cleo\ncapacity: {{max: 1}}\n{CONSENT}"}).site.mentors
    ]
    assert [slug for slug in after if slug in before] == before


def test_time_alone_is_a_warning_at_most(join: Join) -> None:
    """Ten years later the same files have dated findings only."""
    joined = join(
        {"content/start/b.md": GUIDE.replace("summary", "review_by: 2027-01-01\nsummary") + "T.\n"}, date(2036, 1, 1)
    )
    assert set(codes(joined.found)) == {"profile/unverified", "guide/overdue-review"}


def test_dates_turn_on_their_day(join: Join) -> None:
    """A guide is overdue on the day after its review date, a mentor gone on the day of leaving."""
    files: dict[str, str | bytes] = {
        "content/start/b.md": GUIDE.replace("summary", "review_by: 2026-12-01\nsummary") + "T.\n",
        "mentors/cleo-marsh.yml": f"name: Cleo\nleft: 2026-12-01\n{CONSENT}",
    }
    before, on, after = (join(files, date(2026, 12, 1) + timedelta(days=n)) for n in (-1, 0, 1))
    assert [joined.site.by_slug.keys() >= {"cleo-marsh"} for joined in (before, on, after)] == [True, False, False]
    assert [codes(joined.found) for joined in (before, on, after)] == [[], [], ["guide/overdue-review"]]


@pytest.mark.parametrize(
    ("field", "text", "code", "help_"),
    [
        ("specialties", "Obstetrics & Gynecology", "usual-form", 'Write "obstetrics and gynecology".'),
        ("specialties", "Obstetrics/Gynecology", "usual-form", 'Write "obstetrics and gynecology".'),
        ("specialties", "E.R.", "usual-form", 'Write "emergency medicine".'),
        ("communities", "parents", "unknown-term", 'Did you mean "parent or caregiver"?'),
        ("helps_with", "CV review", "unknown-term", 'Did you mean "residency applications"?'),
        ("mentee_stages", "all students", "unknown-term", 'Did you mean "UME"?'),
        ("specialties", "cardilogy/EP", "unknown-term",
         "These are 2 values; write each as an item of its own: cardiology, cardiac electrophysiology."),
        ("specialties", "heart & cardiology", "unknown-term", 'Did you mean "cardiology"?'),
        ("specialties", "Pyschology", "unknown-term", "Allowed: "),
        ("helps_with", "mentoring", "unknown-term", "Allowed: "),
        ("roles", "mentor", "unknown-term", "Allowed: "),
        ("mentee_stages", "PGY 6", "unknown-term", "Allowed: "),
        ("formats", "1:1", "unknown-term", "Allowed: "),
    ],
)  # fmt: skip
def test_what_is_not_in_a_list_gets_one_clear_hint(join: Join, field: str, text: str, code: str, help_: str) -> None:
    """What has one clear match is told it, several values are told apart, and nothing is guessed from far off."""
    site = "title: A\ncontact: {name: Office, email: office@school.example}\nvocabularies:\n  extends: medicine\n"
    found = join(
        {
            "site.yml": site + "  communities: [parent or caregiver]\n",
            "mentors/cleo-marsh.yml": f"name: Cleo\n{field}: ['{text}']\n{CONSENT}",
        }
    ).found
    (hint,) = (fault for fault in found if fault.span.path == "mentors/cleo-marsh.yml")
    assert hint.code == f"profile/{code}"
    assert hint.help.startswith(help_)
    assert (hint.fix is not None) is hint.help.startswith(("Write", "Did"))
