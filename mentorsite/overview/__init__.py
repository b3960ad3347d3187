"""How the program stands on one day: figures for the coordinator, shown as text, data or a page of charts.

``figures`` counts; the other rooms show. None of it is ever part of the public site.
"""

from __future__ import annotations

from mentorsite.overview.figures import Overview, overview
from mentorsite.overview.page import as_page
from mentorsite.overview.text import as_data, as_text

__all__ = ["Overview", "as_data", "as_page", "as_text", "overview"]
