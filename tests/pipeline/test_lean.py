"""A command starts without the grammar of international addresses, which no notebook needs."""

from __future__ import annotations

import subprocess
import sys

import pytest

from wij_impact.pipeline.lean import UNUSED

LOOK = """
import sys
import wij_impact.pipeline.run
loaded = [name for name in sys.modules if name.split(".")[0] in {"lark", "rfc3987_syntax", "isoduration", "arrow"}]
print([name for name in loaded if sys.modules[name] is not None])
import jsonschema
print(jsonschema.FormatChecker().conforms("not an address", "iri"), jsonschema.FormatChecker().conforms("1", "ipv4"))
"""


@pytest.mark.unit
def test_a_run_loads_no_grammar_and_the_other_formats_still_work() -> None:
    done = subprocess.run([sys.executable, "-c", LOOK], capture_output=True, text=True, check=True)
    assert done.stdout.split("\n")[:2] == ["[]", "True False"]
    assert UNUSED
