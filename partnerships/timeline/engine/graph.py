"""The order in which the tasks of a plan can be worked out."""

from collections.abc import Iterator
from dataclasses import dataclass
from heapq import heapify, heappop, heappush

from partnerships.timeline.engine.plan import CircularPlan, DuplicateTask, Plan, Task, UnknownTask


@dataclass(frozen=True, slots=True)
class Edge:
    """``later`` starts at least ``lag`` days after ``earlier`` is over or, ``from_start``, after it starts."""

    earlier: str
    later: str
    lag: int
    from_start: bool = False


def edges_into(task: Task) -> Iterator[Edge]:
    """List what holds a task: its links, and its place in its period."""
    for link in task.after:
        yield Edge(link.key, task.key, link.lag)
    if task.period is not None and task.offset is not None:
        yield Edge(task.period, task.key, task.offset, from_start=True)


def in_order(plan: Plan) -> list[Task]:
    """Sort the tasks so that each comes after all that hold it; ties by key, so the input's order is irrelevant.

    Raises DuplicateTask, UnknownTask and, naming the loop, CircularPlan.
    """
    tasks = _by_key(plan)
    waits_for = {key: {edge.earlier for edge in edges_into(task)} for key, task in tasks.items()}
    followers: dict[str, list[str]] = {key: [] for key in tasks}
    for key, earlier in waits_for.items():
        for name in earlier:
            if name not in tasks:
                raise UnknownTask(name)
            followers[name].append(key)
    left = {key: len(earlier) for key, earlier in waits_for.items()}
    ready = [key for key, count in left.items() if count == 0]
    heapify(ready)
    ordered: list[Task] = []
    while ready:
        key = heappop(ready)
        ordered.append(tasks[key])
        for follower in followers[key]:
            left[follower] -= 1
            if left[follower] == 0:
                heappush(ready, follower)
    if len(ordered) < len(tasks):
        stuck = {key for key, count in left.items() if count}
        loop = _loop({key: waits_for[key] & stuck for key in stuck})
        raise CircularPlan(loop, (tasks[key].title for key in loop))
    return ordered


def _by_key(plan: Plan) -> dict[str, Task]:
    tasks: dict[str, Task] = {}
    for task in plan.tasks:
        if task.key in tasks:
            raise DuplicateTask(task.key)
        tasks[task.key] = task
    return tasks


def _loop(waits_for: dict[str, set[str]]) -> tuple[str, ...]:
    """Walk back from the smallest key until a task comes round again; read in the order of work."""
    seen: list[str] = []
    key = min(waits_for)
    while key not in seen:
        seen.append(key)
        key = min(waits_for[key])
    loop = seen[seen.index(key) :][::-1]
    smallest = loop.index(min(loop))
    loop = loop[smallest:] + loop[:smallest]
    return (*loop, loop[0])
