"""Where in a case file something is: the row of a path such as `effect.x.payers`, for errors that point."""

from __future__ import annotations

import re
from dataclasses import dataclass

from wij_impact.errors import InputError
from wij_impact.language import Text

__all__ = ["Places"]

_HEADER = re.compile(r"^\s*\[{1,2}\s*([^\]]+?)\s*\]{1,2}")
_KEY = re.compile(r'^\s*("?[\w-]+"?(?:\s*\.\s*"?[\w-]+"?)*)\s*=')


@dataclass(frozen=True)
class Places:
    """The text of a case file, and errors that name the row of a path in it."""

    file: str
    text: str

    def row(self, path: str) -> int | None:
        """The row that sets `path`, or else the nearest table that holds it, or the first below; None without any."""
        best: tuple[int, int] | None = None
        inside: int | None = None  # the first table below the path, where no row sets it by itself
        section = ""
        for number, line in enumerate(self.text.splitlines(), start=1):
            header, key = _HEADER.match(line), _KEY.match(line)
            if header:
                section = _plain(header.group(1))
                found = section
            elif key:
                found = f"{section}.{_plain(key.group(1))}" if section else _plain(key.group(1))
            else:
                continue
            if inside is None and found.startswith(f"{path}."):
                inside = number
            fits = path == found or path.startswith(f"{found}.")
            if fits and (best is None or len(found) > best[0]):
                best = (len(found), number)
        return best[1] if best else inside

    def fail(
        self,
        path: str,
        *,
        nl: str = "",
        en: str = "",
        remedy_nl: str = "",
        remedy_en: str = "",
        problem: InputError | None = None,
    ) -> InputError:
        """The error for `path`: a sentence of our own, or `problem` with its place added."""
        message: str | Text = Text(nl=f"{path}: {nl}", en=f"{path}: {en}")
        remedy: str | Text = Text(nl=remedy_nl, en=remedy_en)
        if problem is not None:
            message, remedy = problem.message, problem.remedy
            if not str(message).startswith(path):
                shown = message if isinstance(message, Text) else Text(nl=message, en=message)
                message = Text(nl=f"{path}: {shown.nl}", en=f"{path}: {shown.en}")
        return InputError(message, remedy=remedy, file=self.file, row=self.row(path))


def _plain(key: str) -> str:
    return ".".join(part.strip().strip('"') for part in key.split("."))
