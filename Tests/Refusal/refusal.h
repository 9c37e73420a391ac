/* What the program that tests and the object that refuses (in it and in its workers) share. */
#ifndef REFUSAL_H
#define REFUSAL_H

#include <stdatomic.h>
#include <stddef.h>

enum { REFUSE_MEMORY, REFUSE_MAP, REFUSE_THREAD, REFUSE_KINDS };

/* Bytes from which on a request is large, and of the library's reserve (Sources/CSystem/memory.c). */
enum { REFUSE_LARGE = 64 << 10, REFUSE_SPARE = 4 << 20 };

struct refusal {
    /* The request that is refused, counted from 0; negative: none. */
    _Atomic long wanted;
    /* Whether all behind it are refused too that are large and go beyond what the library keeps in reserve. */
    atomic_int lasts;
    /* Bytes of that reserve. */
    _Atomic long spare;
    /* Bits of the kinds that count, 1 << REFUSE_MAP and so on; 0: all. */
    atomic_int kinds;
    /* Whether those of workers count, instead of the program's. */
    atomic_int in_worker;
    /* Whether any are counted now. */
    atomic_int is_armed;
    /* Whether it is only looked who asks. */
    atomic_int is_survey;
    /* Whether small requests of the Swift runtime count, which are most of all. */
    atomic_int with_small;
    _Atomic long count;
    /* Those that were refused. */
    _Atomic long refused[REFUSE_KINDS];
};

/* What is tried: `run` with each of its requests refused in turn. */
struct trial {
    const char *name;
    /* Makes what the runs need, and sees whether they work at all; 0 if not. */
    int (*prepare)(void);
    /* 0 if something came of it that must not. `is_refused`: something may have been refused on the way. */
    int (*run)(int is_refused);
    void (*finish)(void);
};

/* Prints what is wrong and gives 0. */
int complain(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* refusal.c calls these; `models` and `work` are folders. */
void classes_choose(const char *class_name, const char *prompt, const char *models, const char *work, int isolated);
extern struct trial class_trial, call_trial;
void calls_choose(const char *models, const char *work, int isolated);

#endif
