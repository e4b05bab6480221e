"""The benchmark of the gate still runs; how fast it is, is for a quiet machine to say."""

from gate import FORMATS, measure


def test_every_format_is_read_whole_by_reader_and_gate(tmp_path):
    timings = list(measure(rows=2_000, rounds=1, directory=tmp_path))
    assert [timing.format for timing in timings] == list(FORMATS)
    assert all(timing.ratio > 0 for timing in timings)
