use crate::call::{attempt, fill, milliseconds, optional_text, text};
use crate::error::{Error, Result};
use crate::image::Image;
use crate::task::Progress;
use crate::wait::NextEvent;
use libcomfy_sys::*;
use std::borrow::Cow;
use std::os::unix::io::RawFd;
use std::slice;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

macro_rules! kinds {
    ($($(#[$doc:meta])* $name:ident = $value:ident,)*) => {
        /// Which event it is.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        #[non_exhaustive]
        pub enum EventKind {
            $($(#[$doc])* $name,)*
            /// One that has no number here: see [`Event::name`].
            Other,
        }

        impl EventKind {
            fn from_raw(raw: comfy_event_kind) -> EventKind {
                match raw {
                    $($value => EventKind::$name,)*
                    _ => EventKind::Other,
                }
            }
        }
    };
}

kinds! {
    ExecutionStart = COMFY_EVENT_KIND_EXECUTION_START,
    ExecutionCached = COMFY_EVENT_KIND_EXECUTION_CACHED,
    Executing = COMFY_EVENT_KIND_EXECUTING,
    Progress = COMFY_EVENT_KIND_PROGRESS,
    ProgressState = COMFY_EVENT_KIND_PROGRESS_STATE,
    /// Has an image.
    Preview = COMFY_EVENT_KIND_PREVIEW,
    Executed = COMFY_EVENT_KIND_EXECUTED,
    ExecutionSuccess = COMFY_EVENT_KIND_EXECUTION_SUCCESS,
    ExecutionError = COMFY_EVENT_KIND_EXECUTION_ERROR,
    ExecutionInterrupted = COMFY_EVENT_KIND_EXECUTION_INTERRUPTED,
    /// Only with [`crate::ClientOptions::server_events`].
    Status = COMFY_EVENT_KIND_STATUS,
    ProgressText = COMFY_EVENT_KIND_PROGRESS_TEXT,
    /// Something in a file or an input was left out or not done as it says.
    Warning = COMFY_EVENT_KIND_WARNING,
    /// The last event of every prompt; for who listens to the client.
    PromptFinished = COMFY_EVENT_KIND_PROMPT_FINISHED,
}

/// Something that happened, under ComfyUI's name with ComfyUI's fields. Borrows the library's memory, unless
/// [`Event::into_owned`] was called.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Event<'a> {
    pub kind: EventKind,
    /// `execution_start`, `progress`, ...
    pub name: Cow<'a, str>,
    /// The event's data.
    pub json: Cow<'a, str>,
    /// The prompt that it belongs to; `None` for `status`.
    pub prompt_id: Option<Cow<'a, str>>,
    /// Whom it is addressed to; `None` means everybody.
    pub client_id: Option<Cow<'a, str>>,
    /// The pixels of a preview.
    pub image: Option<Image<'a>>,
    /// Where the prompt stood, if it is of the kind [`Progress`](EventKind::Progress).
    pub progress: Option<Progress>,
    /// Number within its client, from 1.
    pub sequence: u64,
    /// How many events this source dropped before this one.
    pub dropped: u64,
    /// Milliseconds since 1970.
    pub timestamp_ms: i64,
}

impl<'a> Event<'a> {
    /// # Safety
    /// What `raw` points to lives for `'a`.
    pub(crate) unsafe fn from_raw(raw: &comfy_event) -> Event<'a> {
        Event {
            kind: EventKind::from_raw(raw.kind),
            name: text(raw.name),
            json: String::from_utf8_lossy(slice::from_raw_parts(raw.json.cast(), raw.json_length)),
            prompt_id: optional_text(raw.prompt_id),
            client_id: optional_text(raw.client_id),
            image: raw.image.as_ref().and_then(|image| Image::from_raw(image).ok()),
            progress: raw.progress.as_ref().map(Progress::from_raw),
            sequence: raw.sequence,
            dropped: raw.dropped,
            timestamp_ms: raw.timestamp_ms,
        }
    }

    /// The same in memory of its own.
    pub fn into_owned(self) -> Event<'static> {
        let own = |text: Cow<'a, str>| Cow::Owned(text.into_owned());
        Event {
            name: own(self.name),
            json: own(self.json),
            prompt_id: self.prompt_id.map(own),
            client_id: self.client_id.map(own),
            image: self.image.map(Image::into_owned),
            ..self
        }
    }
}

/// What a poll brought.
#[derive(Debug)]
#[allow(clippy::large_enum_variant)] // made and taken apart at once, and a box would cost an allocation an event
pub enum Polled<'a> {
    Event(Event<'a>),
    /// The time is over.
    TimedOut,
    /// No more events will come.
    End,
}

/// Where events come from.
#[derive(Clone, Copy)]
pub(crate) enum Source {
    Task(*mut comfy_task),
    Client(*mut comfy_client),
}

/// The events of a task or a client, to be polled, iterated over or awaited.
///
/// There is one reader at a time, because a poll invalidates what the former event lent; the type system sees to that.
/// As an iterator it waits for each event and copies it; [`Events::poll`] and [`Events::next_async`] lend theirs.
pub struct Events<'a> {
    source: Source,
    is_read: &'a AtomicBool,
}

// A handle may be used from any thread, and `Events` is the one reader of its source.
unsafe impl Send for Events<'_> {}

impl<'a> Events<'a> {
    pub(crate) fn new(source: Source, is_read: &'a AtomicBool) -> Result<Events<'a>> {
        if is_read.swap(true, Ordering::Acquire) {
            return Err(Error::invalid_argument("these events have a reader already"));
        }
        Ok(Events { source, is_read })
    }

    /// The next event, waiting up to `timeout`, or as long as it takes.
    ///
    /// # Errors
    /// [`Error::InvalidArgument`] for a client without [`crate::ClientOptions::event_queue`].
    pub fn poll(&mut self, timeout: Option<Duration>) -> Result<Polled<'_>> {
        self.poll_raw(timeout).map(|(status, event)| match status {
            COMFY_STATUS_OK => Polled::Event(unsafe { Event::from_raw(&event) }),
            COMFY_STATUS_TIMEOUT => Polled::TimedOut,
            _ => Polled::End,
        })
    }

    /// The event's pointers are good until the next call.
    pub(crate) fn poll_raw(&mut self, timeout: Option<Duration>) -> Result<(comfy_status, comfy_event)> {
        let (mut event, timeout) = (comfy_event::default(), milliseconds(timeout));
        let status = attempt(|error| unsafe {
            match self.source {
                Source::Task(task) => comfy_task_poll_event(&mut event, task, timeout, error),
                Source::Client(client) => comfy_client_poll_event(&mut event, client, timeout, error),
            }
        })?;
        Ok((status, event))
    }

    /// The next event, or `None` after the last, as a future that any executor can run: see [`NextEvent`].
    pub fn next_async(&mut self) -> NextEvent<'_, 'a> {
        NextEvent::new(self)
    }

    /// A descriptor that is readable while [`Events::poll`] would return at once, for an event loop of your own. Never
    /// read, write or close it. Lives as long as its task or client.
    ///
    /// # Errors
    /// [`Error::OutOfResources`] if the system has no descriptor left.
    pub fn descriptor(&self) -> Result<RawFd> {
        fill(-1, |out, error| unsafe {
            match self.source {
                Source::Task(task) => comfy_task_get_event_fd(out, task, error),
                Source::Client(client) => comfy_client_get_event_fd(out, client, error),
            }
        })
    }
}

impl Iterator for Events<'_> {
    type Item = Result<Event<'static>>;

    fn next(&mut self) -> Option<Self::Item> {
        match self.poll(None) {
            Ok(Polled::Event(event)) => Some(Ok(event.into_owned())),
            Ok(_) => None,
            Err(error) => Some(Err(error)),
        }
    }
}

impl Drop for Events<'_> {
    fn drop(&mut self) {
        self.is_read.store(false, Ordering::Release);
    }
}
