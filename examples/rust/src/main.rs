//! Text to image with libcomfy, from Rust: progress, the size of each preview, and a time limit that cancels.
//!
//!     make build
//!     export COMFY_LIB_DIR=$PWD/dist/lib
//!     cargo run --manifest-path examples/rust/Cargo.toml -- "a small yellow star on a purple background"
//!
//! bindings/rust/README.md explains it step by step.

use libcomfy::{Client, ClientOptions, Polled};
use std::fs::File;
use std::io::{BufWriter, Write};
use std::process::ExitCode;
use std::time::{Duration, Instant};

const TIME_LIMIT: Duration = Duration::from_secs(120);

fn workflow(prompt: &str) -> String {
    r#"{"4": {"class_type": "CheckpointLoaderSimple", "inputs": {"ckpt_name": "demo.safetensors"}},
        "5": {"class_type": "EmptyLatentImage", "inputs": {"width": 128, "height": 128, "batch_size": 1}},
        "6": {"class_type": "CLIPTextEncode", "inputs": {"text": PROMPT, "clip": ["4", 1]}},
        "7": {"class_type": "CLIPTextEncode", "inputs": {"text": "", "clip": ["4", 1]}},
        "3": {"class_type": "KSampler", "inputs": {
            "model": ["4", 0], "positive": ["6", 0], "negative": ["7", 0], "latent_image": ["5", 0],
            "seed": 42, "steps": 20, "cfg": 2.0, "sampler_name": "euler", "scheduler": "normal", "denoise": 1.0}},
        "8": {"class_type": "VAEDecode", "inputs": {"samples": ["3", 0], "vae": ["4", 2]}},
        "9": {"class_type": "SaveImage", "inputs": {"images": ["8", 0], "filename_prefix": "txt2img"}}}"#
        .replace("PROMPT", &libcomfy::quote(prompt))
}

fn run(client: &Client, prompt: &str) -> Result<(), Box<dyn std::error::Error>> {
    let task = client.queue_prompt(workflow(prompt))?;
    let start = Instant::now();
    let mut events = task.events()?;
    loop {
        match events.poll(Some(Duration::from_millis(100)))? {
            Polled::End => break,
            Polled::TimedOut => {}
            Polled::Event(event) => {
                let percent = 100.0 * task.progress()?.overall;
                match &event.image {
                    Some(image) => eprint!("\r{:3.0} %, a preview of {} x {}", percent, image.width, image.height),
                    None => eprint!("\r{:3.0} %", percent),
                }
            }
        }
        if start.elapsed() > TIME_LIMIT {
            task.cancel()?;
        }
    }
    eprintln!();
    println!("{}", task.result()?);

    // The pixels are there as well: nothing needs the disk.
    let image = task.image(0)?;
    let mut file = BufWriter::new(File::create("txt2img.ppm")?);
    write!(file, "P6\n{} {}\n255\n", image.width, image.height)?;
    for y in 0..image.height {
        file.write_all(image.row(y))?;
    }
    Ok(file.flush()?)
}

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let prompt = arguments.next().unwrap_or_else(|| "a large red circle on a blue background".into());
    let models = arguments.next().unwrap_or_else(|| "examples/demo-model".into());
    let client = match ClientOptions::new().models_directory(models).create() {
        Ok(client) => client,
        Err(error) => {
            eprintln!("{}", error);
            return ExitCode::FAILURE;
        }
    };
    match run(&client, &prompt) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{}", error);
            if let Some(details) = error.downcast_ref::<libcomfy::Error>().and_then(libcomfy::Error::details) {
                eprintln!("{}", details);
            }
            ExitCode::FAILURE
        }
    }
}
