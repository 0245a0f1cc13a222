"""What is counted of each request, for Prometheus: by the name of the route, never by address or person."""

from prometheus_client import Counter, Histogram

METHODS = frozenset({"GET", "HEAD", "POST", "OPTIONS", "PUT", "PATCH", "DELETE"})
requests = Counter("psp_requests", "Requests answered", ["method", "route", "status"])
seconds = Histogram(
    "psp_request_seconds",
    "Seconds an answer took",
    ["route"],
    buckets=(0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30),
)


def count_request(*, method: str, route: str, status: int, ms: int) -> None:
    """Count one answered request. ``route`` is "" where the address is none of ours, so that nobody can add names."""
    requests.labels(method if method in METHODS else "other", route, str(status)).inc()
    seconds.labels(route).observe(ms / 1000)
