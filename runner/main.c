/* main.c - hebb: finds the verb, reads its options, runs it, prints what went wrong; the only exit.
 */
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "algorithms/base/cpu.h"
#include "runner/analyze/statistics.h"
#include "runner/config/words.h"
#include "runner/manual.h"
#include "runner/store/provenance.h"

static const Command *const commands[] = {
    &command_plan,   &command_run,      &command_show,    &command_export,   &command_plot,
    &command_check,  &command_baseline, &command_nightly, &command_diff,     &command_report,
    &command_digest, &command_verify,   &command_list,    &command_describe, NULL,
};
enum { COMMANDS = sizeof commands / sizeof *commands - 1 };

static const Command *find_command(const char *name, Messages *m)
{
    const char *names[COMMANDS];
    char label[96];
    for (int i = 0; i < COMMANDS; i++) {
        names[i] = commands[i]->name;
        if (strcmp(name, names[i]) == 0)
            return commands[i];
    }
    message_error(m, (Place){ 0 }, NULL, "no such command `%s`", name);
    if (nearest_label(name, names, sizeof *names, COMMANDS, label, sizeof label))
        message_help(m, "%s", label);
    else
        message_help(m, "`hebb --help` lists the commands");
    return NULL;
}

static Status wrong_count(const Command *c, Messages *m)
{
    message_error(m, (Place){ 0 }, NULL, "`hebb %s` takes %s", c->name, c->usage);
    return ERR_USAGE;
}

static Status run_command(const Command *c, int argc, char **argv, Messages *m, bool *color)
{
    Arguments *a = malloc(sizeof *a);
    if (!a)
        return ERR_MEMORY;
    Status status = arguments_parse(a, c->options, argc, argv, m);
    *color = use_color(a, stderr);
    if (status == OK && arguments_has(a, "help"))
        manual_command(c);
    else if (status == OK && (a->count < c->least || (c->most >= 0 && a->count > c->most)))
        status = wrong_count(c, m);
    else if (status == OK)
        status = c->run(a, m);
    free(a);
    return status;
}

/* hebb help [COMMAND]; --man and --completion are for the build. */
static Status help(const char *of, Messages *m)
{
    const Command *c = NULL;
    if (!of)
        manual_help(commands);
    else if (strcmp(of, "--man") == 0)
        manual_page(commands);
    else if (strcmp(of, "--completion") == 0)
        manual_completion(commands);
    else if ((c = find_command(of, m)))
        manual_command(c);
    else
        return ERR_USAGE;
    return OK;
}

/* A level that is misspelt would silently be the highest. */
static Status check_level(Messages *m)
{
    const char *names[CPU_LEVELS + 1] = { NULL }, *asked = getenv("HEBB_CPU");
    char list[64];
    for (int level = 0; level < CPU_LEVELS; level++) {
        names[level] = cpu_level_name((CpuLevel)level);
        if (!asked || !*asked || strcmp(asked, names[level]) == 0)
            return OK;
    }
    words_or(names, list, sizeof list);
    message_error(m, (Place){ 0 }, NULL, "the environment variable HEBB_CPU must %s, not `%s`",
                  list, asked);
    return ERR_USAGE;
}

static Status run_verb(int argc, char **argv, Messages *m, bool *color)
{
    const char *verb = argc > 1 ? argv[1] : "";
    if (argc < 2) {
        message_error(m, (Place){ 0 }, NULL, "a command is missing");
        message_help(m, "`hebb --help` lists the commands");
        return ERR_USAGE;
    }
    if (strcmp(verb, "--help") == 0 || strcmp(verb, "-h") == 0 || strcmp(verb, "help") == 0)
        return help(argc > 2 ? argv[2] : NULL, m);
    if (strcmp(verb, "--version") == 0) {
        printf("hebb %s\n", provenance_version());
        return OK;
    }
    const Command *c = find_command(verb, m);
    if (!c || check_level(m) != OK)
        return ERR_USAGE;
    return run_command(c, argc - 2, argv + 2, m, color);
}

/* A closed standard stream would give its number to the next file, and messages would go there.
 * What takes its place cannot be used either, so that a lost table is still an error. */
static void keep_standard_streams(void)
{
    for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
        if (fcntl(fd, F_GETFD) < 0 &&
            open("/dev/null", fd == STDIN_FILENO ? O_WRONLY : O_RDONLY) != fd)
            return;
}

int main(int argc, char **argv)
{
    keep_standard_streams();
    if (!cpu_supported()) {
        fputs("error: this processor lacks AVX2 or FMA (x86-64-v3); hebb's results would differ on "
              "it\n",
              stderr);
        return 2;
    }
    signal(SIGXFSZ, SIG_IGN); /* a limit on file sizes is an error of the write that meets it */
    statistics_quiet();
    Messages *m = messages_new();
    if (!m) {
        fputs("error: memory ran out\n", stderr);
        return status_exit(ERR_MEMORY);
    }
    bool color = false;
    Status status = run_verb(argc, argv, m, &color);
    messages_print(m, stderr, color);
    if (fflush(stdout) != 0 || ferror(stdout)) {
        fputs("error: standard output could not be written\n", stderr);
        status = status_worse(status, ERR_OUTPUT);
    }
    messages_free(m);
    return status_exit(status);
}
