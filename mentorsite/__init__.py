"""Mentor directories and program guides, from YAML and Markdown to a static site."""

__version__ = "0.1.0"
