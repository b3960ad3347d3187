"""What spreadsheets do to cells on their own: dates written anew, zeros lost, long numbers rounded."""

from __future__ import annotations

import re

from mentorsite.letters import fold
from mentorsite.sheet.days import ORDERS, moment

_ERROR = re.compile(r"#(?:REF!|NAME\?|VALUE!|N/A|DIV/0!|NUM!|NULL!|SPILL!|CALC!|FIELD!|BLOCKED!|GETTING_DATA|ERROR!)")
_FORMULA = re.compile(r"=[\s+@(-]*[A-Za-z][\w.]*\(|[+@-]+[A-Z][A-Z0-9.]+\(")
_MONTH_DAY = re.compile(r"[0-9]{1,2}-[A-Z][a-z]{2}|[A-Z][a-z]{2}-[0-9]{2}")
# Bytes 0x80 to 0xBF as Windows-1252 shows them, after the first byte of a Latin letter or of a quotation mark.
_MISREAD = re.compile(
    "[\u00c2\u00c3][\u0080-\u00bf\u20ac\u201a\u0192\u201e\u2026\u2020\u2021\u02c6\u2030\u0160\u2039\u0152\u2018\u2019"
    "\u201c\u201d\u2022\u2013\u2014\u02dc\u2122\u0161\u203a\u0153]|\u00e2\u20ac[\u2122\u0153\u02dc\u00a6\u201c\u201d]"
    "|\ufffd"
)
_DAY = re.compile(r"(19|20)[0-9]{2}-[0-9]{2}-[0-9]{2}( [0-9:]+)?")
_ISO = re.compile(r"[0-9]{4}-[0-9]{2}(-[0-9]{2})?")


def damage(old: str, new: str) -> str:
    """Say what a spreadsheet did to a cell, given what the file says; empty if it is not known for that."""
    was, now = old.strip(), new.strip()
    if _ISO.fullmatch(was) and (not _ISO.fullmatch(now) or now == f"{was}-01"):
        days = [day for order in ORDERS if (day := moment(now, order)[:10])]
        if len(was) == 10 and not _ISO.fullmatch(now) and days and was not in days:
            meant = " or ".join(dict.fromkeys(days))
            return f'"{now}" stands where the file says {was}; if you changed the day, write {meant}'
        return f'"{now}" stands where the file says {was}: spreadsheets write dates their own way'
    if now != was and now.isdigit() and was.isdigit() and was.lstrip("0") == now:
        return f'"{now}" has lost the zeros at the beginning of {was}'
    if now != was and (_is_rounded(was, now) or _number(was) == _number(now) is not None):
        return f'"{now}" is what a spreadsheet made of {was}, taking it for a number'
    if now in ("TRUE", "FALSE") and now != was and fold(was) == fold(now):
        return f'"{now}" is what a spreadsheet made of {was}'
    if _MONTH_DAY.fullmatch(now) and now != was:
        return f'"{now}" is what a spreadsheet made of {was}, taking it for a date'
    return f"{what}; the file says {was}" if now != was and (what := broken(now)) else ""


def broken(text: str) -> str:
    """Say so where a cell holds no text of anybody's: an error of a spreadsheet, or a formula that calls a function."""
    now = text.strip()
    if _ERROR.fullmatch(now.upper()):
        return f'"{now}" is an error of the spreadsheet'
    return f'"{short(now)}" is a formula of a spreadsheet' if _FORMULA.match(now) else ""


def short(text: str) -> str:
    """Return what a message shows of a cell: one line, and of a long one the beginning."""
    text = " ".join(text.split())
    return text if len(text) <= 60 else text[:59] + "…"


def _number(text: str) -> float | None:
    return float(text) if re.fullmatch(r"[0-9]+(\.[0-9]*)?(E[+-]?[0-9]+)?", text, re.IGNORECASE) else None


def _is_rounded(was: str, now: str) -> bool:
    """Whether a long number came back with its first digits alone: spreadsheets keep fifteen, and show fewer."""
    digits = re.sub(r"[^0-9]", "", was)
    if re.fullmatch(r"[0-9](\.[0-9]+)?E\+[0-9]+", now):
        return len(digits) >= 6
    return len(digits) > 15 and now.isdigit() and len(now) == len(digits) and now[:15] == digits[:15]


def misread(text: str) -> bool:
    """Whether the text holds what UTF-8 looks like to a program that took it for Windows-1252, such as "JosÃ©"."""
    return _MISREAD.search(text) is not None


def made_a_date(text: str) -> bool:
    """Whether a number or a range stands as the date that a spreadsheet takes it for: 4-Mar for 3-4."""
    return _MONTH_DAY.fullmatch(text.strip()) is not None or _DAY.fullmatch(text.strip()) is not None
