"""(page, view) → bytes."""

from __future__ import annotations

import json
import os
import re
import shutil
import sys
from pathlib import Path

import pytest
from conftest import TODAY, Join, Write, codes, tree

from mentorsite.build import build
from mentorsite.render import open_theme, render
from mentorsite.run import Options
from mentorsite.views.view import view_of

CONSENT = "consent: {date: 2026-09-01, show: [communities]}\n"


def pages(write: Write, files: dict[str, str | bytes]) -> dict[str, str]:
    """Build the tiny program and return its pages."""
    root = write(files)
    outcome = build(Options(root, TODAY))
    assert outcome.published, outcome.findings
    return {
        name: data.decode() for name, data in tree(root / "_site").items() if name.endswith((".html", ".xml", ".txt"))
    }


def test_a_template_of_the_program_extends_the_packaged_one(write: Write) -> None:
    """A file in templates/ replaces the theme's and may extend it as default/…; the other pages stay."""
    made = pages(
        write,
        {"templates/about.html": '{% extends "default/about.html" %}{% block main %}<h1>Ours</h1>{% endblock %}\n'},
    )
    assert "<h1>Ours</h1>" in made["about.html"]
    assert "Skip to" in made["about.html"]


@pytest.mark.skipif(sys.platform != "linux", reason="other systems have no such names")
def test_a_folder_may_have_any_name(write: Write, tmp_path: Path) -> None:
    """A program builds in a folder whose name is not UTF-8, with templates of its own."""
    root = write({"templates/profile.html": '{% extends "default/profile.html" %}'})
    other = tmp_path / os.fsdecode(b"caf\xe9")
    shutil.copytree(root, other, ignore=shutil.ignore_patterns(other.name))
    assert build(Options(other, TODAY)).published


def test_words_of_the_interface_can_be_changed(write: Write) -> None:
    """A string of the program's own catalogue takes the place of the theme's."""
    made = pages(write, {"templates/strings.yml": "skip: Jump ahead\n"})
    assert all("Jump ahead" in text for name, text in made.items() if name == "about.html")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("{% if %}", "template/syntax"),
        ("{{ nothing_here }}", "template/undefined"),
        ("{{ t.nothing_here }}", "template/undefined"),
        ('{% include "nowhere.html" %}', "template/missing"),
        ('{% include "../site.yml" %}', "template/missing"),
        ("{{ 1 / 0 }}", "template/failed"),
        ("{% macro a() %}{{ a() }}{% endmacro %}{{ a() }}", "template/failed"),
        ("{{ program.title|nofilter }}", "template/syntax"),
    ],
)
def test_a_failing_template_is_a_finding_at_its_line(write: Write, text: str, code: str) -> None:
    """File, line and page are named, and nothing is published."""
    root = write({"templates/about.html": f"<p>\n{text}\n</p>\n"})
    outcome = build(Options(root, TODAY))
    assert not outcome.published
    (finding,) = outcome.findings
    assert finding.diagnostic.code == code
    assert (finding.diagnostic.span.path, finding.diagnostic.span.line) == ("templates/about.html", 2)
    assert "about.html" in finding.diagnostic.message


def test_one_broken_partial_is_reported_for_each_page_at_one_place(write: Write) -> None:
    """A mistake in an included file is located in that file."""
    root = write({"templates/partials/support.html": "{{ oops }}\n"})
    found = build(Options(root, TODAY)).findings
    assert {finding.diagnostic.span.path for finding in found} == {"templates/partials/support.html"}


HOSTILE = "<script>alert(1)</script>{{ 7 * 7 }}{% raw %}</script><!--]]>\" onclick='x' \u2028&"


def test_what_people_write_is_never_code(write: Write) -> None:
    """Markup, Jinja and script ends in any field come out as the text that they are, in HTML and in JSON data."""
    quoted = json.dumps(HOSTILE, ensure_ascii=False)
    fields = ("name", "title", "department", "pronouns", "pronunciation", "not_for", "frequency", "approach",
              "expectations", "communities_note")  # fmt: skip
    profile = "".join(f"{field}: {quoted[:38] + chr(34) if field == 'pronouns' else quoted}\n" for field in fields)
    profile += f"bio: {quoted}\ncredentials: ['<b>']\ncommunities: [first-generation]\n{CONSENT}"
    guide = f"---\ntitle: {quoted}\nsummary: {quoted}\nsection: start\nowner: {quoted}\n---\n{HOSTILE}\n"
    made = pages(write, {"mentors/mx-c.yml": profile, "content/start/g.md": guide, "site.yml+": f"tagline: {quoted}\n"})
    for name, text in made.items():
        data = re.findall(r'<script type="application/ld\+json">(.*?)</script>', text, re.DOTALL)
        for block in data:
            assert json.loads(block)["name"]
            assert "<" not in block
        bare = re.sub(r'<script type="application/ld\+json">.*?</script>', "", text, flags=re.DOTALL)
        assert "alert(1)</script>" not in bare, name
        assert not re.search(r"<[^>]*\sonclick=", re.sub(r'"[^"]*"', '""', bare)), name
        assert "49" not in re.sub(r"[0-9a-f]{12}", "", bare) or "7 * 7" in bare, name
    assert "{{ 7 * 7 }}" in made["mentors/mx-c.html"]


def test_pages_bear_a_strict_policy_and_nothing_inline(write: Write) -> None:
    """Each page names its Content-Security-Policy and has no inline script, style, handler or foreign address."""
    for name, text in pages(write, {"site.yml+": "url: https://mentors.aldervalley.example\n"}).items():
        if not name.endswith(".html") or 'http-equiv="refresh"' in text:
            continue
        assert "default-src 'none'" in text, name
        assert "unsafe" not in text, name
        assert not re.search(r"<style|\sstyle=|\son\w+=", text), name
        assert not re.search(r"<script(?![^>]*(\ssrc=|ld\+json))", text), name
        assert not re.search(r'<(?:script|link|img|iframe|source)[^>]*(?:src|href)="(?:https?:)?//', re.sub(
            r'<link rel="canonical"[^>]*>', "", text)), name  # fmt: skip


def test_cards_are_rendered_alike_wherever_they_stand(join: Join, write: Write) -> None:
    """One memo of cards for all pages gives each the same card as a fresh theme does."""
    joined = join()
    root = write({})
    theme, found = open_theme(root, assets="assets/x")
    assert theme is not None
    assert not found
    listed = [page for page in joined.plan.pages if page.kind in ("directory", "term", "mentor")]
    first = [render(page, view_of(page, joined.site, joined.plan), theme).value for page in listed]
    again, _ = open_theme(root, assets="assets/x")
    assert again is not None
    second = [render(page, view_of(page, joined.site, joined.plan), again).value for page in reversed(listed)]
    assert first == second[::-1]
    assert not codes(joined.found)


def test_a_macro_that_remembers_mixes_nothing_up(write: Write) -> None:
    """Values that are equal and shown otherwise are told apart, and what may change is not remembered."""
    show = "{% macro show(x) %}{{ x[0] if x is sequence and x is not string else x }}{% endmacro %}"
    calls = ("1", "true", '"<b>"', '"<b>"|html', "[1]", "[2]", '("<i>",)', '("<i>"|html,)', "1", '"<b>"')
    about = '{% import "own.html" as own %}' + " ".join(f"{{{{ own.show({call}) }}}}" for call in calls)
    made = pages(write, {"templates/about.html": about, "templates/own.html": show})
    assert made["about.html"] == "1 True &lt;b&gt; <b> 1 2 &lt;i&gt; <i> 1 &lt;b&gt;"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ('{{ t.skip }} {{ t["skip"] }}', "Skip to content Skip to content"),
        ("{{ t.search_hint }}", "Names, topics &amp; &lt;places&gt;"),
        ("{{ t.title|fill(page='<i>', program=program.title) }}", "&lt;i&gt; · Mentors at Alder Valley"),
        ('{% for t in ["x"] %}{{ t.upper() }} {{ t.skip is defined }}{% endfor %}', "X False"),
        ('{% macro of(t) %}{{ t.skip }}{% endmacro %}{{ of({"skip": "own"}) }}', "own"),
        ('{% set t = {"skip": "own"} %}{{ t.skip }}', "own"),
        ('{% import "own.html" as t %}{{ t.skip }}', "own"),
        ('{% from "own.html" import skip as t %}{{ t }}', "own"),
        ("{{ t.nothing is defined }} {{ assets is defined }} {{ live }}", "False True False"),
        ("{% set assets = 1 %}{{ assets }}{{ 1 }}{{ none }}", "11None"),
    ],
)
def test_what_is_fixed_when_a_template_is_compiled_reads_the_same(write: Write, text: str, shown: str) -> None:
    """The catalogue's words stand where their names did, escaped; a name that the template gives itself is its own."""
    own = "{% set skip = 'own' %}"
    words = "search_hint: Names, topics & <places>\nskip: Skip to content\n"
    made = pages(write, {"templates/about.html": text, "templates/own.html": own, "templates/strings.yml": words})
    assert made["about.html"] == shown
