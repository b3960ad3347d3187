"""An ordered map over many items: on several processors, with what was made before kept. Stages know of neither.

The rules that make cold = warm = one job = many jobs, byte for byte:

1. Values are immutable. A worker is a fork: it sees all that existed before, and what it changes is lost.
2. A kept row depends on its item alone (and on the fingerprint that names the store): no stage looks at other
   items, at the clock or at the order of work. Results come in the order of the items, whoever made them.
3. A store that is missing, damaged, foreign or of another version is an empty one, never an error.
4. A row is sealed with a key made from the item's own bytes, so a store that lies in a CI cache tells nothing to
   anyone who does not have the sources: no private value can be read out of it.
"""

from __future__ import annotations

import ctypes
import gc
import marshal
import mmap
import os
import selectors
import signal
import sys
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any, NamedTuple, NoReturn, TypeVar

from mentorsite.store import Store, close_store, find, keep

T = TypeVar("T")
R = TypeVar("R")

Progress = Callable[[str, int, int], None]
"""Called with a stage's name, how far it is and how far it goes; 0 is not known, as when it must wait."""

_MOST_CHUNKS = 4096
_LENGTH = 8
_PDEATHSIG = 1
PATIENCE = 60
"""Seconds that one item may take. Counted limits keep content far below; a template can still run for ever."""

_MADE, _MACHINE, _FAILED = range(3)
"""What a worker sends: a result, what the machine refused it, or the traceback of a bug."""


class WorkerDiedError(OSError):
    """A worker process ended before its work did: killed, or out of memory."""


class WorkStalledError(WorkerDiedError):
    """One item took so long that it would never have ended; the message names it."""


class WorkerFailedError(RuntimeError):
    """A worker met a bug; the message is its traceback."""


def processors() -> int:
    """Return how many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def compute(
    fn: Callable[[T], R], items: Sequence[T], *, jobs: int = 1, chunk: int = 32, says: Callable[[T], str] | None = None
) -> Iterator[R]:
    """Return ``fn(item)`` for each item, in order; made by ``jobs`` processes where that is worth their start.

    Processes begin at once, whenever the first result is asked for. ``says`` names an item that might never end: it is
    then made by a process that can be stopped, also with one job, and given ``PATIENCE`` seconds. An item with an empty
    name may take as long as it likes. What ``fn`` returns must be plain data unless one job works without ``says``:
    numbers, text, bytes, and tuples, lists or dictionaries.
    """
    size = max(chunk, -(-len(items) // _MOST_CHUNKS))
    jobs = min(jobs, -(-len(items) // size))
    if not items or (jobs <= 1 and says is None) or not hasattr(os, "fork"):
        return _one_by_one(fn, items)

    def work(number: int, at: Callable[[int], None]) -> list[R]:
        made = []
        for place in range(number * size, min((number + 1) * size, len(items))):
            if says:
                at(place)
                signal.setitimer(signal.ITIMER_REAL, PATIENCE if says(items[place]) else 0)
            made.append(fn(items[place]))
        signal.setitimer(signal.ITIMER_REAL, 0)
        if says and not says(items[number * size]):  # what takes long has taken much
            _trim()
        return made

    def name_of(place: int) -> str:
        return says(items[place]) if says else ""

    chunks = _spread(work, -(-len(items) // size), jobs, name_of)
    next(chunks)
    return (result for results in chunks for result in results)


def _one_by_one(fn: Callable[[T], R], items: Sequence[T]) -> Iterator[R]:
    with uncollected():
        for item in items:
            yield fn(item)


class Kept(NamedTuple):
    """How results are kept: ``key`` of an item, and how a result becomes a row of bytes and comes back."""

    store: Store
    key: Callable[[Any], bytes]
    pack: Callable[[Any], bytes]
    unpack: Callable[[Any, bytes], Any]


def recall(
    fn: Callable[[T], R], items: Sequence[T], kept: Kept, *, jobs: int = 1, says: Callable[[T], str] | None = None
) -> Iterator[R]:
    """Return ``fn(item)`` for each item, in order; only what the store does not hold is made, from now on."""
    keeps = kept.store.path is not None
    rows = [find(kept.store, kept.key(item)) if keeps else None for item in items]
    missing = [item for item, row in zip(items, rows, strict=True) if row is None]
    made = compute(lambda item: kept.pack(fn(item)), missing, jobs=jobs, says=says)
    return _unpacked(fn, items, kept, rows, made)


def _unpacked(
    fn: Callable[[T], R], items: Sequence[T], kept: Kept, rows: list[bytes | None], made: Iterator[bytes]
) -> Iterator[R]:
    with uncollected():
        for place, item in enumerate(items):
            row = rows[place]
            rows[place] = None
            if row is None:
                row = next(made)
                if kept.store.path is not None:
                    keep(kept.store, kept.key(item), row)
            try:
                result = kept.unpack(item, row)
            except ValueError:  # a row that somebody wrote who knows the source; ours are always read
                result = fn(item)
            if place + 1 == len(items):  # nobody may ask for more than the last
                close_store(kept.store)
            yield result


@dataclass(slots=True)
class _Worker:
    pid: int
    pipe: int
    at: mmap.mmap
    """The place of the item that it works on, seen from both sides."""
    data: bytearray = field(default_factory=bytearray)
    ended: bool = False


Work = Callable[[int, Callable[[int], None]], Any]
"""Called with the number of a chunk, and what takes down the place of the item that is begun."""


def _spread(work: Work, count: int, jobs: int, name_of: Callable[[int], str]) -> Iterator[Any]:
    """Yield nothing once workers have begun, then ``work(0)``, ``work(1)`` … in order.

    Workers draw their numbers from one pipe, so none waits idle.
    """
    numbers_out, numbers_in = os.pipe()
    os.write(numbers_in, b"".join(number.to_bytes(_LENGTH, "little") for number in range(count)))
    os.close(numbers_in)
    sys.stdout.flush()
    sys.stderr.flush()
    gc.freeze()  # what exists is not looked at again, so its memory stays shared
    _trim()
    workers: list[_Worker] = []
    parent = os.getpid()
    try:
        for _ in range(jobs):
            pipe_out, pipe_in = os.pipe()
            at = mmap.mmap(-1, _LENGTH)
            pid = os.fork()
            if pid == 0:
                _serve(work, numbers_out, pipe_in, parent, at)
            os.close(pipe_in)
            workers.append(_Worker(pid, pipe_out, at))
        yield ()
        yield from _in_order(workers, count, name_of)
    finally:
        os.close(numbers_out)
        for worker in workers:
            os.close(worker.pipe)
            if not worker.ended:
                os.kill(worker.pid, signal.SIGKILL)
                os.waitpid(worker.pid, 0)
        gc.unfreeze()


def _in_order(workers: Sequence[_Worker], count: int, name_of: Callable[[int], str]) -> Iterator[Any]:
    """Yield the results by number as soon as each is due; raise once any worker ends with work undone."""
    ready: dict[int, Any] = {}
    due = 0
    with selectors.DefaultSelector() as selector:
        for worker in workers:
            selector.register(worker.pipe, selectors.EVENT_READ, worker)
        while due < count:
            for key, _ in selector.select():
                worker = key.data
                piece = os.read(worker.pipe, 1 << 20)
                if not piece:
                    selector.unregister(worker.pipe)
                    _reap(worker, name_of)
                worker.data.extend(piece)
                ready.update(_messages(worker.data))
            while due in ready:
                yield ready.pop(due)
                due += 1


def _reap(worker: _Worker, name_of: Callable[[int], str]) -> None:
    _, status = os.waitpid(worker.pid, 0)
    worker.ended = True
    if os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGALRM:
        name = name_of(int.from_bytes(worker.at[:_LENGTH], "little"))
        raise WorkStalledError(f"{name} was not done after {PATIENCE} seconds and was stopped; nothing was published")
    if status:
        how = signal.Signals(os.WTERMSIG(status)).name if os.WIFSIGNALED(status) else f"status {status >> 8}"
        raise WorkerDiedError(f"a worker process ended early ({how}); is there enough memory? --jobs 1 takes less")


def _messages(data: bytearray) -> Iterator[tuple[int, Any]]:
    """Take the whole messages out of what a worker sent: length, number, result."""
    while len(data) >= 2 * _LENGTH:
        length = int.from_bytes(data[:_LENGTH], "little")
        if len(data) < 2 * _LENGTH + length:
            return
        number = int.from_bytes(data[_LENGTH : 2 * _LENGTH], "little")
        how, result = marshal.loads(data[2 * _LENGTH : 2 * _LENGTH + length])
        del data[: 2 * _LENGTH + length]
        if how == _FAILED:
            raise WorkerFailedError(result)
        if how == _MACHINE:
            raise OSError(*result)
        yield number, result


def _serve(work: Work, numbers: int, pipe: int, parent: int, at: mmap.mmap) -> NoReturn:
    """Work until no number is left. Never returns, so that nothing of the parent's is run or flushed twice."""
    status = 1
    try:
        _die_with_parent(parent)
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        signal.signal(signal.SIGALRM, signal.SIG_DFL)  # the system stops what is too long, even within a library
        gc.disable()

        def begun(place: int) -> None:
            at[:_LENGTH] = place.to_bytes(_LENGTH, "little")

        while number := os.read(numbers, _LENGTH):
            try:
                result = marshal.dumps((_MADE, work(int.from_bytes(number, "little"), begun)))
            except OSError as error:
                result = marshal.dumps(
                    (_MACHINE, (error.errno, error.strerror, error.filename and str(error.filename)))
                )
            except Exception:
                result = marshal.dumps((_FAILED, traceback.format_exc()))
            message = memoryview(len(result).to_bytes(_LENGTH, "little") + number + result)
            while message:
                message = message[os.write(pipe, message) :]
        status = 0
    finally:
        os._exit(status)


def _trim() -> None:
    """Give back what was freed, for each worker to begin with less; other systems than Linux have no such call."""
    with suppress(AttributeError, OSError):
        ctypes.CDLL(None).malloc_trim(0)


def _die_with_parent(parent: int) -> None:
    """Ask Linux to kill this worker when its parent ends, however it ends: an endless template would outlive it."""
    with suppress(AttributeError, OSError):  # other systems have no such call
        ctypes.CDLL(None).prctl(_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:  # it ended before it could be asked for
        os._exit(1)


@contextmanager
def uncollected() -> Iterator[None]:
    """Hold the garbage collector back: records refer to each other in no circles, and looking costs a tenth."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
