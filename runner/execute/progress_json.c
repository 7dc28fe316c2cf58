/* progress_json.c - the words for a program: one JSON object a line: see progress_state.h */
#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "runner/config/utf8.h"
#include "runner/execute/progress_state.h"

/* A JSON string; what is not UTF-8 becomes the replacement character. */
static void put_string(FILE *out, const char *text, size_t size)
{
    fputc('"', out);
    for (size_t i = 0, n; i < size; i += n) {
        uint32_t code = 0;
        n = utf8_decode(text + i, size - i, &code);
        if (n == 0)
            fputs("\\ufffd", out);
        else if (code < 0x20 || code == 0x7f)
            fprintf(out, "\\u%04x", (unsigned)code);
        else if (code == '"' || code == '\\')
            fprintf(out, "\\%c", (char)code);
        else
            fwrite(text + i, 1, n, out);
        n += n == 0;
    }
    fputc('"', out);
}

static void put_text(const Progress *p, const char *key, const char *text)
{
    fprintf(p->out, ",\"%s\":", key);
    put_string(p->out, text, strlen(text));
}

static void put_count(const Progress *p, const char *key, int64_t n)
{
    fprintf(p->out, ",\"%s\":%" PRId64, key, n);
}

static void put_real(const Progress *p, const char *key, double x)
{
    if (isfinite(x))
        fprintf(p->out, ",\"%s\":%.6g", key, x);
    else
        fprintf(p->out, ",\"%s\":null", key);
}

static void begin(const Progress *p, const char *event)
{
    fprintf(p->out, "{\"event\":\"%s\"", event);
    if (p->plan)
        put_text(p, "experiment", p->name);
}

static void end(const Progress *p)
{
    fputs("}\n", p->out);
}

static void put_moment(const Progress *p, const Moment *now)
{
    put_count(p, "trials", now->trials);
    put_count(p, "total", now->total);
    put_count(p, "failed", now->failed);
    put_real(p, "work", now->work);
    put_real(p, "eta_seconds", now->left);
    put_real(p, "elapsed_seconds", now->elapsed);
}

static void say_idle(Progress *p, const char *name, const Plan *plan)
{
    begin(p, "idle");
    put_text(p, "experiment", name);
    put_count(p, "stored", plan->done);
    put_count(p, "failed", plan->failed);
    put_count(p, "over_budget", plan->over_budget);
    end(p);
}

static void say_start(Progress *p, int threads)
{
    begin(p, "start");
    put_count(p, "total", p->plan->done + p->plan->failed + p->plan->todo_count);
    put_count(p, "reused", p->plan->done);
    put_count(p, "over_budget", p->plan->over_budget);
    put_count(p, "threads", threads);
    end(p);
}

static void say_moment(Progress *p, const Moment *now)
{
    begin(p, "progress");
    put_moment(p, now);
    end(p);
}

static void say_failed(Progress *p, const FinishedTrial *t, const char *point_text)
{
    char key[KEY_TEXT_SIZE];
    key_print(t->key, key);
    begin(p, "failed");
    put_count(p, "trial", t->trial);
    put_text(p, "key", key);
    put_text(p, "point", point_text);
    put_text(p, "error", t->error->text);
    end(p);
}

static void say_stopping(Progress *p, int stop, int64_t in_flight)
{
    begin(p, "stopping");
    put_text(p, "when", stop == STOP_NOW ? "now" : "soon");
    put_count(p, "in_flight", in_flight);
    end(p);
}

static void say_end(Progress *p, const Moment *now, bool stopped, const char *note)
{
    begin(p, stopped ? "stopped" : "done");
    put_moment(p, now);
    put_count(p, "over_budget", p->plan->over_budget);
    if (note[0])
        put_text(p, "note", note);
    end(p);
}

static void say_saving(Progress *p, const char *name)
{
    begin(p, "saving");
    put_text(p, "experiment", name);
    end(p);
}

static void say_saved(Progress *p, const char *path, int64_t bytes, const char *digest)
{
    begin(p, "saved");
    put_text(p, "path", path);
    put_count(p, "bytes", bytes);
    put_text(p, "digest", digest);
    end(p);
}

const ProgressVoice progress_json = {
    .idle = say_idle,
    .start = say_start,
    .moment = say_moment,
    .failed = say_failed,
    .stopping = say_stopping,
    .end = say_end,
    .saving = say_saving,
    .saved = say_saved,
    .interval = 1.0,
};
