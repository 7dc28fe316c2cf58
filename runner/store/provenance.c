/* provenance.c - see provenance.h */
#include "runner/store/provenance.h"

#include <gnu/libc-version.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <time.h>
#include <unistd.h>

#include "algorithms/base/cpu.h"
#include "runner/config/number.h"
#include "runner/store/hdf5_file.h"
#include "version.inc" /* made by the build: HEBB_VERSION, HEBB_COMMIT, ... */

enum { LINE_SIZE = 256 };

const char *provenance_version(void)
{
    return HEBB_VERSION;
}

/* "AMD EPYC 9B14", or the machine's type where the system has no name for the processor. */
static void cpu_model(const struct utsname *system, char text[LINE_SIZE])
{
    char line[LINE_SIZE];
    snprintf(text, LINE_SIZE, "%s", system->machine);
    FILE *file = fopen("/proc/cpuinfo", "r");
    while (file && fgets(line, sizeof line, file)) {
        const char *colon = strchr(line, ':');
        if (strncmp(line, "model name", 10) != 0 || !colon)
            continue;
        colon += 1 + strspn(colon + 1, " \t");
        snprintf(text, LINE_SIZE, "%.*s", (int)strcspn(colon, "\n"), colon);
        break;
    }
    if (file)
        fclose(file);
}

/* "2026-11-22T09:06:16Z" */
static void utc_text(double seconds, char text[LINE_SIZE])
{
    struct tm parts;
    time_t whole = (time_t)floor(seconds);
    if (!gmtime_r(&whole, &parts) || strftime(text, LINE_SIZE, "%Y-%m-%dT%H:%M:%SZ", &parts) == 0)
        text[0] = '\0';
}

uint64_t provenance_build(void)
{
    struct utsname system = { 0 };
    char cpu[LINE_SIZE], *text = NULL;
    uname(&system);
    cpu_model(&system, cpu);
    int length = asprintf(&text, "%s\n%s\n%s\n%d\n%s\n%s\n%s\n", HEBB_COMPILER, HEBB_FLAGS,
                          HEBB_COMMIT, HEBB_DIRTY, cpu, system.machine, system.nodename);
    if (length < 0)
        return 0;
    uint64_t build = key_checksum(text, (size_t)length, 0);
    free(text);
    return build;
}

Status provenance_add(Attributes *a, const RunFacts *facts)
{
    struct utsname system = { 0 };
    char cpu[LINE_SIZE], kernel[3 * sizeof system.release], cores[NUMBER_SIZE],
        threads[NUMBER_SIZE];
    char started[LINE_SIZE], finished[LINE_SIZE], wall[NUMBER_SIZE];
    uname(&system);
    cpu_model(&system, cpu);
    snprintf(kernel, sizeof kernel, "%s %s %s", system.sysname, system.release, system.machine);
    snprintf(cores, sizeof cores, "%ld", sysconf(_SC_NPROCESSORS_ONLN));
    snprintf(threads, sizeof threads, "%d", facts->threads);
    utc_text(facts->started, started);
    utc_text(facts->finished, finished);
    number_print(facts->finished - facts->started, wall);

    const struct {
        const char *name, *text;
    } rows[] = {
        { "version", HEBB_VERSION },
        { "git_commit", HEBB_COMMIT },
        { "git_dirty", HEBB_DIRTY ? "true" : "false" },
        { "compiler", HEBB_COMPILER },
        { "flags", HEBB_FLAGS },
        { "hdf5_version", hdf5_version() },
        { "gsl_version", HEBB_GSL_VERSION },
        { "sleef_version", HEBB_SLEEF_VERSION },
        { "yaml_version", HEBB_YAML_VERSION },
        { "xxhash_version", HEBB_XXHASH_VERSION },
        { "libc_version", gnu_get_libc_version() },
        { "cpu", cpu },
        { "cpu_level", cpu_level_name(cpu_level()) },
        { "cores", cores },
        { "kernel", kernel },
        { "threads", threads },
        { "command_line", facts->command_line },
        { "profile", facts->profile },
        { "overrides", facts->overrides },
        { "started", started },
        { "finished", finished },
        { "wall_seconds", wall },
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (attributes_set(a, rows[i].name, rows[i].text ? rows[i].text : "") != OK)
            return ERR_MEMORY;
    return OK;
}
