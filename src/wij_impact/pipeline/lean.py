"""Start without what no notebook needs: half of the time that a command took to start went to one grammar.

nbformat loads jsonschema, and jsonschema loads a checker for each format of text that is installed. Two of those are
large: `rfc3987_syntax` compiles the grammar of international addresses when it is imported (1.5 s of processor time,
for every process of a run), and `isoduration` loads a library of dates (0.2 s). The format of notebooks uses neither.
"""

from __future__ import annotations

import sys

__all__ = ["UNUSED", "leave_out_formats"]

#: Checkers that jsonschema goes without, as it does where they are not installed.
UNUSED = ("rfc3987_syntax", "isoduration")


def leave_out_formats() -> None:
    """Have jsonschema find `UNUSED` not installed, in this process; what was imported already stays.

    Examples
    --------
    >>> leave_out_formats()
    >>> import nbformat  # 0.2 s instead of 1.9 s
    """
    for name in UNUSED:
        # The way that Python itself has to say that a module is not to be found.
        sys.modules.setdefault(name, None)  # type: ignore[arg-type]
