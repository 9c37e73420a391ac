//! Lets this package's own tests find a library that is not installed. A program that uses the crate does the same, or
//! is run where the loader finds libcomfy.so.0.

fn main() {
    if let Ok(directory) = std::env::var("DEP_COMFY_LIBDIR") {
        println!("cargo:rustc-link-arg=-Wl,-rpath,{}", directory);
        println!("cargo:libdir={}", directory);
    }
}
