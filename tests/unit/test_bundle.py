"""The scripts of others that the page needs are written once, and read whole."""

import pytest
import vl_convert

from orchestration.dashboard import bundle


@pytest.fixture
def times_written(tmp_path, monkeypatch):
    """How often the scripts were written anew, each time in other words."""
    times = []

    def write() -> str:
        times.append(None)
        return f"// {len(times)}\r\n"

    monkeypatch.setattr(bundle, "READ", tmp_path / "kept")
    monkeypatch.setattr(vl_convert, "javascript_bundle", write)
    return times


def read_by_another_process() -> str:
    bundle.vega_bundle.cache_clear()
    return bundle.vega_bundle()


def test_the_scripts_are_written_once_and_again_for_another_release(times_written, monkeypatch):
    assert [read_by_another_process(), read_by_another_process()] == ["// 1\r\n", "// 1\r\n"]
    monkeypatch.setattr(bundle, "version", lambda _: "another")
    assert read_by_another_process() == "// 2\r\n"


def test_scripts_that_were_half_written_are_nobody_s(times_written, monkeypatch):
    with monkeypatch.context() as killed:
        killed.setattr(bundle.Path, "replace", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            read_by_another_process()
    assert read_by_another_process() == "// 2\r\n"


@pytest.fixture(autouse=True)
def forget():
    yield
    bundle.vega_bundle.cache_clear()
