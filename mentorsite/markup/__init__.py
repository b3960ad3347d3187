"""Markdown → safe HTML, by a short way where there is little markup and by a long one."""
