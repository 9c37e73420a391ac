// Fetches what URLs name, through libcurl as it is found at run time, and tells addresses of the wide network from others.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/socket.h>

#define CN_MESSAGE_SIZE 512

/// Why nothing can be fetched; NULL where libcurl is there. The first call finds it.
const char *cn_missing(void);

/// Whether an address is one of the wide network: not this machine's, not of a network that it is in, not private and not
/// reserved (IANA's special-purpose registries, RFC 6890). Addresses that hold one of IPv4 count as that.
bool cn_is_public(const struct sockaddr *address, size_t size);

typedef struct {
    /// http:// or https://
    const char *url;
    /// Other addresses than public ones are fine too.
    bool allows_private;
    /// Bytes that the answer may have.
    size_t most_bytes;
    /// Of the whole.
    int64_t milliseconds;
    /// Asked every tenth of a second.
    bool (*is_cancelled)(void *context);
    void *context;
} cn_request;

typedef struct {
    /// malloc's; NULL on failure.
    uint8_t *bytes;
    size_t count;
    /// HTTP's; 0 where there was no answer.
    long status;
    bool was_cancelled;
    char message[CN_MESSAGE_SIZE];
} cn_answer;

/// Fetches by GET. Redirections are followed, five at most and never from https to http; every address that is connected to
/// is looked at on its own. Nothing of the environment counts (no proxies, no files of passwords).
///
/// Returns false with a message where there is no whole answer of status 200 to 299.
bool cn_fetch(const cn_request *request, cn_answer *answer);
