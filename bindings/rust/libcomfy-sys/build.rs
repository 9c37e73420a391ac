//! Finds libcomfy.so: in COMFY_LIB_DIR if that is set, else through pkg-config.
//!
//! Dependents' build scripts get the directory as DEP_COMFY_LIBDIR.

use std::env;
use std::path::Path;
use std::process::{exit, Command};

/// The directories of `pkg-config --variable=libdir comfy`, or why there are none.
fn ask_pkg_config() -> Result<String, String> {
    let program = env::var("PKG_CONFIG").unwrap_or_else(|_| "pkg-config".into());
    let output = Command::new(&program)
        .args(["--variable=libdir", "comfy >= 0.1"])
        .output()
        .map_err(|error| format!("{}: {}", program, error))?;
    if output.status.success() {
        Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
    } else {
        Err(String::from_utf8_lossy(&output.stderr).trim().to_owned())
    }
}

fn main() {
    for name in ["COMFY_LIB_DIR", "PKG_CONFIG", "PKG_CONFIG_PATH"] {
        println!("cargo:rerun-if-env-changed={}", name);
    }
    println!("cargo:rustc-link-lib=dylib=comfy");
    let directory = env::var("COMFY_LIB_DIR").or_else(|_| ask_pkg_config());
    match directory {
        Ok(directory) if Path::new(&directory).join("libcomfy.so").exists() => {
            println!("cargo:rustc-link-search=native={}", directory);
            println!("cargo:libdir={}", directory);
        }
        Ok(directory) => {
            eprintln!("there is no libcomfy.so in {:?}", directory);
            exit(1);
        }
        Err(reason) => {
            eprintln!("libcomfy was not found. Set COMFY_LIB_DIR, or PKG_CONFIG_PATH for comfy.pc.\n{}", reason);
            exit(1);
        }
    }
}
