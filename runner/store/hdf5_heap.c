/* hdf5_heap.c - the global heaps of a file, where HDF5 keeps texts: they have no checksum, and
 * libhdf5 walks a damaged one for ever, so they are walked here first. */
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "runner/store/hdf5_format.h"

enum { HEAD = 16 }; /* bytes before the objects, and before each object's data */

static uint64_t number_at(const unsigned char *bytes)
{
    uint64_t n;
    memcpy(&n, bytes, sizeof n);
    return n;
}

/* A collection: signature, size, then objects, each of an index (0: free space) and a size. */
static bool is_sound(const unsigned char *heap, uint64_t room)
{
    uint64_t size = number_at(heap + 8), at = HEAD;
    if (size > room || size < HEAD)
        return false;
    while (size - at >= HEAD) {
        uint64_t object = number_at(heap + at + 8), left = size - at;
        bool is_free = heap[at] == 0 && heap[at + 1] == 0;
        if (object > left || (is_free && object < HEAD))
            return false;
        uint64_t step = is_free ? object : HEAD + (object + 7) / 8 * 8;
        if (step > left)
            return false;
        at += step;
    }
    return true;
}

bool hdf5_heaps_are_sound(const char *path, int64_t size)
{
    static const unsigned char mark[8] = { 'G', 'C', 'O', 'L', 1, 0, 0, 0 };
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    size_t left = size > 0 ? (size_t)size : 0;
    void *map = fd < 0 || left == 0 ? MAP_FAILED : mmap(NULL, left, PROT_READ, MAP_PRIVATE, fd, 0);
    if (fd >= 0)
        close(fd);
    if (map == MAP_FAILED)
        return false;
    bool sound = true;
    const unsigned char *at = map;
    for (const unsigned char *heap; sound && (heap = memmem(at, left, mark, sizeof mark));) {
        left -= (size_t)(heap - at);
        sound = left >= HEAD && is_sound(heap, left);
        at = heap + sizeof mark;
        left -= sizeof mark;
    }
    munmap(map, (size_t)size);
    return sound;
}
