//! How calls of the C interface become results.

use crate::error::{Error, Reason, Result};
use libcomfy_sys::*;
use std::borrow::Cow;
use std::ffi::{CStr, CString};
use std::os::raw::c_char;
use std::ptr;
use std::time::Duration;

/// Calls `function(&mut error)`: its status if that is no failure, else the error.
pub(crate) fn attempt(function: impl FnOnce(*mut *mut comfy_error) -> comfy_status) -> Result<comfy_status> {
    let mut error = ptr::null_mut();
    let status = function(&mut error);
    if status >= COMFY_STATUS_OK {
        return Ok(status);
    }
    // Texts live as long as the error, and these functions take NULL.
    let reason = unsafe {
        Reason {
            message: text(comfy_error_message(error)).into_owned(),
            details: optional_text(comfy_error_details(error)).map(Cow::into_owned),
        }
    };
    unsafe { comfy_error_release(error) };
    Err(Error::new(status, reason))
}

/// A call that gives nothing.
pub(crate) fn run(function: impl FnOnce(*mut *mut comfy_error) -> comfy_status) -> Result<()> {
    attempt(function).map(|_| ())
}

/// A call that fills `value`.
pub(crate) fn fill<T>(mut value: T, function: impl FnOnce(*mut T, *mut *mut comfy_error) -> comfy_status) -> Result<T> {
    attempt(|error| function(&mut value, error))?;
    Ok(value)
}

/// A call that gives loose text.
pub(crate) fn take_text(
    function: impl FnOnce(*mut *mut c_char, *mut *mut comfy_error) -> comfy_status,
) -> Result<String> {
    let pointer = fill(ptr::null_mut(), function)?;
    let result = unsafe { text(pointer) }.into_owned();
    unsafe { comfy_free(pointer.cast()) };
    Ok(result)
}

/// # Safety
/// `pointer` is NUL-terminated and lives for `'a`.
pub(crate) unsafe fn text<'a>(pointer: *const c_char) -> Cow<'a, str> {
    CStr::from_ptr(pointer).to_string_lossy()
}

/// # Safety
/// As `text`, or NULL.
pub(crate) unsafe fn optional_text<'a>(pointer: *const c_char) -> Option<Cow<'a, str>> {
    if pointer.is_null() {
        None
    } else {
        Some(text(pointer))
    }
}

/// Text for C, which ends at the first NUL and therefore must not have one.
pub(crate) fn c_text(text: impl Into<Vec<u8>>) -> Result<CString> {
    CString::new(text)
        .map_err(|_| Error::InvalidUtf8(Reason { message: "text with a NUL inside".into(), details: None }))
}

pub(crate) fn optional_c_text(text: &Option<Vec<u8>>) -> Result<Option<CString>> {
    text.as_deref().map(c_text).transpose()
}

pub(crate) fn pointer(text: &Option<CString>) -> *const c_char {
    text.as_deref().map_or(ptr::null(), CStr::as_ptr)
}

/// Milliseconds, rounded up so that a wait is never shorter than asked for; `None` is for ever.
pub(crate) fn milliseconds(timeout: Option<Duration>) -> i64 {
    timeout.map_or(-1, |timeout| {
        let rounded_up = timeout.as_nanos().saturating_add(999_999) / 1_000_000;
        i64::try_from(rounded_up).unwrap_or(i64::MAX)
    })
}
