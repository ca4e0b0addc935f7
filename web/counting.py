"""Requests counted and timed for Prometheus over every web process (C.12): routes by name, never addresses."""

from __future__ import annotations

import time
from collections.abc import Iterable

from flask import Flask, Response, g, request
from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest, multiprocess
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector
from prometheus_client.values import MutexValue, ValueClass

from casework.kernel import clock
from web.services import readiness

REQUESTS = Counter("waymark_requests_total", "Requests answered", ["route", "method", "status"])
SECONDS = Histogram(
    "waymark_request_seconds",
    "How long a request took",
    ["route"],
    buckets=(0.01, 0.025, 0.05, 0.1, 0.15, 0.3, 0.5, 1, 2.5, 5, 15),
)


def install(app: Flask) -> None:
    """Count every request of this application."""
    app.before_request(_begin)
    app.after_request(_count)


def _begin() -> None:
    g.begun = time.perf_counter()


def _count(response: Response) -> Response:
    route = request.endpoint or "none"
    method = request.method if request.method in {"GET", "HEAD", "POST"} else "other"
    REQUESTS.labels(route, method, response.status_code).inc()
    if (begun := g.get("begun")) is not None:
        SECONDS.labels(route).observe(time.perf_counter() - begun)
    return response


class _Gauges(Collector):
    """What is asked of the database at the moment of the question."""

    def __init__(self, checks: dict[str, str]) -> None:
        self.checks = checks

    def collect(self) -> Iterable[Metric]:
        return readiness.gauges(self.checks, at=clock.now())


def page(checks: dict[str, str]) -> bytes:
    """Everything counted, of all web processes together where PROMETHEUS_MULTIPROC_DIR names their common folder."""
    registry = CollectorRegistry()
    if ValueClass is not MutexValue:  # several processes, with a folder in common
        multiprocess.MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    else:
        registry.register(REQUESTS)
        registry.register(SECONDS)
    registry.register(_Gauges(checks))
    return generate_latest(registry)
