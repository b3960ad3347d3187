"""Words that only search knows, of each term's ``found_by``: what people type who do not know what a field is called.

A form ("kidney stones") is written at each of its words, for the browser to see whether all of them were typed.
Knows terms and letters, and nothing of mentors or files.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from mentorsite.letters import words, words_of_items
from mentorsite.model import Term, Vocabulary
from mentorsite.packing import numbers
from mentorsite.search.words import FILLERS, STOP_WORDS

_SILENT = frozenset((*STOP_WORDS, *FILLERS))


def everyday_words(vocabularies: Sequence[Vocabulary]) -> dict[str, str]:
    """Return each word with its forms, each three numbers: the form, twice its words (one more: late), the term.

    Terms count on through all vocabularies. Late is what belongs to another term first.
    """
    found: dict[str, str] = defaultdict(str)
    form = 0
    terms = (term for vocabulary in vocabularies for term in vocabulary.terms.values())
    for number, term in enumerate(terms):
        for parts, late in _forms(term):
            written = numbers((form, 2 * len(parts) + late, number))
            for word in parts:
                found[word] += written
            form += 1
    return dict(found)


def _forms(term: Term) -> Iterator[tuple[tuple[str, ...], bool]]:
    """Yield each form's words, and whether it is late, as is one of which queries leave but a word ("living will").

    A form whose words all mean the term by themselves adds nothing to them.
    """
    known = {telling_words(form) for form in (term.name, term.label, *term.aliases)}
    told: dict[tuple[str, ...], bool] = {}
    for form, typed in zip(term.found_by.split(","), words_of_items(term.found_by), strict=True):
        parts = _telling(typed)
        late = form.lstrip().startswith("~") or len(parts) == 1 < len(typed)
        told[parts] = late and told.get(parts, True)
    single = {parts[0] for parts in (*known, *told) if len(parts) == 1}
    for parts, late in told.items():
        if parts and parts not in known and (len(parts) == 1 or not single.issuperset(parts)):
            yield parts, late


def telling_words(form: str) -> tuple[str, ...]:
    """Return the form's words but those that queries leave out, each once; all, if only letters would be left."""
    return _telling(words(form))


def _telling(typed: list[str]) -> tuple[str, ...]:
    all_ = tuple(dict.fromkeys(typed))
    if _SILENT.isdisjoint(all_):
        return all_
    telling = tuple([word for word in all_ if word not in _SILENT])
    return telling if max(map(len, telling), default=0) > 1 else all_
