//! Futures over the wake-up descriptors, for any executor.

use crate::error::{Error, Reason, Result};
use crate::event::{Event, Events};
use crate::reactor::{self, Registration};
use crate::task::Task;
use libcomfy_sys::*;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

/// The next event, taken without blocking; if there is none yet, `context` is woken when there may be one.
fn poll_event(
    events: &mut Events<'_>,
    registration: &mut Option<Registration>,
    context: &mut Context<'_>,
) -> Poll<Result<Option<comfy_event>>> {
    *registration = None;
    Poll::Ready(match events.poll_raw(Some(Duration::ZERO)) {
        Ok((COMFY_STATUS_OK, event)) => Ok(Some(event)),
        Ok((COMFY_STATUS_TIMEOUT, _)) => {
            let registered = events.descriptor().and_then(|descriptor| {
                reactor::register(descriptor, context.waker().clone()).map_err(|error| {
                    let message = format!("cannot wait for events: {}", error);
                    Error::OutOfResources(Reason { message, details: None })
                })
            });
            match registered {
                Ok(new) => {
                    *registration = Some(new);
                    return Poll::Pending;
                }
                Err(error) => Err(error),
            }
        }
        Ok(_) => Ok(None),
        Err(error) => Err(error),
    })
}

/// Waits for the next event: of [`Events::next_async`].
///
/// It needs no executor of a kind. While there is nothing to read, a thread of this crate keeps its waker with the
/// source's descriptor, and sleeps in `poll(2)` for all such futures together; the thread starts with the first wait and
/// ends when nothing has waited for a second. To have a reactor of your own watch the descriptor instead (tokio's
/// `AsyncFd`, async-io's `Async`), take it from [`Events::descriptor`], wait until it is readable, then call
/// [`Events::poll`] with a zero timeout.
///
/// Dropping the future loses no event.
#[must_use = "futures do nothing unless polled"]
pub struct NextEvent<'e, 'a> {
    events: Option<&'e mut Events<'a>>,
    registration: Option<Registration>,
}

impl<'e, 'a> NextEvent<'e, 'a> {
    pub(crate) fn new(events: &'e mut Events<'a>) -> NextEvent<'e, 'a> {
        NextEvent { events: Some(events), registration: None }
    }
}

impl<'e, 'a> Future for NextEvent<'e, 'a> {
    /// `None` after the last event.
    type Output = Option<Result<Event<'e>>>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let this = &mut *self;
        let events = this.events.as_mut().expect("polled after it was ready");
        poll_event(events, &mut this.registration, context).map(|result| {
            // The reader is borrowed for `'e` and nobody has it any more, so nothing polls while the event lives.
            this.events = None;
            result.map(|event| event.map(|raw| unsafe { Event::from_raw(&raw) })).transpose()
        })
    }
}

/// Waits until a task has finished: of [`Task::finished`].
#[must_use = "futures do nothing unless polled"]
pub struct Finished<'a> {
    task: &'a Task,
    events: Result<Events<'a>>,
    registration: Option<Registration>,
}

impl<'a> Finished<'a> {
    pub(crate) fn new(task: &'a Task) -> Finished<'a> {
        Finished { task, events: task.events(), registration: None }
    }
}

impl Future for Finished<'_> {
    /// The outputs, as [`Task::result`] gives them.
    type Output = Result<String>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let this = &mut *self;
        let events = match &mut this.events {
            Ok(events) => events,
            Err(error) => return Poll::Ready(Err(error.clone())),
        };
        loop {
            match poll_event(events, &mut this.registration, context) {
                Poll::Pending => return Poll::Pending,
                Poll::Ready(Ok(Some(_))) => {}
                Poll::Ready(Ok(None)) => return Poll::Ready(this.task.result()),
                Poll::Ready(Err(error)) => return Poll::Ready(Err(error)),
            }
        }
    }
}
