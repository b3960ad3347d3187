"""The last look at every file before it is published."""
