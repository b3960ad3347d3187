"""A source file → what it says, by the parser that its folder decides."""

from __future__ import annotations

from functools import lru_cache

from mentorsite.config import Config
from mentorsite.fields import Table
from mentorsite.guide import parse_guide
from mentorsite.model import Parsed, SourceFile
from mentorsite.profile import parse_profile, profile_table


def parse(source: SourceFile, config: Config | None) -> Parsed:
    """Read one source file by itself."""
    if source.kind == "profile":
        return parse_profile(source, custom_table(config))
    if source.kind == "guide":
        return parse_guide(source)
    return Parsed(source.path, source.slug, source.kind, None, (), ())


@lru_cache(maxsize=4)
def custom_table(config: Config | None) -> Table:
    """Return the table of profiles with the program's own fields."""
    fields = config.fields if config else ()
    return profile_table(tuple((f.name, f.type, f.vocabulary, f.label, f.visibility) for f in fields))
