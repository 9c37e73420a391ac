#include "CNetwork.h"

#include <ifaddrs.h>
#include <netinet/in.h>
#include <string.h>

typedef struct {
    uint8_t prefix[16];
    int bits;
} range;

/// Of IPv4, what is not for everybody.
static const range reserved4[] = {
    {{0}, 8}, {{10}, 8}, {{100, 64}, 10}, {{127}, 8}, {{169, 254}, 16}, {{172, 16}, 12}, {{192, 0, 0}, 24},
    {{192, 0, 2}, 24}, {{192, 88, 99}, 24}, {{192, 168}, 16}, {{198, 18}, 15}, {{198, 51, 100}, 24},
    {{203, 0, 113}, 24}, {{224}, 4}, {{240}, 4},
};

/// Of IPv6's unicast addresses, 2000::/3: protocols' own (Teredo among them), documentation, and 6to4.
static const range reserved6[] = {
    {{0x20, 0x01, 0x00}, 23}, {{0x20, 0x01, 0x0d, 0xb8}, 32}, {{0x20, 0x02}, 16}, {{0x3f, 0xff}, 20},
};

static const range unicast6 = {{0x20}, 3};
/// Addresses that end with one of IPv4: mapped ones, and those of NAT64.
static const range with4[] = {
    {{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff}, 96}, {{0x00, 0x64, 0xff, 0x9b}, 96},
};

static bool equal_bits(const uint8_t *a, const uint8_t *b, int bits) {
    if (memcmp(a, b, bits / 8) != 0) return false;
    return bits % 8 == 0 || ((a[bits / 8] ^ b[bits / 8]) >> (8 - bits % 8)) == 0;
}

static bool is_in(const uint8_t *address, const range *ranges, size_t count) {
    for (size_t i = 0; i < count; i++) {
        if (equal_bits(address, ranges[i].prefix, ranges[i].bits)) return true;
    }
    return false;
}

#define IS_IN(address, ranges) is_in(address, ranges, sizeof ranges / sizeof ranges[0])

/// The bytes of an address of IPv4 or IPv6; NULL of another one.
static const uint8_t *bytes_of(const struct sockaddr *address, size_t size) {
    if (address->sa_family == AF_INET && size >= sizeof(struct sockaddr_in)) {
        return (const uint8_t *)&((const struct sockaddr_in *)address)->sin_addr;
    }
    if (address->sa_family == AF_INET6 && size >= sizeof(struct sockaddr_in6)) {
        return (const uint8_t *)&((const struct sockaddr_in6 *)address)->sin6_addr;
    }
    return NULL;
}

/// Whether an interface of this machine is in the address's network.
static bool is_near(int family, const uint8_t *address) {
    struct ifaddrs *list;
    // who cannot know is careful
    if (getifaddrs(&list) != 0) return true;
    bool found = false;
    size_t length = family == AF_INET ? 4 : 16;
    for (struct ifaddrs *entry = list; entry && !found; entry = entry->ifa_next) {
        if (!entry->ifa_addr || !entry->ifa_netmask || entry->ifa_addr->sa_family != family) continue;
        size_t size = family == AF_INET ? sizeof(struct sockaddr_in) : sizeof(struct sockaddr_in6);
        const uint8_t *own = bytes_of(entry->ifa_addr, size);
        struct sockaddr_storage mask = {0};
        memcpy(&mask, entry->ifa_netmask, size);
        // some interfaces leave the family of their mask out
        mask.ss_family = family;
        const uint8_t *bits = bytes_of((struct sockaddr *)&mask, size);
        bool is_equal = true, is_network = false;
        for (size_t i = 0; i < length; i++) {
            is_equal = is_equal && (own[i] & bits[i]) == (address[i] & bits[i]);
            is_network = is_network || bits[i];
        }
        found = is_network && is_equal;
    }
    freeifaddrs(list);
    return found;
}

bool cn_is_public(const struct sockaddr *address, size_t size) {
    const uint8_t *bytes = bytes_of(address, size);
    if (!bytes) return false;
    int family = address->sa_family;
    if (family == AF_INET6 && IS_IN(bytes, with4)) {
        bytes += 12;
        family = AF_INET;
    }
    if (family == AF_INET) return !IS_IN(bytes, reserved4) && !is_near(family, bytes);
    return is_in(bytes, &unicast6, 1) && !IS_IN(bytes, reserved6) && !is_near(family, bytes);
}
