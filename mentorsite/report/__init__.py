"""Findings → what people, pull requests and programs read: one small file per format.

The renderers take values and return text; who prints it, and where, is the command's affair.
"""

from __future__ import annotations

from mentorsite.report.github import as_annotations, as_job_summary
from mentorsite.report.json import as_json
from mentorsite.report.rdjson import as_rdjson
from mentorsite.report.text import MOST_ALIKE, as_brief_text, as_text, clean, summary

__all__ = [
    "MOST_ALIKE",
    "as_annotations",
    "as_brief_text",
    "as_job_summary",
    "as_json",
    "as_rdjson",
    "as_text",
    "clean",
    "summary",
]
