"""One reader of include/comfy.h, and a writer for each language that repeats its declarations."""
