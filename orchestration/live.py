"""The published page behind Streamlit: for this machine alone, and a new build shows by itself.

As a program (`streamlit run`) it takes the directory of the published builds and the name of the page.
"""

import os
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import NoReturn

from orchestration.errors import MissingExtra
from orchestration.published import published_file

# Between two looks for a new build.
SECONDS = 5
# Of the frame, in pixels, where the style below is not obeyed.
HEIGHT = 900
# The page has its own head and margins, and scrolls by itself.
STYLE = """
    .stAppHeader, footer { display: none }
    .stMainBlockContainer { padding: 0; max-width: none }
    iframe { display: block; height: 100vh !important }
"""


def serve_live(published: Path, page: str, port: int) -> NoReturn:
    """Become Streamlit's server, reachable from this machine alone. Raises MissingExtra where it is not installed."""
    if find_spec("streamlit") is None:
        raise MissingExtra(
            "Streamlit is not installed. `make test-live` installs it into the checkout's environment; elsewhere: "
            "pip install 'leadhouse[live]'. Without it, `leadhouse dashboard` opens the same page."
        )
    # Headless: it asks for no address to write to, and opens nothing by itself. It watches builds, not our code.
    options = ["--server.address=127.0.0.1", f"--server.port={port}", "--server.headless=true"]
    quiet = ["--browser.gatherUsageStats=false", "--server.fileWatcherType=none"]
    command = [sys.executable, "-m", "streamlit", "run", __file__, *options, *quiet, "--", str(published), page]
    # A list of words and no shell: only the port is the user's, and it is a number.
    os.execv(sys.executable, command)  # noqa: S606


def show(published: Path, page: str) -> None:
    """The page as it is published now, looked at again every few seconds."""
    import streamlit

    streamlit.set_page_config(page_title="Leadhouse", layout="wide")
    streamlit.html(f"<style>{STYLE}</style>")

    @streamlit.fragment(run_every=SECONDS)
    def current_page() -> None:
        streamlit.iframe(published_file(published, page), height=HEIGHT)

    current_page()


if __name__ == "__main__":
    show(Path(sys.argv[1]), sys.argv[2])
