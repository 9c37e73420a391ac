"""Prompts of a Python program that uses OpenTelemetry's SDK: their spans are children of its own.

The package libcomfy has to be on the path, and LIBCOMFY_LIBRARY to name the library.
"""
import asyncio
import concurrent.futures

import libcomfy
from collector import Collector, check
from opentelemetry import trace
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.sampling import ALWAYS_OFF
from opentelemetry.trace import NonRecordingSpan, SpanContext, TraceFlags, TraceState, use_span

WORKFLOW = {
    "1": {"class_type": "EmptyImage", "inputs": {"width": 8, "height": 4, "batch_size": 1, "color": 1}},
    "2": {"class_type": "PreviewImage", "inputs": {"images": ["1", 0]}},
}


async def main():
    collector = Collector()
    collector.refusals = 0
    configuration = {"otel_exporter_otlp_endpoint": collector.url, "otel_service_name": "python test"}
    tracer = TracerProvider().get_tracer("host")
    remote = SpanContext(1 << 100, 5, True, TraceFlags(1), TraceState([("vendor", "x"), ("other", "y")]))
    parents = {}

    async def run(name, client, span):
        prompt_id = f"the prompt of {name}"
        with use_span(span):
            await client.queue_prompt(WORKFLOW, prompt_id=prompt_id)
        parents[prompt_id] = span.get_span_context()

    for executor in ("ContextVarExecutor", "ProcessPoolExecutor"):
        async with libcomfy.Comfy(configuration, executor=executor) as client:
            # Two at a time: each keeps to its own span.
            await asyncio.gather(*(run(f"{executor} {n}", client, tracer.start_span("host")) for n in range(2)))
            with use_span(NonRecordingSpan(remote)):
                await run(f"{executor} remote", client, trace.get_current_span())
            unsampled = TracerProvider(sampler=ALWAYS_OFF).get_tracer("host").start_span("not kept")
            await run(f"{executor} unsampled", client, unsampled)
            parents.pop(f"the prompt of {executor} unsampled")
            await client.queue_prompt(WORKFLOW, prompt_id=f"the prompt of {executor} alone")
    with concurrent.futures.ThreadPoolExecutor() as threads:
        async with libcomfy.Comfy(configuration, executor=threads) as client:
            await run("an executor of its own", client, tracer.start_span("host"))

    spans = [span for span, _ in collector.spans()]
    check(all(of["service.name"] == "python test" for _, of in collector.spans()), "another service")
    by_id = {span.span_id: span for span in spans}
    queued = {}
    for span in spans:
        if span.name == "Queue Prompt":
            (prompt_id,) = (pair.value.string_value for pair in span.attributes if pair.key == "comfy.prompt.id")
            queued[prompt_id] = span
        else:
            parent = by_id[span.parent_span_id]
            check(span.trace_id == parent.trace_id and span.trace_state == parent.trace_state, span)
    alone = {name for name in queued if name.endswith("alone")}
    check(len(alone) == 2 and set(queued) == set(parents) | alone, sorted(queued))
    check(all(not queued[name].parent_span_id for name in alone), "a parent that was no longer current")
    for prompt_id, parent in parents.items():
        span = queued[prompt_id]
        check(span.trace_id.hex() == trace.format_trace_id(parent.trace_id), span)
        check(span.parent_span_id.hex() == trace.format_span_id(parent.span_id), span)
        check(span.trace_state == parent.trace_state.to_header(), span)
    print(f"python: {len(spans)} spans, {len(queued)} prompts")


asyncio.run(main())
