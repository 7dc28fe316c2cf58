/* progress_terminal.c - the words for a person who watches: see progress_state.h
 *
 *      done  gradient_depth       96 trials    0:38
 *   running  hopfield_capacity  1204/3696   [########-----------]  41 %  1:34 left
 */
#include <inttypes.h>
#include <math.h>
#include <string.h>
#include <sys/ioctl.h>

#include "runner/execute/progress_state.h"
#include "runner/plan/units.h"

enum { BAR_MOST = 19, BAR_LEAST = 5, NAME_LEAST = 17, LINE_SIZE = 512 };

#define GREEN "32"
#define YELLOW "33"
#define BOLD_RED "1;31"

/* The verb in its column, with a colour that says the same. */
static void put_verb(const Progress *p, const char *colour, const char *verb)
{
    if (p->color)
        fprintf(p->out, "%*s\033[%sm%s\033[0m  ", 9 - (int)strlen(verb), "", colour, verb);
    else
        fprintf(p->out, "%9s  ", verb);
}

static void put_name(const Progress *p, const char *name)
{
    progress_put(p->out, name);
    for (size_t n = strlen(name); n < NAME_LEAST; n++)
        fputc(' ', p->out);
}

static int terminal_columns(FILE *out)
{
    struct winsize size;
    if (ioctl(fileno(out), TIOCGWINSZ, &size) == 0 && size.ws_col > 0)
        return size.ws_col;
    return 80;
}

static const char *trial_word(int64_t n)
{
    return units_word(n, "trial", "trials");
}

static void say_idle(Progress *p, const char *name, const Plan *plan)
{
    put_verb(p, GREEN, "done");
    put_name(p, name);
    fprintf(p->out, "%6" PRId64 " %-6s   all stored", plan->done + plan->failed,
            trial_word(plan->done + plan->failed));
    if (plan->failed > 0)
        fprintf(p->out, "   %" PRId64 " failed", plan->failed);
    if (plan->over_budget > 0)
        fprintf(p->out, "   %" PRId64 " over budget, not run", plan->over_budget);
    fputc('\n', p->out);
}

static void say_start(Progress *p, int threads)
{
    (void)threads;
    p->shown -= progress_terminal.interval; /* the first line need not wait */
}

/* "[####------]  " or nothing if there is no room for it. */
static int print_bar(char *text, size_t size, double work, int room)
{
    int width = room - 4 < BAR_MOST ? room - 4 : BAR_MOST;
    if (width < BAR_LEAST)
        return 0;
    char bar[BAR_MOST + 1] = { 0 };
    memset(bar, '-', (size_t)width);
    memset(bar, '#', (size_t)(work * width));
    return snprintf(text, size, "[%s]  ", bar);
}

static void say_moment(Progress *p, const Moment *now)
{
    char head[LINE_SIZE], bar[BAR_MOST + 8] = "", tail[64], left[32] = "";
    const int columns = terminal_columns(p->out);
    int n = snprintf(head, sizeof head, "  running  %-17s%6" PRId64 "/%-5" PRId64 " ", p->name,
                     now->trials, now->total);
    if (!isnan(now->left)) {
        duration_print(now->left, left, sizeof left);
        n += snprintf(tail, sizeof tail, "%2.0f %%  %s left", floor(100 * now->work), left);
    } else {
        n += snprintf(tail, sizeof tail, "%2.0f %%", floor(100 * now->work));
    }
    print_bar(bar, sizeof bar, now->work, columns - 2 - n);
    char line[2 * LINE_SIZE];
    snprintf(line, sizeof line, "%s %s%s", head, bar, tail);
    size_t end = strlen(line);
    if (end > (size_t)columns - 1) /* a line that wraps could not be rewritten */
        end = (size_t)columns - 1;
    while (end > 0 && ((unsigned char)line[end] & 0xc0) == 0x80)
        end--; /* not in the middle of a character */
    line[end] = '\0';
    fputc('\r', p->out);
    progress_put(p->out, line);
    fputs("\033[K", p->out);
    p->line = true;
}

static void say_failed(Progress *p, const FinishedTrial *t, const char *point_text)
{
    const Experiment *e = p->plan->sweep->experiment;
    put_verb(p, BOLD_RED, "failed");
    progress_put(p->out, p->name);
    fprintf(p->out, " #%" PRId64 "  ", t->trial);
    progress_put(p->out, point_text);
    fputs(point_text[0] ? "  " : "", p->out);
    progress_put(p->out, t->error->text);
    if (p->failures_shown == 1 && e->file.name) {
        fputs("\n           repeat:  hebb run ", p->out);
        progress_put(p->out, e->file.name);
        if (e->profile && e->profile[0])
            fprintf(p->out, " --profile %s", e->profile);
        fputs(" --retry failed", p->out);
    }
    if (p->failures_shown == FAILURES_SHOWN)
        fputs("\n           further failures are only counted", p->out);
    fputc('\n', p->out);
}

static void say_stopping(Progress *p, int stop, int64_t in_flight)
{
    if (stop == STOP_NOW)
        fputs("stopping now; what is in flight is abandoned\n", p->out);
    else
        fprintf(p->out, "stopping after %" PRId64 " %s in flight (Ctrl-C again to stop now)\n",
                in_flight, trial_word(in_flight));
}

static void say_end(Progress *p, const Moment *now, bool stopped, const char *note)
{
    char time[32];
    put_verb(p, stopped ? YELLOW : GREEN, stopped ? "stopped" : "done");
    put_name(p, p->name);
    if (stopped) {
        fprintf(p->out, "%6" PRId64 "/%-6" PRId64 "  %2.0f %% of the work is saved", now->trials,
                now->total, floor(100 * now->work));
    } else {
        duration_print(now->elapsed, time, sizeof time);
        fprintf(p->out, "%6" PRId64 " %-6s %7s", now->total, trial_word(now->total), time);
    }
    if (now->failed > 0)
        fprintf(p->out, "   %" PRId64 " failed", now->failed);
    fputs(note[0] ? "   " : "", p->out);
    progress_put(p->out, note);
    fputc('\n', p->out);
}

static void say_saving(Progress *p, const char *name)
{
    fputs("   saving  ", p->out);
    put_name(p, name);
    fputs("theory, means, derived numbers", p->out);
    p->line = true;
}

static void say_saved(Progress *p, const char *path, int64_t bytes, const char *digest)
{
    char size[32];
    bytes_print((double)bytes, size, sizeof size);
    put_verb(p, GREEN, "saved");
    progress_put(p->out, path);
    fprintf(p->out, "  %s  digest %s\n", size, digest);
}

const ProgressVoice progress_terminal = {
    .idle = say_idle,
    .start = say_start,
    .moment = say_moment,
    .failed = say_failed,
    .stopping = say_stopping,
    .end = say_end,
    .saving = say_saving,
    .saved = say_saved,
    .interval = 0.1,
};
