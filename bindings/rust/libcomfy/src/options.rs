use crate::call::{c_text, optional_c_text, pointer};
use crate::client::Client;
use crate::error::Result;
use crate::event::Event;
use crate::span::Span;
use libcomfy_sys::*;
use std::ffi::CString;
use std::os::unix::ffi::OsStrExt;
use std::path::Path;
use std::ptr;

/// Where prompts run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Executor {
    /// Isolated if the configuration has settings that need it, else in this process.
    Automatic,
    InProcess,
    Isolated,
}

pub(crate) type EventFunction = Box<dyn FnMut(&Event<'_>) + Send>;
pub(crate) type SpanFunction = Box<dyn Fn(&Span<'_>) + Send + Sync>;

/// How to make a [`Client`]; what is not set is left to the library.
#[derive(Default)]
pub struct ClientOptions {
    configuration: Option<Vec<u8>>,
    base_directory: Option<Vec<u8>>,
    models_directory: Option<Vec<u8>>,
    input_directory: Option<Vec<u8>>,
    output_directory: Option<Vec<u8>>,
    temp_directory: Option<Vec<u8>>,
    client_id: Option<Vec<u8>>,
    executor: comfy_executor,
    max_workers: u32,
    threads: u32,
    flags: u32,
    event_queue_size: u32,
    memory_budget: u64,
    pub(crate) on_event: Option<EventFunction>,
    pub(crate) on_span: Option<SpanFunction>,
}

fn path(path: impl AsRef<Path>) -> Option<Vec<u8>> {
    Some(path.as_ref().as_os_str().as_bytes().to_vec())
}

impl ClientOptions {
    pub fn new() -> ClientOptions {
        ClientOptions::default()
    }

    /// A JSON object with ComfyUI's configuration keys.
    pub fn configuration(mut self, json: impl Into<String>) -> Self {
        self.configuration = Some(json.into().into_bytes());
        self
    }

    /// Has `models/`, `input/`, `output/` and `temp/`, unless those are set.
    pub fn base_directory(mut self, directory: impl AsRef<Path>) -> Self {
        self.base_directory = path(directory);
        self
    }

    /// Has `checkpoints/`, `vae/`, `embeddings/`, ...
    pub fn models_directory(mut self, directory: impl AsRef<Path>) -> Self {
        self.models_directory = path(directory);
        self
    }

    pub fn input_directory(mut self, directory: impl AsRef<Path>) -> Self {
        self.input_directory = path(directory);
        self
    }

    pub fn output_directory(mut self, directory: impl AsRef<Path>) -> Self {
        self.output_directory = path(directory);
        self
    }

    pub fn temp_directory(mut self, directory: impl AsRef<Path>) -> Self {
        self.temp_directory = path(directory);
        self
    }

    /// The addressee of events and the default client id of prompts.
    pub fn client_id(mut self, id: impl Into<String>) -> Self {
        self.client_id = Some(id.into().into_bytes());
        self
    }

    pub fn executor(mut self, executor: Executor) -> Self {
        self.executor = match executor {
            Executor::Automatic => COMFY_EXECUTOR_AUTO,
            Executor::InProcess => COMFY_EXECUTOR_IN_PROCESS,
            Executor::Isolated => COMFY_EXECUTOR_ISOLATED,
        };
        self
    }

    /// Prompts that run at the same time: 1 to 64.
    pub fn max_workers(mut self, count: u32) -> Self {
        self.max_workers = count;
        self
    }

    /// Threads for arithmetic; 0: see `comfy_client_options`. Results do not depend on it.
    pub fn threads(mut self, count: u32) -> Self {
        self.threads = count;
        self
    }

    /// Bytes that weights, while they lie idle, and large activations may take together; 0: as the configuration says.
    pub fn memory_budget(mut self, bytes: u64) -> Self {
        self.memory_budget = bytes;
        self
    }

    /// Send also what ComfyUI's server adds for its clients.
    pub fn server_events(self, wanted: bool) -> Self {
        self.flag(COMFY_CLIENT_FLAG_SERVER_EVENTS, wanted)
    }

    /// Keep the events of all tasks for [`Client::events`].
    pub fn event_queue(self, wanted: bool) -> Self {
        self.flag(COMFY_CLIENT_FLAG_EVENT_QUEUE, wanted)
    }

    fn flag(mut self, flag: u32, wanted: bool) -> Self {
        self.flags = if wanted { self.flags | flag } else { self.flags & !flag };
        self
    }

    /// Events that a queue holds, at least 16; what is too many is dropped, oldest progress first.
    pub fn event_queue_size(mut self, count: u32) -> Self {
        self.event_queue_size = count;
        self
    }

    /// Called with every event, one at a time, on a thread of the client. It may use the client and even drop it. A
    /// panic in it goes to standard error and no further.
    pub fn on_event(mut self, function: impl FnMut(&Event<'_>) + Send + 'static) -> Self {
        self.on_event = Some(Box::new(function));
        self
    }

    /// Called with every span, on the thread that ends it, also several at a time. It must not wait for a task. A panic
    /// in it goes to standard error and no further.
    pub fn on_span(mut self, function: impl Fn(&Span<'_>) + Send + Sync + 'static) -> Self {
        self.on_span = Some(Box::new(function));
        self
    }

    /// Makes the client and starts its workers. Loads no model.
    pub fn create(self) -> Result<Client> {
        Client::with_options(self)
    }

    /// Calls `function` with the options for C, which live as long as the call, but for the callback.
    pub(crate) fn with_raw<T>(&self, function: impl FnOnce(comfy_client_options) -> Result<T>) -> Result<T> {
        let configuration = optional_c_text(&self.configuration)?;
        let base_directory = optional_c_text(&self.base_directory)?;
        let models_directory = optional_c_text(&self.models_directory)?;
        let input_directory = optional_c_text(&self.input_directory)?;
        let output_directory = optional_c_text(&self.output_directory)?;
        let temp_directory = optional_c_text(&self.temp_directory)?;
        let client_id = optional_c_text(&self.client_id)?;
        function(comfy_client_options {
            configuration: pointer(&configuration),
            base_directory: pointer(&base_directory),
            models_directory: pointer(&models_directory),
            input_directory: pointer(&input_directory),
            output_directory: pointer(&output_directory),
            temp_directory: pointer(&temp_directory),
            client_id: pointer(&client_id),
            executor: self.executor,
            max_workers: self.max_workers,
            threads: self.threads,
            flags: self.flags,
            event_queue_size: self.event_queue_size,
            memory_budget: self.memory_budget,
            ..Default::default()
        })
    }
}

/// A workflow in ComfyUI's API format, and how to run it. Plain text converts into one.
#[derive(Debug, Clone, Default)]
pub struct Prompt {
    workflow: String,
    id: Option<Vec<u8>>,
    client_id: Option<Vec<u8>>,
    targets: Vec<String>,
    priority: i32,
    traceparent: Option<Vec<u8>>,
    tracestate: Option<Vec<u8>>,
    extra_data: Option<Vec<u8>>,
}

impl Prompt {
    pub fn new(workflow: impl Into<String>) -> Prompt {
        Prompt { workflow: workflow.into(), ..Default::default() }
    }

    /// Instead of a random UUID. Must not be that of a queued or running prompt of the client.
    pub fn id(mut self, id: impl Into<String>) -> Self {
        self.id = Some(id.into().into_bytes());
        self
    }

    /// The addressee of the prompt's events, instead of the client's.
    pub fn client_id(mut self, id: impl Into<String>) -> Self {
        self.client_id = Some(id.into().into_bytes());
        self
    }

    /// An output node to run; without any, all are run.
    pub fn target(mut self, node_id: impl Into<String>) -> Self {
        self.targets.push(node_id.into());
        self
    }

    /// Higher runs earlier; equals run in the order in which they came.
    pub fn priority(mut self, priority: i32) -> Self {
        self.priority = priority;
        self
    }

    /// W3C trace context of the caller.
    pub fn traceparent(mut self, traceparent: impl Into<String>) -> Self {
        self.traceparent = Some(traceparent.into().into_bytes());
        self
    }

    /// W3C tracestate that came with it.
    pub fn tracestate(mut self, tracestate: impl Into<String>) -> Self {
        self.tracestate = Some(tracestate.into().into_bytes());
        self
    }

    /// A JSON object: `extra_pnginfo`, `preview_method`, and what the history shall keep.
    pub fn extra_data(mut self, json: impl Into<String>) -> Self {
        self.extra_data = Some(json.into().into_bytes());
        self
    }

    /// Calls `function` with the workflow and the options for C, which live as long as the call.
    pub(crate) fn with_raw<T>(&self, function: impl FnOnce(&CString, comfy_prompt_options) -> Result<T>) -> Result<T> {
        let workflow = c_text(self.workflow.as_str())?;
        let id = optional_c_text(&self.id)?;
        let client_id = optional_c_text(&self.client_id)?;
        let traceparent = optional_c_text(&self.traceparent)?;
        let tracestate = optional_c_text(&self.tracestate)?;
        let extra_data = optional_c_text(&self.extra_data)?;
        let targets = self.targets.iter().map(|target| c_text(target.as_str())).collect::<Result<Vec<_>>>()?;
        let pointers: Vec<_> = targets.iter().map(|target| target.as_ptr()).collect();
        function(
            &workflow,
            comfy_prompt_options {
                prompt_id: pointer(&id),
                client_id: pointer(&client_id),
                targets: if pointers.is_empty() { ptr::null() } else { pointers.as_ptr() },
                target_count: pointers.len(),
                priority: self.priority,
                traceparent: pointer(&traceparent),
                tracestate: pointer(&tracestate),
                extra_data: pointer(&extra_data),
                ..Default::default()
            },
        )
    }
}

impl From<&str> for Prompt {
    fn from(workflow: &str) -> Prompt {
        Prompt::new(workflow)
    }
}

impl From<String> for Prompt {
    fn from(workflow: String) -> Prompt {
        Prompt::new(workflow)
    }
}

impl From<&String> for Prompt {
    fn from(workflow: &String) -> Prompt {
        Prompt::new(workflow.as_str())
    }
}
