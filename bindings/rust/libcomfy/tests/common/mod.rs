//! What the tests share: clients on the demo model, workflows, and the smallest executor there is.
#![allow(dead_code)] // each test uses a part

use libcomfy::{ClientOptions, Task, TaskState};
use std::future::Future;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::Arc;
use std::task::{Context, Poll, Wake, Waker};
use std::thread::{self, Thread};
use std::time::{Duration, Instant};

pub const MINUTE: Option<Duration> = Some(Duration::from_secs(60));

pub fn models() -> PathBuf {
    match std::env::var_os("COMFY_TEST_MODELS") {
        Some(directory) => directory.into(),
        None => Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../examples/demo-model"),
    }
}

/// A directory that goes with its owner.
pub struct Directory(PathBuf);

impl Directory {
    pub fn new() -> Directory {
        static COUNT: AtomicUsize = AtomicUsize::new(0);
        let name = format!("comfy-rust-{}-{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
        let path = std::env::temp_dir().join(name);
        std::fs::create_dir_all(&path).unwrap();
        Directory(path)
    }

    pub fn options(&self) -> ClientOptions {
        ClientOptions::new().base_directory(&self.0).models_directory(models())
    }
}

impl Drop for Directory {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// Shows an image of one colour, 8 x 4. Needs no model.
pub fn show_colour(colour: u32) -> String {
    format!(
        r#"{{"1": {{"class_type": "EmptyImage",
                    "inputs": {{"width": 8, "height": 4, "batch_size": 1, "color": {}}}}},
            "2": {{"class_type": "PreviewImage", "inputs": {{"images": ["1", 0]}}}}}}"#,
        colour
    )
}

pub const NO_SUCH_NODE: &str = r#"{"1": {"class_type": "Nothing", "inputs": {}}}"#;

/// The seven-node workflow, 128 x 128.
pub fn txt2img(checkpoint: &str, steps: u32) -> String {
    format!(
        r#"{{"4": {{"class_type": "CheckpointLoaderSimple", "inputs": {{"ckpt_name": {}}}}},
            "5": {{"class_type": "EmptyLatentImage", "inputs": {{"width": 128, "height": 128, "batch_size": 1}}}},
            "6": {{"class_type": "CLIPTextEncode",
                   "inputs": {{"text": "a large red circle on a blue background", "clip": ["4", 1]}}}},
            "7": {{"class_type": "CLIPTextEncode", "inputs": {{"text": "", "clip": ["4", 1]}}}},
            "3": {{"class_type": "KSampler", "inputs": {{
                   "model": ["4", 0], "positive": ["6", 0], "negative": ["7", 0], "latent_image": ["5", 0],
                   "seed": 42, "steps": {}, "cfg": 2.0, "sampler_name": "euler", "scheduler": "normal",
                   "denoise": 1.0}}}},
            "8": {{"class_type": "VAEDecode", "inputs": {{"samples": ["3", 0], "vae": ["4", 2]}}}},
            "9": {{"class_type": "PreviewImage", "inputs": {{"images": ["8", 0]}}}}}}"#,
        libcomfy::quote(checkpoint),
        steps
    )
}

/// Runs until it is cancelled.
pub fn endless() -> String {
    txt2img("demo.safetensors", 10_000)
}

pub fn wait_until_sampling(task: &Task) {
    let end = Instant::now() + Duration::from_secs(120);
    while task.progress().unwrap().node_id.as_deref() != Some("3") {
        assert!(Instant::now() < end, "it does not begin to sample");
        thread::sleep(Duration::from_millis(1));
    }
    assert_eq!(task.state().unwrap(), TaskState::Running);
}

/// Wakes a thread.
struct Unpark(Thread);

impl Wake for Unpark {
    fn wake(self: Arc<Self>) {
        self.0.unpark();
    }
}

/// Runs a future on this thread, which sleeps while there is nothing to do; and how often it was polled.
pub fn block_on<F: Future>(future: F) -> (F::Output, usize) {
    let mut future = Box::pin(future);
    let waker = Waker::from(Arc::new(Unpark(thread::current())));
    let mut context = Context::from_waker(&waker);
    let mut polls = 0;
    loop {
        polls += 1;
        match future.as_mut().poll(&mut context) {
            Poll::Ready(output) => return (output, polls),
            Poll::Pending => thread::park(),
        }
    }
}
