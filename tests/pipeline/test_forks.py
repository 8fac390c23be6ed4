"""A forked kernel gives what a kernel from scratch gives, and is never left behind."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.support.reports import LEAD, SETUP, TABLE, assert_whole, fingerprints, wij_impact, write_notebook
from wij_impact.pipeline import forks
from wij_impact.pipeline.environment import fixed

pytestmark = pytest.mark.skipif(not forks.supported(), reason="kernels are forked on Linux only")


@pytest.fixture
def clean(tmp_path: Path):  # type: ignore[no-untyped-def]
    with forks.kernel_server({**os.environ} | fixed(tmp_path), tmp_path / "kernel-server.log") as made:
        assert made is not None
        yield made


def _sleeper(clean: forks.KernelServer, folder: Path) -> forks.ForkedProcess:
    """A forked kernel that nobody talks to."""
    transport = {"transport": "ipc", "ip": str(folder / "socket"), "key": "", "signature_scheme": "hmac-sha256"}
    ports = {f"{name}_port": place for place, name in enumerate(("shell", "iopub", "stdin", "control", "hb"), start=1)}
    (folder / "kernel.json").write_text(json.dumps(transport | ports))
    request = {"connection_file": str(folder / "kernel.json"), "extra": [], "folder": str(folder)}
    made = clean.fork({**request, "log": str(folder / "kernel.log")}, {**os.environ} | fixed(folder))
    assert made is not None
    return made


def _gone(pid: int, patience: float = 10) -> bool:
    until = time.monotonic() + patience
    while time.monotonic() < until:
        state = Path(f"/proc/{pid}/stat")
        if not state.exists() or state.read_text().rsplit(")", 1)[1].split()[0] == "Z":
            return True
        time.sleep(0.02)
    return False


@pytest.mark.e2e
def test_a_kernel_has_a_group_of_its_own_and_ends_with_the_clean_process(
    clean: forks.KernelServer, tmp_path: Path
) -> None:
    kernel = _sleeper(clean, tmp_path)
    assert os.getpgid(kernel.pid) == kernel.pid
    assert kernel.poll() is None
    clean._process.send_signal(signal.SIGKILL)
    assert _gone(kernel.pid)
    assert kernel.poll() is not None


@pytest.mark.e2e
def test_a_closed_socket_takes_the_kernels_along(clean: forks.KernelServer, tmp_path: Path) -> None:
    kernel = _sleeper(clean, tmp_path)
    clean.close()
    assert clean._process.returncode is not None
    assert _gone(kernel.pid)


@pytest.mark.e2e
def test_a_clean_process_that_is_gone_gives_no_kernel(clean: forks.KernelServer, tmp_path: Path) -> None:
    clean._process.kill()
    clean._process.wait()
    assert clean.fork({"connection_file": "x", "extra": [], "folder": str(tmp_path), "log": "x"}, {}) is None
    large = {"WIJ": "x" * 100_000}
    assert clean.fork({"connection_file": "x", "extra": [], "folder": str(tmp_path), "log": "x"}, large) is None


@pytest.mark.e2e
@pytest.mark.slow
def test_the_same_bytes_forked_or_from_scratch_and_the_switch_is_heeded(tmp_path: Path) -> None:
    write_notebook(tmp_path / "notebooks" / "een.ipynb")
    # Which way a kernel came about stands in how its process was started; this report fails, and tells it.
    write_notebook(tmp_path / "notebooks" / "twee.ipynb", "import sys; raise RuntimeError(' '.join(sys.orig_argv))")
    forked = wij_impact("run", "--out", "forked", cwd=tmp_path)
    plain = wij_impact("run", "--out", "plain", cwd=tmp_path, env={forks.SWITCH: "0"})
    assert "wij_impact.pipeline.kernel_server" in forked.stderr
    assert "ipykernel_launcher" in plain.stderr
    assert fingerprints(tmp_path / "forked" / "een") == fingerprints(tmp_path / "plain" / "een")


@pytest.mark.e2e
@pytest.mark.slow
def test_a_forked_kernel_that_dies_gets_a_sentence_and_stops_nobody_else(tmp_path: Path) -> None:
    write_notebook(tmp_path / "notebooks" / "een.ipynb")
    # It imports what stands beside it, as a kernel from scratch does, and then dies.
    (tmp_path / "helper.py").write_text("import os\n\ndef end():\n    os._exit(1)\n")
    write_notebook(tmp_path / "notebooks" / "kapot.ipynb", "import helper; helper.end()")
    done = wij_impact("run", cwd=tmp_path)
    assert done.returncode == 1
    assert "kapot: het rekenproces is gestopt" in done.stderr
    assert assert_whole(tmp_path / "reports") == 1


@pytest.mark.e2e
@pytest.mark.slow
def test_ctrl_c_ends_the_forked_kernels_too(tmp_path: Path) -> None:
    tell = "import os, time\nfrom pathlib import Path\nPath(f'{os.getpid()}.kernel').touch()\ntime.sleep(60)"
    for name in ("een", "twee"):
        write_notebook(tmp_path / "notebooks" / f"{name}.ipynb", tell)
    run = subprocess.Popen(
        [sys.executable, "-m", "wij_impact", "run", "--jobs", "2"],
        cwd=tmp_path,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    until = time.monotonic() + 60
    while len(list(tmp_path.glob("*.kernel"))) < 2 and time.monotonic() < until:
        time.sleep(0.05)
    kernels = [int(path.stem) for path in tmp_path.glob("*.kernel")]
    assert len(kernels) == 2
    run.send_signal(signal.SIGINT)
    assert run.wait(20) == 130
    assert run.stderr is not None
    assert "afgebroken; de vorige rapporten zijn gebleven." in run.stderr.read()
    assert all(_gone(kernel) for kernel in kernels)


@pytest.mark.e2e
@pytest.mark.slow
@pytest.mark.parametrize("switch", ["1", "0"])
def test_a_kernel_ends_with_its_report(tmp_path: Path, switch: str) -> None:
    """A batch of forty may not end with forty kernels."""
    look = (
        "import os\nfrom pathlib import Path\n"
        "alive = [p.stem for p in Path().glob('*.kernel') if Path(f'/proc/{p.stem}/exe').exists()]\n"
        "Path(f'{os.getpid()}.kernel').touch()\nassert not alive"
    )
    for name in ("een", "twee", "drie"):
        write_notebook(tmp_path / "notebooks" / f"{name}.ipynb", look, SETUP, LEAD, TABLE)
    done = wij_impact("run", "--jobs", "1", cwd=tmp_path, env={forks.SWITCH: switch})
    assert done.returncode == 0, done.stderr
    assert len(list(tmp_path.glob("*.kernel"))) == 3


@pytest.mark.e2e
@pytest.mark.slow
def test_forked_kernels_do_not_draw_alike(tmp_path: Path) -> None:
    """What is not seeded differs from kernel to kernel, as it does when each is started from scratch."""
    draw = "import numpy, random; raise RuntimeError(f'<{numpy.random.random()} {random.random()}>')"
    for name in ("een", "twee"):
        write_notebook(tmp_path / "notebooks" / f"{name}.ipynb", draw)
    told = re.findall(r"<(\S+) (\S+)>", wij_impact("run", cwd=tmp_path).stderr)
    assert len({one for one, _ in told}) == len({two for _, two in told}) == 2


@pytest.mark.e2e
@pytest.mark.slow
def test_a_report_of_every_room_is_the_same_forked_or_from_scratch(tmp_path: Path) -> None:
    # One report for each kind of randomness and of drawing; all of them take minutes and showed nothing more.
    chosen = ("mkba_jim", "impactmeting", "benchmark", "effect_ojg")
    for out, switch in (("forked", "1"), ("plain", "0")):
        options = ("--jobs", "2", "--out", str(tmp_path / out))
        done = wij_impact("run", *chosen, *options, cwd=tmp_path, env={forks.SWITCH: switch})
        assert done.returncode == 0, done.stderr
    assert assert_whole(tmp_path / "forked") == len(chosen)
    assert fingerprints(tmp_path / "forked") == fingerprints(tmp_path / "plain")
