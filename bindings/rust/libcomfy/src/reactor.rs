//! One thread that sleeps in `poll(2)` until one of many descriptors is readable, and then wakes whoever waits for it.
//!
//! It starts with the first registration and ends when there has been none for a second, so that a program that stops
//! waiting keeps neither a thread nor a descriptor.

use std::io::{self, Read, Write};
use std::os::raw::{c_int, c_short, c_ulong};
use std::os::unix::io::{AsRawFd, RawFd};
use std::os::unix::net::UnixStream;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::task::Waker;
use std::thread;

const LINGER_MS: c_int = 1000;
const POLLIN: c_short = 1;

#[repr(C)]
struct PollFd {
    fd: c_int,
    events: c_short,
    revents: c_short,
}

extern "C" {
    // Of libc, which std links anyway.
    fn poll(fds: *mut PollFd, count: c_ulong, timeout: c_int) -> c_int;
}

struct Entry {
    id: u64,
    descriptor: RawFd,
    waker: Waker,
}

struct State {
    entries: Vec<Entry>,
    last_id: u64,
    /// Interrupts the thread's sleep; there while the thread runs.
    bell: Option<UnixStream>,
}

static STATE: Mutex<State> = Mutex::new(State { entries: Vec::new(), last_id: 0, bell: None });

fn state() -> MutexGuard<'static, State> {
    STATE.lock().unwrap_or_else(PoisonError::into_inner)
}

impl State {
    fn ring(&self) {
        if let Some(mut bell) = self.bell.as_ref() {
            // If the socket is full, the thread has been rung for already.
            let _ = bell.write(&[0]);
        }
    }
}

/// Keeps a waker with a descriptor until it is dropped or the waker was called.
pub(crate) struct Registration {
    id: u64,
}

/// Has `waker` called once, when the descriptor is readable.
pub(crate) fn register(descriptor: RawFd, waker: Waker) -> io::Result<Registration> {
    let mut state = state();
    if state.bell.is_none() {
        let (bell, ear) = UnixStream::pair()?;
        bell.set_nonblocking(true)?;
        ear.set_nonblocking(true)?;
        thread::Builder::new().name("comfy-events".into()).spawn(move || listen(ear))?;
        state.bell = Some(bell);
    }
    state.last_id += 1;
    let id = state.last_id;
    state.entries.push(Entry { id, descriptor, waker });
    state.ring();
    Ok(Registration { id })
}

impl Drop for Registration {
    fn drop(&mut self) {
        let mut state = state();
        if let Some(index) = state.entries.iter().position(|entry| entry.id == self.id) {
            let entry = state.entries.swap_remove(index);
            state.ring();
            drop(state);
            // A waker may run code of the executor, which may want to register.
            drop(entry);
        }
    }
}

/// The thread. Descriptors that were closed in the meantime count as readable: their futures find out.
fn listen(mut ear: UnixStream) {
    let mut ids = Vec::new();
    let mut fds = Vec::new();
    loop {
        {
            let state = state();
            ids.clear();
            ids.extend(state.entries.iter().map(|entry| entry.id));
            fds.clear();
            fds.push(PollFd { fd: ear.as_raw_fd(), events: POLLIN, revents: 0 });
            fds.extend(state.entries.iter().map(|entry| PollFd { fd: entry.descriptor, events: POLLIN, revents: 0 }));
        }
        let timeout = if ids.is_empty() { LINGER_MS } else { -1 };
        // A failure (a signal, memory) leaves nothing readable, and is tried again.
        let count = unsafe { poll(fds.as_mut_ptr(), fds.len() as c_ulong, timeout) };
        if count == 0 {
            let mut state = state();
            if state.entries.is_empty() {
                state.bell = None;
                return;
            }
            continue;
        }
        while matches!(ear.read(&mut [0; 64]), Ok(64)) {}
        let ready = |id: u64| ids.iter().zip(&fds[1..]).any(|(other, fd)| *other == id && fd.revents != 0);
        let mut woken = Vec::new();
        {
            let mut state = state();
            let mut index = 0;
            while index < state.entries.len() {
                if count > 0 && ready(state.entries[index].id) {
                    woken.push(state.entries.swap_remove(index).waker);
                } else {
                    index += 1;
                }
            }
        }
        woken.into_iter().for_each(Waker::wake);
    }
}
