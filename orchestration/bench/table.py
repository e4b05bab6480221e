"""The benchmark as a table for a terminal."""

from collections.abc import Iterator

from orchestration.bench.benchmark import Benchmark

# Of some hundred models these take nearly all the time.
SLOWEST = 25
MEGABYTE = 1_000_000


def table_lines(benchmark: Benchmark) -> Iterator[str]:
    """Every figure beside what it is to be compared with; docs/performance.md says how to read it."""
    cold, day = benchmark.cold, benchmark.new_day
    yield (
        f"{benchmark.touchpoints:,} touchpoints, {benchmark.rows:,} rows in all; "
        f"{benchmark.threads} threads, memory limit {benchmark.memory_limit}"
    )
    yield ""
    yield f"{'step':38} {'full build s':>12} {'touches/s':>12} {'new day s':>10} {'share':>6}"
    steps = cold.steps | {"in all, with start-up": cold.seconds}
    day_steps = day.steps | {"in all, with start-up": day.seconds}
    for step, seconds in steps.items():
        yield _line(step, seconds, day_steps.get(step, 0.0), f"{benchmark.touchpoints / max(seconds, 0.05):12,.0f}")
    yield _line("CPU seconds of all processes", cold.cpu_seconds, day.cpu_seconds, " " * 12)
    yield f"{'most memory of one process, MiB':38} {cold.peak_memory:12,.0f} {'':12} {day.peak_memory:10,.0f}"
    yield f"{'nothing new':38} {benchmark.nothing_new.seconds:12.1f}"
    yield ""
    yield from _parts("folders of dbt, several at a time", cold.folders, day.folders, len(cold.folders))
    yield from _parts("slowest models", cold.models, day.models, SLOWEST)
    if benchmark.floor:
        yield f"{'the floor: plain SQL':38} {'s':>12}"
        for step, seconds in benchmark.floor.steps.items():
            yield f"{step:38} {seconds:12.1f}"
        yield f"{'in all, with start-up':38} {benchmark.floor.seconds:12.1f}"
        yield f"{'CPU seconds':38} {benchmark.floor.cpu_seconds:12.1f}"
        yield f"{'most memory, MiB':38} {benchmark.floor.peak_memory:12,.0f}"
        yield ""
    for name, ratio in benchmark.ratios.items():
        yield f"{name:38} {ratio:12.3f}"
    for name, size in benchmark.sizes.items():
        yield f"{name + ', MB':38} {size / MEGABYTE:12,.1f}"


def _parts(title: str, cold: dict[str, float], day: dict[str, float], shown: int) -> Iterator[str]:
    yield f"{title:38} {'full build s':>12} {'':12} {'new day s':>10} {'share':>6}"
    for name, seconds in list(cold.items())[:shown]:
        yield _line(name, seconds, day.get(name, 0.0), " " * 12)
    yield ""


def _line(name: str, seconds: float, of_day: float, speed: str) -> str:
    share = f"{of_day / seconds:6.2f}" if seconds else ""
    return f"{name:38} {seconds:12.1f} {speed} {of_day:10.1f} {share}".rstrip()
