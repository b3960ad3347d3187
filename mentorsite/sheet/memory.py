"""What the last import of a form saw, so that the next one can tell a corrected cell from a file edited by hand.

For each mentor and field a salted digest of the value that the form gave, and the day of consent; and of those who were
forgotten a digest of file name and address. The file belongs into version control, beside the mentors' files.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from hashlib import blake2b
from pathlib import Path as File
from secrets import token_hex
from typing import Any

from mentorsite.desk.changes import Change, ChangeRefused, read
from mentorsite.letters import fold
from mentorsite.yaml.edit import Data, Path

NAME = ".imported.json"
_CONSENT = ("consent", "date")


class Memory:
    """What ``.imported.json`` says. Raises ``ChangeRefused`` if it cannot be read."""

    def __init__(self, root: File) -> None:
        self.before = read(root, NAME)
        try:
            said = json.loads(self.before or b"{}")
        except ValueError:
            said = None
        if not isinstance(said, dict):
            raise ChangeRefused(
                f"{NAME} cannot be read; take back what happened to it in version control, or delete it"
            )
        self.salt = str(said.get("salt") or token_hex(8))
        seen, gone = said.get("seen"), said.get("forgotten")
        self.seen: dict[str, dict[str, str]] = dict(seen) if isinstance(seen, dict) else {}
        self.forgotten: set[str] = set(gone) if isinstance(gone, list) else set()

    def knows(self, slug: str) -> bool:
        """Whether a row of a form was taken for this mentor before."""
        return slug in self.seen

    def was(self, slug: str, path: Path, value: Data | None) -> bool | None:
        """Whether the form gave this value the last time; None where that field was not asked for."""
        old = self.seen.get(slug, {}).get(".".join(path))
        return None if old is None else old == _digest(self.salt, slug, path, value)

    def consent(self, slug: str) -> str:
        """Return the day of the consent that the form gave last."""
        return self.seen.get(slug, {}).get(".".join(_CONSENT), "")

    def note(self, slug: str, values: Mapping[Path, Data | None]) -> None:
        """Keep what a row gave."""
        for path, value in values.items():
            if path != _CONSENT or value:
                self.seen.setdefault(slug, {})[".".join(path)] = _digest(self.salt, slug, path, value)

    def forget(self, slug: str, email: str) -> None:
        """Drop what is known of a mentor, and keep only what tells their row in a form's answers."""
        self.seen.pop(slug, None)
        self.forgotten |= {_short(self.salt, "forgotten", fold(text)) for text in (slug, email) if text}

    def is_forgotten(self, slug: str, email: str) -> bool:
        """Whether a row is that of somebody who was forgotten."""
        return any(_short(self.salt, "forgotten", fold(text)) in self.forgotten for text in (slug, email) if text)

    def change(self) -> Change:
        """Return the change of the file."""
        said: dict[str, Any] = {"forgotten": sorted(self.forgotten)} if self.forgotten else {}
        said |= {"seen": self.seen} if self.seen else {}
        said |= {"salt": self.salt} if said else {}
        text = json.dumps(said, indent=1, sort_keys=True) + "\n"
        return Change(NAME, self.before, text.encode() if said or self.before is not None else None)


def _digest(salt: str, slug: str, path: Path, value: Data | None) -> str:
    if path == _CONSENT:
        return str(value or "")
    return _short(salt, slug, ".".join(path), json.dumps(_even(value), sort_keys=True))


def _even(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _even(inner) for name, inner in value.items()}
    return [_even(item) for item in value] if isinstance(value, list) else " ".join(str(value or "").split())


def _short(*parts: str) -> str:
    return blake2b("\0".join(parts).encode(), digest_size=6).hexdigest()
