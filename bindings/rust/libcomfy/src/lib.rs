//! Run ComfyUI workflows inside your program, through [libcomfy](https://github.com/comfyanonymous/ComfyUI)'s C
//! interface. `comfy.h` is the manual of what the library does; this crate adds ownership, results and lifetimes.
//!
//! ```no_run
//! # fn main() -> libcomfy::Result<()> {
//! # let workflow = "{}";
//! let client = libcomfy::ClientOptions::new().models_directory("models").create()?;
//! let task = client.queue_prompt(workflow)?;
//! for event in task.events()? {
//!     let event = event?;
//!     if let Some(preview) = &event.image {
//!         println!("preview of {} x {}", preview.width, preview.height);
//!     }
//! }
//! println!("{}", task.result()?);
//! let image = task.image(0)?; // its pixels are a slice
//! # Ok(())
//! # }
//! ```
//!
//! Events can be had in four ways: [`Events`] as an iterator, [`Events::poll`] with a timeout,
//! [`Events::next_async`] under any executor, and [`ClientOptions::on_event`] as a callback.
#![warn(rust_2018_idioms)]

mod call;
mod callback;
mod client;
mod error;
mod event;
mod image;
mod library;
mod node;
mod object;
mod options;
mod reactor;
mod span;
mod task;
mod value;
mod wait;

pub use client::Client;
pub use error::{Error, Reason, Result};
pub use event::{Event, EventKind, Events, Polled};
pub use image::{Image, PixelFormat};
pub use libcomfy_sys as sys;
pub use library::{
    build_info, clear_log, configuration_keys, convert_workflow, core_node_schemas, find_inputs, folder_categories,
    quote, read_workflow, set_input, set_log, set_log_records, set_prompt, set_seed, version, LogLevel, LogRecord,
};
pub use node::{Node, NodeAnswer, NodeCall, NodeFailure, NodeResult};
pub use options::{ClientOptions, Executor, Prompt};
pub use span::Span;
pub use task::{Progress, Task, TaskState};
pub use value::{Tensor, Value, ValueKind};
pub use wait::{Finished, NextEvent};
