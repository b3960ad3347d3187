"""Names that look alike: the form in which letters that readers cannot tell apart are one.

Cyrillic, Greek and other letters that are drawn like Latin ones, and digits that pass for letters; the part of
Unicode's table of confusables (UTS 39) that a name in one line of text could be forged with.
"""

# ruff: noqa: RUF001 - the letters that look alike are the matter of this room
from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from mentorsite.letters import fold

_DRAWN_ALIKE = str.maketrans(
    "авекмнорстухѕіјӏԁԛԝһԍьүαβεηικμνορτυχϲϳɑɡɩɪոսցօհ01|",
    "abekmhopctyxsijldqwhgbyabenikuvoptuxcjagiinugoholl",
)
# No name is written with a capital I after a small letter but McIntyre's, which nobody else is confused with.
_CAPITAL_I = re.compile("(?<=[a-z])I+")


@lru_cache(maxsize=1 << 15)
def skeleton(name: str) -> str:
    """Return the form that two names share if they look alike; what cannot be seen is left out."""
    seen = name if name.isprintable() else "".join(c for c in name if unicodedata.category(c) != "Cf")
    return fold(_CAPITAL_I.sub(lambda run: "l" * len(run[0]), seen)).translate(_DRAWN_ALIKE)
