"""`leadhouse dashboard --live`: the published page for this machine alone, and a new build without a hand's turn."""

import socket
import subprocess
import sys
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest

from orchestration.errors import MissingExtra
from orchestration.live import serve_live
from orchestration.publish import publish
from tests.pipeline.browser import CHROMIUM, open_page
from tests.pipeline.tiny_build import FIRST, make_build, pass_audit

# What the frame of the page says.
SAYS = "document.querySelector('iframe')?.contentDocument?.body?.textContent"


def published(home: Path, hour: int) -> str:
    build = make_build(home / "build", hour)
    pass_audit(home / "build", build)
    return publish(home / "build", home / "published", {"core"}, 10, FIRST).build_id


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return taken.getsockname()[1]


@pytest.fixture
def address(tmp_path: Path) -> Iterator[str]:
    """Where a home with one published build is served."""
    published(tmp_path, hour=0)
    port = free_port()
    command = ["orchestration.cli", "dashboard", "--live", "--port", str(port), "--home", str(tmp_path)]
    with subprocess.Popen([sys.executable, "-m", *command], stdout=subprocess.PIPE, text=True) as server:
        try:
            # Streamlit says where it is reached once it is.
            assert any("127.0.0.1" in line for line in server.stdout)
            yield f"http://127.0.0.1:{port}"
        finally:
            # At once: it would first wait for whoever still looks.
            server.kill()


def test_without_streamlit_it_says_how_to_have_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("orchestration.live.find_spec", lambda name: None)
    with pytest.raises(MissingExtra, match=r"pip install 'leadhouse\[live\]'"):
        serve_live(tmp_path, "dashboard.html", 8501)


@pytest.mark.skipif(find_spec("streamlit") is None, reason="no Streamlit here; `make test-live` installs it")
@pytest.mark.skipif(CHROMIUM is None, reason="no chromium on this machine to open the page with")
def test_a_new_build_shows_by_itself(address: str, tmp_path: Path) -> None:
    with open_page(address, tmp_path / "profile") as tab:
        tab.wait_for(f"{SAYS} === '20240501T090000Z-abcdef'")
        newer = published(tmp_path, hour=1)
        tab.wait_for(f"{SAYS} === '{newer}'")
        assert [url for url in tab.requests if not url.startswith((address, "data:", "about:"))] == []


@pytest.mark.skipif(find_spec("streamlit") is None, reason="no Streamlit here; `make test-live` installs it")
def test_only_this_machine_reaches_it(address: str) -> None:
    port = int(address.rsplit(":", 1)[1])
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.2", port), timeout=5)
