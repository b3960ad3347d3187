"""How long a work takes, told alike by a quick machine, a slow one and a busy one: beside a yardstick."""

from __future__ import annotations

import gc
import re
import time
from collections.abc import Callable

_YARDSTICK = 0.1
"""Seconds of an ordinary machine's processor for what ``_yardstick`` does."""
_TAKES = 5


def seconds(work: Callable[[], object]) -> float:
    """Return the processor's seconds of the work, without the collections that other tests' objects would cost."""
    gc.disable()
    try:
        began = time.process_time()
        work()
        return time.process_time() - began
    finally:
        gc.enable()


def keeps(most: float, take: Callable[[], float]) -> bool:
    """Tell whether what is taken stays below ``most`` seconds of an ordinary machine.

    Each take is divided by the yardstick before it and after it, whichever took longer; the first of five takes that
    stays below decides, since what else a machine does can only add to one.
    """
    for _ in range(_TAKES):
        before = seconds(_yardstick)
        taken = take()
        if taken * _YARDSTICK / max(before, seconds(_yardstick)) < most:
            return True
    return False


def _yardstick() -> None:
    """Do what converting and checking do: patterns over text, small strings, dictionaries."""
    text = "A word, *another* and `a third`; " * 30
    for number in range(3000):
        found = {word: len(word) for word in re.findall(r"\w+", text)}
        "".join(sorted(found)).replace("a", str(number))
