mod common;

use common::*;
use libcomfy::{Error, EventKind, TaskState};
use std::future::Future;
use std::pin::Pin;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::Arc;
use std::task::{Context, Poll, Wake, Waker};
use std::thread;
use std::time::Duration;

#[test]
fn events_are_awaited_and_the_thread_sleeps_meanwhile() {
    let directory = Directory::new();
    let client = directory.options().create().unwrap();
    let task = client.queue_prompt(txt2img("demo.safetensors", 20)).unwrap();
    let ((previews, events), polls) = block_on(async {
        let (mut previews, mut count) = (0, 0);
        let mut events = task.events().unwrap();
        while let Some(event) = events.next_async().await {
            let event = event.unwrap();
            count += 1;
            previews += usize::from(event.kind == EventKind::Preview && event.image.unwrap().pixels.len() == 768);
        }
        (previews, count)
    });
    assert_eq!((previews, task.state().unwrap()), (20, TaskState::Success));
    // Woken at most once an event, and for the end.
    assert!(polls <= events + 2, "{} polls for {} events", polls, events);
}

#[test]
fn a_finished_task_gives_its_outputs() {
    let directory = Directory::new();
    let client = directory.options().max_workers(2).create().unwrap();
    let (slow, quick) = (client.queue_prompt(endless()).unwrap(), client.queue_prompt(show_colour(3)).unwrap());
    let (outputs, _) = block_on(async {
        let outputs = quick.finished().await;
        slow.cancel().unwrap();
        assert!(matches!(slow.finished().await, Err(Error::Cancelled(_))));
        outputs
    });
    assert!(outputs.unwrap().contains("\"images\""));
    let invalid = client.queue_prompt(NO_SUCH_NODE).unwrap();
    assert!(matches!(block_on(invalid.finished()).0, Err(Error::ValidationFailed(_))));
    let events = invalid.events().unwrap();
    assert!(matches!(block_on(invalid.finished()).0, Err(Error::InvalidArgument(_))));
    drop(events);
}

struct Count(AtomicUsize);

impl Wake for Count {
    fn wake(self: Arc<Self>) {
        self.0.fetch_add(1, Ordering::SeqCst);
    }
}

#[test]
fn a_dropped_future_wakes_nobody_and_loses_nothing() {
    let directory = Directory::new();
    let client = directory.options().event_queue(true).create().unwrap();
    let mut events = client.events().unwrap();
    let count = Arc::new(Count(AtomicUsize::new(0)));
    let waker = Waker::from(count.clone());
    {
        let mut future = events.next_async();
        for _ in 0..3 {
            assert!(matches!(Pin::new(&mut future).poll(&mut Context::from_waker(&waker)), Poll::Pending));
        }
    }
    client.queue_prompt(show_colour(4)).unwrap().wait(MINUTE).unwrap();
    thread::sleep(Duration::from_millis(50));
    assert_eq!(count.0.load(Ordering::SeqCst), 0);
    let (first, _) = block_on(events.next_async());
    assert_eq!(first.unwrap().unwrap().kind, EventKind::ExecutionStart);
}

#[test]
fn many_wait_at_a_time() {
    let directory = Directory::new();
    let client = Arc::new(directory.options().max_workers(3).create().unwrap());
    let threads: Vec<_> = (0..6)
        .map(|index| {
            let client = client.clone();
            thread::spawn(move || {
                for round in 0..10 {
                    let task = client.queue_prompt(show_colour(index * 16 + round)).unwrap();
                    block_on(task.finished()).0.unwrap();
                    assert_eq!(u32::from(task.image(0).unwrap().pixels[2]), index * 16 + round);
                }
            })
        })
        .collect();
    threads.into_iter().for_each(|thread| thread.join().unwrap());
}
