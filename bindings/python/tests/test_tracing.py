"""Without OpenTelemetry. Tests/CollectorTests has the rest: a host that uses its SDK, and a collector."""

import sys
import types

from libcomfy.tracing import current_trace


def test_no_opentelemetry_no_trace(monkeypatch):
    monkeypatch.delitem(sys.modules, "opentelemetry", raising=False)
    assert current_trace() == {}
    assert "opentelemetry" not in sys.modules


def test_a_package_of_that_name_is_not_enough(monkeypatch):
    for name in [name for name in sys.modules if name.startswith("opentelemetry")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "opentelemetry", types.ModuleType("opentelemetry"))
    assert current_trace() == {}
