// Debian's libpng.a and libjansson.a are not position-independent where they name libc's variables
// stdin and stderr, so a shared library cannot link them as they are. Hidden variables of the same
// names inside this library satisfy those references; a constructor gives them libc's values.
#include <dlfcn.h>

__attribute__((visibility("hidden"))) void *cf_stdin __asm__("stdin");
__attribute__((visibility("hidden"))) void *cf_stderr __asm__("stderr");

__attribute__((constructor(101))) static void take_from_libc(void) {
    void **variable = dlsym(RTLD_DEFAULT, "stdin");
    if (variable) cf_stdin = *variable;
    variable = dlsym(RTLD_DEFAULT, "stderr");
    if (variable) cf_stderr = *variable;
}
