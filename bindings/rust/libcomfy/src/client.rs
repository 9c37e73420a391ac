use crate::call::{c_text, fill, run, take_text};
use crate::callback;
use crate::error::Result;
use crate::event::{Event, Events, Source};
use crate::image::Image;
use crate::node::Node;
use crate::options::{ClientOptions, EventFunction, Prompt, SpanFunction};
use crate::span::Span;
use crate::task::Task;
use libcomfy_sys::*;
use std::ffi::CString;
use std::fmt;
use std::mem::ManuallyDrop;
use std::os::raw::{c_char, c_void};
use std::ptr::{self, NonNull};
use std::sync::atomic::AtomicBool;
use std::sync::{Mutex, PoisonError};
use std::thread;

type Destroy = unsafe extern "C" fn(*mut comfy_client);

/// Owns folders, loaded models, a queue, worker threads, caches and a history.
///
/// Dropping it cancels what is queued or runs; [`Client::finish`] waits for it. All of it may be used from many threads
/// at a time.
pub struct Client {
    core: ManuallyDrop<Core>,
    is_read: AtomicBool,
}

/// The handle, and what the library may call until it has been destroyed.
struct Core {
    handle: NonNull<comfy_client>,
    /// From a `Box`. A pointer, because the library has it, too.
    callbacks: *mut Callbacks,
}

struct Callbacks {
    on_event: Option<Mutex<EventFunction>>,
    on_span: Option<SpanFunction>,
}

impl Drop for Core {
    fn drop(&mut self) {
        drop(unsafe { Box::from_raw(self.callbacks) });
    }
}

// comfy.h, THREADING: every function may be called from any thread at any time; that one thread at a time polls is
// seen to by `Events`. The functions are `Send`; that for events is called by one thread at a time, the other is `Sync`.
unsafe impl Send for Client {}
unsafe impl Sync for Client {}
unsafe impl Send for Core {}

impl Client {
    /// A client with the library's defaults: see [`ClientOptions`].
    pub fn new() -> Result<Client> {
        ClientOptions::new().create()
    }

    pub(crate) fn with_options(mut options: ClientOptions) -> Result<Client> {
        let callbacks =
            Callbacks { on_event: options.on_event.take().map(Mutex::new), on_span: options.on_span.take() };
        let (hears_events, hears_spans) = (callbacks.on_event.is_some(), callbacks.on_span.is_some());
        // Frees the functions if there will be no client.
        let mut core = Core { handle: NonNull::dangling(), callbacks: Box::into_raw(Box::new(callbacks)) };
        let user_data = core.callbacks.cast();
        let handle = options.with_raw(|mut raw| {
            raw.event_callback = if hears_events { Some(call_event) } else { None };
            raw.span_callback = if hears_spans { Some(call_span) } else { None };
            raw.user_data = user_data;
            fill(ptr::null_mut(), |out, error| unsafe { comfy_client_create(out, &raw, error) })
        })?;
        core.handle = NonNull::new(handle).expect("a client that was made is not NULL");
        Ok(Client { core: ManuallyDrop::new(core), is_read: AtomicBool::new(false) })
    }

    /// The handle, for functions of `libcomfy-sys`. It must not be destroyed.
    pub fn as_ptr(&self) -> *mut comfy_client {
        self.core.handle.as_ptr()
    }

    /// Waits until all queued and running prompts have finished, then takes the client down.
    pub fn finish(self) {
        let mut this = ManuallyDrop::new(self);
        unsafe { this.take_down(comfy_client_destroy) }
    }

    /// # Safety
    /// `self` must not be used any more.
    unsafe fn take_down(&mut self, destroy: Destroy) {
        let core = ManuallyDrop::take(&mut self.core);
        if !callback::is_inside() {
            destroy(core.handle.as_ptr());
            return;
        }
        // The library takes a client that is destroyed from a callback down later, on a thread of its own; what its
        // callbacks use has to live until then. A thread that is in no callback can wait for that.
        let handle = core.handle;
        let core = ManuallyDrop::new(core);
        let waiting = thread::Builder::new().spawn(move || {
            let core = ManuallyDrop::into_inner(core);
            destroy(core.handle.as_ptr());
        });
        if waiting.is_err() {
            // No thread: the callback is leaked instead.
            destroy(handle.as_ptr());
        }
    }

    fn text(
        &self,
        function: unsafe extern "C" fn(*mut *mut c_char, *mut comfy_client, *mut *mut comfy_error) -> comfy_status,
    ) -> Result<String> {
        take_text(|out, error| unsafe { function(out, self.as_ptr(), error) })
    }

    fn act(
        &self,
        function: unsafe extern "C" fn(*mut comfy_client, *mut *mut comfy_error) -> comfy_status,
    ) -> Result<()> {
        run(|error| unsafe { function(self.as_ptr(), error) })
    }

    fn act_on(
        &self,
        name: &str,
        function: unsafe extern "C" fn(*mut comfy_client, *const c_char, *mut *mut comfy_error) -> comfy_status,
    ) -> Result<()> {
        let name = c_text(name)?;
        run(|error| unsafe { function(self.as_ptr(), name.as_ptr(), error) })
    }

    fn act_on_file(
        &self,
        folder: &str,
        name: &str,
        function: impl FnOnce(*mut comfy_client, &CString, &CString, *mut *mut comfy_error) -> comfy_status,
    ) -> Result<()> {
        let (folder, name) = (c_text(folder)?, c_text(name)?);
        run(|error| function(self.as_ptr(), &folder, &name, error))
    }

    /// Whether the client takes prompts.
    pub fn is_running(&self) -> Result<bool> {
        fill(false, |out, error| unsafe { comfy_client_is_running(out, self.as_ptr(), error) })
    }

    /// The number of prompts that are queued or running.
    pub fn task_count(&self) -> Result<usize> {
        fill(0, |out, error| unsafe { comfy_client_get_task_count(out, self.as_ptr(), error) })
    }

    /// The configuration in force, as JSON.
    pub fn configuration(&self) -> Result<String> {
        self.text(comfy_client_get_configuration)
    }

    /// The schemas of one node class, or of all, as ComfyUI's `/object_info` has them.
    ///
    /// # Errors
    /// [`Error::NotFound`](crate::Error::NotFound) if there is no such class.
    pub fn node_schemas(&self, class_name: Option<&str>) -> Result<String> {
        let class_name = class_name.map(c_text).transpose()?;
        take_text(|out, error| unsafe {
            let name = class_name.as_ref().map_or(ptr::null(), |name| name.as_ptr());
            comfy_client_get_node_schemas(out, self.as_ptr(), name, error)
        })
    }

    /// [`convert_workflow`](crate::convert_workflow) with the client's own classes.
    ///
    /// # Errors
    /// [`Error::ValidationFailed`](crate::Error::ValidationFailed) with the node, if the editor's file cannot be converted.
    pub fn convert_workflow(&self, workflow: &str, schemas: Option<&str>) -> Result<String> {
        crate::library::convert(self.as_ptr(), workflow, schemas)
    }

    /// [`find_inputs`](crate::find_inputs) with the client's own classes.
    ///
    /// # Errors
    /// As there.
    pub fn find_inputs(&self, workflow: &str) -> Result<String> {
        crate::library::inputs(self.as_ptr(), workflow)
    }

    /// [`set_input`](crate::set_input) with the client's own classes.
    ///
    /// # Errors
    /// As there.
    pub fn set_input(&self, workflow: &str, node: &str, input: &str, value: &str) -> Result<String> {
        crate::library::with_input(self.as_ptr(), workflow, node, input, value)
    }

    /// [`set_prompt`](crate::set_prompt) with the client's own classes.
    ///
    /// # Errors
    /// As there.
    pub fn set_prompt(&self, workflow: &str, positive: Option<&str>, negative: Option<&str>) -> Result<String> {
        crate::library::with_prompt(self.as_ptr(), workflow, positive, negative)
    }

    /// [`set_seed`](crate::set_seed) with the client's own classes.
    ///
    /// # Errors
    /// As there.
    pub fn set_seed(&self, workflow: &str, seed: u64) -> Result<String> {
        crate::library::with_seed(self.as_ptr(), workflow, seed)
    }

    /// Queues a workflow of any form and returns at once. What is wrong with the workflow itself is how the task ends.
    ///
    /// # Errors
    /// [`Error::InvalidJson`](crate::Error::InvalidJson), [`QueueFull`](crate::Error::QueueFull), or a wrong option.
    pub fn queue_prompt(&self, prompt: impl Into<Prompt>) -> Result<Task> {
        let handle = prompt.into().with_raw(|workflow, options| {
            fill(ptr::null_mut(), |out, error| unsafe {
                comfy_client_queue_prompt(out, self.as_ptr(), workflow.as_ptr(), &options, error)
            })
        })?;
        Ok(Task::new(NonNull::new(handle).expect("a task that was queued is not NULL")))
    }

    /// Validates a workflow of any form without queueing it: `{"error", "node_errors", "outputs", "summary"}`, the first
    /// two as ComfyUI's server answers; `"error"` is null if there is something to run.
    ///
    /// # Errors
    /// Those of [`queue_prompt`](Client::queue_prompt); what is wrong with the workflow itself is no error here.
    pub fn validate_prompt(&self, prompt: impl Into<Prompt>) -> Result<String> {
        prompt.into().with_raw(|workflow, options| {
            take_text(|out, error| unsafe {
                comfy_client_validate_prompt(out, self.as_ptr(), workflow.as_ptr(), &options, error)
            })
        })
    }

    /// Cancels the running prompt of that id, or all that run.
    pub fn interrupt(&self, prompt_id: Option<&str>) -> Result<()> {
        let prompt_id = prompt_id.map(c_text).transpose()?;
        run(|error| unsafe {
            let id = prompt_id.as_ref().map_or(ptr::null(), |id| id.as_ptr());
            comfy_client_interrupt(self.as_ptr(), id, error)
        })
    }

    /// `{"queue_running": [...], "queue_pending": [...]}`
    pub fn queue(&self) -> Result<String> {
        self.text(comfy_client_get_queue)
    }

    /// Cancels a prompt that waits in the queue.
    pub fn remove_queued(&self, prompt_id: &str) -> Result<()> {
        self.act_on(prompt_id, comfy_client_remove_queued)
    }

    /// Cancels all prompts that wait in the queue.
    pub fn clear_queue(&self) -> Result<()> {
        self.act(comfy_client_clear_queue)
    }

    /// Finished prompts as JSON, oldest first. A negative `max_items` means all, a negative `offset` the latest.
    pub fn history(&self, max_items: i64, offset: i64) -> Result<String> {
        take_text(|out, error| unsafe { comfy_client_get_history(out, self.as_ptr(), max_items, offset, error) })
    }

    /// The history's entry of one prompt.
    pub fn history_entry(&self, prompt_id: &str) -> Result<String> {
        let id = c_text(prompt_id)?;
        take_text(|out, error| unsafe { comfy_client_get_history_entry(out, self.as_ptr(), id.as_ptr(), error) })
    }

    pub fn remove_history_entry(&self, prompt_id: &str) -> Result<()> {
        self.act_on(prompt_id, comfy_client_remove_history_entry)
    }

    pub fn clear_history(&self) -> Result<()> {
        self.act(comfy_client_clear_history)
    }

    /// How many entries the history keeps: at most 10,000.
    pub fn set_history_limit(&self, limit: usize) -> Result<()> {
        run(|error| unsafe { comfy_client_set_history_limit(self.as_ptr(), limit, error) })
    }

    /// What is loaded and how much memory it takes, as JSON.
    pub fn memory(&self) -> Result<String> {
        self.text(comfy_client_get_memory)
    }

    /// What the client has done since it was made, as JSON.
    pub fn metrics(&self) -> Result<String> {
        self.text(comfy_client_get_metrics)
    }

    /// Loads a model file, so that the first prompt that wants it finds it. `folder` is `checkpoints` or `vae`.
    pub fn load_model(&self, folder: &str, name: &str) -> Result<()> {
        self.act_on_file(folder, name, |client, folder, name, error| unsafe {
            comfy_client_load_model(client, folder.as_ptr(), name.as_ptr(), error)
        })
    }

    pub fn unload_model(&self, folder: &str, name: &str) -> Result<()> {
        self.act_on_file(folder, name, |client, folder, name, error| unsafe {
            comfy_client_unload_model(client, folder.as_ptr(), name.as_ptr(), error)
        })
    }

    pub fn unload_all_models(&self) -> Result<()> {
        self.act(comfy_client_unload_all_models)
    }

    /// Forgets the cached outputs of nodes and unloads the models.
    pub fn clear_cache(&self) -> Result<()> {
        self.act(comfy_client_clear_cache)
    }

    /// Frees what is wanted of the loaded models and the cached outputs of nodes.
    pub fn free_memory(&self, models: bool, cache: bool) -> Result<()> {
        let flags = if models { COMFY_FREE_MODELS } else { 0 } | if cache { COMFY_FREE_CACHE } else { 0 };
        run(|error| unsafe { comfy_client_free_memory(self.as_ptr(), flags, error) })
    }

    /// Makes an image known under a name that `LoadImage` then accepts. The pixels are copied.
    pub fn add_image(&self, name: &str, image: &Image<'_>) -> Result<()> {
        let name = c_text(name)?;
        run(|error| unsafe { comfy_client_add_image(self.as_ptr(), name.as_ptr(), &image.raw(), error) })
    }

    pub fn remove_image(&self, name: &str) -> Result<()> {
        self.act_on(name, comfy_client_remove_image)
    }

    /// Makes a model file in memory known in a folder. It is not copied, and dropped when the library is done with it,
    /// at the latest with the client. `Vec<u8>`, `&'static [u8]`, `Arc<[u8]>` and memory maps will do.
    pub fn add_model_file<T>(&self, folder: &str, name: &str, data: T) -> Result<()>
    where
        T: AsRef<[u8]> + Send + Sync + 'static,
    {
        // In a box the data stays where it is, also if it is an array.
        let owner = Box::into_raw(Box::new(data));
        let bytes: &[u8] = unsafe { &*owner }.as_ref();
        let file = comfy_model_file {
            data: bytes.as_ptr().cast(),
            byte_count: bytes.len(),
            release: Some(release::<T>),
            user_data: owner.cast(),
            ..Default::default()
        };
        let added = self.act_on_file(folder, name, |client, folder, name, error| unsafe {
            comfy_client_add_model_file(client, folder.as_ptr(), name.as_ptr(), &file, error)
        });
        if added.is_err() {
            // The library did not take it.
            drop(unsafe { Box::from_raw(owner) });
        }
        added
    }

    pub fn remove_model_file(&self, folder: &str, name: &str) -> Result<()> {
        self.act_on_file(folder, name, |client, folder, name, error| unsafe {
            comfy_client_remove_model_file(client, folder.as_ptr(), name.as_ptr(), error)
        })
    }

    /// Makes a node class known to the client.
    ///
    /// # Errors
    /// [`Error::AlreadyExists`](crate::Error::AlreadyExists), or
    /// [`InvalidArgument`](crate::Error::InvalidArgument) for a wrong schema.
    pub fn register_node(&self, node: Node) -> Result<()> {
        node.register(self.as_ptr())
    }

    /// Takes a class of the program's own out. Prompts that run keep it to their end.
    pub fn unregister_node(&self, class_name: &str) -> Result<()> {
        self.act_on(class_name, comfy_client_unregister_node)
    }

    /// Has an [`Events::poll`] of this client that waits on another thread time out at once, or a loop over its events
    /// end; if none waits, the next one does.
    ///
    /// # Errors
    /// [`Error::InvalidArgument`](crate::Error::InvalidArgument) without [`ClientOptions::event_queue`].
    pub fn wake(&self) -> Result<()> {
        run(|error| unsafe { comfy_client_wake(self.as_ptr(), error) })
    }

    /// The events of all tasks; needs [`ClientOptions::event_queue`].
    ///
    /// # Errors
    /// [`Error::InvalidArgument`](crate::Error::InvalidArgument) while other [`Events`] of this client live.
    pub fn events(&self) -> Result<Events<'_>> {
        Events::new(Source::Client(self.as_ptr()), &self.is_read)
    }
}

impl Drop for Client {
    fn drop(&mut self) {
        unsafe { self.take_down(comfy_client_cancel_and_destroy) }
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Client").field("handle", &self.core.handle).finish_non_exhaustive()
    }
}

unsafe extern "C" fn call_event(event: *const comfy_event, user_data: *mut c_void) {
    let callbacks = &*(user_data as *const Callbacks);
    if let Some(function) = &callbacks.on_event {
        callback::enter(|| {
            let event = Event::from_raw(&*event);
            (function.lock().unwrap_or_else(PoisonError::into_inner))(&event);
        });
    }
}

unsafe extern "C" fn call_span(span: *const comfy_span, user_data: *mut c_void) {
    let callbacks = &*(user_data as *const Callbacks);
    if let Some(function) = &callbacks.on_span {
        callback::enter(|| function(&Span::from_raw(&*span)));
    }
}

unsafe extern "C" fn release<T>(_: *const c_void, _: usize, user_data: *mut c_void) {
    callback::enter(|| drop(Box::from_raw(user_data as *mut T)));
}
