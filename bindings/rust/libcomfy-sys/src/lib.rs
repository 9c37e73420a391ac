//! `include/comfy.h` of libcomfy in Rust, word for word: the header's text is the manual. For Rust code there is the
//! crate `comfy`.
//!
//! The declarations are made from the header by a script. The library is found through `COMFY_LIB_DIR` or pkg-config.
#![allow(non_camel_case_types)]

mod dlpack;
#[rustfmt::skip]
mod header;

pub use dlpack::*;
pub use header::*;
