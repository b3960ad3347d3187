"""``python -m mentorsite`` is the ``mentorsite`` command."""

from mentorsite.cli import main

main()
