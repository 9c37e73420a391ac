//! Create, use, drop, a thousand times: nothing may stay behind. Alone in its process, because it counts.
mod common;

use common::*;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::Arc;
use std::thread;
use std::time::Duration;

#[derive(Debug)]
struct Resources {
    descriptors: usize,
    threads: usize,
    resident_kib: usize,
}

fn resources() -> Resources {
    let count = |path| std::fs::read_dir(path).unwrap().count();
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let resident = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap();
    Resources {
        descriptors: count("/proc/self/fd"),
        threads: count("/proc/self/task"),
        resident_kib: resident.trim().trim_end_matches(" kB").parse().unwrap(),
    }
}

fn cycle(directory: &Directory) {
    let events = Arc::new(AtomicUsize::new(0));
    let count = events.clone();
    let client = directory
        .options()
        .threads(2)
        .event_queue(true)
        .on_event(move |_| {
            count.fetch_add(1, Ordering::Relaxed);
        })
        .create()
        .unwrap();
    client.add_model_file("checkpoints", "m.safetensors", vec![0; 4096]).unwrap();
    let task = client.queue_prompt(show_colour(7)).unwrap();
    assert!(task.events().unwrap().all(|event| !event.unwrap().json.is_empty()));
    assert!(!task.result().unwrap().is_empty());
    assert_eq!(task.image(0).unwrap().row(0)[2], 7);
    let task = client.queue_prompt(show_colour(8)).unwrap();
    block_on(task.finished()).0.unwrap();
    client.queue_prompt(NO_SUCH_NODE).unwrap().result().unwrap_err();
    client.finish();
    assert!(events.load(Ordering::Relaxed) > 0);
    assert_eq!(Arc::strong_count(&events), 1);
}

#[test]
fn a_thousand_cycles_leave_nothing_behind() {
    let directory = Directory::new();
    // Longer than the thread that waits for futures lingers.
    let settled = || {
        thread::sleep(Duration::from_millis(1500));
        resources()
    };
    (0..100).for_each(|_| cycle(&directory));
    // The allocator's memory may grow for a while; what leaks grows each time.
    let is_settled = (0..3).any(|_| {
        let before = settled();
        (0..1000).for_each(|_| cycle(&directory));
        let mut after = settled();
        // A thread that was waited for is listed until the system has taken it away.
        for _ in 0..6 {
            if after.descriptors > before.descriptors || after.threads > before.threads {
                after = settled();
            }
        }
        println!("{:?} -> {:?}", before, after);
        assert!(after.descriptors <= before.descriptors && after.threads <= before.threads);
        after.resident_kib < before.resident_kib + 2048
    });
    assert!(is_settled);
}
