"""wij_impact: evaluate the social domain honestly.

The rooms and the floors below and above them are sub-packages, imported when they are first used, so that
`import wij_impact` and `wij-impact --help` answer at once.

Examples
--------
>>> import wij_impact
>>> wij_impact.errors.suggest("yaer", ["year"])
'year'
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

from wij_impact.errors import InputError, InsufficientEvidence, UsageError, WijImpactError

if TYPE_CHECKING:
    from wij_impact import (
        benchmark,
        catalogue,
        claims,
        disclosure,
        effect,
        estimates,
        impactmeting,
        kerncijfers,
        mkba,
        pipeline,
        presentation,
    )

__version__ = "0.1.0"

_PARTS = (
    "benchmark",
    "catalogue",
    "claims",
    "disclosure",
    "effect",
    "estimates",
    "impactmeting",
    "kerncijfers",
    "mkba",
    "pipeline",
    "presentation",
)

__all__ = [
    "InputError",
    "InsufficientEvidence",
    "UsageError",
    "WijImpactError",
    "__version__",
    "benchmark",
    "catalogue",
    "claims",
    "disclosure",
    "effect",
    "estimates",
    "impactmeting",
    "kerncijfers",
    "mkba",
    "pipeline",
    "presentation",
]


def __getattr__(name: str) -> Any:
    if name in _PARTS:
        return importlib.import_module(f"wij_impact.{name}")
    raise AttributeError(f"module 'wij_impact' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
