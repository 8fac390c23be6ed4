"""`python -m wij_impact` is `wij-impact`."""

from __future__ import annotations

import sys

from wij_impact.cli import main

if __name__ == "__main__":
    sys.exit(main())
