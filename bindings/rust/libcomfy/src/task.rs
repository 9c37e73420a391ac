use crate::call::{attempt, fill, milliseconds, optional_text, run, take_text};
use crate::error::Result;
use crate::event::{Events, Source};
use crate::image::Image;
use crate::wait::Finished;
use libcomfy_sys::*;
use std::borrow::Cow;
use std::ptr::NonNull;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

/// How far a task has come. The last three are final.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum TaskState {
    Queued,
    Running,
    Success,
    Error,
    Cancelled,
}

impl TaskState {
    fn from_raw(raw: comfy_task_state) -> TaskState {
        match raw {
            COMFY_TASK_STATE_QUEUED => TaskState::Queued,
            COMFY_TASK_STATE_RUNNING => TaskState::Running,
            COMFY_TASK_STATE_SUCCESS => TaskState::Success,
            COMFY_TASK_STATE_CANCELLED => TaskState::Cancelled,
            _ => TaskState::Error,
        }
    }
}

/// Where a task stands.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Progress {
    pub state: TaskState,
    /// The node that runs.
    pub node_id: Option<String>,
    /// Steps of that node, done and in all.
    pub value: f64,
    pub max: f64,
    /// 0...1: the time that is over, as a share of what the prompt takes in all.
    pub overall: f64,
    pub nodes_done: usize,
    pub nodes_total: usize,
    /// `None` where the node has no steps, or has not done one yet.
    pub per_step: Option<Duration>,
    /// Since the prompt began to run.
    pub elapsed: Duration,
    /// To its end; `None` before that can be said.
    pub left: Option<Duration>,
}

/// Seconds of the library, where it knows them.
fn duration(seconds: f64) -> Option<Duration> {
    (seconds >= 0.0).then(|| Duration::try_from_secs_f64(seconds).unwrap_or(Duration::MAX))
}

impl Progress {
    /// Copies what the library lent.
    pub(crate) fn from_raw(raw: &comfy_progress) -> Progress {
        Progress {
            state: TaskState::from_raw(raw.state),
            node_id: unsafe { optional_text(raw.node_id) }.map(Cow::into_owned),
            value: raw.value,
            max: raw.max,
            overall: raw.overall,
            nodes_done: raw.nodes_done,
            nodes_total: raw.nodes_total,
            per_step: duration(raw.seconds_per_step).filter(|step| !step.is_zero()),
            elapsed: duration(raw.seconds_elapsed).unwrap_or_default(),
            left: duration(raw.seconds_left),
        }
    }
}

/// A queued workflow. Dropping it neither stops nor disturbs the work: [`Task::cancel`] does. It may outlive its client.
#[derive(Debug)]
pub struct Task {
    handle: NonNull<comfy_task>,
    is_read: AtomicBool,
}

// comfy.h, THREADING: every function may be called from any thread at any time; that one thread at a time polls is
// seen to by `Events`, and that nobody uses what a handle lent while it is released by the borrow of the task.
unsafe impl Send for Task {}
unsafe impl Sync for Task {}

impl Task {
    pub(crate) fn new(handle: NonNull<comfy_task>) -> Task {
        Task { handle, is_read: AtomicBool::new(false) }
    }

    /// The handle, for functions of `libcomfy-sys`. It must not be released.
    pub fn as_ptr(&self) -> *mut comfy_task {
        self.handle.as_ptr()
    }

    pub fn prompt_id(&self) -> Result<String> {
        take_text(|out, error| unsafe { comfy_task_get_prompt_id(out, self.as_ptr(), error) })
    }

    pub fn state(&self) -> Result<TaskState> {
        fill(0, |out, error| unsafe { comfy_task_get_state(out, self.as_ptr(), error) }).map(TaskState::from_raw)
    }

    pub fn progress(&self) -> Result<Progress> {
        let raw = fill(comfy_progress::default(), |out, error| unsafe {
            comfy_task_get_progress(out, self.as_ptr(), error)
        })?;
        Ok(Progress::from_raw(&raw))
    }

    /// Waits until the task has finished, however; whether it did in time. `None` waits as long as it takes.
    pub fn wait(&self, timeout: Option<Duration>) -> Result<bool> {
        attempt(|error| unsafe { comfy_task_wait(self.as_ptr(), milliseconds(timeout), error) })
            .map(|status| status == COMFY_STATUS_OK)
    }

    /// Waits for the task as a future that any executor can run: see [`crate::NextEvent`]. It takes all events.
    pub fn finished(&self) -> Finished<'_> {
        Finished::new(self)
    }

    /// Asks the task to end, which takes a fraction of a second. If it has finished, nothing changes.
    pub fn cancel(&self) -> Result<()> {
        run(|error| unsafe { comfy_task_cancel(self.as_ptr(), error) })
    }

    /// The outputs of a task that succeeded, JSON by node.
    ///
    /// # Errors
    /// [`Error::NotReady`](crate::Error::NotReady), [`ValidationFailed`](crate::Error::ValidationFailed),
    /// [`ExecutionFailed`](crate::Error::ExecutionFailed) or [`Cancelled`](crate::Error::Cancelled), with the details.
    pub fn result(&self) -> Result<String> {
        take_text(|out, error| unsafe { comfy_task_get_result(out, self.as_ptr(), error) })
    }

    /// Why a task did not succeed, as JSON; or which output nodes of one that did were left out.
    ///
    /// # Errors
    /// [`Error::NotFound`](crate::Error::NotFound) if there is nothing to say.
    pub fn error_json(&self) -> Result<String> {
        take_text(|out, error| unsafe { comfy_task_get_error(out, self.as_ptr(), error) })
    }

    /// What was left out or not done as files and inputs say, so far: a JSON array of the data of its warnings.
    pub fn warnings_json(&self) -> Result<String> {
        take_text(|out, error| unsafe { comfy_task_get_warnings(out, self.as_ptr(), error) })
    }

    /// How many output images there are: 0 until the task has finished.
    pub fn image_count(&self) -> Result<usize> {
        fill(0, |out, error| unsafe { comfy_task_get_image_count(out, self.as_ptr(), error) })
    }

    /// An output image, in the order of the result's nodes. It borrows the task's memory.
    ///
    /// # Errors
    /// [`Error::NotFound`](crate::Error::NotFound) if there is none of that index.
    pub fn image(&self, index: usize) -> Result<Image<'_>> {
        let raw = fill(comfy_image::default(), |out, error| unsafe {
            comfy_task_get_image(out, self.as_ptr(), index, error)
        })?;
        unsafe { Image::from_raw(&raw) }
    }

    /// The latest preview. It borrows the task's memory, which keeps each one that was asked for.
    ///
    /// # Errors
    /// [`Error::NotFound`](crate::Error::NotFound) before the first.
    pub fn preview(&self) -> Result<Image<'_>> {
        let raw =
            fill(comfy_image::default(), |out, error| unsafe { comfy_task_get_preview(out, self.as_ptr(), error) })?;
        unsafe { Image::from_raw(&raw) }
    }

    /// Has an [`Events::poll`] of this task that waits on another thread time out at once, or a loop over its events end;
    /// if none waits, the next one does.
    pub fn wake(&self) -> Result<()> {
        run(|error| unsafe { comfy_task_wake(self.as_ptr(), error) })
    }

    /// The task's events, to be iterated over, polled or awaited.
    ///
    /// # Errors
    /// [`Error::InvalidArgument`](crate::Error::InvalidArgument) while other [`Events`] of this task live.
    pub fn events(&self) -> Result<Events<'_>> {
        Events::new(Source::Task(self.as_ptr()), &self.is_read)
    }
}

impl Drop for Task {
    fn drop(&mut self) {
        unsafe { comfy_task_release(self.as_ptr()) }
    }
}
