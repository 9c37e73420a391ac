use libcomfy_sys::*;
use std::ffi::CStr;
use std::fmt;

/// What a call of this crate gives.
pub type Result<T> = std::result::Result<T, Error>;

/// Why a call failed: the message, and what there is to know beyond it.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Reason {
    /// One or more lines for people.
    pub message: String,
    /// JSON: ComfyUI's validation errors, or the data of its `execution_error`.
    pub details: Option<String>,
}

macro_rules! errors {
    ($($(#[$doc:meta])* $name:ident = $status:ident,)*) => {
        /// A call failed. One variant a status of comfy.h.
        #[derive(Debug, Clone, PartialEq, Eq)]
        #[non_exhaustive]
        pub enum Error {
            $($(#[$doc])* $name(Reason),)*
            /// A status that a newer library gives.
            Other(i32, Reason),
        }

        impl Error {
            pub(crate) fn new(status: comfy_status, reason: Reason) -> Error {
                match status {
                    $($status => Error::$name(reason),)*
                    _ => Error::Other(status, reason),
                }
            }

            /// The status of comfy.h, `COMFY_STATUS_...`.
            pub fn status(&self) -> i32 {
                match self {
                    $(Error::$name(_) => $status,)*
                    Error::Other(status, _) => *status,
                }
            }

            /// Message and details.
            pub fn reason(&self) -> &Reason {
                match self {
                    $(Error::$name(reason) => reason,)*
                    Error::Other(_, reason) => reason,
                }
            }
        }
    };
}

errors! {
    /// An argument is out of range or contradicts another one.
    InvalidArgument = COMFY_STATUS_INVALID_ARGUMENT,
    /// The client was taken down.
    InvalidHandle = COMFY_STATUS_INVALID_HANDLE,
    /// The library is older than a struct that it was given.
    InvalidStruct = COMFY_STATUS_INVALID_STRUCT,
    /// Text is not UTF-8, or has a NUL inside.
    InvalidUtf8 = COMFY_STATUS_INVALID_UTF8,
    /// Text is not JSON, or too large or too deep.
    InvalidJson = COMFY_STATUS_INVALID_JSON,
    /// The configuration has an unknown key, a value of a wrong type, or a combination that cannot be.
    InvalidConfiguration = COMFY_STATUS_INVALID_CONFIGURATION,
    /// There is nothing of that name, id or index.
    NotFound = COMFY_STATUS_NOT_FOUND,
    /// The task has not finished yet.
    NotReady = COMFY_STATUS_NOT_READY,
    /// The queue is full.
    QueueFull = COMFY_STATUS_QUEUE_FULL,
    /// The prompt failed validation; nothing of it ran.
    ValidationFailed = COMFY_STATUS_VALIDATION_FAILED,
    /// A node failed.
    ExecutionFailed = COMFY_STATUS_EXECUTION_FAILED,
    /// The prompt was cancelled.
    Cancelled = COMFY_STATUS_CANCELLED,
    /// The client is being destroyed.
    Closed = COMFY_STATUS_CLOSED,
    /// This version of the library cannot do that.
    Unsupported = COMFY_STATUS_UNSUPPORTED,
    /// A file cannot be read or is damaged.
    Io = COMFY_STATUS_IO,
    /// The system refused memory, a thread or a descriptor.
    OutOfResources = COMFY_STATUS_OUT_OF_RESOURCES,
    /// A defect of the library.
    Internal = COMFY_STATUS_INTERNAL,
    /// There is something of that name already.
    AlreadyExists = COMFY_STATUS_ALREADY_EXISTS,
}

impl Error {
    pub(crate) fn invalid_argument(message: &str) -> Error {
        Error::InvalidArgument(Reason { message: message.to_owned(), details: None })
    }

    /// One or more lines for people.
    pub fn message(&self) -> &str {
        &self.reason().message
    }

    /// JSON, where there is more to say.
    pub fn details(&self) -> Option<&str> {
        self.reason().details.as_deref()
    }

    /// The status's name, as in `validation_failed`.
    pub fn name(&self) -> String {
        unsafe { CStr::from_ptr(comfy_status_name(self.status())) }.to_string_lossy().into_owned()
    }
}

impl fmt::Display for Error {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}: {}", self.name(), self.message())
    }
}

impl std::error::Error for Error {}
