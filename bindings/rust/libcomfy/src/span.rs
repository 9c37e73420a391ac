use crate::call::{optional_text, text};
use libcomfy_sys::*;
use std::borrow::Cow;

/// A span that has ended, as OpenTelemetry has it: what a prompt spent its time on.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Span<'a> {
    pub name: Cow<'a, str>,
    /// 32 and 16 hex digits.
    pub trace_id: Cow<'a, str>,
    pub span_id: Cow<'a, str>,
    /// `None` where the trace begins.
    pub parent_span_id: Option<Cow<'a, str>>,
    /// The tracestate that came with the prompt.
    pub trace_state: Cow<'a, str>,
    /// Nanoseconds since 1970.
    pub start_ns: i64,
    pub end_ns: i64,
    pub is_error: bool,
    /// "Type: message" of what went wrong.
    pub status_message: Option<Cow<'a, str>>,
    /// A JSON object.
    pub attributes: Cow<'a, str>,
    /// A JSON array of `{"name", "time_ns", "attributes"}`.
    pub events: Cow<'a, str>,
}

impl<'a> Span<'a> {
    /// # Safety
    /// What `raw` points to lives for `'a`.
    pub(crate) unsafe fn from_raw(raw: &comfy_span) -> Span<'a> {
        Span {
            name: text(raw.name),
            trace_id: text(raw.trace_id),
            span_id: text(raw.span_id),
            parent_span_id: optional_text(raw.parent_span_id),
            trace_state: text(raw.trace_state),
            start_ns: raw.start_ns,
            end_ns: raw.end_ns,
            is_error: raw.status == COMFY_SPAN_STATUS_ERROR,
            status_message: optional_text(raw.status_message),
            attributes: text(raw.attributes),
            events: text(raw.events),
        }
    }
}
