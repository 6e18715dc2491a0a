/* Network storage, as a library to be preloaded: every flush takes two milliseconds more.
 * Knows fsync and fdatasync. Refuses to know who calls them. Compiled by `benches/service/child.rs`, for benchmarks only. */
#define _GNU_SOURCE
#include <errno.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

static void wait_for_the_network(void) {
    struct timespec left = {0, 2000000};
    int before = errno;
    while (nanosleep(&left, &left) != 0 && errno == EINTR) {
    }
    errno = before;
}

int fsync(int file) {
    wait_for_the_network();
    return (int)syscall(SYS_fsync, file);
}

int fdatasync(int file) {
    wait_for_the_network();
    return (int)syscall(SYS_fdatasync, file);
}
