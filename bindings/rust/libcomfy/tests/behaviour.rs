mod common;

use common::*;
use libcomfy::{Client, Error, EventKind, Events, Image, LogLevel, PixelFormat, Polled, Prompt, Task, TaskState};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{mpsc, Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

#[test]
fn draws_what_the_prompt_says() {
    let directory = Directory::new();
    let client = directory.options().create().unwrap();
    let task = client.queue_prompt(txt2img("demo.safetensors", 20)).unwrap();
    let id = task.prompt_id().unwrap();
    let (mut previews, mut steps, mut sequence) = (0, 0, 0);
    for event in task.events().unwrap() {
        let event = event.unwrap();
        assert!(event.sequence > sequence && event.dropped == 0);
        sequence = event.sequence;
        assert_eq!(event.prompt_id.as_deref(), Some(&*id));
        if event.kind == EventKind::Progress {
            steps += 1;
            assert!(event.client_id.is_none() && event.json.contains("\"max\""));
            let progress = event.progress.as_ref().unwrap();
            assert_eq!((progress.node_id.as_deref(), progress.value, progress.max), (Some("3"), steps as f64, 20.0));
            assert!(progress.per_step.is_some() && progress.left.is_some() && progress.overall < 1.0);
        } else {
            assert!(event.progress.is_none());
        }
        if let Some(image) = &event.image {
            previews += 1;
            assert_eq!((event.kind, &*event.name), (EventKind::Preview, "preview"));
            assert_eq!((image.width, image.height, image.format), (16, 16, PixelFormat::Rgb8));
            assert_eq!((image.pixels.len(), image.node_id.as_deref()), (16 * 16 * 3, Some("3")));
        }
    }
    assert_eq!((previews, steps), (20, 20));
    assert_eq!(task.state().unwrap(), TaskState::Success);
    assert!(task.result().unwrap().contains("\"temp\""));
    assert!(matches!(task.error_json(), Err(Error::NotFound(_))));
    assert_eq!(task.preview().unwrap().width, 16);
    assert!(client.metrics().unwrap().contains("\"success\":1"));
    assert_eq!(task.image_count().unwrap(), 1);
    assert!(matches!(task.image(1), Err(Error::NotFound(_))));

    // The image outlives its client.
    client.finish();
    let image = task.image(0).unwrap();
    assert_eq!((image.width, image.height, image.directory.as_deref()), (128, 128, Some("temp")));
    let is_red = |x: usize, y: usize| {
        let pixel = &image.row(y)[3 * x..][..3];
        assert!((pixel[0] > 150) != (pixel[2] > 150), "neither red nor blue at {}, {}: {:?}", x, y, pixel);
        pixel[0] > 150
    };
    assert!(is_red(64, 64) && is_red(50, 64) && is_red(64, 78));
    assert!(!is_red(3, 3) && !is_red(124, 3) && !is_red(3, 124) && !is_red(124, 124));
}

#[test]
fn errors_have_their_kind_and_their_details() {
    let directory = Directory::new();
    let client = directory.options().create().unwrap();
    let task = client.queue_prompt(r#"{"2": {"class_type": "PreviewImage", "inputs": {}}}"#).unwrap();
    assert!(matches!(task.events().unwrap().poll(MINUTE), Ok(Polled::End)));
    let error = task.result().unwrap_err();
    assert!(matches!(error, Error::ValidationFailed(_)) && error.name() == "validation_failed");
    assert!(error.details().unwrap().contains("required_input_missing"));
    assert!(error.to_string().contains(error.message()) && error.message().contains("images"));
    assert!(task.error_json().unwrap().contains("dependent_outputs"));

    static GARBAGE: [u8; 64] = [1; 64];
    client.add_model_file("checkpoints", "broken.safetensors", &GARBAGE[..]).unwrap();
    let task = client.queue_prompt(txt2img("broken.safetensors", 1)).unwrap();
    assert!(task.wait(MINUTE).unwrap());
    let error = task.result().unwrap_err();
    assert!(matches!(error, Error::ExecutionFailed(_)) && error.details().unwrap().contains("\"node_id\""));

    assert!(matches!(client.queue_prompt("[1, 2"), Err(Error::InvalidJson(_))));
    assert!(matches!(client.queue_prompt("{}\0{}"), Err(Error::InvalidUtf8(_))));
    assert!(matches!(client.history_entry("nothing"), Err(Error::NotFound(_))));
    assert!(matches!(client.events().unwrap().poll(None), Err(Error::InvalidArgument(_))));
    let error = directory.options().configuration(r#"{"nonsense": 1}"#).create().unwrap_err();
    assert!(matches!(error, Error::InvalidConfiguration(_)) && error.details().unwrap().contains("nonsense"));
}

#[test]
fn a_poll_is_woken() {
    let directory = Directory::new();
    let client = directory.options().event_queue(true).create().unwrap();
    thread::scope(|scope| {
        scope.spawn(|| assert!(matches!(client.events().unwrap().poll(None), Ok(Polled::TimedOut))));
        client.wake().unwrap();
    });
    // Events go first, and a loop over them ends.
    let task = client.queue_prompt(endless()).unwrap();
    let ended = AtomicBool::new(false);
    thread::scope(|scope| {
        scope.spawn(|| {
            assert!(task.events().unwrap().all(|event| event.is_ok()));
            ended.store(true, Ordering::Relaxed);
        });
        while !ended.load(Ordering::Relaxed) {
            task.wake().unwrap();
            thread::sleep(Duration::from_millis(1));
        }
    });
    assert!(matches!(task.state(), Ok(TaskState::Queued | TaskState::Running)));
    let deaf = directory.options().create().unwrap();
    assert!(matches!(deaf.wake(), Err(Error::InvalidArgument(_))));
}

#[test]
fn cancels_from_anywhere() {
    let directory = Directory::new();
    let client = directory.options().create().unwrap();
    let task = client.queue_prompt(endless()).unwrap();
    let waiting = client.queue_prompt(show_colour(1)).unwrap();
    assert!(matches!(task.result(), Err(Error::NotReady(_))));
    wait_until_sampling(&task);
    assert_eq!(client.task_count().unwrap(), 2);
    assert!(!task.wait(Some(Duration::ZERO)).unwrap());
    thread::scope(|scope| {
        scope.spawn(|| task.cancel().unwrap());
    });
    assert!(task.wait(MINUTE).unwrap());
    assert!(matches!(task.result(), Err(Error::Cancelled(_))));
    assert!(waiting.wait(MINUTE).unwrap() && waiting.state().unwrap() == TaskState::Success);

    // While its events are iterated over.
    let task = client.queue_prompt(endless()).unwrap();
    let mut previews = 0;
    for event in task.events().unwrap() {
        if event.unwrap().kind == EventKind::Preview {
            previews += 1;
            task.cancel().unwrap();
        }
    }
    assert!((1..5).contains(&previews) && task.state().unwrap() == TaskState::Cancelled);

    // Dropping a client cancels, finishing waits.
    let task = client.queue_prompt(endless()).unwrap();
    wait_until_sampling(&task);
    drop(client);
    assert_eq!(task.state().unwrap(), TaskState::Cancelled);
    let client = directory.options().create().unwrap();
    let task = client.queue_prompt(show_colour(2)).unwrap();
    client.finish();
    assert_eq!(task.state().unwrap(), TaskState::Success);
}

#[test]
fn sources_have_one_reader_at_a_time() {
    let directory = Directory::new();
    let client = directory.options().event_queue(true).create().unwrap();
    let task = client.queue_prompt(show_colour(0xff8000)).unwrap();
    let mut of_client = client.events().unwrap();
    let first = task.events().unwrap();
    assert!(matches!(task.events(), Err(Error::InvalidArgument(_))));
    assert!(matches!(client.events(), Err(Error::InvalidArgument(_))));
    drop(first);
    let of_task = task.events().unwrap().count();
    let mut names = Vec::new();
    // the client's last event may come after the end of the task's own
    while names.last().map(String::as_str) != Some("prompt_finished") {
        match of_client.poll(MINUTE).unwrap() {
            Polled::Event(event) => names.push(event.name.into_owned()),
            Polled::TimedOut | Polled::End => unreachable!("the client lives"),
        }
    }
    assert!(matches!(of_client.poll(Some(Duration::ZERO)).unwrap(), Polled::TimedOut));
    assert_eq!(names[0], "execution_start");
    // which a task's own stream does not have: its end says it
    assert_eq!(names.len(), of_task + 1);
    let image = task.image(0).unwrap();
    assert_eq!((image.width, image.height, &image.row(3)[..3]), (8, 4, &[255, 128, 0][..]));
}

#[test]
fn images_go_in_and_come_out() {
    let directory = Directory::new();
    let client = directory.options().create().unwrap();
    // Two rows of two pixels, with a gap of four bytes.
    let pixels = [255, 0, 0, 0, 255, 0, 9, 9, 9, 9, 0, 0, 255, 255, 255, 255];
    let image = Image::with_stride(&pixels, 2, 2, 10, PixelFormat::Rgb8).unwrap();
    client.add_image("small.png", &image).unwrap();
    let task = client
        .queue_prompt(
            r#"{"1": {"class_type": "LoadImage", "inputs": {"image": "small.png"}},
                "2": {"class_type": "PreviewImage", "inputs": {"images": ["1", 0]}}}"#,
        )
        .unwrap();
    assert!(task.wait(MINUTE).unwrap());
    let shown = task.image(0).unwrap();
    assert!((0..2).all(|y| shown.row(y) == image.row(y)));
    client.remove_image("small.png").unwrap();

    for (width, height, stride) in
        [(2, 3, 10), (4, 2, 10), (2, 2, 11), (0, 2, 10), (usize::MAX, 2, 10), (2, usize::MAX, 10)]
    {
        let refused = Image::with_stride(&pixels, width, height, stride, PixelFormat::Rgb8);
        assert!(matches!(refused, Err(Error::InvalidArgument(_))), "{} x {}, {}", width, height, stride);
    }
    assert!(Image::new(&pixels, 4, 1, PixelFormat::Rgba8).is_ok());
    assert!(Image::new(&pixels, 3, 1, PixelFormat::Rgba8).is_err());
}

/// Counts its drops.
struct Model(Vec<u8>, Arc<AtomicUsize>);

impl AsRef<[u8]> for Model {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

impl Drop for Model {
    fn drop(&mut self) {
        self.1.fetch_add(1, Ordering::SeqCst);
    }
}

#[test]
fn models_in_memory_are_dropped_when_they_are_done_with() {
    let directory = Directory::new();
    let client = directory.options().create().unwrap();
    let drops = Arc::new(AtomicUsize::new(0));
    let bytes = std::fs::read(models().join("checkpoints/demo.safetensors")).unwrap();
    assert!(client.add_model_file("checkpoints", "", Model(vec![1], drops.clone())).is_err());
    assert_eq!(drops.load(Ordering::SeqCst), 1);
    client.add_model_file("checkpoints", "memory.safetensors", Model(bytes, drops.clone())).unwrap();
    client.load_model("checkpoints", "memory.safetensors").unwrap();
    assert!(client.memory().unwrap().contains("memory.safetensors"));
    let task = client.queue_prompt(txt2img("memory.safetensors", 1)).unwrap();
    assert!(task.wait(MINUTE).unwrap() && task.state().unwrap() == TaskState::Success);
    assert_eq!(drops.load(Ordering::SeqCst), 1);
    client.remove_model_file("checkpoints", "memory.safetensors").unwrap();
    client.free_memory(true, true).unwrap();
    client.clear_cache().unwrap();
    assert_eq!(drops.load(Ordering::SeqCst), 2);

    // One that stays goes with the client; an array stays where it is.
    client.add_model_file("checkpoints", "array.safetensors", [0; 16]).unwrap();
    client.add_model_file("checkpoints", "stays.safetensors", Model(vec![0; 16], drops.clone())).unwrap();
    drop(client);
    assert_eq!(drops.load(Ordering::SeqCst), 3);
}

#[test]
fn queue_and_history() {
    let directory = Directory::new();
    let client = directory.options().threads(1).max_workers(1).client_id("me").create().unwrap();
    let prompt = Prompt::new(show_colour(5)).id("mine").target("2").priority(3).extra_data(r#"{"note": "kept"}"#);
    let task = client.queue_prompt(prompt).unwrap();
    assert!(task.wait(MINUTE).unwrap());
    assert_eq!(task.prompt_id().unwrap(), "mine");
    assert!(task.events().unwrap().all(|event| event.unwrap().client_id.as_deref() == Some("me")));
    assert!(client.history_entry("mine").unwrap().contains("kept"));
    assert_eq!(client.history(0, 0).unwrap(), "{}");
    client.remove_history_entry("mine").unwrap();
    assert_eq!(client.history(-1, 0).unwrap(), "{}");
    client.set_history_limit(2).unwrap();
    client.clear_history().unwrap();
    assert!(client.is_running().unwrap());
    assert!(client.configuration().unwrap().starts_with('{'));
    assert!(client.node_schemas(Some("EmptyImage")).unwrap().contains("\"color\""));
    assert!(client.node_schemas(None).unwrap().contains("\"KSampler\""));
    assert!(matches!(client.node_schemas(Some("Nothing")), Err(Error::NotFound(_))));

    let running = client.queue_prompt(endless()).unwrap();
    wait_until_sampling(&running);
    let (first, second) = (client.queue_prompt(show_colour(6)).unwrap(), client.queue_prompt(show_colour(7)).unwrap());
    assert!(client.queue().unwrap().contains(&first.prompt_id().unwrap()));
    client.remove_queued(&first.prompt_id().unwrap()).unwrap();
    client.clear_queue().unwrap();
    assert!([&first, &second].iter().all(|task| task.state().unwrap() == TaskState::Cancelled));
    client.interrupt(Some("another")).unwrap();
    client.interrupt(Some(&running.prompt_id().unwrap())).unwrap();
    assert!(running.wait(MINUTE).unwrap() && running.state().unwrap() == TaskState::Cancelled);
    client.unload_all_models().unwrap();
    assert!(matches!(client.unload_model("checkpoints", "demo.safetensors"), Err(Error::NotFound(_))));
}

/// Tells when it is dropped.
struct Sentinel(mpsc::Sender<Vec<String>>, Vec<String>);

impl Drop for Sentinel {
    fn drop(&mut self) {
        self.0.send(std::mem::take(&mut self.1)).unwrap();
    }
}

#[test]
fn callbacks_may_use_and_drop_their_client() {
    let directory = Directory::new();
    let shared: Arc<Mutex<Option<Client>>> = Arc::default();
    let (sender, receiver) = mpsc::channel();
    let mut sentinel = Sentinel(sender, Vec::new());
    let of_callback = shared.clone();
    let mut successes = 0;
    let options = directory.options().on_event(move |event| {
        sentinel.1.push(event.name.to_string());
        if event.kind == EventKind::ExecutionSuccess {
            successes += 1;
            let mut client = of_callback.lock().unwrap();
            match successes {
                1 => assert!(client.as_ref().unwrap().queue_prompt(show_colour(2)).unwrap().wait(MINUTE).unwrap()),
                _ => *client = None,
            }
        }
        if event.kind == EventKind::Executing && successes == 1 {
            panic!("a panic that ends in the callback");
        }
    });
    {
        let mut client = shared.lock().unwrap();
        *client = Some(options.create().unwrap());
        client.as_ref().unwrap().queue_prompt(show_colour(1)).unwrap();
    }
    let names = receiver.recv_timeout(Duration::from_secs(60)).unwrap();
    assert!(shared.lock().unwrap().is_none());
    assert_eq!(names.iter().filter(|name| *name == "execution_success").count(), 2);
    assert_eq!((&*names[0], &**names.last().unwrap()), ("execution_start", "prompt_finished"));
}

#[test]
fn the_log_goes_where_it_is_sent() {
    let directory = Directory::new();
    let warnings = Arc::new(AtomicUsize::new(0));
    let count = warnings.clone();
    libcomfy::set_log(LogLevel::Warning, move |level, line| {
        if line.contains("'port'") {
            assert_eq!(level, LogLevel::Warning);
            assert!(matches!(libcomfy::clear_log(), Err(Error::InvalidArgument(_))));
            count.fetch_add(1, Ordering::SeqCst);
        }
    })
    .unwrap();
    directory.options().configuration(r#"{"port": 1234}"#).create().unwrap();
    let fields = Arc::new(Mutex::new(Vec::new()));
    let heard = fields.clone();
    libcomfy::set_log_records(LogLevel::Debug, move |record| {
        assert!(record.timestamp_ms > 0 && !record.message.is_empty());
        heard.lock().unwrap().push(record.fields.to_string());
    })
    .unwrap();
    let client = directory.options().create().unwrap();
    let task = client.queue_prompt(show_colour(6)).unwrap();
    assert!(task.wait(MINUTE).unwrap());
    let id = format!("\"prompt_id\":\"{}\"", task.prompt_id().unwrap());
    client.finish();
    libcomfy::clear_log().unwrap();
    assert!(fields.lock().unwrap().iter().any(|one| one.contains(&id)));
    directory.options().configuration(r#"{"port": 1234}"#).create().unwrap();
    assert_eq!(warnings.load(Ordering::SeqCst), 1);
    assert_eq!(Arc::strong_count(&warnings), 1);
    assert!(libcomfy::build_info().unwrap().contains(&libcomfy::version()));
    assert!(libcomfy::folder_categories().unwrap().contains("\"diffusion_models\""));
    assert!(libcomfy::core_node_schemas(Some("WanVaceToVideo")).unwrap().contains("\"LATENT\""));
    assert!(libcomfy::configuration_keys().unwrap().contains("\"cache_lru\""));
    assert_eq!(libcomfy::quote("a \"b\"\\\n\u{1}é"), r#""a \"b\"\\\u000a\u0001é""#);
}

#[test]
fn spans_and_bounds_on_memory() {
    let directory = Directory::new();
    let spans = Arc::new(Mutex::new(Vec::new()));
    let heard = spans.clone();
    let client = directory
        .options()
        .memory_budget(123_456_789)
        .on_span(move |span| {
            assert!(span.end_ns >= span.start_ns && !span.is_error && span.attributes.starts_with('{'));
            let parent = span.parent_span_id.as_deref().map(str::to_owned);
            heard.lock().unwrap().push((span.name.to_string(), span.trace_id.to_string(), parent));
        })
        .create()
        .unwrap();
    assert!(client.memory().unwrap().contains("\"budget_bytes\":123456789"));
    let prompt = Prompt::new(show_colour(5)).traceparent("00-0123456789abcdef0123456789abcdef-fedcba9876543210-01");
    let task = client.queue_prompt(prompt).unwrap();
    assert!(task.wait(MINUTE).unwrap());
    client.finish();
    let spans = spans.lock().unwrap();
    assert!(spans.iter().all(|(_, trace, _)| trace == "0123456789abcdef0123456789abcdef"));
    let root = spans.iter().find(|(name, _, _)| name == "Queue Prompt").unwrap();
    assert_eq!(root.2.as_deref(), Some("fedcba9876543210"));
    assert_eq!(spans.iter().filter(|(name, _, _)| name == "Execute Node").count(), 2);
}

#[test]
fn what_may_cross_threads() {
    fn shared<T: Send + Sync>() {}
    fn sent<T: Send>() {}
    shared::<Client>();
    shared::<Task>();
    shared::<Error>();
    shared::<Image<'_>>();
    sent::<Events<'_>>();

    // Many threads at one client.
    let directory = Directory::new();
    let client = directory.options().max_workers(2).create().unwrap();
    let start = Instant::now();
    thread::scope(|scope| {
        for thread in 0..4 {
            let client = &client;
            scope.spawn(move || {
                for round in 0..10 {
                    let task = client.queue_prompt(show_colour(thread * 16 + round)).unwrap();
                    assert!(task.events().unwrap().count() > 0);
                    assert_eq!(u32::from(task.image(0).unwrap().pixels[2]), thread * 16 + round);
                }
            });
        }
    });
    assert!(start.elapsed() < Duration::from_secs(60));
}
