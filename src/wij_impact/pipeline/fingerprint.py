"""Whether two machines would make the same report: code, Python, platform and packages."""

from __future__ import annotations

import platform
import sys
from dataclasses import dataclass

from wij_impact.language import Text
from wij_impact.pipeline.manifest import package_hash, package_versions

__all__ = ["Fingerprint", "differing", "fingerprint"]


@dataclass(frozen=True)
class Fingerprint:
    """What a report depends on besides its data.

    Parameters
    ----------
    code : str
        Fingerprint of the package.
    python, platform : str
        Version, and system with machine.
    packages : tuple of (str, str)
        Name and version of every package that this one requires.
    """

    code: str
    python: str
    platform: str
    packages: tuple[tuple[str, str], ...]


def fingerprint() -> Fingerprint:
    """That of this process."""
    return Fingerprint(
        code=package_hash(),
        python=platform.python_version(),
        platform=f"{sys.platform}-{platform.machine()}",
        packages=tuple(package_versions().items()),
    )


def differing(ours: Fingerprint, theirs: Fingerprint) -> Text | None:
    """What `theirs` has otherwise, as the rest of a sentence; None when it is the same.

    Examples
    --------
    >>> one = Fingerprint("a", "3.11.7", "linux-x86_64", (("numpy", "2.1"),))
    >>> differing(one, one) is None
    True
    >>> differing(one, Fingerprint("a", "3.11.7", "linux-x86_64", (("numpy", "2.0"),))).en
    'has numpy 2.0, and here it is 2.1'
    """
    pairs = [("Python", ours.python, theirs.python), ("platform", ours.platform, theirs.platform)]
    mine, other = dict(ours.packages), dict(theirs.packages)
    pairs += [(name, mine.get(name, "-"), other.get(name, "-")) for name in sorted(mine.keys() | other.keys())]
    for name, here, there in pairs:
        if here != there:
            return Text(
                nl=f"heeft {name} {there}, en hier is het {here}", en=f"has {name} {there}, and here it is {here}"
            )
    if ours.code != theirs.code:
        return Text(nl="heeft een andere versie van wij_impact", en="has another version of wij_impact")
    return None
