use crate::call::{c_text, run, take_text, text};
use crate::callback;
use crate::error::{Error, Result};
use libcomfy_sys::*;
use std::borrow::Cow;
use std::os::raw::c_void;
use std::ptr;
use std::sync::{Mutex, PoisonError};

/// The version of the library that runs, as in `0.1.0`.
pub fn version() -> String {
    unsafe { text(comfy_version_string()) }.into_owned()
}

/// What the library is made of and sees, as JSON.
pub fn build_info() -> Result<String> {
    take_text(|out, error| unsafe { comfy_get_build_info(out, error) })
}

/// The kinds of model folders, as JSON: see [`comfy_get_folder_categories`].
pub fn folder_categories() -> Result<String> {
    take_text(|out, error| unsafe { comfy_get_folder_categories(out, error) })
}

/// The keys of the configuration, as JSON: see [`comfy_get_configuration_keys`].
pub fn configuration_keys() -> Result<String> {
    take_text(|out, error| unsafe { comfy_get_configuration_keys(out, error) })
}

/// The schemas of ComfyUI's own node classes, or of one, as JSON: see [`comfy_get_core_node_schemas`].
pub fn core_node_schemas(class_name: Option<&str>) -> Result<String> {
    let name = class_name.map(c_text).transpose()?;
    let name = name.as_ref().map_or(ptr::null(), |name| name.as_ptr());
    take_text(|out, error| unsafe { comfy_get_core_node_schemas(out, name, error) })
}

/// The prompt in API format that ComfyUI's editor would send for a workflow of any form. `schemas`: classes that the
/// library does not know, as ComfyUI's `/object_info` has them.
///
/// # Errors
/// [`Error::ValidationFailed`] with the node, if the editor's file cannot be converted.
pub fn convert_workflow(workflow: &str, schemas: Option<&str>) -> Result<String> {
    convert(ptr::null_mut(), workflow, schemas)
}

pub(crate) fn convert(client: *mut comfy_client, workflow: &str, schemas: Option<&str>) -> Result<String> {
    let workflow = c_text(workflow)?;
    let schemas = schemas.map(c_text).transpose()?;
    take_text(|out, error| unsafe {
        let schemas = schemas.as_ref().map_or(ptr::null(), |text| text.as_ptr());
        comfy_workflow_convert(out, client, workflow.as_ptr(), schemas, error)
    })
}

/// Where a workflow of any form has its prompts, seeds and pictures, as JSON: see [`comfy_workflow_find_inputs`].
///
/// # Errors
/// [`Error::ValidationFailed`] if an editor's file cannot be converted.
pub fn find_inputs(workflow: &str) -> Result<String> {
    inputs(ptr::null_mut(), workflow)
}

pub(crate) fn inputs(client: *mut comfy_client, workflow: &str) -> Result<String> {
    let workflow = c_text(workflow)?;
    take_text(|out, error| unsafe { comfy_workflow_find_inputs(out, client, workflow.as_ptr(), error) })
}

/// The workflow in API format with another value, as JSON, of an input of a node: its id, class or title.
///
/// # Errors
/// [`Error::NotFound`] if there is no such node or input, [`Error::InvalidArgument`] if several nodes are called so.
pub fn set_input(workflow: &str, node: &str, input: &str, value: &str) -> Result<String> {
    with_input(ptr::null_mut(), workflow, node, input, value)
}

pub(crate) fn with_input(
    client: *mut comfy_client,
    workflow: &str,
    node: &str,
    input: &str,
    value: &str,
) -> Result<String> {
    let (workflow, node, input, value) = (c_text(workflow)?, c_text(node)?, c_text(input)?, c_text(value)?);
    take_text(|out, error| unsafe {
        let (node, input, value) = (node.as_ptr(), input.as_ptr(), value.as_ptr());
        comfy_workflow_set_input(out, client, workflow.as_ptr(), node, input, value, error)
    })
}

/// The workflow in API format with other texts of its prompt; `None` leaves a text as it is.
///
/// # Errors
/// [`Error::NotFound`] if there is none, [`Error::InvalidArgument`] if several nodes have different texts.
pub fn set_prompt(workflow: &str, positive: Option<&str>, negative: Option<&str>) -> Result<String> {
    with_prompt(ptr::null_mut(), workflow, positive, negative)
}

pub(crate) fn with_prompt(
    client: *mut comfy_client,
    workflow: &str,
    positive: Option<&str>,
    negative: Option<&str>,
) -> Result<String> {
    let workflow = c_text(workflow)?;
    let (positive, negative) = (positive.map(c_text).transpose()?, negative.map(c_text).transpose()?);
    take_text(|out, error| unsafe {
        let positive = positive.as_ref().map_or(ptr::null(), |text| text.as_ptr());
        let negative = negative.as_ref().map_or(ptr::null(), |text| text.as_ptr());
        comfy_workflow_set_prompt(out, client, workflow.as_ptr(), positive, negative, error)
    })
}

/// The workflow in API format with another seed in all nodes that have one.
///
/// # Errors
/// [`Error::NotFound`] if none has.
pub fn set_seed(workflow: &str, seed: u64) -> Result<String> {
    with_seed(ptr::null_mut(), workflow, seed)
}

pub(crate) fn with_seed(client: *mut comfy_client, workflow: &str, seed: u64) -> Result<String> {
    let workflow = c_text(workflow)?;
    take_text(|out, error| unsafe { comfy_workflow_set_seed(out, client, workflow.as_ptr(), seed, error) })
}

/// The workflow in a file's bytes: a JSON file, or a picture or latent that ComfyUI saved.
///
/// # Errors
/// [`Error::NotFound`] if a picture or latent carries none.
pub fn read_workflow(file: &[u8]) -> Result<String> {
    take_text(|out, error| unsafe { comfy_workflow_read(out, file.as_ptr().cast(), file.len(), error) })
}

/// `text` as a JSON string with its quotes, to be put into a workflow.
pub fn quote(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for character in text.chars() {
        match character {
            '"' | '\\' => quoted.extend(['\\', character]),
            '\0'..='\x1f' => quoted += &format!("\\u{:04x}", character as u32),
            _ => quoted.push(character),
        }
    }
    quoted.push('"');
    quoted
}

/// How important a message is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum LogLevel {
    Error,
    Warning,
    Info,
    Debug,
}

impl LogLevel {
    fn raw(self) -> comfy_log_level {
        match self {
            LogLevel::Error => COMFY_LOG_LEVEL_ERROR,
            LogLevel::Warning => COMFY_LOG_LEVEL_WARNING,
            LogLevel::Info => COMFY_LOG_LEVEL_INFO,
            LogLevel::Debug => COMFY_LOG_LEVEL_DEBUG,
        }
    }
}

/// A message with what it is about.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct LogRecord<'a> {
    pub level: LogLevel,
    /// One line without a line end.
    pub message: Cow<'a, str>,
    /// A JSON object, as in `{"prompt_id": "...", "seconds": 1.5}`; `{}` if there is no more to say.
    pub fields: Cow<'a, str>,
    /// Milliseconds since 1970.
    pub timestamp_ms: i64,
}

type LogFunction = Box<dyn Fn(&LogRecord<'_>) + Send + Sync>;

/// A function that the library calls, from a `Box` whose address it got.
struct Installed(*mut LogFunction);

// The function is `Send` and `Sync`.
unsafe impl Send for Installed {}

impl Drop for Installed {
    fn drop(&mut self) {
        drop(unsafe { Box::from_raw(self.0) });
    }
}

static CURRENT: Mutex<Option<Installed>> = Mutex::new(None);

/// Sends messages of `level` and more important ones to `function`, for the whole process, instead of an earlier one,
/// which runs no more when this returns. It may be called on several threads at a time.
///
/// # Errors
/// [`Error::InvalidArgument`] from within a callback.
pub fn set_log(level: LogLevel, function: impl Fn(LogLevel, &str) + Send + Sync + 'static) -> Result<()> {
    set_log_records(level, move |record| function(record.level, &record.message))
}

/// As [`set_log`], and in its place: the process has one function, of either kind.
///
/// # Errors
/// [`Error::InvalidArgument`] from within a callback.
pub fn set_log_records(level: LogLevel, function: impl Fn(&LogRecord<'_>) + Send + Sync + 'static) -> Result<()> {
    install(level.raw(), Some(Box::new(function)))
}

/// Ends what [`set_log`] or [`set_log_records`] began.
pub fn clear_log() -> Result<()> {
    install(COMFY_LOG_LEVEL_NONE, None)
}

fn install(level: comfy_log_level, function: Option<LogFunction>) -> Result<()> {
    if callback::is_inside() {
        return Err(Error::invalid_argument("the log cannot be set from within a callback"));
    }
    let mut current = CURRENT.lock().unwrap_or_else(PoisonError::into_inner);
    let next = function.map(|function| Installed(Box::into_raw(Box::new(function))));
    let (callback, user_data): (comfy_log_record_callback, _) = match &next {
        Some(installed) => (Some(call_log), installed.0),
        None => (None, ptr::null_mut()),
    };
    run(|_| unsafe { comfy_set_log_record_callback(level, callback, user_data.cast()) })?;
    *current = next;
    Ok(())
}

unsafe extern "C" fn call_log(record: *const comfy_log_record, user_data: *mut c_void) {
    let (record, function) = (&*record, &*(user_data as *const LogFunction));
    let level = match record.level {
        COMFY_LOG_LEVEL_ERROR => LogLevel::Error,
        COMFY_LOG_LEVEL_WARNING => LogLevel::Warning,
        COMFY_LOG_LEVEL_INFO => LogLevel::Info,
        _ => LogLevel::Debug,
    };
    let (message, fields) = (text(record.message), text(record.fields));
    callback::enter(|| function(&LogRecord { level, message, fields, timestamp_ms: record.timestamp_ms }));
}
