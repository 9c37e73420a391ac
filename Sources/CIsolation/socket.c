#define _GNU_SOURCE
#include "CIsolation.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/uio.h>
#include <unistd.h>

/* The same descriptor above the standard ones, which a host may have closed; -1 on failure, when it is closed. */
static int above_standard(int descriptor) {
    int moved;
    if (descriptor > 3) return descriptor;
    moved = fcntl(descriptor, F_DUPFD_CLOEXEC, 4);
    close(descriptor);
    return moved;
}

int ci_socket_pair(int out_sockets[2], int timeout_ms) {
    struct timeval timeout = {.tv_sec = timeout_ms / 1000, .tv_usec = timeout_ms % 1000 * 1000};
    int sockets[2];
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, sockets) != 0) return errno;
    for (int i = 0; i < 2; i++) {
        sockets[i] = above_standard(sockets[i]);
        if (sockets[i] < 0) {
            int status = errno;
            close(sockets[1 - i]);
            return status;
        }
    }
    setsockopt(sockets[0], SOL_SOCKET, SO_SNDTIMEO, &timeout, sizeof timeout);
    memcpy(out_sockets, sockets, sizeof sockets);
    return 0;
}

int ci_socket_send(int socket, const void *head, size_t head_size, const void *body, size_t body_size, int descriptor,
                   int waits) {
    struct iovec parts[2] = {{(void *)head, head_size}, {(void *)body, body_size}};
    union {
        char bytes[CMSG_SPACE(sizeof(int))];
        struct cmsghdr align;
    } control;
    struct msghdr message = {.msg_iov = parts, .msg_iovlen = 2};
    int flags = MSG_NOSIGNAL | (waits ? 0 : MSG_DONTWAIT);
    if (descriptor >= 0) {
        struct cmsghdr *header;
        memset(&control, 0, sizeof control);
        message.msg_control = control.bytes;
        message.msg_controllen = sizeof control.bytes;
        header = CMSG_FIRSTHDR(&message);
        header->cmsg_level = SOL_SOCKET;
        header->cmsg_type = SCM_RIGHTS;
        header->cmsg_len = CMSG_LEN(sizeof(int));
        memcpy(CMSG_DATA(header), &descriptor, sizeof(int));
    }
    while (parts[0].iov_len + parts[1].iov_len > 0) {
        ssize_t sent = sendmsg(socket, &message, flags);
        if (sent < 0) {
            if (errno == EINTR) continue;
            return errno;
        }
        /* The descriptor went with the first byte, and what was begun is finished. */
        message.msg_control = NULL;
        message.msg_controllen = 0;
        flags = MSG_NOSIGNAL;
        for (int i = 0; i < 2; i++) {
            size_t part = (size_t)sent < parts[i].iov_len ? (size_t)sent : parts[i].iov_len;
            parts[i].iov_base = (char *)parts[i].iov_base + part;
            parts[i].iov_len -= part;
            sent -= (ssize_t)part;
        }
    }
    return 0;
}

int ci_socket_receive(int socket, void *target, size_t size, int *out_descriptor) {
    *out_descriptor = -1;
    while (size > 0) {
        struct iovec part = {target, size};
        union {
            char bytes[CMSG_SPACE(sizeof(int))];
            struct cmsghdr align;
        } control;
        struct msghdr message = {
            .msg_iov = &part, .msg_iovlen = 1, .msg_control = control.bytes, .msg_controllen = sizeof control.bytes};
        ssize_t count = recvmsg(socket, &message, MSG_CMSG_CLOEXEC | MSG_WAITALL);
        if (count < 0) {
            if (errno == EINTR) continue;
            return errno;
        }
        for (struct cmsghdr *header = CMSG_FIRSTHDR(&message); header != NULL; header = CMSG_NXTHDR(&message, header)) {
            if (header->cmsg_level != SOL_SOCKET || header->cmsg_type != SCM_RIGHTS) continue;
            if (*out_descriptor >= 0) close(*out_descriptor);
            memcpy(out_descriptor, CMSG_DATA(header), sizeof(int));
        }
        if (count == 0) return -1;
        target = (char *)target + count;
        size -= (size_t)count;
    }
    return 0;
}

int ci_memory_make(size_t byte_count, int fixed) {
    int file = memfd_create("comfy", MFD_CLOEXEC | MFD_ALLOW_SEALING);
    if (file >= 0) file = above_standard(file);
    if (file < 0) return -1;
    if (ftruncate(file, (off_t)byte_count) != 0 ||
        (fixed && fcntl(file, F_ADD_SEALS, F_SEAL_GROW | F_SEAL_SHRINK) != 0)) {
        int status = errno;
        close(file);
        errno = status;
        return -1;
    }
    return file;
}

int ci_memory_seal(int descriptor) {
    const int seals = F_SEAL_WRITE | F_SEAL_GROW | F_SEAL_SHRINK | F_SEAL_SEAL;
    return fcntl(descriptor, F_ADD_SEALS, seals) == 0 ? 0 : errno;
}

int ci_memory_is_sealed(int descriptor, size_t byte_count, int writable) {
    const int needed = F_SEAL_SHRINK | (writable ? 0 : F_SEAL_WRITE);
    int seals = fcntl(descriptor, F_GET_SEALS);
    struct stat status;
    return seals >= 0 && (seals & needed) == needed && fstat(descriptor, &status) == 0 &&
           (uint64_t)status.st_size >= byte_count;
}

uint32_t ci_shared_load(const uint32_t *number) { return __atomic_load_n(number, __ATOMIC_ACQUIRE); }

void ci_shared_store(uint32_t *number, uint32_t value) { __atomic_store_n(number, value, __ATOMIC_RELEASE); }
