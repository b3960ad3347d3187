"""Names that look alike: the form in which letters that readers cannot tell apart are one.

Cyrillic, Greek and other letters that are drawn like Latin ones, and digits that pass for letters; the part of
Unicode's table of confusables (UTS 39) that a name in one line of text could be forged with.
"""

# ruff: noqa: RUF001 - the letters that look alike are the matter of this room
from __future__ import annotations

from mentorsite.letters import fold

_DRAWN_ALIKE = str.maketrans(
    "авекмнорстухѕіјӏԁԛԝһԍьүαβεηικμνορτυχϲϳɑɡɩɪոսցօհ01|",
    "abekmhopctyxsijldqwhgbyabenikuvoptuxcjagiinugoholl",
)


def skeleton(name: str) -> str:
    """Return the form that two names share if they look alike."""
    return fold(name).translate(_DRAWN_ALIKE)
