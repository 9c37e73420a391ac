//! Lets the program find a library that is not installed where the loader looks.

fn main() {
    if let Ok(directory) = std::env::var("DEP_COMFY_RUST_LIBDIR") {
        println!("cargo:rustc-link-arg=-Wl,-rpath,{}", directory);
    }
}
