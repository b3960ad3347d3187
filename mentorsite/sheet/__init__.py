"""Mentors in and out of spreadsheets and form exports.

``files`` reads and writes tables, ``cells`` turns what a profile says into cells and back, ``mapping`` is the map
from a form's columns to fields, ``importing`` works out what changes, ``exporting`` what goes out.
"""
