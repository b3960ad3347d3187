"""What spreadsheets do to cells on their own: dates written anew, zeros lost, long numbers rounded."""

from __future__ import annotations

import re

from mentorsite.letters import fold

_ERRORS = frozenset({"#REF!", "#NAME?", "#VALUE!", "#N/A", "#DIV/0!", "#NUM!", "#NULL!"})
_MONTH_DAY = re.compile(r"[0-9]{1,2}-[A-Z][a-z]{2}|[A-Z][a-z]{2}-[0-9]{2}")
_ISO = re.compile(r"[0-9]{4}-[0-9]{2}(-[0-9]{2})?")


def damage(old: str, new: str) -> str:
    """Say what a spreadsheet did to a cell, given what the file says; empty if it is not known for that."""
    was, now = old.strip(), new.strip()
    if _ISO.fullmatch(was) and (not _ISO.fullmatch(now) or now == f"{was}-01"):
        return f'"{now}" stands where the file says {was}: spreadsheets write dates their own way'
    if now != was and now.isdigit() and was.isdigit() and was.lstrip("0") == now:
        return f'"{now}" has lost the zeros at the beginning of {was}'
    if re.fullmatch(r"[0-9](\.[0-9]+)?E\+[0-9]+", now) and re.search(r"[0-9]{6}", was):
        return f'"{now}" is what a spreadsheet made of the number {was}'
    if now in ("TRUE", "FALSE") and now != was and fold(was) == fold(now):
        return f'"{now}" is what a spreadsheet made of {was}'
    if _MONTH_DAY.fullmatch(now) and now != was:
        return f'"{now}" is what a spreadsheet made of {was}, taking it for a date'
    if now in _ERRORS:
        return f'"{now}" is an error of the spreadsheet; the file says {was}'
    return ""
