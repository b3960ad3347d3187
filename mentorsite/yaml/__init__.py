"""YAML with the place of every value: read, written, and changed one value at a time. PyYAML stands behind ``tree``."""
