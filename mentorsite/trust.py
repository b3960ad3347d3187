"""Who may change what: for a pull request from a fork, the files that are code must be those of a trusted revision.

Profiles, guides and photos are data, and anybody may propose them. Templates, ``site.yml`` and the workflow decide
what runs and what is withheld; a change of them is read by a person before it is built. Asks git, and nothing else.
"""

from __future__ import annotations

import subprocess
from pathlib import Path

TRUSTED = ("templates", "site.yml", ".github", ".gitlab-ci.yml", "requirements.txt", "pyproject.toml")


class UntrustedError(Exception):
    """The files differ, or git cannot tell; the message says so in full."""


def must_equal(root: Path, revision: str) -> None:
    """Raise ``UntrustedError`` where a file that is code differs from the revision, also one that is new."""
    commit = _git(root, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}").strip()
    changed = _git(root, "diff", "--no-ext-diff", "--no-textconv", "--name-only", "-z", commit, "--", *TRUSTED)
    unknown = _git(root, "ls-files", "--others", "-z", "--", *TRUSTED)
    names = sorted({name for name in (changed + unknown).split("\0") if name})
    if names:
        shown = ", ".join(ascii(name)[1:-1] for name in names[:10]) + (" …" if len(names) > 10 else "")
        raise UntrustedError(
            f"{len(names)} file{'s' if len(names) > 1 else ''} that decide what runs differ from {revision}: {shown}. "
            "Somebody of the program reads the change, and builds it without --untrusted"
        )


def _git(root: Path, *args: str) -> str:
    command = ["git", "-c", "core.fsmonitor=false", "-c", "core.quotePath=false", "-C", str(root), *args]
    try:
        done = subprocess.run(command, capture_output=True, timeout=60, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise UntrustedError(f"git cannot be run ({type(error).__name__}), so nothing can be compared") from None
    if done.returncode:
        said = done.stderr.decode("utf-8", "replace").strip().split("\n")[0] or "there is no such revision"
        raise UntrustedError(f"git cannot compare with the trusted revision: {said}")
    return done.stdout.decode("utf-8", "replace")
