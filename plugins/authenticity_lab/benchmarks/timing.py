"""How the benchmarks measure: in a fresh process each, seconds beside a reference, and memory."""

from __future__ import annotations

import os
import resource
import sys
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from functools import reduce
from multiprocessing import get_context
from pathlib import Path
from typing import TypeVar

_Result = TypeVar("_Result")


@dataclass(frozen=True)
class Timing:
    """What one process measured: seconds of the work and of its reference, peak memory in bytes.

    `rows` is what the work took in; `stages` are seconds of its parts, and `cpu` those in which a
    core worked, for whoever looks closer: on a busy machine only they say much.
    """

    seconds: float
    reference: float = 0.0
    rows: int = 0
    peak: int = 0
    stages: dict[str, float] = field(default_factory=dict)
    cpu: float = 0.0


def in_fresh_process(work: Callable[..., Timing], *arguments: object) -> Timing:
    """`work(*arguments)` in a new interpreter: no cache, no memory of an earlier part."""
    with ProcessPoolExecutor(max_workers=1, mp_context=get_context("spawn")) as pool:
        return pool.submit(work, *arguments).result()


def cpu_seconds() -> float:
    """CPU time of this process and of its children that have ended."""
    return sum(os.times()[:4])


def best(runs: int, work: Callable[..., Timing], *arguments: object) -> Timing:
    """The least of several fresh processes, each cold: what else the machine does only adds."""
    return reduce(least, (in_fresh_process(work, *arguments) for _ in range(runs)))


def by_turns(runs: int, *works: tuple[Callable[..., Timing], object]) -> list[Timing]:
    """The best of each work on its argument, by turns: what disturbs a long run disturbs all."""
    rounds = [[in_fresh_process(work, of) for work, of in works] for _ in range(runs)]
    return [reduce(least, timings) for timings in zip(*rounds, strict=True)]


def least(one: Timing, other: Timing) -> Timing:
    """Of two measurements of one work, the quicker, with the larger memory."""
    quicker = min(one, other, key=lambda timing: timing.seconds)
    return Timing(
        quicker.seconds,
        min(one.reference, other.reference),
        quicker.rows,
        max(one.peak, other.peak),
        quicker.stages,
        min(one.cpu, other.cpu),
    )


def seconds_of(work: Callable[[], object]) -> float:
    """Wall-clock seconds of one call."""
    return timed(work)[0]


def timed(work: Callable[[], _Result]) -> tuple[float, _Result]:
    """Wall-clock seconds of one call, and what it gave."""
    started = time.perf_counter()
    result = work()
    return time.perf_counter() - started, result


def peak_bytes() -> int:
    """Most memory that this process, or the largest of its children, ever held (RSS)."""
    children = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    return max(_own_peak(), children * _UNIT)


_UNIT = 1 if sys.platform == "darwin" else 1024
"""macOS counts bytes, Linux kilobytes."""


def _own_peak() -> int:
    """On Linux `ru_maxrss` is no less than the parent's was at the start; the status file knows."""
    status = Path("/proc/self/status")
    if status.exists():
        for line in status.read_text().splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) * 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * _UNIT
