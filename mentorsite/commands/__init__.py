"""One file a verb: options → call → print → exit code. What a command does is elsewhere; what it says is here.

A verb's file imports click and ``cli`` at its top and everything else inside its function, so that ``--help``
reads no more than these files.
"""
