"""How a benchmark ends: what it took in all, and on which machine."""

import os
import resource


def tell_totals(seconds: float, what: str, touchpoints: int) -> None:
    """Print the seconds that `what` took, and the most memory that this process ever held."""
    gigabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2
    print(f"{seconds:8.2f} s  {what}, for {touchpoints:,} touchpoints")
    print(f"{gigabytes:8.2f} GB at most, filling included; load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
