#include "CNetwork.h"

#include <dlfcn.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>
#include <unistd.h>

// libcurl's interface of the soname libcurl.so.4, whose numbers never change (https://curl.se/libcurl/abi.html); its headers
// are not needed to build.
enum {
    GLOBAL_DEFAULT = 3,
    WRITEDATA = 10001,
    URL = 10002,
    PROXY = 10004,
    ERRORBUFFER = 10010,
    USERAGENT = 10018,
    WRITEFUNCTION = 20011,
    FOLLOWLOCATION = 52,
    MAXREDIRS = 68,
    HTTPGET = 80,
    NOSIGNAL = 99,
    CONNECTTIMEOUT_MS = 156,
    PROTOCOLS = 181,
    REDIR_PROTOCOLS = 182,
    OPENSOCKETFUNCTION = 20163,
    OPENSOCKETDATA = 10164,
    QUICK_EXIT = 322,
    RESPONSE_CODE = 0x200000 + 2,
    PROTOCOL_HTTP = 1,
    PROTOCOL_HTTPS = 2,
    MESSAGE_DONE = 1,
};

typedef struct {
    int msg;
    void *easy_handle;
    union {
        void *whatever;
        int result;
    } data;
} message;

typedef struct {
    int family;
    int socktype;
    int protocol;
    unsigned int addrlen;
    struct sockaddr addr;
} curl_address;

static struct {
    int (*global_init)(long);
    void *(*easy_init)(void);
    int (*easy_setopt)(void *, int, ...);
    int (*easy_getinfo)(void *, int, ...);
    const char *(*easy_strerror)(int);
    void (*easy_cleanup)(void *);
    void *(*multi_init)(void);
    int (*multi_add_handle)(void *, void *);
    int (*multi_remove_handle)(void *, void *);
    int (*multi_perform)(void *, int *);
    int (*multi_poll)(void *, void *, unsigned int, int, int *);
    message *(*multi_info_read)(void *, int *);
    int (*multi_cleanup)(void *);
} curl;

static pthread_once_t once = PTHREAD_ONCE_INIT;
static const char *missing;

static const char *find(void) {
    void *library = dlopen("libcurl.so.4", RTLD_LAZY | RTLD_LOCAL);
    if (!library) {
        return "what URLs name is fetched by libcurl (libcurl.so.4), which is not on this machine. On Debian 12: apt-get "
               "install libcurl4";
    }
#define FIND(name) \
    if (!(curl.name = (__typeof__(curl.name))dlsym(library, "curl_" #name))) { \
        return "libcurl on this machine is older than 7.66, which fetching needs"; \
    }
    FIND(global_init)
    FIND(easy_init)
    FIND(easy_setopt)
    FIND(easy_getinfo)
    FIND(easy_strerror)
    FIND(easy_cleanup)
    FIND(multi_init)
    FIND(multi_add_handle)
    FIND(multi_remove_handle)
    FIND(multi_perform)
    FIND(multi_poll)
    FIND(multi_info_read)
    FIND(multi_cleanup)
#undef FIND
    return curl.global_init(GLOBAL_DEFAULT) == 0 ? NULL : "libcurl does not start";
}

static void load(void) { missing = find(); }

const char *cn_missing(void) {
    pthread_once(&once, load);
    return missing;
}

typedef struct {
    const cn_request *request;
    cn_answer *answer;
    size_t room;
    bool is_too_large;
    bool was_refused;
} transfer;

static size_t receive(char *bytes, size_t size, size_t count, void *context) {
    transfer *self = context;
    cn_answer *answer = self->answer;
    size_t length = size * count;
    if (length > self->request->most_bytes - answer->count) {
        self->is_too_large = true;
        return 0;
    }
    if (answer->count + length > self->room) {
        size_t room = self->room < 1 << 16 ? 1 << 16 : self->room;
        while (room < answer->count + length) room *= 2;
        uint8_t *grown = realloc(answer->bytes, room);
        if (!grown) return 0;
        answer->bytes = grown;
        self->room = room;
    }
    memcpy(answer->bytes + answer->count, bytes, length);
    answer->count += length;
    return length;
}

/// Called for every address, just before it is connected to: neither a name that changes its address nor a redirection gets
/// around it.
static int open_socket(void *context, int purpose, curl_address *address) {
    (void)purpose;
    transfer *self = context;
    bool is_internet = address->family == AF_INET || address->family == AF_INET6;
    if (!is_internet || (!self->request->allows_private && !cn_is_public(&address->addr, address->addrlen))) {
        self->was_refused = true;
        return -1;
    }
    return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

static int64_t now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (int64_t)time.tv_sec * 1000 + time.tv_nsec / 1000000;
}

static bool starts_with(const char *text, const char *start) { return strncasecmp(text, start, strlen(start)) == 0; }

static void configure(void *easy, transfer *self, char *error) {
    const cn_request *request = self->request;
    long protocols = PROTOCOL_HTTP | PROTOCOL_HTTPS;
    curl.easy_setopt(easy, URL, request->url);
    curl.easy_setopt(easy, PROTOCOLS, protocols);
    curl.easy_setopt(
        easy, REDIR_PROTOCOLS, starts_with(request->url, "https:") ? (long)PROTOCOL_HTTPS : protocols);
    curl.easy_setopt(easy, HTTPGET, 1L);
    curl.easy_setopt(easy, FOLLOWLOCATION, 1L);
    curl.easy_setopt(easy, MAXREDIRS, 5L);
    curl.easy_setopt(easy, PROXY, "");
    curl.easy_setopt(easy, NOSIGNAL, 1L);
    curl.easy_setopt(easy, QUICK_EXIT, 1L);
    curl.easy_setopt(easy, CONNECTTIMEOUT_MS, 30000L);
    curl.easy_setopt(easy, USERAGENT, "libcomfy");
    curl.easy_setopt(easy, ERRORBUFFER, error);
    curl.easy_setopt(easy, WRITEFUNCTION, receive);
    curl.easy_setopt(easy, WRITEDATA, self);
    curl.easy_setopt(easy, OPENSOCKETFUNCTION, open_socket);
    curl.easy_setopt(easy, OPENSOCKETDATA, self);
}

/// Until it is done, cancelled or out of time. Returns libcurl's code, or -1 for the latter two.
static int run(void *multi, const cn_request *request, cn_answer *answer) {
    int64_t end = now() + request->milliseconds;
    for (;;) {
        int running = 0, left = 0;
        if (curl.multi_perform(multi, &running) != 0) return -1;
        for (message *done; (done = curl.multi_info_read(multi, &left));) {
            if (done->msg == MESSAGE_DONE) return done->data.result;
        }
        if (request->is_cancelled(request->context)) {
            answer->was_cancelled = true;
            return -1;
        }
        if (now() >= end) return -1;
        if (curl.multi_poll(multi, NULL, 0, 100, NULL) != 0) return -1;
    }
}

static void explain(const transfer *self, int code, const char *error) {
    cn_answer *answer = self->answer;
    const char *reason = error[0] ? error : curl.easy_strerror(code);
    if (self->is_too_large) {
        snprintf(answer->message, CN_MESSAGE_SIZE, "it is larger than %zu bytes", self->request->most_bytes);
    } else if (self->was_refused) {
        strcpy(answer->message, "its address is of this machine's own networks or reserved");
    } else if (code < 0) {
        snprintf(answer->message, CN_MESSAGE_SIZE, "no whole answer in %lld s",
                 (long long)(self->request->milliseconds / 1000));
    } else if (code != 0) {
        snprintf(answer->message, CN_MESSAGE_SIZE, "%s", reason);
    } else {
        snprintf(answer->message, CN_MESSAGE_SIZE, "the server answers with the status %ld", answer->status);
    }
}

static bool perform(const cn_request *request, cn_answer *answer) {
    transfer self = {.request = request, .answer = answer};
    // CURL_ERROR_SIZE
    char error[256] = "";
    void *easy = curl.easy_init();
    void *multi = curl.multi_init();
    int code = -1;
    bool has_started = easy && multi;
    if (has_started) {
        configure(easy, &self, error);
        curl.multi_add_handle(multi, easy);
        code = run(multi, request, answer);
        curl.easy_getinfo(easy, RESPONSE_CODE, &answer->status);
        curl.multi_remove_handle(multi, easy);
    }
    bool is_done = code == 0 && answer->status >= 200 && answer->status < 300;
    if (has_started) {
        if (!is_done) explain(&self, code, error);
    } else {
        strcpy(answer->message, "out of memory");
    }
    if (easy) curl.easy_cleanup(easy);
    if (multi) curl.multi_cleanup(multi);
    if (!is_done) {
        free(answer->bytes);
        answer->bytes = NULL;
        answer->count = 0;
    }
    return is_done;
}

bool cn_fetch(const cn_request *request, cn_answer *answer) {
    *answer = (cn_answer){0};
    if (cn_missing()) {
        snprintf(answer->message, CN_MESSAGE_SIZE, "%s", missing);
        return false;
    }
    // A server that hangs up must not end the host: libcurl's TLS may raise SIGPIPE, in this thread alone.
    sigset_t pipe_signal, before, pending;
    sigemptyset(&pipe_signal);
    sigaddset(&pipe_signal, SIGPIPE);
    sigpending(&pending);
    bool was_pending = sigismember(&pending, SIGPIPE);
    pthread_sigmask(SIG_BLOCK, &pipe_signal, &before);
    bool is_done = perform(request, answer);
    if (!was_pending) {
        const struct timespec none = {0};
        while (sigtimedwait(&pipe_signal, NULL, &none) > 0) {
        }
    }
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return is_done;
}
