/* manual.c - see manual.h */
#include "runner/manual.h"

#include <string.h>

#include "runner/store/provenance.h"

static const char purpose[] = "runs sweeps of neural-network experiments and checks their numbers";

/* ---- help --------------------------------------------------------------------------------- */

void manual_help(const Command *const *commands)
{
    int width = 0;
    for (const Command *const *c = commands; *c; c++)
        width = (int)strlen((*c)->usage) > width ? (int)strlen((*c)->usage) : width;
    printf("hebb %s: %s\n\nusage: hebb COMMAND [ARGUMENT...]\n\n", provenance_version(), purpose);
    for (const Command *const *c = commands; *c; c++)
        printf("  %-9s %-*s %s\n", (*c)->name, width, (*c)->usage, (*c)->help);
    printf(
        "\n`hebb COMMAND --help` lists the options. Exit status: 0 all is well, 1 a check fails,\n"
        "2 usage or configuration, 3 a trial failed, 4 no baseline, 5 an output could not be "
        "made,\n"
        "6 a result is locked or damaged, 75 or 130 stopped (the same command goes on).\n");
}

void manual_command(const Command *c)
{
    printf("usage: hebb %s %s [OPTION...]\n\n%s\n\noptions\n", c->name, c->usage, c->help);
    for (const OptionRow *o = c->options; o->name; o++) {
        char left[64], letter[8] = "";
        if (o->letter)
            snprintf(letter, sizeof letter, "-%c, ", o->letter);
        snprintf(left, sizeof left, "%s--%s%s%s", letter, o->name, o->argument ? " " : "",
                 o->argument ? o->argument : "");
        printf("  %-28s %s\n", left, o->help);
    }
}

/* ---- the manual page ---------------------------------------------------------------------- */

/* Text that roff shall not read as its own. */
static void put_roff(const char *text)
{
    if (*text == '.' || *text == '\'')
        fputs("\\&", stdout);
    for (; *text; text++) {
        if (*text == '-' || *text == '\\')
            putchar('\\');
        fputs(*text == '\\' ? "e" : (char[]){ *text, '\0' }, stdout);
    }
}

static void put_command(const Command *c)
{
    printf(".SS \"hebb %s ", c->name);
    put_roff(c->usage);
    printf("\"\n");
    put_roff(c->help);
    printf(".\n");
    for (const OptionRow *o = c->options; o->name; o++) {
        if (strcmp(o->name, "color") == 0 || strcmp(o->name, "help") == 0)
            continue;
        printf(".TP\n\\fB");
        if (o->letter)
            printf("\\-%c\\fR, \\fB", o->letter);
        printf("\\-\\-");
        put_roff(o->name);
        printf("\\fR \\fI");
        put_roff(o->argument ? o->argument : "");
        printf("\\fR\n");
        put_roff(o->help);
        printf("\n");
    }
}

/* The meanings of one exit status, in the order in which the first that applies wins. */
static void put_status(int exit)
{
#define ROW(code, number, meaning) { number, meaning },
    static const struct {
        int exit;
        const char *meaning;
    } rows[] = { STATUS_LIST(ROW) };
#undef ROW
    const char *between = "";
    printf(".TP\n.B %d\n", exit);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (rows[i].exit == exit) {
            fputs(between, stdout);
            put_roff(rows[i].meaning);
            between = "; or ";
        }
    putchar('\n');
}

void manual_page(const Command *const *commands)
{
    static const int statuses[] = { 0, 2, 6, 75, 130, 3, 5, 1, 4 };
    printf(".TH HEBB 1 \"\" \"hebb %s\" \"User Commands\"\n", provenance_version());
    printf(".SH NAME\nhebb \\- %s\n", purpose);
    printf(".SH SYNOPSIS\n.B hebb\n.I COMMAND\n[\\fIARGUMENT\\fR...] [\\fIOPTION\\fR...]\n");
    printf(".SH DESCRIPTION\nA YAML file describes a sweep of an algorithm over its parameters. "
           "hebb expands it into\n"
           "trials, runs those that are missing on all processors, keeps each in a journal, writes "
           "one\n"
           "labelled HDF5 file that is also valid netCDF\\-4, fits numbers, holds them against "
           "theory and\n"
           "literature, and draws figures. Whatever ends a run, the same command goes on from "
           "there.\n");
    printf(".SH COMMANDS\nEvery command knows \\fB\\-\\-help\\fR and "
           "\\fB\\-\\-color\\fR\\~\\fIauto|always|never\\fR.\n");
    for (const Command *const *c = commands; *c; c++)
        put_command(*c);
    printf(".SH EXIT STATUS\nThe first that applies:\n");
    for (size_t i = 0; i < sizeof statuses / sizeof *statuses; i++)
        put_status(statuses[i]);
    printf(".SH ENVIRONMENT\n"
           ".TP\n.B NO_COLOR\nno colour, unless \\-\\-color says otherwise\n"
           ".TP\n.B HEBB_CPU\n\\fIportable\\fR, \\fIv3\\fR or \\fIv4\\fR: the vector instructions "
           "used at most; "
           "the results are the same\n");
    printf(".SH FILES\n"
           ".TP\n.I results/NAME.h5\nthe result of the experiment NAME; of a profile in "
           "results/PROFILE\n"
           ".TP\n.I results/NAME.journal\nits finished trials, from which a later run goes on\n"
           ".TP\n.I ../share/hebb\nbeside the folder of the program: figure scripts and the "
           "experiments that come with it\n");
}

/* ---- completion --------------------------------------------------------------------------- */

void manual_completion(const Command *const *commands)
{
    printf("# bash completion for hebb, from its own tables\n_hebb() {\n"
           "    local current=${COMP_WORDS[COMP_CWORD]} verb=${COMP_WORDS[1]} words=\n"
           "    if [ \"$COMP_CWORD\" -eq 1 ]; then\n        words='");
    for (const Command *const *c = commands; *c; c++)
        printf("%s ", (*c)->name);
    printf("help --version'\n    else\n        case $verb in\n");
    for (const Command *const *c = commands; *c; c++) {
        printf("        %s) words='", (*c)->name);
        for (const OptionRow *o = (*c)->options; o->name; o++)
            printf("%s--%s", o == (*c)->options ? "" : " ", o->name);
        printf("' ;;\n");
    }
    printf("        esac\n"
           "        case $verb,$current in\n"
           "        *,-*) ;;\n"
           "        describe,*) words=$(hebb list --algorithms 2> /dev/null | cut -d' ' -f1) ;;\n"
           "        *) words= ;;\n"
           "        esac\n    fi\n"
           "    if [ -n \"$words\" ]; then\n"
           "        mapfile -t COMPREPLY < <(compgen -W \"$words\" -- \"$current\")\n"
           "    else\n"
           "        mapfile -t COMPREPLY < <(compgen -f -- \"$current\")\n"
           "    fi\n}\ncomplete -o filenames -F _hebb hebb\n");
}
