use crate::call::{c_text, fill, optional_text, run};
use crate::callback;
use crate::error::{Error, Result};
use crate::image::Image;
use crate::library::quote;
use crate::value::Value;
use libcomfy_sys::*;
use std::borrow::Cow;
use std::os::raw::c_void;
use std::ptr::{self, NonNull};

/// Why a node failed: the `exception_type` and `exception_message` of `execution_error`. Texts and this crate's errors
/// convert into one.
#[derive(Debug, Clone)]
pub struct NodeFailure {
    kind: String,
    message: String,
    traceback: Vec<String>,
    is_interruption: bool,
}

impl NodeFailure {
    pub fn new(kind: impl Into<String>, message: impl Into<String>) -> NodeFailure {
        NodeFailure { kind: kind.into(), message: message.into(), traceback: Vec::new(), is_interruption: false }
    }

    /// Lines for the `traceback` of `execution_error`; without any it names the nodes.
    pub fn traceback<T: Into<String>>(mut self, lines: impl IntoIterator<Item = T>) -> Self {
        self.traceback = lines.into_iter().map(Into::into).collect();
        self
    }

    /// Ends the prompt as interrupted.
    pub fn interrupted() -> NodeFailure {
        NodeFailure { is_interruption: true, ..NodeFailure::new("", "") }
    }
}

impl From<&str> for NodeFailure {
    fn from(message: &str) -> NodeFailure {
        NodeFailure::new("RuntimeError", message)
    }
}

impl From<String> for NodeFailure {
    fn from(message: String) -> NodeFailure {
        NodeFailure::new("RuntimeError", message)
    }
}

impl From<Error> for NodeFailure {
    fn from(error: Error) -> NodeFailure {
        NodeFailure::new("RuntimeError", error.to_string())
    }
}

/// What a node gives.
#[derive(Debug, Default)]
pub struct NodeResult {
    outputs: Vec<Value>,
    ui: Option<String>,
    images: Vec<Image<'static>>,
    expansion: Option<Value>,
}

impl NodeResult {
    /// One value an output, in their order.
    pub fn new(outputs: Vec<Value>) -> NodeResult {
        NodeResult { outputs, ..NodeResult::default() }
    }

    /// A JSON object for the event `executed` and the task's result.
    pub fn ui(mut self, json: impl Into<String>) -> Self {
        self.ui = Some(json.into());
        self
    }

    /// The pixels of an image of the ui's `images`, in their order, for [`Task::image`](crate::Task::image).
    pub fn image(mut self, image: Image<'_>) -> Self {
        self.images.push(image.into_owned());
        self
    }

    /// A subgraph that takes the node's place: `{node id: {"class_type", "inputs"}}`.
    pub fn expansion(mut self, graph: Value) -> Self {
        self.expansion = Some(graph);
        self
    }
}

impl From<Value> for NodeResult {
    fn from(output: Value) -> NodeResult {
        NodeResult::new(vec![output])
    }
}

impl From<Vec<Value>> for NodeResult {
    fn from(outputs: Vec<Value>) -> NodeResult {
        NodeResult::new(outputs)
    }
}

/// One call of a node: its inputs, and the way to answer. It may be answered later, from any thread; one that is dropped
/// without an answer fails the node.
#[derive(Debug)]
pub struct NodeCall {
    handle: NonNull<comfy_node_call>,
}

// Every function may be called from any thread; a call that is over is a stale handle.
unsafe impl Send for NodeCall {}
unsafe impl Sync for NodeCall {}

impl NodeCall {
    fn as_ptr(&self) -> *mut comfy_node_call {
        self.handle.as_ptr()
    }

    /// The inputs by name, a dictionary.
    pub fn inputs(&self) -> Result<Value> {
        Value::made_by(&|out, error| unsafe { comfy_node_call_get_inputs(out, self.as_ptr(), error) })
    }

    /// One input.
    ///
    /// # Errors
    /// [`Error::NotFound`] if the prompt does not have it.
    pub fn input(&self, name: &str) -> Result<Value> {
        self.inputs()?.member(name)
    }

    /// The id of the node.
    pub fn node_id(&self) -> Result<Option<String>> {
        let info = fill(comfy_node_call_info::default(), |out, error| unsafe {
            comfy_node_call_get_info(out, self.as_ptr(), error)
        })?;
        Ok(unsafe { optional_text(info.node_id) }.map(Cow::into_owned))
    }

    /// Whether the prompt was cancelled: then answer soon.
    pub fn is_cancelled(&self) -> Result<bool> {
        fill(false, |out, error| unsafe { comfy_node_call_is_cancelled(out, self.as_ptr(), error) })
    }

    /// Tells how far the node is, with a preview if there is one.
    pub fn send_progress(&self, value: f64, max: f64, preview: Option<&Image<'_>>) -> Result<()> {
        let raw = preview.map(Image::raw);
        let preview = raw.as_ref().map_or(ptr::null(), |raw| raw as *const comfy_image);
        run(|error| unsafe { comfy_node_call_send_progress(self.as_ptr(), value, max, preview, error) })
    }

    /// Sends `progress_text`.
    pub fn send_text(&self, text: &str) -> Result<()> {
        let text = c_text(text)?;
        run(|error| unsafe { comfy_node_call_send_text(self.as_ptr(), text.as_ptr(), error) })
    }

    /// Tells that something was left out or not done as an input says.
    pub fn warn(&self, message: &str) -> Result<()> {
        let message = c_text(message)?;
        run(|error| unsafe { comfy_node_call_warn(self.as_ptr(), message.as_ptr(), error) })
    }

    /// Answers the call, and gives an error if the answer cannot be or comes too late.
    pub fn answer(self, answer: std::result::Result<NodeResult, NodeFailure>) -> Result<()> {
        match answer {
            Ok(result) => self.complete(&result),
            Err(failure) if failure.is_interruption => {
                run(|error| unsafe { comfy_node_call_interrupt(self.as_ptr(), error) })
            }
            Err(failure) => self.fail(&failure.kind, &failure.message, &failure.traceback),
        }
    }

    fn complete(&self, result: &NodeResult) -> Result<()> {
        let outputs: Vec<_> = result.outputs.iter().map(Value::as_ptr).collect();
        let ui = result.ui.as_deref().map(c_text).transpose()?;
        let images: Vec<_> = result.images.iter().map(Image::raw).collect();
        let raw = comfy_node_result {
            outputs: outputs.as_ptr(),
            output_count: outputs.len(),
            ui: ui.as_ref().map_or(ptr::null(), |ui| ui.as_ptr()),
            images: images.as_ptr(),
            image_count: images.len(),
            expansion: result.expansion.as_ref().map_or(ptr::null_mut(), Value::as_ptr),
            ..Default::default()
        };
        run(|error| unsafe { comfy_node_call_complete(self.as_ptr(), &raw, error) })
    }

    fn fail(&self, kind: &str, message: &str, traceback: &[String]) -> Result<()> {
        // A NUL would end the text.
        let (kind, message) = (c_text(kind.replace('\0', " "))?, c_text(message.replace('\0', " "))?);
        let lines: Vec<_> = traceback.iter().map(|line| quote(line)).collect();
        let lines = if lines.is_empty() { None } else { Some(c_text(format!("[{}]", lines.join(", ")))?) };
        let lines = lines.as_ref().map_or(ptr::null(), |lines| lines.as_ptr());
        run(|error| unsafe { comfy_node_call_fail(self.as_ptr(), kind.as_ptr(), message.as_ptr(), lines, error) })
    }
}

impl Drop for NodeCall {
    fn drop(&mut self) {
        // If it has been answered, it is over: the library knows, and this changes nothing.
        let _ = self.fail("RuntimeError", "the node's call was dropped without an answer", &[]);
    }
}

type Function = Box<dyn Fn(NodeCall) + Send + Sync>;

/// What an answer of a node's function may be.
pub type NodeAnswer<T> = std::result::Result<T, NodeFailure>;

/// A node class: closures, and a schema as ComfyUI's `object_info` has it.
///
/// The closures run on a worker's thread, also several at a time, and may use everything here except waiting for their
/// own prompt. A panic fails the node.
pub struct Node {
    schema: String,
    functions: Functions,
}

struct Functions {
    execute: Function,
    validate: Option<Function>,
    fingerprint: Option<Function>,
    check_lazy: Option<Function>,
    schema: Option<Function>,
}

/// Answers as soon as the closure returns.
fn at_once<T: Into<NodeResult>>(function: impl Fn(&NodeCall) -> NodeAnswer<T> + Send + Sync + 'static) -> Function {
    Box::new(move |call| {
        let answer = function(&call).map(Into::into);
        // What cannot be answered is the node's failure, which the library tells.
        let _ = call.answer(answer);
    })
}

impl Node {
    /// A node whose closure gives its outputs: a [`Value`], several in a `Vec`, or a [`NodeResult`].
    pub fn new<T: Into<NodeResult>>(
        schema: impl Into<String>,
        execute: impl Fn(&NodeCall) -> NodeAnswer<T> + Send + Sync + 'static,
    ) -> Node {
        Node::with_execute(schema.into(), at_once(execute))
    }

    /// A node whose closure takes the call along, to answer it later from any thread.
    pub fn asynchronous(schema: impl Into<String>, execute: impl Fn(NodeCall) + Send + Sync + 'static) -> Node {
        Node::with_execute(schema.into(), Box::new(execute))
    }

    fn with_execute(schema: String, execute: Function) -> Node {
        let functions = Functions { execute, validate: None, fingerprint: None, check_lazy: None, schema: None };
        Node { schema, functions }
    }

    /// ComfyUI's VALIDATE_INPUTS: true or null, false, or a text that says what is wrong.
    pub fn validate(mut self, function: impl Fn(&NodeCall) -> NodeAnswer<Value> + Send + Sync + 'static) -> Self {
        self.functions.validate = Some(at_once(function));
        self
    }

    /// ComfyUI's IS_CHANGED: the node runs again if the value differs from the last one.
    pub fn fingerprint(mut self, function: impl Fn(&NodeCall) -> NodeAnswer<Value> + Send + Sync + 'static) -> Self {
        self.functions.fingerprint = Some(at_once(function));
        self
    }

    /// ComfyUI's check_lazy_status: a list of the names of lazy inputs that are still needed.
    pub fn check_lazy(mut self, function: impl Fn(&NodeCall) -> NodeAnswer<Value> + Send + Sync + 'static) -> Self {
        self.functions.check_lazy = Some(at_once(function));
        self
    }

    /// Gives the schema anew for each prompt, as a text or a dictionary: for lists of values that change. Its name and
    /// its outputs stay what they were.
    pub fn current_schema(mut self, function: impl Fn(&NodeCall) -> NodeAnswer<Value> + Send + Sync + 'static) -> Self {
        self.functions.schema = Some(at_once(function));
        self
    }

    pub(crate) fn register(self, client: *mut comfy_client) -> Result<()> {
        let schema = c_text(self.schema)?;
        let functions = Box::into_raw(Box::new(self.functions));
        let given = unsafe { &*functions };
        let raw = comfy_node_functions {
            execute: Some(execute),
            validate: given.validate.as_ref().map(|_| validate as _),
            fingerprint: given.fingerprint.as_ref().map(|_| fingerprint as _),
            check_lazy: given.check_lazy.as_ref().map(|_| check_lazy as _),
            schema: given.schema.as_ref().map(|_| current_schema as _),
            destroy: Some(destroy),
            user_data: functions.cast(),
            ..Default::default()
        };
        let registered = run(|error| unsafe { comfy_client_register_node(client, schema.as_ptr(), &raw, error) });
        if registered.is_err() {
            // The library did not take them.
            drop(unsafe { Box::from_raw(functions) });
        }
        registered
    }
}

unsafe fn enter(call: *mut comfy_node_call, user_data: *mut c_void, function: fn(&Functions) -> Option<&Function>) {
    if let (Some(handle), Some(function)) = (NonNull::new(call), function(&*user_data.cast::<Functions>())) {
        // A panic drops the call, which fails the node.
        callback::enter(|| function(NodeCall { handle }));
    }
}

unsafe extern "C" fn execute(call: *mut comfy_node_call, user_data: *mut c_void) {
    enter(call, user_data, |functions| Some(&functions.execute));
}

unsafe extern "C" fn validate(call: *mut comfy_node_call, user_data: *mut c_void) {
    enter(call, user_data, |functions| functions.validate.as_ref());
}

unsafe extern "C" fn fingerprint(call: *mut comfy_node_call, user_data: *mut c_void) {
    enter(call, user_data, |functions| functions.fingerprint.as_ref());
}

unsafe extern "C" fn check_lazy(call: *mut comfy_node_call, user_data: *mut c_void) {
    enter(call, user_data, |functions| functions.check_lazy.as_ref());
}

unsafe extern "C" fn current_schema(call: *mut comfy_node_call, user_data: *mut c_void) {
    enter(call, user_data, |functions| functions.schema.as_ref());
}

unsafe extern "C" fn destroy(user_data: *mut c_void) {
    callback::enter(|| drop(Box::from_raw(user_data.cast::<Functions>())));
}
